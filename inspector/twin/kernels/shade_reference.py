"""How bright what the rays met looks, in plain numpy: what `shade` is held against."""

import numpy as np
from numpy.typing import NDArray

from inspector.twin.kernels.shade import DIRECTED, FOOT_MM, GROUND, HALFWAY, SOFT_DEG, WIDER


def shade_plain(
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    lean: NDArray[np.float64],
    tilt: NDArray[np.float64],
    albedo: NDArray[np.float32],
    mirror: NDArray[np.float32],
    grain: NDArray[np.float32],
    gloss: NDArray[np.float32],
    matt: NDArray[np.float32],
    emission: NDArray[np.float32],
    ambient: float,
    noise: NDArray[np.float32],
    noise_pitch: float,
    grid: NDArray[np.float64],
    tops: NDArray[np.float32],
    skyline: NDArray[np.float32],
    blocker: NDArray[np.uint8],
    seen: NDArray[np.float32],
    bounce: NDArray[np.float32],
    skyward: NDArray[np.float32],
    rings: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Give what `shade` fills, in plain numpy: ``(N, 3)``."""
    xy, z = place[:, :2].astype(float), place[:, 2].astype(float)
    rough = _bilinear(noise, xy / noise_pitch, wrap=True)
    at = np.column_stack((np.ones(len(xy)), xy))
    even = normal - np.column_stack((at @ tilt[:3], at @ tilt[3:]))
    n = normal + grain[material, :1] * rough[:2].T
    tone = np.maximum(1 + grain[material, 1] * rough[2], 0)
    n = n - np.column_stack((at @ tilt[:3], at @ tilt[3:]))
    n = n / np.maximum(np.hypot(n[:, 0], n[:, 1]), 1)[:, None]
    n = np.column_stack((n, np.sqrt(np.maximum(1 - (n**2).sum(1), 0))))
    v = np.column_stack((at @ lean[:3], at @ lean[3:], np.ones(len(xy))))
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    r = 2 * (n * v).sum(1, keepdims=True) * n - v
    sine = np.sqrt(np.clip((1 - r[:, 2]) / 2, 0, 1))
    cell = (xy - grid[:2]) / grid[2]
    cell = np.clip(cell, 0, (tops.shape[1] - 1.001, tops.shape[0] - 1.001))
    near = (cell + 0.5).astype(int)
    top = tops[near[:, 1], near[:, 0]]
    level = ((z > HALFWAY * top) & (top > 0) & (z > 0)).astype(int)
    many = np.arange(len(z))
    azimuths = skyline.shape[3]
    turn = np.mod(np.arctan2(r[:, 1], r[:, 0]) / (2 * np.pi), 1) * azimuths
    first = np.floor(turn).astype(int)
    part = turn - first

    def between(layers: NDArray[np.float32]) -> NDArray[np.float64]:
        """Sample ``(2, GH, GW, L)`` at the places and levels: ``(L, N)``."""
        flat = np.moveaxis(layers, 3, 1).reshape(-1, *tops.shape)
        sampled = _bilinear(flat, cell).reshape(2, layers.shape[3], -1)
        return np.asarray(sampled[level, :, many].T)

    hides, nearer = (
        (1 - part) * held[first % azimuths, many] + part * held[(first + 1) % azimuths, many]
        for held in (between(skyline[..., 0]), between(skyline[..., 1]))
    )
    above = np.where(level == 0, z, 0)
    blocked = np.degrees(np.arctan(np.maximum(hides - above * nearer, 0)))
    directed = np.minimum(DIRECTED * np.hypot(r[:, 0], r[:, 1]), 1)
    up = np.degrees(np.arcsin(np.clip(r[:, 2], -1, 1)))
    hit = directed * np.clip((blocked - up) / SOFT_DEG + 0.5, 0, 1)
    other = blocker[level, near[:, 1], near[:, 0], (turn + 0.5).astype(int) % azimuths]
    hit = np.where(up < 0, np.maximum(hit, np.clip(-up / SOFT_DEG, 0, 1)), hit)
    metal = (albedo[material].sum(1) == 0) & (up < 0)
    other = np.where((up < 0) & (blocked <= 0), GROUND, other)
    other = np.where(metal, material, other)
    even_z = np.sqrt(np.maximum(1 - np.minimum((even**2).sum(1), 1), 0))
    facing = (even * v[:, :2]).sum(1) + even_z * v[:, 2]
    down = np.maximum(v[:, 2] - 2 * facing * even_z, 0)
    deep = np.degrees(np.arcsin(np.minimum(down, 1)))
    after = np.where(metal, 0.5 * np.clip((deep - blocked) / SOFT_DEG + 0.5, 0, 1), 1)
    falls = z * np.sqrt(np.maximum(1 - down**2, 0)) / np.maximum(down, 1e-3)
    after = np.where(metal, after * np.clip(2 - falls / FOOT_MM, 0, 1), after)
    again_at = np.where(metal, np.sqrt(np.maximum((1 - down) / 2, 0)), sine)
    corner = cell.astype(int)
    free = r[:, 2] > skyward[level, corner[:, 1], corner[:, 0]]
    hit = np.where(free, 0, hit)
    around, filled = between(seen), between(bounce[..., None])[0]
    sines = np.linspace(0, 1, matt.shape[1])
    step = WIDER / (matt.shape[1] - 1)
    out = ambient * (mirror[material] + albedo[material] * tone[:, None])
    wall = emission @ matt[:, -1]
    again = albedo[other] * wall
    for i, (low, high) in enumerate(rings):
        ahead = directed * np.clip((high - blocked) / (high - low), 0, 1)
        ahead = np.where(free, around[i], ahead + (1 - directed) * around[i])
        glossy = _looked_up(gloss[:, i], material, sine)
        wider = (again_at + spread for spread in (-step, 0.0, step))
        polished = np.mean([_looked_up(gloss[:, i], other, at) for at in wider], 0)
        scattered = np.interp(np.hypot(n[:, 0], n[:, 1]), sines, matt[i]) * around[i] * tone
        look = mirror[material] * (glossy * ahead)[:, None] + albedo[material] * scattered[:, None]
        out += emission[:, i] * look
        again = again + mirror[other] * (polished * after)[:, None] * emission[:, i]
    out += mirror[material] * hit[:, None] * again + albedo[material] * filled[:, None] * wall
    return np.asarray(out)


def _looked_up(
    table: NDArray[np.float32], of: NDArray[np.uint8], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Look up rows ``of`` of ``(M, T)`` at places 0 to 1: ``(N,)``."""
    sines = np.linspace(0, 1, table.shape[1])
    return np.array([np.interp(s, sines, table[m]) for s, m in zip(at, of, strict=True)])


def _bilinear(
    layers: NDArray[np.float32], at: NDArray[np.float64], *, wrap: bool = False
) -> NDArray[np.float64]:
    """Sample ``(L, H, W)`` at ``(N, 2)`` col, row: ``(L, N)``."""
    col, row = np.floor(at[:, 0]).astype(int), np.floor(at[:, 1]).astype(int)
    fx, fy = at[:, 0] - col, at[:, 1] - row
    high, wide = layers.shape[1:]
    right, below = col + 1, row + 1
    if wrap:
        col, right, row, below = col % wide, right % wide, row % high, below % high
    upper = layers[:, row, col] * (1 - fx) + layers[:, row, right] * fx
    lower = layers[:, below, col] * (1 - fx) + layers[:, below, right] * fx
    return np.asarray(upper * (1 - fy) + lower * fy)
