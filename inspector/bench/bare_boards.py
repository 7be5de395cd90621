"""Bare boards for real: pairs of a template and a tested board (DeepPCB), through golden and batch.

Each template gets a recipe of its own, teaches its golden board, and its tested board is inspected
as any capture is. Found regions are held against labelled boxes by intersection over union.
"""

import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from inspector.batch import inspect_capture, read_asked
from inspector.checks.surface import COPPER, Look, Surface, area_of
from inspector.domain.board import Board, Panel
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.image import Pixels, Shot
from inspector.domain.recipe import (
    IpcClass,
    LimitRule,
    ProcessStage,
    Recipe,
    RegistrationKind,
    SurfaceProgram,
)
from inspector.domain.result import DefectCode, PanelResult
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import fields_of, read_capture
from inspector.formats.golden import write_golden
from inspector.formats.picture import PHOTOGRAPHS, decode, encode, size_of
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.inspection.golden import Good, learn_golden

PX_PER_MM = 48.0
"""Of the scans, as their README.txt states."""
KINDS = (
    DefectCode.TRACK_OPEN,
    DefectCode.SHORT,
    DefectCode.MOUSE_BITE,
    DefectCode.SPUR,
    DefectCode.SPURIOUS_COPPER,
    DefectCode.PIN_HOLE,
)
"""Types 1 to 6 of the labels."""
TUNED = ("group00041", "group13000", "group20085")
"""Groups that the limits below were tuned on; figures that count are of the others."""
OVERLAP = 0.33
"""Intersection over union above which a region is the labelled one: the authors' own figure."""
LABEL_MARGIN_MM = 0.19
"""The labels' boxes stand off what they show by this much on each side (median of the tuning
groups); regions are what differs, without a margin."""
SURFACE = Surface(
    look=Look.DARK_COPPER,
    mm_per_px=1.0 / PX_PER_MM,
    edge_tolerance_mm=2.5 / PX_PER_MM,
    level_floor=0.25,
    joining_mm=6.0 / PX_PER_MM,
    least_mm2=6.0 / PX_PER_MM**2,
    clearance_mm=0.0,
    most_deviating=0.5,
)
"""Edges of two scans lie apart by up to 2.5 px; 0.25 of full scale tells black from white."""

Corners = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """One pair: labelled kinds that were found (with what they were called), missed, and false."""

    group: str
    name: str
    matched: tuple[tuple[DefectCode, DefectCode], ...]
    missed: tuple[DefectCode, ...]
    false: tuple[DefectCode, ...]
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Score:
    """Class-free counts of some pairs."""

    pairs: int
    found: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was found, how much is labelled."""
        return _share(self.found, self.found + self.false)

    @property
    def recall(self) -> float:
        """Of what is labelled, how much was found."""
        return _share(self.found, self.found + self.missed)

    @property
    def f_score(self) -> float:
        """Harmonic mean of both."""
        return _share(2 * self.found, 2 * self.found + self.false + self.missed)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


@dataclass(frozen=True, slots=True)
class BareBoardReport:
    """All pairs of a folder; ``not_inspected`` pairs count as missed with all that is on them."""

    outcomes: tuple[PairOutcome, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Board groups, in order."""
        return tuple(dict.fromkeys(one.group for one in self.outcomes))

    @property
    def not_inspected(self) -> tuple[PairOutcome, ...]:
        """Pairs whose surface could not be held against its template."""
        return tuple(one for one in self.outcomes if one.reason)

    def score(self, groups: Sequence[str] = ()) -> Score:
        """Give the counts of some groups; none named: of all."""
        some = [one for one in self.outcomes if not groups or one.group in groups]
        return Score(
            len(some),
            sum(len(one.matched) for one in some),
            sum(len(one.false) for one in some),
            sum(len(one.missed) for one in some),
        )

    def confusion(self) -> dict[DefectCode, dict[DefectCode, int]]:
        """Give how often each labelled kind was called what, of those found."""
        table = {one: dict.fromkeys(KINDS, 0) for one in KINDS}
        for outcome in self.outcomes:
            for labelled, called in outcome.matched:
                table[labelled][called] += 1
        return table

    def to_data(self) -> dict[str, Any]:
        """Give all figures as plain data."""
        rows = {name: self.score((name,)) for name in self.groups} | {"all": self.score()}
        return {
            "overlap": OVERLAP,
            "groups": {
                name: {
                    "pairs": score.pairs,
                    "found": score.found,
                    "false": score.false,
                    "missed": score.missed,
                    "precision": score.precision,
                    "recall": score.recall,
                    "f": score.f_score,
                }
                for name, score in rows.items()
            },
            "confusion": self.confusion(),
            "not_inspected": {one.name: one.reason for one in self.not_inspected},
            "seconds": sum(one.seconds for one in self.outcomes),
        }


def measure_bare_boards(
    folder: Path, progress: Callable[[int, int], None] | None = None
) -> BareBoardReport:
    """Inspect every pair ``NAME_temp.jpg``, ``NAME_test.jpg``, ``NAME.txt`` below a folder.

    Raises
    ------
    InspectorError
        If there is no pair, a pair is not whole, or a label is none.
    """
    pairs = sorted(folder.rglob("*_temp.jpg"))
    if not pairs:
        raise InspectorError(
            f"{folder}: no NAME_temp.jpg lies below it; name the folder of DeepPCB"
        )
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="inspector-bare-") as scratch:
        for done, template in enumerate(pairs, 1):
            parts = template.relative_to(folder).parts
            group = parts[0] if len(parts) > 1 else folder.resolve().name
            outcomes.append(_pair(group, template, Path(scratch) / template.stem))
            if progress:
                progress(done, len(pairs))
    return BareBoardReport(tuple(outcomes))


