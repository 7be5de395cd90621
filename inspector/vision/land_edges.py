"""The outer edges of lands as features of the board: they lie at z = 0, where CAD has them.

What the part covers (bodies, terminations, and a margin for a part out of place) is left out: toes
and sides remain, and everything at a site without a part.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, Land, LandShape, Package
from inspector.domain.geometry import Affine, Box
from inspector.domain.image import Frame
from inspector.domain.station import Camera
from inspector.vision.camera_model import project
from inspector.vision.edges import EdgeFits, fit_edges, strip_profiles
from inspector.vision.kernels.edge import sample_strips
from inspector.vision.picture import Patch, patch_of

Floats = NDArray[np.float64]

REMEMBERED = 512
"""Packages whose free land edges are remembered."""

COVER_MARGIN_MM = 0.15
"""A part may be this far out of place, or lean over the edge by its height, and not be taken."""
CORNER_MM = 0.05
"""Left out at the ends of an edge besides a rounded corner: etching rounds every corner."""
SHORTEST_MM = 0.12
"""Shorter pieces of edge see their own corners."""
LONGEST_MM = 0.40
"""Longer ones are divided: a turn would smear the mean profile."""
GRAIN_MM = 0.01
"""Grain at which an edge is cut into covered and free."""
SHARP_PX = 0.9
"""Expected blur; the fit takes 0.4 to 2.5 times as much."""
TRIAL_LANDS = 12
"""This many lands choose the colour in which lands are seen best."""
DOWN_SHARE = 0.5
"""Of the edges that show a step up: where so many show one down, that is the land's own.

The sign is one for the whole field: half is enough for the land's to be taken."""
LEAST_SAMPLES = 3
RISEN = 0.2
"""Of a step down: what rises again by so much beyond it is the mask around the land."""


@dataclass(frozen=True, slots=True, eq=False)
class LandEdges:
    """Pieces of land edges.

    ``middle_mm`` and ``outward`` are ``(N, 2)``, ``length_mm`` and ``land`` (which land, counted)
    are ``(N,)``.
    """

    middle_mm: Floats
    outward: Floats
    length_mm: Floats
    land: NDArray[np.int64]

    def moved(self, transform: Affine) -> "LandEdges":
        """Give them in other axes; a transform near a turn."""
        turn = Affine.of(0.0, 0.0, transform.rotation_deg)
        return LandEdges(
            transform.apply(self.middle_mm), turn.apply(self.outward), self.length_mm, self.land
        )

    def chosen(self, mask: NDArray[np.bool_]) -> "LandEdges":
        """Give some of them."""
        return LandEdges(
            self.middle_mm[mask], self.outward[mask], self.length_mm[mask], self.land[mask]
        )


@dataclass(frozen=True, slots=True, eq=False)
class SeenEdges:
    """What was seen of land edges: ``offset_mm`` ``(N,)`` outwards of nominal, NaN where nothing.

    ``u_mm`` is its standard uncertainty, ``contrast`` outside minus inside.
    """

    edges: LandEdges
    offset_mm: Floats
    u_mm: Floats
    contrast: Floats

    @property
    def ok(self) -> NDArray[np.bool_]:
        """Where an edge was seen."""
        return np.isfinite(self.offset_mm)


def edges_of_board(board: Board) -> LandEdges:
    """Give the free edges of all lands of a board, board mm."""
    by_package: dict[tuple[str, bool], LandEdges] = {}
    found: list[LandEdges] = []
    lands = 0
    for placement in board.placements:
        key = (placement.package, placement.fitted)
        if key not in by_package:
            package = board.packages[placement.package]
            by_package[key] = _edges_of_package(package, fitted=placement.fitted)
        edges = by_package[key].moved(placement.pose)
        found.append(LandEdges(edges.middle_mm, edges.outward, edges.length_mm, edges.land + lands))
        lands += len(board.packages[placement.package].lands)
    return joined(found)


def joined(parts: Iterable[LandEdges]) -> LandEdges:
    """Give several as one."""
    every = list(parts)
    if not every:
        return LandEdges(np.empty((0, 2)), np.empty((0, 2)), np.empty(0), np.empty(0, np.int64))
    return LandEdges(
        np.concatenate([e.middle_mm for e in every]),
        np.concatenate([e.outward for e in every]),
        np.concatenate([e.length_mm for e in every]),
        np.concatenate([e.land for e in every]),
    )


@lru_cache(maxsize=REMEMBERED)
def _edges_of_package(package: Package, *, fitted: bool) -> LandEdges:
    """Give the free edges of a package's lands: the same on every panel, so they are remembered."""
    covers = _covers(package) if fitted else ()
    rows: list[tuple[float, float, float, float, float, int]] = []
    for index, land in enumerate(package.lands):
        if land.shape is LandShape.CIRCLE:
            continue
        for (x, y), (nx, ny), half in _sides(land):
            reach = half - land.corner_mm - CORNER_MM
            along = np.arange(-reach, reach + GRAIN_MM / 2, GRAIN_MM)
            points = np.column_stack((x - ny * along, y + nx * along))
            free = ~_covered(points, covers)
            for low, high in _pieces(free):
                middle, length = (along[low] + along[high]) / 2, along[high] - along[low]
                rows.append((x - ny * middle, y + nx * middle, nx, ny, length, index))
    table = np.array(rows, np.float64).reshape(-1, 6)
    return LandEdges(table[:, :2], table[:, 2:4], table[:, 4], table[:, 5].astype(np.int64))


