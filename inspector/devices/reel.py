"""What a replay shows: captures of a folder, or plain pictures, frame by frame."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from inspector.devices.camera import FieldPlan, Optics
from inspector.devices.session import without_pixels
from inspector.domain.errors import CaptureError, DeviceError
from inspector.domain.image import Capture, Frame, FrameInfo, FrameStatus, PixelFormat, Shot
from inspector.domain.recipe import Recipe
from inspector.formats.archive import Job, find_captures, natural_key
from inspector.formats.capture import CAPTURE, read_capture
from inspector.formats.photographs import format_of, is_photographs
from inspector.formats.picture import DECODERS, PHOTOGRAPHS, decode, misfit

log = logging.getLogger(__name__)

SAME_PLACE_MM = 1e-3
"""A place asked for and a recorded one that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One frame to be shown: what is known of it, and its file; without one it never arrived.

    Of a ``plain`` picture the pixel format is known once it has been read.
    """

    info: FrameInfo
    file: Path | None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """Plain pictures, to be handed out one after another as the frames that are asked for."""

    folder: Path
    files: tuple[Path, ...]
    optics: Optics


@dataclass(frozen=True, slots=True)
class Captures:
    """Captures, one a panel, in the natural order of their names."""

    folder: Path
    jobs: tuple[Job, ...]
    recipe: Recipe | None


Reel = Captures | Pictures


def reel_of(folder: Path, recipe: Recipe | None, optics: Optics | None) -> Reel:
    """Give what a folder holds.

    Parameters
    ----------
    folder
        A capture, an archive of captures, or pictures (PNG, TIFF, JPEG-XL, JPEG).
    recipe
        Makes a folder of pictures a capture of its product, as for `read_capture`.
    optics
        How plain pictures lie in the machine: the folder is then one of plain pictures.

    Raises
    ------
    DeviceError
        If there is nothing that can be shown.
    """
    if not folder.is_dir():
        raise DeviceError(f"replay {folder}: there is no such folder; name one with captures")
    if optics is not None:
        files = [f for f in folder.iterdir() if f.suffix.lower() in PHOTOGRAPHS and f.is_file()]
        if not files:
            raise DeviceError(f"replay {folder}: it holds no picture; name a folder that does")
        return Pictures(folder, tuple(sorted(files, key=_by_name)), optics)
    if (folder / CAPTURE).is_file() or (recipe and is_photographs(folder)):
        return Captures(folder, (Job(folder.name, folder),), recipe)
    if is_photographs(folder):
        raise DeviceError(
            f"replay {folder}: plain pictures do not say how they lie in the machine; "
            "state their optics, or a recipe with mm_per_px"
        )
    try:
        return Captures(folder, find_captures(folder), recipe)
    except CaptureError as error:
        raise DeviceError(f"replay {error}") from error


def read_listed(reel: Captures, number: int) -> Capture:
    """Give a capture of a reel; its files are looked for, and read later.

    Raises
    ------
    DeviceError
        If it is refused.
    """
    try:
        return read_capture(reel.jobs[number].folder, reel.recipe)
    except CaptureError as error:
        raise DeviceError(f"replay {error}") from error


def plan_of(capture: Capture) -> tuple[FieldPlan, ...]:
    """Give the plan by which a capture was taken."""
    fields = {index: tuple(capture.infos_of(index)) for index in capture.field_indices}
    return tuple(
        FieldPlan(index, infos[0].center_mm, tuple(info.shot for info in infos))
        for index, infos in fields.items()
    )


def plan_of_pictures(reel: Pictures) -> Iterator[FieldPlan]:
    """Give each plain picture a field of its own, for the eye."""
    for index in range(len(reel.files)):
        yield FieldPlan(index, (0.0, 0.0), (Shot("white"),))


def slides_of(capture: Capture, folder: Path, plan: Sequence[FieldPlan]) -> Iterator[Slide]:
    """Give the recorded frames that a plan asks for, in its order; what was not recorded is LOST.

    Raises
    ------
    DeviceError
        If a field was recorded at another place than asked for: it shows something else.
    """
    recorded = {(info.field, info.shot): info for info in capture.frames}
    places = {info.field: info.center_mm for info in capture.frames}
    plain = not (folder / CAPTURE).is_file()
    for one in plan:
        at = places.get(one.index, one.center_mm)
        if max(abs(a - b) for a, b in zip(at, one.center_mm, strict=True)) > SAME_PLACE_MM:
            raise DeviceError(
                f"replay {folder}: field {one.index}: asked for at {_place(one.center_mm)}, "
                f"recorded at {_place(at)}; ask for the plan that was recorded"
            )
        for shot in one.shots:
            info = recorded.get((one.index, shot))
            if info is None:
                missing = replace(capture.frames[0], field=one.index, shot=shot, file="")
                info = replace(missing, center_mm=one.center_mm, status=FrameStatus.LOST)
            whole = info.status is FrameStatus.OK
            yield Slide(info, folder / info.file if whole else None, plain)


def slides_from(reel: Pictures, first: int, plan: Sequence[FieldPlan]) -> Iterator[Slide]:
    """Give plain pictures as the frames that a plan asks for, from a number on.

    Raises
    ------
    DeviceError
        If there are not enough of them.
    """
    asked = [(one, shot) for one in plan for shot in one.shots]
    left = reel.files[first:]
    if len(left) < len(asked):
        raise DeviceError(
            f"replay {reel.folder}: {len(asked)} frames asked for, {len(left)} of "
            f"{len(reel.files)} pictures left; add pictures, or begin anew"
        )
    for number, (file, (one, shot)) in enumerate(zip(left, asked, strict=False), first + 1):
        info = FrameInfo(
            field=one.index,
            shot=shot,
            pixel_format=PixelFormat.MONO8,  # until it has been read
            center_mm=one.center_mm,
            mm_per_px=reel.optics.mm_per_px,
            z_mm=reel.optics.z_mm,
            rotation_deg=reel.optics.rotation_deg,
            linear=False,
            camera=reel.folder.resolve().name,
            frame_id=number,
            file=file.name,
        )
        yield Slide(info, file, plain=True)


def read_slide(slide: Slide) -> Frame:
    """Read one frame: cut short or damaged it is INCOMPLETE, not there it is LOST."""
    info = slide.info
    if slide.file is None:
        return without_pixels(info, info.status)
    try:
        pixels = decode(slide.file, PHOTOGRAPHS if slide.plain else DECODERS)
        if slide.plain:
            pixel_format = format_of(pixels, slide.file)
            info = replace(info, pixel_format=pixel_format, bits=pixel_format.bits)
    except CaptureError as error:
        log.warning("%s", error)
        gone = isinstance(error.__cause__, OSError)
        return without_pixels(info, FrameStatus.LOST if gone else FrameStatus.INCOMPLETE)
    wrong = misfit(pixels, info.pixel_format, info.bits)
    if wrong:
        log.warning("%s: %s", slide.file, wrong)
        return without_pixels(info, FrameStatus.INCOMPLETE)
    return Frame(info, pixels)


@dataclass(slots=True)
class SizeGate:
    """Lets through what has the size of the first frame of its camera and scale."""

    sizes: dict[tuple[str, float], tuple[int, ...]] = field(default_factory=dict)

    def passed(self, frame: Frame) -> Frame:
        """Give the frame, or one without pixels in place of one of another size."""
        info = frame.info
        if info.status is not FrameStatus.OK:
            return frame
        size = frame.pixels.shape[:2]
        wanted = self.sizes.setdefault((info.camera, info.mm_per_px), size)
        if size == wanted:
            return frame
        log.warning("%s: has %s pixels, those before it %s", info.file, size, wanted)
        return without_pixels(info, FrameStatus.INCOMPLETE)


def times_of(slides: Sequence[Slide], speed: float, frames_per_s: float) -> Sequence[float]:
    """Give when each frame is due, s from the first.

    Raises
    ------
    DeviceError
        If the recorded speed is asked for and a frame does not state its time.
    """
    by_rate = [number / frames_per_s for number in range(len(slides))]
    if speed == float("inf"):
        return by_rate
    stamps = [slide.info.device_ns for slide in slides]
    known = sorted(stamp for stamp in stamps if stamp is not None)
    if len(known) < len(stamps):
        raise DeviceError(
            "replay at recorded speed: a frame does not state device_ns; give frames_per_s instead"
        )
    recorded = [(stamp - known[0]) / 1e9 / speed for stamp in known]
    return [max(pair) for pair in zip(by_rate, recorded, strict=True)]


def _by_name(file: Path) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    return natural_key(Path(file.name))


def _place(at_mm: tuple[float, float]) -> str:
    return f"({at_mm[0]:.4g}, {at_mm[1]:.4g}) mm"
