"""One site of a board as it was built: the part's real place and sizes, its lands and solder."""

import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from inspector.domain.board import (
    Board,
    BoardSite,
    Family,
    Land,
    Package,
    Placement,
    Termination,
    TerminationKind,
)
from inspector.domain.geometry import Affine
from inspector.twin.sizing import lifts_of, sized, tilt_of
from inspector.twin.streams import pair, share, stream
from inspector.twin.world import World


class Stance(StrEnum):
    """How a part stands on its lands."""

    FLAT = "flat"
    TOMBSTONE = "tombstone"
    BILLBOARD = "billboard"
    FLIPPED = "flipped"


@dataclass(frozen=True, slots=True)
class Joint:
    """The solder of one land.

    Parameters
    ----------
    rise_mm, film_mm, reach_mm, power
        How high it climbs over the film that covers the land, how thick that is, how far out it
        reaches from the termination, and the power of the meniscus between: 2 is concave, 1
        straight, below 1 bulges.
    covers
        Share of the land's length, from the termination outwards, that solder has wetted.
    material
        ``solder``, ``solder_dull``, ``solder_grainy`` or ``paste``.
    pits
        x, y (package mm) and radius of holes in its surface, mm.
    bald
        The same of patches that solder has left again.
    touches
        Whether it has met the termination.
    """

    pin: str
    rise_mm: float
    film_mm: float
    reach_mm: float
    power: float
    covers: float = 1.0
    material: str = "solder"
    pits: tuple[tuple[float, float, float], ...] = ()
    bald: tuple[tuple[float, float, float], ...] = ()
    touches: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """What a part is made of and how it is marked: its supplier's. Names of materials.

    Empty: what is usual for its family. ``end`` are caps, leads, terminals, a board under a mould.
    ``marking_turn_deg`` turns the text, ``marking_share`` is its height as a share of the usual.
    """

    body: str = ""
    end: str = ""
    mark: str = ""
    ink: str = ""
    marking_turn_deg: float = 0.0
    marking_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Chip:
    """A corner broken off: which (signs of x and y), and how far along x and y, mm."""

    corner: tuple[int, int]
    size_mm: tuple[float, float]
    depth_mm: float


@dataclass(frozen=True, slots=True)
class BuiltPart:
    """One site as it was built.

    ``x_mm, y_mm, rotation_deg`` (board) are where the part really lies; ``package`` has its real
    sizes: body, height, terminations. ``lands`` are the real ones (etched, package mm at the
    *nominal* place). ``present`` False: lands and solder only. ``stance_deg`` is the angle of a
    tombstone, positive when it stands on its end at -x. ``tilt`` slopes the body along x and y (mm
    per mm), ``lift_mm`` raises all of it, ``lifts_mm`` single leads. ``rough_mm`` is how
    far the edges of ceramic and of end caps wander (1 sigma).
    """

    board_index: int
    placement: Placement
    present: bool
    x_mm: float
    y_mm: float
    rotation_deg: float
    package: Package
    lands: tuple[Land, ...]
    joints: tuple[Joint, ...]
    marking: str = ""
    look: Look = Look()
    stance: Stance = Stance.FLAT
    stance_deg: float = 0.0
    tilt: tuple[float, float] = (0.0, 0.0)
    lift_mm: float = 0.0
    lifts_mm: tuple[tuple[str, float], ...] = ()
    broken: Chip | None = None
    rough_mm: float = 0.0

    @property
    def pose(self) -> Affine:
        """Package mm to board mm, as built."""
        return Affine.of(self.x_mm, self.y_mm, self.rotation_deg)

    @property
    def offset_mm(self) -> tuple[float, float]:
        """Built minus nominal, along the part's own axes at its nominal turn."""
        angle = math.radians(self.placement.rotation_deg)
        dx, dy = self.x_mm - self.placement.x_mm, self.y_mm - self.placement.y_mm
        cos, sin = math.cos(angle), math.sin(angle)
        return cos * dx + sin * dy, -sin * dx + cos * dy


def joints_of(
    package: Package, lands: Sequence[Land], world: World, chance: np.random.Generator
) -> tuple[Joint, ...]:
    """Draw the solder of a fitted part's lands."""
    return tuple(_joint(package, land, world, chance) for land in lands)


def bare_joints(
    lands: Sequence[Land], world: World, chance: np.random.Generator
) -> tuple[Joint, ...]:
    """Draw the solder of lands without a part: what was printed lies there as a flattish dome."""
    return tuple(
        Joint(
            land.pin,
            0.0,
            (world.film_mm + 0.12 * min(land.size_x_mm, land.size_y_mm))
            * share(chance, world.spread.film),
            1.0,
            2.0,
        )
        for land in lands
    )


