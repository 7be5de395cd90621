"""How fast a field is inspected, beside two plain OpenCV scripts that do the same work.

One process, one thread; the arms take turns on the same frames, which are distinct boards. All are
scored on the same truth, so that nobody is fast by doing less (*simulated*).
"""

import math
import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inspector.bench.accuracy import BOARD_MM, FIDUCIALS, capture_of, doubted_calibration
from inspector.bench.plain_opencv import Answer, inspect_careful, inspect_plain, script_of
from inspector.domain.board import Board, BoardSite, Fiducial, FiducialLevel, Panel, Placement
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Affine, Box
from inspector.domain.golden import Golden
from inspector.domain.image import Capture, Field, Frame, Shot
from inspector.domain.recipe import IpcClass, ProcessStage, Recipe, RegistrationKind
from inspector.domain.result import BoardResult, DefectCode, PanelResult
from inspector.domain.station import Calibration
from inspector.formats.default_program import default_program, default_surface
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from inspector.inspection import inspect_panel
from inspector.inspection.golden import Good, learn_golden
from inspector.inspection.surface import Ready, ready
from inspector.twin.defects import DefectRequest
from inspector.twin.draw import draw_fields
from inspector.twin.machine import MACHINES
from inspector.twin.truth import truth_of
from inspector.twin.unit import Unit, build_unit
from inspector.twin.worlds import WORLDS

CHIPS = ("RESC1005X40N", "CAPC1005X55N", "RESC1608X55N", "CAPC1608X90N", "RESC2012X70N")
CHIP_COUNT = 25
LARGE = (("QFP50P900X900X160-48N", 30.0, 13.0), ("SOT95P237X112-3N", 30.0, 4.0))
"""With 25 chips that makes 101 joints."""
DEFECTS = (DefectRequest(DefectCode.MISSING, refdes="R3"), DefectRequest(DefectCode.FOREIGN, 3.0))
MACHINE, WORLD = "entocentric-12mp", "plain"
GOOD, GOOD_SEED = 3, 101
NEAR_MM = 0.6
GONE_MM = 0.25
"""A chip found farther off than this, or not at all, is called missing or shifted."""
PANEL_GRID = (8, 5)
"""40 fields of 12.3 MP are 492 MP; with the field between two panels it is half a gigapixel."""
PITCH_MM = (42.0, 31.0)
KIBI, MEBI = 1 << 10, 1 << 20


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to inspect: seconds a field (median, quartiles), and its score."""

    name: str
    median_s: float
    quartiles_s: tuple[float, float]
    place_rms_um: float
    joints: int
    found: int
    false: int


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """All arms, and by how much each is slower than ours: medians over rounds, and quartiles."""

    megapixels: float
    fields: int
    rounds: int
    arms: tuple[Arm, ...]
    ratios: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def to_data(self) -> dict[str, Any]:
        """Give all figures as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class StreamReport:
    """A panel streamed field by field: size, seconds, and the peak memory of its process."""

    megapixels: float
    fields: int
    parts: int
    seconds: float
    peak_mib: float
    cm2_per_s: float


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    """A drawn board, as it is inspected and as it truly is."""

    unit: Unit
    fields: tuple[Field, ...]
    calibration: Calibration
    capture: Capture
    places: dict[str, tuple[float, float]]
    foreign: tuple[Box, ...]


def speed_recipe() -> Recipe:
    """Give a board that one 12 MP field shows whole: 25 chips, a QFP and a SOT, 101 joints."""
    library = read_packages(shipped("recipes") / "library" / "packages.toml")
    used = {name: library[name] for name in (*CHIPS, *(name for name, _, _ in LARGE))}
    placements = [
        Placement(f"{'C' if 'CAP' in name else 'R'}{k + 1}", name, x, y, 90.0 * (k % 4))
        for k, (name, x, y) in enumerate(_chips())
    ]
    placements += [Placement(f"U{k + 1}", name, x, y, 0.0) for k, (name, x, y) in enumerate(LARGE)]
    wide, high = BOARD_MM
    outline = ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
    programs = {name: default_program(package, IpcClass.CLASS_3) for name, package in used.items()}
    return Recipe(
        product="speed",
        revision="1",
        process_stage=ProcessStage.POST_REFLOW,
        ipc_class=IpcClass.CLASS_3,
        registration=RegistrationKind.FIDUCIALS,
        shots=(Shot("ring"),),
        panel=Panel(),
        board=Board(outline, FIDUCIALS, tuple(placements), used),
        programs=programs,
        surface=replace(default_surface(), most_uninspected_mm2=50.0),
    )


