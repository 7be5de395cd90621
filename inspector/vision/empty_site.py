"""How much of a bare land pattern is seen: the edges that a part of any kind would hide.

A part covers the inner edges of its lands, those that face its middle: a chip's ends lie on them, a
leaded part's heels, the body of a QFN or BGA. Where nothing is fitted they are open.
"""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Land, Package
from inspector.domain.view import View
from inspector.vision.body import pixels_of
from inspector.vision.lands import brightest

Floats = NDArray[np.float64]

BAND_MM = 0.015, 0.065
"""How far from the drawn edge the picture is compared, to either side: etching moves the edge."""
INSET_MM = 0.1
"""A body hides an edge that lies so far inside its outline."""
LEAST_CONTRAST = 0.3
"""Difference over sum of the two sides: bare metal against the board."""
BRIGHT = 0.2
"""Metal is at least this bright, of the brightest of the view; a shadow's rim is not."""
LEVEL_MM = 0.0
MOST, GRID = 99.0, 4


def open_share(view: View) -> float:
    """Give the share, 0 to 1, of the inner edges of a site's lands that are seen.

    Returns
    -------
    float
        1: all of the bare lands shows; 0: something lies on all of them. NaN where the package has
        no land with an inner edge, or where one is not shown.

    Notes
    -----
    An edge is looked for by brightness and by colour, whichever shows it: solder on white mask is
    as bright as the mask, but not as grey.
    """
    edges = [edge for land in view.package.lands for edge in inner_edges(view.package, land)]
    if not edges or not view.valid.any():
        return math.nan
    places, outward = (np.array(one) for one in zip(*edges, strict=True))
    seen = np.zeros(len(edges), np.bool_)
    for picture in (brightest(view), _colour(view)):
        inside, outside = (_levels(view, picture, places, outward * side) for side in (-1, 1))
        if not np.isfinite(inside + outside).all():
            return math.nan
        bright = BRIGHT * np.nanpercentile(picture, MOST)
        contrast = (inside - outside) / np.maximum(inside + outside, 1e-6)
        seen |= (contrast > LEAST_CONTRAST) & (inside > bright)
    return float(seen.mean())


def inner_edges(package: Package, land: Land) -> list[tuple[tuple[float, float], Floats]]:
    """Give the sides of a land that face the part's middle, under its body.

    Returns
    -------
    Middle (x, y), package mm, and ``(2, 2)`` per side: outward, and half of the side that is looked
    at, mm.
    """
    found = []
    place, size = (land.x_mm, land.y_mm), (land.size_x_mm, land.size_y_mm)
    body = package.body_x_mm / 2, package.body_y_mm / 2
    for axis in (0, 1):
        other = 1 - axis
        facing = -math.copysign(1.0, place[axis])
        edge = place[axis] + facing * size[axis] / 2
        if abs(place[axis]) <= size[axis] / 2 or abs(edge) >= body[axis]:
            continue
        if abs(place[other]) >= body[other] - INSET_MM:
            continue
        at, ways = [0.0, 0.0], np.zeros((2, 2))
        at[axis], at[other] = edge, place[other]
        ways[0, axis], ways[1, other] = facing, size[other] / 4
        found.append(((at[0], at[1]), ways))
    return found


def _colour(view: View) -> NDArray[np.float32]:
    """Give how far the channels are apart: 0 of what is grey; NaN: unseen."""
    spread = view.ring.max(axis=2) - view.ring.min(axis=2)
    return np.where(view.valid, spread, np.float32(np.nan))


def _levels(
    view: View, picture: NDArray[np.float32], places: Floats, ways: Floats
) -> NDArray[np.float64]:
    """Give the mean beside each edge, ``(N,)``: ahead of it along its first way; NaN: unseen."""
    ahead, along = np.meshgrid(np.linspace(*BAND_MM, GRID), np.linspace(-1, 1, 2 * GRID))
    points = places[:, None, :] + (
        ahead.ravel()[None, :, None] * ways[:, None, 0]
        + along.ravel()[None, :, None] * np.abs(ways[:, None, 1])
    )
    px = np.rint(pixels_of(view, points.reshape(-1, 2), LEVEL_MM)).astype(int)
    rows, cols = picture.shape
    inside = ((px >= 0) & (px < (rows, cols))).all(axis=1)
    values = np.full(len(px), np.nan)
    values[inside] = picture[px[inside, 0], px[inside, 1]]
    return np.asarray(values.reshape(len(places), -1).mean(axis=1))
