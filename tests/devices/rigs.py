"""Cameras that are held to the contract, each with what can be done to it.

To add one: write a function that gives a `Rig` while it is open, and name it in ``RIGS``, and in
``UNPLUGGED``, ``SPOILED`` and ``BOUNDED`` where that can be done to it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Timer

import genicam

from inspector.devices.camera import Camera, FieldPlan, Optics
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.devices.replay import ReplayCamera
from inspector.devices.simulated import DrawnPanels, Fault, FaultKind, SimulatedCamera
from inspector.domain.acquisition import CameraSettings
from inspector.domain.image import Shot
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS
from tests.devices.captures import write_panel
from tests.small_board import recipe

VIKY = Path(genicam.__file__).with_name("viky.cti")
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
    back = Timer(AWAY_S, lambda: away.rename(shown))

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
    camera = SimulatedCamera(DrawnPanels(recipe(), WORLDS["plain"]), machine, name="CAM1")
    back = Timer(AWAY_S, camera.plug_in)

    def unplug() -> None:
        camera.unplug()
        back.start()

    yield Rig(
        camera,
        optics=camera.optics,
        unplug=unplug,
        spoil=lambda: camera.inject(Fault(FaultKind.INCOMPLETE, 1)),
    )
    if back.ident is not None:
        back.join()


Factory = Callable[[Path], AbstractContextManager[Rig]]

RIGS: dict[str, Factory] = {"replayed": replayed, "simulated": simulated, "viky": viky}
UNPLUGGED: tuple[str, ...] = ("replayed", "simulated")
SPOILED: tuple[str, ...] = ("replayed", "simulated")
BOUNDED: tuple[str, ...] = ("viky",)
"""Names of the rigs that can be unplugged, spoiled, overflowed."""
