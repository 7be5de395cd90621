"""The record as Parquet tables for statistics: derived, and rebuilt to the same bytes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inspector.domain.result import PanelResult
from inspector.formats.atomic import sync_folder
from inspector.store.faults import told
from inspector.store.rows import Row, rows_of
from inspector.store.store import Store

PANELS_A_GROUP = 256
"""Panels in one row group: memory stays bounded whatever the record holds."""

_KEY = [("sequence", pa.int64()), ("board_index", pa.int32()), ("refdes", pa.string())]

SCHEMAS = {
    "panels": pa.schema(
        [
            ("sequence", pa.int64()),
            *((name, pa.string()) for name in ("source", "product", "serial", "side")),
            ("captured_utc", pa.timestamp("us", tz="UTC")),
            *((name, pa.string()) for name in ("station", "process_stage", "ipc_class")),
            *((name, pa.string()) for name in ("verdict", "reason", "recipe_sha256")),
            *((name, pa.string()) for name in ("calibration_sha256", "software")),
            ("total_s", pa.float64()),
            ("tail_s", pa.float64()),
        ]
    ),
    "boards": pa.schema(
        [
            *_KEY[:2],
            ("skipped", pa.bool_()),
            ("verdict", pa.string()),
            ("reason", pa.string()),
            ("surface", pa.string()),
        ]
    ),
    "parts": pa.schema([*_KEY, ("verdict", pa.string()), ("reason", pa.string())]),
    "measurements": pa.schema(
        [
            *_KEY,
            *((name, pa.string()) for name in ("pin", "quantity")),
            ("value", pa.float64()),
            ("uncertainty", pa.float64()),
            ("unit", pa.string()),
        ]
    ),
    "defects": pa.schema(
        [
            *_KEY,
            *((name, pa.string()) for name in ("pin", "code", "quantity")),
            ("value", pa.float64()),
            ("unit", pa.string()),
            ("low", pa.float64()),
            ("high", pa.float64()),
            ("clause", pa.string()),
        ]
    ),
}
"""Columns of each file.

Not measured is NaN, unbounded is null, a defect of the surface has an empty refdes.
"""


def export_parquet(
    store: Store, folder: Path, progress: Callable[[int, int], None] | None = None
) -> tuple[Path, ...]:
    """Write ``panels``, ``boards``, ``parts``, ``measurements`` and ``defects`` ``.parquet``.

    Each file appears whole or not at all.

    Returns
    -------
    The files.

    Raises
    ------
    StoreError
        If the record is damaged or the folder cannot be written.
    """
    return write_tables(store, store.sequences(), folder, progress)


def write_tables(
    store: Store,
    sequences: Sequence[int],
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Path, ...]:
    """Write the tables of some panels; see `export_parquet`."""
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        halves = {name: folder / f".{name}.parquet.part" for name in SCHEMAS}
        try:
            _write(store, sequences, halves, progress)
            files = tuple(folder / f"{name}.parquet" for name in SCHEMAS)
            for half, file in zip(halves.values(), files, strict=True):
                half.replace(file)
            sync_folder(folder)
        finally:
            for half in halves.values():
                half.unlink(missing_ok=True)
    return files


def _write(
    store: Store,
    sequences: Sequence[int],
    halves: dict[str, Path],
    progress: Callable[[int, int], None] | None,
) -> None:
    writers = {
        name: pq.ParquetWriter(half, SCHEMAS[name], compression="zstd")
        for name, half in halves.items()
    }
    try:
        for start in range(0, len(sequences), PANELS_A_GROUP):
            group = sequences[start : start + PANELS_A_GROUP]
            _write_group(store, group, writers)
            if progress:
                progress(start + len(group), len(sequences))
    finally:
        for writer in writers.values():
            writer.close()


def _write_group(
    store: Store, sequences: Sequence[int], writers: dict[str, pq.ParquetWriter]
) -> None:
    rows: dict[str, list[Row]] = {name: [] for name in writers}
    for sequence in sequences:
        recorded = store.get(sequence)
        flat = rows_of(sequence, recorded.result)
        rows["panels"].append(_panel(flat.panel, recorded.source, recorded.result))
        surfaces = [b.surface.verdict.name if b.surface else None for b in recorded.result.boards]
        rows["boards"] += [
            row | {"surface": name} for row, name in zip(flat.boards, surfaces, strict=True)
        ]
        rows["parts"] += flat.parts
        rows["measurements"] += _measurements(sequence, recorded.result)
        rows["defects"] += flat.defects
    for name, writer in writers.items():
        writer.write_table(pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]))


def _panel(row: Row, source: str, result: PanelResult) -> Row:
    return row | {
        "source": source,
        "side": result.side.value,
        "captured_utc": result.captured_utc,
        "station": result.station,
        "process_stage": result.process_stage,
        "ipc_class": result.ipc_class,
        "total_s": result.timing.total_s,
        "tail_s": result.timing.tail_s,
    }


def _measurements(sequence: int, result: PanelResult) -> Iterator[Row]:
    for board in result.boards:
        for part in board.parts:
            for m in part.measurements:
                yield {
                    "sequence": sequence,
                    "board_index": board.index,
                    "refdes": part.refdes,
                    "pin": m.pin,
                    "quantity": m.quantity,
                    "value": m.value,
                    "uncertainty": m.uncertainty,
                    "unit": m.unit,
                }
