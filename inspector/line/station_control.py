"""What a factory system may ask a station to do, whatever it speaks.

Each call returns at once and says only whether the station takes the order; what becomes of it, the
station shows by its state. An order that is not taken raises `InspectorError` with the reason.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Job:
    """One order to inspect: the panel that is in place, or every one that comes.

    ``number`` is unique; ``recipe`` is empty for the one that is prepared; ``part`` is the serial
    where it is known.
    """

    number: str
    recipe: str = ""
    part: str = ""
    continuous: bool = False


class StationControl(Protocol):
    """A station that takes orders."""

    def recipes(self) -> tuple[str, ...]:
        """Give the recipes that it can prepare."""
        ...

    def prepare(self, recipe: str) -> None:
        """Make a recipe the one that is used."""
        ...

    def start(self, job: Job) -> None:
        """Inspect."""
        ...

    def stop(self, why: str) -> None:
        """End the job when the panel at hand is done."""
        ...

    def abort(self, why: str) -> None:
        """End the job now; the panel at hand is NOT_INSPECTED."""
        ...

    def halt(self, why: str) -> None:
        """Stop the machine until it is reset."""
        ...

    def reset(self, why: str) -> None:
        """Leave an error or a halt."""
        ...

    def select_automatic(self) -> None:
        """Take orders and panels by itself."""
        ...
