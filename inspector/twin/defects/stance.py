"""Parts that stand otherwise than they should, are broken, or whose leads are bent."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from inspector.domain.board import Family, TerminationKind
from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode
from inspector.twin.defects.cause import Cause, Faulty, Row, joint_box
from inspector.twin.part import BuiltPart, Chip, Joint, Stance, bare_joints
from inspector.twin.sizing import coplanarity_mm

TOMBSTONE_DEG = 30.0
"""No tombstone is allowed; three of these are upright."""
UPRIGHT_DEG = 90.0
CHIP_OUT_MM = 0.25
"""Largest chip-out: NASA workmanship book 7."""
LIFTED_MM = 0.26
"""Planarity of lead feet: NASA workmanship book 7."""
OPEN_MM = 0.05
"""No gap is allowed; this is half of what coplanarity allows a lead."""
TWO = 2
DEEP_SHARE = 0.6


def tombstone(part: BuiltPart, cause: Cause) -> Faulty:
    """Stand it on one end; the other's land keeps its solder alone."""
    amount = min(TOMBSTONE_DEG * cause.magnitude, UPRIGHT_DEG)
    sign = float(cause.chance.choice((-1.0, 1.0)))
    raised = max(part.package.terminations, key=lambda t: sign * t.x_mm).pin
    joints = _without_contact(part, raised, cause)
    stood = replace(
        part, stance=Stance.TOMBSTONE, stance_deg=sign * amount, joints=joints, tilt=(0.0, 0.0)
    )
    reach = abs(part.package.body_x_mm) / 2 + part.package.body_height_mm
    box = _around(part, reach)
    return Faulty(stood, amount, "deg", raised, box)


def billboard(part: BuiltPart, _: Cause) -> Faulty:
    """Stand it on its long side."""
    return Faulty(replace(part, stance=Stance.BILLBOARD), 90.0, "deg")


def flipped(part: BuiltPart, cause: Cause) -> Faulty:
    """Turn it upside down; but for chips, whose ends solder meets all the same, nothing touches."""
    joints = part.joints
    if any(t.kind not in ENDS for t in part.package.terminations):
        bare = bare_joints(part.lands, cause.world, cause.chance)
        joints = tuple(replace(joint, touches=False) for joint in bare)
    return Faulty(replace(part, stance=Stance.FLIPPED, joints=joints), 180.0, "deg")


ENDS = (TerminationKind.CHIP_END, TerminationKind.CYLINDRICAL_END)


def damaged(part: BuiltPart, cause: Cause) -> Faulty:
    """Break a corner off."""
    package = part.package
    most = 0.45 * min(package.body_x_mm, package.body_y_mm)
    amount = min(CHIP_OUT_MM * cause.magnitude, most)
    corner = int(cause.chance.choice((-1, 1))), int(cause.chance.choice((-1, 1)))
    chip = Chip(corner, (amount, amount), DEEP_SHARE * package.body_height_mm)
    x, y = (
        sign * (size - amount) / 2
        for sign, size in zip(corner, (package.body_x_mm, package.body_y_mm), strict=True)
    )
    half = amount / 2
    corners = (
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    )
    box = Box.around(list(part.pose.apply(corners)))
    return Faulty(replace(part, broken=chip), amount, "mm", box=box)


def lifted_lead(part: BuiltPart, cause: Cause) -> Faulty:
    """Bend one lead up, out of its solder."""
    pin = _lead(part, cause)
    amount = LIFTED_MM * cause.magnitude
    bent = replace(part, lifts_mm=_lifted(part, pin, amount))
    made = replace(bent, joints=_without_contact(part, pin, cause))
    return Faulty(made, amount, "mm", pin, joint_box(part, pin))


def uneven(part: BuiltPart, cause: Cause) -> Faulty:
    """Bend one lead up while its solder still reaches it."""
    pin = _lead(part, cause)
    amount = coplanarity_mm(part.package) * cause.magnitude
    bent = replace(part, lifts_mm=_lifted(part, pin, amount))
    return Faulty(bent, amount, "mm", pin, joint_box(part, pin))


