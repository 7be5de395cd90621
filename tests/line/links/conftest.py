"""Sockets that speak a standard's bytes, and a result to publish."""

import socket
import time

import pytest

from inspector.line.hermes_xml import Cutter, message_from_bytes
from tests.results import panel_result

PATIENCE_S = 30.0


class Peer:
    """A plain socket: sends bytes, reads messages."""

    def __init__(self, port, host="127.0.0.1"):
        self.socket = socket.create_connection((host, port), timeout=PATIENCE_S)
        self._cutter, self._messages = Cutter(), []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, inside):
        self.raw(f'<Hermes Timestamp="2026-11-27T08:00:00.000">{inside}</Hermes>'.encode())

    def raw(self, data):
        self.socket.sendall(data)

    def read(self):
        """Give the next message; None at the end of the connection."""
        while not self._messages:
            try:
                data = self.socket.recv(65_536)
            except ConnectionError:
                return None
            if not data:
                return None
            self._messages += self._cutter.take(data)
        return message_from_bytes(self._messages.pop(0))

    def read_all(self):
        """Give every message until the end of the connection."""
        return list(iter(self.read, None))


@pytest.fixture
def peer():
    opened = []

    def connect(port):
        opened.append(Peer(port))
        return opened[-1]

    yield connect
    for one in opened:
        one.socket.close()


@pytest.fixture
def until():
    """Wait, with a limit, until a thread of a link has done something."""

    def wait(condition, patience_s=PATIENCE_S):
        end = time.monotonic() + patience_s
        while not (value := condition()):
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.002)
        return value

    return wait


@pytest.fixture
def free_port():
    def find():
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return one.getsockname()[1]

    return find


@pytest.fixture
def result():
    return panel_result
