"""The last word of people on every defect of the record."""

from sqlalchemy import select

from inspector.domain.review import Ruling
from inspector.store.faults import told
from inspector.store.schema import RULING
from inspector.store.store import Store

DefectAddress = tuple[int, int, str, str, str]
"""Sequence, board index, refdes, pin and code."""


def last_words(store: Store) -> dict[DefectAddress, Ruling]:
    """Give the last ruling on each defect that anybody ruled on, withdrawn ones left out."""
    names = ("sequence", "board_index", "refdes", "pin", "code", "ruling")
    query = select(*(RULING.c[name] for name in names)).order_by(RULING.c.at_utc, RULING.c.number)
    with told(store.file), store.connection.begin():
        rows = store.connection.execute(query).all()
    words = {(row[0], row[1], row[2], row[3], row[4]): Ruling(row[5]) for row in rows}
    return {key: word for key, word in words.items() if word is not Ruling.WITHDRAWN}
