import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from inspector.domain.errors import StoreError
from inspector.store import database
from inspector.store.check import check_store
from inspector.store.schema import METADATA
from inspector.store.store import Store

NEXT = '''
"""A step for this test: who inspected."""

import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{newest}"


def upgrade() -> None:
    op.add_column("panel", sa.Column("operator", sa.String, server_default=""))
    {more}
'''


NEWEST = max(path.name[1:5] for path in (database.STEPS / "versions").glob("s0*.py"))
NEXT_NUMBER = f"{int(NEWEST) + 1:04}"


def steps_with(tmp_path, monkeypatch, more=""):
    """Ship one more step than there is, as the next release will."""
    steps = tmp_path / "steps"
    shutil.copytree(database.STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    text = NEXT.format(more=more, next=NEXT_NUMBER, newest=NEWEST)
    (steps / "versions" / f"s{NEXT_NUMBER}_operator.py").write_text(text)
    monkeypatch.setattr(database, "STEPS", steps)


def test_the_steps_lead_to_the_tables_that_the_store_writes(tmp_path):
    with Store(tmp_path) as store:
        assert compare_metadata(MigrationContext.configure(store.connection), METADATA) == []


def test_an_older_record_is_brought_up_after_a_backup(tmp_path, panel, monkeypatch):
    record = tmp_path / "record"
    with Store(record) as store:
        store.record(panel("SN1"), {}, "a")
    steps_with(tmp_path, monkeypatch)
    with Store(record) as store:
        assert store.record(panel("SN2"), {}, "b") == 2
        assert check_store(store).sound
    with sqlite3.connect(record / f"record.sqlite.before-{NEXT_NUMBER}") as before:
        assert before.execute("SELECT version_num FROM alembic_version").fetchone() == (NEWEST,)
        assert before.execute("SELECT serial FROM panel").fetchall() == [("SN1",)]
        assert before.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def steps_before(tmp_path, monkeypatch, number):
    """Ship the steps up to a number only, as a release of before did."""
    steps = tmp_path / f"steps-{number}"
    shutil.copytree(database.STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    for step in (steps / "versions").glob("s*.py"):
        if step.name[1:5] > number:
            step.unlink()
    monkeypatch.setattr(database, "STEPS", steps)


def test_a_record_with_one_picture_a_part_keeps_it(tmp_path, panel, picture, monkeypatch):
    record = tmp_path / "record"
    with monkeypatch.context() as patch:
        steps_before(tmp_path, patch, "0004")
        with Store(record) as store:
            store.record(panel("SN1", (0.4, 0.31)), {}, "a")
            names = store.crops.write([picture(1), picture(2)])
    with closing(sqlite3.connect(record / "record.sqlite")) as before, before:
        rows = [(1, 0, "R1", names[0]), (1, 0, "R2", names[1])]
        before.executemany("INSERT INTO crop VALUES (?, ?, ?, ?)", rows)
    with Store(record) as store:
        assert store.pictures(1) == {(0, "R1"): {"": picture(1)}, (0, "R2"): {"": picture(2)}}
        lights = {"ring": picture(3), "white": picture(4)}
        store.record(panel("SN2"), {(0, "R2"): lights}, "b")
        assert store.pictures(2) == {(0, "R2"): lights}
        found = check_store(store)
        assert compare_metadata(MigrationContext.configure(store.connection), METADATA) == []
    assert (found.faults, found.orphans, found.pictures) == ((), (), 4)
    assert (record / "record.sqlite.before-0005").is_file()


def test_a_step_that_fails_leaves_the_record_as_it_was(tmp_path, panel, monkeypatch):
    record = tmp_path / "record"
    with Store(record) as store:
        store.record(panel("SN1"), {}, "a")
    with monkeypatch.context() as patch:
        steps_with(tmp_path, patch, "op.execute('SELECT no_such_column FROM panel')")
        with pytest.raises(StoreError, match="no_such_column") as told:
            Store(record)
    assert "\n" not in str(told.value)
    with Store(record) as store:
        assert store.sequences() == (1,)


def test_an_older_record_is_not_read_as_if_it_were_new(tmp_path, panel, monkeypatch):
    record = tmp_path / "record"
    with Store(record) as store:
        store.record(panel("SN1"), {}, "a")
    steps_with(tmp_path, monkeypatch)
    with pytest.raises(StoreError, match="start the station once, or run `inspector batch"):
        Store(record, "read")


def test_steps_are_numbered_without_a_gap():
    names = sorted(p.name for p in (Path(database.STEPS) / "versions").glob("s*.py"))
    assert [int(name[1:5]) for name in names] == list(range(1, len(names) + 1))
