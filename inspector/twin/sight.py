"""One field's lines of sight over a scene: rays by tile, what each tile may meet, and shadow."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from inspector.domain.geometry import Affine
from inspector.twin.kernels import cast
from inspector.twin.kernels.horizon import fill_from_beside, gather, horizon
from inspector.twin.kernels.shade import SOFT_DEG
from inspector.twin.kernels.touch import touching
from inspector.twin.machine import Machine, rays
from inspector.twin.scene import Scene
from inspector.twin.unit import Warp

TILE_PX = 16
"""Rays are exact at the tiles' corners and linear between: 1e-3 px with the lenses here."""

AZIMUTHS = 16
CELL_MM = 0.1
LOWEST_DEG = 10.0
"""Light from lower than this does not exist here."""
LOW_TOP_MM = 0.12
"""What is lower than this (solder films) throws no shadow worth drawing."""
REACH_STEPS = 1.35
BESIDE = 2
"""Cells beside a body, and under its rim, that take the shadow of their neighbours."""
MIRRORED_BACK = 0.3
"""Share of what a polished side mirrors that comes as scattered light to a matt neighbour."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What `kernels.cast` asks for a field: ``rays`` ``(TR + 1, TC + 1, 4)`` and lists by tile.

    ``lean`` ``(6,)`` is the rays' lean as a plane over x and y, for shading.
    """

    rays: NDArray[np.float64]
    body_from: NDArray[np.int64]
    body_list: NDArray[np.int32]
    art_from: NDArray[np.int64]
    art_list: NDArray[np.int32]
    lean: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shadow:
    """How much of the lamps each place sees; as in `kernels.shade`."""

    grid: NDArray[np.float64]
    tops: NDArray[np.float32]
    skyline: NDArray[np.float32]
    blocker: NDArray[np.uint8]
    seen: NDArray[np.float32]
    bounce: NDArray[np.float32]
    skyward: NDArray[np.float32]


