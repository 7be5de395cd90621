"""``inspector twin``: captures of drawn boards, whose truth is known."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.domain.image import Capture
    from inspector.domain.recipe import Recipe
    from inspector.twin.defects import DefectRequest
    from inspector.twin.machine import Machine
    from inspector.twin.world import World

app = typer.Typer(
    help="The drawn world: boards whose truth is known.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FIRST_UTC = datetime(2026, 1, 1, tzinfo=UTC)
"""Drawn captures were never taken: their time counts minutes from here, one a seed."""

CODES = "missing, shifted, bridge, lifted_lead, tombstone or any other code of a defect"
"""What the twin builds, for the help: which imports nothing heavy to know it."""

WORLD = "plain"
MACHINE = "entocentric-3mp"


class CodecName(StrEnum):
    """How pictures are packed, all lossless."""

    PNG = "png"
    JXL = "jxl"
    JXL_SMALL = "jxl-small"
    TIFF = "tiff"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn of one unit."""

    world: "World"
    machine: "Machine"
    defects: "tuple[DefectRequest, ...]" = ()
    codec: CodecName = CodecName.PNG


@app.command("draw")
def draw(  # noqa: PLR0913 - an option is an argument
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
    ],
    *,
    boards: Annotated[int, typer.Option(min=1, help="Panels to draw.")],
    out: Annotated[Path, typer.Option(help="Folder for the captures.", show_default=False)],
    defects: Annotated[
        str,
        typer.Option(
            help="Built into each panel, as CODE, CODE@REFDES, CODE:MAGNITUDE or "
            f"CODE:MAGNITUDE@REFDES, with commas; CODE is {CODES}; MAGNITUDE is 1 at the "
            "limit, at most 20; chance picks the parts that are not named."
        ),
    ] = "",
    world: Annotated[str, typer.Option(help="Materials and process.")] = WORLD,
    machine: Annotated[str, typer.Option(help="Camera and lens.")] = MACHINE,
    seed: Annotated[
        int, typer.Option(min=0, help="Of the first panel; each next is one more.")
    ] = 1,
    codec: Annotated[CodecName, typer.Option(help="Of the pictures.")] = CodecName.PNG,
) -> None:
    """Draw captures of panels, each with truth.json; the same seed gives the same bytes.

    Example: inspector twin draw recipes/demo --boards 2 --defects missing,shifted:1.5 --out drawn
    """
    from inspector.formats.recipe import read_recipe
    from inspector.twin.machine import MACHINES
    from inspector.twin.worlds import WORLDS

    read = read_recipe(recipe)
    for name, known, what in ((world, WORLDS, "world"), (machine, MACHINES, "machine")):
        if name not in known:
            raise InspectorError(f"{name}: no such {what}; there are {', '.join(known)}")
    order = Order(WORLDS[world], MACHINES[machine], parsed_defects(defects), codec)
    with show.bar("Drawing", boards) as bar:
        for number in range(boards):
            capture = draw_capture(read, order, seed + number, out)
            bar.at(number + 1, boards)
            show.say(str(out / capture.serial))


def parsed_defects(text: str) -> "tuple[DefectRequest, ...]":
    """Read defects as the command has them.

    Raises
    ------
    InspectorError
        Naming what is not understood.

    Examples
    --------
    >>> [(d.code.value, d.magnitude, d.refdes) for d in parsed_defects("missing@R1,shifted:0.3")]
    [('missing', 1.0, 'R1'), ('shifted', 0.3, '')]
    """
    return tuple(_parsed_defect(piece.strip()) for piece in text.split(",") if piece.strip())


def _parsed_defect(piece: str) -> "DefectRequest":
    from inspector.domain.result import DefectCode
    from inspector.twin.defects import DefectRequest

    front, _, refdes = piece.partition("@")
    name, _, number = front.partition(":")
    if name not in set(DefectCode):
        raise InspectorError(f"--defects {piece}: there is no defect {name!r}; write {CODES}")
    try:
        return DefectRequest(DefectCode(name), float(number or 1.0), refdes)
    except ValueError as error:
        raise InspectorError(
            f"--defects {piece}: not understood; write CODE, CODE:MAGNITUDE or "
            "CODE:MAGNITUDE@REFDES, for example shifted:0.3@R1"
        ) from error


def draw_capture(recipe: "Recipe", order: Order, seed: int, out: Path) -> "Capture":
    """Draw one unit and write its capture, calibration and truth to ``out/<serial>``.

    Raises
    ------
    InspectorError
        If it cannot be drawn, or the folder is there already or cannot be written.
    """
    from inspector.domain.image import Capture
    from inspector.formats.calibration import calibration_text
    from inspector.formats.capture import write_capture
    from inspector.formats.report import SIMULATED
    from inspector.twin.calibration import nominal_calibration_of
    from inspector.twin.draw import draw_fields
    from inspector.twin.truth import to_json, truth_of
    from inspector.twin.unit import build_unit

    unit = build_unit(recipe.board, recipe.panel, order.world, seed, order.defects)
    shots = tuple(dict.fromkeys(recipe.shots))
    capture = Capture(
        product=recipe.product,
        serial=unit.serial,
        side=recipe.board.side,
        captured_utc=FIRST_UTC + timedelta(minutes=seed),
        frames=(),
        station=SIMULATED,
        calibration="calibration.json",
    )
    texts = {
        "calibration.json": calibration_text(nominal_calibration_of(order.machine, seed)),
        "truth.json": to_json(truth_of(unit, order.machine, seed)),
    }
    fields = draw_fields(unit, order.machine, seed, shots)
    return write_capture(capture, fields, out / unit.serial, order.codec.value, texts)
