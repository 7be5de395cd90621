"""Parts cut out of their fields: upright, in millimetres, straight from the raw frames.

Frames are never warped. The place of each pixel of the part goes through the camera model, at its
height, to where it lies in the frame; only those pixels are demosaiced and sampled.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Package, Placement
from inspector.domain.geometry import Affine, Box
from inspector.domain.image import Field, FrameInfo, FrameStatus, PixelFormat
from inspector.domain.recipe import Recipe
from inspector.domain.station import Calibration, Camera
from inspector.domain.view import Rays, View
from inspector.vision.camera_model import machine_to_local, mm_per_px_at, part_rays, project
from inspector.vision.kernels.raw import sample
from inspector.vision.picture import check_size, patch_of
from inspector.vision.pose import FieldPose, Registration

Floats = NDArray[np.float64]

MARGIN_MM = 0.4
"""Seen around a part's lands and body: what a shifted part needs, and its surroundings."""
COARSE_STEP = 16
"""The camera model is asked at every 16th pixel; between them straight lines err < 0.01 px."""
NOT_PICTURES = ("fringe", "range")
"""Shots that are decoded to heights, not looked at."""
AGREE_MM = 0.05
"""Two fields are compared over squares of this size: a sub-pixel shift is no disagreement."""
MOST_DIFFERENCE = 0.08
"""Of full scale: two fields that differ by more on the mean of a square do not agree."""
PIECES = 5
"""A part larger than a field is looked for at 5 x 5 places of its extent."""

Part = tuple[int, str]
"""Board index and reference designator."""


def assign_parts(
    recipe: Recipe,
    registration: Registration | None,
    infos: Sequence[FrameInfo],
    calibration: Calibration,
    margin_mm: float = MARGIN_MM,
) -> dict[Part, tuple[int, ...]]:
    """Give, for every placement of every board, the field in which it lies best.

    Parameters
    ----------
    registration
        Where the boards lie; None: as commanded.
    infos
        Frames of the capture; one a field is enough.

    Returns
    -------
    One field index: of those that show the part with its margin the one where it lies farthest
    inside, else of those that show the bare part; several where no field shows the whole of it,
    best first; none where no field shows any of it: it cannot be inspected.
    """
    first: dict[int, FrameInfo] = {}
    for info in infos:
        first.setdefault(info.field, info)
    parts: list[Part] = []
    corners: list[Floats] = []
    bare: list[Floats] = []
    pieces: list[Floats] = []
    for site in recipe.panel.sites:
        board = registration.fits[site.index].transform if registration else site.pose
        for placement in recipe.board.placements:
            extent = recipe.board.package_of(placement).extent
            box = extent.grown(margin_mm)
            pose = placement.pose.then(board)
            parts.append((site.index, placement.refdes))
            corners.append(pose.apply(box.corners_mm))
            bare.append(pose.apply(extent.corners_mm))
            pieces.append(pose.apply(_grid(box)))
    if not parts or not first:
        return dict.fromkeys(parts, ())
    locals_ = [machine_to_local(info, calibration.stage) for info in first.values()]
    whole = _inside_px(calibration.camera, locals_, np.array(corners)).min(axis=2)
    least = _inside_px(calibration.camera, locals_, np.array(bare)).min(axis=2)
    some = (_inside_px(calibration.camera, locals_, np.array(pieces)) >= 0).sum(axis=2)
    indices = np.array(list(first))
    return {
        part: _fields_of_part(indices, (whole[:, i], least[:, i]), some[:, i])
        for i, part in enumerate(parts)
    }


def best_field(
    machine_mm: Floats, infos: Sequence[FrameInfo], calibration: Calibration
) -> tuple[int, bool]:
    """Give the field in which places lie farthest inside, and whether it shows all of them.

    Parameters
    ----------
    machine_mm
        ``(N, 2)``.
    infos
        Frames of the capture, one at least; one a field is enough.
    """
    first: dict[int, FrameInfo] = {}
    for info in infos:
        first.setdefault(info.field, info)
    locals_ = [machine_to_local(info, calibration.stage) for info in first.values()]
    inside = _inside_px(calibration.camera, locals_, machine_mm[None]).min(axis=(1, 2))
    best = int(inside.argmax())
    return list(first)[best], bool(inside[best] >= 0)


def _grid(box: Box) -> Floats:
    x, y = np.meshgrid(
        np.linspace(box.x_mm, box.x_mm + box.width_mm, PIECES),
        np.linspace(box.y_mm, box.y_mm + box.height_mm, PIECES),
    )
    return np.column_stack((x.ravel(), y.ravel()))


