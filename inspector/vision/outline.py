"""The rectangle of a body by its edges: place, turn, length and width, with what they are worth.

Strips are laid across the four sides where the part roughly lies. The edge that is seen is where
the flat top ends: there the red light is lost, for a cap's edge is rounded and a moulded body's
wall is steep. Opposite sides are always looked at in the same colour, so that what the colours
differ by at a rounded edge cancels in the middle. All four lines are one fit with one angle.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Package
from inspector.domain.geometry import Affine, Box, wrap_deg
from inspector.domain.view import View
from inspector.vision.body import (
    METAL_SHINE,
    BodyPose,
    find_body,
    is_chip,
    places_of,
    plane,
)
from inspector.vision.edge_lines import Look, Strips, find_lines
from inspector.vision.per_view import per_view
from inspector.vision.strips import (
    DRAFT,
    OUTWARD,
    REACH_MM,
    STRIP_MM,
    Plan,
    plan_of,
    strips_of,
    wider,
)

Floats = NDArray[np.float64]

BLUR_MM = 0.012
"""Expected blur of an edge: lens, pixel and the rounding of the metal."""
REMEMBERED = 64
"""Parts whose rectangle is remembered: the checks of one ask for it several times."""
LEAST_SHARE = 0.5
"""Share of a side's strips that must lie on its line."""
PLAIN_SHARE = 0.8
"""... and where so many do on each of the four, it is plainly a part."""
LEAST_LINE_U_MM = 1e-3
"""No strip is taken to be better than this where it is asked whether it lies on its line."""
LEAST_U_MM = 1e-5
"""No single strip is taken to be better than this."""
PRINTED = 0.2
"""Print on a moulded body is brighter than the body: the outermost step is the body's end, though
it be less steep by so much."""
LEAST_DRAFT = 0.1
"""... and where that gives more than the body's top can be, in heights, the steepest is: print and
traces beyond a body end in steps of their own."""
WIDEST_PX = 3.0
"""Strips farther than this many pixels from a side's line do not lie on it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A rectangle as measured, package mm and degrees; ``u_``: standard uncertainties of the fit.

    ``contrast`` is (inside - outside) / (inside + outside) of the fainter pair of sides; ``share``
    that of all strips that lie on the four lines.
    """

    x_mm: float
    y_mm: float
    rotation_deg: float
    length_mm: float
    width_mm: float
    u_x_mm: float
    u_y_mm: float
    u_rotation_deg: float
    u_length_mm: float
    u_width_mm: float
    contrast: float
    share: float
    z_mm: float

    @property
    def affine(self) -> Affine:
        """Part's own mm to package mm as placed."""
        return Affine.of(self.x_mm, self.y_mm, self.rotation_deg)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Edges of one side in the part's own mm, as it roughly lies; ``outward`` is the side's normal.

    ``points_mm`` is ``(N, 2)`` with NaN where a strip shows no edge; ``u_mm`` and ``weights``
    ``(N,)``, weight 0 for what does not lie on the side's line.
    """

    outward: tuple[float, float]
    points_mm: Floats
    u_mm: Floats
    weights: Floats
    inside: float = 0.0
    step: float = 0.0

    @property
    def share(self) -> float:
        """Share of the strips that lie on the line."""
        return float((self.weights > 0).mean()) if len(self.weights) else 0.0

    @property
    def contrast(self) -> float:
        """(inside - outside) / (inside + outside)."""
        both = 2 * self.inside + self.step
        return -self.step / both if both > 0 else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """What was seen of the four sides (+x, -x, +y, -y) of a part, where it was thought to lie."""

    sides: tuple[Side, ...]
    rough: BodyPose
    plan: Plan

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of each side's strips that lie on its line, the faintest first."""
        return tuple(sorted(side.share for side in self.sides))


@per_view
def see_part(view: View) -> Sides:
    """Look for a part and the edges of its four sides; see `find_body` and `see_sides`.

    A view never changes, so what is seen in it is remembered: the checks of one part look once.
    """
    return see_sides(view, find_body(view))


def fit_outline(view: View) -> Outline | None:
    """Measure the rectangle of the part; see `see_part` and `rectangle_of`.

    Notes
    -----
    Chips 0402 to 0805 under a telecentric path tracer that knows nothing of this code, 10 um per
    pixel: 1.1 um rms along the part and 0.9 um across, the mean below 0.5 um, 0.06 degrees rms.
    """
    seen = see_part(view)
    # beside solder that glints, caps look dull: four plain sides speak for themselves
    plain = seen.shares[0] >= PLAIN_SHARE
    return rectangle_of(seen) if plain or seen.rough.shine >= METAL_SHINE else None


