"""What the virtual camera and its feeder share; packaging/gentl/layout.h is the other half."""

import struct
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inspector.domain.image import Pixels, Shot

MAGIC = 0x31475649
PAGE = 4096
SLOTS = 2
"""For answers: intensity, range; frames that are stored follow them."""
DISCOVERY, CONTROL = -1, -2
WELCOME, IN_USE, NO_DEVICE = 0, 1, 2
REQUEST, ANSWER, EDGE, MOVED, READY = 1, 2, 3, 4, 5

HEADER = struct.Struct("<IIQ")
GREETING = struct.Struct("<IiII")
REPLY = struct.Struct("<IIQ")
ASK = struct.Struct("<IIQQIiiIddddqdd64s32s")
TOLD = struct.Struct("<IIQIIIIIIdd")
CHANGED = struct.Struct("<IIIi")
PLACE = struct.Struct("<IIqdd")

FAULTS = (
    "incomplete",
    "lost",
    "underrun",
    "wrong_size",
    "frozen",
    "locked",
    "crash",
    "half_implemented",
    "unplugs",
)
_FIELDS = (
    ("vendor", "S64"),
    ("model", "S64"),
    ("serial", "S64"),
    ("name", "S64"),
    *((name, "<u4") for name in ("present", "access", "owner", "answer_ms")),
    *((name, "<u4") for name in ("cols", "rows", "pixel_format", "stored")),
    *((name, "<u8") for name in ("slots_at", "slot_bytes", "stored_at")),
    *((name, "<u4") for name in ("stored_channels", "stored_bits")),
    *((name, "<f8") for name in ("stored_us", "stored_black", "coord_scale_mm", "coord_offset_mm")),
    ("temperature_c", "<f8"),
    ("field", "<i8"),
    ("center_x_mm", "<f8"),
    ("center_y_mm", "<f8"),
    ("reserved", "V128"),
    *((name, "<u4") for name in FAULTS),
)
DEVICE = np.dtype(list(_FIELDS))
"""One camera, from the start of its page to its faults."""

PFNC = {
    "Mono8": 0x01080001,
    "Mono10": 0x01100003,
    "Mono12": 0x01100005,
    "Mono16": 0x01100007,
    "Mono10p": 0x010A0046,
    "Mono12p": 0x010C0047,
    "Mono12Packed": 0x010C0006,
    "BayerGR8": 0x01080008,
    "BayerRG8": 0x01080009,
    "BayerGB8": 0x0108000A,
    "BayerBG8": 0x0108000B,
    "BayerGR12": 0x01100010,
    "BayerRG12": 0x01100011,
    "BayerGB12": 0x01100012,
    "BayerBG12": 0x01100013,
    "BayerGR12p": 0x010C0057,
    "BayerRG12p": 0x010C0059,
    "BayerGB12p": 0x010C0055,
    "BayerBG12p": 0x010C0053,
    "RGB8": 0x02180014,
    "Coord3D_C16": 0x011000B8,
}
"""Pixel formats that the virtual camera has, and their numbers."""
_NAMES = {number: name for name, number in PFNC.items()}


@dataclass(frozen=True, slots=True)
class Request:
    """What a trigger asks for: all that counted at that instant.

    ``frame_id`` is the trigger's number and becomes the frame's. ``pixel_format`` is Coord3D_C16
    where heights are wanted.
    """

    camera: int
    frame_id: int
    shot: Shot
    field: int
    center_mm: tuple[float, float]
    pixel_format: str
    exposure_us: float
    gain_db: float
    black_level: float


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a sensor saw: numbers that are linear in light, ``2**bits - 1`` where it is full.

    ``pixels`` is ``(H, W)``, or ``(H, W, 3)`` RGB, of the whole sensor; uint8 up to 8 bits, else
    uint16. The camera makes of it what it is set to: exposure, gain, mosaic, format, region. The
    light is that of an exposure of ``exposure_us``; 0: taken as it is, whatever the exposure.
    ``black`` is the number of no light. Heights (uint16) go through as they are.
    """

    pixels: Pixels
    bits: int = 8
    exposure_us: float = 0.0
    black: float = 0.0

    @property
    def channels(self) -> int:
        """1, or 3 of a colour picture."""
        return 1 if self.pixels.ndim == 2 else self.pixels.shape[2]  # noqa: PLR2004 - rows, columns


class Source(Protocol):
    """Where the pictures of virtual cameras come from; called from several threads."""

    def moved_to(self, field: int, center_mm: tuple[float, float]) -> None:
        """Note where the machine stands from now on: what it sees may be drawn ahead."""
        ...

    def frame_of(self, request: Request) -> Picture:
        """Give what the sensor sees.

        Raises
        ------
        InspectorError
            If there is no such picture: the frame is then incomplete.
        """
        ...


def request_of(camera: int, message: bytes) -> tuple[int, Request]:
    """Read a request; gives the slot that its answer goes to, too."""
    (
        _,
        slot,
        frame,
        _,
        number,
        step,
        steps,
        _,
        exposure,
        gain,
        black,
        period,
        field,
        x,
        y,
        *texts,
    ) = ASK.unpack(message)
    light, projector = (text.split(b"\0")[0].decode("utf-8", "replace") for text in texts)
    # the stripes' settings stay set when the light changes
    fringe = light == "fringe"
    shot = Shot(light, projector, period, step, steps) if fringe else Shot(light)
    return slot, Request(camera, frame, shot, field, (x, y), _NAMES[number], exposure, gain, black)


def answer_of(slot: int, frame_id: int, picture: Picture | None) -> bytes:
    """Write an answer; None: there is no picture."""
    if picture is None:
        return TOLD.pack(ANSWER, slot, frame_id, 0, 0, 0, 0, 0, 0, 0.0, 0.0)
    rows, cols = picture.pixels.shape[:2]
    size = rows, cols, picture.channels, picture.bits
    return TOLD.pack(ANSWER, slot, frame_id, 1, *size, 0, picture.exposure_us, picture.black)


def device_at(memory: memoryview, index: int) -> NDArray[np.void]:
    """Give camera ``index`` in the memory: what is written to it is shared at once."""
    return np.ndarray((), DEVICE, memory, PAGE * (1 + index))
