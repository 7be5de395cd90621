"""Where each ray of the camera meets the scene: compiled.

A scene is a table of bodies, each a height over its own footprint, and a table of flat art on the
mask plane (or on top of a body). `inspector.twin.kernels.cast_reference` says the same in numpy.
"""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

# columns of the table of bodies; the meaning of the parameters from P on depends on the kind
KIND, MATERIAL, X, Y, COS, SIN, HALF_U, HALF_V, TOP, ART_FROM, ART_TO, P = range(12)
BODY_COLUMNS = 23
BOX, LEAD, SOLDER = 0, 1, 2
# a box: WALL is where its upright side ends, RUN how far inwards it rises from there to TOP
WALL, RUN, CORNER, ROUND = P, P + 1, P + 2, P + 3
# a lead: foot from u = -HALF_U to FOOT_END at height FOOT_Z, then up over RISE with soft bends
FOOT_END, RISE, BEND, FOOT_Z, LEAD_EDGE = P, P + 1, P + 2, P + 3, P + 4
# solder on a land: the termination's rectangle, film, rise at the termination, reach, power, edge
END_U, END_V, END_COS, END_SIN, END_HALF_U, END_HALF_V = P, P + 1, P + 2, P + 3, P + 4, P + 5
FILM, WET, REACH, POWER, EDGE, LAND_CORNER = P + 6, P + 7, P + 8, P + 9, P + 10, P + 11

# columns of the table of art
SHAPE, LAYER, A0, A1, A2, A3, A4, A5, A6 = range(9)
ART_COLUMNS = 9
STROKE, PLATE, DISC, BITMAP, RING = 0, 1, 2, 3, 4
COPPER, OPENING, SILK, HOLE, OUTLINE, ON_BODY = 0, 1, 2, 3, 4, 16
"""A layer of ON_BODY + m paints the top of its body with material m."""

# materials that the board itself is made of; the caller's further materials follow
OUTSIDE, MASK, MASK_ON_COPPER, FINISH, LAMINATE, SILKSCREEN, HOLLOW = range(7)

NOWHERE = -9.0
"""Height where a body is not."""


@kernel
def rounded(
    u: float, v: float, half_u: float, half_v: float, corner: float
) -> tuple[float, float, float]:
    """Distance inside a rounded rectangle (negative outside) and its outward direction."""
    au = abs(u) - half_u + corner
    av = abs(v) - half_v + corner
    sign_u = 1.0 if u >= 0.0 else -1.0
    sign_v = 1.0 if v >= 0.0 else -1.0
    if au > 0.0 and av > 0.0:
        length = math.sqrt(au * au + av * av)
        return corner - length, sign_u * au / length, sign_v * av / length
    if au > av:
        return corner - au, sign_u, 0.0
    return corner - av, 0.0, sign_v


