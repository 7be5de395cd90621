"""``inspector twin``: captures of drawn boards, whose truth is known."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.artefact import artefact
from inspector.cli.drawing import CodecName, Order, drawn
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.domain.image import Shot
    from inspector.twin.defects import DefectRequest
    from inspector.twin.sheet import Cell

app = typer.Typer(
    help="The drawn world: boards whose truth is known.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

CODES = "missing, shifted, bridge or another that `inspector twin defects` lists"
"""What the twin builds, for the help: which imports nothing heavy to know it."""

app.command("artefact")(artefact)

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
SHOT_NAME = re.compile(r"(?!side)[a-z]+(-(short|long))?|side-\d{1,3}")
MOST_STEPS = 64
LEAST_PERIOD_MM, MOST_PERIOD_MM = 0.05, 1000.0
REAL_PICTURES = 24
"""That a sheet shows beside drawn ones."""
WORLD = "plain"
MACHINE = "entocentric-3mp"


@app.command("draw")
def draw(  # noqa: PLR0913 - an option is an argument
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
    ],
    *,
    boards: Annotated[int, typer.Option(min=1, help="Panels to draw.")],
    out: Annotated[Path, typer.Option(help="Folder for the captures.", show_default=False)],
    defects: Annotated[
        str,
        typer.Option(
            help="Built into each panel, as CODE, CODE@REFDES, CODE:MAGNITUDE or "
            f"CODE:MAGNITUDE@REFDES, with commas; CODE is {CODES}; MAGNITUDE is 1 at the "
            "limit, at most 20; chance picks the parts that are not named."
        ),
    ] = "",
    world: Annotated[str, typer.Option(help="Materials and process.")] = WORLD,
    machine: Annotated[str, typer.Option(help="Camera and lens.")] = MACHINE,
    seed: Annotated[
        int,
        typer.Option(min=0, max=10**9, help="Of the first panel; each next is one more."),
    ] = 1,
    codec: Annotated[CodecName, typer.Option(help="Of the pictures.")] = CodecName.PNG,
    shots: Annotated[
        str,
        typer.Option(
            help="Instead of the recipe's, with commas: ring, ring-short, ring-long, white, "
            "coaxial, side-AZIMUTH, range, fringe:PROJECTOR:PERIOD_MM:STEPS (all its steps).",
            show_default=False,
        ),
    ] = "",
    parts: Annotated[
        bool, typer.Option("--parts", help="Each part by itself, as parts/REFDES, no fields.")
    ] = False,
    bad_board: Annotated[
        list[int] | None,
        typer.Option(help="Index of a board with a bad-board mark; repeat for more."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
) -> None:
    """Draw captures of panels, each with truth.json; the same seed gives the same bytes.

    Example: inspector twin draw recipes/demo --boards 2 --defects missing,shifted:1.5 --out drawn
    """
    from inspector.formats.recipe import read_recipe
    from inspector.twin.machine import MACHINES
    from inspector.twin.worlds import WORLDS

    read = read_recipe(recipe)
    told = {name: f"{name} (held out)" if WORLDS[name].held_out else name for name in WORLDS}
    for name, known, what in ((world, told, "world"), (machine, MACHINES, "machine")):
        if name not in known:
            names = told.values() if known is told else known
            raise InspectorError(f"{name}: no such {what}; there are {', '.join(names)}")
    asked = parsed_shots(shots)
    if parts and len(asked or read.shots) > 1:
        raise InspectorError("--parts: each part has one picture; name one of the shots by --shots")
    order = Order(
        WORLDS[world],
        MACHINES[machine],
        parsed_defects(defects),
        codec,
        asked,
        tuple(bad_board or ()),
        parts,
    )
    with show.bar("Drawing", boards) as bar:
        seeds = range(seed, seed + boards)
        for number, folder in enumerate(drawn(read, order, seeds, out, workers), 1):
            bar.at(number, boards)
            show.say(str(folder))


@app.command("worlds")
def worlds(*, as_json: AsJson = False) -> None:
    """List the worlds: what boards are made of, and which are held out.

    Nothing may be tuned on what is held out: it is measured in once.

    Example: inspector twin worlds
    """
    from rich.table import Table

    from inspector.twin.worlds import WORLDS

    if as_json:
        show.say_json([{"name": w.name, "held_out": w.held_out} for w in WORLDS.values()])
        return
    table = Table("world", "for")
    for world in WORLDS.values():
        table.add_row(world.name, "measuring, once" if world.held_out else "tuning")
    show.out().print(table)


@app.command("defects")
def defects_(*, as_json: AsJson = False) -> None:
    """List the defects that can be built in, and which parts can carry them.

    Magnitude 1 is the limit; docs/TWIN.md says which limits are a standard's.

    Example: inspector twin defects
    """
    from rich.table import Table

    from inspector.twin.defects import CODES as BUILT
    from inspector.twin.defects import ROWS, told_of

    rows = [(c.value, told_of(c), ROWS[c].carriers if c in ROWS else "the board") for c in BUILT]
    if as_json:
        keys = "code", "what", "carrier"
        show.say_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    table = Table("code", "what is done", "needs")
    for row in rows:
        table.add_row(*row)
    show.out().print(table)


@app.command("sheet")
def sheet(
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the pictures.", show_default=False)],
    world: Annotated[str, typer.Option(help="Materials and process.")] = WORLD,
    beside: Annotated[
        Path | None,
        typer.Option(help="Folder of real pictures: one more sheet with some of them beside ours."),
    ] = None,
) -> None:
    """Draw contact sheets: of families, defects, nuisances, worlds, lights and artefacts.

    Example: inspector twin sheet recipes/families --out sheets
    """
    from inspector.cli.outputs import writable_folder
    from inspector.formats.atomic import write_bytes_atomic
    from inspector.formats.picture import encode
    from inspector.formats.recipe import read_recipe
    from inspector.twin.sheet import beside as laid_beside
    from inspector.twin.sheet import sheet as laid_out
    from inspector.twin.sheet import sheets
    from inspector.twin.worlds import WORLDS

    read = read_recipe(recipe)
    if world not in WORLDS:
        raise InspectorError(f"{world}: no such world; `inspector twin worlds` lists them")
    real = _real(beside) if beside is not None else []
    folder = writable_folder(out)
    with show.bar("Sheets", 6) as bar:
        made = sheets(read.board, tuple(WORLDS.values()), WORLDS[world])
        for number, (name, picture) in enumerate(made, 1):
            write_bytes_atomic(folder / f"{name}.png", encode(picture, "png"))
            bar.at(number, 6)
            show.say(str(folder / f"{name}.png"))
    if real:
        picture = laid_out(tuple(laid_beside(read.board, WORLDS[world], real)), 8, (200, 200))
        write_bytes_atomic(folder / "beside.png", encode(picture, "png"))
        show.say(str(folder / "beside.png"))


def _real(folder: Path) -> "list[Cell]":
    """Give some pictures of a folder and those below it, evenly."""
    import cv2
    import numpy as np

    from inspector.twin.sheet import Cell

    endings = {".png", ".jpg", ".jpeg", ".bmp"}
    files = sorted(f for f in folder.rglob("*") if f.suffix.lower() in endings)
    if not files:
        raise InspectorError(f"{folder}: no pictures (PNG, JPEG, BMP) there; name another folder")
    chosen = files[:: max(len(files) // REAL_PICTURES, 1)][:REAL_PICTURES]
    cells = []
    for file in chosen:
        pixels = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_COLOR_RGB)
        if pixels is None:
            raise InspectorError(
                f"{file}: cannot be decoded as a picture; remove it or name others"
            )
        cells.append(Cell(file.parent.name, np.asarray(pixels, np.uint8)))
    return cells


def parsed_shots(text: str) -> "tuple[Shot, ...]":
    """Read shots as the command has them; a fringe gives all its steps.

    Raises
    ------
    InspectorError
        Naming what is not understood.

    Examples
    --------
    >>> [s.name for s in parsed_shots("ring,side-90")]
    ['ring', 'side-90']
    >>> [(s.projector, s.period_mm, s.step, s.steps) for s in parsed_shots("fringe:east:0.8:3")]
    [('east', 0.8, 0, 3), ('east', 0.8, 1, 3), ('east', 0.8, 2, 3)]
    """
    from inspector.domain.image import Shot

    shots: list[Shot] = []
    for piece in filter(None, (piece.strip() for piece in text.split(","))):
        name, *rest = piece.split(":")
        try:
            if name != "fringe":
                if rest or not SHOT_NAME.fullmatch(name):
                    raise ValueError(piece)
                shots.append(Shot(name))
                continue
            projector, period, steps = rest
            count = int(steps)
            told = 2 < count <= MOST_STEPS  # noqa: PLR2004 - fewer tell no phase
            if not (LEAST_PERIOD_MM <= float(period) <= MOST_PERIOD_MM and told):
                raise ValueError(piece)
        except ValueError as error:
            raise InspectorError(
                f"--shots {piece}: not understood; write ring, white, side-90, range or "
                "fringe:PROJECTOR:PERIOD_MM:STEPS with 3 to "
                f"{MOST_STEPS} steps and "
                f"{LEAST_PERIOD_MM:g} to {MOST_PERIOD_MM:g} mm"
            ) from error
        shots += [Shot(name, projector, float(period), step, count) for step in range(count)]
    return tuple(dict.fromkeys(shots))


def parsed_defects(text: str) -> "tuple[DefectRequest, ...]":
    """Read defects as the command has them.

    Raises
    ------
    InspectorError
        Naming what is not understood.

    Examples
    --------
    >>> [(d.code.value, d.magnitude, d.refdes) for d in parsed_defects("missing@R1,shifted:0.3")]
    [('missing', 1.0, 'R1'), ('shifted', 0.3, '')]
    """
    return tuple(_parsed_defect(piece.strip()) for piece in text.split(",") if piece.strip())


def _parsed_defect(piece: str) -> "DefectRequest":
    from inspector.domain.result import DefectCode
    from inspector.twin.defects import DefectRequest

    front, _, refdes = piece.partition("@")
    name, _, number = front.partition(":")
    if name not in set(DefectCode):
        raise InspectorError(
            f"--defects {piece}: there is no defect {name!r}; `inspector twin defects` lists them"
        )
    try:
        return DefectRequest(DefectCode(name), float(number or 1.0), refdes)
    except ValueError as error:
        raise InspectorError(
            f"--defects {piece}: not understood; write CODE, CODE:MAGNITUDE or "
            "CODE:MAGNITUDE@REFDES, for example shifted:0.3@R1"
        ) from error
