"""Where a part roughly lies: its look under the ring light, laid over the picture.

Under the rings only what lies flat is red: the tops of end caps and the feet of leads. A chip is
two red rectangles with a darker body between and a dark rim around (their rounded edges send the
red light elsewhere); a leaded part is a dark body between red feet. That look does not depend on
the colour of the body or of the board. It finds the part to about a twentieth of a millimetre and
says nothing of its exact place: edges do that, in `inspector.vision.outline`.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Package, TerminationKind
from inspector.domain.geometry import Affine, Box, wrap_deg
from inspector.domain.view import View
from inspector.vision.kernels.pattern import search
from inspector.vision.per_view import per_view

Floats = NDArray[np.float64]

RED = 0
"""Channel of the high ring."""
CELLS_ACROSS = 5.0
"""Pixels of the coarse picture across the smaller side of a termination."""
FINEST_MM = 0.03
"""The pyramid ends at pixels no larger than this: then strips find the edges."""
MOST_POINTS = 5
"""Points of the pattern along one side of a region."""
RIM_CELLS = 1.3
"""How far outside a termination its dark rim is looked for, in coarse pixels."""
LEAST_RIM_MM = 0.05
"""... but no nearer: caps are longer and shorter by lot."""
GRIP_DEG = 12.0
"""Turns to either side that are searched: a skew of 10 degrees with something to spare."""
SURE = 0.75
"""A part that correlates better upright is not looked for across."""
QUARTER_GAIN = 0.05
"""By how much more a part turned by 90 degrees must correlate before it is believed."""
METAL_SHINE = 0.45
"""Flat metal is at least this bright, of the brightest in the view: solder, caps, neighbours."""
TIE = 0.01
"""Correlations this near to the best are as good."""
LEAST_SEARCH_MM = 0.5
NEAR_MM, NEAR_CELLS = 0.15, 3.0
"""A part is looked for about its place first, so far around it ..."""
NEAR_DEG = 3.0
"""... and so far turned: one that correlates well there is not looked for farther away, unless it
would look much the same there if it lay a pitch farther."""
SURE_NEAR = 0.93
"""... where so well is that: wide leads correlate by 0.85 a quarter of a millimetre beside."""
PACKAGES = 1024
"""Looks of packages that are remembered: each at a few sizes of pixels."""


@dataclass(frozen=True, slots=True)
class BodyPose:
    """Where a part roughly lies, package mm and degrees.

    ``score`` is the correlation with its look, -1 to 1; ``shine`` how bright its caps or feet are
    in red, as a share of the brightest that is in the view: flat metal is, print is not.
    """

    x_mm: float
    y_mm: float
    rotation_deg: float
    score: float
    shine: float = 0.0

    @property
    def affine(self) -> Affine:
        """Part's own mm to package mm as placed."""
        return Affine.of(self.x_mm, self.y_mm, self.rotation_deg)


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """How a package looks in the red ring: points in package mm, +1 bright and -1 dark.

    ``weights`` sum to 1, half of it on bright points. ``cell_mm`` is the picture's pixel that suits
    it.
    """

    points_mm: Floats
    signs: Floats
    weights: Floats
    cell_mm: float

    @property
    def reach_mm(self) -> float:
        """Distance of the farthest point from the origin."""
        return float(np.hypot(*self.points_mm.T).max())


def has_body(package: Package) -> bool:
    """Whether the package is of a kind whose look is known here: end caps or gull-wing leads."""
    return any(
        t.kind in (TerminationKind.CHIP_END, TerminationKind.GULL_WING)
        for t in package.terminations
    )


def caps_box(package: Package) -> Box:
    """Give the rectangle of the end caps' outer edges, package mm: the measurand of a chip."""
    return Box.around([corner for t in package.terminations for corner in t.outline_mm])


