"""Boards that the twin did not draw: path-traced, with exact truth, from their own design files.

A recipe is made from the position file and the part shapes as `inspector recipe new` does, the
golden board is learned from the good board, and both are inspected on the normal way.
"""

import csv
import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from inspector.batch import inspect_capture, read_asked
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.recipe import RegistrationKind
from inspector.domain.result import BoardResult, DefectCode, PartResult, Verdict
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import fields_of, read_capture
from inspector.formats.golden import write_golden
from inspector.formats.new_recipe import new_recipe
from inspector.formats.packages import packages_text
from inspector.formats.part_shapes import read_board_shape, read_part_shapes
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.inspection.golden import Good, learn_golden

CODES: Mapping[str, DefectCode] = {
    "shift": DefectCode.SHIFTED,
    "skew": DefectCode.SKEWED,
    "polarity": DefectCode.REVERSED,
    "wrong_size": DefectCode.WRONG_PART,
    "fibre": DefectCode.FOREIGN,
    "particle": DefectCode.FOREIGN,
}
"""What the truth calls otherwise than we do, as its README.txt states."""
PLACES = ("lead_offset", "body_offset", "golden_offset")
"""The place of a part by the best that was measured of it."""
TURNS = ("lead_rotation", "body_rotation", "golden_rotation")
UM = 1000.0
NEAR_MM = 0.15
FACES_AWAY_DEG = 45.0
"""Of parts turned by more the place is not compared: the defect is what counts."""


@dataclass(frozen=True, slots=True)
class PlaceError:
    """Measured less true of one good part: um along its own axes, and degrees."""

    board: str
    refdes: str
    package: str
    by: str
    x_um: float
    y_um: float
    turn_deg: float


@dataclass(frozen=True, slots=True)
class TrueDefect:
    """A defect of the truth, and what was said of its part or place."""

    board: str
    code: str
    where: str
    detail: str
    verdict: Verdict
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FalseCall:
    """A good part or place that did not pass, and why."""

    board: str
    where: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class TracedReport:
    """All figures."""

    places: tuple[PlaceError, ...]
    defects: tuple[TrueDefect, ...]
    false_calls: tuple[FalseCall, ...]
    parts: int

    def to_data(self) -> dict[str, Any]:
        """Give them as plain data."""
        return {
            "parts": self.parts,
            "places": [asdict(one) for one in self.places],
            "defects": [{**asdict(one), "verdict": one.verdict.name} for one in self.defects],
            "false_calls": [
                {**asdict(one), "verdict": one.verdict.name} for one in self.false_calls
            ],
        }

    def accuracy(self) -> Iterator[tuple[str, str, int, float, float, float]]:
        """Give by package and measure: number, bias (the larger axis), 3 sigma, and worst, um."""
        groups: dict[tuple[str, str], list[PlaceError]] = {}
        for one in self.places:
            groups.setdefault((one.by, one.package), []).append(one)
        for (by, package), some in sorted(groups.items()):
            errors = np.array([(one.x_um, one.y_um) for one in some])
            bias = float(np.abs(errors.mean(axis=0)).max())
            yield by, package, len(some), bias, *_spread(errors)


def _spread(errors: np.ndarray[Any, Any]) -> tuple[float, float]:
    return 3.0 * float(errors.std(axis=0).max()), float(np.abs(errors).max())


def measure_traced(folder: Path, out: Path | None = None) -> TracedReport:
    """Inspect every board of a folder: ``design``, ``good_*`` and ``bad_*``.

    Parameters
    ----------
    out
        Gets the recipe as it was made; a temporary folder else.

    Raises
    ------
    InspectorError
        If design or boards are not there, or are refused.
    """
    inside = folder.iterdir() if folder.is_dir() else ()
    boards = sorted(f for f in inside if (f / "truth.json").is_file())
    good = [board for board in boards if board.name.startswith("good")]
    if not good:
        raise InspectorError(f"{folder}: no good board (good_*) with a truth.json lies there")
    with tempfile.TemporaryDirectory(prefix="inspector-traced-") as scratch:
        made = (out or Path(scratch)) / "recipe"
        make_recipe(folder / "design", _product(good[0]), made)
        recipe = read_recipe(made)
        golden, _ = learn_golden(recipe, map(_good, good))
        write_golden(golden, recipe.product, made)
        asked = read_asked(made)
        reports = [
            _board(board, inspect_capture(asked, board).result.boards[0], folder / "design")
            for board in boards
        ]
    return TracedReport(
        tuple(one for report in reports for one in report.places),
        tuple(one for report in reports for one in report.defects),
        tuple(one for report in reports for one in report.false_calls),
        sum(report.parts for report in reports),
    )


def make_recipe(design: Path, product: str, folder: Path) -> None:
    """Make a recipe folder of centroid.csv, packages.json and board.json.

    Raises
    ------
    InspectorError
        If one of them is refused, or the folder cannot be written.
    """
    outline, marks = read_board_shape(design / "board.json")
    packages = read_part_shapes(design / "packages.json")
    with tempfile.TemporaryDirectory(prefix="inspector-packages-") as scratch:
        library = Path(scratch) / "packages.toml"
        library.write_text(packages_text(packages), encoding="utf-8", newline="\n")
        recipe = new_recipe(design / "centroid.csv", library, product, outline=outline, golden=True)
    board = replace(recipe.board, fiducials=marks)
    write_recipe(replace(recipe, board=board, registration=RegistrationKind.FIDUCIALS), folder)


