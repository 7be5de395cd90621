"""Fringes, shadows and range frames against closed formulas, on pictures without noise."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from inspector.domain.board import Panel
from inspector.domain.errors import InspectorError
from inspector.domain.fringe import TRAVEL, fringe_phase_rad, fringe_signal
from inspector.domain.geometry import Affine
from inspector.domain.image import PixelFormat, Shot
from inspector.domain.station import Telecentric
from inspector.twin.artwork import plate
from inspector.twin.body import block, dome
from inspector.twin.kernels import cast
from inspector.twin.kernels.fringe import answer, reach, stripe
from inspector.twin.kernels.fringe_reference import (
    answer_plain,
    reach_plain,
    settle_plain,
    stripe_plain,
)
from inspector.twin.machine import Machine, Sensor, entocentric
from inspector.twin.projector import Projector, fringe_pictures, target_of
from inspector.twin.range_camera import RangeCamera, range_picture
from inspector.twin.render import see, tables_of, tile_corners
from inspector.twin.scene import assemble, scene_of
from inspector.twin.sensor import expose
from inspector.twin.sight import panel_rays
from inspector.twin.unit import Warp, build_unit
from inspector.twin.world import CERAMIC, SOLDER
from inspector.twin.worlds import WORLDS
from tests.twin.design import board

PLAIN = WORLDS["plain"]
EVEN = replace(
    PLAIN, materials={n: replace(m, grain=0.0, mottle=0.0) for n, m in PLAIN.materials.items()}
)
ROWS, COLS, MM = 96, 192, 0.02
LENS = Telecentric(ROWS, COLS, MM, (ROWS - 1) / 2, (COLS - 1) / 2)
ABOVE = Machine("above", LENS, MM)
PINHOLE = Machine("pinhole", entocentric(ROWS, COLS, MM, imperfect=False), MM)
PERIOD_MM, THETA_DEG = 0.7, 30.0
TAN = math.tan(math.radians(THETA_DEG))
STANDS = {"east": (1, 0), "north": (0, 1), "west": (-1, 0), "south": (0, -1)}
ON_BOARD = plate((0.0, 0.0), (60.0, 60.0), cast.OUTLINE)


@cache
def even_tables():
    return tables_of(EVEN, ABOVE, 1)


def looked_at(bodies=(), machine=ABOVE, warp=None, pose=None, world=EVEN):
    """Give what projectors see of bare bodies on a board in the middle of a field."""
    warp, pose = warp or Warp(), pose or Affine()
    scene = assemble([(b, Affine()) for b in bodies], [ON_BOARD.row(Affine())])
    size = machine.camera.rows, machine.camera.cols
    corners = panel_rays(machine, (0.0, 0.0), pose, warp, tile_corners(*size))
    tables = even_tables() if world is EVEN else tables_of(world, machine, 1)
    return target_of(see(scene, world, tables, size, corners), world, tables, pose, warp)


def box(size_mm=(1.2, 1.0, 0.8), x_mm=0.0, y_mm=0.0):
    return block(CERAMIC, size_mm, (x_mm, y_mm))


def chance(seed=1):
    return np.random.default_rng(seed)


def steps_of(name, steps=4, period_mm=PERIOD_MM):
    return [Shot("fringe", name, period_mm, k, steps) for k in range(steps)]


def pictures(target, projector, shots=None):
    return fringe_pictures(target, projector, shots or steps_of(projector.name), chance())


def phase_of(images):
    """Decode ``A + B cos(phi + 2 pi k / N)``, written plainly."""
    angles = 2 * np.pi * np.arange(len(images)) / len(images)
    stack = np.asarray(images, float)
    sine = -np.tensordot(np.sin(angles), stack, 1)
    return np.arctan2(sine, np.tensordot(np.cos(angles), stack, 1))


def harmonics_of(projector, z_mm=0.0, many=32):
    """Give amplitudes of the signal's harmonics in one place, relative to the mean."""
    target = looked_at(warp=Warp(offset_mm=z_mm))
    seen = pictures(target, projector, steps_of(projector.name, many))
    signal = np.array([p[50, 100] for p in seen], float)
    found = np.abs(np.fft.rfft(signal)) / many
    return np.concatenate(([1.0], 2 * found[1:] / found[0]))


