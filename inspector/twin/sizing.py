"""Sizes of a part as it was made: within its tolerances, no two ends quite alike."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from inspector.domain.board import Package, Termination, TerminationKind
from inspector.twin.world import Spread

FINE_PITCH_MM = 0.65
COPLANAR_MM, COPLANAR_FINE_MM = 0.10, 0.08
"""Coplanarity by package drawings (method: JESD22-B108): at a pitch from 0.65 mm, and below."""
CAPS = (TerminationKind.CHIP_END, TerminationKind.CYLINDRICAL_END)


def sized(package: Package, spread: Spread, chance: np.random.Generator) -> Package:
    """Give the package as it was made: body and terminations, package mm."""
    share = spread.size_part_of_tolerance
    grow_x, grow_y, grow_z = (
        float(np.clip(chance.normal(0.0, share), -1.0, 1.0)) * tolerance if share else 0.0
        for tolerance in (package.body_x_tol_mm, package.body_y_tol_mm, package.body_height_tol_mm)
    )
    if any(t.kind is TerminationKind.CYLINDRICAL_END for t in package.terminations):
        grow_z = grow_y  # it is round
    body = replace(
        package,
        body_x_mm=package.body_x_mm + grow_x,
        body_y_mm=package.body_y_mm + grow_y,
        body_height_mm=package.body_height_mm + grow_z,
    )
    grown = grow_x, grow_y, grow_z
    ends = tuple(_end(t, body, grown, (spread, chance)) for t in package.terminations)
    return replace(body, terminations=ends)


def coplanarity_mm(package: Package) -> float:
    """Give how far the foot of a good lead may hang over the board, mm."""
    leads = [t for t in package.terminations if t.kind is TerminationKind.GULL_WING]
    steps = [math.hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm) for a, b in pairwise(leads)]
    return COPLANAR_FINE_MM if min(steps, default=1.0) < FINE_PITCH_MM - 1e-6 else COPLANAR_MM


def lifts_of(
    package: Package, spread: Spread, chance: np.random.Generator
) -> tuple[tuple[str, float], ...]:
    """Give by how much each lead's foot hangs over the lowest, within coplanarity, mm."""
    leads = [t for t in package.terminations if t.kind is TerminationKind.GULL_WING]
    if not leads or not spread.lift_part_of_limit:
        return ()
    limit = coplanarity_mm(package)
    off = np.abs(chance.normal(0.0, spread.lift_part_of_limit, len(leads)))
    off = np.minimum(off - off.min(), 1.0) * limit
    return tuple((lead.pin, float(lift)) for lead, lift in zip(leads, off, strict=True))


def tilt_of(spread: Spread, chance: np.random.Generator) -> tuple[float, float]:
    """Give the slopes of a good part along x and y, mm per mm, within three sigma."""
    along, across = np.clip(chance.normal(0.0, 1.0, 2), -3.0, 3.0) * spread.tilt
    return float(along), float(across)


def _end(
    end: Termination,
    body: Package,
    grown: tuple[float, float, float],
    cause: tuple[Spread, np.random.Generator],
) -> Termination:
    spread, chance = cause
    if end.kind in CAPS:
        longer = spread.end_cap_mm * float(np.clip(chance.normal(), -3.0, 3.0))
        return _cap(end, body, grown[2], longer)
    if end.kind is TerminationKind.GULL_WING:
        return _lead(end, spread, chance)
    if end.kind in (TerminationKind.BALL, TerminationKind.THERMAL_PAD):
        return end
    # at the side of the body, which is a little farther out or in
    angle = math.radians(end.direction_deg)
    x, y = end.x_mm + math.cos(angle) * grown[0] / 2, end.y_mm + math.sin(angle) * grown[1] / 2
    return replace(end, x_mm=x, y_mm=y)


def _cap(end: Termination, body: Package, grow_z: float, longer_mm: float) -> Termination:
    """Give an end cap whose outer edge is the chip's end."""
    length = float(np.clip(end.length_mm + longer_mm, 0.6 * end.length_mm, 1.5 * end.length_mm))
    sign = math.copysign(1.0, math.cos(math.radians(end.direction_deg)))
    height = (end.height_mm or body.body_height_mm - grow_z) + grow_z
    return replace(
        end,
        x_mm=sign * (body.body_x_mm - length) / 2,
        length_mm=length,
        width_mm=body.body_y_mm,
        height_mm=height,
    )


def _lead(end: Termination, spread: Spread, chance: np.random.Generator) -> Termination:
    sigma = spread.lead_tip_mm
    if not sigma:
        return end
    out, along, longer, wider = (float(v) for v in np.clip(chance.normal(0, 1, 4), -3, 3) * sigma)
    angle = math.radians(end.direction_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    return replace(
        end,
        x_mm=end.x_mm + out * cos - along * sin,
        y_mm=end.y_mm + out * sin + along * cos,
        length_mm=end.length_mm + longer,
        width_mm=end.width_mm + wider,
    )
