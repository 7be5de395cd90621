"""How much a part looks like the golden board's, where it then lies, and whether it is turned.

Correlation of colours, at the golden board's resolution: light may differ by a factor and a level,
the look may not. It knows nothing of what kind of part it is.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Package
from inspector.domain.geometry import Affine
from inspector.domain.golden import Golden, coded
from inspector.domain.view import View

Floats = NDArray[np.float32]

QUARTERS = (90, 180, 270)
SQUARE = 0.05
"""Bodies whose sides differ by less than this share look alike after a quarter turn."""
TURN_DEG = 12.0
TURN_STEP_DEG = 2.0
"""A part is looked for turned by up to 12 degrees."""
LEAST_TURN_DEG = 0.25
LEAST_PX = 6
"""A part must be this many pixels of the golden board wide."""
RIM_PX = 2
"""So much around it goes with a body whose place is looked for, if the part has as much: a top
without print shows nothing but its rim."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the golden board's part it is, and where: package mm and degrees from its place.

    ``score`` is the correlation, -1 to 1, of the part as it should lie; ``over_turned`` by how much
    its body fits better than turned by quarter turns, NaN where a turn changes nothing.
    """

    score: float
    over_turned: float
    x_mm: float
    y_mm: float
    rotation_deg: float


def golden_view(golden: Golden, to_board: Affine, view: View) -> Floats:
    """Give the golden board's picture of a part, upright, ``(H, W, K)`` codes, NaN: not seen.

    Parameters
    ----------
    to_board
        Package mm to board mm.
    view
        The part as it was cut; its raster is taken at the golden board's resolution.
    """
    rows, cols = _size(view, golden.mm_per_px)
    factor = golden.mm_per_px / view.mm_per_px
    row, col = np.meshgrid(np.arange(rows), np.arange(cols), indexing="ij")
    x = ((col + 0.5) * factor - 0.5 - view.center_px[1]) * view.mm_per_px
    y = (view.center_px[0] - ((row + 0.5) * factor - 0.5)) * view.mm_per_px
    board = to_board.apply(np.column_stack((x.ravel(), y.ravel())))
    g_col = (board[:, 0] - golden.box.x_mm) / golden.mm_per_px - 0.5
    g_row = (golden.box.y_mm + golden.box.height_mm - board[:, 1]) / golden.mm_per_px - 0.5
    map_x = np.ascontiguousarray(g_col.reshape(rows, cols), np.float32)
    map_y = np.ascontiguousarray(g_row.reshape(rows, cols), np.float32)
    picture = cv2.remap(golden.mean, map_x, map_y, cv2.INTER_LINEAR).reshape(rows, cols, -1)
    seen = cv2.remap(golden.seen.astype(np.uint8), map_x, map_y, cv2.INTER_NEAREST)
    return np.where(seen[..., None] > 0, picture.astype(np.float32), np.float32(np.nan))


def _size(view: View, mm_per_px: float) -> tuple[int, int]:
    factor = view.mm_per_px / mm_per_px
    rows, cols = view.valid.shape
    return max(1, round(rows * factor)), max(1, round(cols * factor))


def likeness(view: View, reach_mm: float) -> Likeness | None:
    """Compare a part with the golden board's.

    Place and turn are the body's: lands stay where they are, and would pull a shifted part back.

    Parameters
    ----------
    view
        With ``golden``.
    reach_mm
        How far off it is looked for.

    Returns
    -------
    None without a golden part, or where one is too small, or not wholly seen.

    Notes
    -----
    Painted parts of five kinds at 20 um per pixel, shifted by up to 0.2 mm: place to 6 um, turn to
    0.5 degrees. The golden part's own error comes on top.
    """
    if view.golden is None:
        return None
    picture, golden = view.golden.picture, view.golden.codes
    scale = view.golden.mm_per_px
    box = view.package.extent
    rows, cols = golden.shape[:2]
    middle_row = (view.center_px[0] + 0.5) * view.mm_per_px / scale - 0.5
    middle_col = (view.center_px[1] + 0.5) * view.mm_per_px / scale - 0.5
    top = max(0, round(middle_row - (box.y_mm + box.height_mm) / scale))
    left = max(0, round(middle_col + box.x_mm / scale))
    bottom = min(rows, top + round(box.height_mm / scale))
    right = min(cols, left + round(box.width_mm / scale))
    part = golden[top:bottom, left:right]
    if min(part.shape[:2]) < LEAST_PX or not np.isfinite(part).all():
        return None
    if not np.isfinite(picture).all():
        return None
    reach = max(1, round(reach_mm / scale))
    wide = cv2.copyMakeBorder(picture, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    search = np.ascontiguousarray(
        wide[top : bottom + 2 * reach, left : right + 2 * reach], np.float32
    )
    (row, col), rotation = _best_turn(*_body_of(search, part, view, RIM_PX))
    score = max(_peak(search, _rotated(part, turn))[0] for turn in {0.0, rotation})
    x, y = (col - reach) * scale, -(row - reach) * scale
    over = _over_turned(*_body_of(search, part, view), view.package, rotation)
    return Likeness(score, over, x, y, rotation)


def _body_of(search: Floats, part: Floats, view: View, rim: int = 0) -> tuple[Floats, Floats]:
    """Give the body of a golden part, with a rim in px, and where it is looked for."""
    scale = view.golden.mm_per_px if view.golden else view.mm_per_px
    package, box = view.package, view.package.extent
    rows, cols = round(package.body_y_mm / scale), round(package.body_x_mm / scale)
    first_row = round((box.y_mm + box.height_mm - package.body_y_mm / 2) / scale)
    first_col = round((-package.body_x_mm / 2 - box.x_mm) / scale)
    top, left = max(0, first_row - rim), max(0, first_col - rim)
    body = part[top : max(0, first_row) + rows + rim, left : max(0, first_col) + cols + rim]
    reach = search.shape[0] - part.shape[0], search.shape[1] - part.shape[1]
    around = search[top : top + body.shape[0] + reach[0], left : left + body.shape[1] + reach[1]]
    return np.ascontiguousarray(around), np.ascontiguousarray(body)


def _over_turned(around: Floats, body: Floats, package: Package, rotation: float) -> float:
    """Give by how much the part fits better than turned: by its body alone, which has the marks."""
    turned = _turns(body, package)
    if min(body.shape[:2]) < LEAST_PX or not turned:
        return math.nan
    return min(
        _peak(around, _rotated(body, turn))[0]
        - max(_peak(around, _rotated(other, turn))[0] for other in turned)
        for turn in {0.0, rotation}
    )


def _turns(part: Floats, package: Package) -> list[Floats]:
    """Give the part turned by what its own symmetry does not allow."""
    square = abs(part.shape[0] - part.shape[1]) <= max(1, SQUARE * max(part.shape[:2]))
    wrong = [q for q in QUARTERS if (q % package.symmetry_deg) and (square or q == QUARTERS[1])]
    turned = []
    for quarter in wrong:
        other = np.ascontiguousarray(np.rot90(part, quarter // QUARTERS[0]), np.float32)
        if other.shape != part.shape:
            sized = cv2.resize(other, (part.shape[1], part.shape[0]))
            other = np.asarray(sized, np.float32).reshape(part.shape)
        turned.append(other)
    return turned


def _peak(search: Floats, part: Floats) -> tuple[float, tuple[float, float]]:
    """Give the best correlation and where, sub-pixel."""
    scores = np.asarray(cv2.matchTemplate(search, part, cv2.TM_CCOEFF_NORMED), np.float32)
    row, col = (int(v) for v in np.unravel_index(int(np.argmax(scores)), scores.shape))
    dr = _parabola(scores[max(0, row - 1) : row + 2, col])
    dc = _parabola(scores[row, max(0, col - 1) : col + 2])
    return float(scores[row, col]), (row + dr, col + dc)


def _parabola(three: Floats) -> float:
    if len(three) < 3:  # noqa: PLR2004 - at the border of the search
        return 0.0
    low, middle, high = (float(v) for v in three)
    bend = low - 2 * middle + high
    return 0.5 * (low - high) / bend if bend < 0 else 0.0


def _best_turn(search: Floats, part: Floats) -> tuple[tuple[float, float], float]:
    """Give place and turn where the part fits best: steps first, then halving."""
    best_turn, (best, place) = 0.0, _peak(search, part)
    step = TURN_STEP_DEG
    wide = np.arange(-TURN_DEG, TURN_DEG + step, step)
    while step >= LEAST_TURN_DEG:
        base = best_turn
        for turn in wide if step == TURN_STEP_DEG else (base - step, base + step):
            if turn == base:
                continue
            score, at = _peak(search, _rotated(part, float(turn)))
            if score > best:
                best, place, best_turn = score, at, float(turn)
        step /= 2
    return place, best_turn


def _rotated(part: Floats, turn_deg: float) -> Floats:
    rows, cols = part.shape[:2]
    matrix = cv2.getRotationMatrix2D(((cols - 1) / 2, (rows - 1) / 2), turn_deg, 1.0)
    turned = cv2.warpAffine(part, matrix, (cols, rows), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned.reshape(part.shape), np.float32)


def picture_for(view: View, shot: str, mm_per_px: float) -> Floats | None:
    """Give a view's picture as codes at a golden board's resolution, None without that shot."""
    image = view.images.get(shot)
    if image is None:
        return None
    rows, cols = _size(view, mm_per_px)
    codes = coded(image if image.ndim > 2 else image[..., None])  # noqa: PLR2004 - rows, cols
    small = cv2.resize(codes, (cols, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(small.reshape(rows, cols, -1), np.float32)
