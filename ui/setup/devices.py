"""What is asked of devices, on other threads: tests, live pictures, a shot's light, registers."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from inspector.domain.errors import DeviceError, InspectorError
from inspector.domain.image import Frame, Shot
from inspector.formats.station_setup import StationSetup
from ui.setup.machine import disk_of, memory
from ui.setup.model import Fact, Look, RegisterRow, StationRead, calibration_facts
from ui.widgets.pyramid import Pyramid, pyramid_of

BINS = 64
TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class LivePicture:
    """A live picture, RGB or mono uint8, ready to be shown, and what it is in numbers."""

    pyramid: Pyramid
    look: Look


def read_setup(file: Path, record: Path, *, simulated: bool) -> StationRead:
    """Read station.toml; simulated, there need be none.

    Raises
    ------
    StationError
        If it is refused, or there is none where one is needed.
    """
    from inspector.formats.station_setup import read_station

    if simulated:
        return StationRead(None, simulated=True)
    return StationRead(read_station(file, record))


class Looker(Protocol):
    """A camera, as far as it is looked through here."""

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Give the newest frame."""
        ...


class Lamp(Protocol):
    """A light, as far as a person tries it here."""

    def select(self, shot: Shot) -> None:
        """Put the light of a shot on."""
        ...


class LiveCamera:
    """A camera held open while it is looked through; used by one thread at a time."""

    def __init__(self, setup: StationSetup | None) -> None:
        self._setup = setup
        self._stack = ExitStack()
        self._camera: Looker | None = None

    def look(self) -> LivePicture:
        """Give the newest picture, opening the camera first where it is not.

        Raises
        ------
        DeviceError
            If there is no camera, another program has it, or no picture comes.
        """
        from inspector.assembly import drawn_camera, opened_camera

        if self._camera is None:
            opened = drawn_camera() if self._setup is None else opened_camera(self._setup)
            self._camera = self._stack.enter_context(opened)
        return live_picture(self._camera.live(TIMEOUT_S))

    def close(self) -> None:
        """Close the camera; it may be opened again."""
        self._camera = None
        self._stack.close()


class LitLight:
    """A light held open while a person looks at its shots; closed, every channel is dark."""

    def __init__(self, setup: StationSetup) -> None:
        self._setup = setup
        self._stack = ExitStack()
        self._light: Lamp | None = None

    def show(self, shot: str) -> str:
        """Put a shot's light on; give which and where in words.

        Raises
        ------
        DeviceError
            If there is no light, or it does not do it.
        """
        from inspector.assembly import light_of

        if self._setup.light is None:
            raise DeviceError("light: there is none in station.toml; add [light]")
        if self._light is None:
            self._light = self._stack.enter_context(light_of(self._setup.light))
        name, _, projector = shot.partition(":")
        self._light.select(Shot(name, projector))
        return f"{shot}: {self._setup.light.address}"

    def close(self) -> None:
        """Make it dark."""
        self._light = None
        self._stack.close()


def live_picture(frame: Frame) -> LivePicture:
    """Give a frame for the eye, with its histogram, brightness and sharpness."""
    from inspector.vision.eye import shown
    from inspector.vision.focus import look
    from inspector.vision.picture import patch_of

    seen = look(frame.pixels, frame.full_scale)
    counts, _ = np.histogram(frame.pixels, BINS, (0.0, frame.full_scale))
    rows, cols = frame.pixels.shape[:2]
    patch = patch_of(frame, (0.0, 0.0), (float(rows), float(cols)))
    if patch is None:
        raise DeviceError(f"camera {frame.info.camera}: its picture is empty; take another")
    pixels = shown(patch.pixels)
    pixels = pixels if pixels.shape[2] > 1 else np.ascontiguousarray(pixels[..., 0])
    return LivePicture(
        pyramid_of(pixels),
        Look(tuple(map(int, counts)), seen.brightness, seen.full, seen.sharpness),
    )


def try_device(key: str, setup: StationSetup | None, record: Path) -> str:
    """Try a device; give what it answers, in one line.

    Raises
    ------
    InspectorError
        If it does not do what it is asked; names the device, the request, the answer.
    """
    tests: dict[str, Callable[[], str]] = {
        "camera": lambda: _try_camera(setup),
        "record": lambda: _try_record(setup.record if setup else record),
    }
    if setup is not None:
        tests |= {
            "light": lambda: _try_light(setup),
            "scanner": lambda: _try_scanner(setup),
            "plc": lambda: _try_plc(setup),
            "calibration": lambda: _try_calibration(setup),
        }
    if key not in tests:
        raise DeviceError(f"{key}: there is none here; add it to station.toml")
    return tests[key]()


def _try_camera(setup: StationSetup | None) -> str:
    live = LiveCamera(setup)
    try:
        picture = live.look()
    finally:
        live.close()
    cols, rows = picture.pyramid.size_px
    seen = picture.look
    return f"{cols} x {rows} px, brightness {seen.brightness:.0%}, sharpness {seen.sharpness:.3g}"


def _try_light(setup: StationSetup) -> str:
    light = LitLight(setup)
    try:
        said = [light.show(shot) for shot in (setup.light.shots if setup.light else ())]
    finally:
        light.close()
    return f"{said[-1] if said else 'light'}: {len(said)} shots were lit, now dark"


def _try_scanner(setup: StationSetup) -> str:
    from inspector.assembly import read_code

    code = read_code(setup)
    return f"read {code!r}" if code else "answers, and sees no code"


def _try_plc(setup: StationSetup) -> str:
    values = registers_of(setup)
    beat = next(v for v in values if v.writer == "line")
    return f"answers, heartbeat {beat.value}"


def _try_record(folder: Path) -> str:
    from inspector.store.store import DATABASE, Store

    if not (folder / DATABASE).is_file():
        return f"no panel was recorded yet; {disk_of('disk', folder).value}"
    with Store(folder, "read") as store:
        count = len(store.sequences())
    return f"{count} panels; {disk_of('disk', folder).value}"


def _try_calibration(setup: StationSetup) -> str:
    from inspector.assembly import usable_calibration

    until = usable_calibration(setup).valid_until_utc
    return f"valid until {until:%Y-%m-%d}"


def registers_of(setup: StationSetup | None) -> tuple[RegisterRow, ...]:
    """Read the PLC's registers.

    Raises
    ------
    DeviceError
        If there is no Modbus link, or nobody answers.
    """
    return _register_rows(setup, live=True)


def register_map(setup: StationSetup | None) -> tuple[RegisterRow, ...]:
    """Give the register map without values: of the station, else as it is by default."""
    return _register_rows(setup, live=False)


def _register_rows(setup: StationSetup | None, *, live: bool) -> tuple[RegisterRow, ...]:
    from inspector import assembly

    return tuple(
        RegisterRow(
            one.value,
            one.register.name,
            one.register.writer,
            one.register.address,
            one.register.count,
            one.register.meaning,
        )
        for one in assembly.registers_of(setup, live=live)
    )


def facts_of(setup: StationSetup | None, record: Path) -> tuple[Fact, ...]:
    """Give calibration, disk and memory."""
    facts: tuple[Fact, ...] = ()
    if setup is not None:
        from inspector.formats.calibration import read_calibration

        try:
            one = read_calibration(setup.calibration)
        except InspectorError as error:
            facts = (Fact("calibration", str(error), good=False),)
        else:
            facts = calibration_facts(
                one.made_by,
                one.made_utc,
                one.valid_until_utc,
                datetime.now(UTC),
                nominal=one.nominal,
            )
    return (*facts, disk_of("disk of the record", setup.record if setup else record), memory())
