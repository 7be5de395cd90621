"""Defects as one table: each takes a good part, or a good board, and gives the faulty one.

To add one: a function in the file of its group, and its line in that file's table.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from inspector.domain.board import Board
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode
from inspector.twin.defects import board as bare
from inspector.twin.defects import placement, solder, stance
from inspector.twin.defects.cause import BuiltDefect, Cause, DefectRequest, Faulty, Row
from inspector.twin.part import BuiltPart
from inspector.twin.streams import stream
from inspector.twin.thing import Thing
from inspector.twin.world import World

__all__ = ["CODES", "BuiltDefect", "DefectRequest", "build_in"]

LARGEST = 20.0
"""Of magnitudes: a part shifted so far lies some of its lengths away."""

ROWS: Mapping[DefectCode, Row] = {**placement.ROWS, **stance.ROWS, **solder.ROWS}
"""Of parts and their joints."""

CODES = tuple(code for code in DefectCode if code in ROWS or code in bare.MAKERS)
"""What can be built in."""


def build_in(
    parts: Sequence[BuiltPart],
    requests: Sequence[DefectRequest],
    of: tuple[Board, str],
    seed: int,
    world: World,
) -> tuple[tuple[BuiltPart, ...], tuple[Thing, ...], tuple[BuiltDefect, ...]]:
    """Give the parts with the defects asked for, each on a part of its own, and what they are.

    Parameters
    ----------
    of
        The design and the serial: where its copper runs.

    Returns
    -------
    tuple
        The parts, what now lies on the boards or is wrong with them, and the defects.

    Raises
    ------
    InspectorError
        If a magnitude is not above 0 and at most 20, a part named is not there or cannot carry
        the defect, no sound part is left, or the board has no place for it.
    """
    built = list(parts)
    things: list[Thing] = []
    made: list[BuiltDefect] = []
    for number, request in enumerate(requests):
        _require_buildable(request)
        chance = stream(seed, "defect", number, request.code)
        cause = Cause(request.magnitude, world, chance)
        if request.code in bare.MAKERS:
            flaw = bare.MAKERS[request.code](bare.ground_of(*of), cause)
            things.append(Thing(request.board_index, flaw.bodies, flaw.art))
            what = flaw.amount, flaw.unit, flaw.box
            made.append(
                BuiltDefect(request.code, request.board_index, "", "", request.magnitude, *what)
            )
            continue
        taken = {(d.board_index, d.refdes) for d in made}
        at = _carrier(built, request, taken, chance)
        faulty = ROWS[request.code].make(built[at], cause)
        sound, built[at] = built[at], faulty.part
        if faulty.bodies or faulty.art:
            things.append(Thing(sound.board_index, faulty.bodies, faulty.art))
        made.append(_said(request, sound, faulty))
    return tuple(built), tuple(things), tuple(made)


def told_of(code: DefectCode) -> str:
    """Give what building a defect does, in words."""
    maker = ROWS[code].make if code in ROWS else bare.MAKERS[code]
    return (maker.__doc__ or "").splitlines()[0]


def _said(request: DefectRequest, sound: BuiltPart, faulty: Faulty) -> BuiltDefect:
    return BuiltDefect(
        code=request.code,
        board_index=sound.board_index,
        refdes=sound.placement.refdes,
        pin=faulty.pin,
        magnitude=request.magnitude,
        amount=faulty.amount,
        unit=faulty.unit,
        box=faulty.box or _box(sound, faulty.part),
    )


def _require_buildable(request: DefectRequest) -> None:
    if not 0 < request.magnitude <= LARGEST:  # NaN is refused too
        raise InspectorError(
            f"defect {request.code}: magnitude {request.magnitude:g} cannot be built; "
            f"ask for more than 0 and at most {LARGEST:g}"
        )
    if request.code in bare.MAKERS and request.refdes:
        raise InspectorError(
            f"defect {request.code}: it is the board's, not {request.refdes}'s; name no part"
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
    row = ROWS[request.code]
    able = [
        i
        for i, part in enumerate(parts)
        if row.able(part)
        and (part.board_index, part.placement.refdes) not in taken
        and (not request.refdes or part.placement.refdes == request.refdes)
        and (not request.refdes or part.board_index == request.board_index)
    ]
    if not able:
        named = f" at {request.refdes} of board {request.board_index}" if request.refdes else ""
        raise InspectorError(
            f"defect {request.code}{named}: no sound part is left for it; it needs {row.carriers}"
        )
    return able[int(chance.integers(len(able)))]


def _box(sound: BuiltPart, faulty: BuiltPart) -> Box:
    """Give the box around the nominal site and the part as it lies, board mm."""
    corners = list(sound.placement.pose.apply(sound.package.extent.corners_mm))
    if faulty.present:
        corners += list(faulty.pose.apply(faulty.package.extent.corners_mm))
    return Box.around(corners)
