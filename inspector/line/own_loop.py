"""An asyncio loop in a thread of its own, for the links that speak over asyncio."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from inspector.domain.errors import DeviceError

log = logging.getLogger(__name__)

AGAIN_S = 0.5
"""Pause before what failed is run again."""
CANCEL_S = 2.0
AT_ONCE_S = 0.02
"""For a coroutine that needs no time to end."""
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
    failed
        Hears in one line why the coroutine failed; it is then run again. Without it a failure is
        the end, and `failure` says so.
    cancel_s
        How long the coroutine may take to end before it is cancelled once more.
    """

    def __init__(
        self,
        name: str,
        main: Callable[[], Coroutine[Any, Any, None]],
        failed: Callable[[str], None] | None = None,
        cancel_s: float = CANCEL_S,
    ) -> None:
        self._name = name
        self._main = main
        self._failed = failed
        self._cancel_s = cancel_s
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = ""
        self._failure = ""
        self._stop = asyncio.Event()
        self._wake = asyncio.Event()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def failure(self) -> str:
        """Why it ended of itself; empty while it runs and after `stop`."""
        return self._failure

    def start(self) -> None:
        """Start the thread; returns as soon as its loop takes calls."""
        self._thread.start()
        self._begun.wait()

    def stop(self) -> None:
        """Cancel the coroutine, wherever it waits, and wait for the end of the thread."""
        self.soon(self._stop.set)
        self._thread.join(STOP_S)
        if self._thread.is_alive():
            log.error("%s does not end", self._name)

    def soon(self, call: Callable[..., object], *arguments: object) -> bool:
        """Have something called in the loop, from any thread; False where it does not run."""
        loop = self._loop
        if loop is None:
            return False
        try:
            loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:  # it is closed
            return False
        return True

    def wake(self) -> None:
        """End the `rest` of the coroutine; from any thread."""
        self.soon(self._wake.set)

    async def rest(self, seconds: float) -> None:
        """Rest until woken, at most as long as said."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        finally:
            self._wake.clear()

    def _run(self) -> None:
        try:
            asyncio.run(self._until_stopped())
        finally:
            self._begun.set()

    async def _until_stopped(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._failed is not None:
            self._loop.set_exception_handler(self._unhandled)
        stopped = asyncio.ensure_future(self._stop.wait())
        self._begun.set()
        while not stopped.done():
            main = asyncio.ensure_future(self._main())
            await asyncio.wait((main, stopped), return_when=asyncio.FIRST_COMPLETED)
            while not main.done():
                main.cancel()  # again: in Python 3.11 wait_for() may swallow it
                await asyncio.wait((main,), timeout=self._cancel_s)
            await self._ended(main)
            if self._failed is None:
                return
            await asyncio.wait((stopped,), timeout=AGAIN_S)

    async def _ended(self, main: "asyncio.Future[None]") -> None:
        try:
            await main
        except asyncio.CancelledError:
            return
        except Exception as error:  # the border of the thread: shown by the link's health
            if self._failed is None:
                log.exception("%s ended", self._name)
                self._failure = f"{self._name} ended: {error!r}; restart the station"
            elif isinstance(error, DeviceError):
                if str(error) != self._told:  # tried again and again, told once
                    log.warning("%s", error)
                self._told = str(error)
                self._failed(self._told)
            else:
                log.exception("%s failed", self._name)
                self._failed(f"internal error {error!r}; see the log")

    def _unhandled(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # what a peer's bytes provoke below us; the connection ends, and that is told elsewhere
        log.debug("%s: %s", self._name, context.get("message"))
