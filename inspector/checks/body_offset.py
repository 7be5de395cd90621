"""Whether the body is where it should be, and its ends on their lands."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Interval, doc

from inspector.domain.board import Package, Termination, TerminationKind
from inspector.domain.geometry import Affine, Box, wrap_deg
from inspector.domain.recipe import Answers, Quantity, land_width_mm
from inspector.domain.result import Measurement
from inspector.domain.view import View
from inspector.vision.body import caps_box, has_body, is_chip
from inspector.vision.box_outline import fit_box, is_boxed
from inspector.vision.lands import Asked, Edge, brightest, see_lands
from inspector.vision.outline import Outline, fit_outline, fits, see_part
from inspector.vision.waist import can_stand_aside, open_flanks

CHIP_ENDS = (TerminationKind.CHIP_END,)
SEMICIRCLE_DEG = 180.0

Values = dict[tuple[str, str], tuple[float, float]]
"""Value and standard uncertainty by quantity and pin."""


@dataclass(frozen=True, slots=True)
class BodyOffset:
    """Place, turn and size of the body by its four edges, and how far its ends overhang.

    A chip is measured at the rectangle of its end caps' outer edges, a moulded body at the outline
    of its top, that of a QFN, BGA or WLCSP by its own colour; all at their nominal height, so that
    a leaning ray does not move them. Overhang is held against the land's edges as seen, else as
    drawn. It finds shifted and skewed parts; a part that is tilted, or of another size, shows in
    ``body_length`` and ``body_width``; a chip on its long side in ``body_flanks``.
    """

    name: ClassVar[str] = "body_offset"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("body_contrast", "1", "how clearly the top stands out of its rim, 0 to 1"),
        Quantity("body_offset_x", "mm", "middle of the body, along the part's x from nominal"),
        Quantity("body_offset_y", "mm", "middle of the body, along the part's y from nominal"),
        Quantity("body_rotation", "deg", "turn of the body from nominal, counter-clockwise"),
        Quantity("body_length", "mm", "size of the body along the part's x"),
        Quantity("body_width", "mm", "size of the body along the part's y"),
        Quantity(
            "body_flanks", "1", "board seen where a chip's flanks should be, 0 to 1: on its side"
        ),
        Quantity(
            "side_overhang",
            "1",
            "termination beyond the side of its land, share of W or P, the lesser; "
            "negative: inside",
            per_joint=True,
            kinds=CHIP_ENDS,
        ),
        Quantity(
            "end_overhang",
            "mm",
            "termination beyond the end of its land; 0: none",
            per_joint=True,
            kinds=CHIP_ENDS,
        ),
    )

    min_contrast: Annotated[
        float, Interval(ge=0, le=1), doc("below this no edge is believed and nothing is measured")
    ] = 0.15
    size_reach_mm: Annotated[
        float,
        Interval(ge=0, le=1),
        doc("farther from nominal, beyond its tolerance, it is another part: no place is given"),
    ] = 0.15
    cap_rim_mm: Annotated[
        float,
        Interval(ge=0, le=0.2),
        doc("how far inside its outer edge the flat top of an end cap ends: its edge is rounded"),
    ] = 0.035
    u_cap_rim_mm: Annotated[
        float, Interval(ge=0, le=0.1), doc("standard uncertainty of cap_rim_mm")
    ] = 0.012
    u_edge_mm: Annotated[
        float,
        Interval(ge=0, le=0.1),
        doc("standard uncertainty of an edge as such: rough metal, uneven light"),
    ] = 0.0015

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:  # noqa: ARG002
        """Yield all it declares; NaN without four clear edges."""
        found = _outline(view)
        contrast = 0.0 if found is None else float(np.clip(found.contrast, 0.0, 1.0))
        yield Measurement(view.refdes, "body_contrast", contrast, "1", uncertainty=math.nan)
        values = self._values(view, found) if found and contrast >= self.min_contrast else {}
        if can_stand_aside(view.package) and "ring" in view.images:
            # on its side a chip's outline is often not its own: where it roughly lies will do
            pose = found.affine if found else see_part(view).rough.affine
            values["body_flanks", ""] = open_flanks(view, pose), math.nan
        for quantity in self.yields[1:]:
            for pin in quantity.pins(view.package):
                value, u = values.get((quantity.name, pin), (math.nan, math.nan))
                yield Measurement(view.refdes, quantity.name, value, quantity.unit, pin, u)

    def _values(self, view: View, seen: Outline) -> Values:
        """Give value and uncertainty of everything by quantity and pin."""
        values = self._size(view, seen)
        if not fits(view.package, seen, self.size_reach_mm):
            return values  # the place of what is not this part is no measurement
        values.update(self._place(view, seen))
        values.update(self._joints(view, seen))
        return values

    def _size(self, view: View, seen: Outline) -> Values:
        """Give length and width."""
        rim = 2 * self._rim_mm(view.package)
        u_rim = 2 * self.u_cap_rim_mm if rim else self.u_edge_mm
        return {
            ("body_length", ""): (seen.length_mm + rim, math.hypot(seen.u_length_mm, u_rim)),
            ("body_width", ""): (seen.width_mm + rim, math.hypot(seen.u_width_mm, u_rim)),
        }

    def _place(self, view: View, seen: Outline) -> Values:
        """Give place and turn."""
        u_x, u_y = self._u_place(view, seen)
        u_turn = math.hypot(seen.u_rotation_deg, view.u_rotation_deg, self._u_turn_deg(seen))
        return {
            ("body_offset_x", ""): (seen.x_mm, u_x),
            ("body_offset_y", ""): (seen.y_mm, u_y),
            ("body_rotation", ""): (_wrapped(seen.rotation_deg, view.package), u_turn),
        }

    def _u_place(self, view: View, seen: Outline) -> tuple[float, float]:
        """Combine fit, edges, height under a leaning ray, lean, and registration."""
        package, rays = view.package, view.rays
        # a tolerance is taken as a uniform distribution
        u_z = package.body_height_tol_mm / math.sqrt(3)
        edge = self.u_edge_mm / math.sqrt(2)
        lean = (seen.z_mm - view.z_mm) * rays.u_slope
        return (
            math.hypot(seen.u_x_mm, edge, u_z * rays.x_slope, lean, view.u_place_mm),
            math.hypot(seen.u_y_mm, edge, u_z * rays.y_slope, lean, view.u_place_mm),
        )

    def _u_turn_deg(self, seen: Outline) -> float:
        """Give what the uncertainty of an edge means for the turn of the longer sides."""
        return math.degrees(self.u_edge_mm / max(seen.length_mm, seen.width_mm))

    def _rim_mm(self, package: Package) -> float:
        return self.cap_rim_mm if is_chip(package) else 0.0

    def _joints(self, view: View, seen: Outline) -> Values:
        """Give how far each end cap overhangs; nothing where it has no land."""
        package, caps = view.package, []
        for termination in package.terminations:
            land, width = package.land(termination.pin), land_width_mm(package, termination)
            if termination.kind not in CHIP_ENDS or land is None or width is None:
                continue
            axes = Affine.of(0.0, 0.0, termination.direction_deg).inverse()
            cap = Box.around(axes.apply(self._cap_corners(view, seen, termination)))
            asked = Asked(land, termination.direction_deg, cap.x_mm + cap.width_mm)
            caps.append((termination.pin, cap, min(termination.width_mm, width), asked))
        u_cap = math.hypot(*self._u_place(view, seen), self.u_cap_rim_mm, seen.u_width_mm / 2)
        lands = see_lands(view, brightest(view), [one[-1] for one in caps])
        values = Values()
        for (pin, cap, lesser, asked), edges in zip(caps, lands, strict=True):
            side, edge = max(
                (cap.y_mm + cap.height_mm - edges.left.at_mm, edges.left),
                (-cap.y_mm - edges.right.at_mm, edges.right),
                key=_first,
            )
            end = max(0.0, asked.cap_end_mm - edges.end.at_mm)
            u_side = math.hypot(u_cap, edge.u_mm) / lesser
            values["side_overhang", pin] = (side / lesser, u_side)
            values["end_overhang", pin] = (end, math.hypot(u_cap, edges.end.u_mm))
        return values

    def _cap_corners(
        self, view: View, seen: Outline, termination: Termination
    ) -> tuple[tuple[float, float], ...]:
        """Give the corners of an end cap as it lies, with the size that was measured."""
        nominal = caps_box(view.package)
        rim = 2 * self._rim_mm(view.package)
        wider = (seen.length_mm + rim) / nominal.width_mm
        taller = (seen.width_mm + rim) / nominal.height_mm
        stretched = Affine(wider, 0.0, 0.0, 0.0, taller, 0.0).then(seen.affine)
        return tuple(stretched.at(x, y) for x, y in termination.outline_mm)


def _outline(view: View) -> Outline | None:
    if has_body(view.package):
        return fit_outline(view)
    return fit_box(view) if is_boxed(view.package) else None


def _first(pair: tuple[float, Edge]) -> float:
    return pair[0]


def _wrapped(rotation_deg: float, package: Package) -> float:
    """Wrap by the symmetry; a rectangle's edges tell its turn to a half turn at best."""
    return wrap_deg(rotation_deg, min(SEMICIRCLE_DEG, package.symmetry_deg))
