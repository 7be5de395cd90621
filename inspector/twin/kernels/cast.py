"""Where each ray of the camera meets the scene: compiled.

A scene is a table of bodies, each a height over its own footprint, and a table of flat art on the
mask plane (or on top of a body). ``cast_reference.py`` says the same in plain numpy.

Two passes. The first sends one ray through the middle of every pixel, tile by tile, so that a
body or a piece of art is asked by those pixels only that it may cover. The second sends many rays
through the pixels whose light comes from more than one surface.
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
# a lead: foot from u = -HALF_U to FOOT_END at height FOOT_Z, then up over RISE with soft bends
FOOT_END, RISE, BEND, FOOT_Z, LEAD_EDGE = P, P + 1, P + 2, P + 3, P + 4
# solder on a land: the termination's rectangle, film, rise at the termination, reach, power, edge
END_U, END_V, END_COS, END_SIN, END_HALF_U, END_HALF_V = P, P + 1, P + 2, P + 3, P + 4, P + 5
FILM, WET, REACH, POWER, EDGE, LAND_CORNER = P + 6, P + 7, P + 8, P + 9, P + 10, P + 11
# a lying cylinder
RADIUS, AXIS_Z, TIP = P, P + 1, P + 2
# a prism: u and z of the points of its profile
PROFILE = 6

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
UPRIGHT, SETTLED_MM, TURNS = 1e-12, 1e-4, 6
HALVED_MM = 5e-4
"""How near halving comes to an edge."""
FLATTER = 0.7
"""Slope along the ray up to which a straight surface is a good guess."""
MISSED, MET, SIDE, LOWEST, HALVING = range(5)
IDENTS = 64
"""More than there are materials: ident = IDENTS * (2 body + 1 + wall) + material."""
MOST = 6
"""Surfaces that are told apart in one pixel."""
SHIFT_A, SHIFT_B = 0.7548776662466927, 0.5698402909980532
"""Powers of the plastic number: the evenest sequence in two dimensions."""
ROUGH_PITCH_MM = 0.02
"""Over which a rough edge wanders."""
SLANT = 1.3247179572447460
ROUGH_MOST = 2.0
"""Standard deviations at which a rough edge is held; its footprint is that much larger."""
STEEPEST = 4e-4
"""Least squared cosine on a round edge: its slope stays finite."""
LAYERS = 7
"""Of the board itself."""
REACH_PX = 4.5
"""Art farther than this from a pixel's middle is not asked."""
EDGE_PX = 2.2
"""Farther than this from its middle no edge has a share in a pixel."""
CONCAVE = 2.0
"""Power of the usual meniscus."""
CLEAR = 1.0
"""mm: farther than any copper bends the mask."""


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
def wander(rough: NDArray[np.float32], u: float, v: float) -> float:
    """Give how far a rough edge is off, in standard deviations, held within ROUGH_MOST.

    It is even along one slanting direction: an edge along u or v sees all of it.
    """
    at = (u + SLANT * v) / ROUGH_PITCH_MM
    whole = math.floor(at)
    i = int(whole) & (rough.shape[1] - 1)
    one, two = rough[0, i], rough[0, (i + 1) & (rough.shape[1] - 1)]
    off = float(one + (at - whole) * (two - one))
    return min(max(off, -ROUGH_MOST), ROUGH_MOST)


