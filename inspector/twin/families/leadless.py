"""Packages whose joints lie under them: QFN, and arrays of balls."""

import math
from collections.abc import Iterator

from inspector.domain.board import Termination, TerminationKind
from inspector.twin.body import Body, block
from inspector.twin.families.leaded import marking_on
from inspector.twin.families.marks import mark_of, surface
from inspector.twin.kernels import cast
from inspector.twin.part import BuiltPart
from inspector.twin.world import CUT_METAL, LASER, LEAD_METAL, MOULD, SILICON

PROUD_MM = 0.02
"""How far the cut face of a terminal stands out of the side of the body."""
SUBSTRATE_MM = 0.30
"""Thickness of the board under a moulded array."""
INSET_SHARE = 0.06
"""How much narrower the mould is than that board, on each side, as a share of its size."""
DRAFT_DEG = 15.0


def leadless(part: BuiltPart) -> Iterator[Body]:
    """Give a QFN: a sawn body and the ends of its terminals.

    Where terminals have a wettable flank (a height), their ends are plated; else they are bare cut
    copper, which solder does not climb.
    """
    package = part.package
    art = (*mark_of(part, LASER), *marking_on(part))
    size = package.body_x_mm, package.body_y_mm, package.body_height_mm
    yield block(surface(part.look.body, MOULD), size, edge_mm=0.012, art=art)
    for end in package.terminations:
        if end.kind is TerminationKind.NO_LEAD:
            yield _terminal(part, end)


def array(part: BuiltPart) -> Iterator[Body]:
    """Give a BGA: a mould on a board that is a little wider; its balls are hidden."""
    package = part.package
    board = package.standoff_mm + SUBSTRATE_MM
    size = package.body_x_mm, package.body_y_mm
    yield block(surface(part.look.end, cast.MASK), (*size, board))
    high = package.body_height_mm
    inset = 1.0 - 2 * INSET_SHARE
    run = (high - board) * math.tan(math.radians(DRAFT_DEG))
    art = (*mark_of(part, LASER), *marking_on(part))
    mould = surface(part.look.body, MOULD)
    sizes = inset * size[0], inset * size[1], high
    yield block(mould, sizes, corner_mm=0.1, draft=(board, run), art=art)


def chip_scale(part: BuiltPart) -> Iterator[Body]:
    """Give a WLCSP: bare silicon with its glossy back up."""
    package = part.package
    art = (*mark_of(part, LASER), *marking_on(part))
    size = package.body_x_mm, package.body_y_mm, package.body_height_mm
    yield block(surface(part.look.body, SILICON), size, edge_mm=0.008, art=art)


def _terminal(part: BuiltPart, end: Termination) -> Body:
    angle = math.radians(end.direction_deg)
    at = end.x_mm + PROUD_MM / 2 * math.cos(angle), end.y_mm + PROUD_MM / 2 * math.sin(angle)
    flank = LEAD_METAL if end.height_mm else CUT_METAL
    size = end.length_mm + PROUD_MM, end.width_mm, end.gap_mm + (end.thickness_mm or 0.2)
    return block(surface(part.look.end, flank), size, at, end.direction_deg)
