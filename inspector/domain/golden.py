"""How good boards of a product look, pixel by pixel, and how much they vary."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Box

FULL_CODE = 255.0
"""Code of full scale."""


@dataclass(frozen=True, slots=True, eq=False)
class Golden:
    """The golden board: what the surface of one board is held against, in one light.

    Levels are kept as codes, ``255 sqrt(v)`` of linear light v (1.0 is full scale): shot noise then
    is the same at every brightness.

    Parameters
    ----------
    shot
        The light, by the name of the shot.
    box
        What the raster covers, board mm. Row 0 is its upper rim, pixel centres lie half a pixel
        inside.
    mean, spread
        ``(H, W, C)`` uint8 codes: how good boards look, and the standard deviation between them in
        quarters of a code. Read-only.
    seen
        ``(H, W)`` bool: False where no good board was seen.
    samples
        Serials of the boards it was learned from, with the board's index.
    """

    shot: str
    mm_per_px: float
    box: Box
    mean: NDArray[np.uint8]
    spread: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    samples: tuple[str, ...] = field(default=())
    sha256: str = ""

    def __post_init__(self) -> None:
        if self.mean.shape != self.spread.shape or self.mean.shape[:2] != self.seen.shape:
            raise ValueError("mean, spread and seen are not of one size")
        for array in (self.mean, self.spread, self.seen):
            array.setflags(write=False)

    @property
    def rows(self) -> int:
        """Rows of the raster."""
        return int(self.mean.shape[0])

    @property
    def cols(self) -> int:
        """Columns of the raster."""
        return int(self.mean.shape[1])

    def at_mm(self, row: float, col: float) -> tuple[float, float]:
        """Give the place (x, y), board mm, of (row, col); pixel centres are at whole numbers."""
        x = self.box.x_mm + (col + 0.5) * self.mm_per_px
        y = self.box.y_mm + self.box.height_mm - (row + 0.5) * self.mm_per_px
        return x, y


SPREAD_STEP = 0.25
"""Codes that one step of ``Golden.spread`` stands for."""


def coded(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the codes, 0 to 255 and not rounded, of linear light; any shape."""
    return np.asarray(np.sqrt(np.clip(linear, 0.0, 1.0)) * np.float32(FULL_CODE), np.float32)
