"""Faults of the bare board: its copper, its mask, and what lies on it."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from inspector.domain.board import Board
from inspector.domain.errors import InspectorError
from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode
from inspector.twin.artwork import Art, disc, place_code, plate, site_box, stroke
from inspector.twin.body import Body, block
from inspector.twin.copper import copper_of
from inspector.twin.defects.cause import Cause
from inspector.twin.kernels import cast
from inspector.twin.world import DUST, FIBRE

WIDTH_SHARE = 0.20
"""Of a trace's width, that may be lost or gained: IPC-6012 (from memory, unverified)."""
FAULT_MM = 0.10
"""Of a gap, a strand, a hole or a spot in the copper: none is allowed; stated by us."""
FOREIGN_MM = 0.30
"""Length of what lies about; any that conducts is refused; stated by us."""
SCRATCH_MM = 1.0
SCRATCH_WIDE_MM = 0.10
NEAR_MM = 0.6
"""Widest pitch of traces that a strand of copper closes."""
FREE_MM = 0.3
TRIES = 400


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a board: how much of what, where (board mm), and how it is drawn."""

    amount: float
    unit: str
    box: Box
    art: tuple[Art, ...] = ()
    bodies: tuple[Body, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The copper of a design that faults act on: traces (x0, y0, x1, y1, half width), pours."""

    board: Board
    traces: tuple[tuple[float, ...], ...]
    pours: tuple[Box, ...]


Maker = Callable[[Ground, Cause], Flaw]


def ground_of(board: Board, serial: str) -> Ground:
    """Give the traces and pours of a board whose code says ``serial``."""
    copper = list(copper_of(board, place_code(board, serial)).art)
    return Ground(
        board,
        tuple(a.at for a in copper if a.shape == cast.STROKE and a.layer == cast.COPPER),
        tuple(_box_of(a) for a in copper if a.shape == cast.PLATE and a.layer == cast.COPPER),
    )


def track_open(ground: Ground, cause: Cause) -> Flaw:
    """Cut a trace."""
    gap = FAULT_MM * cause.magnitude
    (x, y), (ux, uy), half = _on_trace(ground, cause, gap)
    turn = math.degrees(math.atan2(uy, ux))
    wide = 2.4 * half
    cut = plate((x, y), (gap, wide), cast.ETCHED, turn_deg=turn)
    return Flaw(gap, "mm", _turned_box((x, y), (ux, uy), (gap, wide)), (cut,))


def short(ground: Ground, cause: Cause) -> Flaw:
    """Join two traces by a strand of copper."""
    pairs = [(a, b) for a, b in _gaps(ground.traces) if _is_open(ground, (*a, *b))]
    if not pairs:
        raise InspectorError("defect short: no two traces of the board lie side by side")
    a, b = pairs[int(cause.chance.integers(len(pairs)))]
    width = FAULT_MM * cause.magnitude
    box = Box.around([a, b]).grown(width / 2)
    return Flaw(width, "mm", box, (stroke((*a, *b), width, cast.COPPER),))


def mouse_bite(ground: Ground, cause: Cause) -> Flaw:
    """Bite into the side of a trace."""
    return _at_side(ground, cause, cast.ETCHED)


def spur(ground: Ground, cause: Cause) -> Flaw:
    """Let copper stand out from the side of a trace."""
    return _at_side(ground, cause, cast.COPPER)


def spurious_copper(ground: Ground, cause: Cause) -> Flaw:
    """Leave a spot of copper where none belongs."""
    size = FAULT_MM * cause.magnitude
    x, y = _free_place(ground, cause, size / 2 + FREE_MM)
    spot = disc(x, y, size / 2, cast.COPPER)
    return Flaw(size, "mm", Box(x, y, 0.0, 0.0).grown(size / 2), (spot,))


