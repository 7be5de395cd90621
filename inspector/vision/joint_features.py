"""What a plain colour picture of one solder joint shows, as numbers: for a small classifier.

Size and sharpness of the picture are taken out first: both tell where a picture comes from, not
what is on it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIDE = 16
"""Every picture is brought down to 16 x 16: as fine as the coarsest of them."""
CELLS = 4
TURNS = 8
GAMMA = 2.2
DARK = 0.02
"""Of full scale: below it colour is noise."""
LEVELS = (5, 25, 50, 75, 95)
HUES = (6, 3, 4)
"""Bins of hue, saturation and value."""
WEIGHTS = {"shape": 0.6, "colour": 4.0, "slopes": 6.0, "hues": 3.0, "levels": 1.5}
"""So that each kind of feature has about the same spread."""


def joint_features(picture: NDArray[np.uint8]) -> Floats:
    """Give the features of one joint.

    Parameters
    ----------
    picture
        ``(H, W, 3)`` uint8 RGB of any size.

    Returns
    -------
    ``(N,)`` float32: relative brightness, chromaticity, directions of slopes in 4 x 4 cells [1]_,
    hues, and levels of each colour.

    References
    ----------
    .. [1] N. Dalal and B. Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR,
       2005.
    """
    small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    color = np.asarray(small, np.float32) / np.float32(255.0)
    gray = np.asarray(color.mean(axis=2), np.float32)
    spread = gray.std() + DARK
    linear = color**GAMMA
    chroma = linear / (linear.sum(axis=2, keepdims=True) + DARK)
    half = cv2.resize(chroma, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
    parts = {
        "shape": (gray - gray.mean()) / spread,
        "colour": half,
        "slopes": _slopes(gray, float(spread)),
        "hues": _hues(color),
        "levels": np.percentile(linear.reshape(-1, 3), LEVELS, axis=0),
    }
    return np.concatenate(
        [np.asarray(part, np.float32).ravel() * WEIGHTS[name] for name, part in parts.items()]
    )


def _slopes(gray: Floats, spread: float) -> Floats:
    """Give how much slope there is in which direction, ``(4, 4, 8)``, per pixel."""
    x, y = (cv2.Sobel(gray, cv2.CV_32F, *axis) / 8 for axis in ((1, 0), (0, 1)))
    size = np.hypot(x, y) / spread
    turn = (np.arctan2(y, x) % np.pi / np.pi * TURNS).astype(int) % TURNS
    cell = SIDE // CELLS
    out = np.zeros((CELLS, CELLS, TURNS), np.float32)
    for i in range(CELLS):
        for j in range(CELLS):
            of = slice(i * cell, (i + 1) * cell), slice(j * cell, (j + 1) * cell)
            out[i, j] = np.bincount(turn[of].ravel(), size[of].ravel(), TURNS) / cell**2
    return out


def _hues(color: Floats) -> Floats:
    hsv = cv2.cvtColor(color, cv2.COLOR_RGB2HSV)
    ranges = [0, 360, 0, 1.01, 0, 1.01]
    counts = cv2.calcHist([hsv], [0, 1, 2], None, list(HUES), ranges)
    return np.asarray(np.sqrt(counts / SIDE**2), np.float32)
