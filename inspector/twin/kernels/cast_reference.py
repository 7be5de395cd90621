"""What rays meet, in plain numpy: what `cast` is held against."""

import numpy as np
from numpy.typing import NDArray

from inspector.twin.kernels.cast import (
    A0,
    AXIS_Z,
    BEND,
    BITMAP,
    BOX,
    COPPER,
    CORNER,
    COS,
    COVERED,
    EDGE,
    END_COS,
    END_HALF_U,
    END_HALF_V,
    END_SIN,
    END_U,
    END_V,
    ETCHED,
    FILM,
    FINISH,
    FOOT_END,
    FOOT_Z,
    HALF_U,
    HALF_V,
    HOLE,
    HOLLOW,
    KIND,
    LAMINATE,
    LAND_CORNER,
    LAYER,
    LEAD,
    LEAD_EDGE,
    MASK,
    MASK_ON_COPPER,
    MATERIAL,
    NOWHERE,
    ON_BODY,
    OPENING,
    OUTLINE,
    OUTSIDE,
    OWNER,
    PLATE,
    POWER,
    PRISM,
    PROFILE,
    RADIUS,
    REACH,
    RING,
    RISE,
    ROLL,
    ROUND,
    RUN,
    SHAPE,
    SILK,
    SILKSCREEN,
    SIN,
    SLOPE_U,
    SLOPE_V,
    SOLDER,
    STEEPEST,
    STROKE,
    TIP,
    TOP,
    WALL,
    WET,
    P,
    X,
    Y,
)


