"""``inspector line``: the PLC's side, as a table and as a PLC to try a station against."""

import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.formats.places import places

if TYPE_CHECKING:
    from inspector.domain.modbus import ModbusSettings
    from inspector.line.simulated_modbus import SimulatedModbusPlc

app = typer.Typer(
    help="The link to the PLC of the line.", no_args_is_help=True, rich_markup_mode=None
)

FAULTS = ("none", "frozen", "program-stopped", "garbage", "wrong-unit", "lost-acknowledgement")
TRAVEL_S = 0.5
"""How long a panel is on the conveyor."""
LOOK_S = 0.5
LAST_S = 1.0
"""How long the station has to see that its last answer was taken."""


@app.command("map")
def register_map(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print as CSV.")] = False,
) -> None:
    """Print the Modbus register table for the PLC programmer, and the numbers used in it.

    Addresses, sizes, word order and unit are those of station.toml where it has [line.modbus].

    Example: inspector line map --csv > registers.csv
    """
    from inspector.line.numbers import DEFECT_NUMBERS
    from inspector.line.registers import RegisterMap

    given = _settings().registers
    rows = list(RegisterMap(given).rows())
    if as_json:
        show.say_json(
            {
                "unit": given.unit,
                "word_order": given.word_order,
                "registers": [
                    {
                        "writer": row.writer,
                        "address": row.address,
                        "count": row.count,
                        "name": row.name,
                        "kind": row.kind,
                        "meaning": row.meaning,
                    }
                    for row in rows
                ],
                "defect_codes": {str(number): code for code, number in DEFECT_NUMBERS.items()},
            }
        )
        return
    if as_csv:
        _print_csv([(r.writer, r.address, r.count, r.name, r.kind, r.meaning) for r in rows])
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "written by",
        "address",
        "registers",
        "name",
        "kind",
        "meaning",
        title=f"holding registers of unit {given.unit}, addresses from 0; "
        f"32-bit numbers {given.word_order.replace('_', ' ')}",
    )
    for row in rows:
        who = "Inspector" if row.writer == "station" else "PLC"
        cells = (who, str(row.address), str(row.count), row.name, row.kind, row.meaning)
        table.add_row(*map(Text, cells))
    show.out().print(table)
    codes = ", ".join(f"{number} {code}" for code, number in DEFECT_NUMBERS.items())
    show.say(f"defect codes: {codes}")


@app.command("simulate")
def simulate(  # noqa: PLR0913 - an option is an argument
    *,
    host: Annotated[str, typer.Option(help="Interface to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 5020,
    scan_ms: Annotated[float, typer.Option(min=1, max=1000, help="Scan time.")] = 5.0,
    panels: Annotated[
        int, typer.Option(min=0, help="How many to bring, then end; 0 brings none.")
    ] = 0,
    boards: Annotated[int, typer.Option(min=1, max=96, help="Boards that have a register.")] = 32,
    recipe: Annotated[str, typer.Option(help="What each panel asks for.")] = "",
    serial: Annotated[
        str, typer.Option(help="What each serial begins with; six digits follow.")
    ] = "SIM",
    fault: Annotated[str, typer.Option(help=f"{', '.join(FAULTS)}.")] = "none",
    retain: Annotated[
        Path | None,
        typer.Option(help="File of what it took, known again after a kill.", show_default=False),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say where it listens, no more.")] = False,
) -> None:
    """Be a PLC with a conveyor over Modbus TCP, and print what it sees.

    Point the station at it: role = "client", host and port under [line.modbus] in station.toml.
    On a terminal, type a fault (or killed, or none) and Enter to change it. It ends by Ctrl-C.

    Example: inspector line simulate --port 5020 --scan-ms 5
    """
    from inspector.domain.errors import InspectorError
    from inspector.domain.modbus import Transport
    from inspector.line.plc import Arrived
    from inspector.line.simulated_modbus import Fault, SimulatedModbusPlc

    if fault not in FAULTS:
        raise InspectorError(f"--fault: {fault!r} is not known; it is one of {', '.join(FAULTS)}")
    given = _settings()
    registers = replace(given.registers, boards=boards)
    settings = replace(given, transport=Transport.TCP, host=host, port=port, registers=registers)
    say = _silent if quiet else show.say
    with SimulatedModbusPlc(
        settings, scan_ms / 1000, say, retain=retain, free_port=port == 0
    ) as plc:
        show.say(f"PLC: listening at {host}:{plc.port}, unit {registers.unit}")
        plc.set_fault(Fault(fault))
        if panels:
            serials = (f"{serial}{n:06d}" for n in range(1, panels + 1))
            plc.feed((Arrived(0, one, recipe) for one in serials), TRAVEL_S)
        _until_done(plc, panels)
        plc.wait(lambda: False, LAST_S)
    doubled = len(plc.taken) - len({answer.sequence for answer in plc.taken})
    show.say(f"PLC: {len(plc.taken)} answers taken, {doubled} twice")


def _until_done(plc: "SimulatedModbusPlc", panels: int) -> None:
    """Wait for the last answer, or for ever; a person may type faults meanwhile."""
    if sys.stdin.isatty():
        threading.Thread(target=_hear_faults, args=(plc,), daemon=True).start()
    while not plc.wait(lambda: 0 < panels <= len(plc.taken), LOOK_S):
        pass  # short waits: on Windows a long one cannot be interrupted


def _hear_faults(plc: "SimulatedModbusPlc") -> None:
    from inspector.line.simulated_modbus import Fault

    for line in sys.stdin:
        try:
            plc.set_fault(Fault(line.strip()))
        except ValueError:
            show.complain(f"inspector: {line.strip()!r} is no fault; one of {', '.join(Fault)}")


def _silent(_: str) -> None:
    """Say nothing."""


def _settings() -> "ModbusSettings":
    """Give those of the station where it has some, else the defaults."""
    from inspector.domain.modbus import ModbusSettings
    from inspector.formats.station_file import read_modbus

    file = places().station
    found = read_modbus(file) if file.is_file() else None
    return found or ModbusSettings()


def _print_csv(rows: list[tuple[object, ...]]) -> None:
    import csv

    heads = ("written by", "address", "registers", "name", "kind", "meaning")
    csv.writer(sys.stdout, lineterminator="\n").writerows([heads, *rows])
