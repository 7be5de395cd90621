import json
import shutil
from dataclasses import replace
from datetime import timedelta

import imagecodecs
import numpy as np
import pytest

from inspector.batch import Asked, inspect_capture
from inspector.cli.drawing import Order, draw_capture
from inspector.domain.result import Verdict
from inspector.formats.recipe import read_recipe
from inspector.formats.result import read_result
from inspector.store.store import Store
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS


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
def test_a_broken_capture_is_refused_in_one_line_and_written_as_not_inspected(
    inspector, small_recipe, small_captures, capture, tmp_path, spoil
):
    spoil(capture)
    other = small_captures / "SN000002"
    done = inspector("inspect", small_recipe, capture, other, "--out", tmp_path / "out")
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert "SN000001" in done.err
    assert ";" in done.err  # and how to mend it
    refused = read_result(tmp_path / "out" / "results" / "SN000001.json")
    assert refused.verdict is Verdict.NOT_INSPECTED
    assert refused.reason in done.err.removeprefix("inspector: ")
    assert {p.verdict for b in refused.boards for p in b.parts} == {Verdict.NOT_INSPECTED}
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "of 2 panels" in report


def test_a_refused_capture_is_never_left_out_of_what_a_machine_reads(
    inspector, small_recipe, small_captures, capture
):
    cut_short(capture)
    other = shutil.copytree(small_captures / "SN000001", capture.parent / "good")
    done = inspector("inspect", small_recipe, capture, other, "--json")
    assert (done.status, done.json["verdict"]) == (3, "NOT_INSPECTED")
    verdicts = {name: one["verdict"] for name, one in done.json["results"].items()}
    assert verdicts == {"SN000001": "NOT_INSPECTED", "good": "PASS"}


def test_results_never_go_among_older_ones(inspector, small_recipe, capture, tmp_path):
    out = tmp_path / "out"
    assert inspector("inspect", small_recipe, capture, "--out", out).status == 0
    before = {name: (out / name).read_bytes() for name in files(out)}
    cut_short(capture)
    done = inspector("inspect", small_recipe, capture, "--out", out)
    assert done.status == 3
    assert "is not empty" in done.err
    assert {name: (out / name).read_bytes() for name in files(out)} == before


def test_a_missing_calibration_is_said_on_the_screen(inspector, small_recipe, capture):
    relist(capture, lambda data: data.pop("calibration"))
    done = inspector("inspect", small_recipe, capture)
    assert "SN000001: no calibration" in done.err
    assert done.err.count("\n") == 1


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


def test_rejudge_takes_the_out_of_an_inspection_and_writes_all_or_nothing(
    inspector, small_recipe, small_captures, tmp_path
):
    captures = (small_captures / "SN000001", small_captures / "SN000002")
    out, anew = tmp_path / "out", tmp_path / "anew"
    inspector("inspect", small_recipe, *captures, "--out", out)
    assert inspector("rejudge", small_recipe, out, "--out", out).status == 3
    assert inspector("rejudge", small_recipe, out, "--out", out / "more").status == 3
    assert inspector("rejudge", small_recipe, out, "--out", anew).status == 1
    assert files(anew) == ["results/SN000001.json", "results/SN000002.json"]
    assert inspector("rejudge", small_recipe, out, "--out", anew).status == 3
    one = out / "results" / "SN000001.json"
    assert inspector("rejudge", small_recipe, one, "--out", tmp_path / "one").status == 0
    assert files(tmp_path / "one") == ["results/SN000001.json"]
    (out / "results" / "SN000002.json").write_text("{", encoding="utf-8")
    assert inspector("rejudge", small_recipe, out, "--out", tmp_path / "none").status == 3
    assert not (tmp_path / "none").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_rejudge_of_captures_says_that_they_are_no_results(inspector, small_recipe, small_captures):
    done = inspector("rejudge", small_recipe, small_captures)
    assert done.status == 3
    assert "no result" in done.err


def test_rejudge_of_a_record_judges_every_panel_of_it(
    inspector, small_recipe, small_captures, tmp_path
):
    recipe = read_recipe(small_recipe)
    with Store(tmp_path / "record") as store:
        for serial in ("SN000001", "SN000002"):
            result = inspect_capture(Asked(recipe), small_captures / serial).result
            store.record(result, {})  # a station names no source
            store.record(replace(result, serial="other"), {}, f"lot/{serial}")
            later = replace(result, captured_utc=result.captured_utc + timedelta(minutes=1))
            store.record(later, {}, "twice")
    anew = tmp_path / "anew"
    done = inspector("rejudge", small_recipe, tmp_path / "record", "--out", anew, "--json")
    assert [(line["name"], line["after"]) for line in done.json] == [
        ("panel.1", "PASS"),
        ("lot/SN000001", "PASS"),
        ("twice.3", "PASS"),
        ("panel.4", "FAIL"),
        ("lot/SN000002", "FAIL"),
        ("twice.6", "FAIL"),
    ]
    assert len(files(anew)) == 6


def test_rejudge_never_writes_outside_its_folder(inspector, small_recipe, small_captures, tmp_path):
    recipe = read_recipe(small_recipe)
    with Store(tmp_path / "record") as store:
        store.record(
            inspect_capture(Asked(recipe), small_captures / "SN000001").result, {}, "../../up"
        )
    done = inspector("rejudge", small_recipe, tmp_path / "record", "--out", tmp_path / "anew")
    assert done.status == 3
    assert not (tmp_path / "up.json").exists()
    assert not (tmp_path / "anew").exists()
