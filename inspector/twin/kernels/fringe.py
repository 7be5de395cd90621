"""What a projector's stripes look like on what the rays met: compiled.

`settle` moves surfaces into the field, once for all projectors; `reach` and `answer` say what of a
projector's light arrives at each of them and is sent to the camera, once for all its periods;
`stripe` gives all steps of one period; `merge` puts the surfaces of edge pixels together.
``fringe_reference.py`` says the same in plain numpy.
"""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

# the numbers that say where a projector stands
TOWARDS_X, TOWARDS_Y, SIN, COS, NEARNESS = range(5)

BLOCK_PX = 16
"""Side of the blocks whose highest place is known: what passes over a block skips it."""
NEAR_STEPS = 3
"""For so many pixels a surface may rise with its own slope without standing in its own light."""
STEEPEST = 1e-3
"""Least cosine by which a slope or a view is divided."""


@kernel
def noise_at(noise: NDArray[np.float32], layer: int, x: float, y: float) -> float:
    """Give the noise of a layer between its places, which repeat; linear."""
    period = noise.shape[1]
    jx, jy = math.floor(x), math.floor(y)
    fx, fy = x - jx, y - jy
    ix, iy = int(jx) & (period - 1), int(jy) & (period - 1)
    kx, ky = (ix + 1) & (period - 1), (iy + 1) & (period - 1)
    one = noise[layer, iy, ix] + fx * (noise[layer, iy, kx] - noise[layer, iy, ix])
    two = noise[layer, ky, ix] + fx * (noise[layer, ky, kx] - noise[layer, ky, ix])
    return float(one + fy * (two - one))


@kernel
def settle(
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    pose: NDArray[np.float64],
    warp: NDArray[np.float64],
    tilt: NDArray[np.float64],
    grain: NDArray[np.float32],
    noise: NDArray[np.float32],
    noise_pitch: float,
    stands: NDArray[np.float32],
    faces: NDArray[np.float32],
    tone: NDArray[np.float32],
) -> None:
    """Move what rays met from the panel into the field.

    Parameters
    ----------
    place, normal, material
        ``(N, 3)`` panel mm, ``(N, 2)``, ``(N,)``.
    pose
        ``(6,)``: a, b, tx, c, d, ty from panel to field mm.
    warp
        ``(6,)``: x, y, xx, xy, yy, offset of the panel's height.
    tilt
        ``(6,)``: slopes of that height along x and y, as planes.
    grain
        ``(M, 2)``: roughness of the normal (sine) and of the tone (relative).
    noise, noise_pitch
        ``(3, K, K)``, standard normal, repeated every K pitches (mm); K is a power of 2.
    stands, faces, tone
        ``(N, 3)`` field mm, ``(N, 2)``, ``(N,)``: filled.
    """
    size = math.sqrt(abs(pose[0] * pose[4] - pose[1] * pose[3]))
    for i in range(place.shape[0]):
        x, y = float(place[i, 0]), float(place[i, 1])
        m = int(material[i])
        nx, ny = float(normal[i, 0]), float(normal[i, 1])
        bright = 1.0
        if grain[m, 0] > 0.0:
            nx += grain[m, 0] * noise_at(noise, 0, x / noise_pitch, y / noise_pitch)
            ny += grain[m, 0] * noise_at(noise, 1, x / noise_pitch, y / noise_pitch)
        if grain[m, 1] > 0.0:
            off = grain[m, 1] * noise_at(noise, 2, x / noise_pitch, y / noise_pitch)
            bright = max(bright + off, 0.0)
        nx -= tilt[0] + tilt[1] * x + tilt[2] * y
        ny -= tilt[3] + tilt[4] * x + tilt[5] * y
        turned_x = (pose[0] * nx + pose[1] * ny) / size
        turned_y = (pose[3] * nx + pose[4] * ny) / size
        flat = turned_x * turned_x + turned_y * turned_y
        shrink = 1.0 / math.sqrt(flat) if flat > 1.0 else 1.0
        faces[i, 0], faces[i, 1] = turned_x * shrink, turned_y * shrink
        u, v = x - warp[0], y - warp[1]
        raised = warp[5] + warp[2] * u * u + warp[3] * u * v + warp[4] * v * v
        stands[i, 0] = pose[0] * x + pose[1] * y + pose[2]
        stands[i, 1] = pose[3] * x + pose[4] * y + pose[5]
        stands[i, 2] = place[i, 2] + raised
        tone[i] = bright


