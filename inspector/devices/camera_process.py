"""A camera whose driver runs in a process of its own: what crashes there leaves the station up.

One exchange at a time: the station asks, the camera's process answers, and may ask back once a shot
for its light. Frames cross in shared memory, state and counters on a board that is always readable.
"""

import logging
import multiprocessing
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple, dataclass, fields, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

import numpy as np

from inspector.devices.camera import CameraInfo, CameraState, Counters, FieldPlan, ShotLight
from inspector.devices.frame_memory import (
    FrameReader,
    FrameWriter,
    Kept,
    StatusBoard,
    private_folder,
)
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.producers import Producers
from inspector.domain.acquisition import StationCamera
from inspector.domain.errors import DeviceError
from inspector.domain.image import Field, Frame, FrameInfo, Shot

log = logging.getLogger(__name__)

START_S = 20.0
"""How long a process may take to start and open its camera."""
MARGIN_S = 5.0
"""How much longer than asked a camera's process may take before it counts as hung."""
REPORT_S = 0.02
"""How old state and counters may be."""
STATES = tuple(CameraState)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the station asks: ``grab``, ``next``, ``live``, ``close``, or says: ``lit``."""

    what: str
    plan: tuple[FieldPlan, ...] = ()
    timeout_s: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the camera's process says; ``shot`` where it asks back for the light of one."""

    what: str
    info: CameraInfo | None = None
    index: int = 0
    frames: tuple[tuple[FrameInfo, Kept | None], ...] = ()
    shot: Shot | None = None
    error: str = ""


