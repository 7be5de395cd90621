"""The surface: kernels as their references say, light evened out, edges tolerated."""

from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.geometry import Box
from inspector.domain.golden import Golden
from inspector.vision.golden_learn import Sample, learn
from inspector.vision.kernels import surface as fast
from inspector.vision.kernels import surface_reference as slow
from inspector.vision.regions import matter_kind, regions_of
from inspector.vision.surface import FieldSurface, Raster, Tolerance, Window, compare, envelope_of

PIXEL = 0.02
SIDE = 240
RASTER = Raster(Box(0.0, 0.0, SIDE * PIXEL, SIDE * PIXEL), PIXEL)
WHOLE = Window(0, 0, SIDE, SIDE)
ALL = np.ones((SIDE, SIDE), bool)
TOLERANCE = Tolerance(edge_mm=0.03, sigmas=4.0, floor=8.0, share=0.05)


def board(noise=0.0, seed=1):
    """A green board with two bright tracks, as codes."""
    picture = np.zeros((SIDE, SIDE, 3))
    picture[...] = (60, 90, 50)
    picture[60:80] = (150, 170, 120)
    picture[:, 150:160] = (150, 170, 120)
    picture += np.random.default_rng(seed).normal(0, noise, picture.shape)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def golden(codes=None):
    codes = board() if codes is None else codes
    return Golden("ring", PIXEL, RASTER.box, codes, np.zeros_like(codes), ALL.copy(), ("good",))


def flagged(codes, of=None):
    return compare(envelope_of(of or golden(), ALL, TOLERANCE), codes, ALL, WHOLE)


@pytest.mark.parametrize("window", [2, 3])
def test_sampling_is_as_its_reference(window):
    rng = np.random.default_rng(2)
    pixels = rng.integers(0, 256, (90, 110, 3)).astype(np.uint8)
    table = np.arange(4096, dtype=np.int64).astype(np.uint8)
    step, rows, cols = 16, 40, 48
    grid = np.stack(
        np.meshgrid(np.linspace(-6, 80, 4), np.linspace(-4, 104, 5), indexing="ij"), axis=-1
    )
    out, seen = np.empty((rows, cols, 3), np.uint8), np.empty((rows, cols), bool)
    fast.sample_codes(pixels, 255, (0, 0, 0), (grid, step), window, (table, 16.0), out, seen)
    i, j = np.mgrid[:rows, :cols]
    a, b, fy, fx = i // step, j // step, (i % step) / step, (j % step) / step
    top = grid[a, b] + fx[..., None] * (grid[a, b + 1] - grid[a, b])
    low = grid[a + 1, b] + fx[..., None] * (grid[a + 1, b + 1] - grid[a + 1, b])
    places = top + fy[..., None] * (low - top)
    wanted, wanted_seen = slow.sample_codes(pixels, places, window, (table, 16.0))
    assert 0 < seen.sum() < seen.size
    assert (seen == wanted_seen).mean() > 0.999  # a place may lie on a pixel's very border
    both = seen & wanted_seen
    assert (out[both] == wanted[both]).mean() > 0.999


def test_deviations_are_as_their_reference():
    codes = board(noise=12.0)
    low, high = board() - np.uint8(10), board() + np.uint8(10)
    block = 100
    gains = np.random.default_rng(3).uniform(0.95, 1.05, (3, 3, 3)).astype(np.float32)
    room = (np.empty((codes.size, 2), np.int32), np.empty(codes.size, np.int16))
    count = fast.deviating(codes, (low, high), (0, 0), ALL, (gains, block), room)
    wanted = slow.deviations(codes, (low, high), ALL, gains, block)
    assert count == (wanted != 0).sum() > 1000
    seen = np.zeros(wanted.shape)
    seen[room[0][:count, 0], room[0][:count, 1]] = room[1][:count]
    assert np.abs(seen - wanted).max() < 1.01  # amounts are rounded away from zero


def test_what_is_at_full_scale_leaves_in_a_field_brighter_than_the_golden_board():
    codes = np.full((4, 64, 3), 200, np.uint8)
    codes[2, 5] = 255
    low, high = np.full_like(codes, 150), np.full_like(codes, 240)
    gains = np.full((1, 1, 3), 0.9, np.float32)  # 255 becomes 229.5, but it may be brighter
    room = (np.empty((9, 2), np.int32), np.empty(9, np.int16))
    wanted = np.ones(codes.shape[:2], bool)
    count = fast.deviating(codes, (low, high), (0, 0), wanted, (gains, 100), room)
    true = slow.deviations(codes, (low, high), wanted, gains, 100)
    assert count == (true != 0).sum() == 1
    assert room[0][0].tolist() == [2, 5]
    assert room[1][0] == true[2, 5] == 15


