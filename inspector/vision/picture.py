"""The few pixels that are looked at, out of a raw frame: linear, 1.0 is full scale."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import CalibrationError
from inspector.domain.image import Field, Frame, FrameStatus, PixelFormat
from inspector.domain.station import Camera
from inspector.vision.kernels.raw import demosaic

RED_AT = {"RG": (0, 0), "GR": (0, 1), "GB": (1, 0), "BG": (1, 1)}
"""Row and column parity of the red samples, by the pattern's name in the pixel format."""
REACH_PX = 4
"""A crop is read wider by this, so that colours at its border come from real neighbours."""
PREFERRED = ("ring", "white", "ring-short", "ring-long", "coaxial")
"""Lights by which marks and lands are looked for, best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A piece of a frame: ``(h, w, C)`` float32, and the place of its first pixel in the frame."""

    pixels: NDArray[np.float32]
    row0: int
    col0: int

    @property
    def gray(self) -> NDArray[np.float32]:
        """``(h, w)`` float32: the mean of the colours."""
        count = self.pixels.shape[2]
        if count == 1:
            return np.ascontiguousarray(self.pixels[..., 0])
        mean = np.full((1, count), 1 / count, np.float32)
        return np.asarray(cv2.transform(self.pixels, mean), np.float32)

    def plane(self, number: int) -> NDArray[np.float32]:
        """Give the mean of the colours (0) or one colour (1, 2, 3), ``(h, w)`` float32."""
        if number == 0:
            return self.gray
        return np.ascontiguousarray(self.pixels[..., number - 1])

    @property
    def planes(self) -> Iterator[NDArray[np.float32]]:
        """The mean of the colours first, then each colour."""
        count = self.pixels.shape[2]
        return (self.plane(k) for k in range(count + 1 if count > 1 else 1))


def patch_of(frame: Frame, low: tuple[float, float], high: tuple[float, float]) -> Patch | None:
    """Cut a piece out of a frame.

    Parameters
    ----------
    low, high
        (row, col) of two corners, px; cut to the frame.

    Returns
    -------
    The piece, black level taken off, divided by full scale, colours of a mosaic restored; None
    where nothing of it lies in the frame.
    """
    rows, cols = frame.pixels.shape[:2]
    if not np.isfinite((*low, *high)).all():
        return None
    # an even first row and column keep the parity of a mosaic
    r0 = max(0, int(np.floor(low[0])) - REACH_PX) // 2 * 2
    c0 = max(0, int(np.floor(low[1])) - REACH_PX) // 2 * 2
    r1 = min(rows, int(np.ceil(high[0])) + REACH_PX + 1)
    c1 = min(cols, int(np.ceil(high[1])) + REACH_PX + 1)
    if r1 - r0 < REACH_PX or c1 - c0 < REACH_PX:
        return None
    return Patch(_linear(frame, frame.pixels[r0:r1, c0:c1]), r0, c0)


def _linear(frame: Frame, raw: NDArray[np.uint8] | NDArray[np.uint16]) -> NDArray[np.float32]:
    black = np.float32(frame.info.black_level)
    gain = np.float32(1.0 / (frame.full_scale - frame.info.black_level))
    values = (raw.astype(np.float32) - black) * gain
    if not frame.info.pixel_format.is_bayer:
        return values if values.ndim > 2 else values[..., None]  # noqa: PLR2004 - rows, cols
    out = np.empty((*values.shape, 3), np.float32)
    rim = cv2.copyMakeBorder(values, 2, 2, 2, 2, cv2.BORDER_REFLECT_101)
    demosaic(np.asarray(rim, np.float32), *red_parity(frame.info.pixel_format), out)
    return out


def red_parity(pixel_format: PixelFormat) -> tuple[int, int]:
    """Give row and column parity of the red samples of a mosaic."""
    return RED_AT[pixel_format.value.removeprefix("Bayer")[:2]]


def usable_frame(field: Field) -> Frame | None:
    """Give the whole frame by which marks and lands are looked for, or None."""
    for name in PREFERRED:
        frame = field.frame(name)
        if frame is not None and frame.info.status is FrameStatus.OK:
            return frame
    return None


def check_size(frame: Frame, camera: Camera) -> None:
    """Refuse a calibration that belongs to a camera of another size.

    Raises
    ------
    CalibrationError
        If rows or columns differ.
    """
    if frame.pixels.shape[:2] != (camera.rows, camera.cols):
        rows, cols = frame.pixels.shape[:2]
        raise CalibrationError(
            "calibration",
            f"frame {frame.info.file or frame.info.frame_id}",
            f"the frame has {rows} x {cols} pixels, the camera model {camera.rows} x {camera.cols}",
            "calibrate this camera, or give the calibration that belongs to it",
        )
