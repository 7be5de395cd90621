"""The radiance of every pixel: one ray each, many where a pixel holds an edge, then the lamps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from inspector.twin.kernels.cast import (
    HOLLOW,
    MASK,
    MASK_ON_COPPER,
    MOST,
    OUTSIDE,
    blend,
    cast_edges,
    cast_middles,
    edges_of,
)
from inspector.twin.kernels.shade import shade
from inspector.twin.light import Rig, gloss_of, matt_table
from inspector.twin.machine import Machine
from inspector.twin.scene import Scene
from inspector.twin.sight import MIRRORED_BACK, TILE_PX, Shadow, Sight, shadow_of, sight_of
from inspector.twin.streams import stream
from inspector.twin.unit import Lighting, Warp
from inspector.twin.world import NAMES, World

SAMPLES = 8
"""Rays through a pixel that holds an edge; no two share a row or a column."""


def _quadratic_spline() -> NDArray[np.float64]:
    """Give where light falls under a quadratic spline: places (px) by share of the light."""
    t = np.linspace(-1.5, 1.5, 3001)
    lower, upper = np.clip(t + 1.5, 0, 1), np.clip(1.5 - t, 0, 1)
    middle = np.clip(t, -0.5, 0.5)
    share = lower**3 / 6 + (0.75 * (middle + 0.5) - (middle**3 + 0.125) / 3)
    share += 1 / 6 - upper**3 / 6
    return np.interp(np.linspace(0, 1, 513), share, t)


SPREAD_PX = _quadratic_spline()
SPREAD_PX.flags.writeable = False
"""Where the rays of an edge pixel go. With the blur that follows it makes a smooth point spread: a
straight edge of a body over 30 rows is true to 0.008 px, 1 sigma, in a single row to 0.035 px."""

FLAT = (OUTSIDE, MASK, MASK_ON_COPPER, HOLLOW)
"""Grounds without grain: most of a board."""

NOISE_SIZE = 512
CHUNK = 60_000
"""Edge pixels that are cast together: what one chunk holds stays small."""


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What the materials of a world answer to the lamps of a machine."""

    albedo: NDArray[np.float32]
    mirror: NDArray[np.float32]
    grain: NDArray[np.float32]
    gloss: NDArray[np.float32]
    matt: NDArray[np.float32]
    noise: NDArray[np.float32]

    @property
    def shine(self) -> NDArray[np.float32]:
        """``(M,)``: how much light each material throws onto what stands beside it."""
        return np.asarray((self.albedo + MIRRORED_BACK * self.mirror).mean(1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Surfaces:
    """What rays met.

    Parameters
    ----------
    pixels
        ``(N,)`` int64, ``row * cols + col``: those that were asked.
    place, normal, material, weight
        ``(M, 3)`` panel mm, ``(M, 2)``, ``(M,)`` and ``(M,)``: the surfaces of all pixels, one
        after another; ``weight`` is a surface's share of its pixel.
    first
        ``(N,)``: where each pixel's surfaces begin.
    """

    pixels: NDArray[np.int64]
    place: NDArray[np.float32]
    normal: NDArray[np.float32]
    material: NDArray[np.uint8]
    weight: NDArray[np.float32]
    first: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the rays of a picture met: under every light the same.

    ``middles`` has one surface a pixel, in order (its weight and first are not filled); ``edges``
    are chunks of the pixels whose light comes from more than one surface.
    """

    shape: tuple[int, int]
    middles: Surfaces
    edges: tuple[Surfaces, ...]
    sight: Sight


@dataclass(frozen=True, slots=True, eq=False)
class Lamps:
    """Everything but the surface that says how bright it looks."""

    sight: Sight
    shadow: Shadow
    tables: Tables
    world: World
    rig: Rig
    lighting: Lighting
    tilt: NDArray[np.float64]

    def radiance(
        self, surface: Surfaces, light: str, flat: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Give the radiance of what was met under one light, ``(M, 3)`` float32.

        ``flat`` is what `flat` gives: a shorter way to most of a board.
        """
        out = np.empty((len(surface.material), 3), np.float32)
        known = FLAT if flat is not None else ()
        flat_of = np.array([known.index(m) if m in known else -1 for m in NAMES.values()])
        beside = np.zeros((0, 1, 1, 3), np.float32) if flat is None else flat
        tables, shadow = self.tables, self.shadow
        gains = np.array((*self.lighting.gains, *(1.0 for _ in self.rig.rings)), np.float32)
        emission = self.rig.emission(light) * gains[: len(self.rig.rings)]
        lit = emission.any(0)  # a ring that is off costs nothing
        shade(
            surface.place,
            surface.normal,
            surface.material,
            self.sight.lean,
            self.tilt,
            tables.albedo,
            tables.mirror,
            tables.grain,
            np.ascontiguousarray(tables.gloss[:, lit]),
            tables.matt[lit],
            np.ascontiguousarray(emission[:, lit]),
            float(self.lighting.ambient),
            tables.noise,
            self.world.noise_pitch_mm,
            shadow.grid,
            shadow.tops,
            shadow.skyline,
            shadow.blocker,
            np.ascontiguousarray(shadow.seen[..., lit]),
            shadow.bounce,
            shadow.skyward,
            self.rig.bands_deg[lit],
            flat_of,
            beside,
            out,
        )
        return out

    def picture(self, seen: Seen, light: str) -> NDArray[np.float32]:
        """Give the mean radiance of each pixel under one light, ``(H, W, 3)`` float32."""
        flat = self.flat(light)
        out = self.radiance(seen.middles, light, flat)
        for edge in seen.edges:
            lit = self.radiance(edge, light, flat)
            blend(lit, edge.weight, edge.first, edge.pixels, out)
        return out.reshape(*seen.shape, 3)

    def flat(self, light: str) -> NDArray[np.float32]:
        """Give the radiance of the smooth grounds at the cells of the shadow's grid.

        ``(len(FLAT), GH, GW, 3)`` float32: between the cells it goes on evenly, as the shadow does.
        """
        high, wide = self.shadow.tops.shape
        rows, cols = np.indices((high, wide))
        x, y, pitch = self.shadow.grid
        place = np.stack((x + cols * pitch, y + rows * pitch, 0.0 * rows), -1).reshape(-1, 3)
        count = len(place)
        out = [
            self.radiance(
                Surfaces(
                    np.arange(count),
                    place.astype(np.float32),
                    np.zeros((count, 2), np.float32),
                    np.full(count, material, np.uint8),
                    np.ones(count, np.float32),
                    np.arange(count),
                ),
                light,
            )
            for material in FLAT
        ]
        return np.stack(out).reshape(len(FLAT), high, wide, 3)


def lamps_of(
    scene: Scene,
    what: tuple[World, Tables],
    machine: Machine,
    sight: Sight,
    under: tuple[Lighting, Warp],
) -> Lamps:
    """Give the lamps of a machine over a scene; shadows are looked for once."""
    world, tables = what
    lighting, warp = under
    bands, rough = machine.rig.bands_deg, tables.noise[0]
    shadow = shadow_of(scene, sight.rays, bands, tables.shine, rough)
    return Lamps(sight, shadow, tables, world, machine.rig, lighting, warp.slopes)


def see(
    scene: Scene, world: World, tables: Tables, size: tuple[int, int], corners: NDArray[np.float64]
) -> Seen:
    """Cast the rays of a picture.

    Parameters
    ----------
    scene, world, tables
        What is there.
    size
        Rows and columns of the picture.
    corners
        ``(TR + 1, TC + 1, 4)``: rays at the corners of the tiles (`tile_corners`), panel mm.
    """
    sight = sight_of(scene, corners)
    rough = tables.noise[0]
    count = size[0] * size[1]
    ident = np.empty(size, np.int32)
    none = np.empty(0, np.float32)
    middles = Surfaces(
        np.arange(count),
        np.empty((count, 3), np.float32),
        np.empty((count, 2), np.float32),
        np.empty(count, np.uint8),
        none,
        np.empty(0, np.int64),
    )
    cast_middles(
        TILE_PX,
        sight.rays,
        scene.bodies,
        scene.body_boxes,
        sight.body_from,
        sight.body_list,
        scene.art,
        scene.art_boxes,
        sight.art_from,
        sight.art_list,
        scene.bits,
        world.relief_mm,
        rough,
        ident,
        middles.place,
        middles.normal,
        middles.material,
    )
    edge = np.empty(size, np.uint8)
    edges_of(ident, edge)
    pixels = np.flatnonzero(edge)
    chunks = [pixels[start : start + CHUNK] for start in range(0, len(pixels), CHUNK)]
    fine = tuple(
        _edges(chunk, scene, world, (sight, ident, middles.normal), rough) for chunk in chunks
    )
    return Seen(size, middles, fine, sight)


def _edges(
    pixels: NDArray[np.int64],
    scene: Scene,
    world: World,
    met: tuple[Sight, NDArray[np.int32], NDArray[np.float32]],
    rough: NDArray[np.float32],
) -> Surfaces:
    sight, ident, middle = met
    n = len(pixels) * MOST
    place, normal = np.empty((n, 3), np.float32), np.empty((n, 2), np.float32)
    material, weight = np.empty(n, np.uint8), np.empty(n, np.float32)
    first = np.empty(len(pixels), np.int64)
    count = cast_edges(
        pixels,
        lattice(SAMPLES),
        SPREAD_PX,
        TILE_PX,
        sight.rays,
        scene.bodies,
        scene.art,
        scene.art_boxes,
        sight.art_from,
        sight.art_list,
        scene.bits,
        world.relief_mm,
        rough,
        ident,
        middle,
        place,
        normal,
        material,
        weight,
        first,
    )
    kept = np.s_[:count]
    return Surfaces(
        pixels,
        place[kept].copy(),
        normal[kept].copy(),
        material[kept].copy(),
        weight[kept].copy(),
        first,
    )


def tables_of(world: World, machine: Machine, seed: int) -> Tables:
    """Give the tables of a world under a machine's lamps; a fraction of a second."""
    albedo, mirror, rest = world.arrays()
    rings = machine.rig.rings
    noise = stream(seed, "grain").standard_normal((3, NOISE_SIZE, NOISE_SIZE), np.float32)
    # smooth, so that its strength is the same at and between the places of the table
    noise = gaussian_filter(noise, (0.0, 1.0, 1.0), mode="wrap")
    noise /= noise.std()
    gloss = gloss_of(rings, [float(alpha) for alpha in rest[:, 0]])
    grain = np.ascontiguousarray(rest[:, 1:])
    return Tables(albedo, mirror, grain, gloss, matt_table(rings), noise)


def lattice(count: int) -> NDArray[np.float64]:
    """Give places in a unit square, ``(count, 2)``: all rows and all columns differ."""
    steps = np.arange(count)
    stride = next(k for k in range(int(0.4 * count) | 1, count, 2) if np.gcd(k, count) == 1)
    return np.stack((steps, steps * stride % count), -1) / count


def tile_corners(rows: int, cols: int) -> NDArray[np.float64]:
    """Give the corners of the tiles of a picture as pixels, ``(TR + 1, TC + 1, 2)``."""
    r = np.arange(-(-rows // TILE_PX) + 1) * TILE_PX - 0.5
    c = np.arange(-(-cols // TILE_PX) + 1) * TILE_PX - 0.5
    return np.stack(np.meshgrid(r, c, indexing="ij"), -1)
