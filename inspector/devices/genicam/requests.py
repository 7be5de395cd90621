"""What other threads ask of the one that owns a camera, and wait for."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, TypeVar

from inspector.domain.errors import DeviceError

T = TypeVar("T")

REQUEST_S = 10.0
"""How long a camera may take to open, start or stop before it counts as hung."""


class Requests:
    """A queue of functions, each with the future that its asker waits for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._wake = threading.Event()

    def ask(self, what: str, function: Callable[[], T], timeout_s: float = REQUEST_S) -> T:
        """Have a function run by the owner, and give what it gives.

        Raises
        ------
        DeviceError
            If the function raises it, or time is up.
        """
        answer: Future[T] = Future()
        self._waiting.append((function, answer))
        self._wake.set()
        try:
            return answer.result(timeout_s)
        except FutureTimeoutError:
            raise DeviceError(
                f"{self._name}: {what} took more than {timeout_s:g} s; its driver hangs"
            ) from None

    def take(self) -> tuple[Callable[[], Any], "Future[Any]"] | None:
        """Give the request that has waited longest."""
        return self._waiting.popleft() if self._waiting else None

    def refuse(self, why: str) -> None:
        """Answer all that wait with an error."""
        while (request := self.take()) is not None:
            request[1].set_exception(DeviceError(why))

    def rest(self, seconds: float) -> None:
        """Let the owner rest, until something is asked."""
        self._wake.wait(seconds)
        self._wake.clear()

    def wake(self) -> None:
        """End the owner's rest."""
        self._wake.set()
