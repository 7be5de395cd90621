"""Joints with too little, too much or bad solder, and solder where none belongs."""

import math
from collections.abc import Mapping
from dataclasses import replace

from inspector.domain.board import Land, Termination
from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode
from inspector.twin.body import block, dome
from inspector.twin.defects.cause import Cause, Faulty, Row, is_fitted, joint_box
from inspector.twin.part import HIDDEN, LEAST_CLIMB, BuiltPart, Joint, stands_mm
from inspector.twin.world import SOLDER

LEAST_MM = 0.5
UNWETTED_SHARE = 0.20
"""Of the land's length, left without solder: wetting has to be evident; stated by us."""
DEWETTED_SHARE = 0.05
"""Of the land's area: J-STD-003 (from memory, unverified)."""
BLOWHOLE_MM = 0.12
"""Across: no clause gives a size; five pixels at 24 um. Stated by us."""
CLEARANCE_MM = 0.13
"""Minimum electrical clearance, IPC-A-610: the width of a bridge, the size of a ball."""
BRIDGED_MM = 1.3
"""Widest gap between lands that solder bridges."""
OVERLAP_MM = 0.15
"""Of a bridge's ends and the lands."""
PLAINLY = 1.05
"""By how much a sound fillet stands above the limit where it can be made too low."""
PATCHES = 4
TRIES = 200


def insufficient(part: BuiltPart, cause: Cause) -> Faulty:
    """Let a fillet be too low: the limit at magnitude 1, a third of it at 3, in between evenly."""
    able = _can_be_lean(part)
    end = able[int(cause.chance.integers(len(able)))]
    joint = next(j for j in part.joints if j.pin == end.pin)
    limit, m = fillet_limit_mm(part, end), cause.magnitude
    sound = joint.rise_mm + joint.film_mm
    height = sound ** (1 - m) * limit**m if m < 1 else limit / m
    film = min(joint.film_mm, 0.6 * height)
    lean = replace(
        joint,
        rise_mm=height - film,
        film_mm=film,
        reach_mm=joint.reach_mm * (height / sound) ** 0.5,
    )
    return _with_joint(part, lean, (height, "mm"))


def excess(part: BuiltPart, cause: Cause) -> Faulty:
    """Let a bulging fillet climb: as high as the termination at magnitude 1, above it beyond."""
    end, _, joint = _joint_of(part, cause)
    sound = joint.rise_mm + joint.film_mm
    full = max(stands_mm(part.package, end), sound)
    height = sound + cause.magnitude * (full - sound)
    power = 2.0 ** (1 - 2 * min(cause.magnitude, 1.0))
    fat = replace(joint, rise_mm=height - joint.film_mm, power=power)
    return _with_joint(part, fat, (height, "mm"))


def non_wetting(part: BuiltPart, cause: Cause) -> Faulty:
    """Leave the land bare from its toe inwards."""
    _, _, joint = _joint_of(part, cause)
    share = min(UNWETTED_SHARE * cause.magnitude, 0.95)
    return _with_joint(part, replace(joint, covers=1 - share), (share, "1"))


def dewetted(part: BuiltPart, cause: Cause) -> Faulty:
    """Let solder draw back from round patches."""
    end, land, joint = _joint_of(part, cause)
    share = DEWETTED_SHARE * cause.magnitude
    radius = math.sqrt(share * land.size_x_mm * land.size_y_mm / (PATCHES * math.pi))
    bald = _spots((land, end), radius, PATCHES, cause)
    held = min(math.pi * sum(r * r for _, _, r in bald) / (land.size_x_mm * land.size_y_mm), 1.0)
    return _with_joint(part, replace(joint, bald=bald), (held, "1"))


def disturbed(part: BuiltPart, cause: Cause) -> Faulty:
    """Let it freeze while it moves: grainy."""
    _, _, joint = _joint_of(part, cause)
    return _with_joint(part, replace(joint, material="solder_grainy"), (1.0, "1"))


def blowhole(part: BuiltPart, cause: Cause) -> Faulty:
    """Blow a hole into the solder beside the termination."""
    end, land, joint = _joint_of(part, cause)
    amount = BLOWHOLE_MM * cause.magnitude
    pits = _spots((land, end), amount / 2, 1, cause)
    return _with_joint(part, replace(joint, pits=pits), (amount, "mm"))


