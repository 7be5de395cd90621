"""The only crossing of threads: values of other threads arrive in the GUI thread here.

Events are lossless and in order: Qt queues every one. Pictures are latest-only: a picture that was
not shown yet is replaced by the next one, so that a slow screen costs no memory and no time.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from ui.station_thread import ScreenEvent

T = TypeVar("T")

WORKERS = 3
"""Reading is waiting mostly; more at a time would only take the inspection's cores."""


class StationBridge(QObject):
    """Carries what a station tells into the GUI thread.

    Made in the GUI thread. Give ``publish`` and ``show`` to the station, connect to ``happened``
    and ``pictured`` in the GUI thread.
    """

    happened = Signal(object)
    pictured = Signal(object)
    _lies_there = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slot = threading.Lock()
        self._picture: object | None = None
        self._lies_there.connect(self._fetch, Qt.ConnectionType.QueuedConnection)

    def publish(self, event: "ScreenEvent") -> None:
        """Accept an event, from any thread; never waits, never loses one."""
        self.happened.emit(event)

    def show(self, picture: object) -> None:
        """Accept a picture, from any thread; one that nobody has fetched yet is replaced."""
        with self._slot:
            waiting, self._picture = self._picture is not None, picture
        if not waiting:
            self._lies_there.emit()

    @Slot()
    def _fetch(self) -> None:
        with self._slot:
            picture, self._picture = self._picture, None
        if picture is not None:
            self.pictured.emit(picture)


class Workers(QObject):
    """Threads for reading and other work that a screen must not wait for: `Services.run`."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(WORKERS, "screen")
        self._open = True
        self._ended.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call ``function`` on a thread, then ``done`` or ``failed`` on the GUI thread."""
        if self._open:
            self._threads.submit(self._work, function, done, failed)

    def close(self) -> None:
        """Call nothing back any more; what has not begun is left, what is in work is finished."""
        self._open = False
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _work(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        try:
            value = function()
        except Exception as error:  # noqa: BLE001 - the border to a screen's work: it is told
            told = error
            self._ended.emit(lambda: failed(told))
        else:
            self._ended.emit(lambda: done(value))

    @Slot(object)
    def _call(self, answer: Callable[[], None]) -> None:
        if self._open:
            answer()
