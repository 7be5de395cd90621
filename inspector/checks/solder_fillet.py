"""How solder climbs from each land to its termination, by the colours of the ring light."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Interval, doc

from inspector.domain.board import TerminationKind
from inspector.domain.recipe import Answers, Quantity
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.body import has_body
from inspector.vision.outline import fit_outline, fits
from inspector.vision.solder import Toe, see_toes

SEEN_FROM_ABOVE = (TerminationKind.CHIP_END, TerminationKind.GULL_WING)


@dataclass(frozen=True, slots=True)
class SolderFillet:
    """Height and shape of the solder ahead of each termination.

    Red is flat, green sloped, blue steep, dark steeper: the slopes are summed from the end of the
    land to the termination. Solder that has not climbed, or has left the land bare, is flat; solder
    that has not met the termination bulges, where a good fillet is hollow. The heel of a lead lies
    under its body and is not seen.
    """

    name: ClassVar[str] = "solder_fillet"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity(
            "fillet_height",
            "mm",
            "height of the solder at the end of the termination, from the land",
            per_joint=True,
            kinds=SEEN_FROM_ABOVE,
        ),
        Quantity(
            "flat_share",
            "1",
            "share of the land ahead of the termination that is flat: bare, or solder not climbed",
            per_joint=True,
            kinds=SEEN_FROM_ABOVE,
        ),
        Quantity(
            "fillet_bulge",
            "deg",
            "outer half of the fillet steeper than the inner; a good fillet is hollow: below 0",
            per_joint=True,
            kinds=SEEN_FROM_ABOVE,
        ),
        Quantity(
            "fillet_onset",
            "deg",
            "how steep solder is just before it is too steep to shine; a bulge stands up out of "
            "the flat",
            per_joint=True,
            kinds=SEEN_FROM_ABOVE,
        ),
    )

    size_reach_mm: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("farther from nominal, beyond its tolerance, it is another part: no joint is measured"),
    ] = 0.15
    u_height_share: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("standard uncertainty of fillet_height, of itself: dark slopes are not resolved"),
    ] = 0.25

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:  # noqa: ARG002
        """Yield all it declares; NaN without a part, or without room ahead of the termination."""
        toes = self._toes(view)
        for quantity in self.yields:
            for pin in quantity.pins(view.package):
                value, u = self._value(quantity.name, toes.get(pin))
                yield Measurement(view.refdes, quantity.name, value, quantity.unit, pin, u)

    def _toes(self, view: View) -> dict[str, Toe]:
        found = fit_outline(view) if has_body(view.package) else None
        if found is None or not fits(view.package, found, self.size_reach_mm):
            return {}
        joints = [
            (termination, land)
            for termination in view.package.terminations
            if termination.kind in SEEN_FROM_ABOVE
            and (land := view.package.land(termination.pin)) is not None
        ]
        return see_toes(view, joints, found.affine)

    def _value(self, name: str, toe: Toe | None) -> tuple[float, float]:
        if toe is None:
            return math.nan, math.nan
        if name == "fillet_height":
            height = float(np.median(toe.heights_mm))
            return height, self.u_height_share * height
        shapes = {"flat_share": toe.flat_share, "fillet_bulge": toe.bulge}
        return shapes.get(name, toe.onset_deg), math.nan
