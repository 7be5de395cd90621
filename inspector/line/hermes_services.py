"""What a machine offers beside its neighbours: its configuration, and the vertical channel.

The configuration service (port 1248) tells an engineering station how the machine is connected, and
may be told otherwise. On the vertical channel supervisors hear which boards come and go, and are
asked which order and product a barcode belongs to.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inspector.formats.hermes_settings import HermesSettings
from inspector.line.hermes import open_port
from inspector.line.hermes_messages import (
    BoardArrived,
    BoardDeparted,
    CurrentConfiguration,
    DownstreamConfiguration,
    Features,
    GetConfiguration,
    HermesError,
    Message,
    Notification,
    NotificationCode,
    QueryWorkOrderInfo,
    SendWorkOrderInfo,
    SetConfiguration,
    Severity,
    SupervisoryServiceDescription,
    UpstreamConfiguration,
)
from inspector.line.hermes_session import HANDSHAKE_S
from inspector.line.hermes_wire import Wire

log = logging.getLogger(__name__)

MOST_CLIENTS = 16
"""Connections at once to each of the two ports."""
SILENT_S = 60.0
"""How long an engineering station may say nothing."""

Configure = Callable[[SetConfiguration], str]
"""Takes a configuration over; gives why it does not, or nothing. Called in the loop."""

BOARD_TRACKING = "FeatureBoardTracking"
WORK_ORDERS = ("FeatureSendWorkOrderInfo", "FeatureQueryWorkOrderInfo")
SUPERVISED = frozenset({"FeatureCheckAliveResponse", BOARD_TRACKING, *WORK_ORDERS})


def configuration_of(settings: HermesSettings) -> CurrentConfiguration:
    """Give the settings as Hermes has them."""
    host, port = settings.upstream_at
    before = (UpstreamConfiguration(settings.lane, host, port),) if host else ()
    after = DownstreamConfiguration(
        settings.lane, settings.listen_at[1], settings.client_address or None
    )
    return CurrentConfiguration(
        settings.machine_id,
        settings.supervisor_port,
        before,
        (after,) if settings.downstream else (),
    )


class Clients:
    """The connections to one port, counted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._wires: set[Wire] = set()

    @contextmanager
    def place(self, wire: Wire) -> Iterator[bool]:
        """Count a connection while it lasts; False, and it is told, where there are too many."""
        if len(self._wires) >= MOST_CLIENTS:
            log.warning("%s: connection from %s refused: too many", self._name, wire.peer)
            code = NotificationCode.REFUSED_BECAUSE_ESTABLISHED
            wire.notify(code, Severity.FATAL, "too many connections")
            yield False
            return
        self._wires.add(wire)
        try:
            yield True
        finally:
            self._wires.discard(wire)


class ConfigurationService:
    """Tells and takes the configuration of a machine; all calls in the loop that runs it."""

    def __init__(self, settings: HermesSettings, configure: Configure) -> None:
        self._settings = settings
        self._configure = configure
        self._clients = Clients("Hermes configuration")
        self.port = 0

    async def listen(self) -> asyncio.Server:
        """Open the port; raises DeviceError where it cannot be."""
        at = self._settings.listen_host, self._settings.configuration_port or 0
        server = await open_port(at, self._connected, "Hermes configuration")
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer)
        with self._clients.place(wire) as placed:
            if placed:
                await self._serve(wire)
        await wire.close()

    async def _serve(self, wire: Wire) -> None:
        try:
            async with asyncio.timeout(SILENT_S) as limit:
                async for message in wire.messages():
                    limit.reschedule(asyncio.get_running_loop().time() + SILENT_S)
                    answer_configuration(wire, message, self._settings, self._configure)
        except HermesError as error:
            wire.refuse(error)
        except TimeoutError:
            log.info("%s says nothing more: connection ended", wire.peer)


def answer_configuration(
    wire: Wire, message: Message, settings: HermesSettings, configure: Configure
) -> None:
    """Answer GetConfiguration and SetConfiguration.

    Raises
    ------
    HermesError
        On any other message but a notification.
    """
    match message:
        case GetConfiguration():
            wire.send(configuration_of(settings))
        case SetConfiguration():
            refused = "it is set at the machine" if not settings.accept_configuration else ""
            refused = refused or configure(message)
            if refused:
                code = NotificationCode.CONFIGURATION_ERROR
                wire.notify(code, Severity.ERROR, f"configuration not taken over: {refused}")
        case Notification():
            wire.heard(message)
        case _:
            raise HermesError(f"{type(message).__name__} is not expected here")


class VerticalService:
    """Speaks with supervisors; all calls in the loop that runs it.

    Parameters
    ----------
    settings
        Where it listens and what the machine is called.
    configure
        Takes a configuration over.
    told
        Is called with each SendWorkOrderInfo.
    """

    def __init__(
        self,
        settings: HermesSettings,
        configure: Configure,
        told: Callable[[SendWorkOrderInfo], None],
    ) -> None:
        self._settings = settings
        self._configure = configure
        self._told = told
        self._clients = Clients("Hermes supervisors")
        self._supervisors: dict[Wire, Features] = {}
        self.port = 0

    async def listen(self) -> asyncio.Server:
        """Open the port; raises DeviceError where it cannot be."""
        at = self._settings.listen_host, self._settings.supervisor_port or 0
        server = await open_port(at, self._connected, "Hermes supervisors")
        self.port = server.sockets[0].getsockname()[1]
        return server

    def tell(self, message: BoardArrived | BoardDeparted) -> None:
        """Tell the supervisors that follow boards."""
        for wire, features in list(self._supervisors.items()):
            if BOARD_TRACKING in features.names:
                wire.send(message)

    def ask(self, query: QueryWorkOrderInfo) -> bool:
        """Ask the supervisors that know orders; False where there is none."""
        knowing = [w for w, f in self._supervisors.items() if f.names & set(WORK_ORDERS)]
        for wire in knowing:
            wire.send(query)
        return bool(knowing)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer)
        with self._clients.place(wire) as placed:
            if placed:
                await self._serve(wire)
        await wire.close()

    async def _serve(self, wire: Wire) -> None:
        alive: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(HANDSHAKE_S) as limit:
                async for message in wire.messages():
                    self._take(wire, message)
                    if alive is None and wire in self._supervisors:
                        limit.reschedule(None)
                        alive = asyncio.create_task(
                            wire.keep_alive(SILENT_S / 2, with_answers=self._answers(wire))
                        )
        except HermesError as error:
            wire.refuse(error)
        except TimeoutError:
            wire.refuse(HermesError("no SupervisoryServiceDescription"))
        finally:
            self._supervisors.pop(wire, None)
            if alive is not None:
                alive.cancel()

    def _answers(self, wire: Wire) -> bool:
        return "FeatureCheckAliveResponse" in self._supervisors[wire].names

    def _take(self, wire: Wire, message: Message) -> None:
        described = wire in self._supervisors
        match message:
            case SupervisoryServiceDescription() if not described:
                self._supervisors[wire] = message.supported_features
                me = self._settings.machine_id
                # who names this feature has to take a configuration over
                takes = {"FeatureConfiguration"} if self._settings.accept_configuration else ()
                features = Features(SUPERVISED.union(takes))
                wire.send(SupervisoryServiceDescription(me, supported_features=features))
            case SendWorkOrderInfo() if described:
                self._told(message)
            case _ if described:
                answer_configuration(wire, message, self._settings, self._configure)
            case _:
                raise HermesError(f"{type(message).__name__} before SupervisoryServiceDescription")
