"""The one convention of fringes, for those who draw them and those who decode them.

A projector is named for where it stands: ``east`` at +x, ``north`` at +y; its light comes down and
travels away from there, and the phase grows along that travel.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

TRAVEL = {"east": (-1.0, 0.0), "north": (0.0, -1.0), "west": (1.0, 0.0), "south": (0.0, 1.0)}
"""Horizontal direction (x, y) in which the light of each projector travels."""


def fringe_signal(
    phase_rad: ArrayLike, step: int, steps: int, mean: float, swing: float
) -> NDArray[np.float64]:
    """Give the linear signal ``A + B cos(phi + 2 pi k / N)`` of step k of N."""
    phase = np.asarray(phase_rad, np.float64)
    return np.asarray(mean + swing * np.cos(phase + 2 * math.pi * step / steps))


def fringe_phase_rad(
    projector: str, place_mm: tuple[float, float, float], period_mm: float, theta_deg: float
) -> float:
    """Give the phase at (x, y, z), mm, of parallel light: zero at the origin.

    Parameters
    ----------
    period_mm
        On the plane z = 0.
    theta_deg
        Of the light from the vertical.
    """
    x, y, z = place_mm
    along = TRAVEL[projector][0] * x + TRAVEL[projector][1] * y
    return 2 * math.pi * (along + z * math.tan(math.radians(theta_deg))) / period_mm
