"""``inspector bench power-loss``: a station killed again and again while its line runs."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus


def power_loss(
    *,
    kills: Annotated[int, typer.Option(min=1, help="How often it is killed.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Of the instants.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Kill a station at random instants and hold its record against what its line was told.

    Exit status 0 if nothing was lost, doubled or told otherwise, 1 if something was.

    Example: inspector bench power-loss --kills 20
    """
    from rich.table import Table

    from inspector.bench.power_loss import measure_power_loss

    place = tempfile.TemporaryDirectory(prefix="inspector-power-")
    with place as folder, show.bar("Kills", kills) as bar:
        report = measure_power_loss(Path(folder), kills, seed, bar.at)
    if as_json:
        show.say_json(asdict(report) | {"good": report.good})
    else:
        table = Table("killed after", "times")
        for phase, times in sorted(report.phases.items(), key=lambda item: -item[1]):
            table.add_row(phase, str(times))
        show.out().print(table)
        show.say(
            f"{report.kills} kills, {report.panels} panels, {report.seconds:.0f} s, a start takes "
            f"{report.starts_s:.1f} s: {len(report.faults) or 'nothing'} lost, doubled or told "
            "otherwise"
        )
    for fault in report.faults:
        show.complain(f"inspector bench power-loss: {fault}")
    raise typer.Exit(ExitStatus.PASS if report.good else ExitStatus.FAIL)
