"""What is large and mechanical: connectors, shields, gaskets."""

import math
from collections.abc import Iterator

from inspector.domain.board import TerminationKind
from inspector.twin.artwork import Art, disc
from inspector.twin.body import Body, block, roll
from inspector.twin.families.leaded import gull_wing
from inspector.twin.families.marks import surface
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.world import GASKET, LEAD_GOLD, PLASTIC_BEIGE, STEEL

WALL_MM = 0.5
FLOOR_SHARE = 0.35
TONGUE_SHARE = 0.8
SHOULDER_SHARE = 0.3
"""Of a receptacle's height: its floor, the tongue in its middle, where its leads leave it."""
HOLE_MM, HOLE_PITCH_MM = 0.8, 2.0
"""Holes in a lid."""
CLEAR_MM = 2.2
"""Around the middle of a lid, where the placement machine takes it."""


def connector(part: BuiltPart) -> Iterator[Body]:
    """Give a receptacle: four walls with a notch at pin 1, a tongue with contacts, leads."""
    package = part.package
    plastic = surface(part.look.body, PLASTIC_BEIGE)
    wide_x, wide_y, high = package.body_x_mm, package.body_y_mm, package.body_height_mm
    yield block(plastic, (wide_x, wide_y, FLOOR_SHARE * high))
    across = (wide_x - WALL_MM) / 2
    for x in (-across, across):
        yield block(plastic, (WALL_MM, wide_y, high), (x, 0.0), edge_mm=0.08)
    notch = package.mark
    for sign in (-1.0, 1.0):
        y = sign * (wide_y - WALL_MM) / 2
        left, right = -wide_x / 2, wide_x / 2
        if notch and notch.y_mm * sign > 0.0:
            # the wall stops where the notch begins
            left, right = (
                (notch.x_mm + notch.size_x_mm / 2, right)
                if notch.x_mm < 0.0
                else (left, notch.x_mm - notch.size_x_mm / 2)
            )
        size = right - left, WALL_MM, high
        yield block(plastic, size, ((left + right) / 2, y), edge_mm=0.08)
    tongue = 0.3 * wide_x
    top = TONGUE_SHARE * high
    yield block(plastic, (tongue, wide_y - 4 * WALL_MM, top), edge_mm=0.06)
    for lead in package.terminations:
        if lead.kind is not TerminationKind.GULL_WING:
            continue
        yield gull_wing(part, lead, SHOULDER_SHARE * high)
        at = math.copysign(tongue / 2, lead.x_mm), lead.y_mm
        yield block(LEAD_GOLD, (0.16, lead.width_mm, top - 0.1), at, edge_mm=0.06)


def shield(part: BuiltPart) -> Iterator[Body]:
    """Give a shield can: a lid with round edges and holes, a flange on the pieces of its ring."""
    package = part.package
    steel = surface(part.look.body, STEEL)
    for foot in package.terminations:
        size = foot.length_mm, foot.width_mm, foot.gap_mm + foot.thickness_mm
        at = foot.x_mm, foot.y_mm
        yield block(steel, size, at, foot.direction_deg, corner_mm=0.1, edge_mm=0.05)
    size = package.body_x_mm, package.body_y_mm, package.body_height_mm
    yield block(steel, size, corner_mm=0.5, edge_mm=0.25, art=tuple(_holes(size)))


def gasket(part: BuiltPart) -> Iterator[Body]:
    """Give a conductive gasket: a strip with a round back."""
    package = part.package
    radius = package.body_y_mm / 2
    cloth = surface(part.look.body, GASKET)
    axis = package.body_height_mm - radius
    yield roll(cloth, radius, package.body_x_mm, axis, tip_mm=0.03)


def _holes(size_mm: tuple[float, float, float]) -> Iterator[Art]:
    across, along = (int((wide - 3.0) // HOLE_PITCH_MM) for wide in size_mm[:2])
    for i in range(across + 1):
        for j in range(along + 1):
            x, y = (i - across / 2) * HOLE_PITCH_MM, (j - along / 2) * HOLE_PITCH_MM
            if math.hypot(x, y) > CLEAR_MM:
                yield disc(x, y, HOLE_MM / 2, cast.ON_BODY + cast.HOLLOW)
