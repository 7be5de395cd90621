"""The record of one station or batch: a folder with a SQLite database and its pictures."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import imagecodecs
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from inspector.domain.errors import DamagedPanelError, ResultError, StoreError
from inspector.domain.result import PanelResult, Verdict
from inspector.formats.result import result_from_json, result_to_json
from inspector.store.crops import Crops
from inspector.store.database import connect_reading, connect_ruling, connect_writing
from inspector.store.faults import told
from inspector.store.lock import WriterLock
from inspector.store.rows import rows_of, utc_text
from inspector.store.schema import ANSWER, ARRIVAL, BOARD, CROP, DEFECT, PANEL, PART

DATABASE = "record.sqlite"
LEVEL = 6
"""Of zstd: a panel of 1,000 parts is packed in some ms, to an eighth."""

PartKey = tuple[int, str]
"""Index of the board and reference designator."""


class AnswerState(StrEnum):
    """Whether the line has taken an answer."""

    WAITING = "waiting"
    """A person is to verify it first."""
    PENDING = "pending"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the line is told of one panel."""

    sequence: int
    verdict: Verdict
    state: AnswerState


@dataclass(frozen=True, slots=True)
class PanelKey:
    """What makes a panel's record the only one of its kind.

    ``source`` is the capture's folder relative to the archive, with ``/``; empty at a station. The
    same folder captured anew, the same serial in another folder, or a panel that comes back later
    each make another record. ``fingerprint`` tells refusals of one capture apart, which is copied
    once more and refused again or not; empty for what was inspected.
    """

    source: str
    serial: str
    captured_utc: datetime
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the columns of one panel's record."""

    sequence: int
    source: str
    serial: str
    captured_utc: str
    verdict: Verdict
    nominal: bool
    """It was measured without a calibration."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One panel as the record has it."""

    sequence: int
    source: str
    result: PanelResult


