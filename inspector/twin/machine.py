"""The machine that looks: camera, lens, stage, sensor, lamps; and where its fields lie."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Box
from inspector.domain.image import PixelFormat
from inspector.domain.station import Camera, Entocentric, Telecentric
from inspector.twin.light import RING_LIGHT, Rig

_ROUNDS = 12
"""Fixed-point rounds that undo the distortion; each gains two or three digits here."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """What turns light into numbers.

    ``psf_px`` is the sigma of lens and pixel together; ``full_well_e`` electrons are full scale;
    ``exposure`` is full scale per unit of radiance of the lamps; ``falloff`` the loss of light in
    the corners; ``gamma`` 1 is linear.
    """

    pixel_format: PixelFormat = PixelFormat.RGB8
    psf_px: float = 0.8
    full_well_e: float = 10_000.0
    read_noise_e: float = 8.0
    black_level: float = 0.0
    exposure: float = 2.1
    falloff: float = 0.12
    noise: bool = True


@dataclass(frozen=True, slots=True)
class Projectors:
    """The projectors of stripes of a machine, alike but for where they stand.

    ``mean`` and ``swing`` are the radiance of a white matt surface that faces the light, and how
    far the stripes are above and below it; ``distance_mm`` is from the middle of the field.
    ``jitter_rad``, ``flicker`` and ``tremble_mm`` are 1 sigma from step to step: phase, brightness,
    how far the camera's picture moves.
    """

    names: tuple[str, ...] = ("east", "west", "north", "south")
    theta_deg: float = 30.0
    distance_mm: float = 250.0
    mean: float = 0.90
    swing: float = 0.80
    jitter_rad: float = 0.003
    flicker: float = 0.002
    tremble_mm: float = 0.0002


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as it truly is: nothing that measures may read this.

    ``camera`` maps field-local mm to pixels (truth); ``mm_per_px`` is what the machine says of it.
    The stage misses each commanded place by ``stage_sigma_mm`` on each axis.
    """

    name: str
    camera: Camera
    mm_per_px: float
    sensor: Sensor = Sensor()
    rig: Rig = RING_LIGHT
    projectors: Projectors = Projectors()
    stage_sigma_mm: float = 0.005
    rotation_deg: float = 0.0

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of a field on the plane z = 0."""
        return self.camera.cols * self.mm_per_px, self.camera.rows * self.mm_per_px


def entocentric(
    rows: int,
    cols: int,
    mm_per_px: float,
    *,
    distance_mm: float = 130.0,
    imperfect: bool = True,
) -> Entocentric:
    """Give a lens that looks straight down from a distance, with the small faults of a real one."""
    fault = 1.0 if imperfect else 0.0
    f = distance_mm / mm_per_px
    return Entocentric(
        rows=rows,
        cols=cols,
        fx_px=f * (1.0 + 2e-4 * fault),
        fy_px=f,
        cx_px=(cols - 1) / 2 + 3.7 * fault,
        cy_px=(rows - 1) / 2 - 2.3 * fault,
        rx_rad=math.pi,
        ry_rad=0.0,
        rz_rad=0.0,
        tx_mm=-3.7 * fault * mm_per_px,
        ty_mm=2.3 * fault * mm_per_px,
        tz_mm=distance_mm,
        k1=-0.08 * fault,
        k2=0.30 * fault,
        p1=4e-5 * fault,
        p2=-6e-5 * fault,
    )


def _standard() -> Mapping[str, Machine]:
    three = entocentric(1536, 2048, 0.010)
    twelve = entocentric(3000, 4096, 0.010, distance_mm=200.0)
    parallel = Telecentric(1536, 2048, 0.010, 767.5, 1023.5)
    bayer = Sensor(pixel_format=PixelFormat.BAYER_RG8)
    return {
        "entocentric-3mp": Machine("entocentric-3mp", three, 0.010),
        "entocentric-3mp-bayer": Machine("entocentric-3mp-bayer", three, 0.010, bayer),
        "entocentric-12mp": Machine("entocentric-12mp", twelve, 0.010),
        "telecentric-3mp": Machine("telecentric-3mp", parallel, 0.010),
    }


MACHINES = _standard()
"""By name. The first is the one that is drawn with unless another is asked for."""


def field_plan(
    extent: Box, machine: Machine, overlap_mm: float = 2.5
) -> tuple[tuple[float, float], ...]:
    """Give the commanded centres of the fields that cover a box, machine mm, row by row to and fro.

    Parameters
    ----------
    extent
        What must be seen, machine mm.
    machine
        Its field's size counts.
    overlap_mm
        By how much neighbouring fields overlap at least.

    Raises
    ------
    ValueError
        If a field is not larger than the overlap.
    """
    wide, high = machine.size_mm
    xs = _line(extent.x_mm, extent.width_mm, wide, overlap_mm)
    ys = _line(extent.y_mm, extent.height_mm, high, overlap_mm)
    centres = []
    for number, y in enumerate(ys):
        row = [(x, y) for x in xs]
        centres += row if number % 2 == 0 else row[::-1]
    return tuple(centres)


def _line(start: float, length: float, field: float, overlap: float) -> list[float]:
    if field <= overlap:
        raise ValueError(f"a field of {field} mm has no room for an overlap of {overlap} mm")
    count = max(1, math.ceil((length - overlap) / (field - overlap)))
    if count == 1:
        return [start + length / 2]
    step = (length - field) / (count - 1)
    return [start + field / 2 + i * step for i in range(count)]


def rays(camera: Camera, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the ray of each pixel.

    Parameters
    ----------
    camera
        The lens.
    pixels
        ``(..., 2)`` row, col.

    Returns
    -------
    ``(..., 4)``: x, y where the ray meets z = 0 (field-local mm), and its lean: mm sideways per mm
    of height.

    Notes
    -----
    Written here and not taken from the measuring side: a shared mistake would cancel.
    """
    if isinstance(camera, Telecentric):
        return _parallel_rays(camera, pixels)
    x, y = _undistorted(camera, pixels)
    turn = _rotation(np.array((camera.rx_rad, camera.ry_rad, camera.rz_rad)))
    shift = np.array((camera.tx_mm, camera.ty_mm, camera.tz_mm))
    ahead = np.stack((x, y, np.ones_like(x)), -1) @ turn  # R^T d, for rows
    eye = -shift @ turn
    lean = ahead[..., :2] / ahead[..., 2:]
    return np.concatenate((eye[:2] - eye[2] * lean, lean), -1)


