"""Pictures as they come from the machine: shot, frame, field, capture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Side

Pixels = NDArray[np.uint8] | NDArray[np.uint16]
"""``(H, W)`` for mono, Bayer and range, ``(H, W, 3)`` RGB; as the sensor gave them."""


class PixelFormat(StrEnum):
    """Formats by their GenICam PFNC names; packed ones are unpacked before they get here."""

    MONO8 = "Mono8"
    MONO10 = "Mono10"
    MONO12 = "Mono12"
    MONO16 = "Mono16"
    RGB8 = "RGB8"
    RGB12 = "RGB12"
    RGB16 = "RGB16"
    BAYER_RG8 = "BayerRG8"
    BAYER_GR8 = "BayerGR8"
    BAYER_GB8 = "BayerGB8"
    BAYER_BG8 = "BayerBG8"
    BAYER_RG12 = "BayerRG12"
    BAYER_GR12 = "BayerGR12"
    BAYER_GB12 = "BayerGB12"
    BAYER_BG12 = "BayerBG12"
    COORD3D_C16 = "Coord3D_C16"

    @property
    def is_bayer(self) -> bool:
        """Whether one pixel holds one colour of a mosaic."""
        return self.value.startswith("Bayer")

    @property
    def is_color(self) -> bool:
        """Whether colours can be had from it."""
        return self.is_bayer or self.value.startswith("RGB")

    @property
    def bits(self) -> int:
        """Bits of a sample that can be other than 0."""
        return int("".join(filter(str.isdigit, self.value.replace("Coord3D", ""))))


class FrameStatus(StrEnum):
    """Whether all of the frame arrived."""

    OK = "ok"
    INCOMPLETE = "incomplete"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Shot:
    """One exposure asked for.

    ``name`` is the light: ``ring``, ``ring-short``, ``ring-long``, ``white``, ``fringe``,
    ``coaxial``, ``side-<azimuth in degrees>`` or ``range``. The rest is for fringes: a phase of
    ``2 pi step / steps`` at ``period_mm`` from ``projector``.
    """

    name: str
    projector: str = ""
    period_mm: float = 0.0
    step: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """All that is known of a frame but its pixels.

    ``center_mm`` is the machine place of the image centre (x right, y up), ``z_mm`` the height of
    the focal plane, ``mm_per_px`` holds at z = 0, ``rotation_deg`` is the camera's turn against the
    machine. ``file`` is empty for a live frame. ``device_ns`` and ``frame_id`` are the camera's
    own. Of a Coord3D_C16 frame z = ``coord_offset_mm + coord_scale_mm`` times the number, over the
    machine's plane z = 0; the number 0 is not measured. None: no such frame, or not stated.
    """

    field: int
    shot: Shot
    pixel_format: PixelFormat
    center_mm: tuple[float, float]
    mm_per_px: float
    z_mm: float = 0.0
    rotation_deg: float = 0.0
    exposure_ms: float | None = None
    gain_db: float | None = None
    bits: int = 8
    black_level: float = 0.0
    linear: bool = True
    camera: str = ""
    frame_id: int | None = None
    device_ns: int | None = None
    status: FrameStatus = FrameStatus.OK
    file: str = ""
    coord_scale_mm: float | None = None
    coord_offset_mm: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: what is known of it, and its pixels (read-only, rows downwards)."""

    info: FrameInfo
    pixels: Pixels

    @property
    def full_scale(self) -> float:
        """Largest value a sample can have."""
        return float(2**self.info.bits - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """All frames of one field of view, taken at one machine place."""

    index: int
    frames: tuple[Frame, ...]

    def frame(self, shot: str) -> Frame | None:
        """Give the first frame under the light named, or None."""
        return next((f for f in self.frames if f.info.shot.name == shot), None)


@dataclass(frozen=True, slots=True)
class Capture:
    """One panel's frames, listed: a folder on disk, or what a camera is asked to take.

    ``skipped_boards`` are the indices of boards that the line said not to inspect.
    """

    product: str
    serial: str
    side: Side
    captured_utc: datetime
    frames: tuple[FrameInfo, ...]
    station: str = ""
    calibration: str = ""
    temperature_c: float | None = None
    skipped_boards: tuple[int, ...] = ()

    @property
    def field_indices(self) -> tuple[int, ...]:
        """Fields in the order in which they first appear."""
        return tuple(dict.fromkeys(info.field for info in self.frames))

    def infos_of(self, field: int) -> Iterator[FrameInfo]:
        """Give the frames of one field."""
        return (info for info in self.frames if info.field == field)
