"""Where each ray of the camera meets the scene: compiled.

A scene is a table of bodies, each a height over its own footprint, and a table of flat art on the
mask plane (or on top of a body). `cast_plain` says the same in plain numpy.
"""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

# columns of the table of bodies; the meaning of the parameters from P on depends on the kind
KIND, MATERIAL, X, Y, COS, SIN, HALF_U, HALF_V, TOP, PAINTED, ROUGH, P = range(12)
BODY_COLUMNS = 24
BOX, LEAD, SOLDER, ROLL, PRISM = range(5)
# a box: WALL is where its upright side ends, RUN how far inwards it rises from there to its top,
# which may slope along u and v
WALL, RUN, CORNER, ROUND, SLOPE_U, SLOPE_V = P, P + 1, P + 2, P + 3, P + 4, P + 5
# a lying cylinder
RADIUS, AXIS_Z, TIP = P, P + 1, P + 2
# a prism: u and z of the points of its profile
PROFILE = 6
# a lead: foot from u = -HALF_U to FOOT_END at height FOOT_Z, then up over RISE with soft bends
FOOT_END, RISE, BEND, FOOT_Z, LEAD_EDGE = P, P + 1, P + 2, P + 3, P + 4
# solder on a land: the termination's rectangle, film, rise at the termination, reach, power, edge
END_U, END_V, END_COS, END_SIN, END_HALF_U, END_HALF_V = P, P + 1, P + 2, P + 3, P + 4, P + 5
FILM, WET, REACH, POWER, EDGE, LAND_CORNER = P + 6, P + 7, P + 8, P + 9, P + 10, P + 11

# columns of the table of art
SHAPE, LAYER, OWNER, A0, A1, A2, A3, A4, A5, A6 = range(10)
ART_COLUMNS = 10
STROKE, PLATE, DISC, BITMAP, RING = 0, 1, 2, 3, 4
COPPER, OPENING, SILK, HOLE, OUTLINE, ETCHED, COVERED, ON_BODY = 0, 1, 2, 3, 4, 5, 6, 16
"""Layers of the board. ETCHED takes copper away, COVERED closes the mask over an opening.
A layer of ON_BODY + m paints the top of body OWNER with material m, or the board where OWNER is -1;
what comes later lies on top."""

# materials that the board itself is made of; the caller's further materials follow
OUTSIDE, MASK, MASK_ON_COPPER, FINISH, LAMINATE, SILKSCREEN, HOLLOW = range(7)

