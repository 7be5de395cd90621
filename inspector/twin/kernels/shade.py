"""How bright what the rays met looks under the rings: compiled, with its plain numpy reference."""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

LEVELS = 2
"""Receivers of shadow: the board itself, and the tops of what stands on it."""

HALFWAY = 0.5
"""What lies above this share of a cell's top takes the top's shadow."""

DIRECTED = 6.0
"""A mirror leaning by more than 1 / 6 (of sine) sees its light from one azimuth only."""


@kernel
def shade(
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    lean: NDArray[np.float64],
    albedo: NDArray[np.float32],
    mirror: NDArray[np.float32],
    grain: NDArray[np.float32],
    gloss: NDArray[np.float32],
    matt: NDArray[np.float32],
    emission: NDArray[np.float32],
    noise: NDArray[np.float32],
    noise_pitch: float,
    grid: NDArray[np.float64],
    tops: NDArray[np.float32],
    horizon: NDArray[np.float32],
    seen: NDArray[np.float32],
    rings: NDArray[np.float32],
    radiance: NDArray[np.float32],
) -> None:
    """Fill the radiance towards the camera.

    Parameters
    ----------
    place, normal, material
        ``(N, 3)`` mm, ``(N, 2)`` and ``(N,)``: what the rays met.
    lean
        ``(3,)``: the rays' lean is ``(lean[0] - x lean[2], lean[1] - y lean[2])``.
    albedo, mirror
        ``(M, 3)``: diffuse and specular reflectance by channel.
    grain
        ``(M, 2)``: roughness of the normal (sine) and of the tone (relative) that the eye sees.
    gloss
        ``(M, R, T)``: response of a mirror of reflectance 1 to ring r, over the sine of the tilt
        that would throw the vertical into the same direction.
    matt
        ``(R, T)``: irradiance / pi by ring r, over the sine of the normal's tilt.
    emission
        ``(3, R)``: what a channel gets of a ring.
    noise
        ``(3, K, K)``, standard normal, repeated every K ``noise_pitch`` mm; K is a power of 2.
    grid
        ``(3,)``: x, y of cell (0, 0) of the shadow's grid, and its pitch, mm.
    tops
        ``(GH, GW)`` mm: height of what stands in a cell or beside it.
    horizon
        ``(2, GH, GW, A)`` degrees: elevation below which azimuth a is hidden, by level.
    seen
        ``(2, GH, GW, R)``: share of a ring's light that arrives, over all azimuths.
    rings
        ``(R, 2)`` degrees: elevation from, to.
    radiance
        ``(N, 3)``, filled.
    """
    steps = matt.shape[1] - 1
    count = matt.shape[0]
    azimuths = horizon.shape[3]
    high, wide = tops.shape
    period = noise.shape[1]
    for i in range(place.shape[0]):
        x, y, z = float(place[i, 0]), float(place[i, 1]), float(place[i, 2])
        m = int(material[i])
        nx, ny = float(normal[i, 0]), float(normal[i, 1])
        tone = 1.0
        if grain[m, 0] > 0.0 or grain[m, 1] > 0.0:
            gx, gy = x / noise_pitch, y / noise_pitch
            ix, iy = math.floor(gx), math.floor(gy)
            fx, fy = gx - ix, gy - iy
            ix, iy = ix & (period - 1), iy & (period - 1)
            jx, jy = (ix + 1) & (period - 1), (iy + 1) & (period - 1)
            wa, wb = (1.0 - fx) * (1.0 - fy), fx * (1.0 - fy)
            wc, wd = (1.0 - fx) * fy, fx * fy
            nx += grain[m, 0] * (
                wa * noise[0, iy, ix]
                + wb * noise[0, iy, jx]
                + wc * noise[0, jy, ix]
                + wd * noise[0, jy, jx]
            )
            ny += grain[m, 0] * (
                wa * noise[1, iy, ix]
                + wb * noise[1, iy, jx]
                + wc * noise[1, jy, ix]
                + wd * noise[1, jy, jx]
            )
            tone += grain[m, 1] * (
                wa * noise[2, iy, ix]
                + wb * noise[2, iy, jx]
                + wc * noise[2, jy, ix]
                + wd * noise[2, jy, jx]
            )
            tone = max(tone, 0.0)
        flat = nx * nx + ny * ny
        if flat >= 1.0:
            shrink = 1.0 / math.sqrt(flat)
            nx, ny, flat = nx * shrink, ny * shrink, 1.0
        nz = math.sqrt(1.0 - flat)
        # where a mirror would send the camera's ray
        vx, vy = lean[0] - x * lean[2], lean[1] - y * lean[2]
        length = math.sqrt(1.0 + vx * vx + vy * vy)
        vx, vy, vz = vx / length, vy / length, 1.0 / length
        dot = nx * vx + ny * vy + nz * vz
        rx, ry, rz = 2.0 * dot * nx - vx, 2.0 * dot * ny - vy, 2.0 * dot * nz - vz
        at_mirror = math.sqrt(min(max(0.5 * (1.0 - rz), 0.0), 1.0)) * steps
        at_matt = math.sqrt(min(flat, 1.0)) * steps
        tm, td = min(int(at_mirror), steps - 1), min(int(at_matt), steps - 1)
        fm, fd = at_mirror - tm, at_matt - td
        # shadow: the nearest four cells
        cx, cy = (x - grid[0]) / grid[2], (y - grid[1]) / grid[2]
        cx, cy = min(max(cx, 0.0), wide - 1.001), min(max(cy, 0.0), high - 1.001)
        ix, iy = int(cx), int(cy)
        fx, fy = cx - ix, cy - iy
        top = tops[int(cy + 0.5), int(cx + 0.5)]
        level = 1 if z > HALFWAY * top and top > 0.0 and z > 0.0 else 0
        wa, wb = (1.0 - fx) * (1.0 - fy), fx * (1.0 - fy)
        wc, wd = (1.0 - fx) * fy, fx * fy
        hidden = False
        for r in range(count):
            hidden |= seen[level, iy, ix, r] < 1.0 or seen[level, iy, ix + 1, r] < 1.0
            hidden |= seen[level, iy + 1, ix, r] < 1.0 or seen[level, iy + 1, ix + 1, r] < 1.0
        blocked, directed = 0.0, 0.0
        if hidden:
            turn = math.atan2(ry, rx) / (2.0 * math.pi) * azimuths
            first = math.floor(turn)
            part = turn - first
            first = first % azimuths
            second = (first + 1) % azimuths
            blocked = (1.0 - part) * (
                wa * horizon[level, iy, ix, first]
                + wb * horizon[level, iy, ix + 1, first]
                + wc * horizon[level, iy + 1, ix, first]
                + wd * horizon[level, iy + 1, ix + 1, first]
            ) + part * (
                wa * horizon[level, iy, ix, second]
                + wb * horizon[level, iy, ix + 1, second]
                + wc * horizon[level, iy + 1, ix, second]
                + wd * horizon[level, iy + 1, ix + 1, second]
            )
            directed = min(DIRECTED * math.sqrt(rx * rx + ry * ry), 1.0)
        red, green, blue = 0.0, 0.0, 0.0
        for r in range(count):
            around, ahead = 1.0, 1.0
            if hidden:
                around = (
                    wa * seen[level, iy, ix, r]
                    + wb * seen[level, iy, ix + 1, r]
                    + wc * seen[level, iy + 1, ix, r]
                    + wd * seen[level, iy + 1, ix + 1, r]
                )
                span = rings[r, 1] - rings[r, 0]
                ahead = min(max((rings[r, 1] - blocked) / span, 0.0), 1.0)
                ahead = directed * ahead + (1.0 - directed) * around
            g = ((1.0 - fm) * gloss[m, r, tm] + fm * gloss[m, r, tm + 1]) * ahead
            d = ((1.0 - fd) * matt[r, td] + fd * matt[r, td + 1]) * around * tone
            red += emission[0, r] * (mirror[m, 0] * g + albedo[m, 0] * d)
            green += emission[1, r] * (mirror[m, 1] * g + albedo[m, 1] * d)
            blue += emission[2, r] * (mirror[m, 2] * g + albedo[m, 2] * d)
        radiance[i, 0], radiance[i, 1], radiance[i, 2] = red, green, blue


