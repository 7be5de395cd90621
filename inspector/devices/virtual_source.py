"""Where pictures of a virtual camera come from: given ones, captures, the drawn world."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_layout import Picture, Request
from inspector.domain.errors import DeviceError
from inspector.domain.image import Field, FrameStatus, PixelFormat, Shot
from inspector.formats.capture import read_capture, read_field
from inspector.twin.draw import (
    FRINGE,
    RANGE,
    RANGE_CAMERA,
    RING,
    USUAL_MS,
    Stand,
    commanded,
    refuse_what_cannot_be_lit,
)
from inspector.twin.light import SIDE, light_of
from inspector.twin.machine import Machine
from inspector.twin.render import tables_of
from inspector.twin.scene import scene_of
from inspector.twin.unit import Unit

HEADROOM = 8
"""How many times longer than it was drawn with a picture may be exposed before it is full."""
DRAWING_S = 60.0
"""How long a field may take to be drawn: 3 MP under 6 shots took 3 to 6 s of one core."""
_FIELDS_KEPT = 3
FIELDS_A_PANEL = 10_000
"""A field's number says by its ten thousands which panel lies there (`DrawnInTurn`)."""

Place = tuple[int, tuple[float, float]]
"""Index of a field, and where the machine stands for it."""


class _Ahead:
    """Fields that are made ready on a thread of their own; the latest few are kept."""

    def __init__(self, make: Callable[[Place], dict[Shot, Picture]]) -> None:
        self._make = make
        self._pool = ThreadPoolExecutor(1, "virtual-ahead")
        self._made: OrderedDict[Place, Future[dict[Shot, Picture]]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, place: Place) -> dict[Shot, Picture]:
        """Give a field's pictures, once they are made.

        Raises
        ------
        DeviceError
            If the machine went on to others before this one was begun.
        """
        try:
            return self.begin(place).result()
        except CancelledError:
            raise DeviceError(f"field {place[0]} was left before it was made") from None

    def begin(self, place: Place) -> Future[dict[Shot, Picture]]:
        """Begin to make a field, if it is not begun yet."""
        with self._lock:
            if place not in self._made:
                self._made[place] = self._pool.submit(self._make, place)
            self._made.move_to_end(place)
            while len(self._made) > _FIELDS_KEPT:
                self._made.popitem(last=False)[1].cancel()
            return self._made[place]


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """A capture on disk: a frame is that of the field's shot; `moved_to` says which field.

    Frames that did not arrive whole when it was taken do not arrive now either.
    """

    folder: Path

    def begin(self) -> "CapturedPictures":
        """Read what the capture lists.

        Raises
        ------
        CaptureError
            If it is not understood.
        """
        return CapturedPictures(self.folder)


class CapturedPictures:
    """A capture as it is shown."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._capture = read_capture(folder)
        self._ahead = _Ahead(self._read)

    def _read(self, place: Place) -> dict[Shot, Picture]:
        return pictures_of(read_field(self._capture, self._folder, place[0]))

    def moved_to(self, field: int, center_mm: tuple[float, float]) -> None:
        """Begin to read a field."""
        self._ahead.begin((field, center_mm))

    def frame_of(self, request: Request) -> Picture:
        """Give the frame of this field and shot.

        Raises
        ------
        DeviceError
            If the capture has none.
        """
        shown = self._ahead.wait((request.field, request.center_mm))
        shot = Shot(RANGE) if request.pixel_format == "Coord3D_C16" else request.shot
        if shot not in shown:
            raise DeviceError(
                f"{self._folder}: field {request.field} has no frame {shot.name}; "
                f"it has {', '.join(sorted({one.name for one in shown}))}"
            )
        return shown[shot]


def pictures_of(field: Field) -> dict[Shot, Picture]:
    """Give the frames of a field that arrived, as what a sensor saw."""
    shown = {}
    for frame in field.frames:
        info = frame.info
        if info.status is FrameStatus.OK:
            us = 0.0 if info.exposure_ms is None else info.exposure_ms * 1000.0
            shown[info.shot] = Picture(frame.pixels, info.bits, us, info.black_level)
    return shown


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A unit under a machine, drawn as the camera asks for it.

    ``shots`` are drawn ahead for a field as soon as the machine moves there, and for the next of
    ``centres_mm`` (empty: those that cover the unit); others are drawn when they are asked for.
    Pictures are drawn in 16 bits with an eighth of the usual exposure, so that the camera's
    exposure and gain act on what is not clipped yet; noise is that of the usual exposure.
    """

    unit: Unit
    machine: Machine
    seed: int
    shots: tuple[Shot, ...] = RING
    centres_mm: tuple[tuple[float, float], ...] = ()

    def begin(self) -> "DrawnPictures":
        """Build the scene and draw the first field: what is compiled is compiled before it counts.

        Raises
        ------
        InspectorError
            If a shot's light is not on this machine.
        """
        refuse_what_cannot_be_lit(self.machine, self.shots)
        pictures = DrawnPictures(self)
        pictures.draw_first()
        return pictures

    @property
    def plan(self) -> tuple[tuple[float, float], ...]:
        """Where the machine goes, field by field."""
        return self.centres_mm or commanded(self.unit, self.machine)

    def camera(self, serial: str = "VC1000") -> VirtualCamera:
        """Give the camera of this machine."""
        it = self.machine.camera
        return VirtualCamera(
            serial,
            it.rows,
            it.cols,
            pixel_format=self.machine.sensor.pixel_format.value,
            answer_s=DRAWING_S,
            coord_scale_mm=RANGE_CAMERA.scale_mm,
            coord_offset_mm=RANGE_CAMERA.offset_mm,
        )


