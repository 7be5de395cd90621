"""Takes buffers from the driver, copies each into the ring and gives it back at once."""

from typing import Any

from harvesters.core import Callback, ImageAcquirer
from typing_extensions import override

from inspector.devices.genicam.buffers import (
    Arrival,
    Refused,
    expected_bytes,
    layouts_of,
    number_of,
    take,
)
from inspector.devices.genicam.inbox import Inbox, Tally
from inspector.devices.genicam.nodes import Nodes
from inspector.devices.genicam.ring import Ring

ASK_S = 1e-5
"""What Harvesters is given to ask the driver once: it looks at the clock before, and with too short
a time (1e-6 on a slow clock, under a tracer) it would never ask at all."""
BUFFER_BYTES, MOST_BUFFERS = 64 * 2**20, 64
"""Buffers that the driver has: as many as slots, and more of small frames, which come faster."""


class _Incomplete(Callback):  # type: ignore[misc]  # Harvesters has no types
    """Counts the buffers that Harvesters requeues by itself; runs in the thread that fetches."""

    def __init__(self) -> None:
        self.count = 0

    @override
    def emit(self, context: object = None) -> None:
        self.count += 1


class Fetcher:
    """The way of a frame from the driver to the inbox; all of it in the camera's own thread."""

    def __init__(self, name: str, slots: int, inbox: Inbox, tally: Tally) -> None:
        self._name, self._slots, self._inbox, self._tally = name, slots, inbox, tally
        self._size: tuple[float | None, float | None] = None, None
        self._ring: Ring | None = None

    def adopt(self, acquirer: ImageAcquirer, nodes: Nodes) -> None:
        """Take frames of a camera that was just opened."""
        self._acquirer, self._nodes = acquirer, nodes
        self._incomplete = _Incomplete()
        acquirer.add_callback(ImageAcquirer.Events.INCOMPLETE_BUFFER, self._incomplete)

    def prepare(self) -> None:
        """Make memory for frames as the camera is set, before they come: it takes its time."""
        self._size = self._nodes.number("Height"), self._nodes.number("Width")
        frame_bytes = expected_bytes(self._nodes)
        self._ring_of(frame_bytes)
        wanted = max(self._slots, min(MOST_BUFFERS, BUFFER_BYTES // max(frame_bytes, 1)))
        self._acquirer.num_buffers = max(wanted, self._acquirer.min_num_buffers)

    def release(self) -> None:
        """Let go of the memory at once: the garbage collector comes late, and it is large."""
        self._ring = None

    def fetch(self) -> bool:
        """Take one buffer, if there is one; whether there may be more at once."""
        before = self._incomplete.count
        fetched = self._acquirer.try_fetch(timeout=ASK_S, is_raw=True)
        missed = self._incomplete.count - before
        if missed:
            self._tally.incomplete += missed
            self._inbox.keep([Arrival.incomplete() for _ in range(missed)])
        several = fetched if isinstance(fetched, list) else [fetched]
        buffers = [buffer for buffer in several if buffer is not None]
        for buffer in buffers:
            try:
                self._receive(buffer)
            finally:
                buffer.parent.queue_buffer(buffer)
        return bool(buffers or missed)

    def _receive(self, buffer: Any) -> None:  # noqa: ANN401 - the binding has no types
        self._tally.number(number_of(buffer))
        try:
            layouts = layouts_of(buffer, self._size)
            needed = sum(layout.kept_bytes for layout in layouts)
            ring = self._ring_of(needed)
            slot = ring.take()
            if slot is None and self._inbox.newest_only:
                self._inbox.clear()  # nobody took it: it makes room for a newer one
                slot = ring.take()
            if slot is None:
                self._overflow()
                return
            arrival = take(buffer, layouts, slot, self._nodes)
        except Refused as error:
            self._tally.incomplete += 1
            self._inbox.become(self._inbox.state, f"{self._name}: {error}")
            return
        if arrival.whole:
            self._tally.delivered += 1
        else:
            self._tally.incomplete += 1
        self._inbox.keep([arrival])

    def _overflow(self) -> None:
        self._tally.ring_drops += 1
        self._inbox.become(
            self._inbox.state,
            f"{self._name}: a frame found no free slot among {self._slots}; inspect "
            "faster, take fewer fields at a time, or give the camera more slots",
        )

    def _ring_of(self, needed: int) -> Ring:
        if self._ring is None or self._ring.slot_bytes < needed:
            self._ring = None  # the old one's memory goes before the new one's comes
            self._ring = Ring(self._slots, needed)
        return self._ring
