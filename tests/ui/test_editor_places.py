"""What lies on the board besides parts, in the editor, as values."""

from dataclasses import replace
from pathlib import Path

import pytest

from inspector.checks import all_checks
from inspector.domain.board import BoardSite, Fiducial, FiducialLevel, FiducialShape, Mask
from inspector.domain.board_edit import with_outline
from inspector.domain.code import Code, CodeLevel
from inspector.domain.geometry import Box, contains_point
from inspector.domain.recipe import RegistrationKind
from inspector.formats.recipe import read_recipe
from inspector.formats.recipe_rules import contradictions
from inspector.formats.shipped import shipped
from ui.editor import edits
from ui.editor.heading_form import Grid, grid_of
from ui.editor.marks import box_of, hit, marks_of, outline_of
from ui.editor.model import (
    BOARD,
    Choice,
    Chosen,
    Edited,
    EditorScreen,
    Kind,
    Missing,
    Opened,
    OutlineKept,
    Redone,
    Saved,
    Undone,
    after,
)
from ui.editor.nodes import tree_of
from ui.widgets.scene import Style, layers_of

SEEN = Box(5.0, 5.0, 10.0, 8.0)
MASK = Mask(((2.0, 8.0), (8.0, 8.0), (8.0, 16.0), (2.0, 16.0)), "label", "me")
CODE = Code("SN", Box(22.0, 1.0, 4.0, 3.0))
ENTRIES = (Kind.FIDUCIAL, Kind.MASK, Kind.CODE, Kind.SITE, Kind.PANEL_FIDUCIAL)


@pytest.fixture(scope="module")
def demo():
    return read_recipe(shipped("recipes") / "demo")


@pytest.fixture(scope="module")
def laid(demo):
    return replace(demo, board=replace(demo.board, masks=(MASK,)), codes=(CODE,))


def opened(recipe, *, new=False):
    return after(EditorScreen(), Opened(Path("demo"), recipe, all_checks(), new))


def bare(recipe):
    """Give a recipe as it comes from a position file without fiducials."""
    board = replace(recipe.board, fiducials=())
    return replace(recipe, board=board, registration=RegistrationKind.CONTENT)


def test_the_tree_has_headings_before_the_packages_and_entries_by_name(laid):
    below = tree_of(laid).below
    assert [n.choice.kind for n in below[:5]] == [
        Kind.FIDUCIALS, Kind.MASKS, Kind.CODES, Kind.PANEL, Kind.PACKAGE,
    ]  # fmt: skip
    assert [n.text for n in below[0].below] == ["F1", "F2", "F3"]
    assert [n.text for n in below[1].below] == ["1: label"]
    assert [n.choice for n in below[2].below] == [Choice(Kind.CODE, "SN")]
    assert [n.choice for n in below[3].below] == [Choice(Kind.SITE, "0")]
    mixed = read_recipe(shipped("recipes") / "mixed")
    assert Kind.SURFACE in [n.choice.kind for n in tree_of(mixed).below]


@pytest.mark.parametrize("kind", ENTRIES)
def test_entries_are_added_copied_moved_and_deleted_and_each_is_undone(demo, kind):
    screen = opened(demo)
    screen = after(screen, edits.added(screen.recipe, Choice(kind), SEEN))
    choice = screen.chosen
    assert choice.kind is kind
    screen = after(screen, edits.copied_beside(screen.recipe, choice))
    assert screen.chosen.kind is kind
    assert screen.chosen.name != choice.name
    screen = after(screen, edits.pushed(screen.recipe, screen.chosen, 0.5, -0.25))
    screen = after(screen, edits.deleted(screen.recipe, choice))
    assert len(screen.history) == 5
    assert all(screen.history[n] != screen.history[n + 1] for n in range(4))
    while screen.can_undo:
        screen = after(screen, Undone())
    assert screen.recipe is demo
    assert screen.changes == ()
    while screen.can_redo:
        screen = after(screen, Redone())
    assert len(screen.changes) >= 1


