import pytest

from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped

POSITIONS = """Ref,Val,Package,PosX,PosY,Rot,Side
R1,10k,RESC1608X55N,3.0,2.2,0,top
C1,100n,CAPC1608X90N,3.4,4.6,90,top
"""


@pytest.fixture
def cad(tmp_path):
    file = tmp_path / "pos.csv"
    file.write_text(POSITIONS, encoding="utf-8")
    library = shipped("recipes") / "library" / "packages.toml"
    return file, library


def test_a_recipe_from_cad_is_sound_and_says_how_much_it_covers(inspector, cad, tmp_path):
    done = inspector("recipe", "new", *cad, "--out", tmp_path / "mine", "--class", "2")
    assert (done.status, done.err) == (0, "")
    assert "2 parts of 2 packages" in done.out
    recipe = read_recipe(tmp_path / "mine")
    assert (recipe.product, recipe.ipc_class) == ("mine", "2")
    checked = inspector("recipe", "check", tmp_path / "mine", "--json")
    assert checked.json["parts"] == 2
    assert checked.json["sha256"] == recipe.sha256
    lines = inspector("recipe", "coverage", tmp_path / "mine", "--json").json
    states = {(line["package"], line["criterion"]): line for line in lines}
    overhang = states["RESC1608X55N", "side overhang"]
    assert (overhang["state"], overhang["check"]) == ("inspected", "body_offset")
    assert {"inspected", "missing", "not_observable"} == {line["state"] for line in lines}


def test_a_recipe_that_is_there_is_not_overwritten(inspector, cad, tmp_path):
    inspector("recipe", "new", *cad, "--out", tmp_path / "mine")
    before = (tmp_path / "mine" / "recipe.toml").read_bytes()
    done = inspector("recipe", "new", *cad, "--out", tmp_path / "mine", "--class", "1")
    assert done.status == 3
    assert "name a folder that is new" in done.err
    assert (tmp_path / "mine" / "recipe.toml").read_bytes() == before


def test_coverage_of_another_class_is_shown_without_changing_the_recipe(inspector, small_recipe):
    before = (small_recipe / "recipe.toml").read_bytes()
    done = inspector("recipe", "coverage", small_recipe, "--class", "space")
    assert done.status == 0
    assert "not observable" in done.out
    assert (small_recipe / "recipe.toml").read_bytes() == before


def test_a_refused_recipe_is_one_line(inspector, tmp_path):
    (tmp_path / "recipe.toml").write_text('format = "recipe/1"\ncolour = "blue"\n')
    done = inspector("recipe", "check", tmp_path)
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert "recipe.toml" in done.err


@pytest.mark.parametrize("outline", ["0 0 -1 5", "0 0 nan 5", "0 0 5 0", "inf 0 5 5", "0 0 1e9 5"])
def test_an_outline_that_is_no_board_is_refused_by_the_options_name(inspector, tmp_path, outline):
    made = ("recipe", "new", "a.csv", "b.toml", "--out", tmp_path / "new")
    done = inspector(*made, "--outline", *outline.split())
    assert done.status == 3
    assert f"--outline {outline}" in done.err.replace("1e+09", "1e9")
    assert done.err.count("\n") == 1


def test_coverage_names_what_is_not_covered_without_calling_it_missing(inspector, small_recipe):
    done = inspector("recipe", "coverage", small_recipe)
    assert "not covered" in done.out.splitlines()[-1]
    assert {
        line["state"] for line in inspector("recipe", "coverage", small_recipe, "--json").json
    } >= {
        "inspected",
        "missing",
    }


def test_two_recipes_are_told_apart_in_words(inspector, small_recipe):
    demo = shipped("recipes") / "demo"
    same = inspector("recipe", "diff", demo, demo)
    assert (same.status, same.out.strip()) == (0, "no difference")
    lines = inspector("recipe", "diff", demo, small_recipe, "--json").json
    assert "product: demo becomes small" in lines
    assert any(line.startswith("R8: removed") for line in lines)
