"""A first recipe from CAD: a position file and a package file, programs by default."""

import math
from dataclasses import replace
from pathlib import Path

from inspector.checks.body_offset import BodyOffset
from inspector.checks.polarity import Polarity
from inspector.checks.presence import Presence
from inspector.domain.board import Board, Family, Package, Panel, Placement, Side
from inspector.domain.errors import RecipeError
from inspector.domain.geometry import Box
from inspector.domain.image import Shot
from inspector.domain.recipe import (
    Check,
    IpcClass,
    LimitRule,
    ProcessStage,
    Program,
    Recipe,
    RegistrationKind,
    land_width_mm,
)
from inspector.domain.result import DefectCode
from inspector.formats.kicad import (
    fiducial_of,
    is_fiducial,
    outline_of,
    placement_of,
    read_position_file,
)
from inspector.formats.packages import read_aliases, read_packages
from inspector.formats.recipe_rules import MARKS_NEEDED
from inspector.formats.standards import criteria, with_standard

CHIPS = (Family.CHIP_RESISTOR, Family.CHIP_CAPACITOR)

SHARE = 0.6
"""Our own place limit as a share of the shift at which class 3 is reached: warns before that."""

NEXT_TURN_DEG = 45.0
"""Beyond this a part is nearer to the next quarter turn than to its own."""
CLASS_3_OVERHANG = 0.25
PRESENT = 0.45
"""Presence: parts score above 0.6, bare lands below 0.3."""

POLARITY = 0.2
SIZE_MM = 0.1
"""How far a body's size may be off beyond its tolerance before it is another part."""

NAMED = 5
"""How many things a refusal names before it counts the rest."""


def new_recipe(
    position_file: Path,
    package_file: Path,
    product: str,
    *,
    side: Side = Side.TOP,
    ipc_class: IpcClass = IpcClass.CLASS_3,
    outline: Box | None = None,
) -> Recipe:
    """Make a recipe of one side, to be looked through and completed by a person.

    Programs are by family: presence and place of the body; polarity where the package has a mark;
    every quantity these measure is judged by the IPC class, and our own limits stand beside.

    Parameters
    ----------
    position_file, package_file
        KiCad's position file (CSV or ASCII, mm) and a packages.toml.
    outline
        The board in the position file's coordinates; without it, 3 mm around its parts.

    Raises
    ------
    RecipeError
        If either is refused, or footprints have no package: they are named.
    """
    positions = read_position_file(position_file)
    box = outline or outline_of(positions)
    ours = tuple(p for p in positions if p.side is side)
    library, aliases = read_packages(package_file), read_aliases(package_file)
    placements = tuple(
        _known(placement_of(p, box), library, aliases) for p in ours if not is_fiducial(p)
    )
    if not placements:
        cause = f"holds no part of side {side.value}"
        raise RecipeError(position_file, "", cause, "name the other side or another file")
    _refuse_unknown(position_file, package_file, placements, library)
    fiducials = tuple(fiducial_of(p, box, position_file) for p in ours if is_fiducial(p))
    packages = {name: library[name] for name in sorted({p.package for p in placements})}
    board = Board(
        outline_mm=Box(0.0, 0.0, box.width_mm, box.height_mm).corners_mm,
        fiducials=fiducials,
        placements=placements,
        packages=packages,
        side=side,
    )
    enough = len(fiducials) >= MARKS_NEEDED
    return Recipe(
        product=product,
        revision="",
        process_stage=ProcessStage.POST_REFLOW,
        ipc_class=ipc_class,
        registration=RegistrationKind.FIDUCIALS if enough else RegistrationKind.CONTENT,
        shots=(Shot("ring"),),
        panel=Panel(),
        board=board,
        programs={name: default_program(p, ipc_class) for name, p in packages.items()},
    )


def default_program(package: Package, ipc_class: IpcClass) -> Program:
    """Give checks and limits for a package: ours on place and size, the class on the rest."""
    checks: tuple[Check, ...] = (Presence(), BodyOffset())
    limits = [
        LimitRule("presence", DefectCode.MISSING, low=PRESENT),
        *_place_limits(package),
    ]
    if package.family in CHIPS:
        limits += _size_limits(package)
    if package.mark:
        checks += (Polarity(),)
        limits.append(LimitRule("polarity_score", DefectCode.REVERSED, low=POLARITY))
    program = Program(checks, tuple(limits), _measurable(checks, package, ipc_class))
    return with_standard(program, package, ipc_class)


def place_limit_mm(package: Package) -> float:
    """Give our own limit on the body's place: a share of the shift at which class 3 is reached.

    The narrowest joint decides: a quarter of its termination or land, and what the land is wider.
    """
    shifts = []
    for termination in package.terminations:
        width = termination.width_mm
        land = land_width_mm(package, termination) or width
        shifts.append(CLASS_3_OVERHANG * min(width, land) + (land - width) / 2)
    narrowest = min(shifts, default=0.2)
    return max(0.01, round(SHARE * narrowest, 2))


def _place_limits(package: Package) -> list[LimitRule]:
    limit = place_limit_mm(package)
    half = max(package.body_x_mm, package.body_y_mm) / 2
    turn = round(SHARE * math.degrees(math.atan(limit / half)), 1)
    return [
        LimitRule("body_offset_x", DefectCode.SHIFTED, -limit, limit),
        LimitRule("body_offset_y", DefectCode.SHIFTED, -limit, limit),
        LimitRule("body_rotation", DefectCode.SKEWED, -turn, turn),
        LimitRule("body_rotation", DefectCode.WRONG_ROTATION, -NEXT_TURN_DEG, NEXT_TURN_DEG),
    ]


def _size_limits(package: Package) -> list[LimitRule]:
    x, x_tol = package.body_x_mm, package.body_x_tol_mm + SIZE_MM
    y, y_tol = package.body_y_mm, package.body_y_tol_mm + SIZE_MM
    return [
        LimitRule("body_length", DefectCode.WRONG_PART, round(x - x_tol, 4), round(x + x_tol, 4)),
        LimitRule("body_width", DefectCode.WRONG_PART, round(y - y_tol, 4), round(y + y_tol, 4)),
    ]


def _measurable(
    checks: tuple[Check, ...], package: Package, ipc_class: IpcClass
) -> tuple[str, ...]:
    """Name the quantities that the class judges and these checks measure at every such joint."""
    kinds = {t.kind for t in package.terminations}
    asked = [
        c
        for c in criteria(ipc_class)
        if c.rule and c.observable and (not c.kind or c.kind in kinds)
    ]
    measured = {q.name: q for check in checks for q in check.yields}
    names = []
    for name in dict.fromkeys(c.quantity for c in asked):
        quantity = measured.get(name)
        wanted = {c.kind for c in asked if c.quantity == name}
        if quantity and (not quantity.kinds or wanted <= set(quantity.kinds)):
            names.append(name)
    return tuple(names)


def _known(placement: Placement, library: dict[str, Package], aliases: dict[str, str]) -> Placement:
    name = placement.package
    if name in library or name not in aliases:
        return placement
    return replace(placement, package=aliases[name])


def _refuse_unknown(
    position_file: Path,
    package_file: Path,
    placements: tuple[Placement, ...],
    library: dict[str, Package],
) -> None:
    unknown = sorted({p.package for p in placements if p.package not in library})
    if not unknown:
        return
    more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
    cause = f"no package {', '.join(unknown[:NAMED])}{more} in {package_file}"
    raise RecipeError(position_file, "", cause, "add [package.NAME] or [alias] there")
