"""Whether the part lies the right way round: the mark of pin 1 against the place it would have."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Interval, doc

from inspector.domain.geometry import Affine
from inspector.domain.recipe import Answers, Quantity
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.body import has_body
from inspector.vision.mark import mark_score
from inspector.vision.outline import Outline, fit_outline

HALF_TURN_DEG = 180.0


@dataclass(frozen=True, slots=True)
class Polarity:
    """How much more the mark of pin 1 shows where it belongs than turned by half a turn.

    1: only where it belongs, -1: only on the other side, near 0: on neither or both. The mark is
    correlated by its shape, brighter or darker than the body, so that a line of print across
    either place counts little.
    """

    name: ClassVar[str] = "polarity"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("polarity_score", "1", "mark of pin 1 here less at the opposite place, -1 to 1"),
    )

    search_mm: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("how far the mark may lie from its drawn place on the body"),
    ] = 0.12
    min_mark: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("below this correlation neither place shows a mark and nothing is measured"),
    ] = 0.35

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:  # noqa: ARG002
        """Yield the score; NaN without a mark in the package, a body, or a mark in either place."""
        known = has_body(view.package) and view.package.mark is not None
        found = fit_outline(view) if known else None
        score = self._score(view, found) if found else math.nan
        yield Measurement(view.refdes, "polarity_score", score, "1")

    def _score(self, view: View, found: Outline) -> float:
        turned = Affine.of(0.0, 0.0, HALF_TURN_DEG).then(found.affine)
        here, there = (
            mark_score(view, pose, found.z_mm, self.search_mm) for pose in (found.affine, turned)
        )
        if not max(here, there) >= self.min_mark or not np.isfinite(here + there):
            return math.nan
        return here - there
