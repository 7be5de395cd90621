"""Whether a record is whole: every row, every document, every picture, no gap and no double."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from inspector.domain.errors import StoreError
from inspector.domain.result import PanelResult
from inspector.store.database import integrity_of
from inspector.store.faults import told
from inspector.store.rows import rows_of
from inspector.store.schema import ANSWER, BOARD, CROP, DEFECT, PANEL, PART
from inspector.store.store import Store


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What was looked at, and what is wrong.

    ``orphans`` are files in ``crops/`` that no record names: a run that was killed leaves them,
    they take space and do no harm. ``faults`` are losses.
    """

    panels: int
    pictures: int
    faults: tuple[str, ...]
    orphans: tuple[Path, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is lost."""
        return not self.faults


def check_store(store: Store, progress: Callable[[int, int], None] | None = None) -> StoreCheck:
    """Look at everything in a record; nothing is changed.

    Parameters
    ----------
    store
        Open in either mode. While another process writes, its newest picture may be named an
        orphan: its record comes a moment later.
    progress
        Told how many panels of how many are done.

    Raises
    ------
    StoreError
        If the database is too damaged to be asked.
    """
    files = set(store.crops.files())  # before the rows: what is recorded meanwhile is no fault
    with told(store.file):
        faults = list(integrity_of(store.connection))
    sequences = store.sequences()
    faults += _gaps(sequences)
    faults += _answers(store, sequences)
    for done, sequence in enumerate(sequences, 1):
        faults += _faults_of(store, sequence)
        if progress:
            progress(done, len(sequences))
    with told(store.file), store.connection.begin():
        named = set(store.connection.scalars(select(CROP.c.sha256).distinct()))
    orphans = tuple(sorted(files - {store.crops.path_of(name) for name in named}))
    return StoreCheck(len(sequences), len(named), tuple(faults), orphans)


def remove_orphans_of(store: Store) -> tuple[Path, ...]:
    """Remove the pictures that no record names; the store is open for writing.

    Raises
    ------
    StoreError
        If one cannot be removed.
    """
    orphans = check_store(store).orphans
    with told(store.crops.folder):
        for orphan in orphans:
            orphan.unlink()
    return orphans


def _gaps(sequences: tuple[int, ...]) -> Iterator[str]:
    missing = sorted(set(range(1, max(sequences, default=0) + 1)) - set(sequences))
    if missing:
        yield f"sequences are missing: {', '.join(map(str, missing[:5]))}"
    yield from (f"sequence {s} stands twice" for s, n in Counter(sequences).items() if n > 1)


def _answers(store: Store, sequences: tuple[int, ...]) -> Iterator[str]:
    with told(store.file), store.connection.begin():
        rows = store.connection.execute(select(ANSWER.c.sequence, ANSWER.c.verdict))
        answers = {row[0]: row[1] for row in rows}
        rows = store.connection.execute(select(PANEL.c.sequence, PANEL.c.verdict))
        verdicts = {row[0]: row[1] for row in rows}
    for sequence in sequences:
        if sequence not in answers:
            yield f"sequence {sequence} has no answer"
        elif answers[sequence] != verdicts[sequence]:
            yield f"sequence {sequence}: the answer is not the verdict"


def _faults_of(store: Store, sequence: int) -> Iterator[str]:
    try:
        result = store.get(sequence).result
    except StoreError as error:
        yield str(error)
        return
    yield from _differences(store, sequence, result)
    with told(store.file), store.connection.begin():
        names = store.connection.scalars(
            select(CROP.c.sha256).where(CROP.c.sequence == sequence)
        ).all()
    for name in names:
        try:
            store.crops.read(name)
        except StoreError as error:
            yield f"sequence {sequence}: {error}"


def _differences(store: Store, sequence: int, result: PanelResult) -> Iterator[str]:
    rows = rows_of(sequence, result)
    tables = ((BOARD, rows.boards), (PART, rows.parts), (DEFECT, rows.defects))
    with told(store.file), store.connection.begin():
        panel = select(PANEL).where(PANEL.c.sequence == sequence)
        stored = dict(store.connection.execute(panel).mappings().one())
        counts = {
            table.name: store.connection.scalar(
                select(func.count()).select_from(table).where(table.c.sequence == sequence)
            )
            for table, _ in tables
        }
    for column, value in rows.panel.items():
        if stored[column] != value:
            yield f"sequence {sequence}: {column} in its row is not that of its document"
    for table, many in tables:
        if counts[table.name] != len(many):
            yield (
                f"sequence {sequence}: {counts[table.name]} rows in {table.name}, "
                f"{len(many)} in its document"
            )
