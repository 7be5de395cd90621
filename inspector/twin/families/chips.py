"""Chips: ceramic between two end caps, and what is moulded in their shape."""

import math
from collections.abc import Iterator

from inspector.domain.board import Package, Termination
from inspector.twin.body import Body, block
from inspector.twin.families.marks import mark_of, marking_of, surface
from inspector.twin.part import BuiltPart
from inspector.twin.world import (
    CERAMIC,
    DIELECTRIC,
    END_CAP,
    GLAZE,
    INK,
    LEAD_METAL,
    PRINT,
    TANTALUM,
)

CORE_LOW_MM = 0.02
"""How much lower ceramic is than the caps around it (small chips less)."""
EDGE_MM = 0.035
"""Radius of a cap's edges (small chips less)."""
DRAFT_DEG = 6.0


def resistor(part: BuiltPart) -> Iterator[Body]:
    """Give a resistor: ceramic, end caps, and a printed glaze on top."""
    yield from between_caps(part, CERAMIC)
    package = part.package
    middle, long = clear_of_caps(package)
    wide, high = package.body_y_mm * 0.95, package.body_height_mm - 0.4 * _low(package)
    art = marking_of(part, (0.86 * long, 0.57 * wide), PRINT)
    yield block(
        surface(part.look.body, GLAZE),
        (long, wide, high),
        (middle, 0.0),
        corner_mm=min(0.02, 0.1 * long),
        edge_mm=min(0.02, 0.1 * long),
        art=tuple(art),
    )


def capacitor(part: BuiltPart) -> Iterator[Body]:
    """Give a ceramic capacitor: nothing on its top."""
    yield from between_caps(part, surface(part.look.body, DIELECTRIC))


def tantalum(part: BuiltPart) -> Iterator[Body]:
    """Give a moulded tantalum capacitor: a bar at its positive end, ribbons bent under its ends."""
    package = part.package
    strip = max(t.thickness_mm for t in package.terminations)
    size = package.body_x_mm - 2 * strip, package.body_y_mm, package.body_height_mm
    parting = 0.5 * size[2]
    run = (size[2] - parting) * math.tan(math.radians(DRAFT_DEG))
    bar = package.mark
    aside = math.copysign(bar.size_x_mm / 2, -bar.x_mm) if bar else 0.0
    text = marking_of(part, (0.5 * size[0], 0.7 * size[1]), INK, at_mm=(aside, 0.0))
    art = (*mark_of(part), *text)
    body = surface(part.look.body, TANTALUM)
    yield block(body, size, corner_mm=0.06, draft=(parting, run), art=art)
    for end in package.terminations:
        outer = end.x_mm + math.copysign(end.length_mm / 2 - strip, end.x_mm)
        high = end.height_mm or parting
        yield block(
            surface(part.look.end, LEAD_METAL),
            (2 * strip, end.width_mm, high),
            (outer, 0.0),
            edge_mm=0.8 * strip,
        )


def between_caps(part: BuiltPart, core: int) -> Iterator[Body]:
    """Give a bare chip: a core and its end caps, whose outer edges are its length and width."""
    package = part.package
    low = _low(package)
    size = package.body_x_mm - 3 * low, package.body_y_mm - 1.5 * low, package.body_height_mm - low
    yield block(core, size, rough_mm=part.rough_mm)
    for end in package.terminations:
        yield _cap(part, end)


def clear_of_caps(package: Package) -> tuple[float, float]:
    """Give the middle and the length of what lies between uneven end caps, mm."""
    ends = package.terminations
    inner = [t.x_mm - math.copysign(t.length_mm / 2, t.x_mm) for t in ends] or [0.0]
    long = package.body_x_mm - sum(t.length_mm for t in ends)
    return sum(inner) / len(inner), long + min(0.03, 0.1 * long)


def _cap(part: BuiltPart, end: Termination) -> Body:
    # the deeper an end was dipped, the longer and the rounder is its cap
    lengths = [t.length_mm for t in part.package.terminations]
    deeper = end.length_mm * len(lengths) / sum(lengths)
    edge = min(EDGE_MM * deeper, 0.2 * end.length_mm)
    return block(
        surface(part.look.end, END_CAP),
        (end.length_mm, end.width_mm, end.height_mm or part.package.body_height_mm),
        (end.x_mm, end.y_mm),
        corner_mm=0.5 * edge,
        edge_mm=edge,
        rough_mm=part.rough_mm,
    )


def _low(package: Package) -> float:
    return min(CORE_LOW_MM, 0.06 * package.body_height_mm)
