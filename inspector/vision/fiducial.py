"""Where a fiducial lies: coarse by correlation with its outline, then by its sub-pixel edges.

A mark is taken only on evidence (its outline is there, all around, with the size it should have);
what cannot be told apart is refused with the reason. A wrong mark would move every part.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Fiducial, FiducialShape
from inspector.vision.mark_outline import (
    FiducialFit,
    FiducialMiss,
    bars_of,
    examine_bars,
    examine_circle,
    extents_mm,
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
ALIKE = 0.75
"""A second candidate this good against the best makes the place ambiguous."""


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
    Drawn 1 mm circles at 10 um per px, noise 3 of 255, contrast 120: 0.005 px rms each axis, plain,
    with 20 % of shading (bias 0.002 px) or dark on light; with 20 % of the outline under paste
    0.005 px rms; crosses and rectangles 0.005 px rms. 8 ms.
    """
    extent = math.hypot(*extents_mm(fiducial)) if rotation_deg % 90 else max(extents_mm(fiducial))
    window = _window(gray.shape, nominal_px, search_px + extent * px_per_mm * (0.5 + SURROUND))
    if window is None:
        return FiducialMiss("its place lies outside the field")
    r0, r1, c0, c1 = window
    piece = np.ascontiguousarray(gray[r0:r1, c0:c1])
    found: list[FiducialFit] = []
    reasons: list[str] = []
    for row, col, sign in candidates(piece, fiducial, px_per_mm, rotation_deg):
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
    return examine_bars(gray, candidate, bars_of(fiducial, px_per_mm, rotation_deg))


# --- candidates ---------------------------------------------------------------------------------


def candidates(
    gray: Gray,
    fiducial: Fiducial,
    px_per_mm: float,
    rotation_deg: float,
    most: int = MOST_CANDIDATES,
) -> list[tuple[float, float, int]]:
    """Give (row, col, sign) of what looks most like the mark; sign 1: brighter than around."""
    scale = max(1.0, max(extents_mm(fiducial)) * px_per_mm / COARSE_PX)
    return matches(gray, _pattern(fiducial, px_per_mm / scale, rotation_deg), scale, most)


def matches(
    gray: Gray, pattern: Gray, scale: float, most: int = MOST_CANDIDATES
) -> list[tuple[float, float, int]]:
    """Give (row, col, sign) of what looks most like a pattern, drawn ``scale`` times smaller."""
    size = (max(1, round(gray.shape[1] / scale)), max(1, round(gray.shape[0] / scale)))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    if small.shape[0] < pattern.shape[0] or small.shape[1] < pattern.shape[1]:
        return []
    match = cv2.matchTemplate(small.astype(np.float32), pattern, cv2.TM_CCOEFF_NORMED)
    match = np.nan_to_num(match, posinf=0.0, neginf=0.0)
    strength = np.abs(match)
    reach = pattern.shape[0] // 4
    found: list[tuple[float, float, int]] = []
    for _ in range(most):
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
    extent = max(extents_mm(fiducial)) * px_per_mm * (1 + 2 * SURROUND)
    size = int(extent) // 2 * 2 + 1
    axis = (np.arange(size * fine) - (size * fine - 1) / 2) / (fine * px_per_mm)
    x, y = np.meshgrid(axis, -axis)
    turn = math.radians(rotation_deg)
    u, v = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    inside = _inside(fiducial, u, v).reshape(size, fine, size, fine)
    return np.ascontiguousarray(inside.mean(axis=(1, 3)), np.float32)


def _inside(fiducial: Fiducial, x: Floats, y: Floats) -> NDArray[np.bool_]:
    half_x, half_y = (extent / 2 for extent in extents_mm(fiducial))
    if fiducial.shape is FiducialShape.CIRCLE:
        return np.hypot(x, y) <= half_x
    box = (np.abs(x) <= half_x) & (np.abs(y) <= half_y)
    if fiducial.shape is FiducialShape.RECTANGLE:
        return box
    return box & (np.minimum(np.abs(x), np.abs(y)) <= fiducial.arm_mm / 2)