@kernel
def height(
    bodies: NDArray[np.float64], b: int, u: float, v: float, rough: NDArray[np.float32]
) -> tuple[float, float, float]:
    """Height of one body at (u, v) of its own axes, and its slopes."""
    kind = int(bodies[b, KIND])
    half_u, half_v, top = bodies[b, HALF_U], bodies[b, HALF_V], bodies[b, TOP]
    if kind == BOX:
        inside, gu, gv = rounded(u, v, half_u, half_v, bodies[b, CORNER])
        wide = 2.0 * ROUGH_MOST * bodies[b, ROUGH]
        if wide > 0.0 and 0.0 <= inside < bodies[b, RUN] + wide:
            # where it is on the board keeps the edges of one body from those of another
            wanders = wander(rough, u + bodies[b, X], v + bodies[b, Y])
            inside += bodies[b, ROUGH] * (wanders - ROUGH_MOST)
        if inside < 0.0:
            return NOWHERE, gu, gv
        su, sv = bodies[b, SLOPE_U], bodies[b, SLOPE_V]
        leans = 0.0
        if su != 0.0 or sv != 0.0:
            leans = su * u + sv * v - abs(su) * half_u - abs(sv) * half_v
        run = bodies[b, RUN]
        if inside >= run:
            return top + leans, su, sv
        wall = bodies[b, WALL]
        rise = top - abs(su) * half_u - abs(sv) * half_v - wall
        wall += su * u + sv * v
        if bodies[b, ROUND] == 0.0:
            slope = rise / run
            return wall + slope * inside, su - gu * slope, sv - gv * slope
        part = 1.0 - inside / run
        up = math.sqrt(max(1.0 - part * part, STEEPEST))
        slope = rise / run * part / up
        return wall + rise * up, su - gu * slope, sv - gv * slope
    if kind == SOLDER:
        inside, gu, gv = rounded(u, v, half_u, half_v, bodies[b, LAND_CORNER])
        if inside < 0.0:
            return NOWHERE, gu, gv
        # the film, and the meniscus that climbs to the termination over the distance reach
        end_cos, end_sin = bodies[b, END_COS], bodies[b, END_SIN]
        lu = end_cos * (u - bodies[b, END_U]) + end_sin * (v - bodies[b, END_V])
        lv = -end_sin * (u - bodies[b, END_U]) + end_cos * (v - bodies[b, END_V])
        du, dv = (
            max(abs(lu) - bodies[b, END_HALF_U], 0.0),
            max(abs(lv) - bodies[b, END_HALF_V], 0.0),
        )
        away = math.sqrt(du * du + dv * dv)
        reach, edge = bodies[b, REACH], bodies[b, EDGE]
        z = bodies[b, FILM]
        zu, zv = 0.0, 0.0
        if away < reach and bodies[b, WET] != 0.0:
            power = bodies[b, POWER]
            left = 1.0 - away / reach
            climbed = bodies[b, WET] * left * left
            if power != CONCAVE:
                climbed = bodies[b, WET] * math.exp(power * math.log(left))
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
    if kind == LEAD:
        foot_end, run, bend, foot = (
            bodies[b, FOOT_END],
            bodies[b, RISE],
            bodies[b, BEND],
            bodies[b, FOOT_Z],
        )
        round_ = bodies[b, LEAD_EDGE]
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
            up = math.sqrt(max(1.0 - part * part, STEEPEST))
            z -= round_ * (1.0 - up)
            zv = (-1.0 if v >= 0.0 else 1.0) * part / up
        toe = u + half_u
        if toe < round_:
            part = 1.0 - toe / round_
            up = math.sqrt(max(1.0 - part * part, STEEPEST))
            z -= round_ * (1.0 - up)
            zu += part / up
        return z, zu, zv
    if kind == ROLL:
        radius, tip = bodies[b, RADIUS], bodies[b, TIP]
        inside = half_u - abs(u)
        if inside < 0.0:
            return NOWHERE, 1.0 if u >= 0.0 else -1.0, 0.0
        narrower = 0.0
        if inside < tip:
            part = 1.0 - inside / tip
            up = math.sqrt(max(1.0 - part * part, STEEPEST))
            radius -= tip * (1.0 - up)
            narrower = (-1.0 if u >= 0.0 else 1.0) * part / up
        if abs(v) >= radius:
            return NOWHERE, 0.0, 1.0 if v >= 0.0 else -1.0
        up = math.sqrt(max(radius * radius - v * v, STEEPEST * radius * radius))
        return bodies[b, AXIS_Z] + up, narrower * radius / up, -v / up
    # a prism
    if abs(u) > half_u or abs(v) > half_v:
        return NOWHERE, 0.0, 1.0 if v >= 0.0 else -1.0
    n = 0
    while n < PROFILE - 2 and u > bodies[b, P + 2 * n + 2]:
        n += 1
    wide = bodies[b, P + 2 * n + 2] - bodies[b, P + 2 * n]
    slope = 0.0
    if wide > 0.0:
        slope = (bodies[b, P + 2 * n + 3] - bodies[b, P + 2 * n + 1]) / wide
    return bodies[b, P + 2 * n + 1] + slope * (u - bodies[b, P + 2 * n]), slope, 0.0


