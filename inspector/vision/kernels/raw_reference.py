"""The same as `inspector.vision.kernels.raw` in plain numpy and scipy; slow, for tests."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve, map_coordinates

GREEN_AT_COLOR = np.array(
    [[0, 0, -1, 0, 0], [0, 0, 2, 0, 0], [-1, 2, 4, 2, -1], [0, 0, 2, 0, 0], [0, 0, -1, 0, 0]]
)
BESIDE_AT_GREEN = np.array(
    [[0, 0, 0.5, 0, 0], [0, -1, 0, -1, 0], [-1, 4, 5, 4, -1], [0, -1, 0, -1, 0], [0, 0, 0.5, 0, 0]]
)
OTHER_AT_COLOR = np.array(
    [
        [0, 0, -1.5, 0, 0],
        [0, 2, 0, 2, 0],
        [-1.5, 0, 6, 0, -1.5],
        [0, 2, 0, 2, 0],
        [0, 0, -1.5, 0, 0],
    ]
)


def demosaic(raw: NDArray[np.float32], red_row: int, red_col: int) -> NDArray[np.float64]:
    """Give (H, W, 3) by the published 5 x 5 filters."""

    def filtered(mask: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(convolve(raw.astype(np.float64), mask / 8, mode="mirror"))

    rows, cols = np.indices(raw.shape)
    red_r, red_c = rows % 2 == red_row, cols % 2 == red_col
    red, blue = red_r & red_c, ~red_r & ~red_c
    between_reds, between_blues = red_r & ~red_c, ~red_r & red_c
    green, other = filtered(GREEN_AT_COLOR), filtered(OTHER_AT_COLOR)
    beside, above = filtered(BESIDE_AT_GREEN), filtered(BESIDE_AT_GREEN.T)
    cases = [red, blue, between_reds, between_blues]
    return np.stack(
        (
            np.select(cases, [raw, other, beside, above]),
            np.select([red | blue], [green], raw),
            np.select(cases, [other, raw, above, beside]),
        ),
        axis=-1,
    )


def sample(picture: NDArray[np.float32], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give (H, W, C) at the places (H, W, 2), bilinear; NaN outside."""
    at = places.transpose(2, 0, 1)
    channels = range(picture.shape[2])
    return np.stack(
        [
            map_coordinates(picture[..., k], at, np.float64, order=1, mode="constant", cval=np.nan)
            for k in channels
        ],
        axis=-1,
    )
