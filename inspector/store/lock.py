"""One writer at a time: a lock file that the operating system frees when its holder dies."""

import json
import os
import socket
import sys
from datetime import UTC, datetime
from io import BufferedRandom
from pathlib import Path

from inspector.domain.errors import StoreError
from inspector.store.faults import told

if sys.platform == "win32":
    import msvcrt

    # Windows forbids reading locked bytes: lock one far behind the text that names the holder.
    FAR = 1 << 30

    def _try_lock(file: BufferedRandom) -> bool:
        file.seek(FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: BufferedRandom) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class WriterLock:
    """The right to write a record; taken when made, given back by ``release`` or by death.

    Raises
    ------
    StoreError
        If another process has it, naming that one; or if the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        with told(path):
            # "a+b" makes the file and never empties it: another one may hold it
            self._file = path.open("a+b")
            file = self._file
            try:
                free = _try_lock(file)
            except OSError:  # not every file system can lock
                file.close()
                raise
        if not free:
            file.seek(0)
            holder = _holder(file.read())
            file.close()
            raise StoreError(
                f"{path.parent}: {holder} is writing this record; wait for it or end it first"
            )
        with told(path):
            file.truncate(0)
            file.write(_myself())
            file.flush()

    def release(self) -> None:
        """Let the next one write."""
        self._file.close()


def writer_of(folder: Path) -> str:
    """Give who writes the record in a folder, empty if nobody does.

    It asks by taking the lock for an instant: a writer that starts just then is refused and has to
    be started again.
    """
    try:
        with (folder / "record.lock").open("r+b") as file:
            if _try_lock(file):
                return ""
            file.seek(0)
            return _holder(file.read())
    except OSError:
        return ""  # there is no lock, or it may not be asked: nobody that we could name


def _myself() -> bytes:
    who = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since_utc": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(who).encode()


def _holder(text: bytes) -> str:
    try:
        who = json.loads(text)
        return f"process {who['pid']} on {who['host']} (since {who['since_utc']})"
    except (ValueError, KeyError, TypeError):
        return "another process"  # it has the lock and has not yet written who it is
