"""A panel's result of two boards, the second one skipped."""

from datetime import UTC, datetime, timedelta

from inspector.domain.board import Side
from inspector.domain.geometry import Box
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    DefectCode,
    Limit,
    Measurement,
    PanelResult,
    PartResult,
    Timing,
    Verdict,
)

LIMIT = Limit("side_overhang", DefectCode.SIDE_OVERHANG, high=0.25, pin="1")


def part_of(number, value):
    found = Measurement(f"R{number}", "side_overhang", value, "1", "1", 0.004)
    if value > 0.25:
        defect = Defect(found, LIMIT, Box(11.2, 7.0, 1.6, 0.8))
        return PartResult(found.refdes, Verdict.FAIL, (found,), (defect,))
    return PartResult(found.refdes, Verdict.PASS, (found,))


def panel_result(serial="SN000001", overhangs=(0.1, 0.31), minute=0):
    parts = tuple(part_of(n, value) for n, value in enumerate(overhangs, 1))
    verdict = max((p.verdict for p in parts), default=Verdict.NOT_INSPECTED)
    boards = (BoardResult(0, skipped=False, verdict=verdict, parts=parts),)
    boards += (BoardResult(1, skipped=True, verdict=None),)
    at = datetime(2026, 11, 22, 8, tzinfo=UTC) + timedelta(minutes=minute)
    return PanelResult(
        "demo",
        serial,
        Side.TOP,
        verdict,
        boards,
        at,
        "st1",
        "post_reflow",
        "3",
        "ab" * 32,
        "cd" * 32,
        "0.1.0",
        Timing(0.41, 0.02),
        Acquisition(13),
    )
