from dataclasses import fields, replace

import pytest

from inspector.domain.board import Fiducial, Mask, Placement
from inspector.domain.formula import Formula
from inspector.domain.image import Shot
from inspector.domain.recipe import IpcClass, ModelReference, Override, ProcessStage, Recipe
from inspector.domain.recipe_edit import (
    copied,
    moved,
    with_check,
    with_limits,
    with_override,
    with_part,
    without_check,
    without_part,
)
from inspector.formats.recipe import read_recipe
from inspector.formats.recipe_difference import difference
from inspector.formats.shipped import shipped

CHIP = "RESC1608X55N"


@pytest.fixture(scope="module")
def demo():
    return read_recipe(shipped("recipes") / "demo")


def limits_with(recipe, quantity, **change):
    rules = recipe.programs[CHIP].limits
    first = next(rule for rule in rules if rule.quantity == quantity)
    return tuple(replace(rule, **change) if rule is first else rule for rule in rules)


def test_a_recipe_differs_in_nothing_from_itself(demo):
    assert difference(demo, replace(demo)) == ()


def test_the_hash_of_the_files_is_no_difference(demo):
    assert difference(demo, replace(demo, sha256="0" * 64)) == ()


def test_a_moved_part_says_how_far_and_where_to(demo):
    assert difference(demo, moved(demo, "R5", 2.3, 5.2)) == (
        "R5: moved by (+0.1, 0) mm, to (2.3, 5.2) mm",
    )


def test_parts_that_come_and_go_are_named(demo):
    edited, name = copied(without_part(demo, "R8"), "R5", (1.0, 0.0))
    assert difference(demo, edited) == (
        "R8: removed, was at (2.2, 13) mm",
        f"{name}: added at (3.2, 5.2) mm, package {CHIP}",
    )


def test_a_site_that_must_be_empty_now_is_said(demo):
    part = next(p for p in demo.board.placements if p.refdes == "R5")
    edited = with_part(demo, replace(part, fitted=False))
    assert difference(demo, edited) == ("R5: is not fitted any more",)


def test_a_limit_says_what_it_becomes_and_whether_it_is_tighter(demo):
    tighter = with_limits(demo, CHIP, limits_with(demo, "body_offset_x", low=-0.1, high=0.1))
    assert difference(demo, tighter) == (
        f"{CHIP}: body_offset_x, shifted: -0.15 to 0.15 becomes -0.1 to 0.1, tighter",
    )
    assert difference(tighter, demo)[0].endswith("wider")


def test_a_limit_that_moves_is_neither_tighter_nor_wider(demo):
    moved_on = with_limits(demo, CHIP, limits_with(demo, "body_offset_x", low=-0.1, high=0.2))
    assert difference(demo, moved_on)[0].endswith("becomes -0.1 to 0.2")


def test_a_formula_is_written_out(demo):
    edited = with_limits(demo, CHIP, limits_with(demo, "fillet_height", low=Formula("0.4 * H")))
    assert difference(demo, edited)[0].endswith("becomes at least 0.4 * H")


def test_a_check_and_its_parameters_are_named(demo):
    check = next(c for c in demo.programs[CHIP].checks if c.name == "body_offset")
    edited = with_check(demo, CHIP, replace(check, min_contrast=0.3))
    assert difference(demo, edited) == (f"{CHIP}: body_offset min contrast: 0.15 becomes 0.3",)
    gone = difference(demo, without_check(demo, CHIP, "presence"))
    assert f"{CHIP}: check presence removed" in gone
    assert any("limit presence, missing" in line for line in gone)


def test_an_override_is_named_with_its_part(demo):
    rule = replace(demo.programs[CHIP].limits[1], low=-0.3)
    edited = with_override(demo, Override("R5", (rule,), "glued", "me"))
    assert difference(demo, edited) == ("overrides: R5 added",)


OTHER = {
    "product": "other",
    "revision": "B",
    "process_stage": ProcessStage.PRE_REFLOW,
    "ipc_class": IpcClass.CLASS_1,
    "registration": "content",
    "shots": (Shot("ring"), Shot("white")),
    "models": (ModelReference("joint", "0" * 64),),
    "mm_per_px": 0.01,
    "empty_site": None,
}


@pytest.mark.parametrize("name", OTHER)
def test_nothing_that_differs_is_left_unsaid(demo, name):
    assert difference(demo, replace(demo, **{name: OTHER[name]}))


BOARD = {
    "outline_mm": ((0.0, 0.0), (31.0, 0.0), (30.0, 20.0), (0.0, 20.0)),
    "fiducials": (Fiducial("F1", 1.0, 2.0, 1.0),),
    "placements": (Placement("R1", CHIP, 1.0, 2.0, 0.0),),
    "packages": {},
    "alternates": (),
    "masks": (Mask(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)), "glue", "me"),),
    "side": "bottom",
}


def test_every_field_of_a_recipe_is_tried_here(demo):
    known = {*OTHER, "board", "panel", "programs", "overrides", "surface", "codes", "sha256"}
    assert {f.name for f in fields(Recipe) if f.init} == known
    assert {f.name for f in fields(type(demo.board))} == set(BOARD)


@pytest.mark.parametrize("name", BOARD)
def test_nothing_of_the_board_that_differs_is_left_unsaid(demo, name):
    assert difference(demo, replace(demo, board=replace(demo.board, **{name: BOARD[name]})))


def test_numbers_that_differ_in_the_last_digit_are_said(demo):
    assert difference(demo, moved(demo, "R5", 2.2 + 1e-12, 5.2))


def test_another_order_is_said(demo):
    parts = demo.board.placements
    board = replace(demo.board, placements=(parts[1], parts[0], *parts[2:]))
    assert difference(demo, replace(demo, board=board)) == ("placements: in another order",)


def test_recipes_of_other_boards_differ_in_many_ways(demo):
    lines = difference(demo, read_recipe(shipped("recipes") / "mixed"))
    assert "product: demo becomes mixed" in lines
    assert "surface: added" in lines
    assert all("\n" not in line for line in lines)
