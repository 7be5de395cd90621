"""The record as columns, for statistics: derived as Parquet beside it, read as numpy arrays.

What was recorded never changes, so tables are written once for every so many panels; only the last
ones are written again. They may be deleted at any time.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from inspector.domain.review import Ruling
from inspector.store.faults import told
from inspector.store.parquet import PANELS_A_GROUP, write_tables
from inspector.store.store import Store
from inspector.store.words import last_words

FOLDER = "statistics"
HALF = ".part"
"""Ends the name of a folder that is being written."""
TEXTS = ("product", "serial", "station", "lot", "refdes", "pin", "quantity", "code")
VERDICTS = ("PASS", "NOT_INSPECTED", "FAIL")
SKIPPED = -1
RULINGS = (Ruling.CONFIRMED, Ruling.FALSE_CALL)
NO_WORD = -1

Column = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Texts of a column, each once; rows hold their numbers."""

    texts: tuple[str, ...]

    def number(self, text: str) -> int:
        """Give the number of a text, -1 where no row has it."""
        return self.texts.index(text) if text in self.texts else -1


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """All that statistics ask of a record, as columns of one length each.

    ``panels`` has product, serial, station, lot, verdict and ``time`` (datetime64[us], UTC).
    ``boards``: panel, board, verdict (-1: skipped), surface (-1: not asked for).
    ``parts``: panel, board, refdes, verdict.
    ``calls``: panel, board, refdes, pin, code, ruling (-1: none). ``measurements``: panel, board,
    refdes, pin, quantity, and ``value`` float64 (NaN: not measured). ``panel`` is a row of
    ``panels``; the others are int32, numbers of ``names`` or as they are.
    """

    names: Mapping[str, Names]
    panels: Mapping[str, NDArray[Any]]
    boards: Mapping[str, Column]
    parts: Mapping[str, Column]
    calls: Mapping[str, Column]
    measurements: Mapping[str, NDArray[Any]]
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> NDArray[np.float64]:
        """``(N,)`` of the measurements."""
        return np.asarray(self.measurements["value"], np.float64)


def refresh(
    store: Store, folder: Path, progress: Callable[[int, int], None] | None = None
) -> tuple[Path, ...]:
    """Write the tables of what is not in ``folder`` yet.

    Returns
    -------
    The folders with tables, in order of sequence.

    Raises
    ------
    StoreError
        If the record is damaged or the folder cannot be written.
    """
    sequences = store.sequences()
    wanted: dict[str, tuple[int, ...]] = {}
    for start in range(0, len(sequences), PANELS_A_GROUP):
        group = sequences[start : start + PANELS_A_GROUP]
        wanted[f"{group[0]:08d}-{group[-1]:08d}"] = group
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        there = {path.name for path in folder.iterdir() if path.is_dir()}
        there = {name for name in there if not name.endswith(HALF)}
        for done, (name, group) in enumerate(wanted.items()):
            if name not in there:
                _write_group(store, group, folder / name)
            if progress:
                progress(done + 1, len(wanted))
        for name in there - set(wanted):
            shutil.rmtree(folder / name, ignore_errors=True)  # another reader may do the same
    return tuple(folder / name for name in wanted)


def _write_group(store: Store, group: tuple[int, ...], folder: Path) -> None:
    half = folder.with_name(f"{folder.name}.{os.getpid()}{HALF}")
    if half.exists():
        shutil.rmtree(half)
    write_tables(store, group, half)
    try:
        half.replace(folder)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        if not folder.is_dir():  # else another reader was faster: what it wrote is the same
            raise


def read_history(store: Store, folders: Iterable[Path]) -> History:
    """Read tables that `refresh` wrote, and the last word on every call.

    Raises
    ------
    StoreError
        If a table is damaged or gone.
    """
    folders = tuple(folders)
    panels = _table(folders, "panels", ("sequence", "product", "serial", "station", "source"))
    more = _table(folders, "panels", ("captured_utc", "verdict"))
    index = _numbers(panels, "sequence")
    names, codes = _coded(panels, ("product", "serial", "station"))
    names["lot"], lots = _lots(panels)
    columns: dict[str, NDArray[Any]] = {
        **codes,
        "lot": lots,
        "sequence": index,
        "verdict": _verdicts(more),
        "time": _times(more),
    }
    boards = _table(folders, "boards", ("sequence", "board_index", "verdict", "surface"))
    parts = _table(folders, "parts", ("sequence", "board_index", "refdes", "verdict"))
    calls = _table(folders, "defects", ("sequence", "board_index", "refdes", "pin", "code"))
    taken = _table(
        folders,
        "measurements",
        ("sequence", "board_index", "refdes", "pin", "quantity", "value", "unit"),
    )
    shared = {
        "refdes": _all_texts("refdes", (parts, calls, taken)),
        "pin": _all_texts("pin", (calls, taken)),
    }
    shared["quantity"] = _all_texts("quantity", (taken,))
    shared["code"] = _all_texts("code", (calls,))
    names |= shared
    call_columns = _rows(calls, index, shared, ("refdes", "pin", "code"))
    call_columns["ruling"] = _rulings(store, index, names, call_columns)
    measured = _rows(taken, index, shared, ("refdes", "pin", "quantity"))
    return History(
        names,
        columns,
        _rows(boards, index, shared, ())
        | {"verdict": _verdicts(boards), "surface": _verdicts(boards, "surface")},
        _rows(parts, index, shared, ("refdes",)) | {"verdict": _verdicts(parts)},
        call_columns,
        measured | {"value": np.asarray(taken["value"].to_numpy(), np.float64)},
        _units(taken),
    )


