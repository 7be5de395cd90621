"""A camera behind a GenTL producer, with the face that all cameras have."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Self, TypeVar

import numpy as np

from inspector.devices.camera import (
    CameraInfo,
    CameraState,
    Counters,
    FieldPlan,
    Optics,
    ShotLight,
)
from inspector.devices.genicam.buffers import Arrival
from inspector.devices.genicam.nodes import Nodes
from inspector.devices.genicam.numbers import steps
from inspector.devices.genicam.producers import Producer
from inspector.devices.genicam.settings import Applied, apply
from inspector.devices.genicam.stream import Strategy, Stream
from inspector.domain.acquisition import CameraSettings, StationCamera
from inspector.domain.errors import DeviceError
from inspector.domain.image import Field, Frame, FrameInfo, FrameStatus, PixelFormat, Pixels, Shot

T = TypeVar("T")
RANGE = "range"
LIVE_SHOT = Shot("white")
"""What a live frame says of its light: whichever is on."""
LIVE_PLAN = FieldPlan(0, (0.0, 0.0), (LIVE_SHOT,))
UNDER_WAY = 2
"""Frames of a free run that may have begun when the last one arrives: one sent, one exposed."""


class GenICamCamera:
    """One camera behind a GenTL producer.

    Triggered by software: the light is selected, the trigger given, the frame awaited, shot by
    shot. Triggered by a line: frames are matched with the plan by their numbers. Running freely:
    of each shot the first frame that began after its light was selected.

    Parameters
    ----------
    producer
        What drives it.
    serial
        Which of the producer's cameras.
    name
        What it is called, in errors and in frames; by default its serial.
    settings
        Applied on opening and again whenever it was lost, read back and verified.
    optics
        How its pictures lie in the machine.
    light
        Selected before each shot.
    slots
        Frames that may be in use at a time; each takes the memory of one frame.
    """

    def __init__(  # noqa: PLR0913
        self,
        producer: Producer,
        serial: str,
        *,
        name: str = "",
        settings: CameraSettings | None = None,
        optics: Optics | None = None,
        light: ShotLight | None = None,
        slots: int = 16,
    ) -> None:
        self._producer, self._serial, self._slots = producer, serial, slots
        self._name = name or serial
        self._settings, self._light = settings or CameraSettings(), light
        self._optics = optics or Optics(1.0)
        self._info = CameraInfo("", "", serial, str(producer.file))
        self._stream = self._closed_stream()
        self._owed: float | None = None  # when a trigger was given whose frame has not come
        self._before: int | None = None
        self._missed = 0
        self._flow = object()

    @classmethod
    def of(cls, camera: StationCamera, producer: Producer, light: ShotLight | None = None) -> Self:
        """Give a station's camera, not yet entered."""
        return cls(
            producer,
            camera.serial,
            name=camera.name,
            settings=camera.settings,
            optics=Optics(camera.mm_per_px, camera.z_mm, camera.rotation_deg),
            light=light,
            slots=camera.slots,
        )

    @property
    def info(self) -> CameraInfo:
        """Which camera it is."""
        return self._info

    @property
    def state(self) -> CameraState:
        """What it does at the moment."""
        return self._stream.state

    @property
    def counters(self) -> Counters:
        """What came of its frames since it was opened."""
        return self._stream.counters

    @property
    def applied(self) -> Applied:
        """What it holds after it was set."""
        return self._stream.applied

    def __enter__(self) -> Self:
        found = [info for info in self._producer.devices() if info.serial == self._serial]
        self._stream = self._closed_stream()
        self._stream.open()
        self._info = found[0] if found else self._info
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def count_ring_drop(self) -> None:
        """Count a frame that whoever passes frames on had no room for."""
        self._stream.count_ring_drop()

    def call(self, what: str, function: Callable[[Nodes], T]) -> T:
        """Run a function with the camera's features, in the thread that owns the camera.

        Raises
        ------
        DeviceError
            If the camera is not there, or a feature refuses.
        """
        return self._stream.call(what, function)

    def grab(self, plan: Sequence[FieldPlan], timeout_s: float = 5.0) -> Iterator[Field]:
        """Take the fields of a panel; see `inspector.devices.camera.Camera.grab`."""
        self._stream.wait_ready(timeout_s)
        trigger = self._stream.applied.trigger
        if trigger == "software":
            yield from self._by_software(plan, timeout_s)
        elif trigger == "off":
            self._stream.start_or_go_on(Strategy.NEWEST)
            for field in plan:
                yield self._field(field, lambda: self._begun_after_now(timeout_s))
        else:
            with self._flowing():
                events = self._numbered(timeout_s)
                for field in plan:
                    yield self._field(field, lambda: next(events), lit=False)

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Give the newest frame that was not given yet; a line's trigger is not waited for."""
        deadline = time.monotonic() + timeout_s
        self._stream.wait_ready(timeout_s)
        self._stream.start_or_go_on(Strategy.NEWEST)
        if self._stream.applied.trigger == "software":
            self._stream.trigger()
        while True:
            arrival = self._stream.next(deadline)
            if arrival is None:
                raise self._silent(timeout_s)
            if arrival.whole:
                return self._frames(LIVE_PLAN, (LIVE_SHOT,), arrival)[0]

    def frames(self, timeout_s: float = 5.0) -> Iterator[Frame]:
        """Give every frame as it comes, without end; no frame is left out.

        Raises
        ------
        DeviceError
            As `grab` does.
        """
        self._stream.wait_ready(timeout_s)
        with self._flowing():
            while True:
                arrival = self._stream.next(time.monotonic() + timeout_s)
                if arrival is None:
                    raise self._silent(timeout_s)
                yield self._frames(LIVE_PLAN, (LIVE_SHOT,), arrival)[0]

    @contextmanager
    def _flowing(self) -> Iterator[None]:
        """Let every frame flow, and none once nobody takes them: they would count as dropped."""
        mine = self._flow = object()
        self._stream.start(Strategy.EVERY)
        try:
            yield
        finally:
            if self._flow is mine:  # one that was left half way may end once another has begun
                with suppress(DeviceError):  # it may be gone
                    self._stream.stop()

    def _field(self, plan: FieldPlan, arrive: Callable[[], Arrival], *, lit: bool = True) -> Field:
        frames: list[Frame] = []
        left = list(plan.shots)
        while left:
            if self._light is not None and lit:
                self._light.select(left[0])
            made = self._frames(plan, left, arrive())
            frames += made
            left = left[len(made) :]
        return Field(plan.index, tuple(frames))

    # Triggered by software, one shot after another

    def _by_software(self, plan: Sequence[FieldPlan], timeout_s: float) -> Iterator[Field]:
        if self._owed is not None:
            self._stream.stop()  # an earlier trigger's frame may be under way
            self._owed = None
        if self._stream.start_or_go_on(Strategy.EVERY):
            self._before, self._missed = None, 0
        for field in plan:
            yield self._field(field, lambda: self._triggered(timeout_s))

    def _triggered(self, timeout_s: float) -> Arrival:
        """Trigger once and give the frame of that trigger, known by its number."""
        self._owed = time.monotonic()
        self._stream.trigger()
        deadline = self._owed + timeout_s
        while True:
            arrival = self._stream.next(deadline)
            if arrival is None:
                raise self._silent(timeout_s)
            if not arrival.whole and arrival.number is None:
                self._missed += 1
                break
            number, before = self._number(arrival), self._before
            far = None if before is None else steps(before, number) - self._missed
            if far is not None and far < 1:
                continue  # an earlier trigger's frame, late: it belongs to nothing any more
            self._before, self._missed = number, 0
            if far is not None and far > 1:
                arrival = Arrival.lost()  # numbers are left out: which was ours is not known
            break
        self._owed = None
        return arrival

    # Running freely: the light is changed, and what was under way then is left out

    def _begun_after_now(self, timeout_s: float) -> Arrival:
        """Give the first frame that began after this call.

        Two may have begun before it: while one is read out and sent, the next is exposed already.
        """
        before = self._stream.last_number()
        deadline = time.monotonic() + timeout_s
        while True:
            arrival = self._stream.next(deadline)
            if arrival is None:
                raise self._silent(timeout_s)
            if not arrival.whole:
                return arrival
            number = self._number(arrival)
            before = number - 1 if before is None else before
            if steps(before, number) > UNDER_WAY:
                return arrival

    # Triggered by a line: the plan is a list, a frame's number is its place in it

    def _numbered(self, timeout_s: float) -> Iterator[Arrival]:
        """Give one arrival for each number, in order; one without a picture where none came."""
        first = self._settings.first_frame_id
        before = None if first is None else first - 1
        missed = 0
        while True:
            arrival = self._stream.next(time.monotonic() + timeout_s)
            if arrival is None:
                raise self._silent(timeout_s)
            if not arrival.whole and arrival.number is None:
                missed += 1  # which one it was, the number of the next whole frame tells
                continue
            number = self._number(arrival)
            gap = missed if before is None else steps(before, number) - 1
            if gap < 0:
                continue  # a number that was given already
            known = gap == missed
            gone = Arrival.incomplete if known else Arrival.lost
            for _ in range(gap):
                yield gone(both=arrival.both)
            yield arrival
            before, missed = number, 0

    def _number(self, arrival: Arrival) -> int:
        if arrival.number is None:
            raise DeviceError(
                f"{self._name}: its producer gives frames no number, so a frame cannot be told "
                "from its neighbour; update the camera maker's GenTL package"
            )
        return arrival.number

    # What goes out

    def _frames(self, plan: FieldPlan, left: Sequence[Shot], arrival: Arrival) -> list[Frame]:
        """Give the frames of one arrival: a buffer with height and brightness answers two shots."""
        shot = left[0]
        pictures = arrival.pictures()
        if not pictures:
            count = 2 if arrival.both and shot.name == RANGE else 1
            return [self._empty(plan, one, arrival) for one in left[:count]]
        if len(pictures) == 1:
            return [self._frame(plan, shot, arrival, *pictures[0])]
        heights = [p for p in pictures if p[0] is PixelFormat.COORD3D_C16]
        others = [p for p in pictures if p[0] is not PixelFormat.COORD3D_C16]
        if shot.name != RANGE:
            return [self._frame(plan, shot, arrival, *(others or heights)[0])]
        if not heights:
            raise DeviceError(
                f"{self._name}: it sends no Coord3D_C16 part for the shot range; enable it "
                "(ComponentSelector, ComponentEnable)"
            )
        made = [self._frame(plan, shot, arrival, *heights[0])]
        if others and len(left) > 1:
            made.append(self._frame(plan, left[1], arrival, *others[0]))
        return made

    def _frame(
        self, plan: FieldPlan, shot: Shot, arrival: Arrival, kind: PixelFormat, pixels: Pixels
    ) -> Frame:
        return Frame(self._frame_info(plan, shot, arrival, kind, FrameStatus.OK), pixels)

    def _empty(self, plan: FieldPlan, shot: Shot, arrival: Arrival) -> Frame:
        status = FrameStatus.LOST if arrival.is_lost else FrameStatus.INCOMPLETE
        nothing = np.zeros((0, 0), np.uint8)
        nothing.setflags(write=False)
        return Frame(self._frame_info(plan, shot, arrival, PixelFormat.MONO8, status), nothing)

    def _frame_info(
        self,
        plan: FieldPlan,
        shot: Shot,
        arrival: Arrival,
        kind: PixelFormat,
        status: FrameStatus,
    ) -> FrameInfo:
        applied, chunks = self._stream.applied, arrival.chunks
        exposure_ms = applied.exposure_ms
        if chunks.exposure_us is not None:
            exposure_ms = chunks.exposure_us / 1000
        is_range = kind is PixelFormat.COORD3D_C16 and applied.coord_scale_mm is not None
        return FrameInfo(
            field=plan.index,
            shot=shot,
            pixel_format=kind,
            center_mm=plan.center_mm,
            mm_per_px=self._optics.mm_per_px,
            z_mm=self._optics.z_mm,
            rotation_deg=self._optics.rotation_deg,
            exposure_ms=exposure_ms,
            gain_db=_or(chunks.gain_db, applied.gain_db),
            bits=kind.bits,
            black_level=_or(chunks.black_level, applied.black_level) or 0.0,
            camera=self._name,
            frame_id=arrival.number,
            device_ns=arrival.device_ns,
            status=status,
            coord_scale_mm=applied.coord_scale_mm if is_range else None,
            coord_offset_mm=applied.coord_offset_mm if is_range else None,
        )

    def _silent(self, timeout_s: float) -> DeviceError:
        counted = self.counters
        return DeviceError(
            f"{self._name}: waiting for a frame: none came in {timeout_s:g} s ({counted.underrun} "
            f"without a buffer, {counted.incomplete} incomplete since opening); check "
            "trigger, exposure and cable"
        )

    def _closed_stream(self) -> Stream:
        return Stream(
            self._name,
            self._producer,
            self._serial,
            lambda nodes: apply(nodes, self._settings),
            self._slots,
        )


def _or(first: float | None, second: float | None) -> float | None:
    return second if first is None else first
