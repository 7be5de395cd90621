"""What a person compares: a part's picture, the golden board's at the same place, what differs."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Package, Placement
from inspector.domain.geometry import Affine, Box
from inspector.domain.golden import FULL_CODE, Golden
from inspector.domain.view import View
from inspector.vision.cut import MARGIN_MM
from inspector.vision.eye import shown
from inspector.vision.likeness import golden_view

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

COLOURS = ("red", "green", "blue")
"""Channels of a ring light's picture: red falls from above, green at the middle, blue flat."""
SIGMA_PX = 1.5
"""Differences are smoothed by so much: an edge that lies half a pixel off is none."""
FULL_DIFFERENCE = 0.5
"""Of full scale, as the eye sees it: from here on a difference is drawn at its strongest."""
LEVELS = np.iinfo(np.uint8).max


@dataclass(frozen=True, slots=True)
class PictureScale:
    """How the picture of a part that the record keeps is laid: it was cut with a known margin.

    ``origin_px`` is (row, col) of the package's origin.
    """

    mm_per_px: float
    origin_px: tuple[float, float]

    @classmethod
    def of(cls, package: Package, shape: tuple[int, int]) -> "PictureScale":
        """Give the scale of a picture of ``shape`` (rows, cols)."""
        box, (rows, cols) = package.extent.grown(MARGIN_MM), shape
        # rounded up by less than a pixel: the longer edge tells it best
        scale = max(box.height_mm, box.width_mm) / max(rows - 1.5, cols - 1.5, 1.0)
        row = (rows - 1) / 2 + box.center_mm[1] / scale
        return cls(scale, (row, (cols - 1) / 2 - box.center_mm[0] / scale))

    def px(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Give (row, col) of a place in package mm."""
        row, col = self.origin_px
        return row - y_mm / self.mm_per_px, col + x_mm / self.mm_per_px


def mark_px(
    placement: Placement, scale: PictureScale, box: Box
) -> tuple[float, float, float, float]:
    """Give where a box of the board lies in a part's picture: left, top, width, height, px."""
    to_package = placement.pose.inverse()
    corners = [scale.px(*to_package.at(x, y)) for x, y in box.corners_mm]
    rows, cols = [row for row, _ in corners], [col for _, col in corners]
    return min(cols), min(rows), max(cols) - min(cols), max(rows) - min(rows)


def golden_picture(
    golden: Golden, placement: Placement, package: Package, shape: tuple[int, int]
) -> Picture | None:
    """Give the golden board's picture of a part as a person sees it.

    Parameters
    ----------
    shape
        Rows and columns of the part's picture in the record.

    Returns
    -------
    ``(H, W, 3)`` uint8 RGB of the same size; None where no good board was seen there.
    """
    scale = PictureScale.of(package, shape)
    view = View(placement, package, {}, np.ones(shape, np.bool_), scale.mm_per_px, scale.origin_px)
    codes = golden_view(golden, placement.pose, view)
    if not np.isfinite(codes).any():
        return None
    linear: Floats = np.square(codes / np.float32(FULL_CODE))
    picture = shown(linear)
    if picture.shape[2] == 1:
        picture = np.repeat(picture, 3, axis=2)
    rows, cols = shape
    sized = cv2.resize(picture[..., :3], (cols, rows), interpolation=cv2.INTER_CUBIC)
    return np.asarray(sized, np.uint8)


def difference(picture: Picture, golden: Picture) -> Picture:
    """Give where two pictures of one size differ, ``(H, W, 3)`` uint8.

    The golden one in grey, over it what differs, from yellow (weak) to vermilion (strong). Each
    colour is brought to the same brightness first: light may differ, the look may not.
    """
    one, other = _seen(picture), _seen(golden)
    gain = np.median(other, axis=(0, 1)) / np.maximum(np.median(one, axis=(0, 1)), 1 / LEVELS)
    apart = np.abs(np.clip(one * np.clip(gain, 0.5, 2.0), 0, 1) - other).max(axis=2)
    share = np.clip(apart / FULL_DIFFERENCE, 0, 1)[..., None]
    grey = np.repeat(other.mean(axis=2, keepdims=True) * 0.6 + 0.15, 3, axis=2)
    weak, strong = np.array([0.94, 0.89, 0.26]), np.array([0.84, 0.37, 0.0])
    drawn = grey * (1 - share) + (weak * (1 - share) + strong * share) * share
    heat: Picture = np.rint(np.clip(drawn, 0, 1) * LEVELS).astype(np.uint8)
    return heat


def colours_of(picture: Picture) -> tuple[tuple[str, Picture], ...]:
    """Give what each colour of a ring light shows by itself, as grey ``(H, W)`` pictures."""
    return tuple((name, picture[..., i]) for i, name in enumerate(COLOURS))


def to_board(placement: Placement, package: Package) -> tuple[tuple[float, float], ...]:
    """Give the corners of a part's body and lands on the board, mm."""
    pose: Affine = placement.pose
    return tuple(pose.at(x, y) for x, y in package.extent.corners_mm)


def _seen(picture: Picture) -> Floats:
    smooth = cv2.GaussianBlur(picture, (0, 0), SIGMA_PX)
    return np.asarray(smooth, np.float32) / np.float32(LEVELS)
