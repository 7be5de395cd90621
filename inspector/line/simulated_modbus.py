"""A PLC to try a station against: its program behind real Modbus, with a menu of faults."""

import asyncio
import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Self

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings, Transport
from inspector.line.modbus_listener import Listener
from inspector.line.modbus_pdu import ExceptionCode, RefusedError
from inspector.line.own_loop import AT_ONCE_S, OwnLoop
from inspector.line.plc import Arrived, PanelAnswer
from inspector.line.plc_program import PlcProgram, Retained
from inspector.line.registers import RegisterMap, StationSide, wire_sequence
from inspector.line.tls import tls_context

SCAN_S = 0.005
START_S = 3.0
OFF_S = 60.0
UNIT_AT = 6
"""Of a response with its TCP header."""


class Fault(StrEnum):
    """What is wrong with the PLC."""

    NONE = "none"
    FROZEN = "frozen"
    """It accepts connections and answers nothing."""
    PROGRAM_STOPPED = "program-stopped"
    """It answers, its program does not run: the heartbeat stands still."""
    GARBAGE = "garbage"
    WRONG_UNIT = "wrong-unit"
    LOST_ACKNOWLEDGEMENT = "lost-acknowledgement"
    """It takes answers; what says so does not reach the station."""
    KILLED = "killed"
    """Its power is off; what it acknowledged is kept."""


