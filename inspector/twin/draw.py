"""Drawing what the machine sees of a unit.

Examples
--------
A board as fields (``recipe`` from ``formats.recipe.read_recipe``)::

    from inspector.twin.draw import draw_fields
    from inspector.twin.machine import MACHINES
    from inspector.twin.unit import DefectRequest, build_unit
    from inspector.twin.world import WORLDS

    wanted = [DefectRequest(DefectCode.MISSING), DefectRequest(DefectCode.SHIFTED, 1.5)]
    unit = build_unit(recipe.board, recipe.panel, WORLDS["plain"], seed=17, defects=wanted)
    for field in draw_fields(unit, MACHINES["entocentric-3mp"], seed=17, shots=(Shot("ring"),)):
        field.frame("ring").pixels  # (1536, 2048, 3) uint8
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.domain.image import Field, Frame, FrameInfo, Pixels, Shot
from inspector.twin.light import SIDE, light_of
from inspector.twin.machine import Machine, field_plan
from inspector.twin.render import Lamps, Seen, Tables, lamps_of, see, tables_of, tile_corners
from inspector.twin.scene import Scene, scene_of
from inspector.twin.sensor import expose
from inspector.twin.sight import panel_rays
from inspector.twin.streams import stream
from inspector.twin.unit import Unit, panel_extent

SIDE_DEG = 45.0
"""How far a side camera looks from the vertical."""
USUAL_MS = 2.0
FRAME_NS = 50_000_000

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
        frames = []
        for shot, pixels in stand.expose(index, center, shots):
            count += 1
            frames.append(_frame(machine, (index, count), shot, center, pixels))
        yield Field(index, tuple(frames))


def refuse_what_cannot_be_lit(machine: Machine, shots: Sequence[Shot]) -> None:
    """Raise InspectorError, naming the lights that the machine has not."""
    unknown = [shot.name for shot in shots if light_of(shot.name)[0] not in machine.rig.shots]
    if unknown:
        raise InspectorError(
            f"{machine.name} has no light {', '.join(unknown)}; "
            f"it has {', '.join(machine.rig.shots)}"
        )


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
    ) -> Iterator[tuple[Shot, Pixels]]:
        """Give the frames of one field, shot by shot."""
        at = true_center(self.machine, self.seed, index, center_mm)
        views: dict[str, tuple[Seen, Lamps]] = {}
        for shot in shots:
            view = shot.name if shot.name.startswith(SIDE) else ""
            if view not in views:
                views[view] = self._look(at, view)
            seen, lamps = views[view]
            light, length = light_of(shot.name)
            chance = stream(self.seed, "noise", index, shot.name)
            exposure = length * self.unit.lighting.exposure
            yield (
                shot,
                expose(lamps.picture(seen, light), self.machine.sensor, chance, exposure),
            )

    def _look(self, at_mm: tuple[float, float], view: str) -> tuple[Seen, Lamps]:
        unit, machine = self.unit, self.machine
        size = machine.camera.rows, machine.camera.cols
        corners = panel_rays(machine, at_mm, unit.pose, unit.warp, tile_corners(*size))
        if view:
            corners = _from_the_side(corners, float(view.removeprefix(SIDE)) - machine.rotation_deg)
        seen = see(self.scene, unit.world, self.tables, size, corners)
        what, under = (unit.world, self.tables), (unit.lighting, unit.warp)
        return seen, lamps_of(self.scene, what, machine, seen.sight, under)


def _from_the_side(corners: NDArray[np.float64], azimuth_deg: float) -> NDArray[np.float64]:
    """Give the rays of a camera that stands at an azimuth and sees the plane z = 0 as ours does."""
    angle, lean = math.radians(azimuth_deg), math.tan(math.radians(SIDE_DEG))
    out = corners.copy()
    out[..., 2], out[..., 3] = lean * math.cos(angle), lean * math.sin(angle)
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


def _frame(
    machine: Machine,
    number: tuple[int, int],
    shot: Shot,
    center: tuple[float, float],
    pixels: Pixels,
) -> Frame:
    pixels.flags.writeable = False
    pixel_format = machine.sensor.pixel_format
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
        black_level=machine.sensor.black_level,
        camera=machine.name,
        frame_id=number[1],
        device_ns=number[1] * FRAME_NS,
    )
    return Frame(info, pixels)
