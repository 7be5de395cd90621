"""One panel: what it is, and what comes of it where it can be inspected and where it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inspector import __version__
from inspector.devices.scanner import Scanner
from inspector.domain.board import Side
from inspector.domain.image import Capture
from inspector.domain.judging import Part, panel_not_inspected
from inspector.domain.recipe import Recipe
from inspector.domain.result import Acquisition, BoardResult, PanelResult, Timing, Verdict
from inspector.formats.picture import pngs_of
from inspector.inspection import Inspected
from inspector.line.plc import Arrived
from inspector.station.products import Product, UnknownProductError, choose

UNKNOWN = "unknown"
"""The product of a panel that no recipe is for."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a panel is: ``product`` is None where no recipe is for it.

    ``refusal``: why it cannot be inspected, empty if it can.
    """

    arrived: Arrived
    serial: str
    product: Product | None
    refusal: str = ""


def asked_of(products: Sequence[Product], scanner: Scanner | None, arrived: Arrived) -> Asked:
    """Read the panel's code and choose its recipe.

    A scanner is always asked where there is one: what the line says of a panel and what stands on
    it must be the same.

    Raises
    ------
    DeviceError
        If the scanner does not answer.
    """
    serial, refusal = arrived.serial, ""
    if scanner is not None:
        read = scanner.read()
        if not read:
            refusal = f"{scanner.name} has read no code"
        elif serial and read != serial:
            refusal = f"{scanner.name} has read {read!r}, the line says {serial!r}"
        serial = serial or read
    try:
        product = choose(products, arrived.recipe, serial)
    except UnknownProductError as error:
        return Asked(arrived, serial, None, refusal or str(error))
    return Asked(arrived, serial, product, refusal or _no_such_board(product.recipe, arrived))


def _no_such_board(recipe: Recipe, arrived: Arrived) -> str:
    """Give why the boards that the line says to skip cannot be those of this panel."""
    known = [site.index for site in recipe.panel.sites]
    other = sorted(set(arrived.skipped) - set(known))
    if other:
        return f"the line says to skip board {other[0]}, recipe {recipe.product} has {known}"
    return ""


def not_inspected(asked: Asked, station: str, at_utc: datetime, sha256: str) -> PanelResult:
    """Give the result of a panel that was not looked at, with the reason.

    Parameters
    ----------
    sha256
        Of the station's calibration.
    """
    if asked.product is not None:
        recipe = asked.product.recipe
        capture = Capture(recipe.product, asked.serial, recipe.board.side, at_utc, (), station)
        capture = replace(capture, skipped_boards=asked.arrived.skipped)
        result = panel_not_inspected(recipe, capture, asked.refusal)
        return replace(result, calibration_sha256=sha256, software=__version__)
    board = BoardResult(0, skipped=False, verdict=Verdict.NOT_INSPECTED, reason=asked.refusal)
    return PanelResult(
        product=UNKNOWN,
        serial=asked.serial,
        side=Side.TOP,
        verdict=Verdict.NOT_INSPECTED,
        boards=(board,),
        captured_utc=at_utc,
        station=station,
        process_stage="",
        ipc_class="",
        recipe_sha256="",
        calibration_sha256=sha256,
        software=__version__,
        timing=Timing(0.0, 0.0),
        acquisition=Acquisition(0),
        reason=asked.refusal,
    )


def with_read_serial(inspected: Inspected, recipe: Recipe) -> Inspected:
    """Give the result with the serial that was read in its pictures, where nobody else said one."""
    result = inspected.result
    if result.serial:
        return inspected
    names = {code.name for code in recipe.codes if code.is_serial}
    codes = [*result.codes, *(code for board in result.boards for code in board.codes)]
    read = {code.text for code in codes if code.name in names and code.good and code.text}
    if len(read) != 1:
        return inspected
    return Inspected(replace(result, serial=read.pop()), inspected.pictures)


def pictures_of(inspected: Inspected, threads: int) -> Mapping[Part, Mapping[str, bytes]]:
    """Give the pictures of the parts that did not pass as PNG files, by part and light."""
    return pngs_of(inspected.pictures, threads)
