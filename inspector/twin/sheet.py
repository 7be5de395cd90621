"""Contact sheets: what the twin draws, side by side, for people to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, Panel
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.image import Pixels, Shot
from inspector.domain.recipe import ProcessStage
from inspector.twin.artefacts import KINDS, artefact_of, draw_artefact
from inspector.twin.artwork import site_box
from inspector.twin.defects import CODES, DefectRequest
from inspector.twin.draw import Stand
from inspector.twin.machine import MACHINES, Machine
from inspector.twin.render import tables_of
from inspector.twin.scene import scene_of
from inspector.twin.specimens import window_of
from inspector.twin.unit import Unit, build_unit
from inspector.twin.world import World

Picture = NDArray[np.uint8]

RING = Shot("ring")
MACHINE = MACHINES["entocentric-3mp"]
MAGNITUDES = (0.3, 1.0, 3.0)
NUISANCES: dict[str, dict[str, Any]] = {
    # each at three times what it usually is, where the usual is not nothing
    "place": {"place_mm": 0.060},
    "rotation": {"rotation_deg": 0.90},
    "end caps": {"end_cap_mm": 0.060},
    "rough edges": {"rough_mm": 0.009},
    "etch": {"etch_mm": 0.040},
    "mask shift": {"mask_shift_mm": 0.060},
    "silkscreen shift": {"silk_shift_mm": 0.150},
    "wetting": {"wetting": 0.30},
    "film": {"film": 0.36},
    "tone of a lot": {"tone": 0.24},
    "gloss of a lot": {"roughness": 0.36},
    "second source": {"second_source": 1.0},
    "lamp drift": {"lamp_drift": 0.10},
    "dust": {"dust_per_cm2": 40.0},
    "fibres": {"fibres_per_cm2": 10.0},
    "flux": {"flux_share": 1.0},
    "smears": {"smear_share": 1.0},
    "label": {"label_share": 1.0},
}
"""What is changed of a still process, by the caption of its cell."""
GAMMA = 1 / 1.6
"""Linear pictures are dark to the eye."""
CAPTION_PX, PEN = 22, 0.42


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One picture and its caption."""

    caption: str
    picture: Picture


def crop(unit: Unit, box: Box, shot: Shot = RING, machine: Machine = MACHINE) -> Picture:
    """Give what is seen of a box (board mm) of a unit's first board, for the eye: ``(H, W, 3)``."""
    site = unit.panel.sites[0]
    lying = replace(unit, pose=site.pose.inverse())
    window = window_of(machine, (box.width_mm, box.height_mm))
    tables = tables_of(unit.world, machine, unit.seed)
    stand = Stand(lying, window, unit.seed, scene_of(lying), tables)
    [pixels] = stand.expose(0, box.center_mm, (shot,))
    return seen(pixels)


def seen(pixels: Pixels) -> Picture:
    """Give a linear picture as the eye wants it: 8 bit, three channels, brighter."""
    full = 255.0 if pixels.dtype == np.uint8 else max(float(pixels.max()), 1.0)
    bright = np.asarray(255.0 * (pixels / full) ** GAMMA, np.uint8)
    return bright if bright.ndim > 2 else np.repeat(bright[..., None], 3, axis=2)  # noqa: PLR2004


def families(board: Board, world: World, seed: int = 1) -> Iterator[Cell]:
    """Give one part of each package of a board."""
    unit = build_unit(board, Panel(), world, seed)
    shown: set[str] = set()
    for placement in board.placements:
        if placement.package in shown or not placement.fitted:
            continue
        shown.add(placement.package)
        box = site_box(board, placement).grown(0.5)
        family = board.package_of(placement).family
        yield Cell(f"{family} {placement.package}", crop(unit, box))


def defects(board: Board, world: World, seed: int = 1) -> Iterator[Cell]:
    """Give each defect at three magnitudes, the sound place first; those no part can carry not."""
    still = replace(world, spread=world.spread.still())
    sound = build_unit(board, Panel(), still, seed)
    for code in CODES:
        try:
            units = [
                build_unit(board, Panel(), still, seed, [DefectRequest(code, magnitude)])
                for magnitude in MAGNITUDES
            ]
        except InspectorError:
            continue
        box = _square(units[0].defects[0].box, board)
        yield Cell(f"{code}: none", crop(sound, box))
        for unit in units:
            [made] = unit.defects
            # a larger one may have found room elsewhere only
            there = box if box.contains(*made.box.center_mm) else _square(made.box, board)
            yield Cell(f"{code} {made.amount:.3g} {made.unit}", crop(unit, there))


def _square(box: Box, board: Board) -> Box:
    """Give a box around a defect that shows what it lies on, within the board."""
    side = min(max(box.width_mm, box.height_mm, 1.2) + 0.8, board.extent.height_mm)
    x, y = box.center_mm
    return Box(x - side / 2, y - side / 2, side, side)