@kernel
def highest(heights: NDArray[np.float32], blocks: NDArray[np.float32]) -> None:
    """Fill the highest place of each block of ``BLOCK_PX`` pixels a side."""
    blocks[:, :] = -np.inf
    rows, cols = heights.shape
    for r in range(rows):
        for c in range(cols):
            b, d = r // BLOCK_PX, c // BLOCK_PX
            blocks[b, d] = max(blocks[b, d], heights[r, c])


@kernel
def lit_share(
    heights: NDArray[np.float32],
    blocks: NDArray[np.float32],
    start: int,
    z: float,
    step_row: float,
    step_col: float,
    rise: float,
    own: float,
    top: float,
) -> float:
    """Give how much of the light reaches a place: 0 to 1 over a pixel about the shadow's edge.

    The way to the light is walked over the picture of heights, one pixel at a time along the
    longer of its two axes. ``rise`` is what the light climbs in such a step, ``own`` how much of
    that the place's own slope does.
    """
    rows, cols = heights.shape
    row, col = start // cols, start % cols
    down = 1.0 / step_row if step_row != 0.0 else np.inf
    right = 1.0 / step_col if step_col != 0.0 else np.inf
    to_row = BLOCK_PX - 0.5 if step_row >= 0.0 else -0.5
    to_col = BLOCK_PX - 0.5 if step_col >= 0.0 else -0.5
    share = 1.0
    k = 1
    while share > 0.0:
        # the light's height where it enters the pixel is that of half a step before its middle
        enters = z + (k - 1.0) * rise
        at_row, at_col = row + k * step_row, col + k * step_col
        r, c = math.floor(at_row + 0.5), math.floor(at_col + 0.5)
        if enters >= top or r < 0 or c < 0 or r >= rows or c >= cols:
            break
        b, d = r // BLOCK_PX, c // BLOCK_PX
        if enters >= blocks[b, d]:
            leave = min(
                (b * BLOCK_PX + to_row - at_row) * down, (d * BLOCK_PX + to_col - at_col) * right
            )
            k += 1 + int(max(leave, 0.0))
            continue
        there = float(heights[r, c])
        if k <= NEAR_STEPS:
            there -= k * own
        share = min(share, (enters - there) / rise + 1.0)
        k += 1
    return max(share, 0.0)


@kernel
def lamp_from(
    lamp: NDArray[np.float64], x: float, y: float, z: float
) -> tuple[float, float, float, float]:
    """Give the direction from a place to the projector, and the centre's share of its distance."""
    lx = lamp[TOWARDS_X] * lamp[SIN] - x * lamp[NEARNESS]
    ly = lamp[TOWARDS_Y] * lamp[SIN] - y * lamp[NEARNESS]
    lz = lamp[COS] - z * lamp[NEARNESS]
    near = 1.0 / math.sqrt(lx * lx + ly * ly + lz * lz)
    return lx * near, ly * near, lz * near, near


