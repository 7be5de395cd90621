"""``inspector rejudge``: other limits over stored measurements; no image is read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import status_of
from inspector.domain.errors import InspectorError, ResultError
from inspector.formats.atomic import folder_atomic

if TYPE_CHECKING:
    from inspector.domain.recipe import Recipe
    from inspector.domain.result import PanelResult, Verdict
    from inspector.store.store import Head

HEAD = 4096
OTHER_FORMAT = re.compile(rb'"format"\s*:\s*"(?!result/)([^"]{0,40})')
"""Seen in the first bytes of a capture's files: they are no damaged results."""


@dataclass(frozen=True, slots=True)
class Change:
    """What came of one result."""

    name: str
    serial: str
    before: "Verdict"
    after: "Verdict"


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
            help="A result JSON, a folder of them, or the OUT of an inspection or batch.",
            show_default=False,
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder, new or empty: gets the new results.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdicts as JSON.")] = False,
) -> None:
    """Judge stored measurements by other limits.

    No image is read.

    Example: inspector rejudge recipes/demo out --out rejudged
    """
    from inspector.formats.recipe import read_recipe

    read = read_recipe(recipe)
    if out is None:
        changes = _changes(read, results, None)
    else:
        _require_apart(out, results)
        with folder_atomic(out) as made:  # all of them, or none
            changes = _changes(read, results, made / "results")
    if as_json:
        show.say_json([_as_json(change) for change in changes])
    else:
        _print(changes)
        if out is not None:
            show.say(f"new results in {out / 'results'}")
    raise typer.Exit(status_of(change.after for change in changes))


def _require_apart(out: Path, results: Path) -> None:
    # in a folder of results, the next rejudge would read its own
    if results.is_dir() and out.resolve().is_relative_to(results.resolve()):
        raise InspectorError(f"{out}: it lies in {results}; name a folder outside it")


def _changes(recipe: "Recipe", results: Path, out: Path | None) -> list[Change]:
    """Judge every stored result anew, and write what comes of it into ``out``."""
    from inspector.domain.judging import rejudge as judged_anew
    from inspector.formats.result import write_result

    changes: list[Change] = []
    unknown = 0
    for name, before in _stored(results):
        _same_product(recipe, before, results / name)
        after = judged_anew(recipe, before)
        unknown += not before.measured_sha256
        changes.append(Change(name, before.serial, before.verdict, after.verdict))
        if out is not None:
            file = out / f"{name}.json"
            if not file.resolve().is_relative_to(out.resolve()) or file.exists():
                cause = "its name leads out of the folder or stands twice"
                raise ResultError(results, name, cause, "restore the record from a backup")
            file.parent.mkdir(parents=True, exist_ok=True)
            write_result(after, file)
    if unknown:
        show.complain(
            f"inspector: {unknown} of {len(changes)} results do not say what was measured; "
            "that it was by this recipe's places and checks is not verified; inspect again"
        )
    return changes


def _stored(results: Path) -> "Iterator[tuple[str, PanelResult]]":
    """Give every stored result with its name: from the record where there is one."""
    from inspector.store.store import DATABASE, Store

    if (results / DATABASE).is_file():
        with Store(results, "read") as store:
            for name, sequence in _chosen(store.all_heads()).items():
                yield name, store.get(sequence).result
        return
    if results.is_file():
        yield results.stem, _read(results)
        return
    # the OUT of an inspection has its results in a folder of that name
    folder = results / "results" if (results / "results").is_dir() else results
    files = sorted(folder.rglob("*.json"))
    if not files:
        raise ResultError(results, "", "no result is there", "name a result, or a batch's OUT")
    for file in files:
        yield file.relative_to(folder).with_suffix("").as_posix(), _read(file)


def _chosen(heads: "Iterable[Head]") -> dict[str, int]:
    """Give the sequence of every panel of a record by a name of its own.

    Of a capture that was refused, copied again and inspected, the newest record counts. A source
    that names one panel is its name; otherwise the sequence tells them apart.
    """
    newest = {(h.source, h.serial, h.captured_utc): h.sequence for h in heads}
    panels = Counter(source for source, _, _ in newest)
    return {
        source if source and panels[source] == 1 else f"{source or 'panel'}.{sequence}": sequence
        for (source, _, _), sequence in sorted(newest.items(), key=lambda item: item[1])
    }


def _read(file: Path) -> "PanelResult":
    from inspector.formats.result import read_result

    with file.open("rb") as opened:
        other = OTHER_FORMAT.search(opened.read(HEAD))
    if other:
        cause = f"it is {other[1].decode(errors='replace')}, no result"
        raise ResultError(file, "format", cause, "name the OUT of `inspect` or `batch`")
    return read_result(file)


def _same_product(recipe: "Recipe", result: "PanelResult", place: Path) -> None:
    if (result.product, result.side) != (recipe.product, recipe.board.side):
        raise ResultError(
            place,
            "product",
            f"it is of {result.product} {result.side}, the recipe of "
            f"{recipe.product} {recipe.board.side}",
            "name the recipe of this product and side",
        )


def _as_json(change: Change) -> dict[str, object]:
    return {
        "name": change.name,
        "serial": change.serial,
        "before": change.before.name,
        "after": change.after.name,
    }


def _print(changes: list[Change]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("result", "serial", "before", "after")
    for change in changes:
        if change.before is not change.after:
            table.add_row(
                Text(change.name),
                Text(change.serial),
                show.verdict_text(change.before),
                show.verdict_text(change.after),
            )
    if table.row_count:
        show.out().print(table)
    show.say(f"{table.row_count} of {len(changes)} panels have another verdict")
