"""Where results go beside the line's answer: one small protocol for all of them.

The record is what counts (`store`); a sink tells others. It never holds the station up, and never
loses a result in silence: what it has no room for it does not take, and says so.
"""

from dataclasses import dataclass
from typing import Protocol, Self

from inspector.domain.result import PanelResult


@dataclass(frozen=True, slots=True)
class SinkHealth:
    """How a sink is: ``reason`` says in one line what is wrong and what to do, empty if nothing.

    ``waiting`` results are taken and not yet delivered; ``lost`` ones were taken and given up, or
    came too late to be taken: they stand in the record alone.
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

    def publish(self, result: PanelResult) -> bool:
        """Take a result, or say that there is no room for it now; returns at once.

        What is taken is delivered in this order.
        """
        ...
