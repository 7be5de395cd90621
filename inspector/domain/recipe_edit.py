"""Edits of a recipe: each takes one and gives another, so that undo is a list of recipes."""

import re
from collections.abc import Iterable
from dataclasses import replace

from inspector.domain.board import FiducialLevel, Placement
from inspector.domain.recipe import Check, LimitRule, Override, Program, Recipe


def placement_of(recipe: Recipe, refdes: str) -> Placement:
    """Give a placement by its name; KeyError where there is none."""
    for placement in recipe.board.placements:
        if placement.refdes == refdes:
            return placement
    raise KeyError(refdes)


def with_part(recipe: Recipe, placement: Placement) -> Recipe:
    """Add a part, or put it in the place of the one of that name."""
    known = recipe.board.placements
    if any(p.refdes == placement.refdes for p in known):
        return _placed(recipe, (placement if p.refdes == placement.refdes else p for p in known))
    return _placed(recipe, (*known, placement))


def renamed(recipe: Recipe, old: str, new: str) -> Recipe:
    """Give a part another name, everywhere.

    Raises
    ------
    ValueError
        If the name is empty or another part's.
    """
    if not new or (new != old and any(p.refdes == new for p in recipe.board.placements)):
        raise ValueError(f"{new or 'no name'}: name the part as no other part is named")
    board = recipe.board
    alternates = tuple(replace(a, refdes=new) if a.refdes == old else a for a in board.alternates)
    fiducials = tuple(replace(f, refdes=new) if f.refdes == old else f for f in board.fiducials)
    overrides = tuple(replace(o, refdes=new) if o.refdes == old else o for o in recipe.overrides)
    edited = replace(
        recipe,
        board=replace(board, alternates=alternates, fiducials=fiducials),
        overrides=overrides,
    )
    parts = (replace(p, refdes=new) if p.refdes == old else p for p in board.placements)
    return _placed(edited, parts)


def without_part(recipe: Recipe, refdes: str) -> Recipe:
    """Remove a part and what is said of it alone: override, alternates, its own fiducials."""
    board = recipe.board
    edited = replace(
        recipe,
        board=replace(
            board,
            alternates=tuple(a for a in board.alternates if a.refdes != refdes),
            fiducials=tuple(
                f
                for f in board.fiducials
                if f.level is not FiducialLevel.PART or f.refdes != refdes
            ),
        ),
        overrides=tuple(o for o in recipe.overrides if o.refdes != refdes),
    )
    return _placed(edited, (p for p in board.placements if p.refdes != refdes))


def moved(recipe: Recipe, refdes: str, x_mm: float, y_mm: float) -> Recipe:
    """Put a part at another place, board mm."""
    return with_part(recipe, replace(placement_of(recipe, refdes), x_mm=x_mm, y_mm=y_mm))


def copied(recipe: Recipe, refdes: str, by_mm: tuple[float, float]) -> tuple[Recipe, str]:
    """Put a copy of a part beside it, under the next free name; give that too."""
    part = placement_of(recipe, refdes)
    name = next_name(recipe, refdes)
    copy = replace(part, refdes=name, x_mm=part.x_mm + by_mm[0], y_mm=part.y_mm + by_mm[1])
    override = recipe.overrides_by_refdes.get(refdes)
    edited = with_part(recipe, copy)
    if override is not None:
        edited = with_override(edited, replace(override, refdes=name))
    return edited, name


def next_name(recipe: Recipe, refdes: str) -> str:
    """Give the next free name of a kind of part.

    ``R12`` where R1 to R11 are placed, whichever of them is asked for.
    """
    letters = re.sub(r"\d+$", "", refdes)
    taken = [p.refdes.removeprefix(letters) for p in recipe.board.placements]
    numbers = [int(rest) for rest in taken if rest.isdecimal()]
    return f"{letters}{max(numbers, default=0) + 1}"


def with_program(recipe: Recipe, package: str, program: Program) -> Recipe:
    """Inspect a package in another way."""
    return replace(recipe, programs={**recipe.programs, package: program})


