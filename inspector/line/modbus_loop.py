"""An asyncio loop on a thread of its own: asyncio stays inside the line room."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from inspector.domain.errors import DeviceError

log = logging.getLogger(__name__)

AGAIN_S = 0.5
"""Pause after an error that nobody foresaw."""
CANCEL_S = 0.02
PATIENCE_S = 2.0
"""How long the thread may take to end."""


class ModbusLoop:
    """Runs one coroutine on its own thread until stopped, again should it fail.

    ``failed`` hears in one line why it did.
    """

    def __init__(
        self,
        name: str,
        main: Callable[[], Coroutine[Any, Any, None]],
        failed: Callable[[str], None],
    ) -> None:
        self._name = name
        self._main = main
        self._failed = failed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = ""
        self._stop = asyncio.Event()
        self._wake = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._loop = asyncio.new_event_loop()
        self._thread.start()

    def stop(self) -> None:
        """Stop what runs, wherever it waits, and wait for the thread."""
        self.call(self._stop.set)
        self._thread.join(PATIENCE_S)

    def wake(self) -> None:
        """End the `rest` of the loop; from any thread."""
        self.call(self._wake.set)

    def call(self, function: Callable[[], object]) -> None:
        """Run a function on the loop soon; from any thread. Without a running loop it does not."""
        if self._loop is None:
            return
        try:
            self._loop.call_soon_threadsafe(function)
        except RuntimeError:  # the loop is closed
            log.debug("%s: has ended", self._name)

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
        assert self._loop is not None
        loop = self._loop
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        asyncio.get_running_loop().set_exception_handler(self._unhandled)
        stopped = asyncio.ensure_future(self._stop.wait())
        while not stopped.done():
            main = asyncio.ensure_future(self._main())
            await asyncio.wait((main, stopped), return_when=asyncio.FIRST_COMPLETED)
            while not main.done():
                main.cancel()  # again: in Python 3.11 wait_for() may swallow it
                await asyncio.wait((main,), timeout=CANCEL_S)
            await self._ended(main)
            if not stopped.done():
                await asyncio.wait((stopped,), timeout=AGAIN_S)

    async def _ended(self, main: "asyncio.Future[None]") -> None:
        try:
            await main
        except asyncio.CancelledError:
            return
        except DeviceError as error:
            if str(error) != self._told:  # tried again and again, told once
                log.warning("%s", error)
            self._told = str(error)
            self._failed(self._told)
        except Exception as error:  # the border to a connection
            log.exception("%s failed", self._name)
            self._failed(f"internal error {error!r}; see the log")

    def _unhandled(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # what a peer's bytes provoke below us; the connection ends, and that is told elsewhere
        log.debug("%s: %s", self._name, context.get("message"))
