"""Known pictures for the virtual camera, and a client that takes its frames through Harvesters."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest
from genicam.gentl import IoException
from harvesters.core import Callback, Harvester, ImageAcquirer, ParameterKey, ParameterSet

from inspector.devices.virtual_gentl import VARIABLE, VirtualGentl
from inspector.devices.virtual_layout import Picture, Request
from inspector.domain.errors import DeviceError
from inspector.formats.shipped import shipped

ROWS, COLS = 48, 64
BUILDS = pytest.mark.skipif(
    sys.platform != "linux"
    or not (
        shutil.which("g++")
        or (shipped("packaging/gentl") / "build" / "inspector_virtual.cti").is_file()
    ),
    reason="the virtual camera runs on Linux and is built with g++",
)
FULL = {"Mono16": 16, "Coord3D_C16": 16}


def bits_of(pixel_format: str) -> int:
    return FULL.get(pixel_format) or next(n for n in (10, 12, 8) if str(n) in pixel_format)


def known(pixel_format: str, frame_id: int) -> np.ndarray:
    """Noise of all levels that the format has, other for each frame."""
    bits = bits_of(pixel_format)
    shape = (ROWS, COLS, 3) if pixel_format == "RGB8" else (ROWS, COLS)
    kind = np.uint8 if bits == 8 else np.uint16
    chance = np.random.default_rng(frame_id)
    return chance.integers(0, 2**bits, shape, kind)


MISFITS = {
    "huge": np.zeros((ROWS * 9, COLS), np.uint8),
    "small": np.zeros((ROWS // 2, COLS), np.uint8),
    "wrong": np.zeros((ROWS, COLS), np.uint16),  # said to be of 8 bits
}


@dataclass(frozen=True)
class Known:
    """Noise in the format asked for; under the light "none" there is no picture."""

    def begin(self) -> "Known":
        return self

    def moved_to(self, field, center_mm) -> None: ...

    def frame_of(self, request: Request) -> Picture:
        if request.shot.name == "none":
            raise DeviceError("no picture under this light")
        if request.shot.name in MISFITS:
            return Picture(MISFITS[request.shot.name])
        if request.shot.name == "ramp":  # from nothing to what fills it, taken with 1000 us
            row = np.round(np.arange(COLS) / COLS * 65535).astype(np.uint16)
            return Picture(np.tile(row, (ROWS, 1)), 16, 1000.0)
        if request.shot.name == "colors":
            return Picture(np.full((ROWS, COLS, 3), (40, 80, 100), np.uint8))
        if request.shot.name == "told":  # what the request said, as numbers
            told = np.zeros((ROWS, COLS), np.uint16)
            x_mm, y_mm = request.center_mm
            told[0, :4] = request.camera, request.field, round(x_mm * 1000), round(y_mm * 1000)
            return Picture(told, 16)
        if request.shot.name == "fringe":
            told = np.zeros((ROWS, COLS), np.uint16)
            shot = request.shot
            told[0, :3] = round(shot.period_mm * 1000), shot.step, shot.steps
            told[0, 3 : 3 + len(shot.projector)] = list(shot.projector.encode())
            return Picture(told, 16)
        pixels = known(request.pixel_format, request.frame_id)
        return Picture(pixels, bits_of(request.pixel_format))


@dataclass
class Client:
    """One camera, opened through Harvesters."""

    acquirer: ImageAcquirer
    incomplete: list[int] = field(default_factory=list)

    @property
    def nodes(self):
        return self.acquirer.remote_device.node_map

    def set(self, **values: object) -> None:
        for name, value in values.items():
            self.nodes.get_node(name).value = value

    def start(self, **values: object) -> None:
        self.set(**values)
        self.acquirer.start()

    def take(self, within_s: float = 5.0) -> "Taken | None":
        """Give the next whole frame; None when the time is up or one came that was not whole."""
        until, before = time.monotonic() + within_s, len(self.incomplete)
        while time.monotonic() < until and len(self.incomplete) == before:
            buffer = self.acquirer.try_fetch(timeout=0.02)
            if buffer is not None:
                taken = Taken.of(buffer, self.nodes)
                buffer.queue()
                return taken
        return None

    def shoot(self, within_s: float = 5.0, **values: object) -> "Taken | None":
        self.set(**values)
        self.nodes.TriggerSoftware.execute()
        return self.take(within_s)

    def stream(self):
        return self.acquirer.data_streams[0]


@dataclass(frozen=True)
class Taken:
    frame_id: int
    parts: dict[str, np.ndarray]
    chunks: dict[str, object]

    @classmethod
    def of(cls, buffer, nodes) -> "Taken":
        parts = {}
        for one in buffer.payload.components:
            wide = one.data.size // one.height if one.height else 0
            channels = 3 if one.data_format == "RGB8" else 1
            shape = (one.height, one.width, 3) if channels == 3 else (one.height, wide)
            parts[one.data_format] = one.data.reshape(shape).copy()
        chunks = {}
        if nodes.ChunkModeActive.value:
            names = "FrameID", "Timestamp", "ExposureTime", "Gain", "FringeStep", "LightName"
            chunks = {name: nodes.get_node(f"Chunk{name}").value for name in names}
        return cls(buffer.module.frame_id, parts, chunks)

    @property
    def pixels(self) -> np.ndarray:
        (only,) = self.parts.values()
        return only


@contextmanager
def harvesting(virtual: VirtualGentl) -> Iterator[Harvester]:
    before = os.environ.pop(VARIABLE, None)
    os.environ.update(virtual.environment)
    harvester = Harvester()
    try:
        harvester.add_file(str(virtual.cti), check_existence=True, check_validity=True)
        harvester.update()
        yield harvester
    finally:
        harvester.reset()
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before


@contextmanager
def opened(harvester: Harvester, serial: str) -> Iterator[Client]:
    handler = signal.getsignal(signal.SIGINT)  # create() takes it
    at_once = ParameterSet({ParameterKey.TIMEOUT_PERIOD_ON_UPDATE_EVENT_DATA_CALL: 1})
    acquirer = harvester.create({"serial_number": serial}, config=at_once)
    signal.signal(signal.SIGINT, handler)
    client = Client(acquirer)
    told = acquirer.Events.INCOMPLETE_BUFFER

    class Count(Callback):
        def emit(self, context) -> None:
            client.incomplete.append(1)

    acquirer.add_callback(told, Count())
    acquirer.num_buffers = 8
    try:
        yield client
    finally:
        try:
            acquirer.destroy()
        except IoException:  # it is lost: the first call says so, the second frees it
            acquirer.destroy()
