"""The surface of the boards of a panel: prepared once, looked at field by field, gathered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.checks.surface import Surface
from inspector.domain.board import BoardSite
from inspector.domain.errors import GoldenError, RegistrationError
from inspector.domain.golden import Golden
from inspector.domain.image import Capture, Field, FrameInfo
from inspector.domain.judging import judge_surface
from inspector.domain.recipe import Recipe, SurfaceProgram
from inspector.domain.result import RegionResult, SurfaceResult
from inspector.domain.station import Calibration
from inspector.domain.view import GoldenPart, View
from inspector.vision.artwork import Looks, looks_of
from inspector.vision.copper import copper_of
from inspector.vision.golden_align import Corners, corners_of, lay
from inspector.vision.likeness import golden_view, picture_for
from inspector.vision.pose import FieldPose, Registration
from inspector.vision.regions import Region, regions_of
from inspector.vision.registration import placed_by_golden
from inspector.vision.surface import (
    STEP,
    Envelope,
    FieldSurface,
    Raster,
    compare,
    envelope_of,
    sample,
    window_of,
)
from inspector.vision.surface_area import Shares, beside_of, shares_of, wanted_of

NO_PLACES, NO_AMOUNTS = np.empty((0, 2), np.int32), np.empty(0, np.int16)
NO_CODES = np.empty((0, 1), np.uint8)
COLOURS = {1: "grey", 3: "colour"}
MOST_REGIONS = 1000
"""Largest first; a board with more is not this board, and says so."""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A golden board ready for a recipe: made once, used for every panel.

    ``corners`` is by what pictures are laid onto it, where nothing else tells their place;
    ``copper`` where it has bare copper, if that is what is seen; else ``looks`` are those of its
    mask and print.
    """

    check: Surface
    envelopes: Mapping[int, Envelope]
    corners: Corners | None = None
    copper: NDArray[np.bool_] | None = None
    sha256: str = ""
    looks: Looks | None = None

    @property
    def raster(self) -> Raster:
        """Of one board; all boards have the same."""
        return next(iter(self.envelopes.values())).raster


def raster_of(recipe: Recipe, check: Surface) -> Raster:
    """Give the raster of one board of a recipe."""
    return Raster(recipe.board.extent, check.mm_per_px)


def asked_of(recipe: Recipe) -> tuple[SurfaceProgram, Surface]:
    """Give what a recipe asks of the surface, and its check.

    Raises
    ------
    GoldenError
        If the recipe does not look at the surface.
    """
    program = recipe.surface
    if program is None or not isinstance(program.check, Surface):
        raise GoldenError(
            recipe.product, "surface", "the recipe has none", "add [surface] to recipe.toml"
        )
    return program, program.check


def ready(recipe: Recipe, golden: Golden) -> Ready:
    """Make a golden board ready for a recipe.

    Raises
    ------
    GoldenError
        If it is not of this recipe: another shot, raster or size.
    """
    program, check = asked_of(recipe)
    raster = raster_of(recipe, check)
    mend = "learn it again: inspector golden"
    if golden.shot != program.shot:
        cause = f"is of shot {golden.shot}, the recipe looks at {program.shot}"
        raise GoldenError(recipe.product, "golden", cause, mend)
    if golden.mean.shape[:2] != raster.shape or golden.box != raster.box:
        rows, cols = golden.mean.shape[:2]
        cause = f"is of {rows} x {cols} px, the board of the recipe of " + " x ".join(
            map(str, raster.shape)
        )
        raise GoldenError(recipe.product, "golden", cause + " px", mend)
    # sites differ by their bad mark alone: those of equal ones share what takes 20 MB and more each
    sites = {site.bad_mark: site for site in recipe.panel.sites}
    of_mark = {mark: _envelope(recipe, site, golden, check) for mark, site in sites.items()}
    envelopes = {site.index: of_mark[site.bad_mark] for site in recipe.panel.sites}
    bright = check.bright_copper
    copper = None if bright is None else copper_of(golden, bright=bright)
    corners = corners_of(golden) if placed_by_golden(recipe) else None
    first = next(iter(envelopes.values()))
    looks = looks_of(golden, first.wanted) if bright is None else None
    return Ready(check, envelopes, corners, copper, golden.sha256, looks)


