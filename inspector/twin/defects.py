"""Defects as a table of functions: each takes a good part and gives the faulty one."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from inspector.domain.board import Family
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode
from inspector.twin.part import BuiltPart, bare_joints, joints_of
from inspector.twin.streams import stream
from inspector.twin.world import World

HALF = 0.5
SKEW_DEG = 10.0
LARGEST = 20.0
"""Of magnitudes: a part shifted so far lies some of its lengths away."""


@dataclass(frozen=True, slots=True)
class DefectRequest:
    """A defect to be built in.

    ``magnitude`` is 1 for a plain specimen: a shift by half the lesser of termination and land
    width, a skew of 10 degrees, a part turned by 180 (90 where 180 looks the same). ``refdes``
    empty: chance picks the part.
    """

    code: DefectCode
    magnitude: float = 1.0
    refdes: str = ""
    board_index: int = 0


@dataclass(frozen=True, slots=True)
class BuiltDefect:
    """A defect that was built in; ``box`` in board mm, ``amount`` in ``unit``."""

    code: DefectCode
    board_index: int
    refdes: str
    pin: str
    magnitude: float
    amount: float
    unit: str
    box: Box


@dataclass(frozen=True, slots=True)
class Faulty:
    """What a defect made of a part: the part, and how much of what."""

    part: BuiltPart
    amount: float
    unit: str
    pin: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """What a defect may draw on."""

    magnitude: float
    world: World
    chance: np.random.Generator


Maker = Callable[[BuiltPart, Cause], Faulty]


def missing(part: BuiltPart, cause: Cause) -> Faulty:
    """No part: its lands keep the solder."""
    solder = bare_joints(part.lands, cause.world, cause.chance)
    return Faulty(replace(part, present=False, joints=solder), 1.0, "1")


def shifted(part: BuiltPart, cause: Cause) -> Faulty:
    """Move it by ``magnitude`` times half the lesser of termination and land width, anywhere."""
    widths = [t.width_mm for t in part.package.terminations]
    across = [_land_width(part, t.pin, t.direction_deg) for t in part.package.terminations]
    amount = cause.magnitude * HALF * min(*widths, *across)
    angle = float(cause.chance.uniform(0.0, 2 * math.pi))
    moved = replace(
        part,
        x_mm=part.x_mm + amount * math.cos(angle),
        y_mm=part.y_mm + amount * math.sin(angle),
    )
    return Faulty(_soldered(moved, cause), amount, "mm")


def skewed(part: BuiltPart, cause: Cause) -> Faulty:
    """Turn it by ``magnitude`` times 10 degrees, either way."""
    amount = cause.magnitude * SKEW_DEG * float(cause.chance.choice((-1.0, 1.0)))
    turned = replace(part, rotation_deg=part.rotation_deg + amount)
    return Faulty(_soldered(turned, cause), amount, "deg")


def wrong_rotation(part: BuiltPart, cause: Cause) -> Faulty:
    """Turn it by 180 degrees; by 90 where 180 looks right."""
    amount = 180.0 if part.package.family is Family.SOIC else 90.0
    turned = replace(part, rotation_deg=part.rotation_deg + amount)
    return Faulty(_soldered(turned, cause), amount, "deg")


MAKERS: Mapping[DefectCode, Maker] = {
    DefectCode.MISSING: missing,
    DefectCode.SHIFTED: shifted,
    DefectCode.SKEWED: skewed,
    DefectCode.WRONG_ROTATION: wrong_rotation,
}
"""What can be built in. To add one: a function, and its line here."""


def build_in(
    parts: Sequence[BuiltPart], requests: Sequence[DefectRequest], seed: int, world: World
) -> tuple[tuple[BuiltPart, ...], tuple[BuiltDefect, ...]]:
    """Give the parts with the defects asked for, each on a part of its own, and what they are.

    Raises
    ------
    InspectorError
        If a code has no maker, a magnitude is not above 0 and at most 20, a part named is not
        there, or no sound part is left.
    """
    built = list(parts)
    made: list[BuiltDefect] = []
    for number, request in enumerate(requests):
        _require_buildable(request)
        chance = stream(seed, "defect", number, request.code)
        taken = {(d.board_index, d.refdes) for d in made}
        at = _carrier(built, request, taken, chance)
        cause = Cause(request.magnitude, world, chance)
        faulty = MAKERS[request.code](built[at], cause)
        sound, built[at] = built[at], faulty.part
        made.append(
            BuiltDefect(
                code=request.code,
                board_index=sound.board_index,
                refdes=sound.placement.refdes,
                pin=faulty.pin,
                magnitude=request.magnitude,
                amount=faulty.amount,
                unit=faulty.unit,
                box=_box(sound, faulty.part),
            )
        )
    return tuple(built), tuple(made)


def _require_buildable(request: DefectRequest) -> None:
    if request.code not in MAKERS:
        raise InspectorError(
            f"defect {request.code}: the twin cannot build it; "
            f"it builds {', '.join(sorted(MAKERS))}"
        )
    if not 0 < request.magnitude <= LARGEST:  # NaN is refused too
        raise InspectorError(
            f"defect {request.code}: magnitude {request.magnitude:g} cannot be built; "
            f"ask for more than 0 and at most {LARGEST:g}"
        )


def _carrier(
    parts: Sequence[BuiltPart],
    request: DefectRequest,
    taken: set[tuple[int, str]],
    chance: np.random.Generator,
) -> int:
    here = [p.placement.refdes for p in parts if p.board_index == request.board_index]
    if request.refdes and request.refdes not in here:
        raise InspectorError(
            f"defect {request.code}: there is no part {request.refdes} on board "
            f"{request.board_index}; name another, for example {', '.join(here[:3])}"
        )
    able = [
        i
        for i, part in enumerate(parts)
        if part.present
        and (part.board_index, part.placement.refdes) not in taken
        and (not request.refdes or part.placement.refdes == request.refdes)
        and (not request.refdes or part.board_index == request.board_index)
    ]
    if not able:
        named = f" at {request.refdes} of board {request.board_index}" if request.refdes else ""
        raise InspectorError(
            f"defect {request.code}{named}: no sound part is left for it; ask for fewer defects"
        )
    return able[int(chance.integers(len(able)))]


def _soldered(part: BuiltPart, cause: Cause) -> BuiltPart:
    return replace(part, joints=joints_of(part.package, part.lands, cause.world, cause.chance))


def _land_width(part: BuiltPart, pin: str, direction_deg: float) -> float:
    land = next((land for land in part.lands if land.pin == pin), None)
    if land is None:
        return math.inf
    lying = abs(math.cos(math.radians(direction_deg))) > HALF
    return land.size_y_mm if lying else land.size_x_mm


def _box(sound: BuiltPart, faulty: BuiltPart) -> Box:
    """Give the box around the nominal site and the part as it lies, board mm."""
    corners = list(sound.placement.pose.apply(sound.package.extent.corners_mm))
    if faulty.present:
        corners += list(faulty.pose.apply(faulty.package.extent.corners_mm))
    return Box.around(corners)
