"""placements.csv and alternates.csv: one line a part, comments that begin with ``#`` kept.

The columns are those of KiCad's position file; places and turns are board mm and degrees as seen
from the inspected side.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from inspector.domain.board import Alternate, Placement, Side
from inspector.formats.strict import Source
from inspector.formats.table import (
    Columns,
    Row,
    Table,
    number_of,
    number_text,
    read_table,
    written_table,
)

PLACEMENTS = Columns(
    ("Ref", "Val", "Package", "PosX", "PosY", "Rot", "Side"),
    ("PartNumber", "Fitted"),
    frozenset({"PosX", "PosY", "Rot"}),
)
ALTERNATES = Columns(
    ("Ref", "PartNumber"), ("Height_mm", "Color", "Marking"), frozenset({"Height_mm"})
)
FITTED = {"yes": True, "no": False}
YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement and the line it stands in."""

    placement: Placement
    line: int


def read_placements(source: Source, side: Side) -> tuple[Placed, ...]:
    """Read placements.csv of a recipe for one side.

    Raises
    ------
    FormatError
        If a line is not understood, names a part again, or is of the other side.
    """
    seen: dict[str, int] = {}
    placed: list[Placed] = []
    for row in read_table(source, PLACEMENTS).rows:
        placement = _placement(source, row, side)
        first = seen.setdefault(placement.refdes, row.line)
        if first != row.line:
            cause = f"{placement.refdes} stands in line {first} already"
            raise source.refusal(f"line {row.line}", cause, "remove one of the two")
        placed.append(Placed(placement, row.line))
    return tuple(placed)


def placements_text(placements: Sequence[Placement], side: Side, old: Table | None = None) -> str:
    """Give placements.csv, with the comments of the table it replaces."""
    all_fitted = all(p.fitted for p in placements) and not (old and "Fitted" in old.columns)
    entries = [
        (p.refdes, _cells(p, side, "" if all_fitted else YES_NO[p.fitted])) for p in placements
    ]
    return written_table(PLACEMENTS, entries, old, _refdes)


def read_alternates(source: Source) -> tuple[tuple[Alternate, int], ...]:
    """Read alternates.csv: accepted part numbers, each with its line.

    Raises
    ------
    FormatError
        If a line is not understood or said twice.
    """
    seen: set[Hashable] = set()
    read: list[tuple[Alternate, int]] = []
    for row in read_table(source, ALTERNATES).rows:
        if not row.cells["Ref"] or not row.cells["PartNumber"]:
            cause, mend = "lacks its Ref or PartNumber", "write both"
            raise source.refusal(f"line {row.line}", cause, mend)
        if _alternate_key(row) in seen:
            raise source.refusal(f"line {row.line}", "is said twice", "remove one of the two")
        seen.add(_alternate_key(row))
        has_height = bool(row.cells.get("Height_mm"))
        alternate = Alternate(
            row.cells["Ref"],
            row.cells["PartNumber"],
            number_of(source, row, "Height_mm") if has_height else None,
            row.cells.get("Color", ""),
            row.cells.get("Marking", ""),
        )
        read.append((alternate, row.line))
    return tuple(read)


def alternates_text(alternates: Sequence[Alternate], old: Table | None = None) -> str:
    """Give alternates.csv, with the comments of the table it replaces."""
    entries = [
        (
            (a.refdes, a.part_number),
            {
                "Ref": a.refdes,
                "PartNumber": a.part_number,
                "Height_mm": "" if a.body_height_mm is None else number_text(a.body_height_mm),
                "Color": a.color,
                "Marking": a.marking,
            },
        )
        for a in alternates
    ]
    return written_table(ALTERNATES, entries, old, _alternate_key)


def unwritable(text: str) -> bool:
    """Whether a text cannot stand in a cell: it holds a line break or is no Unicode text."""
    return "\n" in text or "\r" in text or any("\ud800" <= c <= "\udfff" for c in text)


def _placement(source: Source, row: Row, side: Side) -> Placement:
    cells = row.cells
    for column in ("Ref", "Package"):
        if not cells[column]:
            raise source.refusal(f"line {row.line}, {column}", "is empty", "name it")
    if cells["Side"] != side.value:
        cause = f"is {cells['Side']!r}, the recipe inspects {side.value}"
        mend = "keep one recipe a side (inspector recipe new --side makes one)"
        raise source.refusal(f"line {row.line}, Side", cause, mend)
    return Placement(
        cells["Ref"],
        cells["Package"],
        number_of(source, row, "PosX"),
        number_of(source, row, "PosY"),
        number_of(source, row, "Rot"),
        cells["Val"],
        cells.get("PartNumber", ""),
        fitted_of(source, row),
    )


def fitted_of(source: Source, row: Row) -> bool:
    """Give whether a line's part is fitted: yes where there is no such column.

    Raises
    ------
    FormatError
        If the cell says neither yes nor no.
    """
    fitted = FITTED.get(row.cells.get("Fitted", "yes"))
    if fitted is None:
        cause = f"is {row.cells['Fitted']!r}"
        raise source.refusal(f"line {row.line}, Fitted", cause, "write yes or no")
    return fitted


def _cells(placement: Placement, side: Side, fitted: str) -> dict[str, str]:
    return {
        "Ref": placement.refdes,
        "Val": placement.value,
        "Package": placement.package,
        "PosX": number_text(placement.x_mm),
        "PosY": number_text(placement.y_mm),
        "Rot": number_text(placement.rotation_deg),
        "Side": side.value,
        "PartNumber": placement.part_number,
        "Fitted": fitted,
    }


def _refdes(row: Row) -> str:
    return row.cells["Ref"]


def _alternate_key(row: Row) -> tuple[str, str]:
    return row.cells["Ref"], row.cells["PartNumber"]