class CameraProcess:
    """A GenICam camera in a process of its own; the face is that of every camera.

    When the process dies the camera is LOST, and the next grab or live frame starts it again.

    Parameters
    ----------
    camera
        Which camera, how it is set and how it lies.
    light
        Selected here, in the station, before each shot.
    """

    def __init__(self, camera: StationCamera, light: ShotLight | None = None) -> None:
        self._camera, self._light = camera, light
        self._info = CameraInfo("", "", camera.serial, camera.producer)
        self._process: BaseProcess | None = None
        self._entered = False
        self._one_at_a_time = threading.Lock()
        self._earlier = Counters()

    @property
    def info(self) -> CameraInfo:
        """Which camera it is."""
        return self._info

    @property
    def state(self) -> CameraState:
        """What it does; LOST where its process died."""
        if not self._entered:
            return CameraState.CLOSED
        process = self._process  # another thread may end it
        if process is None or not process.is_alive():
            return CameraState.LOST
        return STATES[self._board.read(1)[0]]

    @property
    def counters(self) -> Counters:
        """What came of its frames since it was entered, in all its processes."""
        counted = Counters() if self._process is None else self._counted()
        return _sum(self._earlier, counted)

    def __enter__(self) -> Self:
        self._entered, self._earlier = True, Counters()
        try:
            self._start()
        except DeviceError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._entered = False
        if self._process is not None and self._process.is_alive():
            with suppress(OSError):
                self._pipe.send(Ask("close"))
            self._process.join(MARGIN_S)
        self._end()

    def grab(self, plan: Sequence[FieldPlan], timeout_s: float = 5.0) -> Iterator[Field]:
        """Take the fields of a panel; see `inspector.devices.camera.Camera.grab`."""
        self._again_if_lost()
        self._exchange(Ask("grab", tuple(plan), timeout_s))
        for _ in plan:
            answer = self._exchange(Ask("next", timeout_s=timeout_s))
            yield Field(answer.index, self._frames(answer))

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Give the newest frame that was not given yet."""
        self._again_if_lost()
        return self._frames(self._exchange(Ask("live", timeout_s=timeout_s)))[0]

    def _counted(self) -> Counters:
        return Counters(*self._board.read(1 + len(fields(Counters())))[1:])

    def _frames(self, answer: Answer) -> tuple[Frame, ...]:
        frames = []
        for info, kept in answer.frames:
            if kept is None:
                nothing = np.zeros((0, 0), np.uint8)
                nothing.setflags(write=False)
                frames.append(Frame(info, nothing))
            else:
                frames.append(Frame(info, self._reader.look(kept)))
        return tuple(frames)

    def _again_if_lost(self) -> None:
        if not self._entered:
            raise DeviceError(f"{self._camera.name}: it is not open")
        if self._process is None or not self._process.is_alive():
            self._end()
            self._start()
            self._earlier = replace(self._earlier, reconnects=self._earlier.reconnects + 1)
            log.warning("%s: its process was started again", self._camera.name)

    def _start(self) -> None:
        spawned = multiprocessing.get_context("spawn")
        self._folder = private_folder()
        self._board = StatusBoard.made(self._folder / "board")
        self._reader = FrameReader(self._folder, self._camera.slots)
        self._pipe, theirs = spawned.Pipe()
        lit = self._light is not None
        self._process = spawned.Process(
            target=serve,
            args=(theirs, self._camera, str(self._folder), lit),
            name=f"camera {self._camera.name}",
            daemon=True,
        )
        self._process.start()
        theirs.close()
        opened = _granted(self._hear(START_S))
        self._info = opened.info or self._info

    def _end(self) -> None:
        if self._process is None:
            return
        if self._process.is_alive():
            self._process.kill()
        self._process.join(MARGIN_S)
        self._pipe.close()
        self._process = None
        self._earlier = _sum(self._earlier, self._counted())
        shutil.rmtree(self._folder, ignore_errors=True)

    def _exchange(self, ask: Ask) -> Answer:
        with self._one_at_a_time, ExitStack() as broken_off:
            broken_off.callback(self._end)  # else its late answer would be taken for the next one
            self._say(ask)
            answer = self._hear(ask.timeout_s + MARGIN_S)
            while answer.shot is not None:
                self._say(Ask("lit", error=self._lit(answer.shot)))
                answer = self._hear(ask.timeout_s + MARGIN_S)
            broken_off.pop_all()
        return _granted(answer)

    def _say(self, ask: Ask) -> None:
        try:
            self._pipe.send(ask)
        except OSError as error:
            raise self._died() from error

    def _lit(self, shot: Shot) -> str:
        """Select the light of a shot; give what went wrong."""
        try:
            if self._light is not None:
                self._light.select(shot)
        except DeviceError as error:
            return str(error)
        return ""

    def _hear(self, timeout_s: float) -> Answer:
        """Give the next answer; as long as frames come in, a field of many shots may take long."""
        counted = self._counted()
        try:
            while not self._pipe.poll(timeout_s):
                before, counted = counted, self._counted()
                if counted != before:
                    continue
                self._end()
                raise DeviceError(
                    f"{self._camera.name}: {self._driver()} did not answer in {timeout_s:g} s and "
                    "was ended; it is started again when it is needed"
                )
            answer: Answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        return answer

    def _died(self) -> DeviceError:
        how = "it ended"
        process = self._process  # another thread may end it
        if process is not None:
            process.join(MARGIN_S)
            code = process.exitcode or 0
            with suppress(ValueError):
                how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
        return DeviceError(
            f"{self._camera.name}: the process of {self._driver()} died ({how}); it is started "
            "again when it is needed; if it happens again, update the camera maker's GenTL package"
        )

    def _driver(self) -> str:
        producer = self._info.producer or self._camera.producer
        return f"its driver {Path(producer).name}" if producer else "its driver"


def _granted(answer: Answer) -> Answer:
    if answer.error:
        raise DeviceError(answer.error)
    return answer


def _sum(one: Counters, other: Counters) -> Counters:
    return Counters(*(a + b for a, b in zip(astuple(one), astuple(other), strict=True)))


# What runs in the camera's process


class _AskedLight:
    """A light that the station selects."""

    def __init__(self, pipe: "Connection[Answer, Ask]") -> None:
        self._pipe = pipe

    def select(self, shot: Shot) -> None:
        self._pipe.send(Answer("select", shot=shot))
        said = self._pipe.recv()
        if said.error:
            raise DeviceError(said.error)


def serve(
    pipe: "Connection[Answer, Ask]",
    station_camera: StationCamera,
    folder: str,
    lit: bool,  # noqa: FBT001
) -> None:
    """Be the camera's process: open it and answer until the station closes it or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the station's to handle
    light = _AskedLight(pipe) if lit else None
    try:
        with Producers() as producers:
            found = producers.that_finds(station_camera.serial, station_camera.producer)
            camera = GenICamCamera.of(station_camera, found, light)
            writer = FrameWriter(Path(folder), station_camera.slots)
            with camera, _reported(camera, folder) as report:
                pipe.send(Answer("open", info=camera.info))
                _Server(pipe, camera, writer, report).run()
    except DeviceError as error:
        with suppress(OSError):
            pipe.send(Answer("refused", error=str(error)))
    except (EOFError, OSError):
        log.info("%s: the station is gone", station_camera.name)
        shutil.rmtree(folder, ignore_errors=True)  # it was killed, and cannot


