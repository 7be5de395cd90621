"""What is wrong with bare copper, by how a region changes what hangs together."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.golden import Golden
from inspector.domain.result import DefectCode
from inspector.vision.regions import Region

Mask = NDArray[np.bool_]

AROUND = 12
"""Pixels around a region in which copper is followed, beside twice the edge's tolerance."""


def copper_of(golden: Golden, *, bright: bool) -> Mask:
    """Give where a golden board of bare copper has copper, ``(H, W)``: by Otsu's threshold."""
    gray = golden.mean.mean(axis=2).astype(np.uint8)
    seen = gray[golden.seen]
    level, _ = cv2.threshold(seen, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray((gray > level) == bright)


def copper_kind(region: Region, copper: Mask, edge_px: float, *, more: bool) -> DefectCode:
    """Give what a region of too much or too little copper is, by what it joins or cuts.

    Parameters
    ----------
    copper
        ``(H, W)``: where the golden board has copper.
    edge_px
        The rim along edges in which no pixel counts as deviating: a region is wider by it.
    more
        Whether there is copper where none belongs.
    """
    reach = math.ceil(edge_px) + 1
    margin = 2 * reach + AROUND
    top, left = (int(v) for v in region.places.min(axis=0))
    bottom, right = (int(v) + 1 for v in region.places.max(axis=0))
    r0, c0 = max(0, top - margin), max(0, left - margin)
    crop = copper[r0 : bottom + margin, c0 : right + margin]
    mark = np.zeros(crop.shape, np.uint8)
    mark[region.places[:, 0] - r0, region.places[:, 1] - c0] = 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    wide = cv2.dilate(mark, disc) > 0
    return _extra(crop, wide) if more else _lacking(crop, wide)


def _extra(copper: Mask, wide: Mask) -> DefectCode:
    _, labels = cv2.connectedComponents(copper.astype(np.uint8), connectivity=8)
    touched = set(np.unique(labels[wide & copper]).tolist())
    if not touched:
        return DefectCode.SPURIOUS_COPPER
    return DefectCode.SPUR if len(touched) == 1 else DefectCode.SHORT


def _lacking(copper: Mask, wide: Mask) -> DefectCode:
    if not (wide & ~copper).any():
        return DefectCode.PIN_HOLE
    before, labels = cv2.connectedComponents(copper.astype(np.uint8), connectivity=8)
    left = copper & ~wide
    for label in range(1, before):
        if not (wide & (labels == label)).any():
            continue
        rest = ((labels == label) & left).astype(np.uint8)
        pieces, _, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
        # crumbs along the rim of the cut are no piece of a conductor
        least = max(4.0, 0.02 * float(rest.sum()))
        if sum(stats[k, cv2.CC_STAT_AREA] >= least for k in range(1, pieces)) > 1:
            return DefectCode.TRACK_OPEN
    return DefectCode.MOUSE_BITE
