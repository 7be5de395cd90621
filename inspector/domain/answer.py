"""What the line is told of a panel: as the machine found it, or as a person has verified it.

A person may say of a defect that it is a false call, and of nothing else: what was not inspected
stays so, and what was found between the parts stays found.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspector.domain.judging import UNCLEAR_MARK
from inspector.domain.result import (
    BoardResult,
    DefectCode,
    PanelResult,
    PartResult,
    Verdict,
    worst,
)
from inspector.domain.review import Review, Ruling


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict of a panel and of each of its boards, None for a skipped one.

    ``defects`` counts those that stand; ``first_code`` is that of the first of them.
    """

    verdict: Verdict
    boards: tuple[Verdict | None, ...]
    defects: int = 0
    first_code: DefectCode | None = None


@dataclass(frozen=True, slots=True)
class DefectKey:
    """Which defect of a panel a person is asked about."""

    board_index: int
    refdes: str
    pin: str
    code: DefectCode


def to_verify(result: PanelResult) -> frozenset[DefectKey]:
    """Give the defects of parts, on which a person can rule."""
    return frozenset(
        key for board in result.boards for part in board.parts for key in _keys(board, part)
    )


def rulings_on(reviews: Iterable[Review]) -> dict[DefectKey, Ruling]:
    """Give the last word on each defect; of two at one instant the later given.

    What was taken back is not among them.
    """
    last = {}
    for review in sorted(reviews, key=lambda one: one.at_utc):
        part = review.part
        last[DefectKey(part.board_index, part.refdes, review.pin, review.code)] = review.ruling
    return {key: ruling for key, ruling in last.items() if ruling is not Ruling.WITHDRAWN}


def told_of(result: PanelResult, reviews: Iterable[Review] = ()) -> Told:
    """Give what the line is told: without reviews what the machine found.

    A board passes that failed only by defects which were all ruled false calls; one that nobody
    ruled on stays a defect.
    """
    rulings = rulings_on(reviews)
    cleared = {key for key, ruling in rulings.items() if ruling is Ruling.FALSE_CALL}
    cleared &= to_verify(result)
    standing = [key.code for b in result.boards for key in _defects(b) if key not in cleared]
    counted = len(standing), standing[0] if standing else None
    if not cleared:
        return Told(result.verdict, tuple(b.verdict for b in result.boards), *counted)
    boards = tuple(_verified(board, cleared) for board in result.boards)
    verdict = worst(boards)
    if result.reason or any(not code.good for code in result.codes):
        verdict = max(verdict, Verdict.NOT_INSPECTED)
    return Told(verdict, boards, *counted)


def _verified(board: BoardResult, cleared: set[DefectKey]) -> Verdict | None:
    if board.verdict is None or board.verdict is Verdict.PASS:
        return board.verdict
    surface = [board.surface.verdict] if board.surface else []
    found = worst([*(part.verdict for part in board.parts), *surface])
    below = worst([*(_part(board, part, cleared) for part in board.parts), *surface])
    if board.verdict > found:  # something other than its parts made it worse
        return max(below, board.verdict)
    if UNCLEAR_MARK in board.reason or any(not code.good for code in board.codes):
        return max(below, Verdict.NOT_INSPECTED)
    return below


def _part(board: BoardResult, part: PartResult, cleared: set[DefectKey]) -> Verdict:
    if part.verdict is Verdict.FAIL and part.defects and set(_keys(board, part)) <= cleared:
        return Verdict.PASS  # a person has looked at it
    return part.verdict


def _keys(board: BoardResult, part: PartResult) -> Iterator[DefectKey]:
    for defect in part.defects:
        yield DefectKey(board.index, part.refdes, defect.measurement.pin, defect.code)


def _defects(board: BoardResult) -> Iterator[DefectKey]:
    for part in board.parts:
        yield from _keys(board, part)
    for region in board.surface.regions if board.surface else ():
        for defect in region.defects:
            yield DefectKey(board.index, "", "", defect.code)
