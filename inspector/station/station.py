"""The station's loop: one panel after another, from its arrival to the answer that the line took.

A panel that is in place is noted durably before anything is done with it, its record is durable
before the line is told anything, and an answer stays in the record until the line has taken it.
So a power cut at any instant costs a panel its time at most, never its record or its answer.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from inspector.devices.camera import Camera, FieldPlan
from inspector.devices.counted import with_counters
from inspector.devices.plan import visited
from inspector.devices.scanner import Scanner
from inspector.domain.answer import to_verify
from inspector.domain.errors import InspectorError, StoreError, UnseenPanelError
from inspector.domain.image import Field
from inspector.domain.result import PanelResult
from inspector.domain.setup import AnswerPolicy, Policy
from inspector.domain.station import Calibration
from inspector.inspection import Inspected, field_order, inspect_panel
from inspector.line.plc import Arrived, LineState, PlcLink
from inspector.neural.model import Models
from inspector.station.alarms import AlarmNumber, number_of
from inspector.station.answering import POLL_S, Answering
from inspector.station.controls import Controls, Mode
from inspector.station.events import (
    Alarm,
    AlarmOver,
    EmergencyStopped,
    Ended,
    Event,
    FieldSeen,
    Identified,
    Idle,
    PanelArrived,
    PanelRecorded,
    Paused,
    Starting,
    Stopped,
)
from inspector.station.eye import Eye
from inspector.station.inspecting import (
    Asked,
    asked_of,
    not_inspected,
    pictures_of,
    with_read_serial,
)
from inspector.station.products import Product
from inspector.station.streaks import Streaks, remembered_streaks
from inspector.store.arrivals import (
    KnownArrival,
    give_up,
    newest_arrival,
    note_arrival,
    unrecorded_arrivals,
)
from inspector.store.store import AnswerState, Store

log = logging.getLogger(__name__)

AWAY_S = 1.0
"""A line that was not heard for so long is away; a link needs a moment after its start."""
SHOWN: Mapping[Mode, tuple[LineState, Event]] = {
    Mode.PAUSED: (LineState.PAUSED, Paused()),
    Mode.STOPPED: (LineState.STOPPED, Stopped()),
    Mode.EMERGENCY: (LineState.EMERGENCY, EmergencyStopped()),
}
LOADS = 2
"""Times that the station is ready, from its start on, with something new loaded."""
RESTING = {LineState.STARTING, LineState.ALARM, *(state for state, _ in SHOWN.values())}
"""States that are left by a start only; the alarm of before is then over."""


@dataclass(frozen=True, slots=True)
class Rig:
    """All that a station works with, open."""

    name: str
    calibration: Calibration
    products: Sequence[Product]
    camera: Camera
    eye: Eye
    link: PlcLink
    store: Store
    scanner: Scanner | None = None
    models: Models = Models()  # noqa: RUF009 - a frozen value


class Station:
    """One station; made and run on one thread, commanded through ``controls`` from any.

    Parameters
    ----------
    rig
        What it works with.
    policy
        How it treats panels.
    controls
        What people ask of it.
    tell
        Is told every event, on the station's thread; it must neither block nor raise.
    """

    def __init__(
        self, rig: Rig, policy: Policy, controls: Controls, tell: Callable[[Event], None]
    ) -> None:
        self._rig, self._policy, self._controls, self._tell = rig, policy, controls, tell
        self._store = rig.store
        self._answering = Answering(
            rig.store, rig.link, policy, controls, self._say, self._show, self._look_at_line
        )
        self._in_place: Arrived | None = None  # without a record; the link gives it once only
        self._streaks: Streaks | None = None
        self._first = True
        self._to_load = LOADS
        self._shown = LineState.STARTING
        self._alarm = AlarmNumber.NONE
        self._line_away = False
        self._away_since: float | None = None

    def run(self) -> None:
        """Take panels until the controls are closed; an error stops it, and leaves it startable."""
        self._show(LineState.STARTING)
        self._say(Starting())
        while self._controls.mode is not Mode.CLOSED:
            try:
                self._turn()
            except InspectorError as error:
                self._halt(number_of(error), str(error))
            except Exception as error:  # the station's loop: the border to everything in it
                log.exception("the station stopped")
                text = f"internal error: {error!r}; please report it with the log, then start again"
                self._halt(AlarmNumber.INTERNAL, text)
        try:
            self._answering.take_rulings()
        except StoreError as error:
            log.error("what people ruled last was not kept: %s", error)
        gc.unfreeze()  # another station may be opened in this process: this one is then garbage
        self._show(LineState.STOPPED)
        self._say(Ended())

    def _turn(self) -> None:
        """Do one thing: rest, settle what is left, or take a panel."""
        self._take_rulings()
        if not self._controls.may_take(POLL_S):
            self._rest()
            return
        if self._shown in RESTING:  # it was started, or started again
            self._alarm = AlarmNumber.NONE
        if self._streaks is None:
            self._streaks = remembered_streaks(self._rig.store, self._policy.same_defects)
        if not self._answering.settle():
            return
        if self._shown is not LineState.READY:
            self._keep_what_is_loaded()
            self._show(LineState.READY)
            self._say(Idle())
        self._look_at_line()
        arrived = self._rig.link.wait_arrival(0.0 if self._in_place else POLL_S) or self._left()
        if arrived is not None:
            self.cycle(arrived)

    def _keep_what_is_loaded(self) -> None:
        """Let garbage collection leave alone what was loaded up to the first panel: it stays.

        It held up every thread for 0.15 s, at some panel or other. Collected before the first panel
        only: afterwards somebody waits.
        """
        if self._to_load == LOADS:
            gc.collect()
        if self._to_load:
            self._to_load -= 1
            gc.freeze()

    def _left(self) -> Arrived | None:
        """Give the panel that was left in place, unless a person has taken it away meanwhile."""
        left = self._in_place
        if left is None or self._rig.link.holds(left.number):
            return left
        self._in_place = None
        self._give_up_all_but(None)
        return None

    def cycle(self, arrived: Arrived) -> None:
        """Take one panel from its arrival to the answer that the line has taken.

        Noted, identified, inspected while it is taken, recorded with its answer in one transaction,
        verified if the plant wants it, told until taken: in this order.

        Raises
        ------
        InspectorError
            If a device fails or the record cannot be written. The panel then has neither a record
            nor an answer; it stays in place and is taken again when the station is started.
        """
        self._controls.begin_panel()  # before anybody hears of it and wants it left
        self._alarm = AlarmNumber.NONE
        self._show(LineState.BUSY)
        known, again = self._noted(arrived)
        self._say(PanelArrived(arrived.number, arrived.serial, again))
        if known.sequence is not None:  # its answer is on its way or was taken: it is told again
            self._in_place = None
            self._answering.give(known.sequence, known.serial, arrived.number)
            return
        chosen = replace(arrived, recipe=arrived.recipe or self._controls.product)
        asked = asked_of(self._rig.products, self._rig.scanner, chosen)
        found = self._inspected(asked)
        verify = self._policy.answer is AnswerPolicy.VERIFIED and to_verify(found.result)
        sequence = self._rig.store.record(
            found.result,
            pictures_of(found, self._policy.workers),
            answer=AnswerState.WAITING if verify else AnswerState.PENDING,
            arrival=known.number,
        )
        self._in_place = None
        self._say(PanelRecorded(sequence, found.result))
        self._answering.settle()
        self._look_for_streak(found.result)

    def _noted(self, arrived: Arrived) -> tuple[KnownArrival, bool]:
        """Remember durably that a panel is in place; give it, and whether that was known already.

        Only the first panel after a start can have been in place before it: the line counts
        arrivals and keeps the count over power-off, a link gives each of them once.
        """
        store, line = self._rig.store, self._rig.link.name
        retaken = self._in_place is not None and self._in_place.number == arrived.number
        self._in_place = arrived
        newest = newest_arrival(store) if self._first or retaken else None
        this = (line, arrived.number, arrived.serial)
        same = newest if newest is not None and newest.key == this else None
        self._give_up_all_but(same)
        known = same or note_arrival(store, *this)
        self._first = False
        return known, same is not None

    def _give_up_all_but(self, here: KnownArrival | None) -> None:
        """Note and tell that panels without a record are not in place any more."""
        for left in unrecorded_arrivals(self._rig.store):
            if left != here:
                give_up(self._rig.store, left)
                self._say(Alarm(AlarmNumber.PANEL_LOST, _lost_text(left)))

    def _inspected(self, asked: Asked) -> Inspected:
        """Take the panel's fields, and inspect each while the next is taken."""
        rig, now = self._rig, datetime.now(UTC)
        if asked.product is None or asked.refusal:
            if asked.product is None:
                self._say(Alarm(AlarmNumber.UNKNOWN_PRODUCT, asked.refusal))
            sha256 = rig.calibration.sha256
            return Inspected(not_inspected(asked, rig.name, now, sha256), {})
        if rig.calibration.expired(now):  # inspection then says so of every part
            self._say(Alarm(AlarmNumber.CALIBRATION, _expired_text(rig.calibration)))
        recipe, golden = asked.product.recipe, asked.product.golden
        try:
            wanted = rig.eye.wanted(recipe, asked.serial, now)
        except UnseenPanelError as error:
            unseen = replace(asked, refusal=str(error))
            return Inspected(not_inspected(unseen, rig.name, now, rig.calibration.sha256), {})
        skipped = asked.arrived.skipped
        capture = replace(wanted.capture, station=rig.name, skipped_boards=skipped)
        plan = visited(wanted.plan, field_order(recipe, capture, rig.calibration))
        self._say(Identified(capture.serial, asked.product.name, len(plan)))
        before = rig.camera.counters
        found = inspect_panel(
            recipe,
            capture,
            self._taken(plan, capture.serial),
            rig.calibration,
            models=rig.models,
            golden=golden,
            stop=self._controls.left,
            workers=self._policy.workers,
        )
        result = with_counters(found.result, before, rig.camera.counters)
        return with_read_serial(Inspected(result, found.pictures), recipe)

    def _taken(self, plan: Sequence[FieldPlan], serial: str) -> Iterator[Field]:
        fields = self._rig.camera.grab(plan, self._policy.grab_timeout_s)
        for count, one in enumerate(fields, 1):
            self._say(FieldSeen(serial, one.index, count, len(plan)))
            yield one

    def _look_for_streak(self, result: PanelResult) -> None:
        """Stop where too many boards in a row have had the same defect."""
        limit = self._policy.same_defects
        self._streaks = (self._streaks or Streaks()).after(result)
        reached = self._streaks.reached(limit)
        if reached:
            (refdes, code), count = reached
            self._streaks = Streaks()
            what = code.replace("_", " ")
            text = f"{refdes} {what} on {count} boards in a row; mend the line, then start again"
            self._halt(AlarmNumber.SAME_DEFECTS, text)

    def _look_at_line(self) -> None:
        """Tell once that the line has been away for a while, and that it is there again."""
        health, now = self._rig.link.health, time.monotonic()
        if health.connected:
            self._away_since = None
            if self._line_away:
                self._line_away = False
                self._say(AlarmOver(AlarmNumber.LINE_AWAY))
            return
        self._away_since = self._away_since or now
        if not self._line_away and now - self._away_since >= AWAY_S:
            self._line_away = True
            why = health.reason or f"{self._rig.link.name} is away; look at its power and cable"
            self._say(Alarm(AlarmNumber.LINE_AWAY, why))

    def _rest(self) -> None:
        """Show why no panel is taken; an alarm stays shown until it is started again."""
        mode = self._controls.mode
        if mode not in SHOWN or (mode is Mode.STOPPED and self._shown is LineState.ALARM):
            return
        state, event = SHOWN[mode]
        if self._shown is not state:
            self._show(state)
            self._say(event)

    def _halt(self, number: AlarmNumber, text: str) -> None:
        self._controls.halt()
        self._shown = LineState.ALARM
        self._say(Alarm(number, text))
        self._say(Stopped(text))

    def _take_rulings(self) -> None:
        """Keep what people ruled; where that cannot be written, it stays with the controls."""
        try:
            self._answering.take_rulings()
        except StoreError:
            if self._alarm is not AlarmNumber.RECORD:  # told already; it is tried again
                raise

    def _say(self, event: Event) -> None:
        """Tell an event; an alarm also goes into the log, and its number to the line."""
        match event:
            case Alarm(number, text):
                log.warning("alarm %d: %s", number, text)
                self._alarm = number
                self._show(self._shown)
            case AlarmOver(number) if number is self._alarm:
                self._alarm = AlarmNumber.NONE
                self._show(self._shown)
            case _:
                pass
        self._tell(event)

    def _show(self, state: LineState) -> None:
        self._shown = state
        self._rig.link.show(state, self._alarm)


def _lost_text(left: KnownArrival) -> str:
    return (
        f"panel {left.serial or left.line_number} was in place when the station stopped and has "
        "gone without being inspected; find it and bring it again"
    )


def _expired_text(calibration: Calibration) -> str:
    until = calibration.valid_until_utc.isoformat(timespec="minutes")
    return (
        f"the calibration of {calibration.camera_name} was valid until {until}; nothing can pass: "
        "calibrate the station and start it again"
    )
