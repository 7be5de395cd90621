"""What the bytes of a buffer are: pixel formats by their PFNC numbers, padding, packing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.devices.genicam.kernels.unpack import gige_packed, lsb_first
from inspector.domain.image import PixelFormat, Pixels

Unpack = Callable[[NDArray[np.uint8], NDArray[np.uint8]], None]
"""Fill the second array (bytes of the finished picture) from the first (bytes as sent)."""

ALIGN = 64


@dataclass(frozen=True, slots=True)
class Coding:
    """One way that pixels are sent: ``bits`` a pixel; ``unpack`` where they need one."""

    name: str
    pixel_format: PixelFormat
    bits: int
    unpack: Unpack | None = None

    @property
    def pixel_bytes(self) -> int:
        """Bytes of a finished pixel."""
        return finished(self.pixel_format)[1] * finished(self.pixel_format)[0].itemsize


@dataclass(frozen=True, slots=True)
class Layout:
    """One picture in a buffer: ``offset`` and ``pitch`` (bytes from row to row) say where."""

    coding: Coding
    rows: int
    cols: int
    offset: int = 0
    padding: int = 0

    @property
    def row_bytes(self) -> int:
        """Bytes of a row without its padding."""
        return (self.cols * self.coding.bits + 7) // 8

    @property
    def pitch(self) -> int:
        """Bytes from row to row; of packed rows without padding, which may end within a byte, 0."""
        whole = self.cols * self.coding.bits % 8 == 0
        return self.row_bytes + self.padding if whole or self.padding else 0

    @property
    def sent_bytes(self) -> int:
        """Bytes in the buffer, from its first pixel to the end of its last row."""
        if self.pitch:
            return (self.rows - 1) * self.pitch + self.row_bytes if self.rows else 0
        return (self.rows * self.cols * self.coding.bits + 7) // 8

    @property
    def kept_bytes(self) -> int:
        """Bytes that a slot needs: as sent without padding, and finished where that differs."""
        finished_bytes = self.rows * self.cols * self.coding.pixel_bytes
        sent = align(self.rows * self.row_bytes)
        return sent + align(finished_bytes) if self.coding.unpack else sent


def align(count: int) -> int:
    """Give a number of bytes as whole cache lines."""
    return -(-count // ALIGN) * ALIGN


def finished(pixel_format: PixelFormat) -> tuple[np.dtype[np.generic], int]:
    """Give the type of a finished sample, and samples a pixel."""
    wide = np.dtype(np.uint8) if pixel_format.bits == ALIGN // 8 else np.dtype(np.uint16)
    return wide, 3 if pixel_format.value.startswith("RGB") else 1


def copy_in(data: NDArray[np.uint8], layout: Layout, slot: NDArray[np.uint8]) -> None:
    """Copy a picture from a buffer to the start of a slot's area, without its padding.

    Raises
    ------
    ValueError
        If the buffer is too small for the picture that it is said to hold.
    """
    if data.size < layout.offset + layout.sent_bytes:
        raise ValueError(
            f"{layout.rows} x {layout.cols} {layout.coding.name} need {layout.sent_bytes} bytes, "
            f"{max(data.size - layout.offset, 0)} were sent"
        )
    sent = data[layout.offset : layout.offset + layout.sent_bytes]
    if layout.padding == 0 or layout.rows <= 1:
        np.copyto(slot[: sent.size], sent)
        return
    rows = np.lib.stride_tricks.as_strided(
        sent, (layout.rows, layout.row_bytes), (layout.pitch, 1), writeable=False
    )
    np.copyto(slot[: rows.size].reshape(rows.shape), rows)


def finish(slot: NDArray[np.uint8], layout: Layout) -> tuple[int, int]:
    """Unpack what `copy_in` left, behind it; give start and end of the finished bytes."""
    size = layout.rows * layout.cols * layout.coding.pixel_bytes
    unpack = layout.coding.unpack
    if unpack is None:
        return 0, size
    start = align(layout.rows * layout.row_bytes)
    done = slot[start : start + size]
    if layout.pitch == 0:
        unpack(slot[: layout.sent_bytes], done)
    elif layout.cols * layout.coding.bits % 8 == 0:
        unpack(slot[: layout.rows * layout.row_bytes], done)
    else:  # each row ends within a byte of its own
        sent = slot[: layout.rows * layout.row_bytes].reshape(layout.rows, layout.row_bytes)
        for row, out in zip(sent, done.reshape(layout.rows, -1), strict=True):
            unpack(row, out)
    return start, start + size


def pixels_of(root: NDArray[np.uint8], layout: Layout) -> Pixels:
    """Look at finished bytes as a picture, ``(H, W)`` or ``(H, W, 3)``."""
    kind, samples = finished(layout.coding.pixel_format)
    shape = (layout.rows, layout.cols, samples)[: 3 if samples > 1 else 2]
    return root.view(kind).reshape(shape)


def _lsb(bits: int) -> Unpack:
    def unpack(data: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
        lsb_first(data, bits, out.view(np.uint16))

    return unpack


def _gige(bits: int) -> Unpack:
    def unpack(data: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
        gige_packed(data, bits, out.view(np.uint16))

    return unpack


def _channels(count: int, order: slice) -> Unpack:
    def unpack(data: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
        np.copyto(out.reshape(-1, 3), data.reshape(-1, count)[:, order])

    return unpack


FORWARDS, BACKWARDS = slice(0, 3), slice(2, None, -1)
P = PixelFormat
CODINGS: Mapping[int, Coding] = {
    0x01080001: Coding("Mono8", P.MONO8, 8),
    0x01100003: Coding("Mono10", P.MONO10, 16),
    0x01100005: Coding("Mono12", P.MONO12, 16),
    0x01100007: Coding("Mono16", P.MONO16, 16),
    0x010A0046: Coding("Mono10p", P.MONO10, 10, _lsb(10)),
    0x010C0047: Coding("Mono12p", P.MONO12, 12, _lsb(12)),
    0x010C0004: Coding("Mono10Packed", P.MONO10, 12, _gige(10)),
    0x010C0006: Coding("Mono12Packed", P.MONO12, 12, _gige(12)),
    0x01080008: Coding("BayerGR8", P.BAYER_GR8, 8),
    0x01080009: Coding("BayerRG8", P.BAYER_RG8, 8),
    0x0108000A: Coding("BayerGB8", P.BAYER_GB8, 8),
    0x0108000B: Coding("BayerBG8", P.BAYER_BG8, 8),
    0x01100010: Coding("BayerGR12", P.BAYER_GR12, 16),
    0x01100011: Coding("BayerRG12", P.BAYER_RG12, 16),
    0x01100012: Coding("BayerGB12", P.BAYER_GB12, 16),
    0x01100013: Coding("BayerBG12", P.BAYER_BG12, 16),
    0x010C0053: Coding("BayerBG12p", P.BAYER_BG12, 12, _lsb(12)),
    0x010C0055: Coding("BayerGB12p", P.BAYER_GB12, 12, _lsb(12)),
    0x010C0057: Coding("BayerGR12p", P.BAYER_GR12, 12, _lsb(12)),
    0x010C0059: Coding("BayerRG12p", P.BAYER_RG12, 12, _lsb(12)),
    0x02180014: Coding("RGB8", P.RGB8, 24),
    0x02180015: Coding("BGR8", P.RGB8, 24, _channels(3, BACKWARDS)),
    0x02200016: Coding("RGBa8", P.RGB8, 32, _channels(4, FORWARDS)),
    0x02200017: Coding("BGRa8", P.RGB8, 32, _channels(4, BACKWARDS)),
    0x02300033: Coding("RGB16", P.RGB16, 48),
    0x011000B8: Coding("Coord3D_C16", P.COORD3D_C16, 16),
}
"""By PFNC number. RGBa's alpha is not kept. All are little-endian, as cameras send them."""

NAMES = frozenset(coding.name for coding in CODINGS.values())
