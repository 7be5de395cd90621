"""Edits of fiducials, masks, codes, boards of the panel and outlines, as values."""

from dataclasses import replace

import pytest

from inspector.domain.board import BoardSite, Fiducial, FiducialLevel, FiducialShape, Mask
from inspector.domain.board_edit import (
    Group,
    arrayed,
    board_fiducials,
    copied_entry,
    entries,
    entry_of,
    exchanged,
    laid_over,
    names,
    next_entry_name,
    shifted,
    with_entry,
    with_outline,
    with_panel_outline,
    without_entry,
)
from inspector.domain.code import Code
from inspector.domain.geometry import Box
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.formats.shipped import shipped

MASK = Mask(((5.0, 5.0), (9.0, 5.0), (7.0, 9.0)), "label, applied later", "me")
CODE = Code("SN", Box(22.0, 14.0, 4.0, 3.0))
ENTRY = {
    Group.FIDUCIALS: Fiducial("F9", 15.0, 10.0, 1.0),
    Group.MASKS: MASK,
    Group.CODES: CODE,
    Group.SITES: BoardSite(1, 40.0, 2.0),
    Group.PANEL_FIDUCIALS: Fiducial("P1", 1.0, 2.0, 1.0, level=FiducialLevel.PANEL),
}


@pytest.fixture(scope="module")
def demo():
    return read_recipe(shipped("recipes") / "demo")


def added(recipe, *groups):
    for group in groups:
        recipe, _ = with_entry(recipe, group, ENTRY[group])
    return recipe


@pytest.mark.parametrize("group", Group)
def test_what_is_added_is_there_by_its_name_and_gone_when_removed(demo, group):
    edited, name = with_entry(demo, group, ENTRY[group])
    assert entry_of(edited, group, name) == ENTRY[group]
    assert entries(edited, group)[:-1] == entries(demo, group)
    assert without_entry(edited, group, name) == demo
    with pytest.raises(KeyError):
        entry_of(demo, group, name)


@pytest.mark.parametrize("group", Group)
def test_what_is_moved_lies_as_far_elsewhere_and_moves_back_exactly(demo, group):
    entry = ENTRY[group]
    there = shifted(entry, 0.1, -0.2)
    assert there != entry
    assert shifted(there, -0.1, 0.2) == entry
    edited, name = exchanged(added(demo, group), group, names(added(demo, group), group)[-1], there)
    assert entry_of(edited, group, name) == there


@pytest.mark.parametrize("group", Group)
def test_a_copy_has_a_name_of_its_own_and_lies_aside(demo, group):
    edited = added(demo, group)
    name = names(edited, group)[-1]
    copy, other = copied_entry(edited, group, name, (1.0, 0.0))
    assert other not in names(edited, group)
    assert shifted(entry_of(copy, group, other), -1.0, 0.0) == replace(
        ENTRY[group], **{"name": other} if hasattr(ENTRY[group], "name") else {},
        **{"index": int(other)} if group is Group.SITES else {},
    )  # fmt: skip


def test_names_count_on_and_a_first_name_gets_a_number(demo):
    assert next_entry_name(demo, Group.FIDUCIALS, "F2") == "F4"
    assert next_entry_name(demo, Group.CODES, "CODE") == "CODE1"
    assert next_entry_name(added(demo, Group.CODES), Group.CODES, "SN") == "SN2"


@pytest.mark.parametrize("name", ["", " ", "F2"])
def test_a_name_that_is_empty_or_taken_is_refused(demo, name):
    mark = replace(demo.board.fiducials[0], name=name)
    with pytest.raises(ValueError, match="name it as no other"):
        exchanged(demo, Group.FIDUCIALS, "F1", mark)


def test_an_entry_may_keep_its_name_and_takes_its_own_place(demo):
    mark = replace(demo.board.fiducials[1], size_mm=1.5)
    edited, name = exchanged(demo, Group.FIDUCIALS, "F2", mark)
    assert (name, [f.name for f in edited.board.fiducials]) == ("F2", ["F1", "F2", "F3"])


def test_a_drawn_box_is_where_the_entry_lies_then():
    box = Box(2.0, 3.0, 1.2, 1.0)
    assert laid_over(MASK, box).polygon_mm == box.corners_mm
    assert laid_over(CODE, box).box == box
    round_mark = laid_over(Fiducial("F1", 0.0, 0.0, 1.0, opening_mm=2.0), box)
    assert (round_mark.x_mm, round_mark.y_mm, round_mark.size_mm) == (2.6, 3.5, 1.1)
    assert round_mark.opening_mm == 2.1  # as wide around it as before
    square = laid_over(Fiducial("F1", 0.0, 0.0, 1.0, FiducialShape.RECTANGLE), box)
    assert (square.size_mm, square.size_y_mm) == (1.2, 1.0)


def test_boards_are_laid_out_from_the_first_one_by_rows(demo):
    edited = arrayed(demo, (3, 2), (32.0, -22.0))
    places = [(s.index, s.x_mm, s.y_mm) for s in edited.panel.sites]
    assert places[:3] == [(0, 0.0, 0.0), (1, 32.0, 0.0), (2, 64.0, 0.0)]
    assert places[5] == (5, 64.0, -22.0)
    with pytest.raises(ValueError, match="at least one"):
        arrayed(demo, (0, 2), (1.0, 1.0))


def test_fiducials_of_a_part_find_no_board_and_those_of_the_panel_do(demo):
    assert len(board_fiducials(demo)) == 3
    marks = tuple(replace(f, level=FiducialLevel.PART, refdes="U1") for f in demo.board.fiducials)
    alone = replace(demo, board=replace(demo.board, fiducials=marks))
    assert board_fiducials(alone) == ()
    assert board_fiducials(added(alone, Group.PANEL_FIDUCIALS)) == (ENTRY[Group.PANEL_FIDUCIALS],)


def test_everything_that_is_edited_is_written_and_read_back(demo, tmp_path):
    edited = added(demo, Group.FIDUCIALS, Group.MASKS, Group.CODES, Group.SITES)
    edited = with_panel_outline(edited, ((-5.0, -5.0), (75.0, -5.0), (75.0, 30.0), (-5.0, 30.0)))
    edited = added(edited, Group.PANEL_FIDUCIALS)
    edited = with_outline(edited, ((0.0, 0.0), (31.0, 0.0), (31.0, 20.0), (0.0, 20.0)))
    write_recipe(edited, tmp_path / "edited")
    read = read_recipe(tmp_path / "edited")
    assert (read.board, read.panel, read.codes) == (edited.board, edited.panel, edited.codes)
