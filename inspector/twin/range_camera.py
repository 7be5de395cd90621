"""The `range` frame of a 3D camera: heights as numbers, where its laser and its eye both reach."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.domain.fringe import TRAVEL
from inspector.twin.projector import Projector, Target

FULL = 65_535
"""Largest number of a Coord3D_C16."""


@dataclass(frozen=True, slots=True)
class RangeCamera:
    """A camera that gives heights: a laser from one side, looked at from above.

    ``scale_mm`` and ``offset_mm`` say what its numbers are: z = offset + scale * number, 0 is not
    measured. ``sigma_mm`` is its noise. A surface that faces the laser or the eye at more than
    ``steepest_deg`` gives nothing back, nor does one that the laser sees less than half of.
    """

    laser: str = "east"
    theta_deg: float = 30.0
    sigma_mm: float = 0.001
    scale_mm: float = 0.0005
    offset_mm: float = -2.0
    steepest_deg: float = 75.0

    def __post_init__(self) -> None:
        if self.laser not in TRAVEL:
            raise InspectorError(f"laser {self.laser!r}: write {' or '.join(TRAVEL)}")
        if not self.scale_mm > 0.0:
            raise InspectorError(f"scale of {self.scale_mm} mm: write more than 0")


def range_picture(
    target: Target, camera: RangeCamera, chance: np.random.Generator
) -> NDArray[np.uint16]:
    """Give the heights that a 3D camera reads.

    Parameters
    ----------
    target
        What is looked at; a pixel's height is that of what its middle sees.
    camera
        What looks.
    chance
        Its noise.

    Returns
    -------
    ``(H, W)`` uint16, Coord3D_C16: z over the machine's plane = offset + scale * number; 0 where
    the laser does not reach, where a surface is too steep, or where z is no number it has.
    """
    lamp = Projector(camera.laser, camera.theta_deg).lamp
    faces = target.middles.faces.astype(np.float64)
    upright = np.sqrt(np.maximum(1.0 - np.square(faces).sum(1), 0.0))
    towards = faces @ lamp[:2] * lamp[2] + upright * lamp[3]
    least = math.cos(math.radians(camera.steepest_deg))
    seen = (target.share(target.middles, lamp) > 1 / 2) & (upright > least) & (towards > least)
    z = target.heights + camera.sigma_mm * chance.standard_normal(target.shape, np.float32)
    number = np.rint((z.astype(np.float64) - camera.offset_mm) / camera.scale_mm)
    seen = seen.reshape(target.shape) & (number >= 1) & (number <= FULL)
    return np.where(seen, number, 0).astype(np.uint16)
