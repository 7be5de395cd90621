"""How bright what the rays met looks under the rings: compiled. In plain numpy: shade_reference."""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

HALFWAY = 0.5
"""What lies above this share of a cell's top takes the top's shadow."""

DIRECTED = 6.0
"""A mirror leaning by more than 1 / 6 (of sine) sees its light from one azimuth only."""

SOFT_DEG = 8.0
"""Over which elevation a rough mirror goes from seeing the sky to seeing what stands before it."""

ARC = (0.1591336, -0.0525686, 0.0286703, -0.0135493, 0.0033160)
"""Of the arc's tangent over 2 pi, by odd powers [1]_.

.. [1] M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions", 4.4.47.
"""

WIDER = 20
"""Steps of the table on either side over which light that was mirrored twice spreads."""

FOOT_MM = 0.08
"""How far from where it stands metal sees all of its own foot; from twice as far, nothing."""

GROUND = 1
"""Material that mirrors see when they look down: the solder mask."""


@kernel
def azimuth(x: float, y: float) -> float:
    """Angle of a direction in turns, 0 to 1; within 2e-6 of a turn."""
    ax, ay = abs(x), abs(y)
    if ax + ay == 0.0:
        return 0.0
    small, large = min(ax, ay), max(ax, ay)
    t = small / large
    t2 = t * t
    a = t * (ARC[0] + t2 * (ARC[1] + t2 * (ARC[2] + t2 * (ARC[3] + t2 * ARC[4]))))
    if ay > ax:
        a = 0.25 - a
    if x < 0.0:
        a = 0.5 - a
    return 1.0 - a if y < 0.0 else a