def test_what_is_added_lies_in_the_middle_of_what_is_seen(demo):
    mark = edits.added(demo, Choice(Kind.FIDUCIALS), SEEN).recipe.board.fiducials[-1]
    assert (mark.name, mark.x_mm, mark.y_mm) == ("F4", 10.0, 9.0)
    assert mark.size_mm == demo.board.fiducials[-1].size_mm  # as the others of this board
    aside = Box(100.0, 100.0, 10.0, 10.0)  # nothing of the board is seen
    mark = edits.added(demo, Choice(Kind.FIDUCIALS), aside).recipe.board.fiducials[-1]
    assert (mark.x_mm, mark.y_mm) == demo.board.extent.center_mm
    code = edits.added(demo, Choice(Kind.CODES), SEEN).recipe.codes[0]
    assert (code.name, code.box.center_mm) == ("CODE1", (10.0, 9.0))


def test_fiducials_that_are_added_one_after_another_do_not_lie_on_each_other(demo):
    recipe = bare(demo)
    for _ in range(3):
        recipe = edits.added(recipe, Choice(Kind.FIDUCIALS), SEEN).recipe
    assert [f.name for f in recipe.board.fiducials] == ["F1", "F2", "F3"]
    assert not list(contradictions(recipe))


def test_a_new_mask_asks_for_its_reason_before_anything_can_be_saved(demo):
    screen = opened(demo)
    screen = after(screen, edits.added(demo, Choice(Kind.MASKS), SEEN))
    assert screen.problems == (
        "recipe.toml: mask[0].reason: is empty: nobody could tell why nothing is inspected there; "
        "write the reason",
    )
    assert screen.recipe.board.masks[0].author  # who is at the keyboard


def test_a_board_is_added_to_the_panel_beside_the_others_and_turned_as_the_last(demo):
    one = edits.added(demo, Choice(Kind.PANEL), SEEN).recipe
    assert one.panel.sites[1] == BoardSite(1, 32.0, 0.0)
    turned = replace(demo, panel=replace(demo.panel, sites=(BoardSite(0, 30.0, 20.0, 180.0),)))
    two = edits.added(turned, Choice(Kind.PANEL), SEEN).recipe
    assert two.panel.sites[1] == BoardSite(1, 62.0, 20.0, 180.0)
    assert not list(contradictions(two))