def search_mm(package: Package) -> tuple[float, float]:
    """Give how far along x and y a part is looked for: half a millimetre, a chip half its body."""
    if not is_chip(package):
        return LEAST_SEARCH_MM, LEAST_SEARCH_MM
    return (
        max(LEAST_SEARCH_MM, package.body_x_mm / 2),
        max(LEAST_SEARCH_MM, package.body_y_mm / 2),
    )


def is_chip(package: Package) -> bool:
    """Whether the package has end caps."""
    return any(t.kind is TerminationKind.CHIP_END for t in package.terminations)


def coarsest_mm(package: Package) -> float:
    """Give the pixel of the coarsest picture in which the terminations still show."""
    return min(min(t.length_mm, t.width_mm) for t in package.terminations) / CELLS_ACROSS


@lru_cache(maxsize=PACKAGES)
def repeat_mm(package: Package) -> float:
    """Give how far a part must be moved to look much the same: the pitch of two rows of leads.

    Infinite where nothing repeats: four rows do not, for those across come to lie elsewhere.
    """
    leads = [t for t in package.terminations if t.kind is TerminationKind.GULL_WING]
    if len({round(t.direction_deg) % 180 for t in leads}) != 1:
        return math.inf
    rows: dict[int, list[float]] = {}
    for lead in leads:
        turn = math.radians(lead.direction_deg)
        along = lead.y_mm * math.cos(turn) - lead.x_mm * math.sin(turn)
        rows.setdefault(round(lead.direction_deg), []).append(along)
    steps = (b - a for row in rows.values() for a, b in pairwise(sorted(row)))
    return min(steps, default=math.inf)


@lru_cache(maxsize=PACKAGES)
def pattern_of(package: Package, cell: float) -> Pattern:
    """Give the look of a package under the red ring, for a picture of ``cell`` mm a pixel."""
    bright, dark = zip(*_regions(package, max(RIM_CELLS * cell, LEAST_RIM_MM)), strict=True)
    plus = [_grid(box, cell) for box in bright if box]
    minus = [_grid(box, cell) for box in dark if box]
    points = np.concatenate(plus + minus)
    lit = np.arange(len(points)) < sum(map(len, plus))
    weights = np.where(lit, 0.5 / lit.sum(), 0.5 / (~lit).sum())
    return Pattern(points, np.where(lit, 1.0, -1.0), weights, cell)


def _regions(package: Package, rim_mm: float) -> Iterator[tuple[Box | None, Box | None]]:
    """Give bright and dark regions."""
    outlines = [Box.around(t.outline_mm) for t in package.terminations]
    inner = rim_mm / 2
    for box in outlines:
        yield box.grown(-inner), None
    if not is_chip(package):
        half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
        yield None, Box(-half_x, -half_y, 2 * half_x, 2 * half_y).grown(-2 * rim_mm)
        for box in outlines:
            yield None, Box(box.x_mm, box.y_mm - rim_mm, box.width_mm, 0.0)
            yield None, Box(box.x_mm, box.y_mm + box.height_mm + rim_mm, box.width_mm, 0.0)
        return
    ends = caps_box(package)
    between = _between(outlines)
    yield None, between.grown(-inner)
    rim = ends.grown(rim_mm)
    for x in (rim.x_mm, rim.x_mm + rim.width_mm):
        yield None, Box(x, ends.y_mm + rim_mm, 0.0, ends.height_mm - 2 * rim_mm)
    for y in (rim.y_mm, rim.y_mm + rim.height_mm):
        yield None, Box(ends.x_mm, y, ends.width_mm, 0.0)


def _between(caps: list[Box]) -> Box:
    """Give what lies between two caps along x."""
    left, right = sorted(caps, key=lambda box: box.x_mm)[:: max(1, len(caps) - 1)][:2]
    x = left.x_mm + left.width_mm
    return Box(x, left.y_mm, right.x_mm - x, left.height_mm)


