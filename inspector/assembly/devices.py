"""The devices of a station: its camera, light and code reader."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from inspector.devices.camera import Camera, Optics
from inspector.devices.plan import kind_of
from inspector.devices.replay import ReplayCamera
from inspector.devices.scanner import LineScanner
from inspector.domain.acquisition import StationCamera
from inspector.domain.errors import DeviceError
from inspector.domain.setup import LightSetup
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.formats.station_setup import StationSetup
from inspector.station.eye import Eye, PlanningEye, ReplayingEye

if TYPE_CHECKING:
    from inspector.devices.gardasoft import GardasoftLight

DRAWN_PRODUCT = "demo"


@contextmanager
def opened_camera(setup: StationSetup) -> Iterator[Camera]:
    """Open a station's camera alone: to look through it while the station is not running.

    Raises
    ------
    DeviceError
        If it is not there, or another program has it.
    """
    with ExitStack() as stack:
        yield camera_of(setup, stack)[0]


@contextmanager
def drawn_camera() -> Iterator[Camera]:
    """Open a camera that draws the demonstration board: to look through where there is none."""
    from inspector.devices.simulated import DrawnPanels, SimulatedCamera
    from inspector.twin.machine import Machine, entocentric
    from inspector.twin.worlds import WORLDS

    recipe = read_recipe(shipped("recipes") / DRAWN_PRODUCT)
    machine = Machine("quick", entocentric(800, 1060, 0.020), 0.020)
    with SimulatedCamera(DrawnPanels(recipe, WORLDS["plain"]), machine) as camera:
        yield camera


def camera_of(setup: StationSetup, stack: ExitStack) -> tuple[Camera, Eye]:
    """Open the camera of a station, or its recorded captures; give it, and how it looks at panels.

    Raises
    ------
    DeviceError
        If it is not there, or another program has it.
    """
    if setup.replay is not None:
        replay = stack.enter_context(ReplayCamera(setup.replay, again=True))
        return replay, ReplayingEye(replay, setup.any_panel)
    if setup.camera is None:
        raise ValueError("a setup has a camera or a replay")
    from inspector.devices.genicam.producers import Producers
    from inspector.devices.open_camera import open_camera

    light = stack.enter_context(light_of(setup.light)) if setup.light else None
    producers = stack.enter_context(Producers())
    camera = stack.enter_context(open_camera(setup.camera, producers, light))
    kind = kind_of(camera.live(setup.policy.grab_timeout_s))
    return camera, PlanningEye(_optics(setup.camera), kind, setup.origin_mm)


def _optics(camera: StationCamera) -> Optics:
    return Optics(camera.mm_per_px, camera.z_mm, camera.rotation_deg)


def light_of(setup: LightSetup) -> "GardasoftLight":
    """Give the light of a station, not yet entered."""
    from inspector.devices.gardasoft import GardasoftLight
    from inspector.devices.light import Flash, Wiring

    channels = sorted({one.channel for flashes in setup.shots.values() for one in flashes})
    shots = {
        name: {one.channel: Flash(one.percent, one.pulse_ms, one.delay_ms) for one in flashes}
        for name, flashes in setup.shots.items()
    }
    return GardasoftLight(setup.address, Wiring(tuple(channels), shots), name=setup.name)


def read_code(setup: StationSetup) -> str:
    """Ask a station's code reader once; empty: it sees no code.

    Raises
    ------
    DeviceError
        If there is none, or it does not answer.
    """
    if setup.scanner is None:
        raise DeviceError("scanner: there is none in station.toml; add [scanner]")
    with LineScanner(setup.scanner) as scanner:
        return scanner.read()
