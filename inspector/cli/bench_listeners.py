"""``inspector bench listeners``: what nobody should send, sent to every port."""

from dataclasses import asdict
from typing import Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus


def listeners(
    *,
    fuzz: Annotated[int, typer.Option(min=1, help="Damaged messages to each.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the damage.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Send damaged messages to every port of Hermes and OPC UA, on this machine.

    Modbus has `inspector bench line --fuzz`. Exit status 0 if none falls, hangs or grows, 1
    otherwise. Needs the extra opcua.

    Example: inspector bench listeners --fuzz 100000
    """
    from rich.table import Table

    from inspector.bench.listeners import LISTENERS, measure_listeners

    total = LISTENERS * fuzz
    with show.bar("Messages", total) as bar:
        report = measure_listeners(fuzz, seed, lambda done: bar.at(done, total))
    if as_json:
        show.say_json([asdict(one) for one in report])
    else:
        table = Table(
            "listener", "messages", "a second", "slowest, ms", "hung", "alive", "grown, MiB"
        )
        for one in report:
            grown = "" if one.grown_mib is None else f"{one.grown_mib:.1f}"
            rate, slowest = one.inputs / one.seconds, 1000 * one.slowest_s
            numbers = (str(one.inputs), f"{rate:.0f}", f"{slowest:.0f}", str(one.hung))
            table.add_row(one.listener, *numbers, "yes" if one.alive else "no", grown)
        show.out().print(table)
    raise typer.Exit(ExitStatus.PASS if all(one.good for one in report) else ExitStatus.FAIL)
