"""Where strips are laid across the sides of a package to find its edges."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from inspector.domain.board import Package
from inspector.domain.geometry import Box
from inspector.vision.body import caps_box, is_chip
from inspector.vision.edge_lines import Strips, spread

OUTWARD = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
"""Where the four sides face."""
REMEMBERED = 256
"""Packages whose strips are remembered."""

STRIP_MM = 0.04
"""Width of one strip: wide enough to quieten noise, narrow enough for several on a cap."""
MOST_STRIPS = 12
REACH_MM = 0.1
"""How far a strip reaches to either side of where the edge is expected."""
WIDE_MM = 0.18
"""... and how far where nothing was seen so near."""
REACH_SHARE = 0.45
"""... but inwards never farther than this share of a termination, where its other edge is near."""
MOULD_REACH_MM = 0.45
"""... on a moulded body, whose walls lean, and whose place the leads show only coarsely."""
DRAFT = 0.2
"""By how much the top of a moulded body may be smaller than the body, in its heights."""
SPAN_SHARE = 0.7
"""Share of a side that strips are laid on: corners are round."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where strips are laid on a package: the rectangle and its spans, part's own mm.

    ``spans_x`` are the stretches (low, high) in y of the two sides that face along x, ``spans_y``
    those in x of the sides that face along y.
    """

    box: Box
    spans_x: tuple[tuple[float, float], ...]
    spans_y: tuple[tuple[float, float], ...]
    inward_mm: float
    outward_mm: float
    inward_most_mm: float
    z_mm: float


@lru_cache(maxsize=REMEMBERED)
def plan_of(package: Package) -> Plan:
    """Give where the strips of a package lie: on end caps, or on a moulded body between leads."""
    z = package.standoff_mm + package.body_height_mm
    if is_chip(package):
        box = caps_box(package)
        caps = [Box.around(t.outline_mm) for t in package.terminations]
        cap = min(min(c.width_mm, c.height_mm) for c in caps)
        spans_y = tuple(_shrunk(c.x_mm, c.x_mm + c.width_mm) for c in caps)
        spans_x = _shrunk(box.y_mm, box.y_mm + box.height_mm)
        most = REACH_SHARE * cap
        inward = min(REACH_MM, most)
        most = min(WIDE_MM, most)
        return Plan(box, (spans_x,), spans_y, inward, REACH_MM, most, z)
    half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
    box = Box(-half_x, -half_y, 2 * half_x, 2 * half_y)
    reach = min(MOULD_REACH_MM, min(half_x, half_y) / 2)
    spans_y = (_shrunk(-half_x, half_x),)
    return Plan(box, _between_leads(package), spans_y, reach, reach, reach, z)


def _shrunk(low: float, high: float) -> tuple[float, float]:
    middle, half = (low + high) / 2, (high - low) / 2 * SPAN_SHARE
    return middle - half, middle + half


def _between_leads(package: Package) -> tuple[tuple[float, float], ...]:
    """Give the stretches in y of the sides along x where no lead leaves the body."""
    half = package.body_y_mm / 2
    leads = sorted(
        {(round(t.y_mm, 6), t.width_mm) for t in package.terminations if abs(t.y_mm) < half}
    )
    edges = [-half, *(v for y, w in leads for v in (y - w / 2, y + w / 2)), half]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return tuple(_shrunk(low, high) for low, high in gaps if high - low > 2 * STRIP_MM)


def wider(plan: Plan) -> Plan:
    """Give a plan whose strips reach farther; inwards as far as a termination allows."""
    return replace(plan, inward_mm=plan.inward_most_mm, outward_mm=WIDE_MM)


@lru_cache(maxsize=REMEMBERED)
def strips_of(plan: Plan) -> Strips:
    """Give the strips of the four sides, part's own mm: from inside to outside, each STRIP_MM wide.

    Line k of them is the side that faces `OUTWARD` k.
    """
    middle = np.array(plan.box.center_mm)
    half = np.array([plan.box.width_mm, plan.box.height_mm]) / 2
    starts, ends, counts = [], [], []
    for n in np.array(OUTWARD):
        spans = np.array(plan.spans_x if n[0] else plan.spans_y).reshape(-1, 2)
        low, high = spans.T
        number = np.clip((high - low) / STRIP_MM, 1, MOST_STRIPS).astype(np.int64)
        ts, _, _ = spread(low, high, number)
        at = middle * np.abs(n) + n * half + ts[:, None] * np.abs(n[::-1])
        starts.append(at - plan.inward_mm * n)
        ends.append(at + plan.outward_mm * n)
        counts.append(len(ts))
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    heights = np.full(int(first[-1]), plan.z_mm)
    return Strips(np.concatenate(starts), np.concatenate(ends), heights, first)