class Store:
    """A record, open for writing (one at a time) or for reading or ruling (any number).

    Parameters
    ----------
    folder
        Holds ``record.sqlite``, ``record.lock`` and ``crops/``; made where it is not there.
    mode
        ``write``; ``read``; or ``rule``, for what people add while another process writes panels.

    Raises
    ------
    StoreError
        If another process writes it, or it cannot be opened, is damaged or is newer.
    """

    def __init__(self, folder: Path, mode: Literal["write", "read", "rule"] = "write") -> None:
        self.folder = folder
        self.file = folder / DATABASE
        self.crops = Crops(folder / "crops")
        self._lock: WriterLock | None = None
        if mode != "write":
            connect = connect_reading if mode == "read" else connect_ruling
            self._connection = connect(self.file)
            return
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            self._lock = WriterLock(folder / "record.lock")
            undo.callback(self._lock.release)
            self.crops.prepare()
            self._connection = connect_writing(self.file)
            undo.pop_all()  # nothing failed: the lock stays ours

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database and the right to write back."""
        with told(self.file):
            self._connection.close()
        if self._lock:
            self._lock.release()

    @property
    def connection(self) -> Connection:
        """The database, for the other files of this room."""
        return self._connection

    def record(
        self,
        result: PanelResult,
        pictures: Mapping[PartKey, Mapping[str, bytes]],
        source: str = "",
        fingerprint: str = "",
        *,
        answer: AnswerState = AnswerState.PENDING,
        arrival: int | None = None,
    ) -> int:
        """Write one panel; when this returns it survives a kill and a power cut.

        Pictures first, then one transaction with all rows and the answer as pending, or as waiting
        for a person.

        Parameters
        ----------
        result
            What was found.
        pictures
            PNG files of the parts that did not pass, by light; the one judged by comes first.
        source, fingerprint
            The capture's folder, and what it looked like where it was refused; see `PanelKey`.
        arrival
            The number of the arrival that this is the panel of; see `arrivals`.

        Returns
        -------
        The sequence: 1 for the first panel, then one more each.

        Raises
        ------
        InspectorError
            If it cannot be written (disk full, read-only), or this panel is in the record already;
            the record is then as it was.
        """
        key = PanelKey(source, result.serial, result.captured_utc, fingerprint)
        crops = [
            {"board_index": index, "refdes": refdes, "light": light, "number": number}
            for (index, refdes), lights in pictures.items()
            for number, light in enumerate(lights)
        ]
        names = self.crops.write(png for lights in pictures.values() for png in lights.values())
        with told(self.file), self._connection.begin():
            if self._find(key) is not None:
                raise StoreError(f"{self.file}: {source or result.serial} is recorded already")
            newest = self._connection.scalar(select(func.max(PANEL.c.sequence)))
            sequence = (newest or 0) + 1
            self._insert(sequence, result, key, answer)
            if arrival is not None:
                here = update(ARRIVAL).where(ARRIVAL.c.number == arrival)
                self._connection.execute(here.values(sequence=sequence))
            for row, name in zip(crops, names, strict=True):
                values = {"sequence": sequence, **row, "sha256": name}
                self._connection.execute(insert(CROP), values)
        return sequence

    def _insert(
        self, sequence: int, result: PanelResult, key: PanelKey, state: AnswerState
    ) -> None:
        document = result_to_json(result).encode()
        rows = rows_of(sequence, result)
        panel = rows.panel | {
            "source": key.source,
            "fingerprint": key.fingerprint,
            "recorded_utc": utc_text(datetime.now(UTC)),
            "document": imagecodecs.zstd_encode(document, level=LEVEL),
            "document_sha256": hashlib.sha256(document).hexdigest(),
        }
        self._connection.execute(insert(PANEL), panel)
        for table, many in ((BOARD, rows.boards), (PART, rows.parts), (DEFECT, rows.defects)):
            if many:
                self._connection.execute(insert(table), many)
        answer = {"verdict": result.verdict.name, "state": state}
        self._connection.execute(insert(ANSWER), {"sequence": sequence, **answer})

    def find(
        self, source: str, serial: str, captured_utc: datetime, fingerprint: str = ""
    ) -> int | None:
        """Give the sequence of this panel, None where it is not in the record: see `PanelKey`."""
        with told(self.file), self._connection.begin():
            return self._find(PanelKey(source, serial, captured_utc, fingerprint))

    def _find(self, key: PanelKey) -> int | None:
        return self._connection.scalar(
            select(PANEL.c.sequence).where(
                PANEL.c.source == key.source,
                PANEL.c.serial == key.serial,
                PANEL.c.captured_utc == utc_text(key.captured_utc),
                PANEL.c.fingerprint == key.fingerprint,
            )
        )

    def sequences(self) -> tuple[int, ...]:
        """Give the sequences that are in the record, in order."""
        with told(self.file), self._connection.begin():
            return tuple(self._connection.scalars(select(PANEL.c.sequence).order_by("sequence")))

    def heads(self) -> dict[str, Head]:
        """Give the newest record of each source, without unpacking it."""
        return {head.source: head for head in self.all_heads()}

    def all_heads(self) -> tuple[Head, ...]:
        """Give every record without unpacking it, in order of sequence."""
        names = ["sequence", "source", "serial", "captured_utc", "verdict"]
        names += ["calibration_sha256", "reason"]
        query = select(*(PANEL.c[name] for name in names)).order_by(PANEL.c.sequence)
        with told(self.file), self._connection.begin():
            rows = self._connection.execute(query)
            return tuple(
                Head(row[0], row[1], row[2], row[3], Verdict[row[4]], not (row[5] or row[6]))
                for row in rows
            )

    def recipes(self) -> tuple[str, ...]:
        """Give the hashes of the recipes that were inspected by."""
        with told(self.file), self._connection.begin():
            known = select(PANEL.c.recipe_sha256).distinct().order_by(PANEL.c.recipe_sha256)
            return tuple(self._connection.scalars(known))

    def results(self) -> Iterator[PanelResult]:
        """Give every panel's result, in order of sequence."""
        return (recorded.result for recorded in self.records())

    def records(self) -> Iterator[Recorded]:
        """Give every record, one at a time, in order of sequence."""
        return (self.get(sequence) for sequence in self.sequences())

    def get(self, sequence: int) -> Recorded:
        """Give one record.

        Raises
        ------
        DamagedPanelError
            If it is not what was written.
        StoreError
            If it is not there, or the record cannot be read.
        """
        row = self._row(sequence)
        place = f"{self.file}: sequence {sequence}"
        try:
            result = result_from_json(self._decoded(place, row), place)
        except ResultError as error:
            raise DamagedPanelError(str(error)) from error
        return Recorded(sequence, str(row["source"]), result)

    def document(self, sequence: int) -> str:
        """Give one record's result as JSON text, as it was written; see `get`."""
        return self._decoded(f"{self.file}: sequence {sequence}", self._row(sequence))

    def _row(self, sequence: int) -> RowMapping:
        columns = (PANEL.c.source, PANEL.c.document, PANEL.c.document_sha256)
        with told(self.file), self._connection.begin():
            query = select(*columns).where(PANEL.c.sequence == sequence)
            row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise StoreError(f"{self.file}: sequence {sequence} is not in it; name another one")
        return row

    def _decoded(self, place: str, row: RowMapping) -> str:
        try:
            document = bytes(imagecodecs.zstd_decode(row["document"]))
        except (RuntimeError, ValueError) as error:
            raise DamagedPanelError(f"{place} cannot be unpacked; restore a backup") from error
        if hashlib.sha256(document).hexdigest() != row["document_sha256"]:
            raise DamagedPanelError(f"{place} is not what was written; restore a backup")
        return document.decode()

    def pictures(self, sequence: int) -> dict[PartKey, dict[str, bytes]]:
        """Give the PNG pictures of one panel's parts, by light as they were recorded."""
        query = select(CROP).where(CROP.c.sequence == sequence)
        query = query.order_by("board_index", "refdes", "number")
        with told(self.file), self._connection.begin():
            rows = self._connection.execute(query).mappings().all()
        found: dict[PartKey, dict[str, bytes]] = {}
        for row in rows:
            lights = found.setdefault((row["board_index"], row["refdes"]), {})
            lights[row["light"]] = self.crops.read(row["sha256"])
        return found

    def pending(self) -> tuple[Answer, ...]:
        """Give the answers that the line has not acknowledged, oldest first."""
        query = select(ANSWER.c.sequence, ANSWER.c.verdict).order_by(ANSWER.c.sequence)
        with told(self.file), self._connection.begin():
            rows = self._connection.execute(query.where(ANSWER.c.state == AnswerState.PENDING))
            return tuple(Answer(row[0], Verdict[row[1]], AnswerState.PENDING) for row in rows)

    def acknowledge(self, sequence: int) -> None:
        """Note that the line has taken an answer; doing so twice is no error.

        Raises
        ------
        StoreError
            If there is no such sequence.
        """
        change = {
            "state": AnswerState.ACKNOWLEDGED,
            "acknowledged_utc": utc_text(datetime.now(UTC)),
        }
        one = update(ANSWER).where(ANSWER.c.sequence == sequence)
        with told(self.file), self._connection.begin():
            done = self._connection.execute(one.values(change))
            if not done.rowcount:
                raise StoreError(f"{self.file}: sequence {sequence} is not in it; name another one")
