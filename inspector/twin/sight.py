"""One field's lines of sight over a scene: rays by tile, what each tile may meet, and shadow."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve1d, maximum_filter

from inspector.domain.geometry import Affine
from inspector.twin.kernels import cast
from inspector.twin.kernels.horizon import horizon
from inspector.twin.machine import Machine, rays
from inspector.twin.scene import Scene
from inspector.twin.unit import Warp

TILE_PX = 32
"""Rays are exact at the tiles' corners and linear between: 1e-3 px with the lenses here."""

AZIMUTHS = 16
CELL_MM = 0.1
LOWEST_DEG = 10.0
"""Light from lower than this does not exist here."""
LOW_TOP_MM = 0.12
"""What is lower than this (solder films) throws no shadow worth drawing."""
REACH_STEPS = 1.25
LOBE = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
"""Weights of neighbouring azimuths in the light of a rough mirror."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What `kernels.cast` asks for a field: ``rays`` ``(TR + 1, TC + 1, 4)`` and lists by tile."""

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
    horizon: NDArray[np.float32]
    seen: NDArray[np.float32]


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
    top = scene.top_mm
    low = np.stack(
        [corners[i : corners.shape[0] - 1 + i, j : corners.shape[1] - 1 + j]
         for i in (0, 1) for j in (0, 1)]
    )  # fmt: skip
    ground = low[..., :2]
    lifted = ground + top * low[..., 2:]
    flat_boxes = _boxes(ground)
    both = np.concatenate((ground, lifted))
    tall_boxes = _boxes(both)
    body_from, body_list = _lists(_near(tall_boxes, scene.body_boxes))
    raised = scene.art[:, cast.OWNER] >= 0
    touching = _near(np.concatenate((flat_boxes, tall_boxes)), scene.art_boxes)
    flat, tall = touching.reshape(2, len(flat_boxes), -1)
    art_from, art_list = _lists(np.asarray(np.where(raised, tall, flat), np.bool_))
    return Sight(corners, body_from, body_list, art_from, art_list, _lean_of(corners))


