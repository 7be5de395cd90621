"""What waits for a person's word, what it shows, and what is kept beside the panels."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inspector.domain.answer import DefectKey
from inspector.domain.errors import StoreError
from inspector.domain.result import DefectCode
from inspector.domain.review import Escape, PartAddress, Review, Ruling
from inspector.store.answers import rule
from inspector.store.escapes import Proof, escapes, note_escape, note_proof, proofs
from inspector.store.store import AnswerState, Store
from inspector.store.suspects import case_of, confirmed, suspects

AT = datetime(2026, 11, 27, 8, tzinfo=UTC)
CODE = DefectCode.SIDE_OVERHANG


def word(serial, refdes, ruling, minute=0, by="anna"):
    part = PartAddress(serial, 0, refdes)
    return Review(part, CODE, ruling, by, AT + timedelta(minutes=minute), "1")


@pytest.fixture
def store(tmp_path, panel, picture):
    with Store(tmp_path / "record") as made:
        lights = {"ring": picture(1), "coaxial": picture(5), "white": picture(6)}
        crops = {(0, "R2"): lights, (0, "R3"): {"ring": picture(2)}}
        made.record(panel("SN1", (0.1, 0.31, 0.4)), crops)
        made.record(panel("SN2", (0.5, 0.1), 1), {(0, "R1"): {"ring": picture(3)}})
        made.record(panel("SN3", (0.1, 0.6), 2), {}, answer=AnswerState.WAITING)
        made.record(panel("SN4", (0.1, 0.1), 3), {})
        yield made


def shown(found):
    return [(one.serial, one.refdes) for one in found]


def test_the_queue_begins_with_what_the_line_waits_for_then_the_newest(store):
    found = suspects(store)
    assert shown(found) == [("SN3", "R2"), ("SN2", "R1"), ("SN1", "R2"), ("SN1", "R3")]
    assert [one.waiting for one in found] == [True, False, False, False]
    assert found[1].defects == (DefectKey(0, "R1", "1", CODE),)
    assert suspects(store, newest=2)[0].serial == "SN3"


def test_a_ruling_takes_a_suspect_out_and_its_withdrawal_brings_it_back(store):
    rule(store, 1, [word("SN1", "R2", Ruling.FALSE_CALL)])
    assert ("SN1", "R2") not in shown(suspects(store))
    rule(store, 1, [word("SN1", "R2", Ruling.WITHDRAWN, 1)])
    assert ("SN1", "R2") in shown(suspects(store))


def test_the_evidence_of_a_suspect_is_what_was_recorded(store, picture):
    case = case_of(store, suspects(store)[2])
    assert case.part.defects[0].measurement.value == 0.31
    assert case.part.defects[0].box is not None
    lights = [("ring", picture(1)), ("coaxial", picture(5)), ("white", picture(6))]
    assert list(case.pictures.items()) == lights
    assert case_of(store, suspects(store)[0]).pictures == {}
    with pytest.raises(StoreError, match="no part R9"):
        case_of(store, replace(case.suspect, refdes="R9"))


def test_only_what_another_person_confirmed_is_a_known_defect(store):
    rule(store, 1, [word("SN1", "R2", Ruling.CONFIRMED)])
    rule(store, 1, [word("SN1", "R3", Ruling.FALSE_CALL)])
    rule(store, 3, [word("SN3", "R2", Ruling.CONFIRMED)])  # has no picture to show
    assert shown(confirmed(store, "ben")) == [("SN1", "R2")]
    assert confirmed(store, "ben")[0].known
    assert confirmed(store, "anna") == ()


def test_people_add_beside_the_process_that_writes(store):
    with Store(store.folder, "rule") as other:
        rule(other, 1, [word("SN1", "R2", Ruling.FALSE_CALL)])
        note_escape(other, Escape(PartAddress("SN4", 0, "R1"), CODE, "ICT", AT, "dry joint"))
        note_proof(other, Proof(1, 0, "R2", found=True, by="ben", at_utc=AT))
    assert ("SN1", "R2") not in shown(suspects(store))
    assert escapes(store) == (Escape(PartAddress("SN4", 0, "R1"), CODE, "ICT", AT, "dry joint"),)
    assert proofs(store) == (Proof(1, 0, "R2", found=True, by="ben", at_utc=AT),)


def test_nobody_rules_where_there_is_no_record(tmp_path):
    with pytest.raises(StoreError, match="no record here"):
        Store(tmp_path / "nowhere", "rule")
