"""``inspector bench traced``: boards drawn by a path tracer, from their own design files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.outputs import fresh_folder

if TYPE_CHECKING:
    from inspector.bench.traced import TracedReport


def traced(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Holds design/, good_*/ and bad_*/.", show_default=False
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder, new or empty: gets the recipe made.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Make a recipe from CAD, learn the golden board from the good boards, inspect all boards.

    Places are held against the truth in um; defects found and missed and false calls are listed.

    Example: inspector bench traced ../shared/data/12_path_traced --out traced
    """
    from inspector.bench.traced import measure_traced

    if out is not None:
        fresh_folder(out)
    report = measure_traced(folder, out)
    if as_json:
        show.say_json(report.to_data())
    else:
        _print(report)


def _print(report: "TracedReport") -> None:
    from rich.table import Table

    table = Table("by", "package", "parts", "bias, um", "3 sigma, um", "worst, um")
    for by, package, count, bias, three_sigma, worst in report.accuracy():
        figures = (f"{value:.1f}" for value in (bias, three_sigma, worst))
        table.add_row(by, package, str(count), *figures)
    show.out().print(table)
    found = Table("board", "defect", "where", "what", "verdict", "said")
    for one in report.defects:
        verdict = show.verdict_text(one.verdict)
        found.add_row(one.board, one.code, one.where, one.detail, verdict, ", ".join(one.said))
    show.out().print(found)
    hit = sum(one.verdict.name == "FAIL" for one in report.defects)
    named = sum(one.code in one.said for one in report.defects)
    show.say(f"defects: {hit} of {len(report.defects)} failed, {named} by their own name")
    show.say(f"false calls and not inspected: {len(report.false_calls)} of {report.parts} parts")
    for call in report.false_calls:
        show.say(f"  {call.board} {call.where}: {call.verdict.name} {call.reason}")
