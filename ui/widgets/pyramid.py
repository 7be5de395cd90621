"""A picture at every scale that a screen may ask for. No Qt here: made on any thread."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SMALLEST_PX = 256
"""A level this small is the last: drawing it costs nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Pyramid:
    """Levels of one picture, each half the one before, ``(H, W)`` or ``(H, W, 3)`` uint8 RGB."""

    levels: tuple[NDArray[np.uint8], ...]

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the whole picture."""
        rows, cols = self.levels[0].shape[:2]
        return cols, rows

    def level_for(self, zoom: float) -> int:
        """Give the level to draw from at ``zoom`` screen pixels a picture pixel.

        The smallest that still has a pixel for each one on the screen.
        """
        level = int(np.floor(np.log2(1 / max(zoom, 1e-9)) + 1e-6)) if zoom < 1 else 0
        return min(max(level, 0), len(self.levels) - 1)


def pyramid_of(pixels: NDArray[np.uint8]) -> Pyramid:
    """Build all levels by averaging areas: a small defect fades, it is never skipped.

    Parameters
    ----------
    pixels
        ``(H, W)`` or ``(H, W, 3)`` uint8. Kept, not copied, if it lies contiguous in memory.
    """
    levels = [np.ascontiguousarray(pixels)]
    while max(levels[-1].shape[:2]) > SMALLEST_PX and min(levels[-1].shape[:2]) > 1:
        rows, cols = levels[-1].shape[:2]
        half = (max(1, (cols + 1) // 2), max(1, (rows + 1) // 2))
        smaller = cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA)
        levels.append(np.asarray(smaller, np.uint8))
    for level in levels:
        level.flags.writeable = False
    return Pyramid(tuple(levels))
