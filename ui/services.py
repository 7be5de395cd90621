"""What every screen is given: where things lie, and how work leaves the GUI thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from inspector.domain.review import Review

T = TypeVar("T")


class Run(Protocol):
    """Does work off the GUI thread and brings what came of it back into it."""

    def __call__(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call ``function`` on another thread, then ``done`` or ``failed`` on the GUI thread.

        Returns at once. Nothing is called back once the window has closed. A screen that asks
        again before the first answer is there must itself tell which of them it wants.
        """
        ...


class Rule(Protocol):
    """Hands over what a person ruled; may block: call it through ``run``."""

    def __call__(self, sequence: int, reviews: "Sequence[Review]") -> None:
        """Keep the reviews of one panel; a running station also gives them to the line.

        Raises
        ------
        StoreError
            If the record cannot be written, or another process writes it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The surroundings of a screen, as a value.

    ``record``: folder of the record, which may not exist yet. ``recipes``: folders of the recipes
    that are known here. ``station_file``: station.toml, which may not exist.
    """

    record: Path
    recipes: tuple[Path, ...]
    station_file: Path
    run: Run
    rule: Rule
    simulated: bool = False
    inspecting: Callable[[], bool] = bool
    """Whether the station takes panels now: then nobody else may touch its lights."""
