"""Solder at a joint by the colours of the ring light: how steep, how high, how much of the land.

A mirror that faces the camera under a ring at elevation e is tilted by (90 - e) / 2 degrees. Solder
shines like one: red (the high ring) is nearly flat, green in between, blue (the low ring) steep,
and what is steeper than the lowest ring shows is dark. The slopes, summed from the end of the land
to the termination, give the height to which solder climbs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Land, Termination
from inspector.domain.geometry import Affine, Box
from inspector.domain.view import View
from inspector.vision.body import pixels_of
from inspector.vision.lands import brightest

Floats = NDArray[np.float64]

STEP_MM = 0.01
ACROSS = 0.8
"""Share of the width that is looked at: at a land's corners solder runs round."""
LINES = 9
ACROSS_LINES = np.linspace(-1.0, 1.0, LINES)
MOST_ROWS = 30_000
TILTS_DEG = (9.0, 21.5, 35.0)
"""Of a mirror in the middle of the red, the green and the blue ring."""
SEEN_DEG = (9.0, 15.0, 21.5, 35.0)
MEANT_DEG = (3.0, 12.0, 21.5, 35.0)
"""What is purely red is flatter than the middle of its ring: metal that is not quite a mirror shows
the red ring from level on."""
STEEP_DEG = 59.0
"""What is dark beside the termination is steeper than the lowest ring shows; between that and
upright, this fits drawn fillets of known height best (six worlds, 1,500 joints)."""
DARK = 0.16
"""Of the brightness of flat metal: below it is no light from any ring."""
FLAT_DEG = 9.0
"""Less steep is flat: bare land, or solder that has not climbed."""
END_MM, RUN_MM, OUTER = 0.04, 0.03, 0.6
"""The land's very end is steep by itself; so much must be dark, in the outer part of the land."""
BEFORE_MM, BLUR_MM, LEAST_FIT, FLATTEST = 0.08, 0.02, 3, 25
"""So far ahead of the dark it is looked how it steepens, but for what is blurred into it."""
SPARSE = 4
METAL_PERCENT = 97.0
"""Of a view's pixels: flat metal is brighter than most of it."""
LEAST_TOE_MM = 0.05
"""A shorter piece of land ahead of the termination shows no fillet."""
LEAST_ONSET_MM = 0.13
"""... and a shorter one has no room, before its outer part ends, for what `Toe.onset_deg` looks
for."""


@dataclass(frozen=True, slots=True, eq=False)
class Toe:
    """What lies between the end of a land and the termination on it.

    ``tilts_deg`` ``(N, M)``: slope of each pixel, N along from the land's end to the termination,
    M across; NaN where there is no metal. ``length_mm`` is that of N.
    """

    tilts_deg: Floats
    length_mm: float

    @property
    def heights_mm(self) -> Floats:
        """Height reached at the termination, ``(M,)``, line by line."""
        rise = np.tan(np.radians(np.nan_to_num(self.tilts_deg)))
        return np.asarray(rise.sum(axis=0) * (self.length_mm / len(rise)))

    @property
    def flat_share(self) -> float:
        """Share of the metal that is flat."""
        metal = np.isfinite(self.tilts_deg)
        return float((self.tilts_deg[metal] < FLAT_DEG).mean()) if metal.any() else math.nan

    @property
    def bulge(self) -> float:
        """How much steeper the outer half is than the inner, degrees; a good fillet is hollow."""
        half = len(self.tilts_deg) // 2
        # what is dark counts as steep as blue: how much steeper is not known
        capped = np.minimum(self.tilts_deg, TILTS_DEG[-1])
        outer, inner = capped[:half], capped[half:]
        if not (np.isfinite(outer).any() and np.isfinite(inner).any()):
            return math.nan
        return float(np.nanmean(outer) - np.nanmean(inner))

    @property
    def onset_deg(self) -> float:
        """How steep solder is just before it gets too steep to shine, degrees; a bulge: flat.

        A hollow fillet steepens evenly on its way up, a bulging one stands up out of the flat. What
        gets dark close to the termination only is shadow as often as steepness, and is not told.
        NaN where the land ahead is too short to show it, or half of the lines are not wholly seen.
        """
        rows, every = self.tilts_deg.shape
        step = self.length_mm / rows
        edge, run = round(END_MM / step), max(2, round(RUN_MM / step))
        last = max(edge + 1, round(OUTER * rows))
        tilts = self.tilts_deg[:, np.isfinite(self.tilts_deg[:last]).all(axis=0)]
        lines, room = tilts.shape[1], last - run - round(BLUR_MM / step)
        if 2 * lines <= every or room < LEAST_FIT:
            return math.nan
        outer = tilts[edge:last]
        dark = outer >= STEEP_DEG
        for k in range(1, run):
            dark[:-k] &= outer[k:] >= STEEP_DEG
        dark[max(0, len(dark) - run + 1) :] = False
        found = []
        for line in np.flatnonzero(dark.any(axis=0)):
            first = edge + int(dark[:, line].argmax())
            at = np.arange(max(0, first - round(BEFORE_MM / step)), first - round(BLUR_MM / step))
            before = tilts[at, line]
            if len(at) >= LEAST_FIT:
                steepens, there = np.polyfit(at - first, before, 1)
                found.append(float(there if steepens > 0 else np.percentile(before, FLATTEST)))
        return float(np.median(found)) if 2 * len(found) > lines else STEEP_DEG