def _chips() -> Iterator[tuple[str, float, float]]:
    for k in range(CHIP_COUNT):
        yield CHIPS[k % len(CHIPS)], 5.0 + 3.6 * (k % 5), 5.0 + 4.2 * (k // 5)


def measure_speed(
    fields: int = 3, rounds: int = 5, progress: Callable[[int, int], None] | None = None
) -> SpeedReport:
    """Inspect the same distinct fields by all arms in turn.

    Parameters
    ----------
    fields
        Distinct boards; each has a missing chip and a crumb.
    rounds
        How often each is inspected by each arm; one more, before, warms up.
    """
    cv2.setNumThreads(1)
    recipe = speed_recipe()
    good = [_taken(recipe, GOOD_SEED + k, ()) for k in range(GOOD)]
    golden, _ = learn_golden(
        recipe, [Good(one.capture, one.fields, one.calibration) for one in good], leave_out=True
    )
    made = ready(recipe, golden)
    script = script_of(recipe, _pixels(good[0]), MACHINES[MACHINE].mm_per_px)
    boards = [_taken(recipe, 2 + k, DEFECTS) for k in range(fields)]
    arms: dict[str, Callable[[_Taken], Answer]] = {
        "ours": lambda taken: _ours(recipe, made, taken),
        "plain OpenCV, full frame": lambda taken: inspect_plain(script, _pixels(taken)),
        "careful OpenCV, regions": lambda taken: inspect_careful(script, _pixels(taken)),
    }
    times: dict[str, list[float]] = {name: [] for name in arms}
    answers: dict[str, list[Answer]] = {name: [] for name in arms}
    for number in range(rounds + 1):
        for taken in boards:
            for name, arm in arms.items():
                started = time.perf_counter()
                answer = arm(taken)
                if number:
                    times[name].append(time.perf_counter() - started)
                else:
                    answers[name].append(answer)
        if progress:
            progress(number, rounds)
    camera = MACHINES[MACHINE].camera
    ours = np.array(times["ours"])
    ratios = {
        name: tuple(float(v) for v in np.percentile(np.array(spent) / ours, (50, 25, 75)))
        for name, spent in times.items()
        if name != "ours"
    }
    return SpeedReport(
        camera.rows * camera.cols / 1e6,
        fields,
        rounds,
        tuple(_arm(name, times[name], answers[name], boards) for name in arms),
        {name: (r[0], r[1], r[2]) for name, r in ratios.items()},
    )


def _taken(recipe: Recipe, seed: int, defects: tuple[DefectRequest, ...]) -> _Taken:
    machine = MACHINES[MACHINE]
    unit = build_unit(recipe.board, recipe.panel, WORLDS[WORLD], seed, defects)
    fields = tuple(draw_fields(unit, machine, seed))
    truth = truth_of(unit, machine, seed)
    faulty = {defect.refdes for defect in unit.defects}
    return _Taken(
        unit,
        fields,
        doubted_calibration(machine, seed),
        capture_of(recipe, unit.serial, fields),
        {p.refdes: (p.offset_x_mm, p.offset_y_mm) for p in truth.parts if p.refdes not in faulty},
        tuple(d.box for d in unit.defects if not d.refdes),
    )


def _pixels(taken: _Taken) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.asarray(taken.fields[0].frames[0].pixels, np.uint8)


def _ours(recipe: Recipe, made: Ready, taken: _Taken) -> Answer:
    found = inspect_panel(recipe, taken.capture, taken.fields, taken.calibration, golden=made)
    board = found.result.boards[0]
    return Answer(_places(board), _joints(board), _regions(board))


def _places(board: BoardResult) -> dict[str, tuple[float, float]]:
    places = {}
    for part in board.parts:
        values = {m.quantity: m.value for m in part.measurements if not m.pin}
        x, y = values.get("body_offset_x", math.nan), values.get("body_offset_y", math.nan)
        if not part.refdes.startswith("U"):
            gone = any(d.code is DefectCode.MISSING for d in part.defects)
            places[part.refdes] = (math.nan, math.nan) if gone else (x, y)
    return places


def _joints(board: BoardResult) -> int:
    return sum(m.quantity == "flat_share" for part in board.parts for m in part.measurements)


def _regions(board: BoardResult) -> tuple[tuple[float, float], ...]:
    regions = board.surface.regions if board.surface else ()
    return tuple(region.box.center_mm for region in regions if region.defects)


def _arm(name: str, spent: list[float], answers: list[Answer], boards: list[_Taken]) -> Arm:
    """Score an arm: place of good chips, faults found of two a board, false calls."""
    errors, found, false = [], 0, 0
    for answer, taken in zip(answers, boards, strict=True):
        for refdes, (x, y) in answer.places.items():
            gone = not math.hypot(x, y) < GONE_MM  # NaN: not found
            if refdes not in taken.places:
                found += gone
            elif gone:
                false += 1
            else:
                true = taken.places[refdes]
                errors += [x - true[0], y - true[1]]
        hits = [any(_near(box, at) for at in answer.regions) for box in taken.foreign]
        found += sum(hits)
        false += sum(not any(_near(box, at) for box in taken.foreign) for at in answer.regions)
    rms = 1000.0 * float(np.sqrt(np.mean(np.square(errors)))) if errors else math.nan
    low, middle, high = (float(v) for v in np.percentile(spent, (25, 50, 75)))
    return Arm(name, middle, (low, high), rms, answers[0].joints, found, false)


def _near(box: Box, at: tuple[float, float]) -> bool:
    wide = box.grown(NEAR_MM)
    inside_x = wide.x_mm <= at[0] <= wide.x_mm + wide.width_mm
    return inside_x and wide.y_mm <= at[1] <= wide.y_mm + wide.height_mm


def measure_stream() -> StreamReport:
    """Stream a panel of forty 12 MP fields through an inspection in a fresh process.

    The fields repeat one drawn board, so that drawing takes no part; they are made when they are
    asked for, as a camera makes them.
    """
    single = speed_recipe()
    taken = _taken(single, 1, ())
    good = Good(taken.capture, taken.fields, taken.calibration)
    golden, _ = learn_golden(single, [good])
    lies = inspect_panel(single, taken.capture, taken.fields, taken.calibration).result.boards[0]
    if lies.pose is None:
        raise InspectorError("the drawn board was not found; draw it with another seed")
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_stream, (good, golden, lies.pose.transform))


