from dataclasses import fields, replace

import pytest

from inspector.domain.board import Fiducial, FiducialShape, Mask, Placement
from inspector.domain.board_edit import (
    Group,
    arrayed,
    entry_of,
    exchanged,
    shifted,
    with_entry,
    with_outline,
    with_panel_outline,
    without_entry,
)
from inspector.domain.code import Code
from inspector.domain.formula import Formula
from inspector.domain.geometry import Box
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


MASK = Mask(((5.0, 5.0), (9.0, 5.0), (7.0, 9.0)), "label", "me")
CODE = Code("SN", Box(22.0, 14.0, 4.0, 3.0))


def changed(recipe, group, called, **change):
    entry = replace(entry_of(recipe, group, called), **change)
    return exchanged(recipe, group, called, entry)[0]


def test_a_moved_fiducial_says_how_far_and_one_that_comes_or_goes_where(demo):
    assert difference(demo, changed(demo, Group.FIDUCIALS, "F2", x_mm=28.1)) == (
        "fiducial F2: moved by (+0.1, 0) mm, to (28.1, 2) mm",
    )
    gone = without_entry(demo, Group.FIDUCIALS, "F2")
    assert difference(demo, gone) == ("fiducial F2: removed, was at (28, 2) mm, circle of 1 mm",)
    assert difference(gone, demo)[0] == "fiducial F2: added at (28, 2) mm, circle of 1 mm"


def test_a_renamed_fiducial_is_the_same_one(demo):
    edited = changed(demo, Group.FIDUCIALS, "F2", name="F9")
    assert difference(demo, edited) == ("fiducial F2: is called F9 now",)


def test_a_fiducials_other_fields_are_named(demo):
    edited = changed(demo, Group.FIDUCIALS, "F2", size_mm=1.5, shape=FiducialShape.CROSS)
    assert difference(demo, edited) == (
        "fiducial F2: size mm: 1 becomes 1.5",
        "fiducial F2: shape: circle becomes cross",
    )


def test_masks_are_known_by_their_reason_and_say_which_corner_moved(demo):
    masked, name = with_entry(demo, Group.MASKS, MASK)
    assert difference(demo, masked) == ('mask "label": added at (7, 7) mm, 4 x 4 mm',)
    there = exchanged(masked, Group.MASKS, name, shifted(MASK, 1.0, 0.0))[0]
    assert difference(masked, there) == ('mask "label": moved by (+1, 0) mm, to (8, 7) mm',)
    bent = changed(masked, Group.MASKS, name, polygon_mm=(*MASK.polygon_mm[:2], (7.0, 8.0)))
    assert difference(masked, bent) == ('mask "label": corner 3: (7, 9) mm becomes (7, 8) mm',)
    why = changed(masked, Group.MASKS, name, reason="glue")
    assert difference(masked, why) == ('mask "label": is called "glue" now',)
    who = changed(masked, Group.MASKS, name, author="you")
    assert difference(masked, who) == ('mask "label": author: me becomes you',)


def test_a_mask_that_goes_does_not_change_those_behind_it(demo):
    both = with_entry(demo, Group.MASKS, MASK)[0]
    both = with_entry(both, Group.MASKS, replace(shifted(MASK, 9.0, 0.0), reason="glue"))[0]
    assert difference(both, without_entry(both, Group.MASKS, "1")) == (
        'mask "label": removed, was at (7, 7) mm, 4 x 4 mm',
    )


def test_a_code_that_moves_or_is_read_otherwise_is_said(demo):
    coded = with_entry(demo, Group.CODES, CODE)[0]
    there = exchanged(coded, Group.CODES, "SN", shifted(CODE, 0.0, -2.0))[0]
    assert difference(coded, there) == ("code SN: moved by (0, -2) mm, to (24, 13.5) mm",)
    other = changed(coded, Group.CODES, "SN", pattern="[0-9]+", is_serial=True)
    assert difference(coded, other) == (
        "code SN: pattern: nothing becomes [0-9]+",
        "code SN: is serial: no becomes yes",
    )


def test_boards_of_the_panel_and_its_outline_are_said(demo):
    two = arrayed(demo, (2, 1), (32.0, 0.0))
    assert difference(demo, two) == ("board 1: added at (32, 0) mm, 0 degrees",)
    turned = changed(two, Group.SITES, "1", rotation_deg=180.0, y_mm=20.0)
    assert difference(two, turned) == (
        "board 1: moved by (0, +20) mm, to (32, 20) mm",
        "board 1: rotation deg: 0 becomes 180",
    )
    edged = with_panel_outline(demo, ((-5.0, -5.0), (35.0, -5.0), (35.0, 25.0)))
    assert difference(demo, edged) == ("panel outline: 0 corners become 3, 40 x 30 mm",)


def test_the_outline_says_which_corner_moved(demo):
    outline = ((0.0, 0.0), (31.0, 0.0), (31.0, 20.0), (0.0, 20.0))
    assert difference(demo, with_outline(demo, outline)) == (
        "outline: corner 2: (30, 0) mm becomes (31, 0) mm",
        "outline: corner 3: (30, 20) mm becomes (31, 20) mm",
    )


def test_parameters_and_limits_of_the_surface_are_said():
    mixed = read_recipe(shipped("recipes") / "mixed")
    surface = mixed.surface
    check = replace(surface.check, sigmas=5.0)
    limits = (replace(surface.limits[0], high=0.02), *surface.limits[1:])
    edited = replace(mixed, surface=replace(surface, check=check, limits=limits))
    said = difference(mixed, edited)
    assert said == (
        "surface check sigmas: 4 becomes 5",
        "surface: foreign_area, foreign: at most 0.015 becomes at most 0.02, wider",
    )
