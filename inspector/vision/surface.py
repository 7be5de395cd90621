"""The surface of a board against its golden board: sampled, corrected, compared.

A frame is not warped: each pixel of the golden raster is looked up in it, where the camera model
says. Only what leaves the golden board's envelope is kept.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from inspector.domain.geometry import Affine, Box
from inspector.domain.golden import FULL_CODE, SPREAD_STEP, Golden
from inspector.domain.image import Frame
from inspector.domain.station import Calibration
from inspector.vision.camera_model import project, unproject
from inspector.vision.kernels.surface import block_gains, deviating, sample_codes
from inspector.vision.picture import check_size, red_parity

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

STEP = 16
"""The camera model is asked at every 16th pixel of the raster."""
TABLE = 4096
"""Levels that are told apart when they are coded: 12 bits."""
BLOCK_MM = 2.0
"""Light is evened out over squares of this size: shading is smooth over it, parts are not."""
FAR_CODES = 60.0
"""Pixels farther from the golden board than this do not tell how bright the light is."""
LEAST_SHARE = 0.2
"""Share of a block that must be like the golden board to tell how bright the light is."""
MOST_GAIN = 0.15
"""A block's light may differ from the field's by this share; more is a defect as large as it."""
RIM_PX = 2
"""What lies so near to a part's clearance touches it."""
FARTHEST_PX = 255
"""Distances from what is not looked at are told up to this."""
MOST_FLAGS = 2_000_000
"""Of one field: a picture of another board has more, and is told by that."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels over an area of the board: row 0 at its upper rim, centres half a pixel inside."""

    box: Box
    mm_per_px: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (
            max(1, round(self.box.height_mm / self.mm_per_px)),
            max(1, round(self.box.width_mm / self.mm_per_px)),
        )

    def at_mm(self, rows: ArrayLike, cols: ArrayLike) -> Floats:
        """Give the places (x, y), board mm, ``(..., 2)``, of pixels."""
        x = self.box.x_mm + (np.asarray(cols, np.float64) + 0.5) * self.mm_per_px
        y = self.box.y_mm + self.box.height_mm - (np.asarray(rows) + 0.5) * self.mm_per_px
        return np.stack(np.broadcast_arrays(x, y), axis=-1)

    def at_px(self, x_mm: Floats, y_mm: Floats) -> tuple[Floats, Floats]:
        """Give (row, col) of places, board mm."""
        row = (self.box.y_mm + self.box.height_mm - y_mm) / self.mm_per_px - 0.5
        return row, (x_mm - self.box.x_mm) / self.mm_per_px - 0.5


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a raster: first row and column, and how many."""

    row: int
    col: int
    rows: int
    cols: int

    @property
    def of(self) -> tuple[slice, slice]:
        """What it cuts out of an array of the whole raster."""
        return slice(self.row, self.row + self.rows), slice(self.col, self.col + self.cols)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a surface may be from the golden board and still be alike.

    ``edge_mm``: how far an edge may lie from its place. ``sigmas``: of the learned spread.
    ``floor`` in codes and ``share`` of the level: what differs between two good boards anyhow.
    ``beside`` in codes: by how much more beside parts, where print and bodies lie less exactly.
    """

    edge_mm: float
    sigmas: float
    floor: float
    share: float
    beside: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """A golden board ready to compare with: ``low`` and ``high`` codes, what is ``wanted``.

    ``beside`` is what lies beside parts, inside their clearance: only what stands out by far shows
    there. ``away`` ``(H, W)`` uint8, px: how far the rest is from what is not looked at; around
    parts solder's residue lies there. 0 elsewhere.
    """

    golden: Golden
    low: Codes
    high: Codes
    wanted: Mask
    beside: Mask
    away: NDArray[np.uint8]

    @property
    def raster(self) -> Raster:
        """The golden board's."""
        return Raster(self.golden.box, self.golden.mm_per_px)


@dataclass(frozen=True, slots=True, eq=False)
class FieldSurface:
    """What one field shows of a board's surface.

    ``places`` ``(N, 2)`` int32: row and col of the deviating pixels on the board's raster,
    ``amounts`` ``(N,)`` int16: signed codes beyond the envelope, ``codes`` ``(N, K)`` uint8: how
    they look, in the golden board's light. ``looked_at`` and ``deviates`` count pixels; the latter
    may exceed N where there were too many to keep. ``reason`` says why nothing was looked at, empty
    if something was.
    """

    places: NDArray[np.int32]
    amounts: NDArray[np.int16]
    codes: Codes
    looked_at: int
    deviates: int
    reason: str = ""

    def within(self, area: Mask) -> "FieldSurface":
        """Give what of it lies in an area ``(H, W)`` of the board's raster."""
        mine = area[self.places[:, 0], self.places[:, 1]]
        kept = self.places[mine], self.amounts[mine], self.codes[mine]
        return FieldSurface(*kept, self.looked_at, self.deviates, self.reason)


