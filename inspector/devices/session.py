"""What cameras without hardware have in common: their state, and counting what they hand over."""

import threading
import weakref
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from inspector.devices.camera import CameraState, Counters
from inspector.domain.arrival import gaps_of
from inspector.domain.errors import DeviceError
from inspector.domain.image import Field, Frame, FrameInfo, FrameStatus

_EMPTY = np.zeros((0, 0), np.uint8)
_EMPTY.setflags(write=False)


def without_pixels(info: FrameInfo, status: FrameStatus) -> Frame:
    """Give a frame that did not arrive whole; one that is LOST has no number of its own."""
    number = None if status is FrameStatus.LOST else info.frame_id
    return Frame(replace(info, status=status, frame_id=number), _EMPTY)


@dataclass(slots=True)
class Session:
    """A camera from when it is opened until it is closed; ``closed`` wakes whoever waits."""

    device: str
    state: CameraState = CameraState.CLOSED
    counters: Counters = field(default_factory=Counters)
    closed: threading.Event = field(default_factory=threading.Event)
    _busy: bool = False
    _taking: "weakref.ref[Generator[Field, None, None]] | None" = None

    def open(self) -> None:
        """Begin to count from nothing.

        Raises
        ------
        DeviceError
            If it is open already.
        """
        if self.state is not CameraState.CLOSED:
            raise DeviceError(f"{self.device}: open: it is open already; close it first")
        self.counters = Counters()
        self.closed.clear()
        self.state = CameraState.OPEN

    def close(self) -> None:
        """End what is being taken; closing twice is no error."""
        self.state = CameraState.CLOSED
        self.closed.set()
        with suppress(ValueError):  # it runs on another thread, and sees that it is closed
            self._end_taking()

    def ready(self, request: str) -> None:
        """End what an earlier request left half taken: a new one is the newer wish.

        Raises
        ------
        DeviceError
            If it is not open, or fields are being taken on another thread at this moment.
        """
        try:
            self._end_taking()
        except ValueError as error:
            cause = "another thread takes fields; wait until it has ended"
            raise DeviceError(f"{self.device}: {request}: {cause}") from error
        if self.state is CameraState.STREAMING:  # for the eye alone
            self.state = CameraState.OPEN
        self.require(request, CameraState.OPEN)

    def view(self) -> None:
        """Begin, or go on, to show frames for the eye: the state is STREAMING until the next grab.

        Raises
        ------
        DeviceError
            If it is not open, or a panel is being taken.
        """
        if self._busy:
            cause = "a panel is being taken; wait until that has ended"
            raise DeviceError(f"{self.device}: live: {cause}")
        self.require("live", CameraState.OPEN, CameraState.STREAMING)
        self.state = CameraState.STREAMING

    def require(self, request: str, *states: CameraState) -> None:
        """Refuse what the state does not allow.

        Raises
        ------
        DeviceError
            Naming the state and what to do.
        """
        if self.state is CameraState.CLOSED:
            raise DeviceError(f"{self.device}: {request}: it is not open; open it")
        if self.state not in states:
            raise DeviceError(f"{self.device}: {request}: it is {self.state}; wait until it is not")

    def stream(self, fields: Iterator[Field]) -> Iterator[Field]:
        """Hand fields over, counted, while the state is STREAMING."""
        self.ready("grab")
        taking = self._streamed(fields)
        self._taking = weakref.ref(taking)  # one that is dropped half way ends by itself
        return taking

    def lost(self, message: str) -> DeviceError:
        """Note that the camera has gone; give the error to raise."""
        self.state = CameraState.LOST
        return DeviceError(f"{self.device}: {message}")

    def look_again(self, there: Callable[[float], bool], timeout_s: float) -> None:
        """Wait until a camera that was lost is there again.

        Parameters
        ----------
        there
            Whether it is, within the seconds given.

        Raises
        ------
        DeviceError
            If it is not within ``timeout_s``: it stays LOST.
        """
        self.state = CameraState.RECONNECTING
        if not there(timeout_s):
            cause = f"it was lost and did not come back within {timeout_s:g} s"
            raise self.lost(f"{cause}; plug it in, or mount its folder")
        self.wait(0.0)
        self._found_again()

    def _found_again(self) -> None:
        """Note that a camera that was lost is there again."""
        self.state = CameraState.OPEN
        self.counters = replace(self.counters, reconnects=self.counters.reconnects + 1)

    def wait(self, seconds: float) -> None:
        """Wait, unless it is closed meanwhile.

        Raises
        ------
        DeviceError
            If it is.
        """
        if self.closed.wait(seconds):
            raise DeviceError(f"{self.device}: it was closed while a frame was awaited; open it")

    def _end_taking(self) -> None:
        taking = self._taking() if self._taking else None
        if taking is not None:
            taking.close()  # ValueError: it runs, on another thread
        self._taking = None

    def _streamed(self, fields: Iterator[Field]) -> Generator[Field, None, None]:
        before, frames = self.counters, list[FrameInfo]()
        self.state, self._busy = CameraState.STREAMING, True
        try:
            for one in fields:
                self.wait(0.0)
                frames.extend(frame.info for frame in one.frames)
                self.counters = _counted(before, frames)
                yield one
        finally:
            self._busy = False
            if isinstance(fields, Generator):
                fields.close()
            if self.state is CameraState.STREAMING:
                self.state = CameraState.OPEN


def _counted(before: Counters, frames: list[FrameInfo]) -> Counters:
    """Give the counters with the frames of one panel; a lost frame is a number left out."""
    statuses = [info.status for info in frames]
    ids: dict[str, list[int]] = {}
    for info in frames:
        if info.frame_id is not None:
            ids.setdefault(info.camera, []).append(info.frame_id)
    gaps = sum(map(gaps_of, ids.values()))
    return replace(
        before,
        delivered=before.delivered + statuses.count(FrameStatus.OK),
        incomplete=before.incomplete + statuses.count(FrameStatus.INCOMPLETE),
        id_gaps=before.id_gaps + max(gaps, statuses.count(FrameStatus.LOST)),
    )
