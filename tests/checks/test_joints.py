"""Leads, fillets and bridges on drawn boards: truth, a missing part, what is declared."""

import math
from dataclasses import replace
from functools import cache

import pytest

from inspector.checks import all_checks
from inspector.checks.body_offset import BodyOffset
from inspector.checks.lead_offset import LeadOffset
from inspector.checks.solder_bridge import SolderBridge
from inspector.checks.solder_fillet import SolderFillet
from inspector.domain.result import DefectCode
from inspector.twin.defects import DefectRequest
from inspector.vision.cut import cut_view
from inspector.vision.registration import refine_field, register
from tests.small_board import taken

SEED = 41


@cache
def view_of(refdes, *defects):
    one = taken(defects, SEED)
    registration = register(one.recipe, one.fields, one.calibration)
    placement = next(p for p in one.recipe.board.placements if p.refdes == refdes)
    posed = []
    for field in one.fields:
        pose = refine_field(field, registration, one.recipe, one.calibration)
        at = pose.to_local[0].at(placement.x_mm, placement.y_mm)
        posed.append((math.hypot(*at), field, pose))
    _, field, pose = min(posed, key=lambda entry: entry[0])
    return cut_view(one.recipe, placement, 0, ((field, pose),), one.calibration)


def measured(check, view):
    return {(m.quantity, m.pin): m.value for m in check.measure(view, {})}


def truth_of(refdes, *defects):
    return next(p for p in taken(defects, SEED).truth.parts if p.refdes == refdes)


@pytest.mark.parametrize("check", [LeadOffset(), SolderFillet(), SolderBridge()])
@pytest.mark.parametrize("refdes", ["U1", "R1"])
def test_each_yields_what_it_declares(check, refdes):
    view = view_of(refdes)
    wanted = {(q.name, pin) for q in check.yields for pin in q.pins(view.package)}
    assert set(measured(check, view)) == wanted
    assert check.name in all_checks()


def test_leads_lie_where_they_are_to_eight_micrometres():
    got, true = measured(LeadOffset(), view_of("U1")), truth_of("U1")
    assert got["lead_offset_x", ""] == pytest.approx(true.offset_x_mm, abs=0.008)
    assert got["lead_offset_y", ""] == pytest.approx(true.offset_y_mm, abs=0.008)
    assert got["lead_rotation", ""] == pytest.approx(true.turn_deg, abs=0.15)


def test_a_shifted_part_has_its_leads_off():
    shift = DefectRequest(DefectCode.SHIFTED, 1.0, "U1")
    got, true = measured(LeadOffset(), view_of("U1", shift)), truth_of("U1", shift)
    assert math.hypot(true.offset_x_mm, true.offset_y_mm) > 0.1
    assert got["lead_offset_x", ""] == pytest.approx(true.offset_x_mm, abs=0.015)
    assert got["lead_offset_y", ""] == pytest.approx(true.offset_y_mm, abs=0.015)


def test_only_joined_leads_are_a_bridge():
    strand = DefectRequest(DefectCode.BRIDGE, 1.0, "U1")
    (defect,) = taken((strand,), SEED).truth.defects
    free, joined = (measured(SolderBridge(), view_of("U1", *d)) for d in ((), (strand,)))
    assert max(free.values()) == 0.0
    wide = {pin for (_, pin), value in joined.items() if value > 0.05}
    assert defect.pin in wide
    assert len(wide) <= 2


def test_a_low_fillet_is_flatter_and_lower():
    low = DefectRequest(DefectCode.INSUFFICIENT, 3.0, "R1")
    (defect,) = taken((low,), SEED).truth.defects
    good, bad = (measured(SolderFillet(), view_of("R1", *d)) for d in ((), (low,)))
    pin = defect.pin
    assert bad["fillet_height", pin] < 0.7 * good["fillet_height", pin]


def test_a_bare_land_is_flat():
    bare = DefectRequest(DefectCode.NON_WETTING, 3.0, "R1")
    (defect,) = taken((bare,), SEED).truth.defects
    good, bad = (measured(SolderFillet(), view_of("R1", *d)) for d in ((), (bare,)))
    assert good["flat_share", defect.pin] < 0.4 < bad["flat_share", defect.pin]


def test_an_open_joint_bulges():
    apart = DefectRequest(DefectCode.OPEN, 2.0, "R1")
    (defect,) = taken((apart,), SEED).truth.defects
    good, bad = (measured(SolderFillet(), view_of("R1", *d)) for d in ((), (apart,)))
    assert good["fillet_bulge", defect.pin] < 4.0 < bad["fillet_bulge", defect.pin]


@pytest.mark.parametrize(("refdes", "size"), [("R1", 2.0), ("C1", 1.0)])
def test_too_much_solder_stands_up_out_of_the_flat(refdes, size):
    fat = DefectRequest(DefectCode.EXCESS, size, refdes)
    (defect,) = taken((fat,), SEED).truth.defects
    good, bad = (measured(SolderFillet(), view_of(refdes, *d)) for d in ((), (fat,)))
    assert all(value > 26.0 for (name, _), value in good.items() if name == "fillet_onset")
    assert bad["fillet_onset", defect.pin] < 22.0


def test_the_board_shows_beside_a_chip_on_its_side():
    aside = DefectRequest(DefectCode.BILLBOARD, 1.0, "R1")
    good, bad = (measured(BodyOffset(), view_of("R1", *d)) for d in ((), (aside,)))
    assert good["body_flanks", ""] < 0.2 < 0.5 < bad["body_flanks", ""]
    # as high as it is wide: its side looks like its top
    assert math.isnan(measured(BodyOffset(), view_of("C1"))["body_flanks", ""])


@pytest.mark.parametrize(("refdes", "check"), [("U1", LeadOffset()), ("R1", SolderFillet())])
def test_a_missing_part_has_no_joints(refdes, check):
    gone = DefectRequest(DefectCode.MISSING, 1.0, refdes)
    got = measured(check, view_of(refdes, gone))
    assert all(math.isnan(value) for value in got.values())


def test_a_gap_that_is_not_seen_is_not_free():
    view = view_of("U1")
    dark = view.valid.copy()
    dark[:] = False
    blind = measured(SolderBridge(), replace(view, valid=dark))
    assert math.isnan(blind["bridge_width", "1"])