def _covers(package: Package) -> tuple[Box, ...]:
    body = Box(-package.body_x_mm / 2, -package.body_y_mm / 2, package.body_x_mm, package.body_y_mm)
    feet = [Box.around(t.outline_mm) for t in package.terminations]
    return tuple(box.grown(COVER_MARGIN_MM) for box in (body, *feet))


def _sides(land: Land) -> Iterable[tuple[tuple[float, float], tuple[float, float], float]]:
    """Give middle, outward direction and half length of the four sides."""
    for nx, ny in ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)):
        middle = (land.x_mm + nx * land.size_x_mm / 2, land.y_mm + ny * land.size_y_mm / 2)
        yield middle, (nx, ny), (land.size_y_mm if nx else land.size_x_mm) / 2


def _covered(points: Floats, covers: Iterable[Box]) -> NDArray[np.bool_]:
    under = np.zeros(len(points), bool)
    x, y = points.T
    for box in covers:
        inside_x = (x >= box.x_mm) & (x <= box.x_mm + box.width_mm)
        under |= inside_x & (y >= box.y_mm) & (y <= box.y_mm + box.height_mm)
    return under


def _pieces(free: NDArray[np.bool_]) -> Iterable[tuple[int, int]]:
    """Give first and last index of free runs, long ones divided."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.view(np.int8), [0]))))
    for start, stop in zip(edges[0::2], edges[1::2], strict=True):
        length = (stop - start - 1) * GRAIN_MM
        if length < SHORTEST_MM:
            continue
        count = math.ceil(length / LONGEST_MM)
        ends = np.linspace(start, stop - 1, count + 1).round().astype(int)
        yield from zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)


def within_field(edges: LandEdges, camera: Camera, margin_mm: float) -> NDArray[np.bool_]:
    """Tell which edges (field-local mm) the camera sees, with a margin around."""
    shift = margin_mm * edges.outward
    inside = np.ones(len(edges.middle_mm), bool)
    for points in (edges.middle_mm - shift, edges.middle_mm + shift):
        inside &= seen_by(camera, points)
    return inside


def seen_by(camera: Camera, points_mm: Floats) -> NDArray[np.bool_]:
    """Tell which places (field-local mm, z = 0) lie in the picture."""
    if not len(points_mm):
        return np.zeros(0, bool)
    px = project(camera, points_mm)
    return np.asarray(((px >= 0) & (px <= (camera.rows - 1, camera.cols - 1))).all(axis=1))


def see_edges(frame: Frame, camera: Camera, edges: LandEdges, reach_mm: float) -> SeenEdges:
    """Look for land edges in a frame.

    Parameters
    ----------
    edges
        Where they should be, field-local mm.
    reach_mm
        How far to both sides they are looked for.

    Notes
    -----
    A land lies in a larger opening of the mask. Beside a bright mask the gap between them shows as
    two steps: down at the land, up at the mask, and the mask's is often the higher. So all edges of
    a field are looked for with one sign, down wherever that is seen, for the mask may be off.
    """
    if not len(edges.land):
        return SeenEdges(edges, *np.empty((3, 0)))
    shift = reach_mm * edges.outward
    start, end = project(camera, edges.middle_mm - shift), project(camera, edges.middle_mm + shift)
    run = np.linalg.norm(end - start, axis=1)
    strips = _Strips(start, end, edges.length_mm * run / (2 * reach_mm), math.ceil(run.max()) + 1)
    groups = _groups(edges.land)
    source = _source_of(frame, strips, groups)
    plane, polarity = _best_plane(source, groups)
    profiles = source.profiles(np.arange(len(run)), plane)
    step = run / (strips.samples - 1)
    fits = _steps(profiles, SHARP_PX / float(np.median(step)), polarity)
    share = np.where(fits.ok, fits.position_px, np.nan) / (strips.samples - 1)
    # the step's place along the strip, from its middle
    return SeenEdges(
        edges,
        (share - 0.5) * 2 * reach_mm,
        np.where(fits.ok, fits.u_px, np.nan) * 2 * reach_mm / (strips.samples - 1),
        fits.contrast,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Strips:
    """Ends ``(N, 2)`` and widths ``(N,)`` of strips in a frame, px, and samples along each."""

    start: Floats
    end: Floats
    width: Floats
    samples: int


def _groups(land: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Give the edges of each land."""
    order = np.argsort(land, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(land[order])) + 1)


