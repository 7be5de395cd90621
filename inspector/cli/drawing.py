"""What ``inspector twin draw`` writes, one unit after another, in one process or in several."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.domain.image import Capture, Shot
    from inspector.domain.recipe import Recipe
    from inspector.twin.defects import DefectRequest
    from inspector.twin.machine import Machine
    from inspector.twin.unit import Unit
    from inspector.twin.world import World

FIRST_UTC = datetime(2026, 1, 1, tzinfo=UTC)
"""Drawn captures were never taken: their time counts minutes from here, one a seed."""


class CodecName(StrEnum):
    """How pictures are packed, all lossless."""

    PNG = "png"
    JXL = "jxl"
    JXL_SMALL = "jxl-small"
    TIFF = "tiff"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn of one unit; no shots: those of the recipe."""

    world: "World"
    machine: "Machine"
    defects: "tuple[DefectRequest, ...]" = ()
    codec: CodecName = CodecName.PNG
    shots: "tuple[Shot, ...]" = ()
    bad_boards: tuple[int, ...] = ()
    parts: bool = False


def drawn(recipe: "Recipe", order: Order, seeds: range, out: Path, workers: int) -> Iterator[Path]:
    """Draw units and give their folders, in the seeds' order; the same bytes for any workers.

    Raises
    ------
    InspectorError
        As `draw_capture` does.
    """
    draw = partial(draw_unit, recipe, order, out)
    if workers == 1 or len(seeds) == 1:
        yield from map(draw, seeds)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(seeds)), context, _begin_worker) as pool:
        try:
            yield from pool.map(draw, seeds)
        finally:  # what was not begun when one failed, or nobody wants the rest, is not drawn
            pool.shutdown(wait=True, cancel_futures=True)


def _begin_worker() -> None:
    import cv2

    from inspector.batch.workers import begin_worker

    begin_worker()
    cv2.setNumThreads(1)


def draw_unit(recipe: "Recipe", order: Order, out: Path, seed: int) -> Path:
    """Draw one unit, whole or part by part, and give its folder."""
    if order.parts:
        return draw_crops(recipe, order, seed, out)
    return out / draw_capture(recipe, order, seed, out).serial


def _built(recipe: "Recipe", order: Order, seed: int) -> "Unit":
    from inspector.twin.unit import build_unit

    return build_unit(
        recipe.board,
        recipe.panel,
        order.world,
        seed,
        order.defects,
        stage=recipe.process_stage,
        bad_boards=order.bad_boards,
    )


def draw_capture(recipe: "Recipe", order: Order, seed: int, out: Path) -> "Capture":
    """Draw one unit and write its capture, calibration and truth to ``out/<serial>``.

    Raises
    ------
    InspectorError
        If it cannot be drawn, or the folder is there already or cannot be written.
    """
    from inspector.domain.image import Capture
    from inspector.formats.calibration import calibration_text
    from inspector.formats.capture import write_capture
    from inspector.formats.report import SIMULATED
    from inspector.twin.calibration import nominal_calibration_of
    from inspector.twin.draw import draw_fields
    from inspector.twin.truth import to_json, truth_of

    unit = _built(recipe, order, seed)
    shots = order.shots or tuple(dict.fromkeys(recipe.shots))
    capture = Capture(
        product=recipe.product,
        serial=unit.serial,
        side=recipe.board.side,
        captured_utc=FIRST_UTC + timedelta(minutes=seed),
        frames=(),
        station=SIMULATED,
        calibration="calibration.json",
    )
    texts = {
        "calibration.json": calibration_text(nominal_calibration_of(order.machine, seed)),
        "truth.json": to_json(truth_of(unit, order.machine, seed)),
    }
    fields = draw_fields(unit, order.machine, seed, shots)
    return write_capture(capture, fields, out / unit.serial, order.codec.value, texts)


def draw_crops(recipe: "Recipe", order: Order, seed: int, out: Path) -> Path:
    """Draw each part of one unit by itself; give the folder with ``parts/<refdes>`` and the truth.

    Of a panel the first board is drawn. A folder that is there already is refused.

    Raises
    ------
    InspectorError
        If it cannot be drawn, or the folder is there already or cannot be written.
    """
    from inspector.formats.atomic import folder_atomic
    from inspector.formats.picture import encode
    from inspector.twin.specimens import draw_specimens, upright
    from inspector.twin.truth import to_json, truth_of

    unit = _built(recipe, order, seed)
    shot = (order.shots or recipe.shots)[0]
    ending = order.codec.value.removesuffix("-small")
    folder = out / unit.serial
    with folder_atomic(folder) as temporary:
        (temporary / "parts").mkdir()
        for specimen in draw_specimens(unit, order.machine, seed, shot):
            file = temporary / "parts" / f"{specimen.placement.refdes}.{ending}"
            file.write_bytes(encode(specimen.pixels, order.codec.value))
        places = [(p.x_mm, p.y_mm) for p in recipe.board.placements]
        truth = to_json(truth_of(upright(unit), order.machine, seed, places))
        (temporary / "truth.json").write_text(truth, encoding="utf-8", newline="\n")
    return folder
