"""What is asked of a package where nobody said otherwise: of every one in the library."""

import math
from dataclasses import replace

import pytest

from inspector.checks.likeness import LikenessCheck
from inspector.checks.surface import COPPER, MATTER
from inspector.domain.board import TerminationKind
from inspector.domain.formula import Formula
from inspector.domain.recipe import IpcClass
from inspector.domain.result import DefectCode
from inspector.formats.default_program import (
    LEADS_FOR_A_PLACE,
    default_empty_site,
    default_program,
    default_surface,
    place_limit_mm,
)
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped

LIBRARY = read_packages(shipped("recipes") / "library" / "packages.toml")
CLASSES = tuple(IpcClass)
CLASS_3 = IpcClass.CLASS_3
CHIP_ENDS = {TerminationKind.CHIP_END, TerminationKind.GULL_WING}
RES, SOIC, SOT, QFP = (
    "RESC1608X55N", "SOIC127P600X175-8N", "SOT95P237X112-3N", "QFP50P900X900X160-48N",
)  # fmt: skip
QFN, BGA, SHIELD = "QFN50P400X400X80-25N", "BGA16C40P4X4_160X160X60N", "SHIELD1400X1000X200N"

packages = pytest.mark.parametrize("package", LIBRARY.values(), ids=list(LIBRARY))


def is_measured_by_itself(package):
    return any(t.kind in CHIP_ENDS for t in package.terminations)


def limits_on(program, quantity):
    return [rule for rule in program.limits if rule.quantity == quantity]


@packages
@pytest.mark.parametrize("golden", [False, True])
@pytest.mark.parametrize("ipc_class", CLASSES)
def test_every_limit_is_on_what_its_checks_measure_at_its_joints(package, golden, ipc_class):
    program = default_program(package, ipc_class, golden=golden)
    assert program.checks
    assert program.limits
    kinds = {t.kind for t in package.terminations}
    for rule in program.limits:
        quantity = program.quantity(rule.quantity)
        assert quantity, f"{rule.quantity} is measured by none of its checks"
        assert not quantity.kinds or kinds & set(quantity.kinds), rule.quantity


@packages
@pytest.mark.parametrize("ipc_class", CLASSES)
def test_every_limit_is_a_number_at_every_joint(package, ipc_class):
    program = default_program(package, ipc_class, golden=True)
    kind_of = {t.pin: t.kind for t in package.terminations}
    for rule in program.limits:
        quantity = program.quantity(rule.quantity)
        for pin in quantity.pins(package):
            if pin and rule.kinds and kind_of[pin] not in rule.kinds:
                continue
            limit = rule.resolved(package, pin)
            assert limit.low <= limit.high
            assert math.isfinite(limit.low) or math.isfinite(limit.high)


@packages
@pytest.mark.parametrize("golden", [False, True])
def test_a_part_that_is_not_there_is_asked_about_once(package, golden):
    program = default_program(package, CLASS_3, golden=golden)
    (missing,) = [rule for rule in program.limits if rule.code is DefectCode.MISSING]
    by_itself = is_measured_by_itself(package) or not golden
    assert missing.quantity == ("presence" if by_itself else "golden_score")
    assert missing.low is not None


@packages
def test_with_a_golden_board_every_part_is_held_against_it(package):
    with_golden, without = (default_program(package, CLASS_3, golden=g) for g in (True, False))
    assert any(isinstance(check, LikenessCheck) for check in with_golden.checks)
    (score,) = limits_on(with_golden, "golden_score")
    by_itself = is_measured_by_itself(package)
    assert score.code is (DefectCode.WRONG_PART if by_itself else DefectCode.MISSING)
    assert not [rule for rule in without.limits if rule.quantity.startswith("golden")]
    assert not any(isinstance(check, LikenessCheck) for check in without.checks)


@packages
def test_the_place_of_every_part_is_judged_by_one_measure(package):
    program = default_program(package, CLASS_3, golden=True)
    measures = {
        rule.quantity.removesuffix("_x") for rule in program.limits if rule.quantity.endswith("_x")
    }
    leads = [t for t in package.terminations if t.kind is TerminationKind.GULL_WING]
    if len(leads) >= LEADS_FOR_A_PLACE:
        assert measures == {"lead_offset"}
    elif is_measured_by_itself(package):
        assert measures == {"body_offset"}
    else:
        assert measures == {"golden_offset"}
    for rule in program.limits:
        if rule.code is DefectCode.SHIFTED:
            assert rule.low == -rule.high < 0


@packages
def test_which_way_round_is_asked_of_what_has_one_way(package):
    program = default_program(package, CLASS_3, golden=True)
    asked = {rule.quantity for rule in program.limits if rule.code is DefectCode.REVERSED}
    if package.symmetry_deg < 360:
        assert not asked
    else:
        assert asked
    assert ("polarity_score" in asked) == bool(package.mark)


