"""Plain photographs, and crops of parts, as a capture."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from inspector.domain.board import Placement
from inspector.domain.errors import CaptureError
from inspector.domain.image import Capture, FrameInfo, PixelFormat, Pixels, Shot
from inspector.domain.recipe import Recipe
from inspector.formats.picture import PHOTOGRAPHS, decode

PARTS = "parts"
COLOR_AXES = 3


def is_photographs(folder: Path) -> bool:
    """Whether a folder holds pictures, or crops of parts."""
    return folder.is_dir() and bool(_pictures(folder) or _crops(folder))


def photographs(folder: Path, recipe: Recipe) -> Capture:
    """Give a capture of plain photographs: one field each, seen from over the board's middle.

    Crops in ``parts/<refdes>.png`` are one field a part, seen from over the part's nominal place,
    board upright. What a photograph's numbers mean in light is not known: its frames are stated
    not to be linear. The serial is the folder's name.

    Raises
    ------
    CaptureError
        If the recipe states no ``mm_per_px``, or a crop names no part of it.
    """
    if recipe.mm_per_px is None:
        cause = "photographs do not say how large a pixel is"
        raise CaptureError(folder, "", cause, "write mm_per_px in the recipe")
    infos = tuple(_crop_infos(folder, recipe) if _crops(folder) else _infos(folder, recipe))
    newest = max((folder / info.file).stat().st_mtime for info in infos)
    return Capture(
        product=recipe.product,
        serial=folder.resolve().name,
        side=recipe.board.side,
        captured_utc=datetime.fromtimestamp(newest, UTC),
        frames=infos,
    )


def _infos(folder: Path, recipe: Recipe) -> Iterator[FrameInfo]:
    center = recipe.board.extent.center_mm
    for index, file in enumerate(_pictures(folder)):
        yield _info(index, file, file.name, (center, recipe))


def _crop_infos(folder: Path, recipe: Recipe) -> Iterator[FrameInfo]:
    placed: dict[str, Placement] = {p.refdes: p for p in recipe.board.placements}
    for index, file in enumerate(_crops(folder)):
        placement = placed.get(file.stem)
        if placement is None:
            cause = f"no part {file.stem} in the recipe"
            raise CaptureError(file, "", cause, "name the crop by its reference designator")
        center = placement.x_mm, placement.y_mm
        yield _info(index, file, f"{PARTS}/{file.name}", (center, recipe))


def _info(index: int, file: Path, name: str, at: tuple[tuple[float, float], Recipe]) -> FrameInfo:
    center_mm, recipe = at
    pixel_format = format_of(decode(file, PHOTOGRAPHS), file)
    return FrameInfo(
        field=index,
        shot=Shot("white"),
        pixel_format=pixel_format,
        center_mm=center_mm,
        mm_per_px=recipe.mm_per_px or 0.0,
        bits=pixel_format.bits,
        linear=False,
        file=name,
    )


def format_of(pixels: Pixels, file: Path) -> PixelFormat:
    """Give what a photograph is: grey or RGB, by its samples.

    Raises
    ------
    CaptureError
        If it has another number of channels.
    """
    wide = pixels.dtype.itemsize > 1
    if pixels.ndim == COLOR_AXES and pixels.shape[2] != COLOR_AXES:
        cause = f"has {pixels.shape[2]} channels"
        raise CaptureError(file, "", cause, "store it as grey or RGB, without transparency")
    if pixels.ndim == COLOR_AXES:
        return PixelFormat.RGB16 if wide else PixelFormat.RGB8
    return PixelFormat.MONO16 if wide else PixelFormat.MONO8


def _pictures(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.suffix.lower() in PHOTOGRAPHS and f.is_file())


def _crops(folder: Path) -> list[Path]:
    return _pictures(folder / PARTS) if (folder / PARTS).is_dir() else []