def _joint(package: Package, land: Land, world: World, chance: np.random.Generator) -> Joint:
    film = world.film_mm * share(chance, world.spread.film)
    wetting = share(chance, world.spread.wetting)
    bend = float(np.clip(chance.normal(2.0, 1.5 * world.spread.wetting), 1.7, 2.5))
    pins = {t.pin: t for t in package.terminations}
    end = pins.get(land.pin)
    if end is None:
        return Joint(land.pin, 0.0, film, 1.0, 2.0)
    stands = stands_mm(package, end)
    # the process reaches down to the limit of a good joint, and no further
    least = min(end.gap_mm + LEAST_CLIMB * stands, FULLY_WET * stands)
    thin = end.kind not in (TerminationKind.CHIP_END, TerminationKind.CYLINDRICAL_END)
    usual = world.wet_share * (THIN_CLIMB if thin else 1.0)
    rise = max(stands * min(usual * wetting, FULLY_WET), least)
    return Joint(land.pin, max(rise - film, 0.0), film, _reach(land, end, stands), bend)


LEAST_CLIMB = 0.25
"""Share of a termination's height that a good fillet climbs over the gap: IPC-A-610, class 3."""
THIN_CLIMB = 1.7
"""By how much more of a thin lead or flank is climbed than of a chip's end."""
FULLY_WET = 0.97
HIDDEN = (TerminationKind.BALL, TerminationKind.THERMAL_PAD)
"""Kinds whose joints lie under the body: nothing of them stands beside it."""


def stands_mm(package: Package, end: Termination) -> float:
    """Give how high the face of a termination stands that solder climbs, mm; 0 where hidden."""
    if end.kind in HIDDEN:
        return 0.0
    if end.kind is TerminationKind.NO_LEAD:
        return end.height_mm  # the wettable flank
    if end.kind in (TerminationKind.GULL_WING, TerminationKind.FLAT_LUG):
        return end.thickness_mm or 0.2
    return end.height_mm or package.body_height_mm


def _reach(land: Land, end: Termination, stands: float) -> float:
    # the meniscus runs out towards the toe, at most as far as the land goes
    angle = math.radians(end.direction_deg)
    along = abs(math.cos(angle)) * land.size_x_mm + abs(math.sin(angle)) * land.size_y_mm
    to_end = math.cos(angle) * (land.x_mm - end.x_mm) + math.sin(angle) * (land.y_mm - end.y_mm)
    toe = to_end + along / 2 - end.length_mm / 2
    return max(min(0.95 * stands + 0.05, 0.9 * max(toe, 0.0)), 0.12)


def part_of(
    board: Board,
    site: BoardSite,
    placement: Placement,
    world: World,
    cause: tuple[int, float],
) -> BuiltPart:
    """Build one site by chance; ``cause`` is the unit's seed and how much the lands grew, mm."""
    seed, etch = cause
    spread = world.spread
    names = ("part", site.index, placement.refdes)
    chance = stream(seed, *names, "place")
    dx, dy = pair(chance, spread.place_mm)
    turn = spread.rotation_deg * float(np.clip(chance.normal(), -3.0, 3.0))
    nominal = board.package_of(placement)
    package = sized(nominal, spread, stream(seed, *names, "size"))
    lands = tuple(
        replace(land, size_x_mm=land.size_x_mm + etch, size_y_mm=land.size_y_mm + etch)
        for land in nominal.lands
    )
    solder = stream(seed, *names, "solder")
    fitted = placement.fitted
    made = joints_of(package, lands, world, solder) if fitted else bare_joints(lands, world, solder)
    return BuiltPart(
        board_index=site.index,
        placement=placement,
        present=fitted,
        x_mm=placement.x_mm + dx,
        y_mm=placement.y_mm + dy,
        rotation_deg=placement.rotation_deg + turn,
        package=package,
        lands=lands,
        joints=made,
        marking=_marking(nominal, placement),
        tilt=tilt_of(spread, stream(seed, *names, "tilt")),
        lifts_mm=lifts_of(nominal, spread, stream(seed, *names, "leads")),
        rough_mm=spread.rough_mm,
    )


UNMARKED = (
    Family.CHIP_CAPACITOR,
    Family.MELF,
    Family.CONNECTOR,
    Family.SHIELD,
    Family.GASKET,
)
ROOM_FOR_TWO_MM = 3.0
CODE = re.compile(r"(\d+)([RkM])(\d*)")
POWERS = {"R": 0, "k": 3, "M": 6}


def _marking(package: Package, placement: Placement) -> str:
    if package.family in UNMARKED:
        return ""
    if package.family is Family.CHIP_RESISTOR:
        return "" if package.body_x_mm < 1.5 else _code(placement)  # noqa: PLR2004 - from 0603
    name = placement.value or package.name
    large = min(package.body_x_mm, package.body_y_mm) > ROOM_FOR_TWO_MM
    return f"{name[:8]}\nINSP 2611" if large else name[:4]


def _code(placement: Placement) -> str:
    """Give the three digits of a resistor: two of its value and the power of ten."""
    value = CODE.fullmatch(placement.value)
    if value is None or value[1].strip("0") == "":
        code = zlib.crc32((placement.value or placement.refdes).encode())
        return "000" if value else f"{10 + code % 90}{code % 5}"
    digits = value[1] + value[3]
    power = POWERS[value[2]] - len(value[3])
    while len(digits) < 2:  # noqa: PLR2004 - 1k is 10 times 10 to the 2
        digits, power = digits + "0", power - 1
    power += len(digits) - 2
    return f"{digits[:2]}{power}" if power >= 0 else placement.value.upper()
