"""Round parts: MELF, which lies, and the electrolytic capacitor, which stands."""

import math
from collections.abc import Iterator

from inspector.twin.artwork import plate
from inspector.twin.body import Body, block, roll
from inspector.twin.families.marks import ink, marking_of, surface
from inspector.twin.part import BuiltPart
from inspector.twin.world import ALUMINIUM, BAND, END_CAP, GLASS, INK, LEAD_METAL, PLASTIC_BLACK

GLASS_SHARE = 0.93
"""Diameter of the glass, as a share of its caps'."""
BASE_SHARE = 0.16
"""Height of the base of an electrolytic capacitor, as a share of the whole."""
CHAMFER_MM = 1.1
CAN_SHARE = 0.955
"""Diameter of the can, as a share of its base."""
RIM_MM = 0.35


def melf(part: BuiltPart) -> Iterator[Body]:
    """Give a glass cylinder between two metal caps, with a band at pin 1."""
    package = part.package
    radius = package.body_y_mm / 2
    axis = package.body_height_mm - radius
    mark, art = package.mark, []
    if mark:
        all_round = mark.size_x_mm, package.body_y_mm
        art.append(plate((mark.x_mm, mark.y_mm), all_round, ink(part.look.mark, BAND)))
    glass = surface(part.look.body, GLASS)
    long = package.body_x_mm - 0.1
    yield roll(glass, GLASS_SHARE * radius, long, axis, art=tuple(art))
    metal = surface(part.look.end, END_CAP)
    for cap in package.terminations:
        at = cap.x_mm, cap.y_mm
        yield roll(metal, radius, cap.length_mm, axis, at, tip_mm=min(0.06, 0.2 * cap.length_mm))


def electrolytic(part: BuiltPart) -> Iterator[Body]:
    """Give an aluminium can on a base with two chamfered corners at pin 1 and feet under it."""
    package = part.package
    high = BASE_SHARE * package.body_height_mm
    wide_x, wide_y = package.body_x_mm, package.body_y_mm
    positive = package.terminations[0]
    sign = math.copysign(1.0, positive.x_mm)
    base = surface("", PLASTIC_BLACK)
    cut = CHAMFER_MM
    yield block(base, (wide_x - cut, wide_y, high), (-sign * cut / 2, 0.0), edge_mm=0.1)
    yield block(base, (wide_x, wide_y - 2 * cut, high), edge_mm=0.1)
    for side in (1.0, -1.0):
        # a strip along the slanting edge, its outer side in the line of the chamfer
        deep = cut / math.sqrt(2.0)
        inwards = cut / 2 + deep / 2 / math.sqrt(2.0)
        at = sign * (wide_x / 2 - inwards), side * (wide_y / 2 - inwards)
        size = deep, cut * math.sqrt(2.0), high
        yield block(base, size, at, side * sign * 45.0, edge_mm=0.1)
    for foot in package.terminations:
        size = foot.length_mm, foot.width_mm, foot.gap_mm + foot.thickness_mm
        yield block(surface(part.look.end, LEAD_METAL), size, (foot.x_mm, foot.y_mm), edge_mm=0.04)
    wide = CAN_SHARE * min(wide_x, wide_y)
    art = []
    if package.mark:
        # the dark segment of the can: all of it beyond a chord
        mark = package.mark
        art.append(plate((mark.x_mm, 0.0), (mark.size_x_mm, wide), ink(part.look.mark, INK)))
    aside = -math.copysign(0.12 * wide, package.mark.x_mm) if package.mark else 0.0
    room = 0.5 * wide, 0.5 * wide
    art += marking_of(part, room, INK, turn_deg=90.0, at_mm=(aside, 0.0))
    can = wide, wide, package.body_height_mm
    metal = surface(part.look.body, ALUMINIUM)
    yield block(metal, can, corner_mm=wide / 2, edge_mm=RIM_MM, art=tuple(art))
