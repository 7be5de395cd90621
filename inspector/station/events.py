"""What a station tells those who watch it: each event a frozen value, in the order of happening."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inspector.domain.answer import Told
from inspector.domain.result import PanelResult
from inspector.station.alarms import AlarmNumber


@dataclass(frozen=True, slots=True)
class Starting:
    """It has begun: answers of before are given first."""


@dataclass(frozen=True, slots=True)
class Idle:
    """It waits for a panel."""


@dataclass(frozen=True, slots=True)
class PanelArrived:
    """A panel is in place; ``again``: it was in place before the station was interrupted."""

    line_number: int
    serial: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Identified:
    """What the panel is, and by which recipe it is inspected."""

    serial: str
    product: str
    fields: int


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field has arrived, the ``count``-th of ``of``."""

    serial: str
    index: int
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class PanelRecorded:
    """The panel's result is on the disk; the line has been told nothing yet."""

    sequence: int
    result: PanelResult


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person is to rule on the panel's defects, until then at the latest."""

    sequence: int
    serial: str
    until_utc: datetime


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """The line is being told."""

    sequence: int
    serial: str
    told: Told


@dataclass(frozen=True, slots=True)
class PanelDone:
    """The line has taken the answer: the panel leaves."""

    sequence: int
    serial: str
    told: Told


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something is wrong; ``text`` says what, and what to do about it."""

    number: AlarmNumber
    text: str


@dataclass(frozen=True, slots=True)
class AlarmOver:
    """What an alarm spoke of is over by itself."""

    number: AlarmNumber


@dataclass(frozen=True, slots=True)
class Paused:
    """It takes no panel until it is started or told to take one."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """It has stopped, for a reason or because it was told to (empty); a panel stays in place."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyStopped:
    """Someone has pressed emergency stop; answers wait until it is started again."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Its loop has ended; nothing follows."""


Event = (
    Starting
    | Idle
    | PanelArrived
    | Identified
    | FieldSeen
    | PanelRecorded
    | Waiting
    | AnswerGiven
    | PanelDone
    | Alarm
    | AlarmOver
    | Paused
    | Stopped
    | EmergencyStopped
    | Ended
)

Tell = Callable[[Event], None]
"""Takes each event as it happens."""
