"""Where the leads of a part lie: the flat tops of their feet, by their edges in the red light."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Termination
from inspector.domain.geometry import Affine
from inspector.domain.view import View
from inspector.vision.body import pixels_of, places_of
from inspector.vision.edges import find_edges, line_through

Floats = NDArray[np.float64]

REACH_MM = 0.1
"""How far to either side of its expected place an edge of a foot is looked for, at most."""
REACH_SHARE = 0.45
"""... and no farther than this share of the foot's width."""
STRIP_MM = 0.02
LEAST_STRIPS, MOST_STRIPS = 3, 8
BLUR_MM = 0.012
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
    red = np.where(view.valid, view.ring[..., 0], np.float32(np.nan))
    return tuple(_seen(view, red, one, expected) for one in terminations)


def _seen(view: View, red: NDArray[np.float32], one: Termination, expected: Affine) -> SeenLead:
    half_l, half_w = one.length_mm / 2, one.width_mm / 2
    at = Affine.of(one.x_mm, one.y_mm, one.direction_deg)
    reach = min(REACH_MM, REACH_SHARE * one.width_mm)
    top = one.thickness_mm + one.gap_mm
    axes = at.then(expected)
    low, high = (-half_l + share * one.length_mm for share in CORE)
    sides = [
        _edge(view, red, axes, (half_w, (low, high), sign, reach, top)) for sign in (1.0, -1.0)
    ]
    ahead, u_ahead = _tip(view, red, axes, (half_l, 0.7 * half_w, reach, top))
    (left, u_left), (right, u_right) = sides
    if not abs(left + right) <= APART_MM:  # NaN: one of them is not seen
        return _against_nominal(one.pin, axes, at, (math.nan, math.nan, ahead, u_ahead))
    side, u_side = (left - right) / 2, math.hypot(u_left, u_right) / 2
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


def _edge(
    view: View,
    red: NDArray[np.float32],
    axes: Affine,
    what: tuple[float, tuple[float, float], float, float, float],
) -> tuple[float, float]:
    """Give how far beyond its expected place a side edge lies, outwards, and its uncertainty."""
    half, (low, high), sign, reach, top = what
    n = int(np.clip((high - low) / STRIP_MM, LEAST_STRIPS, MOST_STRIPS))
    along = low + (high - low) * (np.arange(n) + 0.5) / n
    ends = [
        axes.apply(np.column_stack((along, np.full(n, sign * (half + r))))) for r in (-reach, reach)
    ]
    return _line(view, red, axes, ends, (1, sign, half, top))


def _tip(
    view: View,
    red: NDArray[np.float32],
    axes: Affine,
    what: tuple[float, float, float, float],
) -> tuple[float, float]:
    half, across, reach, top = what
    n = int(np.clip(2 * across / STRIP_MM, LEAST_STRIPS, MOST_STRIPS))
    side = -across + 2 * across * (np.arange(n) + 0.5) / n
    ends = [axes.apply(np.column_stack((np.full(n, half + r), side))) for r in (-reach, reach)]
    return _line(view, red, axes, ends, (0, 1.0, half, top))


def _line(
    view: View,
    red: NDArray[np.float32],
    axes: Affine,
    ends: Sequence[Floats],
    what: tuple[int, float, float, float],
) -> tuple[float, float]:
    axis, sign, half, top = what
    start, end = (pixels_of(view, points, top) for points in ends)
    found = find_edges(red, start, end, view.px(BLUR_MM), -1, view.px(STRIP_MM))
    line = line_through(found.points_px, found.u_px)
    kept = line.weights > 0 if line else np.zeros(len(start), bool)
    if line is None or kept.sum() < max(LEAST_STRIPS, len(start) / 2):
        return math.nan, math.nan
    places = axes.inverse().apply(places_of(view, found.points_px[kept], top))
    return (
        sign * float(np.mean(places[:, axis])) - half,
        line.u_offset_px * view.mm_per_px,
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
