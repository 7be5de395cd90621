"""Where a part roughly lies, and its edges; the kernel against plain numpy."""

import numpy as np
import pytest

from inspector.vision.body import find_body, pixels_of, places_of
from inspector.vision.kernels import pattern, pattern_reference
from inspector.vision.lands import brightest, see_land
from inspector.vision.outline import fit_outline
from tests.checks.painting import Chip, chip_package, draw_chip


def test_the_kernel_does_what_plain_numpy_does():
    rng = np.random.default_rng(1)
    image = rng.random((40, 50), np.float32)
    points = rng.normal(0, 6, (60, 2))
    signs = np.where(np.arange(60) < 25, 1.0, -1.0)
    weights = np.where(signs > 0, 0.5 / 25, 0.5 / 35)
    places = rng.uniform(-5, 55, (30, 2))  # some beyond the border
    out = np.empty(30)
    pattern.correlate(image, points, signs, weights, places, out)
    expected = pattern_reference.correlate(image, points, signs, weights, places)
    assert out == pytest.approx(expected, abs=1e-6)
    flat = np.ones_like(image)
    pattern.correlate(flat, points, signs, weights, places, out)
    assert (out == 0).all()


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
    seen = see_land(view, brightest(view), land, turn, 0.5)
    assert seen.left.seen
    assert seen.right.seen
    assert seen.end.seen
    for edge, true in ((seen.left, 0.32), (seen.right, 0.32), (seen.end, 0.8)):
        assert edge.at_mm == pytest.approx(true, abs=0.005)


def test_a_land_that_is_hidden_is_taken_as_drawn():
    view = draw_chip()
    seen = see_land(view, brightest(view), view.package.land("2"), 0.0, 0.79)
    assert not seen.end.seen
    assert seen.end.at_mm == pytest.approx(0.8)
    assert seen.end.u_mm > 0.02
