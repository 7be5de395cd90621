"""A first recipe from CAD: a position file and a package file, programs by default."""

from dataclasses import replace
from pathlib import Path

from inspector.domain.board import Board, Package, Panel, Placement, Side
from inspector.domain.errors import RecipeError
from inspector.domain.geometry import Box
from inspector.domain.image import Shot
from inspector.domain.recipe import IpcClass, ProcessStage, Recipe, RegistrationKind
from inspector.formats.default_program import default_empty_site, default_program, default_surface
from inspector.formats.kicad import (
    fiducial_of,
    is_fiducial,
    outline_of,
    placement_of,
    read_position_file,
)
from inspector.formats.packages import read_aliases, read_packages
from inspector.formats.recipe_rules import MARKS_NEEDED

NAMED = 5
"""How many things a refusal names before it counts the rest."""


def new_recipe(  # noqa: PLR0913 - three are needed, the rest has defaults
    position_file: Path,
    package_file: Path,
    product: str,
    *,
    side: Side = Side.TOP,
    ipc_class: IpcClass = IpcClass.CLASS_3,
    outline: Box | None = None,
    golden: bool = False,
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
    golden
        Whether a golden board will be learned: parts are then held against it too, and what lies
        between them.

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
        programs={
            name: default_program(p, ipc_class, golden=golden) for name, p in packages.items()
        },
        surface=default_surface() if golden else None,
        empty_site=default_empty_site(),
    )


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
