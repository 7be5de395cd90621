import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.domain.board import (
    Board,
    Family,
    Land,
    Package,
    Panel,
    Placement,
    Termination,
    TerminationKind,
)
from inspector.domain.formula import Formula
from inspector.domain.image import Shot
from inspector.domain.recipe import (
    IpcClass,
    LimitRule,
    Override,
    ProcessStage,
    Program,
    Quantity,
    Recipe,
    RegistrationKind,
    land_width_mm,
    sizes_of_joint,
)
from inspector.domain.result import DefectCode, Limit, Measurement

CHIP, LEAD = TerminationKind.CHIP_END, TerminationKind.GULL_WING
SHIFTED, OVERHANG = DefectCode.SHIFTED, DefectCode.SIDE_OVERHANG

# two chip ends along x, and one lead that points up: its land's width is along x
PACKAGE = Package(
    "MIXED",
    Family.CONNECTOR,
    2.0,
    1.0,
    0.5,
    (
        Termination("1", CHIP, -0.8, 0.0, 0.4, 1.0, 180.0, height_mm=0.5, gap_mm=0.03),
        Termination("2", CHIP, 0.8, 0.0, 0.4, 0.9, 0.0, height_mm=0.5, gap_mm=0.03),
        Termination("3", LEAD, 0.0, 0.9, 0.6, 0.3, 90.0, thickness_mm=0.15),
    ),
    (
        Land("1", -0.9, 0.0, 0.8, 1.2),
        Land("2", 0.9, 0.0, 0.8, 1.2),
        Land("3", 0.0, 1.0, 0.5, 1.4),
    ),
)


@dataclass(frozen=True, slots=True)
class Ruler:
    name: ClassVar[str] = "ruler"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("place", "mm", "of the part"),
        Quantity("overhang", "1", "of each joint", per_joint=True),
        Quantity("cap", "mm", "of each chip end", per_joint=True, kinds=(CHIP,)),
    )

    def measure(self, view, answers) -> Iterator[Measurement]:
        yield from ()


