import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from inspector.domain.board import Side
from inspector.domain.errors import CaptureError, WriteError
from inspector.domain.image import (
    Capture,
    Field,
    Frame,
    FrameInfo,
    FrameStatus,
    PixelFormat,
    Shot,
)
from inspector.formats.capture import (
    fields_of,
    image_size,
    read_capture,
    read_field,
    require_product,
    write_capture,
)
from inspector.formats.picture import decode
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped

AT = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)


RING = Shot("ring")


def frame(field=0, shot=RING, pixel_format=PixelFormat.RGB8, size=(6, 9), **more):
    shape = (*size, 3) if pixel_format.value.startswith("RGB") else size
    kind = np.uint8 if pixel_format.bits == 8 else np.uint16
    noise = np.random.default_rng(field + shot.step)
    pixels = noise.integers(0, 2**pixel_format.bits, shape).astype(kind)
    info = FrameInfo(field, shot, pixel_format, (1.5 * field, 2.0), 0.01, bits=pixel_format.bits)
    return Frame(replace(info, **more), pixels)


def capture_with(*frames):
    return Capture("demo", "SN1", Side.TOP, AT, tuple(f.info for f in frames), "st1")


def write(folder, *frames, **more):
    fields = [
        Field(index, tuple(f for f in frames if f.info.field == index))
        for index in dict.fromkeys(f.info.field for f in frames)
    ]
    return write_capture(capture_with(*frames), fields, folder, **more)


@pytest.mark.parametrize("codec", ["png", "jxl", "tiff"])
@pytest.mark.parametrize(
    "pixel_format",
    [
        PixelFormat.RGB8,
        PixelFormat.RGB12,
        PixelFormat.MONO8,
        PixelFormat.MONO12,
        PixelFormat.MONO16,
        PixelFormat.BAYER_RG8,
        PixelFormat.BAYER_GB12,
        PixelFormat.COORD3D_C16,
    ],
)
def test_pixels_of_every_format_read_back_to_the_last_bit(tmp_path, codec, pixel_format):
    taken = frame(pixel_format=pixel_format)
    written = write(tmp_path / "c", taken, codec=codec)
    read = read_capture(tmp_path / "c")
    assert read == written
    (back,) = read_field(read, tmp_path / "c", 0).frames
    assert back.pixels.dtype == taken.pixels.dtype
    assert np.array_equal(back.pixels, taken.pixels)
    assert not back.pixels.flags.writeable


def test_everything_known_of_a_capture_reads_back_equal(tmp_path):
    frames = (
        frame(3, exposure_ms=2.0, gain_db=-1.5, camera="CAM1", frame_id=7, device_ns=2**60),
        frame(3, Shot("fringe", "east", 0.7, 0, 4), PixelFormat.MONO12, z_mm=0.5, linear=False),
        frame(3, Shot("fringe", "east", 0.7, 1, 4), PixelFormat.MONO12, black_level=16.0),
        frame(1, Shot("ring-long"), PixelFormat.BAYER_GR12, rotation_deg=0.25),
    )
    capture = replace(capture_with(*frames), temperature_c=23.1, skipped_boards=(1, 4))
    fields = [Field(3, frames[:3]), Field(1, frames[3:])]
    written = write_capture(capture, fields, tmp_path / "c", texts={"truth.json": "{}\n"})
    assert read_capture(tmp_path / "c") == written
    assert read_capture(tmp_path / "c" / "capture.json") == written
    nameless = tuple(replace(info, file="") for info in written.frames)
    assert replace(written, frames=nameless) == capture
    assert (tmp_path / "c" / "truth.json").read_text() == "{}\n"


def test_the_kept_capture_of_version_1_says_what_it_always_said(kept):
    folder = kept("capture-1")
    capture = read_capture(folder)
    ring, fringe = capture.frames
    assert (capture.product, capture.serial, capture.temperature_c) == ("demo", "SN000017", 23.1)
    assert capture.captured_utc == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert (ring.center_mm, ring.exposure_ms, ring.device_ns) == ((12.0, 9.0), 2.0, 123456789)
    assert fringe.shot == Shot("fringe", "east", 0.7, 0, 4)
    assert (fringe.bits, fringe.linear, fringe.status) == (8, True, FrameStatus.OK)
    assert len(read_field(capture, folder, 0).frames) == 2


