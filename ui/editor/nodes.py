"""The recipe as a tree: the board, what lies on it, its packages with their checks and parts."""

from collections.abc import Iterator

from inspector.domain.board import Fiducial, Mask
from inspector.domain.board_edit import entries, names
from inspector.domain.recipe import Recipe
from ui.editor.model import (
    BELOW,
    BOARD,
    CHECK,
    GROUPS,
    NO_PROGRAM,
    NOT_FITTED,
    OWN_LIMITS,
    Choice,
    Kind,
    Node,
)


def tree_of(recipe: Recipe) -> Node:
    """Give the tree: the board; what lies on it; its packages with their checks and parts."""
    parts: dict[str, list[Node]] = {}
    for p in recipe.board.placements:
        note = "" if p.fitted else NOT_FITTED
        note = OWN_LIMITS if p.refdes in recipe.overrides_by_refdes else note
        node = Node(Choice(Kind.PART, p.refdes), p.refdes, note or p.value)
        parts.setdefault(p.package, []).append(node)
    names = dict.fromkeys((*recipe.programs, *recipe.board.packages, *parts))
    packages = []
    for name in names:
        program = recipe.programs.get(name)
        checks = tuple(
            Node(Choice(Kind.CHECK, name, c.name), c.name.replace("_", " "), CHECK)
            for c in (program.checks if program else ())
        )
        own = tuple(sorted(parts.get(name, ()), key=_natural))
        note = f"{len(own)}" if program else NO_PROGRAM
        packages.append(Node(Choice(Kind.PACKAGE, name), name, note, checks + own))
    title = f"{recipe.product} {recipe.revision}".strip()
    below = (*_places(recipe), *packages)
    return Node(BOARD, title, f"{len(recipe.board.placements)}", below)


def same_tree(one: Recipe, other: Recipe) -> bool:
    """Whether two recipes have the same tree: most edits only move, turn or judge something."""
    return _told_by_tree(one) == _told_by_tree(other) and all(
        a is b
        or (a.refdes, a.package, a.value, a.fitted) == (b.refdes, b.package, b.value, b.fitted)
        for a, b in zip(one.board.placements, other.board.placements, strict=True)
    )


def _told_by_tree(recipe: Recipe) -> tuple[object, ...]:
    checks = {name: [c.name for c in program.checks] for name, program in recipe.programs.items()}
    return (
        recipe.product,
        recipe.revision,
        list(checks.items()),
        list(recipe.board.packages),
        set(recipe.overrides_by_refdes),
        len(recipe.board.placements),
        tuple(_places(recipe)),
    )


def _places(recipe: Recipe) -> Iterator[Node]:
    """Give what lies on the board besides parts, and its panel; headings say their kind."""
    for kind in (Kind.FIDUCIALS, Kind.MASKS, Kind.CODES):
        below = tuple(_entries(recipe, BELOW[kind]))
        yield Node(Choice(kind), kind.value, f"{len(below)}", below)
    if recipe.surface is not None:
        yield Node(Choice(Kind.SURFACE), Kind.SURFACE.value)
    sites = tuple(_entries(recipe, Kind.SITE))
    marks = tuple(_entries(recipe, Kind.PANEL_FIDUCIAL))
    yield Node(Choice(Kind.PANEL), Kind.PANEL.value, f"{len(sites)}", sites + marks)


def _entries(recipe: Recipe, kind: Kind) -> Iterator[Node]:
    group = GROUPS[kind]
    for name, entry in zip(names(recipe, group), entries(recipe, group), strict=True):
        text, note = name, ""
        if isinstance(entry, Mask):
            text = f"{name}: {entry.reason}"
        elif isinstance(entry, Fiducial):
            note = entry.refdes or entry.shape.value
        yield Node(Choice(kind, name), text, note)


def _natural(node: Node) -> tuple[str, int, str]:
    letters = node.text.rstrip("0123456789")
    digits = node.text[len(letters) :]
    return letters, int(digits or 0), node.text