@kernel
def reach(
    stands: NDArray[np.float32],
    faces: NDArray[np.float32],
    pixels: NDArray[np.int64],
    lamp: NDArray[np.float64],
    lean: NDArray[np.float64],
    to_pixels: NDArray[np.float64],
    heights: NDArray[np.float32],
    blocks: NDArray[np.float32],
    top: float,
    share: NDArray[np.float32],
) -> None:
    """Fill what share of a projector's light reaches each surface that faces it; else 0.

    Parameters
    ----------
    stands, faces
        ``(N, 3)`` field mm, ``(N, 2)``.
    pixels
        ``(N,)``: the pixel each surface is seen in, row * cols + col.
    lamp
        ``(5,)``: the unit vector on the board towards the projector, sine and cosine of
        its angle from the vertical, one over its distance from the field's centre (0: parallel).
    lean
        ``(6,)``: the camera's rays' lean, mm per mm, as planes over field x and y.
    to_pixels
        ``(2, 2)``: rows and columns per field mm.
    heights, blocks, top
        ``(H, W)`` field mm, what `highest` makes of it, and its greatest.
    share
        ``(N,)``, filled.
    """
    for i in range(share.shape[0]):
        x, y, z = float(stands[i, 0]), float(stands[i, 1]), float(stands[i, 2])
        nx, ny = float(faces[i, 0]), float(faces[i, 1])
        nz = math.sqrt(max(1.0 - nx * nx - ny * ny, 0.0))
        lx, ly, lz, _ = lamp_from(lamp, x, y, z)
        share[i] = 0.0
        if nx * lx + ny * ly + nz * lz <= 0.0:
            continue
        run_x, run_y = lx / lz, ly / lz
        out_x = run_x - lean[0] - lean[1] * x - lean[2] * y
        out_y = run_y - lean[3] - lean[4] * x - lean[5] * y
        step_row = to_pixels[0, 0] * out_x + to_pixels[0, 1] * out_y
        step_col = to_pixels[1, 0] * out_x + to_pixels[1, 1] * out_y
        longer = max(abs(step_row), abs(step_col))
        if longer == 0.0:
            share[i] = 1.0
            continue
        rise = 1.0 / longer
        own = -(nx * run_x + ny * run_y) * rise / max(nz, STEEPEST)
        own = min(max(own, 0.0), rise)
        step_row, step_col = step_row * rise, step_col * rise
        share[i] = lit_share(
            heights, blocks, pixels[i], z, step_row, step_col, rise, own, top
        )  # fmt: skip


@kernel
def answer(
    stands: NDArray[np.float32],
    faces: NDArray[np.float32],
    tone: NDArray[np.float32],
    material: NDArray[np.uint8],
    looks: NDArray[np.float64],
    lamp: NDArray[np.float64],
    lean: NDArray[np.float64],
    share: NDArray[np.float32],
    gain: NDArray[np.float32],
) -> None:
    """Fill what share of a projector's light each surface sends to the camera.

    Parameters
    ----------
    stands, faces, tone, material
        ``(N, 3)`` field mm, ``(N, 2)``, ``(N,)``, ``(N,)``.
    looks
        ``(M, 3)``: what scatters, what mirrors, and GGX alpha, by material; 0 alpha: no mirror.
    lamp, lean, share
        As in `reach`, and what it filled.
    gain
        ``(N,)``, filled: 1 is a white matt surface that faces the light in the field's centre.

    References
    ----------
    .. [1] B. Walter et al., "Microfacet Models for Refraction through Rough Surfaces", EGSR 2007.
    """
    for i in range(gain.shape[0]):
        gain[i] = 0.0
        if share[i] <= 0.0:
            continue
        x, y, z = float(stands[i, 0]), float(stands[i, 1]), float(stands[i, 2])
        nx, ny = float(faces[i, 0]), float(faces[i, 1])
        nz = math.sqrt(max(1.0 - nx * nx - ny * ny, 0.0))
        lx, ly, lz, near = lamp_from(lamp, x, y, z)
        nl = nx * lx + ny * ly + nz * lz
        m = int(material[i])
        mirror, alpha = looks[m, 1], looks[m, 2]
        sent = looks[m, 0] * tone[i] * nl
        if mirror > 0.0 and alpha > 0.0:
            vx = lean[0] + lean[1] * x + lean[2] * y
            vy = lean[3] + lean[4] * x + lean[5] * y
            length = 1.0 / math.sqrt(1.0 + vx * vx + vy * vy)
            hx, hy, hz = lx + vx * length, ly + vy * length, lz + length
            nh = (nx * hx + ny * hy + nz * hz) / math.sqrt(hx * hx + hy * hy + hz * hz)
            nv = max((nx * vx + ny * vy + nz) * length, STEEPEST)
            a2 = alpha * alpha
            bell = nh * nh * (a2 - 1.0) + 1.0
            shade = 2.0 * nl / (nl + math.sqrt(a2 + (1.0 - a2) * nl * nl))
            shade *= 2.0 * nv / (nv + math.sqrt(a2 + (1.0 - a2) * nv * nv))
            # the light's irradiance is pi times what a white matt surface would send on
            sent += mirror * a2 / (bell * bell) * shade / (4.0 * nv)
        gain[i] = share[i] * sent * near * near


