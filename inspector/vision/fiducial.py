"""Where a fiducial lies: coarse by correlation with its outline, then by its sub-pixel edges.

A mark is taken only on evidence (its outline is there, all around, with the size it should have);
what cannot be told apart is refused with the reason. A wrong mark would move every part.
"""

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

COARSE_PX = 16.0
"""Extent of the mark in the reduced picture where it is looked for."""
SURROUND = 0.35
"""Width of the surroundings that belong to the pattern, as a share of the mark's extent."""
LEAST_CORRELATION = 0.35
"""Of a candidate; a mark with 40 % of paste on it still has 0.5."""
MOST_CANDIDATES = 6
LEAST_SUPPORT = 0.6
"""Share of the outline that must be seen as an edge; the rest may lie under paste."""
LARGEST_GAP_DEG = 140.0
"""No more of a circle's outline in one piece may be unseen."""
SIZE_TOLERANCE = 0.10
"""Of the size that is seen against the nominal: etching, plating and scale."""
LEAST_FILL, LEAST_CLEAR = 0.55, 0.70
"""Share of the inside that looks like the inside, and of the rim around that does not."""
ALIKE = 0.75
"""A second candidate this good against the best makes the place ambiguous."""
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


def find_fiducial(
    gray: Gray,
    nominal_px: tuple[float, float],
    fiducial: Fiducial,
    px_per_mm: float,
    search_px: float,
    rotation_deg: float = 0.0,
) -> FiducialFit | FiducialMiss:
    """Find one mark near its nominal place.

    Parameters
    ----------
    gray
        ``(H, W)`` float32, linear.
    nominal_px
        Where it should be, row and col.
    px_per_mm
        Scale at the mark.
    search_px
        How far from the nominal place it may lie, each axis.
    rotation_deg
        Turn of the mark in the picture, counter-clockwise; of no concern to a circle.

    Returns
    -------
    The mark, or the reason why none is taken.

    Notes
    -----
    Drawn 1 mm circles at 10 um per px, noise 3 of 255, contrast 120, error 0.004 px rms each axis
    plain and 0.006 px with 20 % of shading; with 30 % of paste on the rim below 0.02 px. 8 ms.
    """
    extent = math.hypot(*_extents(fiducial)) if rotation_deg % 90 else max(_extents(fiducial))
    window = _window(gray.shape, nominal_px, search_px + extent * px_per_mm * (0.5 + SURROUND))
    if window is None:
        return FiducialMiss("its place lies outside the field")
    r0, r1, c0, c1 = window
    piece = np.ascontiguousarray(gray[r0:r1, c0:c1])
    found: list[FiducialFit] = []
    reasons: list[str] = []
    for row, col, sign in _candidates(piece, fiducial, px_per_mm, rotation_deg):
        if max(abs(row + r0 - nominal_px[0]), abs(col + c0 - nominal_px[1])) > search_px:
            continue
        fit = _examine(piece, (row, col, sign), fiducial, px_per_mm, rotation_deg)
        if isinstance(fit, FiducialMiss):
            reasons.append(fit.reason)
        elif all(_apart(fit, other) > extent * px_per_mm / 2 for other in found):
            found.append(fit)
    if not found:
        return FiducialMiss(reasons[0] if reasons else "nothing there looks like the mark")
    found.sort(key=lambda fit: -fit.score)
    if len(found) > 1 and found[1].score >= ALIKE * found[0].score:
        apart = _apart(*found[:2]) / px_per_mm
        return FiducialMiss(f"ambiguous: two marks equally good, {apart:.2f} mm apart")
    best = found[0]
    return FiducialFit(
        best.row_px + r0, best.col_px + c0, best.u_px, best.size_px, best.contrast, best.support,
        best.score,
    )  # fmt: skip


def _apart(one: FiducialFit, other: FiducialFit) -> float:
    return math.hypot(one.row_px - other.row_px, one.col_px - other.col_px)


def _extents(fiducial: Fiducial) -> tuple[float, float]:
    return fiducial.size_mm, fiducial.size_y_mm or fiducial.size_mm


def _window(
    shape: tuple[int, ...], center_px: tuple[float, float], half_px: float
) -> tuple[int, int, int, int] | None:
    rows, cols = shape
    r0, r1 = max(0, math.floor(center_px[0] - half_px)), math.ceil(center_px[0] + half_px) + 1
    c0, c1 = max(0, math.floor(center_px[1] - half_px)), math.ceil(center_px[1] + half_px) + 1
    r1, c1 = min(rows, r1), min(cols, c1)
    return (r0, r1, c0, c1) if min(r1 - r0, c1 - c0) > half_px / 2 else None


def _examine(
    gray: Gray,
    candidate: tuple[float, float, int],
    fiducial: Fiducial,
    px_per_mm: float,
    rotation_deg: float,
) -> FiducialFit | FiducialMiss:
    if fiducial.shape is FiducialShape.CIRCLE:
        return examine_circle(gray, candidate, fiducial.size_mm * px_per_mm / 2)
    return _examine_bars(gray, candidate, _bars(fiducial, px_per_mm, rotation_deg))


# --- candidates ---------------------------------------------------------------------------------


