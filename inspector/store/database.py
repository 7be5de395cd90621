"""Opening the database of a record: durable settings, schema steps after a backup."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from inspector.domain.errors import StoreError
from inspector.formats.atomic import sync_folder
from inspector.store.faults import told

STEPS = Path(__file__).with_name("steps")
BUSY_S = 5.0
"""How long a reader waits for SQLite's own short locks."""


def connect_writing(file: Path) -> Connection:
    """Open for writing; make it, or bring it to the newest schema, as needed.

    WAL with ``synchronous=FULL``: what is committed survives a power cut. The caller holds the
    writer's lock.

    Raises
    ------
    StoreError
        If it cannot be opened, is no record, is damaged or is newer than this program.
    """
    with told(file):
        connection = _connection(f"{file.absolute().as_uri()}?mode=rwc", "BEGIN IMMEDIATE")
        with closed_on_error(connection):
            raw = _raw(connection)
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            _bring_up(file, connection)
            sync_folder(file.parent)
    return connection


def connect_reading(file: Path) -> Connection:
    """Open for reading; the file is not changed.

    Raises
    ------
    StoreError
        If it is not there, is no record, or has another schema than this program's.
    """
    if not file.is_file():
        raise StoreError(f"{file}: there is no record here; name the folder that a batch wrote")
    with told(file):
        uri = f"{file.absolute().as_uri()}?mode=ro"
        if not os.access(file.parent, os.W_OK) and not _log_of(file).exists():
            uri += "&immutable=1"  # WAL needs a file beside it, which cannot be made here
        connection = _connection(uri, "BEGIN")
        with closed_on_error(connection):
            _refuse_other_schema(file, connection)
    return connection


def connect_ruling(file: Path) -> Connection:
    """Open for what people add beside the writer: their rows are few, SQLite orders them.

    As durable as what the writer does.

    Raises
    ------
    StoreError
        If it is not there, is no record, or has another schema than this program's.
    """
    if not file.is_file():
        raise StoreError(f"{file}: there is no record here; inspect a panel first")
    with told(file):
        connection = _connection(f"{file.absolute().as_uri()}?mode=rw", "BEGIN IMMEDIATE")
        with closed_on_error(connection):
            raw = _raw(connection)
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            _refuse_other_schema(file, connection)
    return connection


@contextmanager
def closed_on_error(connection: Connection) -> Iterator[None]:
    """Close the connection where what follows fails."""
    with ExitStack() as undo:
        undo.callback(connection.close)
        yield
        undo.pop_all()  # nothing failed: it stays open


def revision_of(file: Path, connection: Connection) -> str | None:
    """Give the schema step that the database is at; None for an empty one."""
    raw = _raw(connection)
    names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" in names:
        row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None
    if names:
        raise StoreError(f"{file}: another program's tables stand in it; choose another folder")
    return None


def integrity_of(connection: Connection) -> tuple[str, ...]:
    """Give what SQLite's own check finds wrong; nothing for a sound file."""
    raw = _raw(connection)
    found = [str(row[0]) for row in raw.execute("PRAGMA integrity_check")]
    orphans = [f"a row of {row[0]} has no panel" for row in raw.execute("PRAGMA foreign_key_check")]
    return tuple(line for line in found if line != "ok") + tuple(orphans)


def _connection(uri: str, begin: str) -> Connection:
    def connect() -> sqlite3.Connection:
        # autocommit: SQLAlchemy's own BEGIN below then also covers changes of the schema
        return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", on_begin)
    return engine.connect()


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(f"{raw!r} is no SQLite connection")
    return raw


def _refuse_other_schema(file: Path, connection: Connection) -> None:
    revision = revision_of(file, connection)
    if revision != _newest():
        raise StoreError(
            f"{file}: schema {revision or 'none'}, this program reads {_newest()}; "
            + _cure(revision)
        )


def _bring_up(file: Path, connection: Connection) -> None:
    have, newest = revision_of(file, connection), _newest()
    if have == newest:
        return
    if have is not None and have not in _known():
        raise StoreError(f"{file}: schema {have} is newer than {newest}; {_cure(have)}")
    if have is not None:
        backup(connection, file.with_name(f"{file.name}.before-{newest}"))
    _upgrade(connection)


def backup(connection: Connection, target: Path) -> None:
    """Copy the database as it is now to ``target``; whole or not at all."""
    half = target.with_name(f"{target.name}.part")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as copy:
        _raw(connection).backup(copy)
    with half.open("r+b") as written:
        os.fsync(written.fileno())
    half.replace(target)
    sync_folder(target.parent)


def _upgrade(connection: Connection) -> None:
    # only here: alembic takes a fifth of a second to import
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext, MigrationStep
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(STEPS))

    def all_steps(revision: object, context: MigrationContext) -> list[MigrationStep]:
        del context
        # the way that Alembic's cookbook shows for running it inside a program
        return list(scripts._upgrade_revs("head", revision))  # type: ignore[arg-type] # noqa: SLF001

    with EnvironmentContext(Config(), scripts, fn=all_steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
    connection.commit()


def _known() -> tuple[str, ...]:
    """Give the numbers of the steps that are shipped, in order; they are in the files' names."""
    return tuple(sorted(path.name[1:5] for path in (STEPS / "versions").glob("s[0-9]*.py")))


def _newest() -> str:
    return _known()[-1]


def _cure(revision: str | None) -> str:
    if revision is None:
        return "it is empty; write to it first"
    if revision in _known():
        return (
            "start the station once, or run `inspector batch --resume`: that brings it up to date"
        )
    return "it was written by a newer Inspector: update this one"


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")
