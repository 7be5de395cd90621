"""The editor as a value."""

from dataclasses import replace
from pathlib import Path

import pytest

from inspector.checks import all_checks
from inspector.domain.recipe_edit import moved, without_check, without_part
from inspector.domain.result import DefectCode, Limit, Measurement, PartResult, Verdict, judge
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from ui.editor.histogram import outside, span_of
from ui.editor.limits import bound_of_text, bound_text
from ui.editor.model import (
    BOARD,
    Choice,
    Chosen,
    Edited,
    EditorScreen,
    Failed,
    Kind,
    Opened,
    Redone,
    Refused,
    Saved,
    Tried,
    Undone,
    Working,
    after,
    rows_of,
)
from ui.editor.nodes import tree_of
from ui.editor.trial import texts_of

FOLDER = Path("recipes/demo")
LIMIT = Limit("body_offset_x", DefectCode.SHIFTED, -0.15, 0.15)


@pytest.fixture(scope="module")
def demo():
    return read_recipe(shipped("recipes") / "demo")


@pytest.fixture
def opened(demo):
    return after(EditorScreen(), Opened(FOLDER, demo, all_checks()))


def edited(screen, *steps_mm):
    for step in steps_mm:
        screen = after(screen, Edited(moved(screen.recipe, "R5", 2.2 + step, 5.2)))
    return screen


def test_a_recipe_as_released_has_nothing_to_undo_and_no_changes(opened):
    assert (opened.can_undo, opened.can_redo, opened.changes, opened.problems) == (
        False,
        False,
        (),
        (),
    )


def test_undo_has_no_end(opened, demo):
    screen = edited(opened, *(0.01 * n for n in range(1, 101)))
    assert screen.changes == ("R5: moved by (+1, 0) mm, to (3.2, 5.2) mm",)
    while screen.can_undo:
        screen = after(screen, Undone())
    assert screen.recipe is demo
    assert screen.changes == ()
    while screen.can_redo:
        screen = after(screen, Redone())
    assert screen.changes[0].startswith("R5: moved by (+1, 0)")


def test_an_edit_after_undo_leaves_what_was_undone(opened):
    screen = edited(after(edited(opened, 0.1, 0.2), Undone()), 0.5)
    assert not screen.can_redo
    assert len(screen.history) == 3


def test_an_edit_that_changes_nothing_is_none(opened, demo):
    assert after(opened, Edited(replace(demo))).history == (demo,)


def test_undo_with_nothing_to_undo_changes_nothing(opened):
    assert after(opened, Undone()) == opened == after(opened, Redone())


def test_what_contradicts_itself_is_said_with_place_and_mend(opened):
    screen = after(opened, Edited(moved(opened.recipe, "R5", 99.0, 5.2)))
    assert screen.problems == (
        "placements.csv: R5 lies outside the outline at (99, 5.2) mm; "
        "mend PosX and PosY, or outline_mm in recipe.toml",
    )


def test_what_is_chosen_and_gone_is_not_chosen_any_more(opened):
    screen = after(opened, Chosen(Choice(Kind.PART, "R5")))
    assert after(screen, Edited(without_part(screen.recipe, "R5"))).chosen == BOARD
    screen = after(opened, Chosen(Choice(Kind.CHECK, "RESC1608X55N", "presence")))
    gone = without_check(screen.recipe, "RESC1608X55N", "presence")
    assert after(screen, Edited(gone)).chosen == BOARD


def test_a_broken_recipe_is_a_state_with_its_reason(opened):
    screen = after(opened, Refused(FOLDER, "recipe.toml: program.X: no package X; remove it"))
    assert screen.recipe is None
    assert screen.refused.endswith("remove it")
    assert after(screen, Opened(FOLDER, opened.recipe, {})).refused == ""


def test_a_failure_ends_what_was_being_done(opened):
    screen = after(after(opened, Working("Inspecting")), Failed("no space left"))
    assert (screen.busy, screen.notice) == ("", "no space left")


