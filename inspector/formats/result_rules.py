"""What a stored result must not say of itself: a level that is better than what it stands on."""

from collections.abc import Hashable, Iterable, Iterator

from inspector.domain.result import BoardResult, Defect, PanelResult, Verdict, worst

Contradiction = tuple[str, str]
"""Place and cause."""


def contradictions(result: PanelResult) -> Iterator[Contradiction]:
    """Name everything about a result that contradicts itself, from the outside in."""
    if not result.boards:
        yield "boards", "holds no board"
    yield from _below("verdict", result.verdict, (board.verdict for board in result.boards))
    if result.verdict is Verdict.PASS and any(not code.good for code in result.codes):
        yield "verdict", "is PASS with a code that was not read"
    yield from _twice("boards", "index", (board.index for board in result.boards))
    for number, board in enumerate(result.boards):
        yield from _board(f"boards[{number}]", board)


def _board(place: str, board: BoardResult) -> Iterator[Contradiction]:
    if board.verdict is None:
        if board.parts or board.surface:
            yield place, "a skipped board has results"
        return
    surface = [board.surface.verdict] if board.surface else []
    verdicts = [*(part.verdict for part in board.parts), *surface]
    if board.verdict is Verdict.PASS and any(not code.good for code in board.codes):
        yield f"{place}.verdict", "is PASS with a code that was not read"
    yield from _below(f"{place}.verdict", board.verdict, verdicts)
    yield from _twice(f"{place}.parts", "refdes", (part.refdes for part in board.parts))
    for number, part in enumerate(board.parts):
        yield from _failed(f"{place}.parts[{number}].verdict", part.verdict, part.defects)
    if board.surface:
        found = [defect for region in board.surface.regions for defect in region.defects]
        yield from _failed(f"{place}.surface.verdict", board.surface.verdict, found)


def _below(
    place: str, verdict: Verdict, verdicts: Iterable[Verdict | None]
) -> Iterator[Contradiction]:
    least = worst(verdicts)
    if verdict < least:
        yield place, f"is {verdict.name}, what it stands on is {least.name}"


def _failed(place: str, verdict: Verdict, defects: Iterable[Defect]) -> Iterator[Contradiction]:
    first = next(iter(defects), None)
    if first and verdict is not Verdict.FAIL:
        yield place, f"is {verdict.name} with a defect ({first.code})"


def _twice(place: str, name: str, keys: Iterable[Hashable]) -> Iterator[Contradiction]:
    seen: set[Hashable] = set()
    for number, key in enumerate(keys):
        if key in seen:
            yield f"{place}[{number}].{name}", f"{key} is there twice"
        seen.add(key)
