"""Plain numpy for what `inspector.vision.kernels.surface` does; its tests hold the two together."""

import numpy as np
from numpy.typing import NDArray

FULL = 255
"""Code of full scale."""

Floats = NDArray[np.float64]


def sample_codes(
    pixels: NDArray[np.uint8] | NDArray[np.uint16],
    places: Floats,
    window: int,
    coding: tuple[NDArray[np.uint8], float],
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Give codes (H, W, K) and what is seen (H, W) of a frame (h, w, K) at places (H, W, 2)."""
    table, scale = coding
    first = np.floor(places - 0.5 * (window - 1) + 0.5).astype(int)
    last = first + window
    rows, cols = pixels.shape[:2]
    seen = np.asarray((first >= 0).all(axis=-1) & (last[..., 0] <= rows) & (last[..., 1] <= cols))
    out = np.zeros((*places.shape[:2], pixels.shape[2]), np.uint8)
    for i, j in np.argwhere(seen):
        r, c = first[i, j]
        level = pixels[r : r + window, c : c + window].astype(np.float64).mean(axis=(0, 1)) * scale
        out[i, j] = table[np.clip((level + 0.5).astype(int), 0, len(table) - 1)]
    return out, seen


def deviations(
    codes: NDArray[np.uint8],
    envelope: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    wanted: NDArray[np.bool_],
    gains: NDArray[np.float32],
    block: int,
) -> NDArray[np.float32]:
    """Give (H, W) signed codes beyond the envelope, of the farthest channel; 0 inside."""
    low, high = envelope
    rows, cols = codes.shape[:2]
    spread = gains.repeat(block, axis=0).repeat(block, axis=1)[:rows, :cols]
    value = np.where(codes == FULL, FULL, np.minimum(codes * spread, FULL))
    over = np.maximum(value - high, 0).max(axis=2)
    under = np.maximum(low - value, 0).max(axis=2)
    signed = np.where(over >= under, over, -under)
    return np.asarray(np.where(wanted, signed, 0), np.float32)
