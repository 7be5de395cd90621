import json
import re

import pytest

from inspector.cli.twin import CODES, Order, draw_capture
from inspector.domain.result import DefectCode
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import read_capture, read_field
from inspector.formats.recipe import read_recipe
from inspector.twin.defects import MAKERS
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
        ("--defects", "melted", "missing, shifted, skewed or wrong_rotation"),
        ("--defects", "missing@R77", "there is no part R77"),
        ("--defects", "shifted:nan", "magnitude nan"),
        ("--defects", "shifted:inf", "magnitude inf"),
        ("--defects", "shifted:0", "magnitude 0"),
        ("--defects", "shifted:-1", "magnitude -1"),
        ("--defects", "skewed:1e9", "at most 20"),
        ("--defects", "bridge", "cannot build"),
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


def test_the_help_names_every_defect_that_can_be_drawn(inspector):
    said = " ".join(inspector("twin", "draw", "--help").out.split())
    assert all(code.value in said for code in MAKERS)
    assert sorted(re.split(r", | or ", CODES)) == sorted(code.value for code in MAKERS)
    assert "CODE:MAGNITUDE@REFDES" in said


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
