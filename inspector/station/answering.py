"""Answers to the line: verified where the plant wants it, told until they are taken.

The record says what is left to do, so that there is no difference between a panel just inspected
and one that was recorded before a power cut.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from inspector.domain.answer import rulings_on, to_verify, told_of
from inspector.domain.setup import Policy
from inspector.line.plc import LineState, PanelAnswer, PlcLink
from inspector.station.alarms import AlarmNumber
from inspector.station.controls import Controls
from inspector.station.events import Alarm, AlarmOver, AnswerGiven, Event, PanelDone, Waiting
from inspector.store.answers import (
    Unsettled,
    answer_of,
    decide,
    is_recorded,
    reviews_of,
    rule,
    unsettled,
)
from inspector.store.store import AnswerState, Store

log = logging.getLogger(__name__)

POLL_S = 0.1
"""How soon a command is obeyed while the line is waited for."""
LOOK_S = 1.0
"""How soon a ruling is seen that another process has put into the record."""


@dataclass(frozen=True, slots=True)
class Answering:
    """The way from the record to the line."""

    store: Store
    link: PlcLink
    policy: Policy
    controls: Controls
    tell: Callable[[Event], None]
    show: Callable[[LineState], None]

    def settle(self) -> bool:
        """Bring every answer that is left to the line, oldest first.

        Returns
        -------
        Whether all are taken; False when it was told to stop before that.
        """
        for left in unsettled(self.store):
            if left.state is AnswerState.WAITING and not self._verified(left):
                return False
            if not self.give(left.sequence, left.serial, left.line_number):
                return False
        return True

    def give(self, sequence: int, serial: str, line_number: int) -> bool:
        """Tell the line about one panel until it has taken it; also one that it has taken before.

        Parameters
        ----------
        line_number
            The line's own number of its arrival, 0 if it is not known.

        Returns
        -------
        Whether it has taken it; False when it was told to stop before that.
        """
        if self.controls.in_emergency():
            return False
        told = answer_of(self.store, sequence)
        self.tell(AnswerGiven(sequence, serial, told))
        found = told.verdict, told.boards, told.defects, told.first_code
        self.link.answer(PanelAnswer(sequence, serial, *found, line_number))
        begun, late = time.monotonic(), False
        while not self.link.wait_acknowledged(sequence, POLL_S):
            if not late and time.monotonic() - begun > self.policy.acknowledge_timeout_s:
                late = True
                self.tell(Alarm(AlarmNumber.NOT_ACKNOWLEDGED, self._not_taken(sequence, serial)))
            if self.controls.in_emergency() or (late and self.controls.interrupted()):
                return False
        self.store.acknowledge(sequence)
        if late:
            self.tell(AlarmOver(AlarmNumber.NOT_ACKNOWLEDGED))
        self.tell(PanelDone(sequence, serial, told))
        return True

    def take_rulings(self) -> None:
        """Keep what people ruled meanwhile; what is of no record is logged and left.

        Raises
        ------
        StoreError
            If it cannot be written; it is then kept at the next call.
        """
        while (ruled := self.controls.next_ruling()) is not None:
            if is_recorded(self.store, ruled.sequence):
                rule(self.store, ruled.sequence, ruled.reviews)
            else:
                log.warning("ruling on sequence %d, which is not in the record", ruled.sequence)
            self.controls.ruling_is_kept()

    def _verified(self, left: Unsettled) -> bool:
        """Wait until a person has ruled on every defect, or the time is up; decide the answer."""
        result = self.store.get(left.sequence).result
        wanted = to_verify(result)
        allowed = timedelta(seconds=self.policy.verify_timeout_s)
        until = left.recorded_utc + allowed
        self.show(LineState.WAITING)
        self.tell(Waiting(left.sequence, left.serial, until))
        while True:
            self.take_rulings()
            reviews = reviews_of(self.store, left.sequence)
            rest = min(until - datetime.now(UTC), allowed)  # a clock set back does not prolong it
            if wanted <= set(rulings_on(reviews)):
                break
            if rest <= timedelta():
                text = (
                    f"panel {left.serial or left.sequence} was not verified within "
                    f"{self.policy.verify_timeout_s:g} s; the machine's verdict is given"
                )
                self.tell(Alarm(AlarmNumber.NOT_VERIFIED, text))
                reviews = ()
                break
            if self.controls.interrupted():
                return False
            self.controls.wait_ruling(min(rest.total_seconds(), LOOK_S))
        decide(self.store, left.sequence, told_of(result, reviews))
        return True

    def _not_taken(self, sequence: int, serial: str) -> str:
        why = self.link.health.reason or "look at the PLC's program"
        return (
            f"{self.link.name} has not taken the answer of panel {serial or sequence} within "
            f"{self.policy.acknowledge_timeout_s:g} s; {why}"
        )
