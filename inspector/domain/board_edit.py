"""Edits of what lies on a board besides parts: fiducials, masks, codes; and of panel and outline.

Each takes a recipe and gives another, as those of `recipe_edit` do. The lists are edited alike:
what an entry is called tells it from the others of its group.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import cast

from inspector.domain.board import (
    BoardSite,
    Fiducial,
    FiducialLevel,
    FiducialShape,
    Mask,
    Panel,
)
from inspector.domain.code import Code
from inspector.domain.geometry import Box, Polygon
from inspector.domain.recipe import Recipe

DECIMALS = 6
"""Places are kept to nanometres: sums of steps would else end in 0.30000000000000004."""


class Group(StrEnum):
    """The lists whose entries are added, moved, copied and deleted alike."""

    FIDUCIALS = "fiducials"
    MASKS = "masks"
    CODES = "codes"
    SITES = "sites"
    PANEL_FIDUCIALS = "panel_fiducials"


Entry = Fiducial | Mask | Code | BoardSite


def entries(recipe: Recipe, group: Group) -> tuple[Entry, ...]:
    """Give the entries of a group in the recipe's order."""
    match group:
        case Group.FIDUCIALS:
            return recipe.board.fiducials
        case Group.MASKS:
            return recipe.board.masks
        case Group.CODES:
            return recipe.codes
        case Group.SITES:
            return recipe.panel.sites
        case Group.PANEL_FIDUCIALS:
            return recipe.panel.fiducials


def names(recipe: Recipe, group: Group) -> tuple[str, ...]:
    """Give what each entry is called: its name, a site's index, a mask's number from 1."""
    return tuple(_name(entry, place) for place, entry in enumerate(entries(recipe, group)))


def entry_of(recipe: Recipe, group: Group, name: str) -> Entry:
    """Give an entry by what it is called; KeyError where there is none."""
    for place, entry in enumerate(entries(recipe, group)):
        if _name(entry, place) == name:
            return entry
    raise KeyError(name)


def with_entry(recipe: Recipe, group: Group, entry: Entry) -> tuple[Recipe, str]:
    """Add an entry behind the others; give also what it is called."""
    edited = _with(recipe, group, (*entries(recipe, group), entry))
    return edited, names(edited, group)[-1]


def exchanged(recipe: Recipe, group: Group, name: str, entry: Entry) -> tuple[Recipe, str]:
    """Put an entry in the place of another; give also what it is called then.

    Raises
    ------
    ValueError
        If its name is empty or another entry's.
    """
    known = names(recipe, group)
    place = known.index(name)
    called = _name(entry, place)
    if not called.strip() or called in (*known[:place], *known[place + 1 :]):
        raise ValueError(f"{called.strip() or 'no name'}: name it as no other of them is named")
    many = entries(recipe, group)
    return _with(recipe, group, (*many[:place], entry, *many[place + 1 :])), called


def without_entry(recipe: Recipe, group: Group, name: str) -> Recipe:
    """Remove an entry."""
    place = names(recipe, group).index(name)
    many = entries(recipe, group)
    return _with(recipe, group, (*many[:place], *many[place + 1 :]))


def copied_entry(
    recipe: Recipe, group: Group, name: str, by_mm: tuple[float, float]
) -> tuple[Recipe, str]:
    """Put a copy of an entry beside it, under the next free name; give that too."""
    entry = shifted(entry_of(recipe, group, name), *by_mm)
    if isinstance(entry, Fiducial | Code):
        entry = replace(entry, name=next_entry_name(recipe, group, entry.name))
    elif isinstance(entry, BoardSite):
        entry = replace(entry, index=next_index(recipe))
    return with_entry(recipe, group, entry)


def next_entry_name(recipe: Recipe, group: Group, name: str) -> str:
    """Give the next free name of a kind: ``F4`` where F1 to F3 are, whichever is asked for."""
    letters = re.sub(r"\d+$", "", name)
    taken = [n.removeprefix(letters) for n in names(recipe, group) if n.startswith(letters)]
    numbers = [int(rest) for rest in taken if rest.isdecimal()]
    return f"{letters}{max(numbers, default=len(taken)) + 1}"


def next_index(recipe: Recipe) -> int:
    """Give the next free index of a board in the panel."""
    return max((site.index for site in recipe.panel.sites), default=-1) + 1


