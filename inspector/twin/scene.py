"""A unit as the tables that rays are cast at, in panel mm."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Affine
from inspector.twin.artwork import (
    Art,
    Code,
    fiducial_art,
    land_art,
    outline_of,
    place_code,
    plate,
    silk_of,
)
from inspector.twin.body import Body
from inspector.twin.copper import copper_of
from inspector.twin.families import bodies_of
from inspector.twin.kernels import cast
from inspector.twin.solder import solder_of
from inspector.twin.unit import Unit

BENT_MM = 0.05
"""How far outside its edge copper bends the mask."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is there to be seen of a unit.

    Parameters
    ----------
    bodies
        ``(B, BODY_COLUMNS)`` float64, panel mm; columns as in ``kernels/cast.py``.
    body_boxes
        ``(B, 4)``: x from, y from, x to, y to.
    art
        ``(A, ART_COLUMNS)`` float64, panel mm, on the mask plane or on the top of its OWNER.
    art_boxes
        ``(A, 4)``.
    bits
        ``(H, W)`` uint8, the modules of the code.
    code
        Where the code is (board mm of each board), or None.
    """

    bodies: NDArray[np.float64]
    body_boxes: NDArray[np.float64]
    art: NDArray[np.float64]
    art_boxes: NDArray[np.float64]
    bits: NDArray[np.uint8]
    code: Code | None

    @property
    def top_mm(self) -> float:
        """Height of the highest body."""
        return float(self.bodies[:, cast.TOP].max(initial=0.0))


def scene_of(unit: Unit) -> Scene:
    """Give the tables of a unit."""
    code = place_code(unit.board, unit.serial)
    return assemble(_bodies(unit), _flat_rows(unit, code), code)


def assemble(
    bodies: Iterable[tuple[Body, Affine]],
    flat: Sequence[NDArray[np.float64]],
    code: Code | None = None,
) -> Scene:
    """Give the tables of placed bodies (with what is painted on them) and of rows of flat art."""
    rows: list[NDArray[np.float64]] = []
    drawn = list(flat)
    for number, (body, pose) in enumerate(bodies):
        own = Affine.of(body.x_mm, body.y_mm, body.turn_deg).then(pose)
        for piece in body.art:
            row = piece.row(own)
            row[cast.OWNER] = number
            drawn.append(row)
        rows.append(body.row(pose))
    table = np.array(rows).reshape(-1, cast.BODY_COLUMNS)
    art = np.array(drawn).reshape(-1, cast.ART_COLUMNS)
    bits = code.modules if code else np.zeros((1, 1), np.uint8)
    return Scene(table, around_bodies(table), art, around_art(art, bits), bits, code)


def _flat_rows(unit: Unit, code: Code | None) -> list[NDArray[np.float64]]:
    rows: list[NDArray[np.float64]] = []
    if unit.panel.outline_mm:
        xy = np.array(unit.panel.outline_mm)
        low, high = xy.min(0), xy.max(0)
        rows.append(plate((low + high) / 2, high - low, cast.OUTLINE).row(Affine()))
    for mark in unit.panel.fiducials:
        rows += [a.row(Affine()) for a in fiducial_art(mark, unit.etch_mm, unit.mask_shift_mm)]
    for site in unit.panel.sites:
        rows += [art.row(site.pose) for art in _board_art(unit, code)]
        printed = list(silk_of(unit.board, code))
        if code:
            printed.append(code.art)
        shift = Affine.of(*unit.silk_shift_mm, 0.0).then(site.pose)
        rows += [art.row(shift) for art in printed]
        here = [p for p in unit.parts if p.board_index == site.index]
        for part in here:
            pose = part.placement.pose.then(site.pose)
            opened = unit.world.opening_mm
            for land in part.lands:
                # the opening shifts with the board's mask, which knows nothing of the part's turn
                moved = _turned_back(unit.mask_shift_mm, part.placement.rotation_deg)
                rows += [a.row(pose) for a in land_art(land, opened, moved)]
    sites = {site.index: site.pose for site in unit.panel.sites}
    rows += [art.row(sites[thing.board_index]) for thing in unit.things for art in thing.art]
    return rows


def _board_art(unit: Unit, code: Code | None) -> list[Art]:
    art = [outline_of(unit.board), *copper_of(unit.board, code).art]
    for mark in unit.board.fiducials:
        art += fiducial_art(mark, unit.etch_mm, unit.mask_shift_mm)
    return art


def _turned_back(shift_mm: tuple[float, float], rotation_deg: float) -> tuple[float, float]:
    return Affine.of(0.0, 0.0, -rotation_deg).at(*shift_mm)


def _bodies(unit: Unit) -> Iterator[tuple[Body, Affine]]:
    sites = {site.index: site.pose for site in unit.panel.sites}
    for part in unit.parts:
        site = sites[part.board_index]
        for body in bodies_of(part):
            yield body, part.pose.then(site)
        for body in solder_of(part, unit.world):
            yield body, part.placement.pose.then(site)
    for thing in unit.things:
        for body in thing.bodies:
            yield body, sites[thing.board_index]


def around_bodies(bodies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the boxes around the footprints of bodies, ``(B, 4)``."""
    cos, sin = np.abs(bodies[:, cast.COS]), np.abs(bodies[:, cast.SIN])
    half_u, half_v = bodies[:, cast.HALF_U], bodies[:, cast.HALF_V]
    return _around(
        bodies[:, cast.X : cast.Y + 1], cos * half_u + sin * half_v, sin * half_u + cos * half_v
    )


def around_art(art: NDArray[np.float64], bits: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Give the boxes around pieces of art and the mask that they bend, ``(A, 4)``."""
    at = art[:, cast.A0 :]
    shape = art[:, cast.SHAPE]
    middle, half = at[:, :2].copy(), np.zeros((len(art), 2))
    line = shape == cast.STROKE
    middle[line] = (at[line, 0:2] + at[line, 2:4]) / 2
    half[line] = np.abs(at[line, 2:4] - at[line, 0:2]) / 2 + at[line, 4:5]
    round_ = (shape == cast.DISC) | (shape == cast.RING)
    half[round_] = at[round_, 2:3]
    for kind, u, v in (
        (cast.PLATE, at[:, 4], at[:, 5]),
        (cast.BITMAP, at[:, 4] * bits.shape[1] / 2, at[:, 4] * bits.shape[0] / 2),
    ):
        is_kind = shape == kind
        cos, sin = np.abs(at[:, 2]), np.abs(at[:, 3])
        half[is_kind] = np.stack((cos * u + sin * v, sin * u + cos * v), -1)[is_kind]
    return _around(middle, half[:, 0] + BENT_MM, half[:, 1] + BENT_MM)


def _around(
    middle: NDArray[np.float64], half_x: NDArray[np.float64], half_y: NDArray[np.float64]
) -> NDArray[np.float64]:
    x, y = middle[:, 0], middle[:, 1]
    return np.stack((x - half_x, y - half_y, x + half_x, y + half_y), -1)
