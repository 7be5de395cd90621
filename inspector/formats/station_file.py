"""station.toml by its keys: what a machine has. Never copied from one machine to another."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from inspector.domain.acquisition import CameraSettings, Encoder, StationCamera
from inspector.domain.errors import StationError
from inspector.domain.modbus import ModbusSettings
from inspector.domain.setup import AnswerPolicy
from inspector.formats.line_file import LineTable, modbus_settings
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


class FlashTable(FileModel):
    """What one channel does in a shot; ``pulse_ms`` 0: it is on."""

    channel: Annotated[int, Field(ge=1)]
    percent: Annotated[float, Field(ge=0, le=100)]
    pulse_ms: NotNegative = 0.0
    delay_ms: NotNegative = 0.0


class LightTable(FileModel):
    """A Gardasoft controller at ``tcp://HOST`` or a serial port: which channels make which shot.

    A shot is named as recipes name it, with its projector where it has one (``fringe:east``).
    """

    name: Text = "light"
    address: Text
    shot: Mapping[str, tuple[FlashTable, ...]]


class ScannerTable(FileModel):
    """A code reader that is asked by a trigger."""

    name: Text = "scanner"
    address: Text
    trigger: Text = "T\r\n"
    end: Text = "\r\n"
    no_read: str = "NOREAD"
    timeout_s: Positive = 1.0


class ReplayTable(FileModel):
    """Recorded captures in place of a camera, over and over: a station at a desk.

    A panel is shown by a capture of its serial; with ``any_panel`` the next capture stands in for
    any, as in a rehearsal with a line.
    """

    folder: Text
    any_panel: bool = False


class ProductTable(FileModel):
    """A recipe's folder; ``name`` is what the line calls it, else the folder's own.

    ``codes`` is a regular expression that a panel's whole code must match; without it any panel is
    this product. The first that fits is taken.
    """

    recipe: Text
    name: str = ""
    codes: str = ""

    @field_validator("codes")
    @classmethod
    def _compiles(cls, codes: str) -> str:
        try:
            re.compile(codes)
        except re.error as error:
            raise ValueError(f"a regular expression ({error})") from error
        return codes


class PolicyTable(FileModel):
    """When the line gets its answer, how long things may take, when the station stops by itself."""

    answer: AnswerPolicy = AnswerPolicy.MACHINE
    verify_timeout_s: Positive = 120.0
    acknowledge_timeout_s: Positive = 5.0
    grab_timeout_s: Positive = 5.0
    same_defects: Annotated[int, Field(ge=0)] = 0
    workers: Annotated[int, Field(ge=1, le=256)] = 2


class StationFile(FileModel):
    """station.toml; paths are of files and folders beside it, or absolute."""

    format: str
    name: Text = "station"
    calibration: str = ""
    record: str = ""
    origin_mm: tuple[float, float] = (0.0, 0.0)
    camera: tuple[CameraTable, ...] = ()
    replay: ReplayTable | None = None
    light: LightTable | None = None
    scanner: ScannerTable | None = None
    line: LineTable = LineTable()
    product: tuple[ProductTable, ...] = ()
    policy: PolicyTable = PolicyTable()

    @model_validator(mode="after")
    def _each_camera_once(self) -> Self:
        for what in ("name", "serial"):
            seen = [getattr(camera, what) for camera in self.camera]
            twice = next((value for value in seen if seen.count(value) > 1), None)
            if twice is not None:
                raise ValueError(f"each {what} once, {twice} is given twice")
        return self


def read_station_file(source: Source) -> StationFile:
    """Read station.toml by its keys.

    Raises
    ------
    StationError
        If the file is not there or not understood.
    """
    return source.read(StationFile, current(source, source.toml(), "station", UPGRADES))


def read_cameras(file: Path) -> tuple[StationCamera, ...]:
    """Read the cameras of a station.

    Raises
    ------
    StationError
        If the file is not there or not understood.
    """
    table = read_station_file(Source(file, StationError))
    return tuple(camera_of(camera) for camera in table.camera)


def read_modbus(file: Path) -> ModbusSettings | None:
    """Read how a station talks Modbus to its PLC, None if it does not.

    Raises
    ------
    StationError
        If the file is not there or not understood.
    """
    source = Source(file, StationError)
    table = read_station_file(source)
    return None if table.line.modbus is None else modbus_settings(source, table.line.modbus)


def camera_of(table: CameraTable) -> StationCamera:
    """Give a camera as its table has it."""
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
