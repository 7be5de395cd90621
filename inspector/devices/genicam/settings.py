"""From settings that people use to features of SFNC, in the order in which cameras accept them."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.devices.genicam.nodes import Nodes
from inspector.domain.acquisition import CameraSettings, NodeValue
from inspector.domain.errors import DeviceError

US_PER_MS = 1000.0


@dataclass(frozen=True, slots=True)
class Write:
    """One feature to set; the first of ``names`` that the camera has: older ones have others.

    ``among`` are selectors set before, and ``optional`` ones are left where there are none.
    """

    names: tuple[str, ...]
    value: NodeValue
    among: tuple[tuple[str, str], ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Applied:
    """What the camera holds after it was set, as frames state it; ``trigger`` as settings have."""

    exposure_ms: float | None
    gain_db: float | None
    black_level: float | None
    trigger: str
    coord_scale_mm: float | None = None
    coord_offset_mm: float | None = None

    @property
    def by_line(self) -> bool:
        """Whether a line triggers it."""
        return self.trigger not in ("software", "off")


def writes_of(settings: CameraSettings) -> Iterator[Write]:
    """Give what is to be set, in order.

    Examples
    --------
    >>> [(w.names[0], w.value) for w in writes_of(CameraSettings(gain_db=3.0))]
    [('GainAuto', 'Off'), ('Gain', 3.0)]
    """
    if settings.user_set:
        yield Write(("UserSetSelector",), settings.user_set)
        yield Write(("UserSetLoad",), 1)
    yield from _format(settings)
    yield from _exposure(settings)
    yield from _trigger(settings)
    for line, source in settings.line_outputs:
        yield Write(("LineMode",), "Output", (("LineSelector", line),), optional=True)
        yield Write(("LineSource",), source, (("LineSelector", line),))
    if settings.ptp is not None:
        yield Write(("PtpEnable", "GevIEEE1588"), settings.ptp)
    if settings.chunks:
        yield Write(("ChunkModeActive",), value=True)
        for chunk in settings.chunks:
            yield Write(("ChunkEnable",), value=True, among=(("ChunkSelector", chunk),))
    for name, value in settings.nodes:
        yield Write((name,), value)


def _format(settings: CameraSettings) -> Iterator[Write]:
    if settings.binning is not None:
        yield Write(("BinningHorizontal",), settings.binning)
        yield Write(("BinningVertical",), settings.binning)
    if settings.pixel_format:
        yield Write(("PixelFormat",), settings.pixel_format)
    sized = settings.width_px is not None or settings.height_px is not None
    for name in ("OffsetX", "OffsetY"):
        if sized:
            yield Write((name,), 0, optional=True)  # else a larger width would not fit
    for name, value in (
        ("Width", settings.width_px),
        ("Height", settings.height_px),
        ("OffsetX", settings.offset_x_px),
        ("OffsetY", settings.offset_y_px),
    ):
        if value is not None:
            yield Write((name,), value)


def _exposure(settings: CameraSettings) -> Iterator[Write]:
    if settings.exposure_ms is not None:
        yield Write(("ExposureAuto",), "Off", optional=True)
        yield Write(("ExposureMode",), "Timed", optional=True)
        us = settings.exposure_ms * US_PER_MS
        yield Write(("ExposureTime", "ExposureTimeAbs"), us)
    if settings.gain_db is not None:
        yield Write(("GainAuto",), "Off", optional=True)
        yield Write(("Gain", "GainAbs"), settings.gain_db)
    if settings.black_level is not None:
        yield Write(("BlackLevel", "BlackLevelRaw"), settings.black_level)
    if settings.gamma is not None:
        yield Write(("GammaEnable",), value=True, optional=True)
        yield Write(("Gamma",), settings.gamma)
    if settings.white_balance is not None:
        yield Write(("BalanceWhiteAuto",), "Off", optional=True)
        for color, ratio in zip(("Red", "Blue"), settings.white_balance, strict=True):
            among = (("BalanceRatioSelector", color),)
            yield Write(("BalanceRatio", "BalanceRatioAbs"), ratio, among)
    if settings.frame_rate_hz is not None:
        yield Write(("AcquisitionFrameRateEnable",), value=True, optional=True)
        yield Write(("AcquisitionFrameRate", "AcquisitionFrameRateAbs"), settings.frame_rate_hz)


def _trigger(settings: CameraSettings) -> Iterator[Write]:
    start = (("TriggerSelector", "FrameStart"),)
    if settings.encoder is not None:
        encoder = settings.encoder
        yield Write(("EncoderSourceA",), encoder.source_a)
        if encoder.source_b:
            yield Write(("EncoderSourceB",), encoder.source_b)
        yield Write(("EncoderDivider",), encoder.divider)
        if encoder.mode:
            yield Write(("EncoderMode",), encoder.mode)
        line = (("TriggerSelector", "LineStart"),)
        yield Write(("TriggerSource",), "Encoder0", line)
        yield Write(("TriggerMode",), "On", line)
    if settings.trigger == "off":
        yield Write(("TriggerMode",), "Off", start, optional=True)
    elif settings.trigger:
        source = "Software" if settings.trigger == "software" else settings.trigger
        yield Write(("TriggerSource",), source, start)
        yield Write(("TriggerMode",), "On", start)
    if settings.trigger_activation:
        yield Write(("TriggerActivation",), settings.trigger_activation, start)
    if settings.trigger_delay_us is not None:
        yield Write(("TriggerDelay", "TriggerDelayAbs"), settings.trigger_delay_us, start)


def apply(nodes: Nodes, settings: CameraSettings) -> Applied:
    """Set a camera, each feature read back and held against what was asked.

    Raises
    ------
    DeviceError
        If the camera lacks a feature that was asked for, refuses it, or holds something else.
    """
    for write in writes_of(settings):
        _put(nodes, write)
    return read_back(nodes)


def read_back(nodes: Nodes) -> Applied:
    """Read what frames state of a camera's settings.

    Raises
    ------
    DeviceError
        If its range frames mark what was not measured by another number than 0.
    """
    exposure_us = _first(nodes, ("ExposureTime", "ExposureTimeAbs"))
    scale, offset = _range_in_mm(nodes)
    return Applied(
        exposure_ms=None if exposure_us is None else exposure_us / US_PER_MS,
        gain_db=_first(nodes, ("Gain", "GainAbs")),
        black_level=_first(nodes, ("BlackLevel", "BlackLevelRaw")),
        trigger=_trigger_of(nodes),
        coord_scale_mm=scale,
        coord_offset_mm=offset,
    )


def await_line(nodes: Nodes, *, awaits: bool) -> None:
    """Let a camera that a line triggers wait for it, or run freely meanwhile: for the eye.

    Raises
    ------
    DeviceError
        If the camera refuses.
    """
    _put(
        nodes,
        Write(("TriggerMode",), "On" if awaits else "Off", (("TriggerSelector", "FrameStart"),)),
    )


def _put(nodes: Nodes, write: Write) -> None:
    name = next((name for name in write.names if nodes.has(name)), None)
    if name is None and write.optional:
        return
    for selector, entry in write.among:
        if nodes.has(selector):
            nodes.write(selector, entry)
    nodes.write(name or write.names[0], write.value)


def _first(nodes: Nodes, names: tuple[str, ...]) -> float | None:
    return next((v for v in (nodes.number(name) for name in names) if v is not None), None)


def _trigger_of(nodes: Nodes) -> str:
    if nodes.has("TriggerSelector") and nodes.read("TriggerSelector") != "FrameStart":
        nodes.write("TriggerSelector", "FrameStart")
    if not nodes.has("TriggerMode") or nodes.read("TriggerMode") == "Off":
        return "off"
    source = str(nodes.read("TriggerSource")) if nodes.has("TriggerSource") else "Software"
    return "software" if source == "Software" else source


def _range_in_mm(nodes: Nodes) -> tuple[float | None, float | None]:
    """Give scale and offset of a 3D camera's z, where it states them in mm and as we read them."""
    if not nodes.has("Scan3dCoordinateScale"):
        return None, None
    if nodes.has("Scan3dCoordinateSelector"):
        nodes.write("Scan3dCoordinateSelector", "CoordinateC")
    flag = nodes.has("Scan3dInvalidDataFlag") and nodes.read("Scan3dInvalidDataFlag") is True
    invalid = nodes.number("Scan3dInvalidDataValue")
    if flag and invalid:
        raise DeviceError(
            f"Scan3dInvalidDataValue is {invalid:g}, here 0 is what was not measured; set it to 0"
        )
    unit = nodes.read("Scan3dDistanceUnit") if nodes.has("Scan3dDistanceUnit") else "Millimeter"
    if unit != "Millimeter":
        return None, None
    return nodes.number("Scan3dCoordinateScale"), nodes.number("Scan3dCoordinateOffset") or 0.0
