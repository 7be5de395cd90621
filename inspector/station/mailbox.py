"""Events on their way to another thread: in order, bounded, a loss told and counted."""

import threading
from collections import deque

from inspector.station.alarms import AlarmNumber
from inspector.station.events import Alarm, Event

MOST = 10_000


class EventQueue:
    """What a station tells, until somebody takes it; telling never waits.

    When nobody takes events any more the newest are left out. How many is told by an alarm as
    soon as there is room: whoever shows events then knows that it must ask the record.
    """

    def __init__(self, most: int = MOST) -> None:
        self._events: deque[Event] = deque()
        self._most = most
        self._changed = threading.Condition()
        self._untold = 0
        self.lost = 0

    def publish(self, event: Event) -> None:
        """Take in an event."""
        with self._changed:
            if len(self._events) >= self._most:
                self.lost += 1
                self._untold += 1
                return
            if self._untold:
                text = f"{self._untold} events were not shown; look at the record for what was done"
                self._events.append(Alarm(AlarmNumber.EVENTS_LOST, text))
                self._untold = 0
            self._events.append(event)
            self._changed.notify_all()

    def take(self, timeout_s: float) -> Event | None:
        """Give the next event; None when the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._events, timeout_s)
            return self._events.popleft() if self._events else None
