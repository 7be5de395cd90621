"""What is seen of land edges beside dark and bright mask, drawn by closed formulas."""

import numpy as np
import pytest

from inspector.domain.image import Frame, FrameInfo, PixelFormat, Shot
from inspector.domain.station import Telecentric
from inspector.vision.land_edges import LandEdges, see_edges
from tests.vision.drawing import box, coverage, seen

MM_PER_PX = 0.01
ROWS, COLS = 600, 800
CAMERA = Telecentric(ROWS, COLS, MM_PER_PX, (ROWS - 1) / 2, (COLS - 1) / 2)
CENTERS = [(x, y) for x in (-3.0, -1.0, 1.0, 3.0) for y in (-2.0, 0.0, 2.0)]
HALF_MM, OPENING_MM, REACH_MM = 0.4, 0.05, 0.07
LAND, GAP = 150, 25
OUTWARD = np.array([(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)])


def edges():
    outward = np.tile(OUTWARD, (len(CENTERS), 1))
    middle = np.repeat(np.array(CENTERS), 4, axis=0) + outward * HALF_MM
    n = len(outward)
    return LandEdges(middle, outward, np.full(n, 0.3), np.arange(n) // 4)


def squares(half_mm, moved_mm=(0.0, 0.0)):
    """Where squares around all centres cover the picture."""
    shown = np.zeros((ROWS, COLS))
    for x, y in CENTERS:
        row = CAMERA.row0_px - (y + moved_mm[1]) / MM_PER_PX
        col = CAMERA.col0_px + (x + moved_mm[0]) / MM_PER_PX
        shown = np.maximum(shown, coverage(box(row, col, (half_mm / MM_PER_PX,) * 2), shown.shape))
    return shown


def frame_of(land, mask, mask_moved_mm=(0.0, 0.0), gap=GAP):
    opening, copper = squares(HALF_MM + OPENING_MM, mask_moved_mm), squares(HALF_MM)
    levels = mask + (gap - mask) * opening + (land - gap) * copper
    pixels = (seen(levels, noise=2.0) * 255).astype(np.uint8)
    info = FrameInfo(0, Shot("ring"), PixelFormat.MONO8, (0.0, 0.0), MM_PER_PX)
    return Frame(info, pixels)


@pytest.mark.parametrize("mask", [GAP, 90, 150, 235])
def test_the_edge_that_is_seen_is_the_lands_not_the_masks(mask):
    found = see_edges(frame_of(LAND, mask, (0.02, -0.015)), CAMERA, edges(), REACH_MM)
    assert found.ok.mean() > 0.9
    assert (found.contrast[found.ok] < 0).all()
    assert np.abs(found.offset_mm[found.ok]).max() < 0.003


def test_lands_darker_than_all_around_them_are_seen_too():
    found = see_edges(frame_of(60, 200, gap=200), CAMERA, edges(), REACH_MM)
    assert found.ok.all()
    assert (found.contrast > 0).all()
    assert np.abs(found.offset_mm).max() < 0.003


def test_an_even_picture_shows_no_edge():
    found = see_edges(frame_of(90, 90, gap=90), CAMERA, edges(), REACH_MM)
    assert found.ok.mean() < 0.1
