"""A golden board from pictures of good ones: their middle, how much they vary, who disagrees."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.golden import FULL_CODE, SPREAD_STEP, Golden
from inspector.vision.surface import Codes, Mask, Raster, gains_of

Floats = NDArray[np.float32]

LEAST_FOR_SPREAD = 3
"""Boards from which on a spread is told; of fewer the tolerances of the check stand alone."""
NEIGHBOURHOOD_MM = 0.1
"""The spread of few boards is told together with its surroundings of this size."""
MAD_TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation, of a normal distribution."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A good board on the raster of the golden board: ``(H, W, K)`` codes, ``(H, W)`` seen."""

    label: str
    codes: Codes
    seen: Mask


def learn(
    samples: Sequence[Sample], raster: Raster, shot: str, *, all_good: bool = False
) -> Golden:
    """Give the golden board of some good boards.

    The middle is the median, so one bad board of three and more does not show in it; the spread is
    that of the deviations' median, which it does not move either.

    Parameters
    ----------
    all_good
        Whether none can be bad, because most of them differ from each other: the spread then is
        the standard deviation of all.

    Raises
    ------
    ValueError
        Without samples, or if they are not of one size and colour.

    Notes
    -----
    Light is evened out sample by sample before they are held together, as it is when a board is
    compared.
    """
    if len({sample.codes.shape for sample in samples}) != 1:
        raise ValueError("the samples are not of one size and colour")
    seen = np.logical_and.reduce([sample.seen for sample in samples])
    middle = _median([sample.codes for sample in samples])
    even = [evened(sample.codes, middle, seen, raster.mm_per_px) for sample in samples]
    mean = _median(even)
    spread = np.zeros(mean.shape, np.float32)
    if len(samples) >= LEAST_FOR_SPREAD:
        spread = _spread(even, mean, raster.mm_per_px, all_good=all_good)
    steps = np.clip(np.ceil(spread / SPREAD_STEP), 0, FULL_CODE)
    labels = tuple(sample.label for sample in samples)
    return Golden(shot, raster.mm_per_px, raster.box, mean, steps.astype(np.uint8), seen, labels)


def evened(codes: Codes, reference: Codes, seen: Mask, mm_per_px: float) -> Codes:
    """Give the codes as bright, block by block, as the reference."""
    gains, block = gains_of(codes, reference, seen, mm_per_px)
    wide = gains.repeat(block, axis=0).repeat(block, axis=1)[: codes.shape[0], : codes.shape[1]]
    even = np.empty(codes.shape, np.uint8)
    even[:] = np.clip(np.rint(codes * wide), 0, FULL_CODE)
    even[codes == np.uint8(FULL_CODE)] = np.uint8(FULL_CODE)  # brighter than can be told
    return even


def _median(codes: Sequence[Codes]) -> Codes:
    if len(codes) == 1:
        return codes[0].copy()
    middle = np.empty(codes[0].shape, np.uint8)
    for row in range(len(middle)):  # row by row: many boards need no more memory than few
        middle[row] = np.rint(np.median(np.stack([one[row] for one in codes]), axis=0))
    return middle


def _spread(codes: Sequence[Codes], middle: Codes, mm_per_px: float, *, all_good: bool) -> Floats:
    """Give the standard deviation, codes: of each pixel or of its surroundings, the larger."""
    spread = np.empty(middle.shape, np.float32)
    for row in range(len(middle)):
        off = np.abs(np.stack([one[row] for one in codes]).astype(np.float32) - middle[row])
        if all_good:
            spread[row] = np.sqrt((off**2).sum(axis=0) / (len(codes) - 1))
        else:
            spread[row] = np.median(off, axis=0) * np.float32(MAD_TO_SIGMA)
    side = max(1, round(NEIGHBOURHOOD_MM / mm_per_px))
    around = np.sqrt(cv2.blur(spread**2, (side, side)).reshape(spread.shape))
    return np.maximum(spread, around)
