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

from inspector.domain.errors import DamagedPanelError, InspectorError, StoreError
from inspector.line.sink import ResultSink
from inspector.station.alarms import AlarmNumber
from inspector.station.events import Alarm, AlarmOver, Tell
from inspector.store.deliveries import delivered_to, note_delivered, recorded_after
from inspector.store.store import Recorded, Store

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Panels read from the record for one receiver before the others are looked at again."""
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
        self._alarmed, self._reason = False, ""
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
        while not self._stopping:
            try:
                with Store(self._record, "read") as read, Store(self._record, "rule") as noted:
                    self._carry(read, noted)
            except InspectorError as error:
                self._stuck(str(error))
            except Exception as error:  # the courier's thread: it would end, and nobody be told
                if self._stuck(f"internal error: {error!r}; please report it with the log"):
                    log.exception("courier")
            self._news.clear()  # it would not wait at all where a panel was recorded meanwhile
            if not self._stopping:
                self._news.wait(AGAIN_S)

    def _stuck(self, reason: str) -> bool:
        """Tell once why nobody is told of panels at the moment; whether that is news."""
        if reason == self._reason:
            return False
        self._reason = reason
        log.warning("courier: %s", reason)
        self._alarm(f"results wait in the record; {reason}")
        return True

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
        self._reason = ""
        late = [one for one in self._rounds.values() if one.late]
        if late:
            self._alarm(late[0].why_late(read))
        elif self._alarmed:
            self._alarmed = False
            self._tell(AlarmOver(AlarmNumber.RESULTS_LATE))

    def _alarm(self, text: str) -> None:
        if not self._alarmed:
            self._alarmed = True
            self._tell(Alarm(AlarmNumber.RESULTS_LATE, text))


class _Round:
    """What one receiver has been offered and what it has taken."""

    def __init__(self, name: str, sink: ResultSink) -> None:
        self.name, self.sink = name, sink
        self._taken_s = time.monotonic()  # when it had taken all or some last
        self._offered = self._delivered = self._noted = 0  # sequences
        self._counted = 0  # deliveries that were looked at
        self._on_the_way: deque[int] = deque()
        self._more = False  # in the record, that is still to be offered
        self._refused: Recorded | None = None  # unpacked once, however often it is offered

    @property
    def on_the_way(self) -> bool:
        """Whether there is something that the receiver has not taken yet."""
        return self._more or bool(self._on_the_way)

    def begin(self, sequence: int) -> None:
        """Go on after this sequence."""
        self._offered = self._delivered = self._noted = sequence

    def note(self, store: Store) -> None:
        """Remember in the record what has been delivered since."""
        delivered = self.sink.health.delivered
        for _ in range(delivered - self._counted):
            self._delivered = self._on_the_way.popleft()
        if delivered != self._counted or not self.on_the_way:
            self._taken_s = time.monotonic()
        self._counted = delivered
        if self._delivered != self._noted:
            note_delivered(store, self.name, self._delivered)
            self._noted = self._delivered

    def offer(self, store: Store) -> None:
        """Give the sink what it has room for, of the next `AT_ONCE`."""
        later = recorded_after(store, self._offered, AT_ONCE)
        self._more = not all(self._take(store, one) for one in later) or len(later) == AT_ONCE

    def _take(self, store: Store, sequence: int) -> bool:
        """Offer one panel; whether the receiver is done with it or has it before it."""
        try:
            panel = self._refused or store.get(sequence)
        except DamagedPanelError as error:  # the others are not held up by it
            log.error("%s: is not told of a panel: %s", self.sink.name, error)
        else:
            if not self.sink.publish(panel.result):
                self._refused = panel
                return False
            self._on_the_way.append(sequence)
        self._offered, self._refused = sequence, None
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
