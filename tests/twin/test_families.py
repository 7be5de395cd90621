"""Every family of package is drawn with the sizes it has, and lies on lands that fit it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.board import (
    Board,
    Family,
    MarkKind,
    Package,
    Panel,
    Placement,
    TerminationKind,
)
from inspector.domain.geometry import Affine, Box
from inspector.formats.packages import read_aliases, read_packages
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.twin.families import FAMILIES, bodies_of
from inspector.twin.families.settling import plane_of
from inspector.twin.kernels import cast
from inspector.twin.kernels.cast_reference import height_plain
from inspector.twin.part import Chip, Look, Stance
from inspector.twin.sizing import coplanarity_mm
from inspector.twin.unit import build_unit
from inspector.twin.world import FRACTURE, NAMES
from inspector.twin.worlds import WORLDS

LIBRARY_FILE = shipped("recipes") / "library" / "packages.toml"
LIBRARY = read_packages(LIBRARY_FILE)
PLAIN = WORLDS["plain"]
STILL = replace(PLAIN, spread=PLAIN.spread.still())
CHIP, SOIC, MELF = "CAPC1608X90N", "SOIC127P600X175-8N", "DIOMELF3515N"

# Span, foot and width (least and most, mm) of the drawings, and fillet goals toe, heel, side.
GULL, FINE, CHIPS_GOAL = (0.35, 0.35, 0.03), (0.35, 0.35, -0.02), (0.10, -0.05, 0.0)
DRAWINGS = {
    "RESC0402X15N": ((0.38, 0.42), (0.07, 0.13), (0.18, 0.22), CHIPS_GOAL),
    "CAPC0603X33N": ((0.57, 0.63), (0.10, 0.20), (0.27, 0.33), CHIPS_GOAL),
    "DIOMELF3515N": ((3.3, 3.7), (0.3, 0.5), (1.4, 1.6), (0.40, 0.10, 0.05)),
    "CAPMP3216X180N": ((3.0, 3.4), (0.5, 1.1), (1.1, 1.3), (0.50, 0.15, -0.05)),
    "CAPAE660X610N": ((6.9, 7.5), (2.3, 2.7), (0.5, 0.8), (0.70, -0.05, 0.40)),
    "SOT95P237X112-3N": ((2.1, 2.5), (0.15, 0.45), (0.37, 0.51), GULL),
    "SOIC127P600X175-16N": ((5.8, 6.2), (0.4, 1.04), (0.31, 0.51), GULL),
    "SOP65P640X120-16N": ((6.2, 6.6), (0.45, 0.75), (0.19, 0.30), GULL),
    "QFP50P900X900X160-48N": ((8.8, 9.2), (0.45, 0.75), (0.17, 0.27), FINE),
    "QFP40P900X900X120-64N": ((8.8, 9.2), (0.45, 0.75), (0.13, 0.23), FINE),
    "QFN50P400X400X80-25N": ((3.9, 4.1), (0.3, 0.5), (0.18, 0.30), (0.30, 0.0, -0.04)),
    "QFN40P400X400X80-33N": ((3.9, 4.1), (0.25, 0.35), (0.15, 0.25), (0.30, 0.0, -0.04)),
    "QFN50P500X500X90-33WN": ((4.9, 5.1), (0.3, 0.5), (0.18, 0.30), (0.30, 0.0, -0.04)),
    "CONN127P620X450-40N": ((6.0, 6.4), (0.6, 0.9), (0.35, 0.45), GULL),
}
FABRICATION_MM, PLACEMENT_MM = 0.05, 0.025


def built(package: Package, world=STILL, seed=1):
    """Give one part of a package alone on a board, as built."""
    placement = Placement("X1", package.name, 0.0, 0.0, 0.0, "AB12")
    outline = package.extent.grown(4.0).corners_mm
    board = Board(outline, (), (placement,), {package.name: package})
    return build_unit(board, Panel(), world, seed).parts[0]


def top_at(part, x_mm: float, y_mm: float) -> tuple[float, int]:
    """Give height and material of what is highest at a place of the package (no solder)."""
    best, material = 0.0, -1
    for body in bodies_of(part):
        own = Affine.of(body.x_mm, body.y_mm, body.turn_deg).inverse()
        u, v = own.at(x_mm, y_mm)
        if abs(u) > body.half_u_mm or abs(v) > body.half_v_mm:
            continue
        row = body.row(Affine())
        row[cast.ROUGH] = 0.0
        z = float(height_plain(row, np.array([u]), np.array([v]))[0])
        if z > best:
            best, material = z, body.material
    return best, material


def painted_at(part, x_mm: float, y_mm: float) -> set[int]:
    """Give the materials that are painted around a place on the tops of bodies."""
    found = set()
    for body in bodies_of(part):
        u, v = Affine.of(body.x_mm, body.y_mm, body.turn_deg).inverse().at(x_mm, y_mm)
        for art in body.art:
            x, y, *rest = art.at
            if art.shape == cast.DISC:
                inside = math.hypot(u - x, v - y) < rest[0]
            else:
                inside = abs(u - x) < rest[2] and abs(v - y) < rest[3]
            if inside:
                found.add(art.layer - cast.ON_BODY)
    return found


def test_every_family_can_be_drawn_and_is_in_the_library():
    assert set(FAMILIES) == set(Family)
    assert {p.family for p in LIBRARY.values()} == set(Family)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_part_is_as_high_as_its_package_and_within_its_outline(name):
    package = LIBRARY[name]
    part = built(package)
    bodies = list(bodies_of(part))
    assert max(b.top_mm for b in bodies) == pytest.approx(package.body_height_mm, abs=1e-9)
    corners = np.concatenate(
        [
            Affine.of(b.x_mm, b.y_mm, b.turn_deg).apply(
                Box(-b.half_u_mm, -b.half_v_mm, 2 * b.half_u_mm, 2 * b.half_v_mm).corners_mm
            )
            for b in bodies
        ]
    )
    ends = [corner for t in package.terminations for corner in t.outline_mm]
    half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
    whole = Box.around([(-half_x, -half_y), (half_x, half_y), *ends])
    seen = Box.around(corners)
    assert seen.width_mm == pytest.approx(whole.width_mm, abs=0.05)
    assert seen.height_mm == pytest.approx(whole.height_mm, abs=0.05)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_tilted_and_raised_body_is_where_the_plane_says(name):
    flat = built(LIBRARY[name])
    tilted = replace(flat, tilt=(0.02, -0.03), lift_mm=0.11)
    lies = flat.package.family in (Family.MELF, Family.GASKET)
    slope = (0.0, 0.0) if lies else (0.02, -0.03)  # a lying cylinder is raised, not tilted
    x, y = 0.1 * flat.package.body_x_mm, 0.0 if lies else 0.1 * flat.package.body_y_mm
    raised = top_at(tilted, x, y)[0] - top_at(flat, x, y)[0]
    assert raised == pytest.approx(0.11 + slope[0] * x + slope[1] * y, abs=1e-9)


@pytest.mark.parametrize(
    "name", [n for n, p in LIBRARY.items()
             if any(t.kind is TerminationKind.GULL_WING for t in p.terminations)],
)  # fmt: skip
def test_the_top_of_a_foot_is_gap_and_thickness_and_lift(name):
    package = LIBRARY[name]
    leads = [t for t in package.terminations if t.kind is TerminationKind.GULL_WING]
    part = replace(built(package), lifts_mm=((leads[1].pin, 0.07),))
    for lead, lift in ((leads[0], 0.0), (leads[1], 0.07)):
        # half way between the tip and the middle of the foot
        angle = math.radians(lead.direction_deg)
        out = lead.length_mm / 4
        x, y = lead.x_mm + out * math.cos(angle), lead.y_mm + out * math.sin(angle)
        expected = lead.gap_mm + lead.thickness_mm + lift
        assert top_at(part, x, y)[0] == pytest.approx(expected, abs=1e-6)


def test_the_end_of_a_chip_is_raised_by_its_lift_and_the_other_stays():
    part = replace(built(LIBRARY[CHIP]), lifts_mm=(("2", 0.2),))
    package = part.package
    for end, lift in zip(package.terminations, (0.0, 0.2), strict=True):
        height = top_at(part, end.x_mm, 0.0)[0]
        assert height == pytest.approx(package.body_height_mm + lift, abs=1e-9)
    assert plane_of(part)[0] == pytest.approx(0.1)


def test_a_cylinder_is_as_high_in_the_middle_of_its_cap_as_its_diameter():
    part = built(LIBRARY[MELF])
    cap = part.package.terminations[0]
    radius = part.package.body_y_mm / 2
    assert top_at(part, cap.x_mm, 0.0)[0] == pytest.approx(2 * radius)
    aside = 0.6 * radius
    assert top_at(part, cap.x_mm, aside)[0] == pytest.approx(radius + 0.8 * radius)


@pytest.mark.parametrize("angle", [20.0, 45.0, 89.0, 90.0])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_tombstone_rises_as_its_length_and_height_say(angle, sign):
    part = replace(built(LIBRARY[CHIP]), stance=Stance.TOMBSTONE, stance_deg=sign * angle)
    long, high = part.package.body_x_mm, part.package.body_height_mm
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    top = long * sine + high * cosine
    assert max(b.top_mm for b in bodies_of(part)) == pytest.approx(top)
    # its upper edge stands over the place that the turn about the lower edge brings it to
    edge = sign * (long * cosine - high * sine - long / 2)
    assert top_at(part, edge + sign * 1e-6, 0.0)[0] == pytest.approx(top, abs=1e-4)
    # half way along its end face, which looks up
    x = sign * (long * cosine - high * sine / 2 - long / 2)
    assert top_at(part, x, 0.0)[0] == pytest.approx(long * sine + high * cosine / 2)


def test_a_billboard_is_as_high_as_it_was_wide_and_a_resistor_over_turned_is_bare():
    flat = built(LIBRARY["RESC1608X55N"])
    package = flat.package
    on_side = replace(flat, stance=Stance.BILLBOARD)
    assert top_at(on_side, package.terminations[0].x_mm, 0.0)[0] == package.body_y_mm
    assert top_at(on_side, 0.0, 0.45 * package.body_y_mm)[0] == 0.0
    over = replace(flat, stance=Stance.FLIPPED)
    assert top_at(flat, 0.0, 0.0)[1] == NAMES["glaze"]
    assert top_at(over, 0.0, 0.0)[1] == NAMES["ceramic"]
    assert not any(body.art for body in bodies_of(over))


def test_the_feet_of_a_leaded_part_upside_down_are_its_highest_places():
    part = replace(built(LIBRARY[SOIC]), stance=Stance.FLIPPED)
    package = part.package
    lead = package.terminations[0]
    tip = -lead.x_mm + lead.length_mm / 4
    expected = package.body_height_mm - lead.gap_mm
    assert top_at(part, tip, lead.y_mm)[0] == pytest.approx(expected, abs=1e-6)
    # without the mark of pin 1 and the print
    assert not any(body.art for body in bodies_of(part))


def test_where_a_corner_broke_off_the_fracture_lies_deeper_and_the_rest_stays():
    chip = Chip((1, -1), (0.3, 0.25), 0.2)
    part = replace(built(LIBRARY[CHIP]), broken=chip)
    package = part.package
    x, y = package.body_x_mm / 2 - 0.15, -package.body_y_mm / 2 + 0.125
    height, material = top_at(part, x, y)
    assert height == pytest.approx(package.body_height_mm - 0.2)
    assert material == FRACTURE
    for other in ((-x, y), (x, -y), (x - 0.32, y), (x, y + 0.27)):
        assert top_at(part, *other)[0] > package.body_height_mm - 0.05


@pytest.mark.parametrize(
    "name", [n for n, p in LIBRARY.items() if p.mark and p.mark.kind is not MarkKind.NOTCH]
)
def test_the_mark_of_pin_1_is_where_the_package_says_and_nowhere_opposite(name):
    part = replace(built(LIBRARY[name]), marking="", look=Look(mark="label"))
    mark = part.package.mark
    assert mark
    assert painted_at(part, mark.x_mm, mark.y_mm) == {NAMES["label"]}
    for x, y in ((-mark.x_mm, -mark.y_mm), (-mark.x_mm, mark.y_mm)):
        assert painted_at(part, x, y) == set()


def test_the_notch_of_a_connector_is_at_pin_1():
    part = built(LIBRARY["CONN127P620X450-40N"])
    mark = part.package.mark
    assert mark
    wall = part.package.body_height_mm
    assert top_at(part, mark.x_mm, mark.y_mm)[0] < 0.5 * wall
    assert top_at(part, -mark.x_mm, -mark.y_mm)[0] > 0.9 * wall


def test_sizes_feet_and_tilt_of_a_process_stay_within_what_is_good():
    for name in (CHIP, SOIC, MELF, "QFP50P900X900X160-48N"):
        package = LIBRARY[name]
        for seed in range(40):
            part = built(package, PLAIN, seed)
            assert abs(part.package.body_x_mm - package.body_x_mm) <= package.body_x_tol_mm
            assert all(0 <= lift <= coplanarity_mm(package) for _, lift in part.lifts_mm)
            assert max(map(abs, part.tilt)) <= 3 * PLAIN.spread.tilt
    assert coplanarity_mm(LIBRARY["QFP50P900X900X160-48N"]) == 0.08
    assert coplanarity_mm(LIBRARY[SOIC]) == 0.10
    lifts = [max(v for _, v in built(LIBRARY[SOIC], PLAIN, s).lifts_mm) for s in range(40)]
    assert max(lifts) > 0.06


@pytest.mark.parametrize("name", LIBRARY)
def test_every_termination_lies_over_a_land_of_its_own(name):
    package = LIBRARY[name]
    lands = package.lands
    for end in package.terminations:
        land = package.land(end.pin)
        assert land
        assert land.box.contains(end.x_mm, end.y_mm)
    gaps = [
        max(
            abs(a.x_mm - b.x_mm) - (a.size_x_mm + b.size_x_mm) / 2,
            abs(a.y_mm - b.y_mm) - (a.size_y_mm + b.size_y_mm) / 2,
        )
        for i, a in enumerate(lands)
        for b in lands[:i]
    ]
    assert min(gaps, default=1.0) > 0.12  # mask and stencil need that


@pytest.mark.parametrize("name", DRAWINGS)
def test_lands_have_the_fillets_that_ipc_7351_asks_for(name):
    span, foot, width, (toe, heel, side) = DRAWINGS[name]
    package = LIBRARY[name]
    first = package.terminations[0]
    assert first.length_mm == pytest.approx(sum(foot) / 2)
    assert first.width_mm == pytest.approx(sum(width) / 2)
    across, along = first.x_mm - first.length_mm / 2, 2 * abs(first.x_mm) + first.length_mm
    assert across < 0
    assert along == pytest.approx(sum(span) / 2)
    # Zmax, Gmin and Xmax of IPC-7351B section 3.1.5
    off = FABRICATION_MM, PLACEMENT_MM
    outer = span[0] + 2 * toe + math.hypot(span[1] - span[0], *off)
    least, most = span[0] - 2 * foot[1], span[1] - 2 * foot[0]
    spread = math.hypot(span[1] - span[0], foot[1] - foot[0], foot[1] - foot[0])
    most -= (most - least - spread) / 2
    inner = most - 2 * heel - math.hypot(spread, *off)
    wide = width[0] + 2 * side + math.hypot(width[1] - width[0], *off)
    land = package.land(first.pin)
    assert land
    assert -land.x_mm + land.size_x_mm / 2 == pytest.approx(outer / 2, abs=0.02)
    assert -land.x_mm - land.size_x_mm / 2 == pytest.approx(inner / 2, abs=0.02)
    assert land.size_y_mm == pytest.approx(wide, abs=0.02)


def test_cad_names_lead_to_packages_and_recipes_read():
    aliases = read_aliases(LIBRARY_FILE)
    assert aliases["LQFP-48_7x7mm_P0.5mm"] == "QFP50P900X900X160-48N"
    every = read_recipe(shipped("recipes") / "families")
    assert {p.package for p in every.board.placements} == set(LIBRARY)
    assert {p.fitted for p in every.board.placements} == {True, False}
    panel = read_recipe(shipped("recipes") / "panel").panel
    assert len(panel.sites) == 4
    assert all(site.bad_mark for site in panel.sites)


@pytest.mark.parametrize("product", ["families", "panel"])
def test_no_part_of_a_shipped_board_lies_on_another_on_a_mark_or_over_the_edge(product):
    recipe = read_recipe(shipped("recipes") / product)
    board = recipe.board
    boxes = [
        Box.around(p.pose.apply(board.package_of(p).extent.grown(0.15).corners_mm))
        for p in board.placements
    ]
    boxes += [Box(f.x_mm, f.y_mm, 0, 0).grown(f.opening_mm / 2) for f in board.fiducials]
    boxes += [site.bad_mark for site in recipe.panel.sites[:1] if site.bad_mark]
    for i, a in enumerate(boxes):
        assert all(board.extent.contains(*corner) for corner in a.corners_mm)
        for b in boxes[:i]:
            assert (
                a.x_mm + a.width_mm <= b.x_mm
                or b.x_mm + b.width_mm <= a.x_mm
                or a.y_mm + a.height_mm <= b.y_mm
                or b.y_mm + b.height_mm <= a.y_mm
            )
