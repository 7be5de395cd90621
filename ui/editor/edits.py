"""What adding, copying, deleting, moving and drawing make of a recipe, by what is chosen. No Qt."""

from collections.abc import Mapping
from dataclasses import replace
from getpass import getuser

from inspector.domain.board import (
    BoardSite,
    Fiducial,
    FiducialLevel,
    Mask,
    Package,
    Placement,
)
from inspector.domain.board_edit import (
    Entry,
    Group,
    copied_entry,
    entries,
    entry_of,
    exchanged,
    laid_over,
    next_entry_name,
    next_index,
    shifted,
    with_entry,
    without_entry,
)
from inspector.domain.code import Code
from inspector.domain.geometry import Box, contains_point
from inspector.domain.recipe import Recipe
from inspector.domain.recipe_edit import (
    copied,
    moved,
    next_name,
    placement_of,
    with_part,
    without_part,
)
from ui.editor.marks import of_panel
from ui.editor.model import ABOVE, BELOW, GROUPS, Choice, Edited, Kind

ASIDE_MM = 1.0
"""A copy lies this far beside what it was made of."""
BETWEEN_MM = 2.0
"""A board is added to a panel this far beside the others."""
MARK_MM, OPENING_MM = 1.0, 2.0
"""A fiducial as most boards have it: bare copper and the opening around it."""
SHARE, LARGEST_MM, SMALLEST_MM = 0.2, 10.0, 0.5
"""A mask or code is begun as a square of this share of what is seen."""


def added(recipe: Recipe, choice: Choice, seen: Box) -> Edited | None:
    """Add another of what is chosen, in the middle of what is seen; None without any program."""
    kind = BELOW.get(choice.kind, choice.kind)
    if kind not in GROUPS:
        return _added_part(recipe, choice)
    entry = _new_entry(recipe, kind, seen)
    edited, name = with_entry(recipe, GROUPS[kind], entry)
    return Edited(edited, Choice(kind, name))


def copied_beside(recipe: Recipe, choice: Choice) -> Edited | None:
    """Put a copy of what is chosen beside it."""
    if choice.kind is Kind.PART:
        edited, name = copied(recipe, choice.name, (ASIDE_MM, 0.0))
        return Edited(edited, Choice(Kind.PART, name))
    if choice.kind not in GROUPS:
        return None
    step = recipe.board.extent.width_mm + BETWEEN_MM if choice.kind is Kind.SITE else ASIDE_MM
    edited, name = copied_entry(recipe, GROUPS[choice.kind], choice.name, (step, 0.0))
    return Edited(edited, Choice(choice.kind, name))


def deleted(recipe: Recipe, choice: Choice) -> Edited | None:
    """Remove what is chosen; what it stood under is chosen then."""
    if choice.kind is Kind.PART:
        package = placement_of(recipe, choice.name).package
        return Edited(without_part(recipe, choice.name), Choice(Kind.PACKAGE, package))
    if choice.kind not in GROUPS:
        return None
    edited = without_entry(recipe, GROUPS[choice.kind], choice.name)
    return Edited(edited, Choice(ABOVE[choice.kind]))


def pushed(recipe: Recipe, choice: Choice, right_mm: float, up_mm: float) -> Edited | None:
    """Move what is chosen by some mm."""
    if choice.kind is Kind.PART:
        part = placement_of(recipe, choice.name)
        x, y = round(part.x_mm + right_mm, 6), round(part.y_mm + up_mm, 6)
        return Edited(moved(recipe, choice.name, x, y), choice)
    if choice.kind not in GROUPS:
        return None
    group = GROUPS[choice.kind]
    return _instead(recipe, choice, shifted(entry_of(recipe, group, choice.name), right_mm, up_mm))


def drawn(recipe: Recipe, choice: Choice, box: Box) -> Edited | None:
    """Lay what is chosen over a box that was drawn on the board."""
    if choice.kind not in GROUPS:
        return None
    entry = entry_of(recipe, GROUPS[choice.kind], choice.name)
    if of_panel(entry) and recipe.panel.sites:
        pose = recipe.panel.sites[0].pose
        box = Box.around([pose.at(x, y) for x, y in box.corners_mm])
    return _instead(recipe, choice, laid_over(entry, box))


