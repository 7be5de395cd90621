"""``inspector recipe``: made from CAD, checked, and what it covers."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.domain.coverage import Coverage
    from inspector.domain.geometry import Box

app = typer.Typer(
    help="Recipes: how a product is inspected.", no_args_is_help=True, rich_markup_mode=None
)


class ClassName(StrEnum):
    """Product classes that a standard has limits for."""

    CLASS_1 = "1"
    CLASS_2 = "2"
    CLASS_3 = "3"
    SPACE = "space"


FARTHEST_MM = 10_000.0
"""No machine of ours holds a board of ten metres, and no drawing begins farther off."""

Folder = Annotated[
    Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


class SideName(StrEnum):
    """Which side of the board is seen."""

    TOP = "top"
    BOTTOM = "bottom"


@app.command("new")
def new(  # noqa: PLR0913 - an option is an argument
    positions: Annotated[
        Path,
        typer.Argument(
            metavar="POSITIONS",
            help="KiCad's position file, CSV or ASCII, mm.",
            show_default=False,
        ),
    ],
    packages: Annotated[
        Path, typer.Argument(metavar="PACKAGES", help="A packages.toml.", show_default=False)
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder, new or empty.", show_default=False)],
    product: Annotated[
        str | None, typer.Option(help="Name; else that of the folder.", show_default=False)
    ] = None,
    side: Annotated[SideName, typer.Option(help="Which side is inspected.")] = SideName.TOP,
    ipc_class: Annotated[ClassName, typer.Option("--class", help="Limits.")] = ClassName.CLASS_3,
    outline: Annotated[
        tuple[float, float, float, float] | None,
        typer.Option(
            metavar="X Y WIDTH HEIGHT",
            help="The board in the position file's coordinates, mm; else 3 mm around its parts.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a recipe from CAD; look it through and complete it.

    Example: inspector recipe new top-pos.csv packages.toml --out recipes/mine
    """
    from inspector.domain.board import Side
    from inspector.domain.recipe import IpcClass
    from inspector.formats.new_recipe import new_recipe
    from inspector.formats.recipe import write_recipe

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InspectorError(f"{out}: it is there already; name a folder that is new or empty")
    box = _outline(outline) if outline else None
    made = new_recipe(
        positions,
        packages,
        product or out.resolve().name,
        side=Side(side),
        ipc_class=IpcClass(ipc_class),
        outline=box,
    )
    write_recipe(made, out)
    show.say(
        f"{out}: {len(made.board.placements)} parts of {len(made.programs)} packages, "
        f"{len(made.board.fiducials)} fiducials, registration by {made.registration}; "
        f"see what is inspected: inspector recipe coverage {out}"
    )


def _outline(numbers: tuple[float, float, float, float]) -> "Box":
    from inspector.domain.geometry import Box

    x, y, width, height = numbers
    near = all(abs(number) <= FARTHEST_MM for number in numbers)  # NaN is not
    if not (near and width > 0 and height > 0):
        given = " ".join(f"{number:g}" for number in numbers)
        raise InspectorError(
            f"--outline {given}: is no board; write X Y WIDTH HEIGHT in mm, the sizes above 0, "
            f"none beyond {FARTHEST_MM:g}"
        )
    return Box(x, y, width, height)


@app.command("check")
def check(recipe: Folder, *, as_json: AsJson = False) -> None:
    """Read a recipe strictly and say what is in it; refused with place, cause and mend.

    Example: inspector recipe check recipes/demo
    """
    from inspector.formats.recipe import read_recipe

    read = read_recipe(recipe)
    fitted = [p for p in read.board.placements if p.fitted]
    limits = sum(len(read.limits_of(p)) for p in fitted)
    if as_json:
        show.say_json(
            {
                "product": read.product,
                "revision": read.revision,
                "sha256": read.sha256,
                "boards": len(read.panel.sites),
                "parts": len(fitted),
                "limits": limits,
            }
        )
        return
    show.say(
        f"{read.product} {read.revision}: {len(read.panel.sites)} board(s) of {len(fitted)} parts, "
        f"{limits} limits a board, IPC class {read.ipc_class}, sha256 {read.sha256}"
    )


@app.command("coverage")
def coverage(
    recipe: Folder,
    *,
    ipc_class: Annotated[
        ClassName | None,
        typer.Option("--class", help="Another class than the recipe's.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print criterion by criterion what is inspected, by what, and what is not.

    Example: inspector recipe coverage recipes/demo
    """
    from inspector.domain.coverage import coverage_of
    from inspector.domain.recipe import IpcClass
    from inspector.formats.recipe import read_recipe
    from inspector.formats.standards import criteria

    read = read_recipe(recipe)
    lines = tuple(coverage_of(read, criteria(IpcClass(ipc_class) if ipc_class else read.ipc_class)))
    if as_json:
        show.say_json([_as_json(line) for line in lines])
    else:
        _print(lines)


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Recipe folder.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Recipe folder.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Say in words what one recipe says otherwise than another.

    Example: inspector recipe diff recipes/demo recipes/demo-B
    """
    from inspector.formats.recipe import read_recipe
    from inspector.formats.recipe_difference import difference

    lines = difference(read_recipe(old), read_recipe(new))
    if as_json:
        show.say_json(list(lines))
        return
    for line in lines or ("no difference",):
        show.say(line)


def _as_json(line: "Coverage") -> dict[str, object]:
    c = line.criterion
    return {
        "package": line.package,
        "criterion": c.name,
        "kind": c.kind.value if c.kind else None,
        "quantity": c.quantity,
        "clause": c.clause,
        "revision": c.revision,
        "verified": c.verified,
        "state": line.state.value,
        "check": line.check or None,
        "note": line.note,
    }


def _print(lines: "tuple[Coverage, ...]") -> None:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    from inspector.domain.coverage import CoverageState
    from inspector.formats.report import STATES

    styles = {
        CoverageState.INSPECTED: "green",
        CoverageState.NOT_OBSERVABLE: "dim",
        CoverageState.MISSING: "yellow",
    }
    console = show.out()
    for package in dict.fromkeys(line.package for line in lines):
        names = ("state", "criterion", "at", "clause", "verified", "by, or why not")
        table = Table(*names, title=package, title_justify="left", box=SIMPLE)
        for line in (one for one in lines if one.package == package):
            c = line.criterion
            table.add_row(
                Text(STATES[line.state], style=styles[line.state]),
                Text(c.name),
                Text(c.kind.value if c.kind else "part"),
                Text(c.clause),
                "yes" if c.verified else "no",
                Text(line.check or line.note),
            )
        console.print(table)
    counts = {state: sum(line.state is state for line in lines) for state in CoverageState}
    show.say(", ".join(f"{n} {STATES[state]}" for state, n in counts.items()))