def test_boards_in_columns_and_rows_are_known_as_such():
    panel = read_recipe(shipped("recipes") / "panel")
    assert grid_of(panel) == Grid(1, 1, 16.0, 12.0)  # two are turned
    sites = tuple(replace(s, rotation_deg=0.0) for s in panel.panel.sites)
    sites = tuple(BoardSite(n, 16.5 * (n % 2), 13.0 * (n // 2)) for n, _ in enumerate(sites))
    laid = replace(panel, panel=replace(panel.panel, sites=sites))
    assert grid_of(laid) == Grid(2, 2, 16.5, 13.0)


def test_what_was_chosen_and_is_gone_is_not_chosen_any_more(laid):
    for kind, name in ((Kind.FIDUCIAL, "F3"), (Kind.MASK, "1"), (Kind.CODE, "SN")):
        screen = after(opened(laid), Chosen(Choice(kind, name)))
        gone = edits.deleted(laid, Choice(kind, name)).recipe
        assert after(screen, Edited(gone)).chosen == BOARD
        assert after(screen, edits.deleted(laid, Choice(kind, name))).chosen.kind is not Kind.BOARD


def test_a_new_board_says_what_it_lacks_until_it_is_there(demo):
    screen = opened(bare(demo), new=True)
    assert screen.missing == (Missing.OUTLINE, Missing.FIDUCIALS)
    wider = ((0.0, 0.0), (31.0, 0.0), (31.0, 20.0), (0.0, 20.0))
    assert after(screen, Edited(with_outline(screen.recipe, wider))).missing == (Missing.FIDUCIALS,)
    screen = after(screen, OutlineKept())
    assert screen.missing == (Missing.FIDUCIALS,)
    for _ in range(2):
        screen = after(screen, edits.added(screen.recipe, Choice(Kind.FIDUCIALS), SEEN))
    assert screen.missing == (Missing.REGISTRATION,)
    by_fiducials = replace(screen.recipe, registration=RegistrationKind.FIDUCIALS)
    screen = after(screen, Edited(by_fiducials))
    assert screen.missing == ()
    saved = after(screen, Saved(Path("demo-B"), screen.recipe))
    assert saved.missing == ()


def test_an_old_recipe_without_fiducials_by_content_lacks_nothing(demo):
    assert opened(bare(demo)).missing == ()
    assert opened(demo).missing == ()


def test_a_fiducial_is_drawn_as_it_is(demo):
    round_mark = outline_of(Fiducial("F", 2.0, 3.0, 1.0))
    assert all(abs((x - 2.0) ** 2 + (y - 3.0) ** 2 - 0.25) < 1e-9 for x, y in round_mark)
    cross = outline_of(Fiducial("F", 2.0, 3.0, 2.0, FiducialShape.CROSS, arm_mm=0.4))
    assert contains_point(cross, 2.9, 3.1)  # in an arm
    assert not contains_point(cross, 2.9, 3.9)  # beside all four
    assert Box.around(cross) == Box(1.0, 2.0, 2.0, 2.0)
    tall = outline_of(Fiducial("F", 2.0, 3.0, 2.0, FiducialShape.RECTANGLE, size_y_mm=4.0))
    assert Box.around(tall) == Box(1.0, 1.0, 2.0, 4.0)


def test_the_smallest_thing_at_a_place_is_the_one_that_is_clicked(laid):
    assert hit(laid, (2.1, 2.1)) == Choice(Kind.FIDUCIAL, "F1")
    assert hit(laid, (2.2, 13.0)) == Choice(Kind.PART, "R8")  # inside the mask
    assert hit(laid, (4.0, 15.5)) == Choice(Kind.MASK, "1")
    assert hit(laid, (24.0, 2.0)) == Choice(Kind.CODE, "SN")
    assert hit(laid, (-3.0, 2.0)) is None


def test_a_code_of_the_panel_is_shown_where_the_first_board_has_it(laid):
    panel = replace(CODE, level=CodeLevel.PANEL)
    sites = (BoardSite(0, 30.0, 20.0, 180.0),)
    recipe = replace(laid, codes=(panel,), panel=replace(laid.panel, sites=sites))
    marks = marks_of(recipe, BOARD)
    (code,) = [m for m in marks if m.name == "SN"]
    assert Box.around(code.outline_mm) == Box(4.0, 16.0, 4.0, 3.0)
    assert box_of(recipe, Choice(Kind.CODE, "SN")) is None  # not moved in the board's mm
    drawn = edits.drawn(recipe, Choice(Kind.CODE, "SN"), Box(4.0, 16.0, 4.0, 3.0))
    assert drawn.recipe.codes[0].box == panel.box


def test_what_is_chosen_is_drawn_on_top_and_dragged_alone(laid):
    choice = Choice(Kind.MASK, "1")
    marks = list(marks_of(laid, choice, (1.0, 0.0)))
    (mask,) = [m for m in marks if m.name == "label"]
    assert mask.style is Style.CHOSEN
    assert mask.outline_mm[0] == (3.0, 8.0)
    (code,) = [m for m in marks if m.name == "SN"]
    assert code.outline_mm == CODE.box.corners_mm
    assert layers_of(marks)[-1].style is Style.CHOSEN


def test_the_panel_is_shown_around_its_first_board(demo):
    panel = read_recipe(shipped("recipes") / "panel")
    marks = list(marks_of(panel, Choice(Kind.SITE, "1")))
    (chosen,) = [m for m in marks if m.style is Style.CHOSEN]
    # site 1 begins at (34, 14), turned by 180; site 0 at (4, 4): in its mm from (16, 0) to (30, 10)
    assert Box.around(chosen.outline_mm) == Box(16.0, 0.0, 14.0, 10.0)
    assert {"P1", "P2", "P3"} <= {m.name for m in marks}
    assert "P1" not in {m.name for m in marks_of(panel, BOARD)}


def test_a_part_fiducial_keeps_the_level_for_itself(demo):
    marks = (*demo.board.fiducials, Fiducial("U1A", 9.0, 14.0, 0.5, refdes="U1"))
    marks = (*marks[:3], replace(marks[3], level=FiducialLevel.PART))
    recipe = replace(demo, board=replace(demo.board, fiducials=marks))
    added = edits.added(recipe, Choice(Kind.FIDUCIALS), SEEN).recipe.board.fiducials[-1]
    assert (added.level, added.refdes) == (FiducialLevel.BOARD, "")
