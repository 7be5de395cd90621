"""``inspector batch``: a whole archive."""

import signal
import threading
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import status_of
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.batch import BatchSummary, PanelLine
    from inspector.batch.watch import Watch
    from inspector.domain.result import PanelResult

LISTED = 20
"""Panels that did not pass and are listed in the terminal, with the reason."""

IN_FULL = 50
"""Panels that the report shows in full: those that failed first; it lists all others."""


class Engine(StrEnum):
    """What runs the workers."""

    LOCAL = "local"


def batch(  # noqa: PLR0913 - an option is an argument
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
    ],
    archive: Annotated[
        Path,
        typer.Argument(metavar="ARCHIVE", help="Folder of capture folders.", show_default=False),
    ],
    *,
    out: Annotated[Path, typer.Option(help="Record, results and report.", show_default=False)],
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    engine: Annotated[
        Engine, typer.Option(help="What runs them: processes of this machine only.")
    ] = Engine.LOCAL,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what is in OUT: nothing is done twice.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Go on without an end: inspect what appears in ARCHIVE, each capture once it is "
            "whole, until Ctrl-C.",
        ),
    ] = False,
    done: Annotated[
        Path | None,
        typer.Option(
            help="With --watch: move captures there once they are recorded; else they stay.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Inspect a whole archive; goes on after a kill.

    A capture that is broken is recorded as NOT INSPECTED, with the reason; the batch goes on.

    Example: inspector batch recipes/demo /archive/2026-11-22 --out out --workers 2

    Example: inspector batch recipes/demo /mnt/line3 --out out --watch --resume
    """
    from inspector.batch import run_batch

    del engine  # there is one; the option's type refuses others
    if done is not None and not watch:
        raise InspectorError("--done: it goes with --watch; leave it out")
    if watch:
        from inspector.batch.watch import Watch

        summary = _watched(Watch(recipe, archive, out, done), workers, resume=resume)
    else:
        with show.bar("Inspecting") as bar:

            def progress(finished: int, total: int, result: "PanelResult") -> None:
                del result
                bar.at(finished, total)

            summary = run_batch(recipe, archive, out, workers, resume, progress)
    write_batch_report(recipe, out, summary)
    show.complain_of_nominal([line.source for line in summary.panels if line.nominal])
    if as_json:
        show.say_json(_as_json(summary, out))
    else:
        _print(summary, out)
    raise typer.Exit(status_of(line.verdict for line in summary.panels))


def _watched(watch: "Watch", workers: int, *, resume: bool) -> "BatchSummary":
    """Watch until Ctrl-C or a service's stop; what is in work then is still recorded.

    A second Ctrl-C does not wait for it.
    """
    stop = threading.Event()

    def told(number: int, frame: object) -> None:
        del frame
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    def progress(finished: int, total: int, result: "PanelResult") -> None:
        del finished, total
        show.err().print(f"{result.serial} {show.verdict_text(result.verdict)}")

    before = {n: signal.signal(n, told) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        return watch.run(stop, workers, progress, resume=resume)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def write_batch_report(recipe: Path, out: Path, summary: "BatchSummary") -> None:
    """Write the report beside the record: all panels listed, the worst in full."""
    from inspector.formats.recipe import read_recipe
    from inspector.formats.report import ReportLine, ReportPanel, write_report
    from inspector.store.store import Store

    lines = [ReportLine(line.source, line.serial, line.verdict) for line in summary.panels]
    worst = sorted(summary.panels, key=lambda line: -line.verdict)[:IN_FULL]
    chosen = {line.sequence for line in worst}
    with Store(out, "read") as store:
        full = [
            ReportPanel(store.get(s).result, store.pictures(s))
            for s in (line.sequence for line in summary.panels)
            if s in chosen
        ]
    write_report(full, read_recipe(recipe), out / "report.html", lines)


def _print(summary: "BatchSummary", out: Path) -> None:
    from rich.table import Table

    table = Table("verdict", "panels")
    for verdict, count in summary.counts.items():
        table.add_row(show.verdict_text(verdict), str(count))
    show.out().print(table)
    _print_not_passed([line for line in summary.panels if line.verdict], out)
    show.say(
        f"{summary.inspected} of {len(summary.panels)} inspected now; "
        f"record, results and report.html in {out}"
    )


def _print_not_passed(lines: "list[PanelLine]", out: Path) -> None:
    from rich.table import Table
    from rich.text import Text

    from inspector.store.store import Store

    lines.sort(key=lambda line: -line.verdict)  # stable: the archive's order within
    table = Table("capture", "serial", "verdict", "why")
    with Store(out, "read") as store:
        for line in lines[:LISTED]:
            why = tuple(show.reasons_of(store.get(line.sequence).result))
            words = (Text(line.source), Text(line.serial))
            table.add_row(
                *words, show.verdict_text(line.verdict), Text(show.shortened(why, show.FEW))
            )
    if lines:
        show.out().print(table)
    if len(lines) > LISTED:
        show.say(f"and {len(lines) - LISTED} more that did not pass; report.html lists all")


def _as_json(summary: "BatchSummary", out: Path) -> dict[str, object]:
    return {
        "out": str(out),
        "inspected": summary.inspected,
        "counts": {verdict.name: n for verdict, n in summary.counts.items()},
        "panels": [_line(line) for line in summary.panels],
    }


def _line(line: "PanelLine") -> dict[str, object]:
    return {
        "source": line.source,
        "sequence": line.sequence,
        "serial": line.serial,
        "verdict": line.verdict.name,
    }
