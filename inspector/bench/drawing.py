"""How long the drawn world takes: CPU seconds of one core, compiled loops already at hand."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import cv2

from inspector.domain.image import Shot
from inspector.formats.picture import encode
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.twin.draw import commanded, draw_fields
from inspector.twin.machine import MACHINES
from inspector.twin.specimens import draw_specimens
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS

PRODUCT, MACHINE, WORLD = "demo", "entocentric-3mp", "plain"
SEED = 17
RING = Shot("ring")
STRIPES = tuple(Shot("fringe", "east", p, k, 4) for p in (0.8, 4.8, 28.8) for k in range(4))
GOALS_S = {"ring": 0.5, "ring and 12 fringes": 3.0, "part": 0.1}
"""What is asked for, by what is drawn."""


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds of one thing drawn; ``goal_s`` is None where none is stated."""

    what: str
    median_s: float
    least_s: float
    most_s: float
    goal_s: float | None


def measure_drawing(
    repeats: int = 5, progress: Callable[[int, int], None] | None = None
) -> tuple[Timing, ...]:
    """Measure the demo board: one 3 MP field by its lights, its parts by themselves, its files.

    Parameters
    ----------
    repeats
        Of each, after one that is not counted.
    progress
        Told what is done and how much there is.
    """
    jobs = dict(_jobs())
    cv2.setNumThreads(1)
    found = []
    for number, (what, (job, share)) in enumerate(jobs.items(), 1):
        job()
        spent = sorted(_spent(job) / share for _ in range(repeats))
        found.append(Timing(what, median(spent), spent[0], spent[-1], GOALS_S.get(what)))
        if progress:
            progress(number, len(jobs))
    return tuple(found)


def _spent(job: Callable[[], object]) -> float:
    begun = time.process_time()
    job()
    return time.process_time() - begun


def _jobs() -> Iterator[tuple[str, tuple[Callable[[], object], int]]]:
    """Give what is measured by name, and by how many its time is shared."""
    recipe = read_recipe(shipped("recipes") / PRODUCT)
    machine, world = MACHINES[MACHINE], WORLDS[WORLD]
    unit = build_unit(recipe.board, recipe.panel, world, SEED)
    place = commanded(unit, machine)[1:2]
    [field] = draw_fields(unit, machine, SEED, (RING,), place)
    pixels = field.frames[0].pixels

    def drawn(*shots: Shot) -> Callable[[], object]:
        return lambda: list(draw_fields(unit, machine, SEED, shots, place))

    yield "ring", (drawn(RING), 1)
    yield "ring and 12 fringes", (drawn(RING, *STRIPES), 1)
    parts = len(recipe.board.placements)
    yield "part", (lambda: list(draw_specimens(unit, machine, SEED)), parts)
    yield "ring packed as PNG", (lambda: encode(pixels, "png"), 1)
    yield "ring packed as JPEG-XL", (lambda: encode(pixels, "jxl"), 1)
