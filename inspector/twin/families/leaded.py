"""Moulded bodies with gull-wing leads on two or four sides."""

import math
from collections.abc import Iterator

from inspector.domain.board import Package, Termination, TerminationKind
from inspector.twin.artwork import Art
from inspector.twin.body import Body, block
from inspector.twin.families.marks import mark_of, marking_of, surface
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.world import CUT_METAL, LEAD_METAL, MOULD

DRAFT_DEG = 9.0
CORNER_MM = 0.05
INTO_BODY_MM = 0.12
THICK_MM = 0.2
STEP_MM = 0.02
"""What is left between foot and shoulder of a lead that is bent up as far as it goes."""


def moulded(part: BuiltPart) -> Iterator[Body]:
    """Give a moulded body with its leads, wherever its terminations are: SOT, SO, TSSOP, QFP."""
    package = part.package
    parting = parting_mm(package)
    yield moulded_block(part, (*mark_of(part), *marking_on(part)))
    for lead in package.terminations:
        yield gull_wing(part, lead, parting)


def dpak(part: BuiltPart) -> Iterator[Body]:
    """Give a power package: body, two leads, the stub of the middle one, the tab behind."""
    package = part.package
    parting = parting_mm(package)
    yield moulded_block(part, (*mark_of(part), *marking_on(part)))
    stub = package.body_x_mm + 2 * INTO_BODY_MM, 0.8, parting
    for end in package.terminations:
        if end.kind is TerminationKind.GULL_WING:
            yield gull_wing(part, end, parting)
            continue
        sign = math.copysign(1.0, end.x_mm)
        yield block(CUT_METAL, stub, (-sign * 3 * INTO_BODY_MM, 0.0))
        tab = end.length_mm, end.width_mm, end.gap_mm + end.thickness_mm
        yield block(
            surface(part.look.end, LEAD_METAL),
            tab,
            (end.x_mm, end.y_mm),
            corner_mm=0.25,
            edge_mm=0.06,
        )


def moulded_block(part: BuiltPart, art: tuple[Art, ...]) -> Body:
    """Give the body: upright to its parting line, then leaning inwards."""
    package = part.package
    parting = parting_mm(package)
    run = (package.body_height_mm - parting) * math.tan(math.radians(DRAFT_DEG))
    size = package.body_x_mm, package.body_y_mm, package.body_height_mm
    body = surface(part.look.body, MOULD)
    return block(body, size, corner_mm=CORNER_MM, draft=(parting, run), art=art)


def marking_on(part: BuiltPart) -> Iterator[Art]:
    """Give the marking along the body's longer side."""
    package = part.package
    long = max(package.body_x_mm, package.body_y_mm)
    short = min(package.body_x_mm, package.body_y_mm)
    turn = 90.0 if package.body_y_mm > package.body_x_mm else 0.0
    # clear of the mark of pin 1
    mark = package.mark
    taken = 1.2 * mark.size_x_mm if mark else 0.0
    yield from marking_of(part, (min(0.8 * long, long - 2 * taken), 0.55 * short), turn_deg=turn)


def parting_mm(package: Package) -> float:
    """Height of the parting line, where leads leave the body, mm."""
    return (package.standoff_mm + package.body_height_mm) / 2


def gull_wing(part: BuiltPart, lead: Termination, parting: float) -> Body:
    """Give one lead: foot, heel bend, rise, shoulder bend and shoulder, up to the body.

    Its foot's top lies at gap + thickness + what it is lifted by.
    """
    package = part.package
    long, across, room = _reach(package, lead)
    angle = math.radians(lead.direction_deg)
    out_x, out_y = math.cos(angle), math.sin(angle)
    thick = lead.thickness_mm or THICK_MM
    middle = lead.x_mm * out_x + lead.y_mm * out_y + lead.length_mm / 2 - long / 2
    lift = dict(part.lifts_mm).get(lead.pin, 0.0)
    foot_top = lead.gap_mm + thick + lift
    # a lead that is bent up far takes its shoulder with it
    shoulder = max(parting + thick / 2, foot_top + STEP_MM)
    rise, bend = _rise(room, shoulder - foot_top)
    foot = lead.length_mm - long / 2 - 0.25 * bend
    params = (foot, rise, bend, foot_top, min(0.03, 0.2 * lead.width_mm))
    x, y = middle * out_x - across * out_y, middle * out_y + across * out_x
    turn = lead.direction_deg + 180.0  # its u goes from the tip towards the body
    half = long / 2, lead.width_mm / 2
    metal = surface(part.look.end, LEAD_METAL)
    return Body(cast.LEAD, metal, x, y, turn, *half, shoulder, params)


def upturned(part: BuiltPart, lead: Termination, parting: float) -> Body:
    """Give one lead of a body that lies on its top: from the body up to its foot in the air."""
    package = part.package
    long, across, room = _reach(package, lead)
    angle = math.radians(lead.direction_deg)
    out_x, out_y = math.cos(angle), math.sin(angle)
    thick = lead.thickness_mm or THICK_MM
    middle = lead.x_mm * out_x + lead.y_mm * out_y + lead.length_mm / 2 - long / 2
    low = package.body_height_mm - parting + thick / 2
    high = package.body_height_mm - lead.gap_mm
    rise, bend = _rise(room, high - low)
    bends_at = long / 2 - lead.length_mm - rise + 0.25 * bend
    params = (bends_at, rise, bend, low, min(0.03, 0.2 * lead.width_mm))
    x, y = middle * out_x - across * out_y, middle * out_y + across * out_x
    half = long / 2, lead.width_mm / 2
    metal = surface(part.look.end, LEAD_METAL)
    return Body(cast.LEAD, metal, x, y, lead.direction_deg, *half, high, params)


def _reach(package: Package, lead: Termination) -> tuple[float, float, float]:
    """Give a lead's length from tip into the body, where it stands along the side, and its room."""
    angle = math.radians(lead.direction_deg)
    out_x, out_y = math.cos(angle), math.sin(angle)
    tip = lead.x_mm * out_x + lead.y_mm * out_y + lead.length_mm / 2
    body = abs(out_x) * package.body_x_mm / 2 + abs(out_y) * package.body_y_mm / 2
    long = tip - body + INTO_BODY_MM
    return long, -lead.x_mm * out_y + lead.y_mm * out_x, long - lead.length_mm


def _rise(room_mm: float, high_mm: float) -> tuple[float, float]:
    rise = min(0.82 * room_mm, max(0.5 * high_mm + INTO_BODY_MM, 0.3 * room_mm))
    return rise, 0.48 * rise