def panel_rays(
    machine: Machine,
    center_mm: tuple[float, float],
    pose: Affine,
    warp: Warp,
    pixels: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give the rays of pixels in panel mm.

    Parameters
    ----------
    center_mm
        Where the stage truly stands, machine mm.
    pose
        Panel mm to machine mm.
    warp
        Height of the panel over the machine's plane.
    pixels
        ``(..., 2)`` row, col.

    Returns
    -------
    ``(..., 4)``: x, y on the mask plane, and lean.
    """
    local = rays(machine.camera, pixels)
    out = Affine.of(center_mm[0], center_mm[1], machine.rotation_deg).then(pose.inverse())
    at = out.apply(local[..., :2])
    straight = Affine(out.a, out.b, 0.0, out.c, out.d, 0.0)
    lean = straight.apply(local[..., 2:])
    # the panel is nearly level: where the ray meets its plane says how high it is there
    raised = at + warp.over(at)[..., None] * lean
    raised = at + warp.over(raised)[..., None] * lean
    return np.concatenate((raised, lean), -1)


def sight_of(scene: Scene, corners: NDArray[np.float64]) -> Sight:
    """Sort the scene into the tiles that may meet it; ``corners`` are the tiles' corner rays."""
    low = np.stack(
        [corners[i : corners.shape[0] - 1 + i, j : corners.shape[1] - 1 + j]
         for i in (0, 1) for j in (0, 1)]
    )  # fmt: skip
    ground = low[..., :2]
    flat = _boxes(ground)
    tall = _boxes(np.concatenate((ground, ground + scene.top_mm * low[..., 2:])))
    bodies = _lists(flat, tall, scene.body_boxes, np.ones(len(scene.bodies), np.bool_))
    art = _lists(flat, tall, scene.art_boxes, scene.art[:, cast.OWNER] >= 0)
    return Sight(corners, *bodies, *art, _lean_of(corners))


def _boxes(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the box around each tile and the 2 px around it that its pixels' light comes from."""
    low, high = corners.min(0), corners.max(0)
    rim = (high - low) * (2 / TILE_PX)
    return np.concatenate((low - rim, high + rim), -1)


def _lists(
    flat: NDArray[np.float64],
    tall: NDArray[np.float64],
    boxes: NDArray[np.float64],
    raised: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Give where each tile's list starts, and all lists in a row."""
    start = np.empty(flat.shape[0] * flat.shape[1] + 1, np.int64)
    found = np.empty(16 * start.size, np.int32)
    count = touching(flat, tall, boxes, raised, start, found)
    if count > found.size:
        found = np.empty(count, np.int32)
        touching(flat, tall, boxes, raised, start, found)
    return start, found[:count]


def _lean_of(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit the rays' lean as a plane over x and y; good to the lens's faults, for shading."""
    x, y, lean_x, lean_y = (corners[..., i].ravel() for i in range(4))
    system = np.stack((np.ones_like(x), x, y), -1)
    solved = np.linalg.lstsq(system, np.stack((lean_x, lean_y), -1), rcond=None)[0]
    return np.ascontiguousarray(solved.T).ravel()


def shadow_of(
    scene: Scene,
    corners: NDArray[np.float64],
    bands_deg: NDArray[np.float32],
    shine: NDArray[np.float32],
    rough: NDArray[np.float32],
) -> Shadow:
    """Give how much of each ring every place of a field sees, on a grid.

    Two heights are lit in each cell: the board and the top of what stands there. Under a body the
    board's own value is taken from beside it, so that no darkness leaks out from under it.

    Parameters
    ----------
    corners
        The tiles' corner rays.
    bands_deg
        ``(R, 2)``: elevations of the rings.
    shine
        ``(M,)``: how much light each material throws onto what stands beside it.
    rough
        ``(K, K)``: how rough edges wander.
    """
    reach = scene.top_mm / math.tan(math.radians(LOWEST_DEG)) + CELL_MM
    margin = math.ceil(reach / CELL_MM)
    xy = corners[..., :2].reshape(-1, 2)
    # cells lie where the panel has them, whatever is looked at: a place is always lit alike
    low = np.floor(xy.min(0) / CELL_MM - 1) * CELL_MM
    high = xy.max(0) + CELL_MM
    wide, tall = (int(n) for n in np.ceil((high - low) / CELL_MM).astype(int) + 1)
    grid = np.array((low[0], low[1], CELL_MM))
    around = grid - np.array((margin * CELL_MM, margin * CELL_MM, 0.0))
    tops = np.empty((tall + 2 * margin, wide + 2 * margin), np.float32)
    made_of = np.empty(tops.shape, np.uint8)
    cast.tops_of(scene.bodies, scene.body_boxes, around, LOW_TOP_MM, rough, tops, made_of)
    here = np.ascontiguousarray(tops[margin : margin + tall, margin : margin + wide])
    skyline = np.zeros((2, tall, wide, AZIMUTHS, 2), np.float32)
    blocker = np.zeros((2, tall, wide, AZIMUTHS), np.uint8)
    looks = tops, made_of
    steps = CELL_MM, reach, REACH_STEPS
    horizon(*looks, np.where(here > 0, np.float32(-1), here), *steps, skyline[0], blocker[0])
    fill_from_beside(skyline[0], blocker[0], np.asarray(here == 0, np.uint8), BESIDE)
    horizon(*looks, np.where(here > 0, here, np.float32(-1)), *steps, skyline[1], blocker[1])
    # the rim of a top lies in cells whose middle is beside it
    rim = np.asarray(here > 0, np.uint8)
    fill_from_beside(skyline[1], blocker[1], rim, BESIDE)
    low = rim == 0
    skyline[1][low], blocker[1][low] = skyline[0][low], blocker[0][low]
    seen = np.empty((2, tall, wide, len(bands_deg)), np.float32)
    bounce, highest = (np.empty((2, tall, wide), np.float32) for _ in range(2))
    for level in range(2):
        shared = bands_deg, shine, seen[level], bounce[level], highest[level]
        gather(skyline[level], blocker[level], *shared)
    highest[:, :-1] = np.maximum(highest[:, :-1], highest[:, 1:])
    highest[:, :, :-1] = np.maximum(highest[:, :, :-1], highest[:, :, 1:])
    skyward = np.sin(np.radians(np.minimum(highest + SOFT_DEG / 2, 90.0)))
    here = np.asarray(maximum_filter(here, size=3), np.float32)
    return Shadow(grid, here, skyline, blocker, seen, bounce, np.asarray(skyward, np.float32))
