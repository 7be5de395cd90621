"""Hot loop of the coarse search for a part: weighted correlation with a few hundred points.

The reference in plain numpy stands in `inspector.vision.kernels.pattern_reference`.
"""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import NAN_SAFE, kernel

FAINTEST = 1e-12
"""A variance below this is a flat picture: nothing correlates with it."""


@kernel(fastmath=NAN_SAFE)
def _correlate(
    image: NDArray[np.float32],
    rows: NDArray[np.int64],
    cols: NDArray[np.int64],
    signed: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> float:
    """Give the correlation of the pattern with its points on these pixels."""
    both = 0.0
    mean = 0.0
    square = 0.0
    for k in range(rows.size):
        value = np.float64(image[rows[k], cols[k]])
        seen = weights[k] * value
        both += signed[k] * value
        mean += seen
        square += seen * value
    variance = square - mean * mean
    return both / math.sqrt(variance) if variance > FAINTEST else 0.0


@kernel
def search(
    image: NDArray[np.float32],
    points: NDArray[np.float64],
    signs: NDArray[np.float64],
    weights: NDArray[np.float64],
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    turns: NDArray[np.float64],
    tie: float,
    out: NDArray[np.float64],
) -> None:
    """Fill ``out`` with the row, column, turn and correlation at which a pattern fits best.

    ``points`` (K, 2) are the pattern's (x, y) in pixels of ``image``, ``places`` the rows and the
    columns of the grid on which its origin is tried, ``turns`` radians counter-clockwise. The
    nearest pixel is taken, at the border the last one. ``weights`` (K,) sum to 1 and balance
    ``signs`` (K,) of +1 and -1, so the correlation is within -1 and 1. Of places as good as the
    best within ``tie`` at its turn, their middle is given.
    """
    at_rows, at_cols = places
    high, wide = image.shape
    count = points.shape[0]
    signed = signs * weights
    rows = np.empty((at_rows.size, count), np.int64)
    cols = np.empty((at_cols.size, count), np.int64)
    scores = np.empty((at_rows.size, at_cols.size))
    out[3] = -2.0
    for turn in turns:
        cos, sin = math.cos(turn), math.sin(turn)
        for k in range(count):
            down = -(sin * points[k, 0] + cos * points[k, 1])
            right = cos * points[k, 0] - sin * points[k, 1]
            for i in range(at_rows.size):
                r = math.floor(at_rows[i] + down + 0.5)
                rows[i, k] = min(max(r, 0), high - 1)
            for j in range(at_cols.size):
                c = math.floor(at_cols[j] + right + 0.5)
                cols[j, k] = min(max(c, 0), wide - 1)
        top = -2.0
        for i in range(at_rows.size):
            for j in range(at_cols.size):
                score = _correlate(image, rows[i], cols[j], signed, weights)
                scores[i, j] = score
                top = max(top, score)
        if top <= out[3]:
            continue
        near = 0
        row = 0.0
        col = 0.0
        for i in range(at_rows.size):
            for j in range(at_cols.size):
                if scores[i, j] > top - tie:
                    near += 1
                    row += at_rows[i]
                    col += at_cols[j]
        out[0] = row / near
        out[1] = col / near
        out[2] = turn
        out[3] = top
