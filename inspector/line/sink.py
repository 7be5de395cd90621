"""Where results go beside the line's answer: one small protocol for all of them.

The record is what counts (`store`); a sink tells others. It never holds the station up, and never
loses a result in silence: what it could not take is counted and shown.
"""

from dataclasses import dataclass
from typing import Protocol, Self

from inspector.domain.result import PanelResult


@dataclass(frozen=True, slots=True)
class SinkHealth:
    """How a sink is: ``reason`` says in one line what is wrong and what to do, empty if nothing.

    ``waiting`` results are taken and not yet delivered, ``lost`` ones were not taken because too
    many waited, or were given up at the end; they stand in the record.
    """

    delivered: int = 0
    waiting: int = 0
    lost: int = 0
    reason: str = ""


class ResultSink(Protocol):
    """Takes results; a context manager."""

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        ...

    @property
    def health(self) -> SinkHealth:
        """How it is at the moment; returns at once."""
        ...

    def __enter__(self) -> Self:
        """Start; whoever is to get the results may be away, that is shown by ``health``.

        Raises
        ------
        DeviceError
            If it can never work, as where a program part is not installed.
        """
        ...

    def __exit__(self, *_: object) -> None:
        """Deliver what waits, for a short while at most, and stop."""
        ...

    def publish(self, result: PanelResult) -> None:
        """Take a result; returns at once, results are delivered in this order."""
        ...
