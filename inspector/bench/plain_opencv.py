"""The same field inspected by two plain OpenCV scripts: full-frame, and careful about regions.

They stand for what an engineer writes in a day. Both find the fiducials, give every chip's place, a
solder figure for every joint and the regions that differ from a golden picture; both know the
design and are scored on the same truth as we are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Placement
from inspector.domain.recipe import Recipe
from inspector.vision.body import caps_box

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]

DISC = 0.6
"""Of correlation: less is no fiducial."""
MARGIN_MM = 0.4
METAL, RED, DIFFERS = 110, (0, 25), 45
"""Levels of an 8-bit picture: metal, the hue of the red ring, and a difference that counts."""
LEAST_MM2 = 0.02
CLEAR_MM = 0.35


@dataclass(frozen=True, slots=True)
class Answer:
    """What a script says of a field.

    Chips' offsets from nominal, mm, NaN where none is found; joints with a figure; and the middles
    of regions that differ, board mm.
    """

    places: Mapping[str, tuple[float, float]]
    joints: int
    regions: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """What both scripts know beforehand: design, scale, the golden picture and where to look."""

    recipe: Recipe
    mm_per_px: float
    golden: Image
    wanted: Image

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the board's picture."""
        return self.golden.shape[0], self.golden.shape[1]


def script_of(recipe: Recipe, frame: Image, mm_per_px: float) -> Script:
    """Prepare both scripts with a good frame."""
    box = recipe.board.extent
    shape = round(box.height_mm / mm_per_px), round(box.width_mm / mm_per_px)
    wanted = np.full(shape, 255, np.uint8)
    bare = Script(recipe, mm_per_px, np.zeros((*shape, 3), np.uint8), wanted)
    for placement in recipe.board.placements:
        extent = recipe.board.package_of(placement).extent.grown(CLEAR_MM)
        _box(bare, wanted, placement.pose.apply(extent.corners_mm))
    for mark in recipe.board.fiducials:
        half = mark.size_mm
        corners = [(mark.x_mm - half, mark.y_mm - half), (mark.x_mm + half, mark.y_mm + half)]
        _box(bare, wanted, np.array(corners))
    return Script(recipe, mm_per_px, _warped(bare, frame, _pose(bare, frame)), wanted)


def _box(script: Script, picture: Image, corners_mm: Floats) -> None:
    px = _px(script, np.asarray(corners_mm))
    low, high = np.floor(px.min(axis=0)).astype(int), np.ceil(px.max(axis=0)).astype(int)
    picture[max(0, low[1]) : high[1], max(0, low[0]) : high[0]] = 0


def _px(script: Script, places_mm: Floats) -> Floats:
    """Give (x, y) px of places on the board's picture."""
    x = places_mm[:, 0] / script.mm_per_px - 0.5
    return np.column_stack((x, script.shape[0] - places_mm[:, 1] / script.mm_per_px - 0.5))


