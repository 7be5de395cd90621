"""Worlds: what differs between them, what varies within them, and that all of it is harmless."""

from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from inspector.domain.board import BoardSite, Family, Panel
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.image import Shot
from inspector.domain.recipe import ProcessStage
from inspector.domain.result import DefectCode
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.twin.artwork import mark_boxes, place_code, site_box
from inspector.twin.defects import DefectRequest
from inspector.twin.defects.cause import Cause
from inspector.twin.defects.placement import wrong_part
from inspector.twin.draw import draw_fields
from inspector.twin.families import bodies_of
from inspector.twin.kernels import cast
from inspector.twin.kernels.cast_reference import height_plain
from inspector.twin.litter import FIBRE_PIECES, FIBRE_RADIUS_MM, litter_of
from inspector.twin.look import MAKERS, date_first, dated, four_digits, look_of
from inspector.twin.machine import Machine, entocentric
from inspector.twin.part import Look
from inspector.twin.scene import scene_of
from inspector.twin.solder import solder_of
from inspector.twin.streams import pair, share, stream
from inspector.twin.unit import build_unit
from inspector.twin.world import INK, NAMES, Spread
from inspector.twin.worlds import HELD_OUT, TUNING, WORLDS, held_out
from tests.twin.design import board

COARSE = Machine("coarse", entocentric(96, 128, 0.15), 0.15)
CLEARANCE_MM, FOREIGN_MM = 0.13, 0.30
LINE = WORLDS["green-hasl"]
LITTERED = replace(
    LINE,
    spread=replace(
        LINE.spread,
        dust_per_cm2=30.0,
        fibres_per_cm2=20.0,
        flux_share=1.0,
        smear_share=1.0,
        label_share=1.0,
    ),
)
NUISANCES = {
    "dust_per_cm2": "dust",
    "fibres_per_cm2": "fibre",
    "flux_share": "flux",
    "smear_share": "smear",
    "label_share": "label",
}


def unit_of(world, seed=1, **how):
    return build_unit(board(26.0, 13.0), Panel(), world, seed, **how)


def picture_of(unit):
    [field] = draw_fields(unit, COARSE, 3, (Shot("ring"),), [(9.0, 6.5)])
    return field.frames[0].pixels


def things_of(unit, kind):
    return [thing for thing in unit.things if thing.kind == kind]


@pytest.mark.parametrize("name", WORLDS)
def test_each_world_draws_the_same_bytes_again_and_no_other_worlds(name):
    world = WORLDS[name]
    seen = picture_of(unit_of(world))
    assert seen.tobytes() == picture_of(unit_of(world)).tobytes()
    others = [other for other in WORLDS if other != name][:2]
    assert all(seen.tobytes() != picture_of(unit_of(WORLDS[other])).tobytes() for other in others)
    assert seen.mean() > 5


def test_six_worlds_are_for_tuning_and_four_are_held_out():
    assert len(TUNING) >= 6
    assert len(HELD_OUT) >= 4
    assert not set(TUNING) & set(HELD_OUT)
    assert set(TUNING) | set(HELD_OUT) == set(WORLDS)
    assert all(WORLDS[name].held_out == (name in HELD_OUT) for name in WORLDS)
    assert all(name == world.name for name, world in WORLDS.items())


@pytest.mark.parametrize("what", ["mask", "mask_on_copper", "finish", "flux"])
def test_boards_that_are_held_out_are_made_of_other_stuff_than_any_that_is_tuned_on(what):
    tuned = {WORLDS[name].materials[what] for name in TUNING}
    held = {WORLDS[name].materials[what] for name in HELD_OUT}
    assert not tuned & held
    assert len(held) == len(HELD_OUT)


def test_only_a_world_held_out_has_print_darker_than_its_mask():
    def is_inverse(name):
        materials = WORLDS[name].materials
        return sum(materials["silkscreen"].albedo) < sum(materials["mask"].albedo)

    assert {name for name in WORLDS if is_inverse(name)} == {"white-silver"}


@pytest.mark.parametrize("name", WORLDS)
def test_every_material_is_there_and_gives_no_more_light_than_it_gets(name):
    world = WORLDS[name]
    assert set(world.materials) == set(NAMES)
    for material in world.materials.values():
        assert all(
            0.0 <= a + m <= 1.0 for a, m in zip(material.albedo, material.mirror, strict=True)
        )
        assert 0.02 < material.roughness < 1.0


def test_the_plain_world_is_a_laboratory():
    unit = unit_of(WORLDS["plain"], 4)
    assert unit.things == ()
    assert set(unit.lighting.gains) == {1.0}
    assert (unit.lighting.ambient, unit.lighting.exposure) == (0.0, 1.0)


