"""What every link to a PLC does: a panel arrives, its answer is given until it is acknowledged.

A link runs on threads of its own. No call but the two that wait blocks, so that a frozen PLC never
holds up the station; they wait as long as they are told at most. Every link here passes the
contract of ``tests/line/test_plc_contract.py``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

from inspector.domain.result import DefectCode, Verdict


class LineState(StrEnum):
    """What the station tells the line it does; only at READY may a panel be brought."""

    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    WAITING = "waiting"
    """For a person to verify what was found."""
    PAUSED = "paused"
    STOPPED = "stopped"
    ALARM = "alarm"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A panel is in place: what the line knows of it, empty where it says nothing.

    ``number`` counts arrivals at the line, so that one is not taken for two when a link breaks.
    ``skipped`` are the indices of boards that the line says not to inspect.
    """

    number: int
    serial: str = ""
    recipe: str = ""
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelAnswer:
    """What the line is told of one panel.

    ``sequence`` is that of the record (from 1, never given twice). ``boards`` has a verdict for
    each board of the panel in order, None for one that was skipped. ``first_code`` is that of the
    first defect, ``arrival`` the number of the arrival that is answered, 0 if it is not known.
    """

    sequence: int
    serial: str
    verdict: Verdict
    boards: tuple[Verdict | None, ...]
    defects: int = 0
    first_code: DefectCode | None = None
    arrival: int = 0


@dataclass(frozen=True, slots=True)
class LinkHealth:
    """How a link is: ``reason`` says in one line what is wrong and what to do, empty if nothing."""

    connected: bool
    heartbeat_age_s: float
    reason: str = ""


class PlcLink(Protocol):
    """A link to one PLC; a context manager."""

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        ...

    @property
    def health(self) -> LinkHealth:
        """How it is at the moment; returns at once."""
        ...

    def __enter__(self) -> Self:
        """Start its threads; a PLC that is away is no error here, it is shown by ``health``."""
        ...

    def __exit__(self, *_: object) -> None:
        """Stop them. Answers that were not acknowledged stay pending in the record."""
        ...

    def wait_arrival(self, timeout_s: float) -> Arrived | None:
        """Wait for a panel in place; None when the time is up. Each arrival is given once."""
        ...

    def holds(self, number: int) -> bool:
        """Whether the panel of an arrival is in place, as far as the line was heard last.

        Returns at once.
        """
        ...

    def show(self, state: LineState, alarm: int = 0) -> None:
        """Tell the line what the station does, and the number of its alarm; returns at once."""
        ...

    def answer(self, answer: PanelAnswer) -> None:
        """Give an answer; it is sent again until it is acknowledged. Returns at once.

        The PLC ignores a sequence that it has acknowledged before: the same answer may be given
        again after a restart.
        """
        ...

    def wait_acknowledged(self, sequence: int, timeout_s: float) -> bool:
        """Wait until the PLC has taken an answer; False when the time is up."""
        ...