def test_a_saved_recipe_is_the_released_one_and_can_still_be_undone(opened):
    screen = edited(opened, 0.1)
    named = replace(screen.recipe, revision="B")
    screen = after(screen, Saved(Path("recipes/demo-B"), named))
    assert (screen.changes, screen.folder.name, screen.can_undo) == ((), "demo-B", True)
    assert after(screen, Undone()).changes == ("revision: B becomes A",)


def test_a_trial_of_another_recipe_is_stale(opened):
    result = PartResult("R5", Verdict.NOT_INSPECTED, reason="no field shows it")
    screen = after(opened, Tried(opened.recipe, rows_of(((0, result, ()),))))
    assert not screen.stale
    assert edited(screen, 0.1).stale


def test_the_tree_has_every_part_under_its_package_in_the_order_people_count(demo):
    tree = tree_of(demo)
    parts = [n.choice.name for p in tree.below for n in p.below if n.choice.kind is Kind.PART]
    assert sorted(parts) == sorted(p.refdes for p in demo.board.placements)
    chips = next(node for node in tree.below if node.text == "RESC1608X55N")
    assert [node.text for node in chips.below] == [
        "presence",
        "body offset",
        "solder fillet",
        "R5",
        "R6",
        "R7",
        "R8",
        "R17",
        "R19",
        "R24",
    ]
    assert chips.below[-1].note == "not fitted"


def rows(*measurements, limits=(LIMIT,)):
    part = judge("R5", measurements, limits, [limit.key for limit in limits])
    return rows_of(((0, part, limits),))


def test_a_value_within_its_limit_passes_and_one_outside_says_what_it_is():
    (good,) = rows(Measurement("R5", "body_offset_x", 0.02, "mm"))
    (bad,) = rows(Measurement("R5", "body_offset_x", 0.25, "mm"))
    assert texts_of(good) == ("R5", "body offset x", "+0.02 mm", "-0.15 … 0.15", "✓ PASS", "")
    assert texts_of(bad)[4:] == ("✕ FAIL", "shifted")


def test_what_was_not_measured_is_not_inspected_never_passed():
    for m in ((), (Measurement("R5", "body_offset_x", float("nan"), "mm"),)):
        (row,) = rows(*m)
        assert row.verdict is Verdict.NOT_INSPECTED
        assert texts_of(row)[4] == "◆ NOT INSPECTED"


def test_what_no_limit_asks_for_has_no_verdict():
    (row,) = rows_of(
        ((0, PartResult("R5", Verdict.PASS, (Measurement("R5", "body_contrast", 0.9, "1"),)), ()),)
    )
    assert row.verdict is None
    assert texts_of(row)[3:] == ("", "", "")


def test_what_fails_stands_first():
    limits = (LIMIT, Limit("presence", DefectCode.MISSING, low=0.45))
    found = rows(
        Measurement("R5", "presence", 0.1, "1"),
        Measurement("R5", "body_offset_x", 0.02, "mm"),
        limits=limits,
    )
    assert [row.limit.quantity for row in found] == ["presence", "body_offset_x"]


@pytest.mark.parametrize("text", ["0.25", "-3", "", "0.5 * H", "G + min(0.25 * H, 0.5)"])
def test_a_bound_is_read_as_it_is_written(text):
    assert bound_text(bound_of_text(text)) == text


@pytest.mark.parametrize("text", ["abc", "1 +", "__import__('os')"])
def test_a_bound_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"arithmetic|not known|not allowed"):
        bound_of_text(text)


def test_the_histogram_counts_what_a_limit_refuses_and_shows_both_bounds():
    import numpy as np

    values = np.array([-0.2, 0.0, 0.1, 0.3])
    assert outside(values, -0.15, 0.15) == 2
    assert outside(values, None, 0.15) == 1
    low, high = span_of(values, -1.0, None)
    assert low < -1.0
    assert high > 0.3
