"""``inspector bench line``: the link to the PLC."""

from typing import Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus


def line(
    *,
    count: Annotated[int, typer.Option(min=10, help="Answers of an undisturbed PLC.")] = 2000,
    killed: Annotated[int, typer.Option(min=10, help="Answers of one that is killed.")] = 10_000,
    kills: Annotated[int, typer.Option(min=1, help="How often.")] = 20,
    quick: Annotated[
        bool, typer.Option("--quick", help="200 and 200 answers, 2 kills: seconds, not minutes.")
    ] = False,
    fuzz: Annotated[
        int, typer.Option(min=0, help="Send so many malformed inputs to the listener instead.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Measure verdict to acknowledged with a PLC of 5 ms scan, and that no answer is lost.

    The PLC is a process of its own over Modbus TCP. Exit status 0 if the goals are met, else 1.

    Example: inspector bench line --quick
    """
    if fuzz:
        _fuzz(fuzz, as_json=as_json)
    from inspector.bench.line import measure_line

    if quick:
        count, killed, kills = 200, 200, 2
    with show.bar("Answers", count + killed) as bar:
        report = measure_line(count, killed, kills, bar.at)
    if as_json:
        show.say_json(report.to_data())
    else:
        ms = {
            "p50": report.p50_s,
            "p99": report.p99_s,
            "longest": report.longest_s,
            "a frozen PLC holds up the caller": report.blocked_s,
        }
        told = ", ".join(f"{name} {1000 * s:.1f} ms" for name, s in ms.items())
        show.say(f"verdict to acknowledged, {1000 * report.scan_s:g} ms scan: {told}")
        show.say(
            f"{report.killed_answers} answers, PLC killed {report.kills} times: "
            f"{report.lost} lost, {report.doubled} doubled"
        )
    raise typer.Exit(ExitStatus.PASS if report.good else ExitStatus.FAIL)


def _fuzz(count: int, *, as_json: bool) -> None:
    from inspector.bench.line_fuzz import measure_fuzz

    with show.bar("Inputs", count) as bar:
        report = measure_fuzz(count, 1, bar.at)
    if as_json:
        show.say_json(report.to_data())
    else:
        show.say(
            f"{report.inputs} inputs in {report.seconds:.0f} s: {report.answered} answered, "
            f"{report.closed} closed, {report.awaited} awaited more; {len(report.wrong)} met "
            f"wrong; memory grew {report.growth_mib:.1f} MiB"
        )
        for fault in report.wrong:
            show.complain(fault)
    raise typer.Exit(ExitStatus.PASS if report.good else ExitStatus.FAIL)
