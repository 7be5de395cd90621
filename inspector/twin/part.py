"""One site of a board as it was built: the part's real place and sizes, its lands and solder."""

import math
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
from inspector.twin.streams import pair, share, stream
from inspector.twin.world import Spread, World


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


@dataclass(frozen=True, slots=True)
class Look:
    """What a part is made of and how it is marked: its supplier's. Names of materials.

    ``marking_turn_deg`` turns the text, ``marking_share`` is its height as a share of the usual.
    """

    body: str = ""
    end: str = ""
    mark: str = "mark"
    ink: str = "laser"
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
    per mm), ``lift_mm`` raises all of it, ``lifts_mm`` single leads.
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
    stands = _stands(package, end)
    rise = stands * min(world.wet_share * wetting, 0.97)
    return Joint(land.pin, max(rise - film, 0.0), film, _reach(land, end, stands), bend)


def _stands(package: Package, end: Termination) -> float:
    if end.kind is TerminationKind.GULL_WING:
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
    turn = float(chance.normal(0.0, spread.rotation_deg))
    nominal = board.package_of(placement)
    package = _sized(nominal, spread, stream(seed, *names, "size"))
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
    )


def _sized(package: Package, spread: Spread, chance: np.random.Generator) -> Package:
    """Give the package as it was made: within its tolerances, chips with uneven end caps."""
    share = spread.size_part_of_tolerance
    grow_x, grow_y, grow_z = (
        float(np.clip(chance.normal(0.0, share), -1.0, 1.0)) * tolerance if share else 0.0
        for tolerance in (package.body_x_tol_mm, package.body_y_tol_mm, package.body_height_tol_mm)
    )
    sized = replace(
        package,
        body_x_mm=package.body_x_mm + grow_x,
        body_y_mm=package.body_y_mm + grow_y,
        body_height_mm=package.body_height_mm + grow_z,
    )
    if package.family is Family.SOIC:
        ends = [_lead(t, spread, chance) for t in package.terminations]
    else:
        ends = [
            _cap(t, sized, grow_z, float(chance.normal(0.0, spread.end_cap_mm)))
            for t in package.terminations
        ]
    return replace(sized, terminations=tuple(ends))


def _cap(end: Termination, sized: Package, grow_z: float, longer_mm: float) -> Termination:
    """Give an end cap whose outer edge is the chip's end."""
    length = float(np.clip(end.length_mm + longer_mm, 0.6 * end.length_mm, 1.5 * end.length_mm))
    sign = math.copysign(1.0, math.cos(math.radians(end.direction_deg)))
    height = (end.height_mm or sized.body_height_mm - grow_z) + grow_z
    return replace(
        end,
        x_mm=sign * (sized.body_x_mm - length) / 2,
        length_mm=length,
        width_mm=sized.body_y_mm,
        height_mm=height,
    )


def _lead(end: Termination, spread: Spread, chance: np.random.Generator) -> Termination:
    angle = math.radians(end.direction_deg)
    out, along = chance.normal(0.0, spread.lead_tip_mm, 2) if spread.lead_tip_mm else (0.0, 0.0)
    return replace(
        end,
        x_mm=end.x_mm + float(out) * math.cos(angle) - float(along) * math.sin(angle),
        y_mm=end.y_mm + float(out) * math.sin(angle) + float(along) * math.cos(angle),
    )


def _marking(package: Package, placement: Placement) -> str:
    if package.family is Family.CHIP_CAPACITOR:
        return ""
    if package.family is Family.CHIP_RESISTOR:
        small = package.body_x_mm < 1.5  # noqa: PLR2004 - 0402 and below carry no print
        code = 1 + zlib.crc32((placement.value or placement.refdes).encode()) % 81
        return "" if small else f"{code:02d}{zlib.crc32(placement.value.encode()) % 5}"
    return placement.value or package.name