@pytest.mark.parametrize("name", [QFN, BGA, SHIELD])
def test_a_part_of_another_kind_than_chips_and_leads_has_its_place_by_likeness(name):
    package = LIBRARY[name]
    program = default_program(package, CLASS_3, golden=True)
    assert {rule.quantity for rule in program.limits} >= {
        "golden_score", "golden_offset_x", "golden_offset_y", "golden_rotation",
    }  # fmt: skip
    (across,) = limits_on(program, "golden_offset_x")
    # two parts' own errors and the correlation's: less is no shift
    assert across.high == max(0.08, place_limit_mm(package))
    (turned,) = limits_on(program, "golden_rotation")
    assert turned.high >= 1.5
    assert not limits_on(program, "presence")


@pytest.mark.parametrize(("ipc_class", "overhang"), [("1", 0.5), ("2", 0.5), ("3", 0.25)])
@pytest.mark.parametrize("name", [RES, SOIC, QFP])
def test_the_class_changes_the_overhang_of_joints(name, ipc_class, overhang):
    program = default_program(LIBRARY[name], IpcClass(ipc_class))
    found = {rule.resolved(LIBRARY[name], "1").high for rule in limits_on(program, "side_overhang")}
    assert found == {overhang}
    assert all(ipc_class in rule.standard for rule in limits_on(program, "side_overhang"))


@pytest.mark.parametrize("name", [RES, SOIC, QFN])
def test_our_own_limits_are_the_same_in_every_class(name):
    own = [
        [
            rule
            for rule in default_program(LIBRARY[name], c, golden=True).limits
            if not rule.standard
        ]
        for c in CLASSES
    ]
    assert own[0]
    assert all(rules == own[0] for rules in own)


def test_a_fillet_is_judged_by_the_size_of_its_own_joint():
    package = LIBRARY[RES]
    program = default_program(package, CLASS_3)
    low, high = limits_on(program, "fillet_height")
    assert isinstance(low.low, Formula)
    # G 0.03 mm and a quarter of H 0.45 mm, of which half; and a tenth more than H
    assert low.resolved(package, "1").low == pytest.approx(0.5 * (0.03 + 0.25 * 0.45))
    assert high.resolved(package, "1").high == pytest.approx(1.1 * 0.45)
    assert (low.code, high.code) == (DefectCode.INSUFFICIENT, DefectCode.EXCESS)


def test_parts_with_gaps_between_joints_are_asked_for_bridges():
    bridged = {
        name
        for name, package in LIBRARY.items()
        if limits_on(default_program(package, CLASS_3), "bridge_width")
    }
    assert {SOIC, SOT, QFP} <= bridged
    assert RES not in bridged


def test_the_size_of_a_chip_tells_another_chip():
    package = LIBRARY[RES]
    (length,) = limits_on(default_program(package, CLASS_3), "body_length")
    assert length.low < package.body_x_mm < length.high
    longer, shorter = LIBRARY["RESC2012X70N"].body_x_mm, LIBRARY["RESC1005X40N"].body_x_mm
    assert shorter < length.low
    assert longer > length.high


def test_only_chips_that_are_wider_than_high_are_asked_whether_they_stand_aside():
    asked = {
        name
        for name, package in LIBRARY.items()
        if limits_on(default_program(package, CLASS_3), "body_flanks")
    }
    assert RES in asked
    assert "CAPC1608X90N" not in asked


def test_only_lands_long_enough_ahead_of_a_shifted_chip_are_asked_for_too_much_solder():
    asked = limits_on(default_program(LIBRARY[RES], CLASS_3), "fillet_onset")
    package = LIBRARY[RES]
    near = tuple(
        replace(land, x_mm=land.x_mm * (1 - 0.2 / abs(land.x_mm))) for land in package.lands
    )
    shorter = default_program(replace(package, lands=near), CLASS_3)
    assert [rule.code for rule in asked] == [DefectCode.EXCESS]
    assert limits_on(shorter, "fillet_height")
    assert not limits_on(shorter, "fillet_onset")


def test_a_long_land_ahead_of_a_thin_lead_may_stay_flat():
    (sot,), (soic,) = (
        limits_on(default_program(LIBRARY[name], CLASS_3), "flat_share") for name in (SOT, SOIC)
    )
    # two thirds of 0.13 mm of lead ahead of it, of 0.45 mm of land
    assert sot.high == pytest.approx(1 - 2 / 3 * 0.13 / 0.45, abs=0.01)
    assert soic.high < sot.high


def test_the_surface_and_empty_sites_are_judged_on_what_their_checks_yield():
    surface, empty = default_surface(), default_empty_site()
    yielded = {q.name for q in surface.check.yields}
    assert {rule.quantity for rule in surface.limits} <= yielded
    assert {rule.code for rule in surface.limits} == {*MATTER, *COPPER}
    assert surface.most_uninspected_mm2 > 0
    (bare,) = empty.limits
    assert empty.quantity(bare.quantity)
    assert bare.code is DefectCode.EXTRA
