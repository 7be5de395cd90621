"""A station killed while its line runs: nothing lost, nothing doubled, nothing told otherwise."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inspector.bench.power_loss import lost_or_doubled, measure_power_loss, told_wrongly
from inspector.domain.board import Side
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    PanelResult,
    Timing,
    Verdict,
)
from inspector.line.plc import PanelAnswer
from inspector.store.arrivals import note_arrival
from inspector.store.store import AnswerState, Store

KILLS = 10


@pytest.mark.timeout(400)  # half a minute alone on two cores
def test_ten_power_cuts_lose_and_double_nothing(tmp_path):
    report = measure_power_loss(tmp_path, KILLS, seed=3)
    assert report.faults == ()
    assert sum(report.phases.values()) == KILLS
    assert report.panels > 1


@pytest.fixture
def record(tmp_path):
    """A record of two panels, P1 answered and P2 not."""
    board = BoardResult(0, skipped=False, verdict=Verdict.NOT_INSPECTED, reason="dark")
    texts = ("",) * 6
    result = PanelResult(
        "tiny",
        "P1",
        Side.TOP,
        Verdict.NOT_INSPECTED,
        (board,),
        datetime.now(UTC),
        *texts,
        Timing(0, 0),
        Acquisition(0),
    )
    with Store(tmp_path / "record") as store:
        for serial in ("P1", "P2"):
            arrival = note_arrival(store, "line", int(serial[1]), serial)
            state = AnswerState.PENDING if serial == "P1" else AnswerState.WAITING
            store.record(replace(result, serial=serial), {}, answer=state, arrival=arrival.number)
        store.acknowledge(1)
    return tmp_path


RIGHT = PanelAnswer(1, "P1", Verdict.NOT_INSPECTED, (Verdict.NOT_INSPECTED,))


def test_what_the_line_was_told_rightly_is_no_fault(record):
    assert told_wrongly(record, [RIGHT]) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (replace(RIGHT, sequence=3, serial="P3"), "P3 was told without a record"),
        (replace(RIGHT, serial="P9"), "P9 was told without a record"),
        (replace(RIGHT, sequence=2, serial="P2"), "P2 was told before that was decided"),
        (replace(RIGHT, verdict=Verdict.PASS), "P1 was told"),
        (replace(RIGHT, boards=(Verdict.PASS,)), "P1 was told"),
    ],
)
def test_what_the_line_was_told_wrongly_is_found(record, answer, words):
    (fault,) = told_wrongly(record, [answer])
    assert words in fault


def test_what_was_lost_or_doubled_is_found(record):
    with Store(record / "record") as store:
        note_arrival(store, "line", 3, "P3")
    faults = list(lost_or_doubled(record, (RIGHT, RIGHT), ["P1", "P2", "P3"]))
    assert "P1 was counted 2 times by the line" in faults
    assert "P2 was counted 0 times by the line" in faults
    assert "P2 was never acknowledged" in faults
    assert "P3 is recorded 0 times" in faults
    assert "P3 came and has no record" in faults
