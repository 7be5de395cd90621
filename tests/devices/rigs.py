"""Cameras that are held to the contract, each with what can be done to it.

To add one: write a function that gives a `Rig` while it is open, and name it in ``RIGS``, and in
``UNPLUGGED``, ``SPOILED`` and ``BOUNDED`` where that can be done to it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import genicam

from inspector.devices.camera import Camera, Optics
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.domain.acquisition import CameraSettings
from inspector.domain.image import Shot

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


Factory = Callable[[Path], AbstractContextManager[Rig]]

RIGS: dict[str, Factory] = {"viky": viky}
UNPLUGGED: tuple[str, ...] = ()
SPOILED: tuple[str, ...] = ()
BOUNDED: tuple[str, ...] = ("viky",)
"""Names of the rigs that can be unplugged, spoiled, overflowed."""
