"""A line to a device that answers each request: serial or TCP, the same to whoever asks."""

import select
import socket
import time
from contextlib import suppress
from typing import Protocol

import serial

LAST_PORT = 65_535
LONGEST = 65536
"""Bytes of an answer; what says more without an end speaks another language."""


class WireError(OSError):
    """A line broke, or nothing whole came in time; said so that it can end a longer message."""


class WireSilentError(WireError):
    """Nothing at all came in time, though the request was taken."""


class WireBrokenError(WireError):
    """The other end has gone, or has hung up: a new line may reach it."""


class Wire(Protocol):
    """What every line does; each call ends within its timeout."""

    def ask(self, request: bytes, end: bytes, timeout_s: float) -> bytes:
        """Send a request and give what comes back, up to and with its end.

        What lay unread before is dropped: it belongs to no request.

        Raises
        ------
        WireError
            If the line is broken, or the end does not come in time.
        """
        ...

    def close(self) -> None:
        """Let go of it; closing twice is no error."""
        ...


def open_wire(address: str, tcp_port: int, baud: int, timeout_s: float) -> Wire:
    """Open a line: ``tcp://HOST`` or ``tcp://HOST:PORT``, else a serial port, 8N1.

    Raises
    ------
    WireError
        If it cannot be opened.
    """
    if not address.startswith("tcp://"):
        return SerialWire(address, baud, timeout_s)
    host, _, port = address.removeprefix("tcp://").partition(":")
    if port and not (port.isdecimal() and 0 < int(port) <= LAST_PORT):
        raise WireError(f"{port!r} is no port; write tcp://HOST:PORT")
    return TcpWire(host, int(port or tcp_port), timeout_s)


class TcpWire:
    """A TCP connection."""

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
        except UnicodeError as error:
            raise WireError(f"{host!r} is no host's name") from error
        except OSError as error:
            raise WireError(f"cannot connect ({error.strerror or error})") from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, end: bytes, timeout_s: float) -> bytes:
        """Send a request and give what comes back."""
        due, got = time.monotonic() + timeout_s, bytearray()
        try:
            while select.select([self._socket], [], [], 0)[0]:
                self._received(time.monotonic() + timeout_s)
            self._socket.settimeout(timeout_s)
            self._socket.sendall(request)
            while not got.endswith(end):
                got += self._received(due)
                require_end_in_sight(got)
        except TimeoutError as error:
            raise late(got, timeout_s) from error
        except WireError:
            raise
        except (OSError, ValueError) as error:  # ValueError: it was closed
            raise WireBrokenError(f"the line broke ({error})") from error
        return bytes(got)

    def _received(self, due: float) -> bytes:
        left = due - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        got = self._socket.recv(LONGEST)
        if not got:
            raise WireBrokenError("the other end has hung up")
        return got

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._socket.close()


class SerialWire:
    """A serial port: eight bits, no parity, one stop bit, no handshake."""

    def __init__(self, port: str, baud: int, timeout_s: float) -> None:
        try:
            self._port = serial.Serial(port, baud, timeout=timeout_s, write_timeout=timeout_s)
        except (serial.SerialException, OSError, ValueError) as error:
            raise WireError(f"cannot be opened ({error})") from error

    def ask(self, request: bytes, end: bytes, timeout_s: float) -> bytes:
        """Send a request and give what comes back."""
        due, got = time.monotonic() + timeout_s, bytearray()
        try:
            self._port.reset_input_buffer()
            self._port.write(request)
            while not got.endswith(end):
                self._port.timeout = max(0.0, due - time.monotonic())
                piece = self._port.read(max(1, self._port.in_waiting))
                if not piece:
                    raise late(got, timeout_s)
                got += piece
                require_end_in_sight(got)
        except WireError:
            raise
        except serial.SerialTimeoutException as error:
            raise WireError(f"the request was not taken within {timeout_s:g} s") from error
        except (serial.SerialException, OSError, TypeError) as error:  # TypeError: it was closed
            raise WireBrokenError(f"the line broke ({error})") from error
        return bytes(got)

    def close(self) -> None:
        """Let go of the port."""
        with suppress(serial.SerialException, OSError):
            self._port.close()


def late(got: bytes | bytearray, timeout_s: float) -> WireError:
    """Give the error of an answer that did not come, or not to its end."""
    if not got:
        return WireSilentError(f"no answer within {timeout_s:g} s")
    return WireError(f"only {bytes(got[:40])!r} within {timeout_s:g} s")


def require_end_in_sight(got: bytearray) -> None:
    """Refuse what has no end.

    Raises
    ------
    WireError
        If it is longer than any answer.
    """
    if len(got) > LONGEST:
        raise WireError(f"more than {LONGEST} bytes without an end, from {bytes(got[:40])!r}")
