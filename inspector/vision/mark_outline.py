"""Whether an outline is a fiducial's, and where: circles, crosses and rectangles by their edges."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Fiducial, FiducialShape
from inspector.vision.edges import (
    CircleFit,
    EdgePoints,
    LineFit,
    circle_through,
    find_edges,
    line_through,
)

Floats = NDArray[np.float64]
Gray = NDArray[np.float32]

LEAST_SUPPORT = 0.6
"""Share of the outline that must be seen as an edge; the rest may lie under paste."""
LARGEST_GAP_DEG = 140.0
"""No more of a circle's outline in one piece may be unseen."""
SIZE_TOLERANCE = 0.10
"""Of the size that is seen against the nominal: etching, plating and scale."""
LEAST_FILL, LEAST_CLEAR = 0.55, 0.70
"""Share of the inside that looks like the inside, and of the rim around that does not."""
MODEL_U_PX = 0.005
"""What uneven light leaves of error, measured on drawn marks with 20 % of shading."""
SHARP_PX = 0.9
"""Blur of an edge by a sharp lens and the pixel together: where the fit starts."""
SOFTEST = 0.06
"""Largest blur in a first look, as a share of the mark's size: photographs are softer."""


@dataclass(frozen=True, slots=True)
class FiducialFit:
    """A mark that was found, in pixels of the picture given.

    ``u_px`` is the standard uncertainty of the place, each axis; ``size_px`` the diameter, arm
    width or width that was seen; ``contrast`` inside minus outside; ``support`` the share of its
    outline that was seen; ``score`` 0 to 1.
    """

    row_px: float
    col_px: float
    u_px: float
    size_px: float
    contrast: float
    support: float
    score: float


@dataclass(frozen=True, slots=True)
class FiducialMiss:
    """No mark, and why."""

    reason: str


def extents_mm(fiducial: Fiducial) -> tuple[float, float]:
    """Give width and height of a mark, mm."""
    return fiducial.size_mm, fiducial.size_y_mm or fiducial.size_mm


def examine_circle(
    gray: Gray, candidate: tuple[float, float, int], radius_px: float
) -> FiducialFit | FiducialMiss:
    """Fit the circle of about the given radius at (row, col, sign), and hold it to the evidence."""
    row, col, sign = candidate
    blur = max(SHARP_PX, SOFTEST * radius_px / 2)
    first = _circle_edges(gray, (row, col), (0.65 * radius_px, 1.35 * radius_px), blur, sign)
    circle = circle_through(first.points_px, None)
    if circle is None or abs(circle.radius_px / radius_px - 1) > SIZE_TOLERANCE:
        return FiducialMiss("its outline is no circle of the mark's size")
    blur = float(np.median(first.sigma_px[first.ok]))
    reach = max(8 * SHARP_PX, 3 * SOFTEST * radius_px)
    span = (circle.radius_px - reach, circle.radius_px + reach)
    edges = _circle_edges(gray, (circle.row_px, circle.col_px), span, blur, sign)
    circle = circle_through(edges.points_px, edges.u_px)
    if circle is None or abs(circle.radius_px / radius_px - 1) > SIZE_TOLERANCE:
        return FiducialMiss("its outline is no circle of the mark's size")
    return _judge_circle(gray, circle, edges, sign)


def _circle_edges(
    gray: Gray, center: tuple[float, float], span: tuple[float, float], blur: float, sign: int
) -> EdgePoints:
    # rays side by side at the outline: closer ones would see the same pixels twice
    count = max(24, int(math.pi * (span[0] + span[1])))
    angle = np.arange(count) * (2 * math.pi / count)
    out = np.column_stack((np.sin(angle), np.cos(angle)))
    start, end = np.array(center) + span[0] * out, np.array(center) + span[1] * out
    return find_edges(gray, start, end, blur, polarity=-sign)


