"""Hot loops over raw frames: a mosaic to colours, and a part's pixels out of a frame.

References in plain numpy stand in `inspector.vision.kernels.raw_reference`.
"""

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel


@kernel
def demosaic(
    raw: NDArray[np.float32], red_row: int, red_col: int, out: NDArray[np.float32]
) -> None:
    """Fill ``out`` (H, W, 3) from a mosaic (H, W) whose red samples lie at the given parities.

    Malvar, He and Cutler's linear filters: bilinear, corrected by the Laplacian of the colour that
    is known. Borders are mirrored, so the parity holds there too.
    """
    rows, cols = raw.shape
    p = np.empty((5, 5), np.float32)
    for r in range(rows):
        for c in range(cols):
            for i in range(5):
                a = r + i - 2
                if a < 0:
                    a = -a
                if a >= rows:
                    a = 2 * rows - 2 - a
                for j in range(5):
                    b = c + j - 2
                    if b < 0:
                        b = -b
                    if b >= cols:
                        b = 2 * cols - 2 - b
                    p[i, j] = raw[a, b]
            here = p[2, 2]
            side = p[2, 1] + p[2, 3]
            over = p[1, 2] + p[3, 2]
            side2 = p[2, 0] + p[2, 4]
            over2 = p[0, 2] + p[4, 2]
            cross = p[1, 1] + p[1, 3] + p[3, 1] + p[3, 3]
            row_is_red = (r & 1) == red_row
            col_is_red = (c & 1) == red_col
            if row_is_red == col_is_red:  # red or blue
                green = (4 * here + 2 * (side + over) - (side2 + over2)) / 8
                other = (6 * here + 2 * cross - 1.5 * (side2 + over2)) / 8
                out[r, c, 1] = green
                if row_is_red:
                    out[r, c, 0] = here
                    out[r, c, 2] = other
                else:
                    out[r, c, 2] = here
                    out[r, c, 0] = other
            else:
                beside = (5 * here + 4 * side - side2 - cross + 0.5 * over2) / 8
                above = (5 * here + 4 * over - over2 - cross + 0.5 * side2) / 8
                out[r, c, 1] = here
                if row_is_red:  # green between two reds
                    out[r, c, 0] = beside
                    out[r, c, 2] = above
                else:
                    out[r, c, 0] = above
                    out[r, c, 2] = beside


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
    one = np.float32(1.0)
    for i in range(coarse.shape[0] - 1):
        for r in range(i * step, min((i + 1) * step, height)):
            fi = (r - i * step) / step
            for j in range(coarse.shape[1] - 1):
                # along a row of a cell both coordinates are straight lines
                y = (1 - fi) * coarse[i, j, 0] + fi * coarse[i + 1, j, 0]
                x = (1 - fi) * coarse[i, j, 1] + fi * coarse[i + 1, j, 1]
                dy = ((1 - fi) * coarse[i, j + 1, 0] + fi * coarse[i + 1, j + 1, 0] - y) / step
                dx = ((1 - fi) * coarse[i, j + 1, 1] + fi * coarse[i + 1, j + 1, 1] - x) / step
                first = j * step
                for c in range(first, min(first + step, width)):
                    yc = y + dy * (c - first)
                    xc = x + dx * (c - first)
                    if not (0.0 <= yc <= rows - 1 and 0.0 <= xc <= cols - 1):
                        valid[r, c] = False
                        for k in range(channels):
                            out[r, c, k] = 0.0
                        continue
                    # unsigned: an index that cannot be negative needs no wrapping around
                    y0 = np.uint64(min(int(yc), rows - 2))
                    x0 = np.uint64(min(int(xc), cols - 2))
                    fy = np.float32(yc - y0)
                    fx = np.float32(xc - x0)
                    y1 = y0 + np.uint64(1)
                    x1 = x0 + np.uint64(1)
                    w00 = (one - fy) * (one - fx)
                    w01 = (one - fy) * fx
                    w10 = fy * (one - fx)
                    w11 = fy * fx
                    for k in range(np.uint64(channels)):
                        out[r, c, k] = (
                            w00 * picture[y0, x0, k]
                            + w01 * picture[y0, x1, k]
                            + w10 * picture[y1, x0, k]
                            + w11 * picture[y1, x1, k]
                        )
                    valid[r, c] = True