def _pose(script: Script, frame: Image) -> Floats:
    """Find the fiducials by correlation over the whole frame; give picture to frame, ``(2, 3)``."""
    gray = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    size = round(script.recipe.board.fiducials[0].size_mm / script.mm_per_px)
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = size // 4 * 2
    disc = np.zeros((side, side), np.uint8)
    cv2.circle(disc, (side // 2, side // 2), size // 8, 255, -1)
    score = cv2.matchTemplate(small, disc, cv2.TM_CCOEFF_NORMED)
    found, nominal = (
        [],
        _px(script, np.array([(f.x_mm, f.y_mm) for f in script.recipe.board.fiducials])),
    )
    offset = (np.array(frame.shape[1::-1]) - np.array(script.shape[::-1])) / 2
    for place in nominal + offset:
        x, y = (int(v) // 4 - side // 2 for v in place)
        r0, c0 = max(0, y - side), max(0, x - side)
        part = score[r0 : y + side, c0 : x + side]
        _, _, _, (dx, dy) = cv2.minMaxLoc(part)
        cx, cy = 4 * (c0 + dx + side // 2), 4 * (r0 + dy + side // 2)
        around = gray[cy - size : cy + size, cx - size : cx + size]
        _, mask = cv2.threshold(around, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        moments = cv2.moments(mask, binaryImage=True)
        found.append(
            (
                cx - size + moments["m10"] / moments["m00"],
                cy - size + moments["m01"] / moments["m00"],
            )
        )
    matrix, _ = cv2.estimateAffinePartial2D(nominal, np.array(found))
    return np.asarray(matrix, np.float64)


def _warped(script: Script, frame: Image, matrix: Floats) -> Image:
    size = script.shape[::-1]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(frame, matrix, size, flags=flags), np.uint8)


def inspect_plain(script: Script, frame: Image) -> Answer:
    """Inspect a frame ``(H, W, 3)`` uint8 the plain way: every step over the whole frame."""
    board = _warped(script, frame, _pose(script, frame))
    smooth = cv2.GaussianBlur(board, (5, 5), 0)
    hsv = cv2.cvtColor(smooth, cv2.COLOR_RGB2HSV)
    metal = cv2.inRange(hsv, (RED[0], 60, METAL), (RED[1], 255, 255))
    metal = cv2.morphologyEx(metal, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    colored = cv2.inRange(hsv, (0, 60, METAL), (180, 255, 255))
    places = {
        p.refdes: _chip(script, metal, p)
        for p in script.recipe.board.placements
        if _is_chip(script, p)
    }
    joints = sum(_joints(script, colored, p) for p in script.recipe.board.placements)
    off = cv2.absdiff(smooth, cv2.GaussianBlur(script.golden, (5, 5), 0)).max(axis=2)
    over = np.where(off > DIFFERS, np.uint8(255), np.uint8(0))
    mask = np.asarray(cv2.bitwise_and(over, script.wanted), np.uint8)
    return Answer(places, joints, _regions(script, mask, script.mm_per_px))


def inspect_careful(script: Script, frame: Image) -> Answer:
    """Inspect a frame with regions and integers only: what is not looked at is not computed."""
    matrix = _pose(script, frame)
    places, joints = {}, 0
    for placement in script.recipe.board.placements:
        extent = script.recipe.board.package_of(placement).extent.grown(MARGIN_MM)
        px = _px(script, np.asarray(placement.pose.apply(extent.corners_mm)))
        x0, y0 = np.maximum(np.floor(px.min(axis=0)), 0).astype(int)
        x1, y1 = np.ceil(px.max(axis=0)).astype(int)
        part = matrix.copy()
        part[:, 2] += matrix[:, :2] @ (x0, y0)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(frame, part, (x1 - x0, y1 - y0), flags=flags)
        hsv = cv2.cvtColor(cv2.GaussianBlur(crop, (5, 5), 0), cv2.COLOR_RGB2HSV)
        if _is_chip(script, placement):
            metal = cv2.inRange(hsv, (RED[0], 60, METAL), (RED[1], 255, 255))
            places[placement.refdes] = _chip(script, metal, placement, (int(x0), int(y0)))
        colored = cv2.inRange(hsv, (0, 60, METAL), (180, 255, 255))
        joints += _joints(script, colored, placement, (int(x0), int(y0)))
    half = matrix.copy()
    half[:, :2] *= 2
    half[:, 2] += 0.5 * matrix[:, :2] @ (1, 1)
    size = script.shape[1] // 2, script.shape[0] // 2
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    small = cv2.warpAffine(frame, half, size, flags=flags)
    golden = cv2.resize(script.golden, size, interpolation=cv2.INTER_AREA)
    off = cv2.absdiff(cv2.blur(small, (3, 3)), cv2.blur(golden, (3, 3)))
    worst = cv2.max(cv2.max(off[..., 0], off[..., 1]), off[..., 2])
    _, mask = cv2.threshold(worst, DIFFERS, 255, cv2.THRESH_BINARY)
    wanted = cv2.resize(script.wanted, size, interpolation=cv2.INTER_NEAREST)
    mask = cv2.bitwise_and(mask, wanted)
    return Answer(
        places, joints, _regions(script, np.asarray(mask, np.uint8), 2 * script.mm_per_px)
    )


def _is_chip(script: Script, placement: Placement) -> bool:
    return script.recipe.board.package_of(placement).family.value.startswith("chip")


def _chip(
    script: Script,
    metal: NDArray[np.generic],
    placement: Placement,
    corner: tuple[int, int] = (0, 0),
) -> tuple[float, float]:
    """Give how far a chip lies off: the middle of the rectangle around its two caps."""
    package = script.recipe.board.package_of(placement)
    ends = caps_box(package).grown(MARGIN_MM / 2)
    px = _px(script, np.asarray(placement.pose.apply(ends.corners_mm))) - corner
    x0, y0 = np.maximum(np.floor(px.min(axis=0)), 0).astype(int)
    x1, y1 = np.ceil(px.max(axis=0)).astype(int)
    points = cv2.findNonZero(np.ascontiguousarray(metal[y0:y1, x0:x1]))
    if points is None or len(points) < (x1 - x0) * (y1 - y0) // 20:
        return float("nan"), float("nan")
    (cx, cy), _, _ = cv2.minAreaRect(points)
    x = (cx + x0 + corner[0] + 0.5) * script.mm_per_px
    y = (script.shape[0] - (cy + y0 + corner[1] + 0.5)) * script.mm_per_px
    dx, dy = placement.pose.inverse().at(x, y)
    return dx, dy


def _joints(
    script: Script,
    colored: NDArray[np.generic],
    placement: Placement,
    corner: tuple[int, int] = (0, 0),
) -> int:
    """Count the joints of a part that have a solder figure: the share of their land that shines."""
    count = 0
    for land in script.recipe.board.package_of(placement).lands:
        px = _px(script, np.asarray(placement.pose.apply(land.box.corners_mm))) - corner
        x0, y0 = np.maximum(np.floor(px.min(axis=0)), 0).astype(int)
        x1, y1 = np.ceil(px.max(axis=0)).astype(int)
        part = colored[y0:y1, x0:x1]
        count += int(part.size > 0 and cv2.countNonZero(np.ascontiguousarray(part)) >= 0)
    return count


def _regions(script: Script, mask: Image, pixel: float) -> tuple[tuple[float, float], ...]:
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(mask)
    found: list[tuple[float, float]] = []
    for area, (x, y) in zip(stats[1:, cv2.CC_STAT_AREA], middles[1:], strict=True):
        if area * pixel**2 >= LEAST_MM2:
            high = script.shape[0] * script.mm_per_px
            found.append(((float(x) + 0.5) * pixel, high - (float(y) + 0.5) * pixel))
    return tuple(found)


Arms = Sequence[tuple[str, Answer]]