def test_the_kept_range_frame_of_version_1_says_its_heights(kept):
    folder = kept("capture-1-range")
    (frame,) = read_field(read_capture(folder), folder, 0).frames
    z_mm = frame.info.coord_offset_mm + frame.info.coord_scale_mm * frame.pixels.astype(float)
    assert frame.pixels[1, 1] == 0  # not measured
    assert (z_mm[0, 0], z_mm[1, 3]) == pytest.approx((0.0, 0.45))


def test_a_range_frame_keeps_what_its_numbers_are(tmp_path):
    coord = {"coord_scale_mm": 0.0005, "coord_offset_mm": -0.25}
    taken = frame(shot=Shot("range"), pixel_format=PixelFormat.COORD3D_C16, **coord)
    write(tmp_path / "c", taken, frame())
    with_numbers, without = read_capture(tmp_path / "c").frames
    assert (with_numbers.coord_scale_mm, with_numbers.coord_offset_mm) == (0.0005, -0.25)
    assert (without.coord_scale_mm, without.coord_offset_mm) == (None, None)
    assert (tmp_path / "c" / "capture.json").read_text().count("coord_scale_mm") == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Coord3D_C16"', '"Mono16"'),  # numbers of heights in a picture
        ('"coord_scale_mm": 0.0005, ', ""),  # one without the other
        ('"coord_scale_mm": 0.0005', '"coord_scale_mm": 0.0'),
        ('"coord_offset_mm": -2.0', '"coord_offset_mm": NaN'),
        ('"coord_offset_mm": -2.0', '"coord_offset": -2.0'),
    ],
)
def test_a_range_frame_that_cannot_be_heights_is_refused(kept, edit, old, new):
    folder = kept("capture-1-range")
    edit(folder / "capture.json", old, new)
    with pytest.raises(CaptureError, match=r"frames\[0\]"):
        read_capture(folder)


def test_fields_come_in_the_order_asked_for_and_one_at_a_time(tmp_path):
    write(tmp_path / "c", frame(0), frame(1), frame(2))
    capture = read_capture(tmp_path / "c")
    (tmp_path / "c" / "f00_ring.png").unlink()
    fields = fields_of(capture, tmp_path / "c", (2, 1, 0))
    assert [next(fields).index, next(fields).index] == [2, 1]
    with pytest.raises(CaptureError, match=r"f00_ring\.png: cannot be read"):
        next(fields)


def damaged(tmp_path, codec="png"):
    write(tmp_path / "c", frame(0, size=(60, 90)), frame(1, size=(60, 90)), codec=codec)
    return tmp_path / "c" / f"f01_ring.{codec}"


@pytest.mark.parametrize("codec", ["png", "jxl", "tiff"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.97])
def test_a_picture_that_is_cut_short_is_refused_by_name(tmp_path, codec, share):
    file = damaged(tmp_path, codec)
    data = file.read_bytes()
    file.write_bytes(data[: int(share * len(data))])
    capture = read_capture(tmp_path / "c")
    read_field(capture, tmp_path / "c", 0)
    with pytest.raises(CaptureError) as refused:
        read_field(capture, tmp_path / "c", 1)
    assert str(refused.value).startswith(f"{file}: is cut short or damaged")
    assert "copy the capture again" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_png_with_one_wrong_byte_is_refused(tmp_path):
    file = damaged(tmp_path)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x40
    file.write_bytes(data)
    with pytest.raises(CaptureError, match="cut short or damaged"):
        read_field(read_capture(tmp_path / "c"), tmp_path / "c", 1)


def replaced(tmp_path, other):
    """Write a capture, then put another picture in the place of its second."""
    write(tmp_path / "c", frame(0), frame(1))
    write(tmp_path / "other", other)
    (tmp_path / "other" / "f00_ring.png").replace(tmp_path / "c" / "f01_ring.png")
    return list(fields_of(read_capture(tmp_path / "c"), tmp_path / "c"))


def test_a_picture_of_another_size_is_refused(tmp_path):
    with pytest.raises(CaptureError, match=r"f01_ring\.png: has 6 x 8 pixels, f00_ring\.png 6 x 9"):
        replaced(tmp_path, frame(size=(6, 8)))


