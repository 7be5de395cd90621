"""A result as plain data, key by key as result/1 has it.

Written by hand, not by pydantic: a panel of 5,000 parts has 40,000 measurements.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from inspector.domain.code import CodeResult
from inspector.domain.geometry import Box
from inspector.domain.result import (
    BoardResult,
    Defect,
    Measurement,
    PanelPose,
    PanelResult,
    PartResult,
    RegionResult,
    SurfaceResult,
)
from inspector.formats.result_file import UPGRADES
from inspector.formats.strict import utc_text
from inspector.formats.versions import newest_of


def result_data(result: PanelResult) -> dict[str, Any]:
    """Give a result as plain data; what is not finite is None."""
    return {
        "format": f"result/{newest_of(UPGRADES)}",
        "product": result.product,
        "serial": result.serial,
        "side": result.side.value,
        "station": result.station,
        "process_stage": str(result.process_stage),
        "ipc_class": str(result.ipc_class),
        "recipe_sha256": result.recipe_sha256,
        "measured_sha256": result.measured_sha256,
        "golden_sha256": result.golden_sha256,
        "calibration_sha256": result.calibration_sha256,
        "models": {
            name: {"sha256": used.sha256, "provider": used.provider, "node": used.node}
            for name, used in sorted(result.models.items())
        },
        "software": result.software,
        "verdict": result.verdict.name,
        "reason": result.reason,
        "captured_utc": utc_text(result.captured_utc),
        "timing_s": {
            "total": _finite(result.timing.total_s),
            "tail": _finite(result.timing.tail_s),
        },
        "acquisition": asdict(result.acquisition),
        **_codes(result.codes),
        "boards": [_board(board) for board in result.boards],
    }


def _board(board: BoardResult) -> dict[str, Any]:
    data: dict[str, Any] = {
        "index": board.index,
        "skipped": board.skipped,
        "verdict": board.verdict.name if board.verdict is not None else None,
        "reason": board.reason,
        "pose": _pose(board.pose) if board.pose else None,
        "parts": [_part(part) for part in board.parts],
    }
    if board.surface:
        data["surface"] = _surface(board.surface)
    return data | _codes(board.codes)


def _codes(codes: Sequence[CodeResult]) -> dict[str, Any]:
    """Give what was read, or nothing where no code is asked for."""
    told = [
        {
            "name": code.name,
            "text": code.text,
            "symbology": code.symbology.value if code.symbology else None,
            "box_mm": _box(code.box) if code.box else None,
            "reason": code.reason,
        }
        for code in codes
    ]
    return {"codes": told} if told else {}


def _pose(pose: PanelPose) -> dict[str, Any]:
    t = pose.transform
    return {
        "x_mm": t.tx,
        "y_mm": t.ty,
        "rotation_deg": t.rotation_deg,
        "residual_mm": None if pose.residual_mm is None else _finite(pose.residual_mm),
        "affine": [t.a, t.b, t.tx, t.c, t.d, t.ty],
        "u_place_mm": _finite(pose.u_place_mm),
        "u_rotation_deg": _finite(pose.u_rotation_deg),
    }


def _part(part: PartResult) -> dict[str, Any]:
    return {
        "refdes": part.refdes,
        "verdict": part.verdict.name,
        "reason": part.reason,
        "measurements": [_measurement(m, part.refdes) for m in part.measurements],
        "defects": [_defect(d, part.refdes) for d in part.defects],
    }


def _surface(surface: SurfaceResult) -> dict[str, Any]:
    return {
        "verdict": surface.verdict.name,
        "regions": [_region(region) for region in surface.regions],
        "uninspected_mm2": surface.uninspected_mm2,
        "reason": surface.reason,
    }


def _region(region: RegionResult) -> dict[str, Any]:
    return {
        "box_mm": _box(region.box),
        "measurements": [_measurement(m, "") for m in region.measurements],
        "defects": [_defect(d, "") for d in region.defects],
    }


def _measurement(measurement: Measurement, refdes: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "quantity": measurement.quantity,
        "pin": measurement.pin,
        "value": _finite(measurement.value),
        "unit": measurement.unit,
        "uncertainty": _finite(measurement.uncertainty),
    }
    if measurement.refdes != refdes:
        data["refdes"] = measurement.refdes
    return data


def _defect(defect: Defect, refdes: str) -> dict[str, Any]:
    limit = defect.limit
    return {
        "code": limit.code.value,
        **_measurement(defect.measurement, refdes),
        "low": _finite(limit.low),
        "high": _finite(limit.high),
        "clause": limit.clause,
        "revision": limit.revision,
        "verified": limit.verified,
        "formula": limit.formula,
        "box_mm": _box(defect.box) if defect.box else None,
    }


def _box(box: Box) -> list[float]:
    return [box.x_mm, box.y_mm, box.width_mm, box.height_mm]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
