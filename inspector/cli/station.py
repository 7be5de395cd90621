"""``inspector station``: the station without a screen."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus
from inspector.cli.virtual_camera import has_virtual_camera
from inspector.domain.errors import InspectorError
from inspector.formats.places import places

if TYPE_CHECKING:
    from inspector.formats.station_setup import StationSetup
    from inspector.station.controls import Controls
    from inspector.station.events import Event
    from inspector.station.station import Station

app = typer.Typer(help="The station without a screen.", no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON, one event a line.")]
RECORD = "record"
SIMULATED = "simulated"
"""Folders of the record under the data folder; what was only drawn never mixes with what was."""
MANY = 1_000_000
"""Panels that a simulated line brings where nobody says how many."""


@app.command("run")
def run(
    *,
    simulated: Annotated[
        bool,
        typer.Option("--simulated", help="With a drawn camera and a simulated PLC; needs nothing."),
    ] = False,
    genicam: Annotated[
        bool,
        typer.Option(
            "--genicam",
            help="With --simulated: frames through a virtual GenTL camera and Harvesters (Linux).",
        ),
    ] = False,
    panels: Annotated[
        int | None, typer.Option(min=1, help="End after so many.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Inspect the panels that the line brings, as station.toml says, until it is interrupted.

    station.toml lies in the folder that --config or INSPECTOR_HOME names, as in
    `inspector --config FOLDER station run`, else in the user's own; docs/STATION.md has a sample.

    Ctrl-C finishes the panel in work. Exit status 3 when an alarm has stopped it: what was not told
    to the line is told at the next start.

    Example: inspector station run --simulated --panels 5
    """
    show.complain("inspector: getting ready; the first time on a machine this takes a minute")
    from inspector.station.controls import Controls

    controls = Controls()
    teller = Teller(controls, panels, as_json=as_json)
    if genicam and not simulated:
        raise InspectorError(
            "--genicam goes with --simulated; a real camera stands in station.toml"
        )
    virtual = genicam and has_virtual_camera("station run", "the camera in process draws instead")
    opened = _opened(controls, teller, simulated=simulated, genicam=virtual)
    with opened as station, _interrupts(controls.close):  # before that nothing is in work
        station.run()
    raise typer.Exit(ExitStatus.REFUSED if teller.stopped else ExitStatus.PASS)