@kernel
def height(body: NDArray[np.float64], u: float, v: float) -> tuple[float, float, float]:
    """Height of one body at (u, v) of its own axes, and its slopes."""
    kind = int(body[KIND])
    if kind == BOX:
        inside, gu, gv = rounded(u, v, body[HALF_U], body[HALF_V], body[CORNER])
        if inside < 0.0:
            return NOWHERE, gu, gv
        rise = body[TOP] - body[WALL]
        if inside >= body[RUN]:
            return body[TOP], 0.0, 0.0
        if body[ROUND] == 0.0:
            slope = rise / body[RUN]
            return body[WALL] + slope * inside, -gu * slope, -gv * slope
        part = 1.0 - inside / body[RUN]
        up = math.sqrt(max(1.0 - part * part, 4e-4))
        slope = rise / body[RUN] * part / up
        return body[WALL] + rise * up, -gu * slope, -gv * slope
    if kind == LEAD:
        inside = body[HALF_V] - abs(v)
        if inside < 0.0 or abs(u) > body[HALF_U]:
            return NOWHERE, 0.0, 1.0 if v >= 0.0 else -1.0
        bend, run = body[BEND], body[RISE]
        steep = (body[TOP] - body[FOOT_Z]) / (run - bend)
        s = u - body[FOOT_END]
        if s <= 0.0:
            z, zu = body[FOOT_Z], 0.0
        elif s < bend:
            z, zu = body[FOOT_Z] + 0.5 * steep * s * s / bend, steep * s / bend
        elif s < run - bend:
            z, zu = body[FOOT_Z] + steep * (s - 0.5 * bend), steep
        elif s < run:
            left = run - s
            z, zu = body[TOP] - 0.5 * steep * left * left / bend, steep * left / bend
        else:
            z, zu = body[TOP], 0.0
        edge = body[LEAD_EDGE]
        zv = 0.0
        if inside < edge:
            part = 1.0 - inside / edge
            up = math.sqrt(max(1.0 - part * part, 4e-4))
            z -= edge * (1.0 - up)
            zv = (-1.0 if v >= 0.0 else 1.0) * part / up
        toe = u + body[HALF_U]
        if toe < edge:
            part = 1.0 - toe / edge
            up = math.sqrt(max(1.0 - part * part, 4e-4))
            z -= edge * (1.0 - up)
            zu += part / up
        return z, zu, zv
    inside, gu, gv = rounded(u, v, body[HALF_U], body[HALF_V], body[LAND_CORNER])
    if inside < 0.0:
        return NOWHERE, gu, gv
    # the film, and the meniscus that climbs to the termination over the distance REACH
    tu, tv = u - body[END_U], v - body[END_V]
    lu = body[END_COS] * tu + body[END_SIN] * tv
    lv = -body[END_SIN] * tu + body[END_COS] * tv
    du, dv = max(abs(lu) - body[END_HALF_U], 0.0), max(abs(lv) - body[END_HALF_V], 0.0)
    away = math.sqrt(du * du + dv * dv)
    z = body[FILM]
    zu, zv = 0.0, 0.0
    if away < body[REACH] and body[WET] > 0.0:
        left = 1.0 - away / body[REACH]
        z += body[WET] * left ** body[POWER]
        if away > 0.0:
            slope = -body[WET] * body[POWER] / body[REACH] * left ** (body[POWER] - 1.0) / away
            su = slope * du if lu >= 0.0 else -slope * du
            sv = slope * dv if lv >= 0.0 else -slope * dv
            zu = body[END_COS] * su - body[END_SIN] * sv
            zv = body[END_SIN] * su + body[END_COS] * sv
    if inside < body[EDGE]:
        # towards the edge of the land it thins out in a round
        part = 1.0 - inside / body[EDGE]
        thin = 1.0 - part * part
        d_thin = 2.0 * part / body[EDGE]
        zu, zv = zu * thin - z * d_thin * gu, zv * thin - z * d_thin * gv
        z *= thin
    return z, zu, zv


@kernel
def meet(
    body: NDArray[np.float64], x: float, y: float, lean_x: float, lean_y: float, above: float
) -> tuple[float, float, float, float]:
    """Give height, slopes (of a wall: its direction) and wall flag; height NOWHERE
    where the ray misses the body.

    The ray is at ``(x + z lean_x, y + z lean_y)``; what lies lower than ``above`` is of no interest.
    """
    cos, sin = body[COS], body[SIN]
    dx, dy = x - body[X], y - body[Y]
    u0, v0 = cos * dx + sin * dy, -sin * dx + cos * dy
    mu, mv = cos * lean_x + sin * lean_y, -sin * lean_x + cos * lean_y
    low, high = 0.0, body[TOP]
    for axis in range(2):
        a, m, half = (u0, mu, body[HALF_U]) if axis == 0 else (v0, mv, body[HALF_V])
        if abs(m) < 1e-12:
            if abs(a) > half:
                return NOWHERE, 0.0, 0.0, 0.0
        else:
            first, second = (-half - a) / m, (half - a) / m
            low = max(low, min(first, second))
            high = min(high, max(first, second))
    if low > high or high <= above:
        return NOWHERE, 0.0, 0.0, 0.0
    z = high
    h, zu, zv = height(body, u0 + z * mu, v0 + z * mv)
    wall = 0.0
    if h >= z and high < body[TOP]:
        wall = 1.0
        _, zu, zv = _side(body, u0 + z * mu, v0 + z * mv)
    else:
        # a fixed point: the surface's slope times the ray's lean is far below one
        done = False
        for _ in range(4):
            if h == NOWHERE:
                break
            z_next = min(max(h, low), high)
            if abs(z_next - z) < 1e-6:
                done = True
                break
            z = z_next
            h, zu, zv = height(body, u0 + z * mu, v0 + z * mv)
        if not done:
            first, last = low, high
            h, zu, zv = height(body, u0 + first * mu, v0 + first * mv)
            if h < first:
                return NOWHERE, 0.0, 0.0, 0.0
            for _ in range(14):
                z = 0.5 * (first + last)
                h, _, _ = height(body, u0 + z * mu, v0 + z * mv)
                if h >= z:
                    first = z
                else:
                    last = z
            z = first
            h, zu, zv = height(body, u0 + z * mu, v0 + z * mv)
        if z > h + 1e-5:
            return NOWHERE, 0.0, 0.0, 0.0
        if h > z + 2e-3:
            wall = 1.0
            _, zu, zv = _side(body, u0 + z * mu, v0 + z * mv)
    return z, cos * zu - sin * zv, sin * zu + cos * zv, wall


