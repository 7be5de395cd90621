"""One panel after another, in the order that a power cut cannot break."""

import gc

from inspector.domain.result import DefectCode, Verdict
from inspector.line.plc import LineState
from inspector.station.events import Idle, PanelDone
from inspector.twin.defects import DefectRequest

MISSING = DefectRequest(DefectCode.MISSING, 1.0, "R2")


def test_a_good_panel_and_a_bad_one_get_their_answers(run, line, record):
    with run(defects=((), (MISSING,))) as station:
        line.bring("SN1")
        line.bring("SN2")
        first = station.until(PanelDone, sequence=1)
        second = station.until(PanelDone, sequence=2)
        station.until(Idle)
    assert (first.serial, first.told.verdict) == ("SN1", Verdict.PASS)
    assert (second.serial, second.told.verdict) == ("SN2", Verdict.FAIL)
    assert second.told.first_code is DefectCode.MISSING
    answers = [(place.serial, a.serial, a.verdict, a.boards) for place, a in line.journal]
    assert answers == [
        ("SN1", "SN1", Verdict.PASS, (Verdict.PASS,)),
        ("SN2", "SN2", Verdict.FAIL, (Verdict.FAIL,)),
    ]
    with record() as store:
        assert [head.serial for head in store.all_heads()] == ["SN1", "SN2"]
        assert store.pending() == ()
        assert store.pictures(2).keys() == {(0, "R2")}


def test_everything_happens_in_its_order(run, line):
    with run() as station:
        line.bring("SN1")
        station.until(PanelDone)
    assert station.kinds()[:2] == ["Starting", "Idle"]
    assert station.kinds()[2:] == [
        "PanelArrived",
        "Identified",
        "FieldSeen",
        "FieldSeen",
        "FieldSeen",
        "FieldSeen",
        "PanelRecorded",
        "AnswerGiven",
        "PanelDone",
        *station.kinds()[11:],
    ]
    states = [state for state, _ in station.link.states]
    assert states[:3] == [LineState.STARTING, LineState.READY, LineState.BUSY]
    assert states[-1] == LineState.STOPPED


def test_what_is_loaded_is_left_alone_by_garbage_collection(run, line):
    gc.unfreeze()
    with run() as station:
        station.until(Idle)
        loaded = gc.get_freeze_count()
        line.bring("SN1")
        station.until(PanelDone)
        station.until(Idle)
        after = gc.get_freeze_count()
        line.bring("SN2")
        station.until(PanelDone)
        station.until(Idle)
        assert gc.get_freeze_count() <= after  # what comes with panels is garbage some day
    assert 0 < loaded < after
    assert gc.get_freeze_count() == 0  # else a station that is opened anew would keep this one
