from dataclasses import replace

import pytest

from inspector.domain.board import Side
from inspector.domain.errors import RecipeError
from inspector.domain.geometry import Box
from inspector.domain.recipe import IpcClass, RegistrationKind
from inspector.formats.default_program import place_limit_mm
from inspector.formats.new_recipe import new_recipe
from inspector.formats.packages import read_packages
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.formats.shipped import shipped

POSITIONS = """Ref,Val,Package,PosX,PosY,Rot,Side
"C1","100n","C_0603_1608Metric",110.000000,-90.000000,90.000000,top
"R1","10k","RESC1005X40N",114.000000,-92.000000,0.000000,top
"U1","LM358","SOIC-8_3.9x4.9mm_P1.27mm",120.000000,-88.000000,-90.000000,bottom
"FID1","","Fiducial_1mm_Mask2mm",106.000000,-86.000000,0,top
"FID2","","Fiducial_1mm_Mask2mm",124.000000,-96.000000,0,top
"""


@pytest.fixture
def positions(tmp_path):
    file = tmp_path / "board.csv"
    file.write_text(POSITIONS, encoding="utf-8")
    return file


@pytest.fixture
def library():
    return shipped("recipes") / "library" / "packages.toml"


def test_a_recipe_from_cad_reads_back_and_asks_of_every_part(positions, library, tmp_path):
    recipe = new_recipe(positions, library, "sensor", outline=Box(100.0, -100.0, 30.0, 20.0))
    assert recipe.board.extent == Box(0.0, 0.0, 30.0, 20.0)
    assert [p.package for p in recipe.board.placements] == ["CAPC1608X90N", "RESC1005X40N"]
    assert [f.name for f in recipe.board.fiducials] == ["FID1", "FID2"]
    assert recipe.registration is RegistrationKind.FIDUCIALS
    write_recipe(recipe, tmp_path / "sensor")
    assert replace(read_recipe(tmp_path / "sensor"), sha256="") == recipe
    for placement in recipe.board.placements:
        asked = {quantity for quantity, _ in recipe.expected_of(placement)}
        assert {"presence", "body_offset_x", "body_offset_y", "body_rotation"} <= asked
        assert {"side_overhang", "end_overhang"} <= asked


@pytest.mark.parametrize(("ipc_class", "overhang"), [("1", 0.5), ("2", 0.5), ("3", 0.25)])
def test_overhang_is_judged_by_the_class_asked_for(positions, library, ipc_class, overhang):
    recipe = new_recipe(positions, library, "sensor", ipc_class=IpcClass(ipc_class))
    limits = recipe.limits_of(recipe.board.placements[0])
    assert {x.high for x in limits if x.quantity == "side_overhang"} == {overhang}


def test_the_bottom_side_without_fiducials_is_registered_by_content(positions, library):
    recipe = new_recipe(positions, library, "sensor", side=Side.BOTTOM)
    (u1,) = recipe.board.placements
    assert recipe.board.side is Side.BOTTOM
    assert recipe.registration is RegistrationKind.CONTENT
    asked = {quantity for quantity, _ in recipe.expected_of(u1)}
    assert "polarity_score" in asked


def test_our_own_place_limit_warns_before_class_3_is_in_danger(library):
    packages = read_packages(library)
    # 0402: W 0.5 mm on a land of 0.64 mm: a quarter of W and 0.07 mm of land; 60 % of 0.195 mm
    assert place_limit_mm(packages["RESC1005X40N"]) == pytest.approx(0.12)
    # SOIC-8: W 0.41 mm on 0.6 mm: 60 % of (0.1025 + 0.095) mm
    assert place_limit_mm(packages["SOIC127P600X175-8N"]) == pytest.approx(0.12)


def test_footprints_without_a_package_are_named(positions, library):
    text = positions.read_text(encoding="utf-8").replace("RESC1005X40N", "QFN-99")
    positions.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"no package QFN-99 in .*packages\.toml; add"):
        new_recipe(positions, library, "sensor")


def test_a_side_without_parts_is_refused(positions, library):
    lines = [line for line in POSITIONS.split("\n") if "bottom" not in line]
    positions.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RecipeError, match="holds no part of side bottom"):
        new_recipe(positions, library, "sensor", side=Side.BOTTOM)


def test_an_alias_that_leads_nowhere_is_refused(positions, library, tmp_path):
    text = library.read_text(encoding="utf-8")
    text = text.replace('R_0402_1005Metric = "RESC1005X40N"', 'R_0402_1005Metric = "RESC9"')
    (tmp_path / "packages.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"alias\.R_0402_1005Metric: no package RESC9"):
        new_recipe(positions, tmp_path / "packages.toml", "sensor")
