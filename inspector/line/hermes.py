"""Both neighbours of a machine in a Hermes line, each a coroutine to be run in one loop.

`HermesUpstream` is the client at the machine before and takes its boards; `HermesDownstream` is the
server for the machine after and gives boards away. What they are to say (ready, a board) is kept
and said again on every new connection, until it has been taken back or a transport was complete.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from inspector.domain.errors import DeviceError
from inspector.formats.hermes_settings import HermesSettings
from inspector.line.hermes_identity import description_of
from inspector.line.hermes_messages import (
    BoardAvailable,
    MachineReady,
    Message,
    NotificationCode,
    RevokeBoardAvailable,
    RevokeMachineReady,
    Severity,
    StartTransport,
    StopTransport,
    TransferState,
    TransportFinished,
)
from inspector.line.hermes_session import HermesSession
from inspector.line.hermes_states import Side, State
from inspector.line.hermes_wire import Wire

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lost:
    """A connection has ended."""

    reason: str


Told = Callable[[Message | Lost], None]
"""Called in the loop with each message of the neighbour, and at the end; returns at once."""

CONNECT_S = 5.0


class HermesUpstream:
    """The connection to the machine before; all calls in the loop that runs it.

    Parameters
    ----------
    settings
        Where it is.
    told
        What is called with what it says.
    """

    def __init__(self, settings: HermesSettings, told: Told) -> None:
        self._settings = settings
        self._told = told
        self._wanted: MachineReady | None = None
        self.session: HermesSession | None = None
        self.reason = "not connected yet"

    async def run(self) -> None:
        """Connect, speak, connect again, for ever."""
        host, port = self._settings.upstream_at
        while True:
            try:
                async with asyncio.timeout(CONNECT_S):
                    reader, writer = await asyncio.open_connection(host, port)
            except (OSError, ValueError) as error:  # ValueError: what can be no host
                other = "no answer" if isinstance(error, OSError) else "it can be no address"
                cause = getattr(error, "strerror", None) or other
                self._set_reason(f"{host}:{port} cannot be reached ({cause})")
            else:
                await self._speak(Wire(reader, writer))
            await asyncio.sleep(self._settings.reconnect_s)

    def want(self, wanted: MachineReady | None) -> None:
        """Say which boards are taken, or with None that none is."""
        self._wanted = wanted
        if self.session is None:
            return
        if wanted is None:
            self.session.say(RevokeMachineReady())
        else:
            self._say_wanted(self.session)

    def start(self, board_id: str) -> bool:
        """Ask for the board that stands ready; False where it no longer does."""
        if self.session is None or self.session.state is not State.AVAILABLE_AND_READY:
            return False
        return self.session.say(StartTransport(board_id))

    def stop(self, transfer: TransferState, board_id: str) -> bool:
        """Say how far a board has come over; False where the connection was lost meanwhile."""
        if self.session is None:
            return False
        self._wanted = None
        return self.session.say(StopTransport(transfer, board_id))

    async def _speak(self, wire: Wire) -> None:
        session = HermesSession(wire, Side.TAKES, description_of(self._settings), self._heard)
        self.session = session
        self._set_reason("")
        try:
            self._set_reason(await session.run())
        finally:
            self.session = None
            self._told(Lost(self.reason))
            await wire.close()

    def _heard(self, session: HermesSession, message: Message) -> None:
        self._say_wanted(session)
        self._told(message)

    def _say_wanted(self, session: HermesSession) -> None:
        if self._wanted is not None and session.state in (State.IDLE, State.AVAILABLE):
            session.say(self._wanted)

    def _set_reason(self, reason: str) -> None:
        if reason and reason != self.reason:
            log.warning("machine before: %s", reason)
        self.reason = reason


class HermesDownstream:
    """The server for the machine after; all calls in the loop that runs it.

    Parameters
    ----------
    settings
        Where it listens.
    told
        What is called with what the machine after says.
    """

    def __init__(self, settings: HermesSettings, told: Told) -> None:
        self._settings = settings
        self._told = told
        self._offered: BoardAvailable | None = None
        self.session: HermesSession | None = None
        self.reason = "no machine has connected yet"
        self.port = 0

    async def listen(self) -> asyncio.Server:
        """Open the port.

        Raises
        ------
        DeviceError
            If it cannot be opened.
        """
        server = await open_port(self._settings.listen_at, self._connected, "Hermes")
        self.port = server.sockets[0].getsockname()[1]
        return server

    def offer(self, board: BoardAvailable | None) -> None:
        """Say that a board stands ready, or with None that it no longer does."""
        self._offered = board
        if self.session is None:
            return
        if board is None:
            self.session.say(RevokeBoardAvailable())
        else:
            self._say_offered(self.session)

    def finish(self, transfer: TransferState, board_id: str) -> bool:
        """Say how far the board has gone; False where the connection was lost meanwhile.

        Where the machine after had it before, the transport ends with this: what stands ready is
        said then.
        """
        session = self.session
        if session is None or not session.say(TransportFinished(transfer, board_id)):
            return False
        self._say_offered(session)
        return True

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer)
        allowed = self._settings.client_address
        if allowed and wire.peer != allowed:
            log.warning("connection from %s refused: only %s may", wire.peer, allowed)
            await wire.close()
            return
        if self.session is not None:
            code = NotificationCode.REFUSED_BECAUSE_ESTABLISHED
            wire.notify(code, Severity.FATAL, "another machine is connected")
            await wire.close()
            return
        session = HermesSession(wire, Side.GIVES, description_of(self._settings), self._heard)
        self.session = session
        self.reason = ""
        try:
            self.reason = await session.run()
        finally:
            self.session = None
            self._told(Lost(self.reason))
            await wire.close()

    def _heard(self, session: HermesSession, message: Message) -> None:
        match message:
            case StartTransport(board_id=board_id):
                offered = self._offered
                if offered is None or offered.board_id != board_id:
                    session.say(TransportFinished(TransferState.NOT_STARTED, board_id))
            case StopTransport(transfer_state=TransferState.COMPLETE, board_id=board_id):
                if self._offered is not None and self._offered.board_id == board_id:
                    self._offered = None
        self._say_offered(session)
        self._told(message)

    def _say_offered(self, session: HermesSession) -> None:
        if self._offered is not None and session.state in (State.IDLE, State.READY):
            session.say(self._offered)


Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def open_port(at: tuple[str, int], connected: Connected, name: str) -> asyncio.Server:
    """Listen at a host and port.

    Raises
    ------
    DeviceError
        If it cannot be opened; names it, the cause and the mend.
    """
    try:
        return await asyncio.start_server(connected, *at)
    except (OSError, ValueError) as error:  # ValueError: what can be no host
        cause = getattr(error, "strerror", None) or "it can be no address"
        raise DeviceError(
            f"{name}: {at[0]}:{at[1]} cannot be listened at ({cause}); end the other program or "
            "name another port"
        ) from error


async def end_of(server: asyncio.Server) -> None:
    """Close a port; connections that were accepted end by themselves."""
    server.close()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(server.wait_closed(), CONNECT_S)
