"""The copper between the parts: traces, vias and pours.

It is not in a recipe; it is invented, the same for every unit of a design: stubs from the lands
to vias, buses of parallel traces, pours where there is room. Each piece is a value with a name, so
that a defect can be placed on it exactly.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from inspector.domain.board import Board, Land, Package, Placement
from inspector.domain.geometry import Box
from inspector.twin.artwork import Art, Code, design_seed, disc, mark_boxes, plate, site_box, stroke
from inspector.twin.kernels import cast
from inspector.twin.streams import stream

CELL_MM = 0.1
CLEAR_MM = 0.15
STUB_MM = 0.15
VIA_MM, DRILL_MM, OPENING_MM = 0.55, 0.25, 0.65
WIDTHS_MM = (0.12, 0.15, 0.20)
BUS_PER_MM2 = 0.5
"""How many buses are tried for each square millimetre of the board."""
SHORTER = (1.0, 0.6, 0.35)
SHORTEST_MM = 0.3
POUR_TRIES = 400

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trace:
    """A line of copper through points, board mm; ``gap_mm``: to its left neighbour, 0 for none."""

    name: str
    points_mm: tuple[Point, ...]
    width_mm: float
    gap_mm: float = 0.0

    @property
    def art(self) -> Iterator[Art]:
        """Its strokes."""
        for a, b in pairwise(self.points_mm):
            yield stroke((*a, *b), self.width_mm, cast.COPPER)


@dataclass(frozen=True, slots=True)
class Via:
    """A plated hole, board mm; ``open_mm`` is the opening around it, 0: covered by the mask."""

    x_mm: float
    y_mm: float
    open_mm: float = 0.0

    @property
    def art(self) -> Iterator[Art]:
        """Its land, its hole and its opening."""
        yield disc(self.x_mm, self.y_mm, VIA_MM / 2, cast.COPPER)
        if self.open_mm:
            yield disc(self.x_mm, self.y_mm, self.open_mm / 2, cast.OPENING)
        yield disc(self.x_mm, self.y_mm, DRILL_MM / 2, cast.HOLE)


@dataclass(frozen=True, slots=True)
class Copper:
    """All copper of a board but its lands and fiducials."""

    traces: tuple[Trace, ...]
    vias: tuple[Via, ...]
    pours: tuple[Box, ...]

    @property
    def art(self) -> Iterator[Art]:
        """All pieces, board mm."""
        for box in self.pours:
            yield plate(box.center_mm, (box.width_mm, box.height_mm), cast.COPPER, 0.1)
        for trace in self.traces:
            yield from trace.art
        for via in self.vias:
            yield from via.art


class _Room:
    """Where copper may still go: a grid over the board that says how far the next thing is."""

    def __init__(self, extent: Box, taken: Sequence[Box]) -> None:
        self.extent = extent
        shape = math.ceil(extent.height_mm / CELL_MM), math.ceil(extent.width_mm / CELL_MM)
        self._used = np.zeros(shape, np.bool_)
        for box in taken:
            self._used[self._cells(box)] = True
        self._measure()

    def _measure(self) -> None:
        # what lies outside the board is taken
        framed = np.pad(~self._used, 1, constant_values=False)
        found = distance_transform_edt(framed)[1:-1, 1:-1] * CELL_MM
        self._away: NDArray[np.float64] = np.asarray(found)

    def _cells(self, box: Box) -> tuple[slice, slice]:
        x, y = box.x_mm - self.extent.x_mm, box.y_mm - self.extent.y_mm
        rows = slice(max(int(y / CELL_MM), 0), max(math.ceil((y + box.height_mm) / CELL_MM), 0))
        cols = slice(max(int(x / CELL_MM), 0), max(math.ceil((x + box.width_mm) / CELL_MM), 0))
        return rows, cols

    def _along(self, points: Sequence[Point]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        places = [
            np.linspace(a, b, max(math.ceil(math.dist(a, b) / CELL_MM), 1) + 1)
            for a, b in pairwise(points)
        ]
        at = (np.concatenate(places) - (self.extent.x_mm, self.extent.y_mm)) / CELL_MM
        cells = np.floor(at).astype(np.int64)
        return cells[:, 1], cells[:, 0]

    def is_free(self, points: Sequence[Point], width_mm: float, own: Box | None = None) -> bool:
        """Whether a line of some width has its clearance; what lies in ``own`` is not asked."""
        rows, cols = self._along(points)
        inside = (rows >= 0) & (cols >= 0)
        inside &= (rows < self._away.shape[0]) & (cols < self._away.shape[1])
        if not inside.all():
            return False
        away = self._away[rows, cols]
        if own is not None:
            r, c = self._cells(own.grown(width_mm / 2 + CLEAR_MM + CELL_MM))
            at_home = (rows >= r.start) & (rows < r.stop) & (cols >= c.start) & (cols < c.stop)
            away = away[~at_home]
        return bool((away > width_mm / 2 + CLEAR_MM).all())

    def has_box(self, box: Box) -> bool:
        """Whether a rectangle has its clearance."""
        away = self._away[self._cells(box)]
        return bool(away.size and (away > CLEAR_MM).all())

    def take(self, lines: Sequence[tuple[Sequence[Point], float]]) -> None:
        """Mark lines of some width as taken."""
        for points, width in lines:
            reach = math.ceil(width / 2 / CELL_MM)
            rows, cols = self._along(points)
            for dr in range(-reach, reach + 1):
                for dc in range(-reach, reach + 1):
                    r = np.clip(rows + dr, 0, self._used.shape[0] - 1)
                    c = np.clip(cols + dc, 0, self._used.shape[1] - 1)
                    self._used[r, c] = True
        self._measure()

    def take_box(self, box: Box) -> None:
        """Mark a rectangle as taken."""
        self._used[self._cells(box)] = True
        self._measure()


@dataclass(frozen=True, slots=True)
class _Layout:
    """What of a design the copper between its parts depends on."""

    extent: Box
    taken: tuple[Box, ...]
    lands: tuple[tuple[Placement, Land, Box], ...]
    seed: int


def copper_of(board: Board, code: Code | None) -> Copper:
    """Invent the copper of a design; the same for every unit, also for a board without parts."""
    sites = [site_box(board, p) for p in board.placements]
    taken = [*sites, *mark_boxes(board), *([code.box] if code else [])]
    lands = [
        (placement, land, site)
        for placement, site in zip(board.placements, sites, strict=True)
        for land in board.package_of(placement).lands
        if not _is_covered(board.package_of(placement), land)
    ]
    return _invented(_Layout(board.extent, tuple(taken), tuple(lands), design_seed(board)))


def _is_covered(package: Package, land: Land) -> bool:
    """Whether a land lies under its body, with its neighbours around it: a trace finds no way."""
    return abs(land.x_mm) < package.body_x_mm / 2 and abs(land.y_mm) < package.body_y_mm / 2


@lru_cache(maxsize=4)
def _invented(layout: _Layout) -> Copper:
    chance = stream(layout.seed, "copper")
    extent = layout.extent
    room = _Room(extent, layout.taken)
    traces: list[Trace] = []
    vias: list[Via] = []
    for placement, land, own in layout.lands:
        for trace, via in _stub((placement, own), land, (room, chance)):
            traces.append(Trace(f"T{len(traces) + 1}", trace, STUB_MM))
            vias.append(via)
    tries = round(BUS_PER_MM2 * extent.width_mm * extent.height_mm)
    for _ in range(tries):
        lines, width, gap = _bus(extent, room, chance)
        for line in lines:
            points, ends = _ended(line, room, chance)
            traces.append(Trace(f"T{len(traces) + 1}", points, width, gap))
            vias += ends
    pours = tuple(_pours(extent, room, chance))
    return Copper(tuple(traces), tuple(vias), pours)


def _via(at: Point, chance: np.random.Generator) -> Via:
    return Via(*at, OPENING_MM if chance.random() < 0.3 else 0.0)  # noqa: PLR2004 - three of ten


def _stub(
    at: tuple[Placement, Box], land: Land, free: tuple[_Room, np.random.Generator]
) -> Iterator[tuple[tuple[Point, ...], Via]]:
    """Give a trace from a land outwards to a via, where both have room."""
    (placement, own), (room, chance) = at, free
    outward = 0.0 if abs(land.x_mm) >= abs(land.y_mm) else 90.0
    sign = math.copysign(1.0, land.x_mm if outward == 0.0 else land.y_mm)
    size = land.size_x_mm if outward == 0.0 else land.size_y_mm
    long = float(chance.uniform(0.5, 1.6)) + size / 2
    bend = float(chance.choice((-1.0, 0.0, 1.0))) * float(chance.uniform(0.3, 1.2))
    via = chance.random()
    ux, uy = (sign, 0.0) if outward == 0.0 else (0.0, sign)
    knee = land.x_mm + ux * long, land.y_mm + uy * long
    end = knee[0] + ux * abs(bend) - uy * bend, knee[1] + uy * abs(bend) + ux * bend
    points = tuple(placement.pose.at(*p) for p in ((land.x_mm, land.y_mm), knee, end))
    spot = points[2], points[2]
    if not room.is_free(points, STUB_MM, own) or not room.is_free(spot, VIA_MM):
        return
    room.take([(points, STUB_MM), (spot, VIA_MM)])
    yield points, Via(*points[2], OPENING_MM if via < 0.3 else 0.0)  # noqa: PLR2004 - three of ten


def _bus(
    extent: Box, room: _Room, chance: np.random.Generator
) -> tuple[list[tuple[Point, ...]], float, float]:
    """Give parallel traces with one bend, as far as they have room; their width and their gap."""
    many = int(chance.integers(2, 9))
    width, gap = float(chance.choice(WIDTHS_MM)), float(chance.uniform(0.12, 0.20))
    angle = math.radians(float(chance.choice((0.0, 90.0, 180.0, 270.0))))
    turn = math.radians(float(chance.choice((-45.0, 0.0, 45.0))))
    first, second = (float(v) for v in chance.uniform(0.8, 5.0, 2) * chance.choice(SHORTER))
    start = (
        extent.x_mm + float(chance.random()) * extent.width_mm,
        extent.y_mm + float(chance.random()) * extent.height_mm,
    )
    lines: list[tuple[Point, ...]] = []
    for i in range(many):
        # the pitch is kept across the bend: the knee of each lies on the bisector
        off = i * (width + gap)
        half = off * math.tan(turn / 2)
        if min(first, second) - half < SHORTEST_MM:
            break
        a = _moved(start, angle, 0.0, off)
        b = _moved(a, angle, first - half, 0.0)
        c = _moved(b, angle + turn, second - half, 0.0)
        if not room.is_free((a, b, c), width):
            break
        lines.append((a, b, c))
    if len(lines) < 2:  # noqa: PLR2004 - one alone is no bus
        return [], width, gap
    room.take([(line, width) for line in lines])
    return lines, width, gap


def _moved(at: Point, angle: float, along: float, across: float) -> Point:
    cos, sin = math.cos(angle), math.sin(angle)
    return at[0] + cos * along - sin * across, at[1] + sin * along + cos * across


def _ended(
    points: tuple[Point, ...], room: _Room, chance: np.random.Generator
) -> tuple[tuple[Point, ...], list[Via]]:
    """Lead a trace on to vias at its ends, where there is room for them."""
    vias = []
    for _ in range(2):
        inner, end = points[-2], points[-1]
        long = max(math.dist(inner, end), 1e-9)
        out = (end[0] - inner[0]) / long, (end[1] - inner[1]) / long
        at = end[0] + VIA_MM * out[0], end[1] + VIA_MM * out[1]
        if chance.random() < 0.5 and room.is_free((at, at), VIA_MM):  # noqa: PLR2004 - a half
            room.take([((at, at), VIA_MM), ((end, at), STUB_MM)])
            vias.append(_via(at, chance))
            points = (*points, at)
        points = points[::-1]
    return points, vias


def _pours(extent: Box, room: _Room, chance: np.random.Generator) -> Iterator[Box]:
    """Give rectangles of copper where nothing else is."""
    for _ in range(POUR_TRIES):
        width, height = (float(v) for v in chance.uniform(0.8, 6.0, 2) * chance.choice(SHORTER))
        x, y = (float(v) for v in chance.random(2))
        box = Box(
            extent.x_mm + 0.4 + x * max(extent.width_mm - width - 0.8, 0.0),
            extent.y_mm + 0.4 + y * max(extent.height_mm - height - 0.8, 0.0),
            width,
            height,
        )
        if room.has_box(box):
            room.take_box(box)
            yield box
