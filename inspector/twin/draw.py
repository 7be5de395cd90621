"""Drawing what the machine sees of a unit.

Examples
--------
A board as fields (``recipe`` from ``formats.recipe.read_recipe``)::

    from inspector.twin.draw import draw_fields
    from inspector.twin.machine import MACHINES
    from inspector.twin.unit import DefectRequest, build_unit
    from inspector.twin.world import WORLDS

    wanted = [DefectRequest(DefectCode.MISSING), DefectRequest(DefectCode.SHIFTED, 1.5)]
    unit = build_unit(recipe.board, recipe.panel, WORLDS["plain"], seed=17, defects=wanted)
    for field in draw_fields(unit, MACHINES["entocentric-3mp"], seed=17, shots=("ring",)):
        field.frame("ring").pixels  # (1536, 2048, 3) uint8
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.domain.image import Field, Frame, FrameInfo, Pixels, Shot
from inspector.twin.kernels.cast import cast
from inspector.twin.kernels.shade import shade
from inspector.twin.light import gloss_table, matt_table
from inspector.twin.machine import Machine, field_plan
from inspector.twin.scene import Scene, scene_of
from inspector.twin.sensor import expose
from inspector.twin.sight import TILE_PX, Shadow, Sight, panel_rays, shadow_of, sight_of
from inspector.twin.streams import stream
from inspector.twin.unit import Unit, panel_extent
from inspector.twin.world import World

SAMPLES = 16
"""Rays through a pixel that holds an edge; no two share a row or a column."""

NOISE_SIZE = 512
CHUNK = 60_000
"""Edge pixels that are cast together: what one chunk holds stays in the cache and the memory."""


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
class Surface:
    """What rays met; arrays as `kernels.cast` fills them."""

    place: NDArray[np.float32]
    normal: NDArray[np.float32]
    material: NDArray[np.uint8]
    ident: NDArray[np.int32]


def draw_fields(
    unit: Unit,
    machine: Machine,
    seed: int,
    shots: Sequence[str] = ("ring",),
    centres_mm: Sequence[tuple[float, float]] | None = None,
) -> Iterator[Field]:
    """Draw the fields that cover a unit, one after another.

    Parameters
    ----------
    unit
        What is looked at.
    machine
        What looks.
    seed
        Of stage and noise; same seed, same bytes.
    shots
        Lights by name, one frame each.
    centres_mm
        Commanded places; None: those of `commanded`.

    Yields
    ------
    Field
        Its frames carry the *commanded* place.

    Raises
    ------
    InspectorError
        If a shot's light is not on this machine or a part cannot be drawn.
    """
    unknown = [shot for shot in shots if shot not in machine.rig.shots]
    if unknown:
        raise InspectorError(
            f"{machine.name} has no light {', '.join(unknown)}; "
            f"it has {', '.join(machine.rig.shots)}"
        )
    scene = scene_of(unit)
    tables = tables_of(unit.world, machine, unit.seed)
    plan = commanded(unit, machine) if centres_mm is None else tuple(centres_mm)
    count = 0
    for index, center in enumerate(plan):
        pictures = _draw(
            unit, machine, (scene, tables), true_center(machine, seed, index, center), shots
        )
        frames = []
        for shot, radiance in zip(shots, pictures, strict=True):
            count += 1
            pixels = expose(radiance, machine.sensor, stream(seed, "noise", index, shot))
            frames.append(_frame(machine, (index, count), shot, center, pixels))
        yield Field(index, tuple(frames))


def commanded(unit: Unit, machine: Machine) -> tuple[tuple[float, float], ...]:
    """Give the places of the fields that cover the panel where it should lie, with 1 mm around."""
    return field_plan(panel_extent(unit.board, unit.panel).grown(1.0), machine)


def true_center(
    machine: Machine, seed: int, index: int, center_mm: tuple[float, float]
) -> tuple[float, float]:
    """Give where the stage really stands when it is sent to a place: truth, not for measuring."""
    dx, dy = stream(seed, "stage", index).normal(0.0, 1.0, 2) * machine.stage_sigma_mm
    return center_mm[0] + float(dx), center_mm[1] + float(dy)


def tables_of(world: World, machine: Machine, seed: int) -> Tables:
    """Give the tables of a world under a machine's lamps; a fraction of a second."""
    albedo, mirror, rest = world.arrays()
    rings = machine.rig.rings
    noise = stream(seed, "grain").standard_normal((3, NOISE_SIZE, NOISE_SIZE), np.float32)
    gloss = gloss_table(rings, [float(alpha) for alpha in rest[:, 0]])
    grain = np.ascontiguousarray(rest[:, 1:])
    return Tables(albedo, mirror, grain, gloss, matt_table(rings), noise)


def lattice(count: int) -> NDArray[np.float64]:
    """Give places in a pixel, ``(count, 2)`` in [-0.5, 0.5): all rows and all columns differ."""
    steps = np.arange(count)
    stride = next(k for k in range(int(0.4 * count) | 1, count, 2) if np.gcd(k, count) == 1)
    return (np.stack((steps, steps * stride % count), -1) + 0.5) / count - 0.5


