"""What is printed and opened on a board, as flat pieces: lands, marks, silkscreen, the code."""

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from inspector.domain.board import (
    Board,
    Family,
    Fiducial,
    FiducialShape,
    Land,
    LandShape,
    Placement,
)
from inspector.domain.geometry import Affine, Box
from inspector.twin.kernels import cast
from inspector.twin.strokes import width_of, write

SILK_MM = 0.12
TEXT_MM = 0.8
MODULE_MM = 0.25
CLEAR_MM = 0.15
ETCHED_MM = 0.05
ROUNDED_SHARE = 0.18


@dataclass(frozen=True, slots=True)
class Art:
    """One flat piece: a shape on a layer; ``at`` are its columns A0 to A6."""

    shape: int
    layer: int
    at: tuple[float, ...]

    def row(self, pose: Affine) -> NDArray[np.float64]:
        """Give its row of the table, placed by a pose: ``(ART_COLUMNS,)``."""
        row = np.zeros(cast.ART_COLUMNS)
        row[cast.SHAPE], row[cast.LAYER], row[cast.OWNER] = self.shape, self.layer, -1
        row[cast.A0 : cast.A0 + len(self.at)] = self.at
        row[cast.A0 : cast.A2] = pose.at(self.at[0], self.at[1])
        if self.shape == cast.STROKE:
            row[cast.A2 : cast.A4] = pose.at(self.at[2], self.at[3])
        elif self.shape in (cast.PLATE, cast.BITMAP):
            turn = math.radians(pose.rotation_deg)
            cos, sin = self.at[2], self.at[3]
            row[cast.A2] = cos * math.cos(turn) - sin * math.sin(turn)
            row[cast.A3] = sin * math.cos(turn) + cos * math.sin(turn)
        return row


def stroke(line: Sequence[float], width_mm: float, layer: int) -> Art:
    """Give a straight line with round ends, (x0, y0, x1, y1)."""
    return Art(cast.STROKE, layer, (*line, width_mm / 2))


def disc(x_mm: float, y_mm: float, radius_mm: float, layer: int) -> Art:
    """Give a disc."""
    return Art(cast.DISC, layer, (x_mm, y_mm, radius_mm))


def plate(
    center_mm: Sequence[float],
    size_mm: Sequence[float],
    layer: int,
    corner_mm: float = 0.0,
    turn_deg: float = 0.0,
) -> Art:
    """Give a rectangle with round corners."""
    angle = math.radians(turn_deg)
    at = (*center_mm, math.cos(angle), math.sin(angle), size_mm[0] / 2, size_mm[1] / 2, corner_mm)
    return Art(cast.PLATE, layer, at)


def letters(  # noqa: PLR0913 - a line of text has a size, a pen, a layer, a room and a place
    text: str,
    height_mm: float,
    pen_mm: float,
    layer: int,
    *,
    max_mm: float = math.inf,
    turn_deg: float = 0.0,
    at: tuple[float, float] = (0.0, 0.0),
) -> Iterator[Art]:
    """Give a line of text about a place, made smaller where it would be longer than ``max_mm``."""
    if not text:
        return
    scale = min(1.0, max_mm / width_of(text, height_mm))
    pose = Affine.of(at[0], at[1], turn_deg)
    for x0, y0, x1, y1 in write(text, height_mm * scale):
        yield stroke((*pose.at(x0, y0), *pose.at(x1, y1)), 2 * pen_mm * scale, layer)


def land_art(land: Land, opening_mm: float, shift_mm: tuple[float, float]) -> Iterator[Art]:
    """Give a land's copper and its opening in the mask, package mm; the opening may be shifted."""
    size = land.size_x_mm, land.size_y_mm
    corner = corner_of(land)
    yield plate((land.x_mm, land.y_mm), size, cast.COPPER, corner)
    opened = size[0] + 2 * opening_mm, size[1] + 2 * opening_mm
    center = land.x_mm + shift_mm[0], land.y_mm + shift_mm[1]
    yield plate(center, opened, cast.OPENING, corner + opening_mm)


