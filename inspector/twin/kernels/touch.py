"""Which tiles of a picture may meet which boxes: compiled."""

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel


@kernel
def touching(
    tiles: NDArray[np.float64],
    other: NDArray[np.float64],
    boxes: NDArray[np.float64],
    choose: NDArray[np.bool_],
    start: NDArray[np.int64],
    found: NDArray[np.int32],
) -> int:
    """List by tile the boxes that touch it; give how many entries that takes.

    Parameters
    ----------
    tiles, other
        ``(TR, TC, 4)``: x from, y from, x to, y to of each tile; ``other`` counts for boxes chosen.
    boxes
        ``(N, 4)``.
    choose
        ``(N,)``.
    start
        ``(TR * TC + 1,)``, filled: where each tile's entries start.
    found
        ``(L,)``, filled as far as it goes: boxes in rising order.
    """
    rows, cols, _ = tiles.shape
    near = np.empty(boxes.shape[0], np.int64)
    count = 0
    for row in range(rows):
        # what the whole row of tiles may meet
        x0, y0, x1, y1 = np.inf, np.inf, -np.inf, -np.inf
        for col in range(cols):
            x0 = min(x0, min(tiles[row, col, 0], other[row, col, 0]))
            y0 = min(y0, min(tiles[row, col, 1], other[row, col, 1]))
            x1 = max(x1, max(tiles[row, col, 2], other[row, col, 2]))
            y1 = max(y1, max(tiles[row, col, 3], other[row, col, 3]))
        many = 0
        for n in range(boxes.shape[0]):
            if boxes[n, 0] <= x1 and boxes[n, 2] >= x0 and boxes[n, 1] <= y1 and boxes[n, 3] >= y0:
                near[many] = n
                many += 1
        for col in range(cols):
            start[row * cols + col] = count
            for i in range(many):
                n = near[i]
                tile = other[row, col] if choose[n] else tiles[row, col]
                if (
                    boxes[n, 0] <= tile[2] and boxes[n, 2] >= tile[0]
                    and boxes[n, 1] <= tile[3] and boxes[n, 3] >= tile[1]
                ):  # fmt: skip
                    if count < found.shape[0]:
                        found[count] = n
                    count += 1
    start[rows * cols] = count
    return count
