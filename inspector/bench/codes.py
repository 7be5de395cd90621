"""Real codes with their text: how many are read exactly, beside zxing-cpp's own plain call."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from inspector.domain.code import Symbology
from inspector.domain.errors import InspectorError
from inspector.vision.codes import FORMATS, read_codes

DECODERS = {
    ".png": imagecodecs.png_decode,
    ".webp": imagecodecs.webp_decode,
    ".jpg": imagecodecs.jpeg_decode,
    ".jpeg": imagecodecs.jpeg_decode,
}
BYTES = 256
NONE_HERE = "falsepositives"
"""Folders whose name begins so hold no code that may be read."""
KINDS = {
    "datamatrix": Symbology.DATA_MATRIX,
    "qrcode": Symbology.QR,
    "microqrcode": Symbology.MICRO_QR,
    "code128": Symbology.CODE_128,
    "code39": Symbology.CODE_39,
}
"""By the begin of a folder's name: a recipe says what kind of code it asks for."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One folder: pictures, read exactly by us and by zxing-cpp alone, and read falsely by each."""

    folder: str
    pictures: int
    ours: int
    zxing: int
    ours_false: int
    zxing_false: int


@dataclass(frozen=True, slots=True)
class CodeReport:
    """All folders."""

    rows: tuple[CodeRow, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is worse than zxing-cpp alone, and nothing was read where nothing is."""
        return all(
            row.ours >= row.zxing and not (row.ours_false and row.folder.startswith(NONE_HERE))
            for row in self.rows
        )

    def to_data(self) -> list[dict[str, Any]]:
        """Give the figures as plain data."""
        return [asdict(row) for row in self.rows]


def measure_codes(folder: Path, progress: Callable[[int, int], None] | None = None) -> CodeReport:
    """Read every picture of every folder below ``folder``; the text stands beside it.

    Raises
    ------
    InspectorError
        If there is no such folder, or a picture cannot be opened.
    """
    inside = folder.iterdir() if folder.is_dir() else ()
    folders = sorted(f for f in inside if f.is_dir() and _pictures(f))
    if not folders:
        raise InspectorError(f"{folder}: no folder with pictures lies there")
    rows = []
    for done, one in enumerate(folders, 1):
        rows.append(_row(one))
        if progress:
            progress(done, len(folders))
    return CodeReport(tuple(rows))


def _pictures(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.suffix.lower() in DECODERS)


def _row(folder: Path) -> CodeRow:
    files = _pictures(folder)
    kind = next((k for name, k in KINDS.items() if folder.name.startswith(name)), None)
    kinds = tuple(Symbology) if kind is None else (kind,)
    counts = np.zeros(4, int)
    for file in files:
        pixels = _read(file)
        truth = None if folder.name.startswith(NONE_HERE) else _truth(file)
        for k, texts in enumerate((_ours(pixels, kinds), _zxing(pixels, kinds))):
            exact = [text for text in texts if truth is not None and _same(text, truth)]
            counts[k] += bool(exact)
            counts[2 + k] += len(exact) < len(texts)
    return CodeRow(folder.name, len(files), *map(int, counts))


def _read(file: Path) -> NDArray[np.generic]:
    decode = DECODERS[file.suffix.lower()]
    try:
        return np.ascontiguousarray(decode(file.read_bytes()))
    except (OSError, RuntimeError, ValueError) as error:
        raise InspectorError(f"{file}: is no picture that can be read") from error


def _truth(file: Path) -> bytes:
    for ending in (".txt", ".bin"):
        beside = file.with_suffix(ending)
        if beside.is_file():
            return beside.read_bytes().rstrip(b"\r\n") if ending == ".txt" else beside.read_bytes()
    raise InspectorError(f"{file}: its text is not beside it")


def _same(text: str, truth: bytes) -> bool:
    """Whether a text is the truth's; its file may have other line ends, and bytes for letters."""
    wanted = truth.replace(b"\r\n", b"\n").rstrip(b"\n")
    encoded = [text.encode("utf-8")]
    if all(ord(letter) < BYTES for letter in text):
        encoded.append(text.encode("latin-1"))
    return any(one.replace(b"\r\n", b"\n").rstrip(b"\n") == wanted for one in encoded)


def _ours(pixels: NDArray[np.generic], kinds: tuple[Symbology, ...]) -> set[str]:
    return {one.text for one in read_codes(pixels, kinds)}


def _zxing(pixels: NDArray[np.generic], kinds: tuple[Symbology, ...]) -> set[str]:
    """Give what zxing-cpp reads with its default options, which try hard."""
    formats = zxingcpp.BarcodeFormats([FORMATS[kind][0] for kind in kinds])
    rgb = np.asarray(pixels, np.uint8)
    if rgb.ndim > 2 and rgb.shape[2] != 3:  # noqa: PLR2004 - opacity: as on paper
        rgb = np.ascontiguousarray(rgb[..., :3] if rgb.shape[2] > 3 else rgb[..., 0])  # noqa: PLR2004
    found = zxingcpp.read_barcodes(rgb, formats, text_mode=zxingcpp.TextMode.Plain)
    return {one.text for one in found if one.valid}