@kernel
def _side(body: NDArray[np.float64], u: float, v: float) -> tuple[float, float, float]:
    corner = 0.0
    if body[KIND] == BOX:
        corner = body[CORNER]
    elif body[KIND] == SOLDER:
        corner = body[LAND_CORNER]
    return rounded(u, v, body[HALF_U], body[HALF_V], corner)


@kernel
def inside_art(
    art: NDArray[np.float64], x: float, y: float, bits: NDArray[np.uint8]
) -> tuple[float, float, float]:
    """Distance inside one piece of art (negative outside) and its outward direction."""
    shape = int(art[SHAPE])
    if shape == STROKE:
        ex, ey = art[A2] - art[A0], art[A3] - art[A1]
        length2 = ex * ex + ey * ey
        t = 0.0
        if length2 > 0.0:
            t = min(max(((x - art[A0]) * ex + (y - art[A1]) * ey) / length2, 0.0), 1.0)
        dx, dy = x - art[A0] - t * ex, y - art[A1] - t * ey
        away = math.sqrt(dx * dx + dy * dy)
        if away == 0.0:
            return art[A4], 0.0, 0.0
        return art[A4] - away, dx / away, dy / away
    dx, dy = x - art[A0], y - art[A1]
    if shape == DISC or shape == RING:
        away = math.sqrt(dx * dx + dy * dy)
        inside = art[A2] - away
        if shape == RING:
            inside = min(inside, away - art[A3])
        if away == 0.0:
            return inside, 0.0, 0.0
        return inside, dx / away, dy / away
    u, v = art[A2] * dx + art[A3] * dy, -art[A3] * dx + art[A2] * dy
    if shape == PLATE:
        inside, gu, gv = rounded(u, v, art[A4], art[A5], art[A6])
        return inside, art[A2] * gu - art[A3] * gv, art[A3] * gu + art[A2] * gv
    # a bitmap: A4 is its module, rows go down, its middle at the art's place
    col = int(math.floor(u / art[A4] + 0.5 * bits.shape[1]))
    row = int(math.floor(0.5 * bits.shape[0] - v / art[A4]))
    if 0 <= row < bits.shape[0] and 0 <= col < bits.shape[1] and bits[row, col] != 0:
        return 1.0, 0.0, 0.0
    return -1.0, 0.0, 0.0


