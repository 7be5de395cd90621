"""What a person compares lies at the same place, and a difference shows where it is."""

import math

import numpy as np
import pytest

from inspector.domain.board import Placement
from inspector.domain.geometry import Box
from inspector.domain.golden import Golden
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from inspector.vision.beside import PictureScale, colours_of, difference, golden_picture, mark_px
from inspector.vision.cut import MARGIN_MM

PACKAGE = read_packages(shipped("recipes") / "library" / "packages.toml")["CAPC1608X90N"]


def shape_at(mm_per_px):
    box = PACKAGE.extent.grown(MARGIN_MM)
    return math.ceil(box.height_mm / mm_per_px) + 1, math.ceil(box.width_mm / mm_per_px) + 1


@pytest.mark.parametrize("mm_per_px", [0.008, 0.01, 0.015, 0.02])
def test_the_scale_of_a_picture_is_found_from_its_size(mm_per_px):
    scale = PictureScale.of(PACKAGE, shape_at(mm_per_px))
    assert scale.mm_per_px == pytest.approx(mm_per_px, rel=0.01)
    row, col = scale.px(0.0, 0.0)
    rows, cols = shape_at(mm_per_px)
    assert (row, col) == pytest.approx(((rows - 1) / 2, (cols - 1) / 2), abs=1.5)


@pytest.mark.parametrize("rotation", [0, 90, 180, 30])
def test_the_golden_part_lies_where_the_part_lies(rotation):
    place = Placement("C1", PACKAGE.name, 4.0, 3.0, rotation)
    rows, cols = 600, 800
    mean = np.full((rows, cols, 3), 100, np.uint8)
    golden = Golden("ring", 0.01, Box(0, 0, 8, 6), mean, mean // 4, np.ones((rows, cols), bool))
    bright = mean.copy()
    x, y = place.pose.at(0.5, 0.0)  # a spot at the part's right end
    row, col = round((6 - y) / 0.01 - 0.5), round(x / 0.01 - 0.5)
    bright[row - 4 : row + 5, col - 4 : col + 5] = 250
    golden = Golden("ring", 0.01, Box(0, 0, 8, 6), bright, mean // 4, np.ones((rows, cols), bool))
    shape = shape_at(0.01)
    picture = golden_picture(golden, place, PACKAGE, shape)
    assert picture.shape == (*shape, 3)
    spot = np.argwhere(picture[..., 0] > 200).mean(axis=0)
    assert spot == pytest.approx(PictureScale.of(PACKAGE, shape).px(0.5, 0.0), abs=1.5)
    left, top, width, height = mark_px(
        place, PictureScale.of(PACKAGE, shape), Box(x - 0.05, y - 0.05, 0.1, 0.1)
    )
    assert left - 1 < spot[1] < left + width + 1
    assert top - 1 < spot[0] < top + height + 1


def test_where_no_good_board_was_seen_there_is_no_golden_picture():
    mean = np.zeros((100, 100, 3), np.uint8)
    golden = Golden("ring", 0.01, Box(0, 0, 1, 1), mean, mean, np.zeros((100, 100), bool))
    place = Placement("C1", PACKAGE.name, 0.5, 0.5, 0)
    assert golden_picture(golden, place, PACKAGE, (60, 90)) is None


def test_a_difference_shows_what_differs_and_not_how_bright_the_light_was():
    golden = np.random.default_rng(1).integers(80, 120, (60, 80, 3)).astype(np.uint8)
    picture = np.clip(golden * 1.3, 0, 255).astype(np.uint8)
    picture[20:30, 30:45] = (250, 20, 20)
    shown = difference(picture, golden).astype(int)
    coloured = shown.max(axis=2) - shown.min(axis=2)
    assert coloured[22:28, 33:42].min() > 100
    assert coloured[40:, :].max() < 40


def test_each_colour_of_a_ring_shows_alone():
    picture = np.zeros((4, 4, 3), np.uint8)
    picture[..., 1] = 200
    lights = dict(colours_of(picture))
    assert lights["green"].min() == 200
    assert lights["red"].max() == 0
