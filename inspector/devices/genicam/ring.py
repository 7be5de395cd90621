"""Memory for frames, made once: a slot belongs to whoever looks at it, until nobody does."""

import weakref
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One leased slot: ``writable`` is for who fills it, ``root`` for all who read it.

    The slot is free again once ``root`` and every view of it are gone, in whichever thread.
    """

    writable: Bytes
    root: Bytes


class Ring:
    """A fixed number of slots of one size.

    Slots are given back by the garbage collector, which may run inside `take` itself: the free
    list is a deque, whose single steps need no lock.
    """

    def __init__(self, slots: int, slot_bytes: int) -> None:
        self.slot_bytes = slot_bytes
        self.slots = slots
        self._memory = [np.zeros(slot_bytes, np.uint8) for _ in range(slots)]
        for memory in self._memory:
            memory.fill(0)  # zeros() only promises pages; now they are there
        self._free = deque(range(slots))

    @property
    def free(self) -> int:
        """How many slots nobody looks at."""
        return len(self._free)

    def take(self) -> Slot | None:
        """Lease a slot; None where all are in use."""
        try:
            index = self._free.popleft()
        except IndexError:
            return None
        memory = self._memory[index]
        # numpy lets a view of a view refer to the owner of the memory, unless that is no array:
        # over a memoryview, every view keeps ``root`` alive, and so the lease
        root: Bytes = np.frombuffer(memory.data.toreadonly(), np.uint8)
        weakref.finalize(root, self._free.append, index).atexit = False
        return Slot(memory, root)