def _stream(good: Good, golden: Golden, lies: Affine) -> StreamReport:
    """Stream a panel whose every board lies in its field as the good one does: ``lies``."""
    cv2.setNumThreads(1)
    single, frame = speed_recipe(), good.fields[0].frames[0]
    across, up = PANEL_GRID
    sites = tuple(
        BoardSite(
            k,
            lies.tx + PITCH_MM[0] * (k % across),
            lies.ty + PITCH_MM[1] * (k // across),
            lies.rotation_deg,
        )
        for k in range(across * up)
    )
    marks = tuple(
        replace(_moved(FIDUCIALS[n], sites[k]), name=f"P{n}", level=FiducialLevel.PANEL)
        for n, k in ((0, 0), (1, across - 1), (2, across * (up - 1)))
    )
    recipe = replace(
        single,
        panel=Panel(sites, fiducials=marks),
        board=replace(single.board, fiducials=()),
    )
    infos = tuple(
        replace(
            frame.info,
            field=site.index,
            center_mm=(
                frame.info.center_mm[0] + site.x_mm - lies.tx,
                frame.info.center_mm[1] + site.y_mm - lies.ty,
            ),
        )
        for site in sites
    )
    capture, calibration = replace(good.capture, frames=infos), good.calibration

    def fields() -> Iterator[Field]:
        for index in _order(recipe, capture, calibration):
            yield Field(index, (Frame(infos[index], frame.pixels.copy()),))

    started = time.perf_counter()
    result = inspect_panel(
        recipe, capture, fields(), calibration, golden=ready(recipe, golden)
    ).result
    seconds = time.perf_counter() - started
    camera = MACHINES[MACHINE].camera
    megapixels = len(sites) * camera.rows * camera.cols / 1e6
    area_cm2 = megapixels * MACHINES[MACHINE].mm_per_px ** 2 * 1e4
    return StreamReport(
        megapixels, len(sites), _measured(result), seconds, _peak_mib(), area_cm2 / seconds
    )


def _order(recipe: Recipe, capture: Capture, calibration: Calibration) -> tuple[int, ...]:
    from inspector.inspection import field_order

    return field_order(recipe, capture, calibration)


def _moved(mark: Fiducial, site: BoardSite) -> Fiducial:
    x, y = site.pose.at(mark.x_mm, mark.y_mm)
    return replace(mark, x_mm=x, y_mm=y)


def _measured(result: PanelResult) -> int:
    return sum(bool(part.measurements) for board in result.boards for part in board.parts)


def _peak_mib() -> float:
    """Give the peak of this process; NaN where the system has no such count (Windows)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return math.nan
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * KIBI / MEBI
