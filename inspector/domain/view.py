"""One part, upright, in millimetres: what every check sees."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Package, Placement


@dataclass(frozen=True, slots=True)
class Rays:
    """How the camera's rays lean over a part, in the part's own axes.

    A point at height z above the plane of the cut appears displaced by ``z * slope``. The slope at
    (x, y) is ``(x_slope + spread_per_mm * x, y_slope + spread_per_mm * y)``; a telecentric lens has
    zeros. ``u_slope`` is its standard uncertainty.
    """

    x_slope: float = 0.0
    y_slope: float = 0.0
    spread_per_mm: float = 0.0
    u_slope: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class GoldenPart:
    """The golden board's picture of a part, and the view's at the same resolution.

    ``codes`` and ``picture`` ``(H, W, K)`` float32, see `Golden`; NaN: not seen.
    """

    codes: NDArray[np.float32]
    picture: NDArray[np.float32]
    mm_per_px: float


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class View:
    """One part cut out of its field and turned to 0 degrees, colour and height together.

    Parameters
    ----------
    images
        By shot name (``ring``, ``white``, ...): ``(H, W, 3)`` or ``(H, W)`` float32, linear, black
        level taken off, 1.0 is full scale. Row 0 is the top (largest y). Read-only.
    valid
        ``(H, W)`` bool: False where no field shows the pixel, or two fields disagree on it.
    height_mm, u_height_mm
        ``(H, W)`` float32 above the local mask plane, NaN where not measured; None without 3D
        shots.
    mm_per_px
        Size of a pixel on the plane ``z_mm``.
    center_px
        (row, col) of the nominal part origin.
    z_mm
        Height of the plane that was cut, from the local mask plane.
    u_place_mm
        Standard uncertainty of the registration at this part, each axis.
    u_rotation_deg
        Standard uncertainty of the registration's turn.
    golden
        What it is held against where the recipe has a golden board.
    """

    placement: Placement
    package: Package
    images: Mapping[str, NDArray[np.float32]]
    valid: NDArray[np.bool_]
    mm_per_px: float
    center_px: tuple[float, float]
    z_mm: float = 0.0
    rays: Rays = Rays()
    u_place_mm: float = 0.0
    u_rotation_deg: float = 0.0
    board_index: int = 0
    field: int = 0
    height_mm: NDArray[np.float32] | None = None
    u_height_mm: NDArray[np.float32] | None = None
    golden: GoldenPart | None = None

    @property
    def refdes(self) -> str:
        """Reference designator of the part."""
        return self.placement.refdes

    @property
    def ring(self) -> NDArray[np.float32]:
        """``(H, W, 3)`` under the ring light; KeyError where the field has none."""
        return self.images["ring"]

    def px(self, length_mm: float) -> float:
        """Give a length in pixels of the cut."""
        return length_mm / self.mm_per_px

    def at_mm(self, row: float, col: float, z_mm: float = 0.0) -> tuple[float, float]:
        """Give the place (x, y), package mm, of what appears at (row, col) and lies at height z."""
        x = (col - self.center_px[1]) * self.mm_per_px
        y = (self.center_px[0] - row) * self.mm_per_px
        rise = z_mm - self.z_mm
        shrink = 1.0 + rise * self.rays.spread_per_mm
        return (x - rise * self.rays.x_slope) / shrink, (y - rise * self.rays.y_slope) / shrink

    def at_px(self, x_mm: float, y_mm: float, z_mm: float = 0.0) -> tuple[float, float]:
        """Give (row, col) where the point (x, y, z), package mm, appears; inverse of ``at_mm``."""
        rise = z_mm - self.z_mm
        shrink = 1.0 + rise * self.rays.spread_per_mm
        x = x_mm * shrink + rise * self.rays.x_slope
        y = y_mm * shrink + rise * self.rays.y_slope
        return self.center_px[0] - y / self.mm_per_px, self.center_px[1] + x / self.mm_per_px