def _frame(
    machine: Machine,
    number: tuple[int, int],
    shot: str,
    center: tuple[float, float],
    pixels: Pixels,
) -> Frame:
    pixels.flags.writeable = False
    pixel_format = machine.sensor.pixel_format
    info = FrameInfo(
        field=number[0],
        shot=Shot(shot),
        pixel_format=pixel_format,
        center_mm=center,
        mm_per_px=machine.mm_per_px,
        rotation_deg=machine.rotation_deg,
        exposure_ms=2.0,
        gain_db=0.0,
        bits=pixel_format.bits,
        black_level=machine.sensor.black_level,
        camera=machine.name,
        frame_id=number[1],
        device_ns=number[1] * 50_000_000,
    )
    return Frame(info, pixels)


def _draw(
    unit: Unit,
    machine: Machine,
    what: tuple[Scene, Tables],
    center_mm: tuple[float, float],
    shots: Sequence[str],
) -> list[NDArray[np.float32]]:
    """Give the mean radiance of each pixel under each light: ``(H, W, 3)`` a shot."""
    scene, tables = what
    rows, cols = machine.camera.rows, machine.camera.cols
    corners = panel_rays(machine, center_mm, unit.pose, unit.warp, tile_corners(rows, cols))
    sight = sight_of(scene, corners)
    shadow = shadow_of(scene, corners, machine.rig.bands_deg)
    middles = meet(scene, sight, unit.world, np.arange(rows * cols), cols, count=1)
    out = [
        light(middles, sight, shadow, tables, unit.world, machine, shot).reshape(-1, 3)
        for shot in shots
    ]
    edges = np.flatnonzero(has_edge(middles.ident.reshape(rows, cols)))
    for start in range(0, len(edges), CHUNK):
        pixels = edges[start : start + CHUNK]
        fine = meet(scene, sight, unit.world, pixels, cols, count=SAMPLES)
        for shot, picture in zip(shots, out, strict=True):
            lit = light(fine, sight, shadow, tables, unit.world, machine, shot)
            picture[pixels] = lit.reshape(len(pixels), SAMPLES, 3).mean(1)
    return [picture.reshape(rows, cols, 3) for picture in out]


def tile_corners(rows: int, cols: int) -> NDArray[np.float64]:
    """Give the corners of the tiles of a picture as pixels, ``(TR + 1, TC + 1, 2)``."""
    r = np.arange(-(-rows // TILE_PX) + 1) * TILE_PX - 0.5
    c = np.arange(-(-cols // TILE_PX) + 1) * TILE_PX - 0.5
    return np.stack(np.meshgrid(r, c, indexing="ij"), -1)


def has_edge(ident: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Mark pixels with a different surface among their eight neighbours, ``(H, W)`` bool."""
    edge = np.zeros(ident.shape, np.bool_)
    for dr, dc in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = ident[: ident.shape[0] - dr, max(-dc, 0) : ident.shape[1] - max(dc, 0)]
        b = ident[dr:, max(dc, 0) : ident.shape[1] + min(dc, 0)]
        differs = a != b
        edge[: ident.shape[0] - dr, max(-dc, 0) : ident.shape[1] - max(dc, 0)] |= differs
        edge[dr:, max(dc, 0) : ident.shape[1] + min(dc, 0)] |= differs
    return edge


def meet(
    scene: Scene,
    sight: Sight,
    world: World,
    pixels: NDArray[np.int64],
    cols: int,
    *,
    count: int,
) -> Surface:
    """Cast ``count`` rays through each of the pixels."""
    n = len(pixels) * count
    surface = Surface(
        np.empty((n, 3), np.float32),
        np.empty((n, 2), np.float32),
        np.empty(n, np.uint8),
        np.empty(n, np.int32),
    )
    cast(
        pixels,
        np.zeros((1, 2)) if count == 1 else lattice(count),
        cols,
        TILE_PX,
        sight.rays,
        scene.bodies,
        sight.body_from,
        sight.body_list,
        scene.art,
        sight.art_from,
        sight.art_list,
        scene.bits,
        np.array((world.copper_mm, world.copper_fall_mm)),
        surface.place,
        surface.normal,
        surface.material,
        surface.ident,
    )
    return surface


def light(  # noqa: PLR0913 - a kernel's arguments, gathered
    surface: Surface,
    sight: Sight,
    shadow: Shadow,
    tables: Tables,
    world: World,
    machine: Machine,
    shot: str,
) -> NDArray[np.float32]:
    """Give the radiance of what was met under one light, ``(N, 3)`` float32."""
    radiance = np.empty((len(surface.material), 3), np.float32)
    shade(
        surface.place,
        surface.normal,
        surface.material,
        sight.lean,
        tables.albedo,
        tables.mirror,
        tables.grain,
        tables.gloss,
        tables.matt,
        machine.rig.emission(shot),
        tables.noise,
        world.noise_pitch_mm,
        shadow.grid,
        shadow.tops,
        shadow.horizon,
        shadow.seen,
        machine.rig.bands_deg,
        radiance,
    )
    return radiance
