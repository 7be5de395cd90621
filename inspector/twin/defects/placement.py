"""Parts that are absent, not wanted, another one, or not where they belong."""

import math
from collections.abc import Mapping
from dataclasses import replace

from inspector.domain.board import Family, Land, Termination, TerminationKind
from inspector.domain.geometry import Affine
from inspector.domain.result import DefectCode
from inspector.twin.defects.cause import Cause, Faulty, Row, is_fitted
from inspector.twin.part import HIDDEN, BuiltPart, bare_joints, joints_of

HALF = 0.5
SKEW_DEG = 10.0
"""No clause limits the turn itself; stated by us."""
SIDE_SHARE = 0.25
"""Of the lesser of termination and land width: IPC-A-610 8.3.2, class 3."""
END_MM = 0.10
"""No end overhang is allowed at all; this is what a picture shows plainly."""
OTHER_SHARE = 0.15
"""Of its height, by which another part differs: more than any tolerance of ours."""
OTHER_LOOKS: Mapping[Family, str] = {
    Family.CHIP_RESISTOR: "glaze_blue",
    Family.CHIP_CAPACITOR: "dielectric_grey",
}
FOUR_SIDED = (Family.QFP, Family.QFN, Family.BGA, Family.WLCSP)
WHOLE_TURN_DEG = 360.0


def missing(part: BuiltPart, cause: Cause) -> Faulty:
    """No part: its lands keep the solder."""
    solder = bare_joints(part.lands, cause.world, cause.chance)
    return Faulty(replace(part, present=False, joints=solder), 1.0, "1")


def extra(part: BuiltPart, cause: Cause) -> Faulty:
    """Put a part on a site that is not fitted."""
    return Faulty(_soldered(replace(part, present=True), cause), 1.0, "1")


def wrong_part(part: BuiltPart, cause: Cause) -> Faulty:
    """Fit another part of the same lands: higher by a share, marked and coloured otherwise."""
    share = OTHER_SHARE * cause.magnitude
    package = part.package
    ends = tuple(
        replace(t, height_mm=t.height_mm * (1 + share))
        if t.kind in (TerminationKind.CHIP_END, TerminationKind.CYLINDRICAL_END)
        else t
        for t in package.terminations
    )
    other = replace(package, body_height_mm=package.body_height_mm * (1 + share), terminations=ends)
    number = int(cause.chance.integers(100, 1000))
    marking = f"{number}"[: len(part.marking)] if part.marking else ""
    if marking == part.marking and marking:
        marking = f"{1099 - number}"[: len(part.marking)]
    body = OTHER_LOOKS.get(package.family, "mould_grey")
    look = replace(part.look, body="" if part.look.body == body else body)
    return Faulty(replace(part, package=other, marking=marking, look=look), share, "1")


def shifted(part: BuiltPart, cause: Cause) -> Faulty:
    """Move it by ``magnitude`` times half the lesser of termination and land width, anywhere."""
    widths = [t.width_mm for t in part.package.terminations]
    lands = {land.pin: land for land in part.lands}
    across = [_across(lands[t.pin], t) for t in part.package.terminations if t.pin in lands]
    amount = cause.magnitude * HALF * min(*widths, *across)
    angle = float(cause.chance.uniform(0.0, 2 * math.pi))
    moved = replace(
        part,
        x_mm=part.x_mm + amount * math.cos(angle),
        y_mm=part.y_mm + amount * math.sin(angle),
    )
    return Faulty(_soldered(moved, cause), amount, "mm")


def skewed(part: BuiltPart, cause: Cause) -> Faulty:
    """Turn it by ``magnitude`` times 10 degrees, either way."""
    amount = cause.magnitude * SKEW_DEG * float(cause.chance.choice((-1.0, 1.0)))
    turned = replace(part, rotation_deg=part.rotation_deg + amount)
    return Faulty(_soldered(turned, cause), amount, "deg")


def wrong_rotation(part: BuiltPart, cause: Cause) -> Faulty:
    """Turn it by 90 degrees where it then fits or 180 looks right, else by 180."""
    package = part.package
    polarised = package.symmetry_deg == WHOLE_TURN_DEG and package.family not in FOUR_SIDED
    amount = 180.0 if polarised else 90.0
    turned = replace(part, rotation_deg=part.rotation_deg + amount)
    return Faulty(_soldered(turned, cause), amount, "deg")


def turned_round(part: BuiltPart, cause: Cause) -> Faulty:
    """Turn it by 180 degrees: a polarised part the wrong way round."""
    turned = replace(part, rotation_deg=part.rotation_deg + 180.0)
    return Faulty(_soldered(turned, cause), 180.0, "deg")


