"""Panels that a line has brought, remembered over a power cut until each has its record."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping, func, insert, select, update

from inspector.store.faults import told
from inspector.store.rows import utc_text
from inspector.store.schema import ARRIVAL
from inspector.store.store import Store


@dataclass(frozen=True, slots=True)
class KnownArrival:
    """A panel that was brought: ``number`` is the record's own, ``line_number`` the line's.

    ``sequence`` is that of its record, None where it has none.
    """

    number: int
    line: str
    line_number: int
    serial: str
    sequence: int | None

    @property
    def key(self) -> tuple[str, int, str]:
        """What the line says of it."""
        return self.line, self.line_number, self.serial


def note_arrival(store: Store, line: str, line_number: int, serial: str) -> KnownArrival:
    """Remember that a panel is in place; when this returns it survives a power cut."""
    row = {
        "line": line,
        "line_number": line_number,
        "serial": serial,
        "arrived_utc": utc_text(datetime.now(UTC)),
    }
    with told(store.file), store.connection.begin():
        newest = store.connection.scalar(select(func.max(ARRIVAL.c.number))) or 0
        store.connection.execute(insert(ARRIVAL), {"number": newest + 1, **row})
    return KnownArrival(newest + 1, line, line_number, serial, None)


def newest_arrival(store: Store) -> KnownArrival | None:
    """Give the panel that came last, None where none ever did."""
    query = select(ARRIVAL).order_by(ARRIVAL.c.number.desc()).limit(1)
    with told(store.file), store.connection.begin():
        row = store.connection.execute(query).mappings().one_or_none()
    return None if row is None else _known(row)


def arrivals_done(store: Store) -> int:
    """Give the number of the last arrival that a simulated line does not bring again."""
    newest = newest_arrival(store)
    return newest.line_number - (newest.sequence is None) if newest else 0


def unrecorded_arrivals(store: Store) -> tuple[KnownArrival, ...]:
    """Give the panels that have no record and were not given up, oldest first."""
    left = (ARRIVAL.c.sequence.is_(None), ARRIVAL.c.lost_utc.is_(None))
    return _all(store, *left)


def lost_arrivals(store: Store) -> tuple[KnownArrival, ...]:
    """Give the panels that went without a record, oldest first."""
    return _all(store, ARRIVAL.c.lost_utc.is_not(None))


def give_up(store: Store, arrival: KnownArrival) -> None:
    """Note that a panel has gone without a record."""
    one = update(ARRIVAL).where(ARRIVAL.c.number == arrival.number)
    with told(store.file), store.connection.begin():
        store.connection.execute(one.values(lost_utc=utc_text(datetime.now(UTC))))


def _all(store: Store, *which: object) -> tuple[KnownArrival, ...]:
    query = select(ARRIVAL).where(*which).order_by(ARRIVAL.c.number)  # type: ignore[arg-type]
    with told(store.file), store.connection.begin():
        return tuple(map(_known, store.connection.execute(query).mappings()))


def _known(row: RowMapping) -> KnownArrival:
    names = ("number", "line", "line_number", "serial", "sequence")
    return KnownArrival(*(row[name] for name in names))
