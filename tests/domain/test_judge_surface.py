"""Regions of the surface against limits: the worst decides, silence never passes."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from inspector.domain.geometry import Box
from inspector.domain.judging import judge_surface
from inspector.domain.recipe import LimitRule, Quantity, SurfaceProgram
from inspector.domain.result import DefectCode, Measurement, RegionResult, Verdict


@dataclass(frozen=True)
class Look:
    name: ClassVar[str] = "look"
    yields: ClassVar[tuple[Quantity, ...]] = (Quantity("area", "mm2", "of a region"),)
    harmless: ClassVar[tuple[str, ...]] = ("residue_area",)


RULES = (
    LimitRule("area", DefectCode.FOREIGN, high=0.02),
    LimitRule("scratch_area", DefectCode.SCRATCH, high=0.1),
)
PROGRAM = SurfaceProgram(Look(), RULES, most_uninspected_mm2=0.5)


def region(**values):
    measured = tuple(Measurement("", name, value, "mm2") for name, value in values.items())
    return RegionResult(Box(1.0, 2.0, 0.3, 0.2), measured, ())


def test_a_region_above_its_limit_fails_and_has_its_place():
    found = judge_surface(PROGRAM, [region(area=0.03)], 0.0)
    assert found.verdict is Verdict.FAIL
    (defect,) = found.regions[0].defects
    assert (defect.code, defect.box) == (DefectCode.FOREIGN, Box(1.0, 2.0, 0.3, 0.2))


def test_a_region_within_its_limits_stays_in_the_result_and_passes():
    found = judge_surface(PROGRAM, [region(area=0.01, scratch_area=0.09)], 0.0)
    assert (found.verdict, len(found.regions)) == (Verdict.PASS, 1)


def test_each_kind_has_its_own_limit():
    found = judge_surface(PROGRAM, [region(scratch_area=0.2)], 0.0)
    assert [d.code for d in found.regions[0].defects] == [DefectCode.SCRATCH]


def test_a_kind_that_no_limit_asks_for_is_no_pass():
    found = judge_surface(PROGRAM, [region(print_area=4.0)], 0.0)
    assert found.verdict is Verdict.NOT_INSPECTED
    assert "4 mm2 of print_area" in found.reason
    assert "no limit" in found.reason
    both = judge_surface(PROGRAM, [region(print_area=4.0), region(scratch_area=0.2)], 0.0)
    assert both.verdict is Verdict.FAIL


def test_what_is_harmless_needs_no_limit():
    assert judge_surface(PROGRAM, [region(residue_area=4.0)], 0.0).verdict is Verdict.PASS


@pytest.mark.parametrize("unseen_mm2", [0.51, float("nan"), float("inf")])
def test_what_was_not_looked_at_is_no_pass(unseen_mm2):
    found = judge_surface(PROGRAM, [], unseen_mm2)
    assert found.verdict is Verdict.NOT_INSPECTED
    assert "could not be looked at" in found.reason


def test_as_much_as_is_accepted_may_stay_unseen():
    assert judge_surface(PROGRAM, [], 0.5).verdict is Verdict.PASS


def test_a_reason_is_no_pass_and_a_defect_outweighs_it():
    assert judge_surface(PROGRAM, [], 0.0, "no golden").verdict is Verdict.NOT_INSPECTED
    assert judge_surface(PROGRAM, [region(area=1.0)], 0.0, "dark").verdict is Verdict.FAIL
