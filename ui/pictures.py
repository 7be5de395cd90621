"""The board as it is being taken: each field a tile, made off the station's thread. No Qt here."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.image import Field, Frame, FrameInfo, FrameStatus, PixelFormat
from ui.widgets.pyramid import pyramid_of
from ui.widgets.scene import Tile

SHOWN = ("ring", "white", "ring-long", "ring-short", "coaxial")
"""Lights by which a board is shown, the one that shows most first."""
BEHIND = 4
"""Fields that wait to be painted, at most: more would cost memory the inspection needs."""
EYE = 2.2
"""Screens expect pictures so; linear ones look too dark."""

_MOSAIC = {
    "RG": cv2.COLOR_BayerBG2RGB,  # OpenCV names a mosaic by its second row
    "GR": cv2.COLOR_BayerGB2RGB,
    "GB": cv2.COLOR_BayerGR2RGB,
    "BG": cv2.COLOR_BayerRG2RGB,
}


@dataclass(frozen=True, slots=True, eq=False)
class PanelPicture:
    """What is there of a panel's picture: tiles in machine mm; ``left_out`` were not painted."""

    serial: str
    tiles: tuple[Tile, ...] = ()
    left_out: int = 0


class Painter:
    """Copies the fields that a station takes and makes tiles of them on a thread of its own.

    Parameters
    ----------
    show
        Is given the panel's picture after every field, on the painter's thread.
    """

    def __init__(self, show: Callable[[PanelPicture], None]) -> None:
        self._show = show
        self._picture = PanelPicture("")
        self._given, self._done = 0, 0  # each counted by one thread alone
        self._thread = ThreadPoolExecutor(1, "painter")

    def begin(self, serial: str) -> None:
        """Begin another panel; called on the station's thread."""
        self._thread.submit(self._begin, serial)

    def watch(self, field: Field) -> None:
        """Take in a field; called on the station's thread, costs one copy of one frame."""
        frame = shown_frame(field)
        if frame is None:
            return
        if self._given - self._done >= BEHIND:
            self._thread.submit(self._leave_out)
            return
        self._given += 1
        self._thread.submit(self._paint, frame.info, frame.pixels.copy())

    def close(self) -> None:
        """Paint nothing any more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _begin(self, serial: str) -> None:
        self._picture = PanelPicture(serial)
        self._show(self._picture)

    def _leave_out(self) -> None:
        self._picture = replace(self._picture, left_out=self._picture.left_out + 1)

    def _paint(self, info: FrameInfo, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
        try:
            tile = tile_of(Frame(info, pixels))
        finally:
            self._done += 1  # also one that cannot be shown makes room for the next
        self._picture = replace(self._picture, tiles=(*self._picture.tiles, tile))
        self._show(self._picture)


def shown_frame(field: Field) -> Frame | None:
    """Give the frame of a field by which it is shown; None where none arrived whole."""
    whole = [
        frame
        for frame in field.frames
        if frame.info.status is FrameStatus.OK
        and frame.info.pixel_format is not PixelFormat.COORD3D_C16
        and not frame.info.shot.projector
    ]
    found = {frame.info.shot.name: frame for frame in reversed(whole)}
    best = next((found[name] for name in SHOWN if name in found), None)
    return best or (whole[0] if whole else None)


def tile_of(frame: Frame) -> Tile:
    """Make a picture for the eye where the machine saw it; quarter turns are set right."""
    info, pixels = frame.info, for_the_eye(frame)
    quarters = round(info.rotation_deg / 90.0) % 4
    if quarters:
        pixels = np.rot90(pixels, quarters)
    rows, cols = pixels.shape[:2]
    x, y = info.center_mm
    left, top = x - cols * info.mm_per_px / 2, y + rows * info.mm_per_px / 2
    return Tile(pyramid_of(pixels), left, top, info.mm_per_px)


def for_the_eye(frame: Frame) -> NDArray[np.uint8]:
    """Give a frame as ``(H, W)`` or ``(H, W, 3)`` uint8 RGB for a screen, never to measure."""
    info = frame.info
    pixels: NDArray[np.integer[Any]] = frame.pixels
    if info.pixel_format.is_bayer:
        pattern = info.pixel_format.value.removeprefix("Bayer")[:2]
        pixels = np.asarray(cv2.cvtColor(pixels, _MOSAIC[pattern]), pixels.dtype)
    steps = np.arange(int(frame.full_scale) + 1, dtype=np.float64)
    signal = np.clip((steps - info.black_level) / (frame.full_scale - info.black_level), 0, 1)
    table = np.rint(255 * (signal ** (1 / EYE) if info.linear else signal)).astype(np.uint8)
    if pixels.dtype == np.uint8:
        return np.asarray(cv2.LUT(pixels, table), np.uint8)
    return np.asarray(table[np.minimum(pixels, len(table) - 1)], np.uint8)
