"""What land edges may do to the place of a field."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.geometry import Affine
from inspector.domain.recipe import RegistrationKind
from inspector.vision.land_edges import LandEdges, SeenEdges
from inspector.vision.pose import PoseFit, Registration
from inspector.vision.refine import contradiction, enough, solve_shift

EXACT = PoseFit(Affine(), np.zeros((6, 6)), (0.0, 0.0), 0.0, 0.0)

U_MM = 0.004


def around(centers_mm, moved_mm=(0.0, 0.0), turned_rad=0.0, seed=None):
    """Four edges of a 1 mm land at each centre, seen after a move and a turn about zero."""
    outward = np.tile([(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)], (len(centers_mm), 1))
    middle = np.repeat(np.array(centers_mm, float), 4, axis=0) + outward / 2
    to = np.array(moved_mm) + turned_rad * np.column_stack((-middle[:, 1], middle[:, 0]))
    offset = (outward * to).sum(axis=1)
    if seed is not None:
        offset = offset + np.random.default_rng(seed).normal(0, 0.01, len(offset))
    n = len(offset)
    edges = LandEdges(middle, outward, np.full(n, 0.4), np.arange(n) // 4)
    return SeenEdges(edges, offset, np.full(n, U_MM), np.full(n, -0.3))


def test_a_move_and_a_turn_are_found():
    seen = around([(-8, -5), (8, -5), (8, 5), (-8, 5)], (0.012, -0.007), 4e-4)
    shift = solve_shift(seen)
    assert shift.transform.at(0.0, 0.0) == pytest.approx((0.012, -0.007), abs=1e-5)
    assert shift.turn_rad == pytest.approx(4e-4, abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_lands_close_together_cannot_turn_a_field_that_is_known_better(seed):
    close = around([(0, 0), (0.8, 0), (0, 0.8), (0.8, 0.8)], seed=seed)
    known = 2e-4
    held, free = solve_shift(close, (0.010, known)), solve_shift(close)
    assert abs(held.turn_rad) < known / 2
    assert math.sqrt(held.covariance[2, 2]) <= known < math.sqrt(free.covariance[2, 2])


def test_a_belief_does_not_hold_back_what_many_edges_say():
    seen = around([(x, y) for x in (-9, -3, 3, 9) for y in (-6, 0, 6)], (0.03, 0.02), 3e-4)
    shift = solve_shift(seen, (0.010, 5e-4))
    assert shift.transform.at(0.0, 0.0) == pytest.approx((0.03, 0.02), abs=1e-3)
    assert shift.turn_rad == pytest.approx(3e-4, rel=0.1)


def test_lands_farther_apart_than_they_should_tell_of_a_wrong_scale():
    centers = [(x, y) for x in (-4, -1, 1, 4) for y in (-4, 0, 4)]
    seen = around(centers)
    wrong = 1 + 0.004
    lever = (seen.edges.outward * seen.edges.middle_mm).sum(axis=1)
    seen = replace(seen, offset_mm=lever * (wrong - 1))
    shift = solve_shift(seen, (0.010, 5e-4))
    registration = Registration(RegistrationKind.FIDUCIALS, {0: EXACT})
    assert "calibrate" in contradiction(seen, shift, registration, 0.010)
    assert not contradiction(around(centers), solve_shift(around(centers)), registration, 0.010)


GRID = [(x, y) for x in (-9, -3, 3, 9) for y in (-6, 0, 6)]


def told(hidden=0.0, wild=0.0):
    """What is said of a field of which some edges are not seen, and some lie anywhere."""
    seen, rng = around(GRID, (0.01, 0.0)), np.random.default_rng(9)
    offset = seen.offset_mm.copy()
    order = rng.permutation(len(offset))
    count = len(offset)
    offset[order[: round(hidden * count)]] = np.nan
    lost = order[round(hidden * count) : round((hidden + wild) * count)]
    offset[lost] = rng.uniform(0.05, 0.15, len(lost)) * rng.choice((-1, 1), len(lost))
    seen = replace(seen, offset_mm=offset)
    return enough(seen, solve_shift(seen))


def test_a_field_many_of_whose_edges_do_not_show_is_believed_where_the_others_agree():
    assert told() == ""
    assert told(hidden=0.4) == ""


def test_a_field_whose_edges_are_seen_elsewhere_is_not_believed():
    assert "of the land edges that are seen agree" in told(hidden=0.05, wild=0.44)


def test_a_field_of_which_too_little_shows_is_not_believed():
    assert "of its land edges agree" in told(hidden=0.7)
