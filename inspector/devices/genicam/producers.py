"""GenTL producers: where their .cti files lie, and one Harvester for each in a process."""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import genicam
from genicam import gentl
from harvesters.core import (
    DeviceInfo,
    Harvester,
    ImageAcquirer,
    Interface,
    ParameterKey,
    ParameterSet,
)

from inspector.devices.camera import CameraInfo
from inspector.devices.genicam.nodes import SDK_ERRORS, said
from inspector.devices.virtual_gentl import producer as virtual_producer
from inspector.domain.errors import DeviceError

GENTL_PATH = "GENICAM_GENTL64_PATH"
RESCAN_MS = 300
FULL_RESCAN = 20
"""After as many looks a producer without an open camera is loaded anew: new interfaces show."""
ACCESS = {
    0: "unknown",
    1: "free",
    2: "free to read",
    3: "no access",
    4: "in use elsewhere",
    5: "in use here",
    6: "in use here, to read",
}


@dataclass(frozen=True, slots=True)
class Search:
    """Which producers there are, and which folders were looked at."""

    files: tuple[Path, ...]
    looked_at: tuple[Path, ...]

    def hint(self) -> str:
        """Say where was looked, and how to name more."""
        places = ", ".join(map(str, self.looked_at)) or f"{GENTL_PATH} is not set"
        return (
            f"looked at: {places}; set {GENTL_PATH} to the folder of the camera maker's .cti file, "
            "or name the file"
        )


def find_producers(named: str = "", environment: Mapping[str, str] = os.environ) -> Search:
    """Find GenTL producers.

    Parameters
    ----------
    named
        A .cti file, or the name of one on the path (with or without its ending); empty: all.
        ``viky`` is the one that the GenICam binding brings, ``virtual`` our own.

    Raises
    ------
    DeviceError
        If one is named that is not there.
    """
    file = _test_camera(named) or Path(named)
    if named and file.is_file():
        file = file.resolve()
        return Search((file,), (file.parent,))
    folders = tuple(Path(p) for p in environment.get(GENTL_PATH, "").split(os.pathsep) if p)
    found: list[Path] = []
    for folder in folders:
        with suppress(OSError):  # a folder of the path that is gone or closed has no producer
            found += sorted(folder.glob("*.cti"))
    files = tuple(dict.fromkeys(file.resolve() for file in found))
    if named:
        files = tuple(f for f in files if named in (f.name, f.stem))
        if not files:
            raise DeviceError(f"producer {named}: no such file; {Search((), folders).hint()}")
    return Search(files, folders)


class Producer:
    """One open .cti file, with one Harvester: a second one in a process would see no device.

    Its methods may be called from several threads; each waits for the other.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.RLock()
        self._live: list[ImageAcquirer] = []
        self._interfaces: list[Interface] = []
        self._looks = 0
        _try_load(file)
        self._harvester = Harvester()
        self._harvester.add_file(str(file))
        self._rescan()  # from here on a second owner is refused

    def devices(self) -> tuple[CameraInfo, ...]:
        """Look for cameras anew and give those there are."""
        with self._lock:
            self._rescan()
            found = (_describe(info, self.file) for info in self._harvester.device_info_list)
            return tuple(info for info in found if info is not None)

    @contextmanager
    def opened(self, serial: str, buffers: int) -> Iterator[ImageAcquirer]:
        """Open a camera; must not be entered in the main thread (it takes over Ctrl-C there).

        Raises
        ------
        DeviceError
            If it is not there, or another program has it.
        """
        with self._lock:
            self._rescan()
            acquirer = self._create(serial)
            acquirer.num_buffers = max(buffers, acquirer.min_num_buffers)
            self._live.append(acquirer)
        try:
            yield acquirer
        finally:
            with self._lock:
                self._live.remove(acquirer)
                self._destroy(acquirer)

    def close(self) -> None:
        """Give the producer back."""
        with self._lock:
            self._harvester.reset()

    def _create(self, serial: str) -> ImageAcquirer:
        known = [(_describe(i, self.file), i) for i in self._harvester.device_info_list]
        match = next(
            (i for described, i in known if described and described.serial == serial), None
        )
        if match is None:
            there = ", ".join(described.serial for described, _ in known if described) or "none"
            raise DeviceError(
                f"camera {serial}: {self.file.name} does not find it (it finds: {there}); "
                "check its cable and power, or mend the serial"
            )
        config = ParameterSet({ParameterKey.TIMEOUT_PERIOD_ON_UPDATE_EVENT_DATA_CALL: 0})
        try:
            return self._harvester.create(match, config=config)
        except SDK_ERRORS as error:
            access = _access_of(match)
            raise DeviceError(
                f"camera {serial}: opening it: {said(error)} (it is {access}); "
                "close the other program that has it"
            ) from error

    def _destroy(self, acquirer: ImageAcquirer) -> None:
        for attempt in (1, 2):
            try:
                acquirer.destroy()
                break
            except (*SDK_ERRORS, AttributeError):
                # an unplugged camera cannot be told to stop: the second time that is left out
                if attempt == 2:  # noqa: PLR2004
                    _close_quietly(acquirer)
        with suppress(ValueError):
            self._harvester.image_acquirers.remove(acquirer)
        # Harvesters keeps every acquirer alive until the process ends, by a finalizer that holds it
        acquirer._finalizer.detach()  # noqa: SLF001

    def _rescan(self) -> None:
        """Look for cameras; Harvesters' own way would close those that are open."""
        self._looks += 1
        if not self._live and (not self._interfaces or self._looks % FULL_RESCAN == 0):
            self._harvester.update()
            infos = self._harvester.device_info_list
            self._interfaces = list({id(info.parent): info.parent for info in infos}.values())
            return
        fresh: list[DeviceInfo] = []
        for interface in self._interfaces:
            with suppress(*SDK_ERRORS):  # an interface that is gone has no cameras
                interface.update_device_info_list(RESCAN_MS)
                found = list(interface.device_info_list)
                fresh += [DeviceInfo(module=module, parent=interface) for module in found]
        self._harvester.device_info_list[:] = fresh


