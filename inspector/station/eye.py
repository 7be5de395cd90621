"""What a camera is asked for a panel: the fields, and what inspection must know beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from inspector.devices.camera import FieldPlan, Optics
from inspector.devices.plan import PictureKind, expected_capture, plan_fields
from inspector.devices.reel import plan_of
from inspector.devices.replay import ReplayCamera
from inspector.domain.image import Capture
from inspector.domain.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields to be taken of a panel, and the capture that they will make."""

    plan: Sequence[FieldPlan]
    capture: Capture


class Eye(Protocol):
    """How a station's camera looks at panels."""

    def wanted(self, recipe: Recipe, serial: str, at_utc: datetime) -> Wanted:
        """Give what is to be taken of the panel in place.

        Raises
        ------
        UnseenPanelError
            If the camera has nothing to show of that panel.
        """
        ...


@dataclass(frozen=True, slots=True)
class PlanningEye:
    """A camera over a stage: it goes wherever the panel must be seen.

    ``origin_mm`` is where the panel's origin lies in the machine.
    """

    optics: Optics
    kind: PictureKind
    origin_mm: tuple[float, float] = (0.0, 0.0)

    def wanted(self, recipe: Recipe, serial: str, at_utc: datetime) -> Wanted:
        """Give the fields that cover the panel."""
        plan = plan_fields(recipe, self.optics, self.kind, origin_mm=self.origin_mm)
        return Wanted(plan, expected_capture(recipe, plan, self.optics, self.kind, serial, at_utc))


@dataclass(frozen=True, slots=True)
class ReplayingEye:
    """Recorded captures: that of the panel in place, else the next one, as it was recorded.

    ``any_panel``: the next one stands in for whatever panel is in place, as in a rehearsal.
    """

    camera: ReplayCamera
    any_panel: bool = False

    def wanted(self, recipe: Recipe, serial: str, at_utc: datetime) -> Wanted:
        """Give the fields of a capture of the panel in place, of the next one if it has no name."""
        del recipe
        if serial and not self.any_panel:
            self.camera.turn_to(serial)
        capture = self.camera.upcoming
        serial = serial or capture.serial
        return Wanted(plan_of(capture), replace(capture, serial=serial, captured_utc=at_utc))
