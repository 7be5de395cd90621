"""What machines are calibrated with: dots, ChArUco, plane, steps, grey and colour cards.

Each is made with its own errors, which its certificate states as an uncertainty: what it says is
the paper, what is true is the truth. All are drawn like boards are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, Panel
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Shot
from inspector.twin.artwork import Art, disc, plate
from inspector.twin.body import Body, block
from inspector.twin.draw import Stand, frame_of, refuse_what_cannot_be_lit, true_center
from inspector.twin.kernels import cast
from inspector.twin.machine import Machine
from inspector.twin.render import tables_of
from inspector.twin.scene import assemble
from inspector.twin.streams import stream
from inspector.twin.unit import Unit, Warp
from inspector.twin.world import NAMES, World, coated
from inspector.twin.worlds import WORLDS

SIZE_MM = (30.0, 24.0)
"""Of each artefact: larger than a field."""
SCALE_U = 5e-6
"""By how much all of an artefact is too large or too small, 1 sigma: its uncertainty of length."""
PITCH_MM, DOT_MM, WIDE_MM = 1.0, 0.5, 0.8
WIDE = ((0, 0), (2, 0), (0, 3))
"""Dots that are wider, so that turn and place can be told: columns and rows from the middle."""
DOT_U_MM = 0.0003
SQUARE_MM, MARKER_MM = 1.5, 1.1
STEPS_MM = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0)
STEP_U_MM = 0.0005
STEP_SIZE_MM = (3.0, 10.0)
FLATNESS_MM = 0.002
GREYS = (0.05, 0.10, 0.18, 0.35, 0.50, 0.80)
COLOURS = (
    (0.17, 0.10, 0.07), (0.55, 0.31, 0.23), (0.11, 0.19, 0.33), (0.10, 0.15, 0.05),
    (0.23, 0.22, 0.42), (0.13, 0.51, 0.41), (0.70, 0.20, 0.02), (0.06, 0.10, 0.38),
    (0.56, 0.08, 0.11), (0.12, 0.04, 0.14), (0.35, 0.50, 0.05), (0.76, 0.36, 0.02),
    (0.03, 0.05, 0.28), (0.05, 0.29, 0.06), (0.44, 0.03, 0.04), (0.86, 0.58, 0.01),
)  # fmt: skip
"""Reflectance in red, green and blue."""
REFLECTANCE_U = 0.01
PATCHES = tuple(name for name in NAMES if name not in ("outside", "mask", "silkscreen", "hollow"))
"""Materials that cards give their own colours to."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is certified: its name and what is said, and what is true, of it.

    Of dots and corners x and y, of steps the height of the top (mm), of patches the reflectance in
    red, green and blue.
    """

    name: str
    nominal: tuple[float, ...]
    true: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Artefact:
    """An artefact as it was made; mm from its middle. ``u`` is the standard uncertainty stated."""

    kind: str
    serial: str
    unit: str
    u: float
    marks: tuple[Mark, ...]
    art: tuple[Art, ...]
    bodies: tuple[Body, ...]
    world: World
    warp: Warp


Maker = Callable[[np.random.Generator], Artefact]


def artefact_of(kind: str, seed: int) -> Artefact:
    """Make an artefact; the same seed makes the same one. KeyError for a kind there is not."""
    made = KINDS[kind](stream(seed, "artefact", kind))
    return replace(made, serial=f"{kind}-{seed:04d}")


def draw_artefact(
    artefact: Artefact,
    machine: Machine,
    seed: int,
    shots: Sequence[Shot],
    places_mm: Sequence[tuple[float, float]],
    height_mm: float = 0.0,
) -> Iterator[Field]:
    """Draw an artefact on the machine's table, one field a place.

    Parameters
    ----------
    artefact
        What is looked at; it lies near the machine's origin, turned a little (`lying_of`).
    machine
        What looks.
    seed
        Of how it lies, of stage and noise.
    shots
        Lights, one frame each.
    places_mm
        Where the stage is sent.
    height_mm
        How high it is raised over the plane z = 0.

    Raises
    ------
    InspectorError
        If a shot's light is not on this machine.
    """
    refuse_what_cannot_be_lit(machine, shots)
    unit = _unit(artefact, seed, height_mm)
    scene = assemble(((body, Affine()) for body in artefact.bodies), _rows(artefact))
    stand = Stand(unit, machine, seed, scene, tables_of(artefact.world, machine, 1))
    count = 0
    for index, place in enumerate(places_mm):
        frames = []
        for shot, pixels in zip(shots, stand.expose(index, place, shots), strict=True):
            count += 1
            frames.append(frame_of(machine, (index, count), shot, place, pixels))
        yield Field(index, tuple(frames))


def lying_of(seed: int) -> Affine:
    """Give how an artefact lies on the table: its mm to machine mm."""
    x, y, turn = stream(seed, "artefact lies").uniform(-1, 1, 3)
    return Affine.of(0.4 * float(x), 0.4 * float(y), 0.8 * float(turn))


def true_places(
    machine: Machine, seed: int, places_mm: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """Give where the stage truly stood at each place."""
    return tuple(true_center(machine, seed, i, place) for i, place in enumerate(places_mm))


def _unit(artefact: Artefact, seed: int, height_mm: float) -> Unit:
    warp = replace(artefact.warp, offset_mm=artefact.warp.offset_mm + height_mm)
    empty = Board((), (), (), {})
    return Unit(
        empty, Panel(), artefact.world, seed, artefact.serial, lying_of(seed), warp, parts=()
    )


def _rows(artefact: Artefact) -> list[NDArray[np.float64]]:
    ground = plate((0.0, 0.0), SIZE_MM, cast.OUTLINE)
    return [art.row(Affine()) for art in (ground, *artefact.art)]


def _world(**changed: tuple[float, float, float]) -> World:
    """Give black and white matt grounds without grain, and colours for the materials named."""
    plain = WORLDS["plain"]
    colours = {"mask": (0.03,) * 3, "silkscreen": (0.85,) * 3, **changed}
    materials = {
        **plain.materials,
        **{name: coated(rgb, 0.6, coat=0.0, mottle=0.0) for name, rgb in colours.items()},
    }
    return replace(plain, name="artefact", materials=materials, spread=plain.spread.still())


def _grown(chance: np.random.Generator) -> float:
    return 1.0 + SCALE_U * float(np.clip(chance.normal(), -3, 3))


def dots(chance: np.random.Generator) -> Artefact:
    """Make a grid of white dots on black; three near the middle are wider."""
    scale = _grown(chance)
    half_c, half_r = int(SIZE_MM[0] / 2 / PITCH_MM) - 1, int(SIZE_MM[1] / 2 / PITCH_MM) - 1
    marks, art = [], []
    for row in range(-half_r, half_r + 1):
        for col in range(-half_c, half_c + 1):
            off = np.clip(chance.normal(0.0, 1.0, 2), -3, 3) * DOT_U_MM
            nominal = col * PITCH_MM, row * PITCH_MM
            true = nominal[0] * scale + float(off[0]), nominal[1] * scale + float(off[1])
            size = WIDE_MM if (col, row) in WIDE else DOT_MM
            marks.append(Mark(f"{col},{row}", nominal, true))
            art.append(disc(*true, size / 2, cast.SILK))
    return Artefact("dots", "", "mm", DOT_U_MM, tuple(marks), tuple(art), (), _world(), Warp())


def charuco(chance: np.random.Generator) -> Artefact:
    """Make a chessboard whose white squares hold ArUco markers (5 x 5 bits)."""
    scale = _grown(chance)
    cols, rows = int(SIZE_MM[0] / SQUARE_MM) - 1, int(SIZE_MM[1] / SQUARE_MM) - 1
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    art, marks, number = [], [], 0
    square, cell = SQUARE_MM * scale, MARKER_MM / 7 * scale
    for row in range(rows):
        for col in range(cols):
            x, y = (col - (cols - 1) / 2) * square, ((rows - 1) / 2 - row) * square
            if col and row:
                corner = (col - cols / 2) * SQUARE_MM, (rows / 2 - row) * SQUARE_MM
                true = corner[0] * scale, corner[1] * scale
                marks.append(Mark(f"{col},{row}", corner, true))
            if (row + col) % 2 == 0:
                continue
            art.append(plate((x, y), (square, square), cast.SILK))
            bits = np.asarray(book.generateImageMarker(number, 7))
            for r, c in np.argwhere(bits == 0).tolist():
                at = x + (c - 3) * cell, y + (3 - r) * cell
                art.append(plate(at, (cell * 1.001, cell * 1.001), cast.ON_BODY + cast.MASK))
            number += 1
    u = SCALE_U * SIZE_MM[0] / 2
    return Artefact("charuco", "", "mm", u, tuple(marks), tuple(art), (), _world(), Warp())


def plane(chance: np.random.Generator) -> Artefact:
    """Make a matt white plane, flat to 2 um."""
    warp = _bent(chance)
    art = (plate((0.0, 0.0), SIZE_MM, cast.SILK),)
    return Artefact("plane", "", "mm", FLATNESS_MM / 3, (), art, (), _world(), warp)


def _bent(chance: np.random.Generator) -> Warp:
    a, b, c = (float(v) for v in chance.uniform(-1, 1, 3))
    unit = FLATNESS_MM / 2 / (SIZE_MM[0] / 2) ** 2 / max(abs(a) + abs(b) + abs(c), 1.0)
    return Warp(xx=a * unit, xy=b * unit, yy=c * unit)


def steps(chance: np.random.Generator) -> Artefact:
    """Make a row of matt white gauge blocks on a white plane."""
    wide, deep = STEP_SIZE_MM
    marks, bodies = [], []
    for i, nominal in enumerate(STEPS_MM):
        high = nominal + STEP_U_MM * float(np.clip(chance.normal(), -3, 3))
        x = (i - (len(STEPS_MM) - 1) / 2) * wide
        bodies.append(block(cast.SILKSCREEN, (wide * 0.9, deep, high), (x, 0.0)))
        marks.append(Mark(f"{x:g},0", (nominal,), (high,)))
    art = (plate((0.0, 0.0), SIZE_MM, cast.SILK),)
    made = tuple(marks), art, tuple(bodies)
    return Artefact("steps", "", "mm", STEP_U_MM, *made, _world(), Warp())


def grey(chance: np.random.Generator) -> Artefact:
    """Make a card of grey fields, six in two rows."""
    return _card("grey", [(level,) * 3 for level in GREYS], 3, chance)


def colour(chance: np.random.Generator) -> Artefact:
    """Make a card of coloured fields, sixteen in four rows."""
    return _card("colour", list(COLOURS), 4, chance)


def _card(
    kind: str,
    patches: Sequence[tuple[float, float, float]],
    columns: int,
    chance: np.random.Generator,
) -> Artefact:
    rows = len(patches) // columns
    # a card fills one field; its fields have a black rim
    wide, high = 18.0 / columns, 13.0 / rows
    marks, art, colours = [], [], {}
    for i, stated in enumerate(patches):
        x = (i % columns - (columns - 1) / 2) * wide
        y = ((rows - 1) / 2 - i // columns) * high
        off = np.clip(chance.normal(0.0, 1.0, 3), -3, 3) * REFLECTANCE_U
        red, green, blue = (float(v) for v in np.clip(np.array(stated) * (1 + off), 0.0, 0.95))
        colours[PATCHES[i]] = (red, green, blue)
        layer = cast.ON_BODY + NAMES[PATCHES[i]]
        art.append(plate((x, y), (0.9 * wide, 0.9 * high), layer))
        marks.append(Mark(f"{x:g},{y:g}", stated, (red, green, blue)))
    made = tuple(marks), tuple(art), ()
    return Artefact(kind, "", "1", REFLECTANCE_U, *made, _world(**colours), Warp())


KINDS: Mapping[str, Maker] = {
    "dots": dots,
    "charuco": charuco,
    "plane": plane,
    "steps": steps,
    "grey": grey,
    "colour": colour,
}
"""By name."""