def bridge(part: BuiltPart, cause: Cause) -> Faulty:
    """Join two neighbouring lands by a strand of solder."""
    pairs = _neighbours(part)
    one, other = pairs[int(cause.chance.integers(len(pairs)))]
    width = CLEARANCE_MM * cause.magnitude
    dx, dy = other.x_mm - one.x_mm, other.y_mm - one.y_mm
    upright = abs(dy) > abs(dx)
    room = min(one.size_x_mm, other.size_x_mm) if upright else min(one.size_y_mm, other.size_y_mm)
    aside = float(cause.chance.uniform(-0.5, 0.5)) * max(room - width, 0.0)
    aside = _beside_body(part, one, aside, width, upright=upright)
    middle = (one.x_mm + other.x_mm) / 2, (one.y_mm + other.y_mm) / 2
    across = _gap_mm(one, other) + 2 * OVERLAP_MM
    at = (one.x_mm + aside, middle[1]) if upright else (middle[0], one.y_mm + aside)
    x, y = part.placement.pose.at(*at)
    high = 0.03 + 0.5 * min(width, 0.4)
    turn = part.placement.rotation_deg + (90.0 if upright else 0.0)
    size = across, width, high
    corner = 0.45 * width
    strand = block(SOLDER, size, (x, y), turn, corner_mm=corner, edge_mm=0.45 * min(width, high))
    half = (width / 2, across / 2) if upright else (across / 2, width / 2)
    corners = [(at[0] + sx * half[0], at[1] + sy * half[1]) for sx in (-1, 1) for sy in (-1, 1)]
    box = Box.around(list(part.placement.pose.apply(corners)))
    return Faulty(part, width, "mm", one.pin, box, (strand,))


def _beside_body(
    part: BuiltPart, land: Land, aside: float, width: float, *, upright: bool
) -> float:
    """Give how far from the land's middle a strand lies, moved out from under the body."""
    at, size = (land.x_mm, land.size_x_mm) if upright else (land.y_mm, land.size_y_mm)
    half = (part.package.body_x_mm if upright else part.package.body_y_mm) / 2
    out = math.copysign(1.0, at)
    seen_from, seen_to = half + width / 2, abs(at) + (size - width) / 2
    if abs(at) + aside * out >= seen_from:
        return aside
    return out * (max((seen_from + seen_to) / 2, seen_to) - abs(at))


def solder_ball(part: BuiltPart, cause: Cause) -> Faulty:
    """Leave a ball beside the part."""
    amount = CLEARANCE_MM * cause.magnitude
    # just outside the box around the part and its lands, anywhere on that box
    around = part.package.extent.grown(amount)
    along, side = float(cause.chance.uniform(-0.5, 0.5)), int(cause.chance.integers(4))
    u, v = (along, 0.5 - side) if side < 2 else (2.5 - side, along)  # noqa: PLR2004 - two sides
    x, y = part.placement.pose.at(
        around.center_mm[0] + u * around.width_mm, around.center_mm[1] + v * around.height_mm
    )
    box = Box(x - amount / 2, y - amount / 2, amount, amount)
    return Faulty(part, amount, "mm", "", box, (dome(SOLDER, amount / 2, 0.9 * amount, (x, y)),))


def fillet_limit_mm(part: BuiltPart, end: Termination) -> float:
    """Give the least height of a fillet: G + 25 % H, or G + 0.5 mm if less."""
    stands = stands_mm(part.package, end)
    return end.gap_mm + min(LEAST_CLIMB * stands, LEAST_MM)


def _with_joint(
    part: BuiltPart,
    joint: Joint,
    amount: tuple[float, str],
) -> Faulty:
    joints = tuple(joint if j.pin == joint.pin else j for j in part.joints)
    return Faulty(replace(part, joints=joints), *amount, joint.pin, joint_box(part, joint.pin))


def _joint_of(part: BuiltPart, cause: Cause) -> tuple[Termination, Land, Joint]:
    able = _visible(part)
    end = able[int(cause.chance.integers(len(able)))]
    land = next(land for land in part.lands if land.pin == end.pin)
    return end, land, next(j for j in part.joints if j.pin == end.pin)


