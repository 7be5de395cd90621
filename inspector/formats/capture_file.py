"""capture.json by its keys."""

import json
from typing import Annotated, Self

from pydantic import Field, model_validator

from inspector.domain.board import Side
from inspector.domain.image import Capture, FrameInfo, FrameStatus, PixelFormat, Shot
from inspector.formats.recipe_file import ShotTable
from inspector.formats.strict import FileModel, NotNegative, Point, Positive, Text, Utc, utc_text
from inspector.formats.versions import Upgrades, newest_of

UPGRADES: Upgrades = {}

Count = Annotated[int, Field(ge=0)]


class FrameTable(FileModel):
    """One frame; ``bits`` is that of the pixel format where it is not stated.

    Of a Coord3D_C16 frame z = coord_offset_mm + coord_scale_mm * number; number 0 is not measured.
    """

    file: Text
    field: Count
    shot: Text
    pixel_format: PixelFormat
    center_mm: Point
    z_mm: float = 0.0
    mm_per_px: Positive
    rotation_deg: float = 0.0
    projector: str = ""
    period_mm: NotNegative = 0.0
    step: Count = 0
    steps: Count = 0
    exposure_ms: Positive | None = None
    gain_db: float | None = None
    bits: Annotated[int, Field(ge=1, le=16)] | None = None
    black_level: NotNegative = 0.0
    linear: bool = True
    camera: str = ""
    frame_id: Count | None = None
    device_ns: Count | None = None
    status: FrameStatus = FrameStatus.OK
    coord_scale_mm: Positive | None = None
    coord_offset_mm: float | None = None

    @model_validator(mode="after")
    def _bits_fit(self) -> Self:
        if self.bits and self.bits > self.pixel_format.bits:
            raise ValueError(f"at most {self.pixel_format.bits} bits for {self.pixel_format}")
        stated = self.coord_scale_mm is not None, self.coord_offset_mm is not None
        if any(stated) and not (all(stated) and self.pixel_format is PixelFormat.COORD3D_C16):
            raise ValueError("coord_scale_mm and coord_offset_mm together, for Coord3D_C16 alone")
        ShotTable(**{key: getattr(self, key) for key in SHOT_KEYS}, name=self.shot)
        return self


class CaptureFile(FileModel):
    """capture.json."""

    format: str
    product: Text
    serial: Text
    side: Side
    captured_utc: Utc
    station: str = ""
    calibration: str = ""
    temperature_c: float | None = None
    skipped_boards: tuple[Count, ...] = ()
    frames: tuple[FrameTable, ...]


SHOT_KEYS = ("projector", "period_mm", "step", "steps")
OWN_KEYS = frozenset(FrameTable.model_fields) - {"shot", "bits", *SHOT_KEYS}


def capture_of(table: CaptureFile) -> Capture:
    """Give the capture of a file."""
    same = {key: value for key, value in table if key not in ("format", "frames")}
    return Capture(frames=tuple(_info(frame) for frame in table.frames), **same)


def capture_text(capture: Capture) -> str:
    """Give capture.json, one line a frame."""
    head = {
        "format": f"capture/{newest_of(UPGRADES)}",
        "product": capture.product,
        "serial": capture.serial,
        "side": capture.side.value,
        "captured_utc": utc_text(capture.captured_utc),
        "station": capture.station,
        "calibration": capture.calibration,
        "temperature_c": capture.temperature_c,
        "skipped_boards": list(capture.skipped_boards),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    frames = ",\n  ".join(json.dumps(_frame(info)) for info in capture.frames)
    lines.append(f' "frames": [\n  {frames}]')
    return "{" + ",\n".join(lines).lstrip() + "}\n"


def _info(frame: FrameTable) -> FrameInfo:
    shot = Shot(frame.shot, **{key: getattr(frame, key) for key in SHOT_KEYS})
    same = {key: getattr(frame, key) for key in OWN_KEYS}
    return FrameInfo(shot=shot, bits=frame.bits or frame.pixel_format.bits, **same)


def _frame(info: FrameInfo) -> dict[str, object]:
    same = {key: getattr(info, key) for key in OWN_KEYS}
    shot = {key: getattr(info.shot, key) for key in SHOT_KEYS}
    table = FrameTable(shot=info.shot.name, bits=info.bits, **shot, **same)
    return table.lean()
