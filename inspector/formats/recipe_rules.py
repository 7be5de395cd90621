"""What no single value of a recipe shows: names that lead nowhere, limits that nothing measures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.domain.board import Board, BoardSite, Fiducial, FiducialLevel, Package
from inspector.domain.code import CodeLevel
from inspector.domain.geometry import (
    Box,
    Polygon,
    contains_point,
    contains_points,
    crosses_itself,
    is_flat,
)
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
ROUNDED_MM = 0.01
"""So far a board may reach over its panel's edge: places and turns are written rounded."""
CORNERS_NEEDED = 3
"""Corners below which a polygon encloses nothing."""


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
    yield from _polygon("outline_mm", recipe.board.outline_mm)
    if len(recipe.board.outline_mm) < CORNERS_NEEDED:
        return  # nothing could lie inside: that is not what is to be mended
    if recipe.panel.outline_mm:
        yield from _polygon("panel.outline_mm", recipe.panel.outline_mm)
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
    yield from _masks(recipe.board)
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
        yield from _name(f"{place}.name", code.name, names[:index])
        if not (code.box.width_mm > 0 and code.box.height_mm > 0):
            yield _toml(f"{place}.box_mm", "holds nothing", "give width and height above 0")
        if not code.symbologies:
            yield _toml(f"{place}.symbologies", "is empty", "choose at least one kind of code")
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
    yield from _marks("fiducial", board.fiducials)
    yield from _marks("panel.fiducial", panel.fiducials)
    for index, mark in enumerate(panel.fiducials):
        if panel.outline_mm and not contains_point(panel.outline_mm, mark.x_mm, mark.y_mm):
            cause = f"{mark.name} lies outside the panel's outline"
            yield _toml(f"panel.fiducial[{index}]", cause, "mend x_mm and y_mm, or outline_mm")
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


def _marks(place: str, marks: Sequence[Fiducial]) -> Iterator[Contradiction]:
    names, seen = [mark.name for mark in marks], dict[tuple[float, float], str]()
    for index, mark in enumerate(marks):
        yield from _name(f"{place}[{index}].name", mark.name, names[:index])
        if not mark.size_mm > 0:
            yield _toml(f"{place}[{index}].size_mm", "is not above 0", "give what is seen of it")
        at = round(mark.x_mm, 6), round(mark.y_mm, 6)
        if at in seen:
            cause = f"{mark.name} lies where {seen[at]} does"
            yield _toml(f"{place}[{index}]", cause, "move or remove one of the two")
        seen.setdefault(at, mark.name)


def _name(place: str, name: str, before: Sequence[str]) -> Iterator[Contradiction]:
    if not name.strip():
        yield _toml(place, "is empty", "give it a name")
    elif name in before:
        yield _toml(place, f"{name} is there twice", "name each once")


def _polygon(place: str, polygon_mm: Polygon) -> Iterator[Contradiction]:
    if len(polygon_mm) < CORNERS_NEEDED:
        cause = f"has {len(polygon_mm)} corners"
        yield _toml(place, cause, f"give at least {CORNERS_NEEDED}")
    elif crosses_itself(polygon_mm):
        yield _toml(place, "crosses itself", "give the corners in the order of its edge")
    elif is_flat(polygon_mm):
        yield _toml(place, "encloses nothing", "give corners that do not lie on one line")


def _masks(board: Board) -> Iterator[Contradiction]:
    for index, mask in enumerate(board.masks):
        place = f"mask[{index}]"
        yield from _polygon(f"{place}.polygon_mm", mask.polygon_mm)
        for name, text in (("reason", mask.reason), ("author", mask.author)):
            if not text.strip():
                cause = "is empty: nobody could tell why nothing is inspected there"
                yield _toml(f"{place}.{name}", cause, f"write the {name}")
        if len(mask.polygon_mm) >= CORNERS_NEEDED and _apart(
            Box.around(mask.polygon_mm), board.extent
        ):
            cause, mend = "lies outside the outline", "move it onto the board or remove it"
            yield _toml(f"{place}.polygon_mm", cause, mend)


def _apart(one: Box, other: Box) -> bool:
    """Whether no place lies in both boxes."""
    beside = one.x_mm > other.x_mm + other.width_mm or other.x_mm > one.x_mm + one.width_mm
    above = one.y_mm > other.y_mm + other.height_mm or other.y_mm > one.y_mm + one.height_mm
    return beside or above


def _panel(recipe: Recipe) -> Iterator[Contradiction]:
    panel = recipe.panel
    if not panel.sites:
        yield _toml("panel.site", "holds no board", "add one [[panel.site]] a board")
    for number, site in enumerate(panel.sites):
        yield from _site(f"panel.site[{number}]", site, panel.sites[:number], recipe)


def _site(
    place: str, site: BoardSite, before: Sequence[BoardSite], recipe: Recipe
) -> Iterator[Contradiction]:
    if site.index < 0:
        yield _toml(f"{place}.index", f"{site.index} is below 0", "number boards from 0")
    if site.index in [other.index for other in before]:
        yield _toml(f"{place}.index", f"{site.index} is there twice", "number each board once")
    for other in before:
        if (other.x_mm, other.y_mm) == (site.x_mm, site.y_mm) and (
            other.rotation_deg == site.rotation_deg
        ):
            cause = f"board {site.index} lies where board {other.index} does"
            yield _toml(place, cause, "move or remove one of the two")
    outline, panel = recipe.board.outline_mm, recipe.panel.outline_mm
    corners = [site.pose.at(x, y) for x, y in outline]
    if panel and not contains_points(panel, corners, ROUNDED_MM).all():
        cause = f"board {site.index} does not lie inside the panel's outline"
        yield _toml(place, cause, "mend its place, or outline_mm of the panel")
    if site.bad_mark and not (site.bad_mark.width_mm > 0 and site.bad_mark.height_mm > 0):
        yield _toml(f"{place}.bad_mark_mm", "holds nothing", "give width and height above 0")
    elif site.bad_mark and outline and _apart(site.bad_mark, Box.around(outline)):
        yield _toml(f"{place}.bad_mark_mm", "lies outside the board's outline", "mend it")


def _shots(recipe: Recipe) -> Iterator[Contradiction]:
    if not recipe.shots:
        yield _toml("shot", "asks for no picture", 'write [[shot]] name = "ring"')
    for index, shot in enumerate(recipe.shots):
        if shot in recipe.shots[:index]:
            yield _toml(f"shot[{index}]", f"{shot.name} is there twice", "remove one")