@kernel
def stripe(
    stands: NDArray[np.float32],
    gain: NDArray[np.float32],
    glow: NDArray[np.float32],
    lamp: NDArray[np.float64],
    period: float,
    blur: NDArray[np.float64],
    waves: NDArray[np.float64],
    shifts: NDArray[np.float64],
    powers: NDArray[np.float64],
    radiance: NDArray[np.float32],
) -> None:
    """Fill the radiance of all steps of one period.

    Parameters
    ----------
    stands
        ``(N, 3)`` field mm.
    gain, glow
        ``(N,)``: share of the light sent to the camera (`answer`); radiance without the projector.
    lamp
        As in `reach`.
    period
        mm on the plane z = 0, in the field's centre.
    blur
        ``(2,)``: sigma of the stripes' blur at z = 0, mm, and its growth with distance from there.
    waves
        ``(C,)``: the signal as cosines of whole multiples of the phase, mean first, C >= 2.
    shifts, powers
        ``(S,)``: phase, rad, and relative brightness of each step.
    radiance
        ``(S, N)``, filled.
    """
    count, many = shifts.shape[0], waves.shape[0]
    cos_of, sin_of = np.cos(shifts), np.sin(shifts)
    sharp = blur[0] == 0.0 and blur[1] == 0.0
    wave = waves.copy()
    for i in range(stands.shape[0]):
        along = -(lamp[TOWARDS_X] * stands[i, 0] + lamp[TOWARDS_Y] * stands[i, 1])
        z = float(stands[i, 2])
        # the projector's own picture is flat and looks at the field's centre
        ahead = 1.0 + (along * lamp[SIN] - z * lamp[COS]) * lamp[NEARNESS]
        phase = 2.0 * math.pi / period * (along + z * lamp[SIN] / lamp[COS]) / ahead
        if not sharp:
            # stripes a mm of the board's plane, here
            dense = (1.0 - z / lamp[COS] * lamp[NEARNESS]) / (ahead * ahead * period)
            width = 2.0 * math.pi * (blur[0] + blur[1] * abs(z)) * dense
            passed = math.exp(-0.5 * width * width)
            for n in range(1, many):
                wave[n] = waves[n] * passed ** (n * n)
        c, s = math.cos(phase), math.sin(phase)
        for k in range(count):
            x = c * cos_of[k] - s * sin_of[k]
            # Clenshaw's sum of Chebyshev polynomials: cos(n phi) of cos(phi)
            one, two = 0.0, 0.0
            for n in range(many - 1, 0, -1):
                one, two = wave[n] + 2.0 * x * one - two, one
            signal = wave[0] + x * one - two
            radiance[k, i] = glow[i] + gain[i] * powers[k] * signal


@kernel
def merge(
    radiance: NDArray[np.float32],
    weight: NDArray[np.float32],
    first: NDArray[np.int64],
    pixels: NDArray[np.int64],
    pictures: NDArray[np.float32],
) -> None:
    """Put the mean of each pixel's surfaces into pictures.

    ``radiance`` is ``(S, M)``, ``weight`` ``(M,)``, ``first`` and ``pixels`` ``(N,)`` as
    `cast.cast_edges` fills them, ``pictures`` ``(S, rows * cols)``.
    """
    many = pixels.shape[0]
    for i in range(many):
        end = first[i + 1] if i + 1 < many else weight.shape[0]
        for k in range(pictures.shape[0]):
            total = 0.0
            for n in range(first[i], end):
                total += weight[n] * radiance[k, n]
            pictures[k, pixels[i]] = total
