"""What is written on a part and how it shows its pin 1: art on the top of a body."""

import math
from collections.abc import Iterator

from inspector.domain.board import MarkKind
from inspector.twin.artwork import Art, disc, letters, plate
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.strokes import HIGH, WIDE
from inspector.twin.world import LASER, MARK, NAMES

LINE = 1.5
"""From one line of a marking to the next, in heights of its letters."""
PEN = 0.06
"""Half the width of a stroke, in heights of a letter."""
LARGEST_MM = 0.9


def surface(name: str, usual: int) -> int:
    """Give the material of a name, or what is usual for a family where the look says nothing."""
    return NAMES[name] if name else usual


def ink(name: str, usual: int) -> int:
    """Give the layer that paints the top of a body with a material."""
    return cast.ON_BODY + surface(name, usual)


def mark_of(part: BuiltPart, usual: int = MARK) -> Iterator[Art]:
    """Give the mark of pin 1 in package mm, where the package says it is."""
    mark = part.package.mark
    if mark is None:
        return
    layer = ink(part.look.mark, usual)
    if mark.kind in (MarkKind.DOT, MarkKind.NOTCH):
        yield disc(mark.x_mm, mark.y_mm, mark.size_x_mm / 2, layer)
    else:
        yield plate((mark.x_mm, mark.y_mm), (mark.size_x_mm, mark.size_y_mm), layer)


def marking_of(
    part: BuiltPart,
    room_mm: tuple[float, float],
    usual: int = LASER,
    *,
    turn_deg: float = 0.0,
    at_mm: tuple[float, float] = (0.0, 0.0),
) -> Iterator[Art]:
    """Give the marking, line by line, within a room (along and across the text).

    ``turn_deg`` and ``at_mm`` (of the body's own axes) say how it usually lies on such a body; the
    look turns it further and makes it larger or smaller.
    """
    lines = part.marking.split("\n") if part.marking else []
    if not lines:
        return
    long, high = room_mm
    longest = max(len(line) for line in lines)
    fits = min(high / (LINE * len(lines)), long / (max(longest, 2) * 1.4 * WIDE / HIGH), LARGEST_MM)
    size = fits * part.look.marking_share
    turn = turn_deg + part.look.marking_turn_deg
    layer = ink(part.look.ink, usual)
    cos, sin = _unit(turn)
    for number, line in enumerate(lines):
        up = ((len(lines) - 1) / 2 - number) * LINE * size
        place = at_mm[0] - sin * up, at_mm[1] + cos * up
        yield from letters(line, size, PEN * size, layer, turn_deg=turn, at=place)


def _unit(turn_deg: float) -> tuple[float, float]:
    angle = math.radians(turn_deg)
    return math.cos(angle), math.sin(angle)
