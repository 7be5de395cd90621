"""The pieces that everything standing on a board is made of: rows of the scene's table.

Each is a height over its own footprint, in the millimetres of whoever places it (a package, a
board). What is looked at is the highest of them: sides go straight down, there is nothing beneath.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Affine
from inspector.twin.artwork import Art
from inspector.twin.kernels import cast


@dataclass(frozen=True, slots=True)
class Body:
    """One piece: sizes, parameters of its kind and what is painted on its top.

    ``art`` is in the body's own axes (origin at its middle, u along ``turn_deg``); ``rough_mm`` is
    how far its edge wanders (1 sigma).
    """

    kind: int
    material: int
    x_mm: float
    y_mm: float
    turn_deg: float
    half_u_mm: float
    half_v_mm: float
    top_mm: float
    params: tuple[float, ...]
    art: tuple[Art, ...] = ()
    rough_mm: float = 0.0

    def row(self, pose: Affine) -> NDArray[np.float64]:
        """Give the row with the body placed: ``(BODY_COLUMNS,)``."""
        x, y = pose.at(self.x_mm, self.y_mm)
        angle = math.radians(self.turn_deg + pose.rotation_deg)
        row = np.zeros(cast.BODY_COLUMNS)
        # a rough edge wanders about its place: the footprint is as large as it may ever get
        wider = cast.ROUGH_MOST * self.rough_mm
        row[: cast.P] = (
            self.kind, self.material, x, y, math.cos(angle), math.sin(angle),
            self.half_u_mm + wider, self.half_v_mm + wider, self.top_mm, len(self.art) > 0,
            self.rough_mm,
        )  # fmt: skip
        row[cast.P : cast.P + len(self.params)] = self.params
        return row


def block(  # noqa: PLR0913 - a block has a size, a place and edges
    material: int,
    size_mm: tuple[float, float, float],
    at_mm: tuple[float, float] = (0.0, 0.0),
    turn_deg: float = 0.0,
    *,
    corner_mm: float = 0.0,
    edge_mm: float = 0.0,
    draft: tuple[float, float] | None = None,
    slope: tuple[float, float] = (0.0, 0.0),
    art: tuple[Art, ...] = (),
    rough_mm: float = 0.0,
) -> Body:
    """Give an upright block.

    Parameters
    ----------
    size_mm
        Along u, along v, and the height of its top over the board.
    corner_mm
        Radius of its corners seen from above; half the lesser size makes a drum.
    edge_mm
        Radius of its round upper edge.
    draft
        Instead of a round edge: height where its upright side ends, and how far inwards it leans
        from there to the top.
    slope
        Of its top along u and v, mm per mm; ``size_mm[2]`` then is the height in the middle.
    """
    long, wide, high = size_mm
    wall, run, is_round = high, 1e-9, 0.0
    if draft is not None:
        wall, run = draft
    elif edge_mm > 0:
        wall, run, is_round = high - edge_mm, edge_mm, 1.0
    raised = abs(slope[0]) * long / 2 + abs(slope[1]) * wide / 2
    params = (wall, run, corner_mm, is_round, *slope)
    return Body(
        cast.BOX,
        material,
        *at_mm,
        turn_deg,
        long / 2,
        wide / 2,
        high + raised,
        params,
        art,
        rough_mm,
    )


def dome(material: int, radius_mm: float, high_mm: float, at_mm: tuple[float, float]) -> Body:
    """Give half an ellipsoid on the board: a solder ball, a grain of dust."""
    params = (0.0, radius_mm, radius_mm, 1.0, 0.0, 0.0)
    return Body(cast.BOX, material, *at_mm, 0.0, radius_mm, radius_mm, high_mm, params)


def roll(  # noqa: PLR0913 - a roll has a size, a place and ends
    material: int,
    radius_mm: float,
    length_mm: float,
    axis_z_mm: float,
    at_mm: tuple[float, float] = (0.0, 0.0),
    turn_deg: float = 0.0,
    *,
    tip_mm: float = 0.0,
    art: tuple[Art, ...] = (),
) -> Body:
    """Give a cylinder that lies along u, its axis at a height; ``tip_mm`` rounds its ends."""
    half = length_mm / 2, radius_mm
    params = (radius_mm, axis_z_mm, tip_mm)
    return Body(cast.ROLL, material, *at_mm, turn_deg, *half, axis_z_mm + radius_mm, params, art)


def prism(
    material: int,
    profile_mm: Sequence[tuple[float, float]],
    width_mm: float,
    at_mm: tuple[float, float] = (0.0, 0.0),
    turn_deg: float = 0.0,
) -> Body:
    """Give what a profile of two to six points (u rising, z) makes when it is drawn along v.

    The first and the last u must be as far from 0, on either side.
    """
    u0, u1 = profile_mm[0][0], profile_mm[-1][0]
    if not 2 <= len(profile_mm) <= cast.PROFILE or abs(u0 + u1) > 1e-6:  # noqa: PLR2004
        raise ValueError(f"profile {profile_mm}: two to six points about 0 are needed")
    last = profile_mm[-1]
    points = [*profile_mm, *(last for _ in range(cast.PROFILE - len(profile_mm)))]
    params = tuple(value for point in points for value in point)
    top = max(z for _, z in profile_mm)
    return Body(cast.PRISM, material, *at_mm, turn_deg, u1, width_mm / 2, top, params)
