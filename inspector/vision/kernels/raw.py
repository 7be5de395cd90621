"""Hot loops over raw frames: a mosaic to colours, and a part's pixels out of a frame.

References in plain numpy stand in `inspector.vision.kernels.raw_reference`.
"""

import numpy as np
from numpy.typing import NDArray

from inspector.jit import NAN_SAFE, kernel


@kernel(fastmath=NAN_SAFE)
def demosaic(
    padded: NDArray[np.float32], red_row: int, red_col: int, out: NDArray[np.float32]
) -> None:
    """Fill ``out`` (H, W, 3) from a mosaic whose red samples lie at the given parities.

    ``padded`` (H + 4, W + 4) has a mirrored rim of two pixels, which keeps the parity. Malvar, He
    and Cutler's linear filters: bilinear, corrected by the Laplacian of the colour that is known.
    """
    # unsigned: an index that cannot be negative needs no wrapping around
    two = np.uint64(2)
    one = np.uint64(1)
    for i in range(np.uint64(out.shape[0])):
        r = i + two
        for j in range(np.uint64(out.shape[1])):
            c = j + two
            here = padded[r, c]
            side = padded[r, c - one] + padded[r, c + one]
            over = padded[r - one, c] + padded[r + one, c]
            side2 = padded[r, c - two] + padded[r, c + two]
            over2 = padded[r - two, c] + padded[r + two, c]
            cross = padded[r - one, c - one] + padded[r - one, c + one]
            cross += padded[r + one, c - one] + padded[r + one, c + one]
            row_is_red = (i & one) == red_row
            col_is_red = (j & one) == red_col
            if row_is_red == col_is_red:  # red or blue
                green = (4 * here + 2 * (side + over) - (side2 + over2)) / 8
                other = (6 * here + 2 * cross - 1.5 * (side2 + over2)) / 8
                out[i, j, 1] = green
                out[i, j, 0] = here if row_is_red else other
                out[i, j, 2] = other if row_is_red else here
            else:
                beside = (5 * here + 4 * side - side2 - cross + 0.5 * over2) / 8
                above = (5 * here + 4 * over - over2 - cross + 0.5 * side2) / 8
                out[i, j, 1] = here
                out[i, j, 0] = beside if row_is_red else above  # green between two reds
                out[i, j, 2] = above if row_is_red else beside


@kernel(fastmath=NAN_SAFE)
def _row(
    picture: NDArray[np.float32],
    place: tuple[float, float, float, float],
    channels: int,
    out: NDArray[np.float32],
) -> None:
    """Fill one stretch of a row, ``out`` (n, C), all of it inside the picture.

    ``place`` is row and col of the first pixel, and their steps.
    """
    y, x, dy, dx = place
    for c in range(out.shape[0]):
        yc = y + dy * c
        xc = x + dx * c
        iy = int(yc)
        ix = int(xc)
        fy = np.float32(yc - iy)
        fx = np.float32(xc - ix)
        # unsigned: an index that cannot be negative needs no wrapping around
        a = np.uint64(iy)
        b = np.uint64(ix)
        for k in range(np.uint64(channels)):
            p = picture[a, b, k]
            u = picture[a + np.uint64(1), b, k]
            top = p + fx * (picture[a, b + np.uint64(1), k] - p)
            low = u + fx * (picture[a + np.uint64(1), b + np.uint64(1), k] - u)
            out[c, k] = top + fy * (low - top)


@kernel
def _pixel(picture: NDArray[np.float32], y: float, x: float, out: NDArray[np.float32]) -> bool:
    """Fill one pixel, ``out`` (C,); False and 0 where it lies outside the picture."""
    rows, cols, channels = picture.shape
    if not (0.0 <= y <= rows - 1 and 0.0 <= x <= cols - 1):
        out[:] = 0.0
        return False
    iy = min(int(y), rows - 2)
    ix = min(int(x), cols - 2)
    fy = np.float32(y - iy)
    fx = np.float32(x - ix)
    for k in range(channels):
        top = picture[iy, ix, k] + fx * (picture[iy, ix + 1, k] - picture[iy, ix, k])
        low = picture[iy + 1, ix, k] + fx * (picture[iy + 1, ix + 1, k] - picture[iy + 1, ix, k])
        out[k] = top + fy * (low - top)
    return True


@kernel
def sample(
    picture: NDArray[np.float32],
    coarse: NDArray[np.float64],
    step: int,
    out: NDArray[np.float32],
    valid: NDArray[np.bool_],
) -> None:
    """Fill ``out`` (H, W, C) from ``picture`` (h, w, C), bilinear.

    ``coarse`` (A, B, 2) is the place (row, col) in the picture of every ``step``-th pixel of the
    cut; between them it is interpolated. Where it leaves the picture: 0, and ``valid`` False.
    """
    rows, cols, channels = picture.shape
    height, width = valid.shape
    for i in range(coarse.shape[0] - 1):
        for r in range(i * step, min((i + 1) * step, height)):
            fi = (r - i * step) / step
            for j in range(coarse.shape[1] - 1):
                # along a row of a cell both coordinates are straight lines
                y = (1 - fi) * coarse[i, j, 0] + fi * coarse[i + 1, j, 0]
                x = (1 - fi) * coarse[i, j, 1] + fi * coarse[i + 1, j, 1]
                y2 = (1 - fi) * coarse[i, j + 1, 0] + fi * coarse[i + 1, j + 1, 0]
                x2 = (1 - fi) * coarse[i, j + 1, 1] + fi * coarse[i + 1, j + 1, 1]
                dy = (y2 - y) / step
                dx = (x2 - x) / step
                first = j * step
                last = min(first + step, width)
                high = min(y, y2) >= 0.0 and max(y, y2) < rows - 1
                if high and min(x, x2) >= 0.0 and max(x, x2) < cols - 1:
                    # a literal number of channels is unrolled
                    if channels == 3:  # noqa: PLR2004 - red, green, blue
                        _row(picture, (y, x, dy, dx), 3, out[r, first:last])
                    else:
                        _row(picture, (y, x, dy, dx), channels, out[r, first:last])
                    valid[r, first:last] = True
                    continue
                for c in range(first, last):
                    at = c - first
                    valid[r, c] = _pixel(picture, y + dy * at, x + dx * at, out[r, c])
