"""What a person sees in the terminal: results on standard output, progress and errors beside it."""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from inspector.domain.result import BoardResult, PanelResult, Verdict

STYLES = {"PASS": "green", "NOT_INSPECTED": "yellow", "FAIL": "bold red"}
FEW = 3
"""Things that a line names before it counts the rest."""

SHOWN = 10
"""Reasons or defects of one panel in a table; the report and the results have all."""


WIDE = 160
"""Columns where standard output is no terminal: a file has no edge to wrap at."""


def out() -> Console:
    """Give the console for results."""
    width = None if sys.stdout.isatty() else WIDE
    return Console(highlight=False, emoji=False, width=width)


def err() -> Console:
    """Give the console for progress and for what went wrong."""
    return Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)


def verdict_text(verdict: "Verdict") -> str:
    """Give a verdict in its colour; the word alone says it too."""
    return f"[{STYLES[verdict.name]}]{verdict.name.replace('_', ' ')}[/]"


def say(line: str) -> None:
    """Print one line on standard output, whatever is in it."""
    out().print(line, markup=False, soft_wrap=True)


def complain(line: str) -> None:
    """Print one line on standard error: what, and how to mend it."""
    err().print(" ".join(line.split()), markup=False)


def say_json(value: object) -> None:
    """Print a value for a machine; a number that was not measured is null."""
    out().print_json(json.dumps(_plain(value), allow_nan=False), indent=1)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def reasons_of(result: "PanelResult") -> Iterator[str]:
    """Give every defect, then every reason of a panel that did not pass, a line each."""
    if result.reason:
        yield result.reason
    several = len(result.boards) > 1
    for board in result.boards:
        before = f"board {board.index}: " if several else ""
        yield from (f"{before}{line}" for line in _defects_of(board))
    for board in result.boards:
        yield from _silences_of(board, result.reason)


def _defects_of(board: "BoardResult") -> Iterator[str]:
    from inspector.formats.report import defect_text, defect_words

    for part in board.parts:
        yield from (defect_text(part, defect) for defect in part.defects)
    for region in board.surface.regions if board.surface else ():
        x, y = region.box.center_mm
        for defect in region.defects:
            yield f"at {x:.1f}, {y:.1f} mm {defect_words(defect)}"


def _silences_of(board: "BoardResult", told: str) -> Iterator[str]:
    if board.reason and board.reason != told:
        place = f"board {board.index}"
        yield board.reason if board.reason.startswith(place) else f"{place}: {board.reason}"
    for part in board.parts:
        if part.reason and part.reason not in (board.reason, told):
            yield f"{part.refdes} not inspected: {part.reason}"
    if board.surface and board.surface.reason not in ("", board.reason, told):
        yield f"surface not inspected: {board.surface.reason}"


def complain_of_nominal(names: Sequence[str]) -> None:
    """Say on standard error which panels were measured without a calibration."""
    if names:
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        complain(
            f"inspector: {', '.join(names[:FEW])}{more}: no calibration; a nominal camera with a "
            "large uncertainty is assumed"
        )


def shortened(lines: Sequence[str], shown: int = SHOWN) -> str:
    """Give the first lines, and how many there are beyond."""
    more = len(lines) - shown
    return "\n".join(lines[:shown]) + (f"\nand {more} more" if more > 0 else "")


class Bar:
    """A progress bar on standard error; nothing where that is no terminal."""

    def __init__(self, progress: "Progress", task: "TaskID") -> None:
        self._progress = progress
        self._task = task

    def at(self, done: int, total: int) -> None:
        """Show how much is done."""
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def bar(words: str, total: int | None = None) -> Iterator[Bar]:
    """Show a progress bar while the work goes on."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = err()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    off = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=off) as progress:
        yield Bar(progress, progress.add_task(words, total=total))
