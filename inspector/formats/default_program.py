"""What is asked of a package where nobody has said otherwise: checks and limits by its family."""

import math

from inspector.checks.body_offset import BodyOffset
from inspector.checks.empty_site import EmptySite
from inspector.checks.lead_offset import LeadOffset
from inspector.checks.likeness import LikenessCheck
from inspector.checks.polarity import Polarity
from inspector.checks.presence import Presence
from inspector.checks.solder_bridge import SolderBridge
from inspector.checks.solder_fillet import SEEN_FROM_ABOVE, SolderFillet
from inspector.checks.surface import BESIDE, PRINT, Surface, area_of
from inspector.domain.board import Family, Land, Package, Termination, TerminationKind
from inspector.domain.formula import Formula
from inspector.domain.recipe import (
    Check,
    IpcClass,
    LimitRule,
    Program,
    SurfaceProgram,
    land_width_mm,
)
from inspector.domain.result import DefectCode
from inspector.formats.standards import criteria, with_standard
from inspector.vision.box_outline import is_boxed
from inspector.vision.bridge import gaps_of
from inspector.vision.solder import LEAST_ONSET_MM, LEAST_TOE_MM
from inspector.vision.waist import can_stand_aside

CHIPS = (Family.CHIP_RESISTOR, Family.CHIP_CAPACITOR)

SHARE = 0.6
"""Our own place limit as a share of the shift at which class 3 is reached: warns before that."""

NEXT_TURN_DEG = 45.0
"""Beyond this a part is nearer to the next quarter turn than to its own."""
CLASS_3_OVERHANG = 0.25
PRESENT = 0.45
"""Presence: parts score above 0.6, bare lands below 0.3."""

POLARITY = 0.2
SIZE_MM = 0.1
"""How far a body's size may be off beyond its tolerance before it is another part."""


MOST_TURN_DEG = 5.0
"""A small chip may turn by more before its ends leave their lands; a mounter's nozzle does not."""
KNOWN_ENDS = (TerminationKind.CHIP_END, TerminationKind.GULL_WING)
"""Parts with such terminations are measured by themselves; others by the golden board's part."""
LEADS_FOR_A_PLACE = 6
"""From so many leads on their least squares tell the place better than the body does."""
BRIDGE_MM = 0.03
"""Three pixels of 10 um: less is no strand."""
LIKE, LIKE_TURNED = 0.6, 0.0
LIKE_AT_ALL = 0.35
"""A part that is measured by itself may look otherwise, but not like another thing."""
RESISTOR_HEIGHTS = "0.5 * (G + min(0.25 * H, 0.5))", "1.1 * H"
CAPACITOR_HEIGHTS = "0.35 * (G + min(0.25 * H, 0.5))", "1.0 * H"
"""Of the class's height, as far below as colours leave it uncertain; and what is too much."""
FLAT_RESISTOR, FLAT_CAPACITOR, FLAT_LEAD, FLAT_WIDE_LEAD = 0.4, 0.25, 0.55, 0.7
"""Shares of a land that are flat on good joints stay below these (drawn boards, six worlds)."""
BY_COLOUR = ("fillet_height",)
"""Known to a quarter by colours alone: the class's own number waits for a height."""
WIDE_LEAD_MM = 0.35
ONSET_DEG = 22.0
"""A hollow fillet goes on from green (21.5 degrees) to blue before it is dark; a bulge does not."""
FLANKS = 0.5
"""Half of the way from the body's look to the board's."""
SHORTEST_FILLET = 2 / 3
"""Of a lead's thickness: so far solder runs out ahead of it; beyond that a long land stays flat."""
BULGE_CHIP_DEG, BULGE_LEAD_DEG, BULGE_WIDE_LEAD_DEG = 7.0, 2.5, 7.0
SURFACE_LIMITS = (
    (DefectCode.FOREIGN, 0.01),
    (DefectCode.SOLDER_BALL, 0.01),
    (DefectCode.SCRATCH, 0.01),
    (DefectCode.TRACK_OPEN, 0.005),
    (DefectCode.SHORT, 0.005),
    (DefectCode.MOUSE_BITE, 0.006),
    (DefectCode.SPUR, 0.006),
    (DefectCode.SPURIOUS_COPPER, 0.006),
    (DefectCode.PIN_HOLE, 0.006),
)
MOST_PRINT_MM2, MOST_BESIDE_MM2 = 0.12, 0.1
"""Dragged print is smaller, and so is what an edge of a part within its limits leaves beside it."""
UNSEEN_MM2 = 2.0
BARE_SITE = 0.55
"""Drawn bare sites have 0.61 and more; one land alone of two, 0.5, is not enough."""