@kernel
def meet_body(
    bodies: NDArray[np.float64],
    b: int,
    x: float,
    y: float,
    lean_x: float,
    lean_y: float,
    above: float,
    rough: NDArray[np.float32],
) -> tuple[float, float, float, int]:
    """Give where a ray meets a body: height, the normal's x and y, and 1 on a side.

    A height of NOWHERE: it passes by, or not above ``above``.
    """
    cos, sin = bodies[b, COS], bodies[b, SIN]
    dx, dy = x - bodies[b, X], y - bodies[b, Y]
    u0, v0 = cos * dx + sin * dy, -sin * dx + cos * dy
    mu, mv = cos * lean_x + sin * lean_y, -sin * lean_x + cos * lean_y
    half_u, half_v, top = bodies[b, HALF_U], bodies[b, HALF_V], bodies[b, TOP]
    if int(bodies[b, KIND]) == BOX:
        # most rays meet the flat of a top, well inside its edges
        rim = max(bodies[b, RUN], bodies[b, CORNER]) + 2.0 * ROUGH_MOST * bodies[b, ROUGH]
        su, sv = bodies[b, SLOPE_U], bodies[b, SLOPE_V]
        z = top - abs(su) * half_u - abs(sv) * half_v
        z = (z + su * u0 + sv * v0) / (1.0 - su * mu - sv * mv)
        if abs(u0 + z * mu) < half_u - rim and abs(v0 + z * mv) < half_v - rim:
            if z <= above:
                return NOWHERE, 0.0, 0.0, 0
            if su == 0.0 and sv == 0.0:
                return z, 0.0, 0.0, 0
            shrink = -1.0 / math.sqrt(1.0 + su * su + sv * sv)
            return z, (cos * su - sin * sv) * shrink, (sin * su + cos * sv) * shrink, 0
    low, high = 0.0, top
    if abs(mu) < UPRIGHT:
        if abs(u0) > half_u:
            return NOWHERE, 0.0, 0.0, 0
    else:
        one, two = (-half_u - u0) / mu, (half_u - u0) / mu
        low, high = max(low, min(one, two)), min(high, max(one, two))
    if abs(mv) < UPRIGHT:
        if abs(v0) > half_v:
            return NOWHERE, 0.0, 0.0, 0
    else:
        one, two = (-half_v - v0) / mv, (half_v - v0) / mv
        low, high = max(low, min(one, two)), min(high, max(one, two))
    if low > high or high <= above:
        return NOWHERE, 0.0, 0.0, 0
    # From above, by Newton's steps: the surface's slope times the ray's lean is far below one.
    # Where that does not settle: halving between low and high.
    z, last, state = high, low, MISSED
    h, zu, zv = 0.0, 0.0, 0.0
    for turn in range(24):
        h, zu, zv = height(bodies, b, u0 + z * mu, v0 + z * mv, rough)
        if turn == 0 and h >= z and high < top:
            state = SIDE  # it enters through the side
            break
        if state == MISSED:
            # where a straight surface of this slope meets the ray
            steep = zu * mu + zv * mv
            z_next = z + (h - z) / (1.0 - steep) if steep < FLATTER else h
            z_next = min(max(z_next, low), high)
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
            if last - low < HALVED_MM:
                break
            z = 0.5 * (low + last)
    if state == HALVING:
        z = low
        h, zu, zv = height(bodies, b, u0 + z * mu, v0 + z * mv, rough)
        state = SIDE if h > z + 2e-3 else MET
    if state == MISSED or z <= above:
        return NOWHERE, 0.0, 0.0, 0
    if state == SIDE:
        kind = int(bodies[b, KIND])
        corner = (
            bodies[b, CORNER]
            if kind == BOX
            else (bodies[b, LAND_CORNER] if kind == SOLDER else 0.0)
        )
        _, zu, zv = rounded(u0 + z * mu, v0 + z * mv, half_u, half_v, corner)
        return z, cos * zu - sin * zv, sin * zu + cos * zv, 1
    shrink = -1.0 / math.sqrt(1.0 + zu * zu + zv * zv)
    return z, (cos * zu - sin * zv) * shrink, (sin * zu + cos * zv) * shrink, 0


@kernel
def inside_art(
    art: NDArray[np.float64], n: int, x: float, y: float, bits: NDArray[np.uint8]
) -> tuple[float, float, float]:
    """Distance inside a piece of art (negative outside) and its outward direction.

    Of a bitmap: 1 on its printed modules, else -1.
    """
    shape = int(art[n, SHAPE])
    if shape == STROKE:
        ex, ey = art[n, A2] - art[n, A0], art[n, A3] - art[n, A1]
        length2 = ex * ex + ey * ey
        t = 0.0
        if length2 > 0.0:
            t = min(max(((x - art[n, A0]) * ex + (y - art[n, A1]) * ey) / length2, 0.0), 1.0)
        dx, dy = x - art[n, A0] - t * ex, y - art[n, A1] - t * ey
        away = math.sqrt(dx * dx + dy * dy)
        if away == 0.0:
            return art[n, A4], 0.0, 0.0
        return art[n, A4] - away, dx / away, dy / away
    dx, dy = x - art[n, A0], y - art[n, A1]
    if shape in (DISC, RING):
        away = math.sqrt(dx * dx + dy * dy)
        inside = art[n, A2] - away
        if shape == RING:
            inside = min(inside, away - art[n, A3])
        if away == 0.0:
            return inside, 0.0, 0.0
        return inside, dx / away, dy / away
    c, d = art[n, A2], art[n, A3]
    u, v = c * dx + d * dy, -d * dx + c * dy
    if shape == PLATE:
        inside, gu, gv = rounded(u, v, art[n, A4], art[n, A5], art[n, A6])
        return inside, c * gu - d * gv, d * gu + c * gv
    # A4 is its module, rows go down, its middle at the art's place
    at_c = u / art[n, A4] + 0.5 * bits.shape[1]
    at_r = 0.5 * bits.shape[0] - v / art[n, A4]
    if 0.0 <= at_r < bits.shape[0] and 0.0 <= at_c < bits.shape[1]:
        return 2.0 * bits[int(at_r), int(at_c)] - 1.0, 0.0, 0.0
    return -1.0, 0.0, 0.0


ON_BOARD, OPENED, CLOSED, PRINTED, DRILLED = 1, 2, 4, 8, 16


@kernel
def flag_of(layer: int) -> int:
    """Give the flag that a layer of the board other than copper sets."""
    if layer == OPENING:
        return OPENED
    if layer == SILK:
        return PRINTED
    if layer == HOLE:
        return DRILLED
    if layer == COVERED:
        return CLOSED
    return ON_BOARD


@kernel
def ground_look(flags: int, copper: float, paint: int) -> tuple[int, bool]:
    """Give the material of the board where nothing stands, and whether mask lies there."""
    if flags & ON_BOARD == 0:
        return OUTSIDE, False
    if flags & DRILLED:
        return HOLLOW, False
    opened = flags & OPENED != 0 and flags & CLOSED == 0
    if paint >= 0:
        return paint, not opened
    if opened:
        return FINISH if copper > 0.0 else LAMINATE, False
    if flags & PRINTED:
        return SILKSCREEN, True
    return MASK_ON_COPPER if copper > 0.0 else MASK, True


