"""Pictures for the virtual camera; apart, because the feeder's process imports this file."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from inspector.devices.virtual_layout import Picture, Request


@dataclass(frozen=True)
class Numbered:
    """Pictures for the virtual camera: the grey of a frame's number, brighter to the right.

    Its heights are that number, too.
    """

    rows: int = 480
    cols: int = 640

    def begin(self) -> Self:
        return self

    def moved_to(self, field: int, center_mm: tuple[float, float]) -> None:
        """It shows the same everywhere."""

    def frame_of(self, request: Request) -> Picture:
        if request.pixel_format == "Coord3D_C16":
            return Picture(np.full((self.rows, self.cols), request.frame_id, np.uint16), 16)
        grey = np.uint8(request.frame_id % 200) + np.arange(self.cols, dtype=np.uint8) % 50
        return Picture(np.tile(grey, (self.rows, 1)))
