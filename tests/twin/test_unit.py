"""Units are built by chance, exactly known, and the same again."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.board import BoardSite, Family, Panel
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.image import Shot
from inspector.domain.result import DefectCode
from inspector.twin.calibration import Doubt, nominal_calibration_of
from inspector.twin.defects import DefectRequest
from inspector.twin.draw import draw_fields
from inspector.twin.machine import MACHINES, Machine, entocentric, field_plan, rays
from inspector.twin.scene import scene_of
from inspector.twin.truth import from_json, to_json, truth_of
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from tests.twin.design import board

PLAIN = WORLDS["plain"]
SMALL = Machine("small", entocentric(96, 128, 0.03), 0.03)
PLACE = [(3.0, 8.0)]


def unit_of(seed=1, *defects):
    return build_unit(board(), Panel(), PLAIN, seed, defects)


def bytes_of(unit, seed):
    frames = [f for field in draw_fields(unit, SMALL, seed, (Shot("ring"), Shot("white")), PLACE)
              for f in field.frames]  # fmt: skip
    return [frame.pixels.tobytes() for frame in frames]


def test_same_seed_same_bytes():
    assert bytes_of(unit_of(4), 9) == bytes_of(unit_of(4), 9)


def test_another_seed_gives_another_picture():
    first = bytes_of(unit_of(4), 9)
    assert bytes_of(unit_of(4), 10)[0] != first[0]
    assert bytes_of(unit_of(5), 9)[0] != first[0]


def test_a_defect_moves_no_other_part():
    good, bad = unit_of(3), unit_of(3, DefectRequest(DefectCode.SHIFTED, 1.0, "R4"))
    differ = [a.placement.refdes for a, b in zip(good.parts, bad.parts, strict=True) if a != b]
    assert differ == ["R4"]
    assert good.pose == bad.pose


def test_parts_scatter_as_the_process_says():
    units = [unit_of(seed) for seed in range(60)]
    offsets = np.array([p.offset_mm for u in units for p in u.parts])
    turns = [p.rotation_deg - p.placement.rotation_deg for u in units for p in u.parts]
    assert offsets.std(0) == pytest.approx([0.020, 0.020], rel=0.1)
    assert abs(offsets.mean(0)).max() < 0.004
    assert np.std(turns) == pytest.approx(0.30, rel=0.1)


def test_the_panel_lies_within_its_bounds():
    for seed in range(30):
        pose = unit_of(seed).pose
        assert abs(pose.tx) <= 0.5
        assert abs(pose.rotation_deg) <= 0.51
        assert all(1e-4 / 2 < abs(s - 1) < 7e-4 for s in pose.stretches)


def test_a_still_world_builds_the_design_itself():
    still = replace(PLAIN, spread=PLAIN.spread.still())
    unit = build_unit(board(), Panel(), still, 7)
    assert all(p.package == unit.board.package_of(p.placement) for p in unit.parts)
    assert all(p.pose == p.placement.pose for p in unit.parts)
    assert unit.pose.at(3.0, 4.0) == (3.0, 4.0)


def test_chips_end_where_their_caps_do():
    for part in unit_of(8).parts:
        if part.package.family is Family.SOIC:
            continue
        ends = [x for t in part.package.terminations for x, _ in t.outline_mm]
        assert max(ends) - min(ends) == pytest.approx(part.package.body_x_mm)
        assert max(ends) == pytest.approx(-min(ends))


def test_shifted_is_shifted_by_half_the_lesser_width_times_the_magnitude():
    unit = unit_of(3, DefectRequest(DefectCode.SHIFTED, 1.5, "R4"))
    before = next(p for p in unit_of(3).parts if p.placement.refdes == "R4")
    after = next(p for p in unit.parts if p.placement.refdes == "R4")
    moved = math.hypot(after.x_mm - before.x_mm, after.y_mm - before.y_mm)
    assert moved == pytest.approx(unit.defects[0].amount)
    lesser = min(before.package.body_y_mm, before.lands[0].size_y_mm)
    assert moved == pytest.approx(1.5 * 0.5 * lesser)


@pytest.mark.parametrize(
    ("refdes", "turn"), [("U1", 180.0), ("R4", 90.0)], ids=["soic", "unpolarised chip"]
)
def test_wrong_rotation_looks_wrong(refdes, turn):
    unit = unit_of(3, DefectRequest(DefectCode.WRONG_ROTATION, 1.0, refdes))
    before = next(p for p in unit_of(3).parts if p.placement.refdes == refdes)
    after = next(p for p in unit.parts if p.placement.refdes == refdes)
    assert after.rotation_deg - before.rotation_deg == pytest.approx(turn)


def test_a_missing_part_leaves_solder_and_nothing_else():
    unit = unit_of(3, DefectRequest(DefectCode.MISSING, 1.0, "U1"))
    part = next(p for p in unit.parts if p.placement.refdes == "U1")
    assert not part.present
    assert len(scene_of(unit_of(3)).bodies) - len(scene_of(unit).bodies) == 9  # body and 8 leads
    assert all(joint.rise_mm == 0 and joint.film_mm > 0.05 for joint in part.joints)


@pytest.mark.parametrize("code", ["missing", "shifted", "skewed", "wrong_rotation"])
def test_the_box_of_a_defect_holds_site_and_part(code):
    unit = unit_of(6, DefectRequest(DefectCode(code), 1.0))
    [defect] = unit.defects
    part = next(p for p in unit.parts if p.placement.refdes == defect.refdes)
    land = part.placement.pose.apply(part.package.lands[0].box.corners_mm)
    grown = defect.box.grown(1e-9)
    assert all(grown.contains(*corner) for corner in land)
    if part.present:
        body = part.pose.apply(part.package.extent.corners_mm)
        assert all(grown.contains(*corner) for corner in body)


def test_what_cannot_be_built_is_refused_by_name():
    with pytest.raises(InspectorError, match="extra"):
        unit_of(1, DefectRequest(DefectCode.EXTRA))
    with pytest.raises(InspectorError, match="R99"):
        unit_of(1, DefectRequest(DefectCode.MISSING, 1.0, "R99"))
    with pytest.raises(InspectorError, match="no sound part"):
        unit_of(1, *[DefectRequest(DefectCode.MISSING)] * 12)


def test_truth_survives_its_file():
    truth = truth_of(unit_of(3, DefectRequest(DefectCode.SKEWED)), SMALL, 5)
    assert from_json(to_json(truth)) == truth
    with pytest.raises(ValueError, match="truth/1"):
        from_json(json.dumps({"format": "truth/9"}))


def test_truth_says_where_the_stage_stood_and_frames_where_it_was_sent():
    unit = unit_of(3)
    many = [(float(i), 0.0) for i in range(200)]
    truth = truth_of(unit, SMALL, 5, many)
    off = np.array([f.true_mm for f in truth.fields]) - np.array(many)
    assert off.std(0) == pytest.approx([0.005, 0.005], rel=0.2)
    [field] = draw_fields(unit, SMALL, 5, (Shot("ring"),), PLACE)
    assert field.frames[0].info.center_mm == PLACE[0]


def test_a_panel_of_two_boards_is_drawn_twice():
    panel = Panel(sites=(BoardSite(0), BoardSite(1, 40.0, 13.0, 180.0)))
    unit = build_unit(board(), panel, PLAIN, 2)
    assert [p.board_index for p in unit.parts] == [0] * 11 + [1] * 11
    single = build_unit(board(), Panel(), PLAIN, 2)
    assert len(scene_of(unit).bodies) == 2 * len(scene_of(single).bodies)
    assert unit.parts[:11] == single.parts


@pytest.mark.parametrize("extent", [Box(0, 0, 18, 13), Box(-1, 2, 77.3, 41.0)])
def test_fields_cover_the_board_and_overlap(extent):
    machine = MACHINES["entocentric-3mp"]
    wide, high = machine.size_mm
    centres = field_plan(extent, machine, 2.5)
    points = np.random.default_rng(1).uniform(extent.corners_mm[0], extent.corners_mm[2], (2000, 2))
    seen = [
        (abs(points[:, 0] - x) <= wide / 2) & (abs(points[:, 1] - y) <= high / 2)
        for x, y in centres
    ]
    assert np.any(seen, axis=0).all()
    steps = np.abs(np.diff(centres, axis=0)).max(0) if len(centres) > 1 else (0.0, 0.0)
    assert steps[0] <= wide - 2.5 + 1e-9
    assert steps[1] <= high - 2.5 + 1e-9


def test_the_believed_camera_is_off_by_what_it_states():
    machine = MACHINES["entocentric-3mp"]
    rows, cols = machine.camera.rows, machine.camera.cols
    pixels = np.stack(np.mgrid[: rows - 1 : 9j, : cols - 1 : 9j], -1)
    true = rays(machine.camera, pixels)
    place, slope = [], []
    for seed in range(40):
        believed = nominal_calibration_of(machine, seed).camera
        off = rays(believed, pixels) - true
        off -= off.mean((0, 1))
        place.append(np.sqrt((off[..., :2] ** 2).mean()))
        slope.append((rays(believed, pixels) - true)[..., 2:].mean((0, 1)))
    doubt = Doubt()
    assert 0.2 * doubt.place_mm < np.median(place) < 2 * doubt.place_mm
    assert np.std(slope) == pytest.approx(doubt.slope, rel=0.35)


def test_shadows_lie_beside_what_stands_up():
    design = board()
    alone = replace(design, placements=tuple(p for p in design.placements if p.refdes == "U1"))
    still = replace(PLAIN, spread=PLAIN.spread.still())
    level = []
    for fitted in (True, False):
        only = replace(alone, placements=(replace(alone.placements[0], fitted=fitted),))
        unit = build_unit(only, Panel(), still, 2)
        [field] = draw_fields(unit, SMALL, 1, (Shot("ring"),), [(11.2, 9.0)])
        # the mask above the body's upper edge (y = 7.85): 0.3 to 0.8 mm away from it
        level.append(field.frames[0].pixels[60:76, 50:78].mean((0, 1)))
    shaded, free = level
    assert (shaded < free).all()
    assert shaded[1] < 0.8 * free[1]
