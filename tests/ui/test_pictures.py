"""Pictures for the eye: from a field to tiles, from an array to a pyramid."""

import threading

import numpy as np
import pytest

from inspector.domain.image import Field, Frame, FrameInfo, FrameStatus, PixelFormat, Shot
from ui.pictures import Painter, for_the_eye, shown_frame, tile_of
from ui.widgets.pyramid import pyramid_of


def frame(pixels, *, shot="ring", kind=PixelFormat.RGB8, **known):
    info = FrameInfo(0, Shot(shot), kind, (12.0, 9.0), 0.01, **known)
    return Frame(info, pixels)


def test_a_spot_smaller_than_a_pixel_of_the_screen_stays_visible():
    pixels = np.full((2048, 2048), 200, np.uint8)
    pixels[1000:1004, 1000:1004] = 0  # 4 px at a scale of 1 to 8
    level = pyramid_of(pixels).levels[3]
    assert level.shape == (256, 256)
    assert int(level.min()) == 150  # a quarter of one pixel is dark: averaged, not skipped


@pytest.mark.parametrize("zoom", [3.0, 1.0, 0.9, 0.5, 0.3, 0.125, 0.01])
def test_the_level_drawn_has_a_pixel_for_each_on_the_screen(zoom):
    pyramid = pyramid_of(np.zeros((2048, 2048), np.uint8))
    level = pyramid.level_for(zoom)
    assert zoom * 2**level <= 1.0 or level == 0
    assert zoom * 2 ** (level + 1) > 1.0 or level == len(pyramid.levels) - 1


@pytest.mark.parametrize("pattern", ["RG", "GR", "GB", "BG"])
def test_colours_of_every_mosaic_are_right(pattern):
    kind = PixelFormat(f"Bayer{pattern}8")
    at = {"RG": (0, 0), "GR": (0, 1), "GB": (1, 0), "BG": (1, 1)}[pattern]
    pixels = np.zeros((16, 16), np.uint8)
    pixels[at[0] :: 2, at[1] :: 2] = 255  # red light only
    shown = for_the_eye(frame(pixels, kind=kind, linear=False))[4:-4, 4:-4]
    assert shown.reshape(-1, 3).mean(axis=0) == pytest.approx([255, 0, 0], abs=1)


def test_twelve_bits_are_shown_over_the_whole_range():
    pixels = np.array([[0, 64, 4095]], np.uint16)
    shown = for_the_eye(frame(pixels, kind=PixelFormat.MONO12, bits=12, black_level=64))
    assert shown.tolist() == [[0, 0, 255]]


def test_a_tile_lies_where_the_machine_saw_it():
    box = tile_of(frame(np.zeros((100, 200, 3), np.uint8))).box
    assert (box.x_mm, box.y_mm) == pytest.approx((11.0, 8.5))
    assert (box.width_mm, box.height_mm) == pytest.approx((2.0, 1.0))


def test_a_linear_mosaic_is_shown_in_colour_and_as_bright_as_an_eye_expects():
    raw = np.full((64, 64), 55, np.uint8)  # a fifth of full scale: half way for the eye
    picture = tile_of(frame(raw, kind=PixelFormat.BAYER_RG8)).pyramid.levels[0]
    assert picture.shape == (64, 64, 3)
    assert picture[32, 32] == pytest.approx([127, 127, 127], abs=2)


def test_a_frame_that_did_not_arrive_is_not_shown():
    lost = frame(np.zeros((0, 0), np.uint8), status=FrameStatus.LOST)
    assert shown_frame(Field(0, (lost,))) is None


def test_every_field_of_a_panel_gets_its_tile_and_the_next_panel_begins_empty():
    seen, all_there = [], threading.Event()

    def show(picture):
        seen.append((picture.serial, len(picture.tiles)))
        if picture.serial == "SN2":
            all_there.set()

    painter = Painter(show)
    painter.begin("SN1")
    for index in range(3):
        painter.watch(Field(index, (frame(np.zeros((40, 60, 3), np.uint8)),)))
    painter.begin("SN2")
    assert all_there.wait(10)
    painter.close()
    assert seen == [("SN1", 0), ("SN1", 1), ("SN1", 2), ("SN1", 3), ("SN2", 0)]


def test_the_painter_keeps_no_hold_on_the_cameras_memory():
    held, painted = [], threading.Event()

    def show(picture):
        held.append(picture)
        painted.set()

    painter = Painter(show)
    pixels = np.full((40, 60, 3), 7, np.uint8)
    painter.watch(Field(0, (frame(pixels),)))
    pixels[:] = 0  # the camera writes its slot again
    assert painted.wait(10)
    painter.close()
    assert int(held[0].tiles[0].pyramid.levels[0].max()) > 0


def test_a_field_that_cannot_be_shown_does_not_end_the_pictures():
    shown, there = [], threading.Event()

    def show(picture):
        shown.append(picture)
        if picture.tiles:
            there.set()

    painter = Painter(show)
    painter.begin("SN1")
    broken = Field(0, (frame(np.zeros((1, 0), np.uint8), kind=PixelFormat.BAYER_RG8),))
    for _ in range(20):
        painter.watch(broken)
    painter._thread.submit(lambda: None).result(30)
    painter.watch(Field(1, (frame(np.zeros((8, 8, 3), np.uint8)),)))
    assert there.wait(30)
    painter.close()