def cast_plain(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    lean: NDArray[np.float64],
    bodies: NDArray[np.float64],
    art: NDArray[np.float64],
    bits: NDArray[np.uint8],
    relief: NDArray[np.float64],
    steps: int = 4000,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Give what rays meet, in plain numpy: every body and every piece of art, no tiles.

    Where a ray meets a body is looked for in ``steps`` equal steps from its top down, which is
    slower than what `cast` does and right to ``top / steps``.

    Parameters
    ----------
    x, y, lean
        ``(N,)``, ``(N,)``, ``(N, 2)``: rays as `cast` has them, panel mm.
    bodies, art, bits, relief
        As for `cast`.

    Returns
    -------
    place ``(N, 3)``, normal ``(N, 2)``, material ``(N,)``.
    """
    place = np.stack((x, y, np.zeros_like(x)), -1)
    normal, material = _ground_plain(place, art, bits, relief)
    for number, body in enumerate(bodies):
        z = np.linspace(body[TOP], 0.0, steps)
        far = np.hypot(body[HALF_U], body[HALF_V]) + body[TOP] * np.abs(lean).max()
        near = np.flatnonzero(np.hypot(x - body[X], y - body[Y]) <= far)
        at_x = x[near, None] + z * lean[near, :1]
        at_y = y[near, None] + z * lean[near, 1:]
        dx, dy = at_x - body[X], at_y - body[Y]
        u, v = body[COS] * dx + body[SIN] * dy, -body[SIN] * dx + body[COS] * dy
        h = height_plain(body, u, v)
        met = h >= z
        found, step = met.any(1), met.argmax(1)
        j = np.flatnonzero(found & (z[step] > place[near, 2]))
        i, k = near[j], step[j]
        zi, ui, vi = z[k], u[j, k], v[j, k]
        wall = (h[j, k] - zi > 2 * body[TOP] / steps + 2e-3) & (zi < body[TOP])
        place[i] = np.stack((at_x[j, k], at_y[j, k], zi), -1)
        slope_u, slope_v = _slopes_plain(body, ui, vi)
        length = np.sqrt(1 + slope_u**2 + slope_v**2)
        nu, nv = -slope_u / length, -slope_v / length
        side_u, side_v = _side_plain(body, ui, vi)
        nu, nv = np.where(wall, side_u, nu), np.where(wall, side_v, nv)
        normal[i, 0] = body[COS] * nu - body[SIN] * nv
        normal[i, 1] = body[SIN] * nu + body[COS] * nv
        material[i] = int(body[MATERIAL])
        for piece in art[art[:, OWNER] == number]:
            inside, _, _ = _art_plain(piece, place[i, 0], place[i, 1], bits)
            material[i[(inside > 0) & ~wall]] = int(piece[LAYER]) - ON_BODY
    return place, normal, material


def height_plain(
    body: NDArray[np.float64], u: NDArray[np.float64], v: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the height of one body in its own axes, in plain numpy; NOWHERE outside."""
    if body[KIND] == LEAD:
        return _lead_plain(body, u, v)
    if body[KIND] == ROLL:
        return _roll_plain(body, u, v)
    if body[KIND] == PRISM:
        points = body[P : P + 2 * PROFILE].reshape(-1, 2)
        z = np.interp(u, points[:, 0], points[:, 1])
        return np.where((np.abs(u) > body[HALF_U]) | (np.abs(v) > body[HALF_V]), NOWHERE, z)
    corner = body[CORNER] if body[KIND] == BOX else body[LAND_CORNER]
    inside = _rounded_plain(u, v, body[HALF_U], body[HALF_V], corner)
    if body[KIND] == BOX:
        part = np.clip(1 - inside / body[RUN], 0, 1)
        up = np.sqrt(np.maximum(1 - part**2, STEEPEST)) if body[ROUND] else 1 - part
        su, sv = body[SLOPE_U], body[SLOPE_V]
        top = body[TOP] - abs(su) * body[HALF_U] - abs(sv) * body[HALF_V]
        h = np.where(inside >= body[RUN], top, body[WALL] + (top - body[WALL]) * up)
        h = h + su * u + sv * v
    else:
        c, s = body[END_COS], body[END_SIN]
        du, dv = u - body[END_U], v - body[END_V]
        along = np.maximum(np.abs(c * du + s * dv) - body[END_HALF_U], 0)
        across = np.maximum(np.abs(-s * du + c * dv) - body[END_HALF_V], 0)
        left = np.clip(1 - np.hypot(along, across) / body[REACH], 0, None)
        thin = 1 - np.clip(1 - inside / body[EDGE], 0, 1) ** 2
        h = (body[FILM] + body[WET] * left ** body[POWER]) * thin
    return np.asarray(np.where(inside < 0, NOWHERE, h))


def _lead_plain(
    body: NDArray[np.float64], u: NDArray[np.float64], v: NDArray[np.float64]
) -> NDArray[np.float64]:
    bend, run, edge = body[BEND], body[RISE], body[LEAD_EDGE]
    # the slope rises to ``steep`` over the bend and falls off over another: integrated piecewise
    steep = (body[TOP] - body[FOOT_Z]) / (run - bend)
    s = np.clip(u - body[FOOT_END], 0, run)
    heel, shoulder = np.minimum(s, bend), np.clip(s - (run - bend), 0, None)
    middle = np.clip(s - bend, 0, run - 2 * bend)
    z = body[FOOT_Z] + steep * (heel**2 / (2 * bend) + middle)
    z += steep * (shoulder - shoulder**2 / (2 * bend))
    for inside in (body[HALF_V] - np.abs(v), u + body[HALF_U]):
        part = np.clip(1 - inside / edge, 0, 1)
        z -= edge * (1 - np.sqrt(np.maximum(1 - part**2, STEEPEST)))
    outside = (np.abs(v) > body[HALF_V]) | (np.abs(u) > body[HALF_U])
    return np.asarray(np.where(outside, NOWHERE, z))


def _roll_plain(
    body: NDArray[np.float64], u: NDArray[np.float64], v: NDArray[np.float64]
) -> NDArray[np.float64]:
    inside = body[HALF_U] - np.abs(u)
    part = np.clip(1 - inside / max(body[TIP], 1e-12), 0, 1)
    radius = body[RADIUS] - body[TIP] * (1 - np.sqrt(np.maximum(1 - part**2, STEEPEST)))
    z = body[AXIS_Z] + np.sqrt(np.maximum(radius**2 - v**2, STEEPEST * radius**2))
    return np.asarray(np.where((inside < 0) | (np.abs(v) >= radius), NOWHERE, z))


def _slopes_plain(
    body: NDArray[np.float64], u: NDArray[np.float64], v: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes by differences over a tenth of a micrometre."""
    d = 1e-4
    slope_u = (height_plain(body, u + d, v) - height_plain(body, u - d, v)) / (2 * d)
    slope_v = (height_plain(body, u, v + d) - height_plain(body, u, v - d)) / (2 * d)
    return slope_u, slope_v


def _side_plain(
    body: NDArray[np.float64], u: NDArray[np.float64], v: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    corner = {BOX: body[CORNER], SOLDER: body[LAND_CORNER]}.get(int(body[KIND]), 0.0)
    d, half = 1e-6, (body[HALF_U], body[HALF_V], corner)
    du = _rounded_plain(u + d, v, *half) - _rounded_plain(u - d, v, *half)
    dv = _rounded_plain(u, v + d, *half) - _rounded_plain(u, v - d, *half)
    length = np.maximum(np.hypot(du, dv), 1e-12)
    return -du / length, -dv / length


def _rounded_plain(
    u: NDArray[np.float64], v: NDArray[np.float64], half_u: float, half_v: float, corner: float
) -> NDArray[np.float64]:
    au, av = np.abs(u) - half_u + corner, np.abs(v) - half_v + corner
    outer = np.hypot(np.maximum(au, 0), np.maximum(av, 0))
    return np.asarray(corner - outer - np.minimum(np.maximum(au, av), 0))


def _art_plain(
    piece: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    bits: NDArray[np.uint8],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Distance inside a piece of art, and its outward direction by differences."""

    def inside(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        a = piece[A0:]
        dx, dy = x - a[0], y - a[1]
        u, v = a[2] * dx + a[3] * dy, -a[3] * dx + a[2] * dy
        if piece[SHAPE] == STROKE:
            ex, ey = a[2] - a[0], a[3] - a[1]
            t = np.clip((dx * ex + dy * ey) / max(ex * ex + ey * ey, 1e-300), 0, 1)
            return np.asarray(a[4] - np.hypot(dx - t * ex, dy - t * ey))
        if piece[SHAPE] == PLATE:
            return _rounded_plain(u, v, a[4], a[5], a[6])
        if piece[SHAPE] == BITMAP:
            col = np.floor(u / a[4] + bits.shape[1] / 2).astype(int)
            row = np.floor(bits.shape[0] / 2 - v / a[4]).astype(int)
            within = (row >= 0) & (row < bits.shape[0]) & (col >= 0) & (col < bits.shape[1])
            held = bits[np.clip(row, 0, bits.shape[0] - 1), np.clip(col, 0, bits.shape[1] - 1)]
            return np.where(within & (held > 0), 1.0, -1.0)
        disc = a[2] - np.hypot(dx, dy)
        return np.asarray(np.minimum(disc, -disc + a[2] - a[3]) if piece[SHAPE] == RING else disc)

    d = 1e-6
    gx, gy = inside(x - d, y) - inside(x + d, y), inside(x, y - d) - inside(x, y + d)
    length = np.maximum(np.hypot(gx, gy), 1e-12)
    return inside(x, y), gx / length, gy / length


def _ground_plain(
    place: NDArray[np.float64],
    art: NDArray[np.float64],
    bits: NDArray[np.uint8],
    relief: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    n = len(place)
    copper, toward = np.full(n, -1.0), np.zeros((n, 2))
    etched, away_from = np.full(n, -1.0), np.zeros((n, 2))
    paint = np.full(n, -1)
    on = {layer: np.zeros(n, np.bool_) for layer in (OPENING, SILK, HOLE, OUTLINE, COVERED)}
    for piece in art[art[:, OWNER] < 0]:
        inside, gx, gy = _art_plain(piece, place[:, 0], place[:, 1], bits)
        layer = int(piece[LAYER])
        if layer == COPPER:
            more = inside > copper
            copper[more] = inside[more]
            toward[more] = np.stack((gx, gy), -1)[more]
        elif layer == ETCHED:
            more = inside > etched
            etched[more] = inside[more]
            away_from[more] = -np.stack((gx, gy), -1)[more]
        elif layer >= ON_BODY:
            paint[inside > 0] = layer - ON_BODY
        else:
            on[layer] |= inside > 0
    gone = -etched < copper
    copper, toward = np.where(gone, -etched, copper), np.where(gone[:, None], away_from, toward)
    covered = np.where(on[SILK], SILKSCREEN, np.where(copper > 0, MASK_ON_COPPER, MASK))
    bare = np.where(copper > 0, FINISH, LAMINATE)
    opened = on[OPENING] & ~on[COVERED]
    material = np.where(paint >= 0, paint, np.where(opened, bare, covered))
    material = np.where(on[HOLE], HOLLOW, material)
    material = np.where(on[OUTLINE], material, OUTSIDE)
    away = np.clip(0.5 - copper / relief[1], 0, 1)
    slope = 6 * away * (1 - away) * relief[0] / relief[1]
    masked = on[OUTLINE] & ~opened & ~on[HOLE]
    share = np.where(masked, slope / np.sqrt(1 + slope**2), 0)
    return toward * share[:, None], material.astype(np.int64)
