"""Packages from a JSON of part shapes: sizes, kinds and directions as the file has them."""

import json

import pytest

from inspector.domain.board import Family, LandShape, TerminationKind
from inspector.domain.errors import RecipeError
from inspector.domain.geometry import Box
from inspector.domain.recipe import IpcClass
from inspector.formats.default_program import default_program
from inspector.formats.packages import packages_text, read_packages
from inspector.formats.part_shapes import read_board_shape, read_part_shapes

KIND = TerminationKind


def land(pin, x, y, w, h, **more):
    return {"pin": pin, "x": x, "y": y, "w": w, "h": h, **more}


def two(w, h, at, *, side=True, **more):
    """Two ends along x."""
    return [
        {**land(pin, s * at, 0.0, w, h, **more), **({"side": name} if side else {})}
        for pin, s, name in (("1", -1, "-x"), ("2", 1, "+x"))
    ]


RESISTOR = {
    "kind": "chip_r",
    "body": [1.6, 0.8, 0.45],
    "standoff": 0.02,
    "polarized": False,
    "color": "ignored: it is of another program",
    "lands": two(0.8, 0.95, 0.8, side=False, shape="roundrect"),
    "terminations": two(0.3, 0.8, 0.65, height=0.45),
}
QFP_SIDES = (("+x", 1, 0), ("+y", 0, 1), ("-x", -1, 0), ("-y", 0, -1))
QFP = {
    "kind": "gull",
    "body": [3.0, 3.0, 1.0],
    "standoff": 0.1,
    "lands": [
        land(str(k), 2.0 * x, 2.0 * y, *((1.2, 0.4) if x else (0.4, 1.2)))
        for k, (_, x, y) in enumerate(QFP_SIDES, 1)
    ],
    "terminations": [
        {**land(str(k), 1.9 * x, 1.9 * y, *((0.6, 0.2) if x else (0.2, 0.6))), "side": side,
         "height": 0.15}
        for k, (side, x, y) in enumerate(QFP_SIDES, 1)
    ],
}  # fmt: skip
BALLS = {
    "kind": "wlcsp",
    "body": [1.0, 1.0, 0.4],
    "lands": [
        land(f"{row}{col}", 0.4 * i - 0.2, 0.2 - 0.4 * j, 0.22, 0.22, shape="circle")
        for j, row in enumerate("AB")
        for i, col in enumerate("12")
    ],
}
NO_LEADS = {
    "kind": "qfn",
    "body": [2.0, 2.0, 0.8],
    "lands": [*two(0.6, 0.3, 0.9, side=False), land("EP", 0, 0, 1.0, 1.0)],
    "terminations": two(0.4, 0.25, 0.8, height=0.1),
}


@pytest.fixture
def shapes(tmp_path):
    """Write a file of part shapes and read it."""

    def read(units="mm", **packages):
        file = tmp_path / "packages.json"
        file.write_text(json.dumps({"units": units, "packages": packages}), encoding="utf-8")
        return read_part_shapes(file)

    return read


def test_a_chip_has_the_sizes_of_the_file(shapes):
    part = shapes(R=RESISTOR)["R"]
    assert (part.name, part.family) == ("R", Family.CHIP_RESISTOR)
    assert (part.body_x_mm, part.body_y_mm) == (1.6, 0.8)
    assert part.body_height_mm == pytest.approx(0.47), "on its standoff"
    assert part.symmetry_deg == 180
    left, right = part.terminations
    assert (left.kind, left.pin, left.direction_deg) == (KIND.CHIP_END, "1", 180)
    assert (right.x_mm, right.length_mm, right.width_mm) == (0.65, 0.3, 0.8)
    assert (right.height_mm, right.gap_mm, right.thickness_mm) == (0.45, 0.02, 0.0)
    assert [(one.pin, one.x_mm, one.size_x_mm, one.size_y_mm) for one in part.lands] == [
        ("1", -0.8, 0.8, 0.95),
        ("2", 0.8, 0.8, 0.95),
    ]
    assert {one.shape for one in part.lands} == {LandShape.ROUNDED}
    assert part.lands[0].corner_mm == pytest.approx(0.2), "a quarter of the shorter side"


@pytest.mark.parametrize(
    ("kind", "family"), [("chip_c", Family.CHIP_CAPACITOR), ("tant", Family.TANTALUM)]
)
def test_the_kind_of_part_tells_its_family(shapes, kind, family):
    part = shapes(P={**RESISTOR, "kind": kind, "polarized": True})["P"]
    assert part.family is family
    assert part.symmetry_deg == 360


def test_leads_point_where_their_side_says(shapes):
    part = shapes(U=QFP)["U"]
    assert part.family is Family.QFP
    assert [t.direction_deg for t in part.terminations] == [0, 90, 180, 270]
    assert {t.length_mm for t in part.terminations} == {0.6}, "along the lead, on every side"
    assert {t.width_mm for t in part.terminations} == {0.2}
    assert {t.thickness_mm for t in part.terminations} == {0.15}