def nuisances(board: Board, world: World, box: Box, seed: int = 1) -> Iterator[Cell]:
    """Give one place of a board in a still process, and with each nuisance by itself."""
    still = replace(world.spread.still(), stretch=(0.0, 0.0))
    calm = replace(world, spread=still, ambient=0.0)
    yield Cell("still", crop(build_unit(board, Panel(), calm, seed), box))
    for name, change in NUISANCES.items():
        moved = replace(calm, spread=replace(still, **change))
        yield Cell(name, crop(build_unit(board, Panel(), moved, seed), box))
    yield Cell("ambient", crop(build_unit(board, Panel(), replace(calm, ambient=0.04), seed), box))
    bright = replace(calm, exposure=1.6)
    yield Cell("saturation", crop(build_unit(board, Panel(), bright, seed), box))
    paste = build_unit(board, Panel(), calm, seed, stage=ProcessStage.PRE_REFLOW)
    yield Cell("before reflow", crop(paste, box))


def worlds(board: Board, known: Sequence[World], box: Box, seed: int = 1) -> Iterator[Cell]:
    """Give one place of a board in each world."""
    for world in known:
        held = " (held out)" if world.held_out else ""
        yield Cell(f"{world.name}{held}", crop(build_unit(board, Panel(), world, seed), box))


def lights(board: Board, world: World, box: Box, seed: int = 1) -> Iterator[Cell]:
    """Give one place of a board under each light."""
    unit = build_unit(board, Panel(), world, seed)
    names = "ring", "ring-short", "ring-long", "white", "coaxial", "side-0", "side-90", "range"
    for shot in (
        *(Shot(n) for n in names),
        *(Shot("fringe", p, 2.0, 0, 4) for p in ("east", "north")),
    ):
        yield Cell(f"{shot.name} {shot.projector}".strip(), crop(unit, box, shot))


def artefacts(seed: int = 1) -> Iterator[Cell]:
    """Give a field of each artefact, and of the steps under stripes."""
    for kind in KINDS:
        shots = (Shot("white"), Shot("fringe", "east", 2.0, 0, 4))
        [field] = draw_artefact(artefact_of(kind, seed), MACHINE, seed, shots, [(0.0, 0.0)])
        white, striped = field.frames
        yield Cell(kind, seen(white.pixels))
        if kind == "steps":
            yield Cell("steps, stripes", seen(striped.pixels))


def sheet(cells: Sequence[Cell], columns: int, cell_px: tuple[int, int]) -> Picture:
    """Lay cells out in rows: ``(H, W, 3)`` uint8, RGB.

    Raises
    ------
    InspectorError
        If there are none.
    """
    if not cells:
        raise InspectorError("contact sheet: nothing can be shown of this recipe")
    high, wide = cell_px
    rows = -(-len(cells) // columns)
    out = np.full((rows * (high + CAPTION_PX), columns * wide, 3), 24, np.uint8)
    for number, cell in enumerate(cells):
        top, left = number // columns * (high + CAPTION_PX), number % columns * wide
        scale = min((wide - 4) / cell.picture.shape[1], (high - 2) / cell.picture.shape[0])
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        fitted = np.asarray(cv2.resize(cell.picture, None, fx=scale, fy=scale, interpolation=how))
        h, w = fitted.shape[:2]
        y, x = top + CAPTION_PX + (high - h) // 2, left + (wide - w) // 2
        out[y : y + h, x : x + w] = fitted
        white = (230, 230, 230)
        at = left + 4, top + 15
        cv2.putText(out, cell.caption, at, cv2.FONT_HERSHEY_SIMPLEX, PEN, white, 1, cv2.LINE_AA)
    return out


def beside(board: Board, world: World, real: Sequence[Cell], seed: int = 1) -> Iterator[Cell]:
    """Give real pictures, then drawn parts under white light, for people to compare."""
    yield from real
    unit = build_unit(board, Panel(), world, seed)
    shown: set[str] = set()
    for placement in board.placements:
        family = board.package_of(placement).family
        if family not in shown and placement.fitted:
            shown.add(family)
            box = site_box(board, placement).grown(0.3)
            yield Cell(f"drawn: {family}", crop(unit, box, Shot("white")))


def sheets(board: Board, known: Sequence[World], world: World) -> Iterator[tuple[str, Picture]]:
    """Give every contact sheet by name: of a board's parts and places, and of the artefacts."""
    last = max(board.placements, key=lambda p: p.x_mm - p.y_mm, default=None)
    x, y = (last.x_mm, last.y_mm) if last else board.extent.center_mm
    near = Box(x - 3.0, y - 2.2, 6.0, 4.4)
    wide = Box(x - 9.0, y - 2.0, 10.0, 7.5)
    for name, cells, columns, size in (
        ("families", families(board, world), 6, (260, 300)),
        ("defects", defects(board, world), 8, (170, 220)),
        ("nuisances", nuisances(board, world, near), 6, (230, 290)),
        ("worlds", worlds(board, known, wide), 4, (330, 430)),
        ("lights", lights(board, world, wide), 4, (330, 430)),
        ("artefacts", artefacts(), 4, (330, 430)),
    ):
        yield name, sheet(tuple(cells), columns, size)
