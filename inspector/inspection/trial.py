"""A trial: parts of a stored panel inspected by a recipe that is being edited.

With what their checks looked at; and the board as one picture to lay the design over.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import CalibrationError, RegistrationError
from inspector.domain.geometry import Affine, Box
from inspector.domain.image import Capture, Field
from inspector.domain.judging import Part, panel_not_inspected
from inspector.domain.recipe import Recipe
from inspector.domain.result import PartResult, Verdict
from inspector.domain.station import Calibration
from inspector.domain.view import View
from inspector.inspection.fields import CutPart, Panel, cut_part, damage_of, inspect_part
from inspector.inspection.panel import NO_MODELS, surface_plan
from inspector.inspection.surface import Ready
from inspector.vision.commanded import brought, commanded_origin, field_brought
from inspector.vision.cut import assign_parts
from inspector.vision.eye import shown
from inspector.vision.overview import overview
from inspector.vision.pose import FieldPose, Registration
from inspector.vision.registration import fiducial_fields, refine_field, register

ReadField = Callable[[int], Field]
"""Gives a field of the capture by its index; may raise `CaptureError`."""

MOST_PIXELS = 40_000_000
"""Of a board's picture: a larger board is shown with larger pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class TriedPart:
    """One part of a trial: its result, and what its checks looked at.

    ``pictures`` by name ``(H, W, 3)`` or ``(H, W)`` uint8: each light, and each colour of the ring
    by the slope that it shows. ``view`` is None where it was not cut out.
    """

    part: Part
    result: PartResult
    view: View | None
    pictures: Mapping[str, NDArray[np.uint8]]


