"""Sub-pixel edges against steps, lines and circles drawn by closed formulas."""

import math

import numpy as np
import pytest
from scipy.special import erf

from inspector.vision.edges import (
    circle_through,
    find_edges,
    fit_edges,
    line_through,
    strip_profiles,
)
from inspector.vision.kernels import edge, edge_reference

BLUR_PX = 0.9


def steps(places, contrast=120.0, noise=3.0, samples=21, seed=0):
    """Profiles with an erf step at each place."""
    t = np.arange(samples)
    z = (t - np.asarray(places)[:, None]) / (BLUR_PX * math.sqrt(2))
    clean = 60 + contrast * 0.5 * (1 + erf(z))
    return (clean + np.random.default_rng(seed).normal(0, noise, clean.shape)).astype(np.float32)


def disc(row, col, radius, noise=3.0, seed=0, shading=0.0):
    """A blurred disc: its profile across the edge is an erf step where the radius is large."""
    size = 161
    rows, cols = np.mgrid[:size, :size].astype(float)
    inside = 0.5 * (1 + erf((radius - np.hypot(rows - row, cols - col)) / BLUR_PX / math.sqrt(2)))
    light = 1 + shading * (cols / size - 0.5)
    drawn = light * (60 + 120 * inside)
    return (drawn + np.random.default_rng(seed).normal(0, noise, drawn.shape)).astype(np.float32)


def rays(row, col, near, far, count=250):
    angle = np.arange(count) * 2 * np.pi / count
    out = np.column_stack((np.sin(angle), np.cos(angle)))
    return np.array([row, col]) + near * out, np.array([row, col]) + far * out


@pytest.fixture
def places():
    return 10 + np.random.default_rng(5).uniform(-3, 3, 500)


def test_steps_are_placed_without_bias_and_scatter_as_stated(places):
    fits = fit_edges(steps(places), sigma_px=0.8)
    error = fits.position_px - places
    assert fits.ok.all()
    assert abs(error.mean()) < 0.008
    assert error.std() < 0.075
    assert error.std() == pytest.approx(float(np.median(fits.u_px)), rel=0.25)
    assert np.allclose(fits.contrast, 120, atol=15)


def test_a_falling_step_is_found_where_a_rising_one_is(places):
    rising = fit_edges(steps(places), 0.8, polarity=1)
    falling = fit_edges(-steps(places), 0.8, polarity=-1)
    assert np.allclose(rising.position_px, falling.position_px, atol=1e-9)
    assert np.allclose(rising.contrast, -falling.contrast, rtol=1e-6)


def test_a_step_of_the_other_polarity_is_not_taken(places):
    assert fit_edges(steps(places), 0.8, polarity=-1).ok.mean() < 0.02


def test_noise_alone_has_no_edge():
    flat = np.random.default_rng(1).normal(100, 3, (2000, 21)).astype(np.float32)
    assert fit_edges(flat, 0.8).ok.mean() < 0.01


def test_a_profile_with_nan_has_no_edge_there(places):
    profiles = steps(places)
    profiles[:, 5:16] = np.nan
    assert fit_edges(profiles, 0.8).ok.mean() < 0.02


def test_the_kernel_finds_what_scipy_finds(places):
    profiles = steps(places, noise=0.5)
    fits = fit_edges(profiles, 0.8)
    slow = [
        edge_reference.fit_step(profile, 0.8, round(place))
        for profile, place in zip(profiles[:60], fits.position_px[:60], strict=True)
    ]
    # the two may window a sample apart: the noise of that sample is what may differ
    assert np.allclose(fits.position_px[:60], [s[0] for s in slow], atol=0.004)
    assert np.allclose(fits.contrast[:60], [s[1] for s in slow], atol=1.5)


def test_strips_are_sampled_as_scipy_samples():
    image = disc(80, 80, 40)
    start, end = rays(80.3, 79.6, 30, 50, 36)
    fast = strip_profiles(image, start, end, width_px=3.0, samples=25)
    slow = edge_reference.sample_strips(image, start, end, (36, 25), 3.0, 3)
    assert np.allclose(fast, slow, atol=1e-3)


