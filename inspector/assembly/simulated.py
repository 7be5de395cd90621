"""A station whose camera draws what it sees and whose PLC brings panels."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2

from inspector.assembly.devices import DRAWN_PRODUCT
from inspector.assembly.opened import product_of
from inspector.devices.camera import Camera
from inspector.devices.watched import Watch, WatchedCamera
from inspector.domain.setup import Policy, ProductChoice
from inspector.formats.shipped import shipped
from inspector.station.controls import Controls
from inspector.station.events import Event, PanelDone, Tell
from inspector.station.eye import PlanningEye
from inspector.station.station import Rig, Station
from inspector.store.arrivals import arrivals_done
from inspector.store.store import Store

if TYPE_CHECKING:
    from inspector.devices.simulated import DrawnPanels
    from inspector.devices.virtual_station import DrawnStationCamera
    from inspector.twin.machine import Machine


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
    from inspector.devices.simulated import DrawnPanels, SimulatedCamera, with_second_light
    from inspector.domain.result import DefectCode
    from inspector.line.simulated import SimulatedPlc
    from inspector.twin.calibration import nominal_calibration_of
    from inspector.twin.defects import DefectRequest
    from inspector.twin.machine import Machine, entocentric
    from inspector.twin.worlds import WORLDS

    product = product_of(ProductChoice(DRAWN_PRODUCT, shipped("recipes") / DRAWN_PRODUCT))
    product = replace(product, recipe=with_second_light(product.recipe))
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
        plc = stack.enter_context(SimulatedPlc(last_arrival=arrivals_done(store)))
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
