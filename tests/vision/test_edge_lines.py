"""Many lines in one pass: the same as one at a time, and where they were drawn."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import erf

from inspector.vision.edge_lines import Look, find_lines, spread
from inspector.vision.edges import find_edges, line_through
from inspector.vision.kernels import edge, edge_reference

BLUR_PX = 0.9
LOOK = Look(BLUR_PX, 3.0)


def half_plane(place, turn_deg, noise=2.0, seed=0):
    """A blurred edge, bright where ``r cos + c sin`` is less than a place."""
    rows, cols = np.mgrid[:80, :90].astype(float)
    across = rows * np.cos(np.radians(turn_deg)) + cols * np.sin(np.radians(turn_deg)) - place
    clean = 40 + 120 * 0.5 * (1 - erf(across / BLUR_PX / np.sqrt(2)))
    return (clean + np.random.default_rng(seed).normal(0, noise, clean.shape)).astype(np.float32)


def strips_across(place, turn_deg, count):
    """Strips across that edge, beside the picture's middle."""
    out = np.array([np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))])
    along = np.array([-out[1], out[0]])
    middle = np.array([40.0, 45.0])
    foot = middle + (place - middle @ out) * out
    at = foot + (np.arange(count) - (count - 1) / 2)[:, None] * 3.0 * along
    return np.concatenate((at - 8.3 * out, at + 8.7 * out), axis=1)


def test_a_line_lies_where_it_was_drawn():
    for place, turn in ((41.3, 0.0), (47.77, 13.0), (44.1, 90.0)):
        out = np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))])
        seen = find_lines(
            half_plane(place, turn), strips_across(place, turn, 9), np.array([0, 9]), LOOK
        )
        assert seen.kept[0] >= 8
        assert seen.middle_px[0] @ out == pytest.approx(place, abs=4 * seen.u_px[0])
        assert 0.001 < seen.u_px[0] < 0.03
        assert np.median(seen.contrast) == pytest.approx(-120, abs=5)
        assert np.median(seen.peak) == pytest.approx(160, abs=8)


def test_many_lines_are_what_each_alone_is():
    image = np.hypot(half_plane(38.4, 5.0), half_plane(50.2, 95.0, seed=1))
    groups = [
        strips_across(38.4, 5.0, 7),
        strips_across(50.2, 95.0, 4),
        strips_across(20.0, 5.0, 5),
    ]
    first = np.array([0, 7, 7, 11, 16])  # the second has no strips
    seen = find_lines(image, np.concatenate(groups), first, LOOK)
    assert seen.kept[1] == 0
    assert np.isnan(seen.middle_px[1]).all()
    for k, ends in zip((0, 2, 3), groups, strict=True):
        alone = find_edges(image, ends[:, :2], ends[:, 2:], BLUR_PX, -1, 3.0)
        of = slice(first[k], first[k + 1])
        assert seen.points_px[of] == pytest.approx(alone.points_px, abs=1e-9, nan_ok=True)
        assert seen.point_u_px[of] == pytest.approx(alone.u_px, abs=1e-9, nan_ok=True)
        line = line_through(alone.points_px, alone.u_px)
        if line is None:
            assert seen.kept[k] == 0
            continue
        assert seen.weights[of] == pytest.approx(line.weights, abs=1e-6)
        assert seen.u_px[k] == pytest.approx(line.u_offset_px, rel=1e-6)
    assert (seen.kept[[0, 2]] >= 3).all()


def test_what_lies_far_from_its_line_is_not_kept():
    image = half_plane(41.3, 0.0)
    ends = strips_across(41.3, 0.0, 9)
    image[:, 44:47] = half_plane(45.3, 0.0)[:, 44:47]  # one strip sees another edge
    seen = find_lines(image, ends, np.array([0, 9]), LOOK)
    assert (seen.weights == 0).sum() >= 1
    assert seen.middle_px[0, 0] == pytest.approx(41.3, abs=0.05)


def test_a_strip_that_leaves_the_picture_shows_no_edge():
    image = half_plane(41.3, 0.0)
    image[:, :40] = np.nan
    seen = find_lines(image, strips_across(41.3, 0.0, 9), np.array([0, 9]), LOOK)
    assert np.isnan(seen.points_px).all(axis=1).sum() >= 3
    assert seen.middle_px[0, 0] == pytest.approx(41.3, abs=0.05)


def test_print_that_ends_before_the_body_is_not_its_end():
    # a body that ends at 47, with a band on it that is six times as bright and ends at 41.3
    band, body = half_plane(41.3, 0.0), half_plane(47.0, 0.0, noise=0.5, seed=1)
    image = band + body / 5
    ends, first = strips_across(44.0, 0.0, 9), np.array([0, 9])
    inner = find_lines(image, ends, first, LOOK)
    outer = find_lines(image, ends, first, replace(LOOK, outermost=0.1))
    assert inner.middle_px[0, 0] == pytest.approx(41.3, abs=0.2)
    assert outer.middle_px[0, 0] == pytest.approx(47.0, abs=0.2)
    assert (outer.kept >= 7).all()
    # what the body's end is held against is the body, not the band
    assert np.nanmedian(outer.peak) < np.nanmedian(inner.peak)


def test_a_profile_is_held_from_its_first_dip_on():
    profile = np.array([[10, 10, 10, 9, 4, 2, 1, 6, 9, 8]], np.float32)
    edge.hold_at_dip(profile)
    assert profile[0].tolist() == [10, 10, 10, 9, 4, 2, 1, 1, 1, 1]
    flat = np.array([[10, 10, 10, 9, 8, 8, 9, 10, 9, 8]], np.float32)
    held = flat.copy()
    edge.hold_at_dip(held)
    assert (held == flat).all()


def test_profiles_are_held_as_in_plain_numpy_also_where_they_are_not_seen():
    rng = np.random.default_rng(4)
    profiles = (rng.random((400, 21)) * np.linspace(1.6, 0.2, 21)).astype(np.float32)
    profiles[np.arange(0, 400, 4), rng.integers(0, 21, 100)] = np.nan
    wanted = edge_reference.held_at_dip(profiles)
    edge.hold_at_dip(profiles)
    assert profiles == pytest.approx(wanted, abs=0, nan_ok=True)


def test_stretches_are_cut_into_equal_pieces():
    at, of, first = spread(
        np.array([0.0, 5.0, 1.0]), np.array([1.0, 5.0, 3.0]), np.array([2, 0, 4])
    )
    assert at.tolist() == [0.25, 0.75, 1.25, 1.75, 2.25, 2.75]
    assert of.tolist() == [0, 0, 2, 2, 2, 2]
    assert first.tolist() == [0, 2, 2, 6]
