"""One built panel: everything that is true of it, drawn by chance from a seed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, Panel
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Affine, Box
from inspector.domain.recipe import ProcessStage
from inspector.domain.result import DefectCode
from inspector.twin.artwork import place_code
from inspector.twin.defects import BuiltDefect, DefectRequest, build_in
from inspector.twin.litter import bad_marks_of, litter_of
from inspector.twin.look import dressed
from inspector.twin.part import BuiltPart, bare_joints, part_of
from inspector.twin.streams import pair, share, stream
from inspector.twin.thing import Thing
from inspector.twin.world import PASTE, SOLDER, Material, Spread, World

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


PASTED: Mapping[DefectCode, float] = {DefectCode.INSUFFICIENT: 0.5, DefectCode.EXCESS: 1.5}
"""Share of the usual paste at magnitude 1: the limits that printing is held to, stated by us."""
SOLDERED = frozenset(
    {
        DefectCode.OPEN,
        DefectCode.NON_WETTING,
        DefectCode.DEWETTED,
        DefectCode.DISTURBED,
        DefectCode.BLOWHOLE,
    }
)
"""Codes that have no meaning before reflow."""
PRE = ProcessStage.PRE_REFLOW
LAMPS = 4
"""Lamps of the usual rig: high, middle and low ring, and the light along the axis."""
PRESSED = 0.5
"""How far parts are pressed into paste before reflow, as a share of it that stays below them."""


@dataclass(frozen=True, slots=True)
class Lighting:
    """How bright the lamps are on this day.

    ``gains`` by lamp in the order of the rig, as a share of what was set up (lamps beyond them are
    as set up); ``ambient`` is colourless light from everywhere as a share of the lamps' radiance;
    ``exposure`` is a factor on the exposure that was set up.
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


