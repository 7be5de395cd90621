"""Results by hand: what a station would have recorded."""

from dataclasses import replace
from datetime import UTC, datetime

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
    worst,
)

NOW = datetime(2026, 11, 27, tzinfo=UTC)
SHIFTED = Defect(
    Measurement("R2", "body_offset_x", 0.25, "mm"),
    Limit("body_offset_x", DefectCode.SHIFTED, -0.2, 0.2, clause="8.3.2", revision="H"),
    Box(4.0, 2.0, 1.6, 0.8),
)
GOOD = PartResult("R1", Verdict.PASS)
BAD = PartResult("R2", Verdict.FAIL, (SHIFTED.measurement,), (SHIFTED,))
UNSEEN = PartResult("R3", Verdict.NOT_INSPECTED, reason="not measured: body_offset_x")


def panel(*parts, serial="SN1", reason=""):
    pose = PanelPose(Affine.of(1.0, 0.5, 0.0), 0.001, 0.002, 0.01)
    verdict = worst([part.verdict for part in parts])
    board = BoardResult(0, skipped=False, verdict=verdict, parts=parts, pose=pose)
    return PanelResult(
        product="demo",
        serial=serial,
        side=Side.TOP,
        verdict=verdict,
        boards=(board,),
        captured_utc=NOW,
        station="st1",
        process_stage="post_reflow",
        ipc_class="3",
        recipe_sha256="a" * 64,
        calibration_sha256="b" * 64,
        software="0.1.0",
        timing=Timing(0.4, 0.02),
        acquisition=Acquisition(4),
        reason=reason,
    )


def with_verdict(result, verdict):
    return replace(result, verdict=verdict)
