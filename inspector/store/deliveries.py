"""How far receivers beside the line have been told: the record itself is what waits for them.

A receiver is told panels in order of sequence, so one number says what it has. It is noted after
the delivery: a kill in between has the panel delivered once more, never not at all.
"""

from collections.abc import Mapping

from sqlalchemy import func, insert, select, update

from inspector.store.faults import told
from inspector.store.schema import DELIVERY, PANEL
from inspector.store.store import Store


def delivered_to(store: Store, receiver: str) -> int:
    """Give the sequence that a receiver has been told last.

    One that was never known begins after the newest panel: what was recorded before it was there
    is not poured over it.
    """
    one = select(DELIVERY.c.sequence).where(DELIVERY.c.receiver == receiver)
    with told(store.file), store.connection.begin():
        known = store.connection.scalar(one)
        if known is not None:
            return int(known)
        newest = store.connection.scalar(select(func.max(PANEL.c.sequence))) or 0
        row = {"receiver": receiver, "sequence": newest}
        store.connection.execute(insert(DELIVERY), row)
        return int(newest)


def note_delivered(store: Store, receiver: str, sequence: int) -> None:
    """Remember that a known receiver has been told everything up to ``sequence``."""
    one = update(DELIVERY).where(DELIVERY.c.receiver == receiver)
    with told(store.file), store.connection.begin():
        store.connection.execute(one.values(sequence=sequence))


def recorded_after(store: Store, sequence: int, most: int) -> tuple[int, ...]:
    """Give the sequences of the panels after ``sequence``, in order, ``most`` of them at most."""
    later = select(PANEL.c.sequence).where(PANEL.c.sequence > sequence)
    with told(store.file), store.connection.begin():
        return tuple(store.connection.scalars(later.order_by(PANEL.c.sequence).limit(most)))


def undelivered(store: Store) -> Mapping[str, int]:
    """Give how many panels each known receiver has still to be told, by name."""
    count = (
        select(DELIVERY.c.receiver, func.count(PANEL.c.sequence))
        .outerjoin(PANEL, PANEL.c.sequence > DELIVERY.c.sequence)
        .group_by(DELIVERY.c.receiver)
        .order_by(DELIVERY.c.receiver)
    )
    with told(store.file), store.connection.begin():
        return {str(name): int(number) for name, number in store.connection.execute(count)}
