"""From a station's camera, as its file has it, to the object that takes pictures."""

from inspector.devices.camera import Camera, ShotLight
from inspector.devices.camera_process import CameraProcess
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.domain.acquisition import StationCamera


def open_camera(
    camera: StationCamera, producers: Producers, light: ShotLight | None = None
) -> Camera:
    """Give a camera, not yet entered.

    Raises
    ------
    DeviceError
        If no producer finds it; of one in its own process, that shows when it is entered.
    """
    if camera.own_process:
        return CameraProcess(camera, light)
    producer = producers.that_finds(camera.serial, camera.producer)
    return GenICamCamera.of(camera, producer, light)
