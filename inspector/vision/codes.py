"""Data Matrix, QR, Micro QR, Code 128 and Code 39 read from a picture, at any turn.

The reader is zxing-cpp; what is added here are the pictures it is shown when it sees nothing in the
plain one: the same one larger, smaller, smoother, evened out, with a quiet zone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from inspector.domain.code import Symbology

Gray = NDArray[np.uint8]

Format = zxingcpp.BarcodeFormat

FORMATS = {
    Symbology.DATA_MATRIX: (Format.DataMatrix,),
    Symbology.QR: (Format.QRCode, Format.QRCodeModel1, Format.QRCodeModel2),
    Symbology.MICRO_QR: (Format.MicroQRCode,),
    Symbology.CODE_128: (Format.Code128,),
    Symbology.CODE_39: (
        Format.Code39,
        Format.Code39Std,
        Format.Code39Ext,
        Format.Code32,
        Format.PZN,
    ),
}
"""What zxing-cpp may call each; the first is what it is asked for."""

LINEAR = (Symbology.CODE_128, Symbology.CODE_39)
"""They have one check digit or none: noise that is worked on enough looks like one."""
SMALL_PX = 1200
"""A picture of up to this many pixels a side is also tried at twice its size."""
LARGE_PX = 300
"""One of at least this many is also tried at half its size: modules of glass beads, dots."""
QUIET_PX = 16
"""Rim of background set around a crop that ends at the code."""
LUMA = np.array((0.299, 0.587, 0.114), np.float32)
"""Of red, green and blue, as zxing-cpp weighs them (ITU-R BT.601)."""
DARKEST, BRIGHTEST = 1.0, 99.0
"""Percentiles of a picture that its grey values are spread between."""


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code as it was read; ``corners_px`` are four (row, col) in the picture, in order."""

    text: str
    symbology: Symbology
    corners_px: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Try:
    """A picture made of the plain one, and how a place in it becomes one in the plain one."""

    pixels: Gray
    scale: float = 1.0
    rim_px: int = 0


def read_codes(
    picture: NDArray[np.generic], symbologies: Sequence[Symbology] = tuple(Symbology)
) -> tuple[ReadCode, ...]:
    """Read every code that shows in a picture; nothing that cannot be read is guessed.

    Parameters
    ----------
    picture
        ``(H, W)``, or ``(H, W, C)`` with C = 1, 2 (grey, opacity), 3 (RGB) or 4; uint8, uint16, or
        float of which 1.0 is full scale.
    symbologies
        Kinds that are looked for.

    Returns
    -------
    The codes of the first way to look at the picture that shows any; plain first. Texts are the
    bytes in the code's own character set: GS, RS and EOT stay control characters.
    """
    pixels = _gray(picture)
    found: tuple[ReadCode, ...] = ()
    for number, one in enumerate(_tries(pixels)):
        kinds = [s for s in symbologies if number == 0 or s not in LINEAR]
        found = _read(one, kinds)
        if found:
            break
    return found


def _gray(picture: NDArray[np.generic]) -> Gray:
    """Give ``(H, W)`` uint8, transparent pixels white as on paper."""
    if picture.dtype == np.uint8:
        values = picture.astype(np.float32)
    elif picture.dtype == np.uint16:
        values = picture.astype(np.float32) / np.float32(257.0)
    else:
        values = np.nan_to_num(picture.astype(np.float32)) * np.float32(255.0)
    if values.ndim > 2:  # noqa: PLR2004 - rows, cols
        values = _mixed(values)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _mixed(values: NDArray[np.float32]) -> NDArray[np.float32]:
    channels = values.shape[2]
    colors = values[..., : 3 if channels > 2 else 1]  # noqa: PLR2004 - grey and opacity
    gray = np.asarray(colors @ LUMA if channels > 2 else colors[..., 0], np.float32)  # noqa: PLR2004
    if channels in (2, 4):
        opaque = values[..., -1] / np.float32(255.0)
        gray = np.asarray(gray * opaque + np.float32(255.0) * (1 - opaque), np.float32)
    return gray


def _tries(pixels: Gray) -> Iterator[_Try]:
    """Give the plain picture, then others in the order of what they cost and bring."""
    yield _Try(pixels)
    side = max(pixels.shape)
    if min(pixels.shape) < QUIET_PX:
        return
    for work in (_spread, _smooth, _evened, _closed, _opened):
        yield _Try(work(pixels))
    yield _Try(_rimmed(_spread(pixels)), rim_px=QUIET_PX)
    if side <= SMALL_PX:
        twice = _scaled(pixels, 2.0)
        yield _Try(twice, 2.0)
        yield _Try(_evened(_smooth(twice)), 2.0)
    if side >= LARGE_PX:
        yield _Try(_scaled(pixels, 0.5), 0.5)
        yield _Try(_evened(_scaled(pixels, 0.7)), 0.7)


def _spread(pixels: Gray) -> Gray:
    low, high = np.percentile(pixels, (DARKEST, BRIGHTEST))
    if high <= low:
        return pixels
    gain = 255.0 / (high - low)
    return np.asarray(cv2.convertScaleAbs(np.clip(pixels, low, high) - low, alpha=gain), np.uint8)


def _smooth(pixels: Gray) -> Gray:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 1.2), np.uint8)


def _evened(pixels: Gray) -> Gray:
    return np.asarray(cv2.createCLAHE(4.0, (8, 8)).apply(_spread(pixels)), np.uint8)


def _closed(pixels: Gray) -> Gray:
    return _morphed(pixels, cv2.MORPH_CLOSE)


def _opened(pixels: Gray) -> Gray:
    return _morphed(pixels, cv2.MORPH_OPEN)


def _morphed(pixels: Gray, kind: int) -> Gray:
    return np.asarray(cv2.morphologyEx(pixels, kind, np.ones((3, 3), np.uint8)), np.uint8)


def _rimmed(pixels: Gray) -> Gray:
    """Give the picture with a rim of its own background: what most of its border is."""
    border = np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))
    around = int(np.median(border))
    size = (QUIET_PX,) * 4
    return np.asarray(
        cv2.copyMakeBorder(pixels, *size, cv2.BORDER_CONSTANT, value=(around,)), np.uint8
    )


def _scaled(pixels: Gray, factor: float) -> Gray:
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def _read(one: _Try, symbologies: Sequence[Symbology]) -> tuple[ReadCode, ...]:
    if not symbologies:
        return ()
    asked = zxingcpp.BarcodeFormats([FORMATS[symbology][0] for symbology in symbologies])
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(one.pixels), asked, text_mode=zxingcpp.TextMode.Plain
    )
    codes = ((barcode, _symbology_of(barcode.format)) for barcode in found if barcode.valid)
    return tuple(
        ReadCode(barcode.text, symbology, _corners(barcode.position, one))
        for barcode, symbology in codes
        if symbology is not None and symbology in symbologies
    )


def _symbology_of(found: zxingcpp.BarcodeFormat) -> Symbology | None:
    return next((s for s, formats in FORMATS.items() if found in formats), None)


def _corners(position: zxingcpp.Position, one: _Try) -> tuple[tuple[float, float], ...]:
    points = (
        position.top_left,
        position.top_right,
        position.bottom_right,
        position.bottom_left,
    )
    # the middle of a pixel is a whole number, at any scale
    shift = (1 / one.scale - 1) / 2
    return tuple(
        ((p.y - one.rim_px) / one.scale + shift, (p.x - one.rim_px) / one.scale + shift)
        for p in points
    )
