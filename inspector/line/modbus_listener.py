"""Listening for Modbus requests: TCP, TLS and RTU, several requests at once, strangers included."""

import asyncio
import logging
import ssl
import struct
import time
from collections.abc import Callable
from typing import cast

from pymodbus.framer import FramerRTU
from pymodbus.transport.serialtransport import create_serial_connection
from typing_extensions import override

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings, Transport
from inspector.line.modbus_pdu import ExceptionCode, Registers, refusal, respond

log = logging.getLogger(__name__)

HEADER = struct.Struct(">HHHB")
"""Transaction, protocol (0), length from the unit on, unit."""
MOST_BYTES = 254
"""Of a unit and its request."""
MOST_CONNECTIONS = 8
IDLE_S = 60.0
"""A connection that says nothing for so long is closed."""
SILENT_S = 1.0
"""One that says nothing for so long makes room for another: a PLC asks more often."""
HANDSHAKE_S = 5.0
GAP_S = 0.05
"""Silence on a serial line after which a new frame begins; a computer cannot keep 3.5 letters."""
LONGEST_FRAME = 256
"""Of RTU: what is not a frame by then is noise."""
SHORTEST_FRAME = 4
CRC_SIZE = 2
SIZES = {3: (8, None), 4: (8, None), 6: (8, None), 16: (9, 6), 23: (13, 10)}
"""Octets of a request by function, and where it says how many more there are."""

Alter = Callable[[bytes], bytes | None]
"""What is sent in place of a response, None for nothing: how a simulated PLC misbehaves."""


def as_it_is(response: bytes) -> bytes | None:
    """Alter nothing."""
    return response


class Listener:
    """Answers requests to registers until closed; belongs to one asyncio loop."""

    def __init__(self, registers: Registers, unit: int, alter: Alter = as_it_is) -> None:
        self._registers = registers
        self._unit = unit
        self._alter = alter
        self._allowed: tuple[str, ...] = ()
        self._server: asyncio.Server | None = None
        self._serial: asyncio.BaseTransport | None = None
        self._open: dict[asyncio.StreamWriter, float] = {}  # and when each was heard last
        self.refused = 0
        """Connections that were closed for what they sent, or for being too many."""

    @property
    def port(self) -> int:
        """The TCP port that it listens at, 0 if none."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else 0

    async def start(
        self, settings: ModbusSettings, tls: ssl.SSLContext | None, port: int | None = None
    ) -> None:
        """Listen at the interface of the settings; ``port`` in place of theirs, 0 any free one.

        Raises
        ------
        DeviceError
            If it is taken or not there.
        """
        try:
            if settings.transport is Transport.RTU:
                await self._start_serial(settings)
                return
            self._allowed = settings.allowed
            self._server = await asyncio.start_server(
                self._serve,
                settings.host,
                settings.port_used if port is None else port,
                ssl=tls,
                ssl_handshake_timeout=HANDSHAKE_S if tls else None,
            )
        except (OSError, ValueError) as error:
            raise DeviceError(
                f"Modbus: cannot listen at {settings.place} ({error}); "
                "change host, port or device under [line.modbus] in station.toml"
            ) from error

    def close(self) -> None:
        """Stop listening, and break off every connection."""
        if self._server is not None:
            self._server.close()
        if self._serial is not None:
            self._serial.close()
        for writer in self._open:
            writer.transport.abort()

    async def _start_serial(self, settings: ModbusSettings) -> None:
        self._serial, _ = await create_serial_connection(
            asyncio.get_running_loop(),
            lambda: SerialFrames(self._unit, self._registers, self._alter),
            settings.serial.device,
            settings.serial.baud,
            8,
            settings.serial.parity,
            settings.serial.stop_bits,
            settings.timeout_s,
        )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = str((writer.get_extra_info("peername") or ("?",))[0])
        if (self._allowed and peer not in self._allowed) or not self._has_room():
            self.refused += 1
            log.warning("Modbus: connection of %s refused", peer)
            writer.transport.abort()
            return
        self._open[writer] = time.monotonic()
        try:
            await self._answer_all(reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            log.debug("Modbus: %s has gone", peer)
        finally:
            self._open.pop(writer, None)
            writer.transport.abort()

    def _has_room(self) -> bool:
        """Whether one more may come; the most silent one makes room, as Modbus on TCP has it.

        Half-open connections, left by a cable or by a PLC's power, would keep that PLC out.
        """
        if len(self._open) < MOST_CONNECTIONS:
            return True
        silent, heard_s = min(self._open.items(), key=lambda item: item[1])
        if time.monotonic() - heard_s < SILENT_S:
            return False
        del self._open[silent]
        silent.transport.abort()
        return True

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            async with asyncio.timeout(IDLE_S):
                header = await reader.readexactly(HEADER.size)
                transaction, protocol, length, unit = HEADER.unpack(header)
                if protocol or not 2 <= length <= MOST_BYTES:  # noqa: PLR2004 - unit and function
                    self.refused += 1
                    return
                request = await reader.readexactly(length - 1)
            if writer not in self._open:
                return  # it made room for another
            self._open[writer] = time.monotonic()
            if unit == self._unit:
                response = respond(request, self._registers)
            else:
                response = refusal(request, ExceptionCode.NO_SUCH_UNIT)
            head = HEADER.pack(transaction, 0, len(response) + 1, unit)
            sent = self._alter(head + response)
            if sent is not None:
                writer.write(sent)
            async with asyncio.timeout(IDLE_S):
                await writer.drain()
            await asyncio.sleep(0)  # nothing above waits while requests lie ready: others first


class SerialFrames(asyncio.Protocol):
    """One serial line: requests to other units are not answered, as RTU has it."""

    def __init__(
        self,
        unit: int,
        registers: Registers,
        alter: Alter,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._unit = unit
        self._registers = registers
        self._alter = alter
        self._clock = clock
        self._left = b""
        self._heard_s = clock()
        self._transport: asyncio.WriteTransport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        """Answer a frame once it is whole; what cannot become one is dropped."""
        now = self._clock()
        if now - self._heard_s > GAP_S:
            self._left = b""  # silence ends a frame, whole or not
        self._heard_s = now
        self._left = (self._left + data)[-LONGEST_FRAME:]
        request = self._request()
        if request is None or self._transport is None:
            return
        response = respond(request, self._registers)
        frame = bytes([self._unit]) + response
        sent = self._alter(frame + _checksum(frame))
        if sent is not None:
            self._transport.write(sent)

    def _request(self) -> bytes | None:
        """Give the request to our unit among what lies there, without unit and checksum.

        On a line with several units there lie also other units' requests and their responses,
        which only those who asked can tell apart: what has the right size and checksum is ours.
        """
        left = self._left
        for at in range(len(left) - SHORTEST_FRAME + 1):
            # the end of an unknown function is that of all there is, after a silence
            end = at + (_size_of(left[at:]) or (len(left) if at == 0 else LONGEST_FRAME))
            if left[at] != self._unit or end > len(left):
                continue
            body, told = left[at : end - CRC_SIZE], left[end - CRC_SIZE : end]
            if _checksum(body) == told:
                self._left = left[end:]
                return body[1:]
        return None


def _size_of(request: bytes) -> int | None:
    """Give how long a request is by its function, None for one that is not known."""
    if request[1] not in SIZES:
        return None
    size, count_at = SIZES[request[1]]
    if count_at is None:
        return size
    return size + request[count_at] if count_at < len(request) else LONGEST_FRAME


def _checksum(frame: bytes) -> bytes:
    return FramerRTU.compute_CRC(frame).to_bytes(CRC_SIZE, "big")
