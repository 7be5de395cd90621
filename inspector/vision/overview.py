"""A board as one picture, from all its fields: for the eye, never for measuring."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Affine, Box
from inspector.domain.image import Field
from inspector.domain.station import Calibration
from inspector.vision.camera_model import machine_to_local, project
from inspector.vision.eye import shown
from inspector.vision.picture import patch_of, usable_frame

STEP = 32
"""The camera model is asked at every 32nd pixel; between them it is all but straight."""
EMPTY = 40
"""Grey of what no field shows."""


def overview(
    fields: Iterable[Field],
    calibration: Calibration,
    to_machine: Affine,
    box: Box,
    mm_per_px: float,
) -> NDArray[np.uint8]:
    """Give a board as seen from above, on the plane z = 0.

    Parameters
    ----------
    fields
        Read once, one at a time; each with its place in the machine.
    to_machine
        Board mm to the machine mm of the fields.
    box
        What of the board is shown, board mm.
    mm_per_px
        Size of a pixel of the picture.

    Returns
    -------
    ``(H, W, 3)`` uint8 RGB, row 0 at the largest y; grey where no field shows the board. Where two
    do, the later one is shown.

    Notes
    -----
    Four fields of 3 MP, read from JPEG-XL and laid at 10 um (3000 x 2000 px), took 2.9 s of one
    core with the registration before it.
    """
    rows = max(1, round(box.height_mm / mm_per_px))
    cols = max(1, round(box.width_mm / mm_per_px))
    picture = np.full((rows, cols, 3), EMPTY, np.uint8)
    for field in fields:
        frame = usable_frame(field)
        if frame is None:
            continue
        high = float(frame.pixels.shape[0]), float(frame.pixels.shape[1])
        patch = patch_of(frame, (0.0, 0.0), high)
        if patch is None:
            continue
        local = to_machine.then(machine_to_local(frame.info, calibration.stage))
        coarse = _coarse(box, mm_per_px, (rows, cols))
        places = project(calibration.camera, local.apply(coarse).reshape(-1, 2))
        _lay(picture, shown(patch.pixels), places.reshape(coarse.shape))
    return picture


def _coarse(box: Box, mm_per_px: float, shape: tuple[int, int]) -> NDArray[np.float64]:
    rows, cols = (np.arange(0, size + STEP, STEP) for size in shape)
    x = box.x_mm + (cols + 0.5) * mm_per_px
    y = box.y_mm + box.height_mm - (rows + 0.5) * mm_per_px
    return np.stack(np.meshgrid(x, y), axis=-1)


def _lay(picture: NDArray[np.uint8], seen: NDArray[np.uint8], coarse: NDArray[np.float64]) -> None:
    """Sample a field into the picture where it shows the board."""
    height, width = seen.shape[:2]
    inside = (
        (coarse[..., 0] > -STEP) & (coarse[..., 0] < height + STEP)
        & (coarse[..., 1] > -STEP) & (coarse[..., 1] < width + STEP)
    )  # fmt: skip
    if not inside.any():
        inside = np.ones_like(inside)  # a field between the coarse places: all are looked at
    at = np.argwhere(inside)
    low = np.maximum(at.min(axis=0) - 1, 0)
    high = np.minimum(at.max(axis=0) + 2, coarse.shape[:2])
    window = np.nan_to_num(coarse[low[0] : high[0], low[1] : high[1]], nan=-1e6)
    if min(window.shape[:2]) < 2:  # noqa: PLR2004 - nothing between them
        return
    size = (window.shape[1] - 1) * STEP, (window.shape[0] - 1) * STEP
    fine = [_finer(window[..., k], size) for k in (1, 0)]
    target = picture[low[0] * STEP :, low[1] * STEP :][: size[1], : size[0]]
    fine_x, fine_y = (one[: target.shape[0], : target.shape[1]] for one in fine)
    if not target.size:
        return
    sampled = cv2.remap(seen, fine_x, fine_y, cv2.INTER_LINEAR)
    sampled = sampled if sampled.ndim == picture.ndim else sampled[..., None]
    there = (fine_x >= 0) & (fine_x <= width - 1) & (fine_y >= 0) & (fine_y <= height - 1)
    target[there] = np.broadcast_to(sampled, target.shape)[there]


def _finer(coarse: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float32]:
    """Give what lies between the coarse places, linearly."""
    cols, rows = np.meshgrid(
        np.arange(size[0], dtype=np.float32) / STEP, np.arange(size[1], dtype=np.float32) / STEP
    )
    return np.asarray(
        cv2.remap(coarse.astype(np.float32), cols, rows, cv2.INTER_LINEAR), np.float32
    )
