"""Deviating pixels to regions: what lies together, how large it is, and what it looks like."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Box
from inspector.domain.golden import FULL_CODE
from inspector.domain.result import DefectCode
from inspector.vision.surface import FieldSurface, Raster

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Deviating pixels that lie together.

    ``length_mm`` and ``width_mm`` are its extents along and across its longest direction.
    ``deviation`` is the mean of what its pixels are beyond the envelope, of full scale;
    ``brighter`` the share of them that are too bright. ``places`` ``(N, 2)`` int32: row and col on
    the board's raster; ``amounts`` ``(N,)``: signed codes; ``codes`` ``(N, K)``: how they look.
    """

    box: Box
    area_mm2: float
    length_mm: float
    width_mm: float
    deviation: float
    brighter: float
    places: NDArray[np.int32]
    amounts: NDArray[np.int16]
    codes: NDArray[np.uint8]


def regions_of(
    pieces: Sequence[FieldSurface], raster: Raster, joining_mm: float, least_mm2: float
) -> tuple[Region, ...]:
    """Join deviating pixels of all fields of a board into regions, largest first.

    Parameters
    ----------
    joining_mm
        Pixels nearer than this belong together (up to twice that where they lie badly).
    least_mm2
        Regions smaller than this are noise and not given.
    """
    places = np.concatenate([p.places for p in pieces]) if pieces else np.empty((0, 2), np.int32)
    if not len(places):
        return ()
    amounts = np.concatenate([piece.amounts for piece in pieces])
    codes = np.concatenate([piece.codes for piece in pieces if len(piece.codes)])
    labels = _labels(places, max(1, round(joining_mm / raster.mm_per_px)))
    least_px = max(1.0, least_mm2 / raster.mm_per_px**2)
    counts = np.bincount(labels)
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(counts)
    found = []
    for label in np.argsort(-counts, kind="stable"):
        if counts[label] < least_px:
            break
        mine = order[ends[label] - counts[label] : ends[label]]
        found.append(_region(places[mine], amounts[mine], codes[mine], raster))
    return tuple(found)


def _labels(places: NDArray[np.int32], cell: int) -> NDArray[np.int64]:
    """Give each pixel the number of its region: pixels of neighbouring cells are of one."""
    cells = places // cell
    first = cells.min(axis=0)
    cells = cells - first
    rows, cols = (int(v) + 1 for v in cells.max(axis=0))
    grid = np.zeros((rows, cols), np.uint8)
    grid[cells[:, 0], cells[:, 1]] = 1
    _, numbers = cv2.connectedComponents(grid, connectivity=8)
    return np.asarray(numbers[cells[:, 0], cells[:, 1]], np.int64) - 1


def _region(
    places: NDArray[np.int32], amounts: NDArray[np.int16], codes: NDArray[np.uint8], raster: Raster
) -> Region:
    pixel = raster.mm_per_px
    top, left = places.min(axis=0)
    bottom, right = places.max(axis=0)
    x, y = raster.at_mm(bottom + 0.5, left - 0.5)
    box = Box(float(x), float(y), float(right - left + 1) * pixel, float(bottom - top + 1) * pixel)
    centred = places - places.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    along = centred @ axes[:, ::-1]
    length, width = (float(v + 1) * pixel for v in np.ptp(along, axis=0))
    return Region(
        box,
        len(places) * pixel**2,
        max(length, width),
        min(length, width),
        float(np.abs(amounts.astype(np.float64)).mean()) / FULL_CODE,
        float((amounts > 0).mean()),
        places,
        amounts,
        codes,
    )


LONG = 4.0
"""Times its width: a scratch, or a fibre."""
ROUND = 1.7
FULL = 0.55
"""Of its own rectangle; a disc fills 0.79."""
BRIGHT = 0.6
"""Share of a region that is too bright: metal shines back under a ring of light."""
LARGEST_BALL_MM = 0.5
COMPACT, HOLLOW = 2.0, 0.4
"""Beside parts a ball's rim is as dark as what it lies on: it is less round, and less full."""


def matter_kind(region: Region) -> DefectCode:
    """Give what a region between the parts of an assembled board looks like.

    Long and thin and brighter is a scratch (laminate under the mask), round and full and with
    bright metal a solder ball, all else foreign matter.
    """
    elongation = region.length_mm / region.width_mm
    fill = region.area_mm2 / (region.length_mm * region.width_mm)
    if elongation >= LONG and region.brighter >= BRIGHT:
        return DefectCode.SCRATCH
    if elongation <= ROUND and fill >= FULL and region.length_mm <= LARGEST_BALL_MM:
        return DefectCode.SOLDER_BALL
    return DefectCode.FOREIGN


def matter_beside(region: Region) -> DefectCode | None:
    """Give what a region beside a part is; None for a strip, which an edge out of place leaves."""
    elongation = region.length_mm / region.width_mm
    fill = region.area_mm2 / (region.length_mm * region.width_mm)
    if elongation > COMPACT or fill < HOLLOW:
        return None
    small = region.length_mm <= LARGEST_BALL_MM
    return DefectCode.SOLDER_BALL if small else DefectCode.FOREIGN
