"""Answers after a person has ruled, at the latest after the time the plant gives."""

import sqlite3
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from inspector.domain.answer import to_verify
from inspector.domain.result import DefectCode, Verdict
from inspector.domain.review import PartAddress, Review, Ruling
from inspector.domain.setup import AnswerPolicy, Policy
from inspector.line.plc import LineState
from inspector.station.alarms import AlarmNumber
from inspector.station.controls import Controls
from inspector.station.events import Alarm, AnswerGiven, PanelDone, PanelRecorded, Stopped, Waiting
from inspector.station.station import Station
from inspector.store.answers import reviews_of, rule
from inspector.store.store import Store
from inspector.twin.defects import DefectRequest

VERIFIED = Policy(answer=AnswerPolicy.VERIFIED, verify_timeout_s=600.0)
MISSING = DefectRequest(DefectCode.MISSING, 1.0, "R2")


def ruled(result, ruling):
    return [
        Review(
            PartAddress(result.serial, key.board_index, key.refdes),
            key.code,
            ruling,
            "anna",
            datetime.now(UTC),
            key.pin,
        )
        for key in to_verify(result)
    ]


@pytest.mark.parametrize(
    ("ruling", "verdict"),
    [(Ruling.FALSE_CALL, Verdict.PASS), (Ruling.CONFIRMED, Verdict.FAIL)],
)
def test_the_line_is_told_what_the_person_ruled(run, line, record, ruling, verdict):
    with run(VERIFIED, defects=((MISSING,),)) as station:
        line.bring("SN1")
        result = station.until(PanelRecorded).result
        assert result.verdict is Verdict.FAIL
        station.until(Waiting)
        assert station.link.states[-1][0] is LineState.WAITING
        assert line.journal == []
        station.controls.rule(1, ruled(result, ruling))
        done = station.until(PanelDone)
    assert done.told.verdict is verdict
    assert [(a.verdict, a.defects == 0) for _, a in line.journal] == [
        (verdict, verdict is Verdict.PASS)
    ]
    with record() as store:
        assert store.get(1).result.verdict is Verdict.FAIL  # what the machine said stays


def test_a_ruling_of_another_process_reaches_the_line(run, line, record):
    with run(VERIFIED, defects=((MISSING,),)) as station:
        line.bring("SN1")
        result = station.until(PanelRecorded).result
        station.until(Waiting)
        with record() as store:
            folder = store.folder
        with Store(folder, "rule") as beside:
            rule(beside, 1, ruled(result, Ruling.FALSE_CALL))
        assert station.until(PanelDone).told.verdict is Verdict.PASS


def test_a_defect_that_nobody_ruled_on_keeps_the_line_waiting(run, line):
    with run(VERIFIED, defects=((MISSING, DefectRequest(DefectCode.MISSING, 1.0, "R1")),)) as s:
        line.bring("SN1")
        result = s.until(PanelRecorded).result
        s.until(Waiting)
        reviews = ruled(result, Ruling.FALSE_CALL)
        first, rest = reviews[:1], reviews[1:]
        assert rest
        s.controls.rule(1, first)
        s.controls.stop()
        s.until(Stopped)
        assert line.journal == []
        s.controls.start()
        s.until(Waiting)
        s.controls.rule(1, rest)
        assert s.until(PanelDone).told.verdict is Verdict.PASS


def test_without_a_ruling_the_machine_is_believed(run, line):
    policy = Policy(answer=AnswerPolicy.VERIFIED, verify_timeout_s=0.2)
    with run(policy, defects=((MISSING,),)) as station:
        line.bring("SN1")
        alarm = station.until(Alarm)
        assert alarm.number is AlarmNumber.NOT_VERIFIED
        assert station.until(PanelDone).told.verdict is Verdict.FAIL


def test_a_good_panel_waits_for_nobody(run, line):
    with run(VERIFIED) as station:
        line.bring("SN1")
        assert station.until(PanelDone).told.verdict is Verdict.PASS
    assert "Waiting" not in station.kinds()


def test_a_panel_that_waited_when_the_power_went_waits_again(run, line):
    with run(VERIFIED, defects=((MISSING,),), power_cut=Waiting) as station:
        line.bring("SN1")
        result = station.until(PanelRecorded).result
        station.until(Waiting)
    with run(VERIFIED) as station:
        station.until(Waiting, sequence=1)
        station.controls.rule(1, ruled(result, Ruling.FALSE_CALL))
        assert station.until(PanelDone).told.verdict is Verdict.PASS


def test_a_decided_answer_is_the_same_after_a_power_cut_whatever_is_ruled_then(run, line):
    with run(VERIFIED, defects=((MISSING,),), power_cut=AnswerGiven) as station:
        line.bring("SN1")
        result = station.until(PanelRecorded).result
        station.until(Waiting)
        station.controls.rule(1, ruled(result, Ruling.FALSE_CALL))
        station.until(AnswerGiven)
    assert line.journal == []
    with run(VERIFIED) as station:
        station.controls.rule(1, ruled(result, Ruling.CONFIRMED))
        assert station.until(PanelDone).told.verdict is Verdict.PASS


def test_a_ruling_that_cannot_be_written_stops_the_station_and_is_kept(make, line, tmp_path):
    controls, seen = Controls(), []

    def rename(old, new):
        with sqlite3.connect(tmp_path / "record" / "record.sqlite") as beside:
            beside.execute(f"ALTER TABLE {old} RENAME TO {new}")

    def tell(event):
        seen.append(event)
        match event:
            case Waiting() if seen.count(event) == 1:
                result = next(e.result for e in seen if isinstance(e, PanelRecorded))
                rename("ruling", "away")
                controls.rule(1, ruled(result, Ruling.FALSE_CALL))
            case Stopped():
                assert line.journal == []
                rename("away", "ruling")
                controls.start()
            case PanelDone():
                controls.close()

    line.bring("SN1")
    with ExitStack() as open_:
        policy = Policy(answer=AnswerPolicy.VERIFIED, verify_timeout_s=20.0)
        rig = make(open_, controls, policy, ((MISSING,),), {})
        Station(rig, policy, controls, tell).run()
    alarms = [event.number for event in seen if isinstance(event, Alarm)]
    assert alarms == [AlarmNumber.RECORD]
    assert [a.verdict for _, a in line.journal] == [Verdict.PASS]


def test_what_is_ruled_as_the_station_ends_is_kept(make, line, record):
    controls, results = Controls(), []

    def tell(event):
        if isinstance(event, PanelRecorded):
            results.append(event.result)
        if isinstance(event, PanelDone):
            controls.rule(1, ruled(results[0], Ruling.CONFIRMED))
            controls.close()

    line.bring("SN1")
    with ExitStack() as open_:
        rig = make(open_, controls, Policy(), ((MISSING,),), {})
        Station(rig, Policy(), controls, tell).run()
    with record() as store:
        assert [review.ruling for review in reviews_of(store, 1)] == [Ruling.CONFIRMED]


def test_a_ruling_on_a_panel_that_nobody_recorded_stops_nothing(run, line):
    with run(VERIFIED, defects=((MISSING,),)) as station:
        line.bring("SN1")
        result = station.until(PanelRecorded).result
        station.until(Waiting)
        station.controls.rule(7, ruled(result, Ruling.FALSE_CALL))
        station.controls.rule(1, ruled(result, Ruling.FALSE_CALL))
        assert station.until(PanelDone).told.verdict is Verdict.PASS
