"""What machines are calibrated with: dots, ChArUco, plane, steps, grey and colour cards.

Each is made with its own errors, which its certificate states as an uncertainty: what it says is
the paper, what is true is the truth. All are drawn like boards are.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, Panel
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Shot
from inspector.twin.artwork import Art, disc, plate
from inspector.twin.body import Body, block
from inspector.twin.draw import Stand, frame_of, refuse_what_cannot_be_lit, true_center
from inspector.twin.kernels import cast
from inspector.twin.machine import Machine
from inspector.twin.render import tables_of
from inspector.twin.scene import assemble
from inspector.twin.streams import pair, share, stream
from inspector.twin.unit import Unit, Warp
from inspector.twin.world import NAMES, World, coated
from inspector.twin.worlds import WORLDS

SIZE_MM = (54.0, 42.0)
"""Of each artefact: larger than a field of any machine here."""
SCALE_U = 5e-6
"""By how much all of an artefact is too large or too small, 1 sigma: its uncertainty of length."""
PITCH_MM, DOT_MM, WIDE_MM = 1.0, 0.5, 0.8
WIDE, WIDE_EVERY = ((0, 0), (2, 0), (0, 3)), 10
"""Dots that are wider, so that turn and place can be told: columns and rows from the middle, and
from every tenth dot: each field shows some."""
DRAWN_U_MM = 0.0003
"""By how much a dot, or a square, is drawn beside its place along each axis."""
SQUARE_MM, MARKER_MM = 1.5, 1.1
STEPS_MM = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0)
STEP_U_MM = 0.0005
STEP_SIZE_MM = (3.0, 10.0)
FLATNESS_MM = 0.002
MATT_GREY = 0.20
"""Reflectance of planes and steps: the projectors' stripes do not saturate on it."""
HIGHEST_MM = 10.0
RAISED_U_MM = 0.0005
"""Of what an artefact is raised by."""
SLOPE = 3e-4
"""How far an artefact lies out of level at most, mm per mm along each axis."""
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
    """An artefact as it was made; mm from its middle. ``u`` is the standard uncertainty stated.

    It is bent like a bowl: ``bend_per_mm`` times the square of the distance from its middle.
    """

    kind: str
    serial: str
    unit: str
    u: float
    marks: tuple[Mark, ...]
    art: tuple[Art, ...]
    bodies: tuple[Body, ...]
    world: World
    bend_per_mm: float