def default_program(package: Package, ipc_class: IpcClass, *, golden: bool = False) -> Program:
    """Give checks and limits for a package: ours on place and size, the class on the rest.

    Parameters
    ----------
    golden
        Whether there will be a golden board: parts of other kinds than chips and leads are held
        against it, and so is the way round of those without a mark.
    """
    checks: tuple[Check, ...] = ()
    limits: list[LimitRule] = []
    known = any(t.kind in KNOWN_ENDS for t in package.terminations)
    if known or not golden:
        checks = (Presence(), BodyOffset())
        places = [
            rule
            for rule in _place_limits(package)
            if not (_leads(package)[0] and rule.quantity.startswith("body_offset"))
        ]
        limits = [LimitRule("presence", DefectCode.MISSING, low=PRESENT), *places]
    if package.family in CHIPS:
        limits += _size_limits(package)
    if package.mark:
        checks += (Polarity(),)
        limits.append(LimitRule("polarity_score", DefectCode.REVERSED, low=POLARITY))
    if known:
        for more, rules in (_leads(package), _fillets(package)):
            checks, limits = checks + more, limits + rules
    if gaps_of(package):
        checks += (SolderBridge(),)
        limits.append(LimitRule("bridge_width", DefectCode.BRIDGE, high=BRIDGE_MM))
    if golden:
        checks += (*_measured_besides(package, known=known), LikenessCheck())
        limits += _likeness_limits(package, known=known)
    standard = tuple(q for q in _measurable(checks, package, ipc_class) if q not in BY_COLOUR)
    program = Program(checks, tuple(limits), standard)
    return with_standard(program, package, ipc_class)


def default_surface() -> SurfaceProgram:
    """Give what is asked of the board between its parts: held against a golden board."""
    limits = tuple(LimitRule(area_of(code), code, high=most) for code, most in SURFACE_LIMITS)
    limits += (
        LimitRule(PRINT, DefectCode.FOREIGN, high=MOST_PRINT_MM2),
        LimitRule(BESIDE, DefectCode.FOREIGN, high=MOST_BESIDE_MM2),
    )
    return SurfaceProgram(Surface(), limits, most_uninspected_mm2=UNSEEN_MM2)


def default_empty_site() -> Program:
    """Give what is asked of a site that is not fitted: that it is bare."""
    limit = LimitRule("site_open", DefectCode.EXTRA, low=BARE_SITE)
    return Program((EmptySite(),), (limit,))


def _leads(package: Package) -> tuple[tuple[Check, ...], list[LimitRule]]:
    leads = [t for t in package.terminations if t.kind is TerminationKind.GULL_WING]
    if len(leads) < LEADS_FOR_A_PLACE:
        return (), []
    limit = place_limit_mm(package)
    axes = ("lead_offset_x", "lead_offset_y")
    return (LeadOffset(),), [LimitRule(q, DefectCode.SHIFTED, -limit, limit) for q in axes]


def _fillets(package: Package) -> tuple[tuple[Check, ...], list[LimitRule]]:
    """Give what is asked of the solder ahead of each termination, where there is room to see it."""
    for termination in package.terminations:
        land = package.land(termination.pin)
        if termination.kind not in SEEN_FROM_ABOVE or land is None or not _has_toe(package):
            return (), []
    if package.family in CHIPS:
        resistor = package.family is Family.CHIP_RESISTOR
        low, high = RESISTOR_HEIGHTS if resistor else CAPACITOR_HEIGHTS
        flat = FLAT_RESISTOR if resistor else FLAT_CAPACITOR
        onset = LimitRule("fillet_onset", DefectCode.EXCESS, low=ONSET_DEG)
        return (SolderFillet(),), [
            LimitRule("fillet_height", DefectCode.INSUFFICIENT, low=Formula(low)),
            LimitRule("fillet_height", DefectCode.EXCESS, high=Formula(high)),
            *((onset,) if _shows_onset(package) else ()),
            LimitRule("flat_share", DefectCode.NON_WETTING, high=flat),
            LimitRule("fillet_bulge", DefectCode.OPEN, high=BULGE_CHIP_DEG),
        ]
    wide = max(t.width_mm for t in package.terminations) >= WIDE_LEAD_MM
    flat = max(FLAT_WIDE_LEAD, round(_flat_of_long_land(package), 2)) if wide else FLAT_LEAD
    return (SolderFillet(),), [
        LimitRule("flat_share", DefectCode.INSUFFICIENT, high=flat),
        LimitRule(
            "fillet_bulge", DefectCode.OPEN, high=BULGE_WIDE_LEAD_DEG if wide else BULGE_LEAD_DEG
        ),
    ]


def _shows_onset(package: Package) -> bool:
    """Whether a part out of its place by its limit still leaves room to see how solder steepens."""
    toes = (_toe_mm(t, land) for t in package.terminations if (land := package.land(t.pin)))
    return min(toes) - place_limit_mm(package) >= LEAST_ONSET_MM


def _flat_of_long_land(package: Package) -> float:
    """Give what share of the longest land ahead of its lead is flat at a short good fillet."""
    return max(
        1.0 - SHORTEST_FILLET * t.thickness_mm / _toe_mm(t, land)
        for t in package.terminations
        if (land := package.land(t.pin))
    )


