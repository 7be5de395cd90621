"""Where the leads of a part lie: the flat tops of their feet, by their edges in the red light."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Termination
from inspector.domain.geometry import Affine
from inspector.domain.view import View
from inspector.vision.body import RED, places_of, plane
from inspector.vision.edge_lines import Look, Strips, find_lines, spread

Floats = NDArray[np.float64]

REACH_MM = 0.1
"""How far to either side of its expected place an edge of a foot is looked for, at most."""
REACH_SHARE = 0.45
"""... and no farther than this share of the foot's width."""
STRIP_MM = 0.02
LEAST_STRIPS, MOST_STRIPS = 3, 8
BLUR_MM = 0.012
SIGNS = (1.0, -1.0, 0.0)
"""Left side, right side, tip."""
TIP_SHARE = 0.7
"""Share of the foot's width that is looked at along its tip."""
CORE = (0.25, 0.85)
"""Share of the foot's length that is looked at, from its heel: the bend and the tip are round."""
ROUNDS = 3
MAD_TO_SIGMA = 1.4826
FAR_SIGMAS = 3.5
"""Edges farther than this from what all others say are not the foot's."""
LEAST_SPREAD_MM = 1e-4
APART_MM = 0.04
"""Two sides whose distance is off the nominal width by more are not those of one foot."""


@dataclass(frozen=True, slots=True)
class SeenLead:
    """One foot: how far it lies off, to the left of its direction and ahead, mm; NaN: not seen."""

    pin: str
    side_mm: float
    u_side_mm: float
    ahead_mm: float
    u_ahead_mm: float


@dataclass(frozen=True, slots=True)
class LeadsPose:
    """Where all leads of a part lie by least squares, package mm and degrees, ``u_`` each."""

    x_mm: float
    y_mm: float
    rotation_deg: float
    u_x_mm: float
    u_y_mm: float
    u_rotation_deg: float
    rms_mm: float


def see_leads(
    view: View, terminations: Sequence[Termination], expected: Affine
) -> tuple[SeenLead, ...]:
    """Measure each foot against its nominal place.

    Parameters
    ----------
    expected
        Part's own mm to package mm: where its body says the leads are.
    """
    if not terminations:
        return ()
    edges = [edge for one in terminations for edge in _edges(one)]
    face, low, high, reach, top = (np.array(c) for c in zip(*(e[:5] for e in edges), strict=True))
    counts = np.clip((high - low) / STRIP_MM, LEAST_STRIPS, MOST_STRIPS).astype(np.int64)
    along, of, first = spread(low, high, counts)
    sign = np.tile(SIGNS, len(terminations))
    ahead = sign == 0.0
    axes = [Affine.of(t.x_mm, t.y_mm, t.direction_deg).then(expected) for t in terminations]
    turned = np.array([(a.a, a.b, a.tx, a.c, a.d, a.ty) for a in axes]).repeat(len(SIGNS), axis=0)
    ends = []
    for way in (-reach, reach):
        out = (face + way)[of]
        x, y = np.where(ahead[of], out, along), np.where(ahead[of], along, sign[of] * out)
        a, b, tx, c, d, ty = turned[of].T
        ends.append(np.column_stack((a * x + b * y + tx, c * x + d * y + ty)))
    strips = Strips(ends[0], ends[1], top[of], first)
    look = Look(view.px(BLUR_MM), view.px(STRIP_MM))
    seen = find_lines(plane(view, RED), strips.px(view), first, look)
    ok = seen.kept >= np.maximum(LEAST_STRIPS, counts / 2)
    places = np.where(ok[:, None], places_of(view, seen.middle_px, top[:, None]), np.nan)
    u = np.where(ok, seen.u_px * view.mm_per_px, np.nan)
    return tuple(
        _seen(one, axes[k], places[3 * k : 3 * k + 3], u[3 * k : 3 * k + 3])
        for k, one in enumerate(terminations)
    )


