"""What is impossible of a board's outline, fiducials, masks, codes and panel is refused by name."""

from dataclasses import replace

import pytest

from inspector.domain.board import BoardSite, Fiducial, FiducialLevel, Mask, Panel
from inspector.domain.code import Code
from inspector.domain.geometry import Box, crosses_itself, is_flat
from inspector.formats.recipe import read_recipe
from inspector.formats.recipe_rules import contradictions
from inspector.formats.shipped import shipped

TRIANGLE = ((5.0, 5.0), (9.0, 5.0), (7.0, 9.0))
AROUND = ((-5.0, -5.0), (35.0, -5.0), (35.0, 25.0), (-5.0, 25.0))


@pytest.fixture(scope="module")
def demo():
    return read_recipe(shipped("recipes") / "demo")


def board(recipe, **change):
    return replace(recipe, board=replace(recipe.board, **change))


def marks(recipe, *more):
    return board(recipe, fiducials=(*recipe.board.fiducials, *more))


def mask(recipe, polygon, reason="label", author="me"):
    return board(recipe, masks=(Mask(polygon, reason, author),))


def panel(recipe, *sites, fiducials=(), outline=AROUND):
    return replace(recipe, panel=Panel(sites or (BoardSite(0),), outline, fiducials))


PANEL_MARK = Fiducial("P1", 1.0, 1.0, 1.0, level=FiducialLevel.PANEL)

IMPOSSIBLE = {
    "two corners": (lambda r: board(r, outline_mm=((0.0, 0.0), (30.0, 0.0))), "outline_mm", "2 co"),
    "no corner": (lambda r: board(r, outline_mm=()), "outline_mm", "0 corners"),
    "crossing outline": (
        lambda r: board(r, outline_mm=((0.0, 0.0), (30.0, 20.0), (30.0, 0.0), (0.0, 20.0))),
        "outline_mm",
        "crosses itself",
    ),
    "fiducial twice": (lambda r: marks(r, Fiducial("F1", 9.0, 9.0, 1.0)), "[3].name", "twice"),
    "no name": (lambda r: marks(r, Fiducial(" ", 9.0, 9.0, 1.0)), "[3].name", "is empty"),
    "no size": (lambda r: marks(r, Fiducial("F4", 9.0, 9.0, 0.0)), "[3].size_mm", "not above 0"),
    "outside": (lambda r: marks(r, Fiducial("F4", 31.0, 9.0, 1.0)), "fiducial[3]", "outside the"),
    "one place": (lambda r: marks(r, Fiducial("F4", 2.0, 2.0, 1.0)), "fiducial[3]", "where F1"),
    "mask of two": (lambda r: mask(r, TRIANGLE[:2]), "mask[0].polygon_mm", "2 corners"),
    "flat mask": (
        lambda r: mask(r, ((1.0, 1.0), (2.0, 2.0), (3.0, 3.0))),
        "mask[0].polygon_mm",
        "encloses nothing",
    ),
    "mask without reason": (lambda r: mask(r, TRIANGLE, " "), "mask[0].reason", "is empty"),
    "mask without author": (lambda r: mask(r, TRIANGLE, author=""), "mask[0].author", "is empty"),
    "mask beside the board": (
        lambda r: mask(r, tuple((x + 50.0, y) for x, y in TRIANGLE)),
        "mask[0].polygon_mm",
        "outside the outline",
    ),
    "code of no size": (
        lambda r: replace(r, codes=(Code("SN", Box(2.0, 2.0, 0.0, 4.0)),)),
        "code[0].box_mm",
        "holds nothing",
    ),
    "code of no kind": (
        lambda r: replace(r, codes=(Code("SN", Box(2.0, 2.0, 4.0, 4.0), symbologies=()),)),
        "code[0].symbologies",
        "is empty",
    ),
    "code without a name": (
        lambda r: replace(r, codes=(Code("", Box(2.0, 2.0, 4.0, 4.0)),)),
        "code[0].name",
        "is empty",
    ),
    "board beside the panel": (lambda r: panel(r, BoardSite(0, 6.0)), "site[0]", "inside the pa"),
    "two boards at one place": (
        lambda r: panel(r, BoardSite(0), BoardSite(1)),
        "panel.site[1]",
        "where board 0 does",
    ),
    "board below 0": (lambda r: panel(r, BoardSite(-1)), "panel.site[0].index", "below 0"),
    "no board": (lambda r: replace(r, panel=Panel(())), "panel.site", "holds no board"),
    "bad mark beside the board": (
        lambda r: panel(r, BoardSite(0, bad_mark=Box(40.0, 0.0, 1.0, 1.0))),
        "panel.site[0].bad_mark_mm",
        "outside the board",
    ),
    "panel fiducial outside": (
        lambda r: panel(r, fiducials=(replace(PANEL_MARK, x_mm=36.0),)),
        "panel.fiducial[0]",
        "outside the panel",
    ),
    "panel of two corners": (
        lambda r: panel(r, outline=AROUND[:2]), "panel.outline_mm", "2 corners",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_its_place_and_cause(demo, case):
    change, place, cause = IMPOSSIBLE[case]
    found = [(c.place, c.cause) for c in contradictions(change(demo))]
    assert any(place in at and cause in why for at, why in found), found


@pytest.mark.parametrize(
    "change",
    [
        lambda r: mask(r, TRIANGLE),
        lambda r: mask(r, ((-5.0, -5.0), (5.0, -5.0), (5.0, 5.0))),  # over the board's edge
        lambda r: panel(r, BoardSite(0), fiducials=(PANEL_MARK,)),
        lambda r: panel(r, BoardSite(0), BoardSite(1, 40.0), outline=()),
        lambda r: marks(r, Fiducial("F4", 15.0, 10.0, 1.0)),
    ],
)
def test_what_can_be_is_not_refused(demo, change):
    assert list(contradictions(change(demo))) == []


def test_a_concave_outline_and_one_that_touches_itself_do_not_cross():
    corner = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (6.0, 9.0), (6.0, 3.0), (3.0, 3.0), (0.0, 9.0))
    assert not crosses_itself(corner)
    touching = ((0.0, 0.0), (4.0, 0.0), (2.0, 2.0), (4.0, 4.0), (0.0, 4.0), (2.0, 2.0))
    assert not crosses_itself(touching)
    assert not is_flat(corner)
