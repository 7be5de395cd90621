"""An asyncio loop in a thread of its own, for the links that speak over asyncio."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

STOP_S = 10.0
"""How long a link may take to end."""


class OwnLoop:
    """Runs one coroutine in a thread of its own, from `start` to `stop`.

    Parameters
    ----------
    name
        Of the thread.
    main
        Makes the coroutine; it is cancelled by `stop`.
    """

    def __init__(self, name: str, main: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._main = main
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._failure = ""

    @property
    def failure(self) -> str:
        """Why it ended of itself; empty while it runs and after `stop`."""
        return self._failure

    def start(self) -> None:
        """Start the thread; returns as soon as its loop takes calls."""
        self._thread.start()
        self._begun.wait()

    def stop(self) -> None:
        """Cancel the coroutine and wait for the end of the thread."""
        self.soon(self._cancel)
        self._thread.join(STOP_S)
        if self._thread.is_alive():
            log.error("%s does not end", self._thread.name)

    def soon(self, call: Callable[..., object], *arguments: object) -> bool:
        """Have something called in the loop, from any thread; False where it has ended."""
        loop = self._loop
        if loop is None:
            return False
        try:
            loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:  # it is closed
            return False
        return True

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        try:
            asyncio.run(self._watched())
        except asyncio.CancelledError:
            pass
        except Exception as error:  # the border of the thread: shown by the link's health
            log.exception("%s ended", self._thread.name)
            self._failure = f"{self._thread.name} ended: {error!r}; restart the station"
        finally:
            self._begun.set()

    async def _watched(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._main())
        self._begun.set()
        await self._task