def _edges(one: Termination) -> Iterator[tuple[float, float, float, float, float]]:
    """Give the two sides of a foot and its tip.

    How far from its middle each is, the stretch that is looked at, how far to either side, and the
    height of the foot's top.
    """
    half_l, half_w = one.length_mm / 2, one.width_mm / 2
    reach = min(REACH_MM, REACH_SHARE * one.width_mm)
    top = one.thickness_mm + one.gap_mm
    low, high = (-half_l + share * one.length_mm for share in CORE)
    yield half_w, low, high, reach, top
    yield half_w, low, high, reach, top
    yield half_l, -TIP_SHARE * half_w, TIP_SHARE * half_w, reach, top


def _seen(one: Termination, axes: Affine, places: Floats, u: Floats) -> SeenLead:
    """Give how far a foot lies off, by the middles of its three edges, package mm, and their u."""
    half_l, half_w = one.length_mm / 2, one.width_mm / 2
    at = Affine.of(one.x_mm, one.y_mm, one.direction_deg)
    own = axes.inverse().apply(places)
    left, right, ahead = own[0, 1] - half_w, -own[1, 1] - half_w, float(own[2, 0]) - half_l
    u_ahead = float(u[2])
    if not abs(left + right) <= APART_MM:  # NaN: one of them is not seen
        return _against_nominal(one.pin, axes, at, (math.nan, math.nan, ahead, u_ahead))
    side, u_side = float(left - right) / 2, math.hypot(u[0], u[1]) / 2
    return _against_nominal(one.pin, axes, at, (side, u_side, ahead, u_ahead))


def _against_nominal(
    pin: str, axes: Affine, at: Affine, seen: tuple[float, float, float, float]
) -> SeenLead:
    """Turn what was seen about the expected place into offsets from the nominal one."""
    side, u_side, ahead, u_ahead = seen
    back = at.inverse()
    x, y = back.at(*axes.at(0.0 if math.isnan(ahead) else ahead, 0.0 if math.isnan(side) else side))
    return SeenLead(
        pin,
        math.nan if math.isnan(side) else y,
        u_side,
        math.nan if math.isnan(ahead) else x,
        u_ahead,
    )


def pose_of(terminations: Sequence[Termination], seen: Sequence[SeenLead]) -> LeadsPose | None:
    """Give the place and turn of a part that fit its leads best, None of too few.

    Each side says one thing, each tip another; what lies far off the rest is left out once.
    """
    rows = list(_rows(terminations, seen))
    if len(rows) < 4:  # noqa: PLR2004 - three unknowns, and one to check them
        return None
    design = np.array([row[0] for row in rows])
    off = np.array([row[1] for row in rows])
    kept = np.ones(len(rows), np.bool_)
    solution, miss = np.zeros(3), off
    for _ in range(ROUNDS):
        if np.linalg.matrix_rank(design[kept]) < len(solution):
            return None
        solution = np.linalg.lstsq(design[kept], off[kept], rcond=None)[0]
        miss = off - design @ solution
        spread = MAD_TO_SIGMA * float(np.median(np.abs(miss))) + LEAST_SPREAD_MM
        kept = np.abs(miss) < FAR_SIGMAS * spread
    free = max(1, int(kept.sum()) - 3)
    rms = math.sqrt(float((miss[kept] ** 2).sum()) / free)
    covariance = np.linalg.inv(design[kept].T @ design[kept]) * rms**2
    u_x, u_y, u_turn = (math.sqrt(float(v)) for v in np.diag(covariance))
    x, y, turn = (float(v) for v in solution)
    return LeadsPose(x, y, math.degrees(turn), u_x, u_y, math.degrees(u_turn), rms)


def _rows(
    terminations: Sequence[Termination], seen: Sequence[SeenLead]
) -> Iterator[tuple[tuple[float, float, float], float]]:
    """Give, for each offset seen, how it follows from (x, y, turn in rad) of the part."""
    for one, lead in zip(terminations, seen, strict=True):
        turn = math.radians(one.direction_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        if math.isfinite(lead.ahead_mm):
            yield (cos, sin, -one.y_mm * cos + one.x_mm * sin), lead.ahead_mm
        if math.isfinite(lead.side_mm):
            yield (-sin, cos, one.y_mm * sin + one.x_mm * cos), lead.side_mm
