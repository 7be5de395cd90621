"""The drawn world as a camera: for demonstrations, a desk without a machine, and tests.

Inspection gets of it what it gets of a real camera: frames, and what the machine says of them. The
truth is told by one method that nothing that measures may call.

Examples
--------
The next board, lacking R2, with the third field lost on the way::

    panels = DrawnPanels(recipe, WORLDS["plain"], defects=((DefectRequest(MISSING, 1, "R2"),),))
    with SimulatedCamera(panels, MACHINES["entocentric-3mp"]) as camera:
        camera.inject(Fault(FaultKind.LOST, field=2))
        plan = plan_fields(recipe, camera.optics, camera.pictures)
        for field in camera.grab(plan):
            ...
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from inspector.devices.ahead import done_ahead
from inspector.devices.camera import CameraInfo, CameraState, Counters, FieldPlan, Optics, ShotLight
from inspector.devices.plan import PictureKind
from inspector.devices.session import Session, without_pixels
from inspector.domain.errors import DeviceError, InspectorError
from inspector.domain.image import Field, Frame, FrameStatus, Pixels, Shot
from inspector.domain.recipe import Recipe
from inspector.twin.defects import DefectRequest
from inspector.twin.draw import Stand, frame_of, refuse_what_cannot_be_lit
from inspector.twin.machine import Machine
from inspector.twin.render import tables_of
from inspector.twin.scene import scene_of
from inspector.twin.truth import Truth, truth_of
from inspector.twin.unit import Unit, build_unit, panel_extent
from inspector.twin.world import World


class FaultKind(StrEnum):
    """What goes wrong with a frame."""

    LOST = "lost"
    INCOMPLETE = "incomplete"
    UNPLUGGED = "unplugged"
    SILENT = "silent"
    WRONG_SIZE = "wrong_size"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong once: at the first frame of a field, or at that of the shot named.

    ``panel`` counts from 0; None is the next that comes.
    """

    kind: FaultKind
    field: int = 0
    shot: str = ""
    panel: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnPanels:
    """The panels that come along: one after another, each another unit of the same product.

    ``defects`` are those of each panel in turn, and begin anew after the last.
    """

    recipe: Recipe
    world: World
    first_seed: int = 1
    defects: tuple[tuple[DefectRequest, ...], ...] = ((),)
    bad_boards: tuple[int, ...] = ()

    def seed_of(self, number: int) -> int:
        """Give the seed of a panel; the same seed gives the same bytes as `twin draw`."""
        return self.first_seed + number

    def unit(self, number: int) -> Unit:
        """Build a panel, counted from 0.

        Raises
        ------
        InspectorError
            If a defect cannot be built into this product.
        """
        recipe = self.recipe
        return build_unit(
            recipe.board,
            recipe.panel,
            self.world,
            self.seed_of(number),
            self.defects[number % len(self.defects)],
            stage=recipe.process_stage,
            bad_boards=self.bad_boards,
        )


def with_second_light(recipe: Recipe) -> Recipe:
    """Give the recipe with a coaxial shot beside its own, so that review has lights to show.

    It costs 0.3 s of one core for each panel of the demo's.
    """
    return replace(recipe, shots=tuple(dict.fromkeys((*recipe.shots, Shot("coaxial")))))


def optics_of(machine: Machine) -> Optics:
    """Give what a drawn machine says of its pictures: nominal, as a real one's data sheet."""
    return Optics(machine.mm_per_px, rotation_deg=machine.rotation_deg)


def pictures_of(machine: Machine) -> PictureKind:
    """Give size and format of a drawn machine's pictures."""
    camera = machine.camera
    return PictureKind(camera.rows, camera.cols, machine.sensor.pixel_format)


