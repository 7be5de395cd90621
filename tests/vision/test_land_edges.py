"""What is seen of land edges beside dark and bright mask, drawn by closed formulas."""

import numpy as np
import pytest

from inspector.domain.image import Frame, FrameInfo, PixelFormat, Shot
from inspector.domain.station import Telecentric
from inspector.vision.edges import strip_profiles
from inspector.vision.kernels import edge
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


@pytest.mark.parametrize("plane", [0, 1, 3])
def test_strips_of_a_raw_frame_are_those_of_its_picture(plane):
    rng = np.random.default_rng(plane)
    raw = rng.integers(0, 4096, (60, 70, 3)).astype(np.uint16)
    start, end = rng.uniform(5, 50, (9, 2)), rng.uniform(5, 50, (9, 2))
    start[0], end[1] = (-3.0, 20.0), (30.0, 75.0)  # two leave the frame
    widths, seen = rng.uniform(0.5, 4.0, 9), np.empty((9, 21), np.float32)
    edge.sample_strips(raw, plane, start, end, widths, seen)
    picture = raw.astype(np.float32)
    picture = picture.mean(axis=2) if plane == 0 else np.ascontiguousarray(picture[..., plane - 1])
    wanted = [
        strip_profiles(picture, a, b, w, 21)[0] for a, b, w in zip(start, end, widths, strict=True)
    ]
    assert seen == pytest.approx(np.array(wanted), rel=1e-4, abs=0.5, nan_ok=True)
    assert np.isnan(seen[:2]).any(axis=1).all()
    assert np.isfinite(seen[2:]).all()
