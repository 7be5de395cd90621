"""What a region between the parts shows of the board's own: its print, or its copper.

Print lies on the mask and hides its colour; copper lies under it and is seen through it. Print is
much brighter than the bare mask and darker in no colour, copper is not; and copper that is lacking
or too much shows nothing but looks that the board has right beside it, where dust has a look of its
own.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.golden import FULL_CODE, Golden
from inspector.domain.result import DefectCode
from inspector.vision.copper import copper_kind
from inspector.vision.regions import Region
from inspector.vision.surface import Codes, Mask

Floats = NDArray[np.float64]

EVEN_CODES = 16
"""Within 3 x 3 pixels: less is no edge."""
OPAQUE = 3.0
"""Times the mask's light, of all colours together (yellow print is dark in blue as the mask is):
what lies on it and not under it."""
MIRROR = 240
"""Codes: as bright is metal, which mirrors the lamps."""
BIN = 16
LEAST_PX = 100
"""Print that is less is not told."""
ALIKE_CODES = 28.0
"""Print is uneven: so far are its pixels from its mean."""
PRINTED, MIXED = 0.3, 0.8
"""Of the way from mask to print that a pixel has gone; share of a region that must have."""
CORE, REACHED = 75, 0.85
"""The inner quarter of a stroke reaches the level of print."""
SLIVER_MM2, SHIFT_MM = 0.03, 0.1
"""Print out of place shows slivers beside its edges that do not."""
BESIDE_MM = 0.3
"""So far around a region its looks are searched."""
LOOK_CODES = 14.0
OWN = 0.85
"""Share of a region that must look like what lies beside it."""
MOST_MM2 = 0.3
"""Larger regions are no detail of the copper."""
MOST_LOOKS = 300


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """How the bare mask of a board looks, and its print, codes ``(K,)``; None: it shows none."""

    ground: Floats
    print: Floats | None


def looks_of(golden: Golden, wanted: Mask) -> Looks | None:
    """Give the looks of a golden board where it is ``wanted`` ``(H, W)``; None: nothing even."""
    mean = golden.mean
    box = np.ones((3, 3), np.uint8)
    span = cv2.dilate(mean, box).astype(np.int16) - cv2.erode(mean, box)
    even = wanted & (span.reshape(mean.shape).max(axis=2) <= EVEN_CODES)
    codes = mean[even]
    if len(codes) < LEAST_PX:
        return None
    ground = np.median(codes, axis=0)
    light = (codes / FULL_CODE) ** 2
    bare = (ground / FULL_CODE) ** 2
    opaque = (light.sum(axis=1) > OPAQUE * bare.sum()) & (light >= bare).all(axis=1)
    opaque &= (codes < MIRROR).all(axis=1)
    bright = codes[opaque]
    if len(bright) < LEAST_PX:
        return Looks(ground, None)
    bins, counts = np.unique(bright // BIN, axis=0, return_counts=True)
    often = (bins[counts.argmax()] + 0.5) * BIN
    near = np.abs(bright - often).max(axis=1) <= ALIKE_CODES
    return Looks(ground, np.asarray(bright[near].mean(axis=0), np.float64))


def is_print(region: Region, golden: Golden, looks: Looks) -> bool:
    """Whether a region is of print, too much or lacking: dragged, or not quite in its place."""
    if looks.print is None or looks.print.shape != region.codes.shape[1:]:
        return False
    row, col = region.places.T
    now, was = (codes.astype(np.float64) for codes in (region.codes, golden.mean[row, col]))
    way = looks.print - looks.ground
    shares, off = [], np.zeros(len(now))
    for codes in (now, was):
        share = np.clip((codes - looks.ground) @ way / (way @ way), 0.0, 1.2)
        shares.append(share)
        off = np.maximum(off, np.abs(codes - looks.ground - share[:, None] * way).max(axis=1))
    changed = np.abs(shares[0] - shares[1]) >= PRINTED
    if (changed & (off <= ALIKE_CODES)).mean() < MIXED:
        return False
    # what is grey lies on the way to white print, but does not get there
    more = np.median(shares[0] - shares[1]) > 0
    whole = float(np.percentile(shares[0] if more else shares[1], CORE)) >= REACHED
    return whole or (region.area_mm2 <= SLIVER_MM2 and _meets_print(region, golden, looks))


def _meets_print(region: Region, golden: Golden, looks: Looks) -> bool:
    """Whether a region lies at the golden board's print: a sliver beside its edge is of it."""
    reach = round(SHIFT_MM / golden.mm_per_px)
    top, left = (max(0, int(v) - reach) for v in region.places.min(axis=0))
    bottom, right = (int(v) + reach + 1 for v in region.places.max(axis=0))
    crop = golden.mean[top:bottom, left:right].astype(np.float64)
    way = np.zeros_like(looks.ground) if looks.print is None else looks.print - looks.ground
    return bool(((crop - looks.ground) @ way > (way @ way) / 2).any())


def artwork_kind(
    region: Region, golden: Golden, away: NDArray[np.uint8], looks: Looks, edge_px: float
) -> DefectCode | None:
    """Give what is wrong with the copper under the mask; None if the region is something else.

    Parameters
    ----------
    away
        ``(H, W)``: above 0 where the board is seen away from parts, see `Envelope`.
    edge_px
        See `copper_kind`.
    """
    if region.area_mm2 > MOST_MM2:
        return None
    reach = round(BESIDE_MM / golden.mm_per_px)
    top, left = (max(0, int(v) - reach) for v in region.places.min(axis=0))
    bottom, right = (int(v) + reach + 1 for v in region.places.max(axis=0))
    crop, clear = golden.mean[top:bottom, left:right], away[top:bottom, left:right] > 0
    if not _own(region.codes, crop[clear], looks):
        return None
    row, col = region.places.T
    was, now = (float(np.median(c.mean(axis=1))) for c in (golden.mean[row, col], region.codes))
    copper = crop.mean(axis=2) > (was + now) / 2
    places = region.places - np.array((top, left), np.int32)
    return copper_kind(replace(region, places=places), copper, edge_px, more=now > was)


def _own(codes: Codes, beside: Codes, looks: Looks) -> bool:
    """Whether pixels look like what lies beside them; print is none of it."""
    found = np.unique(beside // 4, axis=0) * 4.0 + 2.0
    if looks.print is not None:
        found = found[np.abs(found - looks.print).max(axis=1) > ALIKE_CODES]
    if not len(found):
        return False
    found = found[:: -(-len(found) // MOST_LOOKS)]
    some = codes[:: -(-len(codes) // MOST_LOOKS)].astype(np.float64)
    far = np.abs(some[:, None] - found[None]).max(axis=2).min(axis=1)
    return bool((far <= LOOK_CODES).mean() >= OWN)