def with_check(recipe: Recipe, package: str, check: Check) -> Recipe:
    """Add a check to a package's program, or put it in the place of the one of that name."""
    program = recipe.programs[package]
    known = program.checks
    if any(c.name == check.name for c in known):
        checks = tuple(check if c.name == check.name else c for c in known)
    else:
        checks = (*known, check)
    return with_program(recipe, package, replace(program, checks=checks))


def without_check(recipe: Recipe, package: str, name: str) -> Recipe:
    """Remove a check, and the limits on what nothing measures then."""
    program = recipe.programs[package]
    left = replace(program, checks=tuple(c for c in program.checks if c.name != name))
    gone = {q.name for c in program.checks if c.name == name for q in c.yields} - {
        q.name for c in left.checks for q in c.yields
    }
    left = replace(
        left,
        limits=tuple(rule for rule in left.limits if rule.quantity not in gone),
        standard=tuple(quantity for quantity in left.standard if quantity not in gone),
    )
    edited = with_program(recipe, package, left)
    parts = {p.refdes for p in recipe.board.placements if p.package == package}
    overrides = []
    for override in edited.overrides:
        rules = tuple(rule for rule in override.limits if rule.quantity not in gone)
        if override.refdes not in parts:
            overrides.append(override)
        elif rules:
            overrides.append(replace(override, limits=rules))
    return replace(edited, overrides=tuple(overrides))


def with_limits(recipe: Recipe, package: str, limits: tuple[LimitRule, ...]) -> Recipe:
    """Judge a package by other limits of the recipe's own; those of its class stay."""
    program = recipe.programs[package]
    own = tuple(rule for rule in limits if not rule.standard)
    standard = tuple(rule for rule in program.limits if rule.standard)
    return with_program(recipe, package, replace(program, limits=own + standard))


def with_override(recipe: Recipe, override: Override) -> Recipe:
    """Judge one part by limits of its own; without any, as its package."""
    known = recipe.overrides
    if not override.limits:
        return without_override(recipe, override.refdes)
    if any(o.refdes == override.refdes for o in known):
        known = tuple(override if o.refdes == override.refdes else o for o in known)
    else:
        known = (*known, override)
    return replace(recipe, overrides=known)


def without_override(recipe: Recipe, refdes: str) -> Recipe:
    """Judge one part as its package again."""
    return replace(recipe, overrides=tuple(o for o in recipe.overrides if o.refdes != refdes))


def rules_of_part(recipe: Recipe, placement: Placement) -> tuple[LimitRule, ...]:
    """Give what a part is judged by as rules: its package's, its own in place of those.

    An own limit stands for all of its package's on the same quantity.
    """
    rules = recipe.program_of(placement).limits
    override = recipe.overrides_by_refdes.get(placement.refdes)
    if override is None:
        return rules
    own = {rule.quantity for rule in override.limits}
    return (*(rule for rule in rules if rule.quantity not in own), *override.limits)


def own_limits(
    recipe: Recipe, placement: Placement, rules: Iterable[LimitRule], why: str, who: str
) -> Recipe:
    """Judge a part by these rules: what differs from its package becomes its override.

    Raises
    ------
    ValueError
        If something differs and no reason or no author is given.
    """
    package, wanted = recipe.program_of(placement).limits, tuple(rules)

    def about(many: Iterable[LimitRule], quantity: str) -> list[LimitRule]:
        return [replace(rule, standard="") for rule in many if rule.quantity == quantity]

    quantities = dict.fromkeys(rule.quantity for rule in wanted)
    other = [q for q in quantities if about(wanted, q) != about(package, q)]
    limits = tuple(rule for q in other for rule in about(wanted, q))
    if limits and not (why.strip() and who.strip()):
        raise ValueError("limits of one part need a reason and an author; write both first")
    override = Override(placement.refdes, limits, why.strip(), who.strip())
    return with_override(recipe, override)


def _placed(recipe: Recipe, placements: Iterable[Placement]) -> Recipe:
    return replace(recipe, board=replace(recipe.board, placements=tuple(placements)))
