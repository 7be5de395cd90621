"""What a viewer shows, as values: pictures lying in a plane and marks over them. No Qt here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Box, Polygon
from ui.widgets.pyramid import Pyramid


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A picture and where it lies: ``left_mm``, ``top_mm`` is the outer corner of its first pixel.

    x to the right, y up. One shown by itself, in pixels, has ``mm_per_px`` 1.
    """

    pyramid: Pyramid
    left_mm: float = 0.0
    top_mm: float = 0.0
    mm_per_px: float = 1.0

    @property
    def box(self) -> Box:
        """What it covers."""
        width, height = (n * self.mm_per_px for n in self.pyramid.size_px)
        return Box(self.left_mm, self.top_mm - height, width, height)


class Style(StrEnum):
    """How a mark is drawn; each differs from the others also without colour."""

    PENDING = "pending"  # thin, dotted: not looked at yet
    PASSED = "passed"  # thin, solid, grey
    NOT_INSPECTED = "not_inspected"  # dashed, orange
    FAILED = "failed"  # thick, solid, vermillion
    DEFECT = "defect"  # thick corners around, vermillion
    CHOSEN = "chosen"  # thick, yellow
    LAND = "land"  # thin, solid, blue
    MASK = "mask"  # dash-dot, grey, hatched: not inspected by wish
    FIDUCIAL = "fiducial"  # medium, solid, blue
    CODE = "code"  # medium, dashed, blue


@dataclass(frozen=True, slots=True)
class Mark:
    """An outline over the picture, mm; ``name`` is shown beside it where there is room."""

    outline_mm: Polygon
    style: Style
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Marks of one style and K corners: ``corners_mm`` is ``(N, K, 2)``, each has a name."""

    style: Style
    corners_mm: NDArray[np.float64]
    names: tuple[str, ...]

    @property
    def boxes_mm(self) -> NDArray[np.float64]:
        """``(N, 4)``: lowest x and y, highest x and y."""
        return np.hstack((self.corners_mm.min(axis=1), self.corners_mm.max(axis=1)))


def layers_of(marks: Iterable[Mark]) -> tuple[Layer, ...]:
    """Sort marks by style and number of corners, what matters most last: it is drawn on top."""
    sorted_: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        if mark.outline_mm:
            key = _ORDER.index(mark.style), len(mark.outline_mm)
            sorted_.setdefault(key, []).append(mark)
    return tuple(
        Layer(_ORDER[order], np.array([m.outline_mm for m in found]), tuple(m.name for m in found))
        for (order, _), found in sorted(sorted_.items())
    )


def in_order(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Give layers with what matters most last, so that it is drawn on top."""
    return tuple(sorted(layers, key=lambda layer: _ORDER.index(layer.style)))


def extent_of(tiles: Sequence[Tile], layers: Sequence[Layer] = ()) -> Box | None:
    """Give the box around everything; None around nothing."""
    corners = [corner for tile in tiles for corner in tile.box.corners_mm]
    if not corners:
        for layer in layers:
            every = layer.corners_mm.reshape(-1, 2)
            corners += [tuple(every.min(axis=0).tolist()), tuple(every.max(axis=0).tolist())]
    return Box.around(corners) if corners else None


_ORDER = (
    Style.MASK,
    Style.PENDING,
    Style.PASSED,
    Style.CODE,
    Style.LAND,
    Style.FIDUCIAL,
    Style.NOT_INSPECTED,
    Style.FAILED,
    Style.DEFECT,
    Style.CHOSEN,
)
