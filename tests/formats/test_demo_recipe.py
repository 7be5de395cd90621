"""The demo's board is one that could be built, and its limits are ones a line could hold."""

import itertools
from collections import Counter

import pytest

from inspector.domain.board import Family, TerminationKind
from inspector.domain.geometry import Affine, Box
from inspector.domain.recipe import land_width_mm
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped


@pytest.fixture(scope="module")
def demo():
    return read_recipe(shipped("recipes") / "demo")


def courtyard(board, placement, margin_mm=0.1):
    extent = board.package_of(placement).extent.grown(margin_mm)
    return Box.around(placement.pose.apply(extent.corners_mm))


def apart(a, b):
    return (
        a.x_mm + a.width_mm <= b.x_mm
        or b.x_mm + b.width_mm <= a.x_mm
        or a.y_mm + a.height_mm <= b.y_mm
        or b.y_mm + b.height_mm <= a.y_mm
    )


def test_no_part_lies_on_another_on_a_fiducial_or_over_the_edge(demo):
    board = demo.board
    boxes = [courtyard(board, p) for p in board.placements]
    boxes += [Box(f.x_mm, f.y_mm, 0, 0).grown(f.opening_mm / 2) for f in board.fiducials]
    assert [pair for pair in itertools.combinations(boxes, 2) if not apart(*pair)] == []
    for box in boxes:
        assert all(board.extent.contains(*corner) for corner in box.corners_mm)


def test_it_has_chips_of_every_size_in_every_rotation_and_one_site_that_stays_empty(demo):
    chips = [p for p in demo.board.placements if p.package.startswith(("RESC", "CAPC"))]
    assert {p.rotation_deg for p in chips} == {0.0, 45.0, 90.0, 180.0, 270.0}
    assert {p.package[4:8] for p in chips} == {"1005", "1608", "2012", "3216"}
    families = Counter(demo.board.package_of(p).family for p in demo.board.placements)
    assert families[Family.SOIC] == 3
    assert [p.refdes for p in demo.board.placements if not p.fitted] == ["R24"]


def test_a_board_turned_by_half_a_turn_finds_no_fiducial_where_each_belongs(demo):
    width, height = demo.board.extent.width_mm, demo.board.extent.height_mm
    turned = Affine.of(width, height, 180.0)
    places = {(f.x_mm, f.y_mm) for f in demo.board.fiducials}
    assert len(places) == 3
    assert len(places & {turned.at(*place) for place in places}) < 3


def test_packages_are_those_of_their_drawings(demo):
    for package in demo.board.packages.values():
        ends = [t for t in package.terminations if t.kind is TerminationKind.CHIP_END]
        if ends:
            caps = Box.around([corner for t in ends for corner in t.outline_mm])
            assert caps.width_mm == pytest.approx(package.body_x_mm)
            assert caps.height_mm == pytest.approx(package.body_y_mm)
            assert package.symmetry_deg == 180.0
        for termination in package.terminations:
            land = package.land(termination.pin)
            assert land
            # the land reaches beyond the termination on the outside and on both sides
            out = Affine.of(0.0, 0.0, -termination.direction_deg)
            tip = max(out.at(*corner)[0] for corner in termination.outline_mm)
            edge = max(out.at(*corner)[0] for corner in land.box.corners_mm)
            assert edge > tip
            assert (land_width_mm(package, termination) or 0.0) > termination.width_mm
    soic = demo.board.packages["SOIC127P600X175-8N"]
    tips = Box.around([corner for t in soic.terminations for corner in t.outline_mm])
    assert tips.width_mm == pytest.approx(6.0)
    assert (soic.body_x_mm, soic.body_y_mm, soic.symmetry_deg) == (3.9, 4.9, 360.0)
    assert soic.termination("1").y_mm - soic.termination("2").y_mm == pytest.approx(1.27)
    assert soic.mark
    assert soic.mark.x_mm < 0 < soic.mark.y_mm  # beside pin 1, upper left


def test_our_own_place_limits_are_reached_before_the_class_and_after_five_sigma(demo):
    sigma_mm = 0.020  # of a placement machine, as drawn
    for name, program in demo.programs.items():
        package = demo.board.packages[name]
        (place,) = (r.high for r in program.limits if r.quantity == "body_offset_y")
        assert isinstance(place, float)
        assert place >= 5 * sigma_mm
        for rule in program.limits:
            if rule.quantity == "side_overhang":
                for termination in package.terminations:
                    land = land_width_mm(package, termination) or 0.0
                    beyond = place + termination.width_mm / 2 - land / 2
                    share = beyond / min(termination.width_mm, land)
                    assert share < rule.resolved(package, termination.pin).high


def test_every_fitted_part_is_asked_for_its_presence_place_and_turn(demo):
    for placement in demo.board.placements:
        asked = {quantity for quantity, _ in demo.expected_of(placement)}
        if not placement.fitted:
            assert asked == {"site_open"}
            continue
        assert {"presence", "body_offset_x", "body_offset_y", "body_rotation"} <= asked
        if demo.board.package_of(placement).mark:
            assert "polarity_score" in asked
