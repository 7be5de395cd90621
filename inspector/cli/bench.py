"""``inspector bench``: what is measured of the product, on this machine."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import (
    bench_bare,
    bench_cameras,
    bench_codes,
    bench_detection,
    bench_joints,
    bench_line,
    bench_power,
    bench_speed,
    bench_traced,
    bench_ui,
    show,
)
from inspector.cli.exits import ExitStatus

if TYPE_CHECKING:
    from inspector.bench.accuracy import AccuracyReport, AxisAccuracy, ChipAccuracy
    from inspector.bench.real import FiducialReport, PhotoReport

app = typer.Typer(
    help="Figures, measured on this machine.", no_args_is_help=True, rich_markup_mode=None
)

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Folder of the photographs.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]

app.command("detection")(bench_detection.detection)
app.command("traced")(bench_traced.traced)
app.command("joints")(bench_joints.joints)
app.command("codes")(bench_codes.codes)
app.command("line")(bench_line.line)
app.command("speed")(bench_speed.speed)
app.command("cameras")(bench_cameras.cameras)
app.command("ui")(bench_ui.desktop)
app.command("power-loss")(bench_power.power_loss)
app.command("bare-boards")(bench_bare.bare_boards)
app.command("scans")(bench_bare.scans)


@app.command("accuracy")
def accuracy(
    *,
    count: Annotated[int, typer.Option(min=1, help="Chips at least; whole boards.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the first board.")] = 1,
    machine: Annotated[
        str | None, typer.Option(help="Camera and lens of the drawn world.", show_default=False)
    ] = None,
    world: Annotated[
        str | None, typer.Option(help="Materials and process.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the place error of drawn chips, and the time of a field.

    Simulated: the boards are drawn, their truth is known.

    Example: inspector bench accuracy --count 1000
    """
    from inspector.bench.accuracy import measure_chips

    named = {"machine": machine, "world": world}
    given = {name: value for name, value in named.items() if value is not None}
    with show.bar("Chips", count) as bar:
        report = measure_chips(count, seed, progress=bar.at, **given)
    if as_json:
        show.say_json(asdict(report))
    else:
        _print_accuracy(report)


@app.command("drawing")
def drawing(
    *,
    repeats: Annotated[int, typer.Option(min=1, help="Of each.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Measure how long a 3 MP field and a part take to be drawn, in CPU seconds of one core.

    Example: inspector bench drawing --repeats 9
    """
    from rich.table import Table

    from inspector.bench.drawing import measure_drawing

    with show.bar("Drawing") as bar:
        timings = measure_drawing(repeats, bar.at)
    if as_json:
        show.say_json([asdict(timing) for timing in timings])
        return
    table = Table("drawn", "median, s", "least", "most", "goal", title="CPU seconds, one core")
    for t in timings:
        goal = f"{t.goal_s:g}" if t.goal_s else ""
        table.add_row(t.what, f"{t.median_s:.3f}", f"{t.least_s:.3f}", f"{t.most_s:.3f}", goal)
    show.out().print(table)


@app.command("fiducials")
def fiducials(folder: Folder, *, as_json: AsJson = False) -> None:
    """Find the marks on real photographs and hold them against their labels.

    Exit status 0 if all are found and none is false, 1 otherwise.

    Example: inspector bench fiducials ../shared/data/04_fiducials_swissembedded
    """
    from inspector.bench.real import measure_fiducials

    _finish(measure_fiducials(folder), as_json=as_json)


@app.command("photos")
def photos(folder: Folder, *, as_json: AsJson = False) -> None:
    """Lay two photographs of one board onto each other.

    Exit status 0 if they fit, 1 otherwise.

    Example: inspector bench photos ../shared/data/09_pcba_photos
    """
    from inspector.bench.real import measure_photos

    _finish(measure_photos(folder), as_json=as_json)


def _finish(report: "FiducialReport | PhotoReport", *, as_json: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    if as_json:
        show.say_json(asdict(report))
    else:
        table = Table("figure", "value")
        for name, value in report.rows():
            table.add_row(Text(name), Text(value))
        show.out().print(table)
    raise typer.Exit(ExitStatus.PASS if report.good else ExitStatus.FAIL)


def _print_accuracy(report: "AccuracyReport") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "package",
        "chips",
        "not measured",
        "along, um: bias, 3 sigma, worst",
        "across, um",
        "turn, deg",
        "within 2u",
        title=f"place errors, simulated: {report.machine}, world {report.world}, "
        f"{1000 * report.mm_per_px:g} um per pixel",
    )
    for chips in (*report.packages, report.every):
        table.add_row(
            Text(chips.package),
            str(chips.chips),
            str(chips.not_measured),
            _axis(chips.x, 1),
            _axis(chips.y, 1),
            _axis(chips.rotation, 3),
            _covered(chips),
        )
    show.out().print(table)
    show.say(
        f"{report.boards} boards; a field of {report.megapixels:.1f} MP with "
        f"{report.chips_per_field:.0f} chips takes {1000 * report.field_s:.0f} ms on one thread"
    )


def _axis(axis: "AxisAccuracy", decimals: int) -> str:
    bias = f"{axis.bias:+.{decimals}f}"
    return f"{bias}, {axis.three_sigma:.{decimals}f}, {axis.worst:.{decimals}f}"


def _covered(chips: "ChipAccuracy") -> str:
    axes = (chips.x, chips.y, chips.rotation)
    return " ".join(f"{axis.covered:.0%}" for axis in axes)
