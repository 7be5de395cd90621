"""What goes wrong is never a pass: NOT_INSPECTED with its reason, or a stop with what to do."""

import sqlite3
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from inspector.devices.scanner import SimulatedScanner
from inspector.devices.simulated import Fault, FaultKind
from inspector.domain.result import DefectCode, Verdict
from inspector.domain.setup import Policy
from inspector.line.plc import LineState
from inspector.station.alarms import AlarmNumber
from inspector.station.controls import Controls
from inspector.station.events import (
    Alarm,
    AlarmOver,
    FieldSeen,
    Idle,
    PanelArrived,
    PanelDone,
    PanelRecorded,
    Stopped,
)
from inspector.station.products import Product
from inspector.station.station import Station
from inspector.store.arrivals import lost_arrivals
from inspector.twin.defects import DefectRequest

MISSING = DefectRequest(DefectCode.MISSING, 1.0, "R2")


@pytest.mark.parametrize("kind", [FaultKind.LOST, FaultKind.INCOMPLETE, FaultKind.WRONG_SIZE])
def test_a_frame_that_did_not_arrive_whole_is_no_pass(run, line, kind):
    with run() as station:
        station.camera.inject(Fault(kind, field=2))
        line.bring("SN1")
        done = station.until(PanelDone)
    assert done.told.verdict is Verdict.NOT_INSPECTED
    assert [a.verdict for _, a in line.journal] == [Verdict.NOT_INSPECTED]


def test_a_lost_camera_stops_the_station_and_the_panel_is_taken_again(run, line, record):
    with run(policy=Policy(grab_timeout_s=0.2)) as station:
        station.camera.inject(Fault(FaultKind.UNPLUGGED, field=1))
        line.bring("SN1")
        alarm = station.until(Alarm)
        stopped = station.until(Stopped)
        assert alarm.number is AlarmNumber.DEVICE
        assert "plug it in" in alarm.text
        assert stopped.reason == alarm.text
        assert station.link.states[-1] == (LineState.ALARM, AlarmNumber.DEVICE)
        assert line.journal == []
        station.camera.plug_in()
        station.controls.start()
        assert station.until(PanelArrived).again
        done = station.until(PanelDone)
    assert (done.serial, done.told.verdict) == ("SN1", Verdict.PASS)
    with record() as store:
        assert store.sequences() == (1,)


def test_a_panel_that_a_person_takes_away_meanwhile_is_not_inspected_but_told(run, line, record):
    with run(policy=Policy(grab_timeout_s=0.2)) as station:
        station.camera.inject(Fault(FaultKind.UNPLUGGED, field=1))
        line.bring("SN1")
        station.until(Stopped)
        line.take_away()
        station.camera.plug_in()
        station.controls.start()
        alarm = station.until(Alarm)
        assert alarm.number is AlarmNumber.PANEL_LOST
        assert alarm.text.startswith("panel SN1 was in place")
        line.bring("SN2")
        assert station.until(PanelDone).serial == "SN2"
    with record() as store:
        assert [head.serial for head in store.all_heads()] == ["SN2"]
        assert [lost.serial for lost in lost_arrivals(store)] == ["SN1"]


def test_a_panel_whose_arrival_cannot_be_noted_is_taken_again(run, line, tmp_path):
    with run() as station:
        station.until(Idle)
        with sqlite3.connect(tmp_path / "record" / "record.sqlite") as beside:
            beside.execute("ALTER TABLE arrival RENAME TO away")
        line.bring("SN1")
        assert station.until(Alarm).number is AlarmNumber.RECORD
        station.until(Stopped)
        with sqlite3.connect(tmp_path / "record" / "record.sqlite") as beside:
            beside.execute("ALTER TABLE away RENAME TO arrival")
        station.controls.start()
        done = station.until(PanelDone)
    assert (done.serial, done.told.verdict) == ("SN1", Verdict.PASS)


def test_a_code_that_no_recipe_is_for_is_recorded_and_not_inspected(
    run, line, recipe, record, caplog
):
    with run(products=(Product("small", recipe, codes=r"SN\d+"),)) as station:
        line.bring("XY1")
        alarm = station.until(Alarm)
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED
        station.until(Idle)
        assert station.link.states[-1] == (LineState.READY, AlarmNumber.UNKNOWN_PRODUCT)
        line.bring("SN1")
        assert station.until(PanelDone).told.verdict is Verdict.PASS
        station.until(Idle)
        assert station.link.states[-1] == (LineState.READY, AlarmNumber.NONE)
    assert f"alarm 8: {alarm.text}" in caplog.messages
    assert alarm.number is AlarmNumber.UNKNOWN_PRODUCT
    with record() as store:
        first = store.get(1).result
    assert (first.serial, first.verdict) == ("XY1", Verdict.NOT_INSPECTED)
    assert first.reason == "no recipe is for code 'XY1'; add a pattern to station.toml"


def test_a_recipe_that_the_line_asks_for_and_is_not_here_is_not_inspected(run, line, record):
    with run() as station:
        line.bring("SN1", recipe="other")
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED
        line.bring("SN2", recipe="small")
        assert station.until(PanelDone).told.verdict is Verdict.PASS
    with record() as store:
        reason = store.get(1).result.reason
        assert "asks for recipe 'other', here are small" in reason


