"""Carries every recorded panel to the receivers that must have all, from where it ended before.

The record is the queue: what a receiver did not take, because it was away or because the station
was killed, is read from there and offered again, in order. So nothing recorded stays untold, and
memory holds only what a receiver is about to take.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from inspector.domain.errors import InspectorError, StoreError
from inspector.line.sink import ResultSink
from inspector.station.alarms import AlarmNumber
from inspector.station.events import Alarm, AlarmOver, Tell
from inspector.store.deliveries import delivered_to, note_delivered, recorded_after
from inspector.store.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Panels read from the record before the receivers are looked at again."""
LOOK_S = 0.2
"""Between two looks at receivers that have still something to take."""
LATE_S = 10.0
"""A receiver that has taken nothing for so long, and could have, is an alarm."""
AGAIN_S = 1.0
"""Before the record is opened again where it could not be read."""


class Courier:
    """A context manager; opens and closes the sinks it carries to.

    Parameters
    ----------
    record
        The folder of the station's record, which is there.
    sinks
        Not yet entered; by the name under which the record remembers how far each has been told.
    tell
        Is told, on the courier's own thread, when a receiver takes nothing and when it does again.
    """

    def __init__(self, record: Path, sinks: Mapping[str, ResultSink], tell: Tell) -> None:
        self._record, self._tell = record, tell
        self._alarmed = False
        self._rounds = {name: _Round(name, sink) for name, sink in sinks.items()}
        self._open = ExitStack()
        self._news = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def __enter__(self) -> Self:
        """Open the sinks and begin with what they have not been told yet.

        Raises
        ------
        InspectorError
            If a sink can never work, or the record cannot be written.
        """
        with ExitStack() as undo:
            with Store(self._record, "rule") as store:
                for one in self._rounds.values():
                    one.begin(delivered_to(store, one.name))
            for one in self._rounds.values():
                undo.enter_context(one.sink)
            self._open = undo.pop_all()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the sinks deliver what they have taken, for a short while, and note how far it is."""
        self._stopping = True
        self._news.set()
        self._thread.join()
        self._open.close()
        try:
            with Store(self._record, "rule") as store:
                for one in self._rounds.values():
                    one.note(store)
        except StoreError as error:
            log.error("courier: not noted what was delivered, it is delivered again: %s", error)

    def tell(self) -> None:
        """Say that a panel was recorded; returns at once."""
        self._news.set()

    def _run(self) -> None:
        reason = ""
        while not self._stopping:
            try:
                with Store(self._record, "read") as read, Store(self._record, "rule") as noted:
                    reason = ""
                    self._carry(read, noted)
            except InspectorError as error:
                if str(error) != reason:
                    reason = str(error)
                    log.warning("courier: %s", reason)
                self._news.wait(AGAIN_S)

    def _carry(self, read: Store, noted: Store) -> None:
        while True:
            self._news.clear()
            stopping = self._stopping
            for one in self._rounds.values():
                one.note(noted)
                one.offer(read)
            self._look(read)
            if stopping:
                return
            busy = any(one.on_the_way for one in self._rounds.values())
            self._news.wait(LOOK_S if busy else None)

    def _look(self, read: Store) -> None:
        """Tell once that a receiver takes nothing, and that all of them do again."""
        late = [one for one in self._rounds.values() if one.late]
        if late and not self._alarmed:
            self._tell(Alarm(AlarmNumber.RESULTS_LATE, late[0].why_late(read)))
        elif self._alarmed and not late:
            self._tell(AlarmOver(AlarmNumber.RESULTS_LATE))
        self._alarmed = bool(late)


class _Round:
    """What one receiver has been offered and what it has taken."""

    def __init__(self, name: str, sink: ResultSink) -> None:
        self.name, self.sink = name, sink
        self._taken_s = time.monotonic()  # when it had taken all or some last
        self._offered = self._noted = 0  # sequences
        self._counted = 0  # deliveries that were looked at
        self._on_the_way: deque[int] = deque()
        self._full = False

    @property
    def on_the_way(self) -> bool:
        """Whether there is something that the receiver has not taken yet."""
        return self._full or bool(self._on_the_way)

    def begin(self, sequence: int) -> None:
        """Go on after this sequence."""
        self._offered = self._noted = sequence

    def note(self, store: Store) -> None:
        """Remember in the record what has been delivered since."""
        delivered, last = self.sink.health.delivered, self._noted
        for _ in range(delivered - self._counted):
            last = self._on_the_way.popleft()
        if delivered != self._counted or not self.on_the_way:
            self._taken_s = time.monotonic()
        self._counted = delivered
        if last != self._noted:
            note_delivered(store, self.name, last)
            self._noted = last

    def offer(self, store: Store) -> None:
        """Give the sink what it has room for."""
        self._full = False
        while not self._full and (later := recorded_after(store, self._offered, AT_ONCE)):
            for sequence in later:
                if not self._take(store, sequence):
                    self._full = True
                    break

    def _take(self, store: Store, sequence: int) -> bool:
        """Offer one panel; whether the receiver is done with it or has it before it."""
        try:
            result = store.get(sequence).result
        except StoreError as error:  # damaged: the others are not held up by it
            log.error("%s: is not told of a panel: %s", self.sink.name, error)
        else:
            if not self.sink.publish(result):
                return False
            self._on_the_way.append(sequence)
        self._offered = sequence
        return True

    @property
    def late(self) -> bool:
        """Whether it has taken nothing for long, of what it has before it."""
        return self.on_the_way and time.monotonic() - self._taken_s >= LATE_S

    def why_late(self, store: Store) -> str:
        """Say what waits for it, and what its link says is wrong."""
        why = self.sink.health.reason or "look whether it takes results"
        more = len(recorded_after(store, self._offered, AT_ONCE))
        count = f"{len(self._on_the_way) + more}{' or more' if more == AT_ONCE else ''}"
        return f"{self.sink.name} has not taken {count} results, they wait in the record; {why}"
