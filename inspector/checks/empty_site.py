"""Whether a site that is not to be fitted is bare."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from inspector.checks.presence import Presence
from inspector.domain.recipe import Answers, Quantity
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.body import has_body
from inspector.vision.empty_site import open_share


@dataclass(frozen=True, slots=True)
class EmptySite:
    """How bare a site without a part is: 1 all of its land pattern shows, 0 something lies on it.

    Whatever lies on the lands hides the edges that face the middle of the site; of chips, whose
    ends are lands' equals in shine, `Presence` tells besides. No colour is assumed. For the program
    of sites that are not fitted.

    Notes
    -----
    Drawn boards (*simulated*), 23 packages in three worlds: 89 bare sites 0.61 and more, 86 fitted
    ones at most 0.18; a MELF on a black board 0.5. An 01005 is too small, and is not measured.
    """

    name: ClassVar[str] = "empty_site"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("site_open", "1", "how bare the site is: 1 all lands show, 0 a part lies there"),
    )

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:
        """Yield it; NaN without a ring picture, or lands whose inner edges a part would hide."""
        value = open_share(view) if "ring" in view.images else math.nan
        if has_body(view.package) and math.isfinite(value):
            (present,) = Presence().measure(view, answers)
            value = float(np.minimum(value, 1.0 - present.value))  # NaN of either is NaN
        yield Measurement(view.refdes, "site_open", value, "1")
