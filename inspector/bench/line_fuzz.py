"""Malformed input on the Modbus listener: each is met as it must be, and costs no memory."""

import random
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import Enum, auto
from math import nan
from pathlib import Path
from typing import Any

from inspector.domain.modbus import ModbusRole, ModbusSettings
from inspector.line.modbus_pdu import ERROR
from inspector.line.modbus_server import ModbusServer

HEADER = struct.Struct(">HHHB")
MOST_BYTES = 254
WAIT_S = 2.0
"""A reaction that takes longer counts as hung."""
GOAL_GROWTH_MIB = 4.0
AT_ONCE = struct.pack("ii", 1, 0)
"""A closed connection leaves nothing behind: the ports would run out."""
FUNCTIONS = (1, 3, 4, 5, 6, 8, 15, 16, 22, 23, 43)
PAGE = 4096
MIB = 2**20
WARM = 0.1
"""Part of the inputs after which memory should not grow any more."""

Progress = Callable[[int, int], None]


class Reaction(Enum):
    """What must follow an input."""

    RESPONSE = auto()
    CLOSE = auto()
    NOTHING = auto()
    """More is awaited."""


@dataclass(frozen=True, slots=True)
class FuzzReport:
    """Inputs by what had to follow, those that were met otherwise, and the growth of memory."""

    inputs: int
    answered: int
    closed: int
    awaited: int
    wrong: tuple[str, ...]
    alive: bool
    growth_mib: float
    seconds: float

    @property
    def good(self) -> bool:
        """Whether all were met rightly, it still works, and memory did not grow."""
        return self.alive and not self.wrong and not self.growth_mib > GOAL_GROWTH_MIB

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {**asdict(self), "goal_growth_mib": GOAL_GROWTH_MIB, "good": self.good}


def measure_fuzz(count: int, seed: int, progress: Progress) -> FuzzReport:
    """Send malformed input to a listener, each on a connection of its own.

    Notes
    -----
    Memory is that of this process (resident; Linux, elsewhere not measured), from a tenth of the
    inputs to the end.
    """
    began = time.perf_counter()
    met = dict.fromkeys(Reaction, 0)
    wrong: list[str] = []
    warm_mib = nan
    with ModbusServer(ModbusSettings(role=ModbusRole.SERVER), free_port=True) as link:
        link.wait_listening(WAIT_S)
        for number, data in enumerate(inputs(count, seed)):
            if number == int(WARM * count):
                warm_mib = resident_mib()
            expected = reaction_to(data)
            fault = _fault(link.port, data, expected)
            met[expected] += 1
            if fault:
                wrong.append(f"{data.hex()}: {fault}")
            progress(number + 1, count)
        growth_mib = resident_mib() - warm_mib
        alive = not _fault(link.port, _frame(1, 1, b"\3\0\0\0\7"), Reaction.RESPONSE)
    return FuzzReport(
        inputs=count,
        answered=met[Reaction.RESPONSE],
        closed=met[Reaction.CLOSE],
        awaited=met[Reaction.NOTHING],
        wrong=tuple(wrong[:10]),
        alive=alive,
        growth_mib=growth_mib,
        seconds=time.perf_counter() - began,
    )


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """Give inputs: noise, requests with any body, cut, mutated, several and mislabelled ones."""
    chance = random.Random(seed)
    makers = (_noise, _any_body, _cut, _mutated, _mislabelled, _several, _likely)
    for _ in range(count):
        yield chance.choice(makers)(chance)


def reaction_to(data: bytes) -> Reaction:
    """Say what must follow, by the protocol alone."""
    if len(data) < HEADER.size:
        return Reaction.NOTHING
    _, protocol, length, _ = HEADER.unpack(data[: HEADER.size])
    if protocol or not 2 <= length <= MOST_BYTES:  # noqa: PLR2004 - unit and function
        return Reaction.CLOSE
    whole = len(data) >= HEADER.size - 1 + length
    return Reaction.RESPONSE if whole else Reaction.NOTHING


def resident_mib() -> float:
    """Give the memory of this process that is in use, NaN where the system does not say."""
    file = Path("/proc/self/statm")
    if not file.exists():
        return nan
    return int(file.read_text(encoding="ascii").split()[1]) * PAGE / MIB


def _fault(port: int, data: bytes, expected: Reaction) -> str:
    """Send, and say what was wrong with the reaction; empty if nothing."""
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_S) as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        try:
            peer.sendall(data)
            if expected is Reaction.NOTHING:
                return ""
            head = _received(peer, HEADER.size)
            if expected is Reaction.CLOSE:
                return f"answered {head.hex()}" if head else ""
            return _wrong_response(data, head, _received(peer, _length(head) - 1))
        except TimeoutError:
            return "hung"
        except ConnectionError as error:
            return "" if expected is Reaction.CLOSE else f"broken off ({error})"


def _wrong_response(data: bytes, head: bytes, body: bytes) -> str:
    if len(head) < HEADER.size or len(body) != _length(head) - 1:
        return f"answered in part: {(head + body).hex()}"
    if head[:4] != data[:4] or head[6] != data[6]:
        return f"answered to another: {(head + body).hex()}"
    function = data[HEADER.size]
    if body[0] not in (function, function | ERROR):
        return f"answered another function: {(head + body).hex()}"
    return ""


def _length(head: bytes) -> int:
    return int(HEADER.unpack(head)[2]) if len(head) == HEADER.size else 1


def _received(peer: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = peer.recv(count - len(data))
        if not more:
            break
        data += more
    return data


def _frame(transaction: int, unit: int, request: bytes) -> bytes:
    return HEADER.pack(transaction, 0, len(request) + 1, unit) + request


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(0, 600))


def _any_body(chance: random.Random) -> bytes:
    function = chance.choice((*FUNCTIONS, chance.randrange(256)))
    body = bytes([function]) + chance.randbytes(chance.randint(0, MOST_BYTES - 2))
    return _frame(chance.randrange(0x10000), chance.choice((1, 1, 0, 255)), body)


def _likely(chance: random.Random) -> bytes:
    """Give a request that means something, at addresses and with counts about the limits."""
    address = chance.choice((0, 62, 63, 199, 200, 237, 238, 0xFFFF))
    count = chance.choice((0, 1, 2, 38, 63, 123, 124, 125, 126, 0xFFFF))
    function = chance.choice((3, 4, 6, 16, 23))
    request = struct.pack(">BHH", function, address, count)
    if function in (16, 23):
        request += bytes([2 * count & 0xFF]) + chance.randbytes(min(2 * count, 240))
    return _frame(chance.randrange(0x10000), 1, request[: MOST_BYTES - 1])


def _cut(chance: random.Random) -> bytes:
    whole = _likely(chance)
    return whole[: chance.randrange(len(whole))]


def _mutated(chance: random.Random) -> bytes:
    data = bytearray(_likely(chance))
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _mislabelled(chance: random.Random) -> bytes:
    body = chance.randbytes(chance.randint(1, 300))
    length = chance.choice((0, 1, 2, len(body), 254, 255, 0x7FFF, 0xFFFF))
    return HEADER.pack(chance.randrange(0x10000), chance.choice((0, 0, 1)), length, 1) + body


def _several(chance: random.Random) -> bytes:
    return b"".join(_likely(chance) for _ in range(chance.randint(2, 20)))