@kernel
def shade(
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
    lying_of: NDArray[np.int64],
    lying: NDArray[np.float32],
    radiance: NDArray[np.float32],
) -> None:
    """Fill the radiance towards the camera.

    Parameters
    ----------
    place, normal, material
        ``(N, 3)`` mm, ``(N, 2)`` and ``(N,)``: what the rays met.
    lean, tilt
        ``(6,)``: the rays' lean, mm per mm, is ``(a + b x + c y, d + e x + f y)``; likewise how far
        the board tilts there (slopes of its height along x and y).
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
    ambient
        Radiance from everywhere, the same in each channel.
    noise
        ``(3, K, K)``, standard normal, repeated every K ``noise_pitch`` mm; K is a power of 2.
    grid
        ``(3,)``: x, y of cell (0, 0) of the shadow's grid, and its pitch, mm.
    tops
        ``(GH, GW)`` mm: height of what stands in a cell or beside it.
    skyline
        ``(2, GH, GW, A, 2)``: tangent of the elevation below which azimuth a is hidden, by level,
        and one over the distance to what hides it, 1 / mm.
    blocker
        ``(2, GH, GW, A)``: material of what hides it.
    seen
        ``(2, GH, GW, R)``: share of a ring's light that arrives, over all azimuths.
    bounce
        ``(2, GH, GW)``: share of the sky that what stands around fills, times its mean reflectance.
    skyward
        ``(2, GH, GW)``: sine of the elevation above which a mirror sees nothing but the sky, by
        level, between this cell and the next.
    rings
        ``(R, 2)`` degrees: elevation from, to.
    lying_of, lying
        ``(M,)`` and ``(F, GH, GW, 3)``: which materials without grain are known already at the
        corners of the cells, lying flat on the board (-1: not), and their radiance there.
    radiance
        ``(N, 3)``, filled.
    """
    steps = matt.shape[1] - 1
    count = matt.shape[0]
    azimuths = skyline.shape[3]
    high, wide = tops.shape
    period = noise.shape[1]
    lit, side = np.empty(count), np.empty(count)
    for i in range(place.shape[0]):
        x, y, z = float(place[i, 0]), float(place[i, 1]), float(place[i, 2])
        m = int(material[i])
        nx, ny = float(normal[i, 0]), float(normal[i, 1])
        known = lying_of[m]
        if known >= 0 and z == 0.0 and nx == 0.0 and ny == 0.0:
            cx, cy = (x - grid[0]) / grid[2], (y - grid[1]) / grid[2]
            cx, cy = min(max(cx, 0.0), wide - 1.001), min(max(cy, 0.0), high - 1.001)
            ix, iy = int(cx), int(cy)
            right, below = np.float32(cx - ix), np.float32(cy - iy)
            for c in range(3):
                a, b = lying[known, iy, ix, c], lying[known, iy, ix + 1, c]
                e, f = lying[known, iy + 1, ix, c], lying[known, iy + 1, ix + 1, c]
                radiance[i, c] = (a + right * (b - a)) * (1 - below) + (e + right * (f - e)) * below
            continue
        sx = nx - tilt[0] - tilt[1] * x - tilt[2] * y
        sy = ny - tilt[3] - tilt[4] * x - tilt[5] * y
        tone = 1.0
        if grain[m, 0] > 0.0 or grain[m, 1] > 0.0:
            gx, gy = x / noise_pitch, y / noise_pitch
            jx, jy = math.floor(gx), math.floor(gy)
            fx, fy = gx - jx, gy - jy
            ix, iy = int(jx) & (period - 1), int(jy) & (period - 1)
            kx, ky = (ix + 1) & (period - 1), (iy + 1) & (period - 1)
            wa, wb = (1.0 - fx) * (1.0 - fy), fx * (1.0 - fy)
            wc, wd = (1.0 - fx) * fy, fx * fy
            if grain[m, 0] > 0.0:
                nx += grain[m, 0] * (
                    wa * noise[0, iy, ix] + wb * noise[0, iy, kx]
                    + wc * noise[0, ky, ix] + wd * noise[0, ky, kx]
                )  # fmt: skip
                ny += grain[m, 0] * (
                    wa * noise[1, iy, ix] + wb * noise[1, iy, kx]
                    + wc * noise[1, ky, ix] + wd * noise[1, ky, kx]
                )  # fmt: skip
            if grain[m, 1] > 0.0:
                tone += grain[m, 1] * (
                    wa * noise[2, iy, ix] + wb * noise[2, iy, kx]
                    + wc * noise[2, ky, ix] + wd * noise[2, ky, kx]
                )  # fmt: skip
                tone = max(tone, 0.0)
        nx -= tilt[0] + tilt[1] * x + tilt[2] * y
        ny -= tilt[3] + tilt[4] * x + tilt[5] * y
        flat = nx * nx + ny * ny
        if flat >= 1.0:
            shrink = 1.0 / math.sqrt(flat)
            nx, ny, flat = nx * shrink, ny * shrink, 1.0
        nz = math.sqrt(1.0 - flat)
        # where a mirror would send the camera's ray
        vx, vy = lean[0] + lean[1] * x + lean[2] * y, lean[3] + lean[4] * x + lean[5] * y
        length = 1.0 / math.sqrt(1.0 + vx * vx + vy * vy)
        vx, vy, vz = vx * length, vy * length, length
        dot = 2.0 * (nx * vx + ny * vy + nz * vz)
        rx, ry, rz = dot * nx - vx, dot * ny - vy, dot * nz - vz
        at_mirror = math.sqrt(min(max(0.5 * (1.0 - rz), 0.0), 1.0)) * steps
        at_matt = math.sqrt(flat) * steps
        tm, td = min(int(at_mirror), steps - 1), min(int(at_matt), steps - 1)
        fm, fd = at_mirror - tm, at_matt - td
        # shadow: the nearest four cells
        cx, cy = (x - grid[0]) / grid[2], (y - grid[1]) / grid[2]
        cx, cy = min(max(cx, 0.0), wide - 1.001), min(max(cy, 0.0), high - 1.001)
        ix, iy = int(cx), int(cy)
        red, green, blue = 0.0, 0.0, 0.0
        fx, fy = cx - ix, cy - iy
        wa, wb = (1.0 - fx) * (1.0 - fy), fx * (1.0 - fy)
        wc, wd = (1.0 - fx) * fy, fx * fy
        top = tops[int(cy + 0.5), int(cx + 0.5)]
        level = 1 if z > HALFWAY * top and top > 0.0 and z > 0.0 else 0
        is_matt = albedo[m, 0] + albedo[m, 1] + albedo[m, 2] > 0.0
        beside = 0.0
        if is_matt:
            beside = (
                wa * bounce[level, iy, ix] + wb * bounce[level, iy, ix + 1]
                + wc * bounce[level, iy + 1, ix] + wd * bounce[level, iy + 1, ix + 1]
            )  # fmt: skip
        if rz > skyward[level, iy, ix]:
            for r in range(count):
                e0, e1, e2 = emission[0, r], emission[1, r], emission[2, r]
                around = (
                    wa * seen[level, iy, ix, r] + wb * seen[level, iy, ix + 1, r]
                    + wc * seen[level, iy + 1, ix, r] + wd * seen[level, iy + 1, ix + 1, r]
                )  # fmt: skip
                g = (gloss[m, r, tm] + fm * (gloss[m, r, tm + 1] - gloss[m, r, tm])) * around
                if is_matt:
                    d = (matt[r, td] + fd * (matt[r, td + 1] - matt[r, td])) * tone * around
                    d += beside * matt[r, steps]
                    red += e0 * (mirror[m, 0] * g + albedo[m, 0] * d)
                    green += e1 * (mirror[m, 1] * g + albedo[m, 1] * d)
                    blue += e2 * (mirror[m, 2] * g + albedo[m, 2] * d)
                else:
                    red += e0 * mirror[m, 0] * g
                    green += e1 * mirror[m, 1] * g
                    blue += e2 * mirror[m, 2] * g
        else:
            above = z if level == 0 else 0.0
            turn = azimuth(rx, ry) * azimuths
            first = int(turn)
            part = turn - first
            first = first % azimuths
            second = (first + 1) % azimuths
            hides, nearer = 0.0, 0.0
            for k in range(4):
                w = (fx if k & 1 else 1.0 - fx) * (fy if k & 2 else 1.0 - fy)
                one = skyline[level, iy + k // 2, ix + k % 2, first]
                two = skyline[level, iy + k // 2, ix + k % 2, second]
                hides += w * ((1.0 - part) * one[0] + part * two[0])
                nearer += w * ((1.0 - part) * one[1] + part * two[1])
            # what is lit above the board looks over what stands before it
            blocked = math.degrees(math.atan(max(hides - above * nearer, 0.0)))
            directed = min(DIRECTED * math.sqrt(rx * rx + ry * ry), 1.0)
            # what the mirror sees where it does not see the sky
            up = math.degrees(math.asin(min(max(rz, -1.0), 1.0)))
            hit = directed * min(max((blocked - up) / SOFT_DEG + 0.5, 0.0), 1.0)
            other = int(blocker[level, int(cy + 0.5), int(cx + 0.5), int(turn + 0.5) % azimuths])
            after, at_again = 1.0, at_mirror
            if up < 0.0:
                # it looks down: metal at its own foot, which throws the ray up again, else the mask
                hit = max(hit, min(-up / SOFT_DEG, 1.0))
                if not is_matt:
                    other = m
                    # grain is left out: what is seen twice is a mean over it
                    even = min(sx * sx + sy * sy, 1.0)
                    sz = math.sqrt(1.0 - even)
                    down = max(vz - 2.0 * (sx * vx + sy * vy + sz * vz) * sz, 0.0)
                    at_again = math.sqrt(max(0.5 * (1.0 - down), 0.0)) * steps
                    # its foot is round: half of what it throws up goes elsewhere; and it is near:
                    # from high up the ray falls beyond it
                    falls = z * math.sqrt(max(1.0 - down * down, 0.0)) / max(down, 1e-3)
                    deep = math.degrees(math.asin(min(down, 1.0)))
                    after = 0.5 * min(max((deep - blocked) / SOFT_DEG + 0.5, 0.0), 1.0)
                    after *= min(max(2.0 - falls / FOOT_MM, 0.0), 1.0)
                elif blocked <= 0.0:
                    other = GROUND
            ta = min(int(at_again), steps - 1)
            fa = at_again - ta
            for r in range(count):
                around = (
                    wa * seen[level, iy, ix, r] + wb * seen[level, iy, ix + 1, r]
                    + wc * seen[level, iy + 1, ix, r] + wd * seen[level, iy + 1, ix + 1, r]
                )  # fmt: skip
                ahead = min(max((rings[r, 1] - blocked) / (rings[r, 1] - rings[r, 0]), 0.0), 1.0)
                ahead = directed * ahead + (1.0 - directed) * around
                g = gloss[m, r, tm] + fm * (gloss[m, r, tm + 1] - gloss[m, r, tm])
                d = (matt[r, td] + fd * (matt[r, td + 1] - matt[r, td])) * tone
                lit[r] = g * ahead
                side[r] = d * around + beside * matt[r, steps]
            for c in range(3):
                total, wall, polished = 0.0, 0.0, 0.0
                for r in range(count):
                    e = emission[c, r]
                    total += e * (mirror[m, c] * lit[r] + albedo[m, c] * side[r])
                    wall += e * matt[r, steps]
                    for spread in (-WIDER, 0, WIDER):
                        t = min(max(ta + spread, 0), steps - 1)
                        step = gloss[other, r, t + 1] - gloss[other, r, t]
                        polished += e * (gloss[other, r, t] + fa * step) / 3.0
                again = albedo[other, c] * wall + mirror[other, c] * polished * after
                total += mirror[m, c] * hit * again
                if c == 0:
                    red = total
                elif c == 1:
                    green = total
                else:
                    blue = total
        radiance[i, 0] = red + ambient * (mirror[m, 0] + albedo[m, 0] * tone)
        radiance[i, 1] = green + ambient * (mirror[m, 1] + albedo[m, 1] * tone)
        radiance[i, 2] = blue + ambient * (mirror[m, 2] + albedo[m, 2] * tone)
