"""The link to the PLC: how long an answer takes, and whether any is lost when the PLC dies.

The PLC is a process of its own (`inspector line simulate`) over real Modbus TCP on the loopback
interface; it is killed as by a power cut, and knows afterwards what it had acknowledged.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings
from inspector.domain.result import Verdict
from inspector.line.modbus_client import ModbusClient
from inspector.line.plc import LineState, PanelAnswer
from inspector.line.simulated_modbus import Fault, SimulatedModbusPlc

GOAL_P99_S = 0.015
GOAL_BLOCKED_S = 0.3
SCAN_S = 0.005
PATIENCE_S = 30.0
"""For one answer, the PLC's restart included."""
CALLS = 50

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LineReport:
    """What was measured. Times in seconds; ``lost`` and ``doubled`` count answers."""

    scan_s: float
    answers: int
    p50_s: float
    p99_s: float
    longest_s: float
    killed_answers: int
    kills: int
    lost: int
    doubled: int
    blocked_s: float

    @property
    def good(self) -> bool:
        """Whether the goals are met: p99, nothing lost or doubled, no caller held up."""
        whole = not self.lost and not self.doubled
        return whole and self.p99_s <= GOAL_P99_S and self.blocked_s <= GOAL_BLOCKED_S

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data, with its goals."""
        goals = {"goal_p99_s": GOAL_P99_S, "goal_blocked_s": GOAL_BLOCKED_S, "good": self.good}
        return {**asdict(self), **goals}


def measure_line(count: int, killed: int, kills: int, progress: Progress) -> LineReport:
    """Measure an undisturbed PLC, one that is killed again and again, and one that is frozen.

    Parameters
    ----------
    count
        Answers of the undisturbed one.
    killed, kills
        Answers of the one that is killed, and how often it is.
    progress
        Hears how many answers are done of all.

    Raises
    ------
    DeviceError
        If the simulated PLC does not start.
    """
    total = count + killed
    times = measure_latency(count, lambda done: progress(done, total))
    lost, doubled = measure_kills(killed, kills, lambda done: progress(count + done, total))
    centiles = statistics.quantiles(times, n=100, method="inclusive")
    return LineReport(
        scan_s=SCAN_S,
        answers=count,
        p50_s=centiles[49],
        p99_s=centiles[98],
        longest_s=max(times),
        killed_answers=killed,
        kills=kills,
        lost=lost,
        doubled=doubled,
        blocked_s=measure_blocking(),
    )


def measure_latency(count: int, progress: Callable[[int], None]) -> list[float]:
    """Give the seconds from each verdict to its acknowledgement, at random moments of the scan."""
    moments = random.Random(1)
    times = []
    with tempfile.TemporaryDirectory() as folder, _Plc(Path(folder)) as plc, plc.link() as link:
        _await_contact(link)
        for sequence in range(1, count + 1):
            link.wait_acknowledged(0, moments.uniform(0, 2 * SCAN_S))  # a pause, nothing has 0
            began = time.perf_counter()
            link.answer(_answer(sequence))
            if not link.wait_acknowledged(sequence, PATIENCE_S):
                raise DeviceError(link.health.reason)
            times.append(time.perf_counter() - began)
            progress(sequence)
    return times


def measure_kills(count: int, kills: int, progress: Callable[[int], None]) -> tuple[int, int]:
    """Give how many answers were lost and doubled by a PLC that is killed at random moments."""
    moments = random.Random(2)
    kill_at = set(moments.sample(range(1, count + 1), kills))
    with tempfile.TemporaryDirectory() as folder, _Plc(Path(folder)) as plc:
        with plc.link() as link:
            for sequence in range(1, count + 1):
                link.answer(_answer(sequence))
                if sequence in kill_at:
                    link.wait_acknowledged(0, moments.uniform(0, 3 * SCAN_S))
                    plc.kill()
                    plc.start()
                if not link.wait_acknowledged(sequence, PATIENCE_S):
                    raise DeviceError(link.health.reason)
                progress(sequence)
        taken = Counter(plc.taken())
    lost = sum(sequence not in taken for sequence in range(1, count + 1))
    return lost, sum(times - 1 for times in taken.values())


def measure_blocking() -> float:
    """Give the longest that any call of the link took while the PLC was frozen, its end too."""
    settings = ModbusSettings()
    longest = 0.0
    with SimulatedModbusPlc(settings, free_port=True) as plc:
        link = ModbusClient(ModbusSettings(port=plc.port))
        with _timed_end(link) as ended:
            _await_contact(link)
            plc.set_fault(Fault.FROZEN)
            for sequence in range(1, CALLS + 1):
                began = time.perf_counter()
                link.answer(_answer(sequence))
                link.show(LineState.BUSY)
                _ = link.health
                link.wait_arrival(0)
                longest = max(longest, time.perf_counter() - began)
                link.wait_acknowledged(sequence, SCAN_S)
    return max(longest, *ended)


@contextmanager
def _timed_end(link: ModbusClient) -> Iterator[list[float]]:
    ended: list[float] = []
    link.__enter__()
    try:
        yield ended
    finally:
        began = time.perf_counter()
        link.__exit__()
        ended.append(time.perf_counter() - began)


def _await_contact(link: ModbusClient) -> None:
    until = time.monotonic() + PATIENCE_S
    while not link.health.connected:
        if time.monotonic() > until:
            raise DeviceError(link.health.reason)
        link.wait_acknowledged(0, SCAN_S)


def _answer(sequence: int) -> PanelAnswer:
    boards = (Verdict.PASS, Verdict.FAIL)
    return PanelAnswer(sequence, f"B{sequence:06d}", Verdict.FAIL, boards, sequence % 7)


class _Plc:
    """The PLC as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._retain = folder / "retain"
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "_Plc":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def link(self) -> ModbusClient:
        """Give a link to it."""
        return ModbusClient(ModbusSettings(port=self._port))

    def taken(self) -> list[int]:
        """Give the sequences that it took, in order, over all its lives."""
        lines = self._retain.read_text(encoding="utf-8").splitlines()
        return [int(line.split()[0]) for line in lines]

    def start(self) -> None:
        """Switch it on: at the same port as before."""
        places = ["--port", str(self._port), "--retain", str(self._retain)]
        options = [*places, "--scan-ms", str(1000 * SCAN_S), "--quiet"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "inspector", "line", "simulate", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "INSPECTOR_HOME": str(self._folder)},
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if "listening at" not in said:
            raise DeviceError(f"the simulated PLC did not start ({said.strip()!r}); run it alone")
        self._port = int(said.split("listening at ")[1].split(",")[0].rpartition(":")[2])

    def kill(self) -> None:
        """Cut its power."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
