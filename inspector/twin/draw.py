"""Drawing what the machine sees of a unit.

Examples
--------
A board as fields (``recipe`` from ``formats.recipe.read_recipe``)::

    from inspector.twin.draw import draw_fields
    from inspector.twin.machine import MACHINES
    from inspector.twin.unit import DefectRequest, build_unit
    from inspector.twin.worlds import WORLDS

    wanted = [DefectRequest(DefectCode.MISSING), DefectRequest(DefectCode.SHIFTED, 1.5)]
    unit = build_unit(recipe.board, recipe.panel, WORLDS["plain"], seed=17, defects=wanted)
    for field in draw_fields(unit, MACHINES["entocentric-3mp"], seed=17, shots=(Shot("ring"),)):
        field.frame("ring").pixels  # (1536, 2048, 3) uint8
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Frame, FrameInfo, PixelFormat, Pixels, Shot
from inspector.twin.light import SIDE, light_of
from inspector.twin.machine import Machine, field_plan
from inspector.twin.projector import Projector, fringe_pictures, target_of
from inspector.twin.range_camera import RangeCamera, range_picture
from inspector.twin.render import Lamps, Seen, Tables, lamps_of, see, tables_of, tile_corners
from inspector.twin.scene import Scene, scene_of
from inspector.twin.sensor import expose
from inspector.twin.sight import panel_rays
from inspector.twin.streams import stream
from inspector.twin.unit import Unit, Warp, panel_extent

SIDE_DEG = 45.0
"""How far a side camera looks from the vertical."""
USUAL_MS = 2.0
FRAME_NS = 50_000_000
FRINGE, RANGE = "fringe", "range"
RANGE_CAMERA = RangeCamera()
"""What takes the frames named range."""

RING = (Shot("ring"),)


def draw_fields(
    unit: Unit,
    machine: Machine,
    seed: int,
    shots: Sequence[Shot] = RING,
    centres_mm: Sequence[tuple[float, float]] | None = None,
) -> Iterator[Field]:
    """Draw the fields that cover a unit, one after another.

    Parameters
    ----------
    unit
        What is looked at.
    machine
        What looks.
    seed
        Of stage and noise; same seed, same bytes.
    shots
        Lights, one frame each.
    centres_mm
        Commanded places; None: those of `commanded`.

    Yields
    ------
    Field
        Its frames carry the *commanded* place.

    Raises
    ------
    InspectorError
        If a shot's light is not on this machine.
    """
    refuse_what_cannot_be_lit(machine, shots)
    scene = scene_of(unit)
    stand = Stand(unit, machine, seed, scene, tables_of(unit.world, machine, unit.seed))
    plan = commanded(unit, machine) if centres_mm is None else tuple(centres_mm)
    count = 0
    for index, center in enumerate(plan):
        taken = stand.expose(index, center, shots)
        frames = []
        for shot, pixels in zip(shots, taken, strict=True):
            count += 1
            frames.append(frame_of(machine, (index, count), shot, center, pixels))
        yield Field(index, tuple(frames))


def refuse_what_cannot_be_lit(machine: Machine, shots: Sequence[Shot]) -> None:
    """Raise InspectorError, naming the lights and projectors that the machine has not."""
    lights = [shot.name for shot in shots if shot.name not in (FRINGE, RANGE)]
    unknown = [name for name in lights if light_of(name)[0] not in machine.rig.shots]
    if unknown:
        raise InspectorError(
            f"{machine.name} has no light {', '.join(unknown)}; "
            f"it has {', '.join(machine.rig.shots)}"
        )
    for shot in shots:
        if shot.name == FRINGE and shot.projector not in machine.projectors.names:
            raise InspectorError(
                f"{machine.name} has no projector {shot.projector!r}; "
                f"it has {', '.join(machine.projectors.names)}"
            )


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One look at a field: what its rays met, and the lamps over it."""

    seen: Seen
    lamps: Lamps


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """A unit under a machine: what its frames are exposed from."""

    unit: Unit
    machine: Machine
    seed: int
    scene: Scene
    tables: Tables

    def expose(
        self, index: int, center_mm: tuple[float, float], shots: Sequence[Shot]
    ) -> list[Pixels]:
        """Give the frames of one field, in the order of the shots."""
        at = true_center(self.machine, self.seed, index, center_mm)
        views: dict[str, View] = {}
        striped = [shot for shot in shots if shot.name in (FRINGE, RANGE)]
        plain = [shot for shot in shots if shot.name not in (FRINGE, RANGE)]
        for shot in plain:
            view = shot.name if shot.name.startswith(SIDE) else ""
            if view not in views:
                views[view] = self.look(at, view)
        done = {shot: self._lit(index, shot, views) for shot in plain}
        if striped:
            above = views.get("") or self.look(at)
            done.update(self._striped(index, at, striped, above))
        return [done[shot] for shot in shots]

    def look(self, at_mm: tuple[float, float], side: str = "") -> View:
        """Cast the rays of a field from above, or from the side that a shot's name gives."""
        unit, machine = self.unit, self.machine
        size = machine.camera.rows, machine.camera.cols
        if side:
            level = panel_rays(machine, at_mm, unit.pose, Warp(), tile_corners(*size))
            azimuth = math.radians(float(side.removeprefix(SIDE)) - unit.pose.rotation_deg)
            corners = _from_the_side(level, azimuth, unit.warp)
        else:
            corners = panel_rays(machine, at_mm, unit.pose, unit.warp, tile_corners(*size))
        seen = see(self.scene, unit.world, self.tables, size, corners)
        what, under = (unit.world, self.tables), (unit.lighting, unit.warp)
        return View(seen, lamps_of(self.scene, what, machine, seen.sight, under))

    def _lit(self, index: int, shot: Shot, views: Mapping[str, View]) -> Pixels:
        view = views[shot.name if shot.name.startswith(SIDE) else ""]
        light, length = light_of(shot.name)
        chance = stream(self.seed, "noise", index, shot.name)
        exposure = length * self.unit.lighting.exposure
        return expose(view.lamps.picture(view.seen, light), self.machine.sensor, chance, exposure)

    def _striped(
        self, index: int, at_mm: tuple[float, float], shots: Sequence[Shot], view: View
    ) -> Iterator[tuple[Shot, Pixels]]:
        unit, machine = self.unit, self.machine
        stage = Affine.of(*at_mm, 0.0).inverse()  # projectors stand by the machine, not the camera
        target = target_of(view.seen, unit.world, self.tables, unit.pose.then(stage), unit.warp)
        sensor = replace(machine.sensor, pixel_format=fringe_format(machine))
        for projector in _projectors(unit, machine):
            own = [s for s in shots if s.name == FRINGE and s.projector == projector.name]
            if not own:
                continue
            chance = stream(self.seed, "projector", index, projector.name)
            pictures = fringe_pictures(target, projector, own, chance)
            for shot, picture in zip(own, pictures, strict=True):
                noise = stream(self.seed, "noise", index, FRINGE, *astuple(shot))
                yield shot, expose(picture, sensor, noise, unit.lighting.exposure)
        for shot in shots:
            if shot.name == RANGE:
                chance = stream(self.seed, "noise", index, RANGE)
                yield shot, range_picture(target, RANGE_CAMERA, chance)