def _envelope(recipe: Recipe, site: BoardSite, golden: Golden, check: Surface) -> Envelope:
    raster = raster_of(recipe, check)
    wanted = wanted_of(recipe.board, site, raster, check.clearance_mm)
    beside = None
    if check.bright_copper is None and check.beside_mm < check.clearance_mm:
        beside = beside_of(recipe.board, site, raster, check.clearance_mm, check.beside_mm)
    return envelope_of(golden, wanted, check.tolerance, beside)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How the surface of one panel is looked at."""

    ready: Ready
    shot: str
    shares: Shares


def plan_of(
    ready_made: Ready,
    shot: str,
    registration: Registration,
    infos: Iterable[FrameInfo],
    calibration: Calibration,
) -> Plan:
    """Share the surface of a panel among its fields."""
    shares = shares_of(registration, tuple(infos), calibration, ready_made.raster)
    return Plan(ready_made, shot, shares)


def refusal_of(recipe: Recipe, ready_made: Ready | None, capture: Capture) -> str:
    """Give why the surface of a panel cannot be looked at, empty if it can."""
    if recipe.surface is None:
        return ""
    if ready_made is None:
        return "there is no golden board; learn one: inspector golden"
    shot = recipe.surface.shot
    info = next((one for one in capture.frames if one.shot.name == shot), None)
    if info is None:
        return f"the capture has no {shot} shot"
    envelope = next(iter(ready_made.envelopes.values()))
    channels = envelope.golden.mean.shape[2]
    taken = 3 if info.pixel_format.is_color else 1
    if taken != channels:
        return f"the frames are {COLOURS[taken]}, the golden board {COLOURS[channels]}"
    return ""


def golden_part(plan: Plan, view: View) -> GoldenPart | None:
    """Give the golden board's picture of a part beside its view, None where there is none."""
    golden = plan.ready.envelopes[view.board_index].golden
    picture = picture_for(view, plan.shot, golden.mm_per_px)
    if picture is None:
        return None
    codes = golden_view(golden, view.placement.pose, view)
    return GoldenPart(codes, picture, golden.mm_per_px)


def field_surface(
    plan: Plan, one: Field, pose: FieldPose, calibration: Calibration
) -> dict[int, FieldSurface]:
    """Give what a field shows of each board's surface that it answers for."""
    frame = one.frame(plan.shot)
    if frame is None:
        return {}
    found = {}
    for index, envelope in plan.ready.envelopes.items():
        to_local = pose.to_local.get(index)
        if to_local is None or not (plan.shares.owners[index] == one.index).any():
            continue
        window = window_of(envelope.raster, calibration, to_local)
        if window is None:
            continue
        shifts = None
        if plan.ready.corners is not None:
            codes, _ = sample(frame, calibration, to_local, envelope.raster, window)
            try:
                shifts = lay(plan.ready.corners.within(window), codes, STEP).shifts
            except RegistrationError as error:
                found[index] = FieldSurface(NO_PLACES, NO_AMOUNTS, NO_CODES, 0, 0, str(error))
                continue
        codes, seen = sample(frame, calibration, to_local, envelope.raster, window, shifts)
        looked = seen & plan.shares.of(index, one.index, window)
        found[index] = compare(envelope, codes, looked, window)
    return found


def gathered(
    recipe: Recipe, plan: Plan, pieces: Mapping[int, list[FieldSurface]]
) -> dict[int, SurfaceResult]:
    """Give the result of every board's surface, from what its fields have shown."""
    return {
        index: regions_in(recipe, plan.ready, envelope, pieces.get(index, []))
        for index, envelope in plan.ready.envelopes.items()
    }


def regions_in(
    recipe: Recipe, made: Ready, envelope: Envelope, pieces: Sequence[FieldSurface]
) -> SurfaceResult:
    """Give the result of one board's surface, from what its fields have shown.

    Raises
    ------
    GoldenError
        If the recipe does not look at the surface.
    """
    (program, check), raster = asked_of(recipe), envelope.raster
    wanted = int(envelope.wanted.sum())
    looked = sum(piece.looked_at for piece in pieces)
    deviating = sum(piece.deviates for piece in pieces)
    unseen_mm2 = max(0, wanted - looked) * raster.mm_per_px**2
    # what lies beside a part is no part of what lies away from it, and tells less
    areas = (~envelope.beside, envelope.beside) if envelope.beside.any() else (~envelope.beside,)
    found = [
        region
        for area in areas
        for region in regions_of(
            [piece.within(area) for piece in pieces], raster, check.joining_mm, check.least_mm2
        )
    ]
    found.sort(key=_area, reverse=True)
    told = [
        RegionResult(
            region.box, tuple(check.measure(region, envelope, made.copper, made.looks)), ()
        )
        for region in found[:MOST_REGIONS]
    ]
    reason = "; ".join(dict.fromkeys(piece.reason for piece in pieces if piece.reason))
    if looked and deviating > check.most_deviating * looked:
        reason = (
            f"{deviating / looked:.0%} of the surface differs from the golden board: "
            "another board, or not in its place"
        )
    elif len(found) > MOST_REGIONS:
        reason = f"{len(found)} regions differ, the largest {MOST_REGIONS} are listed"
    return judge_surface(program, told, unseen_mm2, reason)


def _area(region: Region) -> float:
    return region.area_mm2
