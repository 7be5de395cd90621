"""Chips: ceramic between two end caps."""

import math
from collections.abc import Iterator

from inspector.twin.artwork import letters
from inspector.twin.body import Body, block
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.world import CERAMIC, DIELECTRIC, END_CAP, GLAZE, PRINT

PRINTED = cast.ON_BODY + PRINT


def _chip(part: BuiltPart, ground: int) -> Iterator[Body]:
    package = part.package
    height = package.body_height_mm
    core = height - 0.02
    yield block(ground, (package.body_x_mm - 0.06, package.body_y_mm - 0.03, core))
    for end in package.terminations:
        edge = min(0.035, 0.2 * end.length_mm)
        top = end.height_mm or height
        params = (top - edge, edge, 0.5 * edge, 1.0)
        half = end.length_mm / 2, end.width_mm / 2
        yield Body(cast.BOX, END_CAP, end.x_mm, end.y_mm, 0.0, *half, top, params)


def resistor(part: BuiltPart) -> Iterator[Body]:
    """Give a resistor: ceramic, end caps, and a printed glaze on top."""
    yield from _chip(part, CERAMIC)
    package = part.package
    long = package.body_x_mm - sum(t.length_mm for t in package.terminations) + 0.03
    wide, high = package.body_y_mm * 0.95, package.body_height_mm - 0.008
    ends = package.terminations
    # uneven end caps: the glaze lies between them, not at the middle
    inner = [t.x_mm - math.copysign(t.length_mm / 2, t.x_mm) for t in ends] or [0.0]
    params = (high - 0.012, 0.03, 0.02, 1.0)
    size = min(0.38 * wide, 0.30 * long)
    art = letters(part.marking, size, 0.075 * size, PRINTED, max_mm=0.86 * long)
    middle = sum(inner) / len(inner)
    yield Body(cast.BOX, GLAZE, middle, 0.0, 0.0, long / 2, wide / 2, high, params, tuple(art))


def capacitor(part: BuiltPart) -> Iterator[Body]:
    """Give a ceramic capacitor: nothing on its top."""
    yield from _chip(part, DIELECTRIC)
