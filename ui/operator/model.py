"""What the operator screen shows, as a value. No Qt here: a screen is tested without a window.

The one rule: a word of good tone comes from a recorded verdict PASS and from nothing else.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from inspector.domain.answer import Told
from inspector.domain.result import NAMED, Defect, DefectCode, PanelResult, Verdict
from inspector.station.alarms import AlarmNumber
from inspector.station.events import (
    Alarm,
    AlarmOver,
    AnswerGiven,
    EmergencyStopped,
    Ended,
    FieldSeen,
    Identified,
    Idle,
    PanelArrived,
    PanelDone,
    PanelRecorded,
    Paused,
    Starting,
    Stopped,
    Waiting,
)
from ui.station_thread import NotOpened, Opened, Opening, ScreenEvent

KEPT = 60
"""Panels that the strip remembers."""


class Word(StrEnum):
    """The one large word."""

    OFF = "off"
    STARTING = "starting"
    WAITING = "waiting"
    INSPECTING = "inspecting"
    PASS = "pass"
    FAIL = "fail"
    NOT_INSPECTED = "not_inspected"
    PAUSED = "paused"
    STOPPED = "stopped"
    EMERGENCY = "emergency"


class Mode(StrEnum):
    """What the station does, whatever came of the last panel."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    EMERGENCY = "emergency"


class Wait(StrEnum):
    """What the line is waiting for."""

    START = "start"
    DEVICES = "devices"
    PANEL = "panel"
    FIELDS = "fields"
    VERDICT = "verdict"
    PERSON = "person"
    LINE = "line"
    MEND = "mend"


class Lamp(StrEnum):
    """The lamp of the signal tower that is lit."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a panel did not pass: a defect with its numbers, or a text where nothing was measured."""

    place: str
    code: DefectCode | None
    text: str = ""
    quantity: str = ""
    value: float = 0.0
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    clause: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One panel of the strip; ``false_call``: the machine failed it, a person passed it."""

    sequence: int
    serial: str
    verdict: Verdict
    false_call: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Panels since the window was opened."""

    passed: int = 0
    failed: int = 0
    not_inspected: int = 0
    false_calls: int = 0

    @property
    def panels(self) -> int:
        """All of them."""
        return self.passed + self.failed + self.not_inspected

    @property
    def first_pass_yield(self) -> float | None:
        """Share of panels that the machine passed at once; None of none."""
        return self.passed / self.panels if self.panels else None