def pin_hole(ground: Ground, cause: Cause) -> Flaw:
    """Make a hole in a pour."""
    size = FAULT_MM * cause.magnitude
    able = [p for p in ground.pours if min(p.width_mm, p.height_mm) > 2 * size]
    if not able:
        raise InspectorError("defect pin_hole: the board has no pour that is wide enough")
    pour = able[int(cause.chance.integers(len(able)))]
    u, v = (float(c) for c in cause.chance.uniform(-0.5, 0.5, 2))
    x = pour.center_mm[0] + u * (pour.width_mm - 2 * size)
    y = pour.center_mm[1] + v * (pour.height_mm - 2 * size)
    hole = disc(x, y, size / 2, cast.ETCHED)
    return Flaw(size, "mm", Box(x, y, 0.0, 0.0).grown(size / 2), (hole,))


def foreign(ground: Ground, cause: Cause) -> Flaw:
    """Let a crumb or a fibre lie on the board."""
    long = FOREIGN_MM * cause.magnitude
    is_fibre = bool(cause.chance.integers(2))
    x, y = _free_place(ground, cause, 0.1)
    turn = float(cause.chance.uniform(0.0, 180.0))
    wide = 0.02 if is_fibre else 0.6 * long
    high = 0.02 if is_fibre else 0.3 * long
    body = block(
        FIBRE if is_fibre else DUST,
        (long, wide, high),
        (x, y),
        turn,
        corner_mm=0.45 * wide,
        edge_mm=0.45 * min(wide, high),
    )
    angle = math.radians(turn)
    box = _turned_box((x, y), (math.cos(angle), math.sin(angle)), (long, wide))
    return Flaw(long, "mm", box, bodies=(body,))


def scratch(ground: Ground, cause: Cause) -> Flaw:
    """Scratch the mask down to the laminate."""
    long = SCRATCH_MM * cause.magnitude
    for _ in range(TRIES):
        x, y = _free_place(ground, cause, 0.1)
        angle = float(cause.chance.uniform(0.0, 2 * math.pi))
        half_u, half_v = long / 2 * math.cos(angle), long / 2 * math.sin(angle)
        ends = x - half_u, y - half_v, x + half_u, y + half_v
        if _is_open(ground, ends):
            break
    else:
        raise InspectorError("defect scratch: no place is free for so long a one; ask for less")
    art = stroke(ends, SCRATCH_WIDE_MM, cast.ON_BODY + cast.LAMINATE)
    box = Box.around([ends[:2], ends[2:]]).grown(SCRATCH_WIDE_MM / 2)
    return Flaw(long, "mm", box, (art,))


def _is_open(ground: Ground, line: tuple[float, float, float, float]) -> bool:
    """Whether a line lies on the board and crosses no part or land."""
    board = ground.board
    sites = [site_box(board, placement) for placement in board.placements]
    for i in range(21):
        t = i / 20
        at = line[0] + t * (line[2] - line[0]), line[1] + t * (line[3] - line[1])
        if not board.extent.contains(*at) or any(box.contains(*at) for box in sites):
            return False
    return True


def _at_side(ground: Ground, cause: Cause, layer: int) -> Flaw:
    (x, y), (ux, uy), half = _on_trace(ground, cause, 0.2)
    depth = WIDTH_SHARE * cause.magnitude * 2 * half
    if layer == cast.ETCHED:
        depth = min(depth, 1.9 * half)
    radius = max(depth, half)
    side = float(cause.chance.choice((-1.0, 1.0)))
    # the disc's edge passes the trace's by the depth, outwards or inwards
    out = half - radius + depth if layer == cast.COPPER else half + radius - depth
    at = x - side * uy * out, y + side * ux * out
    art = disc(*at, radius, layer)
    edge = half if layer == cast.COPPER else half - depth
    middle = x - side * uy * (edge + depth / 2), y + side * ux * (edge + depth / 2)
    chord = 2 * math.sqrt(max(radius**2 - (radius - depth) ** 2, 0.0))
    box = _turned_box(middle, (ux, uy), (chord, depth))
    return Flaw(depth, "mm", box, (art,))


