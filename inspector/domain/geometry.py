"""Places, turns and boxes on a board: x right, y up, mm; degrees counter-clockwise."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLAT = 1e-12
"""A determinant below this flattens the plane, as far as doubles can tell."""

Polygon = tuple[tuple[float, float], ...]
"""Corners (x, y) in mm, in order, not closed."""

Edge = tuple[tuple[float, float], tuple[float, float]]

EDGE_MM = 1e-6
"""How far outside a polygon a place may seem to lie by rounding."""


def wrap_deg(angle_deg: float, period_deg: float = 360.0) -> float:
    """Give the angle of the same attitude in (-period/2, period/2].

    Examples
    --------
    >>> wrap_deg(179.0, 180.0)
    -1.0
    >>> wrap_deg(-90.0, 180.0)
    90.0
    """
    half = period_deg / 2
    return half - (half - angle_deg) % period_deg


@dataclass(frozen=True, slots=True)
class Affine:
    """A plane transform ``x' = a x + b y + tx``, ``y' = c x + d y + ty``; mm in, mm out."""

    a: float = 1.0
    b: float = 0.0
    tx: float = 0.0
    c: float = 0.0
    d: float = 1.0
    ty: float = 0.0

    @classmethod
    def of(cls, x_mm: float, y_mm: float, rotation_deg: float, scale: float = 1.0) -> Self:
        """Turn about the origin by ``rotation_deg``, scale, then move to (x, y)."""
        # whole quarter turns stay exact: CAD is full of them
        quarter, rest = divmod(rotation_deg, 90.0)
        if rest == 0.0:
            cos, sin = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
        else:
            angle = math.radians(rotation_deg)
            cos, sin = math.cos(angle), math.sin(angle)
        return cls(scale * cos, -scale * sin, x_mm, scale * sin, scale * cos, y_mm)

    def apply(self, points_mm: ArrayLike) -> NDArray[np.float64]:
        """Transform points.

        Parameters
        ----------
        points_mm
            ``(..., 2)`` x and y, mm.

        Returns
        -------
        ``(..., 2)`` float64, mm.
        """
        points = np.asarray(points_mm, dtype=np.float64)
        x, y = points[..., 0], points[..., 1]
        return np.stack(
            (self.a * x + self.b * y + self.tx, self.c * x + self.d * y + self.ty), axis=-1
        )

    def at(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Transform one point."""
        return (
            self.a * x_mm + self.b * y_mm + self.tx,
            self.c * x_mm + self.d * y_mm + self.ty,
        )

    def then(self, after: "Affine") -> "Affine":
        """Give the transform that does this one first, ``after`` next."""
        return Affine(
            after.a * self.a + after.b * self.c,
            after.a * self.b + after.b * self.d,
            after.a * self.tx + after.b * self.ty + after.tx,
            after.c * self.a + after.d * self.c,
            after.c * self.b + after.d * self.d,
            after.c * self.tx + after.d * self.ty + after.ty,
        )

    def inverse(self) -> "Affine":
        """Give the transform that undoes this one.

        Raises
        ------
        ValueError
            If it maps the plane onto a line.
        """
        det = self.determinant
        if abs(det) < FLAT:
            raise ValueError("a transform that flattens the plane has no inverse")
        a, b, c, d = self.d / det, -self.b / det, -self.c / det, self.a / det
        return Affine(a, b, -(a * self.tx + b * self.ty), c, d, -(c * self.tx + d * self.ty))

    @property
    def determinant(self) -> float:
        """Area scale; negative for a mirrored picture."""
        return self.a * self.d - self.b * self.c

    @property
    def rotation_deg(self) -> float:
        """Turn of the nearest rotation (polar decomposition), degrees counter-clockwise."""
        return math.degrees(math.atan2(self.c - self.b, self.a + self.d))

    @property
    def stretches(self) -> tuple[float, float]:
        """Largest and smallest stretch (singular values), 1 for none."""
        values = np.linalg.svd(np.array([[self.a, self.b], [self.c, self.d]]), compute_uv=False)
        return float(values[0]), float(values[1])


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle by its lower-left corner and its size, mm."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    @classmethod
    def around(cls, points_mm: ArrayLike) -> Self:
        """Give the smallest upright box that holds the points, ``(N, 2)``, mm."""
        points = np.asarray(points_mm, dtype=np.float64).reshape(-1, 2)
        low, high = points.min(axis=0), points.max(axis=0)
        return cls(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))

    @property
    def corners_mm(self) -> Polygon:
        """Corners, counter-clockwise from the lower left."""
        right, top = self.x_mm + self.width_mm, self.y_mm + self.height_mm
        return ((self.x_mm, self.y_mm), (right, self.y_mm), (right, top), (self.x_mm, top))

    @property
    def center_mm(self) -> tuple[float, float]:
        """Middle of the box."""
        return self.x_mm + self.width_mm / 2, self.y_mm + self.height_mm / 2

    def grown(self, margin_mm: float) -> "Box":
        """Give the box with a margin on every side."""
        return Box(
            self.x_mm - margin_mm,
            self.y_mm - margin_mm,
            self.width_mm + 2 * margin_mm,
            self.height_mm + 2 * margin_mm,
        )

    def contains(self, x_mm: float, y_mm: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return (
            self.x_mm <= x_mm <= self.x_mm + self.width_mm
            and self.y_mm <= y_mm <= self.y_mm + self.height_mm
        )


def contains_point(polygon_mm: Polygon, x_mm: float, y_mm: float) -> bool:
    """Whether a point lies in a polygon or on its edge, by crossings of a ray to the right.

    Examples
    --------
    >>> contains_point(((0, 0), (4, 0), (4, 4)), 3.0, 1.0)
    True
    """
    inside = False
    for (ax, ay), (bx, by) in _edges(polygon_mm):
        if _distance_mm(((ax, ay), (bx, by)), x_mm, y_mm) <= EDGE_MM:
            return True
        if (ay > y_mm) != (by > y_mm) and x_mm < ax + (y_mm - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def contains_points(
    polygon_mm: Polygon, points_mm: ArrayLike, edge_mm: float = EDGE_MM
) -> NDArray[np.bool_]:
    """Whether each point ``(N, 2)`` lies in a polygon or on its edge: `contains_point` at once.

    Parameters
    ----------
    edge_mm
        How near to an edge a point lies on it.

    Examples
    --------
    >>> contains_points(((0, 0), (4, 0), (4, 4)), [(3.0, 1.0), (1.0, 3.0)]).tolist()
    [True, False]
    """
    x, y = np.asarray(points_mm, np.float64).reshape(-1, 2).T
    inside, on_edge = np.zeros(len(x), np.bool_), np.zeros(len(x), np.bool_)
    for (ax, ay), (bx, by) in _edges(polygon_mm):
        dx, dy = bx - ax, by - ay
        length2 = dx * dx + dy * dy
        along = ((x - ax) * dx + (y - ay) * dy) / length2 if length2 else np.zeros(len(x))
        along = np.clip(along, 0.0, 1.0)
        on_edge |= np.hypot(x - ax - along * dx, y - ay - along * dy) <= edge_mm
        if dy:
            crossed = ((ay > y) != (by > y)) & (x < ax + (y - ay) * dx / dy)
            inside ^= crossed
    return inside | on_edge


def contains_box(polygon_mm: Polygon, box: Box) -> bool:
    """Whether a box lies wholly in a polygon, that may be concave: no edge enters the box.

    Examples
    --------
    >>> corner = ((0, 0), (9, 0), (9, 9), (6, 9), (6, 3), (3, 3), (3, 9), (0, 9))
    >>> contains_box(corner, Box(1, 1, 7, 7))  # all four corners are inside
    False
    """
    inner = box.grown(-min(EDGE_MM, box.width_mm / 4, box.height_mm / 4))
    entered = any(_enters(inner, edge) for edge in _edges(polygon_mm))
    return not entered and contains_point(polygon_mm, *box.center_mm)


def is_flat(polygon_mm: Polygon) -> bool:
    """Whether a polygon encloses nothing, as far as doubles can tell: its corners lie on a line."""
    x, y = np.asarray(polygon_mm, dtype=np.float64).reshape(-1, 2).T
    turns = (x - x[0]) * (np.roll(y, -1) - y[0]) - (np.roll(x, -1) - x[0]) * (y - y[0])
    return bool(abs(turns.sum()) <= FLAT * max(1.0, float(np.abs(turns).sum())))


def crosses_itself(polygon_mm: Polygon) -> bool:
    """Whether two edges of a polygon cross; such that only touch do not.

    Examples
    --------
    >>> crosses_itself(((0, 0), (4, 4), (4, 0), (0, 4)))
    True
    >>> crosses_itself(((0, 0), (4, 0), (4, 4), (0, 4)))
    False
    """
    start = np.asarray(polygon_mm, dtype=np.float64)
    end = np.roll(start, -1, axis=0)

    def left(points: NDArray[np.float64]) -> NDArray[np.float64]:
        """On which side of each edge (rows) each point (columns) lies: -1, 0, 1."""
        along, to = end - start, points[None] - start[:, None]
        return np.sign(along[:, None, 0] * to[..., 1] - along[:, None, 1] * to[..., 0])

    parted = left(start) * left(end) < 0  # both ends of another edge, on different sides
    return bool((parted & parted.T).any())


def _edges(polygon_mm: Polygon) -> Iterator[Edge]:
    return zip(polygon_mm, (*polygon_mm[1:], polygon_mm[0]), strict=True)


def _distance_mm(edge: Edge, x_mm: float, y_mm: float) -> float:
    (ax, ay), (bx, by) = edge
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    along = ((x_mm - ax) * dx + (y_mm - ay) * dy) / length2 if length2 else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(x_mm - ax - along * dx, y_mm - ay - along * dy)


def _enters(box: Box, edge: Edge) -> bool:
    """Whether a piece of an edge lies in a box (Liang and Barsky, 1984)."""
    (ax, ay), (bx, by) = edge
    first, last = 0.0, 1.0
    for start, step, low, size in (
        (ax, bx - ax, box.x_mm, box.width_mm),
        (ay, by - ay, box.y_mm, box.height_mm),
    ):
        if step == 0.0:
            if not low <= start <= low + size:
                return False
            continue
        one, other = (low - start) / step, (low + size - start) / step
        first, last = max(first, min(one, other)), min(last, max(one, other))
    return first <= last


def rectangle_mm(
    center_mm: Sequence[float], size_mm: Sequence[float], rotation_deg: float = 0.0
) -> Polygon:
    """Give the corners of a turned rectangle, counter-clockwise from its own lower left."""
    half_x, half_y = size_mm[0] / 2, size_mm[1] / 2
    place = Affine.of(center_mm[0], center_mm[1], rotation_deg)
    corners = ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y))
    return tuple(place.at(x, y) for x, y in corners)