def fringe_format(machine: Machine) -> PixelFormat:
    """Give the format of stripes: without colours, as deep as the machine's camera."""
    deep = machine.sensor.pixel_format.bits > PixelFormat.MONO8.bits
    return PixelFormat.MONO16 if deep else PixelFormat.MONO8


def _projectors(unit: Unit, machine: Machine) -> Iterator[Projector]:
    """Give the machine's projectors as they are in this world."""
    rig, world = machine.projectors, unit.world
    for name in rig.names:
        yield Projector(
            name,
            rig.theta_deg,
            rig.distance_mm,
            rig.mean,
            rig.swing,
            gamma=world.projector_gamma,
            blur_mm=world.projector_defocus_mm,
            blur_growth=world.projector_defocus_growth,
            ambient=unit.lighting.ambient,
            jitter_rad=rig.jitter_rad,
            flicker=rig.flicker,
            tremble_mm=rig.tremble_mm,
        )


def _from_the_side(
    level: NDArray[np.float64], azimuth_rad: float, warp: Warp
) -> NDArray[np.float64]:
    """Give the rays of a camera that stands at an azimuth and sees the plane z = 0 as ours does.

    ``level`` are our rays over a board at z = 0; the board's own height moves what is seen of it.
    """
    lean = math.tan(math.radians(SIDE_DEG))
    out = level.copy()
    out[..., 2], out[..., 3] = lean * math.cos(azimuth_rad), lean * math.sin(azimuth_rad)
    lean_xy = out[..., 2:].copy()
    for _ in range(2):
        out[..., :2] = level[..., :2] + warp.over(out[..., :2])[..., None] * lean_xy
    return out


def commanded(unit: Unit, machine: Machine) -> tuple[tuple[float, float], ...]:
    """Give the places of the fields that cover the panel where it should lie, with 1 mm around."""
    return field_plan(panel_extent(unit.board, unit.panel).grown(1.0), machine)


def true_center(
    machine: Machine, seed: int, index: int, center_mm: tuple[float, float]
) -> tuple[float, float]:
    """Give where the stage really stands when it is sent to a place: truth, not for measuring."""
    dx, dy = stream(seed, "stage", index).normal(0.0, 1.0, 2) * machine.stage_sigma_mm
    return center_mm[0] + float(dx), center_mm[1] + float(dy)


def frame_of(
    machine: Machine,
    number: tuple[int, int],
    shot: Shot,
    center: tuple[float, float],
    pixels: Pixels,
) -> Frame:
    """Give a frame of a field and a number, as a camera hands it over; pixels become read-only."""
    pixels.flags.writeable = False
    formats = {FRINGE: fringe_format(machine), RANGE: PixelFormat.COORD3D_C16}
    pixel_format = formats.get(shot.name, machine.sensor.pixel_format)
    is_range = shot.name == RANGE
    info = FrameInfo(
        field=number[0],
        shot=shot,
        pixel_format=pixel_format,
        center_mm=center,
        mm_per_px=machine.mm_per_px,
        rotation_deg=machine.rotation_deg,
        exposure_ms=USUAL_MS * light_of(shot.name)[1],
        gain_db=0.0,
        bits=pixel_format.bits,
        black_level=0.0 if is_range else machine.sensor.black_level,
        camera=machine.name,
        frame_id=number[1],
        device_ns=number[1] * FRAME_NS,
        coord_scale_mm=RANGE_CAMERA.scale_mm if is_range else None,
        coord_offset_mm=RANGE_CAMERA.offset_mm if is_range else None,
    )
    return Frame(info, pixels)
