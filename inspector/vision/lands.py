"""Where a land lies, by its edges in the picture; CAD where they cannot be seen.

Solder that has wetted a land ends where the land ends, and is bright under one ring or another;
the board beside it is dark. Overhang is held against this edge, not against the drawing.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Land
from inspector.domain.geometry import Affine, Box
from inspector.domain.view import View
from inspector.vision.body import pixels_of, places_of
from inspector.vision.edges import find_edges, line_through

Floats = NDArray[np.float64]

REACH_MM = 0.09
"""How far to either side of the drawn edge the seen one is looked for."""
STRIP_MM = 0.03
LEAST_STRIPS, MOST_STRIPS = 3, 10
BLUR_MM = 0.012
BELIEVED_MM = 0.075
"""An edge farther than this from the drawn one is something else: print, a via, a neighbour."""
HIDES_MM = 0.05
"""A termination nearer than this to the end of its land leaves no room to see it."""
U_CAD_MM = 0.025
"""Standard uncertainty of a drawn edge: etching and the artwork's place, per IPC-2221 level B."""
U_WETTING_MM = 0.005
"""What the rim of the solder may differ from the copper's edge (standard uncertainty)."""
LEVEL_MM = 0.0
"""Lands lie at the level of the mask, as far as their edges are concerned."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of a land: its place along the axis it faces, package mm; ``seen`` or drawn."""

    at_mm: float
    u_mm: float
    seen: bool


@dataclass(frozen=True, slots=True)
class SeenLand:
    """A land by three of its edges: the two beside a termination and the one at its end.

    The axes are those of the termination: ``left`` and ``right`` of its direction, ``end`` ahead.
    All are distances from the package's origin along their own outward axis.
    """

    left: Edge
    right: Edge
    end: Edge


def brightest(view: View) -> NDArray[np.float32]:
    """Give the picture in which solder is bright at any slope: the largest channel, NaN: unseen."""
    ring = view.ring
    bright = np.maximum(np.maximum(ring[..., 0], ring[..., 1]), ring[..., 2])
    return np.where(view.valid, bright, np.float32(np.nan))


def see_land(
    view: View,
    bright: NDArray[np.float32],
    land: Land,
    direction_deg: float,
    cap_end_mm: float,
) -> SeenLand:
    """Measure the edges of a land beside and ahead of a termination.

    Parameters
    ----------
    view
        Where the picture lies.
    bright
        ``(H, W)`` float32, see `brightest`.
    land
        As drawn, package mm.
    direction_deg
        Where the termination points, away from the body.
    cap_end_mm
        How far from the origin, along that direction, the termination ends: the land is looked at
        beyond it, where nothing covers it.

    Returns
    -------
    SeenLand
        Edges as seen where at least three strips carry a line near the drawn edge, else as drawn
        with 25 um.
    """
    axes = Affine.of(0.0, 0.0, direction_deg)
    box = Box.around(axes.inverse().apply(land.box.corners_mm))
    free = (max(box.x_mm, cap_end_mm), box.x_mm + box.width_mm)
    across = (box.y_mm, box.y_mm + box.height_mm)
    # a termination at or beyond the end hides it: what would be seen is its own edge
    hidden = cap_end_mm > free[1] - HIDES_MM
    end = Edge(free[1], U_CAD_MM, seen=False) if hidden else None
    return SeenLand(
        left=_edge(view, bright, axes, (across[1], _core(*free), 90.0)),
        right=_edge(view, bright, axes, (-across[0], _core(*free), -90.0)),
        end=end or _edge(view, bright, axes, (free[1], _core(*across), 0.0)),
    )


def _core(low: float, high: float) -> tuple[float, float]:
    """Give the middle half of a stretch: corners of lands are round."""
    quarter = (high - low) / 4
    return low + quarter, high - quarter


def _edge(
    view: View,
    picture: NDArray[np.float32],
    axes: Affine,
    what: tuple[float, tuple[float, float], float],
) -> Edge:
    """Find one edge, drawn at a distance along an axis turned from the termination's."""
    drawn, (low, high), turn_deg = what
    n = int((high - low) / STRIP_MM)
    fallback = Edge(drawn, U_CAD_MM, seen=False)
    if n < LEAST_STRIPS:
        return fallback
    n = min(n, MOST_STRIPS)
    along = low + (high - low) * (np.arange(n) + 0.5) / n
    to_package = Affine.of(0.0, 0.0, turn_deg).then(axes)
    # in axes where the edge faces along x, ``along`` counts along y, to the left of it
    side = along * -math.copysign(1.0, turn_deg) if turn_deg else along
    ends = [np.column_stack((np.full(n, drawn + r), side)) for r in (-REACH_MM, REACH_MM)]
    start, end = (pixels_of(view, to_package.apply(p), LEVEL_MM) for p in ends)
    found = find_edges(picture, start, end, view.px(BLUR_MM), -1, view.px(STRIP_MM))
    line = line_through(found.points_px, found.u_px)
    kept = line.weights > 0 if line else np.zeros(n, bool)
    if line is None or kept.sum() < max(LEAST_STRIPS, n / 2):
        return fallback
    places = to_package.inverse().apply(places_of(view, found.points_px[kept], LEVEL_MM))
    at = float(np.mean(places[:, 0]))
    if abs(at - drawn) > BELIEVED_MM:
        return fallback
    return Edge(at, math.hypot(line.u_offset_px * view.mm_per_px, U_WETTING_MM), seen=True)
