"""The operator screen, as a value."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.domain.answer import Told
from inspector.domain.result import DefectCode, Verdict
from inspector.station.alarms import AlarmNumber
from inspector.station.events import (
    Alarm,
    AlarmOver,
    AnswerGiven,
    EmergencyStopped,
    Ended,
    FieldSeen,
    Identified,
    Idle,
    PanelArrived,
    PanelDone,
    PanelRecorded,
    Paused,
    Starting,
    Stopped,
    Waiting,
)
from tests.ui.panels import BAD, GOOD, UNSEEN, panel
from ui.operator.model import Lamp, Mode, OperatorScreen, Wait, Word, after, without_alarm
from ui.station_thread import NotOpened, Opened, Opening

PASSED = Told(Verdict.PASS, (Verdict.PASS,))
FAILED = Told(Verdict.FAIL, (Verdict.FAIL,), 1, DefectCode.SHIFTED)
UNTIL = datetime(2026, 11, 27, 8, tzinfo=UTC)


def shown(*events, screen=None):
    screen = screen or OperatorScreen()
    for event in events:
        screen = after(screen, event)
    return screen


def inspected(result, sequence=1):
    return (
        PanelArrived(sequence, result.serial),
        Identified(result.serial, "demo", 2),
        FieldSeen(result.serial, 0, 1, 2),
        FieldSeen(result.serial, 1, 2, 2),
        PanelRecorded(sequence, result),
    )


def test_a_defect_says_what_where_and_why():
    screen = shown(Idle(), *inspected(panel(GOOD, BAD)))
    assert screen.word is Word.FAIL
    (reason,) = screen.reasons
    assert (reason.place, reason.code) == ("R2", DefectCode.SHIFTED)
    assert (reason.value, reason.low, reason.high, reason.unit) == (0.25, -0.2, 0.2, "mm")
    assert (reason.quantity, reason.clause, reason.revision) == ("body_offset_x", "8.3.2", "H")


def test_a_board_of_a_panel_has_the_number_that_review_and_reports_give_it():
    one = panel(GOOD, BAD)
    second = replace(one.boards[0], index=1)
    good = replace(one.boards[0], parts=(GOOD,), verdict=Verdict.PASS)
    screen = shown(Idle(), *inspected(replace(one, boards=(good, second))))
    assert [reason.place for reason in screen.reasons] == ["1:R2"]


def test_what_was_not_inspected_is_named_and_not_good():
    screen = shown(*inspected(panel(GOOD, UNSEEN)))
    assert screen.word is Word.NOT_INSPECTED
    assert [(r.place, r.code) for r in screen.reasons] == [("R3", None)]
    assert screen.counts.first_pass_yield == 0.0


def test_the_verdict_stays_until_the_next_panel_and_no_longer():
    screen = shown(*inspected(panel(GOOD)), PanelDone(1, "SN1", PASSED), Idle())
    assert (screen.word, screen.wait) == (Word.PASS, Wait.PANEL)
    screen = after(screen, PanelArrived(2, "SN2"))
    assert (screen.word, screen.result, screen.serial) == (Word.INSPECTING, None, "SN2")


def test_yield_survives_the_next_panel():
    screen = shown(*inspected(panel(GOOD)), *inspected(panel(GOOD, BAD), 2), Idle())
    assert (screen.counts.panels, screen.counts.first_pass_yield) == (2, 0.5)
    assert [passage.verdict for passage in screen.strip] == [Verdict.PASS, Verdict.FAIL]


def test_a_panel_that_a_person_passed_is_one_false_call():
    screen = shown(*inspected(panel(BAD)), Waiting(1, "SN1", UNTIL))
    assert (screen.wait, screen.lamp, screen.until_utc) == (Wait.PERSON, Lamp.YELLOW, UNTIL)
    screen = shown(AnswerGiven(1, "SN1", PASSED), PanelDone(1, "SN1", PASSED), screen=screen)
    assert screen.counts.false_calls == 1
    again = after(screen, PanelDone(1, "SN1", PASSED))  # told again after a restart
    assert again.counts.false_calls == 1
    assert shown(*inspected(panel(BAD)), PanelDone(1, "SN1", FAILED)).counts.false_calls == 0


def test_an_alarm_that_stops_the_station_stands_until_it_runs_again():
    alarm = Alarm(AlarmNumber.DEVICE, "camera cam1: grab: unplugged")
    screen = shown(Idle(), PanelArrived(1, "SN1"), alarm, Stopped(alarm.text))
    assert (screen.word, screen.wait, screen.lamp) == (Word.STOPPED, Wait.MEND, Lamp.RED)
    assert without_alarm(screen, AlarmNumber.DEVICE).alarms == (alarm,)
    assert screen.can_start
    assert after(screen, Idle()).alarms == ()


def test_an_alarm_that_is_over_goes_and_the_others_stay():
    away = Alarm(AlarmNumber.LINE_AWAY, "PLC is away")
    lost = Alarm(AlarmNumber.PANEL_LOST, "SN7 has gone")
    screen = shown(Idle(), away, lost, AlarmOver(AlarmNumber.LINE_AWAY))
    assert screen.alarms == (lost,)
    assert screen.lamp is Lamp.YELLOW
    assert without_alarm(screen, AlarmNumber.PANEL_LOST).lamp is Lamp.GREEN


def test_a_station_that_cannot_be_opened_says_why_and_can_be_started_again():
    screen = shown(Opening(), NotOpened("the record is another process's"))
    assert (screen.mode, screen.lamp, screen.can_start) == (Mode.OFF, Lamp.RED, True)
    assert "another process" in screen.refusal
    assert after(screen, Opening()).refusal == ""


@pytest.mark.parametrize(
    ("event", "word", "lamp"),
    [
        (Paused(), Word.PAUSED, Lamp.YELLOW),
        (Stopped(), Word.STOPPED, Lamp.YELLOW),
        (EmergencyStopped(), Word.EMERGENCY, Lamp.RED),
        (Ended(), Word.OFF, Lamp.NONE),
    ],
)
def test_a_panel_that_passed_is_not_shown_as_good_when_the_station_rests(event, word, lamp):
    screen = shown(Idle(), *inspected(panel(GOOD)), event)
    assert (screen.word, screen.lamp) == (word, lamp)


RESULTS = st.sampled_from([panel(GOOD), panel(BAD), panel(UNSEEN), panel(GOOD, UNSEEN), panel()])
EVENTS = st.one_of(
    st.sampled_from(
        [
            Starting(),
            Idle(),
            PanelArrived(1, "SN1"),
            Identified("SN1", "demo", 2),
            FieldSeen("SN1", 0, 1, 2),
            FieldSeen("SN1", 1, 2, 2),
            Waiting(1, "SN1", UNTIL),
            AnswerGiven(1, "SN1", PASSED),
            PanelDone(1, "SN1", PASSED),
            Paused(),
            Stopped(),
            Stopped("why"),
            EmergencyStopped(),
            Ended(),
            Opening(),
            Opened((("demo", Path("recipes/demo")),)),
            NotOpened("why"),
            Alarm(AlarmNumber.DEVICE, "why"),
            AlarmOver(AlarmNumber.DEVICE),
        ]
    ),
    st.builds(PanelRecorded, st.integers(1, 5), RESULTS),
)


@given(st.lists(EVENTS, max_size=12))
def test_nothing_is_shown_as_good_that_was_not_recorded_as_passed(events):
    screen = shown(*events)
    if screen.word is Word.PASS:
        assert screen.result is not None
        assert screen.result.verdict is Verdict.PASS
        newest = [event for event in events if isinstance(event, PanelRecorded | PanelArrived)][-1]
        assert isinstance(newest, PanelRecorded)
        assert newest.result is screen.result