def without_contact(part: BuiltPart, cause: Cause) -> Faulty:
    """Raise one end a little over solder that has not met it."""
    ends = [t.pin for t in part.package.terminations if t.kind in OPENING]
    pin = ends[int(cause.chance.integers(len(ends)))]
    amount = OPEN_MM * cause.magnitude
    raised = replace(part, lifts_mm=_lifted(part, pin, amount))
    return Faulty(replace(raised, joints=_without_contact(part, pin, cause)), amount, "mm", pin)


def _without_contact(part: BuiltPart, pin: str, cause: Cause) -> tuple[Joint, ...]:
    bare = {j.pin: j for j in bare_joints(part.lands, cause.world, cause.chance)}
    return tuple(replace(bare[j.pin], touches=False) if j.pin == pin else j for j in part.joints)


def _lifted(part: BuiltPart, pin: str, amount_mm: float) -> tuple[tuple[str, float], ...]:
    return tuple(sorted({**dict(part.lifts_mm), pin: amount_mm}.items()))


def _lead(part: BuiltPart, cause: Cause) -> str:
    """Pick a lead, but not the lowest: all are measured from that one."""
    lifts = dict(part.lifts_mm)
    leads = [t.pin for t in part.package.terminations if t.kind is TerminationKind.GULL_WING]
    low = min(leads, key=lambda pin: lifts.get(pin, 0.0))
    able = [pin for pin in leads if pin != low]
    return able[int(cause.chance.integers(len(able)))]


def _around(part: BuiltPart, reach_mm: float) -> Box:
    across = part.package.extent.height_mm / 2
    corners = [(x, y) for x in (-reach_mm, reach_mm) for y in (-across, across)]
    lands = part.placement.pose.apply(part.package.extent.corners_mm)
    return Box.around([*part.pose.apply(corners), *lands])


OPENING = (TerminationKind.CHIP_END, TerminationKind.GULL_WING)


def _two_of(*kinds: TerminationKind) -> Callable[[BuiltPart], bool]:
    def able(part: BuiltPart) -> bool:
        ends = part.package.terminations
        return part.present and len(ends) == TWO and all(t.kind in kinds for t in ends)

    return able


def _has_leads(part: BuiltPart) -> bool:
    leads = [t for t in part.package.terminations if t.kind is TerminationKind.GULL_WING]
    return part.present and len(leads) >= TWO


def _stands_aside(part: BuiltPart) -> bool:
    package = part.package
    same = math.isclose(package.body_y_mm, package.body_height_mm, rel_tol=0.1)
    return _two_of(TerminationKind.CHIP_END)(part) and not same


def _looks_other_below(part: BuiltPart) -> bool:
    return part.present and part.package.family not in (Family.CHIP_CAPACITOR, Family.MELF)


CORNERLESS = (Family.GASKET, Family.MELF, Family.ELECTROLYTIC, Family.SHIELD, Family.TANTALUM)
"""Families without a sharp corner to break off, or whose corner is not what is widest."""


def _breaks(part: BuiltPart) -> bool:
    return part.present and part.package.family not in CORNERLESS


def _opens(part: BuiltPart) -> bool:
    return _has_leads(part) or _two_of(TerminationKind.CHIP_END)(part)


LEADED = "a part with gull-wing leads"
TWO_ENDED = "a chip with two ends"
ROWS: Mapping[DefectCode, Row] = {
    DefectCode.TOMBSTONE: Row(tombstone, _two_of(TerminationKind.CHIP_END), TWO_ENDED),
    DefectCode.BILLBOARD: Row(billboard, _stands_aside, f"{TWO_ENDED}, wider than high"),
    DefectCode.FLIPPED: Row(flipped, _looks_other_below, "a part that looks otherwise below"),
    DefectCode.DAMAGED: Row(damaged, _breaks, "a part that breaks"),
    DefectCode.LIFTED_LEAD: Row(lifted_lead, _has_leads, LEADED),
    DefectCode.COPLANARITY: Row(uneven, _has_leads, LEADED),
    DefectCode.OPEN: Row(without_contact, _opens, f"{LEADED}, or {TWO_ENDED}"),
}
