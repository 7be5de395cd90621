"""How much a place on a body looks like the mark of pin 1."""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import MarkKind, PolarityMark
from inspector.domain.geometry import Affine
from inspector.domain.view import View
from inspector.vision.body import pixels_of

Floats = NDArray[np.float64]

POINTS_ACROSS = 15
"""Sampled points across the surroundings of the mark."""
SURROUND = 1.7
"""Size of the surroundings looked at, in marks."""
RIM = (0.85, 1.15)
"""Between these, in marks, it is neither mark nor surroundings: edges are soft."""
LEAST_SEEN = 0.8
"""Share of the place that must have been seen."""
FAINTEST = 4e-3
"""Share of full scale: what varies less than this shows no mark."""


def mark_score(view: View, pose: Affine, z_mm: float, search_mm: float) -> float:
    """Give the best correlation of the mark's shape near its place on a body.

    Parameters
    ----------
    view
        With a ``ring`` shot and a package with a mark.
    pose
        Part's own mm to package mm as the body lies.
    z_mm
        Height of the body's top.
    search_mm
        How far around its drawn place the mark is looked for.

    Returns
    -------
    float
        0 (none) to 1; a mark may be brighter or darker than the body. NaN where a fifth
        of the place was not seen.
    """
    mark = view.package.mark
    if mark is None:
        return math.nan
    gray = np.where(view.valid, view.ring.mean(axis=2), np.float32(np.nan))
    points, inside, used = _shape(mark)
    best = 0.0
    ticks = _ticks(search_mm, min(mark.size_x_mm, mark.size_y_mm) / 8)
    for dx in ticks:
        for dy in ticks:
            places = pose.apply(points[used] + (dx, dy))
            values = _nearest(gray, pixels_of(view, places, z_mm))
            known = np.isfinite(values)
            if known.mean() < LEAST_SEEN:
                return math.nan
            best = max(best, _correlation(values[known], inside[used][known]))
    return best


def _ticks(reach: float, step: float) -> Floats:
    n = max(1, math.ceil(reach / step)) if reach > 0 else 0
    return np.linspace(-reach, reach, 2 * n + 1)


def _shape(mark: PolarityMark) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Give points around the mark, which of them lie on it, and which say anything."""
    axis = np.linspace(-SURROUND, SURROUND, POINTS_ACROSS)
    u, v = (grid.ravel() for grid in np.meshgrid(axis, axis))
    round_mark = mark.kind in (MarkKind.DOT, MarkKind.NOTCH)
    far = np.hypot(u, v) if round_mark else np.maximum(np.abs(u), np.abs(v))
    points = np.column_stack(
        (mark.x_mm + u * mark.size_x_mm / 2, mark.y_mm + v * mark.size_y_mm / 2)
    )
    return points, far < 1.0, ((far < RIM[0]) | (far > RIM[1])) & (far < SURROUND)


def _nearest(gray: NDArray[np.float32], pixels: Floats) -> Floats:
    at = np.floor(pixels + 0.5).astype(int)
    out = (at < 0).any(axis=1) | (at >= gray.shape).any(axis=1)
    at[out] = 0
    return np.where(out, np.nan, gray[at[:, 0], at[:, 1]].astype(np.float64))


def _correlation(values: Floats, inside: NDArray[np.bool_]) -> float:
    """Give how much of the variation is the step between mark and surroundings."""
    spread = float(values.std())
    if spread < FAINTEST:
        return 0.0
    share = float(inside.mean())
    step = abs(float(values[inside].mean() - values[~inside].mean()))
    return step * math.sqrt(share * (1 - share)) / spread
