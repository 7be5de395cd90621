"""What people ruled, and the rates that follow, each defined once.

Skipped boards leave every denominator. Intervals are Wilson's score intervals [1]_: they hold for
small counts and need no tables.

References
----------
.. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
   J. Am. Stat. Assoc. 22, 1927.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import NormalDist

from inspector.domain.result import BoardResult, DefectCode, PanelResult, PartResult, Verdict


class Ruling(StrEnum):
    """What a person said of a defect."""

    CONFIRMED = "confirmed"
    FALSE_CALL = "false_call"
    WITHDRAWN = "withdrawn"
    """What was ruled before is taken back: as if nobody had ruled."""


@dataclass(frozen=True, slots=True)
class PartAddress:
    """Which part of which panel."""

    serial: str
    board_index: int
    refdes: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a person ruled on one defect of one part."""

    part: PartAddress
    code: DefectCode
    ruling: Ruling
    by: str
    at_utc: datetime
    pin: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Escape:
    """A real defect that passed here and was found later."""

    part: PartAddress
    code: DefectCode
    found_at: str
    at_utc: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A count out of a total."""

    count: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.total:
            raise ValueError(f"{self.count} of {self.total} is no rate")

    @property
    def value(self) -> float:
        """The share; NaN of nothing."""
        return self.count / self.total if self.total else math.nan

    @property
    def ppm(self) -> float:
        """Parts per million."""
        return self.value * 1e6

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Give the two-sided Wilson interval of the share; (0, 1) of nothing.

        Examples
        --------
        >>> low, high = Rate(0, 100).interval()
        >>> low, round(high, 3)
        (0.0, 0.037)
        """
        if not self.total:
            return 0.0, 1.0
        z = NormalDist().inv_cdf((1 + confidence) / 2)
        p, n = self.value, self.total
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        low = 0.0 if self.count == 0 else max(0.0, middle - half)
        high = 1.0 if self.count == self.total else min(1.0, middle + half)
        return low, high


Rulings = Mapping[PartAddress, Ruling]
"""The last ruling on each part that was reviewed: CONFIRMED if any of its defects was."""


def rulings_of(reviews: Iterable[Review]) -> dict[PartAddress, Ruling]:
    """Give one ruling a part: the last word on each defect, CONFIRMED if any defect is."""
    last: dict[tuple[PartAddress, DefectCode, str], Review] = {}
    for review in sorted(reviews, key=lambda r: r.at_utc):
        last[review.part, review.code, review.pin] = review
    last = {key: one for key, one in last.items() if one.ruling is not Ruling.WITHDRAWN}
    rulings: dict[PartAddress, Ruling] = {}
    for (part, _, _), review in last.items():
        if rulings.get(part) is not Ruling.CONFIRMED:
            rulings[part] = review.ruling
    return rulings


def _boards(panels: Iterable[PanelResult]) -> Iterator[tuple[str, BoardResult]]:
    return (
        (panel.serial, board) for panel in panels for board in panel.boards if not board.skipped
    )


def _parts(panels: Iterable[PanelResult]) -> Iterator[tuple[PartAddress, PartResult]]:
    for serial, board in _boards(panels):
        for part in board.parts:
            yield PartAddress(serial, board.index, part.refdes), part


def false_calls_per_component(panels: Iterable[PanelResult], rulings: Rulings) -> Rate:
    """Components called FAIL that a person ruled a false call, of all components inspected."""
    parts = list(_parts(panels))
    called = sum(
        part.verdict is Verdict.FAIL and rulings.get(address) is Ruling.FALSE_CALL
        for address, part in parts
    )
    return Rate(called, len(parts))


def false_calls_per_opportunity(
    panels: Iterable[PanelResult], reviews: Iterable[Review], opportunities: int
) -> Rate:
    """Defects ruled a false call, of all opportunities (judged quantities) inspected."""
    known = {address for address, _ in _parts(panels)}
    last = {(r.part, r.code, r.pin): r for r in sorted(reviews, key=lambda r: r.at_utc)}
    calls = sum(r.ruling is Ruling.FALSE_CALL and r.part in known for r in last.values())
    return Rate(calls, opportunities)


def not_inspected_per_component(panels: Iterable[PanelResult]) -> Rate:
    """Components that were not inspected, of all components."""
    verdicts = [part.verdict for _, part in _parts(panels)]
    return Rate(verdicts.count(Verdict.NOT_INSPECTED), len(verdicts))


def escape_rate(panels: Iterable[PanelResult], rulings: Rulings, escapes: Iterable[Escape]) -> Rate:
    """Real defective components that passed here, of all real defective components known."""
    known = {address for address, _ in _parts(panels)}
    escaped = {e.part for e in escapes} & known
    caught = {a for a, ruling in rulings.items() if ruling is Ruling.CONFIRMED} & known
    return Rate(len(escaped), len(escaped | caught))


def dpmo(defects: int, opportunities: int) -> float:
    """Give defects per million opportunities (IPC-7912A); NaN without an opportunity.

    Opportunities are components plus placements plus terminations; a joint can have more than one
    defect, so this is no share and has no upper bound of a million.
    """
    return 1e6 * defects / opportunities if opportunities else math.nan


def end_item_yield(panels: Iterable[PanelResult], rulings: Rulings) -> Rate:
    """Boards without a confirmed defect, of all boards (IPC-7912A)."""
    boards = list(_boards(panels))
    good = sum(not _confirmed(serial, board, rulings) for serial, board in boards)
    return Rate(good, len(boards))


def first_pass_yield(panels: Iterable[PanelResult]) -> Rate:
    """Boards that the machine passed at once, of all boards."""
    boards = [board for _, board in _boards(panels)]
    return Rate(sum(b.verdict is Verdict.PASS for b in boards), len(boards))


def first_pass_yield_verified(panels: Iterable[PanelResult], rulings: Rulings) -> Rate:
    """Boards that passed, or whose every failed part was ruled a false call, of all boards.

    A board with a part that was not inspected is not among them: nobody ruled on it.
    """
    boards = list(_boards(panels))
    good = sum(_passed_verified(serial, board, rulings) for serial, board in boards)
    return Rate(good, len(boards))


def _confirmed(serial: str, board: BoardResult, rulings: Rulings) -> bool:
    return any(
        rulings.get(PartAddress(serial, board.index, part.refdes)) is Ruling.CONFIRMED
        for part in board.parts
    )


def _passed_verified(serial: str, board: BoardResult, rulings: Rulings) -> bool:
    if board.verdict is Verdict.PASS:
        return True
    if not board.parts or (board.surface and board.surface.verdict is not Verdict.PASS):
        return False
    return all(
        part.verdict is Verdict.PASS
        or (
            part.verdict is Verdict.FAIL
            and rulings.get(PartAddress(serial, board.index, part.refdes)) is Ruling.FALSE_CALL
        )
        for part in board.parts
    )
