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
    for field in draw_fields(unit, MACHINES["entocentric-3mp"], seed=17, shots=("ring",)):
        field.frame("ring").pixels  # (1536, 2048, 3) uint8
"""

from collections.abc import Iterator, Sequence

from inspector.domain.errors import InspectorError
from inspector.domain.image import Field, Frame, FrameInfo, Pixels, Shot
from inspector.twin.machine import Machine, field_plan
from inspector.twin.render import pictures, tables_of, tile_corners
from inspector.twin.scene import scene_of
from inspector.twin.sensor import expose
from inspector.twin.sight import panel_rays
from inspector.twin.streams import stream
from inspector.twin.unit import Unit, panel_extent


def draw_fields(
    unit: Unit,
    machine: Machine,
    seed: int,
    shots: Sequence[str] = ("ring",),
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
        Lights by name, one frame each.
    centres_mm
        Commanded places; None: those of `commanded`.

    Yields
    ------
    Field
        Its frames carry the *commanded* place.

    Raises
    ------
    InspectorError
        If a shot's light is not on this machine or a part cannot be drawn.
    """
    unknown = [shot for shot in shots if shot not in machine.rig.shots]
    if unknown:
        raise InspectorError(
            f"{machine.name} has no light {', '.join(unknown)}; "
            f"it has {', '.join(machine.rig.shots)}"
        )
    scene = scene_of(unit)
    tables = tables_of(unit.world, machine, unit.seed)
    plan = commanded(unit, machine) if centres_mm is None else tuple(centres_mm)
    tiles = tile_corners(machine.camera.rows, machine.camera.cols)
    count = 0
    for index, center in enumerate(plan):
        stands = true_center(machine, seed, index, center)
        corners = panel_rays(machine, stands, unit.pose, unit.warp, tiles)
        drawn = pictures(scene, unit.world, tables, machine, corners, shots)
        frames = []
        for shot, radiance in zip(shots, drawn, strict=True):
            count += 1
            pixels = expose(radiance, machine.sensor, stream(seed, "noise", index, shot))
            frames.append(_frame(machine, (index, count), shot, center, pixels))
        yield Field(index, tuple(frames))


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
    shot: str,
    center: tuple[float, float],
    pixels: Pixels,
) -> Frame:
    pixels.flags.writeable = False
    pixel_format = machine.sensor.pixel_format
    info = FrameInfo(
        field=number[0],
        shot=Shot(shot),
        pixel_format=pixel_format,
        center_mm=center,
        mm_per_px=machine.mm_per_px,
        rotation_deg=machine.rotation_deg,
        exposure_ms=2.0,
        gain_db=0.0,
        bits=pixel_format.bits,
        black_level=machine.sensor.black_level,
        camera=machine.name,
        frame_id=number[1],
        device_ns=number[1] * 50_000_000,
    )
    return Frame(info, pixels)
