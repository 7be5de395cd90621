"""What the line is told of recorded panels: verified first where it is to be, decided once.

An answer that was decided is durable before the line is told it, and never changes: given again
after a power cut it says the same.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select, update

from inspector.domain.answer import Told, told_of
from inspector.domain.errors import StoreError
from inspector.domain.result import DefectCode, Verdict
from inspector.domain.review import PartAddress, Review, Ruling
from inspector.store.faults import told as fault_told
from inspector.store.rows import utc_text
from inspector.store.schema import ANSWER, ARRIVAL, PANEL, RULING
from inspector.store.store import AnswerState, Store


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A panel whose answer the line has not taken: ``waiting`` for a person, or ``pending``.

    ``line_number`` is the line's own of its arrival.
    """

    sequence: int
    serial: str
    state: AnswerState
    recorded_utc: datetime
    line_number: int


def unsettled(store: Store) -> tuple[Unsettled, ...]:
    """Give the panels whose answer the line has not taken, oldest first.

    Those that no line brought are not among them: what a batch recorded is no answer to a panel
    that is in place.
    """
    query = (
        select(ANSWER.c.sequence, PANEL.c.serial, ANSWER.c.state, PANEL.c.recorded_utc)
        .add_columns(ARRIVAL.c.line_number)
        .join(PANEL, PANEL.c.sequence == ANSWER.c.sequence)
        .join(ARRIVAL, ARRIVAL.c.sequence == ANSWER.c.sequence)
        .where(ANSWER.c.state.in_([AnswerState.WAITING, AnswerState.PENDING]))
        .order_by(ANSWER.c.sequence)
    )
    with fault_told(store.file), store.connection.begin():
        rows = store.connection.execute(query)
        return tuple(
            Unsettled(
                row[0], row[1], AnswerState(row[2]), datetime.fromisoformat(row[3]), int(row[4])
            )
            for row in rows
        )


def answer_of(store: Store, sequence: int) -> Told:
    """Give what the line is told of a panel: what was decided, else what the machine found.

    Raises
    ------
    StoreError
        If there is no such record, or it waits for a person.
    """
    query = select(ANSWER.c.state, ANSWER.c.told).where(ANSWER.c.sequence == sequence)
    with fault_told(store.file), store.connection.begin():
        row = store.connection.execute(query).one_or_none()
    if row is None:
        raise StoreError(f"{store.file}: sequence {sequence} is not in it; name another one")
    if row[0] == AnswerState.WAITING:
        raise StoreError(f"{store.file}: sequence {sequence} waits to be verified; rule on it")
    return _from_json(row[1]) if row[1] else told_of(store.get(sequence).result)


def decide(store: Store, sequence: int, told: Told) -> None:
    """Note what the line is to be told of a panel that waited; once, and before it is told.

    Raises
    ------
    StoreError
        If it does not wait.
    """
    one = update(ANSWER).where(ANSWER.c.sequence == sequence, ANSWER.c.state == AnswerState.WAITING)
    change = {"state": AnswerState.PENDING, "told": _to_json(told)}
    with fault_told(store.file), store.connection.begin():
        if not store.connection.execute(one.values(change)).rowcount:
            raise StoreError(f"{store.file}: sequence {sequence} does not wait to be verified")


def is_recorded(store: Store, sequence: int) -> bool:
    """Whether a panel is in the record."""
    with fault_told(store.file), store.connection.begin():
        query = select(ANSWER.c.sequence).where(ANSWER.c.sequence == sequence)
        return store.connection.scalar(query) is not None


def rule(store: Store, sequence: int, reviews: Iterable[Review]) -> None:
    """Keep what a person ruled on defects of one panel; what was ruled before stays beside it.

    Raises
    ------
    StoreError
        If there is no such record.
    """
    rows = [
        {
            "sequence": sequence,
            "board_index": review.part.board_index,
            "refdes": review.part.refdes,
            "pin": review.pin,
            "code": review.code.value,
            "ruling": review.ruling.value,
            "by": review.by,
            "at_utc": utc_text(review.at_utc),
            "note": review.note,
        }
        for review in reviews
    ]
    if rows:
        with fault_told(store.file), store.connection.begin():
            store.connection.execute(insert(RULING), rows)


def reviews_of(store: Store, sequence: int) -> tuple[Review, ...]:
    """Give what people ruled on one panel, in the order in which they did."""
    query = (
        select(RULING, PANEL.c.serial)
        .join(PANEL, PANEL.c.sequence == RULING.c.sequence)
        .where(RULING.c.sequence == sequence)
        .order_by(RULING.c.number)
    )
    with fault_told(store.file), store.connection.begin():
        rows = store.connection.execute(query).mappings().all()
    return tuple(
        Review(
            PartAddress(row["serial"], row["board_index"], row["refdes"]),
            DefectCode(row["code"]),
            Ruling(row["ruling"]),
            row["by"],
            datetime.fromisoformat(row["at_utc"]).astimezone(UTC),
            row["pin"],
            row["note"],
        )
        for row in rows
    )


def _to_json(told: Told) -> str:
    return json.dumps(
        {
            "verdict": told.verdict.name,
            "boards": [None if v is None else v.name for v in told.boards],
            "defects": told.defects,
            "first_code": told.first_code,
        }
    )


def _from_json(text: str) -> Told:
    data = json.loads(text)
    code = data["first_code"]
    return Told(
        Verdict[data["verdict"]],
        tuple(None if name is None else Verdict[name] for name in data["boards"]),
        data["defects"],
        None if code is None else DefectCode(code),
    )
