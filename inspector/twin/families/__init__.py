"""Parts as bodies: each family is a function from a built part to the pieces it is made of.

To add a family: a file or a function here, and its line in `FAMILIES`. It draws the part flat and
whole; `settling.py` tilts, raises and breaks it, `stances.py` draws it standing otherwise.
"""

from collections.abc import Callable, Iterator, Mapping

from inspector.domain.board import Family
from inspector.twin.body import Body
from inspector.twin.families.chips import capacitor, resistor, tantalum
from inspector.twin.families.cylinders import electrolytic, melf
from inspector.twin.families.large import connector, gasket, shield
from inspector.twin.families.leaded import dpak, moulded
from inspector.twin.families.leadless import array, chip_scale, leadless
from inspector.twin.families.settling import settled
from inspector.twin.families.stances import billboard, tombstone, turned_over
from inspector.twin.part import BuiltPart, Stance

Drawing = Callable[[BuiltPart], Iterator[Body]]

FAMILIES: Mapping[Family, Drawing] = {
    Family.CHIP_RESISTOR: resistor,
    Family.CHIP_CAPACITOR: capacitor,
    Family.MELF: melf,
    Family.TANTALUM: tantalum,
    Family.ELECTROLYTIC: electrolytic,
    Family.SOT: moulded,
    Family.SOIC: moulded,
    Family.TSSOP: moulded,
    Family.QFP: moulded,
    Family.QFN: leadless,
    Family.BGA: array,
    Family.WLCSP: chip_scale,
    Family.DPAK: dpak,
    Family.CONNECTOR: connector,
    Family.SHIELD: shield,
    Family.GASKET: gasket,
}
"""All of them."""

STANCES: Mapping[Stance, Drawing] = {
    Stance.TOMBSTONE: tombstone,
    Stance.BILLBOARD: billboard,
    Stance.FLIPPED: turned_over,
}
"""How a part is drawn that does not lie flat."""


def bodies_of(part: BuiltPart) -> Iterator[Body]:
    """Give the bodies of a part that is there, package mm."""
    if part.present:
        draw = STANCES.get(part.stance, FAMILIES[part.package.family])
        yield from settled(part, draw(part))