def apart(a, b):
    return np.abs(np.angle(np.exp(1j * (np.asarray(a) - b))))


def field_mm():
    """Give x and y of every pixel of the plane z = 0, field mm."""
    rows, cols = np.mgrid[:ROWS, :COLS]
    return (cols - (COLS - 1) / 2) * MM, ((ROWS - 1) / 2 - rows) * MM


def landed(name, distance_mm, x, y, z):
    """Give where a ray through (x, y, z) meets z = 0, along the travel from the field's centre."""
    ex, ey = STANDS[name]
    angle = math.radians(THETA_DEG)
    stand, high = distance_mm * math.sin(angle), distance_mm * math.cos(angle)
    share = high / (high - z)
    ground_x = ex * stand + (x - ex * stand) * share
    ground_y = ey * stand + (y - ey * stand) * share
    return -(ex * ground_x + ey * ground_y)


# ---- phase


@pytest.mark.parametrize("name", STANDS)
@pytest.mark.parametrize("z_mm", [0.0, 1.0])
def test_parallel_light_has_the_phase_of_the_convention(name, z_mm):
    found = phase_of(pictures(looked_at(warp=Warp(offset_mm=z_mm)), Projector(name)))
    x, y = field_mm()
    for at in ((0, 0), (10, 150), (95, 191), (48, 96)):
        wanted = fringe_phase_rad(name, (x[at], y[at], z_mm), PERIOD_MM, THETA_DEG)
        assert apart(found[at], wanted) < 1e-3


@pytest.mark.parametrize("name", STANDS)
@pytest.mark.parametrize("z_mm", [0.0, 1.0, -0.4])
def test_diverging_light_has_the_phase_of_where_its_ray_lands(name, z_mm):
    far = 60.0
    target = looked_at(warp=Warp(offset_mm=z_mm))
    found = phase_of(pictures(target, Projector(name, distance_mm=far)))
    x, y = field_mm()
    s = landed(name, far, x, y, z_mm)
    # a flat picture in the projector, looking at the centre: the angle's tangent, equidistant
    angle = math.radians(THETA_DEG)
    grows = s * math.cos(angle) / (far + s * math.sin(angle)) * far / math.cos(angle)
    assert apart(found, 2 * np.pi * grows / PERIOD_MM).max() < 0.002
    parallel = 2 * np.pi * -(STANDS[name][0] * x + STANDS[name][1] * y + -z_mm * TAN) / PERIOD_MM
    assert apart(found, parallel).max() > 0.05  # it is another light


def test_a_far_projector_is_parallel():
    target = looked_at([box()])
    near, far = (pictures(target, Projector("east", distance_mm=d))[1] for d in (math.inf, 1e7))
    assert np.allclose(near, far, rtol=1e-4, atol=1e-4)


def test_stripes_stay_with_the_machine_when_the_panel_lies_askew():
    pose = Affine.of(0.3, -0.2, 7.0)
    still, moved = (phase_of(pictures(looked_at(pose=p), Projector("east"))) for p in (None, pose))
    assert apart(still, moved).max() < 1e-3


@pytest.mark.parametrize("steps", [3, 4, 5])
@pytest.mark.parametrize("machine", [ABOVE, PINHOLE])
def test_the_height_of_a_box_is_decoded_to_a_micrometre(steps, machine):
    high = 0.3137
    target = looked_at([box((1.2, 1.0, high))], machine)
    found = phase_of(pictures(target, Projector("east"), steps_of("east", steps)))
    rows, cols = np.s_[35:60], np.s_[80:112]  # well on the top
    x = field_mm()[0][rows, cols]
    if machine is PINHOLE:
        x = x * (130.0 - high) / 130.0  # where the pixel's ray meets the top
    turns = apart(found[rows, cols] + 2 * np.pi * x / PERIOD_MM, 0.0)
    assert np.abs(turns * PERIOD_MM / (2 * np.pi * TAN) - high).max() < 0.001


def test_two_swapped_steps_give_another_height():
    target = looked_at([box((1.2, 1.0, 0.3))])
    first, *rest = pictures(target, Projector("east"))
    right, wrong = phase_of([first, *rest]), phase_of([rest[0], first, *rest[1:]])
    assert np.median(apart(right, wrong)) > 0.5


