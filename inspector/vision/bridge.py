"""Solder between neighbouring joints: how wide the metal is that joins them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Land, Package
from inspector.domain.geometry import Affine, Box
from inspector.domain.view import View
from inspector.vision.body import pixels_of
from inspector.vision.lands import brightest
from inspector.vision.solder import metal_level

Floats = NDArray[np.float64]

STEP_MM = 0.01
RIM = 0.12
"""Share of a gap beside each land that is not looked at: solder and light stand over the edge."""
METAL = 0.3
"""Between the mask's level and that of metal: from here on it is metal."""
JOINED = 0.95
"""Share of the way from land to land that must be metal: print and dust do not reach both."""
BEYOND_MM = 0.1
"""A strand may run round the ends of the lands."""
NEAREST_MM, FARTHEST_MM = 0.03, 1.5
"""Lands this near touch by design, and so far no bridge spans."""
SIDE_DEG = 1.0
PACKAGES = 1024
"""Packages whose gaps are remembered."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between two neighbouring lands of one row; axes are turned by ``direction_deg``.

    ``along`` and ``across`` (low, high) in those axes, package mm; ``pin`` is the first of the two.
    """

    pin: str
    direction_deg: float
    along: tuple[float, float]
    across: tuple[float, float]


@lru_cache(maxsize=PACKAGES)
def gaps_of(package: Package) -> tuple[Gap, ...]:
    """Give the gaps between neighbouring lands that look the same way."""
    return tuple(_gaps(package))


def _gaps(package: Package) -> Iterator[Gap]:
    rows: dict[float, list[tuple[Land, Box]]] = {}
    for termination in package.terminations:
        land = package.land(termination.pin)
        if land is not None:
            turn = round(termination.direction_deg / SIDE_DEG) * SIDE_DEG % 360.0
            axes = Affine.of(0.0, 0.0, turn).inverse()
            box = Box.around(axes.apply(land.box.corners_mm))
            rows.setdefault(turn, []).append((land, box))
    for turn, row in rows.items():
        row.sort(key=_lowest)
        for (land, box), (_, other) in pairwise(row):
            low, high = box.y_mm + box.height_mm, other.y_mm
            begin = max(box.x_mm, other.x_mm)
            end = min(box.x_mm + box.width_mm, other.x_mm + other.width_mm)
            if NEAREST_MM <= high - low <= FARTHEST_MM and end > begin:
                yield Gap(land.pin, turn, (begin, end + BEYOND_MM), (low, high))


def _lowest(one: tuple[Land, Box]) -> float:
    return one[1].y_mm


def bridge_widths(view: View) -> dict[str, float]:
    """Give how wide the metal is that joins each joint to the next of its row, mm; 0: none.

    The board between lands is told from metal by the part's own gaps: most of them are free.
    A gap that is not wholly seen has NaN.
    """
    gaps = gaps_of(view.package)
    if not gaps:
        return {}
    bright = brightest(view)
    pictures = [_sampled(view, bright, gap) for gap in gaps]
    seen = np.concatenate([picture.ravel() for picture in pictures])
    if not np.isfinite(seen).any():
        return {gap.pin: math.nan for gap in gaps}
    board = float(np.nanmedian(seen))
    metal = metal_level(view)
    level = board + METAL * max(0.0, metal - board)
    return {gap.pin: _width(picture, level) for gap, picture in zip(gaps, pictures, strict=True)}


def _sampled(view: View, bright: NDArray[np.float32], gap: Gap) -> NDArray[np.float32]:
    """Give the brightness of a gap: rows along the lands, columns from one to the other."""
    low, high = gap.across
    rim = RIM * (high - low)
    n = max(2, math.ceil((gap.along[1] - gap.along[0]) / STEP_MM))
    m = max(2, math.ceil((high - low - 2 * rim) / STEP_MM))
    along = np.linspace(*gap.along, n)
    across = np.linspace(low + rim, high - rim, m)
    places = np.stack(np.meshgrid(along, across, indexing="ij"), axis=-1).reshape(-1, 2)
    px = pixels_of(view, Affine.of(0.0, 0.0, gap.direction_deg).apply(places), 0.0)
    row, col = (np.ascontiguousarray(px[:, k].reshape(n, m), np.float32) for k in (0, 1))
    return np.asarray(cv2.remap(bright, col, row, cv2.INTER_LINEAR, borderValue=(np.nan,)))


def _width(picture: NDArray[np.float32], level: float) -> float:
    if not np.isfinite(picture).all():
        return math.nan
    joined = (picture > level).mean(axis=1) >= JOINED
    return float(joined.sum()) * STEP_MM
