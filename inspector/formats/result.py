"""result/1: all that is known of one inspected panel, as one JSON object."""

import json
import math
from pathlib import Path

from inspector.domain.code import CodeResult
from inspector.domain.errors import ResultError
from inspector.domain.geometry import Affine, Box
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    Limit,
    Measurement,
    ModelUsed,
    PanelPose,
    PanelResult,
    PartResult,
    RegionResult,
    SurfaceResult,
    Timing,
    Verdict,
)
from inspector.formats.atomic import write_text_atomic
from inspector.formats.result_file import (
    UPGRADES,
    BoardTable,
    CodeTable,
    DefectTable,
    MeasurementTable,
    PartTable,
    PoseTable,
    RegionTable,
    ResultFile,
    SurfaceTable,
)
from inspector.formats.result_json import result_data
from inspector.formats.result_rules import contradictions
from inspector.formats.strict import Source
from inspector.formats.versions import current


def read_result(file: Path) -> PanelResult:
    """Read a result.

    Raises
    ------
    ResultError
        If it is not understood or contradicts itself.
    """
    source = Source(file, ResultError)
    return _result(source, source.text())


def write_result(result: PanelResult, file: Path) -> None:
    """Write a result in one step.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    write_text_atomic(file, result_to_json(result))


def result_to_json(result: PanelResult) -> str:
    """Give a result as JSON text, one line a part; equal results give equal text."""
    data = result_data(result)
    lines = []
    for board in data["boards"]:
        parts = ",\n    ".join(_dumps(part) for part in board.pop("parts"))
        lines.append(_dumps(board)[:-1] + f',\n   "parts": [\n    {parts}]}}')
    boards = ",\n  ".join(lines)
    data.pop("boards")
    return _dumps(data)[:-1] + f',\n "boards": [\n  {boards}]}}\n'


def result_from_json(text: str, name: str) -> PanelResult:
    """Read a result from text; ``name`` says in messages where it came from.

    Raises
    ------
    ResultError
        If it is not understood or contradicts itself.
    """
    return _result(Source(Path(name), ResultError), text)


def _dumps(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def _result(source: Source, text: str) -> PanelResult:
    table = source.read(ResultFile, current(source, source.json_of(text), "result", UPGRADES))
    result = PanelResult(
        product=table.product,
        serial=table.serial,
        side=table.side,
        verdict=Verdict[table.verdict],
        boards=tuple(
            _board(source, f"boards[{index}]", board) for index, board in enumerate(table.boards)
        ),
        captured_utc=table.captured_utc,
        station=table.station,
        process_stage=table.process_stage,
        ipc_class=table.ipc_class,
        recipe_sha256=table.recipe_sha256,
        calibration_sha256=table.calibration_sha256,
        software=table.software,
        timing=Timing(_number(table.timing_s.total), _number(table.timing_s.tail)),
        acquisition=Acquisition(**dict(table.acquisition)),
        models={name: ModelUsed(**dict(model)) for name, model in table.models.items()},
        reason=table.reason,
        measured_sha256=table.measured_sha256,
        codes=tuple(map(_code, table.codes)),
        golden_sha256=table.golden_sha256,
    )
    for place, cause in contradictions(result):
        raise source.refusal(place, cause, "the file was changed: take it from the record again")
    return result


def _board(source: Source, place: str, table: BoardTable) -> BoardResult:
    if table.skipped == bool(table.verdict):
        cause = "a skipped board has no verdict, every other has one"
        raise source.refusal(f"{place}.verdict", cause, "write the result again")
    parts = tuple(
        _part(source, f"{place}.parts[{index}]", part) for index, part in enumerate(table.parts)
    )
    return BoardResult(
        table.index,
        table.skipped,
        Verdict[table.verdict] if table.verdict else None,
        parts,
        _pose(table.pose) if table.pose else None,
        _surface(source, f"{place}.surface", table.surface) if table.surface else None,
        table.reason,
        tuple(map(_code, table.codes)),
    )


def _code(table: CodeTable) -> CodeResult:
    box = Box(*table.box_mm) if table.box_mm else None
    return CodeResult(table.name, table.text, table.symbology, box, table.reason)


def _pose(table: PoseTable) -> PanelPose:
    stated = Affine.of(table.x_mm, table.y_mm, table.rotation_deg)
    return PanelPose(
        Affine(*table.affine) if table.affine else stated,
        table.residual_mm,
        _number(table.u_place_mm),
        _number(table.u_rotation_deg),
    )


def _part(source: Source, place: str, table: PartTable) -> PartResult:
    return PartResult(
        table.refdes,
        Verdict[table.verdict],
        tuple(_measurement(m, table.refdes) for m in table.measurements),
        _defects(source, place, table.defects, table.refdes),
        table.reason,
    )


def _surface(source: Source, place: str, table: SurfaceTable) -> SurfaceResult:
    regions = tuple(
        _region(source, f"{place}.regions[{index}]", region)
        for index, region in enumerate(table.regions)
    )
    return SurfaceResult(Verdict[table.verdict], regions, table.uninspected_mm2, table.reason)


def _region(source: Source, place: str, table: RegionTable) -> RegionResult:
    return RegionResult(
        Box(*table.box_mm),
        tuple(_measurement(m, "") for m in table.measurements),
        _defects(source, place, table.defects, ""),
    )


def _measurement(table: MeasurementTable | DefectTable, refdes: str) -> Measurement:
    return Measurement(
        table.refdes or refdes,
        table.quantity,
        _number(table.value),
        table.unit,
        table.pin,
        _number(table.uncertainty),
    )


def _defects(
    source: Source, place: str, tables: tuple[DefectTable, ...], refdes: str
) -> tuple[Defect, ...]:
    defects = []
    for index, table in enumerate(tables):
        try:
            limit = Limit(
                table.quantity,
                table.code,
                -math.inf if table.low is None else table.low,
                math.inf if table.high is None else table.high,
                table.pin,
                table.clause,
                table.revision,
                table.verified,
                table.formula,
            )
        except ValueError as error:
            at = f"{place}.defects[{index}]"
            raise source.refusal(at, str(error), "write the result again") from error
        box = Box(*table.box_mm) if table.box_mm else None
        defects.append(Defect(_measurement(table, refdes), limit, box))
    return tuple(defects)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