def _has_toe(package: Package) -> bool:
    """Whether every land goes on ahead of its termination far enough to see solder there."""
    for termination in package.terminations:
        land = package.land(termination.pin)
        if land is None or _toe_mm(termination, land) < TOE_SHIFTS * LEAST_TOE_MM:
            return False
    return True


def _toe_mm(termination: Termination, land: Land) -> float:
    """Give how far a land goes on ahead of its termination."""
    turn = math.radians(termination.direction_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    end = termination.x_mm * cos + termination.y_mm * sin + termination.length_mm / 2
    half = (abs(cos) * land.size_x_mm + abs(sin) * land.size_y_mm) / 2
    return land.x_mm * cos + land.y_mm * sin + half - end


TOE_SHIFTS = 3.0
"""A part may be shifted so far that a short piece of land is covered: no joint would be seen."""


def _measured_besides(package: Package, *, known: bool) -> tuple[Check, ...]:
    """Give what measures the place of a part by itself, though it is judged by the golden part's.

    The sides of a body are not seen beside every mask; the golden part is.
    """
    return (BodyOffset(),) if not known and is_boxed(package) else ()


def _likeness_limits(package: Package, *, known: bool) -> list[LimitRule]:
    limits = []
    if not known:
        limit = max(SHIFT_SEEN_MM, place_limit_mm(package))
        half = max(package.body_x_mm, package.body_y_mm) / 2
        turn = max(TURN_SEEN_DEG, round(SHARE * math.degrees(math.atan(limit / half)), 1))
        limits += [
            LimitRule("golden_score", DefectCode.MISSING, low=LIKE),
            LimitRule("golden_offset_x", DefectCode.SHIFTED, -limit, limit),
            LimitRule("golden_offset_y", DefectCode.SHIFTED, -limit, limit),
            LimitRule("golden_rotation", DefectCode.SKEWED, -turn, turn),
        ]
    else:
        limits.append(LimitRule("golden_score", DefectCode.WRONG_PART, low=LIKE_AT_ALL))
    if package.symmetry_deg >= FULL_TURN_DEG and not (known and package.mark):
        limits.append(LimitRule("golden_turned", DefectCode.REVERSED, low=LIKE_TURNED))
    return limits


SHIFT_SEEN_MM, TURN_SEEN_DEG = 0.08, 1.5
"""Two parts' own errors and the correlation's: what is less is no shift."""
FULL_TURN_DEG = 360.0


def place_limit_mm(package: Package) -> float:
    """Give our own limit on the body's place: a share of the shift at which class 3 is reached.

    The narrowest joint decides: a quarter of its termination or land, and what the land is wider.
    """
    shifts = []
    for termination in package.terminations:
        width = termination.width_mm
        land = land_width_mm(package, termination) or width
        shifts.append(CLASS_3_OVERHANG * min(width, land) + (land - width) / 2)
    narrowest = min(shifts, default=0.2)
    return max(0.01, round(SHARE * narrowest, 2))


def _place_limits(package: Package) -> list[LimitRule]:
    limit = place_limit_mm(package)
    half = max(package.body_x_mm, package.body_y_mm) / 2
    turn = min(MOST_TURN_DEG, round(SHARE * math.degrees(math.atan(limit / half)), 1))
    return [
        LimitRule("body_offset_x", DefectCode.SHIFTED, -limit, limit),
        LimitRule("body_offset_y", DefectCode.SHIFTED, -limit, limit),
        LimitRule("body_rotation", DefectCode.SKEWED, -turn, turn),
        LimitRule("body_rotation", DefectCode.WRONG_ROTATION, -NEXT_TURN_DEG, NEXT_TURN_DEG),
    ]


def _size_limits(package: Package) -> list[LimitRule]:
    x, x_tol = package.body_x_mm, package.body_x_tol_mm + SIZE_MM
    y, y_tol = package.body_y_mm, package.body_y_tol_mm + SIZE_MM
    limits = [
        LimitRule("body_length", DefectCode.WRONG_PART, round(x - x_tol, 4), round(x + x_tol, 4)),
        LimitRule("body_width", DefectCode.WRONG_PART, round(y - y_tol, 4), round(y + y_tol, 4)),
    ]
    if can_stand_aside(package):
        limits.append(LimitRule("body_flanks", DefectCode.BILLBOARD, high=FLANKS))
    return limits


def _measurable(
    checks: tuple[Check, ...], package: Package, ipc_class: IpcClass
) -> tuple[str, ...]:
    """Name the quantities that the class judges and these checks measure at every such joint."""
    kinds = {t.kind for t in package.terminations}
    asked = [
        c
        for c in criteria(ipc_class)
        if c.rule and c.observable and (not c.kind or c.kind in kinds)
    ]
    measured = {q.name: q for check in checks for q in check.yields}
    names = []
    for name in dict.fromkeys(c.quantity for c in asked):
        quantity = measured.get(name)
        wanted = {c.kind for c in asked if c.quantity == name}
        if quantity and (not quantity.kinds or wanted <= set(quantity.kinds)):
            names.append(name)
    return tuple(names)