def shade_plain(
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    lean: NDArray[np.float64],
    albedo: NDArray[np.float32],
    mirror: NDArray[np.float32],
    grain: NDArray[np.float32],
    gloss: NDArray[np.float32],
    matt: NDArray[np.float32],
    emission: NDArray[np.float32],
    noise: NDArray[np.float32],
    noise_pitch: float,
    grid: NDArray[np.float64],
    tops: NDArray[np.float32],
    horizon: NDArray[np.float32],
    seen: NDArray[np.float32],
    rings: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Give what `shade` fills, in plain numpy: ``(N, 3)``."""
    xy, z = place[:, :2].astype(float), place[:, 2].astype(float)
    rough = _bilinear(noise, xy / noise_pitch, wrap=True)
    n = normal + grain[material, :1] * rough[:2].T
    tone = np.maximum(1 + grain[material, 1] * rough[2], 0)
    n = n / np.maximum(np.hypot(n[:, 0], n[:, 1]), 1)[:, None]
    n = np.column_stack((n, np.sqrt(np.maximum(1 - (n**2).sum(1), 0))))
    v = np.column_stack((lean[:2] - xy * lean[2], np.ones(len(xy))))
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    r = 2 * (n * v).sum(1, keepdims=True) * n - v
    sine = np.sqrt(np.clip((1 - r[:, 2]) / 2, 0, 1))
    cell = (xy - grid[:2]) / grid[2]
    cell = np.clip(cell, 0, (tops.shape[1] - 1.001, tops.shape[0] - 1.001))
    near = (cell + 0.5).astype(int)
    top = tops[near[:, 1], near[:, 0]]
    level = ((z > HALFWAY * top) & (top > 0) & (z > 0)).astype(int)
    many = np.arange(len(z))
    azimuths = horizon.shape[3]
    turn = np.arctan2(r[:, 1], r[:, 0]) / (2 * np.pi) * azimuths
    first = np.floor(turn).astype(int)
    horizon, seen = np.moveaxis(horizon, 3, 1), np.moveaxis(seen, 3, 1)
    skyline = _bilinear(horizon.reshape(-1, *tops.shape), cell).reshape(2, azimuths, -1)
    one, two = (skyline[level, (first + i) % azimuths, many] for i in (0, 1))
    blocked = one + (turn - first) * (two - one)
    around = _bilinear(seen.reshape(-1, *tops.shape), cell).reshape(*seen.shape[:2], -1)
    directed = np.minimum(DIRECTED * np.hypot(r[:, 0], r[:, 1]), 1)
    out = np.zeros((len(z), 3))
    for i, (low, high) in enumerate(rings):
        diffuse = around[level, i, many]
        ahead = directed * np.clip((high - blocked) / (high - low), 0, 1)
        ahead += (1 - directed) * diffuse
        sines = np.linspace(0, 1, matt.shape[1])
        glossy = np.array(
            [np.interp(s, sines, gloss[m, i]) for s, m in zip(sine, material, strict=True)]
        )
        scattered = np.interp(np.hypot(n[:, 0], n[:, 1]), sines, matt[i]) * diffuse * tone
        look = mirror[material] * (glossy * ahead)[:, None] + albedo[material] * scattered[:, None]
        out += emission[:, i] * look
    return out


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