class SimulatedCamera:
    """A drawn machine behind the camera protocol; every `grab` that was taken whole is a new panel.

    Drawing takes as long as it takes: no timeout runs meanwhile, for the machine that is drawn
    would not wait. A frame that never comes is a fault, and that is waited for.

    Parameters
    ----------
    panels
        What comes along.
    machine
        What looks.
    name
        What its frames and errors call it; empty: the machine's name.
    light
        Selected before each shot, as of a real camera; what is drawn does not depend on it.
    ahead
        Fields that are drawn before they are asked for, at most.
    workers
        Threads that draw; the pictures do not depend on their number.
    """

    def __init__(
        self,
        panels: DrawnPanels,
        machine: Machine,
        *,
        name: str = "",
        light: ShotLight | None = None,
        ahead: int = 2,
        workers: int = 1,
    ) -> None:
        self._panels, self._machine, self._light = panels, machine, light
        self._ahead, self._workers = ahead, workers
        self._name = name or machine.name
        self._session = Session(self._name)
        self._plugged_in = threading.Event()
        self._plugged_in.set()
        self._faults: list[Fault] = []
        self._number = 0
        self._shown: tuple[int, tuple[FieldPlan, ...]] = (0, ())
        self._live: tuple[int, Frame] | None = None

    @property
    def info(self) -> CameraInfo:
        """The machine that is drawn."""
        return CameraInfo("Inspector", "simulated", self._name, "twin", "drawn")

    @property
    def state(self) -> CameraState:
        """What it does at the moment."""
        return self._session.state

    @property
    def counters(self) -> Counters:
        """What came of frames since it was opened."""
        return self._session.counters

    @property
    def optics(self) -> Optics:
        """What the machine says of its pictures: nominal, as a real one's data sheet."""
        return optics_of(self._machine)

    @property
    def pictures(self) -> PictureKind:
        """Size and format of its pictures."""
        return pictures_of(self._machine)

    @property
    def upcoming_serial(self) -> str:
        """The serial of the panel under the camera, as its label or the line would say it."""
        return self._panels.unit(self._number).serial

    def __enter__(self) -> Self:
        """Open it."""
        self._session.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._session.close()

    def inject(self, *faults: Fault) -> None:
        """Let something go wrong, once each."""
        self._faults.extend(faults)

    def unplug(self) -> None:
        """Pull the cable: what is being taken fails at its next field."""
        self._plugged_in.clear()

    def plug_in(self) -> None:
        """Put the cable back; the next `grab` finds the camera again."""
        self._plugged_in.set()

    def truth(self) -> Truth:
        """Give what is true of the panel that was taken last: for tests and demonstrations alone.

        Raises
        ------
        DeviceError
            If none was.
        """
        number, plan = self._shown
        if not plan:
            raise DeviceError(f"{self._session.device}: truth: no panel was taken yet; grab one")
        seed = self._panels.seed_of(number)
        centers = [one.center_mm for one in plan]
        return truth_of(self._panels.unit(number), self._machine, seed, centers)

    def grab(self, plan: Sequence[FieldPlan], timeout_s: float = 5.0) -> Iterator[Field]:
        """Draw the fields of the panel under the camera, in the plan's order.

        The next panel comes once the last field was handed over; until then the same one lies
        there.

        Raises
        ------
        DeviceError
            If a shot's light is not on this machine, the camera is unplugged and not there again
            within ``timeout_s``, or a frame never comes (a fault) within that time.
        """
        self._find(timeout_s)
        self._session.ready("grab")
        try:
            refuse_what_cannot_be_lit(self._machine, [s for one in plan for s in one.shots])
        except InspectorError as error:
            raise DeviceError(f"{self._session.device}: grab: {error}") from error
        self._shown = self._number, tuple(plan)
        return self._session.stream(self._taken(tuple(plan), timeout_s))

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Give what the camera sees of the middle of the panel under it, under its first light.

        It is drawn once a panel: what stands still looks the same.
        """
        self._find(timeout_s)
        self._session.view()
        number, frame = self._live or (-1, None)
        if frame is None or number != self._number:
            recipe = self._panels.recipe
            center = panel_extent(recipe.board, recipe.panel).center_mm
            one = FieldPlan(0, center, recipe.shots[:1])
            stand = self._stand(self._number)
            (pixels,) = stand.expose(one.index, center, one.shots)
            frame = self._frame((0, 0), one.shots[0], center, pixels)
        frame = replace(frame, info=replace(frame.info, frame_id=(frame.info.frame_id or 0) + 1))
        self._live = self._number, frame
        return frame

    def _find(self, timeout_s: float) -> None:
        """Make sure that the camera is there; one that was unplugged is waited for."""
        session = self._session
        if session.state is CameraState.CLOSED:
            return  # the request is refused
        if not self._plugged_in.is_set():
            session.state = CameraState.LOST
        if session.state is CameraState.LOST:
            session.look_again(self._plugged_in.wait, timeout_s)

    def _stand(self, number: int) -> Stand:
        unit, machine = self._panels.unit(number), self._machine
        tables = tables_of(unit.world, machine, unit.seed)
        return Stand(unit, machine, self._panels.seed_of(number), scene_of(unit), tables)

    def _taken(self, plan: Sequence[FieldPlan], timeout_s: float) -> Iterator[Field]:
        stand, count = self._stand(self._number), 0

        def draw(one: FieldPlan) -> list[Pixels]:
            return list(stand.expose(one.index, one.center_mm, one.shots))

        drawn = done_ahead(draw, plan, self._ahead, self._workers)
        for place, (one, pictures) in enumerate(zip(plan, drawn, strict=True), 1):
            frames = []
            for shot, pixels in zip(one.shots, pictures, strict=True):
                count += 1
                if self._light is not None:
                    self._light.select(shot)
                at = one.index, count
                whole = self._frame(at, shot, one.center_mm, pixels)
                frames.append(self._arrived(whole, timeout_s))
            if place == len(plan):
                self._number += 1
            yield Field(one.index, tuple(frames))

    def _frame(
        self, at: tuple[int, int], shot: Shot, center_mm: tuple[float, float], pixels: Pixels
    ) -> Frame:
        frame = frame_of(self._machine, at, shot, center_mm, pixels)
        return replace(frame, info=replace(frame.info, camera=self._name))

    def _arrived(self, frame: Frame, timeout_s: float) -> Frame:
        """Give the frame as it arrives, if it does."""
        session, where = self._session, f"field {frame.info.field}: {frame.info.shot.name}"
        fault = self._fault_at(frame)
        if fault is FaultKind.UNPLUGGED:
            self.unplug()
        if not self._plugged_in.is_set():
            raise session.lost(f"{where}: it was unplugged; plug it in and take the panel again")
        if fault is FaultKind.SILENT:
            session.wait(timeout_s)
            cause = f"no frame within {timeout_s:g} s of its trigger"
            raise DeviceError(f"{session.device}: {where}: {cause}; look at the trigger's cable")
        if fault is FaultKind.LOST:
            return without_pixels(frame.info, FrameStatus.LOST)
        if fault is FaultKind.INCOMPLETE:
            return without_pixels(frame.info, FrameStatus.INCOMPLETE)
        if fault is FaultKind.WRONG_SIZE:
            return replace(frame, pixels=frame.pixels[: len(frame.pixels) // 2])
        return frame

    def _fault_at(self, frame: Frame) -> FaultKind | None:
        """Give what goes wrong with a frame, and forget it: it goes wrong once."""
        info = frame.info
        for fault in self._faults:
            here = fault.panel in (None, self._number) and fault.field == info.field
            if here and fault.shot in ("", info.shot.name):
                self._faults.remove(fault)
                return fault.kind
        return None
