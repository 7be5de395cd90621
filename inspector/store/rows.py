"""A result as rows: what is asked for without unpacking it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from inspector.domain.result import BoardResult, Defect, PanelResult

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one panel by table; ``panel`` lacks what only the store knows."""

    panel: Row
    boards: list[Row]
    parts: list[Row]
    defects: list[Row]


def utc_text(instant: datetime) -> str:
    """Give an instant so that texts sort as instants do."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def rows_of(sequence: int, result: PanelResult) -> Rows:
    """Give the rows of one panel."""
    panel: Row = {
        "sequence": sequence,
        "product": result.product,
        "serial": result.serial,
        "captured_utc": utc_text(result.captured_utc),
        "verdict": result.verdict.name,
        "reason": result.reason,
        "recipe_sha256": result.recipe_sha256,
        "calibration_sha256": result.calibration_sha256,
        "software": result.software,
    }
    boards: list[Row] = [
        {
            "sequence": sequence,
            "board_index": board.index,
            "skipped": board.skipped,
            "verdict": board.verdict.name if board.verdict is not None else None,
            "reason": board.reason,
        }
        for board in result.boards
    ]
    parts: list[Row] = [
        {
            "sequence": sequence,
            "board_index": board.index,
            "refdes": part.refdes,
            "verdict": part.verdict.name,
            "reason": part.reason,
        }
        for board in result.boards
        for part in board.parts
    ]
    found = (_defect(b, refdes, d) for b in result.boards for refdes, d in _defects(b))
    defects = [{"sequence": sequence, "number": n, **row} for n, row in enumerate(found, 1)]
    return Rows(panel, boards, parts, defects)


def _defects(board: BoardResult) -> Iterator[tuple[str, Defect]]:
    for part in board.parts:
        for defect in part.defects:
            yield part.refdes, defect
    for region in board.surface.regions if board.surface else ():
        for defect in region.defects:
            yield "", defect


def _defect(board: BoardResult, refdes: str, defect: Defect) -> Row:
    measurement, limit = defect.measurement, defect.limit
    return {
        "board_index": board.index,
        "refdes": refdes,
        "pin": measurement.pin,
        "code": defect.code.value,
        "quantity": measurement.quantity,
        "value": measurement.value,
        "unit": measurement.unit,
        "low": limit.low if math.isfinite(limit.low) else None,
        "high": limit.high if math.isfinite(limit.high) else None,
        "clause": limit.clause,
    }