@kernel
def bulge(copper: float, relief: NDArray[np.float64]) -> float:
    """Give the sine of the mask's tilt beside and over the edge of copper."""
    away = 0.5 - copper / relief[1]
    if away <= 0.0 or away >= 1.0:
        return 0.0
    slope = float(6.0 * away * (1.0 - away) * relief[0] / relief[1])
    return slope / math.sqrt(1.0 + slope * slope)


@kernel
def span(
    box: NDArray[np.float64],
    shift_x: float,
    shift_y: float,
    affine: NDArray[np.float64],
    high: int,
    wide: int,
) -> tuple[int, int, int, int]:
    """Give the rows and columns (from, to) of a tile that a box, or that box shifted, may cover.

    ``affine`` takes mm to pixels of the tile: c = a0 + a1 x + a2 y, r = a3 + a4 x + a5 y.
    """
    margin = 2.0
    c0, c1, r0, r1 = 1e9, -1e9, 1e9, -1e9
    for corner in range(8):
        x = box[0] if corner & 1 else box[2]
        y = box[1] if corner & 2 else box[3]
        if corner & 4:
            x, y = x + shift_x, y + shift_y
        c = affine[0] + affine[1] * x + affine[2] * y
        r = affine[3] + affine[4] * x + affine[5] * y
        c0, c1, r0, r1 = min(c0, c), max(c1, c), min(r0, r), max(r1, r)
    return (
        max(math.floor(max(r0, -1e6) - margin), 0),
        min(math.ceil(min(r1, 1e6) + margin), high - 1) + 1,
        max(math.floor(max(c0, -1e6) - margin), 0),
        min(math.ceil(min(c1, 1e6) + margin), wide - 1) + 1,
    )


