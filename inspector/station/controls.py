"""What people may ask of a running station, from any thread; the loop looks here and obeys."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inspector.domain.review import Review


class Mode(StrEnum):
    """What the station was asked to do last."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    EMERGENCY = "emergency"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a person ruled on one panel."""

    sequence: int
    reviews: tuple[Review, ...]


class Controls:
    """Commands, and the one condition that the loop waits on."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._mode = Mode.RUNNING
        self._steps = 0
        self._left = threading.Event()
        self._ruled: deque[Ruled] = deque()
        self._product = ""

    def start(self) -> None:
        """Take panels, one after another; also after a stop, an alarm or an emergency stop."""
        self._become(Mode.RUNNING)

    def pause(self) -> None:
        """Take no further panel; the one in work is finished."""
        self._become(Mode.PAUSED)

    def step(self) -> None:
        """Take one panel, then pause."""
        with self._changed:
            if self._mode is not Mode.CLOSED:
                self._mode, self._steps = Mode.PAUSED, self._steps + 1
                self._changed.notify_all()

    def stop(self) -> None:
        """Finish the panel in work and stop; its answer is given, unless the line does not take it.

        What is left then is given first when it is started again.
        """
        self._become(Mode.STOPPED)

    def abort(self) -> None:
        """Leave the panel in work: it is NOT_INSPECTED, and the line is told so."""
        self._left.set()

    def emergency_stop(self) -> None:
        """Leave the panel in work and stop at once; its answer waits until `start`.

        Stopping what moves is a matter of the machine's own wiring, never of this program.
        """
        with self._changed:
            self._left.set()
            self._become(Mode.EMERGENCY)

    def close(self) -> None:
        """Stop, and end the loop."""
        self._become(Mode.CLOSED)

    def choose(self, product: str) -> None:
        """Inspect panels by this product's recipe where the line asks for none; empty: by code."""
        with self._changed:
            self._product = product

    @property
    def product(self) -> str:
        """The product that a person chose, empty if none did."""
        with self._changed:
            return self._product

    def rule(self, sequence: int, reviews: Iterable[Review]) -> None:
        """Hand over what a person ruled on defects of one panel."""
        with self._changed:
            self._ruled.append(Ruled(sequence, tuple(reviews)))
            self._changed.notify_all()

    @property
    def mode(self) -> Mode:
        """What was asked for last."""
        with self._changed:
            return self._mode

    @property
    def left(self) -> threading.Event:
        """Set when the panel in work is to be left: the stop token of its inspection."""
        return self._left

    def may_take(self, timeout_s: float) -> bool:
        """Whether a panel may be taken; waits a while where it may not."""
        with self._changed:
            return self._changed.wait_for(self._may_take, timeout_s)

    def begin_panel(self) -> None:
        """Note that a panel is taken: a step is used up, an abort of before is not meant."""
        with self._changed:
            self._steps = max(0, self._steps - 1)
            if self._mode is not Mode.EMERGENCY:
                self._left.clear()

    def halt(self) -> None:
        """Stop by the station's own decision; what people asked beyond that stands."""
        with self._changed:
            self._steps = 0
            if self._mode in (Mode.RUNNING, Mode.PAUSED):
                self._become(Mode.STOPPED)

    def in_emergency(self) -> bool:
        """Whether nothing more is to be done until it is started again."""
        return self.mode is Mode.EMERGENCY

    def interrupted(self) -> bool:
        """Whether the loop is to give up what it waits for."""
        return self.mode in (Mode.STOPPED, Mode.EMERGENCY, Mode.CLOSED)

    def next_ruling(self) -> Ruled | None:
        """Give what was ruled first and is not kept yet; None if nothing is left."""
        with self._changed:
            return self._ruled[0] if self._ruled else None

    def ruling_is_kept(self) -> None:
        """Forget what `next_ruling` gave: it is in the record."""
        with self._changed:
            self._ruled.popleft()

    def wait_ruling(self, timeout_s: float) -> None:
        """Wait until somebody rules, or asks for something else."""
        with self._changed:
            mode = self._mode
            self._changed.wait_for(lambda: self._ruled or self._mode is not mode, timeout_s)

    def _become(self, mode: Mode) -> None:
        with self._changed:
            if self._mode is not Mode.CLOSED:
                self._mode, self._steps = mode, 0
                self._changed.notify_all()

    def _may_take(self) -> bool:
        return self._mode is Mode.RUNNING or (self._mode is Mode.PAUSED and self._steps > 0)
