"""Hot loop of the coarse search for a part: weighted correlation with a few hundred points.

The reference in plain numpy stands in `inspector.vision.kernels.pattern_reference`.
"""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

FAINTEST = 1e-12
"""A variance below this is a flat picture: nothing correlates with it."""


@kernel
def correlate(
    image: NDArray[np.float32],
    points: NDArray[np.float64],
    signs: NDArray[np.float64],
    weights: NDArray[np.float64],
    places: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Fill ``out`` (P,) with the correlation of the pattern laid at each place.

    ``points`` (K, 2) are offsets and ``places`` (P, 2) middles, both (row, col) in px of ``image``;
    the nearest pixel is taken, at the border the last one. ``weights`` (K,) sum to 1 and balance
    ``signs`` (K,) of +1 and -1, so the result is within -1 and 1.
    """
    rows, cols = image.shape
    for p in range(places.shape[0]):
        both = 0.0
        mean = 0.0
        square = 0.0
        for k in range(points.shape[0]):
            r = math.floor(places[p, 0] + points[k, 0] + 0.5)
            c = math.floor(places[p, 1] + points[k, 1] + 0.5)
            r = min(max(r, 0), rows - 1)
            c = min(max(c, 0), cols - 1)
            value = image[r, c]
            w = weights[k]
            both += w * signs[k] * value
            mean += w * value
            square += w * value * value
        variance = square - mean * mean
        out[p] = both / math.sqrt(variance) if variance > FAINTEST else 0.0
