"""A virtual GenTL camera: a real producer, which any GenICam client loads, fed with our pictures.

Examples
--------
::

    from harvesters.core import Harvester

    with VirtualGentl(source, [VirtualCamera("VC1000")]) as virtual:
        os.environ.update(virtual.environment)
        harvester = Harvester()
        harvester.add_file(str(virtual.cti))
        harvester.update()
        virtual.move_to((12.0, 9.0))  # what the next trigger sees

packaging/gentl/README.md lists its nodes.
"""

import contextlib
import hashlib
import logging
import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from inspector.devices.virtual_feeder import VirtualCamera, serve
from inspector.devices.virtual_layout import (
    CHANGED,
    EDGE,
    FAULTS,
    MOVED,
    PLACE,
    Source,
    device_at,
)
from inspector.devices.virtual_socket import control, gone, listen
from inspector.domain.errors import DeviceError
from inspector.domain.image import Shot
from inspector.formats.shipped import shipped

log = logging.getLogger(__name__)

VARIABLE = "INSPECTOR_VIRTUAL_GENTL"
"""Names the feeder to the producer, so that several stations have each their own."""
_FILE = "inspector_virtual.cti"
_BUILD_S = 300.0


class VirtualGentl:
    """Virtual cameras and their feeder, for as long as it is entered.

    Parameters
    ----------
    source
        Where the pictures come from. It is pickled: the feeder is a process of its own, because a
        client that holds the GIL while it waits, as Harvesters does, would starve a thread.
    cameras
        One or more; each with a serial of its own.

    Raises
    ------
    DeviceError
        On entering, where there is neither the producer nor a compiler for it, or no Linux.
    """

    def __init__(
        self,
        source: Source,
        cameras: Sequence[VirtualCamera] = (VirtualCamera(),),
    ) -> None:
        serials = [camera.serial for camera in cameras]
        if not serials or len(set(serials)) < len(serials):
            raise DeviceError(f"virtual GenTL camera: serials {serials}; give each camera its own")
        self._source = source
        self._cameras = tuple(cameras)
        self._open = contextlib.ExitStack()
        self.cti = Path()
        self.environment: Mapping[str, str] = {}

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as opened:
            self.cti = producer()
            listener, path = listen()
            opened.callback(gone, path)
            with listener:  # the feeder gets its own
                work = listener, self._cameras, self._source
                spawn = multiprocessing.get_context("spawn").Process
                self._feeder = spawn(target=serve, args=work, daemon=True)
                self._feeder.start()
            opened.callback(self._feeder.join)
            self._control, memory = control(path)
            opened.callback(self._control.close)
            self._devices = [
                device_at(memoryview(memory), index) for index in range(len(self._cameras))
            ]
            self.environment = {VARIABLE: str(path)}
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._devices = []
        self._open.close()

    def move_to(self, center_mm: tuple[float, float], field: int = 0) -> None:
        """Say where the machine stands, as its stage would; every trigger from now on sees it."""
        for device in self._devices:
            device["field"] = field
            device["center_x_mm"], device["center_y_mm"] = center_mm
        self._send(PLACE.pack(MOVED, 0, field, *center_mm))

    def select(self, shot: Shot) -> None:
        """Light a shot, as a lamp controller beside the camera would, from the next trigger on.

        A shot without a name leaves the light to the camera's nodes again.
        """
        for device in self._devices:
            for key in ("projector", "period_mm", "step", "steps"):
                device[key] = getattr(shot, key)
            device["light"] = shot.name

    def pulse(self, line: int = 0, camera: int = 0) -> None:
        """Raise a line and let it fall: what a trigger wire would do."""
        for level in (1, 0):
            self._send(CHANGED.pack(EDGE, line, level, camera))

    def fault(self, name: str, value: int = 1, camera: int = 0) -> None:
        """Let something go wrong: one of the names of `FAULTS`, so many times, or on and off.

        Raises
        ------
        DeviceError
            If there is no such fault.
        """
        if name not in FAULTS:
            raise DeviceError(f"virtual GenTL camera: no fault {name}; write {', '.join(FAULTS)}")
        self._devices[camera][name] = value

    def unplug(self, camera: int = 0) -> None:
        """Pull the plug: whoever has it open has lost it."""
        self._devices[camera]["present"] = 0
        self._devices[camera]["unplugs"] += 1

    def plug_in(self, camera: int = 0) -> None:
        """Put the plug in again: it can be found and opened anew."""
        self._devices[camera]["present"] = 1

    def tell_access(self, status: int, camera: int = 0) -> None:
        """Let it tell a GenTL access status, 4 that another host has it; 0: the true one."""
        self._devices[camera]["access"] = status

    def kill(self) -> None:
        """End the feeder as a crash would: open cameras give incomplete frames from now on."""
        self._feeder.kill()
        self._feeder.join()

    def owner(self, camera: int = 0) -> int:
        """Give the process that has it open; 0: none."""
        return int(self._device(camera)["owner"])

    def _device(self, camera: int) -> NDArray[np.void]:
        return self._devices[camera]

    def _send(self, message: bytes) -> None:
        try:
            self._control.send(message)
        except OSError as error:
            raise DeviceError("virtual GenTL camera: its feeder is gone; start it again") from error


def producer() -> Path:
    """Give the producer's file; builds it where there is none yet and a compiler is.

    Raises
    ------
    DeviceError
        If there is neither.
    """
    return producer_of(shipped("packaging/gentl"))


def producer_of(sources: Path) -> Path:
    """Give the producer that is built from these sources: beside them in a checkout, else cached.

    Raises
    ------
    DeviceError
        If it is not built and there is no compiler, or that fails.
    """
    files = sorted(path for path in sources.iterdir() if path.is_file())
    built = sources / "build" / _FILE
    newest = max(path.stat().st_mtime for path in files)
    if built.is_file() and built.stat().st_mtime >= newest:
        return built
    if os.access(sources, os.W_OK) and (sources.parents[1] / "Makefile").is_file():
        cti = built  # a checkout; an installed package is left as it is
    else:
        key = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
        cti = user_cache_path("inspector") / f"gentl-{key}" / _FILE
        if cti.is_file():
            return cti
    compiler = os.environ.get("CXX") or "g++"
    if not shutil.which(compiler):
        raise DeviceError(
            f"virtual GenTL camera: {_FILE} is not built and there is no {compiler}; "
            "run: apt-get install g++"
        )
    build = ["sh", str(sources / "build.sh"), str(cti)]
    log.warning("building the virtual camera with g++, once; this takes some ten seconds")
    done = subprocess.run(build, capture_output=True, text=True, timeout=_BUILD_S, check=False)
    if done.returncode:
        said = next(iter(done.stderr.strip().splitlines()), "nothing said")
        raise DeviceError(f"virtual GenTL camera: {_FILE} could not be built: {said}")
    return cti
