"""A unit as the tables that rays are cast at, in panel mm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Affine
from inspector.twin.artwork import (
    Art,
    Code,
    copper_of,
    fiducial_art,
    land_art,
    outline_of,
    place_code,
    plate,
    silk_of,
)
from inspector.twin.bodies import Body, bodies_of, solder_of
from inspector.twin.kernels import cast
from inspector.twin.unit import Unit


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
    """Give the tables of a unit.

    Raises
    ------
    InspectorError
        If a part cannot be drawn.
    """
    code = place_code(unit.board, unit.serial)
    flat = np.array(_flat_rows(unit, code)).reshape(-1, cast.ART_COLUMNS)
    rows, painted = _body_rows(unit)
    bodies = np.array(rows).reshape(-1, cast.BODY_COLUMNS)
    art = np.vstack((flat, np.array(painted).reshape(-1, cast.ART_COLUMNS)))
    bits = code.modules if code else np.zeros((1, 1), np.uint8)
    return Scene(bodies, _body_boxes(bodies), art, _art_boxes(art, bits), bits, code)


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
        printed = list(silk_of(unit.board))
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
    return rows


def _board_art(unit: Unit, code: Code | None) -> list[Art]:
    art = [outline_of(unit.board), *copper_of(unit.board, code)]
    for mark in unit.board.fiducials:
        art += fiducial_art(mark, unit.etch_mm, unit.mask_shift_mm)
    return art


def _turned_back(shift_mm: tuple[float, float], rotation_deg: float) -> tuple[float, float]:
    return Affine.of(0.0, 0.0, -rotation_deg).at(*shift_mm)


def _body_rows(unit: Unit) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    rows: list[NDArray[np.float64]] = []
    painted: list[NDArray[np.float64]] = []
    sites = {site.index: site.pose for site in unit.panel.sites}

    def add(body: Body, pose: Affine) -> None:
        own = Affine.of(body.x_mm, body.y_mm, body.turn_deg).then(pose)
        for art in body.art:
            row = art.row(own)
            row[cast.OWNER] = len(rows)
            painted.append(row)
        rows.append(body.row(pose))

    for part in unit.parts:
        site = sites[part.board_index]
        for body in bodies_of(part):
            add(body, part.pose.then(site))
        for body in solder_of(part, unit.world):
            add(body, part.placement.pose.then(site))
    return rows, painted


def _body_boxes(bodies: NDArray[np.float64]) -> NDArray[np.float64]:
    cos, sin = np.abs(bodies[:, cast.COS]), np.abs(bodies[:, cast.SIN])
    half_u, half_v = bodies[:, cast.HALF_U], bodies[:, cast.HALF_V]
    return _around(
        bodies[:, cast.X : cast.Y + 1], cos * half_u + sin * half_v, sin * half_u + cos * half_v
    )


def _art_boxes(art: NDArray[np.float64], bits: NDArray[np.uint8]) -> NDArray[np.float64]:
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
    # copper still bends the mask a little way outside its edge
    return _around(middle, half[:, 0] + 0.05, half[:, 1] + 0.05)


def _around(
    middle: NDArray[np.float64], half_x: NDArray[np.float64], half_y: NDArray[np.float64]
) -> NDArray[np.float64]:
    x, y = middle[:, 0], middle[:, 1]
    return np.stack((x - half_x, y - half_y, x + half_x, y + half_y), -1)
