"""What is found and what is called falsely on drawn boards with and without defects (*simulated*).

Every board goes the whole way, from frames to verdict, with a calibration that is off by what it
states. Boards of one world share a golden board learned from good ones of that world, as a line
has it.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector.bench.accuracy import capture_of, doubted_calibration
from inspector.domain.errors import InspectorError, RegistrationError
from inspector.domain.geometry import Box
from inspector.domain.image import Field
from inspector.domain.recipe import Recipe
from inspector.domain.result import (
    BoardResult,
    Defect,
    DefectCode,
    PanelResult,
    PartResult,
    Verdict,
)
from inspector.domain.station import Calibration
from inspector.formats.recipe import read_recipe
from inspector.inspection import inspect_panel
from inspector.inspection.golden import Good, learn_golden, samples_of
from inspector.inspection.surface import Ready, ready
from inspector.twin.defects import CODES, DefectRequest
from inspector.twin.draw import draw_fields
from inspector.twin.machine import MACHINES
from inspector.twin.unit import Unit, build_unit
from inspector.twin.worlds import HELD_OUT, WORLDS
from inspector.vision.camera_model import machine_to_local, project
from inspector.vision.eye import shown
from inspector.vision.picture import patch_of

HEIGHT = (DefectCode.COPLANARITY, DefectCode.LIFTED_LEAD, DefectCode.OPEN)
"""What shows by its height first."""
MARKING = (DefectCode.WRONG_PART, DefectCode.FLIPPED)
"""What shows by what is printed on it first."""
NETWORK = (
    DefectCode.DAMAGED,
    DefectCode.DISTURBED,
    DefectCode.DEWETTED,
    DefectCode.BLOWHOLE,
)
"""What shows by its texture: for networks."""
NEAR_MM = 0.15
"""A region this near to a defect's box is that defect's."""
MARGIN_MM = 0.6
"""Shown around what is looked at."""
TRIES = 3
GOLDEN_SEED = 900_000
"""Boards that the golden board is learned from are none of those that are inspected."""
MACHINE = "entocentric-3mp"


@dataclass(frozen=True, slots=True)
class Order:
    """What is drawn and inspected.

    Of ``boards`` every second one has ``per_board`` defects, of all codes and ``magnitudes`` in
    turn. ``golden`` good boards of each world teach the golden board.
    """

    recipe: Path
    worlds: tuple[str, ...] = HELD_OUT
    boards: int = 1000
    seed: int = 1
    per_board: int = 3
    magnitudes: tuple[float, ...] = (1.0, 2.0, 3.0)
    golden: int = 5
    machine: str = MACHINE


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was seen or should have been: enough to draw it again and look."""

    world: str
    seed: int
    defects: tuple[DefectRequest, ...]
    where: str
    box: Box


