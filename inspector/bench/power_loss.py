"""Kills a station at random instants while a line runs, and holds its record against the line's.

The station is a process like a plant's, with a Modbus link to a PLC that runs here and outlives it.
It looks at recorded captures of a tiny board, so that a panel takes no longer than what is between
its events; every answer waits a moment for a person who never comes, so that this phase is hit too.
The killed process gets no signal that it could hear (SIGKILL).
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inspector.assembly import warm
from inspector.domain.board import Fiducial, Placement
from inspector.domain.errors import InspectorError
from inspector.domain.image import Capture
from inspector.domain.modbus import ModbusSettings
from inspector.domain.recipe import Recipe
from inspector.domain.result import DefectCode
from inspector.formats.calibration import write_calibration
from inspector.formats.capture import write_capture
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.formats.shipped import shipped
from inspector.formats.station_setup import read_station
from inspector.jit import choose_cache
from inspector.line.plc import Arrived, PanelAnswer
from inspector.line.registers import wire_sequence
from inspector.line.simulated_modbus import SimulatedModbusPlc
from inspector.store.answers import answer_of, unsettled
from inspector.store.arrivals import lost_arrivals, unrecorded_arrivals
from inspector.store.check import check_store
from inspector.store.store import AnswerState, Store
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.defects import DefectRequest
from inspector.twin.draw import draw_fields
from inspector.twin.machine import Machine, entocentric
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS

Progress = Callable[[int, int], None]

WORLD, MACHINE = "plain", Machine("tiny", entocentric(470, 570, 0.020), 0.020)
VERIFY_S = 0.15
TRAVEL_S = 0.02
START_S, SETTLE_S = 120.0, 120.0
EARLY = 0.25
"""Share of kills at any instant from the start of the process on; the rest come while it works."""
BEFORE = "before its first word"
"""The phase of a process that was killed while it loaded."""

TOML = """format = "station/1"
name = "bench"
calibration = "calibration.json"
record = "record"

[replay]
folder = "captures"
any_panel = true

[[product]]
recipe = "recipe"
codes = 'P\\d+'

[policy]
answer = "verified"
verify_timeout_s = {verify_s}

[line.modbus]
port = {port}
"""


@dataclass(frozen=True, slots=True)
class PowerLossReport:
    """What came of it. ``phases``: kills by the last event that the station had told.

    ``retold``: answers that the line was told once more after it had taken them, which it ignores.
    ``faults``: each says what was lost, doubled or told otherwise; there must be none.
    """

    kills: int
    panels: int
    phases: dict[str, int]
    faults: tuple[str, ...]
    starts_s: float
    seconds: float

    @property
    def good(self) -> bool:
        """Whether nothing was lost, doubled or told otherwise."""
        return not self.faults


@dataclass(slots=True)
class Life:
    """One life of the station: its process, and what it has told."""

    process: "subprocess.Popen[str]"
    begun_s: float
    changed: threading.Condition = field(default_factory=threading.Condition)
    events: list[str] = field(default_factory=list)
    over: bool = False

    def listen(self) -> None:
        """Take in what it tells until it is dead."""
        stdout = self.process.stdout
        for line in stdout or ():
            try:
                name = str(json.loads(line)["event"])
            except (ValueError, KeyError):
                continue  # cut short by the kill
            with self.changed:
                self.events.append(name)
                self.changed.notify_all()
        with self.changed:
            self.over = True
            self.changed.notify_all()

    def wait(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until something holds that its events may change."""
        with self.changed:
            return self.changed.wait_for(lambda: condition() or self.over, timeout_s)


def measure_power_loss(
    folder: Path, kills: int, seed: int = 1, progress: Progress | None = None
) -> PowerLossReport:
    """Kill a station so many times, let it settle, and compare what the line and the record say.

    Parameters
    ----------
    folder
        Empty; holds the station's file, its record, the captures.

    Raises
    ------
    InspectorError
        If the station does not start, or does not come to rest at the end.
    """
    begun, chance = time.monotonic(), random.Random(seed)
    write_rig(folder)
    brought: list[str] = []
    stop = threading.Event()
    settings = ModbusSettings(port=0)
    phases: Counter[str] = Counter()
    faults: list[str] = []
    starts: list[float] = []
    with SimulatedModbusPlc(settings, free_port=True, retain=folder / "line.txt") as plc:
        text = TOML.format(port=plc.port, verify_s=VERIFY_S)
        (folder / "station.toml").write_text(text, encoding="utf-8")
        warm(read_station(folder / "station.toml", folder))  # compiles what was never compiled here
        plc.feed(_panels(brought, stop), TRAVEL_S)
        for done in range(kills):
            with _alive(folder) as life:
                starts += _live_a_while(life, chance, starts)
            phases[life.events[-1] if life.events else BEFORE] += 1
            faults += [f"after kill {done + 1}: {line}" for line in told_wrongly(folder, plc.taken)]
            if progress:
                progress(done + 1, kills)
        stop.set()
        with _alive(folder) as life:
            _settle(folder, life, brought)
        taken = tuple(plc.taken)
    faults += told_wrongly(folder, taken)
    faults += lost_or_doubled(folder, taken, brought)
    mean = sum(starts) / len(starts) if starts else 0.0
    return PowerLossReport(
        kills, len(brought), dict(phases), tuple(faults), mean, time.monotonic() - begun
    )


