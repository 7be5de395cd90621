"""Recorded captures and folders of plain pictures, as a camera.

Examples
--------
A demo capture once more, as fast as it can be read::

    with ReplayCamera(Path("sample_images/demo/SN000001")) as camera:
        for field in camera.grab(plan_of(camera.upcoming)):
            ...
"""

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from inspector.devices.ahead import done_ahead
from inspector.devices.camera import CameraInfo, CameraState, Counters, FieldPlan, Optics
from inspector.devices.reel import (
    Captures,
    Pictures,
    Reel,
    SizeGate,
    Slide,
    plan_of,
    plan_of_pictures,
    read_listed,
    read_slide,
    reel_of,
    slides_from,
    slides_of,
    times_of,
)
from inspector.devices.session import Session
from inspector.domain.errors import DeviceError, UnseenPanelError
from inspector.domain.image import Capture, Field, Frame, FrameStatus
from inspector.domain.recipe import Recipe

LOOK_S = 0.05
"""Between two looks for a folder that has gone."""
READERS = 2
"""Threads that decode: a 12 MP PNG takes one core 0.3 s."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast frames come: no faster than either says, and without a limit as fast as possible.

    ``speed`` 1 is as recorded (by ``device_ns``), 2 twice as fast; up to ``ahead`` frames are
    read before they are asked for.
    """

    speed: float = math.inf
    frames_per_s: float = math.inf
    ahead: int = 4

    def __post_init__(self) -> None:
        if not (self.speed > 0 and self.frames_per_s > 0):
            raise ValueError(f"a pace is above 0: {self.speed}, {self.frames_per_s} frames/s")


AS_RECORDED, AS_FAST_AS_POSSIBLE = Pace(speed=1.0), Pace()


