"""KiCad's footprint position files (CSV and ASCII): parts and fiducials as a recipe has them.

A CSV file may have two columns more, which people add: PartNumber, and Fitted (yes or no).

KiCad gives places and turns of both sides as seen from the top (x right, y up, degrees
counter-clockwise), from the page's or the drill origin. A recipe has them as seen from the
inspected side, from the board's lower-left corner there. Seen from below, ``x' = width - x`` and
``rotation' = 180 - rotation``: KiCad flips a footprint about its own x axis before it turns it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from inspector.domain.board import Fiducial, Placement, Side
from inspector.domain.errors import RecipeError
from inspector.domain.geometry import Box, wrap_deg
from inspector.formats.placements import PLACEMENTS, fitted_of
from inspector.formats.strict import Source
from inspector.formats.table import Row, number_of, read_table

FIDUCIAL = re.compile(r"Fiducial_(\d+(?:\.\d+)?)mm_Mask(\d+(?:\.\d+)?)mm")
EDGE_MM = 3.0
"""How far the board is taken to reach beyond its outermost part where nobody states its outline."""


@dataclass(frozen=True, slots=True)
class Position:
    """One line of a position file, as KiCad means it: seen from the top."""

    line: int
    refdes: str
    value: str
    footprint: str
    x_mm: float
    y_mm: float
    rotation_deg: float
    side: Side
    part_number: str = ""
    fitted: bool = True


def read_position_file(file: Path) -> tuple[Position, ...]:
    """Read all lines of a position file, of both sides.

    Raises
    ------
    RecipeError
        If a line is not understood, a part stands in it twice, or it is in inches.
    """
    source = Source(file, RecipeError)
    rows = read_table(source, PLACEMENTS).rows if _is_csv(source) else tuple(_ascii_rows(source))
    positions = tuple(_position(source, row) for row in rows)
    seen: dict[str, int] = {}
    for p in positions:
        first = seen.setdefault(p.refdes, p.line)
        if first != p.line:
            cause = f"{p.refdes} stands in line {first} already"
            raise source.refusal(f"line {p.line}", cause, "export the position file again")
    if not positions:
        raise source.refusal("", "holds no part", "export the position file again")
    return positions


def read_positions(file: Path, side: Side, outline: Box | None = None) -> tuple[Placement, ...]:
    """Read the parts of one side, fiducials left out, board mm as seen from that side.

    Parameters
    ----------
    outline
        The board in the file's own coordinates; without it, see `outline_of`.

    Raises
    ------
    RecipeError
        As `read_position_file` does.
    """
    positions = read_position_file(file)
    box = outline or outline_of(positions)
    return tuple(placement_of(p, box) for p in positions if p.side is side and not is_fiducial(p))


def outline_of(positions: tuple[Position, ...]) -> Box:
    """Give the box `EDGE_MM` around all parts of both sides, in the file's coordinates."""
    return Box.around([(p.x_mm, p.y_mm) for p in positions]).grown(EDGE_MM)


def placement_of(position: Position, outline: Box) -> Placement:
    """Give a part as seen from its side, from the board's lower-left corner there."""
    x_mm, y_mm = _place(position, outline)
    turn = position.rotation_deg
    if position.side is Side.BOTTOM:
        turn = 180.0 - turn
    return Placement(
        position.refdes,
        position.footprint,
        x_mm,
        y_mm,
        wrap_deg(turn),
        position.value,
        position.part_number,
        position.fitted,
    )


def is_fiducial(position: Position) -> bool:
    """Whether a line is a fiducial, by its designator or its footprint."""
    return bool(re.fullmatch(r"FID\d*", position.refdes)) or "Fiducial" in position.footprint


def fiducial_of(position: Position, outline: Box, file: Path) -> Fiducial:
    """Give a fiducial; its sizes stand in the name of its footprint.

    Raises
    ------
    RecipeError
        If they do not.
    """
    sizes = FIDUCIAL.search(position.footprint)
    if not sizes:
        cause = f"{position.refdes}: {position.footprint} does not say how large the mark is"
        mend = "name its footprint as KiCad does, Fiducial_1mm_Mask2mm"
        raise RecipeError(file, f"line {position.line}", cause, mend)
    x_mm, y_mm = _place(position, outline)
    copper, opening = (float(size) for size in sizes.groups())
    return Fiducial(position.refdes, x_mm, y_mm, copper, opening_mm=opening)


def _place(position: Position, outline: Box) -> tuple[float, float]:
    # ten nanometres: what a difference of two CAD numbers is good for
    x = position.x_mm - outline.x_mm
    if position.side is Side.BOTTOM:
        x = outline.width_mm - x
    return round(x, 5), round(position.y_mm - outline.y_mm, 5)


def _is_csv(source: Source) -> bool:
    lines = [line for line in source.text().split("\n") if line and not line.startswith("#")]
    return bool(lines) and "," in lines[0]


def _ascii_rows(source: Source) -> list[Row]:
    rows = []
    for number, line in enumerate(source.text().split("\n"), 1):
        if line.startswith("##") and "Unit" in line and "mm" not in line:
            mend = "export the position file in millimetres"
            raise source.refusal(f"line {number}", "is not in millimetres", mend)
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split()
        if len(cells) != len(PLACEMENTS.required):
            cause = f"has {len(cells)} columns, not {len(PLACEMENTS.required)}"
            mend = "export as CSV, where a value may be empty"
            raise source.refusal(f"line {number}", cause, mend)
        rows.append(Row(number, dict(zip(PLACEMENTS.required, cells, strict=True)), line))
    return rows


def _position(source: Source, row: Row) -> Position:
    cells = row.cells
    if cells["Side"] not in tuple(Side):
        cause = f"is {cells['Side']!r}"
        raise source.refusal(f"line {row.line}, Side", cause, "write top or bottom")
    if not cells["Ref"] or not cells["Package"]:
        raise source.refusal(f"line {row.line}", "lacks its Ref or Package", "name both")
    return Position(
        row.line,
        cells["Ref"],
        cells["Val"],
        cells["Package"],
        number_of(source, row, "PosX"),
        number_of(source, row, "PosY"),
        number_of(source, row, "Rot"),
        Side(cells["Side"]),
        cells.get("PartNumber", ""),
        fitted_of(source, row),
    )
