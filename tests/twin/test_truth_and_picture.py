"""Truth and picture agree: places by closed formulas, drawn without noise."""

import math
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from scipy.optimize import least_squares
from scipy.special import erf

from inspector.domain.board import Panel
from inspector.domain.geometry import Affine
from inspector.domain.image import PixelFormat, Shot
from inspector.domain.station import Telecentric
from inspector.twin.artwork import Art, disc, plate
from inspector.twin.body import block
from inspector.twin.draw import draw_fields
from inspector.twin.kernels import cast
from inspector.twin.machine import MACHINES, Machine, Sensor, entocentric
from inspector.twin.render import lamps_of, see, tables_of, tile_corners
from inspector.twin.scene import assemble
from inspector.twin.sensor import blurred
from inspector.twin.sight import panel_rays
from inspector.twin.unit import Lighting, Warp, build_unit
from inspector.twin.world import LASER
from inspector.twin.worlds import WORLDS
from tests.twin.design import board

PLAIN = WORLDS["plain"]
SMOOTH = replace(
    PLAIN, materials={n: replace(m, grain=0.0, mottle=0.0) for n, m in PLAIN.materials.items()}
)
DISTANCE_MM, MM_PER_PX = 130.0, 0.01
PINHOLE = Machine(
    "pinhole", entocentric(300, 500, MM_PER_PX, distance_mm=DISTANCE_MM, imperfect=False), MM_PER_PX
)


def drawn(bodies, art, machine=PINHOLE, center=(0.0, 0.0), warp=None):
    """Draw bare bodies and art and blur them by the lens; nothing else."""
    scene = assemble([(body, Affine()) for body in bodies], [a.row(Affine()) for a in art])
    tables = tables_of(SMOOTH, machine, 1)
    tiles = tile_corners(machine.camera.rows, machine.camera.cols)
    corners = panel_rays(machine, center, Affine(), warp or Warp(), tiles)
    seen = see(scene, SMOOTH, tables, (machine.camera.rows, machine.camera.cols), corners)
    under = Lighting(), warp or Warp()
    lamps = lamps_of(scene, (SMOOTH, tables), machine, seen.sight, under)
    return blurred(lamps.picture(seen, "white"), 0.8)


def lit_block(size_mm, x_mm, y_mm=0.0):
    """Give a box with a light top and black sides: the sides seen are no part of the top's edge."""
    top = plate((0.0, 0.0), (9.0, 9.0), cast.ON_BODY + LASER)
    return block(cast.OUTSIDE, size_mm, (x_mm, y_mm), art=(top,))


def step_at(profile, near):
    """Fit an erf step near a place of a profile."""
    at = np.arange(max(int(near) - 6, 0), min(int(near) + 8, len(profile)))
    y = profile[at]

    def miss(p):
        return p[0] + p[1] * erf((at - p[2]) / (p[3] * math.sqrt(2))) - y

    found = least_squares(miss, (y.mean(), (y[-1] - y[0]) / 2, near, 0.85))
    return found.x[2]


@pytest.mark.parametrize("x_mm", [-1.4037, -0.3, 0.0031, 0.77, 1.4112])
@pytest.mark.parametrize("far_mm", [0.0, 6.0])
def test_the_top_edges_of_a_box_lie_where_a_pinhole_puts_them(x_mm, far_mm):
    long, high = 1.234, 1.1
    # the camera stands far_mm beside the box: its top is displaced by height times lean
    picture = drawn([lit_block((long, 1.0, high), x_mm + far_mm, 0.004)], [], center=(far_mm, 0))
    profile = picture[135:165, :, 1].mean(0)
    for side in (-1, 1):
        edge = x_mm + side * long / 2
        col = 249.5 + edge / MM_PER_PX * DISTANCE_MM / (DISTANCE_MM - high)
        assert step_at(profile, col) == pytest.approx(col, abs=0.02)


def test_parallax_moves_a_top_by_height_times_lean():
    low, tall = (drawn([lit_block((1.0, 1.0, z), 1.5)], []) for z in (0.1, 1.1))
    right = [step_at(p[135:165, :, 1].mean(0), 449.5 + s) for p, s in ((low, 0), (tall, 2))]
    places = [2.0 * DISTANCE_MM / (DISTANCE_MM - z) for z in (0.1, 1.1)]
    assert (right[1] - right[0]) * MM_PER_PX == pytest.approx(places[1] - places[0], abs=2e-4)


def test_a_telecentric_lens_shows_no_parallax():
    lens = Telecentric(300, 500, MM_PER_PX, 149.5, 249.5)
    picture = drawn([lit_block((1.0, 1.0, 1.1), 1.5013)], [], replace(PINHOLE, camera=lens))
    profile = picture[135:165, :, 1].mean(0)
    for edge in (1.0013, 2.0013):
        col = 249.5 + edge / MM_PER_PX
        assert step_at(profile, col) == pytest.approx(col, abs=0.02)