class DrawnPictures:
    """A unit under a machine, ready to be looked at."""

    def __init__(self, drawn: Drawn) -> None:
        sensor = drawn.machine.sensor
        deep = replace(
            sensor,
            pixel_format=PixelFormat.RGB16 if sensor.pixel_format.is_color else PixelFormat.MONO16,
            full_well_e=sensor.full_well_e * HEADROOM,
            exposure=sensor.exposure / HEADROOM,
            black_level=0.0,
        )
        machine = replace(drawn.machine, sensor=deep)
        unit = drawn.unit
        tables = tables_of(unit.world, machine, unit.seed)
        self._stand = Stand(unit, machine, drawn.seed, scene_of(unit), tables)
        self._machine = machine
        self._shots = tuple(dict.fromkeys(lit(shot) for shot in drawn.shots))
        self._plan = drawn.plan
        self._ahead = _Ahead(self._draw_planned)

    def draw_first(self) -> None:
        """Draw the first planned field."""
        self._ahead.wait((0, self._plan[0]))

    def moved_to(self, field: int, center_mm: tuple[float, float]) -> None:
        """Begin to draw a field, and the one that is planned after it."""
        self._ahead.begin((field, center_mm))
        if field + 1 < len(self._plan):
            self._ahead.begin((field + 1, self._plan[field + 1]))

    def frame_of(self, request: Request) -> Picture:
        """Give what the sensor sees.

        Raises
        ------
        InspectorError
            If the light asked for is not on this machine.
        """
        place = request.field, request.center_mm
        shot = Shot(RANGE) if request.pixel_format == "Coord3D_C16" else lit(request.shot)
        if shot in self._shots:
            return self._ahead.wait(place)[shot]
        refuse_what_cannot_be_lit(self._machine, (shot,))
        return self._draw(place, (shot,))[shot]

    def _draw_planned(self, place: Place) -> dict[Shot, Picture]:
        return self._draw(place, self._shots)

    def _draw(self, place: Place, shots: tuple[Shot, ...]) -> dict[Shot, Picture]:
        taken = self._stand.expose(*place, shots)
        us = USUAL_MS * 1000.0 / HEADROOM
        return {
            shot: Picture(pixels, 16, 0.0 if shot.name == RANGE else us)
            for shot, pixels in zip(shots, taken, strict=True)
        }


class Units(Protocol):
    """Units that come along one after another, counted from 0; picklable."""

    def unit(self, number: int) -> Unit:
        """Build one."""
        ...

    def seed_of(self, number: int) -> int:
        """Give the seed of one."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class DrawnInTurn:
    """Units under a machine, one after another: the number of a field says of which it is."""

    units: Units
    machine: Machine
    shots: tuple[Shot, ...] = RING

    def begin(self) -> "PicturesInTurn":
        """Draw the first field of the first unit; see `Drawn.begin`."""
        return PicturesInTurn(self)


class PicturesInTurn:
    """Units under a machine, the newest ready to be looked at."""

    def __init__(self, drawn: DrawnInTurn) -> None:
        self._drawn = drawn
        self._lock = threading.Lock()
        self._number, self._pictures = 0, self._begun(0)

    def moved_to(self, field: int, center_mm: tuple[float, float]) -> None:
        """Begin to draw a field; of another unit, that one is built first."""
        number, index = divmod(field, FIELDS_A_PANEL)
        self._of(number).moved_to(index, center_mm)

    def frame_of(self, request: Request) -> Picture:
        """Give what the sensor sees; see `DrawnPictures.frame_of`."""
        number, index = divmod(request.field, FIELDS_A_PANEL)
        return self._of(number).frame_of(replace(request, field=index))

    def _of(self, number: int) -> DrawnPictures:
        # moves and triggers come by different ways: either may be the first to speak of a unit
        with self._lock:
            if number != self._number:
                self._number, self._pictures = number, self._begun(number)
            return self._pictures

    def _begun(self, number: int) -> DrawnPictures:
        drawn, units = self._drawn, self._drawn.units
        one = Drawn(units.unit(number), drawn.machine, units.seed_of(number), drawn.shots)
        return one.begin()


def lit(shot: Shot) -> Shot:
    """Give the shot under its light alone: how long it is exposed is the camera's to say."""
    whole = shot.name in (FRINGE, RANGE) or shot.name.startswith(SIDE)
    return shot if whole else Shot(light_of(shot.name)[0])