@pytest.mark.parametrize(
    ("pixel_format", "message"),
    [
        (PixelFormat.MONO8, "has shape .* not RGB8"),
        (PixelFormat.RGB12, "has 16 bits a sample, which is not RGB8"),
    ],
)
def test_a_picture_of_another_kind_is_refused(tmp_path, pixel_format, message):
    with pytest.raises(CaptureError, match=message):
        replaced(tmp_path, frame(pixel_format=pixel_format))


def test_samples_beyond_the_stated_bits_are_refused(tmp_path):
    taken = frame(pixel_format=PixelFormat.MONO16)
    info = replace(taken.info, pixel_format=PixelFormat.MONO12, bits=12)
    with pytest.raises(CaptureError, match="more than 12 bits can"):
        write(tmp_path / "c", Frame(info, taken.pixels))
    assert not (tmp_path / "c").exists()


def test_a_frame_that_did_not_arrive_whole_has_no_pixels_and_needs_no_file(tmp_path):
    lost = frame(0, Shot("white"), status=FrameStatus.LOST)
    written = write(tmp_path / "c", lost, frame(0))
    assert [f.name for f in (tmp_path / "c").glob("*.png")] == ["f00_ring.png"]
    read = read_capture(tmp_path / "c")
    assert read == written
    white, ring = next(fields_of(read, tmp_path / "c")).frames
    assert (white.info.status, white.pixels.size) == (FrameStatus.LOST, 0)
    assert image_size(read, tmp_path / "c") == ring.pixels.shape[:2]


def test_a_capture_of_which_nothing_arrived_has_no_size(tmp_path):
    capture = write(tmp_path / "c", frame(status=FrameStatus.INCOMPLETE))
    with pytest.raises(CaptureError, match="no frame arrived whole"):
        image_size(capture, tmp_path / "c")


REFUSED = [
    ('"serial": "SN000017"', '"serail": "SN000017"', "did you mean serial"),
    ('"serial": "SN000017", ', "", "serial: is missing"),
    ('"product": "demo"', '"product": ""', "product: is empty; write a text"),
    ('"2026-11-22T08:00:00.000Z"', '"0001-01-01T00:00:00+14:00"', "captured_utc"),
    ('"format": "capture/1"', f'"format": "capture/{"9" * 5000}"', "format: is"),
    ('"format": "capture/1"', '"format": "result/1"', "is no capture; name a capture"),
    ('"f00_e0_0.png"', '"f\\u0000.png"', "can be no file"),
    ('"f00_e0_0.png"', f'"{"f" * 5000}.png"', "is too long"),
    ('"f00_e0_0.png"', f'"{"f" * 500}.png"', r"frames\[1\]\.file"),
    ('"temperature_c": 23.1', '"temperature_c": "23.1"', "temperature_c"),
    ('"temperature_c": 23.1', '"temperature_c": NaN', "temperature_c"),
    ('"temperature_c": 23.1', '"temperature_c": 1e999', "temperature_c"),
    ('"temperature_c": 23.1', '"temperature": 23.1', "write temperature_c"),
    ('"captured_utc": "2026-11-22T08:00:00.000Z"', '"captured_utc": "2026-11-22"', "captured_utc"),
    ('08:00:00.000Z"', '08:00:00.000"', "captured_utc"),
    ('"2026-11-22T08:00:00.000Z"', "1763798400", "captured_utc"),
    ('"side": "top"', '"side": "left"', "side"),
    ('"format": "capture/1"', '"format": "capture/2"', "newer than this program knows"),
    ('"format": "capture/1", ', "", "format: is missing"),
    ('"exposure_ms": 2.0', '"exposure": 2.0', r"frames\[0\]\.exposure: has no unit"),
    ('"bits": 8', '"bits": 12', "at most 8 bits"),
    ('"shot": "ring"', '"shot": "rnig"', r"frames\[0\]"),
    ('"step": 0, ', '"step": 4, ', r"frames\[1\]"),
    ('"shot": "fringe"', '"shot": "white"', r"frames\[1\]"),
    ('"f00_e0_0.png"', '"f00_ring.png"', r"frames\[1\]\.file: lists f00_ring\.png again"),
    ('"f00_e0_0.png"', '"f01.png"', r"frames\[1\]\.file: f01\.png is not there"),
    ('"f00_e0_0.png"', '"../capture-1/f00_e0_0.png"', "leads out of"),
    ('"f00_e0_0.png"', '"../f00_e0_0.png"', "leads out of the folder"),
    ('"f00_e0_0.png"', '"/etc/hostname"', "leads out of the folder"),
    ('"f00_e0_0.png"', '"C:/f00_e0_0.png"', "leads out of the folder"),
    ('"f00_e0_0.png"', '"..\\\\f00_e0_0.png"', "leads out of the folder"),
    ('"Mono8", "center_mm": [12.0', '"Mono8", "center_mm": [12.1', "differs from the first"),
    ('"side": "top"', '"side": "top", "side": "bottom"', "side is given twice"),
    ('"frame_id": 2}]}', '"frame_id": 2}]', "is not JSON"),
]


