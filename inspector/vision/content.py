"""Which way round the board lies, and where, by its lands alone."""

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import RegistrationError
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Frame, FrameInfo
from inspector.domain.recipe import Recipe
from inspector.domain.station import Calibration
from inspector.vision.camera_model import (
    local_to_machine,
    machine_to_local,
    mm_per_px_at,
    project,
)
from inspector.vision.land_edges import (
    LandEdges,
    SeenEdges,
    edges_of_board,
    joined,
    see_edges,
    within_field,
)
from inspector.vision.picture import check_size, patch_of, usable_frame
from inspector.vision.pose import PoseFit
from inspector.vision.refine import Shift, enough, solve_shift

Floats = NDArray[np.float64]

TURNS_DEG = (90.0, 180.0, 270.0)
"""Ways in which a board may lie wrongly and still be in place."""
ENOUGH_EDGES = 24
"""So many land edges tell the way round; fields are added until they are at hand."""
MOST_EDGES = 60
"""Of one field: more do not tell better which way round it lies."""
REACH_MM = 0.15
"""An edge is looked for this far from its place: registration, stage and etching together."""
NEAR_MM = 0.06
"""An edge this near to the common offset is the land's."""
LEAST_SHARE = 0.35
"""Share of lands to be seen where the board should lie."""
CLEARER = 0.15
"""A turned board is told by so much larger a share."""
COARSE_MM = 0.06
"""Pixel of the picture in which lands are looked for by their pattern."""
REACH_CONTENT_MM = 1.5
TURN_CONTENT_DEG = 2.0
TURN_STEP_DEG = 0.25
RIM_MM = 0.2
"""Width of the dark rim that the pattern of a land has around it."""
CLEAR_PEAK = 5.0
"""The best place must stand out of all others by so many standard deviations."""
REACHES_MM = (0.2, 0.12, 0.08)
"""How far edges are looked for, round by round, from the coarse place on."""


def panel_edges(recipe: Recipe) -> LandEdges:
    """Give the free land edges of all boards, panel mm."""
    board = edges_of_board(recipe.board)
    lands = int(board.land.max(initial=-1)) + 1
    moved = [board.moved(site.pose) for site in recipe.panel.sites]
    return joined(
        LandEdges(e.middle_mm, e.outward, e.length_mm, e.land + i * lands)
        for i, e in enumerate(moved)
    )


def content_fields(
    recipe: Recipe,
    infos: Mapping[int, FrameInfo],
    calibration: Calibration,
    chosen: frozenset[int],
) -> set[int]:
    """Give fields to add to the chosen ones, so that enough lands are seen; most lands first."""
    edges = panel_edges(recipe)
    counts = {index: int(_seen_in(edges, info, calibration).sum()) for index, info in infos.items()}
    have = sum(counts[index] for index in chosen)
    added: set[int] = set()
    for index in sorted(counts, key=lambda i: -counts[i]):
        # by lands alone a turn needs two fields
        if have >= ENOUGH_EDGES and (chosen or len(added) > 1):
            break
        if index not in chosen and counts[index]:
            added.add(index)
            have += counts[index]
    return added


def _seen_in(edges: LandEdges, info: FrameInfo, calibration: Calibration) -> NDArray[np.bool_]:
    local = edges.moved(machine_to_local(info, calibration.stage))
    return within_field(local, calibration.camera, REACH_MM)


def check_orientation(
    recipe: Recipe, fields: Sequence[Field], calibration: Calibration, panel: Affine
) -> None:
    """Refuse a board that lies turned, by its lands: marks may look the same all ways round.

    Raises
    ------
    RegistrationError
        If more lands are seen where a turned board has them, or few where they should be.
    """
    edges = panel_edges(recipe)
    share = _share_seen(edges, fields, calibration, panel)
    if math.isnan(share):
        return  # no part has a land to look at: there is nothing to inspect either
    if share > 1.0 - CLEARER:
        return  # no more can be seen of a turned one
    pivot = _pivot(recipe, edges)
    for turn in TURNS_DEG:
        about = Affine.of(-pivot[0], -pivot[1], 0.0).then(Affine.of(*pivot, turn))
        turned = _share_seen(edges, fields, calibration, about.then(panel))
        if turned > share + CLEARER:
            raise RegistrationError(
                f"the board lies turned by {turn:g} degrees: {turned:.0%} of its lands are seen "
                f"there, {share:.0%} where they should be; put it in the right way round"
            )
    if share < LEAST_SHARE:
        raise RegistrationError(
            f"only {share:.0%} of the lands are seen where they should be, {LEAST_SHARE:.0%} are "
            "needed: another product or another revision lies there, or the light is off"
        )


