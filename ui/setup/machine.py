"""What the computer has: disk, memory, log, packages; read on other threads."""

import json
import os
import shutil
import sys
from collections import deque
from importlib.metadata import Distribution, distributions
from pathlib import Path

from ui.setup.model import LINES, Fact, LogLine, Piece, storage_fact


def disk_of(name: str, folder: Path) -> Fact:
    """Give how much room there is where a folder lies, or will."""
    there = next((f for f in (folder, *folder.parents) if f.exists()), None)
    if there is None:
        return Fact(name, f"{folder} is not there", good=False)
    usage = shutil.disk_usage(there)
    return storage_fact(f"{name}: {folder}", usage.free, usage.total)


def memory() -> Fact:
    """Give how much memory there is, and is free."""
    if sys.platform == "win32":
        free, total = _windows_memory()
    else:
        page = os.sysconf("SC_PAGE_SIZE")
        total = page * os.sysconf("SC_PHYS_PAGES")
        free = _available() or page * os.sysconf("SC_AVPHYS_PAGES")
    return storage_fact("memory", free, total)


def _available() -> int:
    """Give what Linux could give to a program: free, and held by caches. 0 elsewhere."""
    file = Path("/proc/meminfo")
    if not file.is_file():
        return 0
    for line in file.read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def _windows_memory() -> tuple[int, int]:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("free", ctypes.c_ulonglong),
            ("rest", ctypes.c_ulonglong * 5),
        )

    status = Status()
    status.length = ctypes.sizeof(Status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return status.free, status.total


def newest_lines(file: Path) -> tuple[LogLine, ...]:
    """Give the newest lines of the log; a line that is none is shown as it stands.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with file.open(encoding="utf-8", errors="replace") as opened:
        return tuple(map(line_of, deque(opened, LINES)))


def line_of(text: str) -> LogLine:
    """Read a line of the log."""
    try:
        line = json.loads(text)
        return LogLine(
            str(line["at_utc"]), str(line["level"]), str(line["serial"]), str(line["message"])
        )
    except (ValueError, KeyError, TypeError):
        return LogLine("", "", "", text.strip())


def pieces() -> tuple[Piece, ...]:
    """Give the packages that are installed with this program, by name."""
    found = {d.metadata["Name"]: d for d in distributions() if d.metadata["Name"]}
    return tuple(
        Piece(name, found[name].version, licence_of(found[name]))
        for name in sorted(found, key=str.lower)
    )


def licence_of(distribution: Distribution) -> str:
    """Give a package's licence as it states it: expression, classifier, or the first line."""
    expression = _first(distribution, "License-Expression")
    if expression:
        return expression
    classifiers = [
        c for c in distribution.metadata.get_all("Classifier") or () if c.startswith("License ::")
    ]
    if classifiers:
        return ", ".join(c.rpartition(" :: ")[2] for c in classifiers)
    lines = _first(distribution, "License").strip().splitlines()
    return lines[0] if lines else "not stated"


def _first(distribution: Distribution, name: str) -> str:
    found = distribution.metadata.get_all(name)
    return str(found[0]) if found else ""
