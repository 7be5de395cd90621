"""One built panel: everything that is true of it, drawn by chance from a seed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, Panel
from inspector.domain.geometry import Affine, Box
from inspector.domain.recipe import ProcessStage
from inspector.twin.defects import BuiltDefect, DefectRequest, build_in
from inspector.twin.part import BuiltPart, part_of
from inspector.twin.streams import pair, share, stream
from inspector.twin.thing import Thing
from inspector.twin.world import Material, Spread, World

__all__ = ["DefectRequest", "Thing", "Unit", "Warp", "build_unit", "panel_extent"]


@dataclass(frozen=True, slots=True)
class Warp:
    """Height of the mask plane over the machine's: a quadratic of panel mm about the middle."""

    x_mm: float = 0.0
    y_mm: float = 0.0
    xx: float = 0.0
    xy: float = 0.0
    yy: float = 0.0
    offset_mm: float = 0.0

    def over(self, points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the height at places ``(..., 2)`` of the panel, mm."""
        u, v = points_mm[..., 0] - self.x_mm, points_mm[..., 1] - self.y_mm
        height: NDArray[np.float64] = (
            self.offset_mm + self.xx * u * u + self.xy * u * v + self.yy * v * v
        )
        return height

    @property
    def slopes(self) -> NDArray[np.float64]:
        """Slopes along x and y as planes: ``(6,)``, a + b x + c y and d + e x + f y."""
        along = -2 * self.xx * self.x_mm - self.xy * self.y_mm, 2 * self.xx, self.xy
        across = -self.xy * self.x_mm - 2 * self.yy * self.y_mm, self.xy, 2 * self.yy
        return np.array((*along, *across))


@dataclass(frozen=True, slots=True)
class Lighting:
    """How bright the lamps are on this day.

    ``gains`` by ring, relative; ``ambient`` is light from everywhere as a share of the lamps'
    radiance; ``exposure`` is the exposure relative to what was set up.
    """

    gains: tuple[float, ...] = ()
    ambient: float = 0.0
    exposure: float = 1.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A built panel: design, lot, place in the machine, parts, defects.

    ``pose`` takes panel mm to machine mm; ``silk_shift_mm`` and ``mask_shift_mm`` are the board's.
    """

    board: Board
    panel: Panel
    world: World
    seed: int
    serial: str
    pose: Affine
    warp: Warp
    parts: tuple[BuiltPart, ...]
    defects: tuple[BuiltDefect, ...] = ()
    silk_shift_mm: tuple[float, float] = (0.0, 0.0)
    mask_shift_mm: tuple[float, float] = (0.0, 0.0)
    etch_mm: float = 0.0
    stage: ProcessStage = ProcessStage.POST_REFLOW
    things: tuple[Thing, ...] = ()
    lighting: Lighting = Lighting()


def build_unit(
    board: Board,
    panel: Panel,
    world: World,
    seed: int,
    defects: Sequence[DefectRequest] = (),
) -> Unit:
    """Build a panel by chance.

    Parameters
    ----------
    board, panel
        The design.
    world
        Materials and how the process varies.
    seed
        The same seed builds the same unit, to the last bit.
    defects
        To be built in, on different parts.

    Raises
    ------
    InspectorError
        If a defect cannot be built, or there are more defects than parts that can carry them.
    """
    lot = _lot_of(world, seed)
    spread = world.spread
    chance = stream(seed, "board")
    etch = float(chance.normal(0.0, spread.etch_mm))
    mask = pair(chance, spread.mask_shift_mm)
    silk = pair(chance, spread.silk_shift_mm)
    parts = tuple(
        part_of(board, site, placement, lot, (seed, etch))
        for site in panel.sites
        for placement in board.placements
    )
    serial = f"SN{seed:06d}"
    built, things, made = build_in(parts, defects, (board, serial), seed, lot)
    return Unit(
        board=board,
        panel=panel,
        world=lot,
        seed=seed,
        serial=serial,
        pose=_pose_of(spread, seed),
        warp=_warp_of(board, panel, spread, seed),
        parts=built,
        defects=made,
        silk_shift_mm=silk,
        mask_shift_mm=mask,
        etch_mm=etch,
        things=things,
    )


def _pose_of(spread: Spread, seed: int) -> Affine:
    chance = stream(seed, "panel pose")
    dx, dy = (float(v) for v in chance.uniform(-1, 1, 2) * spread.panel_shift_mm)
    turn = math.radians(float(chance.uniform(-1, 1)) * spread.panel_rotation_deg)
    low, high = spread.stretch
    sx, sy = (float(s) for s in chance.uniform(low, high, 2) * chance.choice((-1.0, 1.0), 2))
    shear = float(chance.normal(0.0, spread.shear))
    stretch = Affine(1.0 + sx, shear, 0.0, 0.0, 1.0 + sy, 0.0)
    return stretch.then(Affine.of(dx, dy, math.degrees(turn)))


def _warp_of(board: Board, panel: Panel, spread: Spread, seed: int) -> Warp:
    box = panel_extent(board, panel)
    half = max(math.hypot(box.width_mm, box.height_mm) / 2, 1e-6)
    a, b, c = (float(v) for v in stream(seed, "warp").uniform(-1, 1, 3))
    total = abs(a) + abs(b) + abs(c)
    unit = spread.warp_mm / half**2 / max(total, 1.0)
    x, y = box.center_mm
    return Warp(x, y, a * unit, b * unit, c * unit)


def panel_extent(board: Board, panel: Panel) -> Box:
    """Box around the panel's outline (else around its boards), panel mm."""
    points = [site.pose.at(*corner) for site in panel.sites for corner in board.outline_mm]
    return Box.around([*panel.outline_mm, *points])


def _lot_of(world: World, seed: int) -> World:
    """Give the world with this lot's tones and gloss."""
    changed: Mapping[str, Material] = {
        name: _toned(material, world.spread, stream(seed, "lot", name))
        for name, material in world.materials.items()
    }
    return replace(world, materials=changed)


def _toned(material: Material, spread: Spread, chance: np.random.Generator) -> Material:
    tone, rough = share(chance, spread.tone), share(chance, spread.roughness)
    red, green, blue = (min(channel * tone, 0.95) for channel in material.albedo)
    return replace(material, albedo=(red, green, blue), roughness=material.roughness * rough)
