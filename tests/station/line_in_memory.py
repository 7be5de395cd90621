"""A line in memory: a conveyor that brings panels, and links that can be cut and made anew."""

import threading
from dataclasses import dataclass, field

from inspector.line.plc import Arrived, LineState, LinkHealth, PanelAnswer


@dataclass
class Line:
    """What outlives a station: panels to come, the one in place, what was told of each."""

    waiting: list[Arrived] = field(default_factory=list)
    in_place: Arrived | None = None
    journal: list[tuple[Arrived | None, PanelAnswer]] = field(default_factory=list)
    taken: dict[int, PanelAnswer] = field(default_factory=dict)
    deaf: bool = False
    """It takes no answer."""
    count: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def bring(self, serial="", recipe="", skipped=()):
        with self.changed:
            self.count += 1
            self.waiting.append(Arrived(self.count, serial, recipe, skipped))
            self._move()
            self.changed.notify_all()

    def hear(self):
        with self.changed:
            self.deaf = False
            self.changed.notify_all()

    def take_away(self):
        """What a person does who lifts the panel off the conveyor."""
        with self.changed:
            self.in_place = None
            self._move()
            self.changed.notify_all()

    def told(self, answer):
        with self.changed:
            self.journal.append((self.in_place, answer))
            if answer.sequence not in self.taken:
                self.taken[answer.sequence] = answer
                self.in_place = None
                self._move()
            self.changed.notify_all()

    def _move(self):
        if self.in_place is None and self.waiting:
            self.in_place = self.waiting.pop(0)


class MemoryLink:
    """The link of one station's life."""

    name = "memory line"

    def __init__(self, line):
        self.line = line
        self.states: list[tuple[LineState, int]] = []
        self.asked: list[PanelAnswer] = []
        self._given = 0
        self.connected = True

    @property
    def health(self):
        return LinkHealth(self.connected, 0.0, "" if self.connected else "plug it in")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def wait_arrival(self, timeout_s):
        with self.line.changed:
            if not self.line.changed.wait_for(self._new, timeout_s):
                return None
            self._given = self.line.in_place.number
            return self.line.in_place

    def _new(self):
        return self.line.in_place is not None and self.line.in_place.number > self._given

    def holds(self, number):
        return self.line.in_place is not None and self.line.in_place.number == number

    def show(self, state, alarm=0):
        self.states.append((state, alarm))

    def answer(self, answer):
        self.asked.append(answer)
        if not self.line.deaf:
            self.line.told(answer)

    def wait_acknowledged(self, sequence, timeout_s):
        with self.line.changed:
            for answer in self.asked:
                if not self.line.deaf and answer.sequence not in self.line.taken:
                    self.line.told(answer)
            return self.line.changed.wait_for(lambda: sequence in self.line.taken, timeout_s)