# ---- signal


def test_the_signal_is_that_of_the_convention():
    target = looked_at()
    one = Projector("east", mean=0.4, swing=0.3)
    seen = pictures(target, one)
    scale = pictures(target, Projector("east", mean=1.0, swing=0.0))[0][20, 40]
    x, y = (a[20, 40] for a in field_mm())
    for k, picture in enumerate(seen):
        phase = fringe_phase_rad("east", (x, y, 0.0), PERIOD_MM, THETA_DEG)
        wanted = scale * fringe_signal(phase, k, 4, 0.4, 0.3)
        assert picture[20, 40] == pytest.approx(float(wanted), rel=1e-3)


def test_a_matt_board_sends_its_albedo_times_the_cosine():
    matt = {n: replace(m, mirror=(0.0, 0.0, 0.0)) for n, m in EVEN.materials.items()}
    target = looked_at(world=replace(EVEN, materials=matt))
    seen = pictures(target, Projector("north", mean=0.5, swing=0.0))[0]
    albedo = np.dot(EVEN.materials["mask"].albedo, (0.299, 0.587, 0.114))
    assert np.allclose(seen, 0.5 * albedo * math.cos(math.radians(THETA_DEG)), rtol=1e-4)


def test_without_gamma_there_are_no_harmonics():
    assert harmonics_of(Projector("east", mean=0.5, swing=0.4))[2:].max() < 1e-6


def test_gamma_bends_the_signal_as_it_should():
    a, b, gamma = 0.5, 0.4, 2.2
    phase = 2 * np.pi * np.arange(32) / 32
    signal = ((a + b * np.cos(phase)) / (a + b)) ** gamma
    wanted = 2 * np.abs(np.fft.rfft(signal)) / signal.sum()
    found = harmonics_of(Projector("east", mean=a, swing=b, gamma=gamma))
    assert found[1:7] == pytest.approx(wanted[1:7], abs=2e-5)


@pytest.mark.parametrize("z_mm", [0.0, 0.6])
def test_defocus_takes_from_each_harmonic_what_a_gaussian_takes(z_mm):
    sharp = Projector("east", gamma=2.2)
    dull = replace(sharp, blur_mm=0.05, blur_growth=0.1)
    before, after = harmonics_of(sharp, z_mm), harmonics_of(dull, z_mm)
    sigma = 0.05 + 0.1 * z_mm
    for n in (1, 2, 3):
        wanted = math.exp(-2 * (math.pi * n * sigma / PERIOD_MM) ** 2)
        assert after[n] / before[n] == pytest.approx(wanted, rel=2e-3)


def test_ambient_light_adds_the_same_to_all_steps():
    target = looked_at([box()])
    dark, bright = (pictures(target, Projector("west", ambient=a)) for a in (0.0, 0.2))
    added = [b - d for b, d in zip(bright, dark, strict=True)]
    assert np.allclose(added[0], added[3], atol=1e-6)
    look = EVEN.materials["mask"]
    share = np.dot(np.add(look.albedo, look.mirror), (0.299, 0.587, 0.114))
    assert added[0][5, 5] == pytest.approx(0.2 * share, rel=1e-3)


def test_steps_tremble_by_what_is_stated_and_each_cause_keeps_its_chance():
    target = looked_at([box()])
    still = pictures(target, Projector("east"))
    shaken = pictures(target, Projector("east", jitter_rad=0.05))
    both = pictures(target, Projector("east", jitter_rad=0.05, flicker=0.03))
    off = chance().standard_normal((4, 4))
    at = 50, 20
    x = field_mm()[0][at]
    for k in range(4):
        phase = -2 * math.pi * x / PERIOD_MM + math.pi * k / 2
        ratio = (0.5 + 0.45 * math.cos(phase + 0.05 * off[k, 0])) / (0.5 + 0.45 * math.cos(phase))
        assert shaken[k][at] / still[k][at] == pytest.approx(ratio, rel=1e-3)
        assert both[k][at] / shaken[k][at] == pytest.approx(1 + 0.03 * off[k, 1], rel=1e-3)


