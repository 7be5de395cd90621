"""From a buffer of a producer to a frame that is ours: number, time, chunks, pictures."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inspector.devices.genicam.nodes import SDK_ERRORS, Nodes
from inspector.devices.genicam.pixels import (
    CODINGS,
    NAMES,
    Layout,
    align,
    copy_in,
    finish,
    pixels_of,
)
from inspector.devices.genicam.ring import Slot
from inspector.domain.image import PixelFormat, Pixels

MULTI_PART = 10
"""GenTL's PAYLOAD_TYPE_MULTI_PART."""


class Refused(Exception):  # noqa: N818 - it is no error of ours
    """A buffer is not what a frame of this camera is; says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One picture of a buffer; where it lies in its slot, not yet unpacked."""

    layout: Layout
    start: int


@dataclass(frozen=True, slots=True)
class Chunks:
    """What the camera itself says of a frame; None where it does not."""

    exposure_us: float | None = None
    gain_db: float | None = None
    black_level: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A buffer as copied; no parts: it did not arrive whole.

    ``both``: it answers two shots, with height and brightness, or would have, had it arrived.
    """

    number: int | None
    device_ns: int | None
    host_ns: int
    parts: tuple[Part, ...] = ()
    slot: Slot | None = None
    chunks: Chunks = Chunks()
    is_lost: bool = False
    both: bool = False

    @property
    def whole(self) -> bool:
        """Whether all of it arrived."""
        return bool(self.parts)

    @classmethod
    def incomplete(cls, *, both: bool = False) -> "Arrival":
        """Give what stands for a buffer that the driver marked incomplete."""
        return cls(None, None, time.monotonic_ns(), both=both)

    @classmethod
    def lost(cls, *, both: bool = False) -> "Arrival":
        """Give what stands for a frame of which nothing came."""
        return cls(None, None, time.monotonic_ns(), is_lost=True, both=both)

    def pictures(self) -> tuple[tuple[PixelFormat, Pixels], ...]:
        """Unpack and give the pictures, read-only; each keeps the slot leased.

        Mono8 costs nothing, 12 MP of Mono12p 12 ms.
        """
        if self.slot is None:
            return ()
        found = []
        for part in self.parts:
            area = self.slot.writable[part.start : part.start + part.layout.kept_bytes]
            start, end = finish(area, part.layout)
            root = self.slot.root[part.start + start : part.start + end]
            found.append((part.layout.coding.pixel_format, pixels_of(root, part.layout)))
        return tuple(found)


def number_of(buffer: Any) -> int | None:  # noqa: ANN401 - the binding has no types
    """Give the camera's number of a frame."""
    value = _info(buffer, "frame_id")
    return None if value is None else int(value)


def expected_bytes(nodes: Nodes) -> int:
    """Give the bytes of a slot for a frame of one part, as the camera is set."""
    payload = int(nodes.number("PayloadSize") or 0)
    rows, cols = int(nodes.number("Height") or 0), int(nodes.number("Width") or 0)
    name = nodes.read("PixelFormat") if nodes.has("PixelFormat") else ""
    coding = next((coding for coding in CODINGS.values() if coding.name == name), None)
    return Layout(coding, rows, cols).kept_bytes if coding else align(payload)


def layouts_of(buffer: Any, size: tuple[float | None, float | None]) -> tuple[Layout, ...]:  # noqa: ANN401
    """Give where the pictures of a buffer lie; ``size`` is what rows and columns should be.

    Of a buffer of several parts, those in formats that no picture has here (confidence, X and Y)
    are left out.

    Raises
    ------
    Refused
        If no part of it is in a format known here, or the picture is of another size.
    """
    if _info(buffer, "payload_type") == MULTI_PART:
        parts = [_layout(part) for part in buffer.parts]
        known = tuple(part for part in parts if isinstance(part, Layout))
        formats = ", ".join(str(part) for part in parts if not isinstance(part, Layout))
    else:
        found = _layout(buffer)
        known = (found,) if isinstance(found, Layout) else ()
        formats = str(found)
        if known and any(
            wanted is not None and wanted != sent
            for wanted, sent in zip(size, (known[0].rows, known[0].cols), strict=True)
        ):
            sent = f"{known[0].cols} x {known[0].rows}"
            raise Refused(f"it sends {sent} pixels, Width x Height are {size[1]:g} x {size[0]:g}")
    if not known:
        raise Refused(f"it sends pixels as {formats}; set PixelFormat to one of {_names()}")
    return known


def take(buffer: Any, layouts: Sequence[Layout], slot: Slot, nodes: Nodes) -> Arrival:  # noqa: ANN401
    """Copy a buffer into a slot; what is shorter than it should be is an arrival without parts."""
    host_ns = time.monotonic_ns()
    number, device_ns = number_of(buffer), _info(buffer, "timestamp_ns")
    time_ns = None if device_ns is None else int(device_ns)
    delivered = _info(buffer, "delivered_image_height")
    raw = np.frombuffer(buffer.raw_buffer, np.uint8)
    heights = {layout.coding.pixel_format is PixelFormat.COORD3D_C16 for layout in layouts}
    broken = Arrival(number, time_ns, host_ns, both=len(heights) > 1)
    parts: list[Part] = []
    start = 0
    for layout in layouts:
        if len(layouts) == 1 and delivered is not None and 0 < int(delivered) < layout.rows:
            return broken
        try:
            copy_in(raw, layout, slot.writable[start:])
        except ValueError:  # shorter than its own size says
            return broken
        parts.append(Part(layout, start))
        start = align(start + layout.kept_bytes)
    return replace(broken, parts=tuple(parts), slot=slot, chunks=_chunks(buffer, nodes))


def _layout(part: Any) -> Layout | str:  # noqa: ANN401 - the binding has no types
    """Give where a picture lies, or what is strange about its format."""
    value = _info(part, "pixel_format", "data_format")
    if value is None:
        return "nothing that has a pixel format"
    coding = CODINGS.get(int(value))
    if coding is None:
        return f"format 0x{int(value):08X}"
    rows, cols = _info(part, "height"), _info(part, "width")
    offset = _info(part, "image_offset", "data_offset") or 0
    padding = _info(part, "padding_x", "x_padding") or 0
    return Layout(coding, int(rows or 0), int(cols or 0), int(offset), int(padding))


def _chunks(buffer: Any, nodes: Nodes) -> Chunks:  # noqa: ANN401 - the binding has no types
    contained = _info(buffer, "is_containing_chunk_data")
    if contained is False or (contained is None and not _info(buffer, "num_chunks")):
        return Chunks()
    return Chunks(
        nodes.number("ChunkExposureTime"),
        nodes.number("ChunkGain"),
        nodes.number("ChunkBlackLevel"),
    )


def _info(thing: Any, *names: str) -> Any:  # noqa: ANN401 - the binding has no types
    """Read what a producer may not say: each refuses in its own way."""
    for name in names:
        try:
            return getattr(thing, name)
        except (*SDK_ERRORS, AttributeError):
            continue
    return None


def _names() -> str:
    return ", ".join(sorted(NAMES))
