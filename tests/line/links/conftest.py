"""Sockets that speak a standard's bytes, and a result to publish."""

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from inspector.domain.board import Side
from inspector.domain.geometry import Box
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    DefectCode,
    Limit,
    Measurement,
    PanelResult,
    PartResult,
    Timing,
    Verdict,
)
from inspector.line.hermes_xml import Cutter, message_from_bytes

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


LIMIT = Limit("side_overhang", DefectCode.SIDE_OVERHANG, high=0.25, pin="1")


def part_of(number, value):
    found = Measurement(f"R{number}", "side_overhang", value, "1", "1", 0.004)
    if value > 0.25:
        defect = Defect(found, LIMIT, Box(11.2, 7.0, 1.6, 0.8))
        return PartResult(found.refdes, Verdict.FAIL, (found,), (defect,))
    return PartResult(found.refdes, Verdict.PASS, (found,))


@pytest.fixture
def result():
    """Give a panel's result of two boards, the second one skipped."""

    def make(serial="SN000001", overhangs=(0.1, 0.31), minute=0):
        parts = tuple(part_of(n, value) for n, value in enumerate(overhangs, 1))
        verdict = max((p.verdict for p in parts), default=Verdict.NOT_INSPECTED)
        boards = (BoardResult(0, skipped=False, verdict=verdict, parts=parts),)
        boards += (BoardResult(1, skipped=True, verdict=None),)
        at = datetime(2026, 11, 22, 8, tzinfo=UTC) + timedelta(minutes=minute)
        return PanelResult(
            "demo",
            serial,
            Side.TOP,
            verdict,
            boards,
            at,
            "st1",
            "post_reflow",
            "3",
            "ab" * 32,
            "cd" * 32,
            "0.1.0",
            Timing(0.41, 0.02),
            Acquisition(13),
        )

    return make
