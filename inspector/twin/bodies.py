"""Parts as bodies: each family is a function from a built part to rows of the scene's table.

To add a family: a function, its line in `FAMILIES`, and a kind of body in ``kernels/cast.py`` where
boxes, leads and solder do not do.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Family, Land, MarkKind, Package, Termination
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Affine
from inspector.twin.artwork import Art, corner_of, disc, letters, plate
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart, Joint
from inspector.twin.world import (
    CERAMIC,
    DIELECTRIC,
    END_CAP,
    GLAZE,
    LASER,
    LEAD_METAL,
    MARK,
    MOULD,
    PRINT,
    SOLDER,
    World,
)


@dataclass(frozen=True, slots=True)
class Body:
    """One row of the scene's table, in package mm: sizes, parameters and what is on its top."""

    kind: int
    material: int
    x_mm: float
    y_mm: float
    turn_deg: float
    half_u_mm: float
    half_v_mm: float
    top_mm: float
    params: tuple[float, ...]
    art: tuple[Art, ...] = ()

    def row(self, pose: Affine) -> NDArray[np.float64]:
        """Give the row with the body placed: ``(BODY_COLUMNS,)``."""
        x, y = pose.at(self.x_mm, self.y_mm)
        angle = math.radians(self.turn_deg + pose.rotation_deg)
        row = np.zeros(cast.BODY_COLUMNS)
        row[: cast.P] = (
            self.kind, self.material, x, y, math.cos(angle), math.sin(angle),
            self.half_u_mm, self.half_v_mm, self.top_mm, len(self.art) > 0,
        )  # fmt: skip
        row[cast.P : cast.P + len(self.params)] = self.params
        return row


def box(
    material: int, size_mm: tuple[float, float, float], x_mm: float = 0.0, y_mm: float = 0.0
) -> Body:
    """Give an upright box with sharp edges."""
    long, wide, high = size_mm
    params = (high, 1e-9, 0.0, 0.0)
    return Body(cast.BOX, material, x_mm, y_mm, 0.0, long / 2, wide / 2, high, params)


def bodies_of(part: BuiltPart) -> Iterator[Body]:
    """Give the bodies of a part that is there, package mm.

    Raises
    ------
    InspectorError
        If its family has no drawing.
    """
    if not part.present:
        return
    family = part.package.family
    if family not in FAMILIES:
        raise InspectorError(
            f"{part.placement.refdes}: {part.package.name} is a {family}, which cannot be drawn; "
            f"the twin draws {', '.join(sorted(FAMILIES))}"
        )
    yield from FAMILIES[family](part)


def solder_of(part: BuiltPart, world: World) -> Iterator[Body]:
    """Give the solder on each land, in package mm at the *nominal* place of the part."""
    lying = part.pose.then(part.placement.pose.inverse())
    for land, joint in zip(part.lands, part.joints, strict=True):
        end = _nearest(part, land, lying)
        yield _solder(land, joint, end, (lying, world))


def _nearest(part: BuiltPart, land: Land, lying: Affine) -> Termination | None:
    if not part.present:
        return None
    ends = part.package.terminations

    def away(end: Termination) -> float:
        x, y = lying.at(end.x_mm, end.y_mm)
        return math.hypot(x - land.x_mm, y - land.y_mm)

    return min(ends, key=away, default=None)


def _solder(land: Land, joint: Joint, end: Termination | None, scene: tuple[Affine, World]) -> Body:
    lying, world = scene
    short = min(land.size_x_mm, land.size_y_mm)
    corner = corner_of(land)
    edge = min(world.edge_mm if end else 0.35 * short, 0.48 * short)
    wet = joint.rise_mm if end else 0.0
    ex, ey, cos, sin, half_l, half_w = 0.0, 0.0, 1.0, 0.0, 0.0, 0.0
    if end:
        x, y = lying.at(end.x_mm, end.y_mm)
        ex, ey = x - land.x_mm, y - land.y_mm
        angle = math.radians(end.direction_deg + lying.rotation_deg)
        cos, sin = math.cos(angle), math.sin(angle)
        half_l, half_w = end.length_mm / 2, end.width_mm / 2
    params = (
        ex, ey, cos, sin, half_l, half_w,
        joint.film_mm, wet, joint.reach_mm, joint.power, edge, corner,
    )  # fmt: skip
    return Body(
        cast.SOLDER,
        SOLDER,
        land.x_mm,
        land.y_mm,
        0.0,
        land.size_x_mm / 2,
        land.size_y_mm / 2,
        joint.film_mm + wet,
        params,
    )


