"""calibration/1 by its keys."""

from typing import Annotated, Literal

from pydantic import Field

from inspector.formats.strict import FileModel, NotNegative, Positive, Sha256, Text, Utc
from inspector.formats.versions import Upgrades

UPGRADES: Upgrades = {}

Pixels = Annotated[int, Field(ge=1)]
Row3 = tuple[float, float, float]


class TelecentricTable(FileModel):
    """A camera whose rays are parallel."""

    model: Literal["telecentric"] = "telecentric"
    rows: Pixels
    cols: Pixels
    mm_per_px: Positive
    row0_px: float
    col0_px: float
    rotation_deg: float = 0.0
    x_slope: float = 0.0
    y_slope: float = 0.0


class EntocentricTable(FileModel):
    """A pinhole camera with distortion: K, distortion, pose."""

    model: Literal["entocentric"] = "entocentric"
    rows: Pixels
    cols: Pixels
    fx_px: Positive
    fy_px: Positive
    cx_px: float
    cy_px: float
    rx_rad: float
    ry_rad: float
    rz_rad: float
    tx_mm: float
    ty_mm: float
    tz_mm: Positive
    k1: float = 0.0
    k2: float = 0.0
    p1: float = 0.0
    p2: float = 0.0
    k3: float = 0.0


class UncertaintyTable(FileModel):
    """Standard uncertainties of the camera model, k = 1."""

    place_mm: NotNegative
    scale: NotNegative
    slope: NotNegative


class StageTable(FileModel):
    """Scale and squareness of the stage."""

    x_scale: Positive = 1.0
    y_scale: Positive = 1.0
    squareness_rad: float = 0.0
    u_place_mm: NotNegative = 0.0


class ArtefactTable(FileModel):
    """What was measured, and its certificate; an uncertainty that nobody stated is null."""

    name: Text
    serial: str
    certificate: str
    u_mm: NotNegative | None


class RingTable(FileModel):
    """One ring of the ring light."""

    color: Text
    low_deg: float
    high_deg: float


class LightTable(FileModel):
    """Rings and crosstalk; the flat field is a picture beside the file."""

    rings: tuple[RingTable, ...]
    crosstalk: tuple[Row3, Row3, Row3]
    flat_field_file: str = ""


class ProjectorTable(FileModel):
    """One fringe projector; the phase of the plane z = 0 is a .npy file beside this one."""

    name: Text
    periods_mm: tuple[Positive, ...]
    height_per_rad_mm: tuple[tuple[float, ...], ...]
    gamma: Positive
    u_height_mm: NotNegative
    reference_phase_file: str = ""


class CalibrationFile(FileModel):
    """calibration.json; ``sha256`` is over all its other keys, see `content_sha256`."""

    format: str
    camera_name: Text
    camera: Annotated[TelecentricTable | EntocentricTable, Field(discriminator="model")]
    uncertainty: UncertaintyTable
    plane_z_mm: float
    z_range_mm: tuple[float | None, float | None]
    stage: StageTable
    artefact: ArtefactTable
    made_by: Text
    made_utc: Utc
    valid_until_utc: Utc
    light: LightTable | None = None
    projectors: tuple[ProjectorTable, ...] = ()
    nominal: bool = False
    sha256: Sha256 | None = None