@pytest.mark.parametrize("window", [1, 2, 3])
@pytest.mark.parametrize("node", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_what_the_camera_model_does_not_place_is_not_seen(window, node):
    grid = np.stack(np.meshgrid([4.0, 20.0], [4.0, 20.0], indexing="ij"), axis=-1)
    grid[node] = np.nan
    table, pixels = np.arange(256, dtype=np.uint8), board()[:40, :40].copy()
    out, seen = np.empty((8, 8, 3), np.uint8), np.ones((8, 8), bool)
    fast.sample_codes(pixels, 255, (0, 0, 0), (grid, 8), window, (table, 1.0), out, seen)
    assert not seen[1:, 1:].any()


def test_a_window_is_held_against_its_place_in_the_envelope():
    codes, (row, col) = board(noise=12.0)[40:140, 70:190].copy(), (40, 70)
    low, high = board() - np.uint8(10), board() + np.uint8(10)
    gains = np.ones((1, 2, 3), np.float32)
    room = (np.empty((codes.size, 2), np.int32), np.empty(codes.size, np.int16))
    wanted = np.ones(codes.shape[:2], bool)
    wanted[:30] = False
    count = fast.deviating(codes, (low, high), (row, col), wanted, (gains, 100), room)
    part = low[row:140, col:190].copy(), high[row:140, col:190].copy()
    true = slow.deviations(codes, part, wanted, gains, 100)
    assert count == (true != 0).sum() > 100
    assert {tuple(at) for at in room[0][:count]} == {tuple(at) for at in np.argwhere(true)}


def test_a_good_board_has_nothing_even_in_other_light():
    brighter = np.clip(board(noise=1.5) * 1.09, 0, 255).astype(np.uint8)
    assert flagged(brighter).deviates < 10


def test_an_edge_may_lie_a_little_off_and_no_farther():
    assert flagged(np.roll(board(), 1, axis=0)).deviates == 0
    assert flagged(np.roll(board(), 4, axis=0)).deviates > 300


def test_a_spot_is_found_with_its_place_and_area():
    codes = board()
    codes[120:130, 40:60] = (200, 60, 60)
    (region,) = regions_of([flagged(codes)], RASTER, 0.1, 0.001)
    assert region.area_mm2 == pytest.approx(10 * 20 * PIXEL**2, rel=0.15)
    assert region.box.center_mm == pytest.approx((50 * PIXEL, (SIDE - 125) * PIXEL), abs=0.02)
    assert region.length_mm == pytest.approx(20 * PIXEL, abs=0.05)


def test_a_defect_as_large_as_a_block_of_light_is_not_evened_away():
    codes = board()
    codes[100:200, 0:140] = (110, 150, 95)  # as if much brighter light fell there
    found = regions_of([flagged(codes)], RASTER, 0.1, 0.001)
    assert sum(region.area_mm2 for region in found) > 0.6 * 100 * 140 * PIXEL**2


def test_what_is_brighter_than_can_be_told_is_not_called_darker():
    codes = board()
    codes[60:80] = 255
    saturated = golden(codes)
    dim = codes.copy()
    dim[dim < 255] = (dim[dim < 255] * 1.1).astype(np.uint8)  # its light is evened down
    assert flagged(dim, saturated).deviates == 0


def piece(places, amount):
    places = np.array(places, np.int32)
    looks = np.full((len(places), 3), 100, np.uint8)
    return FieldSurface(places, np.full(len(places), amount, np.int16), looks, 500, len(places))


def test_beside_parts_only_what_stands_out_by_far_is_kept():
    beside = np.zeros((SIDE, SIDE), bool)
    beside[100:140] = True
    tolerance = replace(TOLERANCE, beside=30.0)
    envelope = envelope_of(golden(), ALL & ~beside, tolerance, beside)
    codes = board()
    codes[30:40, 30:40] += 25  # away from parts
    codes[110:120, 30:40] += 25  # beside one: its print, its shadow
    codes[110:120, 100:110] += 100  # beside one: a ball
    places = compare(envelope, codes, ALL, WHOLE).places
    assert {tuple(p) for p in places // 10 * 10} == {(30, 30), (110, 100)}
    assert envelope.away[120, 30] == 0
    assert envelope.away[98, 30] == 2


def test_pieces_of_two_fields_are_one_region():
    left = piece([[10, 20], [10, 21]], 9)
    right = piece([[10, 22]], 9)
    (region,) = regions_of([left, right], RASTER, 0.1, 0.0)
    assert len(region.places) == 3


def test_a_long_bright_thin_region_is_a_scratch():
    places = np.array([[10 + k // 40, k] for k in range(120)], np.int32)
    (region,) = regions_of([piece(places, 20)], RASTER, 0.1, 0.0)
    assert matter_kind(region).value == "scratch"


def test_a_board_in_other_colours_is_refused():
    with pytest.raises(ValueError, match="the frame is grey, the golden board colour"):
        flagged(board()[..., :1])


def test_one_bad_board_among_three_does_not_show_in_the_golden_board():
    bad = board(noise=1.0, seed=7)
    bad[100:140, 100:140] = (220, 220, 220)
    samples = [Sample(str(k), board(noise=1.0, seed=k), ALL) for k in (1, 2)]
    learned = learn([*samples, Sample("bad", bad, ALL)], RASTER, "ring")
    assert np.abs(learned.mean[100:140, 100:140].astype(int) - board()[100:140, 100:140]).max() < 8
    assert flagged(bad, learned).deviates > 1000