def shifted(entry: Entry, right_mm: float, up_mm: float) -> Entry:
    """Give an entry that lies elsewhere by some mm, along the axes of its own coordinates.

    Examples
    --------
    >>> shifted(Fiducial("F1", 2.0, 0.1, 1.0), 0.0, 0.2).y_mm
    0.3
    """
    if isinstance(entry, Mask):
        corners = ((_sum(x, right_mm), _sum(y, up_mm)) for x, y in entry.polygon_mm)
        return replace(entry, polygon_mm=tuple(corners))
    if isinstance(entry, Code):
        x, y = _sum(entry.box.x_mm, right_mm), _sum(entry.box.y_mm, up_mm)
        return replace(entry, box=replace(entry.box, x_mm=x, y_mm=y))
    return replace(entry, x_mm=_sum(entry.x_mm, right_mm), y_mm=_sum(entry.y_mm, up_mm))


def laid_over(entry: Entry, box: Box) -> Entry:
    """Give an entry as large as a box that was drawn, and there; a site, which has a size, stays.

    A fiducial that is no rectangle gets the mean of both sides: boxes are drawn by hand.
    """
    x, y = (round(middle, DECIMALS) for middle in box.center_mm)
    match entry:
        case Mask():
            return replace(entry, polygon_mm=box.corners_mm)
        case Code():
            return replace(entry, box=box)
        case Fiducial(shape=FiducialShape.RECTANGLE):
            width, height = box.width_mm, box.height_mm
            return replace(entry, x_mm=x, y_mm=y, size_mm=width, size_y_mm=height)
        case Fiducial():
            size = round((box.width_mm + box.height_mm) / 2, DECIMALS)
            # the opening keeps its width around the mark
            opening = entry.opening_mm + size - entry.size_mm if entry.opening_mm else 0.0
            opening = round(max(opening, 0.0), DECIMALS)
            return replace(entry, x_mm=x, y_mm=y, size_mm=size, opening_mm=opening)
        case BoardSite():
            return entry


def with_outline(recipe: Recipe, outline_mm: Polygon) -> Recipe:
    """Give a board another outline, board mm."""
    return replace(recipe, board=replace(recipe.board, outline_mm=outline_mm))


def with_panel_outline(recipe: Recipe, outline_mm: Polygon) -> Recipe:
    """Give the panel another outline, panel mm; empty: it is not known."""
    return replace(recipe, panel=replace(recipe.panel, outline_mm=outline_mm))


def arrayed(recipe: Recipe, counts: tuple[int, int], step_mm: tuple[float, float]) -> Recipe:
    """Lay the board out in columns and rows, from where its first site is.

    Parameters
    ----------
    counts
        Columns (along x) and rows (along y) of the panel.
    step_mm
        From a board to the next one, panel mm.

    Raises
    ------
    ValueError
        If there would be no board.
    """
    columns, rows = counts
    if columns < 1 or rows < 1:
        raise ValueError(f"{columns} x {rows} boards: a panel holds at least one")
    first = recipe.panel.sites[0] if recipe.panel.sites else BoardSite(0)
    sites = tuple(
        replace(
            first,
            index=row * columns + column,
            x_mm=_sum(first.x_mm, column * step_mm[0]),
            y_mm=_sum(first.y_mm, row * step_mm[1]),
        )
        for row in range(rows)
        for column in range(columns)
    )
    return replace(recipe, panel=replace(recipe.panel, sites=sites))


def board_fiducials(recipe: Recipe) -> tuple[Fiducial, ...]:
    """Give the fiducials by which a board, or the panel it is in, can be found.

    Those of the panel where it has more of them: as many as registration may count on.
    """
    own = tuple(f for f in recipe.board.fiducials if f.level is FiducialLevel.BOARD)
    return max(own, recipe.panel.fiducials, key=len)


def _name(entry: Entry, place: int) -> str:
    if isinstance(entry, BoardSite):
        return str(entry.index)
    return str(place + 1) if isinstance(entry, Mask) else entry.name


def _with(recipe: Recipe, group: Group, many: Iterable[Entry]) -> Recipe:
    panel: Panel = recipe.panel
    match group:
        case Group.FIDUCIALS:
            marks = cast("tuple[Fiducial, ...]", tuple(many))
            return replace(recipe, board=replace(recipe.board, fiducials=marks))
        case Group.MASKS:
            masks = cast("tuple[Mask, ...]", tuple(many))
            return replace(recipe, board=replace(recipe.board, masks=masks))
        case Group.CODES:
            return replace(recipe, codes=cast("tuple[Code, ...]", tuple(many)))
        case Group.SITES:
            sites = cast("tuple[BoardSite, ...]", tuple(many))
            return replace(recipe, panel=replace(panel, sites=sites))
        case Group.PANEL_FIDUCIALS:
            marks = cast("tuple[Fiducial, ...]", tuple(many))
            return replace(recipe, panel=replace(panel, fiducials=marks))


def _sum(one_mm: float, other_mm: float) -> float:
    return round(one_mm + other_mm, DECIMALS)
