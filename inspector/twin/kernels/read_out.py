"""From light at the sensor to numbers, in one pass: compiled, with its plain numpy reference."""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

NORMALS = 65_536
"""Entries of the table of normal numbers: one for each 16 bits of chance."""


@kernel
def mixed(number: np.uint64) -> np.uint64:
    """Give 64 bits of chance for a number: the finaliser of SplitMix64."""
    n = number * np.uint64(0x9E3779B97F4A7C15)
    n = (n ^ (n >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    n = (n ^ (n >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return n ^ (n >> np.uint64(31))


@kernel
def read_out(
    light: NDArray[np.float32],
    start: np.uint64,
    normals: NDArray[np.float32],
    channels: NDArray[np.int64],
    gain: float,
    loss: float,
    shot: float,
    read: float,
    full: float,
    black: float,
    out: NDArray[np.uint8] | NDArray[np.uint16],
) -> None:
    """Fill what the sensor reads.

    Parameters
    ----------
    light
        ``(H, W, L)`` radiance; L is 3, or 1 for a sensor without colours.
    start
        Where the chance of this frame starts.
    normals
        ``(NORMALS,)``: the quantiles of the normal distribution; all 0: no noise.
    channels
        ``(2, 2)``: the channel that a pixel of a mosaic sees, by row and column modulo 2; not used
        where ``out`` has three channels.
    gain, loss
        Full scale per unit of radiance in the middle; share of it that is lost in the corners.
    shot, read
        Variance of a full pixel's electrons and of the reading, relative to full scale squared.
    full, black
        Largest number; level of darkness.
    out
        ``(H, W, C)``, C 3 (RGB) or 1 (a mosaic, mono), filled.

    References
    ----------
    .. [1] G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number
       Generators", OOPSLA 2014.
    """
    high, wide, count = out.shape
    middle_r, middle_c = 0.5 * (high - 1), 0.5 * (wide - 1)
    corner = max(middle_r * middle_r + middle_c * middle_c, 1.0)
    for row in range(high):
        for col in range(wide):
            away = (row - middle_r) ** 2 + (col - middle_c) ** 2
            level = gain * (1.0 - loss * away / corner)
            bits = mixed(start + np.uint64(row * wide + col))
            for c in range(count):
                channel = c if count > 1 else channels[row & 1, col & 1]
                seen = light[row, col, channel] * level
                spread = math.sqrt(max(seen, 0.0) * shot + read)
                noise = normals[np.int64((bits >> np.uint64(16 * c)) & np.uint64(0xFFFF))]
                number = (seen + spread * noise) * full + black
                out[row, col, c] = np.int64(min(max(np.rint(number), 0.0), full))


def read_out_plain(
    light: NDArray[np.float32],
    start: np.uint64,
    normals: NDArray[np.float32],
    channels: NDArray[np.int64],
    gain: float,
    loss: float,
    shot: float,
    read: float,
    full: float,
    black: float,
    count: int,
) -> NDArray[np.float64]:
    """Give what `read_out` fills, in plain numpy: ``(H, W, count)``."""
    high, wide = light.shape[:2]
    row, col = np.indices((high, wide))
    away = (row - (high - 1) / 2) ** 2 + (col - (wide - 1) / 2) ** 2
    corner = max(((high - 1) ** 2 + (wide - 1) ** 2) / 4, 1.0)
    seen = light * (gain * (1 - loss * away / corner))[..., None]
    if count == 1:
        seen = np.take_along_axis(seen, channels[row % 2, col % 2][..., None], 2)
    n = (start + (row * wide + col).astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
    n = (n ^ (n >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    n = (n ^ (n >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    n = n ^ (n >> np.uint64(31))
    pieces = [(n >> np.uint64(16 * c)) & np.uint64(0xFFFF) for c in range(count)]
    noise = normals[np.stack(pieces, -1).astype(np.int64)]
    spread = np.sqrt(np.maximum(seen, 0) * shot + read)
    return np.asarray(np.clip(np.rint((seen + spread * noise) * full + black), 0, full))
