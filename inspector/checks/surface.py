"""What lies on the board between the parts: regions that differ from the golden board."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Interval, doc

from inspector.domain.recipe import Quantity
from inspector.domain.result import DefectCode

POPULATED = (DefectCode.FOREIGN, DefectCode.SOLDER_BALL, DefectCode.SCRATCH)
BARE = (
    DefectCode.TRACK_OPEN,
    DefectCode.SHORT,
    DefectCode.MOUSE_BITE,
    DefectCode.SPUR,
    DefectCode.SPURIOUS_COPPER,
    DefectCode.PIN_HOLE,
)


def area_of(code: DefectCode) -> str:
    """Give the name of the quantity that is a region's area if it looks like this defect."""
    return f"{code.value}_area"


@dataclass(frozen=True, slots=True)
class Surface:
    """Regions of the board between its parts that differ from the golden board."""

    name: ClassVar[str] = "surface"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("area", "mm2", "area of a region that differs from the golden board"),
        Quantity("deviation", "1", "how much it differs on the mean, of full scale"),
        Quantity("length", "mm", "longest extent of the region"),
        *(
            Quantity(area_of(code), "mm2", f"area of a region that looks like {code.value}")
            for code in (*POPULATED, *BARE)
        ),
    )

    mm_per_px: Annotated[
        float, Interval(gt=0, le=1), doc("pixel of the golden board, on its surface")
    ] = 0.02
