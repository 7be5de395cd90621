"""One field: its parts cut out, measured and judged, and its share of the boards' surface.

The border to any check stands here.
"""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from inspector.checks.likeness import LikenessCheck
from inspector.domain.board import Placement
from inspector.domain.code import CodeResult
from inspector.domain.errors import CalibrationError, RegistrationError
from inspector.domain.geometry import Affine
from inspector.domain.image import Field
from inspector.domain.judging import Part, judge_part
from inspector.domain.recipe import Answers, Crop, NeedsModel, Recipe
from inspector.domain.result import PartResult, Verdict
from inspector.domain.station import Calibration
from inspector.domain.view import View
from inspector.inspection.codes import WantedCode, read_wanted
from inspector.inspection.surface import Plan, field_surface, golden_part
from inspector.neural.model import Models
from inspector.vision.bad_mark import MarkState, mark_state
from inspector.vision.cut import absent_shots, cut_view, hidden_share
from inspector.vision.eye import pictures_by_light
from inspector.vision.pose import FieldPose, Registration
from inspector.vision.registration import refine_field
from inspector.vision.surface import FieldSurface

log = logging.getLogger(__name__)

AT_ZERO = Affine()
"""Of a panel whose origin is the machine's."""
MOST_HIDDEN = 0.005
"""Share of a part that may be unseen: the rim that a field's refinement moves over its border."""
AHEAD = 2
"""Fields in work or waiting, per worker."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenPart:
    """A part after its field: its result, and its pictures by light unless it passed."""

    part: Part
    result: PartResult
    pictures: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class SeenField:
    """What came of a job: its parts, and by board what a field shows of surface and bad mark.

    ``codes`` by board (None: the panel) and name.
    """

    parts: tuple[SeenPart, ...]
    surfaces: Mapping[int, FieldSurface] = field(default_factory=dict)
    marks: Mapping[int, MarkState] = field(default_factory=dict)
    codes: Mapping[tuple[int | None, str], CodeResult] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class CutPart:
    """A part cut out, with the crops its checks want to ask models about."""

    part: Part
    view: View
    crops: tuple[Crop, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Parts that lie in the same field, or the same fields if they are larger than one.

    ``alone``: whether it is the one job of its field: then that field's share of the surface, the
    bad marks and the codes in it are looked at too.
    """

    parts: tuple[Part, ...]
    fields: tuple[Field, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """What is the same for all fields of a panel.

    ``commanded`` takes what is measured from the panel's expected origin to machine mm.
    ``no_surface`` says why the surface cannot be looked at. ``marks`` tells by board the field of
    its bad mark, ``codes`` what is to be read where.
    """

    recipe: Recipe
    calibration: Calibration
    models: Models
    registration: Registration
    placements: Mapping[str, Placement]
    commanded: Affine = AT_ZERO
    surface: Plan | None = None
    no_surface: str = ""
    marks: Mapping[int, int] = field(default_factory=dict)
    codes: tuple[WantedCode, ...] = ()


def damage_of(recipe: Recipe, calibration: Calibration, one: Field) -> str:
    """Give why a field cannot be inspected, empty if it can."""
    reasons = list(absent_shots(recipe, one))
    shape = (calibration.camera.rows, calibration.camera.cols)
    for frame in one.frames:
        if frame.info.shot in recipe.shots and frame.pixels.shape[:2] != shape:
            seen = "x".join(map(str, frame.pixels.shape[:2]))
            reasons.append(f"field {one.index} is {seen}, calibrated is {shape[0]}x{shape[1]}")
            break
    return "; ".join(reasons)


def in_parallel(panel: Panel, jobs: Iterable[Job], workers: int) -> Iterator[SeenField]:
    """Run jobs on threads, a bounded number at a time, and give results in their order."""
    pending: deque[Future[SeenField]] = deque()
    with ThreadPoolExecutor(max(1, workers), "inspect") as pool:
        try:
            for job in jobs:
                pending.append(pool.submit(inspect_field, panel, job))
                while len(pending) >= AHEAD * max(1, workers):
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def inspect_field(panel: Panel, job: Job) -> SeenField:
    """Inspect all parts of one field, or of the few that a larger part needs, and its surface.

    Crops of all parts are asked about in one batch a model; a model that fails or is late answers
    NaN, and what hangs on it is NOT_INSPECTED. What a damaged field was to show of the surface
    stays unseen.
    """
    damage = "; ".join(
        filter(None, (damage_of(panel.recipe, panel.calibration, one) for one in job.fields))
    )
    if damage:
        return _unseen_field(panel, job, damage)
    try:
        posed = tuple(
            (one, refine_field(one, panel.registration, panel.recipe, panel.calibration))
            for one in job.fields
        )
    except (RegistrationError, CalibrationError) as error:
        return _unseen_field(panel, job, str(error))
    cuts = [cut_part(panel, part, posed) for part in job.parts]
    asked = {cut.part: cut.crops for cut in cuts if isinstance(cut, CutPart)}
    answers = panel.models.answer(asked)  # the only impure step: here, or on an edge node
    parts = tuple(
        inspect_part(panel, cut, answers[cut.part]) if isinstance(cut, CutPart) else cut
        for cut in cuts
    )
    if not job.alone:
        return SeenField(parts)
    one, pose = posed[0]
    marks = {
        site.index: mark_state(one, panel.calibration, pose.to_local[site.index], site)
        for site in panel.recipe.panel.sites
        if panel.marks.get(site.index) == one.index
    }
    codes = {
        (want.board, want.code.name): read_wanted(want, panel.recipe, one, pose, panel.calibration)
        for want in _codes_in(panel, one)
    }
    surface = panel.surface
    shown = field_surface(surface, one, pose, panel.calibration) if surface else {}
    return SeenField(parts, shown, marks, codes)


def _codes_in(panel: Panel, one: Field) -> Iterator[WantedCode]:
    return (want for want in panel.codes if want.field == one.index)


def _unseen_field(panel: Panel, job: Job, reason: str) -> SeenField:
    """Give what comes of a job that cannot be done: parts and codes, each with the reason."""
    codes = {
        (want.board, want.code.name): CodeResult(want.code.name, None, reason=reason)
        for one in job.fields
        if job.alone
        for want in _codes_in(panel, one)
    }
    return SeenField(tuple(_unseen(part, reason) for part in job.parts), codes=codes)


def _unseen(part: Part, reason: str) -> SeenPart:
    return SeenPart(part, PartResult(part[1], Verdict.NOT_INSPECTED, reason=reason))


def cut_part(
    panel: Panel, part: Part, posed: Sequence[tuple[Field, FieldPose]]
) -> CutPart | SeenPart:
    """Cut a part out of its field and gather its crops; it never stops the board."""
    index, refdes = part
    try:
        placement = panel.placements[refdes]
        view = cut_view(panel.recipe, placement, index, posed, panel.calibration)
        hidden = hidden_share(view)
        if hidden > MOST_HIDDEN:
            return _unseen(part, f"{hidden:.0%} of it is shown by no field, or by two that differ")
        program = panel.recipe.program_of(placement)
        if panel.surface and any(isinstance(check, LikenessCheck) for check in program.checks):
            view = replace(view, golden=golden_part(panel.surface, view))
        askers = [check for check in program.checks if isinstance(check, NeedsModel)]
        return CutPart(part, view, tuple(crop for check in askers for crop in check.crops(view)))
    except Exception as error:  # the border to any check, ours or a customer's
        log.exception("%s could not be cut out", refdes)
        return _unseen(part, f"it could not be cut out: {error!r}")


def inspect_part(panel: Panel, cut: CutPart, answers: Answers) -> SeenPart:
    """Run the program of the part's package on its view; it never stops the board."""
    refdes = cut.part[1]
    try:
        program = panel.recipe.program_of(cut.view.placement)
        measured = [m for check in program.checks for m in check.measure(cut.view, answers)]
        result = judge_part(panel.recipe, cut.view.placement, measured)
    except Exception as error:  # the border to any check, ours or a customer's
        log.exception("%s could not be inspected", refdes)
        result = PartResult(refdes, Verdict.NOT_INSPECTED, reason=f"a check failed: {error!r}")
    if result.verdict is Verdict.PASS:
        return SeenPart(cut.part, result)
    return SeenPart(cut.part, result, pictures_by_light(cut.view, panel.recipe.shots))
