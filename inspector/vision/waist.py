"""Whether the board shows between the ends of a chip where its body should be: it stands on a side.

A chip on its long side is as narrow as it is high, but its ends reach over their lands all the
same, and the solder beside them hides how narrow they are. Between the ends nothing hides it.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Package
from inspector.domain.geometry import Affine, Box
from inspector.domain.view import View
from inspector.vision.body import is_chip, pixels_of, plane

Floats = NDArray[np.float64]

STEP_MM = 0.01
ALONG = 0.6
"""Share of the gap between the ends that is looked at."""
CORE = 0.7
"""Share of the height: so much of the width is body whichever side it stands on."""
EDGE_MM = 0.02
"""Beside an edge it is blurred."""
BESIDE_MM = (0.05, 0.14)
"""So far outside of the body the board is looked at: nearer there is its shadow."""
CONTRAST = 0.15
"""Of the brightest in the view: a body nearer to its board in look does not tell how wide it is.

On its side a resistor shows its white ceramic."""
NARROWER = 1.15
"""Times its height a chip must be wide to look narrower on its side."""
TWO = 2


def can_stand_aside(package: Package) -> bool:
    """Whether a chip is so much wider than high that it shows when it stands on its long side."""
    ends = package.terminations
    wider = package.body_y_mm >= NARROWER * package.body_height_mm
    return is_chip(package) and len(ends) == TWO and wider


def open_flanks(view: View, pose: Affine) -> float:
    """Give how much the flanks of a body look like the board beside it, 0 (body) to 1 (board).

    Parameters
    ----------
    pose
        Part's own mm to package mm, as it lies.

    Returns
    -------
    The lesser of both flanks; NaN for packages that cannot stand aside, or where one is not seen.
    """
    package = view.package
    if not can_stand_aside(package):
        return math.nan
    left, right = sorted(
        (Box.around(t.outline_mm) for t in package.terminations), key=lambda box: box.x_mm
    )
    begin, end = left.x_mm + left.width_mm, right.x_mm
    middle, half = (begin + end) / 2, ALONG * (end - begin) / 2
    across = middle - half, middle + half
    deep, wide = package.body_height_mm / 2, package.body_y_mm / 2
    body = _look(view, pose, across, (-CORE * deep, CORE * deep))
    brightest = float(view.ring[view.valid].max()) if view.valid.any() else math.nan
    sides = (-1.0, 1.0)
    flanks = [
        _look(view, pose, across, (s * (deep + EDGE_MM), s * (wide - EDGE_MM))) for s in sides
    ]
    boards = [_look(view, pose, across, tuple(s * (wide + b) for b in BESIDE_MM)) for s in sides]
    if not np.isfinite([body, *flanks, *boards]).all():
        return math.nan
    # print along one side is no board: of both sides what is less like the body
    way = max((board - body for board in boards), key=np.linalg.norm)
    length = float(np.linalg.norm(way))
    if not length > CONTRAST * brightest:
        return 0.0
    return min(float(np.clip((flank - body) @ way / length**2, 0.0, 1.0)) for flank in flanks)


def _look(
    view: View, pose: Affine, along: tuple[float, float], across: tuple[float, ...]
) -> Floats:
    """Give the middle colour of a stretch of a part, ``(3,)``: print is less than half of it.

    NaN where some of it was not seen.
    """
    n, m = (max(2, round(abs(b - a) / STEP_MM)) for a, b in (along, (across[0], across[-1])))
    x, y = np.meshgrid(np.linspace(*along, n), np.linspace(across[0], across[-1], m))
    z = view.package.standoff_mm + view.package.body_height_mm
    px = pixels_of(view, pose.apply(np.column_stack((x.ravel(), y.ravel()))), z)
    row, col = (np.ascontiguousarray(px[:, k].reshape(m, n), np.float32) for k in (0, 1))
    seen = [
        cv2.remap(plane(view, k), col, row, cv2.INTER_LINEAR, borderValue=(np.nan,))
        for k in range(view.ring.shape[2])
    ]
    return np.asarray(np.median(np.stack(seen).reshape(len(seen), -1), axis=1), np.float64)