class Producers:
    """The producers that are open in this process: made once, handed to whoever opens cameras."""

    def __init__(self) -> None:
        self._open: dict[Path, Producer] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for producer in self._open.values():
                producer.close()
            self._open.clear()

    def open(self, file: Path) -> Producer:
        """Give the producer of a .cti file, loading it where it is not yet.

        Raises
        ------
        DeviceError
            If it cannot be loaded, or is open in this process by other hands.
        """
        with self._lock:
            if file not in self._open:
                self._open[file] = Producer(file)
            return self._open[file]

    def that_finds(self, serial: str, named: str = "") -> Producer:
        """Give the producer that finds a camera.

        Raises
        ------
        DeviceError
            If none does; names each that was asked, or where was looked.
        """
        search = find_producers(named)
        if not search.files:
            raise DeviceError(f"camera {serial}: there is no GenTL producer; {search.hint()}")
        broken: list[str] = []
        for file in search.files:
            try:
                producer = self.open(file)
            except DeviceError as error:  # another one may have the camera
                broken.append(str(error))
                continue
            if len(search.files) == 1 or any(d.serial == serial for d in producer.devices()):
                return producer
        asked = ", ".join(file.name for file in search.files)
        more = f" ({'; '.join(broken)})" if broken else ""
        raise DeviceError(
            f"camera {serial}: no producer finds it, asked: {asked}{more}; check cable and power"
        )


def list_cameras(
    producers: Producers, files: Sequence[Path]
) -> tuple[tuple[CameraInfo, ...], tuple[str, ...]]:
    """Give the cameras of producers, and what is wrong with those that cannot be loaded."""
    found: list[CameraInfo] = []
    wrong: list[str] = []
    for file in files:
        try:
            found += producers.open(file).devices()
        except DeviceError as error:  # one broken producer hides no other
            wrong.append(str(error))
    return tuple(found), tuple(wrong)


def _test_camera(named: str) -> Path | None:
    """Give the producer of a camera that needs no hardware."""
    if named == "viky":
        return Path(genicam.__file__).with_name("viky.cti")
    return virtual_producer() if named == "virtual" else None


def _try_load(file: Path) -> None:
    """Load a producer and let go of it: Harvesters says nothing when it cannot."""
    probe = gentl.GenTLProducer.create_producer()
    try:
        probe.open(str(file))
        probe.close()
    except gentl.ResourceInUseException as error:
        raise DeviceError(
            f"producer {file}: it is open already in this process; use the one that is open"
        ) from error
    except SDK_ERRORS as error:
        raise DeviceError(
            f"producer {file}: it cannot be loaded ({said(error)}); install the camera maker's "
            "GenTL package for this system, 64 bit"
        ) from error


def _describe(info: DeviceInfo, file: Path) -> CameraInfo | None:
    serial = _text(info, "serial_number") or _text(info, "id_")
    if not serial:
        return None  # it went away while it was being listed
    return CameraInfo(
        _text(info, "vendor"), _text(info, "model"), serial, str(file), _access_of(info)
    )


def _text(info: Any, name: str) -> str:  # noqa: ANN401 - the binding has no types
    try:
        return str(getattr(info, name) or "")
    except (*SDK_ERRORS, AttributeError):
        return ""


def _access_of(info: DeviceInfo) -> str:
    try:
        return ACCESS.get(int(info.access_status), "unknown")
    except (*SDK_ERRORS, AttributeError):
        return "unknown"


def _close_quietly(acquirer: ImageAcquirer) -> None:
    """Close what is left of a camera whose own way of closing failed half way."""
    for stream in acquirer.data_streams or ():
        with suppress(*SDK_ERRORS):
            if stream.is_open():
                stream.close()
    device = acquirer.device
    with suppress(*SDK_ERRORS, AttributeError):
        if device.is_open():
            device.close()
