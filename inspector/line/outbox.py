"""Results that are about to be delivered: in order, bounded, tried again until it works.

What has no room here waits in the record, and so does what is left at the end.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from inspector.domain.errors import InspectorError
from inspector.domain.result import PanelResult
from inspector.line.sink import SinkHealth

log = logging.getLogger(__name__)

LONGEST_RETRY_S = 60.0
LAST_S = 5.0
"""How long what waits may still take at the end."""


class Outbox:
    """Delivers results on a thread of its own.

    Parameters
    ----------
    name
        What an alarm calls the sink.
    deliver
        Called on that thread with one result at a time, the same one again after an
        `InspectorError`, whose text is the reason shown.
    most_waiting
        Results that it takes before they are delivered.
    retry_s
        Before the second try; doubled up to a minute while it does not work.
    """

    def __init__(
        self,
        name: str,
        deliver: Callable[[PanelResult], None],
        *,
        most_waiting: int,
        retry_s: float,
    ) -> None:
        self._name = name
        self._deliver = deliver
        self._most = most_waiting
        self._retry_s = retry_s
        self._waiting: deque[PanelResult] = deque()
        self._news = threading.Condition()
        self._health = SinkHealth()
        self._stopping = False
        self._last_try_at = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def health(self) -> SinkHealth:
        """How it is at the moment."""
        with self._news:
            return self._health

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Deliver what waits, for `LAST_S` at most; what is in work then is the last."""
        with self._news:
            self._stopping = True
            self._last_try_at = time.monotonic() + LAST_S
            self._news.notify_all()
        self._thread.join(LAST_S + 1.0)
        with self._news:
            left = len(self._waiting)
        if left:
            log.warning("%s: %d results are not delivered yet", self._name, left)

    def put(self, result: PanelResult) -> bool:
        """Take a result, or say that there is no room; returns at once."""
        with self._news:
            if self._stopping or len(self._waiting) >= self._most:
                return False
            self._waiting.append(result)
            self._tell()
            self._news.notify_all()
            return True

    def shake(self) -> None:
        """Try at once again, because what was missing may be there."""
        with self._news:
            self._news.notify_all()

    def _tell(self, *, delivered: int | None = None, reason: str | None = None) -> None:
        old = self._health
        self._health = SinkHealth(
            old.delivered if delivered is None else delivered,
            len(self._waiting),
            reason=old.reason if reason is None else reason,
        )

    def _run(self) -> None:
        wait_s = self._retry_s
        while (result := self._next()) is not None:
            try:
                self._deliver(result)
            except InspectorError as error:
                if not self._failed(str(error), wait_s):
                    return
                wait_s = min(2 * wait_s, LONGEST_RETRY_S)
                continue
            wait_s = self._retry_s
            with self._news:
                self._waiting.popleft()
                self._tell(delivered=self._health.delivered + 1, reason="")

    def _next(self) -> PanelResult | None:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._stopping)
            over = self._stopping and time.monotonic() >= self._last_try_at
            return self._waiting[0] if self._waiting and not over else None

    def _failed(self, reason: str, wait_s: float) -> bool:
        """Show why it does not work and wait; whether it is to be tried again."""
        with self._news:
            if reason != self._health.reason:
                log.warning("%s: %s", self._name, reason)
            self._tell(reason=reason)
            if self._stopping:
                wait_s = min(wait_s, 0.1)
            self._news.wait(wait_s)
            return not self._stopping or time.monotonic() < self._last_try_at
