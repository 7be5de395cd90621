"""What the set-up screen shows, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from inspector.formats.station_setup import StationSetup

LINES = 400
"""Lines of the log that are shown: the newest."""
ENDLESS = 9999
"""The year of what ends never."""
SOON_DAYS = 14
"""A calibration that ends sooner is worth a warning."""
TIGHT = 0.05
"""A disk with less of it free is worth a warning."""


class State(StrEnum):
    """What is known of a device."""

    UNTRIED = "untried"
    TESTING = "testing"
    GOOD = "good"
    BAD = "bad"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Device:
    """One thing the station works with; ``said`` is what it answered, or why it did not."""

    key: str
    name: str
    what: str
    state: State = State.UNTRIED
    said: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A live picture in numbers: ``counts`` of the samples by brightness, 64 bins."""

    counts: tuple[int, ...]
    brightness: float
    full: float
    sharpness: float
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of what is to be watched over; ``good`` False: something is to be done."""

    name: str
    value: str
    good: bool = True


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One register of the PLC's map; ``value`` is empty where nothing was read."""

    value: str
    name: str
    writer: str
    address: int
    count: int
    meaning: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log."""

    at_utc: str
    level: str
    serial: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """An installed package: version and licence."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class SetupScreen:
    """Everything that can change on the screen; ``refused``: why there is no station."""

    refused: str = ""
    setup: StationSetup | None = None
    devices: tuple[Device, ...] = ()
    live: bool = False
    look: Look | None = None
    live_said: str = ""
    lit: str = ""
    light_said: str = ""
    registers: tuple[RegisterRow, ...] = ()
    registers_said: str = ""
    facts: tuple[Fact, ...] = ()
    log: tuple[LogLine, ...] = ()
    log_said: str = ""
    pieces: tuple[Piece, ...] = ()
    wiring: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StationRead:
    """station.toml was read; None: there is none, all is simulated."""

    setup: StationSetup | None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class StationRefused:
    """station.toml was refused; why, and how to mend it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Trying:
    """A device is being tried."""

    key: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A device has answered, or has not."""

    key: str
    good: bool
    said: str


@dataclass(frozen=True, slots=True)
class LiveSwitched:
    """The live view was switched on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class LiveSeen:
    """A live picture has come."""

    look: Look


@dataclass(frozen=True, slots=True)
class LiveFailed:
    """The camera gave no picture: the live view is off."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lit:
    """A shot's light is on (empty: all dark), or why not."""

    shot: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class RegistersRead:
    """The registers, with what stands in them or without."""

    rows: tuple[RegisterRow, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class FactsRead:
    """Calibration, disk and memory."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class LogRead:
    """The newest lines of the log, or why there are none."""

    lines: tuple[LogLine, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class PiecesRead:
    """What is installed."""

    pieces: tuple[Piece, ...]


Event = (
    StationRead | StationRefused | Trying | Answered | LiveSwitched | LiveSeen | LiveFailed | Lit
    | RegistersRead | FactsRead | LogRead | PiecesRead
)  # fmt: skip


def after(screen: SetupScreen, event: Event) -> SetupScreen:  # noqa: C901 - one line an event
    """Give the screen that follows an event."""
    match event:
        case StationRead(setup, simulated):
            wiring = _wiring(setup)
            devices = devices_of(setup, simulated=simulated)
            return replace(screen, refused="", setup=setup, devices=devices, wiring=wiring)
        case StationRefused(reason):
            return replace(screen, refused=reason, setup=None, devices=(), wiring={})
        case Trying(key):
            return _with_device(screen, key, State.TESTING, "")
        case Answered(key, good, said):
            return _with_device(screen, key, State.GOOD if good else State.BAD, said)
        case LiveSwitched(on):
            return replace(screen, live=on, live_said="", look=None if on else screen.look)
        case LiveSeen(look):
            best = max(look.sharpness, screen.look.best if screen.look else 0.0)
            return replace(screen, look=replace(look, best=best), live_said="")
        case LiveFailed(reason):
            return replace(screen, live=False, live_said=reason)
        case Lit(shot, said):
            return replace(screen, lit=shot, light_said=said)
        case RegistersRead(rows, said):
            return replace(screen, registers=rows or screen.registers, registers_said=said)
        case FactsRead(facts):
            return replace(screen, facts=facts)
        case LogRead(lines, said):
            return replace(screen, log=lines[-LINES:], log_said=said)
        case PiecesRead(pieces):
            return replace(screen, pieces=pieces)


def devices_of(setup: StationSetup | None, *, simulated: bool = False) -> tuple[Device, ...]:
    """Give the devices of a station, none of them tried yet."""
    if setup is None:
        if not simulated:
            return ()
        return (
            Device("camera", "camera", "drawn boards"),
            Device("plc", "PLC", "simulated, in this program", State.ABSENT),
            Device("record", "record", "results and pictures"),
        )
    camera = setup.camera
    seen = f"{camera.name}, serial {camera.serial}" if camera else f"replay of {setup.replay}"
    return (
        Device("camera", "camera", seen),
        _optional("light", "light", setup.light.address if setup.light else ""),
        _optional("scanner", "code reader", setup.scanner.address if setup.scanner else ""),
        _optional("plc", "PLC", setup.links.modbus.place if setup.links.modbus else ""),
        Device("record", "record", str(setup.record)),
        Device("calibration", "calibration", str(setup.calibration)),
    )


def _optional(key: str, name: str, what: str) -> Device:
    return Device(key, name, what or "not set up", State.UNTRIED if what else State.ABSENT)


def _with_device(screen: SetupScreen, key: str, state: State, said: str) -> SetupScreen:
    devices = tuple(
        replace(d, state=state, said=said) if d.key == key else d for d in screen.devices
    )
    return replace(screen, devices=devices)


def _wiring(setup: StationSetup | None) -> dict[str, str]:
    """Give in words what makes each shot of a light."""
    if setup is None or setup.light is None:
        return {}
    return {
        shot: ", ".join(
            f"{f.channel}: {f.percent:g} %" + (f", {f.pulse_ms:g} ms" if f.pulse_ms else "")
            for f in flashes
        )
        for shot, flashes in setup.light.shots.items()
    }


def calibration_facts(
    made_by: str, made_utc: datetime, until_utc: datetime, now_utc: datetime, *, nominal: bool
) -> tuple[Fact, ...]:
    """Give what is to be known of a calibration, and whether something is to be done."""
    days = (until_utc - now_utc).total_seconds() / 86_400
    ends = until_utc.strftime("%Y-%m-%d") if until_utc.year < ENDLESS else "-"
    if days < 0:
        left = f"{ends}: expired, calibrate the station again"
    elif days < SOON_DAYS:
        left = f"{ends}: {days:.0f} days left, calibrate soon"
    else:
        left = ends
    what = "nominal: this machine was not measured" if nominal else "measured"
    return (
        Fact("calibration made", f"{made_utc:%Y-%m-%d} by {made_by}"),
        Fact("calibration valid until", left, days >= SOON_DAYS),
        Fact("calibration", what, not nominal),
    )


def storage_fact(name: str, free: int, total: int) -> Fact:
    """Give how much of a disk or memory is free."""
    share = free / total if total else 0.0
    told = f"{free / 1e9:.1f} GB of {total / 1e9:.1f} GB free"
    if share < TIGHT:
        told += ": make room, records stop when it is full"
    return Fact(name, told, share >= TIGHT)