class _Source(Protocol):
    """What strips are sampled from."""

    @property
    def planes(self) -> int:
        """Of how many pictures: grey alone, or grey and three colours."""
        ...

    def profiles(self, chosen: NDArray[np.int64], plane: int) -> NDArray[np.float32]:
        """Give the mean profiles of some strips, in grey (0) or a colour, NaN where unseen."""
        ...


def _source_of(frame: Frame, strips: _Strips, groups: Sequence[NDArray[np.int64]]) -> _Source:
    if not frame.info.pixel_format.is_bayer:
        return _Straight(frame, strips)
    patches = np.full(len(strips.width), None, object)
    for group in groups:
        both = np.concatenate((strips.start[group], strips.end[group]))
        half = float(strips.width[group].max()) / 2
        low, high = both.min(axis=0) - half, both.max(axis=0) + half
        patches[group] = patch_of(frame, (low[0], low[1]), (high[0], high[1]))
    return _Mosaic(strips, tuple(patches))


@dataclass(frozen=True, slots=True, eq=False)
class _Straight:
    """A frame whose pixels have all colours: strips are sampled from it as it is."""

    frame: Frame
    strips: _Strips

    @property
    def planes(self) -> int:
        """Of how many pictures."""
        return 4 if self.frame.info.pixel_format.is_color else 1

    def profiles(self, chosen: NDArray[np.int64], plane: int) -> NDArray[np.float32]:
        """Give the mean profiles of some strips."""
        pixels, strips = self.frame.pixels, self.strips
        raw = pixels if pixels.ndim > 2 else pixels[..., None]  # noqa: PLR2004 - rows, cols
        out = np.empty((len(chosen), strips.samples), np.float32)
        start, end, width = strips.start[chosen], strips.end[chosen], strips.width[chosen]
        sample_strips(raw, plane, start, end, width, out)
        black = np.float32(self.frame.info.black_level)
        return (out - black) / np.float32(self.frame.full_scale - black)


@dataclass(frozen=True, slots=True, eq=False)
class _Mosaic:
    """A frame whose colours are restored around each land, piece by piece."""

    strips: _Strips
    patches: tuple[Patch | None, ...]

    @property
    def planes(self) -> int:
        """Of how many pictures."""
        return 4

    def profiles(self, chosen: NDArray[np.int64], plane: int) -> NDArray[np.float32]:
        """Give the mean profiles of some strips."""
        strips = self.strips
        out = np.full((len(chosen), strips.samples), np.nan, np.float32)
        images: dict[int, NDArray[np.float32]] = {}
        for k, i in enumerate(chosen):
            patch = self.patches[i]
            if patch is None:
                continue
            if id(patch) not in images:
                images[id(patch)] = patch.plane(plane)
            image, corner = images[id(patch)], (patch.row0, patch.col0)
            start, end = strips.start[i] - corner, strips.end[i] - corner
            out[k] = strip_profiles(image, start, end, strips.width[i], strips.samples)[0]
        return out


def _steps(profiles: NDArray[np.float32], sigma_px: float, polarity: int) -> EdgeFits:
    """Fit one step a profile, of one sign; a gap's far side does not count against its near one."""
    return fit_edges(_held_in_gap(profiles) if polarity < 0 else profiles, sigma_px, polarity)


def _held_in_gap(profiles: NDArray[np.float32]) -> NDArray[np.float32]:
    """Hold each profile at its lowest beyond its steepest fall, where it rises again from there.

    A gap of three pixels is narrower than the step that is fitted: the mask beyond it would pull
    the step's place and count as scatter.
    """
    if profiles.shape[1] < LEAST_SAMPLES:
        return profiles
    k = np.arange(profiles.shape[1])
    level = np.nan_to_num(profiles)
    fall = np.argmax(level[:, :-2] - level[:, 2:], axis=1)[:, None]
    beyond = np.where(k > fall, level, np.float32(np.inf))
    lowest = beyond.argmin(axis=1)[:, None]
    low = np.take_along_axis(level, lowest, axis=1)
    inner = np.where(k <= fall, level, np.float32(-np.inf)).max(axis=1, keepdims=True)
    after = k > lowest
    most = np.where(after, level, low).max(axis=1, keepdims=True)
    risen = most - low > RISEN * (inner - low)
    return np.asarray(np.where(after & risen, low, profiles), np.float32)


def _best_plane(source: _Source, groups: Sequence[NDArray[np.int64]]) -> tuple[int, int]:
    """Choose in what a few lands are seen best: grey (0) or one colour (1, 2, 3), and the sign.

    The sign is -1 where lands are brighter than what is around them, 1 where they are darker.
    """
    few = groups[:: max(1, len(groups) // TRIAL_LANDS)][:TRIAL_LANDS]
    tried = np.concatenate(few)
    seen = []
    for plane in range(source.planes):
        profiles = source.profiles(tried, plane)
        seen.append([int(_steps(profiles, SHARP_PX, sign).ok.sum()) for sign in (-1, 1)])
    down, up = np.array(seen).T
    if down.max() >= DOWN_SHARE * up.max():
        return int(down.argmax()), -1
    return int(up.argmax()), 1