def _boxes(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the box around each tile and the 2 px around it that its pixels' light comes from."""
    low, high = corners.min(0), corners.max(0)
    rim = (high - low) * (2 / TILE_PX)
    return np.concatenate((low - rim, high + rim), -1).reshape(-1, 4)


def _near(tiles: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which boxes touch which tiles, ``(tiles, boxes)``."""
    whole = np.array((*tiles[:, :2].min(0), *tiles[:, 2:].max(0)))
    near = np.flatnonzero(_touch(whole[None], boxes)[0])
    out = np.zeros((len(tiles), len(boxes)), np.bool_)
    out[:, near] = _touch(tiles, boxes[near])
    return out


def _lists(touching: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Give where each tile's list starts, and all lists in a row."""
    start = np.zeros(len(touching) + 1, np.int64)
    np.cumsum(touching.sum(1), out=start[1:])
    return start, np.nonzero(touching)[1].astype(np.int32)


def _touch(tiles: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    t, b = tiles[:, None], boxes[None]
    return np.asarray(
        (t[..., 0] <= b[..., 2])
        & (b[..., 0] <= t[..., 2])
        & (t[..., 1] <= b[..., 3])
        & (b[..., 1] <= t[..., 3])
    )


def _lean_of(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit the rays' lean as ``(lx - k x, ly - k y)``; good to the lens's faults, for shading."""
    x, y, lean_x, lean_y = (corners[..., i].ravel() for i in range(4))
    one, none = np.ones_like(x), np.zeros_like(x)
    system = np.concatenate((np.stack((one, none, -x), -1), np.stack((none, one, -y), -1)))
    solved = np.linalg.lstsq(system, np.concatenate((lean_x, lean_y)), rcond=None)[0]
    return np.asarray(solved, np.float64)


def shadow_of(scene: Scene, corners: NDArray[np.float64], bands_deg: NDArray[np.float32]) -> Shadow:
    """Give how much of each ring every place of a field sees, on a grid.

    Two heights are lit in each cell: the board and the top of what stands there. Under a body the
    board's own value is taken from beside it, so that no darkness leaks out from under it.
    """
    reach = scene.top_mm / math.tan(math.radians(LOWEST_DEG)) + CELL_MM
    margin = math.ceil(reach / CELL_MM)
    xy = corners[..., :2].reshape(-1, 2)
    low, high = xy.min(0) - CELL_MM, xy.max(0) + CELL_MM
    wide, tall = (int(n) for n in np.ceil((high - low) / CELL_MM).astype(int) + 1)
    grid = np.array((low[0], low[1], CELL_MM))
    around = grid - np.array((margin * CELL_MM, margin * CELL_MM, 0.0))
    tops = _tops(scene, around, (tall + 2 * margin, wide + 2 * margin))
    here = np.ascontiguousarray(tops[margin : margin + tall, margin : margin + wide])
    found = np.zeros((2, AZIMUTHS, tall, wide), np.float32)
    horizon(tops, np.zeros_like(here), CELL_MM, reach, REACH_STEPS, found[0])
    _from_beside(found[0], here > 0)
    raised = np.where(here > 0, here, np.float32(-1.0))
    horizon(tops, raised, CELL_MM, reach, REACH_STEPS, found[1])
    # the rim of a top lies in cells whose middle is beside it
    rim = _from_beside(found[1], here == 0)
    np.copyto(found[1], found[0], where=~rim)
    here = np.asarray(maximum_filter(here, size=3), np.float32)
    seen = np.empty((2, len(bands_deg), tall, wide), np.float32)
    for r, (start, end) in enumerate(bands_deg):
        np.clip((end - found) / (end - start), 0.0, 1.0).mean(1, out=seen[:, r])
    # what mirrors gathers its light from a lobe, not from one azimuth
    smooth = convolve1d(found, LOBE, axis=1, mode="wrap")
    return Shadow(grid, here, _cell_by_cell(smooth), _cell_by_cell(seen))


def _cell_by_cell(layers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Put what belongs to a cell side by side in memory: ``(2, L, H, W)`` to ``(2, H, W, L)``."""
    return np.ascontiguousarray(np.moveaxis(layers, 1, 3))


def _tops(scene: Scene, grid: NDArray[np.float64], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Give the height of what covers the middle of each cell."""
    tops = np.zeros(shape, np.float32)
    for body, box in zip(scene.bodies, scene.body_boxes, strict=True):
        top = body[cast.TOP]
        if top < LOW_TOP_MM or body[cast.KIND] == cast.SOLDER:
            continue
        x0, y0, x1, y1 = ((box - np.tile(grid[:2], 2)) / grid[2]).tolist()
        c0, c1 = max(math.ceil(x0), 0), min(math.floor(x1), shape[1] - 1)
        r0, r1 = max(math.ceil(y0), 0), min(math.floor(y1), shape[0] - 1)
        if c1 < c0 or r1 < r0:
            continue
        rows, cols = np.mgrid[r0 : r1 + 1, c0 : c1 + 1]
        dx, dy = grid[0] + cols * grid[2] - body[cast.X], grid[1] + rows * grid[2] - body[cast.Y]
        u = body[cast.COS] * dx + body[cast.SIN] * dy
        v = -body[cast.SIN] * dx + body[cast.COS] * dy
        inside = (np.abs(u) <= body[cast.HALF_U]) & (np.abs(v) <= body[cast.HALF_V])
        if body[cast.KIND] == cast.LEAD:
            halfway = body[cast.FOOT_END] + body[cast.RISE] / 2
            top = np.where(u > halfway, top, body[cast.FOOT_Z])
        part = tops[r0 : r1 + 1, c0 : c1 + 1]
        np.maximum(part, np.where(inside, top, 0.0), out=part)
    return tops


def _from_beside(found: NDArray[np.float32], unknown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fill unknown cells with the mean of their known neighbours, two deep; give what is known."""
    known = ~unknown
    for _ in range(2):
        total = np.zeros_like(found)
        count = np.zeros(unknown.shape, np.float32)
        for dr, dc in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            count += np.roll(known, (dr, dc), (0, 1))
            total += np.roll(np.where(known, found, 0.0), (dr, dc), (1, 2))
        fill = ~known & (count > 0)
        found[:, fill] = total[:, fill] / count[fill]
        known = known | fill
    return known