class _Server:
    """Answers one request after another."""

    def __init__(
        self,
        pipe: "Connection[Answer, Ask]",
        camera: GenICamCamera,
        writer: FrameWriter,
        report: Callable[[], None],
    ) -> None:
        self._pipe, self._camera, self._writer, self._report = pipe, camera, writer, report
        self._fields: Iterator[Field] = iter(())

    def run(self) -> None:
        while True:
            ask = self._pipe.recv()
            if ask.what == "close":
                return
            try:
                answer = self._answered(ask)
            except DeviceError as error:
                answer = Answer("refused", error=str(error))
            self._report()  # who has the answer finds it counted
            self._pipe.send(answer)

    def _answered(self, ask: Ask) -> Answer:
        if ask.what == "grab":
            self._fields = self._camera.grab(ask.plan, ask.timeout_s)
            return Answer("grab")
        if ask.what == "live":
            return Answer("frames", frames=(self._kept(self._camera.live(ask.timeout_s)),))
        field = next(self._fields)
        return Answer("frames", index=field.index, frames=self._all_kept(field))

    def _all_kept(self, field: Field) -> tuple[tuple[FrameInfo, Kept | None], ...]:
        """Put a field's frames into slots: all of them, or none."""
        made: list[tuple[FrameInfo, Kept | None]] = []
        try:
            made.extend(map(self._kept, field.frames))
        except DeviceError:
            for _, kept in made:
                if kept is not None:
                    self._writer.give_back(kept)
            raise
        return tuple(made)

    def _kept(self, frame: Frame) -> tuple[FrameInfo, Kept | None]:
        if frame.pixels.size == 0:
            return frame.info, None
        try:
            kept = self._writer.keep(frame.pixels)
        except OSError as error:
            raise DeviceError(
                f"{frame.info.camera}: no shared memory for its frames "
                f"({error.strerror or error}); give it fewer slots, or the system a larger /dev/shm"
            ) from error
        if kept is None:
            self._camera.count_ring_drop()
            raise DeviceError(
                f"{frame.info.camera}: a frame found no free slot; inspect faster, take fewer "
                "fields at a time, or give the camera more slots"
            )
        return frame.info, kept


@contextmanager
def _reported(camera: GenICamCamera, folder: str) -> Iterator[Callable[[], None]]:
    """Write state and counters where the station reads them, all the while and when called."""
    board = StatusBoard.found(Path(folder) / "board")
    done = threading.Event()

    def report() -> None:
        board.write((STATES.index(camera.state), *astuple(camera.counters)))

    def report_on() -> None:
        while not done.wait(REPORT_S):
            report()

    report()
    reporter = threading.Thread(target=report_on, name="report", daemon=True)
    reporter.start()
    try:
        yield report
    finally:
        done.set()
        reporter.join()
