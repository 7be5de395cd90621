"""``inspector bench speed``: a field beside plain OpenCV scripts, and a large panel streamed."""

from dataclasses import asdict
from typing import Annotated

import typer

from inspector.cli import show


def speed(
    *,
    fields: Annotated[int, typer.Option(min=1, help="Distinct boards.")] = 3,
    rounds: Annotated[int, typer.Option(min=1, help="Each by each arm.")] = 5,
    stream: Annotated[
        bool, typer.Option("--stream", help="Stream a panel of 492 MP instead.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Measure a 12 MP field of 25 chips, 101 joints and surface beside plain OpenCV scripts.

    One thread, arms in turn on distinct fields, all scored on the same truth. Simulated.

    Example: inspector bench speed --rounds 9
    """
    from rich.table import Table

    from inspector.bench.speed import measure_speed, measure_stream

    if stream:
        streamed = measure_stream()
        if as_json:
            show.say_json(asdict(streamed))
        else:
            show.say(
                f"{streamed.megapixels:.0f} MP, {streamed.fields} fields, {streamed.parts} parts: "
                f"{streamed.seconds:.1f} s, {streamed.cm2_per_s:.1f} cm2/s, peak memory "
                f"{streamed.peak_mib:.0f} MiB"
            )
        return
    with show.bar("Rounds", rounds) as bar:
        report = measure_speed(fields, rounds, bar.at)
    if as_json:
        show.say_json(report.to_data())
        return
    table = Table(
        "arm", "s a field", "times ours", "chips, rms um", "joints", "faults found", "false"
    )
    for arm in report.arms:
        ratio = report.ratios.get(arm.name)
        told = f"{ratio[0]:.2f} ({ratio[1]:.2f} to {ratio[2]:.2f})" if ratio else ""
        table.add_row(
            arm.name, f"{arm.median_s:.3f}", told, f"{arm.place_rms_um:.1f}", str(arm.joints),
            f"{arm.found} of {2 * report.fields}", str(arm.false),
        )  # fmt: skip
    show.out().print(table)
    show.say(f"{report.megapixels:.1f} MP, {report.fields} distinct fields, {report.rounds} rounds")
