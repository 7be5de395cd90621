"""Frames in memory that two processes share: one fills slots, the other says when they are free.

A slot's flag is one byte: 0 is free, 1 in use. Who fills sets it, who reads clears it; no lock is
needed, and a reader that dies keeps what it has until the memory goes.
"""

import contextlib
import mmap
import os
import sys
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from inspector.domain.image import Pixels

FLAGS_BYTES = 4096
"""Room for flags before the slots; as many slots at most."""
FREE, IN_USE = 0, 1
LINE = 64
RAM_FOLDER = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a picture lies: the memory's file, its slot, and what it is."""

    file: str
    slot: int
    shape: tuple[int, ...]
    dtype: str


def private_folder() -> Path:
    """Make a folder for shared memory that nobody else can read; in RAM where the system has it."""
    place = RAM_FOLDER if os.access(RAM_FOLDER, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="inspector-camera-", dir=place))


def mapped(file: Path, size: int = 0) -> mmap.mmap:
    """Map a file; with a size it is made. The mapping lives as long as anyone looks at it."""
    flags = os.O_RDWR | (os.O_CREAT | os.O_EXCL if size else 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(file, flags, 0o600)
    try:
        if size:
            os.truncate(descriptor, size)
            if sys.platform == "linux":  # now, with an error: a page that lacks later is SIGBUS
                os.posix_fallocate(descriptor, 0, size)
        return mmap.mmap(descriptor, 0)
    finally:
        os.close(descriptor)


class FrameWriter:
    """The side that fills; it makes the memory, and larger memory when frames grow."""

    def __init__(self, folder: Path, slots: int) -> None:
        self._folder, self._slots = folder, slots
        self._file = Path()
        self._slot_bytes = 0
        self._made = 0

    def keep(self, pixels: Pixels) -> Kept | None:
        """Copy a picture into a free slot; None where there is none.

        Raises
        ------
        OSError
            If the system has no room for the slots.
        """
        if pixels.nbytes > self._slot_bytes:
            self._grow(pixels.nbytes)
        free = np.flatnonzero(self._flags == FREE)
        if free.size == 0:
            return None
        slot = int(free[0])
        start = FLAGS_BYTES + slot * self._slot_bytes
        kept = self._bytes[start : start + pixels.nbytes].view(pixels.dtype).reshape(pixels.shape)
        np.copyto(kept, pixels)
        self._flags[slot] = IN_USE
        return Kept(self._file.name, slot, pixels.shape, pixels.dtype.str)

    def give_back(self, kept: Kept) -> None:
        """Free a slot that no reader was told of."""
        if kept.file == self._file.name:  # else its memory is used no more
            _clear(self._flags, kept.slot)

    def _grow(self, needed: int) -> None:
        slot_bytes = -(-needed // LINE) * LINE
        self._made += 1
        file = self._folder / f"frames-{self._made}"
        memory = mapped(file, FLAGS_BYTES + self._slots * slot_bytes)
        self._file, self._slot_bytes = file, slot_bytes
        self._bytes = np.frombuffer(memory, np.uint8)
        self._flags = self._bytes[: self._slots]


class FrameReader:
    """The side that looks; a slot is given back when nobody looks at its picture any more."""

    def __init__(self, folder: Path, slots: int) -> None:
        self._folder, self._slots = folder, slots
        self._name = ""

    def look(self, kept: Kept) -> Pixels:
        """Give a picture, read-only."""
        if kept.file != self._name:
            file = self._folder / kept.file
            self._memory = mapped(file)
            self._flags: NDArray[np.uint8] = np.frombuffer(self._memory, np.uint8, FLAGS_BYTES)
            self._name = kept.file
            with contextlib.suppress(OSError):  # Windows keeps the name while it is mapped
                file.unlink()
        slot_bytes = (len(self._memory) - FLAGS_BYTES) // self._slots
        size = int(np.prod(kept.shape)) * np.dtype(kept.dtype).itemsize
        start = FLAGS_BYTES + kept.slot * slot_bytes
        seen = memoryview(self._memory)[start : start + size].toreadonly()
        root: NDArray[np.uint8] = np.frombuffer(seen, np.uint8)
        weakref.finalize(root, _clear, self._flags, kept.slot).atexit = False
        return root.view(np.dtype(kept.dtype)).reshape(kept.shape)


class StatusBoard:
    """A few numbers that one process writes at any time, and the other reads."""

    COUNT = 16

    def __init__(self, memory: mmap.mmap) -> None:
        self._numbers = np.frombuffer(memory, np.int64, self.COUNT)

    @classmethod
    def made(cls, file: Path) -> Self:
        """Make it."""
        return cls(mapped(file, cls.COUNT * 8))

    @classmethod
    def found(cls, file: Path) -> Self:
        """Look at one that was made."""
        return cls(mapped(file))

    def write(self, numbers: tuple[int, ...]) -> None:
        """Put numbers there; a reader may see some of the old among the new."""
        self._numbers[: len(numbers)] = numbers

    def read(self, count: int) -> tuple[int, ...]:
        """Give the first numbers."""
        return tuple(int(number) for number in self._numbers[:count])


def _clear(flags: NDArray[np.uint8], slot: int) -> None:
    flags[slot] = FREE
