"""How a station's cameras are set: by names that people use, and by any other node of theirs."""

from dataclasses import dataclass

NodeValue = bool | int | float | str
"""What a node of a camera holds; an enumeration holds the name of its entry."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Where the lines of a line-scan camera come from: two tracks, and ticks per line."""

    source_a: str
    source_b: str = ""
    divider: int = 1
    mode: str = ""


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """What a camera is set to, in this order; what is None or empty stays as the camera has it.

    ``trigger`` is ``off``, ``software`` or the name of a line (``Line0``). ``height_px`` of a
    line-scan camera is its lines per frame. ``line_outputs`` are pairs of a line and what drives
    it (``ExposureActive``). ``chunks`` are the entries of ChunkSelector that ride with each frame.
    ``first_frame_id`` is the number of the first frame after a start: with it, a lost first frame
    of a hardware-triggered panel is told at once, without it by the frame that lacks at the end.
    ``nodes`` are any further ones by their SFNC names, set last.
    """

    user_set: str = ""
    pixel_format: str = ""
    binning: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    offset_x_px: int | None = None
    offset_y_px: int | None = None
    exposure_ms: float | None = None
    gain_db: float | None = None
    black_level: float | None = None
    gamma: float | None = None
    white_balance: tuple[float, float] | None = None
    frame_rate_hz: float | None = None
    trigger: str = ""
    trigger_activation: str = ""
    trigger_delay_us: float | None = None
    line_outputs: tuple[tuple[str, str], ...] = ()
    encoder: Encoder | None = None
    chunks: tuple[str, ...] = ()
    ptp: bool | None = None
    first_frame_id: int | None = None
    nodes: tuple[tuple[str, NodeValue], ...] = ()


@dataclass(frozen=True, slots=True)
class StationCamera:
    """One camera of a station: which one it is, how it is set, how it lies in the machine.

    ``producer`` is the path or the name of a GenTL producer (.cti); empty: whichever finds it.
    ``own_process``: its driver runs apart, so that a driver that crashes leaves the station up.
    """

    name: str
    serial: str
    mm_per_px: float
    producer: str = ""
    z_mm: float = 0.0
    rotation_deg: float = 0.0
    own_process: bool = False
    slots: int = 16
    settings: CameraSettings = CameraSettings()
