"""Pixel formats against bytes packed here, by the letter of PFNC."""

import gc

import numpy as np
import pytest

from inspector.devices.genicam.kernels import unpack, unpack_reference
from inspector.devices.genicam.numbers import steps
from inspector.devices.genicam.pixels import CODINGS, Layout, copy_in, finish, pixels_of
from inspector.devices.genicam.ring import Ring

BY_NAME = {coding.name: coding for coding in CODINGS.values()}


def bits_of(samples: np.ndarray, bits: int) -> np.ndarray:
    """Pack samples low bit first, as PFNC's p formats have it."""
    text = "".join(format(int(v), f"0{bits}b")[::-1] for v in samples.ravel())
    text += "0" * (-len(text) % 8)
    return np.array([int(text[i : i + 8][::-1], 2) for i in range(0, len(text), 8)], np.uint8)


def gige(samples: np.ndarray, bits: int) -> np.ndarray:
    """Pack samples as GigE Vision 1 does."""
    out: list[int] = []
    flat = [int(v) for v in samples.ravel()]
    odd = len(flat) % 2  # the last byte of a lone sample is not sent
    flat += [0] * odd
    for first, second in zip(flat[::2], flat[1::2], strict=True):
        low, mask = bits - 8, (1 << (bits - 8)) - 1
        out += [first >> low, (first & mask) | (second & mask) << 4, second >> low]
    return np.array(out[: len(out) - odd], np.uint8)


def sent(name: str, picture: np.ndarray) -> np.ndarray:
    """Give the bytes of a picture as a camera sends them."""
    coding = BY_NAME[name]
    if name.endswith("Packed"):
        return gige(picture, coding.pixel_format.bits)
    if name.endswith("p"):
        return bits_of(picture, coding.bits)
    if name == "BGR8":
        return picture[..., ::-1].ravel()
    if name.endswith("a8"):
        shown = picture[..., ::-1] if name.startswith("B") else picture
        return np.dstack([shown, np.full(shown.shape[:2], 77, np.uint8)]).ravel()
    return np.frombuffer(picture.astype("<u2" if coding.bits in (16, 48) else np.uint8), np.uint8)


def drawn(name: str, rows: int, cols: int) -> np.ndarray:
    coding = BY_NAME[name]
    rgb = coding.pixel_format.value.startswith("RGB")
    shape = (rows, cols, 3) if rgb else (rows, cols)
    kind = np.uint8 if coding.pixel_format.bits == 8 else np.uint16
    rng = np.random.default_rng(len(name) + rows * cols)
    picture = rng.integers(0, 1 << coding.pixel_format.bits, shape, kind)
    picture.flat[0], picture.flat[-1] = 0, (1 << coding.pixel_format.bits) - 1
    return picture


def received(data: np.ndarray, layout: Layout) -> np.ndarray:
    slot = np.full(layout.kept_bytes + 64, 0xAA, np.uint8)
    copy_in(data, layout, slot)
    start, end = finish(slot, layout)
    return pixels_of(slot[start:end], layout)


@pytest.mark.parametrize("name", sorted(BY_NAME))
@pytest.mark.parametrize("size", [(6, 8), (5, 7), (1, 1), (3, 2)])
def test_every_format_is_bit_exact(name, size):
    picture = drawn(name, *size)
    layout = Layout(BY_NAME[name], *size)
    got = received(sent(name, picture), layout)
    assert got.dtype == picture.dtype
    assert np.array_equal(got, picture)


@pytest.mark.parametrize("name", ["Mono8", "Mono12", "Mono12p", "Mono10p", "RGB8", "Mono12Packed"])
@pytest.mark.parametrize("cols", [8, 6, 5])
def test_padding_and_what_lies_before_the_picture_are_left_out(name, cols):
    picture = drawn(name, 4, cols)
    rows = [sent(name, row[None]) for row in picture]
    padded = np.concatenate([np.append(row, [1, 2, 3]) for row in rows]).astype(np.uint8)
    data = np.append(np.full(5, 9, np.uint8), padded)
    layout = Layout(BY_NAME[name], 4, cols, offset=5, padding=3)
    assert np.array_equal(received(data, layout), picture)
    assert np.array_equal(received(data[:-3], layout), picture)  # the last row may lack it


def test_a_buffer_that_is_too_small_is_refused():
    layout = Layout(BY_NAME["Mono8"], 4, 4)
    with pytest.raises(ValueError, match="4 x 4 Mono8 need 16 bytes, 15 were sent"):
        received(np.zeros(15, np.uint8), layout)


@pytest.mark.parametrize("bits", [10, 12])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 1001])
def test_the_loops_do_what_their_reference_does(bits, count):
    data = np.random.default_rng(count).integers(0, 256, -(-count * bits // 8), np.uint8)
    out = np.zeros(count, np.uint16)
    unpack.lsb_first(data, bits, out)
    assert np.array_equal(out, unpack_reference.lsb_first(data, bits, count))
    data = np.random.default_rng(count).integers(0, 256, -(-count * 3 // 2), np.uint8)
    unpack.gige_packed(data, bits, out)
    assert np.array_equal(out, unpack_reference.gige_packed(data, bits, count))


def test_a_slot_is_free_once_the_last_view_of_it_is_gone():
    ring = Ring(2, 64)
    slot = ring.take()
    slot.writable[:] = 7
    part = slot.root[8:40].view(np.uint16).reshape(4, 4)[1:]
    assert ring.free == 1
    del slot
    gc.collect()
    assert ring.free == 1, "a view of a view still looks at it"
    assert part[0, 0] == 0x0707
    other = ring.take()
    assert ring.take() is None
    del part
    assert ring.free == 1
    assert ring.take() is not None
    del other


def test_numbers_are_counted_over_the_end_of_a_short_counter():
    assert steps(65_535, 1) == 1
    assert steps(65_530, 3) == 8
    assert steps(5, 4) == -1
    assert steps(1, 65_535) == 65_534
    assert steps(70_000, 70_002) == 2
