from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from inspector.domain.board import Side
from inspector.domain.geometry import Affine, Box
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    DefectCode,
    Limit,
    Measurement,
    PanelPose,
    PanelResult,
    PartResult,
    Timing,
    Verdict,
)
from inspector.formats.picture import encode

LIMIT = Limit(
    "side_overhang",
    DefectCode.SIDE_OVERHANG,
    high=0.25,
    pin="1",
    clause="IPC-A-610 8.3.2",
    revision="H",
    formula="0.25 * min(W, P)",
)


def part(refdes, value):
    found = Measurement(refdes, "side_overhang", value, "1", "1", 0.004)
    if np.isnan(value):
        reason = "not measured: side_overhang.1"
        return PartResult(refdes, Verdict.NOT_INSPECTED, (found,), reason=reason)
    if value <= 0.25:
        return PartResult(refdes, Verdict.PASS, (found,))
    defect = Defect(found, LIMIT, Box(11.2, 7.0, 1.6, 0.8))
    return PartResult(refdes, Verdict.FAIL, (found,), (defect,))


@pytest.fixture
def panel():
    """Give a panel's result: one board, a part a value of ``overhangs``."""

    def make(serial="SN000001", overhangs=(0.1, 0.31), minute=0):
        parts = tuple(part(f"R{n}", value) for n, value in enumerate(overhangs, 1))
        verdict = max(p.verdict for p in parts)
        pose = PanelPose(Affine.of(0.3, -0.2, 0.05), None, 0.0031, 0.01)
        board = BoardResult(0, skipped=False, verdict=verdict, parts=parts, pose=pose)
        return PanelResult(
            "demo",
            serial,
            Side.TOP,
            verdict,
            (board,),
            datetime(2026, 11, 22, 8, tzinfo=UTC) + timedelta(minutes=minute),
            "st1",
            "post_reflow",
            "3",
            "ab" * 32,
            "cd" * 32,
            "0.1.0",
            Timing(0.41, 0.02),
            Acquisition(13),
        )

    return make


@pytest.fixture
def picture():
    def make(seed=0):
        rng = np.random.default_rng(seed)
        return encode(rng.integers(0, 255, (20, 30, 3), dtype=np.uint8), "png")

    return make


@pytest.fixture
def with_skipped(panel):
    made = panel()
    skipped = BoardResult(1, skipped=True, verdict=None)
    return replace(made, boards=(*made.boards, skipped))
