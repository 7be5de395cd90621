"""capture/1: one panel's frames, listed in capture.json beside lossless pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np

from inspector.domain.errors import CaptureError
from inspector.domain.image import Capture, Field, Frame, FrameInfo, FrameStatus, Shot
from inspector.domain.recipe import Recipe
from inspector.formats.atomic import folder_atomic
from inspector.formats.capture_file import UPGRADES, CaptureFile, capture_of, capture_text
from inspector.formats.photographs import is_photographs, photographs
from inspector.formats.picture import PHOTOGRAPHS, Codec, decode, encode, misfit, size_of
from inspector.formats.strict import Source
from inspector.formats.versions import current

CAPTURE = "capture.json"

Size = tuple[int, int]


def read_capture(folder: Path, recipe: Recipe | None = None) -> Capture:
    """Read what a capture lists; its pictures are looked for, and read later.

    Parameters
    ----------
    folder
        The capture's folder, or its capture.json.
    recipe
        Where given, a folder of plain photographs, or of crops in ``parts/<refdes>.png``, is a
        capture too: of this product, with its ``mm_per_px``.

    Raises
    ------
    CaptureError
        If it is not understood, lists a file twice, outside its folder or that is not there.
    """
    file = folder if folder.name == CAPTURE else folder / CAPTURE
    if not file.is_file() and recipe and is_photographs(folder):
        return photographs(folder, recipe)
    if not file.is_file():
        cause, mend = "is no capture", f"name a folder that holds {CAPTURE}"
        raise CaptureError(folder, "", cause, mend)
    source = Source(file, CaptureError)
    table = source.read(CaptureFile, current(source, source.json(), "capture", UPGRADES))
    capture = capture_of(table)
    _refuse_contradictions(source, capture)
    return capture


def require_product(capture: Capture, recipe: Recipe, folder: Path) -> None:
    """Refuse a capture of another product or side than the recipe's.

    Raises
    ------
    CaptureError
        If it is.
    """
    for place, taken, wanted in (
        ("product", capture.product, recipe.product),
        ("side", capture.side.value, recipe.board.side.value),
    ):
        if taken != wanted:
            cause = f"is {taken!r}, the recipe is for {wanted!r}"
            mend = "name the recipe of this product and side"
            raise CaptureError(folder, place, cause, mend)


def read_field(capture: Capture, folder: Path, index: int) -> Field:
    """Read all frames of one field.

    A frame that did not arrive whole at the camera has no pixels, ``(0, 0)``: its status says so,
    and what it should have shown is not inspected.

    Raises
    ------
    CaptureError
        If a file is missing, cut short, or of another format than stated.
    """
    root = _folder(folder)
    frames = tuple(_frame(root, info) for info in capture.infos_of(index))
    if not frames:
        known = ", ".join(map(str, capture.field_indices))
        raise CaptureError(root, f"field {index}", "is not there", f"fields are {known}")
    return Field(index, frames)


def fields_of(capture: Capture, folder: Path, order: Sequence[int] = ()) -> Iterator[Field]:
    """Read fields one after another, in the order given (as listed, without one).

    Raises
    ------
    CaptureError
        As `read_field` does, and if a camera's pictures of one scale differ in size (those of
        crops may): a camera that bins some of its shots takes them at another scale.
    """
    root = _folder(folder)
    first: dict[tuple[str, float], tuple[str, Size]] = {}
    listed = (root / CAPTURE).is_file()
    for index in order or capture.field_indices:
        field = read_field(capture, root, index)
        for frame in field.frames:
            if not listed or frame.info.status is not FrameStatus.OK:
                continue
            size = frame.pixels.shape[0], frame.pixels.shape[1]
            camera = frame.info.camera, frame.info.mm_per_px
            file, wanted = first.setdefault(camera, (frame.info.file, size))
            if size != wanted:
                cause = f"has {size[0]} x {size[1]} pixels, {file} {wanted[0]} x {wanted[1]}"
                raise CaptureError(root / frame.info.file, "", cause, "take the panel again")
        yield field


def write_capture(
    capture: Capture,
    fields: Iterable[Field],
    folder: Path,
    codec: Codec = "png",
    texts: Mapping[str, str] | None = None,
) -> Capture:
    """Write a capture: the folder appears whole or not at all.

    Parameters
    ----------
    capture
        What is known of it; its list of frames is taken from ``fields``.
    fields
        Read once, one at a time.
    folder
        Where; must not be there yet, or be empty.
    codec
        PNG and TIFF are read everywhere, JPEG-XL is smaller; ``jxl-small`` takes a hundred times
        as long for 40 % of the bytes (Bayer).
    texts
        Files that belong beside it (calibration.json, truth.json), by name.

    Returns
    -------
    The capture with its frames as written.

    Raises
    ------
    WriteError
        If the folder cannot be written or is there already.
    CaptureError
        If pixels contradict what is stated of them.
    """
    infos: list[FrameInfo] = []
    with folder_atomic(folder) as temporary:
        for field in fields:
            for frame in field.frames:
                info = replace(frame.info, file=_file_name(frame.info, codec))
                infos.append(info)
                if info.status is not FrameStatus.OK:
                    continue  # there are no pixels to keep
                wrong = misfit(frame.pixels, info.pixel_format, info.bits)
                if wrong:
                    raise CaptureError(folder, info.file, wrong, "state the right pixel format")
                (temporary / info.file).write_bytes(encode(frame.pixels, codec))
        written = replace(capture, frames=tuple(infos))
        for name, text in (texts or {}).items():
            (temporary / name).write_text(text, encoding="utf-8", newline="\n")
        (temporary / CAPTURE).write_text(capture_text(written), encoding="utf-8", newline="\n")
        _refuse_contradictions(Source(temporary / CAPTURE, CaptureError), written)
    return written


def image_size(capture: Capture, folder: Path) -> Size:
    """Give rows and columns of the first picture that arrived whole.

    Raises
    ------
    CaptureError
        If there is none, or it cannot be read.
    """
    whole = next((info for info in capture.frames if info.status is FrameStatus.OK), None)
    if whole is None:
        cause = "no frame arrived whole at the camera"
        raise CaptureError(folder, "frames", cause, "take the panel again")
    return size_of(_folder(folder) / whole.file, PHOTOGRAPHS)


def _frame(root: Path, info: FrameInfo) -> Frame:
    file = root / info.file
    if info.status is not FrameStatus.OK:
        nothing = np.zeros((0, 0), np.uint8)
        nothing.setflags(write=False)
        return Frame(info, nothing)
    listed = (root / CAPTURE).is_file()
    pixels = decode(file) if listed else decode(file, PHOTOGRAPHS)
    wrong = misfit(pixels, info.pixel_format, info.bits)
    if wrong:
        raise CaptureError(file, "", wrong, f"mend pixel_format and bits in {CAPTURE}")
    return Frame(info, pixels)


def _refuse_contradictions(source: Source, capture: Capture) -> None:
    files: set[str] = set()
    shots: set[tuple[int, Shot]] = set()
    places: dict[int, tuple[float, float]] = {}
    if not capture.frames:
        raise source.refusal("frames", "lists no frame", "take the panel again")
    for index, info in enumerate(capture.frames):
        place = f"frames[{index}]"
        _refuse_file(source, place, info)
        if info.file in files:
            raise source.refusal(f"{place}.file", f"lists {info.file} again", "list it once")
        if (info.field, info.shot) in shots:
            cause = f"is a second {info.shot.name} of field {info.field}"
            raise source.refusal(place, cause, "list each shot of a field once")
        center = places.setdefault(info.field, info.center_mm)
        if center != info.center_mm:
            cause = f"differs from the first of field {info.field}"
            raise source.refusal(f"{place}.center_mm", cause, "give each place its own field")
        files.add(info.file)
        shots.add((info.field, info.shot))


def _refuse_file(source: Source, place: str, info: FrameInfo) -> None:
    name = info.file
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts or PureWindowsPath(name).anchor
    mend = "name a file inside the capture's folder, with /"
    if outside or "\\" in name:
        raise source.refusal(f"{place}.file", f"{name!r} leads out of the folder", mend)
    file = source.beside(name, f"{place}.file", mend)
    if info.status is FrameStatus.OK and not file.is_file():
        raise source.refusal(f"{place}.file", f"{name} is not there", "copy the capture again")


def _file_name(info: FrameInfo, codec: Codec) -> str:
    shot = info.shot
    parts = [f"f{info.field:02d}", shot.name]
    if shot.projector:
        parts += [shot.projector, f"{shot.period_mm:g}", str(shot.step)]
    return f"{'_'.join(parts)}.{codec.partition('-')[0]}"


def _folder(folder: Path) -> Path:
    return folder.parent if folder.name == CAPTURE else folder