def test_a_calibration_that_ran_out_is_no_pass(run, line, calibration, record):
    old = replace(calibration, valid_until_utc=calibration.made_utc + timedelta(seconds=1))
    with run(calibration=old) as station:
        line.bring("SN1")
        assert station.until(Alarm).number is AlarmNumber.CALIBRATION
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED
    with record() as store:
        assert "was valid until" in store.get(1).result.reason


def test_the_scanner_says_what_the_panel_is(run, line, record):
    scanner = SimulatedScanner(["SN7", ""])
    with run(scanner=scanner) as station:
        line.bring()
        assert station.until(PanelDone).told.verdict is Verdict.PASS
        line.bring()
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED
        scanner.unplug()
        line.bring()
        assert station.until(Alarm).number is AlarmNumber.DEVICE
        station.until(Stopped)
        scanner.plug_in()
        station.controls.start()
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED
    with record() as store:
        heads = store.all_heads()
        assert [h.serial for h in heads] == ["SN7", "", ""]
        assert store.get(2).result.reason == "simulated scanner has read no code"


def test_a_label_that_is_not_what_the_line_says_is_not_inspected(run, line, record):
    with run(scanner=SimulatedScanner(["SN2"])) as station:
        line.bring("SN1")
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED
    with record() as store:
        assert store.get(1).result.reason == (
            "simulated scanner has read 'SN2', the line says 'SN1'"
        )


def test_a_board_to_skip_that_is_not_there_is_not_inspected(run, line):
    with run() as station:
        line.bring("SN1", skipped=(3,))
        assert station.until(PanelDone).told.verdict is Verdict.NOT_INSPECTED


def test_an_aborted_panel_is_recorded_and_answered_as_not_inspected(run, line, record):
    with run() as station:
        line.bring("SN1")
        station.until(FieldSeen, count=1)
        station.controls.abort()
        recorded = station.until(PanelRecorded)
        done = station.until(PanelDone)
        line.bring("SN2")
        again = station.until(PanelDone)
    assert recorded.result.verdict is Verdict.NOT_INSPECTED
    assert done.told.verdict is Verdict.NOT_INSPECTED
    assert again.told.verdict is Verdict.PASS
    reasons = {p.reason for b in recorded.result.boards for p in b.parts} | {recorded.result.reason}
    assert "the inspection was stopped" in reasons


def test_an_abort_as_soon_as_the_panel_is_shown_is_heard(make, line):
    controls = Controls()

    def tell(event):
        if isinstance(event, PanelArrived):
            controls.abort()
        if isinstance(event, PanelDone):
            controls.close()

    line.bring("SN1")
    with ExitStack() as open_:
        rig = make(open_, controls, Policy(), ((),), {})
        Station(rig, Policy(), controls, tell).run()
    assert [a.verdict for _, a in line.journal] == [Verdict.NOT_INSPECTED]


def test_a_panel_whose_record_cannot_be_written_is_told_nothing(run, line, tmp_path):
    with run(defects=((MISSING,),)) as station:
        station.until(Idle)
        crops = tmp_path / "record" / "crops"
        crops.rmdir()
        crops.write_text("in the way of the picture of R2")
        line.bring("SN1")
        assert station.until(Alarm).number is AlarmNumber.RECORD
        station.until(Stopped)
        assert line.journal == []
        crops.unlink()
        crops.mkdir()
        station.controls.start()
        station.until(PanelDone)
    assert len(line.journal) == 1


def test_an_answer_that_is_not_taken_is_an_alarm_and_is_waited_for(run, line):
    with run(policy=Policy(acknowledge_timeout_s=0.3)) as station:
        line.deaf = True
        line.bring("SN1")
        alarm = station.until(Alarm)
        assert alarm.number is AlarmNumber.NOT_ACKNOWLEDGED
        assert "memory line has not taken the answer of panel SN1" in alarm.text
        line.hear()
        station.until(AlarmOver)
        assert station.until(PanelDone).told.verdict is Verdict.PASS
    assert len(line.taken) == 1


def test_a_line_that_is_away_is_told_once_and_so_is_its_return(run, line):
    with run() as station:
        station.until(Idle)
        station.link.connected = False
        alarm = station.until(Alarm)
        assert (alarm.number, alarm.text) == (AlarmNumber.LINE_AWAY, "plug it in")
        assert station.link.states[-1] == (LineState.READY, AlarmNumber.LINE_AWAY)
        station.link.connected = True
        assert station.until(AlarmOver).number is AlarmNumber.LINE_AWAY
        assert station.link.states[-1] == (LineState.READY, AlarmNumber.NONE)


def test_the_same_defect_on_three_boards_in_a_row_stops_the_station(run, line):
    with run(policy=Policy(same_defects=3), defects=((MISSING,),)) as station:
        for number in range(3):
            line.bring(f"SN{number}")
            station.until(PanelDone, serial=f"SN{number}")
        alarm = station.until(Alarm)
        assert alarm.number is AlarmNumber.SAME_DEFECTS
        assert alarm.text == "R2 missing on 3 boards in a row; mend the line, then start again"
        station.until(Stopped)
        line.bring("SN3")
        station.controls.start()
        station.until(PanelDone, serial="SN3")
