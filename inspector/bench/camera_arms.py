"""Two ways to read one camera: ours, and the loop that Harvesters' own examples show."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from harvesters.core import Harvester

from inspector.devices.camera import FieldPlan
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.domain.acquisition import CameraSettings
from inspector.domain.image import Shot

WAIT_S = 10.0
BUFFERS = 64
"""The same for both: a tenth of a second of frames of 1 MP."""
SHOT = (FieldPlan(0, (0.0, 0.0), (Shot("white"),)),)


class Arm(Protocol):
    """One way to read a camera that is open."""

    def frames(self) -> Iterator[int]:
        """Give the number of each frame of a free run, copied to memory of our own."""
        ...

    def triggered(self) -> None:
        """Trigger by software and wait for the frame."""
        ...

    def thread_s(self) -> float:
        """Give the CPU seconds that the thread which fetches has used."""
        ...


class _Ours:
    def __init__(self, camera: GenICamCamera) -> None:
        self.camera = camera

    def frames(self) -> Iterator[int]:
        for frame in self.camera.frames(WAIT_S):
            yield frame.info.frame_id or 0

    def triggered(self) -> None:
        for field in self.camera.grab(SHOT, WAIT_S):
            del field

    def thread_s(self) -> float:
        return self.camera.call("its clock", lambda _: time.thread_time())


@contextmanager
def ours(file: Path, serial: str, settings: CameraSettings) -> Iterator[_Ours]:
    """Open a camera as Inspector does."""
    with Producers() as producers:
        producer = producers.open(file)
        with GenICamCamera(producer, serial, settings=settings, slots=BUFFERS) as camera:
            yield _Ours(camera)


class _Plain:
    def __init__(self, harvester: Harvester, settings: CameraSettings) -> None:
        self._harvester = harvester
        self._acquirer = harvester.create(0)
        nodes = self._acquirer.remote_device.node_map
        for name, value in _features(settings):
            getattr(nodes, name).value = value
        self._acquirer.num_buffers = BUFFERS
        self._nodes = nodes
        self._running = False

    def frames(self) -> Iterator[int]:
        self._start()
        while True:
            with self._acquirer.fetch(timeout=WAIT_S) as buffer:
                component = buffer.payload.components[0]
                np.copy(component.data.reshape(component.height, component.width))
                number = int(buffer.module.frame_id)
            yield number

    def triggered(self) -> None:
        self._start()
        self._nodes.TriggerSoftware.execute()
        with self._acquirer.fetch(timeout=WAIT_S) as buffer:
            component = buffer.payload.components[0]
            np.copy(component.data.reshape(component.height, component.width))

    def thread_s(self) -> float:
        return time.thread_time()

    def close(self) -> None:
        self._acquirer.stop()
        self._acquirer.destroy()

    def _start(self) -> None:
        if not self._running:
            self._running = True
            self._acquirer.start()


@contextmanager
def plain(file: Path, serial: str, settings: CameraSettings) -> Iterator[_Plain]:
    """Open the first camera of a producer as Harvesters' examples do."""
    del serial
    harvester = Harvester()
    harvester.add_file(str(file))
    harvester.update()
    arm = _Plain(harvester, settings)
    try:
        yield arm
    finally:
        arm.close()
        harvester.reset()


def _features(settings: CameraSettings) -> Iterator[tuple[str, float | str]]:
    if settings.exposure_ms is not None:
        yield "ExposureTime", settings.exposure_ms * 1000
    if settings.frame_rate_hz is not None:
        yield "AcquisitionFrameRate", settings.frame_rate_hz
    if settings.trigger == "software":
        yield "TriggerMode", "On"
        yield "TriggerSource", "Software"


@dataclass(frozen=True, slots=True)
class Wakes:
    """How late another thread of the process wakes up, ms, that asked for a millisecond's rest."""

    p50_ms: float
    p99_ms: float
    worst_ms: float
    count: int


class Sleeper:
    """A thread that wakes up every millisecond and notes how late it is."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._late_s: list[float] = []
        self._thread = threading.Thread(target=self._run, name="sleeper", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        pause_s = 0.001
        before = time.perf_counter()
        while not self._done.wait(pause_s):
            now = time.perf_counter()
            self._late_s.append(now - before - pause_s)
            before = now

    def end(self) -> Wakes:
        """Stop and give what was noted."""
        self._done.set()
        self._thread.join()
        late_ms = 1000 * np.array(self._late_s or [np.nan])
        p50, p99 = np.quantile(late_ms, [0.5, 0.99])
        return Wakes(float(p50), float(p99), float(late_ms.max()), len(self._late_s))