@dataclass(frozen=True, slots=True)
class OperatorScreen:
    """Everything that can change on the screen."""

    mode: Mode = Mode.OFF
    word: Word = Word.OFF
    wait: Wait = Wait.START
    serial: str = ""
    product: str = ""
    fields: tuple[int, int] = (0, 0)
    until_utc: datetime | None = None
    result: PanelResult | None = None
    sequence: int = 0
    reasons: tuple[Reason, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    refusal: str = ""
    products: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    strip: tuple[Passage, ...] = ()

    @property
    def lamp(self) -> Lamp:
        """Red: nothing moves until somebody acts; yellow: somebody is asked for; green: it runs."""
        if self.mode is Mode.EMERGENCY or self.refusal:
            return Lamp.RED
        if self.mode is Mode.STOPPED:
            return Lamp.RED if self.alarms else Lamp.YELLOW
        if self.mode is Mode.PAUSED or self.alarms or self.wait is Wait.PERSON:
            return Lamp.YELLOW
        return Lamp.GREEN if self.mode is Mode.RUNNING else Lamp.NONE

    @property
    def can_start(self) -> bool:
        """Whether starting changes anything."""
        return self.mode in (Mode.OFF, Mode.PAUSED, Mode.STOPPED, Mode.EMERGENCY)

    @property
    def can_pause(self) -> bool:
        """Whether pausing changes anything."""
        return self.mode is Mode.RUNNING

    @property
    def can_stop(self) -> bool:
        """Whether stopping changes anything."""
        return self.mode in (Mode.RUNNING, Mode.PAUSED)


WORDS = {
    Verdict.PASS: Word.PASS,
    Verdict.FAIL: Word.FAIL,
    Verdict.NOT_INSPECTED: Word.NOT_INSPECTED,
}

HALTING = frozenset(
    {
        AlarmNumber.INTERNAL,
        AlarmNumber.DEVICE,
        AlarmNumber.RECORD,
        AlarmNumber.CALIBRATION,
        AlarmNumber.REFUSED,
        AlarmNumber.SAME_DEFECTS,
    }
)
"""Alarms that stop the station; they are over once it runs again."""


def after(screen: OperatorScreen, event: ScreenEvent) -> OperatorScreen:
    """Give the screen that follows an event."""
    match event:
        case PanelArrived() | Identified() | FieldSeen() | PanelRecorded():
            return _after_panel(screen, event)
        case Waiting() | AnswerGiven() | PanelDone():
            return _after_answer(screen, event)
        case Alarm():
            others = tuple(a for a in screen.alarms if a.number is not event.number)
            return replace(screen, alarms=(*others, event))
        case Opened(products):
            return replace(screen, products=tuple(name for name, _ in products))
        case AlarmOver(number):
            return replace(screen, alarms=_without(screen.alarms, frozenset({number})))
        case _:
            return _after_mode(screen, event)


def without_alarm(screen: OperatorScreen, number: AlarmNumber) -> OperatorScreen:
    """Give the screen after a person has seen an alarm; one that stops the station stays."""
    if number in HALTING and screen.mode is Mode.STOPPED:
        return screen
    return replace(screen, alarms=_without(screen.alarms, frozenset({number})))


def _after_mode(screen: OperatorScreen, event: ScreenEvent) -> OperatorScreen:
    match event:
        case Opening() | Starting():
            starting = replace(screen, mode=Mode.STARTING, word=Word.STARTING, refusal="")
            return replace(_emptied(starting), wait=Wait.DEVICES)
        case Idle():
            kept = replace(screen, mode=Mode.RUNNING, wait=Wait.PANEL, until_utc=None)
            kept = replace(kept, alarms=_without(screen.alarms, HALTING))
            return kept if screen.word in WORDS.values() else replace(kept, word=Word.WAITING)
        case Paused():
            return replace(screen, mode=Mode.PAUSED, word=Word.PAUSED, wait=Wait.START)
        case Stopped(reason):
            wait = Wait.MEND if reason else Wait.START
            return replace(screen, mode=Mode.STOPPED, word=Word.STOPPED, wait=wait)
        case EmergencyStopped():
            return replace(screen, mode=Mode.EMERGENCY, word=Word.EMERGENCY, wait=Wait.START)
        case NotOpened(text):
            refused = replace(screen, mode=Mode.OFF, word=Word.STOPPED, wait=Wait.MEND)
            return replace(refused, refusal=text)
        case Ended():
            return replace(screen, mode=Mode.OFF, word=Word.OFF, wait=Wait.START)
        case _:
            return screen


def _after_panel(
    screen: OperatorScreen, event: PanelArrived | Identified | FieldSeen | PanelRecorded
) -> OperatorScreen:
    match event:
        case PanelArrived(_, serial):
            begun = _emptied(replace(screen, mode=Mode.RUNNING, word=Word.INSPECTING))
            return replace(begun, serial=serial, wait=Wait.FIELDS)
        case Identified(serial, product, fields):
            return replace(screen, serial=serial, product=product, fields=(0, fields))
        case FieldSeen(_, _, count, of):
            wait = Wait.VERDICT if count == of else Wait.FIELDS
            return replace(screen, fields=(count, of), wait=wait)
        case PanelRecorded(sequence, result):
            strip = (*screen.strip, Passage(sequence, result.serial, result.verdict))[-KEPT:]
            return replace(
                screen,
                word=WORDS[result.verdict],
                serial=result.serial,
                wait=Wait.LINE,
                result=result,
                sequence=sequence,
                reasons=reasons_of(result),
                counts=_counted(screen.counts, result.verdict),
                strip=strip,
            )


def _after_answer(
    screen: OperatorScreen, event: Waiting | AnswerGiven | PanelDone
) -> OperatorScreen:
    match event:
        case Waiting(_, _, until):
            return replace(screen, wait=Wait.PERSON, until_utc=until)
        case AnswerGiven():
            return replace(screen, wait=Wait.LINE, until_utc=None)
        case PanelDone(sequence, _, told):
            return _settled(replace(screen, wait=Wait.PANEL), sequence, told)


def _settled(screen: OperatorScreen, sequence: int, told: Told) -> OperatorScreen:
    """Note what the line was told: a panel that only the machine failed was a false call."""
    changed = [p for p in screen.strip if p.sequence == sequence and not p.false_call]
    if told.verdict is not Verdict.PASS or not changed or changed[0].verdict is Verdict.PASS:
        return screen
    strip = tuple(
        replace(p, false_call=True) if p.sequence == sequence else p for p in screen.strip
    )
    counts = replace(screen.counts, false_calls=screen.counts.false_calls + 1)
    return replace(screen, strip=strip, counts=counts)


def reasons_of(result: PanelResult) -> tuple[Reason, ...]:
    """Give why a panel did not pass: defects first, then what was not inspected."""
    if result.verdict is Verdict.PASS:
        return ()
    several = len(result.boards) > 1
    found: list[Reason] = []
    silent = [Reason("", None, result.reason)] if result.reason else []
    for board in result.boards:
        where = f"{board.index}:" if several else ""  # as review, reports and the line count
        regions = board.surface.regions if board.surface else ()
        found += [_reason(where, d) for part in board.parts for d in part.defects]
        found += [_reason(where, d) for region in regions for d in region.defects]
        if board.reason and board.reason != result.reason:
            silent.append(Reason(where.rstrip(":"), None, board.reason))
        unseen: dict[str, list[str]] = {}
        for part in board.parts:
            if part.verdict is Verdict.NOT_INSPECTED:
                unseen.setdefault(part.reason, []).append(where + part.refdes)
        silent += [Reason(_named(places), None, why) for why, places in unseen.items()]
        if board.surface and board.surface.verdict is Verdict.NOT_INSPECTED:
            silent.append(Reason(where.rstrip(":"), None, board.surface.reason))
    return (*found, *silent)


def _named(places: list[str]) -> str:
    """Give the places that have one reason: a field that did not come leaves hundreds of parts."""
    more = len(places) - NAMED
    return ", ".join(places[:NAMED]) + (f" +{more}" if more > 0 else "")


def _reason(where: str, defect: Defect) -> Reason:
    taken, limit = defect.measurement, defect.limit
    place = where + ".".join(filter(None, (taken.refdes, taken.pin)))
    return Reason(
        place,
        limit.code,
        "",
        taken.quantity,
        taken.value,
        taken.unit,
        limit.low,
        limit.high,
        limit.clause,
        limit.revision,
    )


def _emptied(screen: OperatorScreen) -> OperatorScreen:
    """Take away what was said of the panel before."""
    return replace(
        screen,
        serial="",
        product="",
        fields=(0, 0),
        until_utc=None,
        result=None,
        sequence=0,
        reasons=(),
    )


def _counted(counts: Counts, verdict: Verdict) -> Counts:
    match verdict:
        case Verdict.PASS:
            return replace(counts, passed=counts.passed + 1)
        case Verdict.FAIL:
            return replace(counts, failed=counts.failed + 1)
        case Verdict.NOT_INSPECTED:
            return replace(counts, not_inspected=counts.not_inspected + 1)


def _without(alarms: tuple[Alarm, ...], numbers: frozenset[AlarmNumber]) -> tuple[Alarm, ...]:
    return tuple(alarm for alarm in alarms if alarm.number not in numbers)