def build_unit(  # noqa: PLR0913 - what is built, of what, by which chance, with what, how far
    board: Board,
    panel: Panel,
    world: World,
    seed: int,
    defects: Sequence[DefectRequest] = (),
    *,
    stage: ProcessStage = ProcessStage.POST_REFLOW,
    bad_boards: Sequence[int] = (),
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
    stage
        Before reflow parts stand in paste.
    bad_boards
        Numbers of boards whose bad mark is inked over: nothing is fitted on them.

    Raises
    ------
    InspectorError
        If a defect cannot be built, there are more defects than parts that can carry them, or the
        panel has no board of a number, or no place for its bad mark.
    """
    _require_markable(panel, bad_boards)
    lot = _lot_of(world, seed)
    chance = stream(seed, "board")
    etch = lot.spread.etch_mm * float(np.clip(chance.normal(), -3.0, 3.0))
    mask, silk = pair(chance, lot.spread.mask_shift_mm), pair(chance, lot.spread.silk_shift_mm)
    parts = tuple(
        dressed(part_of(board, site, placement, lot, (seed, etch)), lot, seed)
        for site in panel.sites
        for placement in board.placements
    )
    parts = tuple(_left_empty(p, lot, seed) if p.board_index in bad_boards else p for p in parts)
    serial = f"SN{seed:06d}"
    if stage is ProcessStage.PRE_REFLOW:
        _require_unsoldered(defects)
    built, flaws, made = build_in(parts, defects, (board, serial), seed, lot)
    if stage is ProcessStage.PRE_REFLOW:
        made = tuple(_of_paste(defect) for defect in made)
        amounts = {(d.board_index, d.refdes, d.pin): d.amount for d in made if d.code in PASTED}
        built = tuple(_in_paste(part, lot, seed, amounts) for part in built)
        flaws = tuple(_pasted(thing) for thing in flaws)
    code = place_code(board, serial)
    free = [(d.board_index, d.box) for d in made]
    for site in panel.sites:
        free += [(site.index, box) for box in (code and code.box, site.bad_mark) if box]
    return Unit(
        board=board,
        panel=panel,
        world=lot,
        seed=seed,
        serial=serial,
        pose=_pose_of(lot.spread, seed),
        warp=_warp_of(board, panel, lot.spread, seed),
        parts=built,
        defects=made,
        silk_shift_mm=silk,
        mask_shift_mm=mask,
        etch_mm=etch,
        stage=stage,
        things=(
            *bad_marks_of(panel, bad_boards),
            *litter_of((board, panel), built, free, lot, seed, soldered=stage is not PRE),
            *flaws,
        ),
        lighting=_lighting_of(lot, seed),
    )


def _require_markable(panel: Panel, bad_boards: Sequence[int]) -> None:
    able = {site.index for site in panel.sites if site.bad_mark}
    for index in bad_boards:
        if index not in able:
            has = ", ".join(str(i) for i in sorted(able)) or "none"
            raise InspectorError(
                f"board {index} of the panel has no place for a bad mark; these have: {has}"
            )


def _left_empty(part: BuiltPart, world: World, seed: int) -> BuiltPart:
    chance = stream(seed, "part", part.board_index, part.placement.refdes, "left empty")
    return replace(part, present=False, joints=bare_joints(part.lands, world, chance))


def _require_unsoldered(requests: Sequence[DefectRequest]) -> None:
    refused = [r.code.value for r in requests if r.code in SOLDERED]
    if refused:
        raise InspectorError(
            f"defect {', '.join(refused)}: is of solder that has melted; before reflow ask for "
            "insufficient, excess or bridge"
        )


def _of_paste(defect: BuiltDefect) -> BuiltDefect:
    """Give a defect of too little or too much as a share of the paste that is usual."""
    if defect.code not in PASTED:
        return defect
    share = PASTED[defect.code] ** defect.magnitude
    return replace(defect, amount=share, unit="1")


def _pasted(thing: Thing) -> Thing:
    """Give a thing with paste for what would be solder: a bridge, a ball."""
    bodies = tuple(
        replace(body, material=PASTE) if body.material == SOLDER else body for body in thing.bodies
    )
    return replace(thing, bodies=bodies)


def _in_paste(
    part: BuiltPart, world: World, seed: int, amounts: Mapping[tuple[int, str, str], float]
) -> BuiltPart:
    """Give the part as it stands in the paste that was printed on its lands."""
    where = part.board_index, part.placement.refdes
    chance = stream(seed, "part", part.board_index, part.placement.refdes, "paste")
    joints = tuple(
        replace(
            joint,
            rise_mm=0.0,
            film_mm=world.paste_mm
            * share(chance, world.spread.film)
            * amounts.get((*where, joint.pin), 1.0),
            material="paste",
            pits=(),
            bald=(),
        )
        for joint in part.joints
    )
    lift = PRESSED * world.paste_mm if part.present and joints else 0.0
    return replace(part, joints=joints, lift_mm=part.lift_mm + lift)


def _lighting_of(world: World, seed: int) -> Lighting:
    spread, lamps = world.spread, stream(seed, "lamps")
    return Lighting(
        tuple(share(lamps, spread.lamp_drift) for _ in range(LAMPS)),
        world.ambient * share(stream(seed, "ambient"), spread.ambient),
        world.exposure * share(stream(seed, "exposure"), spread.exposure),
    )


def _pose_of(spread: Spread, seed: int) -> Affine:
    chance = stream(seed, "panel pose")
    dx, dy = (float(v) for v in chance.uniform(-1, 1, 2) * spread.panel_shift_mm)
    turn = math.radians(float(chance.uniform(-1, 1)) * spread.panel_rotation_deg)
    low, high = spread.stretch
    sx, sy = (float(s) for s in chance.uniform(low, high, 2) * chance.choice((-1.0, 1.0), 2))
    shear = spread.shear * float(np.clip(chance.normal(), -3.0, 3.0))
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
        name: _toned(material, world.spread, stream(world.lot_of(seed), "lot", name))
        for name, material in world.materials.items()
    }
    return replace(world, materials=changed)


def _toned(material: Material, spread: Spread, chance: np.random.Generator) -> Material:
    tone, rough = share(chance, spread.tone), share(chance, spread.roughness)
    red, green, blue = (min(channel * tone, 0.95) for channel in material.albedo)
    return replace(material, albedo=(red, green, blue), roughness=material.roughness * rough)