def _candidates(
    gray: Gray, fiducial: Fiducial, px_per_mm: float, rotation_deg: float
) -> list[tuple[float, float, int]]:
    """Give (row, col, sign) of what looks most like the mark; sign 1: brighter than around."""
    scale = max(1.0, max(_extents(fiducial)) * px_per_mm / COARSE_PX)
    size = (max(1, round(gray.shape[1] / scale)), max(1, round(gray.shape[0] / scale)))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    pattern = _pattern(fiducial, px_per_mm / scale, rotation_deg)
    if small.shape[0] < pattern.shape[0] or small.shape[1] < pattern.shape[1]:
        return []
    match = cv2.matchTemplate(small.astype(np.float32), pattern, cv2.TM_CCOEFF_NORMED)
    match = np.nan_to_num(match, posinf=0.0, neginf=0.0)
    strength = np.abs(match)
    reach = pattern.shape[0] // 4
    found: list[tuple[float, float, int]] = []
    for _ in range(MOST_CANDIDATES):
        r, c = (int(v) for v in np.unravel_index(int(strength.argmax()), strength.shape))
        if strength[r, c] < LEAST_CORRELATION:
            break
        row, col = r + (pattern.shape[0] - 1) / 2, c + (pattern.shape[1] - 1) / 2
        fr, fc = gray.shape[0] / small.shape[0], gray.shape[1] / small.shape[1]
        sign = 1 if match[r, c] > 0 else -1
        found.append(((row + 0.5) * fr - 0.5, (col + 0.5) * fc - 0.5, sign))
        strength[max(0, r - reach) : r + reach + 1, max(0, c - reach) : c + reach + 1] = 0
    return found


def _pattern(fiducial: Fiducial, px_per_mm: float, rotation_deg: float) -> Gray:
    """Draw the mark and its surroundings, anti-aliased, an odd number of pixels wide."""
    fine = 5
    extent = max(_extents(fiducial)) * px_per_mm * (1 + 2 * SURROUND)
    size = int(extent) // 2 * 2 + 1
    axis = (np.arange(size * fine) - (size * fine - 1) / 2) / (fine * px_per_mm)
    x, y = np.meshgrid(axis, -axis)
    turn = math.radians(rotation_deg)
    u, v = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    inside = _inside(fiducial, u, v).reshape(size, fine, size, fine)
    return np.ascontiguousarray(inside.mean(axis=(1, 3)), np.float32)


def _inside(fiducial: Fiducial, x: Floats, y: Floats) -> NDArray[np.bool_]:
    half_x, half_y = (extent / 2 for extent in _extents(fiducial))
    if fiducial.shape is FiducialShape.CIRCLE:
        return np.hypot(x, y) <= half_x
    box = (np.abs(x) <= half_x) & (np.abs(y) <= half_y)
    if fiducial.shape is FiducialShape.RECTANGLE:
        return box
    return box & (np.minimum(np.abs(x), np.abs(y)) <= fiducial.arm_mm / 2)


# --- circles ------------------------------------------------------------------------------------


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
    reach = max(8 * SHARP_PX, 3 * SOFTEST * radius_px)
    span = (circle.radius_px - reach, circle.radius_px + reach)
    edges = _circle_edges(gray, (circle.row_px, circle.col_px), span, SHARP_PX * 1.2, sign)
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
    kept = circle.weights > 0
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


# --- crosses and rectangles ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bar:
    """Two opposite edges: they lie ``half_px`` to both sides of the line along ``direction_deg``.

    ``stations_px`` are places on that line where both edges exist.
    """

    direction_deg: float
    half_px: float
    stations_px: tuple[float, ...]


def _bars(fiducial: Fiducial, px_per_mm: float, rotation_deg: float) -> tuple[_Bar, _Bar]:
    size_x, size_y = (extent * px_per_mm for extent in _extents(fiducial))
    if fiducial.shape is FiducialShape.RECTANGLE:
        upper = _stations(0.0, 0.42 * size_x)
        return (
            _Bar(rotation_deg, size_y / 2, upper),
            _Bar(rotation_deg + 90, size_x / 2, _stations(0.0, 0.42 * size_y)),
        )
    arm = fiducial.arm_mm * px_per_mm
    return (
        _Bar(rotation_deg, arm / 2, _stations(0.5 * arm + 0.08 * size_x, 0.44 * size_x)),
        _Bar(rotation_deg + 90, arm / 2, _stations(0.5 * arm + 0.08 * size_y, 0.44 * size_y)),
    )


def _stations(near: float, far: float) -> tuple[float, ...]:
    """Places a pixel apart on both sides of the middle."""
    one_side = np.linspace(near, far, max(4, int(far - near)))
    return tuple(float(v) for v in np.concatenate((-one_side[::-1], one_side)))


def _examine_bars(
    gray: Gray, candidate: tuple[float, float, int], bars: tuple[_Bar, _Bar]
) -> FiducialFit | FiducialMiss:
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
    gray: Gray, candidate: tuple[float, float, int], bars: tuple[_Bar, _Bar], room: float
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
    gray: Gray, center: tuple[float, float], bar: _Bar, sign: int, room: float
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
