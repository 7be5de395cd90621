"""How like the golden part, where, and which way round: of painted parts, which know the truth."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.geometry import Affine, Box
from inspector.domain.golden import Golden
from inspector.vision.likeness import golden_view, likeness, picture_for
from tests.checks.golden_parts import (
    COARSE,
    MELF,
    QFN,
    RESISTOR,
    TANTALUM,
    WLCSP,
    Part,
    against_golden,
    beside,
    draw,
)

REACH_MM = 0.4
PLACE_MM, TURN_DEG = 0.006, 0.5
"""As the docstring of `likeness` says."""
KINDS = (QFN, WLCSP, TANTALUM, MELF)


def seen(part):
    found = likeness(against_golden(part), REACH_MM)
    assert found is not None
    return found


@pytest.mark.parametrize("package", KINDS)
def test_the_same_part_is_alike_and_in_its_place(package):
    found = seen(Part(package))
    assert found.score > 0.98
    assert found.over_turned > 0.1
    assert (found.x_mm, found.y_mm) == pytest.approx((0.0, 0.0), abs=PLACE_MM)
    assert found.rotation_deg == pytest.approx(0.0, abs=TURN_DEG)


@pytest.mark.parametrize("package", KINDS)
@pytest.mark.parametrize("place", [(0.053, -0.031), (-0.1, 0.1), (0.2, 0.0)])
def test_a_shift_is_found_below_a_pixel_though_the_lands_stay(package, place):
    found = seen(Part(package, *place))
    assert (found.x_mm, found.y_mm) == pytest.approx(place, abs=PLACE_MM)
    assert found.rotation_deg == pytest.approx(0.0, abs=TURN_DEG)


@pytest.mark.parametrize("package", KINDS)
def test_a_part_turned_by_three_degrees_is_turned_by_three_degrees(package):
    found = seen(Part(package, turn=3.0))
    assert found.rotation_deg == pytest.approx(3.0, abs=TURN_DEG)
    assert (found.x_mm, found.y_mm) == pytest.approx((0.0, 0.0), abs=PLACE_MM)
    assert found.over_turned > 0.1, "turned a little is not the wrong way round"
    assert seen(Part(package, turn=-3.0)).rotation_deg == pytest.approx(-3.0, abs=TURN_DEG)


@pytest.mark.parametrize("package", KINDS)
def test_a_part_the_wrong_way_round_fits_better_turned(package):
    assert seen(Part(package, turn=180.0)).over_turned < -0.1


def test_a_square_part_turned_by_a_quarter_fits_better_turned():
    assert seen(Part(QFN, turn=90.0)).over_turned < -0.1
    assert seen(Part(QFN, turn=270.0)).over_turned < -0.1


def test_a_part_that_looks_the_same_turned_by_half_is_not_asked_which_way_round():
    assert math.isnan(seen(Part(RESISTOR)).over_turned)


@pytest.mark.parametrize("package", KINDS)
def test_bare_lands_are_not_alike(package):
    bare = seen(Part(package, present=False)).score
    assert bare < 0.55
    assert bare < seen(Part(package, 0.05)).score - 0.2


@pytest.mark.parametrize(("gain", "level"), [(0.4, 0.0), (1.25, 0.0), (1.0, 0.04), (0.7, 0.05)])
def test_other_light_makes_no_difference(gain, level):
    view = draw(Part(QFN, 0.05, -0.03))
    light = np.clip(gain * view.ring + level, 0, 1).astype(np.float32)
    same = likeness(beside(view, draw(Part(QFN, seed=99))), REACH_MM)
    lit = likeness(
        beside(replace(view, images={"ring": light}), draw(Part(QFN, seed=99))), REACH_MM
    )
    assert lit.score == pytest.approx(same.score, abs=0.02)
    assert lit.over_turned == pytest.approx(same.over_turned, abs=0.1)
    assert (lit.x_mm, lit.y_mm) == pytest.approx((0.05, -0.03), abs=PLACE_MM)


def test_without_a_golden_part_there_is_no_answer():
    assert likeness(draw(Part(QFN)), REACH_MM) is None


@pytest.mark.parametrize("which", ["codes", "picture"])
def test_what_is_not_wholly_seen_has_no_answer(which):
    view = against_golden(Part(WLCSP))
    holed = getattr(view.golden, which).copy()
    rows, cols = holed.shape[:2]
    holed[rows // 2, cols // 2] = np.nan
    assert likeness(replace(view, golden=replace(view.golden, **{which: holed})), REACH_MM) is None


def test_a_part_of_fewer_pixels_than_can_be_compared_has_no_answer():
    view = draw(Part(RESISTOR))
    coarse = 0.3
    codes = picture_for(view, "ring", coarse)
    golden = replace(against_golden(Part(RESISTOR)).golden, codes=codes, picture=codes)
    assert likeness(replace(view, golden=replace(golden, mm_per_px=coarse)), REACH_MM) is None


def test_a_view_without_the_shot_has_no_picture():
    assert picture_for(draw(Part(QFN)), "white", COARSE) is None


def test_codes_are_the_root_of_light():
    view = draw(Part(QFN))
    even = np.full_like(view.ring, 0.25)
    picture = picture_for(replace(view, images={"ring": even}), "ring", COARSE)
    assert picture == pytest.approx(127.5, abs=0.01)
    assert picture.shape[0] == round(view.ring.shape[0] * view.mm_per_px / COARSE)


X_SLOPE, Y_SLOPE = 12.0, 9.0
"""Codes per mm of a golden board that brightens evenly along both its axes."""


def sloping(unseen=None):
    """A golden board of 10 x 8 mm, of which a box may not have been seen."""
    rows, cols = round(8 / COARSE), round(10 / COARSE)
    x = (np.arange(cols) + 0.5) * COARSE
    y = 8 - (np.arange(rows) + 0.5) * COARSE
    mean = np.rint(10 + X_SLOPE * x[None] + Y_SLOPE * y[:, None]).astype(np.uint8)[..., None]
    known = np.ones((rows, cols), bool)
    if unseen is not None:
        left, bottom = unseen
        known[(y > bottom)[:, None] & (x > left)[None]] = False
    return Golden("ring", COARSE, Box(0, 0, 10, 8), mean, np.zeros_like(mean), known)


@pytest.mark.parametrize("turn", [0.0, 90.0, 33.0, 180.0])
def test_the_golden_part_is_cut_upright_where_the_part_lies(turn):
    view, pose = draw(Part(WLCSP)), Affine.of(4.0, 3.0, turn)
    codes = golden_view(sloping(), pose, view)
    assert codes.shape[:2] == picture_for(view, "ring", COARSE).shape[:2]
    row, col = (float(n) for n in np.array(codes.shape[:2]) // 2 - 20)
    fine = [((v + 0.5) * COARSE / view.mm_per_px - 0.5) for v in (row, col)]
    x, y = pose.at(*view.at_mm(*fine))
    assert codes[int(row), int(col), 0] == pytest.approx(10 + X_SLOPE * x + Y_SLOPE * y, abs=0.6)


def test_what_the_golden_board_has_not_seen_is_no_number():
    view = draw(Part(WLCSP))
    codes = golden_view(sloping(unseen=(4.0, 3.0)), Affine.of(4.0, 3.0, 0.0), view)
    rows, cols = codes.shape[:2]
    assert np.isnan(codes[: rows // 2 - 2, cols // 2 + 2 :]).all()
    assert np.isfinite(codes[rows // 2 + 2 :]).all()


def test_what_lies_beyond_the_golden_board_is_no_number():
    view = draw(Part(WLCSP))
    codes = golden_view(sloping(), Affine.of(0.5, 4.0, 0.0), view)
    at_rim = round((view.center_px[1] * view.mm_per_px - 0.5) / COARSE)
    assert at_rim > 10
    assert np.isnan(codes[:, : at_rim - 2]).all()
    assert np.isfinite(codes[:, at_rim + 2 :]).all()
