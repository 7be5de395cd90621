"""The database's and the file system's complaints, in one line a person can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from inspector.domain.errors import StoreError

MENDS = (
    ("not a database", "it is no record or is damaged; put a backup in its place"),
    ("malformed", "it is damaged; run `inspector store check`, then put a backup in its place"),
    ("full", "free some space there and run again"),
    ("readonly", "make the folder writable, or choose another one"),
    ("read-only", "make the folder writable, or choose another one"),
    ("unable to open", "make the folder exist and writable, or choose another one"),
    ("locked", "another program writes it; end that one first"),
    ("disk I/O", "look after the disk and the space left on it, then run again"),
)
"""Part of SQLite's words, and what to do about it."""

OTHERWISE = "run `inspector store check` on its folder"


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Turn whatever SQLite or the file system says about ``file`` into a `StoreError`.

    Raises
    ------
    StoreError
        With the file, the cause and the mend.
    """
    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig)
        raise StoreError(f"{file}: {cause}; {_mend(cause)}") from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = str(error).splitlines()[0]
        raise StoreError(f"{file}: {cause}; {_mend(cause)}") from error
    except OSError as error:
        place = error.filename or file
        mend = "make it writable, free some space, or choose another place"
        raise StoreError(f"{place}: {error.strerror or error}; {mend}") from error


def _mend(cause: str) -> str:
    return next((mend for words, mend in MENDS if words in cause), OTHERWISE)