@pytest.mark.parametrize("sigma", [0.02, 0.3])
def test_what_is_normal_stays_within_three_sigma_and_reaches_nearly_there(sigma):
    chance = stream(1, "test")
    drawn = np.array([share(chance, sigma) - 1.0 for _ in range(2000)])
    assert abs(drawn).max() <= 3 * sigma + 1e-12
    assert abs(drawn).max() >= 0.95 * 3 * sigma
    drawn = np.array([pair(chance, sigma) for _ in range(2000)])
    assert abs(drawn).max() <= 3 * sigma + 1e-12
    assert (abs(drawn).max(0) >= 0.95 * 3 * sigma).all()


def test_lamps_drift_one_by_one_within_the_worlds_limits():
    world = WORLDS["green-matt-neglected"]
    tiny = replace(board(), placements=())
    lit = [build_unit(tiny, Panel(), world, seed).lighting for seed in range(300)]
    gains = np.array([light.gains for light in lit])
    assert gains.shape[1] == 4
    sigma = world.spread.lamp_drift
    assert np.abs(gains - 1).max() <= 3 * sigma + 1e-12
    assert gains.std(0) == pytest.approx([sigma] * 4, rel=0.15)
    assert abs(np.corrcoef(gains.T) - np.eye(4)).max() < 0.2
    ambient = np.array([light.ambient for light in lit])
    assert ambient.mean() == pytest.approx(world.ambient, rel=0.05)
    assert ambient.std() == pytest.approx(world.ambient * world.spread.ambient, rel=0.15)


def test_boards_are_etched_masked_and_printed_within_the_limits_of_the_process():
    tiny = replace(board(), placements=())
    units = [build_unit(tiny, Panel(), LINE, seed) for seed in range(400)]
    spread = LINE.spread
    for drawn, sigma in (
        ([unit.etch_mm for unit in units], spread.etch_mm),
        ([unit.mask_shift_mm for unit in units], spread.mask_shift_mm),
        ([unit.silk_shift_mm for unit in units], spread.silk_shift_mm),
    ):
        assert np.abs(drawn).max() <= 3 * sigma + 1e-12
        assert np.std(drawn) == pytest.approx(sigma, rel=0.15)


def test_nothing_that_is_tuned_names_a_world_held_out():
    own = Path(held_out.__file__)
    sources = [path for path in own.parents[2].rglob("*.py") if path != own]
    assert len(sources) > 100
    for path in sources:
        text = path.read_text("utf-8")
        assert not [name for name in HELD_OUT if name in text], path


def test_a_still_world_has_no_variation_at_all():
    still = Spread(**{f.name: 0.4 for f in fields(Spread) if f.name != "stretch"}).still()
    assert all(not np.any(getattr(still, f.name)) for f in fields(Spread))
    world = replace(WORLDS["green-matt-neglected"], spread=still)
    one, two = (unit_of(world, seed) for seed in (1, 50))
    assert one.things == two.things == ()
    assert one.world == two.world == world
    assert one.lighting == two.lighting
    assert one.lighting.ambient == world.ambient
    assert [p.look for p in one.parts] == [p.look for p in two.parts]


@pytest.mark.parametrize(("name", "kind"), NUISANCES.items())
def test_what_lies_about_is_drawn_by_itself(name, kind):
    without = replace(LITTERED, spread=replace(LITTERED.spread, **{name: 0.0}))
    full, less = unit_of(LITTERED, 7), unit_of(without, 7)
    assert things_of(full, kind)
    assert not things_of(less, kind)
    assert [t for t in full.things if t.kind != kind] == list(less.things)
    assert full.parts == less.parts
    assert full.lighting == less.lighting


@pytest.mark.parametrize("name", ["lamp_drift", "second_source", "tone", "etch_mm", "warp_mm"])
def test_switching_one_cause_off_moves_no_part(name):
    without = replace(LITTERED, spread=replace(LITTERED.spread, **{name: 0.0}))
    full, less = unit_of(LITTERED, 30), unit_of(without, 30)
    assert [p.pose for p in full.parts] == [p.pose for p in less.parts]
    assert [p.package for p in full.parts] == [p.package for p in less.parts]
    assert full.pose == less.pose
    assert full.mask_shift_mm == less.mask_shift_mm


def test_grains_are_smaller_than_the_clearance():
    unit = unit_of(LITTERED, 2)
    grains = [thing.bodies[0] for thing in things_of(unit, "dust")]
    assert len(grains) > 60
    across = np.array([2 * max(g.half_u_mm, g.half_v_mm) for g in grains])
    assert across.max() < CLEARANCE_MM
    assert across.max() > 0.9 * 0.120
    assert across.min() >= 0.020
    assert any(grain.top_mm > 0.3 for grain in grains)  # some lie on parts