@kernel
def cast_middles(
    tile_px: int,
    rays: NDArray[np.float64],
    bodies: NDArray[np.float64],
    body_boxes: NDArray[np.float64],
    body_from: NDArray[np.int64],
    body_list: NDArray[np.int32],
    art: NDArray[np.float64],
    art_boxes: NDArray[np.float64],
    art_from: NDArray[np.int64],
    art_list: NDArray[np.int32],
    bits: NDArray[np.uint8],
    relief: NDArray[np.float64],
    rough: NDArray[np.float32],
    ident: NDArray[np.int32],
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
) -> None:
    """Fill what the ray through the middle of each pixel meets.

    Parameters
    ----------
    tile_px
        Side of a tile; the lists of bodies and art are kept per tile.
    rays
        ``(rows / tile_px + 1, cols / tile_px + 1, 4)``: x, y on the mask plane and lean of the ray
        at the tiles' corners (corner (i, j) is pixel (i, j) * tile_px - 0.5), panel mm.
    bodies, body_boxes, body_from, body_list, art, art_boxes, art_from, art_list
        The scene; the indices for tile t are ``list[from[t]:from[t + 1]]``.
    bits
        ``(H, W)`` uint8, the modules of the code.
    relief
        ``(2,)`` mm: height of copper under the mask, width over which the mask falls off it.
    rough
        ``(K, K)`` standard normal, smooth; K is a power of 2: how rough edges wander.
    ident
        ``(rows, cols)``, filled: what is equal over a smooth surface.
    place, normal, material
        ``(rows * cols, 3)``, ``(rows * cols, 2)``, ``(rows * cols,)``, filled: x, y, z; the unit
        normal's x and y; index of the material.
    """
    rows, cols = ident.shape
    across = rays.shape[1] - 1
    shape = (tile_px, tile_px)
    ray = np.empty((4, tile_px, tile_px), np.float64)
    copper, etched = np.empty(shape, np.float64), np.empty(shape, np.float64)
    toward = np.empty((tile_px, tile_px, 4), np.float64)
    flags, paint = np.empty(shape, np.int64), np.empty(shape, np.int64)
    hit, wall = np.empty(shape, np.int64), np.empty(shape, np.int64)
    met = np.empty((tile_px, tile_px, 3), np.float64)
    affine = np.empty(6, np.float64)
    for tile in range(body_from.shape[0] - 1):
        ti, tj = tile // across, tile % across
        row0, col0 = ti * tile_px, tj * tile_px
        high, wide = min(tile_px, rows - row0), min(tile_px, cols - col0)
        # the rays, linear between the tile's corners
        lean_x, lean_y = 0.0, 0.0
        for k in range(4):
            for r in range(high):
                fr = (r + 0.5) / tile_px
                left = rays[ti, tj, k] + fr * (rays[ti + 1, tj, k] - rays[ti, tj, k])
                right = rays[ti, tj + 1, k]
                right += fr * (rays[ti + 1, tj + 1, k] - rays[ti, tj + 1, k])
                step = (right - left) / tile_px
                for c in range(wide):
                    ray[k, r, c] = left + (c + 0.5) * step
        for i in range(2):
            for j in range(2):
                lean_x += 0.25 * rays[ti + i, tj + j, 2]
                lean_y += 0.25 * rays[ti + i, tj + j, 3]
        # mm to pixels of the tile, near enough to say who may be where
        p, q, s, t = rays[ti, tj], rays[ti, tj + 1], rays[ti + 1, tj], rays[ti + 1, tj + 1]
        xc, yc = 0.5 * (q[0] - p[0] + t[0] - s[0]), 0.5 * (q[1] - p[1] + t[1] - s[1])
        xr, yr = 0.5 * (s[0] - p[0] + t[0] - q[0]), 0.5 * (s[1] - p[1] + t[1] - q[1])
        det = (xc * yr - xr * yc) / tile_px
        affine[1], affine[2], affine[4], affine[5] = yr / det, -xr / det, -yc / det, xc / det
        affine[0] = -0.5 - affine[1] * p[0] - affine[2] * p[1]
        affine[3] = -0.5 - affine[4] * p[0] - affine[5] * p[1]
        per_mm = max(abs(affine[1]) + abs(affine[2]), abs(affine[4]) + abs(affine[5]))

        copper[:, :], etched[:, :], flags[:, :], paint[:, :] = -CLEAR, -CLEAR, 0, -1
        hit[:, :], wall[:, :], met[:, :, 0] = -1, 0, 0.0
        for index in range(art_from[tile], art_from[tile + 1]):
            n = art_list[index]
            if art[n, OWNER] >= 0.0:
                continue
            layer = int(art[n, LAYER])
            r0, r1, c0, c1 = span(art_boxes[n], 0.0, 0.0, affine, high, wide)
            if r1 - r0 == high and c1 - c0 == wide and int(art[n, SHAPE]) in (PLATE, DISC, STROKE):
                # the piece is convex: what holds at the tile's corners holds all over it
                deep = CLEAR
                for k in range(4):
                    r, c = (high - 1) * (k // 2), (wide - 1) * (k % 2)
                    deep = min(deep, inside_art(art, n, ray[0, r, c], ray[1, r, c], bits)[0])
                if deep > relief[1]:
                    if layer == COPPER:
                        copper[:, :] = np.maximum(copper, deep)
                    elif layer == ETCHED:
                        etched[:, :] = np.maximum(etched, deep)
                    elif layer >= ON_BODY:
                        paint[:, :] = layer - ON_BODY
                    else:
                        flags[:, :] |= flag_of(layer)
                    continue
            for r in range(r0, r1):
                for c in range(c0, c1):
                    inside, gx, gy = inside_art(art, n, ray[0, r, c], ray[1, r, c], bits)
                    if layer == COPPER:
                        if inside > copper[r, c]:
                            copper[r, c], toward[r, c, 0], toward[r, c, 1] = inside, gx, gy
                    elif layer == ETCHED:
                        if inside > etched[r, c]:
                            etched[r, c], toward[r, c, 2], toward[r, c, 3] = inside, gx, gy
                    elif inside > 0.0:
                        if layer >= ON_BODY:
                            paint[r, c] = layer - ON_BODY
                        else:
                            flags[r, c] |= flag_of(layer)
        for index in range(body_from[tile], body_from[tile + 1]):
            b = body_list[index]
            top = bodies[b, TOP]
            # a ray's lean differs over the tile
            r0, r1, c0, c1 = span(body_boxes[b], -top * lean_x, -top * lean_y, affine, high, wide)
            more = int(top * per_mm * (abs(ray[2, 0, 0] - lean_x) + abs(ray[3, 0, 0] - lean_y)))
            r0, c0 = max(r0 - more, 0), max(c0 - more, 0)
            r1, c1 = min(r1 + more, high), min(c1 + more, wide)
            for r in range(r0, r1):
                for c in range(c0, c1):
                    z, nx, ny, side = meet_body(
                        bodies, b, ray[0, r, c], ray[1, r, c], ray[2, r, c], ray[3, r, c],
                        met[r, c, 0], rough,
                    )  # fmt: skip
                    if z != NOWHERE:
                        met[r, c, 0], met[r, c, 1], met[r, c, 2] = z, nx, ny
                        hit[r, c], wall[r, c], paint[r, c] = b, side, int(bodies[b, MATERIAL])
        for index in range(art_from[tile], art_from[tile + 1]):
            n = art_list[index]
            owner = int(art[n, OWNER])
            if owner < 0:
                continue
            look, top = int(art[n, LAYER]) - ON_BODY, bodies[owner, TOP]
            r0, r1, c0, c1 = span(art_boxes[n], -top * lean_x, -top * lean_y, affine, high, wide)
            more = int(top * per_mm * (abs(ray[2, 0, 0] - lean_x) + abs(ray[3, 0, 0] - lean_y)))
            r0, c0 = max(r0 - more, 0), max(c0 - more, 0)
            r1, c1 = min(r1 + more, high), min(c1 + more, wide)
            for r in range(r0, r1):
                for c in range(c0, c1):
                    if hit[r, c] != owner or wall[r, c] == 1:
                        continue
                    x = ray[0, r, c] + met[r, c, 0] * ray[2, r, c]
                    y = ray[1, r, c] + met[r, c, 0] * ray[3, r, c]
                    if inside_art(art, n, x, y, bits)[0] > 0.0:
                        paint[r, c] = look
        for r in range(high):
            for c in range(wide):
                at = (row0 + r) * cols + col0 + c
                z = met[r, c, 0]
                place[at, 0] = ray[0, r, c] + z * ray[2, r, c]
                place[at, 1] = ray[1, r, c] + z * ray[3, r, c]
                place[at, 2] = z
                if hit[r, c] >= 0:
                    look = paint[r, c]
                    normal[at, 0], normal[at, 1] = met[r, c, 1], met[r, c, 2]
                    same = IDENTS * (2 * hit[r, c] + 1 + wall[r, c]) + look
                else:
                    inside, gx, gy = copper[r, c], toward[r, c, 0], toward[r, c, 1]
                    if -etched[r, c] < inside:
                        inside, gx, gy = -etched[r, c], -toward[r, c, 2], -toward[r, c, 3]
                    look, masked = ground_look(flags[r, c], inside, paint[r, c])
                    sine = bulge(inside, relief) if masked else 0.0
                    normal[at, 0], normal[at, 1] = 0.0, 0.0
                    if sine > 0.0:
                        normal[at, 0], normal[at, 1] = sine * gx, sine * gy
                    same = look
                material[at] = look
                ident[row0 + r, col0 + c] = same


@kernel
def covered(inside_px: float) -> float:
    """Give the share of a pixel's light, spread by a quadratic spline, that a half plane covers."""
    t = min(max(inside_px, -1.5), 1.5)
    if abs(t) <= 0.5:  # noqa: PLR2004 - half a pixel: the middle one of the spline's three pieces
        return 0.5 + 0.75 * t - t * t * t / 3.0
    tail = (1.5 - abs(t)) ** 3 / 6.0
    return 1.0 - tail if t > 0.0 else tail


@kernel
def flat_edge(
    art: NDArray[np.float64],
    near: NDArray[np.int64],
    arts: int,
    x: float,
    y: float,
    px: float,
    bits: NDArray[np.uint8],
    depth: NDArray[np.float64],
) -> int:
    """Give the one layer of the board whose edge runs through a pixel, from distances alone.

    Returns -1 where no edge is near, LAYERS where that is not enough: more than one edge, or art
    that is no layer. ``depth`` is ``(LAYERS,)``, filled: how far inside each layer the pixel's
    middle is, copper less what is etched.
    """
    depth[:] = -CLEAR
    for index in range(arts):
        n = near[index]
        if art[n, OWNER] >= 0.0:
            continue
        layer = int(art[n, LAYER])
        if layer >= ON_BODY or int(art[n, SHAPE]) == BITMAP:
            return LAYERS
        depth[layer] = max(depth[layer], inside_art(art, n, x, y, bits)[0])
    depth[COPPER] = min(depth[COPPER], -depth[ETCHED])
    depth[ETCHED] = -CLEAR
    found = -1
    for layer in range(LAYERS):
        if abs(depth[layer]) < EDGE_PX * px:
            if found >= 0:
                return LAYERS
            found = layer
    return found


@kernel
def cast_edges(
    pixels: NDArray[np.int64],
    offsets: NDArray[np.float64],
    spread: NDArray[np.float64],
    tile_px: int,
    rays: NDArray[np.float64],
    bodies: NDArray[np.float64],
    art: NDArray[np.float64],
    art_boxes: NDArray[np.float64],
    art_from: NDArray[np.int64],
    art_list: NDArray[np.int32],
    bits: NDArray[np.uint8],
    relief: NDArray[np.float64],
    rough: NDArray[np.float32],
    ident: NDArray[np.int32],
    middle: NDArray[np.float32],
    place: NDArray[np.float32],
    normal: NDArray[np.float32],
    material: NDArray[np.uint8],
    weight: NDArray[np.float32],
    first: NDArray[np.int64],
) -> int:
    """Fill what many rays through pixels meet; give how many surfaces that are.

    It asks only bodies that the middles of pixels within 2 px met, and gathers rays of a pixel that
    meet the same smooth surface into their mean.

    Parameters
    ----------
    pixels
        ``(N,)`` int64, ``row * cols + col``.
    offsets
        ``(K, 2)`` float64 in [0, 1), row and col; shifted pixel by pixel, within a K-th, so that a
        straight edge is true on average, and then spread over the pixel and its neighbours by
        ``spread``.
    spread
        ``(S,)`` px: distance from the pixel's middle by share of the light, 0 to 1; within 2 px.
    tile_px, rays, bodies, art, art_boxes, art_from, art_list, bits, relief, rough
        As for `cast_middles`.
    ident, middle
        ``(rows, cols)`` and ``(rows * cols, 2)``: what the middles of pixels met, and the normals
        there, as `cast_middles` filled them.
    place, normal, material, weight
        ``(M, 3)``, ``(M, 2)``, ``(M,)``, ``(M,)``, filled as far as the number returned: x, y, z;
        the mean normal's x and y; index of the material; share of the pixel. M is N * MOST.
    first
        ``(N,)``, filled: where each pixel's surfaces begin.
    """
    rows, cols = ident.shape
    across = rays.shape[1] - 1
    samples = offsets.shape[0]
    longest = 1
    for tile in range(art_from.shape[0] - 1):
        longest = max(longest, art_from[tile + 1] - art_from[tile])
    asked, near = np.empty(25, np.int64), np.empty(longest, np.int64)
    same_of, depth = np.empty(MOST, np.int64), np.empty(LAYERS, np.float64)
    at, over, down = np.empty(4, np.float64), np.empty(4, np.float64), np.empty(4, np.float64)
    count = 0
    for i in range(pixels.shape[0]):
        row, col = pixels[i] // cols, pixels[i] % cols
        tile_row, tile_col = row // tile_px, col // tile_px
        tile = tile_row * across + tile_col
        below, right = tile_row + 1, tile_col + 1
        candidates, tallest = 0, 0.0
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
                    tallest = max(tallest, bodies[body, TOP])
        # a sequence that fills the strata evenly along rows, columns and slanting lines
        shift_r, shift_c = SHIFT_A * row + SHIFT_B * col, SHIFT_B * row + SHIFT_A * col
        shift_r = (shift_r - math.floor(shift_r)) / samples
        shift_c = (shift_c - math.floor(shift_c)) / samples
        first[i] = count
        surfaces, arts = 0, 0
        # the ray of the pixel's middle, linear between the tile's corners, and how it goes on
        fr, fc = (row + 0.5) / tile_px - tile_row, (col + 0.5) / tile_px - tile_col
        for k in range(4):
            left = rays[tile_row, tile_col, k]
            left += fr * (rays[below, tile_col, k] - rays[tile_row, tile_col, k])
            end = rays[tile_row, right, k] + fr * (rays[below, right, k] - rays[tile_row, right, k])
            at[k], over[k] = left + fc * (end - left), (end - left) / tile_px
            upper = rays[tile_row, tile_col, k]
            upper += fc * (rays[tile_row, right, k] - rays[tile_row, tile_col, k])
            lower = rays[below, tile_col, k] + fc * (
                rays[below, right, k] - rays[below, tile_col, k]
            )
            down[k] = (lower - upper) / tile_px
        # the art that any ray of this pixel may meet
        px = max(abs(over[0]) + abs(down[0]), abs(over[1]) + abs(down[1]))
        x0, x1 = min(at[0], at[0] + tallest * at[2]), max(at[0], at[0] + tallest * at[2])
        y0, y1 = min(at[1], at[1] + tallest * at[3]), max(at[1], at[1] + tallest * at[3])
        reach = REACH_PX * px
        for index in range(art_from[tile], art_from[tile + 1]):
            n = art_list[index]
            if (
                art_boxes[n, 0] <= x1 + reach and art_boxes[n, 2] >= x0 - reach
                and art_boxes[n, 1] <= y1 + reach and art_boxes[n, 3] >= y0 - reach
            ):  # fmt: skip
                near[arts] = n
                arts += 1
        layer = LAYERS
        if candidates == 0:
            px = math.sqrt(abs(over[0] * down[1] - over[1] * down[0]))
            layer = flat_edge(art, near, arts, at[0], at[1], px, bits, depth)
        if layer < LAYERS:
            # one straight edge of flat art, or none: what it covers is known
            flags = 0
            for n in range(1, LAYERS):
                if depth[n] > 0.0:
                    flags |= flag_of(n)
            share = 1.0 if layer < 0 else covered(depth[layer] / px)
            for side in range(2):
                if (share == 0.0 and side == 0) or (share == 1.0 and side == 1):
                    continue
                copper = depth[COPPER]
                if layer == COPPER:
                    copper = abs(copper) if side == 0 else -abs(copper)
                elif layer > COPPER:
                    bit = flag_of(layer)
                    flags = flags | bit if side == 0 else flags & ~bit
                out = count + surfaces
                look, _ = ground_look(flags, copper, -1)
                place[out, 0], place[out, 1], place[out, 2] = at[0], at[1], 0.0
                normal[out, 0], normal[out, 1] = middle[pixels[i], 0], middle[pixels[i], 1]
                material[out] = look
                weight[out] = share if side == 0 else 1.0 - share
                surfaces += 1
            count += surfaces
            continue
        for k in range(samples):
            at_r, at_c = offsets[k, 0] + shift_r, offsets[k, 1] + shift_c
            at_r, at_c = at_r - math.floor(at_r), at_c - math.floor(at_c)
            at_r, at_c = at_r * (spread.shape[0] - 1), at_c * (spread.shape[0] - 1)
            r, c = int(at_r), int(at_c)
            at_r = spread[r] + (at_r - r) * (spread[r + 1] - spread[r])
            at_c = spread[c] + (at_c - c) * (spread[c + 1] - spread[c])
            x, y = at[0] + at_r * down[0] + at_c * over[0], at[1] + at_r * down[1] + at_c * over[1]
            lean_x, lean_y = at[2], at[3]

            # the highest body that the ray meets
            top_z, nx, ny, hit, on_wall = 0.0, 0.0, 0.0, -1, 0
            for n in range(candidates):
                z, bx, by, side = meet_body(bodies, asked[n], x, y, lean_x, lean_y, top_z, rough)
                if z != NOWHERE:
                    top_z, nx, ny, hit, on_wall = z, bx, by, asked[n], side
            px, py = x + top_z * lean_x, y + top_z * lean_y
            if hit >= 0:
                look = int(bodies[hit, MATERIAL])
                if on_wall == 0 and bodies[hit, PAINTED] > 0.0:
                    for index in range(arts):
                        n = near[index]
                        if art[n, OWNER] == hit and inside_art(art, n, px, py, bits)[0] > 0.0:
                            look = int(art[n, LAYER]) - ON_BODY
                same = IDENTS * (2 * hit + 1 + on_wall) + look
            else:
                copper, cx, cy, etched, ex, ey = -CLEAR, 0.0, 0.0, -CLEAR, 0.0, 0.0
                flags, paint = 0, -1
                for index in range(arts):
                    n = near[index]
                    if art[n, OWNER] >= 0.0:
                        continue
                    inside, gx, gy = inside_art(art, n, px, py, bits)
                    layer = int(art[n, LAYER])
                    if layer == COPPER:
                        if inside > copper:
                            copper, cx, cy = inside, gx, gy
                    elif layer == ETCHED:
                        if inside > etched:
                            etched, ex, ey = inside, gx, gy
                    elif inside > 0.0:
                        if layer >= ON_BODY:
                            paint = layer - ON_BODY
                        else:
                            flags |= flag_of(layer)
                if -etched < copper:
                    copper, cx, cy = -etched, -ex, -ey
                look, masked = ground_look(flags, copper, paint)
                if masked:
                    sine = bulge(copper, relief)
                    nx, ny = sine * cx, sine * cy
                same = look

            which = 0
            while which < surfaces and same_of[which] != same:
                which += 1
            if which == MOST:
                which = MOST - 1  # more surfaces than a pixel can tell apart
            out = count + which
            if which == surfaces:
                surfaces += 1
                same_of[which] = same
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


@kernel
def edges_of(ident: NDArray[np.int32], edge: NDArray[np.uint8]) -> int:
    """Mark pixels whose light comes from more than one surface; give how many.

    Those are marked that have a neighbour of another surface: farther than a pixel from an edge,
    less than 2 % of a pixel's light comes from beyond it. ``edge`` is ``(rows, cols)``, filled with
    0 and 1.
    """
    rows, cols = ident.shape
    edge[:, :] = 0
    for row in range(rows):
        for col in range(cols):
            own = ident[row, col]
            right = col + 1 < cols and ident[row, col + 1] != own
            below = row + 1 < rows and ident[row + 1, col] != own
            if not (right or below):
                continue
            for r in range(row, min(row + 1 + below, rows)):
                for c in range(col, min(col + 1 + right, cols)):
                    edge[r, c] = 1
    count = 0
    for row in range(rows):
        for col in range(cols):
            count += edge[row, col]
    return count


@kernel
def blend(
    radiance: NDArray[np.float32],
    weight: NDArray[np.float32],
    first: NDArray[np.int64],
    pixels: NDArray[np.int64],
    picture: NDArray[np.float32],
) -> None:
    """Put the mean of each pixel's surfaces into a picture.

    ``radiance`` is ``(M, C)``, ``weight`` ``(M,)``, ``first`` and ``pixels`` ``(N,)`` as
    `cast_edges` fills them, ``picture`` ``(rows * cols, C)``.
    """
    many = pixels.shape[0]
    for i in range(many):
        end = first[i + 1] if i + 1 < many else weight.shape[0]
        for channel in range(picture.shape[1]):
            total = 0.0
            for n in range(first[i], end):
                total += weight[n] * radiance[n, channel]
            picture[pixels[i], channel] = total


@kernel
def tops_of(
    bodies: NDArray[np.float64],
    boxes: NDArray[np.float64],
    grid: NDArray[np.float64],
    lowest: float,
    rough: NDArray[np.float32],
    tops: NDArray[np.float32],
    made_of: NDArray[np.uint8],
) -> None:
    """Fill what stands in the middle of each cell of a grid: height and material.

    Solder and what is lower than ``lowest`` mm are left out. ``grid`` is ``(3,)``: x, y of cell
    (0, 0) and the pitch, mm; ``tops`` and ``made_of`` are ``(H, W)``.
    """
    tops[:, :] = 0.0
    made_of[:, :] = 0
    high, wide = tops.shape
    for b in range(bodies.shape[0]):
        if bodies[b, KIND] == SOLDER or bodies[b, TOP] < lowest:
            continue
        c0 = max(math.ceil((boxes[b, 0] - grid[0]) / grid[2]), 0)
        c1 = min(math.floor((boxes[b, 2] - grid[0]) / grid[2]), wide - 1)
        r0 = max(math.ceil((boxes[b, 1] - grid[1]) / grid[2]), 0)
        r1 = min(math.floor((boxes[b, 3] - grid[1]) / grid[2]), high - 1)
        for r in range(r0, r1 + 1):
            for c in range(c0, c1 + 1):
                dx, dy = grid[0] + c * grid[2] - bodies[b, X], grid[1] + r * grid[2] - bodies[b, Y]
                u, v = (
                    bodies[b, COS] * dx + bodies[b, SIN] * dy,
                    -bodies[b, SIN] * dx + bodies[b, COS] * dy,
                )
                if abs(u) > bodies[b, HALF_U] or abs(v) > bodies[b, HALF_V]:
                    continue
                z, _, _ = height(bodies, b, u, v, rough)
                if z > tops[r, c]:
                    tops[r, c], made_of[r, c] = z, int(bodies[b, MATERIAL])