def _grid(box: Box, cell_mm: float) -> Floats:
    xs, ys = (
        low + size * (np.arange(n) + 0.5) / n
        for low, size in ((box.x_mm, box.width_mm), (box.y_mm, box.height_mm))
        for n in [int(np.clip(round(size / cell_mm), 1, MOST_POINTS))]
    )
    x, y = np.meshgrid(xs, ys)
    return np.column_stack((x.ravel(), y.ravel()))


def find_body(view: View) -> BodyPose:
    """Find the part in its view by its look under the red ring.

    Parameters
    ----------
    view
        With a ``ring`` shot; pixels that are not valid count as dark.

    Returns
    -------
    BodyPose
        The best place within `search_mm` and 12 degrees about nominal, or about a quarter turn if
        that fits clearly better. The best of nothing is still a place: the score tells.

    Notes
    -----
    A pyramid that halves its pixels down to 30 um; nearest-pixel sampling. Good to about 20 um.
    """
    cell = coarsest_mm(view.package)
    search = coarse = _search(view, cell)
    nominal, along = BodyPose(0.0, 0.0, 0.0, -1.0), search_mm(view.package)
    best = search.near(nominal, along)
    if best is None:
        best = search.best(nominal, along, GRIP_DEG)
    if best.score < SURE:
        across = search.best(BodyPose(0.0, 0.0, 90.0, -1.0), along, GRIP_DEG)
        best = across if across.score > best.score + QUARTER_GAIN else best
    look = best.score
    while cell > FINEST_MM:
        reach, turn = (cell, cell), search.turn_deg
        cell /= 2
        search = _search(view, cell)
        best = search.best(best, reach, turn)
    return replace(best, score=max(look, best.score), shine=coarse.shine(best))


@per_view
def plane(view: View, channel: int) -> NDArray[np.float32]:
    """Give one colour under the ring light, ``(H, W)`` float32, NaN where it is not seen."""
    return np.where(view.valid, view.ring[..., channel], np.float32(np.nan))


def _search(view: View, cell_mm: float) -> "_Search":
    pattern = pattern_of(view.package, cell_mm)
    picture, factor = _coarse_picture(view, cell_mm)
    z = view.package.standoff_mm + view.package.body_height_mm
    return _Search(picture, pattern, factor, view, z)


