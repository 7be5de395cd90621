"""Parts as bodies: each family is a function from a built part to the pieces it is made of.

To add a family: a file or a function here, and its line in `FAMILIES`.
"""

from collections.abc import Callable, Iterator, Mapping

from inspector.domain.board import Family
from inspector.domain.errors import InspectorError
from inspector.twin.body import Body
from inspector.twin.families.chips import capacitor, resistor
from inspector.twin.families.leaded import soic
from inspector.twin.part import BuiltPart

FAMILIES: Mapping[Family, Callable[[BuiltPart], Iterator[Body]]] = {
    Family.CHIP_RESISTOR: resistor,
    Family.CHIP_CAPACITOR: capacitor,
    Family.SOIC: soic,
}
"""What can be drawn."""


def bodies_of(part: BuiltPart) -> Iterator[Body]:
    """Give the bodies of a part that is there, package mm.

    Raises
    ------
    InspectorError
        If its family has no drawing.
    """
    if not part.present:
        return
    family = part.package.family
    if family not in FAMILIES:
        raise InspectorError(
            f"{part.placement.refdes}: {part.package.name} is a {family}, which cannot be drawn; "
            f"the twin draws {', '.join(sorted(FAMILIES))}"
        )
    yield from FAMILIES[family](part)
