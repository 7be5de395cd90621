"""One panel from its fields to its result: the only place where all of vision and checks meet.

Pure but for the models that are passed in: the same fields give the same result on a station, in a
batch, on any number of workers. Every part that the recipe asks for stands in the result exactly
once; what was not measured, for whatever reason, is NOT_INSPECTED and says why.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from inspector import __version__
from inspector.domain.arrival import Arrival, Never, StopToken
from inspector.domain.code import CodeResult
from inspector.domain.errors import CalibrationError, RegistrationError
from inspector.domain.geometry import Affine
from inspector.domain.image import Capture, Field
from inspector.domain.judging import (
    UNCLEAR_MARK,
    Part,
    asked_parts,
    judge_surface,
    panel_not_inspected,
    panel_of,
    panel_with_codes,
    with_codes,
)
from inspector.domain.recipe import Recipe
from inspector.domain.result import (
    BoardResult,
    PanelResult,
    SurfaceResult,
    Timing,
    Verdict,
)
from inspector.domain.station import Calibration
from inspector.inspection.codes import told_of, wanted_codes
from inspector.inspection.fields import Job, Panel, SeenPart, damage_of, in_parallel
from inspector.inspection.surface import Plan, Ready, gathered, plan_of
from inspector.inspection.surface import refusal_of as surface_refusal
from inspector.neural.model import Models
from inspector.vision.bad_mark import MarkState, fields_of_marks
from inspector.vision.commanded import brought, commanded_origin, field_brought
from inspector.vision.cut import assign_parts
from inspector.vision.pose import Registration
from inspector.vision.registration import fiducial_fields, register
from inspector.vision.surface import FieldSurface

log = logging.getLogger(__name__)

NO_MODELS, NEVER = Models(), Never()
MOST_LIGHTS_BYTES = 2**28
"""Of one panel, for pictures in other lights than the first: where most of it fails, nobody looks
at its parts one by one, and memory is to stay what it is with one light."""


@dataclass(frozen=True, slots=True, eq=False)
class Inspected:
    """A result, and pictures of its failed and not inspected parts.

    ``pictures`` by part, then by light as `pictures_by_light` orders them: ``(H, W, 3)`` RGB or
    ``(H, W)`` uint8. A part that no field shows has none.
    """

    result: PanelResult
    pictures: Mapping[Part, Mapping[str, NDArray[np.uint8]]]


def field_order(recipe: Recipe, capture: Capture, calibration: Calibration) -> tuple[int, ...]:
    """Give the fields of a capture in the order that suits inspection: fiducials first."""
    origin = commanded_origin(recipe, capture.frames, calibration)
    infos = [brought(info, origin) for info in capture.frames]
    first = fiducial_fields(recipe, infos, calibration)
    return tuple(first) + tuple(k for k in capture.field_indices if k not in first)


def inspect_panel(  # noqa: PLR0913 - what is inspected, and how; the last three have defaults
    recipe: Recipe,
    capture: Capture,
    fields: Iterable[Field],
    calibration: Calibration,
    *,
    models: Models = NO_MODELS,
    golden: Ready | None = None,
    stop: StopToken = NEVER,
    workers: int = 1,
) -> Inspected:
    """Inspect one panel while its fields arrive.

    Parameters
    ----------
    recipe, capture, calibration
        What is asked, what was taken, and with which machine.
    fields
        Each at most once, in the order of `field_order`: then no more than the fields with
        fiducials, and two a worker, are held at a time. Another order gives the same result.
    models
        The networks at hand.
    golden
        What the surface is held against, if the recipe looks at it: `surface.ready`.
    stop
        Looked at before each field; what was not inspected by then is NOT_INSPECTED.
    workers
        Threads; the result does not depend on their number, but for its times.

    Raises
    ------
    CaptureError
        If ``fields`` raises it. Whatever else goes wrong is a reason in the result.
    """
    origin = commanded_origin(recipe, capture.frames, calibration)
    capture = replace(capture, frames=tuple(brought(info, origin) for info in capture.frames))
    stream = Arrival((field_brought(one, origin) for one in fields), stop)
    refusal = _refusal(recipe, capture, calibration, models)
    if not refusal:
        try:
            registration, kept = _registered(recipe, capture, calibration, stream)
        except (RegistrationError, CalibrationError) as error:
            log.warning("%s: %s", capture.serial, error)
            refusal = stream.ended_because or str(error)
        else:
            panel = Panel(
                recipe,
                calibration,
                models,
                registration,
                {p.refdes: p for p in recipe.board.placements},
                Affine.of(*origin, 0.0),
                *surface_plan(recipe, capture, registration, calibration, golden),
                fields_of_marks(recipe.panel.sites, registration, capture.frames, calibration),
                wanted_codes(recipe, registration, capture.frames, calibration),
            )
            return _inspect_fields(panel, capture, (kept, stream), workers)
    result = panel_not_inspected(recipe, capture, refusal)
    return Inspected(_finished(result, calibration, models, stream), {})


def _refusal(recipe: Recipe, capture: Capture, calibration: Calibration, models: Models) -> str:
    """Give why nothing of the panel may be inspected, empty if it may."""
    if (capture.product, capture.side) != (recipe.product, recipe.board.side):
        return (
            f"the capture is of {capture.product!r} {capture.side}, "
            f"the recipe of {recipe.product!r} {recipe.board.side}"
        )
    if not asked_parts(recipe) and recipe.surface is None:
        return "the recipe asks for no part"
    if not capture.frames:
        return "the capture has no frame"
    if calibration.expired(capture.captured_utc):
        until = calibration.valid_until_utc.isoformat()
        return f"the calibration of {calibration.camera_name} was valid until {until}"
    used = models.used()
    for wanted in recipe.models:
        if wanted.name not in used or used[wanted.name].sha256 != wanted.sha256:
            return f"model {wanted.name} of the recipe is not here, or is another one"
    return ""


def _registered(
    recipe: Recipe, capture: Capture, calibration: Calibration, stream: Arrival
) -> tuple[Registration, tuple[Field, ...]]:
    """Take fields until all with fiducials are there; find the panel; give what was taken.

    Raises
    ------
    RegistrationError
        If the panel cannot be found, or a fiducial's field never came.
    """
    wanted = set(fiducial_fields(recipe, capture.frames, calibration))
    kept: list[Field] = []
    if wanted:
        for one in stream:
            kept.append(one)
            wanted.discard(one.index)
            if not wanted:
                break
    shown = [one for one in kept if not damage_of(recipe, calibration, one)]
    return register(recipe, shown, calibration), tuple(kept)


def surface_plan(
    recipe: Recipe,
    capture: Capture,
    registration: Registration,
    calibration: Calibration,
    golden: Ready | None,
) -> tuple[Plan | None, str]:
    """Give how the surface is looked at, or why it cannot be."""
    why = surface_refusal(recipe, golden, capture)
    if recipe.surface is None or golden is None or why:
        return None, why
    shot = recipe.surface.shot
    return plan_of(golden, shot, registration, capture.frames, calibration), ""


def _inspect_fields(
    panel: Panel, capture: Capture, fields: tuple[tuple[Field, ...], Arrival], workers: int
) -> Inspected:
    """Inspect a panel that has been found, in fields taken and still to come."""
    recipe, (kept, stream) = panel.recipe, fields
    asked = {p.refdes for p in asked_parts(recipe)}
    lies = {
        part: tuple(indices)
        for part, indices in assign_parts(
            recipe, panel.registration, capture.frames, panel.calibration
        ).items()
        if part[1] in asked and part[0] not in capture.skipped_boards
    }
    alone = {*(panel.surface.shares.fields if panel.surface else ()), *panel.marks.values()}
    alone |= {want.field for want in panel.codes}
    codes: dict[tuple[int | None, str], CodeResult] = {}
    marks: dict[int, MarkState] = {}
    seen: dict[Part, SeenPart] = {}
    surfaces: dict[int, list[FieldSurface]] = {}
    jobs = _jobs(lies, sorted(alone), chain(kept, stream))
    room = MOST_LIGHTS_BYTES
    for one in in_parallel(panel, jobs, workers):
        for part in one.parts:
            seen[part.part], room = _with_lights(part, room)
        marks.update(one.marks)
        codes.update(one.codes)
        for index, piece in one.surfaces.items():
            surfaces.setdefault(index, []).append(piece)
    because = {
        part: _why_unseen(indices, stream) for part, indices in lies.items() if part not in seen
    }
    results = {part: one.result for part, one in seen.items()}
    covered = {index for index, state in marks.items() if state is MarkState.COVERED}
    skipping = replace(capture, skipped_boards=tuple({*capture.skipped_boards, *covered}))
    result = panel_of(
        recipe, skipping, results, because=because, surfaces=_surfaces(panel, surfaces)
    )
    middle = recipe.board.extent.center_mm
    told = told_of(panel.codes, codes, capture.serial)
    boards = tuple(
        b if b.skipped else with_codes(_placed(b, panel, middle), told.get(b.index, ()))
        for b in result.boards
    )
    boards = tuple(_by_mark(b, marks, panel.marks) for b in boards)
    golden = panel.surface.ready.sha256 if panel.surface else ""
    result = replace(result, boards=boards, golden_sha256=golden)
    result = panel_with_codes(result, told.get(None, ()))
    pictures = {
        part: one.pictures
        for part, one in sorted(seen.items())
        if part[0] not in covered and one.pictures
    }
    return Inspected(_finished(result, panel.calibration, panel.models, stream), pictures)


def _with_lights(one: SeenPart, room: int) -> tuple[SeenPart, int]:
    """Give a part with all its lights if there is room for them, bytes, and what room is left."""
    first, *others = one.pictures or ("",)
    size = sum(one.pictures[name].nbytes for name in others)
    if size <= room:
        return one, room - size
    return replace(one, pictures={first: one.pictures[first]}), room


def _by_mark(
    board: BoardResult, marks: Mapping[int, MarkState], fields: Mapping[int, int]
) -> BoardResult:
    """Give a board with what its bad mark says; one that does not say it clearly is no pass."""
    state = marks.get(board.index, MarkState.UNCLEAR)
    if board.index not in fields or state is MarkState.BARE:
        return board
    if state is MarkState.COVERED:
        return replace(board, reason="its bad mark is covered")
    if board.verdict is None:
        return board
    told = "; ".join(filter(None, (board.reason, UNCLEAR_MARK)))
    return replace(board, verdict=max(board.verdict, Verdict.NOT_INSPECTED), reason=told)


def _surfaces(
    panel: Panel, pieces: Mapping[int, list[FieldSurface]]
) -> Mapping[int, SurfaceResult]:
    """Give the result of each board's surface; without a golden board, why there is none."""
    recipe = panel.recipe
    if recipe.surface is None:
        return {}
    if panel.surface is None:
        silent = judge_surface(recipe.surface, (), 0.0, panel.no_surface)
        return {site.index: silent for site in recipe.panel.sites}
    return gathered(recipe, panel.surface, pieces)


