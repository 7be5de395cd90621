"""A link where the PLC asks: it reads the station's block here and writes its own."""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from inspector.domain.modbus import ModbusSettings, Transport
from inspector.line.handshake import Handshake
from inspector.line.modbus_listener import Listener
from inspector.line.modbus_pdu import ExceptionCode, RefusedError
from inspector.line.own_loop import AT_ONCE_S, OwnLoop
from inspector.line.plc import Arrived, LineState, LinkHealth, PanelAnswer
from inspector.line.registers import WORD, RegisterMap
from inspector.line.tls import tls_context

log = logging.getLogger(__name__)

BEAT_S = 0.1


class ModbusServer:
    """The PLC polls and writes the station: TCP, TLS or RTU.

    It listens at the configured interface, the loopback one by default. ``free_port`` takes any
    free port in place of the configured one, see `port`.
    """

    def __init__(self, settings: ModbusSettings, *, free_port: bool = False) -> None:
        self._settings = settings
        self._map = RegisterMap(settings.registers)
        self._tls = (
            tls_context(settings.tls, server=True) if settings.transport is Transport.TLS else None
        )
        self._handshake = Handshake(self.name, settings.stale_s, settings.registers.boards)
        self._listener = Listener(_Blocks(self._map, self._handshake), settings.registers.unit)
        self._loop = OwnLoop(self.name, self._main, self._handshake.failed, AT_ONCE_S)
        self._port: int | None = 0 if free_port else None
        self._listening = threading.Event()

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return f"PLC that asks at {self._settings.place}"

    @property
    def port(self) -> int:
        """The TCP port that it listens at, 0 before it does."""
        return self._listener.port

    def wait_listening(self, timeout_s: float) -> bool:
        """Wait until it listens; False when the time is up."""
        return self._listening.wait(timeout_s)

    @property
    def refused(self) -> int:
        """Connections that were closed for what they sent, or for being too many."""
        return self._listener.refused

    @property
    def health(self) -> LinkHealth:
        """How it is at the moment."""
        return self._handshake.health

    def __enter__(self) -> Self:
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
        try:
            await self._listener.start(self._settings, self._tls, self._port)
            self._listening.set()
            log.info("Modbus: listening at %s", self._settings.place)
            await asyncio.get_running_loop().create_future()  # until stopped
        finally:
            self._listening.clear()
            self._listener.close()


class _Blocks:
    """The two blocks as registers: the station's to read, the line's to read and to write."""

    def __init__(self, registers: RegisterMap, handshake: Handshake) -> None:
        self._map = registers
        self._handshake = handshake
        self._line = [0] * registers.line_count
        self._began_s = time.monotonic()

    def read(self, address: int, count: int) -> Sequence[int]:
        place = self._map.settings
        if self._within(address, count, place.line_address, self._map.line_count):
            at = address - place.line_address
            return self._line[at : at + count]
        if self._within(address, count, place.station_address, self._map.station_count):
            at = address - place.station_address
            return self._station()[at : at + count]
        raise RefusedError(ExceptionCode.ILLEGAL_ADDRESS)

    def write(self, address: int, words: Sequence[int]) -> None:
        place = self._map.settings
        if not self._within(address, len(words), place.line_address, self._map.line_count):
            raise RefusedError(ExceptionCode.ILLEGAL_ADDRESS)
        at = address - place.line_address
        self._line[at : at + len(words)] = words
        self._handshake.heard(self._map.line_side(self._line))

    @staticmethod
    def _within(address: int, count: int, first: int, room: int) -> bool:
        return first <= address and address + count <= first + room

    def _station(self) -> Sequence[int]:
        # the heartbeat is the time: it stands still only if this program does
        beats = int((time.monotonic() - self._began_s) / BEAT_S) % WORD + 1
        side = replace(self._handshake.side, heartbeat=beats, clock_s=int(time.time()))
        return self._map.station_words(side)