@dataclass(frozen=True, slots=True)
class Built:
    """A defect that was built in, and what came of it.

    ``verdict`` of its part or region; ``said`` what was called there.
    """

    code: DefectCode
    magnitude: float
    package: str
    verdict: Verdict
    said: tuple[DefectCode, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Called:
    """Something good that was failed or not inspected; ``excess``: how far beyond its limit."""

    what: str
    verdict: Verdict
    reason: str
    excess: float
    place: Place


@dataclass(frozen=True, slots=True)
class BoardOutcome:
    """One board: its components without defect, what was built in, and what was called falsely."""

    world: str
    components: int
    built: tuple[Built, ...]
    called: tuple[Called, ...]


def measure_detection(
    order: Order, workers: int = 1, progress: Callable[[int, int], None] | None = None
) -> tuple[BoardOutcome, ...]:
    """Draw boards, inspect them, and hold the results against the truth.

    Raises
    ------
    InspectorError
        If the recipe is refused.
    KeyError
        If a world or the machine is not known.
    """
    lots = tuple(_lots(order))
    outcomes: list[BoardOutcome] = []
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for some in pool.map(_inspect_lot, lots):
            outcomes += some
            if progress:
                progress(len(outcomes), order.boards)
    return tuple(outcomes)


@dataclass(frozen=True, slots=True)
class _Lot:
    """Some boards of one world, inspected in one process."""

    order: Order
    world: str
    numbers: tuple[int, ...]


LOT = 50
"""Boards a lot: each learns its world's golden board anew."""


def _lots(order: Order) -> Iterator[_Lot]:
    each = -(-order.boards // len(order.worlds))
    for k, world in enumerate(order.worlds):
        numbers = range(k * each, min((k + 1) * each, order.boards))
        for start in range(0, len(numbers), LOT):
            yield _Lot(order, world, tuple(numbers[start : start + LOT]))


def _inspect_lot(lot: _Lot) -> tuple[BoardOutcome, ...]:
    recipe = read_recipe(lot.order.recipe)
    golden = golden_of(recipe, lot.order, lot.world)
    codes = buildable(recipe, lot.world)
    return tuple(_outcome(lot, recipe, golden, number, codes) for number in lot.numbers)


def buildable(recipe: Recipe, world: str) -> tuple[DefectCode, ...]:
    """Give the codes that this product can have."""
    able = []
    for code in CODES:
        try:
            build_unit(recipe.board, recipe.panel, WORLDS[world], 1, (DefectRequest(code),))
        except InspectorError:
            continue
        able.append(code)
    return tuple(able)


def golden_of(recipe: Recipe, order: Order, world: str) -> Ready | None:
    """Learn the golden board of a world from good boards; None where the recipe asks for none."""
    if recipe.surface is None:
        return None
    good: list[Good] = []
    for k in range(TRIES * order.golden):
        unit, fields, calibration = _drawn(recipe, order, world, GOLDEN_SEED + k, ())
        one = Good(capture_of(recipe, unit.serial, fields), fields, calibration)
        try:  # a board that is not found teaches nothing; a person would take the next
            tuple(samples_of(recipe, one))
        except RegistrationError:
            continue
        good.append(one)
        if len(good) == order.golden:
            break
    learned, _ = learn_golden(recipe, good, leave_out=True)
    return ready(recipe, learned)


def _drawn(
    recipe: Recipe, order: Order, world: str, seed: int, defects: tuple[DefectRequest, ...]
) -> tuple[Unit, tuple[Field, ...], Calibration]:
    machine = MACHINES[order.machine]
    unit = build_unit(
        recipe.board, recipe.panel, WORLDS[world], seed, defects, stage=recipe.process_stage
    )
    fields = tuple(draw_fields(unit, machine, seed, tuple(dict.fromkeys(recipe.shots))))
    return unit, fields, doubted_calibration(machine, seed)


def _outcome(
    lot: _Lot, recipe: Recipe, golden: Ready | None, number: int, codes: Sequence[DefectCode]
) -> BoardOutcome:
    order, seed = lot.order, lot.order.seed + number
    requests = _requests(order, number, codes) if number % 2 else ()
    requests = _possible(recipe, lot.world, seed, requests)
    unit, fields, calibration = _drawn(recipe, order, lot.world, seed, requests)
    capture = capture_of(recipe, unit.serial, fields)
    result = inspect_panel(recipe, capture, fields, calibration, golden=golden).result
    return held_against(unit, result, lot.world, seed, requests)


def _possible(
    recipe: Recipe, world: str, seed: int, requests: tuple[DefectRequest, ...]
) -> tuple[DefectRequest, ...]:
    """Give as many of the defects as this board can have together: each needs a sound part."""
    while requests:
        try:
            build_unit(recipe.board, recipe.panel, WORLDS[world], seed, requests)
        except InspectorError:
            requests = requests[:-1]
        else:
            break
    return requests


def _requests(order: Order, number: int, codes: Sequence[DefectCode]) -> tuple[DefectRequest, ...]:
    """Give the defects of a board: all codes in turn, each at all magnitudes in turn."""
    first = (number // 2) * order.per_board
    turns = range(first, first + order.per_board)
    sizes = order.magnitudes
    return tuple(
        DefectRequest(codes[k % len(codes)], sizes[(k // len(codes)) % len(sizes)]) for k in turns
    )


def held_against(
    unit: Unit, result: PanelResult, world: str, seed: int, requests: tuple[DefectRequest, ...]
) -> BoardOutcome:
    """Hold a result against what was built: the defects found, and what was called falsely."""
    packages = {p.refdes: p.package for p in unit.board.placements}
    drawn = _Drawn(unit, world, seed, requests, packages)
    built, called, components = [], [], 0
    for defect in unit.defects:
        verdict, said = _answer(result, defect.board_index, defect.refdes, defect.box)
        place = drawn.place(f"{defect.refdes} {defect.pin}".strip(), defect.box)
        package = packages.get(defect.refdes, "")
        built.append(Built(defect.code, defect.magnitude, package, verdict, said, place))
    for board in result.boards:
        good = [p for p in board.parts if not drawn.is_faulty(board.index, p.refdes)]
        components += len(good)
        called += [
            _called(part, packages, drawn.place("", drawn.site(part.refdes)))
            for part in good
            if part.verdict is not Verdict.PASS and not drawn.explains(board.index, part)
        ]
        called += _surface_calls(drawn, board)
    return BoardOutcome(world, components, tuple(built), tuple(called))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A board as drawn: what of it is faulty, and where."""

    unit: Unit
    world: str
    seed: int
    requests: tuple[DefectRequest, ...]
    packages: dict[str, str]

    def place(self, where: str, box: Box) -> Place:
        return Place(self.world, self.seed, self.requests, where, box)

    def site(self, refdes: str) -> Box:
        """Give the box of a part's nominal site."""
        placement = next(p for p in self.unit.board.placements if p.refdes == refdes)
        extent = self.unit.board.package_of(placement).extent
        return Box.around(placement.pose.apply(extent.corners_mm))

    def is_faulty(self, index: int, refdes: str) -> bool:
        return any((d.board_index, d.refdes) == (index, refdes) for d in self.unit.defects)

    def near_fault(self, index: int, box: Box) -> bool:
        return any(
            d.board_index == index and _overlap(box, d.box.grown(NEAR_MM))
            for d in self.unit.defects
        )

    def explains(self, index: int, part: PartResult) -> bool:
        """Whether a good part fails because a neighbour's ball, strand or body lies on it."""
        return part.verdict is Verdict.FAIL and self.near_fault(index, self.site(part.refdes))


def _surface_calls(drawn: _Drawn, board: BoardResult) -> Iterator[Called]:
    surface = board.surface
    if surface is None:
        return
    for region in surface.regions:
        if region.defects and not drawn.near_fault(board.index, region.box):
            defect = region.defects[0]
            place = drawn.place("surface", region.box)
            yield Called("surface", Verdict.FAIL, _reason(defect), _excess(defect), place)
    if surface.verdict is Verdict.NOT_INSPECTED:
        place = drawn.place("surface", drawn.unit.board.extent)
        yield Called("surface", Verdict.NOT_INSPECTED, surface.reason, 0.0, place)


def _answer(
    result: PanelResult, index: int, refdes: str, box: Box
) -> tuple[Verdict, tuple[DefectCode, ...]]:
    """Give what was said of a part, or of the place: a part's defect may show beside it."""
    board = next(b for b in result.boards if b.index == index)
    verdict, said = Verdict.PASS, []
    for part in board.parts:
        if part.refdes == refdes:
            verdict = max(verdict, part.verdict)
            said += [d.code for d in part.defects]
    for region in board.surface.regions if board.surface else ():
        if region.defects and _overlap(region.box, box.grown(NEAR_MM)):
            verdict = Verdict.FAIL
            said += [d.code for d in region.defects]
    return verdict, tuple(dict.fromkeys(said))


def _overlap(one: Box, two: Box) -> bool:
    return (
        one.x_mm < two.x_mm + two.width_mm
        and two.x_mm < one.x_mm + one.width_mm
        and one.y_mm < two.y_mm + two.height_mm
        and two.y_mm < one.y_mm + one.height_mm
    )


def _called(part: PartResult, packages: dict[str, str], place: Place) -> Called:
    what = f"{part.refdes} {packages.get(part.refdes, '')}"
    if not part.defects:
        return Called(what, part.verdict, part.reason, 0.0, place)
    worst = max(part.defects, key=_excess)
    return Called(what, part.verdict, _reason(worst), _excess(worst), place)


def _reason(defect: Defect) -> str:
    m, limit = defect.measurement, defect.limit
    pin = f".{m.pin}" if m.pin else ""
    return f"{limit.code}: {m.quantity}{pin} {m.value:.4g} not in {limit.low:.4g}..{limit.high:.4g}"


def _excess(defect: Defect) -> float:
    """Give by what share of its limit a value is beyond it; of a limit of 0 by the value."""
    m, limit = defect.measurement, defect.limit
    bound = limit.high if m.value > limit.high else limit.low
    return abs(m.value - bound) / (abs(bound) or 1.0)


def picture_at(order: Order, place: Place) -> NDArray[np.uint8]:
    """Draw a board again and give the RGB picture ``(H, W, 3)`` around a place, as it was taken."""
    recipe = read_recipe(order.recipe)
    _, fields, calibration = _drawn(recipe, order, place.world, place.seed, place.defects)
    box, site = place.box.grown(MARGIN_MM), recipe.panel.sites[0]
    machine = site.pose.apply(box.corners_mm)
    best, inside = None, -np.inf
    for one in fields:
        frame = one.frames[0]
        px = project(
            calibration.camera, machine_to_local(frame.info, calibration.stage).apply(machine)
        )
        shape = np.array(frame.pixels.shape[:2])
        far = float(np.minimum(px, shape - 1 - px).min())
        if far > inside:
            best, inside = (frame, px), far
    if best is None:
        raise InspectorError(f"seed {place.seed}: no field was drawn")
    frame, px = best
    low, high = px.min(axis=0), px.max(axis=0)
    patch = patch_of(frame, (low[0], low[1]), (high[0], high[1]))
    if patch is None:
        raise InspectorError(f"seed {place.seed}: {place.where} lies in no field")
    return shown(patch.pixels if patch.pixels.shape[2] > 1 else np.repeat(patch.pixels, 3, axis=2))
