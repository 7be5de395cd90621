"""Hot loops over the surface of a board: a frame on the golden board's raster, and against it.

References in plain numpy stand in `inspector.vision.kernels.surface_reference`.
"""

import numpy as np
from numpy.typing import NDArray

from inspector.jit import NAN_SAFE, kernel

FULL = 255
"""Code of full scale."""
MOST_SUMS = 1 << 19
"""Sums of raw levels that are coded beforehand; more would not stay near the processor."""
BINARY = 32
"""Binary digits behind the point of places that are counted on in whole numbers."""
RUN = 32
"""Pixels that are first looked at together: most of a board does not deviate."""
SPARSE = 2
"""Every second pixel along rows and columns tells how bright a block is."""

Raw = NDArray[np.uint8] | NDArray[np.uint16]


@kernel
def _sum_codes(
    pixels: Raw,
    window: int,
    line: tuple[float, float, float, float],
    codes: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """Fill ``out`` (N, K) with codes of sums over windows whose first pixels lie on a line.

    ``line``: row and column of the first one, and what they grow by; all windows lie in the frame.
    """
    scale = float(1 << BINARY)
    y, x = np.int64(line[0] * scale), np.int64(line[1] * scale)
    dy, dx = np.int64(line[2] * scale), np.int64(line[3] * scale)
    channels = out.shape[1]
    for j in range(out.shape[0]):
        r, c = int(y >> BINARY), int(x >> BINARY)
        y += dy
        x += dx
        if window == 2:  # noqa: PLR2004 - the usual one, without loops
            for k in range(channels):
                upper = np.int64(pixels[r, c, k]) + np.int64(pixels[r, c + 1, k])
                lower = np.int64(pixels[r + 1, c, k]) + np.int64(pixels[r + 1, c + 1, k])
                out[j, k] = codes[upper + lower]
            continue
        for k in range(channels):
            total = np.int64(0)
            for m in range(window):
                for n in range(window):
                    total += np.int64(pixels[r + m, c + n, k])
            out[j, k] = codes[total]


@kernel(fastmath=NAN_SAFE)
def sample_codes(
    pixels: Raw,
    full: int,
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
    where the window does not lie in the frame. ``full`` is the largest raw level.
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
    # codes of all sums that can be, where there are few
    codes = np.empty(0, np.uint8)
    most = window * window * full
    if bayer == 0 and window > 1 and most < MOST_SUMS:
        codes = np.empty(most + 1, np.uint8)
        for n in range(most + 1):
            codes[n] = table[min(top, max(0, int(np.float32(n) * inverse + 0.5)))]
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
            end = min(first + step, out.shape[1])
            low_r, high_r = min(y0, y1) - half, max(y0, y1) - half + 1.0 + window
            low_c, high_c = min(x0, x1) - half, max(x0, x1) - half + 1.0 + window
            inside = low_r >= 0 and low_c >= 0 and high_r < rows and high_c < cols
            # a NaN at the far end alone would pass: min and max give their first number then
            if codes.size > 0 and inside and np.isfinite(dy) and np.isfinite(dx):
                _sum_codes(
                    pixels,
                    window,
                    (y0 - half + 0.5, x0 - half + 0.5, dy, dx),
                    codes,
                    out[i, first:end],
                )
                seen[i, first:end] = True
                continue
            for j in range(first, end):
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
    then, corrected, within a third of that. A quarter of the pixels is looked at; ``weights``
    (A, B) is how many of a block, of all its pixels, are used.
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
                    for i in range(a * block, r1, SPARSE):
                        for j in range(b * block, c1, SPARSE):
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
                used *= SPARSE * SPARSE
                if k == 0:
                    weights[a, b] = np.float32(used)
                else:
                    weights[a, b] = min(weights[a, b], np.float32(used))


@kernel(fastmath=NAN_SAFE)
def _any_leaves(
    codes: NDArray[np.uint8],
    low: NDArray[np.uint8],
    high: NDArray[np.uint8],
    gains: NDArray[np.float32],
) -> bool:
    """Whether any of a run of corrected codes (N,) may leave the envelope: simple, so it is fast.

    What is at full scale is always named, though it may not leave: how much brighter it is than
    full scale is not known, so a gain below 1 must not hide it.
    """
    leaving = 0
    full = np.float32(FULL)
    for t in range(codes.size):
        code = np.float32(codes[t])
        v = code * gains[t]
        leaving |= (v > np.float32(high[t])) | (v < np.float32(low[t])) | (code == full)
    return leaving != 0


@kernel(fastmath=NAN_SAFE)
def deviating(
    codes: NDArray[np.uint8],
    envelope: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    corner: tuple[int, int],
    wanted: NDArray[np.bool_],
    correction: tuple[NDArray[np.float32], int],
    found: tuple[NDArray[np.int32], NDArray[np.int16]],
) -> int:
    """Find the pixels that leave the envelope; give how many there are.

    ``codes`` (H, W, K) lie with their first pixel on ``corner`` of the ``envelope``, low and high.
    ``correction`` is the gain of each block (A, B, K) and the block's side. ``found`` is filled as
    far as it reaches: (N, 2) row and col of ``codes``, (N,) signed codes beyond the envelope, of
    the channel that is farthest.
    """
    low, high = envelope
    row0, col0 = corner
    gains, block = correction
    places, amounts = found
    count = 0
    rows, cols, channels = codes.shape
    full = np.float32(FULL)
    flat = np.empty(cols * channels, np.float32)
    for i in range(rows):
        a = i // block
        if i == a * block:
            for j in range(cols):
                for k in range(channels):
                    flat[j * channels + k] = gains[a, j // block, k]
        line = codes[i].reshape(-1)
        least = low[row0 + i].reshape(-1)[col0 * channels : (col0 + cols) * channels]
        most = high[row0 + i].reshape(-1)[col0 * channels : (col0 + cols) * channels]
        for start in range(0, cols, RUN):
            end = min(cols, start + RUN)
            t0, t1 = start * channels, end * channels
            if not _any_leaves(line[t0:t1], least[t0:t1], most[t0:t1], flat[t0:t1]):
                continue
            for j in range(start, end):
                if not wanted[i, j]:
                    continue
                worst = np.float32(0.0)
                for t in range(j * channels, (j + 1) * channels):
                    v = min(full, np.float32(line[t]) * flat[t])
                    if line[t] == FULL:
                        v = full  # how much brighter it is than full scale is not known
                    over = v - np.float32(most[t])
                    under = np.float32(least[t]) - v
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
