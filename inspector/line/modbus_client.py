"""A link where the station asks: it writes its block into the PLC and reads the PLC's.

Every write is the whole block, so that an answer is sent again with each heartbeat, with the same
sequence, until it is acknowledged. After any failure the connection is made anew: what arrives late
on an old one is never taken for an answer.
"""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Self

from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient, AsyncModbusTlsClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings, Transport
from inspector.line.handshake import Handshake
from inspector.line.own_loop import AT_ONCE_S, OwnLoop
from inspector.line.plc import Arrived, LineState, LinkHealth, PanelAnswer
from inspector.line.registers import WORD, LineSide, RegisterMap, StationSide
from inspector.line.tls import tls_context

log = logging.getLogger(__name__)

AGAIN_S = 0.1
"""Pause before a new connection."""
CONNECT_S = 1.0
"""A PLC's processor may take long for the certificates; the caller is not held up by it."""
PENDING_POLL_S = 0.001
"""Pause between two polls while an answer waits for its acknowledgement."""
OVERHEAD = 20
"""Octets of a request and its response beside the registers, more or less."""
BITS = 11
"""Of an octet on a serial line."""

Client = AsyncModbusTcpClient | AsyncModbusSerialClient


class ModbusClient:
    """The station polls and writes the PLC: TCP, TLS or RTU."""

    def __init__(self, settings: ModbusSettings) -> None:
        self._settings = settings
        self._map = RegisterMap(settings.registers)
        self._tls = (
            tls_context(settings.tls, server=False) if settings.transport is Transport.TLS else None
        )
        self._handshake = Handshake(self.name, settings.stale_s, settings.registers.boards)
        self._loop = OwnLoop(self.name, self._main, self._handshake.failed, AT_ONCE_S)
        self._handshake.tell_changes_to(self._loop.wake)
        self._heartbeat = 0
        self._told = ""

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return f"PLC at {self._settings.place}"

    @property
    def health(self) -> LinkHealth:
        """How it is at the moment."""
        return self._handshake.health

    def __enter__(self) -> Self:
        # it reports each poll that fails as an error; `health` says it, and the log once
        logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
        self._loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.stop()

    def wait_arrival(self, timeout_s: float) -> Arrived | None:
        """Wait for a panel in place."""
        return self._handshake.wait_arrival(timeout_s)

    def holds(self, number: int) -> bool:
        """Whether the panel of an arrival is in place."""
        return self._handshake.holds(number)

    def show(self, state: LineState, alarm: int = 0) -> None:
        """Tell the line what the station does."""
        self._handshake.show(state, alarm)

    def answer(self, answer: PanelAnswer) -> None:
        """Put an answer in line."""
        self._handshake.answer(answer)

    def wait_acknowledged(self, sequence: int, timeout_s: float) -> bool:
        """Wait until an answer is acknowledged."""
        return self._handshake.wait_acknowledged(sequence, timeout_s)

    async def _main(self) -> None:
        while True:
            client = self._client()
            try:
                await self._connect(client)
                await self._talk(client)
            except (ModbusException, OSError, ValueError) as error:
                self._tell(_reason(error, self._settings.transport))
            finally:
                _break_off(client)
            await asyncio.sleep(AGAIN_S)

    def _client(self) -> Client:
        given = self._settings
        if given.transport is Transport.RTU:
            return AsyncModbusSerialClient(
                given.serial.device,
                baudrate=given.serial.baud,
                parity=given.serial.parity,
                stopbits=given.serial.stop_bits,
                timeout=given.timeout_s + self._on_the_wire_s(),
                retries=0,
                reconnect_delay=0,
            )
        if self._tls is not None:
            return AsyncModbusTlsClient(
                given.host,
                port=given.port_used,
                sslctx=self._tls,
                timeout=given.timeout_s,
                retries=0,
                reconnect_delay=0,
            )
        return AsyncModbusTcpClient(
            given.host,
            port=given.port_used,
            timeout=given.timeout_s,
            retries=0,
            reconnect_delay=0,
        )

    def _on_the_wire_s(self) -> float:
        """Seconds that the longest request and its response take on a serial line."""
        octets = 2 * max(self._map.station_count, self._map.line_count) + OVERHEAD
        return octets * BITS / self._settings.serial.baud

    async def _connect(self, client: Client) -> None:
        # its own connect() drops the reason of a failure, and bounds it as it does a request
        async with asyncio.timeout(CONNECT_S):
            client.ctx.transport, _ = await client.ctx.call_create()

    async def _talk(self, client: Client) -> None:
        written: StationSide | None = None
        written_at = 0.0
        seen = 0
        while True:
            side = self._handshake.side
            now = time.monotonic()
            if side != written or now - written_at >= self._settings.heartbeat_s:
                await self._write(client, side)
                written, written_at = side, now
            line = await self._read(client)
            if line.arrival != seen:  # the rest of its block was written before the number
                line = await self._read(client)
                seen = line.arrival
            self._handshake.heard(line)
            self._tell("")
            if self._handshake.side == written:
                pending = self._handshake.pending
                await self._loop.rest(PENDING_POLL_S if pending else self._settings.poll_s)

    async def read_both(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Connect, read both blocks once, and leave."""
        place, client = self._settings.registers, self._client()
        try:
            await self._connect(client)
            blocks = (
                (place.station_address, self._map.station_count),
                (place.line_address, self._map.line_count),
            )
            read = []
            for address, count in blocks:
                got = await client.read_holding_registers(
                    address, count=count, device_id=place.unit
                )
                _refuse(got, f"reading registers {address}+{count}", place.unit)
                read.append(tuple(got.registers))
            return read[0], read[1]
        finally:
            _break_off(client)

    async def _write(self, client: Client, side: StationSide) -> None:
        self._heartbeat = self._heartbeat % WORD + 1
        told = replace(side, heartbeat=self._heartbeat, clock_s=int(time.time()))
        words = self._map.station_words(told)
        place = self._settings.registers
        got = await client.write_registers(place.station_address, list(words), device_id=place.unit)
        _refuse(got, f"writing registers {place.station_address}+{len(words)}", place.unit)

    async def _read(self, client: Client) -> LineSide:
        place = self._settings.registers
        count = self._map.line_count
        got = await client.read_holding_registers(
            place.line_address, count=count, device_id=place.unit
        )
        _refuse(got, f"reading registers {place.line_address}+{count}", place.unit)
        return self._map.line_side(got.registers)

    def _tell(self, reason: str) -> None:
        """Log a change once; a PLC that is away fails several times a second."""
        if reason:
            self._handshake.failed(reason)
        if reason != self._told:
            log.warning("%s: %s", self.name, reason or "in contact")
            self._told = reason


def read_blocks(settings: ModbusSettings) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Read both blocks once, over a connection of its own: the station's words, and the line's.

    For a person who looks at the registers; nothing is written. Where the PLC asks, it is our own
    listener that is read.

    Raises
    ------
    DeviceError
        If the PLC, or our own listener, does not answer.
    """
    asking = ModbusClient(settings)
    logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # the error that is raised says it
    try:
        return asyncio.run(asking.read_both())
    except (ModbusException, OSError, ValueError) as error:
        reason = _reason(error, settings.transport)
        raise DeviceError(f"{asking.name}: reading the registers: {reason}") from error


def _break_off(client: Client) -> None:
    """Close at once: a peer that is frozen would not answer the farewell of TLS."""
    transport = client.ctx.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    client.close()


def _refuse(got: ModbusPDU, request: str, unit: int) -> None:
    if got.isError():
        raise ValueError(
            f"{request} of unit {unit} was refused (exception {got.exception_code}); "
            "compare unit and addresses with inspector line map"
        )


def _reason(error: Exception, transport: Transport) -> str:
    if isinstance(error, ValueError):
        return str(error)
    if isinstance(error, ModbusException | TimeoutError):
        more = ", does it accept our certificate" if transport is Transport.TLS else ""
        return f"no answer; is it on, is the unit right{more}?"
    text = " ".join(str(error).split())
    return f"no connection ({text or error.__class__.__name__}); look at cable, address and port"
