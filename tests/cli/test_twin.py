import json

import numpy as np
import pytest

from inspector.cli.drawing import Order, draw_capture
from inspector.domain.result import DefectCode
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import read_capture, read_field
from inspector.formats.recipe import read_recipe
from inspector.twin.defects import CODES
from inspector.twin.machine import Machine, entocentric
from inspector.twin.truth import from_json
from inspector.twin.worlds import WORLDS


def test_a_drawn_capture_is_whole_and_says_what_is_true(small_recipe, small_captures):
    folder = small_captures / "SN000002"
    capture = read_capture(folder)
    assert (capture.serial, capture.station) == ("SN000002", "simulated")
    assert read_field(capture, folder, 0).frames[0].pixels.shape == (470, 570, 3)
    calibration = calibration_for(capture, folder)
    assert calibration.camera.rows == 470
    truth = from_json((folder / "truth.json").read_text(encoding="utf-8"))
    assert [(d.code, d.refdes) for d in truth.defects] == [(DefectCode.MISSING, "R2")]
    assert {p.refdes for p in truth.parts} == {
        p.refdes for p in read_recipe(small_recipe).board.placements
    }


def test_the_same_seed_gives_the_same_bytes(small_recipe, small_captures, tmp_path):
    machine = Machine("small", entocentric(470, 570, 0.020), 0.020)
    draw_capture(read_recipe(small_recipe), Order(WORLDS["plain"], machine), 1, tmp_path)
    for file in (small_captures / "SN000001").iterdir():
        assert (tmp_path / "SN000001" / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--defects", "missing:x", "missing:x"),
        ("--defects", "melted", "no defect 'melted'"),
        ("--defects", "missing@R77", "there is no part R77"),
        ("--defects", "shifted:nan", "magnitude nan"),
        ("--defects", "shifted:inf", "magnitude inf"),
        ("--defects", "shifted:0", "magnitude 0"),
        ("--defects", "shifted:-1", "magnitude -1"),
        ("--defects", "skewed:1e9", "at most 20"),
        ("--defects", "reversed", "a polarised part"),
        ("--bad-board", "7", "7"),
        ("--world", "flat", "flat"),
        ("--machine", "eye", "eye"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_left(
    inspector, small_recipe, tmp_path, option, value, words
):
    out = tmp_path / "out"
    done = inspector("twin", "draw", small_recipe, "--boards", 1, "--out", out, option, value)
    assert done.status == 3
    assert words in done.err
    assert done.err.count("\n") == 1
    assert not out.exists() or not list(out.iterdir())


def test_every_defect_that_can_be_drawn_is_listed(inspector):
    listed = json.loads(inspector("twin", "defects", "--json").out)
    assert [row["code"] for row in listed] == [code.value for code in CODES]
    assert all(row["what"].endswith(".") and row["carrier"] for row in listed)
    assert set(DefectCode) == set(CODES)


def test_worlds_are_listed_with_what_must_not_be_tuned_on(inspector):
    listed = json.loads(inspector("twin", "worlds", "--json").out)
    held_out = [row["name"] for row in listed if row["held_out"]]
    assert len(listed) - len(held_out) >= 6
    assert len(held_out) >= 4
    refused = inspector("twin", "draw", "x", "--boards", 1, "--out", "y", "--world", "flat")
    assert refused.status == 3


def test_two_processes_draw_the_same_bytes_as_one(inspector, small_recipe, tmp_path):
    order = "--boards", 2, "--seed", 3, "--defects", "missing", "--shots", "ring,white"
    for workers in (1, 2):
        out = tmp_path / str(workers)
        done = inspector(
            "twin", "draw", small_recipe, *order, "--workers", workers, "--out", out,
            "--machine", "telecentric-3mp", "--codec", "jxl",
        )  # fmt: skip
        assert done.status == 0, done.err
        assert [line[-8:] for line in done.out.split()] == ["SN000003", "SN000004"]
    files = sorted(f.relative_to(tmp_path / "1") for f in (tmp_path / "1").rglob("*.*"))
    assert len(files) >= 8
    for file in files:
        assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "2" / file).read_bytes(), file


def test_shots_are_those_asked_for(inspector, small_recipe, tmp_path):
    shots = "coaxial,ring-short,side-90,range,fringe:west:2.5:3"
    done = inspector(
        "twin", "draw", small_recipe, "--boards", 1, "--shots", shots, "--out", tmp_path
    )
    assert done.status == 0, done.err
    capture = read_capture(tmp_path / "SN000001")
    field = read_field(capture, tmp_path / "SN000001", 0)
    infos = [frame.info for frame in field.frames]
    assert [i.shot.name for i in infos] == [
        "coaxial", "ring-short", "side-90", "range", "fringe", "fringe", "fringe",
    ]  # fmt: skip
    assert [i.shot.step for i in infos[4:]] == [0, 1, 2]
    assert {(i.shot.projector, i.shot.period_mm) for i in infos[4:]} == {("west", 2.5)}
    # a range frame says what its numbers are: most of the board lies near the mask plane
    heights = infos[3].coord_offset_mm + infos[3].coord_scale_mm * field.frames[3].pixels
    assert abs(np.median(heights[field.frames[3].pixels > 0])) < 0.2
    assert infos[1].exposure_ms < infos[0].exposure_ms


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("fringe:east:0.8:2", "3 to 64 steps"),
        ("fringe:east:0.8:1000000", "3 to 64 steps"),
        ("fringe:east:0.8", "fringe:east:0.8"),
        ("fringe:up:0.8:4", "no projector 'up'"),
        ("candle", "no light candle"),
        ("ring:3", "ring:3"),
        ("side-abc", "side-abc"),
        ("side-nan", "side-nan"),
        ("fringe:east:inf:4", "0.05 to 1000 mm"),
        ("fringe:east:1e-9:4", "0.05 to 1000 mm"),
    ],
)
def test_shots_that_are_none_are_refused_in_one_line(
    inspector, small_recipe, tmp_path, value, words
):
    done = inspector(
        "twin", "draw", small_recipe, "--boards", 1, "--shots", value, "--out", tmp_path / "out"
    )
    assert done.status == 3
    assert words in done.err
    assert done.err.count("\n") == 1


def test_parts_are_drawn_by_themselves(inspector, small_recipe, tmp_path):
    done = inspector(
        "twin", "draw", small_recipe, "--boards", 1, "--parts", "--out", tmp_path,
        "--defects", "missing@R2",
    )  # fmt: skip
    assert done.status == 0, done.err
    placed = {p.refdes for p in read_recipe(small_recipe).board.placements}
    assert {f.stem for f in (tmp_path / "SN000001" / "parts").iterdir()} == placed
    truth = from_json((tmp_path / "SN000001" / "truth.json").read_text(encoding="utf-8"))
    assert [(d.code, d.refdes) for d in truth.defects] == [(DefectCode.MISSING, "R2")]


def test_a_capture_that_is_there_is_not_overwritten(inspector, small_recipe, small_captures):
    before = (small_captures / "SN000001" / "capture.json").read_bytes()
    done = inspector(
        "twin", "draw", small_recipe, "--boards", 1, "--seed", 1, "--out", small_captures
    )
    assert done.status == 3
    assert "SN000001" in done.err
    assert (small_captures / "SN000001" / "capture.json").read_bytes() == before


def test_the_drawn_world_names_its_capture_for_machines(small_captures):
    listed = json.loads((small_captures / "SN000001" / "capture.json").read_text(encoding="utf-8"))
    assert listed["format"] == "capture/1"
    assert listed["calibration"] == "calibration.json"
