"""What a GenICam camera's driver side costs and stands, beside the plain Harvesters loop.

The camera is our virtual one: a real GenTL producer, whose own work (it copies each picture from
memory) is part of the process that is measured; the CPU of the thread that fetches is told apart.
"""

import math
import mmap
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from inspector.bench.camera_arms import SHOT, Arm, Sleeper, Wakes, ours, plain
from inspector.devices.camera import CameraState
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VARIABLE, VirtualGentl
from inspector.devices.virtual_layout import Picture, Request
from inspector.domain.acquisition import CameraSettings
from inspector.domain.errors import DeviceError
from inspector.domain.image import FrameStatus

SERIAL = "VC1"
SIZES = ((1, 1024, 1024), (5, 2048, 2448), (12, 3000, 4096))
"""Megapixels as they are called, rows, columns."""
BYTES_PER_S = 500e6
STORED = 2
"""Pictures that the camera shows in turn: not one alone, which would stay in the cache."""
AWAY_S = 0.3
WARM_CYCLES = 100
SOAK_HZ = 200.0
"""Twice the rate that is asked of 5 MP: memory is watched, not losses."""
GOALS = {
    "drops": 0.0,
    "fetch CPU of one core": 0.25,
    "recovery, s": 2.0,
    "wake-up p99, ms": 2.0,
    "growth, MiB": 8.0,
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rate:
    """A free run of one size by one arm."""

    arm: str
    megapixels: int
    asked_hz: float
    frames_per_s: float
    mb_per_s: float
    dropped: int
    process_cpu: float
    fetch_cpu: float


@dataclass(frozen=True, slots=True)
class Latency:
    """From trigger to a frame in memory of our own; the exposure of ``exposure_ms`` is in it."""

    arm: str
    exposure_ms: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class CameraReport:
    """Everything measured; memory is NaN where the system does not tell it."""

    rates: tuple[Rate, ...]
    wakes: dict[str, Wakes]
    latencies: tuple[Latency, ...]
    soak_frames: int
    soak_growth_mib: float
    cycles: int
    cycle_s: float
    cycle_growth_mib: float
    recoveries_s: tuple[float, ...]

    def goals(self) -> Iterator[tuple[str, float, float]]:
        """Give what was aimed at: name, measured, at most."""
        own = [rate for rate in self.rates if rate.arm == "ours"]
        measured = {
            "drops": float(sum(rate.dropped for rate in own)),
            "fetch CPU of one core": max(rate.fetch_cpu for rate in own),
            "recovery, s": max(self.recoveries_s, default=math.nan),
            "wake-up p99, ms": self.wakes["ours"].p99_ms,
            "growth, MiB": max(self.soak_growth_mib, self.cycle_growth_mib),
        }
        return ((name, measured[name], most) for name, most in GOALS.items())

    @property
    def good(self) -> bool:
        """Whether every goal that could be measured is met."""
        return not any(value > most for _, value, most in self.goals())


@dataclass(frozen=True)
class Still:
    """A feeder's pictures, for triggers: the same grey each time."""

    rows: int
    cols: int

    def begin(self) -> Self:
        """Give itself: nothing is to be made ready."""
        return self

    def moved_to(self, field: int, center_mm: tuple[float, float]) -> None:
        """Show the same everywhere."""

    def frame_of(self, request: Request) -> Picture:
        """Give a grey picture."""
        return Picture(np.full((self.rows, self.cols), request.frame_id % 251, np.uint8))


def measure_cameras(
    seconds: float = 4.0, frames: int = 500, cycles: int = 50, progress: Progress | None = None
) -> CameraReport:
    """Measure all of it.

    Parameters
    ----------
    seconds
        Of each free run.
    frames
        Over which memory is watched, at 5 MP.
    cycles
        How often the camera is opened and closed.

    Raises
    ------
    DeviceError
        Where there is no virtual camera: no compiler, or no Linux.
    """
    tell = progress or (lambda _done, _total: None)
    steps = 2 * len(SIZES) + 6
    rates: list[Rate] = []
    for megapixels, rows, cols in SIZES:
        with _stored(rows, cols) as file:
            for name, arm in (("ours", ours), ("plain Harvesters", plain)):
                hz = round(BYTES_PER_S / (rows * cols), 1)
                with arm(file, SERIAL, _free(hz)) as opened:
                    rates.append(_rate(name, megapixels, rows * cols, hz, opened, seconds))
                tell(len(rates), steps)
    done = len(rates)
    with _stored(*SIZES[1][1:]) as file:
        wakes = {"no camera": _wakes(None, seconds)}
        with ours(file, SERIAL, _free(30.0)) as opened:
            wakes["ours"] = _wakes(opened, seconds)
        with plain(file, SERIAL, _free(30.0)) as opened_plain:
            wakes["plain Harvesters"] = _wakes(opened_plain, seconds)
        tell(done + 1, steps)
        soak = _soak(file, frames)
        tell(done + 2, steps)
        cycle = _cycles(file, cycles)
        tell(done + 3, steps)
    latencies = tuple(_latencies(max(50, int(seconds * 25))))
    tell(done + 5, steps)
    recoveries = tuple(_recoveries(3))
    tell(steps, steps)
    return CameraReport(tuple(rates), wakes, latencies, frames, soak, cycles, *cycle, recoveries)


def _free(hz: float) -> CameraSettings:
    return CameraSettings(exposure_ms=0.5, frame_rate_hz=hz, trigger="off")


@contextmanager
def _stored(rows: int, cols: int) -> Iterator[Path]:
    """Give a camera that shows stored pictures, as fast as memory is."""
    rng = np.random.default_rng(1)
    shown = tuple(Picture(rng.integers(0, 255, (rows, cols), np.uint8)) for _ in range(STORED))
    with _fed(VirtualCamera(SERIAL, rows, cols, stored=shown)) as feeder:
        yield feeder.cti


@contextmanager
def _fed(camera: VirtualCamera) -> Iterator[VirtualGentl]:
    before = os.environ.get(VARIABLE)
    with VirtualGentl(Still(camera.rows, camera.cols), [camera]) as feeder:
        os.environ.update(feeder.environment)
        try:
            yield feeder
        finally:
            os.environ.pop(VARIABLE, None)
            if before is not None:
                os.environ[VARIABLE] = before


def _rate(name: str, megapixels: int, size: int, hz: float, arm: Arm, seconds: float) -> Rate:
    numbers: list[int] = []
    frames = arm.frames()
    next(frames)  # the ring's memory is there, the first frame behind
    process_s, fetch_s, began = time.process_time(), arm.thread_s(), time.perf_counter()
    while time.perf_counter() - began < seconds:
        numbers.append(next(frames))
    took_s = time.perf_counter() - began
    cpu, fetch = time.process_time() - process_s, arm.thread_s() - fetch_s
    dropped = numbers[-1] - numbers[0] + 1 - len(numbers)
    rate = len(numbers) / took_s
    return Rate(
        name, megapixels, hz, rate, rate * size / 1e6, dropped, cpu / took_s, fetch / took_s
    )


def _wakes(arm: Arm | None, seconds: float) -> Wakes:
    if arm is None:
        sleeper = Sleeper()
        time.sleep(seconds)
        return sleeper.end()
    frames = arm.frames()
    next(frames)
    sleeper = Sleeper()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        next(frames)
    return sleeper.end()


def _latencies(count: int) -> Iterator[Latency]:
    """Trigger the camera that has its own pattern: no feeder's time is in it."""
    with _alone() as file:
        settings = CameraSettings(exposure_ms=0.1, trigger="software")
        for name, arm in (("ours", ours), ("plain Harvesters", plain)):
            with arm(file, "VC0000", settings) as opened:
                for _ in range(5):
                    opened.triggered()
                took = []
                for _ in range(count):
                    began = time.perf_counter()
                    opened.triggered()
                    took.append(1000 * (time.perf_counter() - began))
            p50, p99 = np.quantile(took, [0.5, 0.99])
            yield Latency(name, 0.1, float(p50), float(p99))


@contextmanager
def _alone() -> Iterator[Path]:
    from inspector.devices.virtual_gentl import producer

    before = os.environ.pop(VARIABLE, None)
    try:
        yield producer()
    finally:
        if before is not None:
            os.environ[VARIABLE] = before


def _soak(file: Path, count: int) -> float:
    """Give the growth of memory over frames, MiB; a tenth of them goes before."""
    with ours(file, SERIAL, _free(SOAK_HZ)) as opened:
        frames = opened.frames()
        for _ in range(max(count // 10, 20)):
            next(frames)
        before = memory_mib()
        for _ in range(count):
            next(frames)
        return memory_mib() - before


def _cycles(file: Path, count: int) -> tuple[float, float]:
    """Give the time of one opening, frame and closing, and the growth of memory over all, MiB.

    Memory goes up and down by a ring's size as blocks are kept or given back: the least of the
    first half is held against the least of the second, after as many openings to warm up.
    """
    with Producers() as producers:
        producer = producers.open(file)
        took: list[float] = []
        seen: list[float] = []
        for _ in range(count + min(count, WARM_CYCLES)):
            began = time.perf_counter()
            with GenICamCamera(producer, SERIAL, settings=_free(100.0), slots=4) as camera:
                camera.live(5.0)
            took.append(time.perf_counter() - began)
            seen.append(memory_mib())
        kept = seen[-count:]
        half = max(count // 2, 1)
        return statistics.median(took), min(kept[-half:]) - min(kept[:half])


def _recoveries(count: int) -> Iterator[float]:
    """Pull the plug and put it in again; from then on to the first whole frame."""
    rows, cols = SIZES[1][1:]
    settings = CameraSettings(exposure_ms=0.5, trigger="software")
    with _fed(VirtualCamera(SERIAL, rows, cols)) as feeder, Producers() as producers:
        producer = producers.open(feeder.cti)
        with GenICamCamera(producer, SERIAL, settings=settings, slots=4) as camera:
            list(camera.grab(SHOT))
            for _ in range(count):
                feeder.unplug()
                _wait_lost(camera)
                time.sleep(AWAY_S)
                feeder.plug_in()
                began = time.perf_counter()
                frame = next(iter(camera.grab(SHOT, 5.0))).frames[0]
                if frame.info.status is not FrameStatus.OK:
                    raise DeviceError(f"{SERIAL}: no whole frame after it was plugged in again")
                yield time.perf_counter() - began


def _wait_lost(camera: GenICamCamera) -> None:
    end = time.monotonic() + 5.0
    while camera.state is CameraState.STREAMING:
        if time.monotonic() > end:
            raise DeviceError(f"{SERIAL}: unplugged, and it was not noticed in 5 s")
        time.sleep(0.001)


def memory_mib() -> float:
    """Give the memory of this process that is in RAM; NaN where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return math.nan
    return pages * mmap.PAGESIZE / 2**20
