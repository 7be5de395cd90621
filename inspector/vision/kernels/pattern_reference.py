"""The pattern kernel in plain numpy: slow, short, and what the kernel is held against."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FAINTEST = 1e-12
"""A variance below this is a flat picture, as in the kernel."""


def correlate(
    image: NDArray[np.float32], points: Floats, signs: Floats, weights: Floats, places: Floats
) -> Floats:
    """Give the correlation ``(P,)`` of the pattern laid at each place; see the kernel."""
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
