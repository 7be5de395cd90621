from dataclasses import replace

import imagecodecs
import numpy as np
import pytest

from inspector.domain.errors import CaptureError
from inspector.domain.image import PixelFormat
from inspector.formats.capture import fields_of, read_capture
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped


@pytest.fixture
def recipe():
    return replace(read_recipe(shipped("recipes") / "demo"), mm_per_px=0.02)


def picture(*shape, kind=np.uint8):
    return np.random.default_rng(1).integers(0, 255, shape).astype(kind)


def test_a_folder_of_photographs_is_a_capture_seen_from_over_the_middle(recipe, tmp_path):
    grey, colour = picture(8, 12), picture(16, 16, 3)
    (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(grey))
    (tmp_path / "b.jpg").write_bytes(imagecodecs.jpeg_encode(colour, level=95))
    (tmp_path / "notes.txt").write_text("not a picture")
    capture = read_capture(tmp_path, recipe)
    assert (capture.product, capture.serial) == ("demo", tmp_path.name)
    assert [i.pixel_format for i in capture.frames] == [PixelFormat.MONO8, PixelFormat.RGB8]
    assert {i.center_mm for i in capture.frames} == {(15.0, 10.0)}
    assert {(i.mm_per_px, i.linear, i.shot.name) for i in capture.frames} == {
        (0.02, False, "white")
    }
    first, second = fields_of(capture, tmp_path)
    assert np.array_equal(first.frames[0].pixels, grey)
    assert second.frames[0].pixels.shape == (16, 16, 3)


def test_crops_are_seen_from_over_their_parts(recipe, tmp_path):
    (tmp_path / "parts").mkdir()
    for name, size in (("R1", 8), ("U1", 20)):
        crop = picture(size, size, 3)
        (tmp_path / "parts" / f"{name}.png").write_bytes(imagecodecs.png_encode(crop))
    capture = read_capture(tmp_path, recipe)
    assert [i.file for i in capture.frames] == ["parts/R1.png", "parts/U1.png"]
    assert [i.center_mm for i in capture.frames] == [(6.0, 18.4), (8.0, 14.0)]
    sizes = [f.frames[0].pixels.shape for f in fields_of(capture, tmp_path)]
    assert sizes == [(8, 8, 3), (20, 20, 3)]


def test_photographs_without_a_scale_and_crops_of_no_part_are_refused(recipe, tmp_path):
    (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(picture(8, 12)))
    with pytest.raises(CaptureError, match="write mm_per_px in the recipe"):
        read_capture(tmp_path, replace(recipe, mm_per_px=None))
    with pytest.raises(CaptureError, match="is no capture"):
        read_capture(tmp_path)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "R99.png").write_bytes(imagecodecs.png_encode(picture(8, 12)))
    with pytest.raises(CaptureError, match="no part R99 in the recipe"):
        read_capture(tmp_path, recipe)


def test_a_photograph_with_transparency_is_refused(recipe, tmp_path):
    (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(picture(8, 12, 4)))
    with pytest.raises(CaptureError, match="has 4 channels"):
        read_capture(tmp_path, recipe)