def bare_recipe(product: str, shape: tuple[int, int]) -> Recipe:
    """Give the recipe of a bare board that one picture of ``shape`` (rows, cols) shows whole."""
    rows, cols = shape
    wide, high = cols / PX_PER_MM, rows / PX_PER_MM
    outline = ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
    limits = tuple(LimitRule(area_of(code), code, high=0.0) for code in COPPER)
    return Recipe(
        product=product,
        revision="A",
        process_stage=ProcessStage.PRE_REFLOW,
        ipc_class=IpcClass.CLASS_3,
        registration=RegistrationKind.CONTENT,
        shots=(Shot("white"),),
        panel=Panel(),
        board=Board(outline, (), (), {}),
        programs={},
        mm_per_px=1.0 / PX_PER_MM,
        # a pair shows two cuts of a board that do not quite cover each other
        surface=SurfaceProgram(SURFACE, limits, "white", most_uninspected_mm2=0.1 * wide * high),
    )


def _pair(group: str, template: Path, scratch: Path) -> PairOutcome:
    name = template.name.removesuffix("_temp.jpg")
    tested, labels = (template.with_name(name + end) for end in ("_test.jpg", ".txt"))
    if not labels.is_file():  # the authors keep them in a folder beside
        labels = template.parent.parent / f"{template.parent.name}_not" / labels.name
    for file in (tested, labels):
        if not file.is_file():
            raise InspectorError(f"{file}: is not there; each template needs its tested board")
    shape = size_of(template, PHOTOGRAPHS)
    folders = {kind: scratch / kind for kind in ("recipe", "good", "tested")}
    write_recipe(bare_recipe(name, shape), folders["recipe"])
    for kind, file in (("good", template), ("tested", tested)):
        folders[kind].mkdir()
        (folders[kind] / f"{file.stem}.png").write_bytes(encode(_gray(file), "png"))
    recipe = read_recipe(folders["recipe"])
    golden, _ = learn_golden(recipe, [_good(recipe, folders["good"])])
    write_golden(golden, recipe.product, folders["recipe"])
    asked = read_asked(folders["recipe"])
    started = time.perf_counter()
    result = inspect_capture(asked, folders["tested"]).result
    seconds = time.perf_counter() - started
    return _matched(group, name, result, (labels, shape), seconds)


def _gray(file: Path) -> Pixels:
    """Give a scan as grey: some files of the set hold one and the same grey three times."""
    pixels = decode(file, PHOTOGRAPHS)
    gray = pixels[..., 1] if pixels.ndim > 2 else pixels  # noqa: PLR2004 - rows, cols
    return np.asarray(gray, np.uint8).copy()


def _good(recipe: Recipe, folder: Path) -> Good:
    capture = read_capture(folder, recipe)
    fields = tuple(fields_of(capture, folder, capture.field_indices))
    return Good(capture, fields, calibration_for(capture, folder))


def _matched(
    group: str,
    name: str,
    result: PanelResult,
    truth: tuple[Path, tuple[int, int]],
    seconds: float,
) -> PairOutcome:
    labels, shape = truth
    labelled = list(_labelled(labels))
    surface = result.boards[0].surface
    found = [] if surface is None else [
        (_pixels(region.box.grown(LABEL_MARGIN_MM), shape), region.defects[0].code)
        for region in surface.regions
        if region.defects
    ]  # fmt: skip
    matched, false = [], []
    for box, code in found:  # largest first
        best = max(labelled, key=lambda one: _overlap(box, one[0]), default=None)
        if best is not None and _overlap(box, best[0]) > OVERLAP:
            labelled.remove(best)
            matched.append((best[1], code))
        else:
            false.append(code)
    reason = "" if surface is None else surface.reason
    missed = tuple(code for _, code in labelled)
    return PairOutcome(group, name, tuple(matched), missed, tuple(false), reason, seconds)


def _labelled(file: Path) -> Iterator[tuple[Corners, DefectCode]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                left, top, right, bottom, kind = (int(v) for v in line.replace(",", " ").split())
                code = dict(enumerate(KINDS, 1))[kind]
            except (ValueError, KeyError) as error:
                told = f"{line!r} is not left, top, right, bottom and a kind of 1 to {len(KINDS)}"
                raise InspectorError(f"{file} line {number}: {told}") from error
            yield (left, top, right, bottom), code


def _pixels(box: Box, shape: tuple[int, int]) -> Corners:
    left, bottom = box.x_mm * PX_PER_MM, shape[0] - box.y_mm * PX_PER_MM
    return left, bottom - box.height_mm * PX_PER_MM, left + box.width_mm * PX_PER_MM, bottom


def _overlap(one: Corners, two: Corners) -> float:
    """Give intersection over union."""
    wide = min(one[2], two[2]) - max(one[0], two[0])
    high = min(one[3], two[3]) - max(one[1], two[1])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one, two))
    return wide * high / (areas - wide * high)
