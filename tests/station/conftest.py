import queue
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inspector.devices.simulated import DrawnPanels, SimulatedCamera
from inspector.domain.setup import Policy
from inspector.formats.recipe import read_recipe
from inspector.station.controls import Controls
from inspector.station.events import Ended
from inspector.station.eye import PlanningEye
from inspector.station.products import Product
from inspector.station.station import Rig, Station
from inspector.store.store import Store
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS
from tests.station.line_in_memory import Line, MemoryLink

FINE = Machine("fine", entocentric(320, 400, 0.020), 0.020)
"""Takes the small board of 9 x 7 mm in four fields, and finds what is wrong with it."""


class PowerCutError(BaseException):
    """The station's thread ends here, as if the power had gone."""


class Running:
    """A station on a thread of its own, and what it has told so far."""

    def __init__(self, controls, link, camera):
        self.controls, self.link, self.camera = controls, link, camera
        self.events = queue.Queue()
        self.seen = []

    def until(self, kind, timeout_s=30.0, **wanted):
        """Wait for an event; give it."""
        while True:
            try:
                event = self.events.get(timeout=timeout_s)
            except queue.Empty:
                raise AssertionError(f"no {kind} after {self.seen}") from None
            self.seen.append(event)
            if isinstance(event, kind) and all(getattr(event, k) == v for k, v in wanted.items()):
                return event
            assert not isinstance(event, Ended), self.seen

    def kinds(self):
        return [type(event).__name__ for event in self.seen]


@pytest.fixture
def line():
    return Line()


@pytest.fixture
def recipe(small_recipe):
    return read_recipe(small_recipe)


def believed(machine):
    until = datetime.now(UTC) + timedelta(days=1)
    return replace(nominal_calibration_of(machine, 1), valid_until_utc=until, sha256="ab" * 32)


@pytest.fixture
def calibration():
    return believed(FINE)


@pytest.fixture
def make(tmp_path, line, recipe):
    """Give a station with a drawn camera, all of it opened on the thread that asks."""

    def made(open_, controls, policy, defects, parts):
        bad = parts.pop("bad_boards", ())
        drawn = parts.pop("drawn", recipe)
        panels = DrawnPanels(drawn, WORLDS["plain"], defects=defects, bad_boards=bad)
        machine = parts.pop("machine", FINE)
        camera = open_.enter_context(SimulatedCamera(panels, machine, workers=2))
        rig = Rig(
            "st1",
            believed(machine),
            (Product("small", recipe),),
            camera,
            PlanningEye(camera.optics, camera.pictures),
            MemoryLink(line),
            open_.enter_context(Store(tmp_path / "record")),
        )
        return replace(rig, **parts)

    return made


@pytest.fixture
def run(make):
    """Run a station on a thread until the block ends; what is given replaces parts of its rig.

    ``power_cut`` is the kind of event at which its power goes.
    """

    @contextmanager
    def running(policy=None, defects=((),), power_cut=(), **parts):
        controls, made, failed = Controls(), queue.Queue(), []

        def life():
            with ExitStack() as open_:
                rig = make(open_, controls, policy, defects, parts)
                alive = Running(controls, rig.link, rig.camera)

                def tell(event):
                    alive.events.put(event)
                    if isinstance(event, power_cut):
                        raise PowerCutError

                made.put(alive)
                Station(rig, policy or Policy(), controls, tell).run()

        def guarded():
            with suppress(PowerCutError):
                try:
                    life()
                except Exception as error:
                    failed.append(error)
                    made.put(None)
                    raise

        thread = threading.Thread(target=guarded)
        thread.start()
        try:
            alive = made.get(timeout=60)
            assert not failed, failed
            yield alive
        finally:
            controls.close()
            thread.join(60)
        assert not thread.is_alive()
        assert not failed, failed
        while not alive.events.empty():
            alive.seen.append(alive.events.get())

    return running


@pytest.fixture
def record(tmp_path):
    """Open the record for reading."""
    return lambda: Store(tmp_path / "record", "read")
