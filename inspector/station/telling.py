"""Who is told of panels beside the line: every recorded result, and what the station does."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from inspector.line.plc import LineState
from inspector.line.sink import ResultSink
from inspector.station.alarms import AlarmNumber
from inspector.station.courier import Courier
from inspector.station.events import (
    Alarm,
    AlarmOver,
    EmergencyStopped,
    Ended,
    Event,
    Idle,
    PanelArrived,
    PanelRecorded,
    Paused,
    Starting,
    Stopped,
    Waiting,
)

STATES: Mapping[type, LineState] = {
    Starting: LineState.STARTING,
    Idle: LineState.READY,
    PanelArrived: LineState.BUSY,
    Waiting: LineState.WAITING,
    Paused: LineState.PAUSED,
    Stopped: LineState.STOPPED,
    EmergencyStopped: LineState.EMERGENCY,
    Ended: LineState.STOPPED,
}
"""What the station does from an event on; one that stopped for a reason is in alarm."""


class Follower(Protocol):
    """Shows others what the station does."""

    def show(self, state: LineState) -> None:
        """Show it; returns at once."""
        ...


class Telling:
    """Passes events on, publishes results as they are recorded, shows the state.

    A result is published as the machine found it, before a person rules on it, and after it is
    durable; a sink that loses some is an alarm, once until it delivers again.

    Parameters
    ----------
    sinks
        Get every result while they are there, open.
    followers
        Are shown the state, open.
    courier
        Carries every result to those that must have all, open; None without any.
    tell
        Is told every event, and the alarms of the sinks.
    """

    def __init__(
        self,
        sinks: Sequence[ResultSink],
        followers: Sequence[Follower],
        courier: Courier | None,
        tell: Callable[[Event], None],
    ) -> None:
        self._sinks, self._followers, self._courier = sinks, followers, courier
        self._tell = tell
        self._lost = {sink.name: 0 for sink in sinks}
        self._losing: set[str] = set()

    def __call__(self, event: Event) -> None:
        """Take one event, on the station's thread; returns at once."""
        self._tell(event)
        if isinstance(event, PanelRecorded):
            for sink in self._sinks:
                sink.publish(event.result)
            if self._courier:
                self._courier.tell()
        state = STATES.get(type(event))
        if state is not None:
            stopped_for = isinstance(event, Stopped) and event.reason
            for follower in self._followers:
                follower.show(LineState.ALARM if stopped_for else state)
        if isinstance(event, PanelRecorded | Idle):
            self._look_for_losses()

    def _look_for_losses(self) -> None:
        for sink in self._sinks:
            health = sink.health
            new, self._lost[sink.name] = health.lost - self._lost[sink.name], health.lost
            if new > 0 and sink.name not in self._losing:
                self._losing.add(sink.name)
                why = health.reason or "look whether its receiver takes results"
                text = f"{sink.name} has lost {new} results, they stand in the record; {why}"
                self._tell(Alarm(AlarmNumber.RESULTS_LOST, text))
            elif not new and not health.reason and sink.name in self._losing:
                self._losing.discard(sink.name)
                if not self._losing:
                    self._tell(AlarmOver(AlarmNumber.RESULTS_LOST))
