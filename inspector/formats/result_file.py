"""result/1 by its keys; INTERFACES of the format: ``docs/formats``."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from inspector.domain.board import Side
from inspector.domain.code import Symbology
from inspector.domain.result import DefectCode
from inspector.formats.strict import FileModel, NotNegative, Text, Utc
from inspector.formats.versions import Upgrades

UPGRADES: Upgrades = {}

VerdictName = Annotated[str, Field(pattern=r"^(PASS|NOT_INSPECTED|FAIL)$")]
BoxList = tuple[float, float, NotNegative, NotNegative]
Count = Annotated[int, Field(ge=0)]

NOT_STATED = datetime(1970, 1, 1, tzinfo=UTC)
"""What stands for an instant that the file does not give."""


class MeasurementTable(FileModel):
    """One measurement; not measured is null."""

    quantity: Text
    pin: str = ""
    value: float | None
    unit: str
    uncertainty: float | None = None
    refdes: str = ""


class DefectTable(FileModel):
    """A measurement outside its limit; a bound that is not there is null."""

    code: DefectCode
    pin: str = ""
    quantity: Text
    value: float | None
    unit: str
    uncertainty: float | None = None
    low: float | None = None
    high: float | None = None
    clause: str = ""
    revision: str = ""
    verified: bool = False
    formula: str = ""
    box_mm: BoxList | None = None
    refdes: str = ""


class PartTable(FileModel):
    """One part."""

    refdes: str
    verdict: VerdictName
    reason: str = ""
    measurements: tuple[MeasurementTable, ...] = ()
    defects: tuple[DefectTable, ...] = ()


class RegionTable(FileModel):
    """One region between the parts."""

    box_mm: BoxList
    measurements: tuple[MeasurementTable, ...] = ()
    defects: tuple[DefectTable, ...] = ()


class SurfaceTable(FileModel):
    """What was found between the parts."""

    verdict: VerdictName
    regions: tuple[RegionTable, ...] = ()
    uninspected_mm2: NotNegative = 0.0
    reason: str = ""


class PoseTable(FileModel):
    """Where a board lies: for reading by eye x, y and turn; ``affine`` is all of it.

    ``affine`` is (a, b, tx, c, d, ty) of board mm to machine mm: ``x' = a x + b y + tx``.
    """

    x_mm: float
    y_mm: float
    rotation_deg: float
    residual_mm: float | None
    affine: tuple[float, float, float, float, float, float] | None = None
    u_place_mm: float | None = None
    u_rotation_deg: float | None = None


class CodeTable(FileModel):
    """One code; ``text`` null: nothing was read."""

    name: Text
    text: str | None
    symbology: Symbology | None = None
    box_mm: BoxList | None = None
    reason: str = ""


class BoardTable(FileModel):
    """One board; a skipped one has no verdict."""

    index: int
    skipped: bool
    verdict: VerdictName | None
    reason: str = ""
    pose: PoseTable | None = None
    parts: tuple[PartTable, ...] = ()
    surface: SurfaceTable | None = None
    codes: tuple[CodeTable, ...] = ()


class ModelTable(FileModel):
    """Which network answered, and where."""

    sha256: str
    provider: str
    node: str


class TimingTable(FileModel):
    """Seconds."""

    total: float | None
    tail: float | None


class AcquisitionTable(FileModel):
    """Frame counters."""

    delivered: Count
    incomplete: Count = 0
    id_gaps: Count = 0
    underrun: Count = 0
    ring_drops: Count = 0
    reconnects: Count = 0


class ResultFile(FileModel):
    """result.json of one panel."""

    format: str
    product: str
    serial: str
    side: Side
    station: str
    process_stage: str
    ipc_class: str
    recipe_sha256: str
    measured_sha256: str = ""
    golden_sha256: str = ""
    calibration_sha256: str
    models: dict[str, ModelTable]
    software: str
    verdict: VerdictName
    reason: str = ""
    captured_utc: Utc = NOT_STATED
    codes: tuple[CodeTable, ...] = ()
    boards: tuple[BoardTable, ...]
    timing_s: TimingTable
    acquisition: AcquisitionTable
