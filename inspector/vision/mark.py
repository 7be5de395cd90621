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
    points, inside, used = _shape(mark)
    ticks = _ticks(search_mm, min(mark.size_x_mm, mark.size_y_mm) / 8)
    moves = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 1, 2)
    places = pose.apply(points[used] + moves).reshape(-1, 2)
    values = _nearest(view, pixels_of(view, places, z_mm)).reshape(len(moves), -1)
    known = np.isfinite(values)
    if known.mean(axis=1).min() < LEAST_SEEN:
        return math.nan
    return float(_correlations(values, known, inside[used]).max())


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


def _nearest(view: View, pixels: Floats) -> Floats:
    """Give the mean of the colours at the nearest pixels, NaN where nothing was seen."""
    at = np.floor(pixels + 0.5).astype(int)
    out = (at < 0).any(axis=1) | (at >= view.valid.shape).any(axis=1)
    at[out] = 0
    row, col = at.T
    gray = view.ring[row, col].astype(np.float64).mean(axis=1)
    return np.where(out | ~view.valid[row, col], np.nan, gray)


def _correlations(values: Floats, known: NDArray[np.bool_], inside: NDArray[np.bool_]) -> Floats:
    """Give how much of the variation is the step between mark and surroundings, at each move.

    ``values`` and ``known`` are ``(N, P)``, ``inside`` ``(P,)``.
    """
    seen = np.where(known, values, 0.0)
    count = known.sum(axis=1)
    mean = seen.sum(axis=1) / count
    spread = np.sqrt(np.where(known, (values - mean[:, None]) ** 2, 0.0).sum(axis=1) / count)
    marked = (known & inside).sum(axis=1)
    share = marked / count
    with np.errstate(invalid="ignore", divide="ignore"):
        one = seen[:, inside].sum(axis=1) / marked
        other = seen[:, ~inside].sum(axis=1) / (count - marked)
        score = np.abs(one - other) * np.sqrt(share * (1 - share)) / spread
    return np.where((spread < FAINTEST) | ~np.isfinite(score), 0.0, score)
