"""Whether solder joins neighbouring joints of a part."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from inspector.domain.recipe import Answers, Quantity
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.bridge import bridge_widths, gaps_of


@dataclass(frozen=True, slots=True)
class SolderBridge:
    """How wide the metal is that joins a joint to the next one of its row.

    What lies under a body is not seen. The last joint of a row has no next one and always 0.
    """

    name: ClassVar[str] = "solder_bridge"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity(
            "bridge_width",
            "mm",
            "width of the metal that joins this joint to the next of its row; 0: none",
            per_joint=True,
        ),
    )

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:  # noqa: ARG002
        """Yield the width at every joint; NaN where the gap is not wholly seen."""
        widths = bridge_widths(view)
        followed = {gap.pin for gap in gaps_of(view.package)}
        for pin in view.package.pins:
            value = widths.get(pin, math.nan) if pin in followed else 0.0
            yield Measurement(view.refdes, "bridge_width", value, "mm", pin)
