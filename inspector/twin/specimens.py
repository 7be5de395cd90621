"""Single parts with their surroundings: pictures of sites, without the fields between them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector.domain.board import Placement
from inspector.domain.image import Pixels, Shot
from inspector.domain.station import Camera, Entocentric
from inspector.twin.artwork import site_box
from inspector.twin.draw import Stand, refuse_what_cannot_be_lit
from inspector.twin.machine import Machine
from inspector.twin.render import tables_of
from inspector.twin.scene import scene_of
from inspector.twin.unit import Unit

RING = Shot("ring")
AROUND_MM = 1.0
"""What is seen around a part and its lands."""


@dataclass(frozen=True, slots=True, eq=False)
class Specimen:
    """One site and its picture, ``(H, W)`` or ``(H, W, 3)``; the middle is its nominal place."""

    placement: Placement
    pixels: Pixels


def upright(unit: Unit, board_index: int = 0) -> Unit:
    """Give a unit whose board lies as the machine's axes do: as its parts alone are drawn."""
    site = next(site for site in unit.panel.sites if site.index == board_index)
    return replace(unit, pose=site.pose.inverse())


def draw_specimens(
    unit: Unit, machine: Machine, seed: int, shot: Shot = RING, board_index: int = 0
) -> Iterator[Specimen]:
    """Draw each site of one board of a unit by itself.

    Each is seen by the middle of the machine's lens from over its nominal place; the board lies
    upright, where it was asked to lie.

    Parameters
    ----------
    unit
        What is looked at; its place in the machine is not used.
    machine
        What looks; a window of its camera.
    seed
        Of stage and noise.
    shot
        The light.
    board_index
        Which board of the panel.

    Raises
    ------
    InspectorError
        If the light is not on this machine.

    Notes
    -----
    A part of the demo board takes 0.035 s on one core, writing not included.
    """
    refuse_what_cannot_be_lit(machine, (shot,))
    lying = upright(unit, board_index)
    scene = scene_of(lying)
    tables = tables_of(unit.world, machine, unit.seed)
    for number, placement in enumerate(unit.board.placements):
        box = site_box(unit.board, placement).grown(AROUND_MM)
        window = window_of(machine, (box.width_mm, box.height_mm))
        stand = Stand(lying, window, seed, scene, tables)
        [pixels] = stand.expose(number, (placement.x_mm, placement.y_mm), (shot,))
        yield Specimen(placement, pixels)


def window_of(machine: Machine, size_mm: tuple[float, float]) -> Machine:
    """Give a machine that reads out the middle of its camera only, ``size_mm`` or all it has."""
    camera = machine.camera
    cols, rows = (2 * math.ceil(side / machine.mm_per_px / 2) for side in size_mm)
    rows, cols = min(rows, camera.rows), min(cols, camera.cols)
    up, left = (camera.rows - rows) / 2, (camera.cols - cols) / 2
    cut: Camera
    if isinstance(camera, Entocentric):
        eye = camera.cx_px - left, camera.cy_px - up
        cut = replace(camera, rows=rows, cols=cols, cx_px=eye[0], cy_px=eye[1])
    else:
        middle = camera.row0_px - up, camera.col0_px - left
        cut = replace(camera, rows=rows, cols=cols, row0_px=middle[0], col0_px=middle[1])
    # in the middle of the picture no light is lost
    return replace(machine, camera=cut, sensor=replace(machine.sensor, falloff=0.0))
