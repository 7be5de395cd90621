"""Capability and control charts against figures that are known."""

import math

import numpy as np
import pytest

from inspector.domain.spc import capability, xbar_r


def test_the_chart_of_a_textbook_has_its_limits():
    values = np.array([5.0, 7.0, 6.0, 4.0, 8.0, 6.0, 6.0, 5.0, 7.0, 6.0])
    chart = xbar_r(values, 5)
    assert chart.means.tolist() == [6.0, 6.0]
    assert chart.ranges.tolist() == [4.0, 2.0]
    assert (chart.mean_low, chart.mean_high) == pytest.approx((6 - 0.577 * 3, 6 + 0.577 * 3))
    assert (chart.range_low, chart.range_high) == pytest.approx((0.0, 2.114 * 3))
    assert not chart.outside.any()


def test_a_jump_of_the_process_lies_beyond_the_limits():
    values = np.random.default_rng(1).normal(0, 1, 500)
    values[250:255] += 4
    chart = xbar_r(values)
    assert chart.outside[50]
    assert chart.outside.sum() <= 4
    assert chart.first[50] == 250


def test_the_spread_inside_subgroups_is_that_of_the_process_not_of_its_drift():
    drift = np.linspace(-5, 5, 20000)
    found = capability(drift + np.random.default_rng(2).normal(0, 1, 20000), -9, 9)
    assert found.sigma_within == pytest.approx(1.0, rel=0.02)
    assert found.cp == pytest.approx(3.0, rel=0.02)
    assert found.pp < 1.1


def test_a_process_off_the_middle_has_a_lower_cpk():
    values = np.random.default_rng(3).normal(1.0, 0.5, 50000)
    found = capability(values, -2.0, 2.0)
    assert found.cp == pytest.approx(4 / 3, rel=0.02)
    assert found.cpk == pytest.approx(2 / 3, rel=0.02)


def test_one_limit_gives_no_cp_and_no_limit_gives_nothing():
    values = np.random.default_rng(4).normal(0, 1, 1000)
    one = capability(values, high=3.0)
    assert math.isnan(one.cp)
    assert one.cpk == pytest.approx(1.0, rel=0.1)
    assert math.isnan(capability(values).cpk)


def test_what_was_not_measured_is_no_value():
    values = np.array([1.0, np.nan, 2.0, 3.0, np.nan, 2.0])
    assert capability(values, 0, 4).count == 4
    assert xbar_r(values, 2).first.tolist() == [0, 3]
    assert math.isnan(capability(np.array([np.nan])).mean)
    with pytest.raises(ValueError, match="no subgroup"):
        xbar_r(values[:2], 2)
    with pytest.raises(ValueError, match="2 to 10"):
        xbar_r(values, 11)