def _on_trace(
    ground: Ground, cause: Cause, room_mm: float
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Give a place on a trace, the way it goes and its half width."""
    able = [t for t in ground.traces if _length(t) > room_mm + 4 * t[4]]
    board = ground.board
    hidden = [site_box(board, placement) for placement in board.placements]
    for _ in range(TRIES if able else 0):
        x0, y0, x1, y1, half = able[int(cause.chance.integers(len(able)))]
        t = float(cause.chance.uniform(0.35, 0.65))
        at = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
        # what lies under a part or its solder is not seen
        if any(box.grown(room_mm / 2).contains(*at) for box in hidden):
            continue
        long = math.hypot(x1 - x0, y1 - y0)
        return at, ((x1 - x0) / long, (y1 - y0) / long), half
    raise InspectorError("the board has no trace that is long enough for this defect and seen")


def _gaps(
    traces: Sequence[tuple[float, ...]],
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Give places side by side on traces that do not touch: the middle of one, and its foot."""
    for a, b in combinations(traces, 2):
        spot = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2
        x0, y0, x1, y1 = b[:4]
        long = max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-12)
        t = ((spot[0] - x0) * (x1 - x0) + (spot[1] - y0) * (y1 - y0)) / long
        other = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
        joined = any(math.dist(p, q) < a[4] for p in (a[:2], a[2:4]) for q in (b[:2], b[2:4]))
        if not joined and 0.0 < t < 1.0 and a[4] + b[4] + 0.05 < math.dist(spot, other) < NEAR_MM:
            yield spot, other


def _length(trace: tuple[float, ...]) -> float:
    return math.hypot(trace[2] - trace[0], trace[3] - trace[1])


def _free_place(ground: Ground, cause: Cause, clear_mm: float) -> tuple[float, float]:
    """Give a place clear of parts, traces and pours."""
    board = ground.board
    extent = board.extent
    sites = [
        Box.around(list(p.pose.apply(board.package_of(p).extent.corners_mm)))
        for p in board.placements
    ]
    lines = [Box.around([t[:2], t[2:4]]).grown(t[4]) for t in ground.traces]
    taken = [b.grown(clear_mm) for b in (*sites, *lines, *ground.pours)]
    taken += [Box(f.x_mm, f.y_mm, 0.0, 0.0).grown(f.size_mm + clear_mm) for f in board.fiducials]
    for _ in range(TRIES):
        u, v = (float(c) for c in cause.chance.uniform(0.05, 0.95, 2))
        x, y = extent.x_mm + u * extent.width_mm, extent.y_mm + v * extent.height_mm
        if not any(b.contains(x, y) for b in taken):
            return x, y
    raise InspectorError("the board has no free place for this defect; ask for a smaller magnitude")


def _turned_box(
    at: tuple[float, float], way: tuple[float, float], size: tuple[float, float]
) -> Box:
    ux, uy = way
    half_x = (abs(ux) * size[0] + abs(uy) * size[1]) / 2
    half_y = (abs(uy) * size[0] + abs(ux) * size[1]) / 2
    return Box(at[0] - half_x, at[1] - half_y, 2 * half_x, 2 * half_y)


def _box_of(art: Art) -> Box:
    x, y, cos, sin, half_u, half_v = art.at[:6]
    return _turned_box((x, y), (cos, sin), (2 * half_u, 2 * half_v))


MAKERS: Mapping[DefectCode, Maker] = {
    DefectCode.FOREIGN: foreign,
    DefectCode.SCRATCH: scratch,
    DefectCode.TRACK_OPEN: track_open,
    DefectCode.SHORT: short,
    DefectCode.MOUSE_BITE: mouse_bite,
    DefectCode.SPUR: spur,
    DefectCode.SPURIOUS_COPPER: spurious_copper,
    DefectCode.PIN_HOLE: pin_hole,
}
"""What is wrong with a board, whatever is on it."""