class SimulatedModbusPlc:
    """A PLC that the station polls; a context manager.

    ``settings`` are those of the station's client, but that ``free_port`` takes any free one. What
    it took is appended to the file ``retain``, which is what it knows after its power was cut.
    """

    def __init__(
        self,
        settings: ModbusSettings,
        scan_s: float = SCAN_S,
        say: Callable[[str], None] = lambda _: None,
        *,
        retain: Path | None = None,
        free_port: bool = False,
    ) -> None:
        self._settings = settings
        self._map = RegisterMap(settings.registers)
        self._scan_s = scan_s
        self._say = say
        self._random = random.Random(1)
        self._tls = (
            tls_context(settings.tls, server=True) if settings.transport is Transport.TLS else None
        )
        self._retain = retain
        self._panels: Iterator[Arrived] = iter(())
        self._travel = self._travelled = 0
        self._wanted: deque[Arrived] = deque()
        self._changed = threading.Condition()
        self._fault = Fault.NONE
        self._shown = 0
        self._failure = ""
        self._loop = OwnLoop("simulated PLC", self._main, self._failed, AT_ONCE_S)
        self._program = self._powered(Retained())
        self.port = 0 if free_port else settings.port_used
        self.up = False
        self.taken: list[PanelAnswer] = []
        """Every answer that was taken, in order; one taken twice stands here twice."""

    def __enter__(self) -> Self:
        """Start it.

        Raises
        ------
        DeviceError
            If it cannot listen where it is to.
        """
        self._program = self._powered(_retained(self._retain))
        self._shown = self._program.retained.acknowledged
        self._loop.start()
        if not self.wait(lambda: self.up or bool(self._failure), START_S) or self._failure:
            self._loop.stop()
            raise DeviceError(self._failure or "the simulated PLC does not start; try again")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.stop()

    @property
    def station(self) -> StationSide | None:
        """What the station shows at the moment, None if nothing."""
        return self._program.station

    def bring(self, serial: str, recipe: str = "", skipped: tuple[int, ...] = ()) -> None:
        """Put a panel on the conveyor: it comes in place once the place is free."""
        self._wanted.append(Arrived(0, serial, recipe, skipped))

    def feed(self, panels: Iterator[Arrived], travel_s: float) -> None:
        """Bring panel after panel whenever the station is ready; each travels for a while."""
        self._travel = round(travel_s / self._scan_s)
        self._panels = panels

    def set_fault(self, fault: Fault) -> None:
        """Let it misbehave from now on; KILLED until another."""
        self._fault = fault
        if fault is not Fault.NONE:
            self._say(f"fault: {fault}")
        self._loop.wake()

    def wait(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until something holds, looked at after every scan; False when the time is up."""
        with self._changed:
            return self._changed.wait_for(condition, timeout_s)

    def _powered(self, retained: Retained) -> PlcProgram:
        return PlcProgram(self._map, retained, self._took, self._say)

    def _took(self, answer: PanelAnswer) -> None:
        self.taken.append(answer)
        if self._retain is not None:  # as one write, before anybody hears of it
            with self._retain.open("a", encoding="utf-8") as file:
                arrival = self._program.retained.arrival
                file.write(f"{wire_sequence(answer.sequence)} {arrival} {answer.serial}\n")

    def _failed(self, reason: str) -> None:
        with self._changed:
            self._failure = reason
            self._changed.notify_all()

    async def _main(self) -> None:
        while True:
            if self._fault is Fault.KILLED:
                await self._loop.rest(OFF_S)
                continue
            memory = _Memory()
            listener = Listener(memory, self._settings.registers.unit, self._alter)
            try:
                await listener.start(self._settings, self._tls, self.port)
                self.port = listener.port or self.port
                await self._run(memory)
            finally:
                listener.close()
                self._program = self._powered(self._program.retained)
                self._scanned(up=False)

    async def _run(self, memory: "_Memory") -> None:
        while self._fault is not Fault.KILLED:
            if self._fault is not Fault.PROGRAM_STOPPED:
                self._scan(memory)
            self._scanned(up=True)
            await asyncio.sleep(self._scan_s)

    def _scan(self, memory: "_Memory") -> None:
        place = self._settings.registers
        self._convey()
        read = memory.read(place.station_address, self._map.station_count)
        side = self._map.line_side(self._program.scan(read))
        if self._fault is not Fault.LOST_ACKNOWLEDGEMENT:
            self._shown = side.acknowledged
        told = self._map.line_words(replace(side, acknowledged=self._shown))
        memory.write(place.line_address, told)

    def _convey(self) -> None:
        """Let the next panel travel once the place is free; fed ones also wait for READY."""
        if self._program.panel_in_place:
            self._travelled = 0
            return
        self._travelled += 1
        if self._wanted:
            self._program.bring(self._wanted.popleft())
        elif self._travelled > self._travel and self._program.station_ready:
            panel = next(self._panels, None)
            if panel is not None:
                self._program.bring(panel)

    def _scanned(self, *, up: bool) -> None:
        with self._changed:
            self.up = up
            self._changed.notify_all()

    def _alter(self, response: bytes) -> bytes | None:
        if self._fault is Fault.FROZEN:
            return None
        if self._fault is Fault.GARBAGE:
            return self._random.randbytes(self._random.randint(1, 300))
        if self._fault is Fault.WRONG_UNIT:
            at = 0 if self._settings.transport is Transport.RTU else UNIT_AT
            return response[:at] + bytes([response[at] ^ 0x55]) + response[at + 1 :]
        return response


def _retained(file: Path | None) -> Retained:
    if file is None:
        return Retained()
    try:
        file.touch()  # what cannot be written later would be taken and never acknowledged
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        cause = error.strerror or error
        raise DeviceError(f"{file}: cannot be written ({cause}); name another file") from error
    if not lines:
        return Retained()
    try:
        acknowledged, arrival = map(int, lines[-1].split()[:2])
    except ValueError as error:
        raise DeviceError(f"{file}: is no record of a simulated PLC; name another") from error
    return Retained(arrival, acknowledged)


class _Memory:
    """Registers of a PLC, all of them there."""

    def __init__(self) -> None:
        self._words = [0] * 0x10000

    def read(self, address: int, count: int) -> Sequence[int]:
        if address + count > len(self._words):
            raise RefusedError(ExceptionCode.ILLEGAL_ADDRESS)
        return self._words[address : address + count]

    def write(self, address: int, words: Sequence[int]) -> None:
        if address + len(words) > len(self._words):
            raise RefusedError(ExceptionCode.ILLEGAL_ADDRESS)
        self._words[address : address + len(words)] = words