@pytest.mark.parametrize(("pins", "family"), [(6, Family.SOT), (8, Family.SOIC)])
def test_two_rows_of_few_leads_are_a_sot_of_more_a_soic(shapes, pins, family):
    half = pins // 2
    places = [(s, k) for s in (-1, 1) for k in range(half)]
    leads = [
        {**land(str(n), 1.4 * s, 0.65 * k, 0.5, 0.3), "side": "+x" if s > 0 else "-x"}
        for n, (s, k) in enumerate(places, 1)
    ]
    lands = [land(str(n), 1.4 * s, 0.65 * k, 1.0, 0.4) for n, (s, k) in enumerate(places, 1)]
    gull = {"kind": "gull", "body": [1.6, 2.9, 1.1], "lands": lands, "terminations": leads}
    assert shapes(U=gull)["U"].family is family


def test_balls_lie_over_their_lands(shapes):
    part = shapes(U=BALLS)["U"]
    assert part.family is Family.WLCSP
    assert {t.kind for t in part.terminations} == {KIND.BALL}
    assert [(t.pin, t.x_mm, t.y_mm) for t in part.terminations] == [
        (one.pin, one.x_mm, one.y_mm) for one in part.lands
    ]
    assert {one.shape for one in part.lands} == {LandShape.CIRCLE}


def test_a_land_that_no_lead_reaches_is_a_thermal_pad(shapes):
    part = shapes(U=NO_LEADS)["U"]
    assert {t.pin: t.kind for t in part.terminations} == {
        "1": KIND.NO_LEAD,
        "2": KIND.NO_LEAD,
        "EP": KIND.THERMAL_PAD,
    }
    assert all(t.gap_mm == 0 for t in part.terminations)


def test_what_was_read_can_be_written_to_a_library_and_be_inspected(shapes, tmp_path):
    read = shapes(R=RESISTOR, Q=QFP, B=BALLS, N=NO_LEADS)
    library = tmp_path / "packages.toml"
    library.write_text(packages_text(read), encoding="utf-8", newline="\n")
    assert read_packages(library) == read
    for package in read.values():
        assert default_program(package, IpcClass.CLASS_3, golden=True).limits


def test_a_kind_that_nobody_knows_is_refused_with_those_known(shapes):
    with pytest.raises(RecipeError, match=r"packages\.X\.kind: is 'tube', not known; .*chip_r"):
        shapes(X={**RESISTOR, "kind": "tube"})


def test_a_side_that_is_none_is_refused_with_its_pin(shapes):
    wrong = two(0.3, 0.8, 0.65)
    wrong[1]["side"] = "right"
    with pytest.raises(RecipeError, match=r"packages\.X.* pin 2: side is 'right'"):
        shapes(X={**RESISTOR, "terminations": wrong})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"body": [1.6, 0.0, 0.45]}, "body"),
        ({"body": ["1.6", 0.8, 0.45]}, "body"),
        ({"lands": [land("1", 0, 0, -1, 1)]}, "lands"),
        ({"lands": [land("1", 0, 0, 1, 1, shape="oval")]}, "shape"),
        ({"lands": [{**land("1", 0, 0, 1, 1), "turn": 3}]}, "turn"),
        ({"standoff": float("nan")}, "standoff"),
    ],
)
def test_what_is_no_size_is_refused_by_its_place(shapes, change, told):
    with pytest.raises(RecipeError, match=rf"packages\.json.*{told}"):
        shapes(X={**RESISTOR, **change})


def test_other_units_are_refused(shapes):
    with pytest.raises(RecipeError, match="units"):
        shapes(units="inch", R=RESISTOR)


def test_a_file_without_a_package_is_refused(shapes):
    with pytest.raises(RecipeError, match="packages"):
        shapes()


@pytest.mark.parametrize(("text", "told"), [("{", "is no JSON"), ("[1]", "is no object")])
@pytest.mark.parametrize("read", [read_part_shapes, read_board_shape])
def test_what_is_no_json_is_refused(tmp_path, read, text, told):
    file = tmp_path / "shapes.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=told):
        read(file)


def test_a_board_has_its_outline_and_marks(tmp_path):
    file = tmp_path / "board.json"
    mark = {"ref": "FID1", "x": 1.2, "y": 1.5, "diameter": 1.0, "mask_opening": 2.0}
    board = {"units": "mm", "width": 22.8, "height": 16.8, "thickness": 1.6, "fiducials": [mark]}
    file.write_text(json.dumps(board), encoding="utf-8")
    outline, (seen,) = read_board_shape(file)
    assert outline == Box(0, 0, 22.8, 16.8)
    assert (seen.name, seen.x_mm, seen.y_mm, seen.size_mm) == ("FID1", 1.2, 1.5, 1.0)
    assert seen.opening_mm == 2.0
