"""Where strips are laid across the sides of a package to find its edges."""

from dataclasses import dataclass, replace

from inspector.domain.board import Package
from inspector.domain.geometry import Box
from inspector.vision.body import caps_box, is_chip

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
