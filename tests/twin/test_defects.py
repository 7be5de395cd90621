"""Each code of defect is built as much as asked, where it says, and nowhere else."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.board import Panel
from inspector.domain.errors import InspectorError
from inspector.domain.image import Shot
from inspector.domain.recipe import ProcessStage
from inspector.domain.result import DefectCode
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.twin.defects import CODES, DefectRequest
from inspector.twin.draw import draw_fields
from inspector.twin.machine import Machine, Sensor, entocentric
from inspector.twin.part import stands_mm
from inspector.twin.truth import from_json, to_json, truth_of
from inspector.twin.unit import build_unit
from inspector.twin.world import PASTE
from inspector.twin.worlds import WORLDS
from tests.twin.design import board

DESIGN = board()
EMPTY = replace(
    DESIGN.placements[1], refdes="R9", x_mm=14.8, y_mm=2.2, rotation_deg=0.0, fitted=False
)
DESIGN = replace(DESIGN, placements=(*DESIGN.placements, EMPTY))
STILL = replace(WORLDS["plain"], spread=WORLDS["plain"].spread.still())
SIZE = 144, 176
COARSE = Machine(
    "coarse",
    entocentric(*SIZE, 0.04, imperfect=False),
    0.04,
    Sensor(noise=False),
    stage_sigma_mm=0.0,
)
PLAINLY = 0.5
"""Of the largest change: less may be a shadow, or light from the next surface."""
LEAST = 3.0
"""Of 255."""
RED = 0
"""The ring that stands highest: what rises throws the shortest shadows in it."""
ON = {
    "extra": "R9",
    "damaged": "U1",
    "tombstone": "R4",
    "billboard": "C3",
    "flipped": "R3",
    "insufficient": "R4",
    "excess": "R4",
    "shifted": "R4",
    "side_overhang": "R4",
    "end_overhang": "R4",
}
LIMITS = {
    # what magnitude 1 is, written down once more from the standards (see defects/*.py)
    "wrong_part": 0.15,
    "shifted": 0.8,
    "side_overhang": 0.25,
    "end_overhang": 0.10,
    "tombstone": 30.0,
    "damaged": 0.25,
    "lifted_lead": 0.26,
    "coplanarity": 0.10,
    "open": 0.05,
    "bridge": 0.13,
    "non_wetting": 0.20,
    "dewetted": 0.05,
    "blowhole": 0.12,
    "solder_ball": 0.13,
    "foreign": 0.30,
    "scratch": 1.0,
    "track_open": 0.10,
    "short": 0.10,
    "spurious_copper": 0.10,
    "pin_hole": 0.10,
}
ALWAYS = {"missing": 1.0, "extra": 1.0, "disturbed": 1.0, "billboard": 90.0, "flipped": 180.0}
BARE = {
    *("foreign", "scratch", "track_open", "short"),
    *("mouse_bite", "spur", "spurious_copper", "pin_hole"),
}


def unit_of(*defects, seed=3):
    return build_unit(DESIGN, Panel(), STILL, seed, defects)


def of(code, magnitude=1.0):
    return DefectRequest(DefectCode(code), magnitude, "" if code in BARE else ON.get(code, ""))


def test_every_code_can_be_built():
    assert set(CODES) == set(DefectCode)


@pytest.mark.parametrize("magnitude", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("code", sorted(LIMITS))
def test_the_amount_is_the_magnitude_times_the_limit(code, magnitude):
    [defect] = unit_of(of(code, magnitude)).defects
    assert defect.amount == pytest.approx(magnitude * LIMITS[code], rel=1e-6)


@pytest.mark.parametrize("code", sorted(ALWAYS))
def test_what_has_no_degrees_is_always_the_same(code):
    amounts = {unit_of(of(code, m)).defects[0].amount for m in (0.3, 1.0, 3.0)}
    assert amounts == {ALWAYS[code]}


def test_insufficient_reaches_the_least_fillet_of_class_3_and_goes_on():
    # G + 25 % H, H 0.6 mm, G 0.02 mm
    heights = [unit_of(of("insufficient", m)).defects[0].amount for m in (0.3, 1.0, 3.0)]
    assert heights[1] == pytest.approx(0.02 + 0.25 * 0.6)
    assert heights[0] > heights[1] > heights[2] > 0


def test_excess_reaches_the_top_of_the_cap_and_goes_on():
    heights = [unit_of(of("excess", m)).defects[0].amount for m in (0.3, 1.0, 3.0)]
    assert heights[1] == pytest.approx(0.6)
    assert heights[0] < heights[1] < heights[2]


@pytest.mark.parametrize("code", ["mouse_bite", "spur"])
def test_a_fifth_of_the_width_of_a_trace_is_the_limit(code):
    [defect] = unit_of(of(code)).defects
    assert round(defect.amount / 0.2, 9) in (0.12, 0.15, 0.20)


def test_the_termination_hangs_over_by_what_is_said():
    unit = unit_of(of("side_overhang"))
    [defect] = unit.defects
    part = next(p for p in unit.parts if p.placement.refdes == "R4")
    land = part.lands[0]
    half = part.package.terminations[0].width_mm / 2
    hangs = abs(part.y_mm - part.placement.y_mm) + half - land.size_y_mm / 2
    assert hangs == pytest.approx(0.25 * min(2 * half, land.size_y_mm))
    assert defect.pin in ("1", "2")


@pytest.mark.parametrize("code", sorted(set(DefectCode) - BARE))
def test_nothing_else_of_the_unit_changes(code):
    good, bad = unit_of(), unit_of(of(code, 1.0))
    [defect] = bad.defects
    differ = {a.placement.refdes for a, b in zip(good.parts, bad.parts, strict=True) if a != b}
    assert differ <= {defect.refdes}
    assert differ or bad.things
    assert replace(bad, parts=good.parts, defects=(), things=()) == good


def picture(unit, center):
    [field] = draw_fields(unit, COARSE, 5, (Shot("ring"),), [center])
    return field.frames[0].pixels.astype(float)


@pytest.mark.parametrize("code", sorted(set(DefectCode)))
def test_the_box_holds_what_changed_in_the_picture(code):
    unit = unit_of(of(code, 1.0))
    [defect] = unit.defects
    center = defect.box.center_mm
    changed = np.abs(picture(unit, center) - picture(unit_of(), center))
    changed = changed.max(-1) if code in BARE else changed[..., RED]
    plain = changed > PLAINLY * changed.max()
    rows, cols = np.nonzero(plain)
    x = center[0] + (cols - SIZE[1] / 2 + 0.5) * 0.04
    y = center[1] - (rows - SIZE[0] / 2 + 0.5) * 0.04
    # the lens' lean and its blur come on top of what shadows may move
    box = defect.box.grown(0.15 + 0.10)
    outside = [(u, v) for u, v in zip(x, y, strict=True) if not box.contains(u, v)]
    assert changed.max() > LEAST
    assert not outside


def test_several_are_built_on_different_parts():
    wanted = [of(c) for c in ("tombstone", "lifted_lead", "billboard", "short", "scratch")]
    defects = unit_of(*wanted).defects
    assert [d.code for d in defects] == [w.code for w in wanted]
    named = [d.refdes for d in defects if d.refdes]
    assert len(named) == len(set(named)) == 3


def test_a_part_that_cannot_carry_it_is_refused_with_what_could():
    with pytest.raises(InspectorError, match="gull-wing"):
        unit_of(DefectRequest(DefectCode.LIFTED_LEAD, 1.0, "R4"))
    with pytest.raises(InspectorError, match="not fitted"):
        unit_of(DefectRequest(DefectCode.EXTRA, 1.0, "R4"))
    with pytest.raises(InspectorError, match="name no part"):
        unit_of(DefectRequest(DefectCode.SHORT, 1.0, "R4"))


@pytest.mark.parametrize("code", CODES)
def test_truth_of_each_survives_its_file(code):
    truth = truth_of(unit_of(of(code)), COARSE, 5)
    assert from_json(to_json(truth)) == truth
    assert math.isfinite(truth.defects[0].amount)


FAMILIES = read_recipe(shipped("recipes") / "families").board


@pytest.mark.parametrize(
    "refdes", [p.refdes for p in FAMILIES.placements if p.fitted and p.refdes[0] != "G"]
)
def test_a_lean_joint_of_any_family_is_plainly_lower_than_a_sound_one(refdes):
    wanted = [DefectRequest(DefectCode.INSUFFICIENT, 3.0, refdes)]
    package = FAMILIES.packages[next(p.package for p in FAMILIES.placements if p.refdes == refdes)]
    if not any(stands_mm(package, end) > 0 for end in package.terminations):
        # hidden joints, and bare cut copper that solder does not climb
        with pytest.raises(InspectorError, match="stand above the limit"):
            build_unit(FAMILIES, Panel(), STILL, 3, wanted)
        return
    unit = build_unit(FAMILIES, Panel(), STILL, 3, wanted)
    [defect] = unit.defects
    sound = build_unit(FAMILIES, Panel(), STILL, 3)
    [before] = (
        j for p in sound.parts if p.placement.refdes == refdes for j in p.joints
        if j.pin == defect.pin
    )  # fmt: skip
    assert defect.amount < 0.4 * (before.rise_mm + before.film_mm)


@pytest.mark.parametrize("refdes", ["U8", "U4", "U3", "U2"])
def test_a_bridge_lies_beside_the_body_where_it_is_seen(refdes):
    for seed in range(6):
        unit = build_unit(
            FAMILIES, Panel(), STILL, seed, [DefectRequest(DefectCode.BRIDGE, 1.0, refdes)]
        )
        part = next(p for p in unit.parts if p.placement.refdes == refdes)
        [body] = unit.things[0].bodies
        x, y = part.placement.pose.inverse().at(body.x_mm, body.y_mm)
        half_x, half_y = part.package.body_x_mm / 2, part.package.body_y_mm / 2
        assert abs(x) > half_x - 0.03 or abs(y) > half_y - 0.03


def test_before_reflow_too_little_and_too_much_are_paste():
    paste = {"stage": ProcessStage.PRE_REFLOW}
    films = []
    for code in ("insufficient", None, "excess"):
        wanted = [DefectRequest(DefectCode(code), 1.0, "R4")] if code else []
        unit = build_unit(DESIGN, Panel(), STILL, 3, wanted, **paste)
        part = next(p for p in unit.parts if p.placement.refdes == "R4")
        pin = unit.defects[0].pin if code else "1"
        films.append(next(j for j in part.joints if j.pin == pin).film_mm)
        assert {j.material for j in part.joints} == {"paste"}
        if code:
            assert unit.defects[0].amount == {"insufficient": 0.5, "excess": 1.5}[code]
    assert films == pytest.approx([0.06, 0.12, 0.18])
    with pytest.raises(InspectorError, match="before reflow"):
        build_unit(DESIGN, Panel(), STILL, 3, [DefectRequest(DefectCode.BLOWHOLE)], **paste)
    bridged = build_unit(DESIGN, Panel(), STILL, 3, [DefectRequest(DefectCode.BRIDGE)], **paste)
    assert [b.material for t in bridged.things for b in t.bodies] == [PASTE]