def test_no_grain_is_a_post_beside_what_is_round_or_hollow_or_steep():
    recipe = read_recipe(shipped("recipes") / "families")
    dusty = replace(LINE, spread=replace(LINE.spread.still(), dust_per_cm2=30.0))
    unit = build_unit(recipe.board, Panel(), dusty, 3)
    grains = [thing.bodies[0] for thing in things_of(unit, "dust")]
    assert sum(grain.top_mm > 1.0 for grain in grains) > 20
    steps = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
    at = np.array([(g.x_mm, g.y_mm) + 0.9 * g.half_v_mm * steps for g in grains])
    under = np.zeros(at.shape[:2])
    for row in scene_of(replace(unit, things=())).bodies:
        x, y = at[..., 0] - row[cast.X], at[..., 1] - row[cast.Y]
        u, v = row[cast.COS] * x + row[cast.SIN] * y, row[cast.COS] * y - row[cast.SIN] * x
        under = np.maximum(under, height_plain(row, u, v))
    tops = np.array([grain.top_mm for grain in grains])
    assert (tops - under.min(1)).max() < CLEARANCE_MM
    assert (tops - under.max(1)).min() > 0


def test_fibres_are_shorter_than_foreign_matter_and_hang_together():
    fibres = things_of(unit_of(LITTERED, 2), "fibre")
    assert len(fibres) > 20
    for fibre in fibres:
        assert len(fibre.bodies) == FIBRE_PIECES
        assert sum(2 * b.half_u_mm for b in fibre.bodies) < FOREIGN_MM
        assert all(b.top_mm == pytest.approx(2 * FIBRE_RADIUS_MM) for b in fibre.bodies)
        for a, b in pairwise(fibre.bodies):
            angle_a, angle_b = np.radians(a.turn_deg), np.radians(b.turn_deg)
            end = a.x_mm + a.half_u_mm * np.cos(angle_a), a.y_mm + a.half_u_mm * np.sin(angle_a)
            start = b.x_mm - b.half_u_mm * np.cos(angle_b), b.y_mm - b.half_u_mm * np.sin(angle_b)
            assert end == pytest.approx(start)


def test_a_label_hides_no_part_no_mark_and_no_code():
    found = 0
    for seed in range(8):
        unit = unit_of(LITTERED, seed)
        design = unit.board
        taken = [site_box(design, p) for p in design.placements] + mark_boxes(design)
        code = place_code(design, unit.serial)
        taken += [code.box] if code else []
        for thing in things_of(unit, "label"):
            found += 1
            [label] = thing.bodies
            for box in taken:
                apart_x = abs(label.x_mm - box.center_mm[0]) - label.half_u_mm - box.width_mm / 2
                apart_y = abs(label.y_mm - box.center_mm[1]) - label.half_v_mm - box.height_mm / 2
                assert max(apart_x, apart_y) >= 0
    assert found >= 4


def test_a_label_hides_no_fault_of_the_board():
    free = unit_of(LITTERED, 3)
    [label] = things_of(free, "label")[0].bodies
    fault = Box(label.x_mm, label.y_mm, 0.1, 0.1)
    litter = litter_of((free.board, free.panel), free.parts, [(0, fault)], free.world, 3)
    for thing in litter:
        if thing.kind == "label":
            [moved] = thing.bodies
            assert (
                abs(moved.x_mm - fault.center_mm[0]) > moved.half_u_mm
                or abs(moved.y_mm - fault.center_mm[1]) > moved.half_v_mm
            )


def test_flux_leaves_fiducials_bare():
    unit = unit_of(LITTERED, 2)
    pieces = [art for thing in things_of(unit, "flux") for art in thing.art]
    assert len(pieces) > 40
    assert {piece.layer for piece in pieces} == {cast.ON_BODY + NAMES["flux"]}
    for x, y, radius in (piece.at for piece in pieces):
        for mark in unit.board.fiducials:
            assert np.hypot(x - mark.x_mm, y - mark.y_mm) > mark.size_mm / 2 + radius


def test_smears_leave_fiducials_bare():
    smeared = replace(LINE, spread=replace(LINE.spread.still(), smear_share=1.0))
    design = board(26.0, 13.0)
    first, *others = things_of(build_unit(design, Panel(), smeared, 2), "smear")
    there = replace(design.fiducials[0], x_mm=first.art[0].at[0], y_mm=first.art[0].at[1])
    unit = build_unit(replace(design, fiducials=(there,)), Panel(), smeared, 2)
    left = things_of(unit, "smear")
    assert first not in left
    assert len(left) >= len(others) - 2
    for x, y, *_ in (art.at for thing in left for art in thing.art):
        assert np.hypot(x - there.x_mm, y - there.y_mm) > there.size_mm


