"""Small pictures as PNG files: what a report and a record keep of a part."""

import imagecodecs
import numpy as np
from numpy.typing import NDArray

LEVEL = 3
"""Of deflate: half the size of 1 is not to be had above it."""


def png_of(rgb: NDArray[np.uint8]) -> bytes:
    """Give a picture as a PNG file; the same picture gives the same bytes.

    Parameters
    ----------
    rgb
        ``(H, W, 3)`` RGB or ``(H, W)`` grey, uint8.
    """
    return bytes(imagecodecs.png_encode(np.ascontiguousarray(rgb), level=LEVEL))
