"""Cameras that are held to the contract, each with what can be done to it.

To add one: write a function that gives a `Rig` while it is open, and name it in ``RIGS``, and in
``UNPLUGGED``, ``SPOILED`` and ``BOUNDED`` where that can be done to it.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import genicam
import numpy as np

from inspector.devices.camera import Camera, FieldPlan, Optics
from inspector.devices.camera_process import CameraProcess
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.devices.replay import ReplayCamera
from inspector.devices.simulated import DrawnPanels, Fault, FaultKind, SimulatedCamera
from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VARIABLE, VirtualGentl
from inspector.devices.virtual_layout import Picture, Request
from inspector.domain.acquisition import CameraSettings, StationCamera
from inspector.domain.image import Shot
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS
from tests.devices.captures import write_panel
from tests.small_board import recipe

VIKY = Path(genicam.__file__).with_name("viky.cti")
VIRTUAL = Path(__file__).parents[2] / "packaging" / "gentl" / "build" / "inspector_virtual.cti"
TRIGGERED = CameraSettings(width_px=640, height_px=480, exposure_ms=0.5, trigger="software")
BACK_AFTER_S = 0.4
OPTICS = Optics(0.012, 1.5, 0.25)


@dataclass
class Selected:
    """A light that remembers what it was asked for."""

    shots: list[Shot] = field(default_factory=list)

    def select(self, shot: Shot) -> None:
        self.shots.append(shot)


@dataclass(frozen=True)
class Rig:
    """A camera, not yet entered, and what can be done to it.

    ``unplug``: it goes away now, and comes back by itself. ``spoil``: the next frame arrives
    incomplete. ``slots``: frames that may be held at a time; one more is an overflow.
    """

    camera: Camera
    shots: tuple[Shot, ...] = (Shot("ring"), Shot("white"))
    optics: Optics = OPTICS
    light: Selected | None = None
    slots: int | None = None
    unplug: Callable[[], None] | None = None
    spoil: Callable[[], None] | None = None


@contextmanager
def viky(folder: Path) -> Iterator[Rig]:
    """The producer that the GenICam binding brings: it runs freely, and has no faults to inject."""
    light = Selected()
    with Producers() as producers:
        producer = producers.open(VIKY)
        camera = GenICamCamera(
            producer,
            "1",
            name="CAM1",
            optics=OPTICS,
            light=light,
            slots=12,
            settings=CameraSettings(frame_rate_hz=200),
        )
        yield Rig(camera, light=light, slots=12)


@dataclass(frozen=True)
class Numbered:
    """Pictures for the virtual camera: the grey of a frame's number, brighter to the right."""

    rows: int = 480
    cols: int = 640

    def moved_to(self, field: int, center_mm: tuple[float, float]) -> None:
        """It shows the same everywhere."""

    def frame_of(self, request: Request) -> Picture:
        grey = np.uint8(request.frame_id % 200) + np.arange(self.cols, dtype=np.uint8) % 50
        return Picture(np.tile(grey, (self.rows, 1)))


@contextmanager
def fed(*cameras: VirtualCamera) -> Iterator[VirtualGentl]:
    """Virtual cameras with a feeder, which can unplug them and pulse their lines."""
    before = os.environ.get(VARIABLE)
    with VirtualGentl(Numbered(), cameras) as feeder:
        os.environ.update(feeder.environment)
        try:
            yield feeder
        finally:
            os.environ.pop(VARIABLE)
            if before is not None:
                os.environ[VARIABLE] = before


@contextmanager
def virtual(folder: Path) -> Iterator[Rig]:
    """Our own producer, triggered by software."""
    light = Selected()
    with fed(VirtualCamera("VC1", 480, 640)) as feeder, Producers() as producers:
        camera = GenICamCamera(
            producers.open(feeder.cti),
            "VC1",
            name="CAM1",
            optics=OPTICS,
            light=light,
            slots=12,
            settings=TRIGGERED,
        )

        def unplug() -> None:
            feeder.unplug()
            replug = threading.Timer(BACK_AFTER_S, feeder.plug_in)
            replug.start()

        yield Rig(
            camera,
            light=light,
            slots=12,
            unplug=unplug,
            spoil=lambda: feeder.fault("incomplete"),
        )


@contextmanager
def virtual_apart(folder: Path) -> Iterator[Rig]:
    """The same in a process of its own."""
    light = Selected()
    which = StationCamera(
        "CAM1",
        "VC0000",
        OPTICS.mm_per_px,
        str(VIRTUAL),
        OPTICS.z_mm,
        OPTICS.rotation_deg,
        own_process=True,
        slots=12,
        settings=TRIGGERED,
    )
    yield Rig(CameraProcess(which, light), light=light, slots=12)


Factory = Callable[[Path], AbstractContextManager[Rig]]

RIGS: dict[str, Factory] = {"viky": viky}
UNPLUGGED: tuple[str, ...] = ()
SPOILED: tuple[str, ...] = ()
BOUNDED: tuple[str, ...] = ("viky",)
"""Names of the rigs that can be unplugged, spoiled, overflowed."""

if VIRTUAL.is_file():  # `make gentl` builds it, where there is a C++ compiler
    RIGS |= {"virtual": virtual, "virtual_apart": virtual_apart}
    UNPLUGGED += ("virtual",)
    SPOILED += ("virtual",)
    BOUNDED += ("virtual", "virtual_apart")


AWAY_S = 0.2
"""How long what is unplugged stays away: long enough to be missed, short enough for a test."""


@contextmanager
def replayed(folder: Path) -> Iterator[Rig]:
    """A recorded capture, over and over; a file can be cut short, and the folder go away."""
    shown = folder / "shown"
    rig = Rig(ReplayCamera(shown, name="CAM1", again=True))
    plan = [FieldPlan(k, (10.0 + 5 * k, 7.0), rig.shots) for k in range(6)]
    write_panel(shown / "SN1", plan, rig.optics)
    away = folder / "away"
    back = threading.Timer(AWAY_S, lambda: away.rename(shown))

    def unplug() -> None:
        shown.rename(away)
        back.start()

    def spoil() -> None:
        file = shown / "SN1" / "f01_white.png"
        file.write_bytes(file.read_bytes()[:-20])

    yield replace(rig, unplug=unplug, spoil=spoil)
    if back.ident is not None:
        back.join()


@contextmanager
def simulated(folder: Path) -> Iterator[Rig]:
    """The drawn world: small pictures of a small board."""
    del folder
    machine = Machine("coarse", entocentric(60, 80, 0.1), 0.1, rotation_deg=0.25)
    panels, light = DrawnPanels(recipe(), WORLDS["plain"]), Selected()
    camera = SimulatedCamera(panels, machine, name="CAM1", light=light)
    back = threading.Timer(AWAY_S, camera.plug_in)

    def unplug() -> None:
        camera.unplug()
        back.start()

    yield Rig(
        camera,
        optics=camera.optics,
        light=light,
        unplug=unplug,
        spoil=lambda: camera.inject(Fault(FaultKind.INCOMPLETE, 1)),
    )
    if back.ident is not None:
        back.join()


RIGS |= {"replayed": replayed, "simulated": simulated}
UNPLUGGED += ("replayed", "simulated")
SPOILED += ("replayed", "simulated")