def _judge_circle(
    gray: Gray, circle: CircleFit, edges: EdgePoints, sign: int
) -> FiducialFit | FiducialMiss:
    kept = on_outline(edges, circle)
    support = float(kept.mean())
    if support < LEAST_SUPPORT or _largest_gap_deg(kept) > LARGEST_GAP_DEG:
        return FiducialMiss(f"only {support:.0%} of its outline is seen")
    if circle.rms_px > SOFTEST / 2 * circle.radius_px:
        return FiducialMiss("its outline is not round")
    contrast = float(np.median(-edges.contrast[kept]))
    fill, clear = _fill_and_clear(gray, circle, sign)
    if fill < LEAST_FILL or clear < LEAST_CLEAR:
        return FiducialMiss("there is a circle, but a ring or part of something larger")
    u = math.sqrt(float(circle.covariance[0, 0] + circle.covariance[1, 1]) / 2 + MODEL_U_PX**2)
    return FiducialFit(
        circle.row_px, circle.col_px, u, 2 * circle.radius_px, contrast, support,
        support * fill * clear,
    )  # fmt: skip


def on_outline(edges: EdgePoints, circle: CircleFit) -> NDArray[np.bool_]:
    """Tell which edges lie on the circle, as far as an etched outline is one."""
    far = np.linalg.norm(edges.points_px - (circle.row_px, circle.col_px), axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(far - circle.radius_px) < SOFTEST / 2 * circle.radius_px)


def _largest_gap_deg(kept: NDArray[np.bool_]) -> float:
    seen = np.flatnonzero(kept)
    steps = np.diff(np.concatenate((seen, [seen[0] + kept.size])))
    return float(steps.max()) * 360.0 / kept.size


def polar(gray: Gray, center: tuple[float, float], radii: Floats, count: int = 90) -> Floats:
    """Sample circles about a centre, ``(count, len(radii))``; NaN outside the picture."""
    angle = np.arange(count) * (2 * math.pi / count)
    rows = center[0] + np.sin(angle)[:, None] * radii
    cols = center[1] + np.cos(angle)[:, None] * radii
    seen = cv2.remap(
        gray, cols.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT, borderValue=(math.nan,),
    )  # fmt: skip
    return np.asarray(seen, np.float64)


def _fill_and_clear(gray: Gray, circle: CircleFit, sign: int) -> tuple[float, float]:
    """Give the share of the inside that looks like it, and of the rim around that does not."""
    radius, center = circle.radius_px, (circle.row_px, circle.col_px)
    inside = polar(gray, center, np.linspace(0.1, 0.85, 12) * radius)
    around = polar(gray, center, np.linspace(1.15, 1.35, 6) * radius)
    near = float(np.nanmedian(polar(gray, center, np.array([0.8, 0.85]) * radius)))
    far = float(np.nanmedian(around))
    if not sign * (near - far) > 0:
        return 0.0, 0.0
    middle = (near + far) / 2
    # rings weigh by their area
    weight = np.linspace(0.1, 0.85, 12)
    like = np.isfinite(inside) & (sign * (inside - middle) > 0)
    unlike = np.isfinite(around) & (sign * (around - middle) < 0)
    seen = max(1, int(np.isfinite(around).sum()))
    return float((like.mean(axis=0) * weight).sum() / weight.sum()), float(unlike.sum() / seen)


@dataclass(frozen=True, slots=True)
class Bar:
    """Two opposite edges: they lie ``half_px`` to both sides of the line along ``direction_deg``.

    ``stations_px`` are places on that line where both edges exist.
    """

    direction_deg: float
    half_px: float
    stations_px: tuple[float, ...]


def bars_of(fiducial: Fiducial, px_per_mm: float, rotation_deg: float) -> tuple[Bar, Bar]:
    """Give the two pairs of opposite edges of a cross or a rectangle."""
    size_x, size_y = (extent * px_per_mm for extent in extents_mm(fiducial))
    if fiducial.shape is FiducialShape.RECTANGLE:
        upper = _stations(0.0, 0.42 * size_x)
        return (
            Bar(rotation_deg, size_y / 2, upper),
            Bar(rotation_deg + 90, size_x / 2, _stations(0.0, 0.42 * size_y)),
        )
    arm = fiducial.arm_mm * px_per_mm
    return (
        Bar(rotation_deg, arm / 2, _stations(0.5 * arm + 0.08 * size_x, 0.44 * size_x)),
        Bar(rotation_deg + 90, arm / 2, _stations(0.5 * arm + 0.08 * size_y, 0.44 * size_y)),
    )