NOWHERE = -9.0
"""Height where a body is not."""
UPRIGHT, SETTLED_MM, TURNS = 1e-12, 5e-5, 6
MISSED, MET, SIDE, LOWEST, HALVING = range(5)
IDENTS = 64
"""More than there are materials: ident = IDENTS * (2 body + 1 + wall) + material."""
MOST = 6
"""Surfaces that are told apart in one pixel."""
SHIFT_A, SHIFT_B = 0.7548776662466927, 0.5698402909980532
"""Powers of the plastic number: the evenest sequence in two dimensions."""


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
def height(
    kind: int,
    u: float,
    v: float,
    half_u: float,
    half_v: float,
    top: float,
    p: float,
    q: float,
    r: float,
    s: float,
    t: float,
    w: float,
    film: float,
    wet: float,
    reach: float,
    power: float,
    edge: float,
    corner: float,
) -> tuple[float, float, float]:
    """Height of one body at (u, v) of its own axes, and its slopes; p... are columns P and on."""
    if kind == BOX:
        wall, run = p, q
        inside, gu, gv = rounded(u, v, half_u, half_v, r)
        if inside < 0.0:
            return NOWHERE, gu, gv
        rise = top - wall
        if inside >= run:
            return top, 0.0, 0.0
        if s == 0.0:
            slope = rise / run
            return wall + slope * inside, -gu * slope, -gv * slope
        part = 1.0 - inside / run
        up = math.sqrt(max(1.0 - part * part, 4e-4))
        slope = rise / run * part / up
        return wall + rise * up, -gu * slope, -gv * slope
    if kind == LEAD:
        foot_end, run, bend, foot, round_ = p, q, r, s, t
        inside = half_v - abs(v)
        if inside < 0.0 or abs(u) > half_u:
            return NOWHERE, 0.0, 1.0 if v >= 0.0 else -1.0
        steep = (top - foot) / (run - bend)
        along = u - foot_end
        if along <= 0.0:
            z, zu = foot, 0.0
        elif along < bend:
            z, zu = foot + 0.5 * steep * along * along / bend, steep * along / bend
        elif along < run - bend:
            z, zu = foot + steep * (along - 0.5 * bend), steep
        elif along < run:
            left = run - along
            z, zu = top - 0.5 * steep * left * left / bend, steep * left / bend
        else:
            z, zu = top, 0.0
        zv = 0.0
        if inside < round_:
            part = 1.0 - inside / round_
            up = math.sqrt(max(1.0 - part * part, 4e-4))
            z -= round_ * (1.0 - up)
            zv = (-1.0 if v >= 0.0 else 1.0) * part / up
        toe = u + half_u
        if toe < round_:
            part = 1.0 - toe / round_
            up = math.sqrt(max(1.0 - part * part, 4e-4))
            z -= round_ * (1.0 - up)
            zu += part / up
        return z, zu, zv
    inside, gu, gv = rounded(u, v, half_u, half_v, corner)
    if inside < 0.0:
        return NOWHERE, gu, gv
    # the film, and the meniscus that climbs to the termination over the distance reach
    end_cos, end_sin = r, s
    lu = end_cos * (u - p) + end_sin * (v - q)
    lv = -end_sin * (u - p) + end_cos * (v - q)
    du, dv = max(abs(lu) - t, 0.0), max(abs(lv) - w, 0.0)
    away = math.sqrt(du * du + dv * dv)
    z = film
    zu, zv = 0.0, 0.0
    if away < reach and wet > 0.0:
        left = 1.0 - away / reach
        climbed = wet * math.exp(power * math.log(left))
        z += climbed
        if away > 0.0:
            slope = -climbed * power / (reach * left * away)
            su = slope * du if lu >= 0.0 else -slope * du
            sv = slope * dv if lv >= 0.0 else -slope * dv
            zu = end_cos * su - end_sin * sv
            zv = end_sin * su + end_cos * sv
    if inside < edge:
        # towards the edge of the land it thins out in a round
        part = 1.0 - inside / edge
        thin = 1.0 - part * part
        d_thin = 2.0 * part / edge
        zu, zv = zu * thin - z * d_thin * gu, zv * thin - z * d_thin * gv
        z *= thin
    return z, zu, zv


@kernel
def inside_art(
    shape: int,
    x: float,
    y: float,
    a: float,
    b: float,
    c: float,
    d: float,
    e: float,
    f: float,
    g: float,
) -> tuple[float, float, float]:
    """Distance inside a piece of art (negative outside) and its outward direction; a... A0 to A6.

    Of a bitmap: how far inside its frame, and where in it (u, v).
    """
    if shape == STROKE:
        ex, ey = c - a, d - b
        length2 = ex * ex + ey * ey
        t = 0.0
        if length2 > 0.0:
            t = min(max(((x - a) * ex + (y - b) * ey) / length2, 0.0), 1.0)
        dx, dy = x - a - t * ex, y - b - t * ey
        away = math.sqrt(dx * dx + dy * dy)
        if away == 0.0:
            return e, 0.0, 0.0
        return e - away, dx / away, dy / away
    dx, dy = x - a, y - b
    if shape in (DISC, RING):
        away = math.sqrt(dx * dx + dy * dy)
        inside = c - away
        if shape == RING:
            inside = min(inside, away - d)
        if away == 0.0:
            return inside, 0.0, 0.0
        return inside, dx / away, dy / away
    u, v = c * dx + d * dy, -d * dx + c * dy
    if shape == PLATE:
        inside, gu, gv = rounded(u, v, e, f, g)
        return inside, c * gu - d * gv, d * gu + c * gv
    return 1.0, u, v


