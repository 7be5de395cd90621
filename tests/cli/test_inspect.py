import json
import shutil
from dataclasses import replace

import imagecodecs
import numpy as np
import pytest

from inspector.cli.twin import Order, draw_capture
from inspector.domain.result import Verdict
from inspector.formats.recipe import read_recipe
from inspector.formats.result import read_result
from inspector.twin.machine import Machine, entocentric
from inspector.twin.world import WORLDS


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def capture(small_captures, tmp_path):
    """A copy of the good panel's capture, to be spoilt."""
    return shutil.copytree(small_captures / "SN000001", tmp_path / "SN000001")


def picture(capture):
    (name,) = [f for f in files(capture) if f.endswith(".png")]
    return capture / name


def repaint(capture, change):
    file = picture(capture)
    pixels = imagecodecs.png_decode(file.read_bytes())
    file.write_bytes(imagecodecs.png_encode(np.ascontiguousarray(change(pixels))))


def relist(capture, change):
    file = capture / "capture.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(json.dumps(data), encoding="utf-8")


def test_a_good_panel_passes_and_is_written(inspector, small_recipe, small_captures, tmp_path):
    done = inspector(
        "inspect", small_recipe, small_captures / "SN000001", "--out", tmp_path / "out"
    )
    assert done.status == 0, done.out + done.err
    assert "PASS" in done.out
    assert files(tmp_path / "out") == ["report.html", "results/SN000001.json"]
    result = read_result(tmp_path / "out" / "results" / "SN000001.json")
    assert (result.serial, result.verdict) == ("SN000001", Verdict.PASS)
    assert "simulated" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_missing_part_fails_with_its_reason(inspector, small_recipe, small_captures, tmp_path):
    captures = (small_captures / "SN000001", small_captures / "SN000002")
    done = inspector("inspect", small_recipe, *captures, "--json", "--out", tmp_path / "out")
    assert done.status == 1
    assert done.json["verdict"] == "FAIL"
    parts = {
        part["refdes"]: part for part in done.json["results"]["SN000002"]["boards"][0]["parts"]
    }
    assert "missing" in [d["code"] for d in parts["R2"]["defects"]]
    assert {r: p["verdict"] for r, p in parts.items()} == {
        "R1": "PASS",
        "R2": "FAIL",
        "C1": "PASS",
        "C2": "PASS",
    }
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in report


def cut_short(capture):
    file = picture(capture)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def wrong_size(capture):
    repaint(capture, lambda pixels: pixels[:-20])


def frame_missing(capture):
    picture(capture).unlink()


def other_product(capture):
    relist(capture, lambda data: data.update(product="toaster"))


def other_side(capture):
    relist(capture, lambda data: data.update(side="bottom"))


def no_calibration_file(capture):
    (capture / "calibration.json").unlink()


def empty(capture):
    shutil.rmtree(capture)
    capture.mkdir()


def no_json(capture):
    (capture / "capture.json").write_text("{", encoding="utf-8")


def unknown_key(capture):
    relist(capture, lambda data: data.update(colour="blue"))


@pytest.mark.parametrize(
    "spoil",
    [
        cut_short,
        wrong_size,
        frame_missing,
        other_product,
        other_side,
        no_calibration_file,
        empty,
        no_json,
        unknown_key,
    ],
)
def test_a_broken_capture_is_refused_in_one_line_and_nothing_is_written_of_it(
    inspector, small_recipe, small_captures, capture, tmp_path, spoil
):
    spoil(capture)
    other = small_captures / "SN000002"
    done = inspector("inspect", small_recipe, capture, other, "--out", tmp_path / "out")
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert "SN000001" in done.err
    assert ";" in done.err  # and how to mend it
    assert files(tmp_path / "out") == ["report.html", "results/SN000002.json"]


def no_light(capture):
    repaint(capture, np.zeros_like)


def turned_by_180(capture):
    repaint(capture, lambda pixels: np.rot90(pixels, 2))


@pytest.mark.parametrize("spoil", [no_light, turned_by_180])
def test_a_panel_that_cannot_be_found_is_not_inspected(
    inspector, small_recipe, capture, tmp_path, spoil
):
    spoil(capture)
    done = inspector("inspect", small_recipe, capture, "--out", tmp_path / "out", "--json")
    assert done.status == 2, done.out
    result = done.json["results"]["SN000001"]
    assert result["verdict"] == "NOT_INSPECTED"
    assert any(word in result["reason"] for word in ("fiducial", "lands"))
    parts = [part["verdict"] for part in result["boards"][0]["parts"]]
    assert parts == ["NOT_INSPECTED"] * 4


def test_what_is_logged_carries_the_serial(inspector, small_recipe, capture, log):
    no_light(capture)
    inspector("inspect", small_recipe, capture)
    assert log()
    assert {line["serial"] for line in log()} == {"SN000001"}


def test_a_board_without_fiducials_is_not_inspected(inspector, small_recipe, tmp_path):
    recipe = read_recipe(small_recipe)
    blank = replace(recipe, board=replace(recipe.board, fiducials=()))
    machine = Machine("small", entocentric(470, 570, 0.020), 0.020)
    draw_capture(blank, Order(WORLDS["plain"], machine), 5, tmp_path)
    done = inspector("inspect", small_recipe, tmp_path / "SN000005")
    assert done.status == 2
    assert "NOT INSPECTED" in done.out


def test_a_recipe_that_is_refused_wins_over_everything(inspector, small_captures, tmp_path):
    done = inspector("inspect", tmp_path, small_captures / "SN000001")
    assert done.status == 3
    assert done.err.count("\n") == 1


def test_a_file_in_place_of_the_output_folder_is_named(
    inspector, small_recipe, small_captures, tmp_path
):
    (tmp_path / "out").write_text("in the way")
    done = inspector(
        "inspect", small_recipe, small_captures / "SN000001", "--out", tmp_path / "out"
    )
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert str(tmp_path / "out") in done.err


def test_two_captures_of_one_name_are_refused_before_any_work(
    inspector, small_recipe, small_captures, capture
):
    done = inspector("inspect", small_recipe, capture, small_captures / "SN000001")
    assert done.status == 3
    assert "SN000001" in done.err


def test_rejudge_needs_no_picture_and_follows_the_limits(
    inspector, small_recipe, small_captures, tmp_path
):
    stored = tmp_path / "out"
    inspector("inspect", small_recipe, small_captures / "SN000001", "--out", stored)
    strict = shutil.copytree(small_recipe, tmp_path / "strict")
    text = (strict / "recipe.toml").read_text(encoding="utf-8")
    changed = text.replace("low = 0.45", "low = 2.0")
    assert changed != text
    (strict / "recipe.toml").write_text(changed, encoding="utf-8")
    same = inspector("rejudge", small_recipe, stored / "results")
    assert same.status == 0
    assert "0 of 1 panels" in same.out
    done = inspector("rejudge", strict, stored / "results", "--out", tmp_path / "anew", "--json")
    assert done.status == 1
    assert [line["after"] for line in done.json] == ["FAIL"]
    assert read_result(tmp_path / "anew" / "results" / "SN000001.json").verdict is Verdict.FAIL