def _pivot(recipe: Recipe, edges: LandEdges) -> tuple[float, float]:
    """Give about what a board turns that lies wrongly in its place: the middle of its marks."""
    marks = [(f.x_mm, f.y_mm) for f in recipe.panel.fiducials] or [
        site.pose.at(f.x_mm, f.y_mm) for site in recipe.panel.sites for f in recipe.board.fiducials
    ]
    middle = np.mean(marks, axis=0) if marks else edges.middle_mm.mean(axis=0)
    return float(middle[0]), float(middle[1])


def _share_seen(
    edges: LandEdges, fields: Sequence[Field], calibration: Calibration, panel: Affine
) -> float:
    """Give the share of land edges that are seen near their places, NaN where none should be.

    Each field may be off by its own error of place.
    """
    near, every = 0, 0
    for field in fields:
        here = edges.chosen(_seen_in(edges.moved(panel), field.frames[0].info, calibration))
        seen = _see(_thinned(here), field, calibration, (panel, REACH_MM))
        shift = solve_shift(seen)
        every += len(seen.offset_mm)
        if shift is not None:
            near += int((shift.used & (np.abs(shift.left_mm(seen)) < NEAR_MM)).sum())
    return near / every if every else math.nan


def _thinned(edges: LandEdges) -> LandEdges:
    """Give enough of many edges, evenly spread."""
    step = max(1, len(edges.land) // MOST_EDGES)
    return edges.chosen(np.arange(len(edges.land)) % step == 0)


def _see(
    edges: LandEdges, field: Field, calibration: Calibration, where: tuple[Affine, float]
) -> SeenEdges:
    """Look for panel edges in a field; they come back in machine mm."""
    frame = usable_frame(field)
    if frame is None:
        return SeenEdges(edges.chosen(np.zeros(len(edges.land), bool)), *np.empty((3, 0)))
    check_size(frame, calibration.camera)
    panel, reach = where
    local = edges.moved(panel.then(machine_to_local(frame.info, calibration.stage)))
    local = local.chosen(within_field(local, calibration.camera, reach))
    seen = see_edges(frame, calibration.camera, local, reach)
    machine = seen.edges.moved(local_to_machine(frame.info, calibration.stage))
    return SeenEdges(machine, seen.offset_mm, seen.u_mm, seen.contrast)


# --- by content alone ---------------------------------------------------------------------------


def align_by_lands(recipe: Recipe, fields: Sequence[Field], calibration: Calibration) -> PoseFit:
    """Find where the panel lies by the pattern of its lands: 1.5 mm and 2 degrees around.

    Raises
    ------
    RegistrationError
        If the lands are not found where they may be, or not enough of them.
    """
    edges = panel_edges(recipe)
    counts = {f.index: int(_seen_in(edges, f.frames[0].info, calibration).sum()) for f in fields}
    ranked = sorted((f for f in fields if usable_frame(f)), key=lambda f: -counts[f.index])
    if not ranked or not counts[ranked[0].index]:
        raise RegistrationError("no field shows lands of the recipe: there is nothing to align by")
    panel = _coarse(edges, ranked[0], calibration)
    for reach in REACHES_MM[:-1]:
        panel, _, _ = _nearer(edges, ranked, calibration, (panel, reach))
    return _fit_of(*_nearer(edges, ranked, calibration, (panel, REACHES_MM[-1])), calibration)


def _nearer(
    edges: LandEdges, fields: Sequence[Field], calibration: Calibration, where: tuple[Affine, float]
) -> tuple[Affine, Shift, SeenEdges]:
    """Give a better place of the panel from the edges near those of the last one."""
    seen = joined_seen([_see(edges, field, calibration, where) for field in fields])
    shift = solve_shift(seen)
    why = "too few lands are seen" if shift is None else enough(seen, shift)
    if shift is None or why:
        raise RegistrationError(
            f"the panel could not be aligned by its lands: {why}; "
            "look whether it is the recipe's product and lies within 1.5 mm and 2 degrees"
        )
    return where[0].then(shift.transform), shift, seen


def joined_seen(parts: Sequence[SeenEdges]) -> SeenEdges:
    """Give several as one."""
    return SeenEdges(
        joined(part.edges for part in parts),
        np.concatenate([part.offset_mm for part in parts]),
        np.concatenate([part.u_mm for part in parts]),
        np.concatenate([part.contrast for part in parts]),
    )


def _fit_of(panel: Affine, shift: Shift, seen: SeenEdges, calibration: Calibration) -> PoseFit:
    """Give a pose with the covariance of its last shift, about the middle of the lands."""
    place, stage = calibration.uncertainty.place_mm, calibration.stage.u_place_mm
    covariance = shift.covariance + np.diag([place**2 + stage**2, place**2 + stage**2, 0.0])
    spread = np.zeros((6, 3))
    spread[2, 0] = spread[5, 1] = 1.0
    spread[[0, 1, 3, 4], 2] = (-panel.c, -panel.d, panel.a, panel.b)
    pivot = panel.inverse().at(*shift.pivot_mm)
    left = shift.left_mm(seen)[shift.used]
    residual = math.sqrt(float(np.mean(left**2)))
    return PoseFit(panel, spread @ covariance @ spread.T, pivot, residual, residual)


def _coarse(edges: LandEdges, field: Field, calibration: Calibration) -> Affine:
    """Give about where the panel lies: where most is darker outside the lands than inside."""
    frame = usable_frame(field)
    assert frame is not None  # the caller chose it so
    check_size(frame, calibration.camera)
    picture, to_px = _reduced(frame, calibration)
    local = edges.moved(machine_to_local(frame.info, calibration.stage))
    local = local.chosen(within_field(local, calibration.camera, REACH_CONTENT_MM))
    if len(local.land) < ENOUGH_EDGES:
        raise RegistrationError(
            f"field {field.index} shows {len(local.land)} land edges, {ENOUGH_EDGES} are needed to "
            "align by content; use fiducials, or fields that show more lands"
        )
    steps = round(REACH_CONTENT_MM / COARSE_MM)
    turns = np.arange(-TURN_CONTENT_DEG, TURN_CONTENT_DEG + TURN_STEP_DEG / 2, TURN_STEP_DEG)
    scores = np.stack([_pattern_scores(picture, to_px, _turned(local, t), steps) for t in turns])
    strength = np.abs(scores)
    k, i, j = (int(v) for v in np.unravel_index(int(strength.argmax()), scores.shape))
    typical = float(np.median(strength)) / 0.6745  # of a normal spread, its standard deviation
    if strength[k, i, j] < CLEAR_PEAK * typical:
        raise RegistrationError(
            f"the pattern of lands is not found in field {field.index} "
            f"({strength[k, i, j] / typical:.1f} of {CLEAR_PEAK:g} standard deviations)"
        )
    move = Affine.of((j - steps) * COARSE_MM, (i - steps) * COARSE_MM, 0.0)
    pivot = local.middle_mm.mean(axis=0)
    turn = Affine.of(-pivot[0], -pivot[1], 0.0).then(Affine.of(pivot[0], pivot[1], float(turns[k])))
    back = local_to_machine(frame.info, calibration.stage)
    return back.inverse().then(turn).then(move).then(back)


def _turned(edges: LandEdges, turn_deg: float) -> LandEdges:
    x, y = edges.middle_mm.mean(axis=0)
    return edges.moved(Affine.of(-x, -y, 0.0).then(Affine.of(x, y, turn_deg)))


def _reduced(frame: Frame, calibration: Calibration) -> tuple[Floats, Affine]:
    """Give the frame in grey at the coarse pixel, and field-local mm to its (col, row)."""
    camera = calibration.camera
    patch = patch_of(frame, (0.0, 0.0), (camera.rows, camera.cols))
    assert patch is not None  # the whole frame
    scale = COARSE_MM / mm_per_px_at(camera, 0.0, 0.0)
    size = (round(camera.cols / scale), round(camera.rows / scale))
    small = cv2.resize(patch.gray, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 1.0)
    at = project(camera, [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    at = (at + 0.5) * (size[1] / camera.rows, size[0] / camera.cols) - 0.5
    (r0, c0), along, up = at[0], at[1] - at[0], at[2] - at[0]
    to_px = Affine(along[1], up[1], float(c0), along[0], up[0], float(r0))
    return np.asarray(small, np.float64), to_px


def _pattern_scores(picture: Floats, to_px: Affine, edges: LandEdges, steps: int) -> Floats:
    """Give, for each shift (y, x), by how much lands are brighter inside than out, on the mean."""
    shifts = np.arange(-steps, steps + 1) * COARSE_MM
    dx, dy = np.meshgrid(shifts, shifts)
    offset = np.column_stack((dx.ravel(), dy.ravel()))
    total = np.zeros(len(offset))
    for sign in (-1.0, 1.0):
        for middle, out in zip(edges.middle_mm, edges.outward, strict=True):
            px = to_px.apply(middle + sign * RIM_MM / 2 * out + offset).round().astype(int)
            col = np.clip(px[:, 0], 0, picture.shape[1] - 1)
            row = np.clip(px[:, 1], 0, picture.shape[0] - 1)
            total -= sign * picture[row, col]
    score = total / len(edges.land)
    return np.asarray((score - np.median(score)).reshape(dx.shape))
