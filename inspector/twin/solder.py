"""The solder on each land, as bodies."""

import math
from collections.abc import Iterator

from inspector.domain.board import Land, Termination
from inspector.domain.geometry import Affine
from inspector.twin.artwork import corner_of
from inspector.twin.body import Body
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart, Joint
from inspector.twin.world import SOLDER, World


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
