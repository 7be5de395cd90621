"""The feeder of virtual cameras: it has the pictures, and answers what their triggers ask for."""

import contextlib
import logging
import mmap
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inspector.devices.virtual_layout import (
    ASK,
    CHANGED,
    CONTROL,
    DISCOVERY,
    EDGE,
    GREETING,
    HEADER,
    IN_USE,
    MAGIC,
    MOVED,
    NO_DEVICE,
    PAGE,
    PFNC,
    PLACE,
    SLOTS,
    WELCOME,
    Picture,
    Request,
    Source,
    answer_of,
    device_at,
    request_of,
)
from inspector.devices.virtual_socket import hand_over, make_memory
from inspector.domain.errors import InspectorError

log = logging.getLogger(__name__)

_SAMPLE = 6
"""Bytes that the deepest picture has a pixel: RGB of 16 bits."""
_EIGHT = 8


@dataclass(frozen=True, slots=True)
class VirtualCamera:
    """One camera as it is told to its clients.

    ``stored`` are pictures that it shows in turn while it runs free, without asking anybody: as
    fast as memory is. ``answer_s`` is how long it waits for an answer before the frame is
    incomplete. ``pixel_format`` is that of power-up. A number of its range pictures means
    ``coord_offset_mm + coord_scale_mm * number``.
    """

    serial: str = "VC1000"
    rows: int = 2048
    cols: int = 2448
    model: str = "Virtual AOI camera"
    vendor: str = "Inspector"
    name: str = ""
    pixel_format: str = "Mono8"
    stored: tuple[Picture, ...] = ()
    answer_s: float = 10.0
    coord_scale_mm: float = 0.0005
    coord_offset_mm: float = -2.0
    temperature_c: float = 41.5

    def __post_init__(self) -> None:
        if self.pixel_format not in PFNC:
            raise InspectorError(
                f"{self.serial}: no pixel format {self.pixel_format}; write {', '.join(PFNC)}"
            )
        shapes = {(p.pixels.shape, p.bits, p.exposure_us, p.black) for p in self.stored}
        sized = all(p.pixels.shape[:2] == (self.rows, self.cols) for p in self.stored)
        if len(shapes) > 1 or not sized:
            raise InspectorError(
                f"{self.serial}: stored pictures differ from {self.rows} x {self.cols} or from "
                "each other; give them one size, depth and exposure"
            )

    @property
    def slot_bytes(self) -> int:
        """Room of one picture, whole pages; what is not written takes no memory."""
        return -(-self.rows * self.cols * _SAMPLE // PAGE) * PAGE


class Feeder:
    """Serves cameras until whoever started it lets go of the control connection."""

    def __init__(
        self, listener: socket.socket, cameras: Sequence[VirtualCamera], source: Source
    ) -> None:
        self._listener = listener
        self._cameras = tuple(cameras)
        self._source = source
        self._lock = threading.Lock()
        self._links: dict[int, socket.socket] = {}
        self._controlled = False
        self._slots_at: list[int] = []
        at = PAGE * (1 + len(self._cameras))
        for camera in self._cameras:
            self._slots_at.append(at)
            at += camera.slot_bytes * (SLOTS + len(camera.stored))
        self._size = at
        self._descriptor, self._memory = make_memory(at)
        for index in range(len(self._cameras)):
            self._describe(index)
        HEADER.pack_into(self._memory, 0, MAGIC, len(self._cameras), at)

    def _describe(self, index: int) -> None:
        camera, at = self._cameras[index], self._slots_at[index]
        it = device_at(memoryview(self._memory), index)
        for key in ("vendor", "model", "serial", "name"):
            it[key] = getattr(camera, key).encode()
        for key in ("rows", "cols", "slot_bytes", "coord_scale_mm", "coord_offset_mm"):
            it[key] = getattr(camera, key)
        it["temperature_c"] = camera.temperature_c
        it["present"] = 1
        it["answer_ms"] = round(camera.answer_s * 1000)
        it["pixel_format"] = PFNC[camera.pixel_format]
        it["slots_at"], it["stored_at"] = at, at + SLOTS * camera.slot_bytes
        it["stored"] = len(camera.stored)
        for number, picture in enumerate(camera.stored):
            put(self._memory, at + (SLOTS + number) * camera.slot_bytes, picture)
            it["stored_channels"], it["stored_bits"] = picture.channels, picture.bits
            it["stored_us"], it["stored_black"] = picture.exposure_us, picture.black

    def serve(self) -> None:
        """Take connections, each in its own thread, until control lets go."""
        threads = []
        with self._listener:
            while True:
                try:
                    link, _ = self._listener.accept()
                except OSError:  # shut down by `_stop`
                    break
                threads.append(threading.Thread(target=self._greet, args=(link,), daemon=True))
                threads[-1].start()
                threads = [thread for thread in threads if thread.is_alive()]
        for thread in threads:
            thread.join()

    def _stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        with self._lock:
            for link in self._links.values():
                with contextlib.suppress(OSError):
                    link.shutdown(socket.SHUT_RDWR)

    def _greet(self, link: socket.socket) -> None:
        with link, contextlib.suppress(ConnectionError):  # a client that was killed
            hello = link.recv(GREETING.size)
            if len(hello) != GREETING.size:
                return
            magic, wanted, process, _ = GREETING.unpack(hello)
            if magic != MAGIC:
                return
            status = self._admit(wanted, process, link)
            try:
                hand_over(link, status, self._size, self._descriptor)
                if status == WELCOME:
                    self._hear(wanted, link)
            finally:
                if status == WELCOME:
                    self._dismiss(wanted, link)

    def _admit(self, wanted: int, process: int, link: socket.socket) -> int:
        if not CONTROL <= wanted < len(self._cameras):
            return NO_DEVICE
        with self._lock:
            key = -link.fileno() + CONTROL if wanted == DISCOVERY else wanted
            if key in self._links:
                return IN_USE
            self._links[key] = link
        if wanted >= 0:
            device_at(memoryview(self._memory), wanted)["owner"] = process
        return WELCOME

    def _dismiss(self, wanted: int, link: socket.socket) -> None:
        if wanted >= 0:
            device_at(memoryview(self._memory), wanted)["owner"] = 0
        with self._lock:
            self._links = {key: one for key, one in self._links.items() if one is not link}
        if wanted == CONTROL:
            self._stop()

    def _hear(self, wanted: int, link: socket.socket) -> None:
        while message := link.recv(ASK.size):
            if wanted >= 0:
                self._answer(wanted, link, message)
            elif wanted == CONTROL:
                self._obey(message)

    def _obey(self, message: bytes) -> None:
        kind = message[0]
        if kind == MOVED:
            _, _, field, x_mm, y_mm = PLACE.unpack(message)
            self._source.moved_to(field, (x_mm, y_mm))
        elif kind == EDGE:
            *_, camera = CHANGED.unpack(message)
            with self._lock:
                link = self._links.get(camera)
                if link:
                    link.send(message)

    def _answer(self, index: int, link: socket.socket, message: bytes) -> None:
        slot, request = request_of(index, message)
        picture = self._picture(index, request)
        if picture:
            camera = self._cameras[index]
            put(self._memory, self._slots_at[index] + slot * camera.slot_bytes, picture)
        link.send(answer_of(slot, request.frame_id, picture))

    def _picture(self, index: int, request: Request) -> Picture | None:
        camera = self._cameras[index]
        try:
            picture = self._source.frame_of(request)
        except InspectorError as error:
            log.warning("%s: frame %d: %s", camera.serial, request.frame_id, error)
            return None
        if picture.pixels.nbytes > camera.slot_bytes:
            shape = picture.pixels.shape
            log.warning("%s: frame %d: %s is too large", camera.serial, request.frame_id, shape)
            return None
        return picture


def put(memory: mmap.mmap, at: int, picture: Picture) -> None:
    """Write a picture into the memory, rows without gaps."""
    pixels = picture.pixels
    kind = np.uint8 if picture.bits <= _EIGHT else np.uint16
    if pixels.dtype != kind:
        raise InspectorError(f"pixels of {picture.bits} bits are {pixels.dtype}; give {kind}")
    np.ndarray(pixels.shape, kind, memory, at)[...] = pixels


def serve(listener: socket.socket, cameras: Sequence[VirtualCamera], source: Source) -> None:
    """Be a feeder: what a spawned process runs."""
    Feeder(listener, cameras, source).serve()
