"""From a station's setup to a running station: the only file that knows every class.

Drivers are imported where they are asked for: a station starts without those it does not have.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2

from inspector.devices.camera import Camera, Optics
from inspector.devices.plan import kind_of
from inspector.devices.replay import ReplayCamera
from inspector.devices.scanner import LineScanner
from inspector.devices.watched import Watch, WatchedCamera
from inspector.domain.acquisition import StationCamera
from inspector.domain.errors import CalibrationError, DeviceError, InspectorError, RecipeError
from inspector.domain.modbus import ModbusSettings
from inspector.domain.setup import LightSetup, Policy, ProductChoice
from inspector.domain.station import Calibration
from inspector.formats.calibration import read_calibration
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.formats.station_setup import StationSetup
from inspector.line.plc import Arrived, PlcLink
from inspector.line.sink import ResultSink
from inspector.line.station_control import StationControl
from inspector.station.controls import Controls
from inspector.station.courier import Courier
from inspector.station.events import Event, PanelDone
from inspector.station.eye import Eye, PlanningEye, ReplayingEye
from inspector.station.orders import Orders
from inspector.station.products import Product
from inspector.station.station import Rig, Station
from inspector.station.telling import Follower, Telling
from inspector.store.arrivals import newest_arrival, unrecorded_arrivals
from inspector.store.store import Store

if TYPE_CHECKING:
    from inspector.devices.gardasoft import GardasoftLight
    from inspector.devices.simulated import DrawnPanels
    from inspector.devices.virtual_station import DrawnStationCamera
    from inspector.line.register_values import RegisterValue
    from inspector.twin.machine import Machine

Tell = Callable[[Event], None]

DRAWN_PRODUCT = "demo"


@contextmanager
def opened_station(
    setup: StationSetup, controls: Controls, tell: Tell, watch: Watch | None = None
) -> Iterator[Station]:
    """Open all that a station works with, on the thread that will run it; close it at the end.

    What it will inspect with is made ready before the line hears READY: recipes, golden boards,
    machine code.

    Parameters
    ----------
    watch
        Is shown every field as it arrives.

    Raises
    ------
    InspectorError
        If a file is refused, a device is not there, or the record is another process's.
    """
    calibration = usable_calibration(setup)
    with ExitStack() as stack:
        cv2.setNumThreads(1)  # its threads gain nothing here; ours go over fields
        products = tuple(map(product_of, setup.products))
        store = stack.enter_context(Store(setup.record))
        scanner = stack.enter_context(LineScanner(setup.scanner)) if setup.scanner else None
        camera, eye = _camera(setup, stack)
        rig = Rig(
            setup.name,
            calibration,
            products,
            WatchedCamera(camera, watch) if watch else camera,
            eye,
            stack.enter_context(link_of(setup, store)),
            store,
            scanner,
        )
        warm(setup)
        orders = Orders(controls, tuple(choice.name for choice in setup.products))
        told = told_over(setup, orders, stack, tell)
        yield Station(rig, setup.policy, controls, told)


@contextmanager
def simulated_station(  # noqa: PLR0913 - what a drawn line is, in one place
    record: Path,
    controls: Controls,
    tell: Tell,
    policy: Policy,
    panels: int,
    watch: Watch | None = None,
    pause_s: float = 0.0,
    *,
    genicam: bool = False,
) -> Iterator[Station]:
    """Give a station whose camera draws what it sees and whose PLC brings so many panels.

    Each comes ``pause_s`` after the one before has left. ``watch`` is shown every field.
    ``genicam``: frames come through the virtual GenTL camera and Harvesters.

    Raises
    ------
    InspectorError
        If the record is another process's, or there is no virtual GenTL camera.
    """
    from inspector.devices.simulated import DrawnPanels, SimulatedCamera
    from inspector.domain.result import DefectCode
    from inspector.line.simulated import SimulatedPlc
    from inspector.twin.calibration import nominal_calibration_of
    from inspector.twin.defects import DefectRequest
    from inspector.twin.machine import Machine, entocentric
    from inspector.twin.worlds import WORLDS

    product = product_of(ProductChoice(DRAWN_PRODUCT, shipped("recipes") / DRAWN_PRODUCT))
    # large pixels: a panel is drawn in a second, and shows what a station does, not fine solder
    machine = Machine("quick", entocentric(800, 1060, 0.020), 0.020)
    defects = ((), (DefectRequest(DefectCode.MISSING, 1.0, "R2"),), ())
    now = datetime.now(UTC)
    calibration = nominal_calibration_of(machine, 1)
    calibration = replace(calibration, made_utc=now, valid_until_utc=now + timedelta(days=1))
    with ExitStack() as stack:
        cv2.setNumThreads(1)
        store = stack.enter_context(Store(record))
        known = len(store.sequences())  # go on where it ended: each panel is another one
        drawn = DrawnPanels(product.recipe, WORLDS["plain"], known + 1, defects)
        camera: DrawnStationCamera | SimulatedCamera = (
            _genicam_of(drawn, machine)
            if genicam
            else SimulatedCamera(drawn, machine, ahead=4, workers=policy.workers)
        )
        stack.enter_context(camera)
        plc = stack.enter_context(SimulatedPlc(last_arrival=_arrivals_done(store)))
        eye = PlanningEye(camera.optics, camera.pictures)
        seen: Camera = WatchedCamera(camera, watch) if watch else camera
        rig = Rig("simulated", calibration, (product,), seen, eye, plc, store)
        line = DrawnLine(lambda: plc.bring(camera.upcoming_serial), panels, pause_s, tell)
        yield Station(rig, policy, controls, stack.enter_context(line))


def _genicam_of(drawn: "DrawnPanels", machine: "Machine") -> "DrawnStationCamera":
    from inspector.devices.virtual_station import DrawnStationCamera

    return DrawnStationCamera(drawn, machine)


class DrawnLine:
    """Brings a panel when the one before has left, until there are no more; passes events on."""

    def __init__(self, bring: Callable[[], None], panels: int, pause_s: float, tell: Tell) -> None:
        self._bring, self._left, self._pause_s, self._tell = bring, panels, pause_s, tell
        self._timer = threading.Timer(0.0, bring)

    def __enter__(self) -> Self:
        """Bring the first panel."""
        self._next(0.0)
        return self

    def __exit__(self, *_: object) -> None:
        """Bring none any more."""
        self._timer.cancel()

    def __call__(self, event: Event) -> None:
        """Take an event of the station."""
        self._tell(event)
        if isinstance(event, PanelDone):
            self._next(self._pause_s)

    def _next(self, after_s: float) -> None:
        if self._left:
            self._left -= 1
            self._timer = threading.Timer(after_s, self._bring)
            self._timer.daemon = True
            self._timer.start()


def usable_calibration(setup: StationSetup) -> Calibration:
    """Read the calibration of a station.

    Raises
    ------
    CalibrationError
        If it is refused, has expired, or is a nominal one: nobody measured that machine.
    """
    calibration, file = read_calibration(setup.calibration), setup.calibration
    if calibration.expired(datetime.now(UTC)):
        cause = f"was valid until {calibration.valid_until_utc.isoformat()}"
        raise CalibrationError(file, "valid_until_utc", cause, "calibrate the station again")
    if calibration.nominal and setup.replay is None:
        cause = "is nominal: this machine was not measured"
        raise CalibrationError(file, "nominal", cause, "calibrate the station")
    return calibration


def product_of(choice: ProductChoice) -> Product:
    """Read a recipe, and its golden board where it looks at the surface.

    Raises
    ------
    RecipeError, GoldenError
        If one of them is refused, or there is no golden board: every panel would be NOT_INSPECTED.
    """
    from inspector.formats.golden import has_golden, read_golden
    from inspector.inspection.surface import ready

    recipe = read_recipe(choice.folder)
    golden = None
    if recipe.surface is not None:
        if not has_golden(choice.folder):
            cause = "looks at the surface and has no golden board"
            mend = "learn one from good captures: inspector golden"
            raise RecipeError(choice.folder, "golden", cause, mend)
        golden = ready(recipe, read_golden(choice.folder, recipe.product))
    return Product(choice.name, recipe, golden, choice.codes)


def link_of(setup: StationSetup, store: Store) -> PlcLink:
    """Give the link that brings panels, a PLC or the machines beside, not yet entered.

    Without one, at a desk, a simulated PLC brings the recorded captures, once each.

    Raises
    ------
    InspectorError
        If a capture is refused, or the link cannot be made.
    """
    links = setup.links
    if links.modbus is not None:
        from inspector.line.modbus import modbus_link

        return modbus_link(links.modbus)
    if links.hermes is not None:
        from inspector.line.hermes_line import HermesLine

        newest = newest_arrival(store)
        line = HermesLine(links.hermes, last_arrival=newest.line_number if newest else 0)
        if newest and newest.line == line.name and newest in unrecorded_arrivals(store):
            line.left_in_place(Arrived(newest.line_number, newest.serial))
        return line
    from inspector.formats.archive import find_captures
    from inspector.formats.capture import read_capture
    from inspector.line.simulated import SimulatedPlc

    plc = SimulatedPlc(last_arrival=_arrivals_done(store))
    for job in find_captures(setup.replay) if setup.replay else ():
        plc.bring(read_capture(job.folder).serial)
    return plc


def _arrivals_done(store: Store) -> int:
    """Give the number of the last arrival that a simulated line does not bring again."""
    newest = newest_arrival(store)
    return newest.line_number - (newest.sequence is None) if newest else 0


def told_over(setup: StationSetup, orders: StationControl, stack: ExitStack, tell: Tell) -> Tell:
    """Open those who are told of panels beside the line; give what tells them, and ``tell``.

    The record is there: it remembers how far the folder and the broker have been told.

    Raises
    ------
    DeviceError
        If one of them can never work, as where a program part is not installed.
    """
    links = setup.links
    sinks: list[ResultSink] = []
    carried: dict[str, ResultSink] = {}  # by the names that the record knows
    followers: list[Follower] = []
    if links.drop is not None:
        from inspector.line.drop import FileDrop

        carried["drop"] = FileDrop(links.drop)
    if links.mqtt is not None:
        from inspector.line.mqtt import MqttSink

        mqtt = MqttSink(links.mqtt)
        carried["mqtt"] = mqtt
        followers.append(mqtt)
    if links.opcua is not None:
        from inspector.line.opcua import OpcUaServer

        server = stack.enter_context(OpcUaServer(links.opcua, orders))
        sinks.append(server)
        followers.append(server)
    courier = stack.enter_context(Courier(setup.record, carried)) if carried else None
    return Telling(sinks, followers, courier, tell) if sinks or courier else tell


def warm(setup: StationSetup) -> None:
    """Make ready the machine code that inspection needs: it is loaded when it is called first.

    A recorded panel is inspected for that and forgotten: the first that is replayed, else one of
    the samples.
    """
    from inspector.batch.capture import inspect_capture, read_asked
    from inspector.formats.archive import find_captures

    recipe, captures = shipped("recipes") / "demo", shipped("sample_images") / "demo"
    if setup.replay is not None:
        recipe, captures = setup.products[0].folder, setup.replay
    with suppress(InspectorError):  # it only costs the first panel some time
        inspect_capture(read_asked(recipe), find_captures(captures)[0].folder)


@contextmanager
def opened_camera(setup: StationSetup) -> Iterator[Camera]:
    """Open a station's camera alone: to look through it while the station is not running.

    Raises
    ------
    DeviceError
        If it is not there, or another program has it.
    """
    with ExitStack() as stack:
        yield _camera(setup, stack)[0]


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


def registers_of(setup: StationSetup | None, *, live: bool) -> "tuple[RegisterValue, ...]":
    """Give the PLC's registers: as they are now, or the map alone.

    Raises
    ------
    DeviceError
        If they are to be live and there is no Modbus link, or nobody answers.
    """
    from inspector.line.register_values import read_values, register_values

    modbus = setup.links.modbus if setup else None
    if not live:
        return register_values(modbus or ModbusSettings())
    if modbus is None:
        raise DeviceError("PLC: there is no [line.modbus] in station.toml; see docs/LINE.md")
    return read_values(modbus)


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


def _camera(setup: StationSetup, stack: ExitStack) -> tuple[Camera, Eye]:
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
