"""What of a board's surface is to be looked at, and in which field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, BoardSite, Package
from inspector.domain.geometry import Box, Polygon
from inspector.domain.image import FrameInfo
from inspector.domain.station import Calibration
from inspector.vision.camera_model import machine_to_local, project
from inspector.vision.pose import Registration
from inspector.vision.surface import Raster, Window

Mask = NDArray[np.bool_]

CELL_MM = 1.0
"""Fields share a board's surface by squares of this size: smaller than their overlap."""
GLOW = 0.4
"""Times its height: so far a body's sides shine on the board, more or less as it lies."""
LEAN = 0.1
"""Times its height: so far a body's top is seen beside its foot, towards the rim of a field."""
FINE = 4
"""Polygons are drawn to a sixteenth of a pixel."""
NOBODY = -1


def wanted_of(board: Board, site: BoardSite, raster: Raster, clearance_mm: float) -> Mask:
    """Give what of a board is its surface: inside its outline, outside of parts and masks.

    Parameters
    ----------
    clearance_mm
        Left out around parts, whose solder and shadows differ from board to board, along the
        outline, and around a bad mark.

    Returns
    -------
    ``(H, W)`` bool.
    """
    return _outside_of_parts(board, site, raster, (clearance_mm, clearance_mm, GLOW))


def beside_of(
    board: Board, site: BoardSite, raster: Raster, clearance_mm: float, solder_mm: float
) -> Mask:
    """Give what lies beside parts, inside the clearance that `wanted_of` leaves out around them.

    Parameters
    ----------
    solder_mm
        Left out around lands, terminations and bodies: as far as solder and parts vary.

    Returns
    -------
    ``(H, W)`` bool.
    """
    near = _outside_of_parts(board, site, raster, (clearance_mm, solder_mm, LEAN))
    return np.asarray(near & ~wanted_of(board, site, raster, clearance_mm), np.bool_)


def _outside_of_parts(
    board: Board, site: BoardSite, raster: Raster, left_out: tuple[float, float, float]
) -> Mask:
    """Give what is the board's own.

    ``left_out``: mm along its outline and marks, mm around parts, and a share of their height.
    """
    clearance_mm, around_mm, of_height = left_out
    wanted = np.zeros(raster.shape, np.uint8)
    _fill(wanted, raster, board.outline_mm or board.extent.corners_mm, 1)
    rim = round(clearance_mm / raster.mm_per_px)
    if rim:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
        wanted[:] = cv2.erode(wanted, disc, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    for placement in board.placements:
        if placement.fitted:
            for box in _covered(board.package_of(placement), around_mm, of_height):
                _fill(wanted, raster, tuple(placement.pose.apply(box.corners_mm)), 0)
    for mark in board.fiducials:
        # bare metal: a mirror for the ring, brighter or darker by the board's tilt
        size = max(mark.size_mm, mark.size_y_mm, mark.arm_mm, mark.opening_mm) / 2 + clearance_mm
        _fill(
            wanted,
            raster,
            Box(mark.x_mm - size, mark.y_mm - size, 2 * size, 2 * size).corners_mm,
            0,
        )
    for mask in board.masks:
        _fill(wanted, raster, mask.polygon_mm, 0)
    if site.bad_mark:
        _fill(wanted, raster, site.bad_mark.grown(clearance_mm).corners_mm, 0)
    return wanted > 0


def _covered(package: Package, clearance_mm: float, of_height: float) -> Iterator[Box]:
    """Give what of a part's surroundings is its own: lands, terminations, and around its body."""
    wide = clearance_mm + of_height * package.body_height_mm
    width, height = package.body_x_mm, package.body_y_mm
    yield Box(-width / 2, -height / 2, width, height).grown(wide)
    for land in package.lands:
        yield land.box.grown(clearance_mm)
    for termination in package.terminations:
        yield Box.around(termination.outline_mm).grown(clearance_mm)


def _fill(
    picture: NDArray[np.uint8], raster: Raster, polygon_mm: Polygon | Sequence[object], value: int
) -> None:
    points = np.asarray(polygon_mm, np.float64)
    rows, cols = raster.at_px(points[:, 0], points[:, 1])
    fixed = np.rint(np.stack((cols, rows), axis=1) * (1 << FINE)).astype(np.int32)
    cv2.fillPoly(picture, [fixed], (value,), shift=FINE)


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Which field answers for which square of each board: ``(A, B)`` field indices, or NOBODY."""

    owners: Mapping[int, NDArray[np.int32]]
    cell_px: int

    @property
    def fields(self) -> tuple[int, ...]:
        """Fields that answer for anything."""
        found = {int(k) for owners in self.owners.values() for k in np.unique(owners)}
        return tuple(sorted(found - {NOBODY}))

    def of(self, board: int, field: int, window: Window) -> Mask:
        """Give what of a window of a board's raster a field answers for, ``(H, W)`` bool."""
        mine = self.owners[board] == field
        rows = np.arange(window.row, window.row + window.rows) // self.cell_px
        cols = np.arange(window.col, window.col + window.cols) // self.cell_px
        return np.asarray(mine[:, cols][rows], np.bool_)  # whole rows are copied last


def shares_of(
    registration: Registration,
    infos: Sequence[FrameInfo],
    calibration: Calibration,
    raster: Raster,
) -> Shares:
    """Share the surface of every board among the fields: each square to where it lies best.

    Parameters
    ----------
    infos
        Frames of the capture; one a field is enough.
    raster
        Of one board.
    """
    first: dict[int, FrameInfo] = {}
    for info in infos:
        first.setdefault(info.field, info)
    cell = max(1, round(CELL_MM / raster.mm_per_px))
    rows, cols = (-(-side // cell) for side in raster.shape)
    middles = [_middles(side, cell) for side in raster.shape]
    grid = raster.at_mm(middles[0][:, None], middles[1][None, :]).reshape(-1, 2)
    camera = calibration.camera
    owners = {}
    for index, fit in registration.fits.items():
        machine = fit.transform.apply(grid)
        best = np.zeros(len(grid))
        owner = np.full(len(grid), NOBODY, np.int32)
        for field, info in first.items():
            px = project(camera, machine_to_local(info, calibration.stage).apply(machine))
            far = np.minimum(px, (camera.rows - 1, camera.cols - 1) - px).min(axis=1)
            better = far > best  # NaN: behind the camera
            best[better], owner[better] = far[better], field
        owners[index] = owner.reshape(rows, cols)
    return Shares(owners, cell)


def _middles(side: int, cell: int) -> NDArray[np.float64]:
    """Give the middle of each square along a side; the last one may be cut off by the rim."""
    first = np.arange(0, side, cell)
    return (first + np.minimum(first + cell, side) - 1) / 2
