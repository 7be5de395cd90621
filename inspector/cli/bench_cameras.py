"""``inspector bench cameras``: what reading a GenICam camera costs and stands."""

from dataclasses import asdict
from typing import Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus

SOAK_FRAMES, SOAK_CYCLES = 20_000, 500


def cameras(
    *,
    seconds: Annotated[float, typer.Option(min=0.2, help="Of each free run.")] = 4.0,
    soak: Annotated[
        bool, typer.Option("--soak", help="Memory over 20,000 frames and 500 openings.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Measure the virtual camera at 500 MB/s beside the plain Harvesters loop.

    Rate, losses, CPU, other threads' wake-ups, trigger to frame, memory, recovery from an unplug.
    Exit status 0 if all goals are met, 1 otherwise.

    Example: inspector bench cameras --soak
    """
    from rich.table import Table

    from inspector.bench.cameras import measure_cameras

    frames, cycles = (SOAK_FRAMES, SOAK_CYCLES) if soak else (500, 50)
    with show.bar("Cameras") as bar:
        report = measure_cameras(seconds, frames, cycles, bar.at)
    if as_json:
        show.say_json({**asdict(report), "goals": list(report.goals()), "good": report.good})
        raise typer.Exit(ExitStatus.PASS if report.good else ExitStatus.FAIL)
    table = Table("arm", "MP", "frames/s of", "MB/s", "lost", "CPU", "of it fetching")
    for rate in report.rates:
        table.add_row(
            rate.arm, str(rate.megapixels), f"{rate.frames_per_s:.1f} of {rate.asked_hz:g}",
            f"{rate.mb_per_s:.0f}", str(rate.dropped), f"{rate.process_cpu:.0%}",
            f"{rate.fetch_cpu:.0%}",
        )  # fmt: skip
    show.out().print(table)
    table = Table("another thread, 5 MP at 30 Hz", "late p50, ms", "p99", "worst", "wake-ups")
    for name, wakes in report.wakes.items():
        table.add_row(
            name, f"{wakes.p50_ms:.2f}", f"{wakes.p99_ms:.2f}", f"{wakes.worst_ms:.1f}",
            str(wakes.count),
        )  # fmt: skip
    show.out().print(table)
    for latency in report.latencies:
        show.say(
            f"trigger to frame, {latency.arm}: p50 {latency.p50_ms:.2f} ms, p99 "
            f"{latency.p99_ms:.2f} ms, {latency.exposure_ms:g} ms of exposure in it"
        )
    show.say(
        f"memory: {report.soak_growth_mib:+.1f} MiB over {report.soak_frames} frames, "
        f"{report.cycle_growth_mib:+.1f} MiB over {report.cycles} openings of "
        f"{1000 * report.cycle_s:.0f} ms each"
    )
    recoveries = ", ".join(f"{value:.2f}" for value in report.recoveries_s)
    show.say(f"plugged in again to first frame: {recoveries} s")
    table = Table("goal", "measured", "at most")
    for name, value, most in report.goals():
        table.add_row(name, f"{value:.3g}", f"{most:g}")
    show.out().print(table)
    raise typer.Exit(ExitStatus.PASS if report.good else ExitStatus.FAIL)
