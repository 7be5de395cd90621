"""What `kernels.fringe` computes, in plain numpy: for tests."""

import numpy as np
from numpy.typing import NDArray

from inspector.twin.kernels.fringe import (
    COS,
    NEAR_STEPS,
    NEARNESS,
    SIN,
    STEEPEST,
    TOWARDS_X,
    TOWARDS_Y,
)

Floats = NDArray[np.float64]


def settle_plain(
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    pose: Floats,
    warp: Floats,
    tilt: Floats,
    grain: NDArray[np.float32],
    noise: NDArray[np.float32],
    noise_pitch: float,
) -> tuple[Floats, Floats, Floats]:
    """Give what `settle` fills."""
    x, y, z = place.astype(float).T
    at = x / noise_pitch, y / noise_pitch
    rough = np.stack([_between(layer, *at) for layer in noise], -1)
    slopes = np.stack([tilt[i] + tilt[i + 1] * x + tilt[i + 2] * y for i in (0, 3)], -1)
    turn = np.array(((pose[0], pose[1]), (pose[3], pose[4])))
    turned = (normal + grain[material, :1] * rough[:, :2] - slopes) @ turn.T
    turned /= np.sqrt(abs(np.linalg.det(turn)))
    turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1.0)
    u, v = x - warp[0], y - warp[1]
    raised = z + warp[5] + warp[2] * u**2 + warp[3] * u * v + warp[4] * v**2
    moved = np.stack((x, y), -1) @ turn.T + (pose[2], pose[5])
    tone = np.maximum(1 + grain[material, 1] * rough[:, 2], 0)
    return np.concatenate((moved, raised[:, None]), 1), turned, tone


def reach_plain(
    stands: NDArray[np.float32],
    faces: NDArray[np.float32],
    pixels: NDArray[np.int64],
    lamp: Floats,
    lean: Floats,
    to_pixels: Floats,
    heights: NDArray[np.float32],
) -> Floats:
    """Give what `reach` fills; the way to the light is walked in full."""
    face, light, view, _ = _directions(stands, faces, lamp, lean)
    run = light[:, :2] / light[:, 2:]
    step = (run - view[:, :2]) @ to_pixels.T
    own = -(face[:, :2] * run).sum(1) / np.maximum(face[:, 2], STEEPEST)
    lit = _walked(pixels, stands[:, 2].astype(float), step, own, heights)
    return np.asarray(np.where((face * light).sum(1) > 0, lit, 0.0))


def answer_plain(
    stands: NDArray[np.float32],
    faces: NDArray[np.float32],
    tone: NDArray[np.float32],
    material: NDArray[np.uint8],
    looks: Floats,
    lamp: Floats,
    lean: Floats,
    share: Floats,
) -> Floats:
    """Give what `answer` fills."""
    face, light, view, away = _directions(stands, faces, lamp, lean)
    nl = np.maximum((face * light).sum(1), 0)
    eye = view / np.linalg.norm(view, axis=1, keepdims=True)
    nv = np.maximum((face * eye).sum(1), STEEPEST)
    half = light + eye
    nh = (face * half).sum(1) / np.linalg.norm(half, axis=1)
    scatter, mirror, alpha = looks[material].T
    lobe = _ggx(nl, nv, nh, np.where(alpha > 0, alpha, 1.0)) * np.where(alpha > 0, mirror, 0.0)
    return np.asarray(share * (scatter * tone * nl + lobe) / away**2)