@kernel
def cast(
    pixels: NDArray[np.int64],
    offsets: NDArray[np.float64],
    cols: int,
    tile_px: int,
    rays: NDArray[np.float64],
    bodies: NDArray[np.float64],
    body_from: NDArray[np.int64],
    body_list: NDArray[np.int32],
    art: NDArray[np.float64],
    art_from: NDArray[np.int64],
    art_list: NDArray[np.int32],
    bits: NDArray[np.uint8],
    relief: NDArray[np.float64],
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    ident: NDArray[np.int32],
) -> None:
    """Fill what the rays of ``pixels`` x ``offsets`` meet.

    Parameters
    ----------
    pixels
        ``(N,)`` int64, ``row * cols + col``.
    offsets
        ``(K, 2)`` float64, row and col from the pixel's centre, in (-0.5, 0.5]. With more than one
        they are shifted per pixel, wrapping round, so that a straight edge is true on average.
    tile_px
        Side of a tile; the lists of bodies and art are kept per tile.
    rays
        ``(rows / tile_px + 1, cols / tile_px + 1, 4)``: x, y on the mask plane and lean of the ray
        at the tiles' corners (corner (i, j) is pixel (i, j) * tile_px - 0.5), panel mm.
    bodies, body_from, body_list, art, art_from, art_list
        The scene; the indices for tile t are ``list[from[t]:from[t + 1]]``.
    bits
        ``(H, W)`` uint8, the modules of the code.
    relief
        ``(2,)`` mm: height of copper under the mask, width over which the mask falls off it.
    place, normal
        ``(N * K, 3)``, ``(N * K, 2)`` float32, filled: x, y, z and the unit normal's x, y.
    material, ident
        ``(N * K,)``, filled: index of the material; what is equal over a smooth surface.
    """
    tiles_across = rays.shape[1] - 1
    k = offsets.shape[0]
    for i in range(pixels.shape[0]):
        row, col = pixels[i] // cols, pixels[i] % cols
        tile_row, tile_col = row // tile_px, col // tile_px
        tile = tile_row * tiles_across + tile_col
        shift_r, shift_c = 0.0, 0.0
        if k > 1:
            mixed = (row * 73856093 + col * 19349663) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 16)) * 73244475) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 16)) * 73244475) & 0xFFFFFFFF
            shift_r, shift_c = (mixed & 0xFFFF) / 65536.0, (mixed >> 16) / 65536.0
        for j in range(k):
            at_r, at_c = offsets[j, 0], offsets[j, 1]
            if k > 1:
                at_r, at_c = at_r + shift_r, at_c + shift_c
                at_r -= math.floor(at_r + 0.5)
                at_c -= math.floor(at_c + 0.5)
            fr = (row + at_r + 0.5) / tile_px - tile_row
            fc = (col + at_c + 0.5) / tile_px - tile_col
            w00, w01 = (1.0 - fr) * (1.0 - fc), (1.0 - fr) * fc
            w10, w11 = fr * (1.0 - fc), fr * fc
            a, b = rays[tile_row, tile_col], rays[tile_row, tile_col + 1]
            c, d = rays[tile_row + 1, tile_col], rays[tile_row + 1, tile_col + 1]
            x = w00 * a[0] + w01 * b[0] + w10 * c[0] + w11 * d[0]
            y = w00 * a[1] + w01 * b[1] + w10 * c[1] + w11 * d[1]
            lean_x = w00 * a[2] + w01 * b[2] + w10 * c[2] + w11 * d[2]
            lean_y = w00 * a[3] + w01 * b[3] + w10 * c[3] + w11 * d[3]
            z, zx, zy, hit, on_wall = 0.0, 0.0, 0.0, -1, 0.0
            for index in range(body_from[tile], body_from[tile + 1]):
                found, fx, fy, wall = meet(bodies[body_list[index]], x, y, lean_x, lean_y, z)
                if found > z:
                    z, zx, zy, hit, on_wall = found, fx, fy, body_list[index], wall
            out = i * k + j
            if hit >= 0:
                px, py = x + z * lean_x, y + z * lean_y
                body = bodies[hit]
                kind = int(body[MATERIAL])
                if on_wall == 0.0 and body[ART_TO] > body[ART_FROM]:
                    dx, dy = px - body[X], py - body[Y]
                    u = body[COS] * dx + body[SIN] * dy
                    v = -body[SIN] * dx + body[COS] * dy
                    for n in range(int(body[ART_FROM]), int(body[ART_TO])):
                        if inside_art(art[n], u, v, bits)[0] > 0.0:
                            kind = int(art[n, LAYER]) - ON_BODY
                ident[out] = 64 * (2 * hit + int(on_wall) + 1) + kind
                if on_wall > 0.0:
                    normal[out, 0], normal[out, 1] = zx, zy
                else:
                    length = math.sqrt(1.0 + zx * zx + zy * zy)
                    normal[out, 0], normal[out, 1] = -zx / length, -zy / length
            else:
                px, py = x, y
                copper, cx, cy = -1.0, 0.0, 0.0
                opened, printed, hole, on_board = False, False, False, False
                for index in range(art_from[tile], art_from[tile + 1]):
                    piece = art[art_list[index]]
                    inside, gx, gy = inside_art(piece, x, y, bits)
                    layer = int(piece[LAYER])
                    if layer == COPPER:
                        if inside > copper:
                            copper, cx, cy = inside, gx, gy
                    elif inside > 0.0:
                        if layer == OPENING:
                            opened = True
                        elif layer == SILK:
                            printed = True
                        elif layer == HOLE:
                            hole = True
                        else:
                            on_board = True
                kind = OUTSIDE
                normal[out, 0], normal[out, 1] = 0.0, 0.0
                if on_board:
                    kind = MASK_ON_COPPER if copper > 0.0 else MASK
                    if hole:
                        kind = HOLLOW
                    elif opened:
                        kind = FINISH if copper > 0.0 else LAMINATE
                    else:
                        if printed:
                            kind = SILKSCREEN
                        away = 0.5 - copper / relief[1]
                        if 0.0 < away < 1.0:
                            slope = 6.0 * away * (1.0 - away) * relief[0] / relief[1]
                            length = math.sqrt(1.0 + slope * slope)
                            normal[out, 0] = slope * cx / length
                            normal[out, 1] = slope * cy / length
                ident[out] = kind
            place[out, 0], place[out, 1], place[out, 2] = px, py, z
            material[out] = kind
