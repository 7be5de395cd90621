"""A GenICam camera that a virtual machine moves: what it sees goes through GenTL and Harvesters."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Self

from inspector.devices.camera import CameraInfo, CameraState, Counters, FieldPlan, Optics
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.devices.plan import PictureKind
from inspector.devices.simulated import DrawnPanels, optics_of, pictures_of
from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VirtualGentl
from inspector.devices.virtual_layout import Source
from inspector.devices.virtual_source import FIELDS_A_PANEL, Drawn, DrawnInTurn
from inspector.domain.acquisition import CameraSettings
from inspector.domain.image import Field, Frame
from inspector.twin.draw import USUAL_MS
from inspector.twin.machine import Machine


class VirtualStationCamera:
    """One virtual camera and the machine that moves it; entered it is open.

    Parameters
    ----------
    source
        What it sees.
    shown
        Which camera it says it is.
    settings, optics, name
        See `GenICamCamera`.

    Raises
    ------
    DeviceError
        On entering, where there is neither the producer nor a compiler for it.
    """

    def __init__(
        self,
        source: Source,
        shown: VirtualCamera,
        settings: CameraSettings,
        optics: Optics,
        name: str,
    ) -> None:
        self._source, self._shown, self._settings = source, shown, settings
        self._optics, self._name = optics, name
        self._open = ExitStack()

    @property
    def info(self) -> CameraInfo:
        """Which camera it is."""
        return self._camera.info

    @property
    def state(self) -> CameraState:
        """What it does at the moment."""
        return self._camera.state

    @property
    def counters(self) -> Counters:
        """What came of its frames since it was opened."""
        return self._camera.counters

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self._virtual = opened.enter_context(VirtualGentl(self._source, [self._shown]))
            opened.enter_context(_environment(self._virtual))
            producers = opened.enter_context(Producers())
            camera = GenICamCamera(
                producers.open(self._virtual.cti),
                self._shown.serial,
                name=self._name,
                settings=self._settings,
                optics=self._optics,
                light=self._virtual,
            )
            self._camera = opened.enter_context(camera)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def taken(
        self, plan: Sequence[FieldPlan], panel: int = 0, timeout_s: float = 5.0
    ) -> Iterator[Field]:
        """Move to each field of a panel and take it; see `inspector.devices.camera.Camera.grab`."""
        for one in plan:
            self._virtual.move_to(one.center_mm, panel * FIELDS_A_PANEL + one.index)
            yield from self._camera.grab([one], timeout_s)

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Give the newest frame, from where it stands."""
        return self._camera.live(timeout_s)


class DrawnStationCamera(VirtualStationCamera):
    """The drawn world behind a GenICam camera; every `grab` that was taken whole is a new panel."""

    def __init__(self, panels: DrawnPanels, machine: Machine) -> None:
        self._panels, self._machine, self._number = panels, machine, 0
        first = Drawn(panels.unit(0), machine, panels.seed_of(0), panels.recipe.shots)
        kind = machine.sensor.pixel_format.value
        settings = CameraSettings(pixel_format=kind, exposure_ms=USUAL_MS, trigger="software")
        source = DrawnInTurn(panels, machine, panels.recipe.shots)
        super().__init__(source, first.camera("DRAWN"), settings, self.optics, machine.name)

    @property
    def optics(self) -> Optics:
        """What the machine says of its pictures."""
        return optics_of(self._machine)

    @property
    def pictures(self) -> PictureKind:
        """Size and format of its pictures."""
        return pictures_of(self._machine)

    @property
    def upcoming_serial(self) -> str:
        """The serial of the panel under the camera."""
        return self._panels.unit(self._number).serial

    def grab(self, plan: Sequence[FieldPlan], timeout_s: float = 60.0) -> Iterator[Field]:
        """Take the fields of the panel under the camera; see `SimulatedCamera.grab`."""
        yield from self.taken(plan, self._number, timeout_s)
        self._number += 1


@contextmanager
def _environment(virtual: VirtualGentl) -> Iterator[None]:
    """Name the feeder to the producer, which asks the environment, for as long as it is open."""
    before = {name: os.environ.get(name) for name in virtual.environment}
    os.environ.update(virtual.environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
