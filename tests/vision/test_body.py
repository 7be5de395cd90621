"""Where a part roughly lies, and its edges; the kernel against plain numpy."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.geometry import Affine, Box
from inspector.vision.body import find_body, pixels_of, places_of, repeat_mm
from inspector.vision.kernels import pattern, pattern_reference
from inspector.vision.lands import Asked, brightest, see_lands
from inspector.vision.outline import fit_outline
from tests.checks.painting import (
    FLAT,
    SHADOW,
    STEEP,
    UPRIGHT_RAYS,
    Canvas,
    Chip,
    Look,
    chip_package,
    draw_chip,
    soic_package,
    solder,
    view_of,
)


def test_the_kernel_does_what_plain_numpy_does():
    rng = np.random.default_rng(1)
    image = rng.random((40, 50), np.float32)
    points = rng.normal(0, 6, (60, 2))
    signs = np.where(np.arange(60) < 25, 1.0, -1.0)
    weights = np.where(signs > 0, 0.5 / 25, 0.5 / 35)
    places = np.linspace(-5, 45, 23), np.linspace(-5, 55, 31)  # some beyond the border
    turns, found = np.radians([-20.0, 3.0, 90.0]), np.empty(4)
    for tie in (0.0001, 0.1):
        pattern.search(image, points, signs, weights, places, turns, tie, found)
        wanted = pattern_reference.search(image, (points, signs, weights), places, turns, tie)
        assert found == pytest.approx(wanted, abs=1e-6)
    pattern.search(np.ones_like(image), points, signs, weights, places, turns, 0.01, found)
    assert found[3] == 0.0


def test_a_part_is_found_where_its_pattern_was_laid():
    rng = np.random.default_rng(2)
    points = rng.uniform(-9, 9, (80, 2))
    signs = np.where(np.arange(80) < 40, 1.0, -1.0)
    image, turn = np.full((60, 70), 0.5, np.float32), np.radians(30.0)
    x, y = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ points.T
    image[np.floor(28 - y + 0.5).astype(int), np.floor(37 + x + 0.5).astype(int)] = signs > 0
    places, turns = (np.arange(20.0, 40.0), np.arange(30.0, 50.0)), np.radians([0.0, 30.0, 60.0])
    found = np.empty(4)
    pattern.search(image, points, signs, np.full(80, 1 / 80), places, turns, 0.01, found)
    assert found[:3] == pytest.approx((28.0, 37.0, turn))
    assert found[3] > 0.8  # some points fell on the same pixel


@pytest.mark.parametrize("sizes", [(1.0, 0.5, 0.22, 0.35), (3.2, 1.6, 0.5, 0.6)])
@pytest.mark.parametrize("lies", [(0.0, 0.0, 0.0), (0.31, -0.27, 8.0), (-0.4, 0.3, -10.0)])
def test_the_coarse_place_is_near_enough_for_edges(sizes, lies):
    x, y, turn = lies
    found = find_body(draw_chip(Chip(x, y, turn, chip_package(*sizes))))
    assert np.hypot(found.x_mm - x, found.y_mm - y) < 0.05
    assert found.rotation_deg == pytest.approx(turn, abs=3.0)
    assert found.score > 0.7


def test_the_size_that_is_seen_is_that_of_the_flat_top():
    view = draw_chip()
    found = fit_outline(view)
    assert found is not None
    assert found.length_mm == pytest.approx(1.0 - 2 * 0.03, abs=0.012)
    assert found.width_mm == pytest.approx(0.5 - 2 * 0.03, abs=0.012)
    assert 0.5 < found.contrast <= 1.0


def test_places_and_pixels_undo_each_other_at_every_height():
    view = draw_chip()
    places = np.array([[0.3, -0.2], [-0.4, 0.1]])
    for z in (0.0, 0.5):
        assert places_of(view, pixels_of(view, places, z), z) == pytest.approx(places)
        row, col = view.at_px(0.3, -0.2, z)
        assert pixels_of(view, places, z)[0] == pytest.approx((row, col))


@pytest.mark.parametrize(("pin", "turn"), [("1", 180.0), ("2", 0.0)])
def test_the_edges_of_a_land_are_seen_where_they_are(pin, turn):
    view = draw_chip(Chip(0.0, 0.05))
    land = view.package.land(pin)
    (seen,) = see_lands(view, brightest(view), [Asked(land, turn, 0.5)])
    assert seen.left.seen
    assert seen.right.seen
    assert seen.end.seen
    for edge, true in ((seen.left, 0.32), (seen.right, 0.32), (seen.end, 0.8)):
        assert edge.at_mm == pytest.approx(true, abs=0.005)


def test_a_land_that_is_hidden_is_taken_as_drawn():
    view = draw_chip()
    (seen,) = see_lands(view, brightest(view), [Asked(view.package.land("2"), 0.0, 0.79)])
    assert not seen.end.seen
    assert seen.end.at_mm == pytest.approx(0.8)
    assert seen.end.u_mm > 0.02


def fine_pitch(pitch=0.5, leads=20):
    """Two rows of leads, as near to each other as a part may be out of its place."""
    one = soic_package()
    ends, lands = [], []
    for k in range(leads):
        y, end, land = (
            (k // 2 - (leads / 2 - 1) / 2) * pitch,
            *([part[0], part[4]][k % 2] for part in (one.terminations, one.lands)),
        )
        ends.append(replace(end, pin=str(k), y_mm=y, width_mm=0.2))
        lands.append(replace(land, pin=str(k), y_mm=y, size_y_mm=0.28))
    rows = tuple(ends), tuple(lands)
    return replace(one, body_y_mm=pitch * leads / 2 + 0.3, terminations=rows[0], lands=rows[1])


@pytest.mark.parametrize("shift", [0.0, 0.41, 0.45, -0.46])
def test_leads_that_meet_their_neighbours_lands_do_not_hide_a_shift(shift):
    package, pose = fine_pitch(), Affine.of(0.0, shift, 0.0)
    canvas = Canvas(package, Look())
    solder(canvas, package, "bare")
    half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
    body = Box(-half_x, -half_y, 2 * half_x, 2 * half_y)
    canvas.paint(body, [(-0.05, SHADOW)], pose)
    for end in package.terminations:
        canvas.paint(Box.around(end.outline_mm), [(-0.03, STEEP), (0.0, FLAT)], pose)
    canvas.paint(body, [(0.0, (0.12, 0.11, 0.10))], pose)
    assert find_body(view_of(canvas, package, UPRIGHT_RAYS, 0)).y_mm == pytest.approx(
        shift, abs=0.04
    )


def test_two_rows_of_leads_repeat_by_their_pitch():
    assert repeat_mm(fine_pitch()) == pytest.approx(0.5)
    assert repeat_mm(soic_package()) == pytest.approx(1.27)
    assert repeat_mm(chip_package()) == math.inf
    quad = fine_pitch()
    across = tuple(replace(t, direction_deg=t.direction_deg + 90.0) for t in quad.terminations[:9])
    assert repeat_mm(replace(quad, terminations=quad.terminations[9:] + across)) == math.inf