def test_the_picture_moves_the_way_it_is_said_to():
    target = looked_at([box()])
    flat = Projector("east", swing=0.0)
    still, moved = (pictures(target, replace(flat, tremble_mm=t))[2] for t in (0.0, MM))
    dx, dy = chance().standard_normal((4, 4))[2, 2:]

    def middle(picture):
        light = picture - np.median(picture[:10])
        light[light < 0.05] = 0.0  # the top alone
        rows, cols = np.indices(picture.shape)
        return (rows * light).sum() / light.sum(), (cols * light).sum() / light.sum()

    was, now = middle(still), middle(moved)
    assert (now[0] - was[0], now[1] - was[1]) == pytest.approx((-dy, dx), abs=0.05)


# ---- shadow and mirror


@pytest.mark.parametrize("name", STANDS)
@pytest.mark.parametrize("machine", [ABOVE, PINHOLE])
def test_a_box_throws_a_shadow_of_its_height_times_the_tangent(name, machine):
    half, high = 0.4, 0.73
    target = looked_at([box((2 * half, 2 * half, high), -0.013, 0.007)], machine)
    lit = pictures(target, Projector(name, swing=0.0))[0]
    ex, ey = STANDS[name]
    x, y = field_mm()
    along = -(ex * (x + 0.013) + ey * (y - 0.007))
    beside = ey * (x + 0.013) + ex * (y - 0.007)
    ground = (np.abs(beside) < 0.2) & (along > half + 3 * MM) & (along < 0.92)
    full = lit[3, 3]
    ends = half + high * TAN
    columns = len(np.unique(np.round(beside[ground] / MM).astype(int)))
    dark = (1 - lit[ground] / full).sum() * MM / columns
    start = np.unique(np.round(along[ground] / MM, 3)).min() * MM - MM / 2
    assert start + dark == pytest.approx(ends, abs=1.5 * MM)


def test_shadows_of_opposite_projectors_lie_on_opposite_sides():
    target = looked_at([box((0.8, 0.8, 0.7))])
    seen = {p.name: pictures(target, replace(p, swing=0.0))[0] for p in map(Projector, TRAVEL)}
    middle = ROWS // 2, COLS // 2
    just = int(0.6 / MM)
    for name, (ex, ey) in STANDS.items():
        away = middle[0] + ey * just, middle[1] - ex * just
        towards = middle[0] - ey * just, middle[1] + ex * just
        assert seen[name][away] < 0.01 * seen[name][towards]


