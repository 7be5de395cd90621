"""The solder on each land, as bodies."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from inspector.domain.board import Land, Termination
from inspector.domain.geometry import Affine
from inspector.twin.artwork import Art, corner_of, disc
from inspector.twin.body import Body
from inspector.twin.kernels import cast
from inspector.twin.kernels.cast_reference import height_plain
from inspector.twin.part import HIDDEN, BuiltPart, Joint
from inspector.twin.world import NAMES, OXIDE, World

HALF = 0.5
GRID = 96


def solder_of(part: BuiltPart, world: World) -> Iterator[Body]:
    """Give the solder on each land, in package mm at the *nominal* place of the part."""
    lying = part.pose.then(part.placement.pose.inverse())
    for land, joint in zip(part.lands, part.joints, strict=True):
        end = _nearest(part, land, lying) if joint.touches else None
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
    land = _wetted(land, joint, end)
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
        NAMES[joint.material],
        land.x_mm,
        land.y_mm,
        0.0,
        land.size_x_mm / 2,
        land.size_y_mm / 2,
        joint.film_mm + wet,
        params,
        tuple(_holes(land, joint)),
    )


def _holes(land: Land, joint: Joint) -> Iterator[Art]:
    """Paint where solder has left the land, and holes in it."""
    for spots, material in ((joint.bald, OXIDE), (joint.pits, cast.HOLLOW)):
        for x, y, radius in spots:
            yield disc(x - land.x_mm, y - land.y_mm, radius, cast.ON_BODY + material)


def _wetted(land: Land, joint: Joint, end: Termination | None) -> Land:
    """Give the part of a land that solder covers: from the body's side outwards."""
    if joint.covers >= 1.0 or end is None:
        return land
    angle = math.radians(end.direction_deg)
    out_x, out_y = math.cos(angle), math.sin(angle)
    lost = 1.0 - joint.covers
    less_x, less_y = (abs(c) > HALF for c in (out_x, out_y))
    return replace(
        land,
        x_mm=land.x_mm - less_x * out_x * lost * land.size_x_mm / 2,
        y_mm=land.y_mm - less_y * out_y * lost * land.size_y_mm / 2,
        size_x_mm=land.size_x_mm * (joint.covers if less_x else 1.0),
        size_y_mm=land.size_y_mm * (joint.covers if less_y else 1.0),
    )


def volumes_mm3(part: BuiltPart, world: World) -> dict[str, float]:
    """Give the solder of each land that stands beside its termination, mm3, by pin; 0 where hidden.

    Notes
    -----
    The sum over 96 x 96 places of the land. On a board with every family it is within 1 % of the
    sum over 800 x 800, half of the joints within 0.1 %.
    """
    hidden = {t.pin for t in part.package.terminations if part.present and t.kind in HIDDEN}
    found = dict.fromkeys(hidden, 0.0)
    for joint, body in zip(part.joints, solder_of(part, world), strict=True):
        if joint.pin in hidden:
            continue
        row = body.row(Affine())
        at = (np.arange(GRID) + 0.5) / GRID * 2 - 1
        u, v = (g.ravel() for g in np.meshgrid(at * body.half_u_mm, at * body.half_v_mm))
        z = np.maximum(height_plain(row, u, v), 0.0)
        cos, sin = row[cast.END_COS], row[cast.END_SIN]
        away_u, away_v = u - row[cast.END_U], v - row[cast.END_V]
        along, across = cos * away_u + sin * away_v, cos * away_v - sin * away_u
        # a cell on the rim of the termination counts by the share that lies beside it
        step_u, step_v = 2 * body.half_u_mm / GRID, 2 * body.half_v_mm / GRID
        length = abs(cos) * step_u + abs(sin) * step_v
        width = abs(sin) * step_u + abs(cos) * step_v
        under = np.clip((row[cast.END_HALF_U] - np.abs(along)) / length + 0.5, 0.0, 1.0)
        under *= np.clip((row[cast.END_HALF_V] - np.abs(across)) / width + 0.5, 0.0, 1.0)
        cell = 4 * body.half_u_mm * body.half_v_mm / GRID**2
        found[joint.pin] = float(np.sum((1.0 - under) * z) * cell)
    return found