class ReplayCamera:
    """A folder as a camera; each `grab` is one capture, in the natural order of their names.

    A file that is cut short or damaged is an INCOMPLETE frame; one that has gone, or that the
    capture lacks, a LOST one. A capture that is refused is a DeviceError, and the next `grab` goes
    on with the one after it. The folder itself gone: the camera is LOST until it is there again.

    Parameters
    ----------
    folder
        A capture, an archive of captures, or plain pictures.
    name
        What its errors call it.
    pace
        How fast frames come.
    recipe
        Makes a folder of plain pictures a capture of its product.
    optics
        How plain pictures lie in the machine: each is then the next frame that a plan asks for.
    again
        Begin anew after the last.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "",
        pace: Pace = AS_FAST_AS_POSSIBLE,
        recipe: Recipe | None = None,
        optics: Optics | None = None,
        again: bool = False,
    ) -> None:
        self.folder = folder
        self._pace, self._again = pace, again
        self._recipe, self._optics = recipe, optics
        self._session = Session(name or f"replay {folder}")
        self._reel: Reel | None = None
        self._next = 0
        self._serials: tuple[str | None, ...] = ()
        self._live: tuple[float, int] | None = None

    @property
    def info(self) -> CameraInfo:
        """The folder."""
        name = self.folder.resolve().name
        return CameraInfo("Inspector", "replay", name, str(self.folder), "read")

    @property
    def state(self) -> CameraState:
        """What it does at the moment."""
        return self._session.state

    @property
    def counters(self) -> Counters:
        """What came of frames since it was opened."""
        return self._session.counters

    def __enter__(self) -> Self:
        """Look through the folder; begin with its first capture.

        Raises
        ------
        DeviceError
            If there is nothing that can be shown.
        """
        reel = reel_of(self.folder, self._recipe, self._optics)
        self._session.open()
        self._reel, self._next, self._live, self._serials = reel, 0, None, ()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._session.close()
        self._reel = None

    @property
    def upcoming(self) -> Capture:
        """The capture that the next `grab` shows; what inspection wants to know before.

        Raises
        ------
        DeviceError
            If there is none left, it is refused (the one after it is then the upcoming one), or the
            folder is one of plain pictures.
        """
        reel = self._opened("upcoming")
        if isinstance(reel, Pictures):
            raise DeviceError(f"{self._session.device}: plain pictures are no capture; plan fields")
        number = self._number(reel)
        try:
            return read_listed(reel, number)
        except DeviceError:
            self._next = number + 1  # it is told once: who tries again is not held up for ever
            raise

    def turn_to(self, serial: str) -> None:
        """Make the next capture of a panel the upcoming one.

        Raises
        ------
        UnseenPanelError
            If there is none left of it.
        """
        reel = self._opened("turn to")
        if not isinstance(reel, Captures):
            raise DeviceError(f"{self._session.device}: plain pictures have no serial")
        self._serials = self._serials or tuple(_serial_of(reel, n) for n in range(len(reel.jobs)))
        count = len(self._serials)
        for number in range(self._next, self._next + count if self._again else count):
            if self._serials[number % count] == serial:
                self._next = number
                return
        what = f"{self._session.device}: no capture of {serial}"
        raise UnseenPanelError(f"{what}; record one, or let any do: any_panel = true")

    def grab(self, plan: Sequence[FieldPlan], timeout_s: float = 5.0) -> Iterator[Field]:
        """Show the fields of the next capture that a plan asks for, in the plan's order.

        Raises
        ------
        DeviceError
            If no capture is left, it is refused, a field was recorded at another place, or a frame,
            or a folder that has gone, is not there within ``timeout_s``.
        """
        reel = self._opened("grab", timeout_s)
        self._session.ready("grab")
        number = self._number(reel)
        if isinstance(reel, Captures):
            self._next = number + 1  # also past one that is refused: it is told once
            folder = reel.jobs[number].folder
            slides = tuple(slides_of(read_listed(reel, number), folder, plan))
        else:
            slides = tuple(slides_from(reel, number, plan))
            self._next = number + len(slides)
        due = times_of(slides, self._pace.speed, self._pace.frames_per_s)
        return self._session.stream(self._shown(plan, slides, due, timeout_s))

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Show the frames of the next capture, or the pictures, over and over, for the eye.

        Raises
        ------
        DeviceError
            If none is due or read within ``timeout_s``.
        """
        reel = self._opened("live", timeout_s)
        self._session.view()
        slides = self._live_slides(reel)
        slide = slides[self._live_number(slides, timeout_s) % len(slides)]
        try:
            (frame,) = done_ahead(read_slide, (slide,), 1, timeout_s=timeout_s)
        except TimeoutError as error:
            raise self._late(timeout_s) from error
        return frame

    def _opened(self, request: str, timeout_s: float = 0.0) -> Reel:
        """Give the reel; of a folder that had gone once it is there again."""
        session = self._session
        if self._reel is None or session.state is CameraState.CLOSED:
            raise DeviceError(f"{session.device}: {request}: it is not open; open it")
        if not self.folder.is_dir():
            session.state = CameraState.LOST
        if session.state is CameraState.LOST:
            session.look_again(self._comes_back, timeout_s)
        return self._reel

    def _comes_back(self, timeout_s: float) -> bool:
        """Whether the folder is there within some time: a drive tells nobody that it is."""
        end = time.monotonic() + timeout_s
        while not self.folder.is_dir():
            if time.monotonic() >= end:
                return False
            self._session.wait(LOOK_S)
        return True

    def _number(self, reel: Reel) -> int:
        count = len(reel.jobs if isinstance(reel, Captures) else reel.files)
        if self._next >= count and not self._again:
            raise DeviceError(f"{self._session.device}: all {count} were shown; open it again")
        return self._next % count

    def _shown(
        self,
        plan: Sequence[FieldPlan],
        slides: Sequence[Slide],
        due_s: Sequence[float],
        timeout_s: float,
    ) -> Iterator[Field]:
        """Give fields once all of their frames are due and read."""
        gate, begun = SizeGate(), time.monotonic()
        times = iter(due_s)
        frames = self._read(slides, timeout_s)
        for one in plan:
            taken = []
            for _ in one.shots:
                self._await(begun + next(times) - time.monotonic(), timeout_s)
                taken.append(gate.passed(next(frames)))
            if any(frame.info.status is FrameStatus.LOST for frame in taken):
                self._look_for_the_folder(one.index)
            yield Field(one.index, tuple(taken))

    def _read(self, slides: Iterable[Slide], timeout_s: float) -> Iterator[Frame]:
        try:
            yield from done_ahead(read_slide, slides, self._pace.ahead, READERS, timeout_s)
        except TimeoutError as error:
            raise self._late(timeout_s) from error

    def _look_for_the_folder(self, index: int) -> None:
        if not self.folder.is_dir():
            raise self._session.lost(f"field {index}: the folder has gone; bring it back")

    def _await(self, seconds: float, timeout_s: float) -> None:
        """Wait until a frame is due, no longer than is allowed."""
        self._session.wait(max(0.0, min(seconds, timeout_s)))
        if seconds > timeout_s:
            raise self._late(timeout_s)

    def _late(self, timeout_s: float) -> DeviceError:
        cause = f"no frame within {timeout_s:g} s; wait longer, or look at the folder's drive"
        return DeviceError(f"{self._session.device}: {cause}")

    def _live_slides(self, reel: Reel) -> Sequence[Slide]:
        if isinstance(reel, Pictures):
            return tuple(slides_from(reel, 0, tuple(plan_of_pictures(reel))))
        number = self._next % len(reel.jobs)
        capture = read_listed(reel, number)
        return tuple(slides_of(capture, reel.jobs[number].folder, plan_of(capture)))

    def _live_number(self, slides: Sequence[Slide], timeout_s: float) -> int:
        """Give the number of the newest frame that is due and was not shown; wait for it."""
        due = times_of(slides, self._pace.speed, self._pace.frames_per_s)
        step = due[-1] / (len(due) - 1) if len(due) > 1 else 1 / self._pace.frames_per_s
        now = time.monotonic()
        begun, shown = self._live or (now, -1)
        newest = shown + 1
        if step > 0:
            newest = max(newest, int((now - begun) / step))
            self._await(begun + newest * step - now, timeout_s)
        self._live = begun, newest
        return newest


def _serial_of(reel: Captures, number: int) -> str | None:
    """Give the serial that a capture was recorded of, None where it is refused."""
    try:
        return read_listed(reel, number).serial
    except DeviceError:
        return None  # told when it is shown