def metal_level(view: View) -> float:
    """Give how bright flat metal is in this view: what is brightest on its lands."""
    bright = brightest(view)[::SPARSE, ::SPARSE]  # a percentile needs no more
    bright = bright[np.isfinite(bright)]
    return float(np.percentile(bright, METAL_PERCENT)) if bright.size else math.nan


def see_toes(
    view: View, joints: Sequence[tuple[Termination, Land]], pose: Affine
) -> dict[str, Toe]:
    """Give by pin what lies ahead of each termination on its land, where there is room enough.

    Parameters
    ----------
    pose
        Part's own mm to package mm, as it lies.
    """
    asked: dict[str, tuple[float, Floats]] = {}
    for termination, land in joints:
        ahead = _ahead(termination, land, pose)
        if ahead is not None:
            asked[termination.pin] = ahead
    if not asked:
        return {}
    places = np.concatenate([points for _, points in asked.values()])
    px = pixels_of(view, places, 0.0).astype(np.float32)
    row, col = (np.ascontiguousarray(px[:, k].reshape(-1, LINES)) for k in (0, 1))
    # remap takes fewer than 32768 rows at once
    seen = [
        cv2.remap(view.ring, c, r, cv2.INTER_LINEAR, borderValue=(np.nan,) * 3)
        for r, c in zip(_pieces(row), _pieces(col), strict=True)
    ]
    tilts = tilts_of(np.asarray(np.concatenate(seen), np.float64), metal_level(view))
    ends = np.cumsum([len(points) // LINES for _, points in asked.values()])
    of = zip(asked.items(), np.split(tilts, ends[:-1]), strict=True)
    return {pin: Toe(own, length) for (pin, (length, _)), own in of}


def _pieces(rows: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [rows[k : k + MOST_ROWS] for k in range(0, len(rows), MOST_ROWS)]


def _ahead(termination: Termination, land: Land, pose: Affine) -> tuple[float, Floats] | None:
    """Give how long the land ahead of a termination is, and places on it ``(N * LINES, 2)``."""
    axes = Affine.of(0.0, 0.0, termination.direction_deg)
    back = axes.inverse()
    box = Box.around(back.apply(land.box.corners_mm))
    ends = pose.then(back).apply(termination.outline_mm)
    begins, land_end = float(ends[:, 0].max()), box.x_mm + box.width_mm
    length = land_end - begins
    if length < LEAST_TOE_MM:
        return None
    low = max(box.y_mm, float(ends[:, 1].min()))
    high = min(box.y_mm + box.height_mm, float(ends[:, 1].max()))
    if high - low < LEAST_TOE_MM:
        return None
    n = max(4, round(length / STEP_MM))
    along = land_end - (np.arange(n) + 0.5) * (length / n)
    middle, half = (low + high) / 2, ACROSS * (high - low) / 2
    across = middle + half * ACROSS_LINES
    places = np.empty((n, LINES, 2))
    places[..., 0], places[..., 1] = along[:, None], across
    return length, axes.apply(places.reshape(-1, 2))


def tilts_of(colors: Floats, metal: float) -> Floats:
    """Give the slope, degrees, of metal by its colour ``(..., 3)``; dark is `STEEP_DEG`."""
    bright = colors.max(axis=-1)
    share = colors / np.maximum(colors.sum(axis=-1, keepdims=True), 1e-9)
    tilt = np.interp(share @ np.array(TILTS_DEG), SEEN_DEG, MEANT_DEG)
    return np.asarray(np.where(bright < DARK * metal, STEEP_DEG, tilt))
