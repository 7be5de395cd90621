"""What lies on the board between the parts: regions that differ from the golden board."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Interval, doc
from numpy.typing import NDArray

from inspector.domain.golden import FULL_CODE
from inspector.domain.recipe import Quantity
from inspector.domain.result import DefectCode, Measurement
from inspector.vision.artwork import Looks, artwork_kind, is_print
from inspector.vision.copper import copper_kind
from inspector.vision.regions import Region, matter_beside, matter_kind
from inspector.vision.surface import RIM_PX, Envelope, Tolerance

MATTER = (DefectCode.FOREIGN, DefectCode.SOLDER_BALL, DefectCode.SCRATCH)
"""What lies on a board or was done to it."""
COPPER = (
    DefectCode.TRACK_OPEN,
    DefectCode.SHORT,
    DefectCode.MOUSE_BITE,
    DefectCode.SPUR,
    DefectCode.SPURIOUS_COPPER,
    DefectCode.PIN_HOLE,
)
"""What is wrong with bare copper."""


RESIDUE, PRINT, BESIDE = "residue_area", "print_area", "beside_area"
BESIDE_SHARE = 0.5
"""Of a region that lies beside a part: the majority."""


class Look(StrEnum):
    """What the surface is of, and so what its regions are called."""

    ASSEMBLED = "assembled"
    BRIGHT_COPPER = "bright_copper"
    DARK_COPPER = "dark_copper"


def area_of(code: DefectCode) -> str:
    """Give the name of the quantity that is a region's area if it looks like this defect."""
    return f"{code.value}_area"


@dataclass(frozen=True, slots=True)
class Surface:
    """Regions of the board between its parts that differ from the golden board.

    Light is evened out over squares of 2 mm first. A pixel differs where it is darker or brighter
    than the golden board is anywhere within ``edge_tolerance_mm``, by more than the tolerances of
    its level. What lies together is one region; it has an area, a length, how much it deviates,
    and its area once more by the name of what it looks like.
    """

    name: ClassVar[str] = "surface"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("area", "mm2", "area of a region that differs from the golden board"),
        Quantity("deviation", "1", "how far beyond the tolerance it is on the mean, of full scale"),
        Quantity("length", "mm", "longest extent of the region"),
        *(
            Quantity(area_of(code), "mm2", f"area of a region that looks like {code.value}")
            for code in (*MATTER, *COPPER)
        ),
        Quantity(RESIDUE, "mm2", "area of a faint stain that begins at a part: flux"),
        Quantity(PRINT, "mm2", "area of print where none belongs"),
        Quantity(BESIDE, "mm2", "area of a strip beside a part: an edge of it out of place"),
    )

    harmless: ClassVar[tuple[str, ...]] = (RESIDUE,)

    look: Annotated[
        Look, doc("assembled board, or bare copper that is brighter or darker than what is between")
    ] = Look.ASSEMBLED
    mm_per_px: Annotated[
        float, Interval(gt=0, le=1), doc("pixel of the golden board, on its surface")
    ] = 0.02
    edge_tolerance_mm: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("how far an edge may lie from its place: registration, etching, print"),
    ] = 0.03
    sigmas: Annotated[
        float, Interval(ge=0, le=20), doc("how many learned standard deviations a level may be off")
    ] = 4.0
    level_floor: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("levels may always differ by this, of full scale: square roots of light"),
    ] = 0.03
    level_share: Annotated[
        float, Interval(ge=0, le=1), doc("... and by this share of the level")
    ] = 0.06
    joining_mm: Annotated[
        float, Interval(gt=0, le=10), doc("what lies nearer together is one region")
    ] = 0.1
    least_mm2: Annotated[
        float, Interval(ge=0, le=100), doc("smaller regions are noise and not kept")
    ] = 0.002
    clearance_mm: Annotated[
        float, Interval(ge=0, le=10), doc("left out around parts and inside the outline")
    ] = 0.25
    beside_mm: Annotated[
        float,
        Interval(ge=0, le=10),
        doc("inside of that clearance solder balls are looked for, as near to parts as this"),
    ] = 0.06
    beside_level: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("so near to parts levels may differ by this besides, of full scale"),
    ] = 0.12
    residue_deviation: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("fainter than this, and touching a part's clearance, it is residue of the solder"),
    ] = 0.1
    residue_reach_mm: Annotated[
        float, Interval(ge=0, le=10), doc("... if it runs no farther from the clearance than this")
    ] = 0.3
    most_deviating: Annotated[
        float,
        Interval(gt=0, le=1),
        doc("if more of the surface differs, it is another board, or not in its place"),
    ] = 0.2

    @property
    def tolerance(self) -> Tolerance:
        """What a pixel may be off."""
        floor = self.level_floor * FULL_CODE
        beside = self.beside_level * FULL_CODE
        return Tolerance(self.edge_tolerance_mm, self.sigmas, floor, self.level_share, beside)

    @property
    def bright_copper(self) -> bool | None:
        """Whether copper is brighter than what is between; None where it is not what is seen."""
        return None if self.look is Look.ASSEMBLED else self.look is Look.BRIGHT_COPPER

    def measure(
        self,
        region: Region,
        envelope: Envelope,
        copper: NDArray[np.bool_] | None,
        looks: Looks | None = None,
    ) -> Iterator[Measurement]:
        """Yield what is measured of a region.

        Parameters
        ----------
        copper
            ``(H, W)`` where the golden board has copper, on the raster; None where that is not
            what is seen.
        looks
            Of the golden board's mask and print, where it is an assembled one.
        """
        reach = self.edge_tolerance_mm / envelope.golden.mm_per_px
        if copper is None or self.bright_copper is None:
            name = self._matter(region, envelope, looks, reach)
        else:
            more = (region.brighter > 0.5) is self.bright_copper  # noqa: PLR2004 - the majority
            name = area_of(copper_kind(region, copper, reach, more=more))
        yield Measurement("", "area", region.area_mm2, "mm2")
        yield Measurement("", "deviation", region.deviation, "1")
        yield Measurement("", "length", region.length_mm, "mm")
        yield Measurement("", name, region.area_mm2, "mm2")

    def _matter(
        self, region: Region, envelope: Envelope, looks: Looks | None, edge_px: float
    ) -> str:
        """Name the area of a region of an assembled board by what it looks like."""
        if looks is not None and is_print(region, envelope.golden, looks):
            return PRINT
        if envelope.beside[region.places[:, 0], region.places[:, 1]].mean() > BESIDE_SHARE:
            lies = matter_beside(region)
            return BESIDE if lies is None else area_of(lies)
        if self._is_residue(region, envelope):
            return RESIDUE
        kind = matter_kind(region)
        if looks is not None:
            wrong = artwork_kind(region, envelope.golden, envelope.away, looks, edge_px)
            kind = kind if wrong is None else wrong
        return area_of(kind)

    def _is_residue(self, region: Region, envelope: Envelope) -> bool:
        """Whether a region is a faint stain that begins at a part: flux does no harm."""
        away = envelope.away[region.places[:, 0], region.places[:, 1]]
        away = away[away > 0]
        near = self.residue_reach_mm / envelope.golden.mm_per_px
        begins = bool(len(away)) and away.min() <= RIM_PX and away.max() <= near
        return begins and region.deviation < self.residue_deviation
