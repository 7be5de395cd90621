"""An archive: a folder of capture folders, in their natural order."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.domain.errors import CaptureError


@dataclass(frozen=True, slots=True)
class Job:
    """One capture of the archive; ``source`` is its folder relative to the archive, with ``/``."""

    source: str
    folder: Path


def find_captures(archive: Path) -> tuple[Job, ...]:
    """Give the captures of an archive in natural order (``SN2`` before ``SN10``).

    Every folder below the archive is one capture, but for those that have captures somewhere
    below them (lots, days) and those whose name begins with a dot. A folder without
    ``capture.json`` is a capture too, a broken one: it must not vanish from the count.

    Raises
    ------
    CaptureError
        If the archive is not there or holds no folder at all.
    """
    if not archive.is_dir():
        raise CaptureError(archive, "", "there is no such folder", "name a folder of captures")
    folders = sorted(_captures_below(archive), key=lambda f: natural_key(f.relative_to(archive)))
    if not folders:
        raise CaptureError(
            archive, "", "it holds no capture", "name a folder whose sub-folders are captures"
        )
    return tuple(Job(folder.relative_to(archive).as_posix(), folder) for folder in folders)


def fingerprint_of(folder: Path) -> str:
    """Give a hash of what is seen of a folder from outside: names, sizes and times of its files.

    A folder that cannot be looked through has an empty one: what was said of it never stands.
    """
    seen = hashlib.sha256()
    try:
        for path in sorted(folder.rglob("*")):
            about = path.lstat()
            line = (os.fsencode(path.relative_to(folder)), about.st_size, about.st_mtime_ns)
            seen.update(f"{line}\n".encode())
    except OSError:
        return ""
    return seen.hexdigest()


def _captures_below(folder: Path) -> Iterator[Path]:
    for child in folder.iterdir():
        if not child.is_dir() or child.name.startswith("."):
            continue
        if child.is_symlink() and folder.resolve().is_relative_to(child.resolve()):
            continue  # a link to where it lies itself: there is no end to it
        listed = (child / "capture.json").exists()
        if not listed and next(child.rglob("capture.json"), None):
            yield from _captures_below(child)
        else:
            yield child


def natural_key(path: Path) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Give what sorts names as people count: a number before a word, and by its value.

    Examples
    --------
    >>> [p.name for p in sorted([Path("SN10"), Path("SN2")], key=natural_key)]
    ['SN2', 'SN10']
    """
    # the text itself settles "01" against "1"
    return tuple(
        tuple(
            (0, int(piece), piece) if piece.isdecimal() else (1, 0, piece)
            for piece in re.split(r"(\d+)", name)
            if piece
        )
        for name in path.parts
    )