def _visible(part: BuiltPart) -> list[Termination]:
    soldered = {j.pin for j in part.joints if j.rise_mm > 0}
    return [t for t in part.package.terminations if t.kind not in HIDDEN and t.pin in soldered]


def _can_be_lean(part: BuiltPart) -> list[Termination]:
    """Give the ends whose sound fillet is plainly above the limit."""
    height = {j.pin: j.rise_mm + j.film_mm for j in part.joints}
    return [t for t in _visible(part) if height[t.pin] > PLAINLY * fillet_limit_mm(part, t)]


def _has_rich_joints(part: BuiltPart) -> bool:
    return part.present and bool(_can_be_lean(part))


def _has_joints(part: BuiltPart) -> bool:
    return part.present and bool(_visible(part))


def _spots(
    on: tuple[Land, Termination], radius_mm: float, count: int, cause: Cause
) -> tuple[tuple[float, float, float], ...]:
    """Give places on the land outside of the termination, apart as far as there is room."""
    land, end = on
    angle = math.radians(end.direction_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    half = abs(cos) * land.size_x_mm / 2 + abs(sin) * land.size_y_mm / 2
    half_w = abs(sin) * land.size_x_mm / 2 + abs(cos) * land.size_y_mm / 2
    to_end = cos * (end.x_mm - land.x_mm) + sin * (end.y_mm - land.y_mm) + end.length_mm / 2
    inner = min(to_end + radius_mm, half - radius_mm)
    found: list[tuple[float, float, float]] = []
    for _ in range(TRIES):
        u = float(cause.chance.uniform(inner, max(half - radius_mm, inner)))
        v = float(cause.chance.uniform(-1.0, 1.0)) * max(half_w - radius_mm, 0.0)
        spot = land.x_mm + u * cos - v * sin, land.y_mm + u * sin + v * cos
        if all(math.hypot(spot[0] - x, spot[1] - y) > 2 * r for x, y, r in found):
            found.append((*spot, radius_mm))
        if len(found) == count:
            break
    return tuple(found)


def _neighbours(part: BuiltPart) -> list[tuple[Land, Land]]:
    shown = {t.pin for t in _visible(part)}
    lands = [land for land in part.lands if land.pin in shown]
    return [
        (a, b)
        for i, a in enumerate(lands)
        for b in lands[i + 1 :]
        if _gap_mm(a, b) < BRIDGED_MM and a.pin != b.pin
    ]


def _gap_mm(a: Land, b: Land) -> float:
    """Give the gap of lands side by side; infinite where they are not."""
    dx = abs(a.x_mm - b.x_mm) - (a.size_x_mm + b.size_x_mm) / 2
    dy = abs(a.y_mm - b.y_mm) - (a.size_y_mm + b.size_y_mm) / 2
    aligned_x = abs(a.x_mm - b.x_mm) < min(a.size_x_mm, b.size_x_mm) / 4
    aligned_y = abs(a.y_mm - b.y_mm) < min(a.size_y_mm, b.size_y_mm) / 4
    if aligned_x:
        return dy
    return dx if aligned_y else math.inf


CHIP_ENDS = 2


def _bridges(part: BuiltPart) -> bool:
    # what joins the two ends of a chip lies under it
    many = len(part.package.terminations) > CHIP_ENDS
    return part.present and many and bool(_neighbours(part))


JOINED = "a part whose joints are seen"
ROWS: Mapping[DefectCode, Row] = {
    DefectCode.BRIDGE: Row(bridge, _bridges, "a part with pins side by side"),
    DefectCode.INSUFFICIENT: Row(
        insufficient, _has_rich_joints, "a part whose joints are seen and stand above the limit"
    ),
    DefectCode.EXCESS: Row(excess, _has_joints, JOINED),
    DefectCode.NON_WETTING: Row(non_wetting, _has_joints, JOINED),
    DefectCode.DEWETTED: Row(dewetted, _has_joints, JOINED),
    DefectCode.DISTURBED: Row(disturbed, _has_joints, JOINED),
    DefectCode.BLOWHOLE: Row(blowhole, _has_joints, JOINED),
    DefectCode.SOLDER_BALL: Row(solder_ball, is_fitted, "a part"),
}
