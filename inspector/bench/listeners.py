"""Every port that a station listens at, fuzzed: Hermes' three, and OPC UA."""

import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inspector.bench.fuzz import Fuzzed, Target, fuzz
from inspector.formats.hermes_settings import HermesSettings
from inspector.formats.opcua_settings import OpcUaSettings
from inspector.line.hermes_line import HermesLine
from inspector.line.hermes_messages import (
    NO_BOARD,
    CheckAlive,
    CheckAliveType,
    Features,
    GetConfiguration,
    MachineReady,
    Message,
    Notification,
    NotificationCode,
    QueryBoardInfo,
    SendWorkOrderInfo,
    ServiceDescription,
    SetConfiguration,
    Severity,
    StartTransport,
    StopTransport,
    SupervisoryServiceDescription,
    TransferState,
)
from inspector.line.hermes_xml import message_to_bytes
from inspector.line.opcua import OpcUaServer
from inspector.line.station_control import Job

LISTENERS = 4
PATIENCE_S = 60.0
ME = ServiceDescription("peer", 1, supported_features=Features(frozenset({"FeatureOdd"})))

MESSAGES: tuple[Message, ...] = (
    ME,
    CheckAlive(CheckAliveType.PING, "1"),
    Notification(NotificationCode.UNSPECIFIC, Severity.INFO, "hello"),
    MachineReady(length_mm=160.0),
    StartTransport(NO_BOARD),
    StopTransport(TransferState.COMPLETE, NO_BOARD),
    QueryBoardInfo("SN1"),
    GetConfiguration(),
    SetConfiguration("x", 1),
    SupervisoryServiceDescription("MES"),
    SendWorkOrderInfo(query_id="1", product_type_id="p"),
)
HERMES = tuple(message_to_bytes(message) for message in MESSAGES)


class NoOrders:
    """A station that takes no orders and has no recipes."""

    def recipes(self) -> tuple[str, ...]:
        """None."""
        return ()

    def prepare(self, recipe: str) -> None:
        """Nothing."""

    def start(self, job: Job) -> None:
        """Nothing."""

    def stop(self, why: str) -> None:
        """Nothing."""

    def abort(self, why: str) -> None:
        """Nothing."""

    def halt(self, why: str) -> None:
        """Nothing."""

    def reset(self, why: str) -> None:
        """Nothing."""

    def select_automatic(self) -> None:
        """Nothing."""


def measure_listeners(
    each: int, seed: int = 1, progress: Callable[[int], None] = lambda _: None
) -> tuple[Fuzzed, ...]:
    """Fuzz every listener, each with so many inputs; progress counts all of them."""
    made: list[Fuzzed] = []
    with hermes_ports() as ports:
        names = ("hermes", "hermes configuration", "hermes supervisors")
        for name, port, hello in zip(names, ports, (HERMES[0], HERMES[7], HERMES[9]), strict=True):
            done = len(made) * each

            def told(n: int, done: int = done) -> None:
                progress(done + n)

            def alive(port: int = port, hello: bytes = hello) -> bool:
                return answers(port, hello)

            target = Target(name, port, (hello, *HERMES), alive)
            made.append(fuzz(target, each, seed=seed, progress=told))
    with opcua_port() as (port, corpus):
        done = len(made) * each
        target = Target("opcua", port, corpus, lambda: answers(port, corpus[0]))
        made.append(fuzz(target, each, seed=seed, progress=lambda n: progress(done + n)))
    return tuple(made)


def answers(port: int, hello: bytes) -> bool:
    """Whether a listener answers a right message."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as peer:
        peer.sendall(hello)
        try:
            return bool(peer.recv(1))
        except OSError:
            return False


@contextmanager
def hermes_ports() -> Iterator[tuple[int, int, int]]:
    """Give the three ports of a station in a Hermes line."""
    settings = HermesSettings("fuzzed", listen_port=0, configuration_port=0, supervisor_port=0)
    with HermesLine(settings) as line:
        end = time.monotonic() + PATIENCE_S
        while (ports := line.ports) is None and time.monotonic() < end:
            time.sleep(0.01)
        if ports is None:
            raise TimeoutError(line.health.reason)
        yield ports


@contextmanager
def opcua_port() -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """Give the port of an OPC UA server, and what a client says to it first."""
    with tempfile.TemporaryDirectory() as folder:
        settings = OpcUaSettings("fuzzed", folder, port=0)
        with OpcUaServer(settings, NoOrders()) as server:
            end = time.monotonic() + PATIENCE_S
            while not server.port and time.monotonic() < end:
                time.sleep(0.01)
            if not server.port:
                raise TimeoutError(server.health.reason)
            yield server.port, opcua_corpus()


def opcua_corpus() -> tuple[bytes, ...]:
    """Give the first messages of a client: hello, a channel, the endpoints, a session."""
    from asyncua import ua
    from asyncua.common.connection import SecureConnection, TransportLimits
    from asyncua.crypto.security_policies import SecurityPolicyNone
    from asyncua.ua.ua_binary import struct_to_binary, uatcp_to_binary

    channel = SecureConnection(SecurityPolicyNone(), TransportLimits())
    hello = ua.Hello(ReceiveBufferSize=65_535, SendBufferSize=65_535, EndpointUrl="opc.tcp://x")
    opened = ua.OpenSecureChannelRequest()
    opened.Parameters.SecurityMode = ua.MessageSecurityMode.None_
    opened.Parameters.ClientNonce = b"\1" * 32
    kinds = ua.MessageType
    requests = (
        ua.GetEndpointsRequest(),
        ua.CreateSessionRequest(),
        ua.ActivateSessionRequest(),
        ua.ReadRequest(),
        ua.CallRequest(),
        ua.BrowseRequest(),
    )
    return (
        uatcp_to_binary(kinds.Hello, hello),
        channel.message_to_binary(struct_to_binary(opened), kinds.SecureOpen, 1),
        *(channel.message_to_binary(struct_to_binary(request)) for request in requests),
        channel.message_to_binary(
            struct_to_binary(ua.CloseSecureChannelRequest()), kinds.SecureClose
        ),
    )
