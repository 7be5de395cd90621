"""How parts of different makers look: what they are made of, what is written on them and how.

A part number comes from one maker for a whole lot; the next lot may come from another. To add a
maker: a line in ``MAKERS``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from inspector.domain.board import Family, Package, Placement
from inspector.twin.part import BuiltPart, Look
from inspector.twin.streams import stream
from inspector.twin.world import World

WEEKS = 40
"""Date codes before they come round again; the first is week 11."""
DATE = re.compile(r"\b26\d\d\b")
DIGITS = re.compile(r"(\d\d)([1-9])")


def dated(text: str, lot: int) -> str:
    """Give a marking with the lot's date code, year and week."""
    return DATE.sub(f"26{11 + lot % WEEKS:02d}", text)


def date_first(text: str, lot: int) -> str:
    """Give the same with the line of the date code above."""
    return "\n".join(reversed(dated(text, lot).split("\n")))


def four_digits(text: str, lot: int) -> str:
    """Give a resistor's code as its 1 % series has it: 103 is 1002."""
    del lot
    return DIGITS.sub(lambda code: f"{code[1]}0{int(code[2]) - 1}", text)


def unmarked(text: str, lot: int) -> str:
    """Give nothing: some makers do not mark small parts."""
    del text, lot
    return ""


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker of parts: how they look, and how he writes what is usual (text, lot)."""

    look: Look = field(default_factory=Look)
    wording: Callable[[str, int], str] = dated


_MOULDED = (
    Maker(),
    Maker(Look("mould_grey", ink="print", marking_share=0.8), date_first),
    Maker(Look("mould_glossy", mark="laser", marking_share=0.9)),
    Maker(Look("mould", "lead_gold", marking_turn_deg=180.0, marking_share=0.85), date_first),
)
_SQUARE = (
    Maker(),
    Maker(Look("mould_grey", marking_turn_deg=90.0, marking_share=0.85), date_first),
    Maker(Look("mould_glossy", ink="print", marking_share=0.75)),
)
MAKERS: Mapping[Family, tuple[Maker, ...]] = {
    Family.CHIP_RESISTOR: (
        Maker(),
        Maker(Look("glaze_blue", "end_cap_matt", marking_share=0.85), four_digits),
        Maker(Look("glaze", marking_turn_deg=180.0, marking_share=0.9)),
        Maker(Look("glaze", "end_cap_matt"), unmarked),
    ),
    Family.CHIP_CAPACITOR: (
        Maker(),
        Maker(Look("dielectric_grey")),
        Maker(Look("dielectric", "end_cap_matt")),
    ),
    Family.MELF: (
        Maker(),
        Maker(Look("", "end_cap_matt")),
        Maker(Look("glaze_blue", mark="print")),
    ),
    Family.TANTALUM: (
        Maker(),
        Maker(Look("plastic_black", mark="print", ink="print", marking_share=0.85), date_first),
    ),
    Family.ELECTROLYTIC: (Maker(), Maker(Look(marking_share=0.8), date_first)),
    Family.SOT: _MOULDED,
    Family.SOIC: _MOULDED,
    Family.TSSOP: _MOULDED,
    Family.DPAK: _MOULDED,
    Family.QFP: _SQUARE,
    Family.QFN: _SQUARE,
    Family.BGA: _SQUARE,
    Family.WLCSP: (Maker(), Maker(Look(marking_share=0.8), date_first)),
    Family.CONNECTOR: (Maker(), Maker(Look("plastic_black", "lead_gold"))),
    Family.SHIELD: (Maker(), Maker(Look("aluminium"))),
}
"""By family; the first of each is the usual one."""


def maker_of(placement: Placement, package: Package, world: World, seed: int) -> Maker:
    """Give who made a part: the same for a part number (else value and package) over a lot."""
    first, *others = MAKERS.get(package.family, (Maker(),))
    number = placement.part_number or f"{placement.value} {package.name}"
    chance = stream(world.lot_of(seed), "maker", number)
    if chance.uniform() >= world.spread.second_source or not others:
        return first
    return others[int(chance.integers(len(others)))]


def look_of(placement: Placement, package: Package, world: World, seed: int) -> Look:
    """Give how a part looks in the lot that a unit belongs to."""
    return maker_of(placement, package, world, seed).look


def dressed(part: BuiltPart, world: World, seed: int) -> BuiltPart:
    """Give a part with the look and the marking of its maker."""
    maker = maker_of(part.placement, part.package, world, seed)
    words = maker.wording(part.marking, world.lot_of(seed))
    return replace(part, look=maker.look, marking=words)
