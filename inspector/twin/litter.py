"""What lies on good boards and does no harm: dust, fibres, flux residue, smears, labels.

All of it is smaller than what would be a defect: grains stay below 0.13 mm, fibres below 0.30 mm.
A grain lies only where what is under it is level: elsewhere it would be a post, not a grain.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, BoardSite, Panel
from inspector.domain.geometry import Box
from inspector.twin.artwork import Art, disc, letters, mark_boxes, plate, site_box, stroke
from inspector.twin.body import Body, block, roll
from inspector.twin.families import bodies_of
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.solder import solder_of
from inspector.twin.streams import stream
from inspector.twin.thing import Thing
from inspector.twin.world import DUST, FIBRE, FLUX, INK, LABEL, World

GRAIN_MM = (0.020, 0.120)
"""Across, least and most: below the least electrical clearance, 0.13 mm."""
LEVEL_MM = 0.02
"""Over which what is under a grain may rise or fall, and it still lies there."""
FIBRE_MM = (0.08, 0.26)
"""Length, least and most: below the 0.30 mm from which what lies about is foreign matter."""
FIBRE_RADIUS_MM = 0.008
FIBRE_PIECES = 4
LABELS_MM = ((9.0, 5.0), (6.0, 3.5), (4.0, 2.0))
LABEL_HIGH_MM = 0.08
BARS = 28
PEN_MM = 0.1
"""How far the ink of a bad mark goes beyond it."""
TRIES = 150
JOINTS = 8
"""Of a part that show residue at most."""
CLEAR_MM = 0.3
CM2 = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """One board as built, and what chance may draw on."""

    board: Board
    site: BoardSite
    parts: tuple[BuiltPart, ...]
    kept_free: tuple[Box, ...]
    world: World
    seed: int

    def chance(self, *names: object) -> np.random.Generator:
        """Give the stream of one cause on this board."""
        return stream(self.seed, *names, self.site.index)

    def count(self, per_cm2: float, chance: np.random.Generator) -> int:
        """Give how many lie on the board."""
        extent = self.board.extent
        return int(chance.poisson(per_cm2 * extent.width_mm * extent.height_mm / CM2))

    def place(self, chance: np.random.Generator) -> tuple[float, float]:
        """Give any place of the board."""
        extent = self.board.extent
        u, v = (float(c) for c in chance.uniform(0.0, 1.0, 2))
        return extent.x_mm + u * extent.width_mm, extent.y_mm + v * extent.height_mm


def litter_of(
    design: tuple[Board, Panel],
    parts: Sequence[BuiltPart],
    kept_free: Sequence[tuple[int, Box]],
    world: World,
    seed: int,
    *,
    soldered: bool = True,
) -> tuple[Thing, ...]:  # fmt: skip
    """Give what lies on the boards of a panel; flux only where it was soldered.

    Parameters
    ----------
    parts
        As built: grains lie on top of what is level.
    kept_free
        Boxes (board index, board mm) that no label may hide: the code, what is at fault.
    """
    board, panel = design
    things: list[Thing] = []
    for site in panel.sites:
        here = tuple(p for p in parts if p.board_index == site.index)
        free = tuple(box for index, box in kept_free if index == site.index)
        ground = Ground(board, site, here, free, world, seed)
        things += (
            *(_flux(ground) if soldered else ()),
            *_smears(ground),
            *_label(ground),
            *_grains(ground),
        )
        things += _fibres(ground)
    return tuple(things)


def bad_marks_of(panel: Panel, bad_boards: Sequence[int]) -> Iterator[Thing]:
    """Give the bare copper that each board has for its bad mark, inked over where it is bad."""
    for site in panel.sites:
        if site.bad_mark is None:
            continue
        box, ink = site.bad_mark, site.bad_mark.grown(PEN_MM)
        size = box.width_mm, box.height_mm
        art = [plate(box.center_mm, size, layer) for layer in (cast.COPPER, cast.OPENING)]
        if site.index in bad_boards:
            over = ink.width_mm, ink.height_mm
            art.append(plate(ink.center_mm, over, cast.ON_BODY + INK, 2 * PEN_MM))
        yield Thing(site.index, art=tuple(art), kind="bad mark")


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """What stands on a board: ``(B, BODY_COLUMNS)`` rows of its bodies, board mm."""

    rows: NDArray[np.float64]

    @classmethod
    def of(cls, ground: Ground) -> "Relief":
        """Give that of all parts and their solder, with edges that do not wander."""
        rows = []
        for part in ground.parts:
            for pose, bodies in (
                (part.pose, bodies_of(part)),
                (part.placement.pose, solder_of(part, ground.world)),
            ):
                rows += [replace(body, rough_mm=0.0).row(pose) for body in bodies]
        return cls(np.array(rows).reshape(-1, cast.BODY_COLUMNS))

    def top_at(self, x_mm: float, y_mm: float) -> float:
        """Give the height of the highest body at a place, 0 where there is none, mm."""
        rows = self.rows
        x, y = x_mm - rows[:, cast.X], y_mm - rows[:, cast.Y]
        u = rows[:, cast.COS] * x + rows[:, cast.SIN] * y
        v = rows[:, cast.COS] * y - rows[:, cast.SIN] * x
        under = (np.abs(u) <= rows[:, cast.HALF_U]) & (np.abs(v) <= rows[:, cast.HALF_V])
        even = np.zeros((1, 1), np.float32)
        tops = [cast.height(rows, int(k), u[k], v[k], even)[0] for k in np.flatnonzero(under)]
        return max([0.0, *tops])

    def level_at(self, x_mm: float, y_mm: float, reach_mm: float) -> float | None:
        """Give the height within a reach of a place, None where it is not level there."""
        tops = [self.top_at(x_mm, y_mm)]
        for angle in np.arange(8) * math.pi / 4:
            along, across = reach_mm * math.cos(angle), reach_mm * math.sin(angle)
            tops.append(self.top_at(x_mm + along, y_mm + across))
        return max(tops) if max(tops) - min(tops) <= LEVEL_MM else None


def _grains(ground: Ground) -> Iterator[Thing]:
    chance = ground.chance("dust")
    count = ground.count(ground.world.spread.dust_per_cm2, chance)
    if not count:
        return
    relief = Relief.of(ground)
    for _ in range(count):
        x, y = ground.place(chance)
        low, high = np.log(GRAIN_MM)
        long = float(np.exp(chance.uniform(low, high)))
        wide = long * float(chance.uniform(0.5, 1.0))
        turn = float(chance.uniform(0.0, 180.0))
        over = float(chance.uniform(0.3, 0.7)) * wide
        under = relief.level_at(x, y, long / 2)
        if under is None:
            continue
        size = long, wide, under + over
        corner = 0.48 * wide
        grain = block(DUST, size, (x, y), turn, corner_mm=corner, edge_mm=min(over, corner))
        yield Thing(ground.site.index, (grain,), kind="dust")


def _fibres(ground: Ground) -> Iterator[Thing]:
    chance = ground.chance("fibres")
    for _ in range(ground.count(ground.world.spread.fibres_per_cm2, chance)):
        x, y = ground.place(chance)
        piece = float(chance.uniform(*FIBRE_MM)) / FIBRE_PIECES
        turn, bend = float(chance.uniform(0.0, 360.0)), float(chance.normal(0.0, 25.0))
        yield Thing(ground.site.index, tuple(_curl((x, y), piece, turn, bend)), kind="fibre")


def _curl(at: tuple[float, float], piece_mm: float, turn: float, bend: float) -> Iterator[Body]:
    x, y = at
    radius = FIBRE_RADIUS_MM
    for k in range(FIBRE_PIECES):
        angle = math.radians(turn + k * bend)
        dx, dy = piece_mm / 2 * math.cos(angle), piece_mm / 2 * math.sin(angle)
        middle = x + dx, y + dy
        turned = math.degrees(angle)
        yield roll(FIBRE, radius, piece_mm, radius, middle, turned, tip_mm=0.9 * radius)
        x, y = x + 2 * dx, y + 2 * dy


def _flux(ground: Ground) -> Iterator[Thing]:
    """Residue that ran out from under joints: a fringe of discs around their lands."""
    spared = mark_boxes(ground.board)
    for part in ground.parts:
        chance = ground.chance("flux", part.placement.refdes)
        if chance.uniform() >= ground.world.spread.flux_share:
            continue
        art: list[Art] = []
        for land in part.lands[:JOINTS]:
            pose = part.placement.pose
            short = min(land.size_x_mm, land.size_y_mm)
            for _ in range(int(chance.integers(4, 9))):
                angle = float(chance.uniform(0.0, 2 * math.pi))
                radius = short * float(chance.uniform(0.15, 0.40))
                x, y = pose.at(
                    land.x_mm + 0.5 * land.size_x_mm * math.cos(angle),
                    land.y_mm + 0.5 * land.size_y_mm * math.sin(angle),
                )
                if not any(box.grown(radius).contains(x, y) for box in spared):
                    art.append(disc(x, y, radius, cast.ON_BODY + FLUX))
        yield Thing(ground.site.index, art=tuple(art), kind="flux")


def _smears(ground: Ground) -> Iterator[Thing]:
    """Print that was dragged along beside a part."""
    spared = mark_boxes(ground.board)
    for part in ground.parts:
        chance = ground.chance("smear", part.placement.refdes)
        if chance.uniform() >= ground.world.spread.smear_share:
            continue
        box = site_box(ground.board, part.placement).grown(0.12)
        x = box.x_mm + float(chance.uniform(0.0, 1.0)) * box.width_mm
        y = box.y_mm + float(chance.choice((0.0, 1.0))) * box.height_mm
        long, wide = float(chance.uniform(0.2, 0.5)), float(chance.uniform(0.05, 0.12))
        lines = [(x, y + k * wide, x + long / (1 + k), y + (k + 0.4) * wide) for k in range(3)]
        if any(_overlap(Box(x, y, long, 3 * wide).grown(wide), other) for other in spared):
            continue
        layer = cast.ON_BODY + cast.SILKSCREEN
        art = tuple(stroke(line, wide / (1 + 0.6 * k), layer) for k, line in enumerate(lines))
        yield Thing(ground.site.index, art=art, kind="smear")


def _label(ground: Ground) -> Iterator[Thing]:
    chance = ground.chance("label")
    if chance.uniform() >= ground.world.spread.label_share:
        return
    board = ground.board
    taken = [site_box(board, p).grown(CLEAR_MM) for p in board.placements]
    taken += (*mark_boxes(board), *ground.kept_free)
    for size in LABELS_MM:
        for _ in range(TRIES):
            x, y = ground.place(chance)
            box = Box(x - size[0] / 2, y - size[1] / 2, *size)
            corners = (box.corners_mm[0], box.corners_mm[2])
            inside = all(board.extent.contains(*corner) for corner in corners)
            if inside and not any(_overlap(box, other) for other in taken):
                art = tuple(_label_art(size, chance))
                body = block(LABEL, (*size, LABEL_HIGH_MM), (x, y), corner_mm=0.3, art=art)
                yield Thing(ground.site.index, (body,), kind="label")
                return


def _label_art(size: tuple[float, float], chance: np.random.Generator) -> Iterator[Art]:
    long, wide = size
    layer = cast.ON_BODY + INK
    module = 0.8 * long / (2 * BARS)
    for k, bar in enumerate(chance.integers(1, 4, BARS)):
        x = -0.4 * long + (2 * k + 1) * module
        yield plate((x, 0.18 * wide), (0.5 * float(bar) * module, 0.42 * wide), layer)
    number = f"LOT {int(chance.integers(1000, 10000))}"
    high = 0.2 * wide
    yield from letters(number, high, 0.06 * high, layer, max_mm=0.8 * long, at=(0.0, -0.28 * wide))


def _overlap(a: Box, b: Box) -> bool:
    apart_x = abs(a.center_mm[0] - b.center_mm[0]) >= (a.width_mm + b.width_mm) / 2
    apart_y = abs(a.center_mm[1] - b.center_mm[1]) >= (a.height_mm + b.height_mm) / 2
    return not apart_x and not apart_y