def _coarse_picture(view: View, cell_mm: float) -> tuple[NDArray[np.float32], float]:
    """Give the red picture with pixels near ``cell_mm``, and how many pixels became one."""
    red = np.where(view.valid, view.ring[..., RED], np.float32(0.0))
    rows, cols = red.shape
    wanted = max(1.0, cell_mm / view.mm_per_px)
    factor = int(wanted)
    kept = red[: rows - rows % factor, : cols - cols % factor]
    size = (kept.shape[1] // factor, kept.shape[0] // factor)
    small = cv2.resize(kept, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, np.float32), float(factor)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    image: NDArray[np.float32]
    pattern: Pattern
    factor: float
    view: View
    z_mm: float

    @property
    def turn_deg(self) -> float:
        """Step of the rotation: the farthest point moves by a coarse pixel."""
        return math.degrees(self.pattern.cell_mm / self.pattern.reach_mm)

    def near(self, about: BodyPose, most_mm: tuple[float, float]) -> BodyPose | None:
        """Give the best place near one, if it is sure, and none at the rim of what was tried."""
        step, turn = self.pattern.cell_mm, math.ceil(NEAR_DEG / self.turn_deg) * self.turn_deg
        wide = max(NEAR_MM, NEAR_CELLS * step)
        if repeat_mm(self.view.package) <= max(most_mm) + wide - step:
            return None
        reach = min(wide, most_mm[0]), min(wide, most_mm[1])
        best = self.best(about, reach, turn)
        inside = (
            abs(best.x_mm - about.x_mm) < reach[0] - step
            and abs(best.y_mm - about.y_mm) < reach[1] - step
            and abs(wrap_deg(best.rotation_deg - about.rotation_deg)) < turn - self.turn_deg / 2
        )
        return best if inside and best.score >= SURE_NEAR else None

    def best(self, about: BodyPose, reach_mm: tuple[float, float], turn_deg: float) -> BodyPose:
        """Try every place and turn about one."""
        step, per_cell = self.pattern.cell_mm, self.view.mm_per_px * self.factor
        xs, ys = (at + _steps(reach, step) for at, reach in zip(_xy(about), reach_mm, strict=True))
        # rows depend on y alone and columns on x alone: a view is upright
        rows = self._cells(np.column_stack((np.zeros(len(ys)), ys)))[:, 0]
        cols = self._cells(np.column_stack((xs, np.zeros(len(xs)))))[:, 1]
        turns = np.radians(about.rotation_deg + _steps(turn_deg, self.turn_deg))
        found = np.empty(4)
        points = self.pattern.points_mm / per_cell
        signs, weights = self.pattern.signs, self.pattern.weights
        search(self.image, points, signs, weights, (rows, cols), turns, TIE, found)
        ((x, y),) = self._places(found[None, :2])
        return BodyPose(float(x), float(y), wrap_deg(math.degrees(found[2])), float(found[3]))

    def shine(self, pose: BodyPose) -> float:
        """Give how bright the bright points are, of the brightest pixel."""
        bright = pose.affine.apply(self.pattern.points_mm[self.pattern.signs > 0])
        at = np.floor(self._cells(bright) + 0.5).astype(int)
        rows, cols = (np.clip(at[:, k], 0, n - 1) for k, n in enumerate(self.image.shape))
        most = float(self.image.max())
        return float(self.image[rows, cols].mean()) / most if most > 0 else 0.0

    def _cells(self, places_mm: Floats) -> Floats:
        """Give where places at the body's height lie in the coarse picture, (row, col)."""
        pixels = pixels_of(self.view, places_mm, self.z_mm)
        return np.asarray((pixels - (self.factor - 1) / 2) / self.factor)

    def _places(self, cells: Floats) -> Floats:
        """Give the places, mm, of what appears at ``(N, 2)`` (row, col) of the coarse picture."""
        return places_of(self.view, cells * self.factor + (self.factor - 1) / 2, self.z_mm)


def _xy(pose: BodyPose) -> tuple[float, float]:
    return pose.x_mm, pose.y_mm


def _steps(reach: float, step: float) -> Floats:
    n = math.ceil(reach / step - 1e-9)
    return np.linspace(-reach, reach, 2 * n + 1)


def pixels_of(view: View, places_mm: Floats, z_mm: float | Floats) -> Floats:
    """Give where points (x, y) at height z appear, ``(N, 2)`` (row, col): `View.at_px` for many.

    ``z_mm`` is one height, or one a point ``(N, 1)``.
    """
    rise = z_mm - view.z_mm
    seen = places_mm * (1.0 + rise * view.rays.spread_per_mm)
    seen = seen + rise * np.array([view.rays.x_slope, view.rays.y_slope])
    row = view.center_px[0] - seen[:, 1] / view.mm_per_px
    return np.column_stack((row, view.center_px[1] + seen[:, 0] / view.mm_per_px))


def places_of(view: View, pixels: Floats, z_mm: float | Floats) -> Floats:
    """Give the places (x, y), package mm, of what appears at ``(N, 2)`` (row, col) at height z.

    ``z_mm`` is one height, or one a point ``(N, 1)``.
    """
    rise = z_mm - view.z_mm
    x = (pixels[:, 1] - view.center_px[1]) * view.mm_per_px
    y = (view.center_px[0] - pixels[:, 0]) * view.mm_per_px
    seen = np.column_stack((x, y)) - rise * np.array([view.rays.x_slope, view.rays.y_slope])
    return np.asarray(seen / (1.0 + rise * view.rays.spread_per_mm))