@dataclass(frozen=True, slots=True, eq=False)
class BoardPicture:
    """A board's picture ``(H, W, 3)`` uint8, and the box of the board, mm, that it shows.

    ``note`` says why the design may lie beside it: the board was not found in the capture.
    """

    pixels: NDArray[np.uint8]
    box: Box
    mm_per_px: float
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A stored panel: what it says of itself, how its fields are read, with what it was taken."""

    capture: Capture
    read: ReadField
    calibration: Calibration


def try_parts(
    recipe: Recipe, stored: Stored, wanted: Collection[str], golden: Ready | None = None
) -> tuple[TriedPart, ...]:
    """Inspect some parts of a stored panel, each board's.

    They get the result that an inspection of the whole panel gives them; only the fields that show
    them, and the fiducials, are read.

    Raises
    ------
    CaptureError
        If a field is refused.
    """
    origin = commanded_origin(recipe, stored.capture.frames, stored.calibration)
    capture = _brought(stored.capture, origin)
    held: dict[int, Field] = {}

    def read(index: int) -> Field:
        if index not in held:
            held[index] = field_brought(stored.read(index), origin)
        return held[index]

    try:
        registration = _registered(recipe, capture, read, stored.calibration)
    except (RegistrationError, CalibrationError) as error:
        silent = panel_not_inspected(recipe, capture, str(error))
        parts = [(b.index, p) for b in silent.boards for p in b.parts if p.refdes in wanted]
        return tuple(TriedPart((index, p.refdes), p, None, {}) for index, p in parts)
    panel = Panel(
        recipe,
        stored.calibration,
        NO_MODELS,
        registration,
        {p.refdes: p for p in recipe.board.placements},
        Affine.of(*origin, 0.0),
        *surface_plan(recipe, capture, registration, stored.calibration, golden),
    )
    lies = assign_parts(recipe, registration, capture.frames, stored.calibration)
    asked = {part: at for part, at in sorted(lies.items()) if part[1] in wanted}
    posed: dict[int, FieldPose | str] = {
        index: _posed(panel, read(index)) for indices in asked.values() for index in indices
    }
    return tuple(_tried(panel, part, at, (read, posed)) for part, at in asked.items())


def board_picture(
    recipe: Recipe, stored: Stored, board_index: int = 0, mm_per_px: float | None = None
) -> BoardPicture:
    """Give a board of a stored panel as one picture.

    Raises
    ------
    CaptureError
        If a field is refused.
    """
    calibration = stored.calibration
    origin = commanded_origin(recipe, stored.capture.frames, calibration)
    capture = _brought(stored.capture, origin)
    site = next(s for s in recipe.panel.sites if s.index == board_index)
    to_machine, note = site.pose, ""
    try:
        fields = {
            k: field_brought(stored.read(k), origin) for k in _marked(recipe, capture, stored)
        }
        registration = _registered(recipe, capture, fields.__getitem__, calibration)
        to_machine = registration.fits[board_index].transform
    except (RegistrationError, CalibrationError) as error:
        note = str(error)
    box = recipe.board.extent
    scale = mm_per_px or capture.frames[0].mm_per_px
    scale = max(scale, (box.width_mm * box.height_mm / MOST_PIXELS) ** 0.5)
    seen = (field_brought(stored.read(k), origin) for k in capture.field_indices)
    pixels = overview(seen, calibration, to_machine, box, scale)
    pixels.setflags(write=False)
    return BoardPicture(pixels, box, scale, note)


def _marked(recipe: Recipe, capture: Capture, stored: Stored) -> tuple[int, ...]:
    return fiducial_fields(recipe, capture.frames, stored.calibration)


def _brought(capture: Capture, origin: tuple[float, float]) -> Capture:
    return replace(capture, frames=tuple(brought(info, origin) for info in capture.frames))


def _registered(
    recipe: Recipe, capture: Capture, read: ReadField, calibration: Calibration
) -> Registration:
    fields = [read(index) for index in fiducial_fields(recipe, capture.frames, calibration)]
    whole = [one for one in fields if not damage_of(recipe, calibration, one)]
    return register(recipe, whole, calibration)


def _posed(panel: Panel, field: Field) -> FieldPose | str:
    """Give where the boards lie in a field, or why that cannot be told."""
    damage = damage_of(panel.recipe, panel.calibration, field)
    if damage:
        return damage
    try:
        return refine_field(field, panel.registration, panel.recipe, panel.calibration)
    except (RegistrationError, CalibrationError) as error:
        return str(error)


def _tried(
    panel: Panel,
    part: Part,
    indices: tuple[int, ...],
    fields: tuple[ReadField, Mapping[int, FieldPose | str]],
) -> TriedPart:
    read, posed = fields
    found = [(read(index), posed[index]) for index in indices]
    pairs = [(one, pose) for one, pose in found if isinstance(pose, FieldPose)]
    reasons = [pose for _, pose in found if isinstance(pose, str)]
    if reasons or not pairs:
        reason = "; ".join(reasons) or "no field shows it"
        return TriedPart(part, PartResult(part[1], Verdict.NOT_INSPECTED, reason=reason), None, {})
    cut = cut_part(panel, part, pairs)
    if not isinstance(cut, CutPart):
        return TriedPart(part, cut.result, None, {})
    answers = panel.models.answer({part: cut.crops})[part]
    result = inspect_part(panel, cut, answers).result
    return TriedPart(part, result, cut.view, _pictures(cut.view))


SLOPES = ("flat (red)", "sloped (green)", "steep (blue)")
COLOURS = 3


def _pictures(view: View) -> dict[str, NDArray[np.uint8]]:
    pictures: dict[str, NDArray[np.uint8]] = {}
    for name, image in view.images.items():
        picture = shown(image)
        pictures[name] = picture
        if name.startswith("ring") and image.ndim == COLOURS:
            for k, slope in enumerate(SLOPES):
                pictures[f"{name}: {slope}"] = np.ascontiguousarray(picture[..., k])
    pictures["seen"] = np.where(view.valid, np.uint8(255), np.uint8(0))
    for picture in pictures.values():
        picture.setflags(write=False)
    return pictures
