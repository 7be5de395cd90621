"""How the pieces of a part lie when it is tilted, raised, or has lost a corner."""

import math
from collections.abc import Iterator
from dataclasses import replace

from inspector.domain.board import TerminationKind
from inspector.twin.artwork import Art
from inspector.twin.body import Body, block
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.world import FRACTURE

ENDS = 2


def settled(part: BuiltPart, bodies: Iterator[Body]) -> Iterator[Body]:
    """Give bodies drawn flat as they lie: tilted and raised, without the corner that broke off.

    A lying cylinder is raised only, and a prism tilted along its profile only.
    """
    chip = part.broken
    for body in bodies:
        for piece in _without_corner(part, body) if chip else (body,):
            yield _raised(part, piece)
    if chip:
        size = (*chip.size_mm, max(part.package.body_height_mm - chip.depth_mm, 0.01))
        yield _raised(part, block(FRACTURE, size, _corner(part)))


def plane_of(part: BuiltPart) -> tuple[float, float, float]:
    """Give by how much a part is raised in its middle (mm), and its slopes along x and y.

    A chip's ends are lifted one by one by sloping all of it.
    """
    slope_x, slope_y = part.tilt
    ends = part.package.terminations
    lifts = dict(part.lifts_mm)
    solid = all(t.kind is not TerminationKind.GULL_WING for t in ends)
    if not lifts or not solid or len(ends) != ENDS:
        return part.lift_mm, slope_x, slope_y
    one, two = ends
    low, high = lifts.get(one.pin, 0.0), lifts.get(two.pin, 0.0)
    along = (high - low) / (two.x_mm - one.x_mm)
    return part.lift_mm + low - along * one.x_mm, slope_x + along, slope_y


def _raised(part: BuiltPart, body: Body) -> Body:
    lift, slope_x, slope_y = plane_of(part)
    if lift == slope_x == slope_y == 0.0:
        return body
    angle = math.radians(body.turn_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    su, sv = slope_x * cos + slope_y * sin, -slope_x * sin + slope_y * cos
    up = lift + slope_x * body.x_mm + slope_y * body.y_mm
    p = body.params
    if body.kind == cast.BOX:
        steeper = p[4] + su, p[5] + sv
        top = body.top_mm + up + _rise(body, *steeper) - _rise(body, p[4], p[5])
        return replace(body, top_mm=top, params=(p[0] + up, *p[1:4], *steeper))
    if body.kind == cast.ROLL:
        return replace(body, top_mm=body.top_mm + up, params=(p[0], p[1] + up, *p[2:]))
    if body.kind == cast.PRISM:
        points = [(p[i], p[i + 1] + up + su * p[i]) for i in range(0, 2 * cast.PROFILE, 2)]
        flat = tuple(value for point in points for value in point)
        return replace(body, top_mm=max(z for _, z in points), params=flat)
    # a lead: its foot follows where the foot is, its shoulder where that is
    foot = up + su * (p[0] - body.half_u_mm) / 2
    shoulder = up + su * body.half_u_mm
    return replace(body, top_mm=body.top_mm + shoulder, params=(*p[:3], p[3] + foot, *p[4:]))


def _rise(body: Body, slope_u: float, slope_v: float) -> float:
    return abs(slope_u) * body.half_u_mm + abs(slope_v) * body.half_v_mm


def _corner(part: BuiltPart) -> tuple[float, float]:
    """Give the middle of what broke off, package mm."""
    chip = part.broken
    if chip is None:
        return 0.0, 0.0
    package = part.package
    x = chip.corner[0] * (package.body_x_mm - chip.size_mm[0]) / 2
    return x, chip.corner[1] * (package.body_y_mm - chip.size_mm[1]) / 2


def _without_corner(part: BuiltPart, body: Body) -> Iterator[Body]:
    """Cut a corner out of an upright block: two blocks that overlap leave it free."""
    chip = part.broken
    turned = abs(math.remainder(body.turn_deg, 180.0)) > 1.0
    if chip is None or body.kind != cast.BOX or turned:
        yield body
        return
    (x, y), (long, wide) = _corner(part), chip.size_mm
    # how far the corner reaches into this block, along x and y
    into_x = body.half_u_mm + long / 2 - abs(body.x_mm - x)
    into_y = body.half_v_mm + wide / 2 - abs(body.y_mm - y)
    if into_x <= 0.0 or into_y <= 0.0:
        yield body
        return
    for cut_x, cut_y in ((into_x, 0.0), (0.0, into_y)):
        half = body.half_u_mm - cut_x / 2, body.half_v_mm - cut_y / 2
        if min(half) <= 0.0:
            continue
        move = -chip.corner[0] * cut_x / 2, -chip.corner[1] * cut_y / 2
        back = math.cos(math.radians(body.turn_deg))
        art = tuple(_moved(a, -move[0] * back, -move[1] * back) for a in body.art)
        yield replace(
            body,
            x_mm=body.x_mm + move[0],
            y_mm=body.y_mm + move[1],
            half_u_mm=half[0],
            half_v_mm=half[1],
            art=art,
        )


def _moved(art: Art, dx_mm: float, dy_mm: float) -> Art:
    x, y, *rest = art.at
    if art.shape == cast.STROKE:
        rest[0], rest[1] = rest[0] + dx_mm, rest[1] + dy_mm
    return replace(art, at=(x + dx_mm, y + dy_mm, *rest))
