"""What a camera's thread leaves for others: its state, its trouble, frames, and their counts."""

import threading
import time
from collections import deque
from dataclasses import dataclass

from inspector.devices.camera import CameraState, Counters
from inspector.devices.genicam.buffers import Arrival
from inspector.devices.genicam.numbers import steps
from inspector.domain.errors import DeviceError

READY = (CameraState.OPEN, CameraState.STREAMING)


@dataclass(slots=True)
class Tally:
    """Counts of one camera; the thread that owns it writes them."""

    delivered: int = 0
    incomplete: int = 0
    id_gaps: int = 0
    underrun: int = 0
    underrun_before: int = 0
    ring_drops: int = 0
    reconnects: int = 0
    last: int | None = None

    def counters(self) -> Counters:
        """Give what came of frames."""
        underrun = self.underrun_before + self.underrun
        return Counters(
            self.delivered, self.incomplete, self.id_gaps, underrun, self.ring_drops,
            self.reconnects,
        )  # fmt: skip

    def number(self, number: int | None) -> None:
        """Count what lies between the last frame's number and this."""
        if number is not None:
            if self.last is not None:
                self.id_gaps += max(steps(self.last, number) - 1, 0)
            self.last = number

    def stream_ended(self) -> None:
        """Keep what the driver counted: it begins at 0 when it is started again."""
        self.underrun_before += self.underrun
        self.underrun = 0


class Inbox:
    """State and frames of one camera, for threads that wait for them.

    ``newest_only``: a frame that nobody took makes room for the next; else each is kept, and a
    trouble goes before frames that came earlier.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._changed = threading.Condition()
        self._kept: deque[Arrival] = deque()
        self._state = CameraState.CLOSED
        self._trouble = ""
        self.newest_only = False

    @property
    def state(self) -> CameraState:
        """What the camera does."""
        return self._state

    @property
    def trouble(self) -> str:
        """What stands in the way of frames; empty where nothing does."""
        return self._trouble

    def become(self, state: CameraState, trouble: str = "") -> None:
        """Change the state, and what is wrong in it."""
        with self._changed:
            self._state, self._trouble = state, trouble
            self._changed.notify_all()

    def keep(self, arrivals: list[Arrival]) -> None:
        """Leave frames for whoever waits."""
        with self._changed:
            if self.newest_only:
                self._kept.clear()
                arrivals = [a for a in arrivals if a.whole] or arrivals[-1:]
            self._kept.extend(arrivals)
            self._changed.notify_all()

    def clear(self) -> None:
        """Let go of frames that nobody took."""
        with self._changed:
            self._kept.clear()

    def next(self, deadline: float) -> Arrival | None:
        """Give the frame that arrived next, or None when the time is up.

        Raises
        ------
        DeviceError
            If something stands in the way of it.
        """
        with self._changed:
            while not self._kept:
                if self._trouble:
                    raise DeviceError(self._trouble)
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)
            if self._trouble and not self.newest_only:
                raise DeviceError(self._trouble)
            return self._kept.popleft()

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until the camera is there, where it was lost.

        Raises
        ------
        DeviceError
            If it is not found again in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._state in READY, timeout_s):
                raise DeviceError(self._trouble or f"{self._name}: it is not open")
