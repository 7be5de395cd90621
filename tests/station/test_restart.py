"""After a power cut: nothing lost, nothing twice, nothing told otherwise than before."""

import pytest

from inspector.domain.result import Verdict
from inspector.line.plc import LineState
from inspector.station.alarms import AlarmNumber
from inspector.station.events import (
    Alarm,
    AnswerGiven,
    EmergencyStopped,
    FieldSeen,
    Idle,
    PanelArrived,
    PanelDone,
    PanelRecorded,
    Paused,
    Stopped,
)


@pytest.fixture
def cut(run):
    """Run a station whose power goes at an event of a kind."""

    def until(kind, line):
        with run(power_cut=kind) as station:
            line.bring("SN1")
            station.until(kind)

    return until


@pytest.mark.parametrize("kind", [PanelArrived, FieldSeen])
def test_a_panel_without_a_record_is_inspected_again(cut, run, line, record, kind):
    cut(kind, line)
    assert line.journal == []
    with run() as station:
        assert station.until(PanelArrived).again
        done = station.until(PanelDone)
    assert (done.serial, done.told.verdict) == ("SN1", Verdict.PASS)
    assert len(line.journal) == 1
    with record() as store:
        assert store.sequences() == (1,)


@pytest.mark.parametrize("kind", [PanelRecorded, AnswerGiven])
def test_a_recorded_panel_is_answered_first_and_not_inspected_again(cut, run, line, record, kind):
    cut(kind, line)
    assert line.journal == []
    with run() as station:
        line.bring("SN2")
        first = station.until(PanelDone)
        second = station.until(PanelDone, serial="SN2")
    assert (first.sequence, first.serial, second.sequence) == (1, "SN1", 2)
    assert station.kinds().index("AnswerGiven") < station.kinds().index("PanelArrived")
    assert [(p.serial, a.serial) for p, a in line.journal] == [("SN1", "SN1"), ("SN2", "SN2")]
    with record() as store:
        assert store.sequences() == (1, 2)


def test_a_panel_that_stands_there_still_after_its_answer_gets_it_again(run, line, record):
    with run() as station:
        line.bring("SN1")
        station.until(PanelDone)
    line.in_place = line.journal[0][0]  # the conveyor did not move before the power went
    with run() as station:
        assert station.until(PanelArrived).again
        assert station.until(PanelDone).sequence == 1
    with record() as store:
        assert store.sequences() == (1,)
    assert len({answer for _, answer in line.journal}) == 1


def test_a_panel_that_has_gone_meanwhile_is_told_as_lost(cut, run, line, record):
    cut(FieldSeen, line)
    line.take_away()
    with run() as station:
        line.bring("SN2")
        alarm = station.until(Alarm)
        assert alarm.number is AlarmNumber.PANEL_LOST
        assert alarm.text.startswith("panel SN1 was in place")
        station.until(PanelDone, serial="SN2")
    with record() as store:
        assert [head.serial for head in store.all_heads()] == ["SN2"]


def test_another_panel_with_the_same_number_is_inspected(run, line, record):
    with run() as station:
        line.bring("SN1")
        station.until(PanelDone)
    line.count = 0  # a PLC that does not keep its count
    with run() as station:
        line.bring("SN2")
        assert not station.until(PanelArrived).again
        station.until(PanelDone, serial="SN2")
    with record() as store:
        assert [head.serial for head in store.all_heads()] == ["SN1", "SN2"]


def test_pause_step_and_start(run, line):
    with run() as station:
        station.until(Idle)
        station.controls.pause()
        station.until(Paused)
        line.bring("SN1")
        line.bring("SN2")
        line.bring("SN3")
        assert line.journal == []
        station.controls.step()
        station.until(PanelDone, serial="SN1")
        station.until(Paused)
        assert len(line.journal) == 1
        station.controls.start()
        station.until(PanelDone, serial="SN3")


def test_stop_finishes_the_panel_in_work(run, line):
    with run() as station:
        line.bring("SN1")
        line.bring("SN2")
        station.until(FieldSeen)
        station.controls.stop()
        assert station.until(PanelDone).told.verdict is Verdict.PASS
        assert station.until(Stopped).reason == ""
        assert [a.serial for _, a in line.journal] == ["SN1"]
        assert station.link.states[-1][0] is LineState.STOPPED


def test_after_an_emergency_stop_the_answer_waits_for_the_start(run, line):
    with run() as station:
        line.bring("SN1")
        station.until(FieldSeen)
        station.controls.emergency_stop()
        assert station.until(PanelRecorded).result.verdict is Verdict.NOT_INSPECTED
        station.until(EmergencyStopped)
        assert station.link.states[-1][0] is LineState.EMERGENCY
        assert line.journal == []
        station.controls.start()
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED
    assert [a.serial for _, a in line.journal] == ["SN1"]