def test_a_part_number_looks_alike_over_a_lot_and_lots_differ():
    place = next(p for p in board().placements if p.refdes == "U1")
    package = board().package_of(place)
    looks = [look_of(place, package, LINE, seed) for seed in range(60 * LINE.lot_size)]
    by_lot = [set(looks[i : i + LINE.lot_size]) for i in range(0, len(looks), LINE.lot_size)]
    assert all(len(lot) == 1 for lot in by_lot)
    assert {look for lot in by_lot for look in lot} == {m.look for m in MAKERS[Family.SOIC]}
    usual = MAKERS[Family.SOIC][0].look
    other = np.mean([usual not in lot for lot in by_lot])
    assert other == pytest.approx(LINE.spread.second_source, abs=0.2)


def test_parts_of_one_number_come_from_one_maker():
    unit = unit_of(LITTERED, 900)
    made = {}
    for part in unit.parts:
        made.setdefault((part.placement.value, part.package.name), set()).add(part.look)
    assert all(len(looks) == 1 for looks in made.values())
    assert len({part.look for part in unit.parts}) > 1


def test_a_lot_has_one_tone():
    worlds = [unit_of(LINE, seed).world for seed in (0, LINE.lot_size - 1, LINE.lot_size)]
    assert worlds[0] == worlds[1]
    assert worlds[0] != worlds[2]


@pytest.mark.parametrize("look", [Look(), Look("mould_grey"), Look("mould_glossy")])
def test_a_wrong_part_looks_other_than_whoever_made_the_right_one(look):
    unit = unit_of(WORLDS["plain"])
    right = replace(next(p for p in unit.parts if p.placement.refdes == "U1"), look=look)
    faulty = wrong_part(right, Cause(1.0, unit.world, stream(1, "test")))
    assert faulty.part.look.body != look.body


def test_makers_write_the_same_value_in_their_own_way():
    assert dated("OPA2340\nINSP 2611", 0) == "OPA2340\nINSP 2611"
    assert dated("OPA2340\nINSP 2611", 6) == "OPA2340\nINSP 2617"
    assert date_first("OPA2340\nINSP 2611", 1) == "INSP 2612\nOPA2340"
    assert four_digits("103", 0) == "1002"  # 10 k
    assert four_digits("471", 0) == "4700"  # 470 ohm
    assert four_digits("4R7", 0) == "4R7"
    assert four_digits("100", 0) == "100"  # 10 ohm has no four digits without a letter


def test_every_look_names_materials_that_there_are():
    for makers in MAKERS.values():
        for maker in makers:
            look = maker.look
            assert all(n in NAMES for n in (look.body, look.end, look.mark, look.ink) if n)


def test_before_reflow_parts_stand_in_paste():
    dry, done = unit_of(LINE, 5, stage=ProcessStage.PRE_REFLOW), unit_of(LINE, 5)
    assert dry.stage is ProcessStage.PRE_REFLOW
    for wet, fired in zip(dry.parts, done.parts, strict=True):
        assert {joint.material for joint in wet.joints} == {"paste"}
        assert all(joint.rise_mm == 0 for joint in wet.joints)
        printed = np.array([joint.film_mm for joint in wet.joints]) / LINE.paste_mm
        assert abs(printed - 1).max() <= 3 * LINE.spread.film + 1e-12
        assert wet.lift_mm - fired.lift_mm == pytest.approx(LINE.paste_mm / 2)
        assert wet.pose == fired.pose
        assert {body.material for body in solder_of(wet, LINE)} == {NAMES["paste"]}


def test_a_bad_board_is_left_empty_and_its_mark_is_inked_over():
    mark = Box(20.0, 6.0, 1.5, 1.5)
    panel = Panel(sites=(BoardSite(0, bad_mark=mark), BoardSite(1, 40.0, 0.0, bad_mark=mark)))
    unit = build_unit(board(26.0, 13.0), panel, LINE, 5, bad_boards=(1,))
    for part in unit.parts:
        assert part.present == (part.board_index == 0)
        assert bool(list(bodies_of(part))) == part.present
    inked = {
        thing.board_index: any(art.layer == cast.ON_BODY + INK for art in thing.art)
        for thing in things_of(unit, "bad mark")
    }
    assert inked == {0: False, 1: True}
    good = build_unit(board(26.0, 13.0), panel, LINE, 5)
    assert [p for p in good.parts if p.board_index == 0] == [
        p for p in unit.parts if p.board_index == 0
    ]


def test_a_board_without_a_place_for_a_bad_mark_cannot_be_bad():
    with pytest.raises(InspectorError, match="board 0 of the panel has no place for a bad mark"):
        unit_of(LINE, 5, bad_boards=(0,))


def test_a_bad_board_carries_no_defect_of_parts():
    panel = Panel(sites=(BoardSite(0, bad_mark=Box(20.0, 6.0, 1.5, 1.5)),))
    with pytest.raises(InspectorError, match="no sound part"):
        build_unit(board(), panel, LINE, 5, (DefectRequest(DefectCode.SHIFTED),), bad_boards=(0,))
