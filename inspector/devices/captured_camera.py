"""A capture on disk as a live camera: through the virtual producer, GenTL and Harvesters."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.devices.camera import FieldPlan, Optics
from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_source import Captured
from inspector.devices.virtual_station import VirtualStationCamera
from inspector.domain.acquisition import CameraSettings
from inspector.domain.errors import DeviceError
from inspector.domain.image import Capture, Field
from inspector.formats.capture import read_field

SERIAL = "DEMO"


class CapturedCamera(VirtualStationCamera):
    """A camera that takes the fields of a capture again, each by triggers of its own.

    Frames arrive as from a camera of glass: numbered, counted, in another process's memory. One
    camera is shown, so all frames must be of one size, format and exposure.

    Raises
    ------
    DeviceError
        Of a capture of another kind.
    """

    def __init__(self, capture: Capture, folder: Path) -> None:
        infos = capture.frames
        kinds = {(i.pixel_format, i.exposure_ms, i.black_level, i.mm_per_px) for i in infos}
        if len(kinds) != 1:
            raise DeviceError(
                f"{folder}: its frames differ in format, exposure or scale; a camera that is "
                "set once cannot take them: inspect it as a capture"
            )
        self._capture, one = capture, infos[0]
        rows, cols = read_field(capture, folder, one.field).frames[0].pixels.shape[:2]
        kind = one.pixel_format.value
        settings = CameraSettings(
            pixel_format=kind,
            exposure_ms=one.exposure_ms,
            black_level=one.black_level,
            trigger="software",
        )
        shown = VirtualCamera(SERIAL, rows, cols, pixel_format=kind)
        optics = Optics(one.mm_per_px, one.z_mm, one.rotation_deg)
        super().__init__(Captured(folder), shown, settings, optics, one.camera or SERIAL)

    def fields(self, order: Sequence[int]) -> Iterator[Field]:
        """Take fields of the capture in some order; see `inspector.devices.camera.Camera.grab`."""
        plans = []
        for index in order:
            infos = tuple(self._capture.infos_of(index))
            shots = tuple(info.shot for info in infos)
            plans.append(FieldPlan(index, infos[0].center_mm, shots))
        return self.taken(plans)
