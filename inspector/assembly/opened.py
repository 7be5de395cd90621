"""From station.toml to a running station."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime

import cv2

from inspector.assembly.devices import camera_of
from inspector.assembly.links import link_of, told_over
from inspector.devices.scanner import LineScanner
from inspector.devices.watched import Watch, WatchedCamera
from inspector.domain.errors import CalibrationError, InspectorError, RecipeError
from inspector.domain.setup import ProductChoice
from inspector.domain.station import Calibration
from inspector.formats.calibration import read_calibration
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.formats.station_setup import StationSetup
from inspector.station.controls import Controls
from inspector.station.events import Tell
from inspector.station.orders import Orders
from inspector.station.products import Product
from inspector.station.station import Rig, Station
from inspector.store.store import Store


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
        camera, eye = camera_of(setup, stack)
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
