"""Answers that are decided once, rulings that are kept, arrivals that outlive a power cut."""

import shutil
import sqlite3
from datetime import UTC, datetime

import pytest

from inspector.domain.answer import Told
from inspector.domain.errors import StoreError
from inspector.domain.result import DefectCode, Verdict
from inspector.domain.review import PartAddress, Review, Ruling
from inspector.store import database
from inspector.store.answers import answer_of, decide, reviews_of, rule, unsettled
from inspector.store.arrivals import (
    give_up,
    lost_arrivals,
    newest_arrival,
    note_arrival,
    unrecorded_arrivals,
)
from inspector.store.check import check_store
from inspector.store.store import AnswerState, Store

PASSED = Told(Verdict.PASS, (Verdict.PASS,))
REVIEW = Review(
    PartAddress("SN1", 0, "R2"),
    DefectCode.SIDE_OVERHANG,
    Ruling.FALSE_CALL,
    "anna",
    datetime(2026, 11, 27, 8, 0, 0, 123456, tzinfo=UTC),
    "1",
    "solder is fine",
)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "record") as made:
        yield made


def test_what_is_told_is_what_the_machine_found_until_something_else_was_decided(store, panel):
    store.record(panel("SN1"), {})
    assert answer_of(store, 1) == Told(Verdict.FAIL, (Verdict.FAIL,), 1, DefectCode.SIDE_OVERHANG)
    store.record(panel("SN2", minute=1), {}, answer=AnswerState.WAITING)
    with pytest.raises(StoreError, match="waits to be verified"):
        answer_of(store, 2)
    decide(store, 2, PASSED)
    assert answer_of(store, 2) == PASSED
    assert check_store(store).sound


def test_an_answer_is_decided_once(store, panel):
    store.record(panel(), {}, answer=AnswerState.WAITING)
    decide(store, 1, PASSED)
    with pytest.raises(StoreError, match="does not wait"):
        decide(store, 1, Told(Verdict.FAIL, (Verdict.FAIL,)))
    assert answer_of(store, 1) == PASSED


def test_what_is_left_to_tell_is_in_order_and_names_its_arrival(store, panel):
    arrival = note_arrival(store, "line", 41, "SN1")
    store.record(panel("SN1"), {}, answer=AnswerState.WAITING, arrival=arrival.number)
    second = note_arrival(store, "line", 42, "SN2")
    store.record(panel("SN2", minute=1), {}, arrival=second.number)
    left = [(u.sequence, u.serial, u.state, u.line_number) for u in unsettled(store)]
    assert left == [(1, "SN1", AnswerState.WAITING, 41), (2, "SN2", AnswerState.PENDING, 42)]
    store.acknowledge(2)
    decide(store, 1, PASSED)
    assert [(u.sequence, u.state) for u in unsettled(store)] == [(1, AnswerState.PENDING)]


def test_what_no_line_brought_is_not_told_to_one(store, panel):
    store.record(panel("SN1"), {}, "lot7/SN1")  # by a batch
    assert unsettled(store) == ()
    assert [answer.sequence for answer in store.pending()] == [1]


def test_rulings_are_kept_as_they_were_given(store, panel):
    store.record(panel("SN1"), {})
    rule(store, 1, [REVIEW])
    rule(store, 1, [REVIEW])
    assert reviews_of(store, 1) == (REVIEW, REVIEW)
    with pytest.raises(StoreError):
        rule(store, 7, [REVIEW])


def test_an_arrival_is_remembered_until_it_has_its_record(tmp_path, panel):
    with Store(tmp_path) as store:
        first = note_arrival(store, "line", 1, "SN1")
        second = note_arrival(store, "line", 2, "SN2")
    with Store(tmp_path) as store:
        assert unrecorded_arrivals(store) == (first, second)
        assert newest_arrival(store) == second
        store.record(panel("SN2"), {}, arrival=second.number)
        give_up(store, first)
        assert unrecorded_arrivals(store) == ()
        assert lost_arrivals(store) == (first,)
        newest = newest_arrival(store)
        assert newest is not None
        assert (newest.key, newest.sequence) == (second.key, 1)


def test_a_record_of_before_the_station_is_brought_up(tmp_path, panel, monkeypatch):
    steps = tmp_path / "steps"
    shutil.copytree(database.STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    for later in (steps / "versions").glob("s000[2-9]*.py"):
        later.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(database, "STEPS", steps)
        Store(tmp_path / "record").close()
    with sqlite3.connect(tmp_path / "record" / "record.sqlite") as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    with Store(tmp_path / "record") as store:
        assert store.record(panel(), {}) == 1
        assert store.pending()[0].sequence == 1
        assert check_store(store).sound
