"""What no single value of a recipe shows: names that lead nowhere, limits that nothing measures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.domain.board import Board, Fiducial, FiducialLevel, Package
from inspector.domain.code import CodeLevel
from inspector.domain.geometry import contains_point, contains_points
from inspector.domain.image import Shot
from inspector.domain.recipe import (
    LimitRule,
    Program,
    Recipe,
    RegistrationKind,
    SurfaceProgram,
)

MARKS_NEEDED = 2
"""Fiducials below which neither place nor turn of a panel is known."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is wrong in which file and place, and how to mend it.

    ``refdes`` names the placement or alternate where the place is a line of a table.
    """

    file: str
    place: str
    cause: str
    mend: str
    refdes: str = ""


def contradictions(recipe: Recipe) -> Iterator[Contradiction]:
    """Name everything about a recipe that contradicts itself, the gravest first."""
    yield from _placements(recipe)
    yield from _programs(recipe)
    if recipe.empty_site:
        yield from _empty_site(recipe, recipe.empty_site)
    if recipe.surface:
        yield from _surface(recipe.surface, recipe.shots)
    yield from _codes(recipe)
    yield from _overrides(recipe)
    yield from _alternates(recipe.board)
    yield from _fiducials(recipe)
    yield from _panel(recipe)
    yield from _shots(recipe)


def _toml(place: str, cause: str, mend: str) -> Contradiction:
    return Contradiction("recipe.toml", place, cause, mend)


def _placements(recipe: Recipe) -> Iterator[Contradiction]:
    board = recipe.board
    if not board.placements and recipe.surface is None:
        mend = "name at least one, or add [surface] to recipe.toml: a bare board"
        yield Contradiction("placements.csv", "", "places no part", mend)
    placed = [(p.x_mm, p.y_mm) for p in board.placements]
    inside = contains_points(board.outline_mm, placed).tolist()  # thousands, at every edit
    for p, is_inside in zip(board.placements, inside, strict=True):
        if p.package not in board.packages:
            cause = f"{p.refdes}: no package {p.package}"
            mend = "add it to packages.toml or to the library the recipe names"
            yield Contradiction("placements.csv", "", cause, mend, p.refdes)
        elif p.package not in recipe.programs:
            cause = f"{p.refdes}: package {p.package} has no program"
            mend = f"add [program.{p.package}] to recipe.toml"
            yield Contradiction("placements.csv", "", cause, mend, p.refdes)
        if not is_inside:
            cause = f"{p.refdes} lies outside the outline at ({p.x_mm:g}, {p.y_mm:g}) mm"
            mend = "mend PosX and PosY, or outline_mm in recipe.toml"
            yield Contradiction("placements.csv", "", cause, mend, p.refdes)


def _programs(recipe: Recipe) -> Iterator[Contradiction]:
    for name, program in recipe.programs.items():
        place = f"program.{name}"
        package = recipe.board.packages.get(name)
        if package is None:
            mend = "remove the program, or name the package as packages.toml does"
            yield _toml(place, f"no package {name}", mend)
            continue
        names = [check.name for check in program.checks]
        for twice in sorted({n for n in names if names.count(n) > 1}):
            yield _toml(f"{place}.check", f"{twice} is there twice", "remove one of the two")
        own = [rule for rule in program.limits if not rule.standard]
        for index, rule in enumerate(own):
            yield from _limit(f"{place}.limit[{index}]", rule, program, package)
        yield from _standard(f"{place}.standard", program, package)


def _standard(place: str, program: Program, package: Package) -> Iterator[Contradiction]:
    taken = [rule for rule in program.limits if rule.standard]
    for quantity in program.standard:
        rules = [rule for rule in taken if rule.quantity == quantity]
        if not rules:
            cause = f"the set of this class has no number for {quantity} at {package.name}"
            yield _toml(place, cause, f"remove {quantity}, or write a limit of your own")
        for rule in rules:
            yield from _limit(place, rule, program, package)


def _limit(
    place: str, rule: LimitRule, program: Program, package: Package
) -> Iterator[Contradiction]:
    quantity = program.quantity(rule.quantity)
    if quantity is None:
        measured = sorted({q.name for check in program.checks for q in check.yields})
        mend = f"add a check that does; these measure {', '.join(measured) or 'nothing'}"
        yield _toml(place, f"nothing measures {rule.quantity}", mend)
        return
    pins = quantity.pins(package)
    if rule.kinds and pins != ("",):
        pins = tuple(pin for pin in pins if package.termination(pin).kind in rule.kinds)
    if not pins:
        cause = f"{rule.quantity} is measured at no pin of {package.name} that it is for"
        yield _toml(place, cause, "remove the limit, or mend kinds or the package")
    for pin in pins:
        try:
            rule.resolved(package, pin)
        except ValueError as error:
            where = (
                f"pin {pin} of {package.name}"
                if pin
                else "the part as a whole, which has no W, P, L, T, H, G"
            )
            yield _toml(place, f"{error} (at {where})", "mend the limit or the package")
            return


def _overrides(recipe: Recipe) -> Iterator[Contradiction]:
    placed = {p.refdes: p for p in recipe.board.placements}
    seen: set[str] = set()
    for index, override in enumerate(recipe.overrides):
        place = f"override[{index}]"
        placement = placed.get(override.refdes)
        if placement is None:
            yield _toml(f"{place}.refdes", f"no part {override.refdes}", "name a placed part")
            continue
        if override.refdes in seen:
            yield _toml(f"{place}.refdes", f"{override.refdes} is there twice", "join the two")
        seen.add(override.refdes)
        program = recipe.programs.get(placement.package)
        package = recipe.board.packages.get(placement.package)
        if program and package:
            for number, rule in enumerate(override.limits):
                yield from _limit(f"{place}.limit[{number}]", rule, program, package)


def _surface(surface: SurfaceProgram, shots: Sequence[Shot]) -> Iterator[Contradiction]:
    if surface.shot not in {shot.name for shot in shots}:
        cause = f"shot {surface.shot} is not among the recipe's shots"
        yield _toml("surface.shot", cause, "add it to shot, or look at the surface in another")
    if not surface.limits:
        yield _toml("surface.limit", "is empty", "write at least one: without, nothing would fail")
    measured = {quantity.name for quantity in surface.check.yields}
    for index, rule in enumerate(surface.limits):
        place = f"surface.limit[{index}]"
        if rule.quantity not in measured:
            mend = f"the surface check measures {', '.join(sorted(measured))}"
            yield _toml(place, f"nothing measures {rule.quantity}", mend)
        if rule.kinds:
            yield _toml(place, "kinds are of terminations", "remove kinds")
        try:
            rule.of_board()
        except ValueError as error:
            yield _toml(place, str(error), "write numbers, low below high")


def _empty_site(recipe: Recipe, program: Program) -> Iterator[Contradiction]:
    if not program.limits:
        yield _toml("empty_site.limit", "is empty", "write at least one: without, none would fail")
    names = sorted({p.package for p in recipe.board.placements if not p.fitted})
    packages = [p for name, p in recipe.board.packages.items() if name in names]
    for index, rule in enumerate(program.limits):
        for package in packages:
            yield from _limit(f"empty_site.limit[{index}]", rule, program, package)


def _codes(recipe: Recipe) -> Iterator[Contradiction]:
    names = [code.name for code in recipe.codes]
    panel = recipe.panel.outline_mm
    for index, code in enumerate(recipe.codes):
        place = f"code[{index}]"
        if code.name in names[:index]:
            yield _toml(f"{place}.name", f"{code.name} is there twice", "name each once")
        try:
            re.compile(code.pattern)
        except re.error as error:
            yield _toml(f"{place}.pattern", f"is no regular expression: {error}", "mend it")
        outline = recipe.board.outline_mm if code.level is CodeLevel.BOARD else panel
        if outline and not any(contains_point(outline, x, y) for x, y in code.box.corners_mm):
            cause = f"lies outside the {code.level.value}'s outline"
            yield _toml(f"{place}.box_mm", cause, "mend it: x, y, width, height")
        of_one = code.level is CodeLevel.BOARD and len(recipe.panel.sites) > 1
        if code.is_serial and of_one:
            cause = "a panel of several boards has no board's code as its serial"
            yield _toml(f"{place}.is_serial", cause, 'write level = "panel", or remove is_serial')
    if sum(code.is_serial for code in recipe.codes) > 1:
        yield _toml("code", "two are the serial", "leave is_serial at one")


def _alternates(board: Board) -> Iterator[Contradiction]:
    placed = {p.refdes for p in board.placements}
    for alternate in board.alternates:
        if alternate.refdes not in placed:
            cause = f"no part {alternate.refdes}"
            mend = "name a part of placements.csv"
            yield Contradiction("alternates.csv", "", cause, mend, alternate.refdes)


def _fiducials(recipe: Recipe) -> Iterator[Contradiction]:
    board, panel = recipe.board, recipe.panel
    yield from _same_names("fiducial", board.fiducials)
    yield from _same_names("panel.fiducial", panel.fiducials)
    placed = {p.refdes for p in board.placements}
    for index, mark in enumerate(board.fiducials):
        if not contains_point(board.outline_mm, mark.x_mm, mark.y_mm):
            cause = f"{mark.name} lies outside the outline"
            yield _toml(f"fiducial[{index}]", cause, "mend x_mm and y_mm, or outline_mm")
        if mark.level is FiducialLevel.PART and mark.refdes not in placed:
            cause = f"no part {mark.refdes!r}"
            yield _toml(f"fiducial[{index}].refdes", cause, "name the part it aligns")
    of_board = [m for m in board.fiducials if m.level is FiducialLevel.BOARD]
    enough = max(len(of_board), len(panel.fiducials)) >= MARKS_NEEDED
    if recipe.registration is RegistrationKind.FIDUCIALS and not enough:
        cause = f"needs {MARKS_NEEDED} fiducials of the board or of the panel"
        mend = 'add [[fiducial]], or write registration = "content" or "none"'
        yield _toml("registration", cause, mend)


def _same_names(place: str, marks: Sequence[Fiducial]) -> Iterator[Contradiction]:
    names = [mark.name for mark in marks]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield _toml(f"{place}[{index}].name", f"{name} is there twice", "name each once")


def _panel(recipe: Recipe) -> Iterator[Contradiction]:
    indices = [site.index for site in recipe.panel.sites]
    if not indices:
        yield _toml("panel.site", "holds no board", "add one [[panel.site]] a board")
    for number, index in enumerate(indices):
        if index in indices[:number]:
            place = f"panel.site[{number}].index"
            yield _toml(place, f"{index} is there twice", "number each board once")


def _shots(recipe: Recipe) -> Iterator[Contradiction]:
    if not recipe.shots:
        yield _toml("shot", "asks for no picture", 'write [[shot]] name = "ring"')
    for index, shot in enumerate(recipe.shots):
        if shot in recipe.shots[:index]:
            yield _toml(f"shot[{index}]", f"{shot.name} is there twice", "remove one")
