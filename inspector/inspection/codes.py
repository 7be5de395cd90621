"""Codes of a panel and of its boards: in which field each is read, and what was read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from inspector.domain.code import Code, CodeLevel, CodeResult
from inspector.domain.geometry import Affine, Box
from inspector.domain.image import Field, Frame, FrameInfo, FrameStatus
from inspector.domain.recipe import Recipe
from inspector.domain.station import Calibration
from inspector.vision.codes import ReadCode, read_codes
from inspector.vision.cut import best_field
from inspector.vision.pose import FieldPose, Registration
from inspector.vision.surface import Raster, Window, sample

NOT_COLOURS = ("fringe", "range")
"""Shots that show no print."""
NOTHING = "nothing that can be read is there"


@dataclass(frozen=True, slots=True)
class WantedCode:
    """A code of one board, or of the panel (``board`` None), and the field that shows it best.

    ``whole``: whether that field shows all of where it may lie.
    """

    code: Code
    board: int | None
    field: int
    whole: bool


def wanted_codes(
    recipe: Recipe,
    registration: Registration,
    infos: Sequence[FrameInfo],
    calibration: Calibration,
) -> tuple[WantedCode, ...]:
    """Give every code that is asked for, each with the field in which it lies farthest inside."""
    found = []
    for code, board, to_machine in _asked(recipe, registration):
        field, whole = best_field(to_machine.apply(code.box.corners_mm), infos, calibration)
        found.append(WantedCode(code, board, field, whole))
    return tuple(found)


def _asked(recipe: Recipe, registration: Registration) -> Iterator[tuple[Code, int | None, Affine]]:
    for code in recipe.codes:
        if code.level is CodeLevel.PANEL:
            site = recipe.panel.sites[0]
            fit = registration.fits[site.index].transform
            yield code, None, site.pose.inverse().then(fit)
        else:
            for site in recipe.panel.sites:
                yield code, site.index, registration.fits[site.index].transform


def read_wanted(
    wanted: WantedCode, recipe: Recipe, one: Field, pose: FieldPose, calibration: Calibration
) -> CodeResult:
    """Read a code in the field that shows it, in each of its colour pictures until one is read.

    Of several in the box the one that fits the pattern is taken; two that fit are refused.
    """
    code = wanted.code
    site = recipe.panel.sites[0]
    to_local = (
        pose.to_local[wanted.board]
        if wanted.board is not None
        else site.pose.inverse().then(pose.to_local[site.index])
    )
    frames = [
        frame
        for frame in one.frames
        if frame.info.shot.name not in NOT_COLOURS and frame.info.status is FrameStatus.OK
    ]
    refused: CodeResult | None = None
    for frame in frames:
        result = _read(code, frame, to_local, calibration)
        if result.good:
            return result
        if result.text is not None:
            refused = refused or result
    where = "" if wanted.whole else f"; field {one.index} shows its box in part only"
    return refused or CodeResult(code.name, None, reason=NOTHING + where)


def _read(code: Code, frame: Frame, to_local: Affine, calibration: Calibration) -> CodeResult:
    raster = Raster(code.box, frame.info.mm_per_px)
    window = Window(0, 0, *raster.shape)
    picture, seen = sample(frame, calibration, to_local, raster, window)
    if not seen.any():
        return CodeResult(code.name, None, reason=NOTHING)
    read = read_codes(picture, code.symbologies)
    fitting = {one.text: one for one in read if not code.refusal_of(one.text)}
    if len(fitting) > 1:
        texts = ", ".join(sorted(map(repr, fitting)))
        return CodeResult(code.name, min(fitting), reason=f"several lie there: {texts}")
    if fitting:
        ((text, one),) = fitting.items()
        return CodeResult(code.name, text, one.symbology, _box(one, raster))
    if read:
        first = read[0]
        why = code.refusal_of(first.text)
        return CodeResult(code.name, first.text, first.symbology, _box(first, raster), why)
    return CodeResult(code.name, None, reason=NOTHING)


def _box(one: ReadCode, raster: Raster) -> Box:
    rows, cols = np.array(one.corners_px).T
    return Box.around([(float(x), float(y)) for x, y in raster.at_mm(rows, cols)])


def told_of(
    wanted: Sequence[WantedCode], read: Mapping[tuple[int | None, str], CodeResult], serial: str
) -> dict[int | None, tuple[CodeResult, ...]]:
    """Give the results of all codes by board, None for the panel's: also of those never shown.

    Parameters
    ----------
    serial
        What the capture says the panel is: a code that is the serial must say the same.
    """
    told: dict[int | None, tuple[CodeResult, ...]] = {}
    for one in wanted:
        result = read.get((one.board, one.code.name)) or CodeResult(
            one.code.name, None, reason=f"field {one.field}, which shows it, did not arrive"
        )
        other = one.code.is_serial and result.good and serial and result.text != serial
        if other:
            result = replace(result, reason=f"it says {result.text!r}, the capture {serial!r}")
        told[one.board] = (*told.get(one.board, ()), result)
    return told
