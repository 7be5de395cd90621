"""Files and folders that appear whole or not at all, whenever the power goes."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.domain.errors import WriteError


def write_bytes_atomic(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new one, never a part of it.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and take the name
    in one step.

    Raises
    ------
    WriteError
        If the folder is missing or read-only, or the disk is full; the old file is untouched.
    """
    try:
        descriptor, name = tempfile.mkstemp(
            prefix=f".{path.name}.", suffix=".part", dir=path.parent
        )
    except OSError as error:
        raise _refusal(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(path))
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text_atomic(path: Path, text: str) -> None:
    """Write UTF-8 text with LF line ends; see `write_bytes_atomic`."""
    write_bytes_atomic(path, text.encode("utf-8"))


@contextmanager
def folder_atomic(folder: Path) -> Iterator[Path]:
    """Give a temporary folder to fill, which takes the name ``folder`` when all went well.

    ``folder`` must not be there yet, or be empty. After an exception nothing is left behind.

    Raises
    ------
    WriteError
        If it is there already, or cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WriteError(f"{folder}: is there already; name another folder or remove this one")
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise _refusal(folder, error) from error
    try:
        yield temporary
        for file in temporary.rglob("*"):
            if file.is_file():
                sync_file(file)
        temporary.chmod(0o777 & ~_umask())
        if folder.exists():  # an empty one: Windows does not replace folders
            folder.rmdir()
        temporary.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise _refusal(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Flush the names of a folder to the disk, where the system can (Windows does so itself)."""
    if os.name == "nt":
        return
    sync_file(folder)


def sync_file(path: Path) -> None:
    """Flush a file to the disk."""
    # Windows flushes only what is open for writing
    flags = os.O_RDWR if os.name == "nt" else os.O_RDONLY
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mode_of(path: Path) -> int:
    # a temporary file is private; what replaces a file keeps that file's permissions
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    return 0o666 & ~_umask()


def _umask() -> int:
    # the only portable way to read it is to set it
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _refusal(path: Path, error: OSError) -> WriteError:
    cause = error.strerror or str(error)
    return WriteError(
        f"{path}: cannot be written ({cause}); free the disk, or name a folder you may write to"
    )
