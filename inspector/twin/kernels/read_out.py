"""From light at the sensor to numbers, in one pass: compiled, with its plain numpy reference."""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel


@kernel
def read_out(
    light: NDArray[np.float32],
    noise: NDArray[np.float32],
    channels: NDArray[np.int64],
    gain: float,
    loss: float,
    shot: float,
    read: float,
    full: float,
    black: float,
    out: NDArray[np.float32],
) -> None:
    """Fill what the sensor reads.

    Parameters
    ----------
    light
        ``(H, W, 3)`` radiance.
    noise
        ``(H, W, C)`` standard normal numbers; C is 3 (RGB) or 1 (a mosaic).
    channels
        ``(2, 2)``: the channel that a pixel of a mosaic sees, by row and column modulo 2; not used
        for RGB.
    gain, loss
        Full scale per unit of radiance in the middle; share of it that is lost in the corners.
    shot, read
        Variance of a full pixel's electrons and of the reading, relative to full scale squared.
    full, black
        Largest number; level of darkness.
    out
        ``(H, W, C)``, filled: whole numbers.
    """
    high, wide, count = out.shape
    middle_r, middle_c = 0.5 * (high - 1), 0.5 * (wide - 1)
    corner = max(middle_r * middle_r + middle_c * middle_c, 1.0)
    for row in range(high):
        for col in range(wide):
            away = (row - middle_r) ** 2 + (col - middle_c) ** 2
            level = gain * (1.0 - loss * away / corner)
            for c in range(count):
                channel = c if count > 1 else channels[row & 1, col & 1]
                seen = light[row, col, channel] * level
                spread = math.sqrt(max(seen, 0.0) * shot + read)
                number = (seen + spread * noise[row, col, c]) * full + black
                out[row, col, c] = min(max(np.rint(number), 0.0), full)


def read_out_plain(
    light: NDArray[np.float32],
    noise: NDArray[np.float32],
    channels: NDArray[np.int64],
    gain: float,
    loss: float,
    shot: float,
    read: float,
    full: float,
    black: float,
) -> NDArray[np.float64]:
    """Give what `read_out` fills, in plain numpy: ``(H, W, C)``."""
    high, wide, count = noise.shape
    row, col = np.indices((high, wide))
    away = (row - (high - 1) / 2) ** 2 + (col - (wide - 1) / 2) ** 2
    corner = max(((high - 1) ** 2 + (wide - 1) ** 2) / 4, 1.0)
    seen = light * (gain * (1 - loss * away / corner))[..., None]
    if count == 1:
        seen = np.take_along_axis(seen, channels[row % 2, col % 2][..., None], 2)
    spread = np.sqrt(np.maximum(seen, 0) * shot + read)
    return np.asarray(np.clip(np.rint((seen + spread * noise) * full + black), 0, full))
