from dataclasses import replace

import pytest

from inspector.domain.recipe_edit import (
    copied,
    next_name,
    own_limits,
    placement_of,
    renamed,
    rules_of_part,
    with_override,
    without_check,
    without_part,
)
from inspector.formats.recipe import read_recipe
from inspector.formats.recipe_rules import contradictions
from inspector.formats.shipped import shipped

CHIP = "RESC1608X55N"


@pytest.fixture(scope="module")
def demo():
    return read_recipe(shipped("recipes") / "demo")


def overridden(demo, refdes="R5", **change):
    part = placement_of(demo, refdes)
    rules = tuple(
        replace(rule, **change) if rule.quantity == "body_offset_x" else rule
        for rule in rules_of_part(demo, part)
    )
    return own_limits(demo, part, rules, "glued", "me")


def test_a_copy_takes_the_next_free_name_and_its_own_limits(demo):
    edited, name = copied(overridden(demo, high=0.3), "R5", (1.0, 0.0))
    assert name == "R25"
    assert edited.overrides_by_refdes[name].limits == edited.overrides_by_refdes["R5"].limits
    assert placement_of(edited, name).x_mm == placement_of(demo, "R5").x_mm + 1.0


def test_names_count_on_within_their_letters(demo):
    assert (next_name(demo, "U1"), next_name(demo, "X")) == ("U4", "X1")


def test_a_renamed_part_keeps_its_own_limits(demo):
    edited = renamed(overridden(demo, high=0.3), "R5", "R500")
    assert set(edited.overrides_by_refdes) == {"R500"}
    assert not list(contradictions(edited))


@pytest.mark.parametrize("name", ["", "R6"])
def test_a_name_that_is_empty_or_taken_is_refused(demo, name):
    with pytest.raises(ValueError, match="name the part as no other"):
        renamed(demo, "R5", name)


def test_a_removed_part_leaves_nothing_that_names_it(demo):
    edited = without_part(overridden(demo, high=0.3), "R5")
    assert not edited.overrides
    assert not list(contradictions(edited))


def test_a_removed_check_takes_its_limits_along(demo):
    edited = without_check(overridden(demo, high=0.3), CHIP, "body_offset")
    assert not list(contradictions(edited))
    assert not edited.overrides
    assert "side_overhang" not in edited.programs[CHIP].standard
    assert any(rule.quantity == "presence" for rule in edited.programs[CHIP].limits)


def test_own_limits_replace_what_they_differ_in_and_nothing_else(demo):
    edited, part = overridden(demo, low=-0.3, high=0.3), placement_of(demo, "R5")
    limits = {limit.key: limit for limit in edited.limits_of(part)}
    assert limits["body_offset_x", ""].high == 0.3
    assert limits["body_offset_y", ""].high == 0.15
    assert len(edited.limits_of(part)) == len(demo.limits_of(part))
    assert edited.limits_of(placement_of(demo, "R6")) == demo.limits_of(placement_of(demo, "R6"))


def test_a_quantity_with_two_limits_keeps_the_other_one(demo):
    part = placement_of(demo, "R5")
    rules = tuple(
        replace(rule, high=0.9) if rule.quantity == "fillet_height" and rule.high else rule
        for rule in rules_of_part(demo, part)
    )
    edited = own_limits(demo, part, rules, "glued", "me")
    codes = {limit.code for limit in edited.limits_of(part) if limit.quantity == "fillet_height"}
    assert codes == {"insufficient", "excess"}


def test_limits_as_the_package_has_them_are_no_override(demo):
    edited, part = overridden(demo, high=0.3), placement_of(demo, "R5")
    assert own_limits(edited, part, demo.programs[CHIP].limits, "", "").overrides == ()


@pytest.mark.parametrize(("why", "who"), [("", "me"), ("glued", " ")])
def test_own_limits_need_a_reason_and_an_author(demo, why, who):
    part = placement_of(demo, "R5")
    rules = tuple(
        replace(r, high=0.3) if r.quantity == "body_offset_x" else r
        for r in rules_of_part(demo, part)
    )
    with pytest.raises(ValueError, match="need a reason and an author"):
        own_limits(demo, part, rules, why, who)


def test_an_override_without_limits_is_none(demo):
    override = overridden(demo, high=0.3).overrides[0]
    assert with_override(demo, replace(override, limits=())).overrides == ()
