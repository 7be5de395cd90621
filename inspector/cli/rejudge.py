"""``inspector rejudge``: other limits over stored measurements; no image is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import status_of
from inspector.domain.errors import ResultError

if TYPE_CHECKING:
    from inspector.domain.recipe import Recipe
    from inspector.domain.result import PanelResult, Verdict


def rejudge(
    recipe: Annotated[
        Path,
        typer.Argument(
            metavar="RECIPE", help="Recipe folder with other limits.", show_default=False
        ),
    ],
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS",
            help="A result JSON, a folder of them, or the OUT of a batch.",
            show_default=False,
        ),
    ],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Write the new results there.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdicts as JSON.")] = False,
) -> None:
    """Judge stored measurements by other limits.

    No image is read.

    Example: inspector rejudge recipes/demo out --out rejudged
    """
    from inspector.formats.recipe import read_recipe
    from inspector.formats.result import write_result
    from inspector.inspection import rejudge as judged_anew

    read = read_recipe(recipe)
    changes: list[tuple[str, PanelResult, Verdict]] = []
    for name, before in _stored(results):
        _same_product(read, before, results / name)
        after = judged_anew(read, before)
        changes.append((name, before, after.verdict))
        if out is not None:
            file = out / "results" / f"{name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            write_result(after, file)
    if as_json:
        show.say_json([_as_json(*change) for change in changes])
    else:
        _print(changes)
    raise typer.Exit(status_of(after for _, _, after in changes))


def _stored(results: Path) -> "Iterator[tuple[str, PanelResult]]":
    """Give every stored result with its name: from the record where there is one."""
    from inspector.formats.result import read_result
    from inspector.store.store import DATABASE, Store

    if (results / DATABASE).is_file():
        with Store(results, "read") as store:
            for head in store.heads().values():
                recorded = store.get(head.sequence)
                yield recorded.source or recorded.result.serial, recorded.result
        return
    if results.is_file():
        yield results.stem, read_result(results)
        return
    files = sorted(results.rglob("*.json"))
    if not files:
        raise ResultError(results, "", "no result is there", "name a result, or a batch's OUT")
    for file in files:
        yield file.relative_to(results).with_suffix("").as_posix(), read_result(file)


def _same_product(recipe: "Recipe", result: "PanelResult", place: Path) -> None:
    if (result.product, result.side) != (recipe.product, recipe.board.side):
        raise ResultError(
            place,
            "product",
            f"it is of {result.product} {result.side}, the recipe of "
            f"{recipe.product} {recipe.board.side}",
            "name the recipe of this product and side",
        )


def _as_json(name: str, before: "PanelResult", after: "Verdict") -> dict[str, object]:
    return {
        "name": name,
        "serial": before.serial,
        "before": before.verdict.name,
        "after": after.name,
    }


def _print(changes: "list[tuple[str, PanelResult, Verdict]]") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("result", "serial", "before", "after")
    for name, before, after in changes:
        if before.verdict is not after:
            table.add_row(
                Text(name),
                Text(before.serial),
                show.verdict_text(before.verdict),
                show.verdict_text(after),
            )
    if table.row_count:
        show.out().print(table)
    show.say(f"{table.row_count} of {len(changes)} panels have another verdict")
