"""Whether a part looks like the golden board's, lies as it does, and the same way round."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Interval, doc

from inspector.domain.recipe import Answers, Quantity
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.likeness import likeness


@dataclass(frozen=True, slots=True)
class LikenessCheck:
    """Correlation with the golden board's part: for every kind of part, also where no other looks.

    Place and turn are against the golden board's part, whose own error they hold: use
    ``body_offset`` or ``lead_offset`` where they measure the part. Needs a golden board.
    """

    name: ClassVar[str] = "likeness"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("golden_score", "1", "correlation with the golden board's part, -1 to 1"),
        Quantity(
            "golden_turned",
            "1",
            "how much better the body fits than turned wrongly; below 0: it is turned",
        ),
        Quantity("golden_offset_x", "mm", "from the golden board's part, along the part's x"),
        Quantity("golden_offset_y", "mm", "from the golden board's part, along the part's y"),
        Quantity("golden_rotation", "deg", "from the golden board's part, counter-clockwise"),
    )

    reach_mm: Annotated[float, Interval(gt=0, le=5), doc("how far off the part is looked for")] = (
        0.4
    )
    min_score: Annotated[
        float, Interval(ge=-1, le=1), doc("below this it is not the part: no place is given")
    ] = 0.5

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:  # noqa: ARG002
        """Yield all it declares; NaN without a golden board."""
        seen = likeness(view, self.reach_mm)
        nan = math.nan
        score, over, place = nan, nan, (nan, nan, nan)
        if seen is not None:
            score, over = seen.score, seen.over_turned
            if seen.score >= self.min_score:
                place = (seen.x_mm, seen.y_mm, seen.rotation_deg)
        for quantity, value in zip(self.yields, (score, over, *place), strict=True):
            yield Measurement(view.refdes, quantity.name, value, quantity.unit)
