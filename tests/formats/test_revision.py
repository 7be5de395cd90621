import shutil
from dataclasses import replace

import pytest

from inspector.domain.errors import RecipeError
from inspector.domain.recipe_edit import moved, own_limits, placement_of, rules_of_part
from inspector.formats.recipe import read_recipe
from inspector.formats.recipe_difference import difference
from inspector.formats.revision import save_revision
from inspector.formats.shipped import shipped


@pytest.fixture
def released(tmp_path):
    for name in ("demo", "library"):
        shutil.copytree(shipped("recipes") / name, tmp_path / name)
    return tmp_path / "demo"


def test_a_revision_lies_beside_the_released_one_which_stays_as_it_was(released):
    before = {f.name: f.read_bytes() for f in released.iterdir()}
    recipe = read_recipe(released)
    edited = replace(moved(recipe, "R5", 2.3, 5.2), revision="B")
    folder = save_revision(edited, released)
    assert folder == released.with_name("demo-B")
    assert {f.name: f.read_bytes() for f in released.iterdir()} == before
    assert difference(recipe, read_recipe(folder)) == (
        "revision: A becomes B",
        "R5: moved by (+0.1, 0) mm, to (2.3, 5.2) mm",
    )


def test_hand_written_comments_are_in_the_next_revision_too(released):
    recipe = read_recipe(released)
    part = placement_of(recipe, "R5")
    rules = tuple(
        replace(rule, high=0.3) if rule.quantity == "body_offset_x" else rule
        for rule in rules_of_part(recipe, part)
    )
    edited = replace(own_limits(recipe, part, rules, "glued", "me"), revision="B")
    text = (save_revision(edited, released) / "recipe.toml").read_text()
    assert "# Three corners: a board turned by 180 degrees" in text
    assert 'refdes = "R5"' in text
    assert (
        "# 0603 along the left edge"
        in (released.with_name("demo-B") / "placements.csv").read_text()
    )


def test_the_revision_after_that_takes_the_place_of_the_letter(released):
    first = save_revision(replace(read_recipe(released), revision="B"), released)
    assert save_revision(replace(read_recipe(first), revision="C"), first).name == "demo-C"


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "  "])
def test_a_revision_that_is_no_name_is_refused(released, name):
    with pytest.raises(RecipeError, match="no name of a revision"):
        save_revision(replace(read_recipe(released), revision=name), released)


def test_a_revision_that_is_there_is_not_overwritten(released):
    edited = replace(read_recipe(released), revision="B")
    save_revision(edited, released)
    with pytest.raises(RecipeError, match="there is a folder demo-B already"):
        save_revision(edited, released)


def test_a_recipe_that_contradicts_itself_leaves_nothing_behind(released):
    recipe = replace(read_recipe(released), revision="B")
    broken = moved(recipe, "R5", 99.0, 5.2)
    with pytest.raises(RecipeError, match="R5 lies outside"):
        save_revision(broken, released)
    assert {f.name for f in released.parent.iterdir()} == {"demo", "library"}
