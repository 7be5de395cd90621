"""How a part may stand other than flat: on its end, on its side, upside down."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from inspector.domain.board import Family, Termination, TerminationKind
from inspector.twin.artwork import plate
from inspector.twin.body import Body, block, prism
from inspector.twin.families.chips import between_caps, clear_of_caps
from inspector.twin.families.cylinders import melf
from inspector.twin.families.leaded import parting_mm, upturned
from inspector.twin.families.marks import surface
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.world import (
    CERAMIC,
    DIELECTRIC,
    END_CAP,
    GLASS,
    GLAZE,
    LEAD_METAL,
    MOULD,
    SOLDER,
    TANTALUM,
)

LEAST_MM = 1e-6
GLAZE_MM = 0.02
CORES = {Family.CHIP_RESISTOR: CERAMIC, Family.TANTALUM: TANTALUM, Family.MELF: GLASS}
UNDERSIDES = {Family.BGA: cast.MASK, Family.WLCSP: cast.MASK}
"""What a family shows from below; others are of what they are above."""


def tombstone(part: BuiltPart) -> Iterator[Body]:
    """Give what has two ends, standing on the lower edge of one of them.

    That edge stays where it was under the end of the flat part; the highest place is at
    ``length * sin(angle) + height * cos(angle)``. A cylinder is drawn as a square one.
    """
    package = part.package
    angle = math.radians(abs(part.stance_deg))
    sign = 1.0 if part.stance_deg >= 0.0 else -1.0
    cos, sin = math.cos(angle), math.sin(angle)
    high, long = package.body_height_mm, package.body_x_mm
    cap = sum(t.length_mm for t in package.terminations) / max(len(package.terminations), 1)
    end = surface(part.look.end, END_CAP)
    top = GLAZE if package.family is Family.CHIP_RESISTOR else _core(part)

    def seen(along_mm: float) -> tuple[float, float]:
        return along_mm * cos - high * sin, along_mm * sin + high * cos

    # its upper face from the end it stands on to the raised end, then down that one
    pieces = (
        (end, (seen(0.0), seen(cap))),
        (top, (seen(cap), seen(long - cap))),
        (end, (seen(long - cap), seen(long), (long * cos, long * sin))),
    )
    for material, corners in pieces:
        profile = [a for a, b in pairwise(corners) if b[0] - a[0] > LEAST_MM] + [corners[-1]]
        if len(profile) == 1:  # it stands upright: its upper face is a wall
            continue
        middle = (profile[0][0] + profile[-1][0]) / 2
        moved = [(u - middle, z) for u, z in profile]
        at = sign * (middle - long / 2), 0.0
        yield prism(material, moved, package.body_y_mm, at, 0.0 if sign > 0.0 else 180.0)


def billboard(part: BuiltPart) -> Iterator[Body]:
    """Give what has two ends on its long side: as wide as it was high, as high as it was wide."""
    package = part.package
    wide, high = package.body_height_mm, package.body_y_mm
    ends = tuple(replace(t, width_mm=wide, height_mm=high) for t in package.terminations)
    turned = replace(package, body_y_mm=wide, body_height_mm=high, terminations=ends)
    yield from between_caps(replace(part, package=turned), _core(part))
    if package.family is Family.CHIP_RESISTOR:
        # its glaze edgewise
        middle, long = clear_of_caps(package)
        yield block(GLAZE, (long, GLAZE_MM, 0.97 * high), (middle, (wide - GLAZE_MM) / 2))


def turned_over(part: BuiltPart) -> Iterator[Body]:
    """Give a part upside down, turned about its y: what it shows from below, its ends up."""
    package = part.package
    ends = tuple(_mirrored(t) for t in package.terminations)
    over = replace(part, package=replace(package, terminations=ends))
    kinds = {t.kind for t in ends}
    if kinds == {TerminationKind.CYLINDRICAL_END}:
        yield from melf(over)  # it is round
        return
    if kinds == {TerminationKind.CHIP_END}:
        yield from between_caps(over, _core(part))
        return
    high = package.body_height_mm - package.standoff_mm
    flat = [t for t in ends if t.kind is not TerminationKind.GULL_WING]
    metal = cast.ON_BODY + surface(part.look.end, LEAD_METAL)
    art = tuple(
        plate((t.x_mm, t.y_mm), (t.length_mm, t.width_mm), metal, turn_deg=t.direction_deg)
        for t in flat
        if t.kind is not TerminationKind.BALL
    )
    size = package.body_x_mm, package.body_y_mm, high
    below = UNDERSIDES.get(
        package.family, surface(part.look.body, CORES.get(package.family, MOULD))
    )
    yield block(below, size, corner_mm=0.05, edge_mm=0.02, art=art)
    parting = parting_mm(package)
    for end in ends:
        if end.kind is TerminationKind.GULL_WING:
            yield upturned(over, end, parting)
        elif end.kind is TerminationKind.BALL:
            radius = end.width_mm / 2
            ball = end.width_mm, end.width_mm, package.body_height_mm
            at = end.x_mm, end.y_mm
            yield block(SOLDER, ball, at, corner_mm=radius, edge_mm=radius)


def _mirrored(end: Termination) -> Termination:
    return replace(end, x_mm=-end.x_mm, direction_deg=180.0 - end.direction_deg)


def _core(part: BuiltPart) -> int:
    family = part.package.family
    usual = CORES.get(family, DIELECTRIC)
    # the body of a resistor's look is its glaze
    return usual if family is Family.CHIP_RESISTOR else surface(part.look.body, usual)
