"""The one thread that owns a camera: opens it, fetches its frames, finds it again when it is gone.

Harvesters' own ``fetch`` holds the interpreter's lock while it waits: at 10 frames a second another
thread's wake-ups fell to a third. Asking without waiting and sleeping a millisecond between leaves
them alone; that is why this loop polls.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from enum import Enum
from typing import Any, TypeVar

from harvesters.core import ImageAcquirer

from inspector.devices.camera import CameraState, Counters
from inspector.devices.genicam.buffers import Arrival
from inspector.devices.genicam.fetcher import Fetcher
from inspector.devices.genicam.inbox import READY, Inbox, Tally
from inspector.devices.genicam.nodes import SDK_ERRORS, Nodes, said
from inspector.devices.genicam.producers import Producer
from inspector.devices.genicam.requests import REQUEST_S, Requests
from inspector.devices.genicam.settings import Applied, await_line
from inspector.domain.errors import DeviceError

T = TypeVar("T")
log = logging.getLogger(__name__)

POLL_S = 0.001
DUE_POLL_S, DUE_S = 0.0002, 0.005
"""The same after a trigger's exposure, and for how long: it halves the time that polling adds."""
WATCH_S = 0.1
"""How often the camera's presence and the driver's counters are looked at."""
RETRY_S = 0.1
"""Pause between two looks for a camera that is gone."""
GONE = 3
"""GenTL's DEVICE_ACCESS_STATUS_NOACCESS: said of a camera that we have open, it is gone."""


class Strategy(Enum):
    """Which frames are kept: each of them, or the newest alone."""

    EVERY = "every"
    NEWEST = "newest"


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
        self._configure = configure
        self._requests = Requests(name)
        self._inbox = Inbox(name)
        self._tally = Tally()
        self._fetcher = Fetcher(name, slots, self._inbox, self._tally)
        self._closing = False
        self._strategy: Strategy | None = None
        self._again: Strategy | None = None
        self._lost = ""
        self._due = -DUE_S  # when the frame of the last trigger has been exposed
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
        self._requests.wake()
        if self._thread.is_alive():
            self._thread.join(REQUEST_S)
        if self._thread.is_alive():
            log.error("%s: its driver hangs on closing; its thread is left behind", self._name)
        self._inbox.clear()
        self._fetcher.release()

    @property
    def state(self) -> CameraState:
        """What the camera does."""
        return self._inbox.state

    @property
    def counters(self) -> Counters:
        """What came of frames."""
        return self._tally.counters()

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
        if self._strategy is strategy and not self._inbox.trouble:
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
        self._due = time.monotonic() + (self.applied.exposure_ms or 0.0) / 1000
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
        return self._inbox.next(deadline)

    def last_number(self) -> int | None:
        """Give the number of the last frame that arrived since the start."""
        return self._tally.last

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
        self._inbox.wait_ready(timeout_s)

    def _ask(self, what: str, function: Callable[[], T], timeout_s: float = REQUEST_S) -> T:
        if self._inbox.state not in READY:
            raise DeviceError(self._inbox.trouble or f"{self._name}: {what}: it is not open")
        return self._requests.ask(what, function, timeout_s)

    # What the thread does

    def _run(self) -> None:
        why = f"{self._name}: it is closed"
        try:
            while not self._closing:
                self._own_it()
        except Exception as error:  # the border of the camera's thread: whoever waits is told
            log.exception("%s: its thread ended", self._name)
            why = f"{self._name}: internal error: {error!r}; please report it with the log"
        if not self._opened.done():
            self._opened.set_exception(DeviceError(why))
        self._inbox.become(CameraState.CLOSED, why)
        self._requests.refuse(why)

    def _own_it(self) -> None:
        """Open the camera and serve it until it is closed or gone; then wait a moment."""
        was_open = False
        try:
            with self._producer.opened(self._serial) as acquirer:
                self._adopt(acquirer)
                if self._opened.done():
                    self._tally.reconnects += 1
                    log.warning("%s: found again", self._name)
                self._inbox.become(CameraState.OPEN)
                was_open = True
                if not self._opened.done():
                    self._opened.set_result(None)
                if self._again is not None:
                    self._start(self._again)
                self._serve()
                self._stop()
        except (DeviceError, *SDK_ERRORS) as error:
            if not self._opened.done():
                self._opened.set_exception(self._as_device_error("opening it", error))
                self._closing = True
            elif was_open:
                self._lose(error)
            else:
                again = self._as_device_error("opening it", error)
                self._inbox.become(CameraState.RECONNECTING, f"{self._lost}: {again}")
                self._requests.rest(RETRY_S)
            self._requests.refuse(self._inbox.trouble)

    def _adopt(self, acquirer: ImageAcquirer) -> None:
        self._acquirer = acquirer
        self._nodes = Nodes(self._name, acquirer.remote_device)
        self._fetcher.adopt(acquirer, self._nodes)
        self.applied = self._configure(self._nodes)

    def _lose(self, error: Exception) -> None:
        """Say that the camera is gone, and remember what it did."""
        if self._inbox.state is CameraState.LOST:
            return
        why = f"{self._as_device_error('streaming', error)}; it was lost, and is looked for"
        log.warning("%s", why)
        self._again = Strategy.NEWEST if self._strategy is Strategy.NEWEST else None
        self._tally.stream_ended()
        self._strategy = None
        self._lost = why
        self._inbox.become(CameraState.LOST, why)

    def _serve(self) -> None:
        """Fetch frames and do what is asked until the camera is closed or lost."""
        watched = time.monotonic()
        while not self._closing:
            while (request := self._requests.take()) is not None:
                self._answer(*request)
            fetched = self._fetcher.fetch() if self._strategy else False
            now = time.monotonic()
            if now - watched >= WATCH_S:
                watched = now
                self._watch()
            if not fetched:
                self._requests.rest(self._pause_s(now))

    def _pause_s(self, now: float) -> float:
        """Give how long nothing is asked: short where a triggered frame is just to come."""
        if self._strategy is None:
            return WATCH_S
        return DUE_POLL_S if -DUE_POLL_S < now - self._due < DUE_S else POLL_S

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
        self._tally.last = None
        self._inbox.newest_only = strategy is Strategy.NEWEST
        self._fetcher.prepare()
        if self.applied.by_line:
            await_line(self._nodes, awaits=strategy is Strategy.EVERY)
        try:
            self._acquirer.start()
        except SDK_ERRORS:
            self._acquirer.stop()  # it may stream by half
            raise
        self._strategy = strategy
        self._inbox.become(CameraState.STREAMING)

    def _stop(self) -> None:
        if self._strategy is None:
            return
        self._watch()
        self._tally.stream_ended()
        self._strategy = None
        self._acquirer.stop()
        self._inbox.clear()
        self._inbox.become(CameraState.OPEN)

    def _answer(self, function: Callable[[], Any], answer: "Future[Any]") -> None:
        try:
            answer.set_result(function())
        except (DeviceError, *SDK_ERRORS) as error:
            try:
                self._watch()
            except DeviceError as gone:
                self._lose(gone)  # before the one who asked can look at the state
                answer.set_exception(DeviceError(self._inbox.trouble))
                raise
            answer.set_exception(self._as_device_error("a request", error))
        finally:
            if not answer.done():  # the thread ends of it; who asked must not wait in vain
                why = f"{self._name}: internal error; please report it with the log"
                answer.set_exception(DeviceError(why))

    def _as_device_error(self, what: str, error: Exception) -> DeviceError:
        if isinstance(error, DeviceError):
            return error
        return DeviceError(f"{self._name}: {what}: {said(error)}")
