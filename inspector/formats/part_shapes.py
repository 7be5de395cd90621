"""Packages from a JSON of part shapes: body, terminations and lands as a CAD export gives them.

One object a package: ``kind``, ``body`` [x, y, height], ``standoff``, ``polarized``, ``lands`` and
``terminations`` with ``pin, x, y, w, h`` along the axes of the part at 0 degrees.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field

from inspector.domain.board import (
    Family,
    Fiducial,
    Land,
    LandShape,
    Package,
    Termination,
    TerminationKind,
)
from inspector.domain.errors import RecipeError
from inspector.domain.geometry import Box
from inspector.formats.strict import STRICT, FileModel, Positive, Source, Text

CHIP_TOLERANCE_MM, BODY_TOLERANCE_MM = 0.05, 0.1
"""Where a file states none: of chips by IEC 60115-8 sizes, of moulded bodies by JEDEC outlines."""
CORNER = 0.25
"""Radius of a rounded land's corners, of its shorter side, at most; KiCad's own figure."""
MOST_CORNER_MM = 0.25
ROW_SIDES = 2
SIDES = {"+x": 0.0, "+y": 90.0, "-x": 180.0, "-y": 270.0}
KINDS: Mapping[str, tuple[Family, TerminationKind]] = {
    "chip_r": (Family.CHIP_RESISTOR, TerminationKind.CHIP_END),
    "chip_c": (Family.CHIP_CAPACITOR, TerminationKind.CHIP_END),
    "gull": (Family.SOIC, TerminationKind.GULL_WING),
    "sod": (Family.SOT, TerminationKind.GULL_WING),
    "qfn": (Family.QFN, TerminationKind.NO_LEAD),
    "tant": (Family.TANTALUM, TerminationKind.FLAT_LUG),
    "elec": (Family.ELECTROLYTIC, TerminationKind.FLAT_LUG),
    "wlcsp": (Family.WLCSP, TerminationKind.BALL),
    "bga": (Family.BGA, TerminationKind.BALL),
}
SOT_PINS = 6


class LandShapeTable(FileModel):
    """One land."""

    pin: Text
    x: float
    y: float
    w: Positive
    h: Positive
    shape: Literal["rect", "roundrect", "circle"] = "rect"


class TerminationShapeTable(FileModel):
    """One termination; ``side`` says where it points."""

    pin: Text
    x: float
    y: float
    w: Positive
    h: Positive
    height: float = 0.0
    side: str = ""


class PartShapeTable(FileModel):
    """One package; keys of one kind only are read and not used."""

    model_config = ConfigDict(**{**STRICT, "extra": "allow"})

    kind: Text
    body: tuple[Positive, Positive, Positive]
    standoff: float = 0.0
    polarized: bool = True
    lands: tuple[LandShapeTable, ...] = ()
    terminations: tuple[TerminationShapeTable, ...] = ()


class PartShapesFile(FileModel):
    """The file: units must be mm."""

    units: Literal["mm"]
    frame: str = ""
    packages: dict[str, PartShapeTable] = Field(min_length=1)


class MarkShapeTable(FileModel):
    """A fiducial of the board."""

    ref: Text
    x: float
    y: float
    diameter: Positive
    mask_opening: float = 0.0


class BoardShapeFile(FileModel):
    """The board: its size, lower-left corner at (0, 0), and its fiducials."""

    units: Literal["mm"]
    width: Positive
    height: Positive
    thickness: float = 0.0
    fiducials: tuple[MarkShapeTable, ...] = ()


def read_part_shapes(file: Path) -> dict[str, Package]:
    """Read packages from a JSON of part shapes.

    Raises
    ------
    RecipeError
        If it is refused, or a kind of part is not known: file, place, cause and mend.
    """
    source = Source(file, RecipeError)
    table = source.read(PartShapesFile, _json(source))
    return {name: _package(source, name, shape) for name, shape in table.packages.items()}


def read_board_shape(file: Path) -> tuple[Box, tuple[Fiducial, ...]]:
    """Read outline and fiducials of a board from its JSON.

    Raises
    ------
    RecipeError
        If it is refused.
    """
    source = Source(file, RecipeError)
    table = source.read(BoardShapeFile, _json(source))
    marks = tuple(
        Fiducial(m.ref, m.x, m.y, m.diameter, opening_mm=m.mask_opening) for m in table.fiducials
    )
    return Box(0.0, 0.0, table.width, table.height), marks


def _json(source: Source) -> dict[str, Any]:
    try:
        data = json.loads(source.text())
    except ValueError as error:
        raise source.refusal("", f"is no JSON ({error})", "export it again") from error
    if not isinstance(data, dict):
        raise source.refusal("", "is no object", "export it again")
    return data


def _package(source: Source, name: str, shape: PartShapeTable) -> Package:
    if shape.kind not in KINDS:
        known = ", ".join(KINDS)
        place = f"packages.{name}.kind"
        raise source.refusal(place, f"is {shape.kind!r}, not known", f"known are {known}")
    family, kind = KINDS[shape.kind]
    if shape.kind == "gull":
        family = _gull_family(shape)
    chip = kind is TerminationKind.CHIP_END
    terminations = tuple(
        _termination(source, name, t, kind, shape.standoff) for t in shape.terminations
    )
    lands = tuple(_land(one) for one in shape.lands)
    seen = {t.pin for t in terminations}
    under = kind if kind is TerminationKind.BALL else TerminationKind.THERMAL_PAD
    terminations += tuple(  # balls and thermal pads lie over their lands
        Termination(one.pin, under, one.x_mm, one.y_mm, one.size_x_mm, one.size_y_mm, 0.0)
        for one in lands
        if one.pin not in seen
    )
    tolerance = CHIP_TOLERANCE_MM if chip else BODY_TOLERANCE_MM
    x, y, height = shape.body
    return Package(
        name=name,
        family=family,
        body_x_mm=x,
        body_y_mm=y,
        body_height_mm=height + shape.standoff,
        terminations=terminations,
        lands=lands,
        body_x_tol_mm=tolerance,
        body_y_tol_mm=tolerance,
        body_height_tol_mm=tolerance,
        standoff_mm=max(0.0, shape.standoff),
        symmetry_deg=360.0 if shape.polarized else 180.0,
    )


def _gull_family(shape: PartShapeTable) -> Family:
    if len({t.side for t in shape.terminations}) > ROW_SIDES:
        return Family.QFP
    return Family.SOT if len(shape.terminations) <= SOT_PINS else Family.SOIC


def _termination(
    source: Source, name: str, shape: TerminationShapeTable, kind: TerminationKind, gap_mm: float
) -> Termination:
    if shape.side and shape.side not in SIDES:
        place = f"packages.{name}.terminations pin {shape.pin}"
        raise source.refusal(place, f"side is {shape.side!r}", f"known are {', '.join(SIDES)}")
    if not shape.side:
        kind = TerminationKind.THERMAL_PAD if kind is TerminationKind.NO_LEAD else kind
    along_x = shape.side in ("", "+x", "-x")
    return Termination(
        pin=shape.pin,
        kind=kind,
        x_mm=shape.x,
        y_mm=shape.y,
        length_mm=shape.w if along_x else shape.h,
        width_mm=shape.h if along_x else shape.w,
        direction_deg=SIDES.get(shape.side, 0.0),
        thickness_mm=shape.height if kind is TerminationKind.GULL_WING else 0.0,
        height_mm=shape.height,
        gap_mm=gap_mm if kind is TerminationKind.CHIP_END else 0.0,
    )


def _land(shape: LandShapeTable) -> Land:
    form = {
        "rect": LandShape.RECTANGLE,
        "roundrect": LandShape.ROUNDED,
        "circle": LandShape.CIRCLE,
    }[shape.shape]
    corner = 0.0
    if form is LandShape.ROUNDED:
        corner = min(MOST_CORNER_MM, CORNER * min(shape.w, shape.h))
    return Land(shape.pin, shape.x, shape.y, shape.w, shape.h, form, corner)
