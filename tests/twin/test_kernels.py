"""The compiled loops hold to their plain numpy."""

import numpy as np
import pytest

from inspector.domain.board import Panel
from inspector.domain.result import DefectCode
from inspector.twin.defects import DefectRequest
from inspector.twin.kernels.cast import cast_plain
from inspector.twin.kernels.horizon import horizon, horizon_plain
from inspector.twin.kernels.read_out import read_out, read_out_plain
from inspector.twin.kernels.shade import shade_plain
from inspector.twin.machine import Machine, entocentric
from inspector.twin.render import Lamps, meet, tables_of, tile_corners
from inspector.twin.scene import scene_of
from inspector.twin.sight import panel_rays, shadow_of, sight_of
from inspector.twin.unit import build_unit
from inspector.twin.world import WORLDS
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
    sight = sight_of(scene, corners)
    ident = np.empty((rows, cols), np.int32)
    surfaces = meet(np.arange(rows * cols), (scene, sight, unit.world), ident, 1)
    shadow = shadow_of(scene, corners, MACHINE.rig.bands_deg)
    lamps = Lamps(sight, shadow, tables_of(unit.world, MACHINE, 5), unit.world, MACHINE.rig)
    chosen = np.sort(np.random.default_rng(2).choice(rows * cols, 6000, replace=False))
    pixels = np.stack(np.divmod(chosen, cols), -1).astype(float)
    return scene, unit, surfaces, lamps, chosen, panel_rays(MACHINE, *place, pixels)


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
        lamps.sight.lean, tables.albedo, tables.mirror, tables.grain, tables.gloss, tables.matt,
        lamps.rig.emission("ring"), tables.noise, unit.world.noise_pitch_mm,
        shadow.grid, shadow.tops, shadow.horizon, shadow.seen, lamps.rig.bands_deg,
    )  # fmt: skip
    np.testing.assert_allclose(lamps.radiance(surfaces, "ring")[chosen], plain, atol=2e-4)
    assert plain.max() > 0.5


def test_horizon_is_what_plain_numpy_makes_of_it():
    tops = np.zeros((60, 70), np.float32)
    tops[25:32, 30:44] = 1.5
    tops[5:9, 8:12] = 0.4
    lit = np.zeros((40, 50), np.float32)
    lit[0, 0] = -1.0
    out = np.empty((8, 40, 50), np.float32)
    horizon(tops, lit, 0.1, 6.0, 1.25, out)
    np.testing.assert_allclose(out, horizon_plain(tops, lit, 0.1, 6.0, 1.25, 8), atol=1e-3)
    assert out.max() > 60.0
    assert out[:, 0, 0].max() == 0.0


@pytest.mark.parametrize("colors", [1, 3])
def test_what_the_sensor_reads_is_what_plain_numpy_makes_of_it(colors):
    chance = np.random.default_rng(3)
    light = chance.uniform(0, 0.8, (40, 50, 3)).astype(np.float32)
    noise = chance.standard_normal((40, 50, colors), np.float32)
    cell = np.array(((0, 1), (1, 2)))
    out = np.empty((40, 50, colors), np.float32)
    read_out(light, noise, cell, 1.5, 0.1, 1e-4, 1e-6, 4095.0, 16.0, out)
    plain = read_out_plain(light, noise, cell, 1.5, 0.1, 1e-4, 1e-6, 4095.0, 16.0)
    assert np.abs(out - plain).max() <= 1  # halves may be rounded either way
    assert np.mean(out != plain) < 1e-3
    assert out.std() > 100


def _names():
    from inspector.twin.world import NAMES

    return NAMES
