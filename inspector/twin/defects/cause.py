"""What a defect is asked for with, may draw on, and gives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode
from inspector.twin.artwork import Art
from inspector.twin.body import Body
from inspector.twin.part import BuiltPart
from inspector.twin.world import World


@dataclass(frozen=True, slots=True)
class DefectRequest:
    """A defect to be built in.

    ``magnitude`` is 1 at the limit of its code (the tables of this folder state them). ``refdes``
    empty: chance picks the part.
    """

    code: DefectCode
    magnitude: float = 1.0
    refdes: str = ""
    board_index: int = 0


@dataclass(frozen=True, slots=True)
class BuiltDefect:
    """A defect that was built in; ``box`` in board mm, ``amount`` in ``unit``.

    ``refdes`` is empty where the board itself is at fault, ``pin`` where no single joint is.
    """

    code: DefectCode
    board_index: int
    refdes: str
    pin: str
    magnitude: float
    amount: float
    unit: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """What a defect may draw on."""

    magnitude: float
    world: World
    chance: np.random.Generator


@dataclass(frozen=True, slots=True)
class Faulty:
    """What a defect made of a part: the part, how much of what, and what lies about it.

    ``box`` (board mm) is None where it is the whole site. ``bodies`` and ``art`` are in board mm.
    """

    part: BuiltPart
    amount: float
    unit: str
    pin: str = ""
    box: Box | None = None
    bodies: tuple[Body, ...] = ()
    art: tuple[Art, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """How a defect is made, and which parts can carry it; ``carriers`` says so in words."""

    make: Callable[[BuiltPart, Cause], Faulty]
    able: Callable[[BuiltPart], bool]
    carriers: str


def is_fitted(part: BuiltPart) -> bool:
    """Whether there is a part."""
    return part.present


def joint_box(part: BuiltPart, pin: str) -> Box:
    """Give the box around a termination as it lies and its land, board mm."""
    corners = list(part.pose.apply(part.package.termination(pin).outline_mm))
    for land in part.lands:
        if land.pin == pin:
            corners += list(part.placement.pose.apply(land.box.corners_mm))
    return Box.around(corners)