def recipe_of(*rules, overrides=()):
    placements = (Placement("J1", "MIXED", 5, 5, 0), Placement("J2", "MIXED", 9, 5, 90))
    outline = ((0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (0.0, 10.0))
    return Recipe(
        "p",
        "",
        ProcessStage.POST_REFLOW,
        IpcClass.CLASS_2,
        RegistrationKind.NONE,
        (Shot("ring"),),
        Panel(),
        Board(outline, (), placements, {"MIXED": PACKAGE}),
        {"MIXED": Program((Ruler(),), rules)},
        overrides,
    )


def keys(recipe, index=0):
    return sorted(limit.key for limit in recipe.limits_of(recipe.board.placements[index]))


def test_a_limit_of_the_part_is_asked_once_and_one_of_joints_at_every_joint():
    recipe = recipe_of(
        LimitRule("place", SHIFTED, high=0.1),
        LimitRule("overhang", OVERHANG, high=0.5),
        LimitRule("cap", OVERHANG, high=0.5),
    )
    assert keys(recipe) == [
        ("cap", "1"),
        ("cap", "2"),
        ("overhang", "1"),
        ("overhang", "2"),
        ("overhang", "3"),
        ("place", ""),
    ]
    assert recipe.expected_of(recipe.board.placements[0]) == set(keys(recipe))


def test_a_limit_for_some_kinds_is_asked_at_these_alone():
    recipe = recipe_of(LimitRule("overhang", OVERHANG, high=0.5, kinds=(LEAD,)))
    assert keys(recipe) == [("overhang", "3")]


def test_two_limits_of_two_kinds_meet_each_its_own_joints():
    recipe = recipe_of(
        LimitRule("overhang", OVERHANG, high=0.5, kinds=(LEAD,)),
        LimitRule("overhang", OVERHANG, high=0.25, kinds=(CHIP,)),
    )
    limits = recipe.limits_of(recipe.board.placements[0])
    assert {x.pin: x.high for x in limits} == {"1": 0.25, "2": 0.25, "3": 0.5}


def test_what_nothing_measures_is_still_expected_so_that_it_cannot_pass():
    recipe = recipe_of(LimitRule("weight", SHIFTED, high=1.0))
    assert recipe.expected_of(recipe.board.placements[0]) == {("weight", "")}


def test_an_override_for_some_kinds_leaves_the_limits_at_all_others():
    loose = LimitRule("overhang", OVERHANG, high=9.0, kinds=(CHIP,))
    recipe = recipe_of(
        LimitRule("overhang", OVERHANG, high=0.5),
        overrides=(Override("J1", (loose,), "why", "who"),),
    )
    found = {x.key: x.high for x in recipe.limits_of(recipe.board.placements[0])}
    assert found == {("overhang", "1"): 9.0, ("overhang", "2"): 9.0, ("overhang", "3"): 0.5}


rules = st.builds(
    LimitRule,
    st.sampled_from(["place", "overhang", "cap", "unheard of"]),
    st.just(OVERHANG),
    high=st.floats(0, 9),
    kinds=st.sampled_from([(), (CHIP,), (LEAD,), (CHIP, LEAD)]),
)


@given(st.lists(rules, max_size=4), st.lists(rules, max_size=3))
def test_no_override_asks_for_less_than_the_program(own, instead):
    without = recipe_of(*own)
    recipe = recipe_of(*own, overrides=(Override("J1", tuple(instead), "why", "who"),))
    placement = recipe.board.placements[0]
    assert recipe.expected_of(placement) >= without.expected_of(placement)


def test_an_override_replaces_the_rules_of_its_quantity_at_its_part_alone():
    tight = Override("J2", (LimitRule("place", SHIFTED, -0.02, 0.02),), "near a shield", "me")
    recipe = recipe_of(
        LimitRule("place", SHIFTED, -0.1, 0.1),
        LimitRule("overhang", OVERHANG, high=0.5),
        overrides=(tight,),
    )
    j1, j2 = ({x.key: x.high for x in recipe.limits_of(p)} for p in recipe.board.placements)
    assert (j1["place", ""], j2["place", ""]) == (0.1, 0.02)
    assert j1["overhang", "3"] == j2["overhang", "3"] == 0.5


def test_a_formula_is_resolved_with_the_sizes_of_each_joint_and_keeps_its_text():
    recipe = recipe_of(
        LimitRule(
            "overhang",
            OVERHANG,
            low=-1.0,
            high=Formula("min(0.25 * W, 0.5) / min(W, P)"),
            clause="4.2",
            revision="F",
            verified=True,
        )
    )
    limits = {x.pin: x for x in recipe.limits_of(recipe.board.placements[0])}
    assert [limits[pin].high for pin in "123"] == pytest.approx([0.25, 0.25, 0.25])
    assert limits["1"] == Limit(
        "overhang",
        OVERHANG,
        -1.0,
        0.25,
        "1",
        "4.2",
        "F",
        True,  # noqa: FBT003 - verified
        "min(0.25 * W, 0.5) / min(W, P)",
    )


def test_sizes_of_a_joint_are_those_stated_and_no_others():
    assert sizes_of_joint(PACKAGE, "1") == {"W": 1.0, "L": 0.4, "H": 0.5, "G": 0.03, "P": 1.2}
    lead = sizes_of_joint(PACKAGE, "3")
    assert lead == {"W": 0.3, "L": 0.6, "T": 0.15, "G": 0.0, "P": 0.5}


def test_the_width_of_a_land_lies_across_its_termination():
    assert land_width_mm(PACKAGE, PACKAGE.termination("1")) == 1.2
    assert land_width_mm(PACKAGE, PACKAGE.termination("3")) == 0.5
    bare = replace(PACKAGE, lands=())
    assert land_width_mm(bare, bare.termination("1")) is None


def test_a_size_that_the_joint_lacks_is_refused():
    with pytest.raises(ValueError, match="T is not known"):
        LimitRule("overhang", OVERHANG, high=Formula("G + T")).resolved(PACKAGE, "1")
    bare = replace(PACKAGE, lands=())
    with pytest.raises(ValueError, match="P is not known"):
        LimitRule("overhang", OVERHANG, high=Formula("P")).resolved(bare, "1")
    with pytest.raises(ValueError, match="W is not known"):
        LimitRule("place", SHIFTED, high=Formula("W")).resolved(PACKAGE, "")


@pytest.mark.parametrize(
    ("low", "high"), [(None, None), (math.nan, 1.0), (0.0, math.nan), (-math.inf, math.inf)]
)
def test_a_rule_that_bounds_nothing_is_refused(low, high):
    with pytest.raises(ValueError, match=r"needs low or high|bounds nothing"):
        LimitRule("place", SHIFTED, low, high)


def test_bounds_that_cross_at_a_joint_are_refused():
    rule = LimitRule("overhang", OVERHANG, low=0.5, high=Formula("0.4 * W"))
    assert rule.resolved(replace_width(2.0), "1").high == pytest.approx(0.8)
    with pytest.raises(ValueError, match="bound nothing"):
        rule.resolved(PACKAGE, "1")


def replace_width(width_mm):
    first = replace(PACKAGE.terminations[0], width_mm=width_mm)
    return replace(PACKAGE, terminations=(first, *PACKAGE.terminations[1:]))
