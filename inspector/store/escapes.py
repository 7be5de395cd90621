"""What was found later, and how well known defects are found by people."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Table, func, insert, select

from inspector.domain.result import DefectCode
from inspector.domain.review import Escape, PartAddress
from inspector.store.faults import told
from inspector.store.rows import utc_text
from inspector.store.schema import ESCAPE, PROOF
from inspector.store.store import Store


@dataclass(frozen=True, slots=True)
class Proof:
    """A known defect that a person was shown among the suspects, and whether they found it."""

    sequence: int
    board_index: int
    refdes: str
    found: bool
    by: str
    at_utc: datetime


def note_escape(store: Store, escape: Escape) -> None:
    """Keep a defect that passed here and was found later."""
    row = {
        "serial": escape.part.serial,
        "board_index": escape.part.board_index,
        "refdes": escape.part.refdes,
        "code": escape.code.value,
        "found_at": escape.found_at,
        "at_utc": utc_text(escape.at_utc),
        "note": escape.note,
    }
    _add(store, ESCAPE, row)


def escapes(store: Store) -> tuple[Escape, ...]:
    """Give what escaped, in the order in which it was told."""
    with told(store.file), store.connection.begin():
        rows = store.connection.execute(select(ESCAPE).order_by(ESCAPE.c.number)).mappings()
        return tuple(
            Escape(
                PartAddress(row["serial"], row["board_index"], row["refdes"]),
                DefectCode(row["code"]),
                row["found_at"],
                datetime.fromisoformat(row["at_utc"]).astimezone(UTC),
                row["note"],
            )
            for row in rows
        )


def note_proof(store: Store, proof: Proof) -> None:
    """Keep what a person said of a known defect; it is no ruling and changes none."""
    row = {
        "sequence": proof.sequence,
        "board_index": proof.board_index,
        "refdes": proof.refdes,
        "found": proof.found,
        "by": proof.by,
        "at_utc": utc_text(proof.at_utc),
    }
    _add(store, PROOF, row)


def proofs(store: Store) -> tuple[Proof, ...]:
    """Give what people said of known defects, in the order in which they did."""
    with told(store.file), store.connection.begin():
        rows = store.connection.execute(select(PROOF).order_by(PROOF.c.number)).mappings()
        return tuple(
            Proof(
                row["sequence"],
                row["board_index"],
                row["refdes"],
                row["found"],
                row["by"],
                datetime.fromisoformat(row["at_utc"]).astimezone(UTC),
            )
            for row in rows
        )


def _add(store: Store, table: Table, row: dict[str, object]) -> None:
    with told(store.file), store.connection.begin():
        newest = store.connection.scalar(select(func.max(table.c.number))) or 0
        store.connection.execute(insert(table), {"number": newest + 1, **row})