def test_what_mirrors_is_bright_where_it_halves_the_way_between_lamp_and_camera():
    metal = dome(SOLDER, 0.5, 0.35, (0.0, 0.0))
    seen = pictures(looked_at([metal]), Projector("east", swing=0.0))[0]
    row = seen[ROWS // 2]
    bright = (np.argmax(row) - (COLS - 1) / 2) * MM
    assert 0.02 < bright < 0.45  # on the side that leans to the lamp
    assert row.max() > 8 * seen[3, 3]


# ---- range


@pytest.mark.parametrize("scale_mm", [0.0005, 0.002])
def test_a_range_frame_says_the_true_height_within_its_step(scale_mm):
    high = 0.4321
    target = looked_at([box((1.2, 1.0, high))])
    camera = RangeCamera("west", sigma_mm=0.0, scale_mm=scale_mm, offset_mm=-1.0)
    read = range_picture(target, camera, chance())
    z = -1.0 + scale_mm * read.astype(float)
    assert read.dtype == np.uint16
    assert np.abs(z[35:60, 80:112] - high).max() <= scale_mm / 2 + 1e-6
    assert np.abs(z[35:60, 5:40]).max() <= scale_mm / 2 + 1e-6


def test_a_range_frame_is_silent_in_the_lasers_shadow():
    high = 0.5
    read = range_picture(looked_at([box((0.8, 0.8, high))]), RangeCamera("east"), chance())
    x = field_mm()[0][ROWS // 2]
    dark = (x < -0.4 - 2 * MM) & (x > -0.4 - high * TAN + 2 * MM)
    assert not read[ROWS // 2, dark].any()
    assert read[ROWS // 2, x > 0.5].all()


def test_a_height_outside_the_numbers_of_a_range_frame_is_not_measured():
    target = looked_at([box((0.8, 0.8, 0.5))])
    read = range_picture(target, RangeCamera(scale_mm=5e-6, offset_mm=-0.1), chance())
    assert not read[ROWS // 2, COLS // 2]
    assert read[5, 5]


# ---- the rest


def test_fringe_frames_have_one_channel_of_any_depth():
    target = looked_at([box()])
    [picture, *_] = pictures(target, Projector("east"))
    for pixel_format, kind in ((PixelFormat.MONO8, np.uint8), (PixelFormat.MONO12, np.uint16)):
        pixels = expose(picture, Sensor(pixel_format=pixel_format), chance())
        assert (pixels.shape, pixels.dtype) == ((ROWS, COLS), kind)


def test_what_no_projector_can_do_is_refused():
    for wrong in (
        {"name": "up"},
        {"name": "east", "theta_deg": 90.0},
        {"name": "east", "swing": 0.6},
    ):
        with pytest.raises(InspectorError):
            Projector(**wrong)
    with pytest.raises(InspectorError, match="none of east's"):
        pictures(looked_at(), Projector("east"), steps_of("west"))


@pytest.mark.parametrize("distance_mm", [math.inf, 90.0])
def test_compiled_loops_are_what_plain_numpy_says(distance_mm):
    machine = Machine("coarse", entocentric(176, 256, 0.08), 0.08)
    unit = build_unit(board(), Panel(), PLAIN, 5)
    size = machine.camera.rows, machine.camera.cols
    corners = panel_rays(machine, (9.0, 6.5), unit.pose, unit.warp, tile_corners(*size))
    tables = tables_of(PLAIN, machine, 5)
    seen = see(scene_of(unit), PLAIN, tables, size, corners)
    pose = unit.pose.then(Affine.of(-9.0, -6.5, 3.0))
    target = target_of(seen, PLAIN, tables, pose, unit.warp)
    chosen = np.sort(chance().choice(size[0] * size[1], 4000, replace=False))
    met, middles = seen.middles, target.middles
    where = (
        np.array((pose.a, pose.b, pose.tx, pose.c, pose.d, pose.ty)),
        np.array([getattr(unit.warp, n) for n in ("x_mm", "y_mm", "xx", "xy", "yy", "offset_mm")]),
        unit.warp.slopes, tables.grain, tables.noise, PLAIN.noise_pitch_mm,
    )  # fmt: skip
    few = met.place[chosen], met.normal[chosen], met.material[chosen]
    for plain, fast in zip(
        settle_plain(*few, *where), (middles.stands, middles.faces, middles.tone), strict=True
    ):
        assert np.abs(plain - fast[chosen]).max() < 1e-4
    lamp = Projector("north", distance_mm=distance_mm).lamp
    stands, faces, tone = middles.stands[chosen], middles.faces[chosen], middles.tone[chosen]
    around = target.lean, target.to_pixels, target.heights
    lit = reach_plain(stands, faces, chosen, lamp, *around)
    share = np.empty(len(chosen), np.float32)
    reach(stands, faces, chosen, lamp, *around, target.blocks, float(target.blocks.max()), share)
    assert np.abs(lit - share).max() < 1e-3
    assert 0.02 < np.mean(share < 0.5) < 0.5  # there are shadows
    gain = np.empty(len(chosen), np.float32)
    answer(stands, faces, tone, few[2], target.looks, lamp, target.lean, share, gain)
    wanted = answer_plain(stands, faces, tone, few[2], target.looks, lamp, target.lean, share)
    assert np.allclose(gain, wanted, rtol=1e-3, atol=1e-5)
    how = (
        np.linspace(0, 0.1, len(chosen), dtype=np.float32), lamp, 0.9, np.array((0.03, 0.02)),
        Projector("north", gamma=1.8).waves, np.array((0.0, 2.1, 4.2)), np.array((1.0, 0.9, 1.1)),
    )  # fmt: skip
    out = np.empty((3, len(chosen)), np.float32)
    stripe(stands, gain, *how, out)
    assert np.allclose(out, stripe_plain(stands, gain, *how), rtol=1e-3, atol=1e-4)
