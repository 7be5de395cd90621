"""The same defect on the same part, board after board: the line makes it, not chance."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector.domain.result import BoardResult, DefectCode, PanelResult, Verdict
from inspector.store.store import Store

Kind = tuple[str, DefectCode]
"""Reference designator and code."""


@dataclass(frozen=True, slots=True)
class Streaks:
    """How many boards in a row have had each defect, up to the newest."""

    lengths: Mapping[Kind, int] = field(default_factory=dict)

    def after(self, result: PanelResult) -> "Streaks":
        """Give the streaks after a panel; of its boards one follows the other.

        A part that was not inspected says nothing: its streaks neither grow nor end. A skipped
        board is none.
        """
        lengths = dict(self.lengths)
        for board in result.boards:
            if not board.skipped:
                lengths = _after(lengths, board)
        return Streaks(lengths)

    def reached(self, limit: int) -> tuple[Kind, int] | None:
        """Give the longest streak if it is as long as the limit; a limit of 0 is never reached."""
        longest = max(self.lengths.items(), key=lambda item: item[1], default=None)
        return longest if longest and 0 < limit <= longest[1] else None


def remembered_streaks(store: Store, limit: int) -> Streaks:
    """Give the streaks at the end of a record, as far back as a limit needs."""
    streaks = Streaks()
    for sequence in store.sequences()[-limit:] if limit else ():
        streaks = streaks.after(store.get(sequence).result)
    return streaks


def _after(lengths: Mapping[Kind, int], board: BoardResult) -> dict[Kind, int]:
    # in the order of the limits: of equally long streaks the first is named
    found = dict.fromkeys(
        (part.refdes, defect.code) for part in board.parts for defect in part.defects
    )
    silent = {part.refdes for part in board.parts if part.verdict is Verdict.NOT_INSPECTED}
    if not board.parts:
        silent |= {refdes for refdes, _ in lengths}
    kept = {kind: n for kind, n in lengths.items() if kind[0] in silent}
    return kept | {kind: lengths.get(kind, 0) + 1 for kind in found}
