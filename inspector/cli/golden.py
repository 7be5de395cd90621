"""``inspector golden``: what good boards look like, learned from their captures."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show

if TYPE_CHECKING:
    from inspector.domain.recipe import Recipe
    from inspector.inspection.golden import Good

NAMED = 3
"""Parts that are named of a board that is not good."""
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
    accept: Annotated[
        bool, typer.Option("--accept", help="Learn also from boards that the recipe's checks fail.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder that gets golden/ instead of the recipe.", show_default=False),
    ] = None,
) -> None:
    """Learn the golden board, what the surface is held against, from captures of good boards.

    Every board of a panel is a sample; from three on the spread between good boards is learned,
    and a bad one among them is named. A board that the recipe's own checks fail is refused.

    Example: inspector golden recipes/mixed captures/good/*
    """
    from inspector.formats.golden import FOLDER, write_golden
    from inspector.formats.recipe import read_recipe
    from inspector.inspection.golden import learn_golden
    from inspector.vision.golden_learn import LEAST_FOR_SPREAD

    read = read_recipe(recipe)
    with show.bar("Learning", len(captures)) as bar:
        shown = goods(read, captures, bar)
        sound = shown if accept else _sound(read, shown, leave_out=leave_out)
        learned, left_out = learn_golden(read, sound, leave_out=leave_out)
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


def _sound(recipe: "Recipe", shown: Iterable["Good"], *, leave_out: bool) -> Iterator["Good"]:
    """Give the boards that the recipe's own checks do not fail; another one is no good board.

    Raises
    ------
    GoldenError
        At the first that fails, unless it is to be left out.
    """
    from inspector.domain.errors import GoldenError
    from inspector.inspection import inspect_panel

    for good in shown:
        result = inspect_panel(recipe, good.capture, good.fields, good.calibration).result
        failed = [
            f"{part.refdes} {part.defects[0].limit.code.replace('_', ' ')}"
            for board in result.boards
            for part in board.parts
            if part.defects
        ]
        if not failed:
            yield good
            continue
        some = ", ".join(failed[:NAMED]) + (" and more" if len(failed) > NAMED else "")
        serial = good.capture.serial or "a capture"
        if not leave_out:
            cause = f"is no good board by the recipe's own checks: {some}"
            mend = "give good boards, leave it out with --leave-out, or learn from it with --accept"
            raise GoldenError(recipe.product, serial, cause, mend)
        show.complain(f"inspector: left out {serial}: {some}")


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
