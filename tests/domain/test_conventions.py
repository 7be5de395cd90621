"""The conventions of the house: what others rely on, so that no two rooms mean different things."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.domain.board import (
    BoardSite,
    Family,
    Package,
    Placement,
    Termination,
    TerminationKind,
)
from inspector.domain.fringe import fringe_phase_rad, fringe_signal
from inspector.domain.geometry import Affine, Box, rectangle_mm, wrap_deg
from inspector.domain.view import Rays, View

angles = st.floats(-720, 720)
places = st.floats(-50, 50)


def test_x_is_right_y_is_up_and_turns_are_counter_clockwise():
    quarter = Affine.of(0.0, 0.0, 90.0)
    assert quarter.at(1.0, 0.0) == (0.0, 1.0)  # what points right points up
    assert quarter.at(0.0, 1.0) == (-1.0, 0.0)  # what points up points left


def test_the_origin_is_the_lower_left_corner_and_a_box_is_named_by_it():
    box = Box(3.0, 4.0, 2.0, 1.0)
    assert box.corners_mm == ((3.0, 4.0), (5.0, 4.0), (5.0, 5.0), (3.0, 5.0))
    assert box.center_mm == (4.0, 4.5)
    assert Box.around([(5.0, 4.0), (3.0, 5.0), (4.0, 4.2)]) == box


def test_a_placement_turns_its_part_about_the_parts_origin_then_moves_it():
    placement = Placement("R1", "X", 10.0, 5.0, 90.0)
    # pin 1 of a chip: left at 0 degrees, so at 90 degrees it is below
    x_mm, y_mm = placement.pose.at(-0.5, 0.0)
    assert (x_mm, y_mm) == (10.0, 4.5)


def test_pin_1_of_a_chip_is_left_and_its_end_points_away_from_the_body():
    end = Termination("1", TerminationKind.CHIP_END, -0.65, 0.0, 0.3, 0.8, 180.0)
    outline = Box.around(end.outline_mm)
    assert outline.x_mm == pytest.approx(-0.8)  # length lies along the direction
    assert outline.width_mm == pytest.approx(0.3)
    assert outline.height_mm == pytest.approx(0.8)


def test_a_board_in_a_panel_is_turned_then_moved():
    site = BoardSite(1, 95.0, 35.0, 180.0)
    assert site.pose.at(5.0, 2.0) == (90.0, 33.0)


@pytest.mark.parametrize(
    ("angle", "period", "wrapped"),
    [
        (0.0, 180.0, 0.0),
        (90.0, 180.0, 90.0),
        (-90.0, 180.0, 90.0),  # the upper end belongs to it, the lower does not
        (180.0, 180.0, 0.0),  # an unpolarised chip: half a turn is none
        (179.5, 180.0, -0.5),
        (45.0, 90.0, 45.0),
        (-45.0, 90.0, 45.0),  # an unmarked square
        (180.0, 360.0, 180.0),
        (-180.0, 360.0, 180.0),
        (539.0, 360.0, 179.0),
    ],
)
def test_turns_are_wrapped_by_the_symmetry_of_the_body(angle, period, wrapped):
    assert wrap_deg(angle, period) == pytest.approx(wrapped)


@given(angles, st.sampled_from([90.0, 180.0, 360.0]), st.integers(-3, 3))
def test_a_wrapped_turn_is_the_same_attitude_in_half_a_period_to_each_side(angle, period, turns):
    wrapped = wrap_deg(angle, period)
    assert -period / 2 <= wrapped <= period / 2
    again = wrap_deg(angle + turns * period, period)
    gap = abs(again - wrapped)
    assert min(gap, period - gap) == pytest.approx(0.0, abs=1e-9)


def test_an_offset_is_measured_less_nominal_in_the_axes_of_the_part():
    placement = Placement("R1", "X", 10.0, 5.0, 90.0)
    seen_mm = 10.0, 5.3  # the part lies 0.3 mm too far up on the board
    x_mm, y_mm = placement.pose.inverse().at(*seen_mm)
    assert (x_mm, y_mm) == pytest.approx((0.3, 0.0))  # along its own length


@given(places, places, st.floats(0.5, 200), angles)
def test_seen_from_below_a_point_keeps_its_height_and_is_mirrored_in_the_width(x, y, width, turn):
    """The rule of the bottom side: x' = width - x, turn' = 180 - turn, on a part turned over."""
    px, py = 0.7, 0.3  # pin 1 of the part at 0 degrees
    from_top = Affine.of(x, y, turn).at(px, -py)  # turned over about its own x axis
    wanted = width - from_top[0], from_top[1]
    assert Affine.of(width - x, y, 180.0 - turn).at(px, py) == pytest.approx(wanted, abs=1e-9)


# ---- pixels

PACKAGE = Package("X", Family.CHIP_RESISTOR, 1.6, 0.8, 0.45, (), ())


def view(height=121, width=161, **more):
    placement = Placement("R1", "X", 10.0, 5.0, 30.0)
    center = (height - 1) / 2, (width - 1) / 2
    seen = np.ones((height, width), bool)
    return View(placement, PACKAGE, {}, seen, 0.02, center, **more)


def test_pixel_centres_are_whole_numbers_and_the_image_centre_is_half_the_last_index():
    part = view(height=120, width=160)
    assert part.center_px == (59.5, 79.5)
    assert part.at_mm(59.5, 79.5) == (0.0, 0.0)
    # the middle of the first pixel lies half a pixel inside the picture's corner
    assert part.at_mm(0, 0) == pytest.approx((-79.5 * 0.02, 59.5 * 0.02))


def test_rows_grow_downwards_and_columns_to_the_right():
    part = view()
    assert part.at_mm(60 - 10, 80) == pytest.approx((0.0, 0.2))
    assert part.at_mm(60, 80 + 10) == pytest.approx((0.2, 0.0))
    assert part.at_px(0.2, 0.0) == pytest.approx((60, 90))


def test_what_stands_high_appears_displaced_by_its_height_times_the_slope():
    part = view(rays=Rays(x_slope=0.05, y_slope=-0.02))
    row, col = part.at_px(0.0, 0.0, 0.5)
    assert (col - 80) * 0.02 == pytest.approx(0.5 * 0.05)
    assert (60 - row) * 0.02 == pytest.approx(0.5 * -0.02)
    flat = view(rays=Rays(x_slope=0.05), z_mm=0.5)  # cut at the height of its top: nothing moves
    assert flat.at_px(0.1, 0.2, 0.5) == pytest.approx((50, 85))


@given(places, places, st.floats(0, 3), st.floats(-0.1, 0.1), st.floats(-0.01, 0.01))
def test_a_point_is_found_again_at_its_height(x, y, z, slope, spread):
    part = view(rays=Rays(slope, -slope / 2, spread), z_mm=0.2)
    assert part.at_mm(*part.at_px(x, y, z), z) == pytest.approx((x, y), abs=1e-9)


# ---- fringes: one signal, one sign


def decoded(images):
    """Give phi of that signal by its first harmonic, in (-pi, pi]."""
    steps = len(images)
    turns = np.exp(-2j * np.pi * np.arange(steps) / steps)
    return float(np.angle(np.tensordot(turns, np.asarray(images), 1)))


@given(st.floats(-3.1, 3.1), st.integers(3, 8))
def test_the_phase_of_a_fringe_is_decoded_with_its_sign(phase, steps):
    images = [fringe_signal(phase, k, steps, 100.0, 40.0) for k in range(steps)]
    assert decoded(images) == pytest.approx(phase, abs=1e-9)


@pytest.mark.parametrize(
    ("projector", "stands_at"),
    [("east", (1, 0)), ("north", (0, 1)), ("west", (-1, 0)), ("south", (0, -1))],
)
@pytest.mark.parametrize("height_mm", [0.0, 0.05, 1.2])
def test_a_raised_place_has_the_phase_of_where_its_ray_would_have_landed(
    projector, stands_at, height_mm
):
    theta_deg, period_mm, x, y = 40.0, 0.7, 0.31, -0.17
    run = height_mm * math.tan(math.radians(theta_deg))  # away from the projector
    landed = (x - stands_at[0] * run, y - stands_at[1] * run, 0.0)
    raised = fringe_phase_rad(projector, (x, y, height_mm), period_mm, theta_deg)
    assert raised == pytest.approx(fringe_phase_rad(projector, landed, period_mm, theta_deg))
    away = (x - stands_at[0] * period_mm, y - stands_at[1] * period_mm, height_mm)
    one_on = fringe_phase_rad(projector, away, period_mm, theta_deg)
    assert one_on - raised == pytest.approx(2 * math.pi)


def test_corners_of_a_rectangle_go_counter_clockwise_from_its_own_lower_left():
    assert rectangle_mm((1.0, 1.0), (2.0, 1.0)) == ((0.0, 0.5), (2.0, 0.5), (2.0, 1.5), (0.0, 1.5))
    turned = rectangle_mm((0.0, 0.0), (2.0, 1.0), 90.0)
    assert turned[0] == (0.5, -1.0)
