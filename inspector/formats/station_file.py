"""station.toml by its keys: what a machine has. Never copied from one machine to another."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from inspector.domain.acquisition import CameraSettings, Encoder, StationCamera
from inspector.domain.errors import StationError
from inspector.formats.strict import FileModel, NotNegative, Positive, Source, Text
from inspector.formats.versions import Upgrades, current

UPGRADES: Upgrades = {}

Size = Annotated[int, Field(ge=1)]
Place = Annotated[int, Field(ge=0)]


class LineOutputTable(FileModel):
    """What drives an output line: ``ExposureActive`` for a light that follows the exposure."""

    line: Text
    source: Text


class EncoderTable(FileModel):
    """Where a line-scan camera's lines come from."""

    source_a: Text
    source_b: str = ""
    divider: Size = 1
    mode: str = ""


class SettingsTable(FileModel):
    """What a camera is set to; what is not written stays as the camera has it.

    ``trigger`` is off, software or a line (Line0). ``white_balance`` are the ratios of red and blue
    to green. ``nodes`` are any further features by their SFNC names.
    """

    user_set: str = ""
    pixel_format: str = ""
    binning: Size | None = None
    width_px: Size | None = None
    height_px: Size | None = None
    offset_x_px: Place | None = None
    offset_y_px: Place | None = None
    exposure_ms: Positive | None = None
    gain_db: float | None = None
    black_level: NotNegative | None = None
    gamma: Positive | None = None
    white_balance: tuple[Positive, Positive] | None = None
    frame_rate_hz: Positive | None = None
    trigger: str = ""
    trigger_activation: str = ""
    trigger_delay_us: NotNegative | None = None
    line_output: tuple[LineOutputTable, ...] = ()
    encoder: EncoderTable | None = None
    chunks: tuple[Text, ...] = ()
    ptp: bool | None = None
    first_frame_id: Place | None = None
    nodes: Mapping[str, bool | int | float | str] = Field(default_factory=dict)


class CameraTable(FileModel):
    """One camera: ``producer`` is a GenTL producer's file or name, empty for whichever finds it."""

    name: Text
    serial: Text
    mm_per_px: Positive
    producer: str = ""
    z_mm: float = 0.0
    rotation_deg: float = 0.0
    own_process: bool = False
    slots: Annotated[int, Field(ge=2, le=1024)] = 16
    settings: SettingsTable = SettingsTable()


class StationFile(FileModel):
    """station.toml."""

    format: str
    camera: tuple[CameraTable, ...] = ()

    @model_validator(mode="after")
    def _each_camera_once(self) -> Self:
        for what in ("name", "serial"):
            seen = [getattr(camera, what) for camera in self.camera]
            twice = next((value for value in seen if seen.count(value) > 1), None)
            if twice is not None:
                raise ValueError(f"each {what} once, {twice} is given twice")
        return self


def read_cameras(file: Path) -> tuple[StationCamera, ...]:
    """Read the cameras of a station.

    Raises
    ------
    StationError
        If the file is not there or not understood.
    """
    source = Source(file, StationError)
    table = source.read(StationFile, current(source, source.toml(), "station", UPGRADES))
    return tuple(_camera(camera) for camera in table.camera)


def _camera(table: CameraTable) -> StationCamera:
    same = {key: value for key, value in table if key != "settings"}
    return StationCamera(settings=_settings(table.settings), **same)


def _settings(table: SettingsTable) -> CameraSettings:
    own = ("line_output", "encoder", "nodes")
    same = {key: value for key, value in table if key not in own}
    return CameraSettings(
        line_outputs=tuple((out.line, out.source) for out in table.line_output),
        encoder=None if table.encoder is None else Encoder(**dict(table.encoder)),
        nodes=tuple(table.nodes.items()),
        **same,
    )
