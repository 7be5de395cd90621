"""A Modbus request to its response, as a function of bytes and registers.

It is ours because pymodbus as a server answers one of several requests that come at once, and
because what strangers may send is best met by one function that is easy to try with anything.
"""

import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

READ_HOLDING, READ_INPUT, WRITE_ONE, WRITE_SEVERAL, READ_WRITE = 3, 4, 6, 16, 23
MOST_READ = 125
MOST_WRITTEN = 123
MOST_BOTH = 121
"""Registers that function 23 can write."""
ERROR = 0x80


class ExceptionCode(IntEnum):
    """Why a request is refused, by the protocol's numbers."""

    ILLEGAL_FUNCTION = 1
    ILLEGAL_ADDRESS = 2
    ILLEGAL_VALUE = 3
    NO_SUCH_UNIT = 11


class RefusedError(Exception):
    """A request that is answered by an exception code."""

    def __init__(self, code: ExceptionCode) -> None:
        super().__init__(code.name)
        self.code = code


class Registers(Protocol):
    """Holding registers; both calls raise `RefusedError` for what is not there."""

    def read(self, address: int, count: int) -> Sequence[int]:
        """Give some registers."""
        ...

    def write(self, address: int, words: Sequence[int]) -> None:
        """Write some registers, all or none."""
        ...


def respond(request: bytes, registers: Registers) -> bytes:
    """Give the response to a request, both without header: functions 3, 4, 6, 16 and 23.

    Examples
    --------
    >>> respond(bytes([99]), None).hex()
    'e301'
    """
    function = request[0] if request else 0
    try:
        return bytes([function]) + _done(function, request[1:], registers)
    except RefusedError as error:
        return bytes([function | ERROR, error.code])
    except struct.error:  # shorter than its function needs
        return bytes([function | ERROR, ExceptionCode.ILLEGAL_VALUE])


def refusal(request: bytes, code: ExceptionCode) -> bytes:
    """Give the response that refuses a request."""
    return bytes([(request[0] if request else 0) | ERROR, code])


def _done(function: int, body: bytes, registers: Registers) -> bytes:
    if function in (READ_HOLDING, READ_INPUT):
        address, count = struct.unpack(">HH", body)
        return _read(registers, address, count)
    if function == WRITE_ONE:
        address, word = struct.unpack(">HH", body)
        registers.write(address, (word,))
        return body
    if function == WRITE_SEVERAL:
        address, count, size = struct.unpack(">HHB", body[:5])
        registers.write(address, _words(body[5:], count, size, MOST_WRITTEN))
        return body[:4]
    if function == READ_WRITE:
        read_at, read, address, count, size = struct.unpack(">HHHHB", body[:9])
        words = _words(body[9:], count, size, MOST_BOTH)
        _read(registers, read_at, read)  # refused before anything is written
        registers.write(address, words)
        return _read(registers, read_at, read)
    raise RefusedError(ExceptionCode.ILLEGAL_FUNCTION)


def _read(registers: Registers, address: int, count: int) -> bytes:
    words = registers.read(address, _counted(count, MOST_READ))
    return struct.pack(f">B{count}H", 2 * count, *words)


def _words(data: bytes, count: int, size: int, most: int) -> tuple[int, ...]:
    _counted(count, most)
    if size != 2 * count or len(data) != size:
        raise RefusedError(ExceptionCode.ILLEGAL_VALUE)
    return struct.unpack(f">{count}H", data)


def _counted(count: int, most: int) -> int:
    if not 1 <= count <= most:
        raise RefusedError(ExceptionCode.ILLEGAL_VALUE)
    return count