def told_wrongly(folder: Path, taken: "tuple[PanelAnswer, ...] | list[PanelAnswer]") -> list[str]:
    """Name what the line was told that the record does not say, or says otherwise."""
    if not (folder / "record" / "record.sqlite").is_file():
        return [f"{answer.serial} was told without a record" for answer in taken]
    faults = []
    with Store(folder / "record", "read") as store:
        heads = {wire_sequence(head.sequence): head for head in store.all_heads()}
        waiting = {u.sequence for u in unsettled(store) if u.state is AnswerState.WAITING}
        for answer in taken:
            head = heads.get(answer.sequence)
            if head is None or head.serial != answer.serial:
                faults.append(f"{answer.serial} was told without a record")
            elif head.sequence in waiting:
                faults.append(f"{answer.serial} was told before that was decided")
            else:
                told = answer_of(store, head.sequence)
                if (told.verdict, told.boards) != (answer.verdict, answer.boards):
                    faults.append(f"{answer.serial} was told {answer.verdict}, not {told.verdict}")
    return faults


def lost_or_doubled(
    folder: Path, taken: tuple[PanelAnswer, ...], brought: list[str]
) -> Iterator[str]:
    """Name what was lost or doubled, once everything has come to rest."""
    with Store(folder / "record", "read") as store:
        recorded = Counter(head.serial for head in store.all_heads())
        yield from check_store(store).faults
        yield from (f"{u.serial} was never acknowledged" for u in unsettled(store))
        open_ = (*unrecorded_arrivals(store), *lost_arrivals(store))
        yield from (f"{arrival.serial} came and has no record" for arrival in open_)
    told = Counter(answer.serial for answer in taken)
    for serial in brought:
        if recorded[serial] != 1:
            yield f"{serial} is recorded {recorded[serial]} times"
        if told[serial] != 1:
            yield f"{serial} was counted {told[serial]} times by the line"
    yield from (f"{serial} was never brought" for serial in {*told, *recorded} - set(brought))


def write_rig(folder: Path) -> None:
    """Write what the station needs: a tiny recipe, a good and a bad capture, a calibration."""
    recipe = tiny_recipe()
    write_recipe(recipe, folder / "recipe")
    now = datetime.now(UTC)
    calibration = nominal_calibration_of(MACHINE, 1)
    until = now + timedelta(days=1)
    write_calibration(
        replace(calibration, made_utc=now, valid_until_utc=until), folder / "calibration.json"
    )
    (folder / "captures").mkdir()
    bad = (DefectRequest(DefectCode.MISSING, 1.0, "R2"),)
    for seed, defects in ((1, ()), (2, bad)):
        unit = build_unit(
            recipe.board, recipe.panel, WORLDS[WORLD], seed, defects, stage=recipe.process_stage
        )
        capture = Capture(recipe.product, unit.serial, recipe.board.side, now, ())
        fields = draw_fields(unit, MACHINE, seed, tuple(dict.fromkeys(recipe.shots)))
        write_capture(capture, fields, folder / "captures" / unit.serial, "png", {})


def tiny_recipe() -> Recipe:
    """Give the recipe of a board of 9 x 7 mm with two chips, which one field shows."""
    demo = read_recipe(shipped("recipes") / "demo")
    marks = tuple(
        Fiducial(f"F{n}", x, y, 1.0, opening_mm=1.6)
        for n, (x, y) in enumerate([(1, 1), (8, 1), (1, 6)], 1)
    )
    chip = "RESC1608X55N"
    board = replace(
        demo.board,
        outline_mm=((0, 0), (9, 0), (9, 7), (0, 7)),
        fiducials=marks,
        placements=(Placement("R1", chip, 3.0, 2.2, 0), Placement("R2", chip, 6.0, 4.6, 90)),
        packages={chip: demo.board.packages[chip]},
        alternates=(),
        masks=(),
    )
    programs = {chip: demo.programs[chip]}
    return replace(demo, product="tiny", board=board, programs=programs, overrides=())


def _panels(brought: list[str], stop: threading.Event) -> Iterator[Arrived]:
    while not stop.is_set():
        brought.append(f"P{len(brought) + 1:06d}")
        yield Arrived(0, brought[-1])


@contextmanager
def _alive(folder: Path) -> Iterator[Life]:
    """Start the station; at the end it is killed."""
    environment = dict(os.environ)
    choose_cache(environment)  # machine code is that of this process
    environment |= {"INSPECTOR_HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "inspector", "station", "run", "--json"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    life = Life(process, time.monotonic())
    ears = threading.Thread(target=life.listen, name="ears")
    ears.start()
    try:
        yield life
    finally:
        process.kill()
        process.wait()
        ears.join()
        if process.stdout is not None:
            process.stdout.close()


def _live_a_while(life: Life, chance: random.Random, starts: list[float]) -> list[float]:
    """Let it live until a random instant; give how long its start took, if it came that far."""
    usual = sum(starts) / len(starts) if starts else 0.0
    if starts and chance.random() < EARLY:
        life.wait(lambda: False, chance.uniform(0.0, usual))
        return []
    if not life.wait(lambda: "Idle" in life.events or "PanelArrived" in life.events, START_S):
        raise InspectorError("the station does not start; run `inspector station run` to see why")
    if life.over:
        raise InspectorError(f"the station has ended by itself after {life.events[-3:]}")
    took = time.monotonic() - life.begun_s
    life.wait(lambda: False, chance.uniform(0.0, 1.0))
    return [took]


def _settle(folder: Path, life: Life, brought: list[str]) -> None:
    """Wait until the line has nothing in place and the record nothing to tell."""
    due = time.monotonic() + SETTLE_S
    while time.monotonic() < due:
        told = len(life.events)
        if life.events and life.events[-1] == "Idle":
            with Store(folder / "record", "read") as store:
                if len(store.sequences()) == len(brought) and not unsettled(store):
                    return
        life.wait(lambda told=told: len(life.events) > told, 0.5)  # type: ignore[misc]
    raise InspectorError(f"the station did not come to rest within {SETTLE_S:g} s")