def _inside_px(camera: Camera, to_local: Sequence[Affine], machine_mm: Floats) -> Floats:
    """Give how far inside each field (F) each point (N, K) lies, px; negative outside."""
    shape = machine_mm.shape[:2]
    out = np.empty((len(to_local), *shape))
    for i, local in enumerate(to_local):
        px = project(camera, local.apply(machine_mm).reshape(-1, 2))
        far = np.minimum(px, (camera.rows - 1, camera.cols - 1) - px).min(axis=1)
        out[i] = np.nan_to_num(far, nan=-np.inf).reshape(shape)
    return out


def _fields_of_part(
    indices: NDArray[np.int64], inside_px: tuple[Floats, Floats], pieces: NDArray[np.int64]
) -> tuple[int, ...]:
    """Choose by how far inside each field the part lies: with its margin first, then bare."""
    for inside in inside_px:
        best = int(inside.argmax())
        if inside[best] >= 0:
            return (int(indices[best]),)
    order = np.argsort(-pieces, kind="stable")
    return tuple(int(indices[i]) for i in order if pieces[i] > 0)


def absent_shots(recipe: Recipe, field: Field) -> tuple[str, ...]:
    """Give what a field lacks of the shots that the recipe asks for, as reasons; empty if whole.

    A part of such a field is not to be judged by what is left.
    """
    reasons = []
    for name in dict.fromkeys(shot.name for shot in recipe.shots):
        frames = [frame for frame in field.frames if frame.info.shot.name == name]
        broken = [f for f in frames if f.info.status is not FrameStatus.OK]
        if not frames:
            reasons.append(f"field {field.index} has no {name} shot")
        elif broken:
            status = broken[0].info.status.value
            reasons.append(f"field {field.index}: a frame of its {name} shot is {status}")
    return tuple(reasons)


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """What one field shows of a part."""

    images: Mapping[str, NDArray[np.float32]]
    valid: NDArray[np.bool_]
    rays: Rays


@dataclass(frozen=True, slots=True)
class _Raster:
    """Pixels of a cut: size, scale, and the (row, col) of the part's origin."""

    rows: int
    cols: int
    mm_per_px: float
    center_px: tuple[float, float]


def cut_view(
    recipe: Recipe,
    placement: Placement,
    board_index: int,
    fields: Sequence[tuple[Field, FieldPose]],
    calibration: Calibration,
    margin_mm: float = MARGIN_MM,
) -> View:
    """Cut one part, upright, out of the field it lies in, or assembled from several.

    Parameters
    ----------
    fields
        Each with the poses of the boards in it, best first.
    margin_mm
        Seen around the package's extent.

    Returns
    -------
    View
        On the plane z = 0 at the camera's own scale there. A shot that is absent from any of the
        fields, or whose frame is not whole, is absent from ``images``; ``valid`` is False where no
        field shows the pixel, or where two fields disagree.

    Raises
    ------
    ValueError
        Without fields.
    CalibrationError
        If a frame is not of the calibrated camera's size.

    Notes
    -----
    An 0603 with its margin at 10 um per pixel (300 x 190 px) took 1.1 to 1.5 ms from RGB, a Bayer
    mosaic about twice that. Interpolation is linear; the map errs by less than 0.01 px.
    """
    if not fields:
        raise ValueError(f"{placement.refdes}: no field shows it")
    package = recipe.board.package_of(placement)
    to_locals = [placement.pose.then(pose.to_local[board_index]) for _, pose in fields]
    raster = _raster(package, calibration.camera, to_locals[0], margin_mm)
    pieces = [
        _piece(field, calibration, to_local, raster)
        for (field, _), to_local in zip(fields, to_locals, strict=True)
    ]
    images, valid = _assembled(pieces, raster)
    for array in (*images.values(), valid):
        array.flags.writeable = False
    poses = [pose for _, pose in fields]
    return View(
        placement,
        package,
        images,
        valid,
        raster.mm_per_px,
        raster.center_px,
        rays=_common_rays([piece.rays for piece in pieces]),
        u_place_mm=max(p.u_place_at(board_index, placement.x_mm, placement.y_mm) for p in poses),
        u_rotation_deg=max(pose.u_rotation_deg for pose in poses),
        board_index=board_index,
        field=fields[0][0].index,
    )


def hidden_share(view: View) -> float:
    """Give how much of a part, lands included, no field shows or two fields disagree on, 0 to 1."""
    box = view.package.extent
    top, left = view.at_px(box.x_mm, box.y_mm + box.height_mm)
    bottom, right = view.at_px(box.x_mm + box.width_mm, box.y_mm)
    rows = slice(max(0, math.ceil(top)), math.floor(bottom) + 1)
    cols = slice(max(0, math.ceil(left)), math.floor(right) + 1)
    return 1.0 - float(view.valid[rows, cols].mean())


