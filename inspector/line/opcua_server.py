"""asyncua's server, set up so that nothing is open that need not be."""

import logging
from pathlib import Path

from asyncua import Server, ua
from asyncua.crypto.security_policies import SecurityPolicyFactory, SecurityPolicyNone
from asyncua.server.binary_server_asyncio import BinaryServer, OPCUAProtocol
from typing_extensions import override

from inspector import __version__
from inspector.domain.errors import DeviceError
from inspector.formats.opcua_settings import OpcUaSettings
from inspector.line.opcua_nodes import VisionSystem
from inspector.line.opcua_states import OF_LINE
from inspector.line.opcua_trust import Trust, own_certificate
from inspector.line.opcua_types import MACHINE_VISION, Types
from inspector.line.opcua_users import NoRights, Rights, Users
from inspector.line.plc import LineState
from inspector.line.station_control import StationControl

log = logging.getLogger(__name__)

LONGEST_CHUNK = 65_535
LONGEST_MESSAGE = 2 * 1024 * 1024
"""Bytes of a request; nothing that a client asks is longer."""
MOST_PENDING = 500
"""Requests of one client that may wait; clients ask for all types at once."""
IDLE_S = 15.0
"""How long a connection may be without a session."""


class Seldom(logging.Filter):
    """Lets some records a minute through: whoever sends noise does not fill the log."""

    MOST = 20
    NOISY = (
        "asyncua.server.binary_server_asyncio",
        "asyncua.server.uaprocessor",
        "asyncua.common.connection",
        "asyncuagds.validate",
    )

    def __init__(self) -> None:
        super().__init__()
        self._minute, self._count = 0.0, 0

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged."""
        minute = record.created // 60
        if minute != self._minute:
            self._minute, self._count = minute, 0
        self._count += 1
        return self._count <= self.MOST


class _Bounded(OPCUAProtocol):  # type: ignore[misc]  # asyncua's types are skipped
    """A connection that keeps at most one chunk; asyncua would wait for 4 GiB."""

    _buffer: bytes

    def data_received(self, data: bytes) -> None:
        """Take bytes; end the connection where what is incomplete is longer than a chunk."""
        super().data_received(data)
        if len(self._buffer) > LONGEST_CHUNK and self.transport is not None:
            log.warning("OPC UA: %s sends too long a chunk: connection ended", self.peer_name)
            self._buffer = b""
            self.transport.abort()


class _Port(BinaryServer):  # type: ignore[misc]
    """The listening port."""

    def _make_protocol(self) -> OPCUAProtocol:
        return _Bounded(
            iserver=self.iserver,
            policies=self._policies,
            clients=self.clients,
            closing_tasks=self.closing_tasks,
            limits=self.limits,
        )


class _Server(Server):  # type: ignore[misc]
    """A server whose channels without security may ask for the endpoints and nothing else."""

    async def start(self) -> None:
        """Listen."""
        await self._setup_server_nodes()
        mode = ua.MessageSecurityMode.None_
        self._policies.append(
            SecurityPolicyFactory(SecurityPolicyNone, mode, permission_ruleset=NoRights())
        )
        await self.iserver.start()
        self.bserver = _Port(self.iserver, *self.socket_address, self.limits)
        self.bserver.set_policies(self._policies)
        await self.bserver.start()


class Machine:
    """The server with its nodes; all calls in one loop."""

    def __init__(self, settings: OpcUaSettings, control: StationControl) -> None:
        self._settings = settings
        self._trust = Trust(Path(settings.pki_folder))
        users = Users(settings.user, self._trust, anonymous_reading=settings.anonymous_reading)
        self._server = _Server(user_manager=users)
        self._control = control
        self._seldom = Seldom()
        self.vision: VisionSystem
        self.port = 0

    async def start(self) -> None:
        """Make certificate and nodes, and listen.

        Raises
        ------
        DeviceError
            If the folder of certificates or the port cannot be used.
        """
        settings, server = self._settings, self._server
        logging.getLogger("asyncua").setLevel(logging.WARNING)  # below, it logs what clients send
        for name in Seldom.NOISY:
            logging.getLogger(name).addFilter(self._seldom)
        uri = f"urn:inspector:{settings.station}"
        certificate, key = await own_certificate(Path(settings.pki_folder), uri, settings.station)
        await server.init()
        await server.set_application_uri(uri)
        server.set_server_name(f"Inspector {settings.station}")
        server.set_endpoint(f"opc.tcp://{settings.host}:{settings.port}/inspector")
        server.socket_address = (settings.host, settings.port)
        kinds = ua.SecurityPolicyType
        offered = [kinds.Basic256Sha256_SignAndEncrypt, kinds.Basic256Sha256_Sign]
        server.set_security_policy(offered, permission_ruleset=Rights())
        tokens = [ua.UserNameIdentityToken]
        tokens += [ua.AnonymousIdentityToken] * settings.anonymous_reading
        server.set_identity_tokens(tokens)
        server.allow_remote_admin(False)  # noqa: FBT003 - asyncua's
        await server.load_certificate(certificate)
        await server.load_private_key(key)
        server.iserver.certificate_validator = self._trust
        self._bound()
        await self._trust.refresh()
        await self._make_nodes()
        try:
            await server.start()
        except OSError as error:
            await server.iserver.stop()
            raise DeviceError(
                f"OPC UA: {settings.host}:{settings.port} cannot be listened at "
                f"({error.strerror}); end the other program or name another port"
            ) from error
        self.port = server.bserver.port
        log.info("OPC UA at %s:%d, version %s", settings.host, self.port, __version__)

    async def stop(self) -> None:
        """End every session and close the port."""
        for name in Seldom.NOISY:
            logging.getLogger(name).removeFilter(self._seldom)
        await self._server.stop()

    async def follow(self, state: LineState) -> None:
        """Show what the station does."""
        await self.vision.follow(OF_LINE[state])

    def _bound(self) -> None:
        """Bound what clients can make the server hold."""
        inside, limits = self._server.iserver, self._server.limits
        inside.max_connections = self._settings.most_clients
        inside.max_pending_messages_per_connection = MOST_PENDING
        inside.max_pending_activation_seconds = IDLE_S
        inside.max_session_timeout_ms = 120_000
        inside.max_subscriptions = 4 * self._settings.most_clients
        inside.max_monitored_item_queue_size = 1000
        limits.max_message_size = LONGEST_MESSAGE
        limits.max_chunk_count = LONGEST_MESSAGE // LONGEST_CHUNK + 1

    async def _make_nodes(self) -> None:
        settings, server = self._settings, self._server
        types = Types(server, await server.register_namespace(MACHINE_VISION))
        await types.make()
        self.vision = VisionSystem(
            server, types, self._control, settings.station, settings.results_kept
        )
        await self.vision.make()
