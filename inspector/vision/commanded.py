"""Where a panel is expected in the machine, before anything of it was seen.

Machine axes have their zero where the maker put it, and a fixture holds the panel somewhere. What
is known is that the fields were planned over the panel: either its origin is the machine's, or
their middle is its middle.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inspector.domain.geometry import Box
from inspector.domain.image import Field, FrameInfo
from inspector.domain.recipe import Recipe
from inspector.domain.station import Calibration
from inspector.vision.camera_model import field_corners_mm, local_to_machine

MUCH_LESS = 0.9
"""The machine's origin is the panel's unless the fields show less than this share of what they
would if the panel lay in their middle."""


def commanded_origin(
    recipe: Recipe, infos: Sequence[FrameInfo], calibration: Calibration
) -> tuple[float, float]:
    """Give where in the machine the panel's origin is expected, mm.

    Parameters
    ----------
    infos
        Frames of the capture; one a field is enough.

    Returns
    -------
    (0, 0) where the fields cover the panel there; else where it lies in the middle of the fields.
    """
    first = {info.field: info for info in reversed(infos)}
    if not first:
        return 0.0, 0.0
    corners = field_corners_mm(calibration.camera)
    seen = Box.around(
        np.vstack([local_to_machine(i, calibration.stage).apply(corners) for i in first.values()])
    )
    panel = _extent(recipe)
    (seen_x, seen_y), (x, y) = seen.center_mm, panel.center_mm
    middle = (seen_x - x, seen_y - y)
    here = _overlap(panel, seen)
    there = _overlap(replace(panel, x_mm=panel.x_mm + middle[0], y_mm=panel.y_mm + middle[1]), seen)
    return (0.0, 0.0) if here >= MUCH_LESS * there else middle


def brought(info: FrameInfo, origin_mm: tuple[float, float]) -> FrameInfo:
    """Give the frame's place as seen from the expected origin of the panel."""
    x, y = info.center_mm
    return replace(info, center_mm=(x - origin_mm[0], y - origin_mm[1]))


def field_brought(field: Field, origin_mm: tuple[float, float]) -> Field:
    """Give the field as seen from the expected origin of the panel; its pixels stay."""
    frames = (replace(frame, info=brought(frame.info, origin_mm)) for frame in field.frames)
    return replace(field, frames=tuple(frames))


def _extent(recipe: Recipe) -> Box:
    """Give the box around the panel, else around its boards, panel mm."""
    if recipe.panel.outline_mm:
        return Box.around(recipe.panel.outline_mm)
    corners = recipe.board.extent.corners_mm
    return Box.around(np.vstack([site.pose.apply(corners) for site in recipe.panel.sites]))


def _overlap(a: Box, b: Box) -> float:
    width = min(a.x_mm + a.width_mm, b.x_mm + b.width_mm) - max(a.x_mm, b.x_mm)
    height = min(a.y_mm + a.height_mm, b.y_mm + b.height_mm) - max(a.y_mm, b.y_mm)
    return max(width, 0.0) * max(height, 0.0)
