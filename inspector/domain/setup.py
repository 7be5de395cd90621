"""What a station is set up with, as its file says: names and places, nothing opened yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class AnswerPolicy(StrEnum):
    """When the line gets its answer: at once, or after a person has ruled on what was found."""

    MACHINE = "machine"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a station treats its panels.

    ``verify_timeout_s``: after that without a ruling the machine's verdict is given.
    ``acknowledge_timeout_s``: an answer that the line has not taken by then is an alarm; it is
    waited for all the same. ``same_defects``: so many boards in a row with the same defect on the
    same part stop the station; 0 never does.
    """

    answer: AnswerPolicy = AnswerPolicy.MACHINE
    verify_timeout_s: float = 120.0
    acknowledge_timeout_s: float = 5.0
    grab_timeout_s: float = 5.0
    same_defects: int = 0
    workers: int = 2


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A recipe, and for which panels: ``name`` is what the line calls it by.

    ``codes`` is a regular expression that the whole code of a panel must match; empty: any code,
    also none.
    """

    name: str
    folder: Path
    codes: str = ""


@dataclass(frozen=True, slots=True)
class ScannerSetup:
    """A code reader that is asked by a trigger: at ``tcp://HOST:PORT`` or a serial port.

    ``no_read`` is what it says when it sees no code; empty: it then says nothing.
    ``timeout_s``: how long it may look.
    """

    name: str
    address: str
    trigger: str = "T\r\n"
    end: str = "\r\n"
    no_read: str = "NOREAD"
    timeout_s: float = 1.0


@dataclass(frozen=True, slots=True)
class ChannelFlash:
    """How a channel of a light answers the camera's trigger; ``pulse_ms`` 0: it is on."""

    channel: int
    percent: float
    pulse_ms: float = 0.0
    delay_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class LightSetup:
    """A light controller, and which of its channels make which shot."""

    name: str
    address: str
    shots: Mapping[str, tuple[ChannelFlash, ...]]