@app.command("status")
def status(
    *,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Of the simulated station.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Say what the record of the station knows: panels, answers that wait, panels that were lost.

    Example: inspector station status
    """
    from collections import Counter

    from inspector.store.answers import unsettled
    from inspector.store.arrivals import lost_arrivals, unrecorded_arrivals
    from inspector.store.deliveries import undelivered
    from inspector.store.lock import writer_of
    from inspector.store.store import DATABASE, Store

    folder = _record(simulated=simulated)
    if not (folder / DATABASE).is_file():
        mend = "let one run first" if simulated else "look at --simulated, or --config FOLDER"
        raise InspectorError(f"{folder}: no station has recorded a panel here; {mend}")
    with Store(folder, "read") as store:
        heads = store.all_heads()
        counted = Counter(head.verdict.name for head in heads)
        left = unsettled(store)
        open_, lost = unrecorded_arrivals(store), lost_arrivals(store)
        untold = undelivered(store)
    told = {
        "record": str(folder),
        "writer": writer_of(folder),
        "panels": dict(sorted(counted.items())),
        "newest": heads[-1].serial if heads else None,
        "answers": [{"serial": one.serial, "state": one.state.value} for one in left],
        "in_place": [one.serial for one in open_],
        "lost": [one.serial for one in lost],
        "undelivered": dict(untold),
    }
    if as_json:
        show.say_json(told)
        return
    show.say(f"record {folder}: {told['writer'] or 'no station'} writes it")
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(counted.items()))
    show.say(f"{len(heads)} panels: {counts or 'none yet'}; newest {told['newest'] or '-'}")
    for one in left:
        show.say(f"{one.serial or one.sequence}: its answer is {one.state.value}")
    for arrival in open_:
        show.say(f"{arrival.serial or arrival.line_number}: in place, without a record")
    for arrival in lost:
        show.say(f"{arrival.serial or arrival.line_number}: has gone without being inspected")
    for name, count in untold.items():
        if count:
            show.say(f"line.{name}: {count} panels wait to be delivered")


class Teller:
    """Prints events; ends the station after so many panels, or when an alarm has stopped it."""

    def __init__(self, controls: "Controls", panels: int | None, *, as_json: bool) -> None:
        self._controls, self._left, self._as_json = controls, panels, as_json
        self.panels = panels
        self.stopped = False

    def __call__(self, event: "Event") -> None:
        """Take one event."""
        from inspector.station.events import Alarm, PanelDone, Stopped

        if self._as_json:
            show.say(json.dumps(event_data(event)))
        else:
            _print(event)
        if isinstance(event, Alarm):
            show.complain(f"inspector: alarm {event.number.value}: {event.text}")
        if isinstance(event, Stopped) and event.reason:
            self.stopped = True
            self._controls.close()
        if isinstance(event, PanelDone) and self._left is not None:
            self._left -= 1
            if not self._left:
                self._controls.close()


def event_data(event: "Event") -> dict[str, object]:
    """Give an event as plain data: its name, and what says which panel and what of it."""
    from inspector.station.events import Alarm, AlarmOver, AnswerGiven, PanelDone, PanelRecorded

    data: dict[str, object] = {"event": type(event).__name__}
    for name in ("sequence", "serial", "line_number", "again", "product", "index", "count", "of"):
        if hasattr(event, name):
            data[name] = getattr(event, name)
    match event:
        case PanelRecorded(_, result):
            data |= {"serial": result.serial, "verdict": result.verdict.name}
        case AnswerGiven(_, _, told) | PanelDone(_, _, told):
            data |= {"verdict": told.verdict.name, "defects": told.defects}
        case Alarm(number, text):
            data |= {"number": number.value, "text": text}
        case AlarmOver(number):
            data["number"] = number.value
        case _:
            pass
    return data


def _print(event: "Event") -> None:
    from inspector.station.events import Idle, PanelDone, PanelRecorded, Waiting

    match event:
        case Idle():
            show.say("ready: waiting for a panel")
        case PanelRecorded(sequence, result):
            verdict = show.verdict_text(result.verdict)
            out = show.out()
            out.print(f"{sequence:6d}  {result.serial:20s} {verdict}", soft_wrap=True)
            for line in show.shortened(tuple(show.reasons_of(result)), show.FEW).splitlines():
                show.say(f"          {line}")
        case Waiting(_, serial, until):
            show.say(f"        {serial:20s} waits to be verified until {until:%H:%M:%S} UTC")
        case PanelDone(sequence, serial, told):
            show.say(f"{sequence:6d}  {serial:20s} the line has taken: {told.verdict.name}")
        case _:
            pass


def _record(*, simulated: bool) -> Path:
    own = places()
    if simulated:
        return own.data / SIMULATED
    return _setup().record if own.station.is_file() else own.data / RECORD


def _setup() -> "StationSetup":
    from inspector.formats.station_setup import read_station

    own = places()
    return read_station(own.station, own.data / RECORD)


def _opened(
    controls: "Controls", tell: Teller, *, simulated: bool, genicam: bool = False
) -> "AbstractContextManager[Station]":
    from inspector.assembly import opened_station, simulated_station
    from inspector.domain.setup import Policy

    if not simulated:
        return opened_station(_setup(), controls, tell)
    record = _record(simulated=True)
    return simulated_station(record, controls, tell, Policy(), tell.panels or MANY, genicam=genicam)


@contextmanager
def _interrupts(gently: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C and the system's request to end do something gentle, once; the next one ends."""

    def hear(number: int, frame: FrameType | None) -> None:
        del frame
        signal.signal(number, signal.default_int_handler)
        gently()

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
