"""Suspects: parts that the machine calls defective and that wait for a person's word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping, and_, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Subquery

from inspector.domain.answer import DefectKey
from inspector.domain.errors import StoreError
from inspector.domain.result import BoardResult, DefectCode, PartResult
from inspector.domain.review import Ruling
from inspector.store.faults import told
from inspector.store.schema import ANSWER, CROP, DEFECT, PANEL, RULING
from inspector.store.store import AnswerState, Store

PART_KEY = ("sequence", "board_index", "refdes")
DEFECT_KEY = ("board_index", "refdes", "pin", "code")
"""Columns that tell a part in the record, and a defect of a panel."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """One part of one panel with what it is called for; ``waiting``: the line waits for a word.

    ``known``: it was confirmed before, and is shown to measure the person.
    """

    sequence: int
    product: str
    recipe_sha256: str
    serial: str
    captured_utc: datetime
    board_index: int
    refdes: str
    defects: tuple[DefectKey, ...]
    waiting: bool = False
    known: bool = False

    @property
    def key(self) -> tuple[int, int, str]:
        """What tells it from every other one in the record."""
        return self.sequence, self.board_index, self.refdes

    @property
    def codes(self) -> tuple[DefectCode, ...]:
        """What it is called for, each code once."""
        return tuple(dict.fromkeys(defect.code for defect in self.defects))


@dataclass(frozen=True, slots=True)
class Case:
    """A suspect's evidence: its board as it was found, and its PNG pictures by light.

    The light that it was judged by comes first. In records of before there is one, without a name.
    """

    suspect: Suspect
    board: BoardResult
    part: PartResult
    pictures: Mapping[str, bytes]


def suspects(store: Store, newest: int = 5000) -> tuple[Suspect, ...]:
    """Give the suspects without a ruling, those first that the line waits for, then the newest.

    Only of parts: nobody rules on what was found between them, nor on what was not inspected.

    Parameters
    ----------
    newest
        No more than so many, the newest ones.
    """
    last = _last_words()
    no_word = last.c.ruling.is_(None) | (last.c.ruling == Ruling.WITHDRAWN.value)
    found = _asked(store, last, no_word, newest)
    return tuple(sorted(found, key=lambda s: (not s.waiting, s.sequence if s.waiting else 0)))


def confirmed(store: Store, not_by: str, newest: int = 2000) -> tuple[Suspect, ...]:
    """Give parts with a defect that another person confirmed, marked as known, with a picture.

    They are mixed in among suspects to measure people: who confirmed one knows it.
    """
    last = _last_words()
    is_real = and_(last.c.ruling == Ruling.CONFIRMED.value, last.c.by != not_by)
    pictured = select(*(CROP.c[name] for name in PART_KEY)).distinct()
    with told(store.file), store.connection.begin():
        with_picture = {tuple(row) for row in store.connection.execute(pictured)}
    found = _asked(store, last, is_real, newest, known=True)
    return tuple(one for one in found if one.key in with_picture)


def case_of(store: Store, suspect: Suspect) -> Case:
    """Give a suspect's evidence.

    Raises
    ------
    StoreError
        If the record is damaged, or a picture is not there any more.
    """
    result = store.get(suspect.sequence).result
    boards = (board for board in result.boards if board.index == suspect.board_index)
    for board in boards:
        for part in board.parts:
            if part.refdes == suspect.refdes:
                return Case(suspect, board, part, _pictures(store, suspect))
    place = f"{store.file}: sequence {suspect.sequence}"
    raise StoreError(f"{place} has no part {suspect.refdes}; run `inspector store check`")


def _pictures(store: Store, suspect: Suspect) -> dict[str, bytes]:
    its = zip(PART_KEY, suspect.key, strict=True)
    query = select(CROP.c.light, CROP.c.sha256).where(*(CROP.c[name] == key for name, key in its))
    with told(store.file), store.connection.begin():
        rows = store.connection.execute(query.order_by(CROP.c.number)).all()
    return {light: store.crops.read(name) for light, name in rows}


def _last_words() -> Subquery:
    """Give the last ruling on each defect."""
    newest = (
        select(func.max(RULING.c.number))
        .group_by(*(RULING.c[name] for name in ("sequence", *DEFECT_KEY)))
        .scalar_subquery()
    )
    return select(RULING).where(RULING.c.number.in_(newest)).subquery()


def _asked(
    store: Store, last: Subquery, which: ColumnElement[bool], newest: int, *, known: bool = False
) -> tuple[Suspect, ...]:
    """Give the parts with a defect of which ``which`` holds, with all their defects, newest first.

    A part whose word is out on some of its defects only is asked about as a whole.
    """
    same = [DEFECT.c[name] == last.c[name] for name in ("sequence", *DEFECT_KEY)]
    chosen = (
        select(DEFECT.c.sequence, DEFECT.c.board_index, DEFECT.c.refdes)
        .outerjoin(last, and_(*same))
        .where(DEFECT.c.refdes != "", which)
        .distinct()
        .order_by(DEFECT.c.sequence.desc(), DEFECT.c.board_index, DEFECT.c.refdes)
        .limit(newest)
        .subquery()
    )
    names = ("product", "recipe_sha256", "serial", "captured_utc")
    query = (
        select(*(DEFECT.c[name] for name in ("sequence", *DEFECT_KEY)), ANSWER.c.state)
        .add_columns(*(PANEL.c[name] for name in names))
        .join(chosen, and_(*(DEFECT.c[name] == chosen.c[name] for name in PART_KEY)))
        .join(PANEL, PANEL.c.sequence == DEFECT.c.sequence)
        .join(ANSWER, ANSWER.c.sequence == DEFECT.c.sequence)
        .order_by(DEFECT.c.sequence.desc(), DEFECT.c.number)
    )
    with told(store.file), store.connection.begin():
        return _grouped(store.connection.execute(query).mappings(), known=known)


def _grouped(rows: Iterable[RowMapping], *, known: bool) -> tuple[Suspect, ...]:
    groups: dict[tuple[int, int, str], list[RowMapping]] = {}
    for row in rows:
        groups.setdefault((row["sequence"], row["board_index"], row["refdes"]), []).append(row)
    return tuple(_suspect(group, known=known) for group in groups.values())


def _suspect(group: list[RowMapping], *, known: bool) -> Suspect:
    first = group[0]
    keys = (
        DefectKey(row["board_index"], row["refdes"], row["pin"], DefectCode(row["code"]))
        for row in group
    )
    return Suspect(
        first["sequence"],
        first["product"],
        first["recipe_sha256"],
        first["serial"],
        datetime.fromisoformat(first["captured_utc"]).astimezone(UTC),
        first["board_index"],
        first["refdes"],
        tuple(dict.fromkeys(keys)),
        waiting=first["state"] == AnswerState.WAITING.value,
        known=known,
    )
