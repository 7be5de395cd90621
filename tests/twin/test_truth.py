"""What truth.json says of joints and stances, and that older files are read."""

import json

from inspector.domain.board import Panel
from inspector.domain.result import DefectCode
from inspector.twin.defects import DefectRequest
from inspector.twin.machine import Machine, entocentric
from inspector.twin.truth import from_json, to_json, truth_of
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from tests.twin.design import board

SMALL = Machine("small", entocentric(96, 128, 0.03), 0.03)
PLACE = [(3.0, 8.0)]


def truth_with(*defects):
    return truth_of(
        build_unit(board(), Panel(), WORLDS["plain"], 3, defects), SMALL, 5, centres_mm=PLACE
    )


def test_a_bent_lead_is_said_at_its_pin():
    truth = truth_with(DefectRequest(DefectCode.LIFTED_LEAD, 1.0, "U1"))
    [defect] = truth.defects
    part = next(p for p in truth.parts if p.refdes == "U1")
    pin = next(p for p in part.pins if p.pin == defect.pin)
    assert pin.lift_mm == 0.26
    assert not pin.touches
    assert sum(not p.touches for p in part.pins) == 1


def test_a_tombstone_is_said_with_its_angle():
    truth = truth_with(DefectRequest(DefectCode.TOMBSTONE, 1.0, "R4"))
    part = next(p for p in truth.parts if p.refdes == "R4")
    assert part.stance == "tombstone"
    assert abs(part.stance_deg) == 30.0
    others = {p.stance for p in truth.parts if p.refdes != "R4"}
    assert others == {"flat"}


def test_a_file_from_before_joints_and_stances_is_read():
    data = json.loads(to_json(truth_with()))
    del data["stage"]
    for part in data["parts"]:
        for name in ("stance", "stance_deg", "tilt", "lift_mm", "marking", "look"):
            del part[name]
        for pin in part["pins"]:
            for name in ("lift_mm", "rise_mm", "film_mm", "covers", "solder", "touches"):
                del pin[name]
    old = from_json(json.dumps(data))
    assert old.stage == "post_reflow"
    assert {p.stance for p in old.parts} == {"flat"}
