"""Fields as they arrive from a camera or a folder: counted, timed, until told to stop."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from inspector.domain.image import Field, FrameStatus
from inspector.domain.result import Acquisition


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
        gaps = sum(max(ids) - min(ids) + 1 - len(set(ids)) for ids in self.ids.values())
        return Acquisition(whole, self.statuses.total() - whole, gaps)