def _stations(near: float, far: float) -> tuple[float, ...]:
    """Places a pixel apart on both sides of the middle."""
    one_side = np.linspace(near, far, max(4, int(far - near)))
    return tuple(float(v) for v in np.concatenate((-one_side[::-1], one_side)))


def examine_bars(
    gray: Gray, candidate: tuple[float, float, int], bars: tuple[Bar, Bar]
) -> FiducialFit | FiducialMiss:
    """Cross the midlines of the bars near (row, col, sign), and hold them to the evidence."""
    # a second look from the place that the first gave, with less room for strangers
    first = _cross_midlines(gray, candidate, bars, 0.8)
    if isinstance(first, FiducialMiss):
        return first
    second = _cross_midlines(gray, (first.row_px, first.col_px, candidate[2]), bars, 0.4)
    if isinstance(second, FiducialMiss):
        return second
    moved = math.hypot(second.row_px - candidate[0], second.col_px - candidate[1])
    if not moved < 2 * max(bar.half_px for bar in bars):
        return FiducialMiss("its edges do not meet where it is")
    return second


def _cross_midlines(
    gray: Gray, candidate: tuple[float, float, int], bars: tuple[Bar, Bar], room: float
) -> FiducialFit | FiducialMiss:
    row, col, sign = candidate
    one = _midline(gray, (row, col), bars[0], sign, room)
    two = _midline(gray, (row, col), bars[1], sign, room)
    if isinstance(one, FiducialMiss):
        return one
    if isinstance(two, FiducialMiss):
        return two
    place = one.line.cross(two.line)
    support = min(one.support, two.support)
    u = math.sqrt((one.u_px**2 + two.u_px**2) / 2 + MODEL_U_PX**2)
    contrast = (one.contrast + two.contrast) / 2
    return FiducialFit(*place, u, one.width_px, contrast, support, support)


@dataclass(frozen=True, slots=True, eq=False)
class _Midline:
    line: LineFit
    u_px: float
    width_px: float
    contrast: float
    support: float


def _midline(
    gray: Gray, center: tuple[float, float], bar: Bar, sign: int, room: float
) -> _Midline | FiducialMiss:
    """Give the line halfway between two opposite edges: what both lose by etching cancels."""
    turn = math.radians(bar.direction_deg)
    along = np.array([-math.sin(turn), math.cos(turn)])  # row, col: rows run downwards
    across = np.array([-math.cos(turn), -math.sin(turn)])
    middle = np.array(center) + np.array(bar.stations_px)[:, None] * along
    sides = []
    for side in (-1.0, 1.0):
        start = middle + side * (1 - room) * bar.half_px * across
        end = middle + side * (1 + room) * bar.half_px * across
        sides.append(find_edges(gray, start, end, SHARP_PX, polarity=-sign))
    pair = (sides[0].points_px + sides[1].points_px) / 2
    line = line_through(pair, np.hypot(sides[0].u_px, sides[1].u_px) / 2)
    width = np.linalg.norm(sides[0].points_px - sides[1].points_px, axis=1)
    support = 0.0 if line is None else float((line.weights > 0).mean())
    if line is None or support < LEAST_SUPPORT:
        return FiducialMiss(f"only {support:.0%} of its edges are seen")
    kept = line.weights > 0
    seen_px = float(np.median(width[kept]))
    if abs(seen_px / (2 * bar.half_px) - 1) > 2 * SIZE_TOLERANCE:
        return FiducialMiss("its edges are not as far apart as the mark's")
    if float(np.median(np.abs(width[kept] - seen_px))) > SOFTEST / 2 * seen_px:
        return FiducialMiss("its edges are not straight")
    contrast = -float(np.median((sides[0].contrast + sides[1].contrast)[kept])) / 2
    t = (center[0] - line.point_px[0]) * line.direction[0]
    t += (center[1] - line.point_px[1]) * line.direction[1]
    u = math.hypot(line.u_offset_px, t * line.u_angle_rad)
    return _Midline(line, u, seen_px, contrast, support)
