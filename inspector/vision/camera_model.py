"""From millimetres at their height to pixels and back: nothing is ever warped.

Points are field-local: machine mm relative to the place of the field's centre, turned into the
camera's axes (x right, y up, z up from the plane z = 0).
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from inspector.domain.geometry import Affine
from inspector.domain.image import FrameInfo
from inspector.domain.station import Camera, Entocentric, StageCalibration, Telecentric
from inspector.domain.view import Rays

Floats = NDArray[np.float64]

MOST_STEPS = 25
"""Newton on the distortion settles in four or five; a lens that needs more has no inverse there."""
CLOSE = 1e-12
"""Change of a normalised image coordinate at which the distortion counts as undone."""
EXACT_STAGE = StageCalibration()
"""A stage that goes where it is sent."""
SMALL_STEP_MM = 1e-3
"""Base of the difference quotient of a ray's spread; the model is smooth over far more."""


def project(camera: Camera, points_mm: ArrayLike) -> Floats:
    """Give where points appear.

    Parameters
    ----------
    points_mm
        ``(N, 3)`` field-local x, y, z, mm; or ``(N, 2)`` on the plane z = 0.

    Returns
    -------
    ``(N, 2)`` row, col; not clipped to the picture, NaN for what lies behind the camera.
    """
    points = np.asarray(points_mm, np.float64)
    if points.shape[-1] == 2:  # noqa: PLR2004 - a place in the plane
        points = np.column_stack((points, np.zeros(len(points))))
    if isinstance(camera, Telecentric):
        return _project_telecentric(camera, points)
    seen = points @ _rotation(camera).T + (camera.tx_mm, camera.ty_mm, camera.tz_mm)
    depth = np.where(seen[:, 2] > 0, seen[:, 2], np.nan)
    bent, _ = _distort(camera, seen[:, :2] / depth[:, None])
    return np.column_stack(
        (camera.fy_px * bent[:, 1] + camera.cy_px, camera.fx_px * bent[:, 0] + camera.cx_px)
    )


def unproject(camera: Camera, px: ArrayLike, z_mm: ArrayLike = 0.0) -> Floats:
    """Give the places that appear at the pixels and lie at the given height.

    Parameters
    ----------
    px
        ``(N, 2)`` row, col.
    z_mm
        Height of all, or ``(N,)`` of each, mm.

    Returns
    -------
    ``(N, 2)`` field-local x, y, mm; NaN where no ray of the lens gets there.

    Notes
    -----
    Distortion is undone by Newton's method; there and back is exact to 1e-9 px.
    """
    at = np.asarray(px, np.float64)
    z = np.broadcast_to(np.asarray(z_mm, np.float64), (len(at),))
    if isinstance(camera, Telecentric):
        return _unproject_telecentric(camera, at, z)
    aimed = np.column_stack(
        ((at[:, 1] - camera.cx_px) / camera.fx_px, (at[:, 0] - camera.cy_px) / camera.fy_px)
    )
    straight = _undistort(camera, aimed)
    rotation = _rotation(camera)
    eye = -rotation.T @ np.array([camera.tx_mm, camera.ty_mm, camera.tz_mm])
    rays = np.column_stack((straight, np.ones(len(at)))) @ rotation
    reach = (z - eye[2]) / rays[:, 2]
    reach = np.where(reach > 0, reach, np.nan)
    return np.asarray(eye[:2] + reach[:, None] * rays[:, :2])


def rays_at(camera: Camera, x_mm: float, y_mm: float) -> tuple[float, float, float]:
    """Give how rays lean near a place on the plane z = 0.

    Returns
    -------
    x_slope, y_slope
        mm that a point there appears displaced by, per mm of height.
    spread_per_mm
        Change of that lean per mm sideways (1 over the distance of the eye; 0 for parallel rays).
    """
    h = SMALL_STEP_MM
    base = np.array([(x_mm, y_mm), (x_mm + h, y_mm), (x_mm, y_mm + h)])
    high = unproject(camera, project(camera, np.column_stack((base, np.full(3, h)))), 0.0)
    lean = (high - base) / h
    spread = ((lean[1, 0] - lean[0, 0]) + (lean[2, 1] - lean[0, 1])) / (2 * h)
    return float(lean[0, 0]), float(lean[0, 1]), float(spread)


