"""An OPC UA server of OPC 40100-1 (Machine Vision): state, orders, recipes, results, events.

It runs in a thread and loop of its own, is a `ResultSink` for results, and shows the line's state.
Needs asyncua, the extra ``opcua``.
"""

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from inspector.domain.errors import DeviceError
from inspector.domain.result import PanelResult
from inspector.formats.opcua_settings import OpcUaSettings
from inspector.line.own_loop import OwnLoop
from inspector.line.plc import LineState
from inspector.line.sink import SinkHealth
from inspector.line.station_control import StationControl

if TYPE_CHECKING:
    from inspector.line.opcua_server import Machine

log = logging.getLogger(__name__)

MOST_WAITING = 1000
"""Results and states that may wait for the server."""
AGAIN_S = 5.0
"""Until a port that is taken is tried again."""


class OpcUaServer:
    """The server of one station.

    Parameters
    ----------
    settings
        Where it listens, who may come in.
    control
        Takes the orders that come in.
    """

    def __init__(self, settings: OpcUaSettings, control: StationControl) -> None:
        self._settings = settings
        self._control = control
        self._loop = OwnLoop(self.name, self._main)
        self._work: asyncio.Queue[PanelResult | LineState] = asyncio.Queue(MOST_WAITING)
        self._machine: Machine | None = None
        self._reason = "starting"
        self._taken = self._late = 0  # counted by who publishes
        self._delivered = self._refused = 0  # counted in the loop

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return f"opcua {self._settings.station}"

    @property
    def port(self) -> int:
        """Where it listens; 0 until it does."""
        return self._machine.port if self._machine else 0

    @property
    def health(self) -> SinkHealth:
        """How it is at the moment."""
        done = self._delivered + self._refused
        lost = self._refused + self._late
        reason = self._loop.failure or self._reason
        return SinkHealth(self._delivered, max(0, self._taken - done), lost, reason)

    def __enter__(self) -> Self:
        """Start; a port that cannot be opened is shown by ``health``.

        Raises
        ------
        DeviceError
            If asyncua is not installed.
        """
        try:
            import asyncua  # noqa: F401 - only whether it is there
        except ImportError as error:
            raise DeviceError(
                "opcua: asyncua is not installed; run: pip install 'inspector[opcua]'"
            ) from error
        self._loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop; clients see the end of their sessions."""
        self._loop.stop()
        self._refused = self._taken - self._delivered  # the loop has ended: what is left is lost

    def publish(self, result: PanelResult) -> bool:
        """Tell a result to the clients that are there; returns at once."""
        taken = self._loop.soon(self._put_result, result)
        if taken:
            self._taken += 1
        else:
            self._late += 1
            log.error("%s: %s is lost here; see the record", self.name, result.serial)
        return taken

    def show(self, state: LineState) -> None:
        """Show what the station does; returns at once."""
        self._loop.soon(self._put_state, state)

    # everything below runs in the loop

    def _put_result(self, result: PanelResult) -> None:
        if self._work.full():
            self._refused += 1
            log.error("%s: %s is lost here; see the record", self.name, result.serial)
        else:
            self._work.put_nowait(result)

    def _put_state(self, state: LineState) -> None:
        if not self._work.full():
            self._work.put_nowait(state)

    async def _main(self) -> None:
        from inspector.line.opcua_server import Machine

        machine = Machine(self._settings, self._control)
        while not self._machine:
            try:
                await machine.start()
            except DeviceError as error:
                self._reason = str(error)
                log.error("%s: %s", self.name, error)
                await asyncio.sleep(AGAIN_S)
                machine = Machine(self._settings, self._control)
            else:
                self._machine, self._reason = machine, ""
        try:
            while True:
                work = await self._work.get()
                if isinstance(work, PanelResult):
                    await machine.vision.tell(work)
                    self._delivered += 1
                else:
                    await machine.follow(work)
        finally:
            await machine.stop()