@pytest.mark.parametrize(("old", "new", "message"), REFUSED, ids=[r[1][:60] for r in REFUSED])
def test_a_capture_that_is_not_understood_is_refused(kept, edit, old, new, message):
    folder = kept("capture-1")
    edit(folder / "capture.json", old, new)
    with pytest.raises(CaptureError, match=message) as refused:
        read_capture(folder)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith(str(folder / "capture.json"))


def test_a_shot_twice_in_a_field_and_no_frame_at_all_are_refused(kept, tmp_path):
    folder = kept("capture-1")
    data = json.loads((folder / "capture.json").read_text())
    (folder / "f01.png").write_bytes((folder / "f00_ring.png").read_bytes())
    twice = data | {"frames": [data["frames"][0], data["frames"][0] | {"file": "f01.png"}]}
    (folder / "capture.json").write_text(json.dumps(twice))
    with pytest.raises(CaptureError, match="is a second ring of field 0"):
        read_capture(folder)
    (folder / "capture.json").write_text(json.dumps(data | {"frames": []}))
    with pytest.raises(CaptureError, match="lists no frame"):
        read_capture(folder)


def test_a_link_out_of_the_folder_is_refused(kept, tmp_path):
    folder = kept("capture-1")
    (folder / "f00_e0_0.png").rename(tmp_path / "elsewhere.png")
    try:
        (folder / "f00_e0_0.png").symlink_to(tmp_path / "elsewhere.png")
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(CaptureError, match="leads out of the folder"):
        read_capture(folder)


def test_a_picture_that_states_more_pixels_than_any_camera_has_is_refused_unread(tmp_path):
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    huge = tmp_path / "huge.png"
    huge.write_bytes(head + (60_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00")
    with pytest.raises(CaptureError, match=r"huge\.png: states 60000 x 60000 pixels"):
        decode(huge)


def test_an_empty_folder_is_no_capture(tmp_path):
    with pytest.raises(CaptureError, match="is no capture; name a folder that holds"):
        read_capture(tmp_path)


def test_a_field_that_is_not_there_is_refused(kept):
    folder = kept("capture-1")
    with pytest.raises(CaptureError, match="field 5: is not there; fields are 0"):
        read_field(read_capture(folder), folder, 5)


def test_another_product_and_another_side_are_refused(kept):
    recipe = read_recipe(shipped("recipes") / "demo")
    folder = kept("capture-1")
    capture = read_capture(folder)
    require_product(capture, recipe, folder)
    with pytest.raises(CaptureError, match="product: is 'other', the recipe is for 'demo'"):
        require_product(replace(capture, product="other"), recipe, folder)
    with pytest.raises(CaptureError, match="side: is 'bottom'"):
        require_product(replace(capture, side=Side.BOTTOM), recipe, folder)


def test_a_capture_is_written_whole_or_not_at_all(tmp_path):
    def fields():
        yield Field(0, (frame(0),))
        raise RuntimeError("the camera is gone")

    with pytest.raises(RuntimeError):
        write_capture(capture_with(frame(0)), fields(), tmp_path / "c")
    assert list(tmp_path.iterdir()) == []
    write(tmp_path / "c", frame(0))
    with pytest.raises(WriteError, match="is there already"):
        write(tmp_path / "c", frame(0))
