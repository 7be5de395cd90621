"""What a machine is, and what was measured of it: station, camera model, calibration."""

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Telecentric:
    """A camera whose rays are parallel: scale, turn and mirror-free.

    Maps machine mm relative to the field's centre (x right, y up) to pixels:
    ``col = col0 + x / mm_per_px``, ``row = row0 - y / mm_per_px`` after a turn by ``rotation_deg``;
    a residual lean of the axis moves what lies at height z by ``z * slope``.
    """

    rows: int
    cols: int
    mm_per_px: float
    row0_px: float
    col0_px: float
    rotation_deg: float = 0.0
    x_slope: float = 0.0
    y_slope: float = 0.0


@dataclass(frozen=True, slots=True)
class Entocentric:
    """A pinhole camera with distortion, in OpenCV's terms.

    ``fx_px, fy_px, cx_px, cy_px`` are K; ``k1, k2, p1, p2, k3`` the distortion. The pose takes
    machine mm relative to the field's centre (x right, y up, z up, origin on the plane z = 0) into
    the camera's axes (x right, y down, z forward): ``X_c = R X + t`` with R from the rotation
    vector ``(rx, ry, rz)`` in radians (OpenCV's Rodrigues) and t in mm. Looking straight down from
    a distance D that is the vector (pi, 0, 0) and t = (0, 0, D).
    """

    rows: int
    cols: int
    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    rx_rad: float
    ry_rad: float
    rz_rad: float
    tx_mm: float
    ty_mm: float
    tz_mm: float
    k1: float = 0.0
    k2: float = 0.0
    p1: float = 0.0
    p2: float = 0.0
    k3: float = 0.0

    @property
    def mm_per_px(self) -> float:
        """Size of a pixel on the plane z = 0, at the centre."""
        return 2 * self.tz_mm / (self.fx_px + self.fy_px)


Camera = Telecentric | Entocentric


@dataclass(frozen=True, slots=True)
class CameraUncertainty:
    """Standard uncertainties (k = 1) of the camera model over its field and its range of heights.

    ``place_mm``: of a point on the plane z = 0; ``scale``: relative, of distances; ``slope``: of
    the rays' lean, mm sideways per mm of height.
    """

    place_mm: float
    scale: float
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class ProjectorCalibration:
    """One fringe projector: its periods, the phase of the plane z = 0, and what phase is in mm.

    ``reference_phase`` is ``(periods, H, W)`` float32, radians, kept in ``reference_phase_file``.
    ``height_per_rad_mm`` is local: coefficients ``(periods, 6)`` of a quadratic in machine x and y
    (1, x, y, x x, x y, y y). ``gamma`` 1 is linear.
    """

    name: str
    periods_mm: tuple[float, ...]
    height_per_rad_mm: tuple[tuple[float, ...], ...]
    gamma: float
    u_height_mm: float
    reference_phase_file: str = ""
    reference_phase: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of the ring light: which colour, from which elevations over the board."""

    color: str
    low_deg: float
    high_deg: float


@dataclass(frozen=True, slots=True)
class LightCalibration:
    """Rings, and the 3 x 3 matrix from light to colour channel (row: channel, column: light)."""

    rings: tuple[Ring, ...]
    crosstalk: tuple[tuple[float, float, float], ...]
    flat_field_file: str = ""


@dataclass(frozen=True, slots=True)
class StageCalibration:
    """True mm per commanded mm along x and y, and the angle by which y leans from square."""

    x_scale: float = 1.0
    y_scale: float = 1.0
    squareness_rad: float = 0.0
    u_place_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Artefact:
    """What was measured to calibrate, and the paper that vouches for it."""

    name: str
    serial: str
    certificate: str
    u_mm: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured of a machine: by whom, until when."""

    camera_name: str
    camera: Camera
    uncertainty: CameraUncertainty
    plane_z_mm: float
    z_range_mm: tuple[float, float]
    stage: StageCalibration
    artefact: Artefact
    made_by: str
    made_utc: datetime
    valid_until_utc: datetime
    light: LightCalibration | None = None
    projectors: tuple[ProjectorCalibration, ...] = ()
    sha256: str = ""
    nominal: bool = False

    def expired(self, now_utc: datetime) -> bool:
        """Whether it may no longer be used: a measurement with it counts as not taken."""
        return now_utc > self.valid_until_utc


def nominal_calibration(rows: int, cols: int, mm_per_px: float, made_utc: datetime) -> Calibration:
    """Give what is assumed of a camera that nobody calibrated: telecentric, very uncertain.

    The figures are those of an uncalibrated industrial lens: 0.1 % of scale, 5 % of lean (an
    entocentric lens at ten times the field), 20 um of place.
    """
    camera = Telecentric(rows, cols, mm_per_px, (rows - 1) / 2, (cols - 1) / 2)
    far = datetime.max.replace(tzinfo=made_utc.tzinfo)
    return Calibration(
        camera_name="nominal",
        camera=camera,
        uncertainty=CameraUncertainty(place_mm=0.020, scale=1e-3, slope=0.05),
        plane_z_mm=0.0,
        z_range_mm=(-math.inf, math.inf),
        stage=StageCalibration(u_place_mm=0.02),
        artefact=Artefact("none", "", "", math.nan),
        made_by="assumed",
        made_utc=made_utc,
        valid_until_utc=far,
        nominal=True,
    )


@dataclass(frozen=True, slots=True)
class Station:
    """What a machine is, as far as inspection must know it; never copied to another machine."""

    name: str
    calibration: Calibration | None = None
