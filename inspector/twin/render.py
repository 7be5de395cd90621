"""The radiance of every pixel: one ray each, many where a pixel holds an edge, then the lamps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, maximum_filter

from inspector.twin.kernels.cast import MOST, cast
from inspector.twin.kernels.shade import shade
from inspector.twin.light import Rig, gloss_table, matt_table
from inspector.twin.machine import Machine
from inspector.twin.scene import Scene
from inspector.twin.sight import TILE_PX, Shadow, Sight, shadow_of, sight_of
from inspector.twin.streams import stream
from inspector.twin.world import World

SAMPLES = 12
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
straight edge is true to 0.003 px, where a box would leave it off by up to 0.015 px."""

NOISE_SIZE = 512
CHUNK = 40_000
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


@dataclass(frozen=True, slots=True, eq=False)
class Surfaces:
    """What rays met; arrays as `kernels.cast` fills them. ``pixels`` are those that were asked."""

    pixels: NDArray[np.int64]
    place: NDArray[np.float32]
    normal: NDArray[np.float32]
    material: NDArray[np.uint8]
    weight: NDArray[np.float32]
    first: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lamps:
    """Everything but the surface that says how bright it looks."""

    sight: Sight
    shadow: Shadow
    tables: Tables
    world: World
    rig: Rig

    def radiance(self, surface: Surfaces, shot: str) -> NDArray[np.float32]:
        """Give the radiance of what was met under one light, ``(N, 3)`` float32."""
        out = np.empty((len(surface.material), 3), np.float32)
        tables, shadow = self.tables, self.shadow
        shade(
            surface.place,
            surface.normal,
            surface.material,
            self.sight.lean,
            tables.albedo,
            tables.mirror,
            tables.grain,
            tables.gloss,
            tables.matt,
            self.rig.emission(shot),
            tables.noise,
            self.world.noise_pitch_mm,
            shadow.grid,
            shadow.tops,
            shadow.horizon,
            shadow.seen,
            self.rig.bands_deg,
            out,
        )
        return out


def pictures(
    scene: Scene,
    world: World,
    tables: Tables,
    machine: Machine,
    corners: NDArray[np.float64],
    shots: Sequence[str],
) -> list[NDArray[np.float32]]:
    """Give the mean radiance of each pixel under each light.

    Parameters
    ----------
    scene, world, tables
        What is there, and how it answers light.
    machine
        Its camera's size and its lamps count.
    corners
        ``(TR + 1, TC + 1, 4)``: rays at the corners of the tiles (`tile_corners`), panel mm.
    shots
        Lights by name.

    Returns
    -------
    ``(H, W, 3)`` float32 a shot; 1 is the radiance of the lamps.
    """
    shape = machine.camera.rows, machine.camera.cols
    sight = sight_of(scene, corners)
    lamps = Lamps(
        sight, shadow_of(scene, corners, machine.rig.bands_deg), tables, world, machine.rig
    )
    what = scene, sight, world
    ident = np.empty(shape, np.int32)
    middles = meet(np.arange(ident.size), what, ident, 1)
    out = [lamps.radiance(middles, shot) for shot in shots]
    edges = np.flatnonzero(has_edge(ident))
    for start in range(0, len(edges), CHUNK):
        fine = meet(edges[start : start + CHUNK], what, ident, SAMPLES)
        for shot, picture in zip(shots, out, strict=True):
            lit = lamps.radiance(fine, shot) * fine.weight[:, None]
            picture[fine.pixels] = np.add.reduceat(lit, fine.first, axis=0)
    return [picture.reshape(*shape, 3) for picture in out]


def tables_of(world: World, machine: Machine, seed: int) -> Tables:
    """Give the tables of a world under a machine's lamps; a fraction of a second."""
    albedo, mirror, rest = world.arrays()
    rings = machine.rig.rings
    noise = stream(seed, "grain").standard_normal((3, NOISE_SIZE, NOISE_SIZE), np.float32)
    # smooth, so that its strength is the same at and between the places of the table
    noise = gaussian_filter(noise, (0.0, 1.0, 1.0), mode="wrap")
    noise /= noise.std()
    gloss = gloss_table(rings, [float(alpha) for alpha in rest[:, 0]])
    grain = np.ascontiguousarray(rest[:, 1:])
    return Tables(albedo, mirror, grain, gloss, matt_table(rings), noise)


def lattice(count: int) -> NDArray[np.float64]:
    """Give places in a unit square, ``(count, 2)``: all rows and all columns differ."""
    if count == 1:
        return np.zeros((1, 2))
    steps = np.arange(count)
    stride = next(k for k in range(int(0.4 * count) | 1, count, 2) if np.gcd(k, count) == 1)
    return np.stack((steps, steps * stride % count), -1) / count


def tile_corners(rows: int, cols: int) -> NDArray[np.float64]:
    """Give the corners of the tiles of a picture as pixels, ``(TR + 1, TC + 1, 2)``."""
    r = np.arange(-(-rows // TILE_PX) + 1) * TILE_PX - 0.5
    c = np.arange(-(-cols // TILE_PX) + 1) * TILE_PX - 0.5
    return np.stack(np.meshgrid(r, c, indexing="ij"), -1)


def has_edge(ident: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Mark pixels whose light comes from more than one surface, ``(H, W)`` bool.

    Light of a pixel comes from 1.5 px around: it is marked where neighbours, or theirs, show
    different surfaces.
    """
    edge = np.zeros(ident.shape, np.bool_)
    for one, other in (
        (np.s_[:-1, :], np.s_[1:, :]),
        (np.s_[:, :-1], np.s_[:, 1:]),
    ):
        differs = ident[one] != ident[other]
        edge[one] |= differs
        edge[other] |= differs
    return np.asarray(maximum_filter(edge, size=3))


def meet(
    pixels: NDArray[np.int64],
    what: tuple[Scene, Sight, World],
    ident: NDArray[np.int32],
    samples: int,
) -> Surfaces:
    """Cast rays through pixels: one each, which fills ``ident``, or many, which reads it."""
    scene, sight, world = what
    n = len(pixels) * (MOST if samples > 1 else 1)
    place, normal = np.empty((n, 3), np.float32), np.empty((n, 2), np.float32)
    material, weight = np.empty(n, np.uint8), np.empty(n, np.float32)
    first = np.empty(len(pixels), np.int64)
    count = cast(
        pixels,
        lattice(samples),
        SPREAD_PX,
        TILE_PX,
        sight.rays,
        scene.bodies,
        sight.body_from,
        sight.body_list,
        scene.art,
        sight.art_from,
        sight.art_list,
        scene.bits,
        world.relief_mm,
        ident,
        place,
        normal,
        material,
        weight,
        first,
    )
    return Surfaces(pixels, place[:count], normal[:count], material[:count], weight[:count], first)