def _table(folders: tuple[Path, ...], name: str, columns: tuple[str, ...]) -> pa.Table:
    from inspector.store.parquet import SCHEMAS

    texts = [c for c in columns if SCHEMAS[name].field(c).type == pa.string()]
    tables = []
    for folder in folders:
        file = folder / f"{name}.parquet"
        with told(file):
            tables.append(pq.read_table(file, columns=list(columns), read_dictionary=texts))
    if not tables:
        return SCHEMAS[name].empty_table().select(list(columns))
    return pa.concat_tables(tables).unify_dictionaries()


def _dictionary(table: pa.Table, name: str) -> tuple[tuple[str, ...], Column]:
    """Give a text column's texts and the number of each row's; null is an empty text."""
    column = table[name]
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    chunk = column.combine_chunks()
    if isinstance(chunk, pa.ChunkedArray):  # of none at all
        return (), np.zeros(0, np.int32)
    texts = [text or "" for text in chunk.dictionary.to_pylist()]
    numbers = pc.fill_null(chunk.indices, len(texts)).to_numpy(zero_copy_only=False)
    return (*texts, ""), np.asarray(numbers, np.int32)


def _coded(table: pa.Table, names: tuple[str, ...]) -> tuple[dict[str, Names], dict[str, Column]]:
    texts = {name: _all_texts(name, (table,)) for name in names}
    return texts, {name: _column(table, name, texts[name]) for name in names}


def _column(table: pa.Table, name: str, names: Names) -> Column:
    """Give the number of each row's text among ``names``."""
    own, numbers = _dictionary(table, name)
    places = {text: i for i, text in enumerate(names.texts)}
    of = np.array([places[text] for text in own] or [0], np.int32)
    return of[numbers] if len(numbers) else numbers


def _lots(panels: pa.Table) -> tuple[Names, Column]:
    """Give the lot of each panel: the folder of its capture in the archive."""
    texts, numbers = _dictionary(panels, "source")
    lots = [str(PurePosixPath(text).parent) if text else "" for text in texts]
    lots = ["" if lot == "." else lot for lot in lots]
    known = tuple(dict.fromkeys(lots))
    of = np.array([known.index(lot) for lot in lots] or [0], np.int32)
    return Names(known), of[numbers] if len(numbers) else numbers


def _numbers(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.asarray(table[name].to_numpy(), np.int64)


def _verdicts(table: pa.Table, name: str = "verdict") -> Column:
    texts, numbers = _dictionary(table, name)
    of = [VERDICTS.index(text) if text in VERDICTS else SKIPPED for text in texts]
    return np.array(of or [SKIPPED], np.int32)[numbers] if len(numbers) else numbers


def _times(table: pa.Table) -> NDArray[np.datetime64]:
    return np.asarray(table["captured_utc"].to_numpy(), "datetime64[us]")


def _all_texts(name: str, tables: tuple[pa.Table, ...]) -> Names:
    texts: dict[str, None] = {}
    for table in tables:
        texts |= dict.fromkeys(_dictionary(table, name)[0])
    return Names(tuple(texts))


def _rows(
    table: pa.Table, index: NDArray[np.int64], names: Mapping[str, Names], texts: tuple[str, ...]
) -> dict[str, Column]:
    rows = {
        "panel": np.searchsorted(index, _numbers(table, "sequence")).astype(np.int32),
        "board": np.asarray(table["board_index"].to_numpy(), np.int32),
    }
    return rows | {name: _column(table, name, names[name]) for name in texts}


def _units(taken: pa.Table) -> dict[str, str]:
    pairs = taken.select(["quantity", "unit"]).group_by(["quantity", "unit"]).aggregate([])
    return {str(row["quantity"]): str(row["unit"]) for row in pairs.to_pylist() if row["quantity"]}


def _rulings(
    store: Store,
    index: NDArray[np.int64],
    names: Mapping[str, Names],
    calls: Mapping[str, Column],
) -> Column:
    """Give the last word on each call: its place in ``RULINGS``, -1 where nobody ruled."""
    words = last_words(store)
    out = np.full(len(calls["panel"]), NO_WORD, np.int32)
    if not words:
        return out
    refdes, pins, codes = (names[name].texts for name in ("refdes", "pin", "code"))
    touched = np.isin(index[calls["panel"]], [key[0] for key in words])
    for row in np.flatnonzero(touched):
        key = (
            int(index[calls["panel"][row]]),
            int(calls["board"][row]),
            refdes[calls["refdes"][row]],
            pins[calls["pin"][row]],
            codes[calls["code"][row]],
        )
        ruling = words.get(key)
        if ruling in RULINGS:
            out[row] = RULINGS.index(ruling)
    return out
