"""The golden board of a recipe, learned from captures of good boards."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from inspector.domain.errors import GoldenError
from inspector.domain.golden import Golden
from inspector.domain.image import Capture, Field
from inspector.domain.recipe import Recipe
from inspector.domain.result import RegionResult, SurfaceResult, Verdict
from inspector.domain.station import Calibration
from inspector.inspection.surface import (
    Ready,
    asked_of,
    raster_of,
    ready,
    regions_in,
)
from inspector.vision.commanded import brought, commanded_origin, field_brought
from inspector.vision.golden_align import corners_in, lay
from inspector.vision.golden_learn import Sample, learn
from inspector.vision.registration import placed_by_golden, refine_field, register
from inspector.vision.surface import STEP, Window, compare, sample, window_of
from inspector.vision.surface_area import shares_of

log = logging.getLogger(__name__)

TELLS_WHO = 3
"""Boards from which on it shows which of them disagrees."""
NAMED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Good:
    """A capture of a panel that is held to be good, with all its fields."""

    capture: Capture
    fields: tuple[Field, ...]
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A board that differs from what the others agree on, beyond the recipe's limits."""

    label: str
    regions: tuple[RegionResult, ...]

    @override
    def __str__(self) -> str:
        places = [
            f"{r.measurements[0].value:.3g} mm2 at ({x:.2f}, {y:.2f}) mm"
            for r in self.regions[:NAMED]
            for x, y in (r.box.center_mm,)
        ]
        more = len(self.regions) - NAMED
        return f"{self.label}: {', '.join(places)}" + (f" and {more} more" if more > 0 else "")


def learn_golden(
    recipe: Recipe, goods: Iterable[Good], *, leave_out: bool = False
) -> tuple[Golden, tuple[Disagreement, ...]]:
    """Learn the golden board of a recipe from good boards; every board of a panel is one.

    Parameters
    ----------
    goods
        One at least. From three boards on one that is not good is found by its disagreement with
        the others.
    leave_out
        Whether to learn from the others then; else it is refused. Where most of them differ from
        each other none is the bad one: that is how much good boards vary, and it is learned.

    Returns
    -------
    golden, disagreements
        The latter are the boards that were left out.

    Raises
    ------
    GoldenError
        If the recipe does not look at the surface, there is no board, a board cannot be found or
        was taken in other colours, or boards disagree.
    RegistrationError, CalibrationError
        If a panel cannot be found.
    """
    program, check = asked_of(recipe)
    raster, shot = raster_of(recipe, check), program.shot
    samples: list[Sample] = []
    for good in goods:
        first = samples[0] if samples else None
        samples += samples_of(recipe, good, first)
    if not samples:
        raise GoldenError(recipe.product, "golden", "no board was given", "name a good capture")
    if len({one.codes.shape for one in samples}) != 1:
        cause = "some boards were taken in colour, some in grey"
        raise GoldenError(recipe.product, "golden", cause, "name captures of one camera")
    golden = learn(samples, raster, shot)
    found = disagreements(recipe, golden, samples)
    if not found:
        return golden, ()
    told = "; ".join(map(str, found))
    if len(found) > len(samples) / 2 and len(samples) >= TELLS_WHO:
        log.warning("%s: most boards differ, that is their spread: %s", recipe.product, told)
        return learn(samples, raster, shot, all_good=True), ()
    if len(samples) < TELLS_WHO:
        cause = f"the two boards disagree: {told}"
        raise GoldenError(recipe.product, "golden", cause, "name a third: it shows which is good")
    if not leave_out:
        cause = f"disagrees with the other boards: {told}"
        raise GoldenError(recipe.product, "golden", cause, "leave it out: --leave-out")
    bad = {one.label for one in found}
    kept = [one for one in samples if one.label not in bad]
    return learn(kept, raster, shot), found


def samples_of(recipe: Recipe, good: Good, first: Sample | None = None) -> Iterator[Sample]:
    """Give every board of a good panel on the raster of the golden board.

    Parameters
    ----------
    first
        The board onto which the others are laid where nothing but the golden board tells their
        place; None for the first one itself.

    Raises
    ------
    GoldenError
        If no field shows a board in the light of the surface.
    RegistrationError, CalibrationError
        If the panel cannot be found.
    """
    program, check = asked_of(recipe)
    raster, shot, calibration = raster_of(recipe, check), program.shot, good.calibration
    origin = commanded_origin(recipe, good.capture.frames, calibration)
    infos = [brought(info, origin) for info in good.capture.frames]
    fields = [field_brought(one, origin) for one in good.fields]
    registration = register(recipe, fields, calibration)
    shares = shares_of(registration, infos, calibration, raster)
    poses = [(one, refine_field(one, registration, recipe, calibration)) for one in fields]
    for index in registration.fits:
        if index in good.capture.skipped_boards:
            continue
        codes, seen = None, np.zeros(raster.shape, np.bool_)
        for one, pose in poses:
            frame, to_local = one.frame(shot), pose.to_local[index]
            window = window_of(raster, calibration, to_local)
            if frame is None or window is None:
                continue
            some, shown = sample(frame, calibration, to_local, raster, window)
            if first is not None and placed_by_golden(recipe):
                shifts = lay(corners_in(first.codes, first.seen).within(window), some, STEP).shifts
                some, shown = sample(frame, calibration, to_local, raster, window, shifts)
            mine = shown & shares.of(index, one.index, window)
            if codes is None:
                codes = np.zeros((*raster.shape, some.shape[2]), np.uint8)
            codes[window.of][mine] = some[mine]
            seen[window.of] |= mine
        label = f"{good.capture.serial} board {index}"
        if codes is None or not seen.any():
            cause = f"no field shows {label} in {shot} light"
            raise GoldenError(good.capture.serial, "golden", cause, "name another capture")
        yield Sample(label, codes, seen)


def disagreements(
    recipe: Recipe, golden: Golden, samples: Sequence[Sample]
) -> tuple[Disagreement, ...]:
    """Give the boards that the recipe's limits would fail against their own golden board."""
    if len(samples) < 2:  # noqa: PLR2004 - one board cannot disagree
        return ()
    made = ready(recipe, golden)
    found = []
    for one in samples:
        result = _held_against(recipe, made, one)
        if result.verdict is Verdict.FAIL:
            bad = tuple(region for region in result.regions if region.defects)
            found.append(Disagreement(one.label, bad))
    return tuple(found)


def _held_against(recipe: Recipe, made: Ready, one: Sample) -> SurfaceResult:
    envelope = next(iter(made.envelopes.values()))
    rows, cols = envelope.raster.shape
    whole = Window(0, 0, rows, cols)
    piece = compare(envelope, one.codes, one.seen, whole)
    return regions_in(recipe, made, envelope, [piece])
