"""What materials answer to the rings: closed formulas, and the look."""

import numpy as np
import pytest

from inspector.domain.station import Ring
from inspector.twin.light import RING_LIGHT, STEPS, gloss_of, gloss_table, matt_table
from inspector.twin.world import NAMES
from inspector.twin.worlds import WORLDS

RINGS = RING_LIGHT.rings


def at(tilt_deg: float) -> int:
    return round(np.sin(np.radians(tilt_deg)) * STEPS)


def test_a_matt_plane_gets_what_the_rings_cosines_integrate_to():
    for ring, level in zip(RINGS, matt_table(RINGS)[:, 0], strict=True):
        low, high = np.radians((ring.low_deg, ring.high_deg))
        assert level == pytest.approx(np.sin(high) ** 2 - np.sin(low) ** 2, rel=2e-3)


def test_a_full_dome_lights_a_matt_plane_as_bright_as_itself():
    assert matt_table([Ring("dome", 0.0, 90.0)])[0, 0] == pytest.approx(1.0, rel=5e-3)


@pytest.mark.parametrize("roughness", [0.1, 0.2, 0.4])
def test_no_mirror_gives_more_than_it_gets(roughness):
    dome = [Ring("part of a dome", low, low + 10.0) for low in range(0, 90, 10)]
    table = gloss_table(dome, [roughness])[0].sum(0)
    assert 0.75 < table[0] <= 1.005
    assert table.max() <= 1.02


def test_tables_between_those_that_are_kept_are_right():
    wanted = [0.05, 0.113, 0.17, 0.31, 0.52]
    exact = gloss_table(RINGS, wanted)
    off = np.abs(gloss_of(RINGS, wanted) - exact).max((1, 2))
    assert np.all(off < 0.02 * exact.max((1, 2)))


@pytest.mark.parametrize("ring", RINGS[:3], ids=lambda ring: ring.color)
def test_a_fine_mirror_shines_where_twice_its_tilt_meets_the_ring(ring):
    table = gloss_table([ring], [0.04])[0, 0]
    inside = (90 - (ring.low_deg + ring.high_deg) / 2) / 2
    assert table[at(inside)] > 0.85
    for outside in ((90 - ring.low_deg) / 2 + 6, (90 - ring.high_deg) / 2 - 6):
        if outside >= 0:
            assert table[at(outside)] < 0.1


@pytest.mark.parametrize(("tilt_deg", "color"), [(0.0, 0), (8.0, 0), (21.0, 1), (35.0, 2)])
@pytest.mark.parametrize("metal", ["solder", "lead", "end_cap"])
def test_flat_metal_is_red_slopes_green_and_steep_blue(metal, tilt_deg, color):
    material = WORLDS["plain"].materials[metal]
    rings = gloss_table(RINGS, [material.roughness])[0, :, at(tilt_deg)]
    channels = RING_LIGHT.emission("ring") @ rings * material.mirror
    assert channels.argmax() == color
    assert channels[color] > 1.5 * np.delete(channels, color).max()


def test_bodies_and_mask_are_darker_than_print_and_metal():
    albedo, mirror, _ = WORLDS["plain"].arrays()
    diffuse = RING_LIGHT.emission("ring") @ matt_table(RINGS)[:, 0]
    level = (albedo * diffuse).sum(1)
    dark = [NAMES[n] for n in ("mask", "mould", "glaze", "outside")]
    assert level[dark].max() < 0.15 * level[NAMES["silkscreen"]]
    assert mirror.max() <= 1.0
    assert albedo.max() <= 1.0