def envelope_of(
    golden: Golden, wanted: Mask, tolerance: Tolerance, beside: Mask | None = None
) -> Envelope:
    """Make a golden board ready: its levels widened by what may differ.

    Parameters
    ----------
    wanted
        ``(H, W)``: what is to be looked at. What the golden board does not show is not.
    beside
        ``(H, W)``: what lies beside parts and is looked at besides, with a wider tolerance.
    """
    mean = golden.mean.astype(np.float32)
    learned = golden.spread.astype(np.float32) * np.float32(tolerance.sigmas * SPREAD_STEP)
    anyhow = mean * np.float32(tolerance.share) + np.float32(tolerance.floor)
    wide = np.hypot(learned, anyhow)  # two reasons to differ that know nothing of each other
    reach = tolerance.edge_mm / golden.mm_per_px
    disc = _disc(reach)
    low = cv2.erode(np.clip(mean - wide, 0, FULL_CODE), disc).reshape(golden.mean.shape)
    high = cv2.dilate(np.clip(mean + wide, 0, FULL_CODE), disc).reshape(golden.mean.shape)
    near = np.zeros_like(wanted) if beside is None else beside & golden.seen
    low[near] = np.maximum(low[near] - np.float32(tolerance.beside), 0)
    high[near] = np.minimum(high[near] + np.float32(tolerance.beside), FULL_CODE)
    looked = np.ascontiguousarray(wanted & golden.seen)
    # the raster's own rim is one, too
    framed = np.pad(looked.astype(np.uint8), 1)
    away = cv2.distanceTransform(framed, cv2.DIST_L2, cv2.DIST_MASK_3)[1:-1, 1:-1]
    return Envelope(
        golden,
        np.floor(low).astype(np.uint8),
        np.ceil(high).astype(np.uint8),
        looked | near,
        near,
        np.ceil(np.minimum(away, FARTHEST_PX)).astype(np.uint8),
    )


def _disc(radius: float) -> NDArray[np.uint8]:
    side = math.ceil(radius)
    y, x = np.mgrid[-side : side + 1, -side : side + 1]
    # half a pixel more: an edge between two pixels is in both
    return np.asarray(x**2 + y**2 <= (radius + 0.5) ** 2, np.uint8)


def window_of(raster: Raster, calibration: Calibration, to_local: Affine) -> Window | None:
    """Give what of a raster a field can show, None if nothing."""
    camera = calibration.camera
    last_row, last_col = camera.rows - 1.0, camera.cols - 1.0
    corners = [(0.0, 0.0), (0.0, last_col), (last_row, 0.0), (last_row, last_col)]
    places = to_local.inverse().apply(unproject(camera, corners, 0.0)[:, :2])
    rows, cols = raster.at_px(places[:, 0], places[:, 1])
    height, width = raster.shape
    first_row, first_col = max(0, math.floor(rows.min())), max(0, math.floor(cols.min()))
    end_row, end_col = min(height, math.ceil(rows.max()) + 1), min(width, math.ceil(cols.max()) + 1)
    if end_row <= first_row or end_col <= first_col:
        return None
    return Window(first_row, first_col, end_row - first_row, end_col - first_col)


