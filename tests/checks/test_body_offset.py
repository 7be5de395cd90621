"""Place, turn and size of drawn parts, where the truth is known to the micrometre."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.checks.body_offset import BodyOffset
from inspector.domain.view import Rays
from tests.checks.painting import (
    BLACK,
    BROWN,
    WHITE,
    Chip,
    Look,
    Soic,
    chip_package,
    draw_chip,
    draw_soic,
    measured,
)

PART = ""


@pytest.mark.parametrize("x", [-0.25, -0.031, 0.0, 0.25])
@pytest.mark.parametrize("y", [-0.2, 0.007])
def test_the_place_of_a_chip_is_right_to_three_micrometres(x, y):
    got = measured(BodyOffset(), draw_chip(Chip(x, y)))
    assert got["body_offset_x", PART] == pytest.approx(x, abs=0.003)
    assert got["body_offset_y", PART] == pytest.approx(y, abs=0.003)
    assert got["body_rotation", PART] == pytest.approx(0.0, abs=0.2)


@pytest.mark.parametrize("turn", [-10.0, -3.3, 0.5, 10.0])
def test_a_skewed_chip_is_found_with_its_turn(turn):
    got = measured(BodyOffset(), draw_chip(Chip(0.05, -0.04, turn)))
    assert got["body_rotation", PART] == pytest.approx(turn, abs=0.25)
    assert got["body_offset_x", PART] == pytest.approx(0.05, abs=0.004)
    assert got["body_offset_y", PART] == pytest.approx(-0.04, abs=0.004)


@pytest.mark.parametrize("body", [BLACK, BROWN, WHITE])
@pytest.mark.parametrize("cap", [(0.88, 0.49, 0.17), (0.75, 0.72, 0.68), (0.65, 0.40, 0.15)])
@pytest.mark.parametrize("gain", [0.6, 1.1])
def test_neither_lot_nor_lamp_moves_it(body, cap, gain):
    got = measured(BodyOffset(), draw_chip(Chip(0.03, 0.02, 1.0, look=Look(body, cap, gain=gain))))
    assert got["body_offset_x", PART] == pytest.approx(0.03, abs=0.004)
    assert got["body_offset_y", PART] == pytest.approx(0.02, abs=0.004)


@pytest.mark.parametrize(
    ("length", "width", "cap", "height"), [(1.6, 0.8, 0.3, 0.8), (3.2, 1.6, 0.5, 0.6)]
)
def test_larger_chips_are_measured_as_well(length, width, cap, height):
    package = chip_package(length, width, cap, height)
    got = measured(BodyOffset(), draw_chip(Chip(-0.1, 0.06, 2.0, package)))
    assert got["body_offset_x", PART] == pytest.approx(-0.1, abs=0.003)
    assert got["body_offset_y", PART] == pytest.approx(0.06, abs=0.003)
    assert got["body_length", PART] == pytest.approx(length, abs=0.03)
    assert got["body_width", PART] == pytest.approx(width, abs=0.03)


def test_a_leaning_ray_does_not_move_a_tall_part():
    package = chip_package(1.6, 0.8, 0.35, 0.8)
    rays = Rays(x_slope=0.08, y_slope=-0.05, spread_per_mm=0.01, u_slope=0.001)
    view = draw_chip(Chip(0.02, 0.01, 0.0, package, rays=rays))
    got = measured(BodyOffset(), view)
    assert got["body_offset_x", PART] == pytest.approx(0.02, abs=0.003)
    assert got["body_offset_y", PART] == pytest.approx(0.01, abs=0.003)
    # the same picture, taken for one without lean, is 64 um off: the rays do matter
    upright = measured(BodyOffset(), replace(view, rays=Rays()))
    assert abs(upright["body_offset_x", PART] - 0.02) > 0.05


def test_the_uncertainty_knows_of_height_lean_and_registration():
    rays = Rays(x_slope=0.1)
    package = replace(chip_package(), body_height_tol_mm=0.05)
    view = draw_chip(Chip(package=package, rays=rays))
    taken = {m.quantity: m.uncertainty for m in BodyOffset().measure(view, {})}
    assert taken["body_offset_x"] > 0.1 * 0.05 / math.sqrt(3)
    assert taken["body_offset_y"] < taken["body_offset_x"]
    unsure = replace(view, u_place_mm=0.01, rays=Rays(u_slope=0.01))
    again = {m.quantity: m.uncertainty for m in BodyOffset().measure(unsure, {})}
    assert again["body_offset_y"] >= math.hypot(0.01, 0.35 * 0.01)


def test_errors_lie_within_their_stated_uncertainty():
    inside = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, y = rng.normal(0, 0.04, 2)
        view = draw_chip(Chip(x, y, rng.normal(0, 1.0), look=Look(noise=0.02), seed=seed))
        for m in BodyOffset().measure(view, {}):
            truth = {"body_offset_x": x, "body_offset_y": y}.get(m.quantity)
            if truth is not None:
                inside.append(abs(m.value - truth) <= 2 * m.uncertainty)
    assert np.mean(inside) >= 0.9


def test_a_missing_part_has_no_place():
    got = measured(BodyOffset(), draw_chip(Chip(present=False)))
    assert math.isnan(got["body_offset_x", PART])
    assert math.isnan(got["side_overhang", "1"])


def test_a_picture_without_contrast_gives_no_number():
    view = draw_chip(Chip(look=Look(gain=0.01)))
    got = measured(BodyOffset(), view)
    assert math.isnan(got["body_offset_x", PART])


def test_a_part_that_no_frame_saw_gives_no_number():
    view = draw_chip()
    blind = replace(view, valid=np.zeros_like(view.valid))
    got = measured(BodyOffset(), blind)
    assert all(math.isnan(v) for (quantity, _), v in got.items() if quantity != "body_contrast")


def test_a_hidden_end_gives_no_number():
    view = draw_chip()
    valid = view.valid.copy()
    valid[:, : int(view.center_px[1]) - 30] = False
    assert math.isnan(measured(BodyOffset(), replace(view, valid=valid))["body_offset_x", PART])


def test_a_chip_turned_by_a_quarter_is_found_and_says_so():
    got = measured(BodyOffset(), draw_chip(Chip(turn=90.0)))
    assert abs(got["body_rotation", PART]) == pytest.approx(90.0, abs=0.5)


def test_another_size_of_part_has_a_size_but_no_place():
    view = draw_chip(Chip(package=chip_package(1.5, 0.5, 0.22)))
    got = measured(BodyOffset(), replace(view, package=chip_package()))
    assert math.isnan(got["body_offset_x", PART])


@pytest.mark.parametrize("y", [0.0, 0.2, -0.2])
def test_side_overhang_is_the_share_of_the_cap_beyond_its_land(y):
    got = measured(BodyOffset(cap_rim_mm=0.03), draw_chip(Chip(0.0, y)))
    # cap 0.5 wide on lands 0.64 wide
    expected = (abs(y) + 0.25 - 0.32) / 0.5
    for pin in ("1", "2"):
        assert got["side_overhang", pin] == pytest.approx(expected, abs=0.03)
        assert got["end_overhang", pin] == 0.0


def test_a_cap_beyond_the_end_of_its_land_overhangs_there():
    package = chip_package()
    lands = tuple(replace(land, x_mm=land.x_mm * 0.42 / 0.52) for land in package.lands)
    package = replace(package, lands=tuple(replace(land, size_x_mm=0.3) for land in lands))
    got = measured(BodyOffset(cap_rim_mm=0.03), draw_chip(Chip(0.15, 0.0, package=package)))
    assert got["end_overhang", "2"] == pytest.approx(0.5 + 0.15 - 0.57, abs=0.03)
    assert got["end_overhang", "1"] == 0.0


@pytest.mark.parametrize(("x", "y", "turn"), [(0.0, 0.0, 0.0), (0.21, -0.13, 3.0)])
def test_a_moulded_body_is_measured_by_its_top(x, y, turn):
    got = measured(BodyOffset(), draw_soic(Soic(x, y, turn)))
    assert got["body_offset_x", PART] == pytest.approx(x, abs=0.004)
    assert got["body_offset_y", PART] == pytest.approx(y, abs=0.004)
    assert got["body_rotation", PART] == pytest.approx(turn, abs=0.1)
    assert got["body_length", PART] == pytest.approx(3.9, abs=0.02)


@pytest.mark.parametrize("view", [draw_chip(), draw_soic()], ids=["chip", "soic"])
def test_it_yields_what_it_declares(view):
    wanted = {(q.name, pin) for q in BodyOffset.yields for pin in q.pins(view.package)}
    units = {q.name: q.unit for q in BodyOffset.yields}
    taken = list(BodyOffset().measure(view, {}))
    assert {(m.quantity, m.pin) for m in taken} == wanted
    assert len(taken) == len(wanted)
    assert all(m.unit == units[m.quantity] and m.refdes == "R1" for m in taken)
