"""What both ends keep of a conversation by registers: one answer at a time, until acknowledged.

The station's threads call from one side, the link's own loop from the other; nothing here waits
for the PLC but the two calls that say so, and nothing does I/O.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from inspector.domain.errors import DeviceError
from inspector.line.plc import Arrived, LineState, LinkHealth, PanelAnswer
from inspector.line.registers import LineSide, StationSide, wire_sequence

MOST_PENDING = 64
"""Answers that may stand in line; more means that the PLC has been away for long."""
REMEMBERED = 1024
"""Acknowledged sequences that are known, so that waiting for one twice ends at once."""


class Handshake:
    """The state of one link, shared by the station and the link's loop."""

    def __init__(self, name: str, stale_s: float, boards: int) -> None:
        self.name = name
        self._stale_s = stale_s
        self._boards = boards
        self._changed = threading.Condition()
        self._notify: Callable[[], None] = lambda: None
        self._side = StationSide(0, LineState.STARTING)
        self._queue: deque[PanelAnswer] = deque()  # the first one stands in the registers
        self._done: deque[int] = deque(maxlen=REMEMBERED)
        self._waiting: Arrived | None = None
        self._arrival = 0  # the number that the line showed last
        self._answered = 0  # the arrival that was answered last
        self._beat: int | None = None
        self._beat_at = time.monotonic()
        self._failure = f"{name}: no contact yet; is it on, and are address and unit right?"

    # --- the station's side -------------------------------------------------------------------

    @property
    def health(self) -> LinkHealth:
        """How the link is at the moment; one late answer does not make it unhealthy."""
        with self._changed:
            age_s = time.monotonic() - self._beat_at
            if self._beat is not None and age_s <= self._stale_s:
                return LinkHealth(connected=True, heartbeat_age_s=age_s)
            still = f"{self.name}: its heartbeat stands still; is its program running?"
            return LinkHealth(connected=False, heartbeat_age_s=age_s, reason=self._failure or still)

    def wait_arrival(self, timeout_s: float) -> Arrived | None:
        """Wait for a panel that was not given yet and not answered before a restart."""
        with self._changed:
            if not self._changed.wait_for(self._has_arrival, timeout_s):
                return None
            arrived, self._waiting = self._waiting, None
            assert arrived is not None
            self._side = replace(self._side, arrival_taken=arrived.number)
        self._notify()
        return arrived

    def holds(self, number: int) -> bool:
        """Whether the line shows that arrival; before the first contact it shows none."""
        with self._changed:
            return self._arrival == number

    def show(self, state: LineState, alarm: int) -> None:
        """Change what the line is told of the station."""
        with self._changed:
            self._side = replace(self._side, state=state, alarm=alarm)
        self._notify()

    def answer(self, answer: PanelAnswer) -> None:
        """Put an answer in line; one that is there or acknowledged already changes nothing.

        Raises
        ------
        DeviceError
            If it has more boards than registers, or too many answers are pending.
        """
        if len(answer.boards) > self._boards:
            raise DeviceError(
                f"{self.name}: panel {answer.serial!r} has {len(answer.boards)} boards, the "
                f"registers hold {self._boards}; raise boards under [line.modbus] in station.toml"
            )
        with self._changed:
            if answer.sequence in self._done or answer.sequence in self._pending():
                return
            if len(self._queue) >= MOST_PENDING:
                raise DeviceError(
                    f"{self.name}: {MOST_PENDING} answers are not acknowledged; look after the PLC"
                )
            self._queue.append(answer)
            self._answered = answer.arrival or self._answered
            self._put()
        self._notify()

    def wait_acknowledged(self, sequence: int, timeout_s: float) -> bool:
        """Wait until an answer is acknowledged."""
        with self._changed:
            return self._changed.wait_for(lambda: sequence in self._done, timeout_s)

    # --- the line's side ----------------------------------------------------------------------

    def tell_changes_to(self, notify: Callable[[], None]) -> None:
        """Name whom to wake, from any thread, when there is something new to write."""
        self._notify = notify

    @property
    def side(self) -> StationSide:
        """What is to be written, but for heartbeat and clock."""
        with self._changed:
            return self._side

    @property
    def pending(self) -> bool:
        """Whether an answer waits for its acknowledgement."""
        with self._changed:
            return bool(self._queue)

    def heard(self, line: LineSide) -> None:
        """Take in what the line says."""
        with self._changed:
            self._failure = ""
            if line.heartbeat != self._beat:
                self._beat, self._beat_at = line.heartbeat, time.monotonic()
            self._acknowledge(line.acknowledged)
            self._arrive(line)
            self._changed.notify_all()

    def failed(self, reason: str) -> None:
        """Take in that the line cannot be heard."""
        with self._changed:
            self._failure = f"{self.name}: {reason}"

    def _has_arrival(self) -> bool:
        if self._waiting is not None and self._waiting.number == self._answered:
            self._waiting = None  # answered before a restart; its answer is on the way
        return self._waiting is not None

    def _pending(self) -> set[int]:
        return {answer.sequence for answer in self._queue}

    def _put(self) -> None:
        if self._queue:
            self._side = replace(self._side, answer=self._queue[0])

    def _acknowledge(self, number: int) -> None:
        # what stands in line before the acknowledged one was acknowledged before a restart
        if number not in {wire_sequence(answer.sequence) for answer in self._queue}:
            return
        while self._queue:
            taken = self._queue.popleft()
            self._done.append(taken.sequence)
            if wire_sequence(taken.sequence) == number:
                break
        self._put()

    def _arrive(self, line: LineSide) -> None:
        if line.arrival == self._arrival:
            return
        self._arrival = line.arrival
        if not line.arrival:  # the panel has left, whether it was begun or not
            self._waiting, self._answered = None, 0
            return
        self._waiting = Arrived(line.arrival, line.serial, line.recipe, line.skipped)
