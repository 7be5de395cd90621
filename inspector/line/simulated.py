"""A PLC in this process: for tests, demos and a desk without a line."""

import threading
from collections import deque
from dataclasses import replace
from typing import Self

from inspector.line.handshake import Handshake
from inspector.line.plc import Arrived, LineState, LinkHealth, PanelAnswer
from inspector.line.registers import WORD, LineSide, wire_sequence

BOARDS = 1024
"""A panel of as many boards is answered; there are no registers."""
SCAN_S = 0.01


class SimulatedPlc:
    """A link whose PLC is a thread: panels come from `bring`, answers stand in `taken`.

    ``freeze`` lets it stand still, as a PLC whose program does not run. It goes on counting from
    ``last_arrival``, as a PLC that keeps its count over power-off.
    """

    def __init__(self, stale_s: float = 1.0, *, last_arrival: int = 0) -> None:
        self._handshake = Handshake(self.name, stale_s, BOARDS)
        self._handshake.tell_changes_to(self._wake)
        self._changed = threading.Condition()
        self._wanted: deque[Arrived] = deque()
        self._line = LineSide(0)
        self._last_arrival = last_arrival
        self._frozen = False
        self._stopping = False
        self._woken = False
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self.taken: list[PanelAnswer] = []
        """Every answer that was taken, in order; one taken twice stands here twice."""

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return "simulated PLC"

    @property
    def health(self) -> LinkHealth:
        """How it is at the moment."""
        return self._handshake.health

    @property
    def state(self) -> LineState:
        """What the station shows."""
        return self._handshake.side.state

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join()

    def bring(self, serial: str, recipe: str = "", skipped: tuple[int, ...] = ()) -> None:
        """Put a panel on the conveyor: it comes in place once the place is free."""
        with self._changed:
            self._wanted.append(Arrived(0, serial, recipe, skipped))
        self._wake()

    def freeze(self, frozen: bool = True) -> None:  # noqa: FBT001, FBT002 - a switch
        """Let it stand still, or go on."""
        self._frozen = frozen
        self._wake()

    def wait_arrival(self, timeout_s: float) -> Arrived | None:
        """Wait for a panel in place."""
        return self._handshake.wait_arrival(timeout_s)

    def holds(self, number: int) -> bool:
        """Whether the panel of an arrival is in place."""
        return self._handshake.holds(number)

    def show(self, state: LineState, alarm: int = 0) -> None:
        """Tell the line what the station does."""
        self._handshake.show(state, alarm)

    def answer(self, answer: PanelAnswer) -> None:
        """Put an answer in line."""
        self._handshake.answer(answer)

    def wait_acknowledged(self, sequence: int, timeout_s: float) -> bool:
        """Wait until an answer is acknowledged."""
        return self._handshake.wait_acknowledged(sequence, timeout_s)

    def _wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._stopping:
            if not self._frozen:
                self._scan()
                self._handshake.heard(self._line)
            with self._changed:
                self._changed.wait_for(lambda: self._woken or self._stopping, SCAN_S)
                self._woken = False

    def _scan(self) -> None:
        line = replace(self._line, heartbeat=self._line.heartbeat % WORD + 1)
        answer = self._handshake.side.answer
        if answer and wire_sequence(answer.sequence) != line.acknowledged:
            self.taken.append(answer)
            leaves = answer.arrival in (0, line.arrival)
            arrival = 0 if leaves else line.arrival
            line = replace(line, acknowledged=wire_sequence(answer.sequence), arrival=arrival)
        elif self._wanted and not line.arrival:
            panel = self._wanted.popleft()
            self._last_arrival = self._last_arrival % WORD + 1
            line = LineSide(
                line.heartbeat,
                self._last_arrival,
                line.acknowledged,
                panel.skipped,
                panel.serial,
                panel.recipe,
            )
        self._line = line