def part_rays(camera: Camera, to_local: Affine, u_slope: float) -> Rays:
    """Give the rays over a part in its own axes; ``to_local`` takes part mm to field-local mm."""
    x, y, spread = rays_at(camera, to_local.tx, to_local.ty)
    turn = math.radians(to_local.rotation_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    return Rays(x * cos + y * sin, y * cos - x * sin, spread, u_slope)


def machine_to_local(info: FrameInfo, stage: StageCalibration = EXACT_STAGE) -> Affine:
    """Give machine mm to field-local mm: relative to the field's centre, turned with the camera.

    ``info.center_mm`` is what was commanded; the stage's scales and squareness make of it where the
    camera stood.
    """
    x, y = true_center_mm(info, stage)
    return Affine.of(-x, -y, 0.0).then(Affine.of(0.0, 0.0, -info.rotation_deg))


def local_to_machine(info: FrameInfo, stage: StageCalibration = EXACT_STAGE) -> Affine:
    """Give field-local mm to machine mm."""
    x, y = true_center_mm(info, stage)
    return Affine.of(x, y, info.rotation_deg)


def true_center_mm(info: FrameInfo, stage: StageCalibration) -> tuple[float, float]:
    """Give where the field's centre lies, from where the stage was sent."""
    x, y = info.center_mm
    return stage.x_scale * x - stage.squareness_rad * y, stage.y_scale * y


def field_corners_mm(camera: Camera, z_mm: float = 0.0) -> Floats:
    """Give the outline of what the camera sees, ``(4, 2)`` field-local mm, counter-clockwise.

    Starts at the lower left; pixel centres are the border.
    """
    bottom, right = camera.rows - 1.0, camera.cols - 1.0
    return unproject(camera, [(bottom, 0.0), (bottom, right), (0.0, right), (0.0, 0.0)], z_mm)


def mm_per_px_at(camera: Camera, x_mm: float, y_mm: float) -> float:
    """Give the size of a pixel at a place on the plane z = 0 (root of its area)."""
    h = SMALL_STEP_MM
    at = project(camera, [(x_mm, y_mm), (x_mm + h, y_mm), (x_mm, y_mm + h)])
    along, up = at[1] - at[0], at[2] - at[0]
    return h / math.sqrt(abs(float(along[0] * up[1] - along[1] * up[0])))


def _project_telecentric(camera: Telecentric, points: Floats) -> Floats:
    flat = points[:, :2] + points[:, 2:] * (camera.x_slope, camera.y_slope)
    turned = Affine.of(0.0, 0.0, camera.rotation_deg).apply(flat) / camera.mm_per_px
    return np.column_stack((camera.row0_px - turned[:, 1], camera.col0_px + turned[:, 0]))


def _unproject_telecentric(camera: Telecentric, px: Floats, z: Floats) -> Floats:
    turned = np.column_stack((px[:, 1] - camera.col0_px, camera.row0_px - px[:, 0]))
    flat = Affine.of(0.0, 0.0, -camera.rotation_deg).apply(turned * camera.mm_per_px)
    return np.asarray(flat - z[:, None] * np.array([camera.x_slope, camera.y_slope]))


def _rotation(camera: Entocentric) -> Floats:
    vector: Sequence[float] = (camera.rx_rad, camera.ry_rad, camera.rz_rad)
    return np.asarray(cv2.Rodrigues(np.array(vector))[0], np.float64)


def _distort(camera: Entocentric, straight: Floats) -> tuple[Floats, Floats]:
    """Bend normalised coordinates (Brown's model); also give the Jacobian ``(N, 2, 2)``."""
    x, y = straight[:, 0], straight[:, 1]
    r2 = x * x + y * y
    radial = 1 + r2 * (camera.k1 + r2 * (camera.k2 + r2 * camera.k3))
    # derivative of the radial factor with respect to r2, doubled: d/dx = 2 x d/dr2
    slope = 2 * (camera.k1 + r2 * (2 * camera.k2 + 3 * r2 * camera.k3))
    p1, p2 = camera.p1, camera.p2
    bent = np.column_stack(
        (
            x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x),
            y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y,
        )
    )
    jacobian = np.empty((len(x), 2, 2))
    jacobian[:, 0, 0] = radial + x * x * slope + 2 * p1 * y + 6 * p2 * x
    jacobian[:, 0, 1] = jacobian[:, 1, 0] = x * y * slope + 2 * p1 * x + 2 * p2 * y
    jacobian[:, 1, 1] = radial + y * y * slope + 6 * p1 * y + 2 * p2 * x
    return bent, jacobian


def _undistort(camera: Entocentric, bent: Floats) -> Floats:
    """Undo the distortion; NaN where it cannot be undone."""
    if not any((camera.k1, camera.k2, camera.p1, camera.p2, camera.k3)):
        return bent
    straight = bent.copy()
    step = np.zeros_like(bent)
    for _ in range(MOST_STEPS):
        again, m = _distort(camera, straight)
        det = m[:, 0, 0] * m[:, 1, 1] - m[:, 0, 1] * m[:, 1, 0]
        det = np.where(det > 0, det, np.nan)  # beyond the fold the picture runs backwards
        miss = bent - again
        step = np.column_stack(
            (
                (m[:, 1, 1] * miss[:, 0] - m[:, 0, 1] * miss[:, 1]) / det,
                (m[:, 0, 0] * miss[:, 1] - m[:, 1, 0] * miss[:, 0]) / det,
            )
        )
        straight = straight + step
        if not bool(np.any(np.abs(step) > CLOSE)):
            break
    settled = np.all(np.abs(step) <= CLOSE * 1e3, axis=1)
    return np.where(settled[:, None], straight, np.nan)