def corner_of(land: Land) -> float:
    """Give the radius of a land's corners, mm: etching rounds those of a plain rectangle too."""
    short = min(land.size_x_mm, land.size_y_mm)
    if land.shape is LandShape.CIRCLE:
        return short / 2
    if land.shape is LandShape.RECTANGLE and not land.corner_mm:
        return min(ETCHED_MM, short / 2)
    return land.corner_mm or ROUNDED_SHARE * short


def fiducial_art(mark: Fiducial, etch_mm: float, shift_mm: tuple[float, float]) -> Iterator[Art]:
    """Give a mark's bare copper and its opening in the mask."""
    x, y = mark.x_mm, mark.y_mm
    size, size_y = mark.size_mm + etch_mm, (mark.size_y_mm or mark.size_mm) + etch_mm
    if mark.shape is FiducialShape.CIRCLE:
        yield disc(x, y, size / 2, cast.COPPER)
    elif mark.shape is FiducialShape.RECTANGLE:
        yield plate((x, y), (size, size_y), cast.COPPER)
    else:
        arm = (mark.arm_mm or mark.size_mm / 5) + etch_mm
        yield plate((x, y), (size, arm), cast.COPPER)
        yield plate((x, y), (arm, size), cast.COPPER)
    opening = mark.opening_mm or 2 * max(mark.size_mm, mark.size_y_mm)
    yield disc(x + shift_mm[0], y + shift_mm[1], opening / 2, cast.OPENING)


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """The Data Matrix of one unit: where it is printed (board mm) and its modules.

    ``modules`` is ``(N, N)`` uint8, 1 where it is printed (the dark modules of the symbol are left
    free: light on dark).
    """

    text: str
    x_mm: float
    y_mm: float
    module_mm: float
    modules: NDArray[np.uint8]

    @property
    def box(self) -> Box:
        """Where it is, quiet zone and all."""
        half = self.module_mm * len(self.modules) / 2
        return Box(self.x_mm - half, self.y_mm - half, 2 * half, 2 * half)

    @property
    def art(self) -> Art:
        """The piece on the silkscreen."""
        return Art(cast.BITMAP, cast.SILK, (self.x_mm, self.y_mm, 1.0, 0.0, self.module_mm))


def data_matrix(text: str) -> NDArray[np.uint8]:
    """Give the symbol with its quiet zone: ``(N, N)`` uint8, 1 where light (printed)."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    return (np.array(made.to_image(scale=1)) > 0).astype(np.uint8)


def place_code(board: Board, text: str) -> Code | None:
    """Find room for the code on the board; None where there is none."""
    modules = data_matrix(text)
    for module in (MODULE_MM, 0.8 * MODULE_MM, 0.6 * MODULE_MM):
        room = _room(board, module * modules.shape[1], module * modules.shape[0])
        if room:
            return Code(text, room[0], room[1], module, modules)
    return None


def silk_of(board: Board, code: Code | None) -> Iterator[Art]:
    """Give outlines, pin-1 dots and reference designators, board mm."""
    taken = [site_box(board, p).grown(0.3) for p in board.placements] + mark_boxes(board)
    if code:
        taken.append(code.box)
    for placement in board.placements:
        for art in _outline(board, placement):
            yield _moved(art, placement.pose)
    for placement in board.placements:
        spot = _text_spot(board, placement, taken)
        if spot:
            box, size = spot
            taken.append(box)
            yield from letters(placement.refdes, size, 0.055 * size, cast.SILK, at=box.center_mm)


def outline_of(board: Board) -> Art:
    """Give the board's extent as a plate: what is board and what is not."""
    box = board.extent
    return plate(box.center_mm, (box.width_mm, box.height_mm), cast.OUTLINE)


