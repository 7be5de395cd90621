"""What nobody should send, sent to a listener: damaged messages, and whether it still stands."""

import random
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HANG_S = 10.0
"""A listener that has not ended such a connection by then hangs."""
LONGEST = 70_000
WARM = 0.2
"""Share of the inputs after which memory should grow no more."""


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What became of one listener.

    ``alive`` says whether it answered a right message in between and at the end, ``hung`` counts
    connections that it did not end, ``grown_mib`` is how much the process grew after the first
    fifth of the inputs (None where the system does not tell).
    """

    listener: str
    inputs: int
    seconds: float
    slowest_s: float
    hung: int
    alive: bool
    grown_mib: float | None

    @property
    def good(self) -> bool:
        """Whether nothing hung, fell or grew."""
        flat = self.grown_mib is None or self.grown_mib < MOST_GROWN_MIB
        return self.alive and not self.hung and flat


MOST_GROWN_MIB = 16.0


@dataclass(frozen=True, slots=True)
class Target:
    """A listener of this process, right messages to damage, and whether it answers one.

    The first message is what a peer says first: half of the inputs begin with it, undamaged.
    """

    name: str
    port: int
    corpus: Sequence[bytes]
    alive: Callable[[], bool]


Damage = Callable[[random.Random, bytes, int, Sequence[bytes]], bytes]
"""Gives data damaged at a place; may take from other messages."""

LENGTHS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\1\0")


def _other_byte(rng: random.Random, data: bytes, at: int, _: Sequence[bytes]) -> bytes:
    return data[:at] + rng.randbytes(1) + data[at + 1 :]


def _left_out(rng: random.Random, data: bytes, at: int, _: Sequence[bytes]) -> bytes:
    return data[:at] + data[at + rng.choice((1, 2, 8, 64)) :]


def _noise(rng: random.Random, data: bytes, at: int, _: Sequence[bytes]) -> bytes:
    return data[:at] + rng.randbytes(rng.choice((1, 4, 64))) + data[at:]


def _repeated(rng: random.Random, data: bytes, at: int, _: Sequence[bytes]) -> bytes:
    piece = data[at : at + rng.choice((4, 32, 512))]
    return data[:at] + piece * rng.choice((2, 8)) + data[at:]


def _other_length(rng: random.Random, data: bytes, at: int, _: Sequence[bytes]) -> bytes:
    return data[:at] + rng.choice(LENGTHS) + data[at + 4 :]


def _run(rng: random.Random, data: bytes, at: int, _: Sequence[bytes]) -> bytes:
    letter = bytes([rng.choice(b'<>&"\0A]')])
    return data[:at] + letter * rng.choice((1, 9, 5000, 66_000)) + data[at:]


def _spliced(rng: random.Random, data: bytes, at: int, corpus: Sequence[bytes]) -> bytes:
    other = rng.choice(corpus)
    return data[:at] + other[rng.randrange(len(other) + 1) :]


DAMAGES: tuple[Damage, ...] = (
    _other_byte,
    _left_out,
    _noise,
    _repeated,
    _other_length,
    _run,
    _spliced,
)


def damaged(rng: random.Random, corpus: Sequence[bytes]) -> bytes:
    """Give one message, or several, damaged in several ways or not at all."""
    data = b"".join(rng.choices(corpus, k=rng.choice((1, 1, 1, 2, 3))))
    for _ in range(rng.choice((0, 1, 1, 2, 4, 16))):
        data = rng.choice(DAMAGES)(rng, data, rng.randrange(len(data) + 1), corpus)
    return (corpus[0] * rng.choice((0, 1)) + data)[:LONGEST]


def send(port: int, data: bytes, pieces: int) -> float:
    """Send bytes in pieces, end the sending and read to the end; gives the seconds it took.

    Raises
    ------
    TimeoutError
        If the listener does not end the connection.
    """
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=HANG_S) as peer:
        try:
            step = max(1, len(data) // pieces)
            for at in range(0, len(data), step):
                peer.sendall(data[at : at + step])
            peer.shutdown(socket.SHUT_WR)
            while peer.recv(65_536):
                pass
        except TimeoutError:
            raise
        except OSError:
            pass  # it ended the connection first, as it may
    return time.perf_counter() - began


def fuzz(
    target: Target,
    inputs: int,
    *,
    seed: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Fuzzed:
    """Send damaged messages to a listener of this process, one connection each."""
    rng = random.Random(seed)
    began, slowest, hung, fine = time.perf_counter(), 0.0, 0, True
    warm = None
    for n in range(inputs):
        try:
            took = send(target.port, damaged(rng, target.corpus), rng.choice((1, 1, 1, 3, 9)))
            slowest = max(slowest, took)
        except TimeoutError:
            hung += 1
        if n % 1000 == 999:  # noqa: PLR2004 - now and then
            fine = fine and target.alive()
            progress(n + 1)
        if warm is None and n >= WARM * inputs:
            warm = resident_mib()
    fine = target.alive() and fine
    now = resident_mib()
    grown = None if warm is None or now is None else now - warm
    return Fuzzed(target.name, inputs, time.perf_counter() - began, slowest, hung, fine, grown)


def resident_mib() -> float | None:
    """Give the memory of this process that is in use, MiB; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * 4096 / 2**20