def test_a_strip_that_leaves_the_picture_is_not_a_number():
    profiles = strip_profiles(disc(80, 80, 40), [(80, 150)], [(80, 170)])
    assert np.isnan(profiles[0, 11:]).all()
    assert np.isfinite(profiles[0, :10]).all()


@pytest.mark.parametrize("shading", [0.0, 0.2])
def test_a_disc_is_placed_to_a_hundredth_of_a_pixel(shading):
    errors = []
    for seed in range(20):
        row, col = 80 + np.random.default_rng(seed).uniform(-1, 1, 2)
        image = disc(row, col, 40, seed=seed, shading=shading)
        found = find_edges(image, *rays(80, 80, 30, 50), sigma_px=0.8, polarity=-1)
        circle = circle_through(found.points_px, found.u_px)
        errors.append((circle.row_px - row, circle.col_px - col, circle.radius_px - 40))
    assert np.abs(np.mean(errors, axis=0)).max() < 0.006
    assert np.std(errors, axis=0).max() < 0.010


def test_a_circle_states_its_uncertainty():
    errors, stated = [], []
    for seed in range(40):
        found = find_edges(disc(80, 80, 40, seed=seed), *rays(80, 80, 30, 50), 0.8, -1)
        circle = circle_through(found.points_px, found.u_px)
        errors.append((circle.row_px - 80, circle.col_px - 80))
        stated.append(np.sqrt(np.diag(circle.covariance))[:2])
    assert np.std(errors) == pytest.approx(float(np.mean(stated)), rel=0.35)


def test_a_circle_is_not_drawn_away_by_a_third_of_wild_points():
    angle = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    points = np.column_stack((50 + 20 * np.sin(angle), 60 + 20 * np.cos(angle)))
    points += np.random.default_rng(0).normal(0, 0.02, points.shape)
    points[:100] += [0, 6]
    circle = circle_through(points, np.full(300, 0.02))
    assert (circle.row_px, circle.col_px, circle.radius_px) == pytest.approx((50, 60, 20), abs=0.01)
    assert (circle.weights[:100] > 0).mean() < 0.1


def test_a_line_is_not_drawn_away_by_a_quarter_of_wild_points():
    t = np.linspace(0, 50, 40)
    points = np.column_stack((0.1 * t, t)) + np.random.default_rng(0).normal(0, 0.02, (40, 2))
    points[::4] += [3, 0]
    line = line_through(points, np.full(40, 0.02))
    assert abs(line.distance_px(0, 0)) < 0.02
    assert line.direction[0] / line.direction[1] == pytest.approx(0.1, abs=0.002)
    assert (line.weights[::4] == 0).all()


def test_a_line_states_its_uncertainty():
    errors, stated = [], []
    for seed in range(200):
        noise = np.random.default_rng(seed).normal(0, 0.05, 30)
        line = line_through(np.column_stack((noise, np.arange(30.0))), np.full(30, 0.05))
        errors.append((line.distance_px(0, line.point_px[1]), line.direction[0]))
        stated.append((line.u_offset_px, line.u_angle_rad))
    assert np.std(errors, axis=0) == pytest.approx(np.mean(stated, axis=0), rel=0.2)


def test_the_line_kernel_finds_what_numpy_finds():
    rng = np.random.default_rng(3)
    t, u = np.arange(50.0), np.full(50, 0.05)
    d = 0.3 + 0.02 * t + rng.normal(0, 0.05, 50)
    d[10:20] += 2
    out, weights = np.empty(6), np.empty(50)
    assert edge.line_weights(t, d, u, out, weights)
    assert out[:2] == pytest.approx(edge_reference.line(t, d, u), abs=1e-4)


def test_two_lines_cross_where_they_should():
    one = line_through([(0.0, 0.0), (1, 1), (2, 2), (3, 3)])
    two = line_through([(4.0, 0.0), (3, 1), (1, 3), (0, 4)])
    assert one.cross(two) == pytest.approx((2, 2), abs=1e-6)


def test_two_points_are_no_line_and_no_circle():
    assert line_through([(0.0, 0.0), (1, 1), (np.nan, 2)]) is None
    assert circle_through([(0.0, 0.0), (1, 1), (np.nan, 2)]) is None
