"""Fields as they arrive from a camera or a folder: counted, timed, until told to stop."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from inspector.domain.image import Field, FrameStatus
from inspector.domain.result import Acquisition

SHORT_COUNTER = 65_535
"""GigE Vision 1 numbers frames 1 to this, then 1 again."""


class StopToken(Protocol):
    """What says that the panel is to be left; a `threading.Event` does."""

    def is_set(self) -> bool:
        """Whether to stop before the next field."""
        ...


@dataclass(frozen=True, slots=True)
class Never:
    """A token that stops nothing."""

    def is_set(self) -> bool:
        """Give False."""
        return False


@dataclass(slots=True)
class Arrival:
    """Fields as they arrive, counted and timed: a cursor over them, so no value like the rest."""

    source: Iterator[Field]
    stop: StopToken
    first_s: float = field(default_factory=time.perf_counter)
    last_s: float = field(default_factory=time.perf_counter)
    arrived: set[int] = field(default_factory=set)
    statuses: Counter[FrameStatus] = field(default_factory=Counter)
    ids: dict[str, list[int]] = field(default_factory=dict)
    ended_because: str = ""

    def __iter__(self) -> Iterator[Field]:
        """Give the fields until they end or the token is set."""
        while not self.stop.is_set():
            one = next(self.source, None)
            if one is None:
                return
            self._count(one)
            yield one
        self.ended_because = "the inspection was stopped"

    def _count(self, one: Field) -> None:
        now = time.perf_counter()
        self.first_s = self.first_s if self.arrived else now
        self.last_s = now
        self.arrived.add(one.index)
        for frame in one.frames:
            self.statuses[frame.info.status] += 1
            if frame.info.frame_id is not None:
                self.ids.setdefault(frame.info.camera, []).append(frame.info.frame_id)

    @property
    def acquisition(self) -> Acquisition:
        """Frames delivered whole, those that were not, and numbers that a camera left out."""
        whole = self.statuses[FrameStatus.OK]
        gaps = sum(map(gaps_of, self.ids.values()))
        return Acquisition(whole, self.statuses.total() - whole, gaps)


def gaps_of(ids: Sequence[int]) -> int:
    """Give how many numbers are left out among the frames of one camera and one panel.

    Those of a counter of 16 bits may begin again at 1 among them.

    Examples
    --------
    >>> gaps_of([7, 8, 10]), gaps_of([65534, 65535, 1, 3]), gaps_of([])
    (1, 1, 0)
    """
    if not ids:
        return 0
    half = SHORT_COUNTER // 2 if max(ids) <= SHORT_COUNTER else max(ids)
    in_a_row = {
        one + SHORT_COUNTER * ((one - ids[0] < -half) - (one - ids[0] > half)) for one in ids
    }
    return max(in_a_row) - min(in_a_row) + 1 - len(in_a_row)
