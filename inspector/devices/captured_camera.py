"""A capture on disk as a live camera: through the virtual producer, GenTL and Harvesters."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from inspector.devices.camera import Counters, FieldPlan, Optics
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VirtualGentl
from inspector.devices.virtual_source import Captured
from inspector.domain.acquisition import CameraSettings
from inspector.domain.errors import DeviceError
from inspector.domain.image import Capture, Field
from inspector.formats.capture import read_field

SERIAL = "DEMO"


class CapturedCamera:
    """A camera that takes the fields of a capture again, each by triggers of its own.

    Frames arrive as from a camera of glass: numbered, counted, in another process's memory. Entered
    it is open. One camera is shown, so all frames must be of one size, format and exposure.

    Raises
    ------
    DeviceError
        On entering: without the producer and a compiler for it, or of a capture of another kind.
    """

    def __init__(self, capture: Capture, folder: Path) -> None:
        self._capture, self._folder = capture, folder
        self._open = ExitStack()

    @property
    def counters(self) -> Counters:
        """What came of its frames since it was opened."""
        return self._camera.counters

    def __enter__(self) -> Self:
        infos = self._capture.frames
        kinds = {(i.pixel_format, i.exposure_ms, i.black_level, i.mm_per_px) for i in infos}
        if len(kinds) != 1:
            raise DeviceError(
                f"{self._folder}: its frames differ in format, exposure or scale; a camera that is "
                "set once cannot take them: inspect it as a capture"
            )
        first = read_field(self._capture, self._folder, infos[0].field).frames[0]
        rows, cols = first.pixels.shape[:2]
        kind = infos[0].pixel_format.value
        settings = CameraSettings(
            pixel_format=kind,
            exposure_ms=infos[0].exposure_ms,
            black_level=infos[0].black_level,
            trigger="software",
        )
        shown = VirtualCamera(SERIAL, rows, cols, pixel_format=kind)
        with ExitStack() as opened:
            self._virtual = opened.enter_context(VirtualGentl(Captured(self._folder), [shown]))
            opened.enter_context(_environment(self._virtual))
            producers = opened.enter_context(Producers())
            camera = GenICamCamera(
                producers.open(self._virtual.cti),
                SERIAL,
                name=infos[0].camera or SERIAL,
                settings=settings,
                optics=Optics(infos[0].mm_per_px, infos[0].z_mm, infos[0].rotation_deg),
                light=self._virtual,
            )
            self._camera = opened.enter_context(camera)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def fields(self, order: Sequence[int]) -> Iterator[Field]:
        """Take fields of the capture in some order; see `inspector.devices.camera.Camera.grab`."""
        for index in order:
            infos = tuple(self._capture.infos_of(index))
            plan = FieldPlan(index, infos[0].center_mm, tuple(info.shot for info in infos))
            self._virtual.move_to(plan.center_mm, index)
            yield from self._camera.grab([plan])


@contextmanager
def _environment(virtual: VirtualGentl) -> Iterator[None]:
    """Name the feeder to the producer, which asks the environment, for as long as it is open."""
    before = {name: os.environ.get(name) for name in virtual.environment}
    os.environ.update(virtual.environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