@pytest.mark.parametrize(("x_mm", "y_mm"), [(0.0, 0.0), (1.2034, -0.4049), (-1.7, 0.333)])
def test_a_fiducial_is_round_and_where_it_is(x_mm, y_mm):
    picture = drawn([], [ON_BOARD, *bare(disc(x_mm, y_mm, 0.5, cast.COPPER))])[..., 0]
    row, col = 149.5 - y_mm / MM_PER_PX, 249.5 + x_mm / MM_PER_PX
    for angle in np.radians(np.arange(0, 360, 30)):
        # a band of rays along the radius; the circle is straight within it to 2e-3 px
        steps = np.arange(35, 66)
        values = [_sampled(picture, row, col, angle + d, steps) for d in np.radians((-1, 0, 1))]
        assert 35 + step_at(np.mean(values, 0), 15) == pytest.approx(50.0, abs=0.06)
    light = picture - np.median(picture[:20])
    near = np.hypot(*(np.indices(picture.shape).T - (row, col)).T) < 75
    rows, cols = np.nonzero(near)
    weights = light[near] / light[near].sum()
    assert (rows @ weights, cols @ weights) == pytest.approx((row, col), abs=0.02)


def test_a_bare_land_has_its_edges_where_they_are():
    land = plate((0.5031, -0.2047), (0.85, 0.95), cast.COPPER, 0.1)
    picture = drawn([], [ON_BOARD, *bare(land)])[..., 0]
    top = 149.5 + 20.47
    profile = picture[int(top) - 20 : int(top) + 20].mean(0)
    for side in (-1, 1):
        col = 249.5 + (0.5031 + side * 0.425) / MM_PER_PX
        assert step_at(profile, col) == pytest.approx(col, abs=0.02)


def test_a_raised_board_is_seen_larger():
    high = 0.1
    marks = [a for x in (-2.0, 2.0) for a in bare(plate((x, 0), (0.6, 0.6), cast.COPPER))]
    for lifted in (0.0, high):
        picture = drawn([], [ON_BOARD, *marks], warp=Warp(offset_mm=lifted))[..., 0]
        profile = picture[145:155].mean(0)
        col = 249.5 + 1.7 / MM_PER_PX * DISTANCE_MM / (DISTANCE_MM - lifted)
        assert step_at(profile, col) == pytest.approx(col, abs=0.02)


def test_bayer_frames_hold_the_pixels_of_rgb_frames():
    sensor = Sensor(noise=False)
    lens = entocentric(128, 160, 0.02)
    unit = build_unit(board(), Panel(), PLAIN, 3)

    def pixels(pixel_format):
        machine = Machine("m", lens, 0.02, replace(sensor, pixel_format=pixel_format))
        [field] = draw_fields(unit, machine, 1, centres_mm=[(3.5, 9.0)])
        return field.frames[0].pixels

    rgb = pixels(PixelFormat.RGB8)
    for pixel_format, cell in (
        (PixelFormat.BAYER_RG8, "RGGB"),
        (PixelFormat.BAYER_GR8, "GRBG"),
        (PixelFormat.BAYER_GB8, "GBRG"),
        (PixelFormat.BAYER_BG8, "BGGR"),
    ):
        mosaic = pixels(pixel_format)
        for i, letter in enumerate(cell):
            r, c = divmod(i, 2)
            assert np.array_equal(mosaic[r::2, c::2], rgb[r::2, c::2, "RGB".index(letter)])
    twelve = pixels(PixelFormat.RGB12)
    assert twelve.dtype == np.uint16
    assert np.abs(twelve / 4095 - rgb / 255).max() < 1 / 255


def test_the_code_on_the_board_can_be_read():
    unit = build_unit(board(), Panel(), PLAIN, 17)
    machine = MACHINES["entocentric-3mp"]
    [field] = draw_fields(unit, machine, 1, shots=(Shot("white"),))
    read = zxingcpp.read_barcodes(field.frames[0].pixels, zxingcpp.BarcodeFormat.DataMatrix)
    assert [r.text for r in read] == [unit.serial]


ON_BOARD = plate((0.0, 0.0), (40.0, 40.0), cast.OUTLINE)


def bare(copper: Art) -> list[Art]:
    """Give copper in an opening of the mask."""
    return [copper, disc(*copper.at[:2], 1.2, cast.OPENING)]


def _sampled(picture, row, col, angle, steps):
    r, c = row - steps * np.sin(angle), col + steps * np.cos(angle)
    i, j = np.floor(r).astype(int), np.floor(c).astype(int)
    a, b = r - i, c - j
    upper = picture[i, j] * (1 - b) + picture[i, j + 1] * b
    lower = picture[i + 1, j] * (1 - b) + picture[i + 1, j + 1] * b
    return upper * (1 - a) + lower * a


def test_a_board_that_lies_higher_is_seen_farther_on_from_the_side():
    """A camera 45 degrees from the vertical sees what is 0.1 mm higher moved by 0.1 mm."""
    lens = Telecentric(300, 500, MM_PER_PX, 149.5, 249.5)
    machine = replace(PINHOLE, camera=lens, sensor=Sensor(noise=False))
    still = replace(PLAIN, spread=PLAIN.spread.still())
    unit = build_unit(board(), Panel(), still, 1)
    mark = unit.board.fiducials[0]
    place = [(mark.x_mm, mark.y_mm)]

    def middle(height_mm, side):
        raised = replace(unit, warp=Warp(offset_mm=height_mm))
        [field] = draw_fields(raised, machine, 1, (Shot(side),), place)
        light = field.frames[0].pixels[..., 0].astype(float)
        light = np.where(light > 0.5 * light.max(), light, 0.0)
        rows, cols = np.indices(light.shape)
        return (rows * light).sum() / light.sum(), (cols * light).sum() / light.sum()

    for side, moved in (("side-0", (0.0, -10.0)), ("side-90", (10.0, 0.0))):
        level, higher = middle(0.0, side), middle(0.1, side)
        assert np.subtract(higher, level) == pytest.approx(moved, abs=0.4)
