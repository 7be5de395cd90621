"""A capture that a live camera takes again: the same pictures, and the same result."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from inspector.batch import inspect_capture, read_asked
from inspector.cli.demo import taken
from inspector.devices.captured_camera import CapturedCamera
from inspector.domain.errors import DeviceError
from inspector.formats.capture import read_capture, read_field

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "sample_images" / "demo" / "SN000001"

needs_compiler = pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++")


@needs_compiler
def test_the_same_pictures_come_through_the_camera():
    capture = read_capture(FOLDER)
    order = capture.field_indices[::-1]
    with CapturedCamera(capture, FOLDER) as camera:
        fields = list(camera.fields(order))
        assert camera.counters.delivered == len(capture.frames)
    assert [field.index for field in fields] == list(order)
    for field in fields:
        stored = read_field(capture, FOLDER, field.index)
        for live, frame in zip(field.frames, stored.frames, strict=True):
            assert np.array_equal(live.pixels, frame.pixels)
            assert live.info.shot == frame.info.shot
            assert live.info.center_mm == frame.info.center_mm
            assert live.info.exposure_ms == pytest.approx(frame.info.exposure_ms)


@needs_compiler
def test_the_result_is_that_of_the_capture():
    asked = read_asked(ROOT / "recipes" / "demo")
    live = taken(asked, FOLDER, workers=1).result
    stored = inspect_capture(asked, FOLDER).result
    assert live.verdict == stored.verdict
    for board, other in zip(live.boards, stored.boards, strict=True):
        assert [part.measurements for part in board.parts] == [
            part.measurements for part in other.parts
        ]
    assert live.acquisition.delivered == len(read_capture(FOLDER).frames)


def test_a_capture_of_several_exposures_is_refused(tmp_path):
    text = (FOLDER / "capture.json").read_text(encoding="utf-8")
    folder = shutil.copytree(FOLDER, tmp_path / "capture")
    first, _, rest = text.partition('"exposure_ms": 2.0')
    (folder / "capture.json").write_text(first + '"exposure_ms": 1.0' + rest, encoding="utf-8")
    with (
        pytest.raises(DeviceError, match="differ in format, exposure or scale"),
        CapturedCamera(read_capture(folder), folder),
    ):
        pass
