"""CSV tables with comment lines, read strictly and written back with their comments."""

import csv
import io
import math
import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from inspector.formats.strict import Source

NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
"""Python reads the digits of every script; a table of CAD has none but 0 to 9."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number in the file, its cells by column, and its text.

    ``comment`` is what stands above it: comment lines and empty lines.
    """

    line: int
    cells: Mapping[str, str]
    text: str
    comment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file with its comments: above the header, above each row, and after the last."""

    header: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns that must be there, of those that may, and which hold numbers."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()


def read_table(source: Source, columns: Columns) -> Table:
    """Read a CSV file with a header line; lines that begin with ``#`` are comments.

    Raises
    ------
    FormatError
        If a column is missing, unknown or there twice, or a line has too many or too few cells.
    """
    entries: list[tuple[int, str, tuple[str, ...]]] = []
    comment: list[str] = []
    for number, line in enumerate(source.text().removesuffix("\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            comment.append(line)
        else:
            entries.append((number, line, tuple(comment)))
            comment = []
    if not entries:
        raise source.refusal("", "has no header line", f"begin with {','.join(columns.required)}")
    number, header, head = entries[0]
    names = tuple(_cells(source, number, header))
    _check_columns(source, f"line {number}", names, columns)
    rows = tuple(_row(source, names, *entry) for entry in entries[1:])
    return Table(header, names, rows, head, tuple(comment))


def number_of(source: Source, row: Row, column: str) -> float:
    """Give the finite number in a cell.

    Raises
    ------
    FormatError
        If it is none.
    """
    text = row.cells[column]
    number = float(text) if NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise source.refusal(
            f"line {row.line}, {column}", f"is {text!r}, no finite number", "write it as 12.345"
        )
    return number


def number_text(number: float) -> str:
    """Give a number as text that reads back equal."""
    return repr(float(number)).removesuffix(".0")


Entry = tuple[Hashable, Mapping[str, str]]
"""What identifies a row, and its cells."""


def written_table(
    columns: Columns,
    entries: Sequence[Entry],
    old: Table | None = None,
    key_of: Callable[[Row], Hashable] = id,
) -> str:
    """Give the text of a table, with the comments of the one it replaces.

    A row that says the same as before keeps its text to the letter. Optional columns are written
    where a cell needs them, or where the old table has them.

    Parameters
    ----------
    columns
        What the table may hold.
    entries
        The rows to write, in order.
    old
        The table as it was, or None.
    key_of
        Gives what identifies a row of the old table.
    """
    used = {name for _, cells in entries for name, cell in cells.items() if cell}
    names = old.columns if old else columns.required
    names += tuple(name for name in columns.optional if name in used and name not in names)
    same = old is not None and names == old.columns
    before = {key_of(row): row for row in old.rows} if old else {}
    lines = [*(old.head if old else ()), old.header if old and same else _line(names)]
    for key, cells in entries:
        row = before.get(key)
        lines += row.comment if row else ()
        kept = row is not None and same and _says_the_same(row.cells, cells, columns.numbers)
        lines.append(row.text if row and kept else _line([cells.get(n, "") for n in names]))
    return "\n".join([*lines, *(old.tail if old else ())]) + "\n"


def _says_the_same(
    old: Mapping[str, str], new: Mapping[str, str], numbers: Collection[str]
) -> bool:
    return all(
        text == new.get(name, "")
        or (name in numbers and text and float(text) == float(new.get(name) or "nan"))
        for name, text in old.items()
    )


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _cells(source: Source, number: int, line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as error:
        place = f"line {number}"
        raise source.refusal(place, f"is not CSV ({error})", "close its quotes") from error


def _row(
    source: Source, columns: Sequence[str], number: int, line: str, comment: tuple[str, ...]
) -> Row:
    cells = _cells(source, number, line)
    if len(cells) != len(columns):
        cause = f"has {len(cells)} cells, the header {len(columns)}"
        raise source.refusal(f"line {number}", cause, "quote a text that holds a comma")
    return Row(number, dict(zip(columns, cells, strict=True)), line, comment)


def _check_columns(source: Source, place: str, names: Sequence[str], columns: Columns) -> None:
    known = (*columns.required, *columns.optional)
    for name in columns.required:
        if name not in names:
            raise source.refusal(place, f"column {name} is missing", f"write {','.join(known)}")
    for name in names:
        if name not in known:
            raise source.refusal(
                place, f"column {name!r} is not known", f"known are {','.join(known)}"
            )
        if names.count(name) > 1:
            raise source.refusal(place, f"column {name} is there twice", "remove one")
