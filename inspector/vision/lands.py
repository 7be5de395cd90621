"""Where a land lies, by its edges in the picture; CAD where they cannot be seen.

Solder that has wetted a land ends where the land ends, and is bright under one ring or another;
the board beside it is dark. Overhang is held against this edge, not against the drawing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Land
from inspector.domain.geometry import Affine, Box
from inspector.domain.view import View
from inspector.vision.body import places_of, plane
from inspector.vision.edge_lines import Look, Strips, find_lines, spread
from inspector.vision.per_view import per_view

REACH_MM = 0.09
"""How far to either side of the drawn edge the seen one is looked for."""
STRIP_MM = 0.03
LEAST_STRIPS, MOST_STRIPS = 3, 10
SIDES_DEG = (90.0, -90.0, 0.0)
"""Where left, right and end of a land face, from where its termination points."""
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


@per_view
def brightest(view: View) -> NDArray[np.float32]:
    """Give the picture in which solder is bright at any slope: the largest channel, NaN: unseen."""
    red, green, blue = (plane(view, channel) for channel in range(3))
    return np.asarray(np.maximum(np.maximum(red, green), blue))


@dataclass(frozen=True, slots=True)
class Asked:
    """A land to be looked at: it is seen beyond where its termination ends.

    ``direction_deg`` is where the termination points, away from the body; ``cap_end_mm`` how far
    from the package's origin, along that direction, it ends: nothing covers the land beyond.
    """

    land: Land
    direction_deg: float
    cap_end_mm: float


def see_lands(view: View, bright: NDArray[np.float32], asked: Sequence[Asked]) -> list[SeenLand]:
    """Measure the edges of lands beside and ahead of their terminations.

    Parameters
    ----------
    view
        Where the picture lies.
    bright
        ``(H, W)`` float32, see `brightest`.
    asked
        Lands and where their terminations end.

    Returns
    -------
    Edges as seen where at least three strips carry a line near the drawn edge, else as drawn with
    25 um.
    """
    if not asked:
        return []
    drawn, low, high, turn = (np.array(column) for column in zip(*_edges(asked), strict=True))
    side = np.tile(SIDES_DEG, len(asked))
    counts = np.minimum(((high - low) / STRIP_MM).astype(np.int64), MOST_STRIPS)
    counts[counts < LEAST_STRIPS] = 0
    along, of, first = spread(low, high, counts)
    # in axes where the edge faces along x, ``along`` counts along y, to the left of it
    y = np.where(side[of] == 0.0, along, -np.sign(side[of]) * along)
    angle = np.radians(turn)
    cos, sin = np.cos(angle), np.sin(angle)
    ends = []
    for reach in (-REACH_MM, REACH_MM):
        x = drawn[of] + reach
        ends.append(np.column_stack((cos[of] * x - sin[of] * y, sin[of] * x + cos[of] * y)))
    strips = Strips(ends[0], ends[1], np.full(len(of), LEVEL_MM), first)
    look = Look(view.px(BLUR_MM), view.px(STRIP_MM))
    seen = find_lines(bright, strips.px(view), first, look)
    places = places_of(view, seen.middle_px, LEVEL_MM)
    at = cos * places[:, 0] + sin * places[:, 1]
    ok = (seen.kept >= np.maximum(LEAST_STRIPS, counts / 2)) & (np.abs(at - drawn) <= BELIEVED_MM)
    u = np.hypot(seen.u_px * view.mm_per_px, U_WETTING_MM)
    edges = [
        Edge(float(at[k]), float(u[k]), seen=True)
        if ok[k]
        else Edge(float(drawn[k]), U_CAD_MM, seen=False)
        for k in range(len(drawn))
    ]
    return [SeenLand(*edges[k : k + 3]) for k in range(0, len(edges), 3)]


def _edges(asked: Sequence[Asked]) -> Iterator[tuple[float, float, float, float]]:
    """Give each edge, drawn at a distance along an axis, between two places across, and its turn.

    Left, right and end of each land; one that cannot be seen has no stretch to look at.
    """
    for one in asked:
        axes = Affine.of(0.0, 0.0, one.direction_deg)
        box = Box.around(axes.inverse().apply(one.land.box.corners_mm))
        left, right = box.y_mm + box.height_mm, box.y_mm
        end = box.x_mm + box.width_mm
        free = _core(max(box.x_mm, one.cap_end_mm), end)
        yield left, *free, one.direction_deg + SIDES_DEG[0]
        yield -right, *free, one.direction_deg + SIDES_DEG[1]
        # a termination at or beyond the end hides it: what would be seen is its own edge
        hidden = one.cap_end_mm > end - HIDES_MM
        yield end, *(_core(right, right) if hidden else _core(right, left)), one.direction_deg


def _core(low: float, high: float) -> tuple[float, float]:
    """Give the middle half of a stretch: corners of lands are round."""
    quarter = (high - low) / 4
    return low + quarter, high - quarter
