import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.domain.geometry import Affine, Box, contains_point, contains_points

numbers = st.floats(-20, 20)
angles = st.floats(-360, 360)
rigid = st.builds(Affine.of, numbers, numbers, angles)


@pytest.mark.parametrize("turns", range(-4, 5))
def test_quarter_turns_are_exact(turns):
    turn = Affine.of(0.0, 0.0, 90.0 * turns)
    assert {abs(v) for v in (turn.a, turn.b, turn.c, turn.d)} == {0.0, 1.0}


@given(rigid, numbers, numbers)
def test_an_inverse_leads_back(move, x, y):
    assert move.inverse().at(*move.at(x, y)) == pytest.approx((x, y), abs=1e-9)


@given(rigid, rigid, numbers, numbers)
def test_then_does_one_after_the_other(first, second, x, y):
    assert first.then(second).at(x, y) == pytest.approx(second.at(*first.at(x, y)), abs=1e-9)


@given(numbers, numbers, st.floats(-179, 179), st.floats(0.5, 2))
def test_a_similarity_tells_its_turn_and_its_stretch(x, y, turn, scale):
    made = Affine.of(x, y, turn, scale)
    assert made.rotation_deg == pytest.approx(turn, abs=1e-9)
    assert made.stretches == pytest.approx((scale, scale))
    assert made.determinant == pytest.approx(scale * scale)


def test_a_stretch_along_one_axis_is_told_from_its_turn():
    stretch = Affine(a=1.002, d=0.999).then(Affine.of(3.0, 4.0, 12.0))
    assert stretch.stretches == pytest.approx((1.002, 0.999))
    assert stretch.rotation_deg == pytest.approx(12.0, abs=1e-6)


def test_a_mirrored_picture_has_a_negative_determinant():
    assert Affine(a=-1.0).determinant == -1.0


def test_what_flattens_the_plane_has_no_inverse():
    with pytest.raises(ValueError, match="no inverse"):
        Affine(a=1.0, b=1.0, c=1.0, d=1.0).inverse()


@given(rigid)
def test_many_points_are_moved_as_one_is(move):
    points = np.array([[0.0, 0.0], [1.5, -2.0], [7.0, 3.0]])
    assert move.apply(points) == pytest.approx(np.array([move.at(x, y) for x, y in points]))


def test_a_box_holds_its_edges_and_grows_on_every_side():
    box = Box(1.0, 2.0, 3.0, 4.0)
    assert box.contains(1.0, 2.0)
    assert box.contains(4.0, 6.0)
    assert not box.contains(4.0 + 1e-9, 6.0)
    assert box.grown(0.5) == Box(0.5, 1.5, 4.0, 5.0)
    assert math.isclose(box.grown(-0.5).width_mm, 2.0)


corner = st.integers(-4, 4).map(float)


@given(
    st.lists(st.tuples(corner, corner), min_size=3, max_size=7),
    st.lists(st.tuples(numbers, numbers) | st.tuples(corner, corner), max_size=9),
)
def test_many_points_lie_where_each_does(polygon, points):
    found = contains_points(tuple(polygon), points)
    assert found.tolist() == [contains_point(tuple(polygon), x, y) for x, y in points]
