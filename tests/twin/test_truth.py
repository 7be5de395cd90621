"""What truth.json says of joints and stances, and that older files are read."""

import json

import numpy as np
import pytest

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


def test_solder_without_a_part_has_the_volume_of_its_dome():
    """A dome that thins out towards the land's edge: closed form over a square land."""
    truth = truth_with(DefectRequest(DefectCode.MISSING, 1.0, "R4"))
    part = next(p for p in truth.parts if p.refdes == "R4")
    for pin in part.pins:
        (x0, y0), (x1, y1) = np.min(pin.land_mm, 0), np.max(pin.land_mm, 0)
        wide, high = x1 - x0, y1 - y0
        edge = 0.35 * min(wide, high)
        # inside: the full film; over the rim z = film (1 - p^2), p from its inner edge outwards
        inner = (wide - 2 * edge) * (high - 2 * edge)
        rim = 2 * edge * (wide + high - 4 * edge)
        corners = 4 * edge**2
        square = inner + rim * 2 / 3 + corners / 2  # of the lesser distance over a square corner
        assert pin.volume_mm3 == pytest.approx(pin.film_mm * square, rel=0.02)


def test_more_solder_is_more_and_climbs_higher():
    volumes = []
    for code, magnitude in (("insufficient", 2.0), ("insufficient", 1.0), ("excess", 1.0)):
        truth = truth_with(DefectRequest(DefectCode(code), magnitude, "R4"))
        [defect] = truth.defects
        part = next(p for p in truth.parts if p.refdes == "R4")
        pin = next(p for p in part.pins if p.pin == defect.pin)
        volumes.append((pin.volume_mm3, pin.climbs))
    assert volumes == sorted(volumes)
    assert volumes[2][1] == pytest.approx(1.0, abs=0.01)


def test_what_lies_about_and_the_light_are_said():
    world = WORLDS["green-matt-neglected"]
    unit = build_unit(board(), Panel(), world, 3)
    truth = from_json(to_json(truth_of(unit, SMALL, 5, centres_mm=PLACE)))
    assert len(truth.things) == sum(bool(t.kind) for t in unit.things) > 0
    assert {t.kind for t in truth.things} >= {"dust", "flux"}
    grain = next(t for t in truth.things if t.kind == "dust")
    assert 0.015 < max(grain.box_mm[2:]) < 0.13
    assert truth.lighting.gains == unit.lighting.gains
    assert truth.lighting.ambient == unit.lighting.ambient > 0


def test_the_pins_of_a_part_upside_down_are_where_they_are_seen():
    sound, turned = (
        next(p for p in truth_with(*wanted).parts if p.refdes == "U1")
        for wanted in ((), (DefectRequest(DefectCode.FLIPPED, 1.0, "U1"),))
    )
    middle = np.array((sound.x_mm, sound.y_mm))
    pins = {pin.pin: np.mean(pin.termination_mm, 0) - middle for pin in sound.pins}
    for pin in turned.pins:
        # turned over about its own y: what was left is right, seen along the part's axes
        angle = np.radians(sound.rotation_deg)
        along = np.array((np.cos(angle), np.sin(angle)))
        mirrored = pins[pin.pin] - 2 * (pins[pin.pin] @ along) * along
        seen = np.mean(pin.termination_mm, 0) - (turned.x_mm, turned.y_mm)
        assert seen == pytest.approx(mirrored, abs=1e-6)
        assert not pin.touches


def test_a_part_that_is_not_there_or_stands_on_edge_has_no_ends_on_the_board():
    for code in (DefectCode.MISSING, DefectCode.TOMBSTONE, DefectCode.BILLBOARD):
        parts = {p.refdes: p for p in truth_with(DefectRequest(code, 1.0, "R4")).parts}
        assert all(pin.termination_mm == () for pin in parts["R4"].pins)
        assert all(len(pin.land_mm) == 4 for pin in parts["R4"].pins)
        assert all(len(pin.termination_mm) == 4 for pin in parts["C3"].pins)
    gone = next(
        p
        for p in truth_with(DefectRequest(DefectCode.MISSING, 1.0, "R4")).parts
        if p.refdes == "R4"
    )
    assert not any(pin.touches or pin.climbs for pin in gone.pins)