@kernel
def cast(
    pixels: NDArray[np.int64],
    offsets: NDArray[np.float64],
    spread: NDArray[np.float64],
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
    ident: NDArray[np.int32],
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    weight: NDArray[np.float32],
    first: NDArray[np.int64],
) -> int:
    """Fill what rays through pixels meet; give how many surfaces that are.

    With one offset it casts one ray a pixel and fills ``ident`` too. With more it refines: it reads
    ``ident`` of a former pass, asks only bodies that the middles of pixels within 2 px
    met, and gathers rays of a pixel that meet the same smooth surface into their mean.

    Parameters
    ----------
    pixels
        ``(N,)`` int64, ``row * cols + col``.
    offsets
        ``(K, 2)`` float64 in [0, 1), row and col. One: must be (0, 0), the pixel's middle. More are
        shifted pixel by pixel, within a K-th, so that a straight edge is true on average, and then
        spread over the pixel and its neighbours by ``spread``.
    spread
        ``(S,)`` px: distance from the pixel's middle by share of the light, 0 to 1; within 2 px.
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
    ident
        ``(rows, cols)``: what is equal over a smooth surface.
    place, normal, material, weight
        ``(M, 3)``, ``(M, 2)``, ``(M,)``, ``(M,)``, filled as far as the number returned: x, y, z;
        the unit normal's x and y; index of the material; share of the pixel. M is N with one
        offset, else N * MOST.
    first
        ``(N,)``, filled: where each pixel's surfaces begin.
    """
    rows, cols = ident.shape
    across = rays.shape[1] - 1
    samples = offsets.shape[0]
    longest = 25
    for tile in range(body_from.shape[0] - 1):
        longest = max(longest, body_from[tile + 1] - body_from[tile])
    asked = np.empty(longest, np.int64)
    same_of = np.empty(MOST, np.int64)
    count = 0
    for i in range(pixels.shape[0]):
        row, col = pixels[i] // cols, pixels[i] % cols
        tile_row, tile_col = row // tile_px, col // tile_px
        tile = tile_row * across + tile_col
        below, right = tile_row + 1, tile_col + 1
        candidates = 0
        shift_r, shift_c = 0.0, 0.0
        if samples == 1:
            for index in range(body_from[tile], body_from[tile + 1]):
                asked[candidates] = body_list[index]
                candidates += 1
        else:
            for r in range(max(row - 2, 0), min(row + 3, rows)):
                for c in range(max(col - 2, 0), min(col + 3, cols)):
                    if ident[r, c] < IDENTS:
                        continue
                    body = (ident[r, c] // IDENTS - 1) // 2
                    known = False
                    for n in range(candidates):
                        known |= asked[n] == body
                    if not known:
                        asked[candidates] = body
                        candidates += 1
            # a sequence that fills the strata evenly along rows, columns and slanting lines
            shift_r, shift_c = SHIFT_A * row + SHIFT_B * col, SHIFT_B * row + SHIFT_A * col
            shift_r = (shift_r - math.floor(shift_r)) / samples
            shift_c = (shift_c - math.floor(shift_c)) / samples
        first[i] = count
        surfaces = 0
        for k in range(samples):
            at_r, at_c = offsets[k, 0], offsets[k, 1]
            if samples > 1:
                at_r, at_c = at_r + shift_r, at_c + shift_c
                at_r, at_c = at_r - math.floor(at_r), at_c - math.floor(at_c)
                at_r, at_c = at_r * (spread.shape[0] - 1), at_c * (spread.shape[0] - 1)
                r, c = int(at_r), int(at_c)
                at_r = spread[r] + (at_r - r) * (spread[r + 1] - spread[r])
                at_c = spread[c] + (at_c - c) * (spread[c + 1] - spread[c])
            # the ray, linear between the tile's corners
            fr, fc = (
                (row + at_r + 0.5) / tile_px - tile_row,
                (col + at_c + 0.5) / tile_px - tile_col,
            )
            wa, wb, wc, wd = (1.0 - fr) * (1.0 - fc), (1.0 - fr) * fc, fr * (1.0 - fc), fr * fc
            x = wa * rays[tile_row, tile_col, 0] + wb * rays[tile_row, right, 0]
            x += wc * rays[below, tile_col, 0] + wd * rays[below, right, 0]
            y = wa * rays[tile_row, tile_col, 1] + wb * rays[tile_row, right, 1]
            y += wc * rays[below, tile_col, 1] + wd * rays[below, right, 1]
            lean_x = wa * rays[tile_row, tile_col, 2] + wb * rays[tile_row, right, 2]
            lean_x += wc * rays[below, tile_col, 2] + wd * rays[below, right, 2]
            lean_y = wa * rays[tile_row, tile_col, 3] + wb * rays[tile_row, right, 3]
            lean_y += wc * rays[below, tile_col, 3] + wd * rays[below, right, 3]

            # the highest body that the ray meets
            top_z, top_x, top_y, hit, on_wall = 0.0, 0.0, 0.0, -1, 0
            for n in range(candidates):
                b = asked[n]
                cos, sin = bodies[b, COS], bodies[b, SIN]
                dx, dy = x - bodies[b, X], y - bodies[b, Y]
                u0, v0 = cos * dx + sin * dy, -sin * dx + cos * dy
                mu, mv = cos * lean_x + sin * lean_y, -sin * lean_x + cos * lean_y
                half_u, half_v, top = bodies[b, HALF_U], bodies[b, HALF_V], bodies[b, TOP]
                low, high = 0.0, top
                if abs(mu) < UPRIGHT:
                    if abs(u0) > half_u:
                        continue
                else:
                    one, two = (-half_u - u0) / mu, (half_u - u0) / mu
                    low, high = max(low, min(one, two)), min(high, max(one, two))
                if abs(mv) < UPRIGHT:
                    if abs(v0) > half_v:
                        continue
                else:
                    one, two = (-half_v - v0) / mv, (half_v - v0) / mv
                    low, high = max(low, min(one, two)), min(high, max(one, two))
                if low > high or high <= top_z:
                    continue
                kind = int(bodies[b, KIND])
                p0, p1, p2, p3 = bodies[b, P], bodies[b, P + 1], bodies[b, P + 2], bodies[b, P + 3]
                p4, p5, p6, p7 = (
                    bodies[b, P + 4],
                    bodies[b, P + 5],
                    bodies[b, P + 6],
                    bodies[b, P + 7],
                )
                p8, p9, pa, pb = (
                    bodies[b, P + 8],
                    bodies[b, P + 9],
                    bodies[b, P + 10],
                    bodies[b, P + 11],
                )
                # From above: a fixed point, since the surface's slope times the ray's lean is far
                # below one. Where that does not settle: halving between low and high.
                z, last, state = high, low, MISSED
                h, zu, zv = 0.0, 0.0, 0.0
                for turn in range(24):
                    h, zu, zv = height(
                        kind, u0 + z * mu, v0 + z * mv, half_u, half_v, top,
                        p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb,
                    )  # fmt: skip
                    if turn == 0 and h >= z and high < top:
                        state = SIDE  # it enters through the side
                        break
                    if state == MISSED:
                        z_next = min(max(h, low), high)
                        if h != NOWHERE and abs(z_next - z) < SETTLED_MM:
                            if z <= h + 2.0 * SETTLED_MM:
                                z = z_next
                                state = MET
                            break
                        if h == NOWHERE or turn == TURNS:
                            state, z, last = LOWEST, low, high
                            continue
                        z = z_next
                    elif state == LOWEST:
                        if h < z:
                            state = MISSED
                            break
                        state, low = HALVING, z
                        z = 0.5 * (low + last)
                    else:
                        if h >= z:
                            low = z
                        else:
                            last = z
                        z = 0.5 * (low + last)
                if state == HALVING:
                    z = low
                    h, zu, zv = height(
                        kind, u0 + z * mu, v0 + z * mv, half_u, half_v, top,
                        p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb,
                    )  # fmt: skip
                    state = SIDE if h > z + 2e-3 else MET
                if state == MISSED or z <= top_z:
                    continue
                if state == SIDE:
                    corner = p2 if kind == BOX else (pb if kind == SOLDER else 0.0)
                    _, zu, zv = rounded(u0 + z * mu, v0 + z * mv, half_u, half_v, corner)
                top_z, top_x, top_y = z, cos * zu - sin * zv, sin * zu + cos * zv
                hit, on_wall = b, 1 if state == SIDE else 0

            # what it looks like there
            px, py = x + top_z * lean_x, y + top_z * lean_y
            nx, ny = 0.0, 0.0
            if hit >= 0:
                look = int(bodies[hit, MATERIAL])
                if on_wall == 1:
                    nx, ny = top_x, top_y
                else:
                    length = math.sqrt(1.0 + top_x * top_x + top_y * top_y)
                    nx, ny = -top_x / length, -top_y / length
                if on_wall == 0 and bodies[hit, PAINTED] > 0.0:
                    for index in range(art_from[tile], art_from[tile + 1]):
                        n = art_list[index]
                        if art[n, OWNER] != hit:
                            continue
                        inside, gx, gy = inside_art(
                            int(art[n, SHAPE]), px, py, art[n, A0], art[n, A1], art[n, A2],
                            art[n, A3], art[n, A4], art[n, A5], art[n, A6],
                        )  # fmt: skip
                        if inside > 0.0:
                            look = int(art[n, LAYER]) - ON_BODY
                same = IDENTS * (2 * hit + 1 + on_wall) + look
            else:
                copper, cx, cy = -1.0, 0.0, 0.0
                opened, printed, hole, on_board = False, False, False, False
                for index in range(art_from[tile], art_from[tile + 1]):
                    n = art_list[index]
                    if art[n, OWNER] >= 0.0:
                        continue
                    inside, gx, gy = inside_art(
                        int(art[n, SHAPE]), px, py, art[n, A0], art[n, A1], art[n, A2],
                        art[n, A3], art[n, A4], art[n, A5], art[n, A6],
                    )  # fmt: skip
                    if art[n, SHAPE] == BITMAP:
                        # A4 is its module, rows go down, its middle at the art's place
                        at_c = gx / art[n, A4] + 0.5 * bits.shape[1]
                        at_r = 0.5 * bits.shape[0] - gy / art[n, A4]
                        inside = -1.0
                        if 0.0 <= at_r < bits.shape[0] and 0.0 <= at_c < bits.shape[1]:
                            inside = 2.0 * bits[int(at_r), int(at_c)] - 1.0
                    layer = int(art[n, LAYER])
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
                look = OUTSIDE
                if on_board:
                    if hole:
                        look = HOLLOW
                    elif opened:
                        look = FINISH if copper > 0.0 else LAMINATE
                    else:
                        look = MASK_ON_COPPER if copper > 0.0 else MASK
                        if printed:
                            look = SILKSCREEN
                        away = 0.5 - copper / relief[1]
                        if 0.0 < away < 1.0:
                            slope = 6.0 * away * (1.0 - away) * relief[0] / relief[1]
                            length = math.sqrt(1.0 + slope * slope)
                            nx, ny = slope * cx / length, slope * cy / length
                same = look

            if samples == 1:
                ident[row, col] = same
            at = 0
            while at < surfaces and same_of[at] != same:
                at += 1
            if at == MOST:
                at = MOST - 1  # more surfaces than a pixel can tell apart
            out = count + at
            if at == surfaces:
                surfaces += 1
                same_of[at] = same
                place[out, 0], place[out, 1], place[out, 2] = 0.0, 0.0, 0.0
                normal[out, 0], normal[out, 1], weight[out] = 0.0, 0.0, 0.0
                material[out] = look
            place[out, 0] += px
            place[out, 1] += py
            place[out, 2] += top_z
            normal[out, 0] += nx
            normal[out, 1] += ny
            weight[out] += 1.0
        for out in range(count, count + surfaces):
            mean = 1.0 / weight[out]
            place[out, 0] *= mean
            place[out, 1] *= mean
            place[out, 2] *= mean
            normal[out, 0] *= mean
            normal[out, 1] *= mean
            weight[out] /= samples
        count += surfaces
    return count


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
    corner = body[CORNER] if body[KIND] == BOX else body[LAND_CORNER]
    inside = _rounded_plain(u, v, body[HALF_U], body[HALF_V], corner)
    if body[KIND] == BOX:
        part = np.clip(1 - inside / body[RUN], 0, 1)
        up = np.sqrt(np.maximum(1 - part**2, 4e-4)) if body[ROUND] else 1 - part
        h = np.where(inside >= body[RUN], body[TOP], body[WALL] + (body[TOP] - body[WALL]) * up)
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
        z -= edge * (1 - np.sqrt(np.maximum(1 - part**2, 4e-4)))
    outside = (np.abs(v) > body[HALF_V]) | (np.abs(u) > body[HALF_U])
    return np.asarray(np.where(outside, NOWHERE, z))


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
    on = {layer: np.zeros(n, np.bool_) for layer in (OPENING, SILK, HOLE, OUTLINE)}
    for piece in art[art[:, OWNER] < 0]:
        inside, gx, gy = _art_plain(piece, place[:, 0], place[:, 1], bits)
        layer = int(piece[LAYER])
        if layer == COPPER:
            more = inside > copper
            copper[more] = inside[more]
            toward[more] = np.stack((gx, gy), -1)[more]
        else:
            on[layer] |= inside > 0
    covered = np.where(on[SILK], SILKSCREEN, np.where(copper > 0, MASK_ON_COPPER, MASK))
    bare = np.where(copper > 0, FINISH, LAMINATE)
    material = np.where(on[HOLE], HOLLOW, np.where(on[OPENING], bare, covered))
    material = np.where(on[OUTLINE], material, OUTSIDE)
    away = np.clip(0.5 - copper / relief[1], 0, 1)
    slope = 6 * away * (1 - away) * relief[0] / relief[1]
    masked = np.isin(material, (MASK, MASK_ON_COPPER, SILKSCREEN))
    share = np.where(masked, slope / np.sqrt(1 + slope**2), 0)
    return toward * share[:, None], material.astype(np.int64)
