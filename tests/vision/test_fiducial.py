"""Fiducials against marks drawn by closed formulas; what is no mark must be refused."""

import math

import numpy as np
import pytest

from inspector.domain.board import Fiducial, FiducialShape
from inspector.vision.fiducial import find_fiducial
from inspector.vision.mark_outline import FiducialFit, FiducialMiss
from tests.vision.drawing import box, coverage, cross, disc, mark, seen, union, without

PX_PER_MM = 100.0
CIRCLE = Fiducial("F1", 0, 0, 1.0)
RECTANGLE = Fiducial("F1", 0, 0, 1.0, FiducialShape.RECTANGLE, size_y_mm=0.7)
CROSS = Fiducial("F1", 0, 0, 1.4, FiducialShape.CROSS, arm_mm=0.3)
CENTER = (230.0, 230.0)


def find(gray, fiducial=CIRCLE):
    return find_fiducial(gray, CENTER, fiducial, PX_PER_MM, search_px=100.0)


def places(count):
    return [CENTER + np.random.default_rng(seed).uniform(-60, 60, 2) for seed in range(count)]


@pytest.mark.parametrize("levels", [(60, 180), (180, 60)], ids=["light", "dark"])
@pytest.mark.parametrize("shading", [0.0, 0.2])
def test_a_circle_is_placed_to_a_hundredth_of_a_pixel(levels, shading):
    errors, stated = [], []
    for seed, (row, col) in enumerate(places(16)):
        fit = find(mark(disc(row, col, 50), levels, shading=shading, seed=seed))
        assert isinstance(fit, FiducialFit), fit
        errors.append((fit.row_px - row, fit.col_px - col))
        stated.append(fit.u_px)
    assert np.std(errors) < 0.008
    assert np.abs(np.mean(errors, axis=0)).max() < 0.005
    assert np.abs(errors).max() < 4 * np.mean(stated)


def test_a_mask_opening_around_it_does_not_disturb():
    row, col = 251.3, 199.8
    inner = coverage(disc(row, col, 50), (460, 460))
    opening = coverage(disc(row, col, 100), (460, 460))
    gray = seen(110 * (1 - opening) + opening * (50 + 130 * inner), shading=0.2)
    fit = find(gray)
    assert (fit.row_px, fit.col_px) == pytest.approx((row, col), abs=0.03)


def test_paste_on_a_part_of_its_rim_does_not_disturb():
    worst = 0.0
    for seed, (row, col) in enumerate(places(16)):
        gray = mark(disc(row, col, 50), seed=seed)
        random = np.random.default_rng(seed)
        around = random.uniform(0, 2 * math.pi)
        for angle in around + random.uniform(-0.5, 0.5, 4):
            blob = disc(row + 45 * math.sin(angle), col + 45 * math.cos(angle), 14)
            paste = coverage(blob, gray.shape)
            gray = (gray * (1 - paste) + 0.4 * paste).astype(np.float32)
        fit = find(gray)
        assert isinstance(fit, FiducialFit), fit
        assert fit.support < 0.95
        worst = max(worst, abs(fit.row_px - row), abs(fit.col_px - col))
    assert worst < 0.05


@pytest.mark.parametrize("shading", [0.0, 0.2])
@pytest.mark.parametrize(
    ("fiducial", "shape"),
    [
        (RECTANGLE, lambda row, col, turn: box(row, col, (50, 35), turn)),
        (CROSS, lambda row, col, turn: cross(row, col, 70, 15, turn)),
    ],
    ids=["rectangle", "cross"],
)
def test_edges_of_crosses_and_rectangles_place_them(fiducial, shape, shading):
    errors = []
    for seed, (row, col) in enumerate(places(12)):
        turn = np.random.default_rng(seed).uniform(-2, 2)
        fit = find(mark(shape(row, col, turn), shading=shading, seed=seed), fiducial)
        assert isinstance(fit, FiducialFit), fit
        errors.append((fit.row_px - row, fit.col_px - col))
    assert np.std(errors) < 0.010
    assert np.abs(errors).max() < 0.03


def test_a_turned_cross_is_found_where_its_turn_is_known():
    gray = mark(cross(220.3, 240.8, 70, 15, 30.0))
    fit = find_fiducial(gray, CENTER, CROSS, PX_PER_MM, 100.0, rotation_deg=30.0)
    assert (fit.row_px, fit.col_px) == pytest.approx((220.3, 240.8), abs=0.03)


@pytest.mark.parametrize(
    ("shape", "fiducial"),
    [
        (disc(230, 230, 62), CIRCLE),
        (disc(230, 230, 40), CIRCLE),
        (without(disc(230, 230, 50), disc(230, 230, 33)), CIRCLE),
        (box(230, 230, (50, 50)), CIRCLE),
        (box(230, 230, (44, 44)), CIRCLE),
        (cross(230, 230, 50, 15), CIRCLE),
        (disc(9999, 9999, 50), CIRCLE),
        (disc(230, 230, 50), RECTANGLE),
        (box(230, 230, (35, 50)), RECTANGLE),
        (disc(230, 230, 50), CROSS),
        (box(230, 230, (70, 15)), CROSS),
        (disc(9999, 9999, 50), CROSS),
    ],
)
def test_what_is_not_the_mark_is_refused_with_a_reason(shape, fiducial):
    fit = find(mark(shape), fiducial)
    assert isinstance(fit, FiducialMiss)
    assert fit.reason


def test_two_marks_equally_good_are_ambiguous():
    fit = find(mark(union(disc(180, 180, 50), disc(290, 300, 50))))
    assert isinstance(fit, FiducialMiss)
    assert "ambiguous" in fit.reason


def test_a_mark_beyond_the_search_is_not_taken():
    gray = mark(disc(230, 380, 50))
    assert isinstance(find(gray), FiducialMiss)
    assert isinstance(find_fiducial(gray, (9e3, 9e3), CIRCLE, PX_PER_MM, 100.0), FiducialMiss)
