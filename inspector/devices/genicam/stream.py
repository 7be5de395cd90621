"""The one thread that owns a camera: opens it, fetches its frames, finds it again when it is gone.

Harvesters' own ``fetch`` holds the interpreter's lock while it waits: at 10 frames a second another
thread's wake-ups fell to a third. Asking without waiting and sleeping a millisecond between leaves
them alone; that is why this loop polls.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from harvesters.core import Callback, ImageAcquirer
from typing_extensions import override

from inspector.devices.camera import CameraState, Counters
from inspector.devices.genicam.buffers import Arrival, Refused, layouts_of, number_of, take
from inspector.devices.genicam.nodes import SDK_ERRORS, Nodes, said
from inspector.devices.genicam.numbers import steps
from inspector.devices.genicam.producers import Producer
from inspector.devices.genicam.ring import Ring
from inspector.devices.genicam.settings import Applied
from inspector.domain.errors import DeviceError

T = TypeVar("T")
log = logging.getLogger(__name__)

POLL_S = 0.001
WATCH_S = 0.1
"""How often the camera's presence and the driver's counters are looked at."""
RETRY_S = 0.1
"""Pause between two looks for a camera that is gone."""
REQUEST_S = 10.0
"""How long a camera may take to open, start or stop before it counts as hung."""
GONE = 3
"""GenTL's DEVICE_ACCESS_STATUS_NOACCESS: said of a camera that we have open, it is gone."""


class Strategy(Enum):
    """Which frames are kept: each of them, or the newest alone."""

    EVERY = "every"
    NEWEST = "newest"


@dataclass(slots=True)
class _Tally:
    """Counts of one camera; one thread writes them."""

    delivered: int = 0
    incomplete: int = 0
    id_gaps: int = 0
    underrun: int = 0
    underrun_before: int = 0
    ring_drops: int = 0
    reconnects: int = 0


class _Incomplete(Callback):  # type: ignore[misc]  # Harvesters has no types
    """Counts the buffers that Harvesters requeues by itself; runs in the thread that fetches."""

    def __init__(self) -> None:
        self.count = 0

    @override
    def emit(self, context: object = None) -> None:
        self.count += 1