def _product(board: Path) -> str:
    return str(json.loads((board / "capture.json").read_text(encoding="utf-8"))["product"])


def _good(folder: Path) -> Good:
    capture = read_capture(folder, None)
    fields = tuple(fields_of(capture, folder, capture.field_indices))
    return Good(capture, fields, calibration_for(capture, folder))


def _board(folder: Path, result: BoardResult, design: Path) -> TracedReport:
    parts = {part.refdes: part for part in result.parts}
    truth = _truth_of(folder / "truth.json", parts)
    turns = _nominal_turns(design / "centroid.csv")
    faulty = {str(defect["ref"]) for defect in truth["defects"] if "ref" in defect}
    boxes = [_box(defect) for defect in truth["defects"]]
    places = tuple(
        error
        for one in truth["parts"]
        if one["ref"] not in faulty
        for error in _place(folder.name, one, parts[one["ref"]], turns[one["ref"]])
    )
    false = [
        FalseCall(folder.name, part.refdes, part.verdict, _why(part))
        for part in result.parts
        if part.refdes not in faulty and part.verdict is not Verdict.PASS
    ]
    for region in result.surface.regions if result.surface else ():
        if region.defects and not any(_near(region.box, box) for box in boxes):
            defect = region.defects[0]
            told = f"{defect.code} {defect.measurement.value:.4f} mm2 at {region.box.center_mm}"
            false.append(FalseCall(folder.name, "surface", Verdict.FAIL, told))
    if result.surface and result.surface.verdict is Verdict.NOT_INSPECTED:
        told = result.surface.reason
        false.append(FalseCall(folder.name, "surface", Verdict.NOT_INSPECTED, told))
    defects = tuple(_found(folder.name, one, parts, result) for one in truth["defects"])
    return TracedReport(places, defects, tuple(false), len(parts))


def _truth_of(file: Path, parts: Mapping[str, PartResult]) -> Mapping[str, Any]:
    """Read the truth of a board.

    Raises
    ------
    InspectorError
        If it is none, or speaks of parts that the design has not.
    """
    try:
        truth: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        named = {one["ref"] for one in truth["parts"]}
        named |= {one["ref"] for one in truth["defects"] if "ref" in one}
    except (ValueError, KeyError, TypeError) as error:
        raise InspectorError(f"{file}: is no truth of a board ({error!r})") from error
    if unknown := sorted(named - parts.keys()):
        raise InspectorError(f"{file}: {', '.join(unknown)}: no such part is in the design")
    return truth


def _nominal_turns(file: Path) -> dict[str, float]:
    with file.open(encoding="utf-8", newline="") as opened:
        return {row["Ref"]: float(row["Rot"]) for row in csv.DictReader(opened)}


def _place(
    board: str, truth: Mapping[str, Any], part: PartResult, nominal_deg: float
) -> Iterator[PlaceError]:
    """Give the errors of a part's place, by the best that was measured of it."""
    values = {m.quantity: m.value for m in part.measurements if not m.pin}
    turn = math.radians(nominal_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    x = cos * truth["dx_um"] + sin * truth["dy_um"]
    y = -sin * truth["dx_um"] + cos * truth["dy_um"]
    for place, turned in zip(PLACES, TURNS, strict=True):
        seen = values.get(f"{place}_x", math.nan), values.get(f"{place}_y", math.nan)
        if not all(map(math.isfinite, seen)):
            continue
        off = values.get(turned, math.nan) - float(truth["drot_deg"])
        if not abs(off) > FACES_AWAY_DEG:
            yield PlaceError(
                board, part.refdes, str(truth["package"]), place,
                seen[0] * UM - x, seen[1] * UM - y, off,
            )  # fmt: skip
        return


def _found(
    board: str, truth: Mapping[str, Any], parts: Mapping[str, PartResult], result: BoardResult
) -> TrueDefect:
    kind, refdes = str(truth["type"]), str(truth.get("ref", ""))
    code = CODES.get(kind) or DefectCode(kind)
    verdict, said = Verdict.PASS, []
    if refdes:
        verdict = parts[refdes].verdict
        said = [defect.code.value for defect in parts[refdes].defects]
    for region in result.surface.regions if result.surface else ():
        if region.defects and _near(region.box, _box(truth)):
            verdict = Verdict.FAIL
            said += [defect.code.value for defect in region.defects]
    where = f"{refdes} {truth.get('pin', '')}".strip() or "surface"
    known = ("type", "ref", "pin", "box", "box_px", "path")
    detail = ", ".join(f"{key} {value}" for key, value in truth.items() if key not in known)
    return TrueDefect(board, code.value, where, detail, verdict, tuple(dict.fromkeys(said)))


def _box(truth: Mapping[str, Any]) -> Box:
    """Give the box of a defect: the truth has two corners."""
    x0, y0, x1, y1 = (float(v) for v in truth["box"])
    return Box(x0, y0, max(x1 - x0, 1e-6), max(y1 - y0, 1e-6))


def _near(one: Box, two: Box) -> bool:
    box = two.grown(NEAR_MM)
    return (
        one.x_mm < box.x_mm + box.width_mm
        and box.x_mm < one.x_mm + one.width_mm
        and one.y_mm < box.y_mm + box.height_mm
        and box.y_mm < one.y_mm + one.height_mm
    )


def _why(part: PartResult) -> str:
    told: Sequence[str] = [
        f"{d.code} {d.measurement.quantity} {d.measurement.pin} {d.measurement.value:.3f}"
        for d in part.defects
    ]
    return "; ".join(told) or part.reason