def _placed(board: BoardResult, panel: Panel, middle_mm: tuple[float, float]) -> BoardResult:
    """Give the board with its pose in machine mm, and what a person should know of that."""
    pose = panel.registration.pose(board.index, middle_mm)
    pose = replace(pose, transform=pose.transform.then(panel.commanded))
    told = "; ".join(filter(None, (board.reason, *panel.registration.notes)))
    return replace(board, pose=pose, reason=told)


def _why_unseen(indices: Sequence[int], stream: Arrival) -> str:
    if not indices:
        return "no field shows it"
    missing = ", ".join(str(k) for k in indices if k not in stream.arrived)
    return stream.ended_because or f"field {missing} did not arrive"


def _jobs(
    lies: Mapping[Part, tuple[int, ...]], alone: Sequence[int], fields: Iterable[Field]
) -> Iterator[Job]:
    """Give work as soon as its fields are there; a field is let go when nothing needs it."""
    by_fields: dict[tuple[int, ...], list[Part]] = {(index,): [] for index in alone}
    for part in sorted(lies):
        if lies[part]:
            by_fields.setdefault(lies[part], []).append(part)
    held: dict[int, Field] = {}
    for one in fields:
        held[one.index] = one
        for indices in [key for key in by_fields if all(k in held for k in key)]:
            single = len(indices) == 1 and indices[0] in alone
            yield Job(tuple(by_fields.pop(indices)), tuple(held[k] for k in indices), single)
        needed = {k for key in by_fields for k in key}
        held = {k: kept for k, kept in held.items() if k in needed}


def _finished(
    result: PanelResult, calibration: Calibration, models: Models, stream: Arrival
) -> PanelResult:
    """Fill in with what it was inspected, and how long it took."""
    now = time.perf_counter()
    return replace(
        result,
        calibration_sha256=calibration.sha256,
        software=__version__,
        models=models.used(),
        timing=Timing(now - stream.first_s, now - stream.last_s),
        acquisition=stream.acquisition,
    )