def see_sides(view: View, rough: BodyPose) -> Sides:
    """Look for the edges of the four sides.

    Parameters
    ----------
    view
        With a ``ring`` shot.
    rough
        Where the part lies, to a twentieth of a millimetre (`inspector.vision.body.find_body`).

    Returns
    -------
    Sides
        Two opposite sides in one colour: red, where the flat top ends, else the clearer of the
        others.
    """
    plan = plan_of(view.package)
    if not is_chip(view.package):
        tried = [_nearer(view, _look(view, rough, plan, share)) for share in (PRINTED, 1.0)]
        fitting = [sides for sides in tried if _is_top(view.package, rectangle_of(sides))]
        return fitting[0] if fitting else max(tried, key=_faintest)
    seen = _look(view, rough, plan)
    if seen.shares[0] >= LEAST_SHARE:
        return seen
    again = _nearer(view, _look(view, rough, wider(plan)))
    return max((seen, again), key=_faintest)


def _nearer(view: View, seen: Sides) -> Sides:
    """Look again, nearer and straight: the place was known coarsely."""
    found, plan, rough = rectangle_of(seen), seen.plan, seen.rough
    if found is None:
        return seen
    near = BodyPose(found.x_mm, found.y_mm, found.rotation_deg, rough.score, rough.shine)
    (x, y), size = plan.box.center_mm, (found.length_mm, found.width_mm)
    box = Box(x - size[0] / 2, y - size[1] / 2, *size)
    inward = min(REACH_MM, plan_of(view.package).inward_mm)
    closer = replace(plan, box=box, inward_mm=inward, outward_mm=REACH_MM)
    return max((seen, _look(view, near, closer)), key=_faintest)


def _is_top(package: Package, found: Outline | None) -> bool:
    """Whether a rectangle may be the top of a moulded body: narrower than that by its draft."""
    if found is None:
        return False
    draft = LEAST_DRAFT * package.body_height_mm
    return (
        found.length_mm <= package.body_x_mm + package.body_x_tol_mm - draft
        and found.width_mm <= package.body_y_mm + package.body_y_tol_mm - draft
    )


def _faintest(sides: Sides) -> float:
    return sides.shares[0]


def _look(view: View, rough: BodyPose, plan: Plan, outermost: float = 1.0) -> Sides:
    pairs: list[list[tuple[Side, ...]]] = [[], []]
    look = replace(look_of(view, plan), outermost=outermost)
    for channel in range(view.ring.shape[2]):
        seen = four_sides(view, plane(view, channel), (plan, rough), look)
        for pair, two in zip(pairs, (seen[:2], seen[2:]), strict=True):
            if not pair or not clarity(pair[0])[0]:
                pair.append(two)
        if all(clarity(pair[0])[0] for pair in pairs):
            break
    return Sides(tuple(side for pair in pairs for side in max(pair, key=clarity)), rough, plan)


def clarity(pair: Iterable[Side]) -> tuple[bool, float]:
    """Rank a pair of sides seen in one colour: both seen, then the step of the fainter."""
    sides = tuple(pair)
    seen = min(side.share for side in sides) >= LEAST_SHARE
    return seen, min(abs(side.step) * side.share for side in sides)


def look_of(view: View, plan: Plan) -> Look:
    """Give how the sides of a part are looked for.

    A profile is held at its first dip below half of its inner level: what rises again beyond the
    dark rim is solder, print or a neighbour. It says nothing of where the top ends, but its level
    would pull the fitted step.
    """
    pixel = _pixel_mm(view, plan)
    return Look(
        BLUR_MM / pixel,
        view.px(STRIP_MM),
        least_u_px=LEAST_LINE_U_MM / pixel,
        widest_px=WIDEST_PX * view.mm_per_px / pixel,
        held=True,
        drawn_noise=False,
    )


def _pixel_mm(view: View, plan: Plan) -> float:
    """Give the size of a pixel at the height of a part's top."""
    return view.mm_per_px / (1.0 + (plan.z_mm - view.z_mm) * view.rays.spread_per_mm)