def with_package(recipe: Recipe, name: str, library: Mapping[str, Package]) -> Recipe:
    """Give a recipe with a package of the library, and its usual program where it has none."""
    package = library.get(name)
    if package is not None and name not in recipe.board.packages:
        board = replace(recipe.board, packages={**recipe.board.packages, name: package})
        recipe = replace(recipe, board=board)
    package = recipe.board.packages.get(name)
    if package is None or name in recipe.programs:
        return recipe
    from inspector.formats.default_program import default_program

    golden = recipe.surface is not None
    program = default_program(package, recipe.ipc_class, golden=golden)
    return replace(recipe, programs={**recipe.programs, name: program})


def _instead(recipe: Recipe, choice: Choice, entry: Entry) -> Edited:
    edited, name = exchanged(recipe, GROUPS[choice.kind], choice.name, entry)
    return Edited(edited, Choice(choice.kind, name))


def _new_entry(recipe: Recipe, kind: Kind, seen: Box) -> Entry:
    x, y = _middle(recipe, seen)
    size = min(max(SHARE * min(seen.width_mm, seen.height_mm), SMALLEST_MM), LARGEST_MM)
    square = Box(round(x - size / 2, 2), round(y - size / 2, 2), round(size, 2), round(size, 2))
    group = GROUPS[kind]
    like = next(reversed(entries(recipe, group)), None)
    if kind is Kind.MASK:
        return Mask(square.corners_mm, "", getuser())
    if kind is Kind.CODE:
        return Code(next_entry_name(recipe, group, "CODE"), square)
    if kind is Kind.SITE:
        return _new_site(recipe)
    if kind is Kind.PANEL_FIDUCIAL:
        outline = recipe.panel.outline_mm
        x, y = Box.around(outline).center_mm if outline else (0.0, 0.0)
    letters = "P" if group is Group.PANEL_FIDUCIALS else "F"
    name = next_entry_name(recipe, group, like.name if isinstance(like, Fiducial) else letters)
    x, y = _free(recipe, group, round(x, 2), round(y, 2))
    if isinstance(like, Fiducial) and like.level is not FiducialLevel.PART:
        return replace(like, name=name, x_mm=x, y_mm=y)  # marks of a board are mostly alike
    level = FiducialLevel.PANEL if group is Group.PANEL_FIDUCIALS else FiducialLevel.BOARD
    return Fiducial(name, x, y, MARK_MM, level=level, opening_mm=OPENING_MM)


def _free(recipe: Recipe, group: Group, x_mm: float, y_mm: float) -> tuple[float, float]:
    """Give a place at which no fiducial lies: beside those that do."""
    taken = {(f.x_mm, f.y_mm) for f in entries(recipe, group) if isinstance(f, Fiducial)}
    while (x_mm, y_mm) in taken:
        x_mm = round(x_mm + ASIDE_MM, 2)
    return x_mm, y_mm


def _new_site(recipe: Recipe) -> BoardSite:
    """Give another board of the panel, to the right of the others and turned as the last one."""
    sites = recipe.panel.sites
    if not sites:
        return BoardSite(0)
    corners = [s.pose.at(x, y) for s in sites for x, y in recipe.board.outline_mm]
    own = [sites[-1].pose.at(x, y) for x, y in recipe.board.outline_mm]
    right = max(x for x, _ in corners) + BETWEEN_MM - min(x for x, _ in own)
    site = shifted(replace(sites[-1], index=next_index(recipe)), right, 0.0)
    return site if isinstance(site, BoardSite) else BoardSite(next_index(recipe))


def _middle(recipe: Recipe, seen: Box) -> tuple[float, float]:
    """Give the middle of what is seen, or of the board where that lies beside it."""
    middle = seen.center_mm
    return (
        middle
        if contains_point(recipe.board.outline_mm, *middle)
        else (recipe.board.extent.center_mm)
    )


def _added_part(recipe: Recipe, choice: Choice) -> Edited | None:
    """Place another part in the middle of the board, as the chosen one or its package."""
    if not recipe.programs:
        return None
    like = next((p for p in recipe.board.placements if p.refdes == choice.name), None)
    like = like if choice.kind is Kind.PART else None
    package = like.package if like else choice.name
    if package not in recipe.board.packages:
        package = next(iter(recipe.programs))
    kin = like or next((p for p in recipe.board.placements if p.package == package), None)
    name = next_name(recipe, kin.refdes if kin else "X1")
    x, y = recipe.board.extent.center_mm
    part = Placement(name, package, round(x, 3), round(y, 3), 0.0)
    return Edited(with_part(recipe, part), Choice(Kind.PART, name))
