"""How well the place of chips is measured: drawn boards, the whole way from frames to numbers.

The boards are drawn (*simulated*), through an entocentric lens, a stage that errs and a nominal
calibration that is off by its stated uncertainty; nothing that measures sees the truth. What is
compared with it is what a customer would get: registered, cut, measured.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from inspector.checks.body_offset import BodyOffset
from inspector.checks.presence import Presence
from inspector.domain.board import Board, Family, Fiducial, Package, Panel, Placement
from inspector.domain.geometry import Box
from inspector.domain.image import Capture, Field, Shot
from inspector.domain.recipe import IpcClass, LimitRule, ProcessStage, Program, Recipe
from inspector.domain.recipe import RegistrationKind as Registration
from inspector.domain.result import DefectCode, Measurement, PanelResult
from inspector.domain.station import Calibration
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from inspector.inspection import inspect_panel
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.draw import draw_fields
from inspector.twin.machine import MACHINES, Machine
from inspector.twin.truth import PartTruth, truth_of
from inspector.twin.unit import Unit, build_unit
from inspector.twin.worlds import WORLDS

Floats = NDArray[np.float64]

BOARD_MM = (38.0, 27.0)
"""One 12 MP field at 10 um per pixel shows it whole."""
ZONES = ((Box(4.0, 4.0, 15.0, 19.5), 2.5, 1.7), (Box(22.0, 4.5, 13.0, 18.5), 4.6, 1e9))
"""Where chips lie, how far apart, and up to which length (mm): small ones closer."""
FIDUCIALS = (Fiducial("F1", 2, 2, 1.0), Fiducial("F2", 36, 2, 1.0), Fiducial("F3", 2, 25, 1.0))
TURNS_DEG = (0.0, 90.0, 180.0, 270.0, 45.0)
MACHINE, WORLD = "entocentric-12mp", "plain"
TAKEN_UTC = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
UM = 1000.0
COVERAGE = 2.0
"""An error counts as covered within this many stated standard uncertainties."""


@dataclass(frozen=True, slots=True)
class AxisAccuracy:
    """Errors of one quantity: mean and three standard deviations, and the worst, in its unit.

    ``covered`` is the share of errors within twice their stated standard uncertainty.
    """

    bias: float
    three_sigma: float
    worst: float
    covered: float


@dataclass(frozen=True, slots=True)
class ChipAccuracy:
    """Chips of one package: how many, how many without a place, and the errors of the rest.

    ``x`` and ``y`` are along and across the chip in um, ``rotation`` in degrees.
    """

    package: str
    chips: int
    not_measured: int
    x: AxisAccuracy
    y: AxisAccuracy
    rotation: AxisAccuracy


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """Place errors of drawn chips (*simulated*), by package and in all.

    ``field_s`` is the median time of one field of ``megapixels`` from frame to result on one
    thread, with ``chips_per_field`` chips in it; the first field, which compiles, is left out.
    """

    packages: tuple[ChipAccuracy, ...]
    every: ChipAccuracy
    boards: int
    field_s: float
    megapixels: float
    chips_per_field: float
    mm_per_px: float
    machine: str
    world: str
    seed: int


def measure_chips(
    count: int = 1000,
    seed: int = 1,
    machine: str = MACHINE,
    world: str = WORLD,
    progress: Callable[[int, int], None] | None = None,
) -> AccuracyReport:
    """Draw boards with chips 0402 to 1206, inspect them, and compare places with the truth.

    Parameters
    ----------
    count
        Chips at least; whole boards are drawn.
    seed
        Of the first board; each next is one more.
    machine, world
        By name: what the twin draws with.
    progress
        Called with chips done and chips wanted after each board.

    Raises
    ------
    InspectorError
        If the package library is not there.
    KeyError
        If machine or world is not known.
    """
    recipe, drawn_with = chip_recipe(), MACHINES[machine]
    per_board = len(recipe.board.placements)
    boards = math.ceil(count / per_board)
    errors: list[_Error] = []
    times: list[float] = []
    for k in range(boards):
        unit = build_unit(recipe.board, recipe.panel, WORLDS[world], seed + k)
        result, fields = _inspected(recipe, unit, drawn_with, seed + k)
        errors += _errors(result, truth_of(unit, drawn_with, seed + k).parts)
        times.append(result.timing.total_s / fields)
        if progress:
            progress(len(errors), boards * per_board)
    names = sorted({error.package for error in errors})
    camera = drawn_with.camera
    return AccuracyReport(
        tuple(_accuracy(name, [e for e in errors if e.package == name]) for name in names),
        _accuracy("every", errors),
        boards,
        float(np.median(times[1:] or times)),
        camera.rows * camera.cols / 1e6,
        per_board,
        drawn_with.mm_per_px,
        machine,
        world,
        seed,
    )


def chip_recipe() -> Recipe:
    """Give a board full of chips of every drawn size and turn, and what measures them."""
    library = read_packages(shipped("recipes") / "library" / "packages.toml")
    chips = {
        name: package
        for name, package in library.items()
        if package.family in (Family.CHIP_RESISTOR, Family.CHIP_CAPACITOR)
    }
    wide, high = BOARD_MM
    outline = ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
    board = Board(outline, FIDUCIALS, tuple(_placements(chips)), chips)
    # the names of quantities come from the checks themselves
    asked = [q for check in (Presence, BodyOffset) for q in check.yields if not q.per_joint]
    limits = tuple(LimitRule(q.name, DefectCode.SHIFTED, high=1e3) for q in asked)
    program = Program((Presence(), BodyOffset()), limits)
    return Recipe(
        product="accuracy",
        revision="1",
        process_stage=ProcessStage.POST_REFLOW,
        ipc_class=IpcClass.CLASS_3,
        registration=Registration.FIDUCIALS,
        shots=(Shot("ring"),),
        panel=Panel(),
        board=board,
        programs=dict.fromkeys(chips, program),
    )


def _placements(chips: Mapping[str, Package]) -> Iterator[Placement]:
    number = 0
    longest = 0.0
    for zone, pitch, up_to in ZONES:
        fitting = [p for p in chips.values() if longest < p.body_x_mm <= up_to]
        longest = up_to
        kinds, turns = cycle(fitting), cycle(TURNS_DEG)
        for x in np.arange(zone.x_mm, zone.x_mm + zone.width_mm, pitch):
            for y in np.arange(zone.y_mm, zone.y_mm + zone.height_mm, pitch):
                number += 1
                package = next(kinds)
                letter = "R" if package.family is Family.CHIP_RESISTOR else "C"
                yield Placement(
                    f"{letter}{number}", package.name, float(x), float(y), next(turns), "10k"
                )


def _inspected(recipe: Recipe, unit: Unit, machine: Machine, seed: int) -> tuple[PanelResult, int]:
    """Draw one unit and inspect it; give the result and the number of its fields."""
    fields = tuple(draw_fields(unit, machine, seed))
    calibration = doubted_calibration(machine, seed)
    inspected = inspect_panel(recipe, capture_of(recipe, unit.serial, fields), fields, calibration)
    return inspected.result, len(fields)


def doubted_calibration(machine: Machine, seed: int) -> Calibration:
    """Give what is believed of the machine: another draw of its doubt on every board."""
    calibration = nominal_calibration_of(machine, seed)
    return replace(calibration, valid_until_utc=datetime.max.replace(tzinfo=UTC))


def capture_of(recipe: Recipe, serial: str, fields: Sequence[Field]) -> Capture:
    """List the frames of fields that are in memory."""
    infos = tuple(frame.info for one in fields for frame in one.frames)
    return Capture(recipe.product, serial, recipe.board.side, TAKEN_UTC, infos, "bench")


@dataclass(frozen=True, slots=True)
class _Error:
    """Measured less true of one chip, um and degrees, with stated uncertainties; NaN: none."""

    package: str
    values: tuple[float, float, float]
    uncertainties: tuple[float, float, float]


def _errors(result: PanelResult, truths: Sequence[PartTruth]) -> Iterator[_Error]:
    taken = {
        (board.index, part.refdes, m.quantity): m
        for board in result.boards
        for part in board.parts
        for m in part.measurements
    }
    for truth in truths:
        of_part = (truth.board_index, truth.refdes)
        found = [
            (taken.get((*of_part, name)), true, scale)
            for name, true, scale in (
                ("body_offset_x", truth.offset_x_mm, UM),
                ("body_offset_y", truth.offset_y_mm, UM),
                ("body_rotation", truth.turn_deg, 1.0),
            )
        ]
        x, y, turn = (_difference(m, true, scale) for m, true, scale in found)
        yield _Error(truth.package, (x[0], y[0], turn[0]), (x[1], y[1], turn[1]))


def _difference(taken: Measurement | None, true: float, scale: float) -> tuple[float, float]:
    if taken is None:
        return math.nan, math.nan
    return (taken.value - true) * scale, taken.uncertainty * scale


def _accuracy(package: str, errors: Sequence[_Error]) -> ChipAccuracy:
    values = np.array([error.values for error in errors])
    stated = np.array([error.uncertainties for error in errors])
    known = np.isfinite(values).all(axis=1)
    x, y, rotation = (_axis(values[known, k], stated[known, k]) for k in range(3))
    return ChipAccuracy(package, len(errors), int((~known).sum()), x, y, rotation)


def _axis(values: Floats, stated: Floats) -> AxisAccuracy:
    if not len(values):
        return AxisAccuracy(math.nan, math.nan, math.nan, math.nan)
    return AxisAccuracy(
        float(values.mean()),
        3.0 * float(values.std()),
        float(np.abs(values).max()),
        float((np.abs(values) <= COVERAGE * stated).mean()),
    )
