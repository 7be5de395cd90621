"""Hot loops over the surface of a board: a frame on the golden board's raster, and against it.

References in plain numpy stand in `inspector.vision.kernels.surface_reference`.
"""

import numpy as np
from numpy.typing import NDArray

from inspector.jit import NAN_SAFE, kernel

FULL = 255
"""Code of full scale."""

Raw = NDArray[np.uint8] | NDArray[np.uint16]


@kernel(fastmath=NAN_SAFE)
def sample_codes(
    pixels: Raw,
    mosaic: tuple[int, int, int],
    grid: tuple[NDArray[np.float64], int],
    window: int,
    coding: tuple[NDArray[np.uint8], float],
    out: NDArray[np.uint8],
    seen: NDArray[np.bool_],
) -> None:
    """Fill ``out`` (H, W, K) with codes of the raw frame ``pixels`` (h, w, C) on another raster.

    Each pixel is the mean of ``window`` x ``window`` raw pixels about its place, interpolated where
    that is one; of a mosaic (``mosaic`` = 1, row and column parity of red) the mean of each colour
    among them. ``grid``
    holds the (row, col) of every step-th pixel of the raster; places between lie on straight lines.
    ``coding`` is a table of codes and what takes a raw level to its index. ``seen`` becomes False
    where the window does not lie in the frame.
    """
    places, step = grid
    table, scale = coding
    bayer, red_row, red_col = mosaic
    rows, cols = pixels.shape[0], pixels.shape[1]
    channels = out.shape[2]
    half = 0.5 * (window - 1)
    top = table.shape[0] - 1
    sums = np.zeros(4, np.float32)
    counts = np.zeros(4, np.float32)
    inverse = np.float32(scale / (window * window))
    for i in range(out.shape[0]):
        a = i // step
        fy = (i - a * step) / step
        for b in range((out.shape[1] + step - 1) // step):
            y0 = places[a, b, 0] + fy * (places[a + 1, b, 0] - places[a, b, 0])
            x0 = places[a, b, 1] + fy * (places[a + 1, b, 1] - places[a, b, 1])
            y1 = places[a, b + 1, 0] + fy * (places[a + 1, b + 1, 0] - places[a, b + 1, 0])
            x1 = places[a, b + 1, 1] + fy * (places[a + 1, b + 1, 1] - places[a, b + 1, 1])
            dy, dx = (y1 - y0) / step, (x1 - x0) / step
            first = b * step
            for j in range(first, min(first + step, out.shape[1])):
                y = y0 + dy * (j - first)
                x = x0 + dx * (j - first)
                if window == 1 and bayer == 0:
                    # as fine as the frame: what is rounded to whole pixels would show at edges
                    inside = 0.0 <= y <= rows - 1 and 0.0 <= x <= cols - 1
                    seen[i, j] = inside
                    if not inside:
                        for k in range(channels):
                            out[i, j, k] = 0
                        continue
                    r = min(int(y), rows - 2)
                    c = min(int(x), cols - 2)
                    v = np.float32(y - r)
                    u = np.float32(x - c)
                    for k in range(channels):
                        p = np.float32(pixels[r, c, k])
                        q = np.float32(pixels[r + 1, c, k])
                        upper = p + u * (np.float32(pixels[r, c + 1, k]) - p)
                        lower = q + u * (np.float32(pixels[r + 1, c + 1, k]) - q)
                        level = (upper + v * (lower - upper)) * inverse
                        out[i, j, k] = table[min(top, max(0, int(level + 0.5)))]
                    continue
                r = int(np.floor(y - half + 0.5))
                c = int(np.floor(x - half + 0.5))
                if r < 0 or c < 0 or r + window > rows or c + window > cols:
                    seen[i, j] = False
                    for k in range(channels):
                        out[i, j, k] = 0
                    continue
                seen[i, j] = True
                if bayer == 0:
                    for k in range(channels):
                        total = np.float32(0.0)
                        for m in range(window):
                            for n in range(window):
                                total += np.float32(pixels[r + m, c + n, k])
                        out[i, j, k] = table[min(top, max(0, int(total * inverse + 0.5)))]
                else:
                    sums[:] = 0.0
                    counts[:] = 0.0
                    for m in range(window):
                        for n in range(window):
                            red_line = ((r + m) & 1) == red_row
                            red_side = ((c + n) & 1) == red_col
                            k = 1
                            if red_line and red_side:
                                k = 0
                            elif not red_line and not red_side:
                                k = 2
                            sums[k] += np.float32(pixels[r + m, c + n, 0])
                            counts[k] += 1.0
                    for k in range(3):
                        level = sums[k] / counts[k] * scale
                        out[i, j, k] = table[min(top, max(0, int(level + 0.5)))]


@kernel(fastmath=NAN_SAFE)
def block_gains(
    codes: NDArray[np.uint8],
    mean: NDArray[np.uint8],
    wanted: NDArray[np.bool_],
    settings: tuple[int, float],
    gains: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> None:
    """Fill ``gains`` (A, B, K): by what the codes of each block are to be multiplied.

    The ratio of sums over pixels that are near the golden board: at first within ``far`` codes,
    then, corrected, within a third of that. ``weights`` (A, B) is the share of pixels used.
    """
    block, far = settings
    rows, cols, channels = codes.shape
    near = np.float32(far)
    for a in range(gains.shape[0]):
        for b in range(gains.shape[1]):
            r1, c1 = min(rows, (a + 1) * block), min(cols, (b + 1) * block)
            for k in range(channels):
                gain = np.float32(1.0)
                limit = near
                used = 0
                for _ in range(3):
                    one = np.float32(0.0)
                    two = np.float32(0.0)
                    used = 0
                    for i in range(a * block, r1):
                        for j in range(b * block, c1):
                            if wanted[i, j]:
                                v = np.float32(codes[i, j, k])
                                m = np.float32(mean[i, j, k])
                                if abs(v * gain - m) <= limit:
                                    one += v
                                    two += m
                                    used += 1
                    if one > 0.0 and used > 0:
                        gain = two / one
                    limit = near / np.float32(3.0)
                gains[a, b, k] = gain
                if k == 0:
                    weights[a, b] = np.float32(used)
                else:
                    weights[a, b] = min(weights[a, b], np.float32(used))


@kernel(fastmath=NAN_SAFE)
def deviating(
    codes: NDArray[np.uint8],
    envelope: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    wanted: NDArray[np.bool_],
    correction: tuple[NDArray[np.float32], int],
    found: tuple[NDArray[np.int32], NDArray[np.int16]],
) -> int:
    """Find the pixels that leave the envelope; give how many there are.

    ``envelope`` is low and high (H, W, K), ``correction`` the gain of each block (A, B, K) and the
    block's side. ``found`` is filled as far as it reaches: (N, 2) row and col, (N,) signed codes
    beyond the envelope, of the channel that is farthest.
    """
    low, high = envelope
    gains, block = correction
    places, amounts = found
    count = 0
    channels = codes.shape[2]
    full = np.float32(FULL)
    for i in range(codes.shape[0]):
        a = i // block
        for b in range(gains.shape[1]):
            for j in range(b * block, min(codes.shape[1], (b + 1) * block)):
                if not wanted[i, j]:
                    continue
                worst = np.float32(0.0)
                for k in range(channels):
                    v = min(full, np.float32(codes[i, j, k]) * gains[a, b, k])
                    if codes[i, j, k] == FULL:
                        v = full  # how much brighter it is than full scale is not known
                    over = v - np.float32(high[i, j, k])
                    under = np.float32(low[i, j, k]) - v
                    if over > 0.0 and over > abs(worst):
                        worst = over
                    elif under > 0.0 and under > abs(worst):
                        worst = -under
                if worst != 0.0:
                    if count < amounts.shape[0]:
                        places[count, 0] = i
                        places[count, 1] = j
                        amounts[count] = np.int16(np.ceil(worst) if worst > 0 else np.floor(worst))
                    count += 1
    return count
