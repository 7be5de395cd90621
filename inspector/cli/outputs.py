"""Folders that commands write into: looked at before the work, not after it."""

import tempfile
from pathlib import Path

from inspector.domain.errors import InspectorError


def fresh_folder(out: Path) -> Path:
    """Make a folder for results, or take an empty one; older results never stand among new ones.

    Raises
    ------
    InspectorError
        If it holds something, or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InspectorError(f"{out}: it is not empty; name a folder that is new or empty")
    return writable_folder(out)


def writable_folder(out: Path) -> Path:
    """Make a folder where it is not there, and try to write in it.

    Raises
    ------
    InspectorError
        If it cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            return out
    except OSError as error:
        cause = error.strerror or error
        raise InspectorError(f"{out}: {cause}; name a folder that you may write to") from error