def sample(
    frame: Frame,
    calibration: Calibration,
    to_local: Affine,
    raster: Raster,
    window: Window,
    shifts: Floats | None = None,
) -> tuple[Codes, Mask]:
    """Give a frame on a window of a board's raster.

    Parameters
    ----------
    to_local
        Board mm to field-local mm.
    shifts
        ``(A, B, 2)``: (row, col) by which every `STEP`-th pixel of the window has moved besides.

    Returns
    -------
    codes
        ``(H, W, K)`` uint8, K 1 or 3: see `Golden`. The mean over as many pixels of the frame as
        lie under one of the raster.
    seen
        ``(H, W)`` bool.

    Raises
    ------
    CalibrationError
        If the frame is not of the calibrated camera's size.

    Notes
    -----
    A place is rounded to whole pixels of the frame: what is finer than the raster is averaged.
    """
    check_size(frame, calibration.camera)
    rows = window.row + np.arange(-(-window.rows // STEP) + 1, dtype=np.float64) * STEP
    cols = window.col + np.arange(-(-window.cols // STEP) + 1, dtype=np.float64) * STEP
    moved = np.zeros((len(rows), len(cols), 2)) if shifts is None else shifts
    grid = raster.at_mm(rows[:, None] + moved[..., 0], cols[None, :] + moved[..., 1])
    places = project(calibration.camera, to_local.apply(grid.reshape(-1, 2))).reshape(grid.shape)
    bayer = frame.info.pixel_format.is_bayer
    raw = frame.pixels if frame.pixels.ndim > 2 else frame.pixels[..., None]  # noqa: PLR2004
    channels = 3 if bayer else raw.shape[2]
    side = max(2 if bayer else 1, round(raster.mm_per_px / frame.info.mm_per_px))
    codes = np.empty((window.rows, window.cols, channels), np.uint8)
    seen = np.empty((window.rows, window.cols), np.bool_)
    mosaic = (1, *red_parity(frame.info.pixel_format)) if bayer else (0, 0, 0)
    full = int(np.iinfo(raw.dtype).max)
    sample_codes(raw, full, mosaic, (places, STEP), side, _coding(frame), codes, seen)
    return codes, seen


def _coding(frame: Frame) -> tuple[Codes, float]:
    """Give the table of codes, and what takes a raw level to its index."""
    black = frame.info.black_level / frame.full_scale
    linear = (np.arange(TABLE) / (TABLE - 1) - black) / (1.0 - black)
    table = np.empty(TABLE, np.uint8)
    table[:] = np.rint(np.sqrt(np.clip(linear, 0.0, 1.0)) * FULL_CODE)
    return table, (TABLE - 1) / frame.full_scale


def coded_picture(pixels: NDArray[np.generic]) -> Codes:
    """Give a plain 8-bit picture ``(H, W)`` or ``(H, W, 3)`` as codes ``(H, W, K)``."""
    codes = np.empty(pixels.shape, np.uint8)
    codes[:] = np.rint(np.sqrt(np.asarray(pixels, np.float32) / FULL_CODE) * FULL_CODE)
    return codes if codes.ndim > 2 else codes[..., None]  # noqa: PLR2004 - rows, cols


def gains_of(
    codes: Codes, mean: Codes, usable: Mask, mm_per_px: float
) -> tuple[NDArray[np.float32], int]:
    """Give by what each block's codes are to be multiplied to be as bright as the golden board.

    Returns
    -------
    gains
        ``(A, B, K)`` float32. A block that is mostly unlike the golden board has the gain of the
        field, and none differs from that by more than `MOST_GAIN`.
    block
        Side of a block, px.
    """
    block = max(8, round(BLOCK_MM / mm_per_px))
    count = -(-codes.shape[0] // block), -(-codes.shape[1] // block)
    gains = np.empty((*count, codes.shape[2]), np.float32)
    used = np.empty(count, np.float32)
    block_gains(codes, mean, usable, (block, FAR_CODES), gains, used)
    enough = used >= LEAST_SHARE * block * block
    typical = np.median(gains[enough], axis=0) if enough.any() else np.ones(codes.shape[2])
    gains[~enough] = typical
    low, high = typical * (1.0 - MOST_GAIN), typical * (1.0 + MOST_GAIN)
    return np.clip(gains, low, high).astype(np.float32), block


def compare(envelope: Envelope, codes: Codes, looked: Mask, window: Window) -> FieldSurface:
    """Give the pixels of a window that leave the envelope.

    Parameters
    ----------
    codes
        ``(H, W, K)``: what `sample` gives.
    looked
        ``(H, W)``: what of it is seen and to be answered for.

    Raises
    ------
    ValueError
        If the colours are not those of the golden board.
    """
    part = window.of
    mean = envelope.golden.mean[part]
    if codes.shape[2] != mean.shape[2]:
        names = {1: "grey", 3: "colour"}
        raise ValueError(
            f"the frame is {names[codes.shape[2]]}, the golden board {names[mean.shape[2]]}"
        )
    wanted = np.ascontiguousarray(looked & envelope.wanted[part])
    # beside parts their light tells nothing of the board's
    even = np.ascontiguousarray(wanted & ~envelope.beside[part])
    gains, block = gains_of(codes, mean, even, envelope.golden.mm_per_px)
    room = min(MOST_FLAGS, int(wanted.sum()))
    places, amounts = np.empty((room, 2), np.int32), np.empty(room, np.int16)
    both, corner = (envelope.low, envelope.high), (window.row, window.col)
    count = deviating(codes, both, corner, wanted, (gains, block), (places, amounts))
    kept = min(count, room)
    row, col = places[:kept].T
    looks = codes[row, col] * gains[row // block, col // block]
    places = places[:kept] + np.array((window.row, window.col), np.int32)
    return FieldSurface(
        places,
        amounts[:kept].copy(),
        np.asarray(np.minimum(looks, FULL_CODE), np.uint8),
        int(wanted.sum()),
        count,
    )