def _chip(part: BuiltPart, ground: int) -> Iterator[Body]:
    package = part.package
    height = package.body_height_mm
    core = height - 0.02
    yield box(ground, (package.body_x_mm - 0.06, package.body_y_mm - 0.03, core))
    for end in package.terminations:
        edge = min(0.035, 0.2 * end.length_mm)
        top = end.height_mm or height
        params = (top - edge, edge, 0.5 * edge, 1.0)
        half = end.length_mm / 2, end.width_mm / 2
        yield Body(cast.BOX, END_CAP, end.x_mm, end.y_mm, 0.0, *half, top, params)


def _resistor(part: BuiltPart) -> Iterator[Body]:
    yield from _chip(part, CERAMIC)
    package = part.package
    long = package.body_x_mm - sum(t.length_mm for t in package.terminations) + 0.03
    wide, high = package.body_y_mm * 0.95, package.body_height_mm - 0.008
    ends = package.terminations
    # uneven end caps: the glaze lies between them, not at the middle
    inner = [t.x_mm - math.copysign(t.length_mm / 2, t.x_mm) for t in ends] or [0.0]
    params = (high - 0.012, 0.03, 0.02, 1.0)
    size = min(0.38 * wide, 0.30 * long)
    art = letters(part.marking, size, 0.075 * size, LASER_PRINT, max_mm=0.86 * long)
    middle = sum(inner) / len(inner)
    yield Body(cast.BOX, GLAZE, middle, 0.0, 0.0, long / 2, wide / 2, high, params, tuple(art))


def _capacitor(part: BuiltPart) -> Iterator[Body]:
    yield from _chip(part, DIELECTRIC)


def _soic(part: BuiltPart) -> Iterator[Body]:
    package = part.package
    half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
    parting = package.standoff_mm + 0.5 * (package.body_height_mm - package.standoff_mm)
    run = (package.body_height_mm - parting) * math.tan(math.radians(9.0))
    params = (parting, run, 0.05, 0.0)
    top = package.body_height_mm
    art = tuple(_soic_art(part, package))
    yield Body(cast.BOX, MOULD, 0.0, 0.0, 0.0, half_x, half_y, top, params, art)
    for lead in package.terminations:
        yield _gull_wing(lead, package, parting)


def _soic_art(part: BuiltPart, package: Package) -> Iterator[Art]:
    lower, upper = part.marking[:8], "INSP 2611"
    size = min(0.13 * package.body_y_mm, 0.8)
    wide = 0.7 * package.body_y_mm
    for text, shift in ((lower, 0.7), (upper, -0.7)):
        # the marking runs along the body's long side
        yield from letters(
            text, size, 0.06 * size, LASER_MARK, max_mm=wide, turn_deg=90.0, at=(-shift * size, 0.0)
        )
    mark = package.mark
    if mark is None:
        return
    if mark.kind is MarkKind.DOT:
        yield disc(mark.x_mm, mark.y_mm, mark.size_x_mm / 2, DIMPLE)
    else:
        yield plate((mark.x_mm, mark.y_mm), (mark.size_x_mm, mark.size_y_mm), DIMPLE)


def _gull_wing(lead: Termination, package: Package, parting_mm: float) -> Body:
    """Give one lead: foot, heel bend, rise, shoulder bend and shoulder, up to the body."""
    angle = math.radians(lead.direction_deg)
    out_x, out_y = math.cos(angle), math.sin(angle)
    thick = lead.thickness_mm or 0.2
    tip = lead.x_mm * out_x + lead.y_mm * out_y + lead.length_mm / 2
    body = abs(out_x) * package.body_x_mm / 2 + abs(out_y) * package.body_y_mm / 2
    long = tip - body + 0.12  # it goes on into the body
    middle = tip - long / 2
    across = -lead.x_mm * out_y + lead.y_mm * out_x
    foot_top, shoulder = lead.gap_mm + thick, parting_mm + thick / 2
    room = long - lead.length_mm
    rise = min(0.82 * room, max(0.5 * (shoulder - foot_top) + 0.12, 0.3 * room))
    bend = 0.48 * rise
    foot = lead.length_mm - long / 2 - 0.25 * bend
    params = (foot, rise, bend, foot_top, min(0.03, 0.2 * lead.width_mm))
    x, y = middle * out_x - across * out_y, middle * out_y + across * out_x
    turn = lead.direction_deg + 180.0  # its u goes from the tip towards the body
    half = long / 2, lead.width_mm / 2
    return Body(cast.LEAD, LEAD_METAL, x, y, turn, *half, shoulder, params)


LASER_PRINT, LASER_MARK, DIMPLE = (cast.ON_BODY + m for m in (PRINT, LASER, MARK))

FAMILIES: Mapping[Family, Callable[[BuiltPart], Iterator[Body]]] = {
    Family.CHIP_RESISTOR: _resistor,
    Family.CHIP_CAPACITOR: _capacitor,
    Family.SOIC: _soic,
}
"""What can be drawn."""