def _raster(package: Package, camera: Camera, to_local: Affine, margin_mm: float) -> _Raster:
    box = package.extent.grown(margin_mm)
    scale = mm_per_px_at(camera, to_local.tx, to_local.ty)
    rows, cols = math.ceil(box.height_mm / scale) + 1, math.ceil(box.width_mm / scale) + 1
    # what rounding up adds lies on all sides alike
    row = (rows - 1) / 2 + box.center_mm[1] / scale
    col = (cols - 1) / 2 - box.center_mm[0] / scale
    return _Raster(rows, cols, scale, (row, col))


def _coarse_map(camera: Camera, to_local: Affine, raster: _Raster) -> Floats:
    """Give the (row, col) in the frame of every 16th pixel of the cut, ``(A, B, 2)``."""
    rows = np.arange(-(-(raster.rows - 1) // COARSE_STEP) + 2) * COARSE_STEP
    cols = np.arange(-(-(raster.cols - 1) // COARSE_STEP) + 2) * COARSE_STEP
    y = (raster.center_px[0] - rows) * raster.mm_per_px
    x = (cols - raster.center_px[1]) * raster.mm_per_px
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    return project(camera, to_local.apply(grid).reshape(-1, 2)).reshape(grid.shape)


def _piece(field: Field, calibration: Calibration, to_local: Affine, raster: _Raster) -> _Piece:
    coarse = _coarse_map(calibration.camera, to_local, raster)
    images: dict[str, NDArray[np.float32]] = {}
    valid = np.zeros((raster.rows, raster.cols), np.bool_)
    low = coarse.reshape(-1, 2).min(axis=0)
    high = coarse.reshape(-1, 2).max(axis=0)
    for frame in field.frames:
        name = frame.info.shot.name
        depth = frame.info.pixel_format is PixelFormat.COORD3D_C16
        if name in NOT_PICTURES or depth or name in images:
            continue
        if frame.info.status is not FrameStatus.OK:
            continue
        check_size(frame, calibration.camera)
        patch = patch_of(frame, (low[0], low[1]), (high[0], high[1]))
        if patch is None:
            continue
        out = np.empty((raster.rows, raster.cols, patch.pixels.shape[2]), np.float32)
        sample(patch.pixels, coarse - (patch.row0, patch.col0), COARSE_STEP, out, valid)
        images[name] = out if out.shape[2] > 1 else out[..., 0]
    return _Piece(
        images, valid, part_rays(calibration.camera, to_local, calibration.uncertainty.slope)
    )


def _common_rays(rays: Sequence[Rays]) -> Rays:
    """Give the mean of several fields' rays; half their spread adds to the uncertainty."""
    if len(rays) == 1:
        return rays[0]
    table = np.array([(r.x_slope, r.y_slope, r.spread_per_mm) for r in rays])
    x, y, spread = (float(v) for v in table.mean(axis=0))
    apart = float(np.ptp(table[:, :2], axis=0).max()) / 2
    return Rays(x, y, spread, math.hypot(rays[0].u_slope, apart))


def _assembled(
    pieces: Sequence[_Piece], raster: _Raster
) -> tuple[dict[str, NDArray[np.float32]], NDArray[np.bool_]]:
    """Join pieces: the mean where several agree, not valid where they do not."""
    if len(pieces) == 1:
        return dict(pieces[0].images), pieces[0].valid
    names = [n for n in pieces[0].images if all(n in piece.images for piece in pieces)]
    count = np.sum([piece.valid for piece in pieces], axis=0)
    valid = np.asarray(count > 0)
    side = max(1, round(AGREE_MM / raster.mm_per_px))
    images: dict[str, NDArray[np.float32]] = {}
    for name in names:
        stack = np.stack([piece.images[name] for piece in pieces])
        seen = np.stack([piece.valid for piece in pieces])
        weight = seen if stack.ndim == seen.ndim else seen[..., None]
        mean = (stack * weight).sum(axis=0) / np.maximum(weight.sum(axis=0), 1)
        images[name] = np.asarray(mean, np.float32)
        for piece in pieces:
            off = np.abs(piece.images[name] - images[name])
            off = off.max(axis=2) if off.ndim > 2 else off  # noqa: PLR2004 - rows, cols
            off = cv2.blur(np.where(piece.valid, off, np.float32(0)), (side, side))
            # half of the difference of two shows against their mean
            valid &= ~(piece.valid & (count > 1) & (off > MOST_DIFFERENCE / 2))
    return images, valid
