"""The rectangle of a body that has neither end caps nor gull-wing leads: by its own four sides.

Sides are looked at between terminations and lands, close to where the part is known to lie. What is
beyond is mask, copper, print or shadow, brighter or darker than the body, strip by strip. So it is
looked for in how far a pixel's colour is from the body's own: that rises at every side, and in
proportion to what a blurred pixel has of the outside, so that edges stay in their place.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Family, Package
from inspector.domain.geometry import Box
from inspector.domain.view import View
from inspector.vision.body import PACKAGES, BodyPose, pixels_of
from inspector.vision.likeness import likeness
from inspector.vision.outline import (
    LEAST_SHARE,
    Outline,
    Side,
    Sides,
    four_sides,
    look_of,
    rectangle_of,
)
from inspector.vision.per_view import per_view
from inspector.vision.strips import DRAFT, STRIP_MM, Plan

Floats = NDArray[np.float64]

BOXED = (Family.QFN, Family.BGA, Family.WLCSP)
"""Kinds whose body is a box with sides that are seen from above."""
PLACED_MM = 0.4
"""How far from its place the golden board's part is looked for."""
LIKE = 0.5
"""Less like the golden board's part is not taken for it."""
REACHES_MM = (0.12, 0.07)
"""How far to either side of where it should be a side is looked for, look by look."""
INSETS_MM, POINTS = (0.1, 0.13, 0.16), 40
"""So far inside its sides, at so many points along each, a body shows its own colour: print and a
can stand farther in."""
FIRST = 0.15
"""Of steps so many times as steep as the steepest the first is the body's: print lies beyond."""
CLEAR_MM = 0.04
"""Kept off terminations and lands that reach beyond the side."""
LEAST_FREE = 0.5
"""Of half a side: one that leads cover more of is looked at as a whole, gap, lead and all."""
LEAST_MM = 2 * STRIP_MM
"""A shorter stretch between two terminations is not looked at."""
SIZE_MM = 0.1
"""By how much a body may be larger or smaller than nominal, beyond its tolerance."""


def is_boxed(package: Package) -> bool:
    """Whether a package is of a kind that is measured here."""
    return package.family in BOXED


@per_view
def fit_box(view: View) -> Outline | None:
    """Measure the rectangle of the body, package mm; None where its sides are not seen.

    It is looked for where the golden board's part says it lies; without one at its nominal place.

    Notes
    -----
    Two path-traced boards at 10 um per pixel, one QFN and one WLCSP each: up to 1.2 and 3.5 um off
    (the golden board's part alone: 33 and 24 um). Of tantalum and electrolytic capacitors the ends
    were not found reliably; they are not measured here.
    """
    rough = BodyPose(0.0, 0.0, 0.0, 1.0)
    like = likeness(view, PLACED_MM)
    if like is not None and like.score >= LIKE:
        rough = BodyPose(like.x_mm, like.y_mm, like.rotation_deg, like.score)
    plan = _plan_of(view.package)
    wide = REACHES_MM[0] + DRAFT * view.package.body_height_mm / 2
    first = _seen(view, rough, replace(plan, inward_mm=wide, outward_mm=REACHES_MM[0]))
    found = rectangle_of(first)
    if found is None:
        return None
    # nearer and straight
    rough = BodyPose(found.x_mm, found.y_mm, found.rotation_deg, rough.score)
    length, width, reach = found.length_mm, found.width_mm, REACHES_MM[1]
    box = Box(-length / 2, -width / 2, length, width)
    again = _seen(view, rough, replace(plan, box=box, inward_mm=reach, outward_mm=reach))
    found = rectangle_of(again)
    if found is None or not _fits(view.package, found):
        return None
    return replace(found, contrast=_contrast(again.sides, _color(view, rough)))


def _seen(view: View, rough: BodyPose, plan: Plan) -> Sides:
    look = replace(look_of(view, plan), held=False, outermost=-FIRST, polarity=1)
    foreign = _foreign(view, _color(view, rough))
    return Sides(four_sides(view, foreign, (plan, rough), look), rough, plan)


def _contrast(sides: tuple[Side, ...], body: Floats) -> float:
    """Give how far colours are apart at the faintest side, of that and the body's brightness."""
    apart = min(side.step for side in sides)
    return apart / (apart + float(np.linalg.norm(body)))


def _color(view: View, rough: BodyPose) -> Floats:
    """Give the colour ``(3,)`` that most of a body shows just inside its sides."""
    half = np.array(_size(view.package)) / 2
    turn = np.linspace(-1.0, 1.0, POINTS)
    ends = np.full(POINTS, 1.0)
    around = np.concatenate([np.column_stack(p) for p in ((turn, ends), (ends, turn))])
    around = np.concatenate([around, -around])
    places = rough.affine.apply(
        np.concatenate([around * (half - inset) for inset in INSETS_MM if inset < half.min()])
    )
    z = view.package.standoff_mm + view.package.body_height_mm
    at = np.rint(pixels_of(view, places, z)).astype(int)
    row, col = (np.clip(at[:, k], 0, n - 1) for k, n in enumerate(view.valid.shape))
    return np.asarray(np.median(view.ring[row, col].astype(np.float64), axis=0))


def _foreign(view: View, body: Floats) -> NDArray[np.float32]:
    """Give how far each pixel's colour is from the body's, NaN: not seen."""
    far = np.linalg.norm(view.ring - body.astype(np.float32), axis=2)
    return np.where(view.valid, far, np.float32(np.nan)).astype(np.float32)


def _size(package: Package) -> tuple[float, float]:
    return package.body_x_mm, package.body_y_mm


@lru_cache(maxsize=PACKAGES)
def _plan_of(package: Package) -> Plan:
    half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
    box = Box(-half_x, -half_y, 2 * half_x, 2 * half_y)
    spans_x, spans_y = (tuple(_free(package, axis)) for axis in (0, 1))
    z = package.standoff_mm + package.body_height_mm
    return Plan(box, spans_x, spans_y, REACHES_MM[0], REACHES_MM[0], REACHES_MM[0], z)


def _free(package: Package, axis: int) -> Iterator[tuple[float, float]]:
    """Give the stretches of the sides that face along an axis which nothing reaches beyond."""
    size = _size(package)
    side, half = size[axis] / 2, size[1 - axis] / 2 - CLEAR_MM
    boxes = [Box.around(t.outline_mm) for t in package.terminations]
    boxes += [land.box for land in package.lands]
    taken = []
    for one in boxes:
        low, high = (one.x_mm, one.y_mm), (one.x_mm + one.width_mm, one.y_mm + one.height_mm)
        if max(high[axis], -low[axis]) > side - CLEAR_MM:
            taken.append((low[1 - axis] - CLEAR_MM, high[1 - axis] + CLEAR_MM))
    found, begin = [], -half
    for low_end, high_end in sorted(taken):
        if low_end - begin >= LEAST_MM:
            found.append((begin, min(low_end, half)))
        begin = max(begin, high_end)
    if half - begin >= LEAST_MM:
        found.append((begin, half))
    free = sum(high - low for low, high in found)
    yield from found if free >= LEAST_FREE * half else [(-half, half)]


def _fits(package: Package, found: Outline) -> bool:
    draft = DRAFT * package.body_height_mm
    for seen, drawn, tolerance in (
        (found.length_mm, package.body_x_mm, package.body_x_tol_mm),
        (found.width_mm, package.body_y_mm, package.body_y_tol_mm),
    ):
        if not -draft - tolerance - SIZE_MM <= seen - drawn <= tolerance + SIZE_MM:
            return False
    return found.share >= LEAST_SHARE
