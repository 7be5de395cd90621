"""The compiled loops hold to their plain numpy."""

import numpy as np
import pytest

from inspector.domain.board import Panel
from inspector.domain.geometry import Affine
from inspector.domain.result import DefectCode
from inspector.twin.artwork import disc, plate
from inspector.twin.body import block, prism, roll
from inspector.twin.defects import DefectRequest
from inspector.twin.kernels import cast
from inspector.twin.kernels.cast_reference import cast_plain
from inspector.twin.kernels.horizon import horizon, horizon_plain
from inspector.twin.kernels.read_out import NORMALS, read_out, read_out_plain
from inspector.twin.kernels.shade_reference import shade_plain
from inspector.twin.kernels.touch import touching
from inspector.twin.machine import Machine, entocentric
from inspector.twin.render import lamps_of, see, tables_of, tile_corners
from inspector.twin.scene import assemble, scene_of
from inspector.twin.sight import panel_rays
from inspector.twin.unit import Lighting, build_unit
from inspector.twin.worlds import WORLDS
from tests.twin.design import board

MACHINE = Machine("coarse", entocentric(352, 512, 0.04), 0.04)


@pytest.fixture(scope="module")
def seen():
    """A board with parts of every kind, cast at one ray a pixel."""
    wanted = [DefectRequest(DefectCode.MISSING, 1.0, "R6"), DefectRequest(DefectCode.SKEWED)]
    unit = build_unit(board(), Panel(), WORLDS["plain"], 5, wanted)
    scene = scene_of(unit)
    rows, cols = MACHINE.camera.rows, MACHINE.camera.cols
    place = (9.0, 6.5), unit.pose, unit.warp
    corners = panel_rays(MACHINE, *place, tile_corners(rows, cols))
    tables = tables_of(unit.world, MACHINE, 5)
    met = see(scene, unit.world, tables, (rows, cols), corners)
    under = Lighting((1.1, 0.9, 1.0), 0.02), unit.warp
    lamps = lamps_of(scene, (unit.world, tables), MACHINE, met.sight, under)
    chosen = np.sort(np.random.default_rng(2).choice(rows * cols, 6000, replace=False))
    pixels = np.stack(np.divmod(chosen, cols), -1).astype(float)
    return scene, unit, met.middles, lamps, chosen, panel_rays(MACHINE, *place, pixels)


def test_what_rays_meet_is_what_a_plain_search_finds(seen):
    scene, unit, surfaces, _, chosen, rays = seen
    place, normal, material = cast_plain(
        rays[:, 0], rays[:, 1], rays[:, 2:], scene.bodies, scene.art, scene.bits,
        unit.world.relief_mm, 2000,
    )  # fmt: skip
    alike = surfaces.material[chosen] == material
    assert np.mean(alike) > 0.995  # a ray along an edge may fall to either side
    off = np.abs(surfaces.place[chosen] - place).max(1)[alike]
    assert np.mean(off < 1.2e-3) > 0.995  # the search steps by less than a micrometre
    tilted = np.hypot(*(surfaces.normal[chosen] - normal)[alike].T)
    assert np.mean(tilted < 0.02) > 0.985  # differences straddle the bends of rounded edges
    assert {"solder", "lead", "end_cap", "mould", "mask"} <= {
        name for name, m in _names().items() if np.any(material == m)
    }


def test_light_is_what_plain_numpy_makes_of_it(seen):
    _, unit, surfaces, lamps, chosen, _ = seen
    tables, shadow = lamps.tables, lamps.shadow
    plain = shade_plain(
        surfaces.place[chosen], surfaces.normal[chosen], surfaces.material[chosen],
        lamps.sight.lean, lamps.tilt, tables.albedo, tables.mirror, tables.grain, tables.gloss,
        tables.matt, lamps.rig.emission("ring") * np.array((1.1, 0.9, 1.0, 1.0)), 0.02,
        tables.noise, unit.world.noise_pitch_mm, shadow.grid, shadow.tops, shadow.skyline,
        shadow.blocker, shadow.seen, shadow.bounce, shadow.skyward, lamps.rig.bands_deg,
    )  # fmt: skip
    off = np.abs(lamps.radiance(surfaces, "ring")[chosen] - plain)
    assert np.quantile(off, 0.999) < 3e-4
    assert off.mean() < 2e-5  # a direction between two azimuths may take either one's neighbour
    assert plain.max() > 0.5


def test_the_short_way_over_smooth_ground_gives_the_same_light(seen):
    _, _, surfaces, lamps, _, _ = seen
    off = lamps.radiance(surfaces, "ring", lamps.flat("ring")) - lamps.radiance(surfaces, "ring")
    level = lamps.radiance(surfaces, "ring")[surfaces.material == cast.MASK].mean()
    assert np.abs(off).mean() < 0.001 * level
    assert np.quantile(np.abs(off), 0.999) < 0.05 * level


def test_horizon_is_what_plain_numpy_makes_of_it():
    tops = np.zeros((60, 70), np.float32)
    tops[25:32, 30:44] = 1.5
    tops[5:9, 8:12] = 0.4
    lit = np.zeros((40, 50), np.float32)
    lit[0, 0] = -1.0
    made_of = np.where(tops > 1, 3, 5).astype(np.uint8)
    skyline, blocker = np.empty((40, 50, 8, 2), np.float32), np.empty((40, 50, 8), np.uint8)
    horizon(tops, made_of, lit, 0.1, 6.0, 1.25, skyline, blocker)
    plain, what = horizon_plain(tops, made_of, lit, 0.1, 6.0, 1.25, 8)
    np.testing.assert_allclose(skyline, plain, atol=1e-4)
    assert np.array_equal(blocker, what)
    assert set(np.unique(blocker)) == {0, 3, 5}
    assert np.degrees(np.arctan(skyline[..., 0].max())) > 60.0
    assert skyline[0, 0].max() == 0.0