def _undistorted(
    camera: Entocentric, pixels: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x0 = (pixels[..., 1] - camera.cx_px) / camera.fx_px
    y0 = (pixels[..., 0] - camera.cy_px) / camera.fy_px
    x, y = x0, y0
    for _ in range(_ROUNDS):
        r2 = x * x + y * y
        radial = 1 + r2 * (camera.k1 + r2 * (camera.k2 + r2 * camera.k3))
        dx = 2 * camera.p1 * x * y + camera.p2 * (r2 + 2 * x * x)
        dy = camera.p1 * (r2 + 2 * y * y) + 2 * camera.p2 * x * y
        x, y = (x0 - dx) / radial, (y0 - dy) / radial
    return x, y


def _parallel_rays(camera: Telecentric, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    x = (pixels[..., 1] - camera.col0_px) * camera.mm_per_px
    y = (camera.row0_px - pixels[..., 0]) * camera.mm_per_px
    turn = math.radians(camera.rotation_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    # what lies at z appears z * slope further on, so the ray comes from z * slope further back
    lean_x, lean_y = np.full_like(x, -camera.x_slope), np.full_like(x, -camera.y_slope)
    return np.stack((cos * x + sin * y, -sin * x + cos * y, lean_x, lean_y), -1)


def _rotation(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rodrigues' rotation matrix of a rotation vector."""
    angle = float(np.linalg.norm(vector))
    if angle == 0.0:
        return np.eye(3)
    x, y, z = vector / angle
    cross = np.array(((0.0, -z, y), (z, 0.0, -x), (-y, x, 0.0)))
    turned: NDArray[np.float64] = (
        np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
    )
    return turned
