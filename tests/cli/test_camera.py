import json

import numpy as np
import pytest

from inspector.devices.camera import Optics
from inspector.devices.genicam.producers import GENTL_PATH
from inspector.devices.plan import PictureKind, plan_fields
from inspector.devices.reel import plan_of
from inspector.domain.image import PixelFormat
from inspector.formats.capture import read_capture, read_field
from inspector.formats.picture import decode
from inspector.formats.recipe import read_recipe
from tests.cli.conftest import files
from tests.devices.rigs import VIRTUAL

needs_virtual = pytest.mark.skipif(not VIRTUAL.is_file(), reason="make gentl builds it")
STATION = f"""
format = "station/1"
[[camera]]
name = "TOP"
serial = "VC0000"
producer = "{VIRTUAL.as_posix()}"
mm_per_px = 0.012
[camera.settings]
width_px = 320
height_px = 240
trigger = "software"
exposure_ms = 0.5
"""


@pytest.fixture
def station(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "station.toml").write_text(STATION, encoding="utf-8")


def test_cameras_of_a_producer_are_listed(inspector):
    done = inspector("camera", "list", "--producer", "viky")
    assert done.status == 0
    assert done.out.count("Viky") == 3
    listed = inspector("camera", "list", "--producer", "viky", "--json").json
    assert [camera["serial"] for camera in listed] == ["0", "1", "2"]
    assert all(camera["producer"].endswith("viky.cti") for camera in listed)


def test_where_nothing_is_found_it_says_where_was_looked(inspector, monkeypatch, tmp_path):
    monkeypatch.delenv(GENTL_PATH, raising=False)
    done = inspector("camera", "list")
    assert done.status == 3
    assert f"{GENTL_PATH} is not set; set {GENTL_PATH} to" in done.err
    monkeypatch.setenv(GENTL_PATH, str(tmp_path))
    done = inspector("camera", "list", "--json")
    assert done.status == 3
    assert done.json == []
    assert str(tmp_path) in done.err
    (tmp_path / "broken.cti").write_text("no library")
    done = inspector("camera", "list")
    assert done.status == 3
    assert "broken.cti: it cannot be loaded" in done.err


def test_every_feature_is_shown_with_value_range_and_access(inspector):
    done = inspector("camera", "show", "1", "--producer", "viky", "--set", "Width=200")
    assert done.status == 0
    line = next(line for line in done.out.splitlines() if " Width " in line)
    assert "200" in line
    assert "100 to 800 step 1" in line
    assert "RW" in line
    shown = inspector("camera", "show", "1", "--producer", "viky", "--json").json
    assert shown["camera"]["serial"] == "1"
    width = next(node for node in shown["nodes"] if node["name"] == "Width")
    assert (width["kind"], width["low"], width["high"]) == ("integer", 100, 800)


def test_a_camera_that_is_not_named_among_several_is_asked_for(inspector):
    done = inspector("camera", "show", "--producer", "viky")
    assert done.status == 3
    assert "there are 3; name one of 0, 1, 2" in done.err


@pytest.mark.parametrize(
    ("value", "words"),
    [("Width", "write NODE=VALUE"), ("Widht=3", "did you mean Width"), ("Width=9", "100 to 800")],
)
def test_a_feature_that_cannot_be_set_is_told_in_one_line(inspector, value, words):
    done = inspector("camera", "show", "1", "--producer", "viky", "--set", value)
    assert done.status == 3
    assert words in done.err
    assert done.err.strip().splitlines()[-1].startswith("inspector: ")


def test_frames_are_written_as_they_came(inspector, tmp_path):
    out = tmp_path / "frames"
    where = ("--producer", "viky", "--out", out, "--count", 2, "--codec", "tiff")
    done = inspector("camera", "grab", "2", *where, "--set", "PixelFormat=Mono8")
    assert done.status == 0
    assert "2 of 2 frames; none lost" in done.out
    assert files(out) == ["0001_Mono8.tiff", "0002_Mono8.tiff"]
    assert decode(out / "0001_Mono8.tiff").shape == (400, 400)
    again = inspector("camera", "grab", "2", *where)
    assert again.status == 3
    assert "not empty" in again.err


@needs_virtual
def test_a_recorded_panel_is_a_capture(inspector, tmp_path, station):
    out = tmp_path / "SN7"
    fields = ("--at", "1,2", "--at", "9.5,2", "--shot", "ring", "--shot", "white")
    done = inspector(
        "camera", "record", "TOP", "--product", "demo", "--panel", "SN7", "--out", out, *fields
    )
    assert done.status == 0, done.err
    capture = read_capture(out)
    assert (capture.product, capture.serial, capture.field_indices) == ("demo", "SN7", (0, 1))
    for index, place in ((0, (1.0, 2.0)), (1, (9.5, 2.0))):
        field = read_field(capture, out, index)
        assert [frame.info.shot.name for frame in field.frames] == ["ring", "white"]
        for frame in field.frames:
            assert frame.info.center_mm == place
            assert (frame.info.mm_per_px, frame.info.exposure_ms) == (0.012, 0.5)
            assert frame.info.pixel_format is PixelFormat.MONO8
            col, row = np.meshgrid(np.arange(320), np.arange(240))
            assert np.array_equal(frame.pixels, (col + row + frame.info.frame_id) % 256)


def test_a_recording_without_a_scale_is_refused(inspector, tmp_path):
    where = ("--producer", "viky", "--product", "demo", "--out", tmp_path / "x")
    done = inspector("camera", "record", "1", *where)
    assert done.status == 3
    assert "give --mm-per-px" in done.err
    done = inspector("camera", "record", "1", *where, "--mm-per-px", 0.1, "--at", "3")
    assert done.status == 3
    assert "--at 3: write X,Y in mm" in done.err


def test_live_prints_rate_losses_and_focus(inspector):
    where = ("--producer", "viky", "--seconds", 0.5, "--json", "--set", "AcquisitionFrameRate=100")
    done = inspector("camera", "live", "0", *where)
    assert done.status == 0
    seen = json.loads(done.out)
    assert 5 < seen["frames_per_s"] < 130
    assert 0 <= seen["brightness"] <= 1
    assert seen["ring_drops"] == 0


def test_a_recipe_alone_says_which_fields_to_take(inspector, tmp_path, small_recipe):
    out = tmp_path / "SN9"
    camera = ("camera", "record", "1", "--producer", "viky", "--mm-per-px", 0.01)
    done = inspector(*camera, "--recipe", small_recipe, "--origin", "100,-50", "--out", out)
    assert done.status == 0, done.err
    recipe = read_recipe(small_recipe)
    capture = read_capture(out, recipe)
    assert (capture.product, capture.side) == (recipe.product, recipe.board.side)
    rows, cols = read_field(capture, out, 0).frames[0].pixels.shape[:2]
    plan = plan_fields(
        recipe,
        Optics(0.01),
        PictureKind(rows, cols, PixelFormat.MONO8),
        origin_mm=(100.0, -50.0),
    )
    assert plan_of(capture) == plan
    assert len(plan) > 1
    done = inspector("inspect", small_recipe, out)
    assert done.status == 2  # these are no pictures of a board


def test_a_recording_is_of_a_recipe_or_of_what_is_said(inspector, tmp_path, small_recipe):
    camera = ("camera", "record", "1", "--producer", "viky", "--out", tmp_path / "o")
    for words in ((), ("--recipe", small_recipe, "--product", "x")):
        done = inspector(*camera, *words)
        assert done.status == 3
        assert "give --recipe, or --product with --at" in done.err