@pytest.mark.parametrize("colors", [1, 3])
def test_what_the_sensor_reads_is_what_plain_numpy_makes_of_it(colors):
    chance = np.random.default_rng(3)
    light = chance.uniform(0, 0.8, (40, 50, 3)).astype(np.float32)
    normals = chance.standard_normal(NORMALS).astype(np.float32)
    cell = np.array(((0, 1), (1, 2)))
    out = np.empty((40, 50, colors), np.uint16)
    read_out(light, np.uint64(7), normals, cell, 1.5, 0.1, 1e-4, 1e-6, 4095.0, 16.0, out)
    plain = read_out_plain(
        light, np.uint64(7), normals, cell, 1.5, 0.1, 1e-4, 1e-6, 4095.0, 16.0, colors
    )
    assert np.abs(out - plain).max() <= 1  # halves may be rounded either way
    assert np.mean(out != plain) < 1e-3
    assert out.std() > 100


def test_noise_is_normal_and_knows_no_neighbours():
    dark = np.full((300, 400, 3), 0.5, np.float32)
    out = np.empty(dark.shape, np.uint16)
    normals = np.sort(np.random.default_rng(1).standard_normal(NORMALS)).astype(np.float32)
    cell = np.zeros((2, 2), np.int64)
    read_out(dark, np.uint64(1), normals, cell, 1.0, 0.0, 0.0, 1e-4, 65535.0, 0.0, out)
    noise = (out / 65535.0 - 0.5) / 0.01
    assert abs(noise.mean()) < 0.01
    assert noise.std() == pytest.approx(1.0, abs=0.01)
    for one, other in (
        (noise[1:], noise[:-1]), (noise[:, 1:], noise[:, :-1]), (noise[..., 0], noise[..., 1]),
    ):  # fmt: skip
        assert abs(np.mean(one * other)) < 0.01


def test_every_box_is_listed_by_the_tiles_it_touches():
    chance = np.random.default_rng(4)
    low = chance.uniform(0, 10, (50, 2))
    boxes = np.concatenate((low, low + chance.uniform(0, 2, (50, 2))), 1)
    rows, cols = np.mgrid[:8, :9] * 1.2
    tiles = np.stack((cols, rows, cols + 1.2, rows + 1.2), -1)
    higher = tiles + np.array((-0.5, -0.5, 0.5, 0.5))
    raised = chance.random(50) < 0.5
    start, found = np.empty(73, np.int64), np.empty(2000, np.int32)
    count = touching(tiles, higher, boxes, raised, start, found)
    for tile in range(72):
        met = [
            n for n, box in enumerate(boxes)
            for t in [(higher if raised[n] else tiles).reshape(-1, 4)[tile]]
            if box[0] <= t[2] and box[2] >= t[0] and box[1] <= t[3] and box[3] >= t[1]
        ]  # fmt: skip
        assert found[start[tile] : start[tile + 1]].tolist() == met
    assert count == start[-1] > 100


@pytest.mark.parametrize("lean", [0.0, 0.12, -0.7])
def test_rolls_prisms_slopes_and_the_layers_of_the_board_are_what_a_plain_search_finds(lean):
    profile = ((-0.6, 0.1), (-0.2, 0.9), (0.1, 0.7), (0.6, 0.3))
    bodies = [
        roll(cast.FINISH, 0.4, 1.4, 0.4, (-1.5, 0.5), 20.0, tip_mm=0.1),
        prism(cast.SILKSCREEN, profile, 0.8, (1.0, 0.6), -35.0),
        block(cast.LAMINATE, (1.0, 0.6, 0.5), (0.0, -1.0), 10.0, slope=(0.2, -0.1), corner_mm=0.1),
        block(cast.HOLLOW, (0.8, 0.8, 0.3), (1.6, -1.0), corner_mm=0.4, edge_mm=0.1),
    ]
    art = [
        plate((0, 0), (6, 4), cast.OUTLINE), plate((-1, -1), (1.5, 0.3), cast.COPPER),
        disc(-1.2, -1, 0.12, cast.ETCHED), plate((-1, -1), (0.8, 0.8), cast.OPENING),
        disc(-0.8, -1, 0.1, cast.COVERED), disc(-1.6, -1.4, 0.3, cast.ON_BODY + cast.SILKSCREEN),
    ]  # fmt: skip
    scene = assemble([(b, Affine()) for b in bodies], [a.row(Affine()) for a in art])
    rows, cols = 96, 128
    pixels = tile_corners(rows, cols)

    def rays(at):
        x, y = (at[..., 1] - 63.5) * 0.05, (47.5 - at[..., 0]) * 0.05
        return np.stack((x, y, np.full_like(x, lean), np.full_like(x, 0.3 * lean)), -1)

    world = WORLDS["plain"]
    tables = tables_of(world, MACHINE, 1)
    met = see(scene, world, tables, (rows, cols), rays(pixels)).middles
    at = rays(np.stack(np.mgrid[:rows, :cols], -1).reshape(-1, 2).astype(float))
    place, _, material = cast_plain(
        at[:, 0], at[:, 1], at[:, 2:], scene.bodies, scene.art, scene.bits, world.relief_mm, 4000
    )
    alike = met.material == material
    assert alike.mean() > 0.995
    assert np.mean(np.abs(met.place - place).max(1)[alike] < 1e-3) > 0.99
    assert len(np.unique(material)) >= 6


def _names():
    from inspector.twin.world import NAMES

    return NAMES