def _directions(
    stands: NDArray[np.float32], faces: NDArray[np.float32], lamp: Floats, lean: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give normal, direction to the light, to the camera (of height 1), and relative distance."""
    place, face = stands.astype(float), faces.astype(float)
    upright = np.sqrt(np.maximum(1 - (face**2).sum(1, keepdims=True), 0))
    source = np.array((lamp[TOWARDS_X] * lamp[SIN], lamp[TOWARDS_Y] * lamp[SIN], lamp[COS]))
    light = source - place * lamp[NEARNESS]
    away = np.linalg.norm(light, axis=1)
    plane = np.concatenate((np.ones((len(place), 1)), place[:, :2]), 1)
    view = np.concatenate((plane @ lean.reshape(2, 3).T, np.ones((len(place), 1))), 1)
    return np.concatenate((face, upright), 1), light / away[:, None], view, away


def stripe_plain(
    stands: NDArray[np.float32],
    gain: NDArray[np.float32],
    glow: NDArray[np.float32],
    lamp: Floats,
    period: float,
    blur: Floats,
    waves: Floats,
    shifts: Floats,
    powers: Floats,
) -> Floats:
    """Give what `stripe` fills: the projector's own picture of each place, cosine by cosine."""
    place = stands.astype(float)
    towards = np.array((lamp[TOWARDS_X], lamp[TOWARDS_Y], 0.0))
    axis = -towards * lamp[SIN] - (0.0, 0.0, lamp[COS])
    across = -towards * lamp[COS] + (0.0, 0.0, lamp[SIN])
    # in its own picture a place lies across / ahead, both as shares of the distance
    ahead = 1.0 + place @ axis * lamp[NEARNESS]
    phase = 2 * np.pi / period * (place @ across) / lamp[COS] / ahead
    slope = (-towards * lamp[COS]) @ -towards / lamp[COS] / ahead
    slope -= (place @ across) / lamp[COS] / ahead**2 * lamp[SIN] * lamp[NEARNESS]
    sigma = blur[0] + blur[1] * np.abs(place[:, 2])
    total = np.full((len(shifts), len(place)), waves[0])
    for n in range(1, len(waves)):
        passed = np.exp(-2 * (np.pi * n * sigma * slope / period) ** 2)
        total += waves[n] * passed * np.cos(n * (phase + shifts[:, None]))
    return np.asarray(glow + gain * powers[:, None] * total)


def _between(layer: NDArray[np.float32], x: Floats, y: Floats) -> Floats:
    jx, jy = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = x - jx, y - jy
    high, wide = layer.shape
    total = np.zeros(x.shape)
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        share = (fx if dx else 1 - fx) * (fy if dy else 1 - fy)
        total += share * layer[(jy + dy) % high, (jx + dx) % wide]
    return total


def _ggx(nl: Floats, nv: Floats, nh: Floats, alpha: Floats) -> Floats:
    """Give pi times the radiance of a perfect mirror's rough surface under irradiance 1."""
    a2 = alpha**2
    facets = a2 / (nh**2 * (a2 - 1) + 1) ** 2
    masking: Floats = np.ones_like(nl)
    for c in (nl, nv):
        masking = masking * 2 * c / (c + np.sqrt(a2 + (1 - a2) * c**2))
    return np.asarray(facets * masking / (4 * nv))


def _walked(
    pixels: NDArray[np.int64],
    z: Floats,
    step: Floats,
    own: Floats,
    heights: NDArray[np.float32],
) -> Floats:
    rows, cols = heights.shape
    row, col = pixels // cols, pixels % cols
    longer = np.abs(step).max(1)
    rise = 1 / longer
    step = step * rise[:, None]
    own = np.clip(own * rise, 0, rise)
    share = np.ones(len(z))
    inside = np.ones(len(z), bool)
    for k in range(1, int((heights.max() - z.min()) / rise.min()) + 2):
        r = np.floor(row + k * step[:, 0] + 0.5).astype(int)
        c = np.floor(col + k * step[:, 1] + 0.5).astype(int)
        inside &= (r >= 0) & (c >= 0) & (r < rows) & (c < cols)
        there = heights[np.clip(r, 0, rows - 1), np.clip(c, 0, cols - 1)].astype(float)
        there -= k * own if k <= NEAR_STEPS else 0.0
        clear = (z + (k - 1) * rise - there) / rise + 1
        share = np.where(inside, np.minimum(share, clear), share)
    return np.clip(share, 0, 1)
