"""Whether there is a part at all, or bare lands with solder."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Interval, doc

from inspector.domain.recipe import Answers, Quantity
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.body import METAL_SHINE, has_body
from inspector.vision.outline import fits, rectangle_of, see_part


@dataclass(frozen=True, slots=True)
class Presence:
    """How surely a part of this package lies here, 0 to 1.

    The look under the red ring (flat caps or feet, a dark rim, a body between) times the share of
    edge strips that carry the outline of a body of this size. Bare soldered lands are red too, but
    they have no straight edges at the distances of a part: parts score above 0.6, bare lands mostly
    below 0.3, large ones under much solder up to 0.45. The colour of the body does not matter.
    """

    name: ClassVar[str] = "presence"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("presence", "1", "how surely a part of this package lies here, 0 to 1"),
    )

    size_reach_mm: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("how far length and width may be from nominal, beyond their tolerance"),
    ] = 0.15

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:  # noqa: ARG002
        """Yield the score; NaN for a package whose look is not known or that no frame saw."""
        score = self._score(view) if has_body(view.package) and view.valid.any() else np.nan
        yield Measurement(view.refdes, "presence", score, "1")

    def _score(self, view: View) -> float:
        sides = see_part(view)
        look = float(np.clip(sides.rough.score, 0.0, 1.0))
        found = rectangle_of(sides)
        if found is not None and not fits(view.package, found, self.size_reach_mm):
            return 0.0
        # one side may be hidden by solder or print; a missing part lacks two
        shine = min(1.0, sides.rough.shine / METAL_SHINE)
        return look * shine * float(np.mean(sides.shares[:3]))