def side_overhang(part: BuiltPart, cause: Cause) -> Faulty:
    """Move it across until one termination hangs over its land's side by a share of its width."""
    end, land = _pick(part, cause)
    sign = float(cause.chance.choice((-1.0, 1.0)))
    share = SIDE_SHARE * cause.magnitude
    way = end.direction_deg + sign * 90.0
    wanted = share * min(end.width_mm, _across(land, end))
    return Faulty(_pushed(part, (end, land), way, wanted, cause), share, "1", end.pin)


def end_overhang(part: BuiltPart, cause: Cause) -> Faulty:
    """Move it outwards until one termination hangs over its land's end."""
    end, land = _pick(part, cause)
    wanted = END_MM * cause.magnitude
    moved = _pushed(part, (end, land), end.direction_deg, wanted, cause)
    return Faulty(moved, wanted, "mm", end.pin)


def overhang_mm(part: BuiltPart, end: Termination, land: Land, way_deg: float) -> float:
    """Give how far a termination hangs over its land towards a side of the land, mm."""
    x, y = _towards(way_deg)
    lying = part.pose.then(part.placement.pose.inverse())
    reaches = [x * u + y * v for u, v in (lying.at(*corner) for corner in end.outline_mm)]
    half = abs(x) * land.size_x_mm / 2 + abs(y) * land.size_y_mm / 2
    return max(reaches) - (x * land.x_mm + y * land.y_mm + half)


def _pushed(
    part: BuiltPart, on: tuple[Termination, Land], way_deg: float, wanted_mm: float, cause: Cause
) -> BuiltPart:
    step = wanted_mm - overhang_mm(part, *on, way_deg)
    x, y = _towards(way_deg)
    turn = Affine.of(0.0, 0.0, part.placement.rotation_deg)
    dx, dy = turn.at(x * step, y * step)
    return _soldered(replace(part, x_mm=part.x_mm + dx, y_mm=part.y_mm + dy), cause)


def _towards(way_deg: float) -> tuple[float, float]:
    return math.cos(math.radians(way_deg)), math.sin(math.radians(way_deg))


def _pick(part: BuiltPart, cause: Cause) -> tuple[Termination, Land]:
    lands = {land.pin: land for land in part.lands}
    ends = [t for t in part.package.terminations if _overhangs(t) and t.pin in lands]
    end = ends[int(cause.chance.integers(len(ends)))]
    return end, lands[end.pin]


def _overhangs(end: Termination) -> bool:
    return end.kind not in HIDDEN and end.width_mm > 0


def _across(land: Land, end: Termination) -> float:
    lying = abs(math.cos(math.radians(end.direction_deg))) > HALF
    return land.size_y_mm if lying else land.size_x_mm


def _soldered(part: BuiltPart, cause: Cause) -> BuiltPart:
    return replace(part, joints=joints_of(part.package, part.lands, cause.world, cause.chance))


def _stands_beside(part: BuiltPart) -> bool:
    pins = {land.pin for land in part.lands}
    return part.present and any(_overhangs(t) and t.pin in pins for t in part.package.terminations)


def _has_ends(part: BuiltPart) -> bool:
    return part.present and bool(part.package.terminations) and bool(part.lands)


def _is_polarised(part: BuiltPart) -> bool:
    return _shows_turn(part) and part.package.symmetry_deg == WHOLE_TURN_DEG


def _is_empty_site(part: BuiltPart) -> bool:
    return not part.present and not part.placement.fitted


def _turns(part: BuiltPart) -> bool:
    return _shows_turn(part) and part.package.symmetry_deg > 90.0  # noqa: PLR2004 - a quarter turn


def _shows_turn(part: BuiltPart) -> bool:
    """Whether a turn is seen: a connector's key is drawn too small to tell it by."""
    return part.present and part.package.family is not Family.CONNECTOR


ANY = "a part"
TERMINATED = "a part with terminations beside its body"
ROWS: Mapping[DefectCode, Row] = {
    DefectCode.MISSING: Row(missing, is_fitted, ANY),
    DefectCode.EXTRA: Row(extra, _is_empty_site, "a site that is not fitted"),
    DefectCode.WRONG_PART: Row(wrong_part, is_fitted, ANY),
    DefectCode.WRONG_ROTATION: Row(wrong_rotation, _turns, "a part that a quarter turn changes"),
    DefectCode.REVERSED: Row(turned_round, _is_polarised, "a polarised part"),
    DefectCode.SHIFTED: Row(shifted, _has_ends, "a part with lands"),
    DefectCode.SKEWED: Row(skewed, is_fitted, ANY),
    DefectCode.SIDE_OVERHANG: Row(side_overhang, _stands_beside, TERMINATED),
    DefectCode.END_OVERHANG: Row(end_overhang, _stands_beside, TERMINATED),
}
