"""The check against the golden part: what it declares, and nothing it could not measure."""

import math

import pytest

from inspector.checks import all_checks
from inspector.checks.likeness import LikenessCheck
from tests.checks.golden_parts import QFN, TANTALUM, Part, against_golden, draw
from tests.checks.painting import measured

PLACE = ("golden_offset_x", "golden_offset_y", "golden_rotation")


def test_it_yields_what_it_declares():
    for view in (against_golden(Part(QFN)), draw(Part(QFN))):
        taken = list(LikenessCheck().measure(view, {}))
        assert [(m.quantity, m.unit) for m in taken] == [
            (q.name, q.unit) for q in LikenessCheck.yields
        ]
        assert {(m.refdes, m.pin) for m in taken} == {("R1", "")}
    assert all_checks()["likeness"] is LikenessCheck


def test_without_a_golden_board_nothing_is_measured():
    values = measured(LikenessCheck(), draw(Part(QFN))).values()
    assert len(values) == 5
    assert all(math.isnan(value) for value in values)


def test_a_shifted_part_is_off_by_its_shift():
    got = measured(LikenessCheck(), against_golden(Part(TANTALUM, 0.12, -0.05)))
    assert got["golden_offset_x", ""] == pytest.approx(0.12, abs=0.006)
    assert got["golden_offset_y", ""] == pytest.approx(-0.05, abs=0.006)
    assert got["golden_turned", ""] > 0.1


def test_a_missing_part_has_a_score_and_no_place():
    got = measured(LikenessCheck(), against_golden(Part(QFN, present=False)))
    assert got["golden_score", ""] < 0.45
    assert all(math.isnan(got[name, ""]) for name in PLACE)


def test_the_least_score_for_a_place_is_the_recipes():
    view = against_golden(Part(TANTALUM, 0.1, 0.1))  # off its lands it is 0.8 like
    strict = measured(LikenessCheck(min_score=0.9), view)
    assert all(math.isnan(strict[name, ""]) for name in PLACE)
    assert all(math.isfinite(measured(LikenessCheck(), view)[name, ""]) for name in PLACE)


def test_it_is_looked_for_as_far_as_asked():
    view = against_golden(Part(QFN, 0.3))
    near = measured(LikenessCheck(reach_mm=0.1, min_score=-1), view)
    far = measured(LikenessCheck(reach_mm=0.4), view)
    assert abs(near["golden_offset_x", ""]) <= 0.1
    assert far["golden_offset_x", ""] == pytest.approx(0.3, abs=0.006)
