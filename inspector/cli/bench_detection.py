"""``inspector bench detection``: what is found on drawn boards, and what is called falsely."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.outputs import fresh_folder
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.bench.detection import Order, Place
    from inspector.bench.detection_report import CallRate, DetectionReport


def detection(  # noqa: PLR0913 - the options of the command
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
    ],
    *,
    boards: Annotated[int, typer.Option(min=1, help="Every second one has defects.")] = 1000,
    seed: Annotated[int, typer.Option(min=1, help="Of the first board.")] = 1,
    world: Annotated[
        list[str] | None,
        typer.Option(help="Materials and process; may be repeated.", show_default="held out"),
    ] = None,
    magnitude: Annotated[
        list[float] | None,
        typer.Option(help="Of the defects; 1 is the limit.", show_default="1, 2, 3"),
    ] = None,
    per_board: Annotated[int, typer.Option(min=1, help="Defects on each such board.")] = 3,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder, new or empty: figures, and pictures of the worst.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Inspect drawn boards with and without defects and hold the results against the truth.

    Simulated. The golden board of each world is learned from five good boards of it.

    Example: inspector bench detection recipes/mixed --boards 100 --workers 2 --out detection
    """
    from inspector.bench.detection import Order, measure_detection
    from inspector.bench.detection_report import report_of
    from inspector.twin.worlds import WORLDS

    for name in world or ():
        if name not in WORLDS:
            raise InspectorError(f"world {name}: there is none; known are {', '.join(WORLDS)}")
    order = Order(recipe, boards=boards, seed=seed, per_board=per_board)
    if world or magnitude:
        worlds, sizes = tuple(world or order.worlds), tuple(magnitude or order.magnitudes)
        order = Order(recipe, worlds, boards, seed, per_board, sizes)
    if out is not None:
        fresh_folder(out)
    with show.bar("Boards", boards) as bar:
        report = report_of(measure_detection(order, workers, bar.at))
    if out is not None:
        _write(report, order, out)
    if as_json:
        show.say_json(report.to_data())
    else:
        _print(report)


def _print(report: "DetectionReport") -> None:
    from rich.table import Table

    from inspector.bench.detection_report import needs

    title = f"{report.boards} boards, simulated"
    table = Table("code", "magnitude", "built", "failed", "so named", "not inspected", title=title)
    for row in report.rows:
        apart = needs(row.code)
        name = f"{row.code} (needs {apart})" if apart else row.code.value
        low, high = row.found.interval()
        share = f"{row.failed} ({row.found.value:.0%}, {low:.0%} to {high:.0%})"
        table.add_row(
            name, f"{row.magnitude:g}", str(row.built), share, str(row.named),
            str(row.not_inspected),
        )  # fmt: skip
    show.out().print(table)
    show.say(f"good boards passed: {report.good_passed} of {report.good_boards}")
    show.say(f"components without a defect: {report.components}")
    show.say(f"false calls: {_rate(report.false_calls)}")
    show.say(f"not inspected: {_rate(report.not_inspected)}")
    show.say(f"both: {_rate(report.both)}")
    for call in report.called[:10]:
        place = call.place
        where = f"{place.world} seed {place.seed}"
        show.say(f"  {call.what}: {call.verdict.name} {call.reason} ({where})")


def _rate(rate: "CallRate") -> str:
    return (
        f"{rate.count}, {rate.ppm:.0f} ppm per component "
        f"(95 % over boards: {rate.low_ppm:.0f} to {rate.high_ppm:.0f})"
    )


def _write(report: "DetectionReport", order: "Order", out: Path) -> None:
    """Write the figures, and pictures of the worst of each kind as ``kind/NN_what.png``."""
    from inspector.bench.detection_report import WORST
    from inspector.domain.result import Verdict
    from inspector.formats.atomic import write_text_atomic

    write_text_atomic(out / "detection.json", json.dumps(report.to_data(), indent=1) + "\n")
    kinds: dict[str, list[tuple[str, Place]]] = {}
    for missed in report.missed:
        name = f"{missed.code}_{missed.magnitude:g}_{missed.package or 'board'}"
        kinds.setdefault(f"missed_{missed.code}", []).append((name, missed.place))
    for call in report.called:
        kind = "false_call" if call.verdict is Verdict.FAIL else "not_inspected"
        kinds.setdefault(kind, []).append((call.what.split()[-1], call.place))
    for kind, some in kinds.items():
        for number, (name, place) in enumerate(some[:WORST]):
            _write_picture(order, place, out / kind / f"{number:02d}_{name}_{place.world}.png")


def _write_picture(order: "Order", place: "Place", file: Path) -> None:
    from inspector.bench.detection import picture_at
    from inspector.formats.atomic import write_bytes_atomic
    from inspector.formats.picture import encode

    file.parent.mkdir(parents=True, exist_ok=True)
    write_bytes_atomic(file, encode(picture_at(order, place), "png"))
