"""Where the leads of a part lie, and how far each hangs over its land."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Interval, doc

from inspector.domain.board import Termination, TerminationKind
from inspector.domain.geometry import Affine
from inspector.domain.recipe import Answers, Quantity, land_width_mm
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.body import has_body
from inspector.vision.lands import Asked, brightest, see_lands
from inspector.vision.leads import SeenLead, pose_of, see_leads
from inspector.vision.outline import fit_outline

LEADS = (TerminationKind.GULL_WING,)

Values = dict[tuple[str, str], tuple[float, float]]
"""Value and standard uncertainty by quantity and pin."""


@dataclass(frozen=True, slots=True)
class LeadOffset:
    """Place and turn of a part by least squares of its feet, and how far each foot overhangs.

    A foot's flat top is red; its edges are where the red light is lost. Overhang is held against
    the land's edges as seen, else as drawn.
    """

    name: ClassVar[str] = "lead_offset"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("lead_offset_x", "mm", "place of the leads, along the part's x from nominal"),
        Quantity("lead_offset_y", "mm", "place of the leads, along the part's y from nominal"),
        Quantity("lead_rotation", "deg", "turn of the leads from nominal, counter-clockwise"),
        Quantity(
            "side_overhang",
            "1",
            "foot beyond the side of its land, share of W or P, the lesser; negative: inside",
            per_joint=True,
            kinds=LEADS,
        ),
        Quantity(
            "toe_overhang",
            "mm",
            "tip of the foot beyond the end of its land; 0: none",
            per_joint=True,
            kinds=LEADS,
        ),
    )

    u_edge_mm: Annotated[
        float,
        Interval(ge=0, le=0.1),
        doc("standard uncertainty of a foot's edge as such: rounded metal, uneven light"),
    ] = 0.003

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:  # noqa: ARG002
        """Yield all it declares; NaN without a body, or where too few leads are seen."""
        values = self._values(view)
        for quantity in self.yields:
            for pin in quantity.pins(view.package):
                value, u = values.get((quantity.name, pin), (math.nan, math.nan))
                yield Measurement(view.refdes, quantity.name, value, quantity.unit, pin, u)

    def _values(self, view: View) -> Values:
        leads = [t for t in view.package.terminations if t.kind in LEADS]
        body = fit_outline(view) if leads and has_body(view.package) else None
        if body is None:
            return {}
        seen = see_leads(view, leads, body.affine)
        pose = pose_of(leads, seen)
        if pose is None:
            return {}
        u_x = math.hypot(pose.u_x_mm, self.u_edge_mm, view.u_place_mm)
        u_y = math.hypot(pose.u_y_mm, self.u_edge_mm, view.u_place_mm)
        values: Values = {
            ("lead_offset_x", ""): (pose.x_mm, u_x),
            ("lead_offset_y", ""): (pose.y_mm, u_y),
            ("lead_rotation", ""): (
                pose.rotation_deg,
                math.hypot(pose.u_rotation_deg, view.u_rotation_deg),
            ),
        }
        whole = Affine.of(pose.x_mm, pose.y_mm, pose.rotation_deg)
        values.update(self._overhangs(view, leads, seen, whole))
        return values

    def _overhangs(
        self, view: View, leads: Sequence[Termination], seen: Sequence[SeenLead], whole: Affine
    ) -> Values:
        """Give what hangs over; a lead that was not seen itself lies where the others say."""
        lying = []
        for one, lead in zip(leads, seen, strict=True):
            land, width = view.package.land(one.pin), land_width_mm(view.package, one)
            if land is None or width is None:
                continue
            axes = Affine.of(0.0, 0.0, one.direction_deg).inverse()
            along, across = axes.at(*whole.at(one.x_mm, one.y_mm))
            nominal = axes.at(one.x_mm, one.y_mm)
            if math.isfinite(lead.side_mm):
                across = nominal[1] + lead.side_mm
            if math.isfinite(lead.ahead_mm):
                along = nominal[0] + lead.ahead_mm
            asked = Asked(land, one.direction_deg, along + one.length_mm / 2)
            lying.append((one, across, min(one.width_mm, width), asked))
        lands = see_lands(view, brightest(view), [one[-1] for one in lying])
        values = Values()
        for (one, across, lesser, asked), edges in zip(lying, lands, strict=True):
            half = one.width_mm / 2
            side, u_land = max(
                (across + half - edges.left.at_mm, edges.left.u_mm),
                (half - across - edges.right.at_mm, edges.right.u_mm),
            )
            u = math.hypot(u_land, self.u_edge_mm, view.u_place_mm)
            values["side_overhang", one.pin] = (side / lesser, u / lesser)
            u_tip = math.hypot(edges.end.u_mm, self.u_edge_mm, view.u_place_mm)
            beyond = max(0.0, asked.cap_end_mm - edges.end.at_mm)
            values["toe_overhang", one.pin] = (beyond, u_tip)
        return values
