"""The pattern kernel in plain numpy: slow, short, and what the kernel is held against."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FAINTEST = 1e-12
"""A variance below this is a flat picture, as in the kernel."""


def search(
    image: NDArray[np.float32],
    pattern: tuple[Floats, Floats, Floats],
    places: tuple[Floats, Floats],
    turns: Floats,
    tie: float,
) -> tuple[float, float, float, float]:
    """Give row, column, turn and correlation of the best fit; see the kernel."""
    points, signs, weights = pattern
    rows, cols = np.meshgrid(*places, indexing="ij")
    best = (math.nan, math.nan, math.nan, -2.0)
    for turn in turns:
        cos, sin = math.cos(turn), math.sin(turn)
        offsets = points @ np.array([[-sin, cos], [-cos, -sin]])
        middles = np.column_stack((rows.ravel(), cols.ravel()))
        scores = correlate(image, offsets, signs, weights, middles)
        top = float(scores.max())
        if top > best[3]:
            near = scores > top - tie
            row, col = middles[near].mean(axis=0)
            best = (float(row), float(col), float(turn), top)
    return best


def correlate(
    image: NDArray[np.float32], points: Floats, signs: Floats, weights: Floats, places: Floats
) -> Floats:
    """Give the correlation ``(P,)`` with points ``(K, 2)`` (row, col) laid at each place."""
    at = np.floor(places[:, None, :] + points[None, :, :] + 0.5).astype(int)
    rows = np.clip(at[..., 0], 0, image.shape[0] - 1)
    cols = np.clip(at[..., 1], 0, image.shape[1] - 1)
    values = image[rows, cols].astype(np.float64)
    mean = values @ weights
    variance = (values**2) @ weights - mean**2
    both = (values * signs) @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        score = both / np.sqrt(variance)
    return np.asarray(np.where(variance > FAINTEST, score, 0.0))
