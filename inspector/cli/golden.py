"""``inspector golden``: what good boards look like, learned from their captures."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show

if TYPE_CHECKING:
    from inspector.domain.recipe import Recipe
    from inspector.inspection.golden import Good

FEW = "; three boards and more would also tell how much good ones vary"


def golden(
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
    ],
    captures: Annotated[
        list[Path],
        typer.Argument(
            metavar="CAPTURE...", help="Captures of good boards, one at least.", show_default=False
        ),
    ],
    *,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Learn from the others if a board disagrees.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder that gets golden/ instead of the recipe.", show_default=False),
    ] = None,
) -> None:
    """Learn the golden board, what the surface is held against, from captures of good boards.

    Every board of a panel is a sample; from three on the spread between good boards is learned,
    and a bad one among them is named.

    Example: inspector golden recipes/mixed captures/good/*
    """
    from inspector.formats.golden import FOLDER, write_golden
    from inspector.formats.recipe import read_recipe
    from inspector.inspection.golden import learn_golden
    from inspector.vision.golden_learn import LEAST_FOR_SPREAD

    read = read_recipe(recipe)
    with show.bar("Learning", len(captures)) as bar:
        learned, left_out = learn_golden(read, goods(read, captures, bar), leave_out=leave_out)
    for one in left_out:
        show.complain(f"inspector: left out {one}")
    folder = out or recipe
    write_golden(learned, read.product, folder)
    rows, cols = learned.mean.shape[:2]
    few = "" if len(learned.samples) >= LEAST_FOR_SPREAD else FEW
    show.say(
        f"{folder / FOLDER}: learned from {len(learned.samples)} boards, {rows} x {cols} px "
        f"of {learned.mm_per_px:g} mm{few}"
    )


def goods(
    recipe: "Recipe", captures: Sequence[Path], bar: show.Bar | None = None
) -> Iterator["Good"]:
    """Read captures one after another, whole."""
    from inspector.formats.calibration import calibration_for
    from inspector.formats.capture import fields_of, read_capture, require_product
    from inspector.inspection.golden import Good

    for done, folder in enumerate(captures, 1):
        capture = read_capture(folder, recipe)
        require_product(capture, recipe, folder)
        calibration = calibration_for(capture, folder)
        fields = tuple(fields_of(capture, folder, capture.field_indices))
        yield Good(capture, fields, calibration)
        if bar:
            bar.at(done, len(captures))
