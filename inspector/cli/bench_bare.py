"""``inspector bench bare-boards`` and ``scans``: real boards against golden boards."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.outputs import fresh_folder

if TYPE_CHECKING:
    from inspector.bench.bare_boards import BareBoardReport, Score
    from inspector.bench.scans import ScanReport

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


def bare_boards(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder of DeepPCB.", show_default=False)
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Inspect pairs of bare boards: template to golden board, tested board to regions.

    Each template gets a recipe. A region is right if it overlaps a labelled box by more than 0.33
    (intersection over union), whatever it is called.

    Example: inspector bench bare-boards ../shared/data/01_deeppcb
    """
    from inspector.bench.bare_boards import measure_bare_boards

    with show.bar("Pairs") as bar:
        report = measure_bare_boards(folder, bar.at)
    if as_json:
        show.say_json(report.to_data())
    else:
        _print(report)


def _print(report: "BareBoardReport") -> None:
    from rich.table import Table

    from inspector.bench.bare_boards import KINDS, TUNED

    table = Table("group", "pairs", "found", "false", "missed", "precision", "recall", "F")
    for name in report.groups:
        table.add_row(*_row(name, report.score((name,))))
    table.add_section()
    tuned = [name for name in report.groups if name in TUNED]
    others = [name for name in report.groups if name not in TUNED]
    if tuned and others:
        table.add_row(*_row("tuned on", report.score(tuned)))
        table.add_row(*_row("others", report.score(others)))
    table.add_row(*_row("all", report.score()))
    show.out().print(table)
    kinds = Table("labelled, called", *KINDS)
    for labelled, called in report.confusion().items():
        kinds.add_row(labelled, *(str(called[kind]) for kind in KINDS))
    show.out().print(kinds)
    for one in report.not_inspected:
        show.say(f"{one.name} not inspected: {one.reason}")
    seconds = sum(one.seconds for one in report.outcomes)
    show.say(f"{len(report.outcomes) / seconds:.1f} boards a second, one thread, reading included")


def _row(name: str, score: "Score") -> tuple[str, ...]:
    counts = (score.pairs, score.found, score.false, score.missed)
    rates = (score.precision, score.recall, score.f_score)
    return (name, *map(str, counts), *(f"{rate:.3f}" for rate in rates))


def scans(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder of scans.", show_default=False)
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder, new or empty, for pictures of what differs.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold each scan of one product against a golden board learned from the others.

    Example: inspector bench scans ../shared/data/06_fpcb_linescan --out scans
    """
    from inspector.bench.scans import measure_scans
    from inspector.formats.atomic import write_bytes_atomic
    from inspector.formats.picture import encode

    if out is not None:
        fresh_folder(out)
    with show.bar("Scans") as bar:
        report, pictures = measure_scans(folder, bar.at)
    if out is not None:
        for name, picture in pictures.items():
            write_bytes_atomic(out / f"{Path(name).stem}.png", encode(picture, "png"))
    if as_json:
        show.say_json(report.to_data())
    else:
        _print_scans(report)


def _print_scans(report: "ScanReport") -> None:
    from rich.table import Table

    from inspector.bench.scans import LIMIT_PX

    names = ("scan", "of others", "residual, px", "moved by, px", "differs", "regions")
    table = Table(*names, "largest, px", "beyond, px", "not looked at")
    for unit in report.units:
        table.add_row(
            unit.name,
            str(unit.learned_from),
            "as a whole" if math.isnan(unit.residual_px) else f"{unit.residual_px:.2f}",
            f"{unit.moved_px:.1f}",
            f"{unit.share:.4%}",
            str(unit.regions),
            f"{unit.largest_px:.0f}",
            str(unit.beyond_px),
            f"{unit.uninspected:.1%}",
        )
    show.out().print(table)
    show.say(
        f"regions of more than {LIMIT_PX} px are called; all of them are listed. Stains within the "
        "tolerance are not: it is told by what the others differ by"
    )
    for unit in report.units:
        if unit.reason:
            show.say(f"{unit.name} not inspected: {unit.reason}")
    for name, answer in report.other_views:
        show.say(f"{name}, another view, against {report.units[0].name}: {answer}")
