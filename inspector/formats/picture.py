"""Lossless pictures by their file's ending: PNG, TIFF, JPEG-XL; JPEG of plain photographs."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TypeVar

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import CaptureError
from inspector.domain.image import PixelFormat, Pixels

Codec = Literal["png", "jxl", "jxl-small", "tiff"]

Key = TypeVar("Key")
Decoder = Callable[[bytes], NDArray[np.generic]]

DECODERS: Mapping[str, Decoder] = {
    ".png": imagecodecs.png_decode,
    ".tif": imagecodecs.tiff_decode,
    ".tiff": imagecodecs.tiff_decode,
    ".jxl": imagecodecs.jpegxl_decode,
}
PHOTOGRAPHS: Mapping[str, Decoder] = {
    **DECODERS,
    ".jpg": imagecodecs.jpeg_decode,
    ".jpeg": imagecodecs.jpeg_decode,
}

DECODE_ERRORS = (RuntimeError, ValueError, IndexError, TypeError, EOFError)
"""What the codecs raise at damaged data."""

PNG_HEADER = slice(0, 16), b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
MOST_PIXELS = 600_000_000
"""Four times the largest area sensor there is; what states more is damaged, or no frame."""
RGB = 3
BYTE_BITS = 8


def decode(file: Path, decoders: Mapping[str, Decoder] = DECODERS) -> Pixels:
    """Read a picture.

    A 12 MP PNG takes 0.3 s, a JPEG-XL 0.6 s (one core of a 2026 server).

    Returns
    -------
    ``(H, W)`` or ``(H, W, 3)`` uint8 or uint16, read-only; RGB.

    Raises
    ------
    CaptureError
        If it is not there, cut short, damaged, or of a kind that is not known.
    """
    decoder = decoders.get(file.suffix.lower())
    if decoder is None:
        known = ", ".join(decoders)
        raise CaptureError(file, "", "is no picture of a kind known here", f"use {known}")
    try:
        data = file.read_bytes()
        _refuse_huge(file, _png_size(data[:24]))
        pixels = np.asarray(decoder(data))
    except MemoryError as error:
        cause = "does not fit into the memory that is free"
        raise CaptureError(file, "", cause, "use fewer workers, or smaller pictures") from error
    except OSError as error:
        cause = f"cannot be read ({error.strerror or error})"
        raise CaptureError(file, "", cause, "copy the capture again") from error
    except DECODE_ERRORS as error:
        raise _damaged(file) from error
    if pixels.dtype == np.uint8:
        return _read_only(pixels.astype(np.uint8, copy=False))
    if pixels.dtype == np.uint16:
        return _read_only(pixels.astype(np.uint16, copy=False))
    cause = f"holds {pixels.dtype} samples"
    raise CaptureError(file, "", cause, "store it with 8 or 16 bits, without a sign")


def is_whole(file: Path) -> bool:
    """Whether a picture has its end: of a PNG by its last chunk, else by decoding it.

    A PNG takes a tenth of a millisecond. That its middle is sound is known once it is decoded.
    """
    if file.suffix.lower() != ".png":
        try:
            decode(file)
        except CaptureError:
            return False
        return True
    try:
        with file.open("rb") as opened:
            opened.seek(-len(PNG_END), os.SEEK_END)
            return opened.read() == PNG_END
    except OSError:  # gone, or shorter than that
        return False


def encode(pixels: Pixels, codec: Codec) -> bytes:
    """Give the bytes of a lossless picture; fast settings, as for frames of a running machine."""
    made: bytes
    whole = np.ascontiguousarray(pixels)
    if codec == "png":
        made = bytes(imagecodecs.png_encode(whole, level=1))
    elif codec == "jxl":
        made = bytes(imagecodecs.jpegxl_encode(whole, lossless=True, effort=1))
    elif codec == "jxl-small":
        made = bytes(imagecodecs.jpegxl_encode(whole, lossless=True, effort=7))
    else:
        made = bytes(imagecodecs.tiff_encode(whole))
    return made


def _small_png(picture: NDArray[np.uint8]) -> bytes:
    whole = np.ascontiguousarray(picture)
    strategy, predictor = imagecodecs.PNG.STRATEGY.HUFFMAN_ONLY, imagecodecs.PNG.FILTER.PAETH
    return bytes(imagecodecs.png_encode(whole, level=1, strategy=strategy, filter=predictor))


def pngs_of(
    pictures: Mapping[Key, Mapping[str, NDArray[np.uint8]]], threads: int = 1
) -> dict[Key, dict[str, bytes]]:
    """Give pictures by key and light as PNG files, in the same order.

    Drawn parts of all sizes took 9 ms of one thread per megabyte, 22 with the settings of `encode`,
    and a sixth less room: noise has no repeats to look for.
    """
    flat = [picture for lights in pictures.values() for picture in lights.values()]
    with ThreadPoolExecutor(max(1, threads), "encode") as pool:
        files = pool.map(_small_png, flat)
        return {key: {light: next(files) for light in lights} for key, lights in pictures.items()}


def size_of(file: Path, decoders: Mapping[str, Decoder] = DECODERS) -> tuple[int, int]:
    """Give rows and columns; of a PNG from its first bytes, else by decoding it.

    Raises
    ------
    CaptureError
        As `decode` does.
    """
    if file.suffix.lower() == ".png":
        try:
            with file.open("rb") as opened:
                head = opened.read(24)
        except OSError as error:
            cause = f"cannot be read ({error.strerror or error})"
            raise CaptureError(file, "", cause, "copy the capture again") from error
        size = _png_size(head)
        if size:
            return size
    rows, cols = decode(file, decoders).shape[:2]
    return rows, cols


def _png_size(head: bytes) -> tuple[int, int] | None:
    """Give rows and columns that the first 24 bytes of a PNG state; None of anything else."""
    part, magic = PNG_HEADER
    if head[part] == magic and len(head[16:24]) == BYTE_BITS:
        return int.from_bytes(head[20:24], "big"), int.from_bytes(head[16:20], "big")
    return None


def _refuse_huge(file: Path, size: tuple[int, int] | None) -> None:
    if size and size[0] * size[1] > MOST_PIXELS:
        cause = f"states {size[0]} x {size[1]} pixels, more than {MOST_PIXELS:,}"
        raise CaptureError(file, "", cause, "copy the capture again, or take it in fields")


def _damaged(file: Path) -> CaptureError:
    # the codec's own words are left out: some quote memory that nobody wrote
    return CaptureError(file, "", "is cut short or damaged", "copy the capture again")


def misfit(pixels: Pixels, pixel_format: PixelFormat, bits: int) -> str:
    """Say how pixels contradict what is stated of them; empty where they do not."""
    rgb = pixel_format.value.startswith("RGB")
    if (pixels.ndim == RGB and pixels.shape[2] == RGB) != rgb or (pixels.ndim != RGB) == rgb:
        return f"has shape {pixels.shape}, which is not {pixel_format.value}"
    held = pixels.dtype.itemsize * BYTE_BITS
    if (held == BYTE_BITS) != (pixel_format.bits == BYTE_BITS):
        return f"has {held} bits a sample, which is not {pixel_format.value}"
    largest = int(pixels.max()) if pixels.size else 0
    if largest >= 1 << bits:
        return f"holds the value {largest}, more than {bits} bits can"
    return ""


def _read_only(pixels: Pixels) -> Pixels:
    pixels.setflags(write=False)
    return pixels