@dataclass(frozen=True, slots=True)
class Lying:
    """How an artefact lies in the machine.

    ``pose`` takes its mm to machine mm. Its middle is ``height_mm`` over the plane z = 0, and it
    rises by ``slope_x`` and ``slope_y`` along its own axes, mm per mm.
    """

    pose: Affine
    height_mm: float
    slope_x: float
    slope_y: float


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
        How high it is said to be raised over the plane z = 0.

    Raises
    ------
    InspectorError
        If a shot's light is not on this machine, or the height is none that it can be raised by.
    """
    refuse_what_cannot_be_lit(machine, shots)
    if not abs(height_mm) <= HIGHEST_MM:
        raise InspectorError(
            f"height {height_mm} mm: an artefact is raised by at most {HIGHEST_MM:g} mm, or lowered"
        )
    unit = _unit(artefact, seed, lying_of(seed, height_mm))
    scene = assemble(((body, Affine()) for body in artefact.bodies), _rows(artefact))
    stand = Stand(unit, machine, seed, scene, tables_of(artefact.world, machine, 1))
    count = 0
    for index, place in enumerate(places_mm):
        frames = []
        for shot, pixels in zip(shots, stand.expose(index, place, shots), strict=True):
            count += 1
            frames.append(frame_of(machine, (index, count), shot, place, pixels))
        yield Field(index, tuple(frames))


def lying_of(seed: int, height_mm: float = 0.0) -> Lying:
    """Give how an artefact truly lies when it is put into the machine and said to be so high."""
    x, y, turn, *slopes = (float(v) for v in stream(seed, "artefact lies").uniform(-1, 1, 5))
    off, _ = pair(stream(seed, "artefact raised", f"{height_mm:g}"), RAISED_U_MM)
    slope_x, slope_y = (SLOPE * slope for slope in slopes)
    return Lying(Affine.of(0.4 * x, 0.4 * y, 0.8 * turn), height_mm + off, slope_x, slope_y)


def true_places(
    machine: Machine, seed: int, places_mm: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """Give where the stage truly stood at each place."""
    return tuple(true_center(machine, seed, i, place) for i, place in enumerate(places_mm))


def warp_of(artefact: Artefact, lying: Lying) -> Warp:
    """Give the height of an artefact over the plane z = 0, by its own mm.

    A bowl that lies out of level is the same bowl with its lowest place elsewhere.
    """
    bend = artefact.bend_per_mm
    x, y = -lying.slope_x / bend / 2, -lying.slope_y / bend / 2
    low = lying.height_mm - bend * (x * x + y * y)
    return Warp(x, y, xx=bend, yy=bend, offset_mm=low)


def _unit(artefact: Artefact, seed: int, lying: Lying) -> Unit:
    empty = Board((), (), (), {})
    warp = warp_of(artefact, lying)
    return Unit(empty, Panel(), artefact.world, seed, artefact.serial, lying.pose, warp, parts=())


def _rows(artefact: Artefact) -> list[NDArray[np.float64]]:
    ground = plate((0.0, 0.0), SIZE_MM, cast.OUTLINE)
    return [art.row(Affine()) for art in (ground, *artefact.art)]


def _world(**changed: tuple[float, float, float]) -> World:
    """Give black and white matt grounds without grain, or materials of other colours by name."""
    plain = WORLDS["plain"]
    colours = {"mask": (0.03,) * 3, "silkscreen": (0.85,) * 3, **changed}
    materials = {
        **plain.materials,
        **{name: coated(rgb, 0.6, coat=0.0, mottle=0.0) for name, rgb in colours.items()},
    }
    return replace(plain, name="artefact", materials=materials, spread=plain.spread.still())


def _bent(chance: np.random.Generator) -> float:
    """Give a bend, either way, that takes a good part of the flatness or all of it."""
    sag = FLATNESS_MM * float(chance.uniform(0.3, 1.0)) * float(chance.choice((-1.0, 1.0)))
    return sag / (SIZE_MM[0] / 2) ** 2


def dots(chance: np.random.Generator) -> Artefact:
    """Make a grid of white dots on black; some are wider."""
    scale, bend = share(chance, SCALE_U), _bent(chance)
    half_c, half_r = int(SIZE_MM[0] / 2 / PITCH_MM) - 1, int(SIZE_MM[1] / 2 / PITCH_MM) - 1
    marks, art = [], []
    for row in range(-half_r, half_r + 1):
        for col in range(-half_c, half_c + 1):
            off = pair(chance, DRAWN_U_MM)
            nominal = col * PITCH_MM, row * PITCH_MM
            true = nominal[0] * scale + off[0], nominal[1] * scale + off[1]
            wide = (col % WIDE_EVERY, row % WIDE_EVERY) in WIDE
            marks.append(Mark(f"{col},{row}", nominal, true))
            art.append(disc(*true, (WIDE_MM if wide else DOT_MM) / 2, cast.SILK))
    return Artefact("dots", "", "mm", DRAWN_U_MM, tuple(marks), tuple(art), (), _world(), bend)


def charuco(chance: np.random.Generator) -> Artefact:
    """Make a chessboard whose white squares hold ArUco markers (5 x 5 bits).

    Each white square is drawn a little beside its place. A corner lies where two of them meet.
    """
    scale, bend = share(chance, SCALE_U), _bent(chance)
    cols, rows = int(SIZE_MM[0] / SQUARE_MM) - 1, int(SIZE_MM[1] / SQUARE_MM) - 1
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_1000)
    white = [(c, r) for r in range(rows) for c in range(cols) if (r + c) % 2]
    off = {square: pair(chance, DRAWN_U_MM) for square in white}
    art: list[Art] = []
    for number, (col, row) in enumerate(white):
        x = (col - (cols - 1) / 2) * SQUARE_MM * scale + off[col, row][0]
        y = ((rows - 1) / 2 - row) * SQUARE_MM * scale + off[col, row][1]
        art.append(plate((x, y), (SQUARE_MM * scale, SQUARE_MM * scale), cast.SILK))
        art += _marker(np.asarray(book.generateImageMarker(number, 7)), (x, y), scale)
    marks = []
    for row in range(1, rows):
        for col in range(1, cols):
            nominal = (col - cols / 2) * SQUARE_MM, (rows / 2 - row) * SQUARE_MM
            meet = [off[c, r] for c in (col - 1, col) for r in (row - 1, row) if (c, r) in off]
            x, y = (
                scale * at + sum(beside) / len(meet)
                for at, beside in zip(nominal, zip(*meet, strict=True), strict=True)
            )
            marks.append(Mark(f"{col},{row}", nominal, (x, y)))
    u = DRAWN_U_MM / math.sqrt(2)
    return Artefact("charuco", "", "mm", u, tuple(marks), tuple(art), (), _world(), bend)


def _marker(bits: NDArray[np.uint8], at_mm: tuple[float, float], scale: float) -> Iterator[Art]:
    """Give a marker's black field and the white bits on it."""
    cell = MARKER_MM / len(bits) * scale
    middle = (len(bits) - 1) / 2
    black, white = cast.ON_BODY + cast.MASK, cast.ON_BODY + cast.SILKSCREEN
    yield plate(at_mm, (MARKER_MM * scale, MARKER_MM * scale), black)
    for row, col in np.argwhere(bits > 0).tolist():
        place = at_mm[0] + (col - middle) * cell, at_mm[1] + (middle - row) * cell
        yield plate(place, (cell, cell), white)


def plane(chance: np.random.Generator) -> Artefact:
    """Make a matt grey plane, flat to 2 um."""
    made = (), (plate((0.0, 0.0), SIZE_MM, cast.SILK),), ()
    world = _world(silkscreen=(MATT_GREY,) * 3)
    return Artefact("plane", "", "mm", FLATNESS_MM / 3, *made, world, _bent(chance))


def steps(chance: np.random.Generator) -> Artefact:
    """Make a row of matt grey gauge blocks on a grey plane."""
    bend = _bent(chance)
    wide, deep = STEP_SIZE_MM
    marks, bodies = [], []
    for i, nominal in enumerate(STEPS_MM):
        high = nominal + pair(chance, STEP_U_MM)[0]
        x = (i - (len(STEPS_MM) - 1) / 2) * wide
        bodies.append(block(cast.SILKSCREEN, (wide * 0.9, deep, high), (x, 0.0)))
        marks.append(Mark(f"{x:g},0", (nominal,), (high,)))
    art = (plate((0.0, 0.0), SIZE_MM, cast.SILK),)
    made = tuple(marks), art, tuple(bodies)
    world = _world(silkscreen=(MATT_GREY,) * 3)
    return Artefact("steps", "", "mm", STEP_U_MM, *made, world, bend)


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
    bend = _bent(chance)
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
    return Artefact(kind, "", "1", REFLECTANCE_U, *made, _world(**colours), bend)


KINDS: Mapping[str, Maker] = {
    "dots": dots,
    "charuco": charuco,
    "plane": plane,
    "steps": steps,
    "grey": grey,
    "colour": colour,
}
"""By name."""