class Stream:
    """A camera and the thread that owns it.

    Parameters
    ----------
    name
        What the camera is called in errors.
    producer, serial
        Which camera it is.
    configure
        Sets the camera after it was opened, also again after it was lost; raises `DeviceError`.
    slots
        Frames that may be looked at at a time.
    """

    def __init__(
        self,
        name: str,
        producer: Producer,
        serial: str,
        configure: Callable[[Nodes], Applied],
        slots: int,
    ) -> None:
        self._name, self._producer, self._serial = name, producer, serial
        self._configure, self._slots = configure, slots
        self._requests: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._wake = threading.Event()
        self._arrived = threading.Condition()
        self._kept: deque[Arrival] = deque()
        self._closing = False
        self._state = CameraState.CLOSED
        self._trouble = ""
        self._tally = _Tally()
        self._strategy: Strategy | None = None
        self._again: Strategy | None = None
        self._size: tuple[float | None, float | None] = None, None
        self._last: int | None = None
        self._ring: Ring | None = None
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name=f"camera {name}", daemon=True)

    # What other threads call

    def open(self) -> None:
        """Start the thread and wait until the camera is open.

        Raises
        ------
        DeviceError
            If it cannot be opened or set.
        """
        self._thread.start()
        try:
            self._opened.result(REQUEST_S)
        except FutureTimeoutError:
            self._closing = True
            raise DeviceError(
                f"{self._name}: opening it took more than {REQUEST_S:g} s; its driver hangs"
            ) from None

    def close(self) -> None:
        """Stop, close the camera and end the thread."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(REQUEST_S)
        if self._thread.is_alive():
            log.error("%s: its driver hangs on closing; its thread is left behind", self._name)
        self._kept.clear()

    @property
    def state(self) -> CameraState:
        """What the camera does."""
        return self._state

    @property
    def counters(self) -> Counters:
        """What came of frames."""
        tally = self._tally
        return Counters(
            tally.delivered, tally.incomplete, tally.id_gaps,
            tally.underrun_before + tally.underrun, tally.ring_drops, tally.reconnects,
        )  # fmt: skip

    def call(self, what: str, function: Callable[[Nodes], T], timeout_s: float = REQUEST_S) -> T:
        """Run a function with the camera's nodes in the thread that owns it.

        Raises
        ------
        DeviceError
            If the camera is not there, the function raises it, or time is up.
        """
        return self._ask(what, lambda: function(self._nodes), timeout_s)

    def start(self, strategy: Strategy) -> None:
        """Let frames flow; where they do already, begin anew.

        Raises
        ------
        DeviceError
            If the camera refuses.
        """
        self._ask("starting", lambda: self._start(strategy))

    def start_or_go_on(self, strategy: Strategy) -> bool:
        """Let frames flow, without a break where they do so already; whether they begin anew.

        Raises
        ------
        DeviceError
            If the camera refuses.
        """
        if self._strategy is strategy and not self._trouble:
            return False
        self._ask("starting", lambda: self._start(strategy))
        return True

    def stop(self) -> None:
        """Let no frame flow.

        Raises
        ------
        DeviceError
            If the camera refuses.
        """
        self._ask("stopping", self._stop)

    def trigger(self) -> None:
        """Trigger by software, from the caller's own thread: the shortest way to the camera.

        Raises
        ------
        DeviceError
            If the camera refuses or is gone.
        """
        try:
            self._nodes.execute("TriggerSoftware")
        except DeviceError:
            self._ask("looking for it", self._watch)  # where it is gone, that is said instead
            raise

    def next(self, deadline: float) -> Arrival | None:
        """Give the frame that arrived next, or None when the time is up.

        Raises
        ------
        DeviceError
            If the camera is lost, a buffer was not understood, or a frame found no slot.
        """
        with self._arrived:
            while not self._kept:
                if self._trouble:
                    raise DeviceError(self._trouble)
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._arrived.wait(left)
            if self._trouble and self._strategy is Strategy.EVERY:
                raise DeviceError(self._trouble)
            return self._kept.popleft()

    def last_number(self) -> int | None:
        """Give the number of the last frame that arrived since the start."""
        return self._last

    def count_ring_drop(self) -> None:
        """Count a frame that found no room after it was handed out."""
        self._tally.ring_drops += 1

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until the camera is there, where it was lost.

        Raises
        ------
        DeviceError
            If it is not found again in time.
        """
        ready = (CameraState.OPEN, CameraState.STREAMING)
        with self._arrived:
            if not self._arrived.wait_for(lambda: self._state in ready, timeout_s):
                raise DeviceError(self._trouble or f"{self._name}: it is not open")

    # What the thread does

    def _run(self) -> None:
        first = True
        while not self._closing:
            was_open = False
            try:
                with self._producer.opened(self._serial, self._slots) as acquirer:
                    self._adopt(acquirer)
                    if not first:
                        self._tally.reconnects += 1
                        log.warning("%s: found again", self._name)
                    self._become(CameraState.OPEN, trouble="")
                    was_open = True
                    if first:
                        self._opened.set_result(None)
                        first = False
                    if self._again is not None:
                        self._start(self._again)
                    self._serve()
                    self._stop()
            except (DeviceError, *SDK_ERRORS) as error:
                if first:
                    self._opened.set_exception(self._as_device_error("opening it", error))
                    break
                if was_open:
                    self._lose(error)
                else:
                    self._become(CameraState.RECONNECTING, trouble=self._trouble)
                    self._wake.wait(RETRY_S)
                    self._wake.clear()
                self._refuse_requests(self._trouble)
        closed = f"{self._name}: it is closed"
        self._become(CameraState.CLOSED, trouble=closed)
        self._refuse_requests(closed)

    def _adopt(self, acquirer: ImageAcquirer) -> None:
        self._acquirer = acquirer
        self._nodes = Nodes(self._name, acquirer.remote_device)
        self._incomplete = _Incomplete()
        acquirer.add_callback(ImageAcquirer.Events.INCOMPLETE_BUFFER, self._incomplete)
        self.applied = self._configure(self._nodes)

    def _lose(self, error: Exception) -> None:
        """Say that the camera is gone, and remember what it did."""
        if self._state is CameraState.LOST:
            return
        why = f"{self._as_device_error('streaming', error)}; it was lost, and is looked for"
        log.warning("%s", why)
        self._again = Strategy.NEWEST if self._strategy is Strategy.NEWEST else None
        self._tally.underrun_before += self._tally.underrun
        self._tally.underrun = 0
        self._strategy = None
        self._become(CameraState.LOST, trouble=why)

    def _serve(self) -> None:
        """Fetch frames and do what is asked until the camera is closed or lost."""
        watched = time.monotonic()
        while not self._closing:
            while self._requests:
                function, answer = self._requests.popleft()
                self._answer(function, answer)
            fetched = self._fetch() if self._strategy else False
            now = time.monotonic()
            if now - watched >= WATCH_S:
                watched = now
                self._watch()
            if not fetched:
                self._wake.wait(POLL_S if self._strategy else WATCH_S)
                self._wake.clear()

    def _fetch(self) -> bool:
        """Take one buffer, if there is one; whether there may be more at once."""
        before = self._incomplete.count
        fetched = self._acquirer.try_fetch(timeout=1e-6, is_raw=True)
        missed = self._incomplete.count - before
        if missed:
            self._tally.incomplete += missed
            self._keep([Arrival.incomplete() for _ in range(missed)])
        several = fetched if isinstance(fetched, list) else [fetched]
        buffers = [buffer for buffer in several if buffer is not None]
        for buffer in buffers:
            try:
                self._receive(buffer)
            finally:
                buffer.parent.queue_buffer(buffer)
        return bool(buffers or missed)

    def _receive(self, buffer: Any) -> None:  # noqa: ANN401 - the binding has no types
        number = number_of(buffer)
        self._count_gap(number)
        try:
            layouts = layouts_of(buffer, self._size)
            needed = sum(layout.kept_bytes for layout in layouts)
            ring = self._ring_of(needed)
            slot = ring.take()
            if slot is None and self._strategy is Strategy.NEWEST:
                with self._arrived:
                    self._kept.clear()  # nobody took it: it makes room for a newer one
                slot = ring.take()
            if slot is None:
                self._overflow()
                return
            arrival = take(buffer, layouts, slot, self._nodes)
        except Refused as error:
            self._tally.incomplete += 1
            self._become(self._state, trouble=f"{self._name}: {error}")
            return
        if arrival.whole:
            self._tally.delivered += 1
        else:
            self._tally.incomplete += 1
        self._keep([arrival])

    def _count_gap(self, number: int | None) -> None:
        if number is None:
            return
        if self._last is not None:
            self._tally.id_gaps += max(steps(self._last, number) - 1, 0)
        self._last = number

    def _overflow(self) -> None:
        self._tally.ring_drops += 1
        self._become(
            self._state,
            trouble=f"{self._name}: a frame found no free slot among {self._slots}; inspect "
            "faster, take fewer fields at a time, or give the camera more slots",
        )

    def _keep(self, arrivals: list[Arrival]) -> None:
        with self._arrived:
            if self._strategy is Strategy.NEWEST:
                self._kept.clear()
                arrivals = [a for a in arrivals if a.whole] or arrivals[-1:]
            self._kept.extend(arrivals)
            self._arrived.notify_all()

    def _ring_of(self, needed: int) -> Ring:
        if self._ring is None or self._ring.slot_bytes < needed:
            self._ring = None  # the old one's memory goes before the new one's comes
            self._ring = Ring(self._slots, needed)
        return self._ring

    def _watch(self) -> None:
        """Look whether the camera is there, and what its driver counted.

        Raises
        ------
        DeviceError
            If it is gone.
        """
        status = None
        with suppress(*SDK_ERRORS, AttributeError):  # not every producer says
            status = int(self._acquirer.device.access_status)
        if status == GONE:
            raise DeviceError(f"{self._name}: it no longer answers; check cable and power")
        if self._strategy:
            with suppress(*SDK_ERRORS, AttributeError):
                self._tally.underrun = sum(int(s.num_underrun) for s in self._acquirer.data_streams)

    def _start(self, strategy: Strategy) -> None:
        self._stop()
        self._last = None
        self._size = self._nodes.number("Height"), self._nodes.number("Width")
        try:
            self._acquirer.start()
        except SDK_ERRORS:
            self._acquirer.stop()  # it may stream by half
            raise
        self._strategy = strategy
        self._become(CameraState.STREAMING, trouble="")

    def _stop(self) -> None:
        if self._strategy is None:
            return
        self._watch()
        self._tally.underrun_before += self._tally.underrun
        self._tally.underrun = 0
        self._strategy = None
        self._acquirer.stop()
        with self._arrived:
            self._kept.clear()
        self._become(CameraState.OPEN, trouble="")

    def _become(self, state: CameraState, trouble: str) -> None:
        with self._arrived:
            self._state, self._trouble = state, trouble
            self._arrived.notify_all()

    # Requests of other threads

    def _ask(self, what: str, function: Callable[[], T], timeout_s: float = REQUEST_S) -> T:
        if self._state not in (CameraState.OPEN, CameraState.STREAMING):
            raise DeviceError(self._trouble or f"{self._name}: {what}: it is not open")
        answer: Future[T] = Future()
        self._requests.append((function, answer))
        self._wake.set()
        try:
            return answer.result(timeout_s)
        except FutureTimeoutError:
            raise DeviceError(
                f"{self._name}: {what} took more than {timeout_s:g} s; its driver hangs"
            ) from None

    def _answer(self, function: Callable[[], Any], answer: "Future[Any]") -> None:
        try:
            answer.set_result(function())
        except (DeviceError, *SDK_ERRORS) as error:
            try:
                self._watch()
            except DeviceError as gone:
                self._lose(gone)  # before the one who asked can look at the state
                answer.set_exception(DeviceError(self._trouble))
                raise
            answer.set_exception(self._as_device_error("a request", error))

    def _refuse_requests(self, why: str) -> None:
        while self._requests:
            _, answer = self._requests.popleft()
            answer.set_exception(DeviceError(why))

    def _as_device_error(self, what: str, error: Exception) -> DeviceError:
        if isinstance(error, DeviceError):
            return error
        return DeviceError(f"{self._name}: {what}: {said(error)}")
