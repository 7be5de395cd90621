"""What moves boards through the machine, where the line leaves that to the machine."""

from collections.abc import Callable
from typing import Protocol

from inspector.line.hermes_messages import TransferState

Done = Callable[[TransferState], object]
"""Called, from any thread, when a board has moved, or could not, or only half the way."""


class Conveyor(Protocol):
    """Moves boards; both calls return at once."""

    def bring_in(self, done: Done) -> None:
        """Move a board from the machine before to its place."""
        ...

    def send_out(self, done: Done) -> None:
        """Move it to the machine after."""
        ...


class NoConveyor:
    """The line moves boards by itself: what the neighbours say has happened."""

    def bring_in(self, done: Done) -> None:
        """Say that it has come."""
        done(TransferState.COMPLETE)

    def send_out(self, done: Done) -> None:
        """Say that it has gone."""
        done(TransferState.COMPLETE)