def design_seed(board: Board) -> int:
    """Give a number that is the same for every unit of a design."""
    text = ";".join(f"{p.refdes},{p.x_mm:.4f},{p.y_mm:.4f}" for p in board.placements)
    return zlib.crc32(text.encode())


def _moved(art: Art, pose: Affine) -> Art:
    row = art.row(pose)
    return Art(art.shape, art.layer, tuple(float(v) for v in row[cast.A0 :]))


def site_box(board: Board, placement: Placement) -> Box:
    """Give the box around a site: body, terminations and lands, board mm."""
    corners = board.package_of(placement).extent.corners_mm
    return Box.around(placement.pose.apply(corners))


def mark_boxes(board: Board) -> list[Box]:
    """Give the boxes that the fiducials need for themselves, board mm."""
    return [
        Box(f.x_mm, f.y_mm, 0.0, 0.0).grown((f.opening_mm or 2 * f.size_mm) / 2 + CLEAR_MM)
        for f in board.fiducials
    ]


def _overlaps(a: Box, b: Box) -> bool:
    return (
        a.x_mm < b.x_mm + b.width_mm
        and b.x_mm < a.x_mm + a.width_mm
        and a.y_mm < b.y_mm + b.height_mm
        and b.y_mm < a.y_mm + a.height_mm
    )


def _within(inner: Box, outer: Box) -> bool:
    low, high = inner.corners_mm[0], inner.corners_mm[2]
    return outer.contains(*low) and outer.contains(*high)


def _free(box: Box, extent: Box, taken: Iterable[Box]) -> bool:
    return _within(box, extent) and not any(_overlaps(box, other) for other in taken)


def _room(board: Board, width: float, height: float) -> tuple[float, float] | None:
    """Find where a box fits without touching a part: nearest to the lower right corner."""
    taken = [site_box(board, p).grown(CLEAR_MM) for p in board.placements] + mark_boxes(board)
    extent, step = board.extent, 0.5
    for y in np.arange(extent.y_mm + CLEAR_MM, extent.y_mm + extent.height_mm - height, step):
        for x in np.arange(extent.x_mm + extent.width_mm - width, extent.x_mm + CLEAR_MM, -step):
            if _free(Box(float(x), float(y), width, height), extent, taken):
                return float(x) + width / 2, float(y) + height / 2
    return None


def _text_spot(
    board: Board, placement: Placement, taken: Sequence[Box]
) -> tuple[Box, float] | None:
    site = site_box(board, placement)
    x, y = site.center_mm
    for size in (TEXT_MM, 0.75 * TEXT_MM):
        wide = width_of(placement.refdes, size)
        dx, dy = (site.width_mm + wide) / 2 + 0.42, (site.height_mm + size) / 2 + 0.42
        for cx, cy in ((x, y + dy), (x, y - dy), (x + dx, y), (x - dx, y)):
            box = Box(cx - wide / 2, cy - size / 2, wide, size)
            if _free(box.grown(0.08), board.extent, taken):
                return box, size
    return None


def _outline(board: Board, placement: Placement) -> Iterator[Art]:
    package = board.package_of(placement)
    half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
    if package.family is Family.SOIC and package.lands:
        for y in (half_y + 0.2, -half_y - 0.2):
            yield stroke((-half_x, y, half_x, y), SILK_MM, cast.SILK)
        first = package.lands[0]
        x = first.x_mm - 0.1 * first.size_x_mm
        yield disc(x, first.y_mm + first.size_y_mm / 2 + 0.45, 0.2, cast.SILK)
        return
    gap = min(
        (land.x_mm - land.size_x_mm / 2 for land in package.lands if land.x_mm > 0), default=0.0
    )
    y = max((half_y, *(land.size_y_mm / 2 for land in package.lands))) + 0.12
    if gap > SILK_MM:
        for side in (y, -y):
            yield stroke((-gap + 0.1, side, gap - 0.1, side), SILK_MM, cast.SILK)
