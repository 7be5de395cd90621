"""Moulded bodies with gull-wing leads."""

import math
from collections.abc import Iterator

from inspector.domain.board import MarkKind, Package, Termination
from inspector.twin.artwork import Art, disc, letters, plate
from inspector.twin.body import Body
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.world import LASER, LEAD_METAL, MARK, MOULD

LASER_MARK, DIMPLE = cast.ON_BODY + LASER, cast.ON_BODY + MARK


def soic(part: BuiltPart) -> Iterator[Body]:
    """Give an SO body with its leads."""
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