def four_sides(
    view: View, channel: NDArray[np.float32], where: tuple[Plan, BodyPose], look: Look
) -> tuple[Side, ...]:
    """Fit the edges of all four sides in one colour, as a part roughly lies."""
    plan, rough = where
    pixel, strips = _pixel_mm(view, plan), strips_of(plan)
    ends = Strips(
        rough.affine.apply(strips.start_mm),
        rough.affine.apply(strips.end_mm),
        strips.z_mm,
        strips.first,
    )
    seen = find_lines(channel, ends.px(view), strips.first, look)
    points = rough.affine.inverse().apply(places_of(view, seen.points_px, plan.z_mm))
    sides = []
    for k, outward in enumerate(OUTWARD):
        of = slice(strips.first[k], strips.first[k + 1])
        weights, u = seen.weights[of], seen.point_u_px[of] * pixel
        kept = weights > 0
        inside = step = 0.0
        if kept.any():
            step = float(np.median(seen.contrast[of][kept]))
            inside = float(np.median(seen.peak[of][kept]))
        sides.append(Side(outward, points[of], u, weights, inside, step))
    return tuple(sides)


def fits(package: Package, found: Outline, reach_mm: float) -> bool:
    """Tell whether a rectangle has the size of the package, to its tolerance and ``reach_mm``."""
    box = plan_of(package).box
    draft = 0.0 if is_chip(package) else DRAFT * package.body_height_mm
    more = (
        found.length_mm - box.width_mm - package.body_x_tol_mm,
        found.width_mm - box.height_mm - package.body_y_tol_mm,
    )
    less = (
        box.width_mm - found.length_mm - package.body_x_tol_mm,
        box.height_mm - found.width_mm - package.body_y_tol_mm,
    )
    return max(more) <= reach_mm and max(less) <= reach_mm + draft


@lru_cache(maxsize=REMEMBERED)
def rectangle_of(seen: Sides) -> Outline | None:
    """Fit middle, turn and size to the edges of four sides, all at once.

    Returns
    -------
    Outline or None
        None where a side cannot be seen: too few edges, or edges on no common line.

    Notes
    -----
    In the part's own axes a point of the side ``+x`` lies at ``x = cx + length / 2 - turn * y`` and
    one of ``+y`` at ``y = cy + width / 2 + turn * x``: linear, for the turn left over is small.
    """
    if seen.shares[0] < LEAST_SHARE:
        return None
    parts = [_equations(side) for side in seen.sides]
    a = np.concatenate([part[0] for part in parts])
    b = np.concatenate([part[1] for part in parts])
    normal = a.T @ a
    if np.linalg.cond(normal) > 1 / np.finfo(float).eps:
        return None
    covariance = np.linalg.inv(normal)
    solved = covariance @ (a.T @ b)
    left = b - a @ solved
    scale = max(1.0, float(left @ left) / max(1, len(b) - a.shape[1]))
    u = np.sqrt(np.diag(covariance) * scale)
    turn_deg = math.degrees(float(solved[2]))
    # the middle of the rectangle need not be the part's origin
    ox, oy = Affine.of(0.0, 0.0, turn_deg).at(*seen.plan.box.center_mm)
    x, y = seen.rough.affine.at(float(solved[0]) - ox, float(solved[1]) - oy)
    return Outline(
        x,
        y,
        wrap_deg(seen.rough.rotation_deg + turn_deg),
        float(solved[3]),
        float(solved[4]),
        float(u[0]),
        float(u[1]),
        math.degrees(float(u[2])),
        float(u[3]),
        float(u[4]),
        min(side.contrast for side in seen.sides),
        float(np.mean(seen.shares)),
        seen.plan.z_mm,
    )


def _equations(side: Side) -> tuple[Floats, Floats]:
    """Give one weighted equation a kept edge: rows ``(K, 5)`` and right sides ``(K,)``."""
    kept = side.weights > 0
    x, y = side.points_mm[kept].T
    nx, ny = side.outward
    one, none = np.ones(len(x)), np.zeros(len(x))
    if abs(nx) > abs(ny):
        rows, values = (one, none, -y, nx / 2 * one, none), x
    else:
        rows, values = (none, one, x, none, ny / 2 * one), y
    scale = np.sqrt(side.weights[kept]) / np.maximum(side.u_mm[kept], LEAST_U_MM)
    return np.column_stack(rows) * scale[:, None], values * scale
