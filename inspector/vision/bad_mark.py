"""Whether the bad mark of a board is bare or covered: a covered board is not populated.

Bare, it is flat metal: brighter than the board around it and, under a ring, red like a fiducial.
Paint, a sticker or ink on it is not.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import BoardSite
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Frame, FrameInfo
from inspector.domain.station import Calibration
from inspector.vision.camera_model import project
from inspector.vision.cut import best_field
from inspector.vision.picture import patch_of, usable_frame
from inspector.vision.pose import Registration

Floats = NDArray[np.float64]

CORE = 0.6
"""Share of the mark's sides that is looked at: its rim may be covered, and the pose may err."""
AROUND = 1.5, 1.9
"""... and, of the board around it, between these multiples of its sides."""
GRID = 15
BARE, COVERED = 1.8, 1.35
"""Times as bright as the board around it; between the two it is not clear."""
NO_DARKER = 0.8
"""From so much of the brightness around it on a red mark may be metal on a white board."""
REDDER = 1.25
"""A bare mark under a ring is so many times redder than blue, and than the board around it."""


class MarkState(StrEnum):
    """What a bad mark says of its board."""

    BARE = "bare"
    COVERED = "covered"
    UNCLEAR = "unclear"


def mark_state(
    field: Field, calibration: Calibration, to_local: Affine, site: BoardSite
) -> MarkState:
    """Look at a board's bad mark in a field that shows it.

    Parameters
    ----------
    to_local
        Board mm to field-local mm.
    """
    frame = usable_frame(field)
    if frame is None or site.bad_mark is None:
        return MarkState.UNCLEAR
    x, y = site.bad_mark.center_mm
    half = np.array((site.bad_mark.width_mm, site.bad_mark.height_mm)) / 2
    steps = np.linspace(-AROUND[1], AROUND[1], 3 * GRID)
    unit = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    far = np.abs(unit).max(axis=1)
    inside = _colors(frame, calibration, to_local, (x, y) + unit[far <= CORE] * half)
    around = _colors(frame, calibration, to_local, (x, y) + unit[far >= AROUND[0]] * half)
    if inside is None or around is None:
        return MarkState.UNCLEAR
    ratio = float(inside.max()) / max(float(around.max()), 1e-6)
    red = len(inside) == 1 or inside[0] >= REDDER * inside[-1]
    if ratio <= COVERED:
        # on a white board bare metal is hardly brighter than what is around it, but redder
        redder = len(inside) > 1 and inside[0] * around[-1] >= REDDER * inside[-1] * around[0]
        metal = ratio >= NO_DARKER and red and redder
        return MarkState.UNCLEAR if metal else MarkState.COVERED
    if not red:
        return MarkState.COVERED  # bright, but no metal: a sticker
    return MarkState.BARE if ratio >= BARE else MarkState.UNCLEAR


def _colors(
    frame: Frame, calibration: Calibration, to_local: Affine, places_mm: Floats
) -> Floats | None:
    """Give the median colour at places, board mm; None where the frame does not show them all."""
    px = project(calibration.camera, to_local.apply(places_mm))
    low, high = px.min(axis=0), px.max(axis=0)
    size = np.array(frame.pixels.shape[:2])
    if not (np.isfinite(px).all() and (low >= 0).all() and (high <= size - 1).all()):
        return None
    patch = patch_of(frame, (low[0], low[1]), (high[0], high[1]))
    if patch is None:
        return None
    rows, cols = (np.rint(px).astype(int) - (patch.row0, patch.col0)).T
    return np.asarray(np.median(patch.pixels[rows, cols], axis=0), np.float64)


def fields_of_marks(
    sites: Sequence[BoardSite],
    registration: Registration,
    infos: Sequence[FrameInfo],
    calibration: Calibration,
) -> dict[int, int]:
    """Give, by board with a bad mark, the field that shows it farthest inside.

    Where none shows it whole that is the one that comes nearest: what it then tells is not clear,
    and a board whose mark nobody saw is no pass.
    """
    found = {}
    for site in sites:
        if site.bad_mark is None:
            continue
        box = site.bad_mark.grown(AROUND[1] * max(site.bad_mark.width_mm, site.bad_mark.height_mm))
        machine = registration.fits[site.index].transform.apply(box.corners_mm)
        found[site.index], _ = best_field(machine, infos, calibration)
    return found
