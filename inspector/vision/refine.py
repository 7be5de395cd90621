"""Where the boards lie in one field, by the lands seen in it: takes out the stage's own error."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import RegistrationError
from inspector.domain.geometry import Affine
from inspector.domain.image import Field
from inspector.domain.recipe import Recipe
from inspector.domain.station import Calibration
from inspector.vision.camera_model import machine_to_local
from inspector.vision.land_edges import (
    LandEdges,
    SeenEdges,
    edges_of_board,
    joined,
    see_edges,
    within_field,
)
from inspector.vision.picture import check_size, usable_frame
from inspector.vision.pose import FieldPose, Registration

Floats = NDArray[np.float64]

SIGMAS = 4.0
"""A field may be moved by this many standard uncertainties of stage and registration, not more."""
LEAST_EDGES = 8
"""Fewer agreeing edges are no ground to move a field."""
LEAST_EACH_WAY = 3
"""... and so many of them must face along each axis."""
LEAST_SUPPORT = 0.5
"""... and so large a share of all that should be seen must lie within `AGREE_MM` of their places.

Drawn fields, eight worlds, two of them with white mask (simulated): good ones have 0.76 and more.
Of 224 shown 0.06 to 1.3 mm beside their place, five pass all these rules, all 0.1 mm off."""
LEAST_OF_AXIS = 0.3
"""... and so large a share of those along each axis: a shift along one leaves the others alike.

A share of what should be seen, as above."""
LEAST_OF_SEEN = 0.55
"""... and so large a share of the edges that were seen and have the contrast of lands.

Good ones of those fields have 0.86 and more; boards without parts show more that is no land."""
AGREE_MM = 0.02
MANY_EDGES = 24
"""Where so many should be seen, lands that contradict the registration are no accident."""
LAND_U_MM = 0.004
"""How far apart the edges of good lands lie from CAD, one by one: etching and wetting."""
MOST_SCALE = 1.5e-3
"""A board stretches by 0.5e-3 in reflow; what its fiducials tell of that is taken out already."""
SLACK_MM = 0.03
"""The search reaches this far beyond the allowed move: etching makes lands smaller all around."""
MOST_STEPS = 20
CLOSE_MM = 1e-6
WORST_CONDITION = 1e12
"""Of the normal matrix: beyond it the edges do not fix a move and a turn."""
LONGEST_REACH_MM = 0.25
"""Beyond this a neighbour's edge is nearer than the land's own: such a field is left as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """A rigid move of a field's lands about ``pivot_mm``, field-local, and its covariance.

    ``covariance`` is ``(3, 3)`` of (x mm, y mm, turn rad) there; ``grown_mm`` is how much larger
    than CAD the lands are on every side; ``used`` tells which edges carry it.
    """

    move_mm: tuple[float, float]
    turn_rad: float
    grown_mm: float
    pivot_mm: tuple[float, float]
    covariance: Floats
    used: NDArray[np.bool_]

    @property
    def transform(self) -> Affine:
        """Field-local mm, as registered, to field-local mm, as seen."""
        x, y = self.pivot_mm
        back = Affine.of(-x, -y, 0.0)
        ahead = Affine.of(x + self.move_mm[0], y + self.move_mm[1], math.degrees(self.turn_rad))
        return back.then(ahead)

    def left_mm(self, seen: SeenEdges) -> Floats:
        """Give what the shift leaves of the offsets of the edges, ``(N,)``."""
        outward, lever = seen.edges.outward, seen.edges.middle_mm - np.array(self.pivot_mm)
        turn = outward[:, 1] * lever[:, 0] - outward[:, 0] * lever[:, 1]
        moved = outward @ np.array(self.move_mm) + turn * self.turn_rad
        return np.asarray(seen.offset_mm - moved - self.grown_mm)


def solve_shift(seen: SeenEdges, believed: tuple[float, float] | None = None) -> Shift | None:
    """Fit a move and a turn to the offsets of land edges, robustly; None without enough edges.

    Parameters
    ----------
    seen
        The edges, field-local mm.
    believed
        Standard uncertainty of the place (mm) and the turn (rad) that the edges were looked for
        at: few or close edges then cannot turn the field further than it may lie. None: anywhere.

    Notes
    -----
    Four unknowns: x, y, turn, and a common growth of the lands, which opposite edges tell from a
    move. Tukey's biweight from medians per side.
    """
    good = of_one_kind(seen)
    if good.sum() < LEAST_EDGES:
        return None
    n, d = seen.edges.outward[good], seen.offset_mm[good]
    u = np.hypot(seen.u_mm[good], LAND_U_MM)
    pivot = seen.edges.middle_mm[good].mean(axis=0)
    lever = seen.edges.middle_mm[good] - pivot
    turn = n[:, 1] * lever[:, 0] - n[:, 0] * lever[:, 1]
    design = np.column_stack((n, turn, np.ones(len(d))))
    p = np.array([_between_sides(n[:, 0], d), _between_sides(n[:, 1], d), 0.0, 0.0])
    p[3] = float(np.median(d - design @ p))
    prior = np.zeros(4)
    if believed is not None:
        prior[:3] = (believed[0] ** -2, believed[0] ** -2, believed[1] ** -2)
    solved = _reweighted(design, d, u, (p, prior))
    if solved is None:
        return None
    p, covariance, weight = solved
    used = np.zeros(len(good), bool)
    used[good] = weight > 0
    return Shift(
        (float(p[0]), float(p[1])),
        float(p[2]),
        float(p[3]),
        (float(pivot[0]), float(pivot[1])),
        covariance[:3, :3],
        used,
    )


def of_one_kind(seen: SeenEdges) -> NDArray[np.bool_]:
    """Tell which edges have the contrast of most: lands are all brighter, or all darker."""
    brighter = seen.contrast < 0
    kind = brighter if (brighter & seen.ok).sum() * 2 >= seen.ok.sum() else ~brighter
    return np.asarray(kind & seen.ok)


def _reweighted(
    design: Floats, d: Floats, u: Floats, start: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats] | None:
    """Give parameters, their covariance and Tukey's weights; None where they cannot be told.

    ``start`` are the parameters to begin with and the weights with which they are held at zero.
    """
    p, prior = start
    found = None
    for _ in range(MOST_STEPS):
        r = (d - design @ p) / u
        scale = max(1.0, 1.4826 * float(np.median(np.abs(r))))
        weight = np.clip(1 - (r / (4.685 * scale)) ** 2, 0, None) ** 2
        normal = (design * (weight / u**2)[:, None]).T @ design + np.diag(prior * scale**2)
        if np.linalg.cond(normal) > WORST_CONDITION:
            return None
        inverse = np.asarray(np.linalg.inv(normal), np.float64)
        pull = design.T @ (weight / u**2 * (d - design @ p)) - prior * scale**2 * p
        step = inverse @ pull
        p = p + step
        found = p, inverse * scale**2, weight
        if np.abs(step[:2]).max() < CLOSE_MM:
            break
    return found


def _between_sides(facing: Floats, offset: Floats) -> float:
    """Give half the difference of the median offsets of two opposite sides."""
    ahead, behind = offset[facing > 0.7], offset[facing < -0.7]  # noqa: PLR2004 - nearer axis
    if not len(ahead) or not len(behind):
        return 0.0
    return float(np.median(ahead) - np.median(behind)) / 2


def enough(seen: SeenEdges, shift: Shift) -> str:
    """Give why the shift is not to be believed, empty if it is."""
    near = shift.used & (np.abs(shift.left_mm(seen)) < AGREE_MM)
    if near.sum() < LEAST_EDGES:
        return f"only {near.sum()} land edges agree"
    if near.mean() < LEAST_SUPPORT:
        return (
            f"only {near.mean():.0%} of its land edges agree, {LEAST_SUPPORT:.0%} are needed: "
            "another place or board is shown"
        )
    lands = of_one_kind(seen)
    if near.sum() < LEAST_OF_SEEN * lands.sum():
        return (
            f"only {near.sum() / lands.sum():.0%} of the land edges that are seen agree, "
            f"{LEAST_OF_SEEN:.0%} are needed: another place or board is shown"
        )
    agree, every = _each_way(seen.edges.outward[near]), _each_way(seen.edges.outward)
    if (agree >= LEAST_EACH_WAY).all() and (agree >= LEAST_OF_AXIS * every).all():
        return ""
    if (every >= LEAST_EACH_WAY).all():
        return "its lands agree along one axis only: another place or board is shown"
    return "the lands face one way only"


def _each_way(outward: Floats) -> NDArray[np.int64]:
    """Give how many edges face along x, and along y."""
    along_x = np.abs(outward[:, 0]) > np.abs(outward[:, 1])
    return np.array((along_x.sum(), (~along_x).sum()))


def refine_field(
    field: Field, registration: Registration, recipe: Recipe, calibration: Calibration
) -> FieldPose:
    """Place the boards in one field, by registration and then by the field's own lands.

    Returns
    -------
    FieldPose
        Moved by what the lands say; where too few should be seen to say anything, the registration
        as it is, with the stage's uncertainty and the reason.

    Raises
    ------
    RegistrationError
        If the lands contradict the registration: they are not where they should be, disagree, or
        want more than the stage can have erred. The field shows another place or another board.
    CalibrationError
        If the frame is not of the calibrated camera's size.
    """
    frame = usable_frame(field)
    u = calibration.uncertainty
    if frame is None:
        info = field.frames[0].info
        to_local = _to_local(registration, machine_to_local(info, calibration.stage))
        u_stage = math.hypot(calibration.stage.u_place_mm, u.place_mm)
        return _as_registered(
            field, registration, to_local, (u_stage, "no whole frame to refine on")
        )
    check_size(frame, calibration.camera)
    to_local = _to_local(registration, machine_to_local(frame.info, calibration.stage))
    u_stage = math.hypot(calibration.stage.u_place_mm, u.place_mm)
    u_field = math.hypot(u_stage, _u_registration(registration, to_local))
    reach = SIGMAS * u_field + SLACK_MM
    if reach > LONGEST_REACH_MM:
        why = f"registration is known to {u_field:.3f} mm only: lands cannot be told apart"
        return _as_registered(field, registration, to_local, (u_stage, why))
    edges = edges_in_field(recipe, to_local, calibration, reach)
    seen = see_edges(frame, calibration.camera, edges, reach)
    shift = solve_shift(seen, (u_field, math.radians(_u_turn_deg(registration))))
    why = "too few lands are seen" if shift is None else enough(seen, shift)
    if shift is not None and not why:
        why = contradiction(seen, shift, registration, u_field)
    if why and len(edges.land) >= MANY_EDGES:
        raise RegistrationError(f"field {field.index}: {why}")
    if shift is None or why:
        return _as_registered(field, registration, to_local, (u_stage, why))
    return _refined(field, registration, to_local, shift, u.place_mm)


def _to_local(registration: Registration, machine: Affine) -> dict[int, Affine]:
    return {index: fit.transform.then(machine) for index, fit in registration.fits.items()}


def _u_registration(registration: Registration, to_local: Mapping[int, Affine]) -> float:
    """Give how well the boards are known at the middle of the field: the worst of them."""
    return max(
        fit.u_place_mm(*to_local[index].inverse().at(0.0, 0.0))
        for index, fit in registration.fits.items()
    )


def edges_in_field(
    recipe: Recipe, to_local: Mapping[int, Affine], calibration: Calibration, reach_mm: float
) -> LandEdges:
    """Give all land edges that a field shows, field-local mm."""
    board = edges_of_board(recipe.board)
    parts: list[LandEdges] = []
    lands = 0
    for transform in to_local.values():
        moved = board.moved(transform)
        moved = LandEdges(moved.middle_mm, moved.outward, moved.length_mm, moved.land + lands)
        lands += int(board.land.max(initial=-1)) + 1
        parts.append(moved.chosen(within_field(moved, calibration.camera, reach_mm)))
    return joined(parts)


def _scale(seen: SeenEdges, shift: Shift) -> tuple[float, float]:
    """Give by what share lands lie farther apart than registered, and its uncertainty."""
    lever = seen.edges.middle_mm - np.array(shift.pivot_mm)
    reach = (seen.edges.outward * lever).sum(axis=1)[shift.used]
    known = float(reach @ reach)
    if not known:
        return 0.0, math.inf
    return float(reach @ shift.left_mm(seen)[shift.used]) / known, LAND_U_MM / math.sqrt(known)


def contradiction(seen: SeenEdges, shift: Shift, registration: Registration, u_field: float) -> str:
    """Give what the shift says that stage, camera and registration exclude; empty if nothing."""
    scale, u_scale = _scale(seen, shift)
    if abs(scale) > MOST_SCALE + SIGMAS * u_scale:
        return (
            f"its lands lie {1 + scale:.4f} times as far apart as they should, the scale or the "
            "height of the camera is wrong: calibrate it"
        )
    moved = math.hypot(*shift.move_mm)
    if moved > SIGMAS * u_field:
        return (
            f"its lands lie {moved:.3f} mm off, its place is known to {u_field:.3f} mm (k=1): "
            "another place or board is shown"
        )
    known = math.hypot(
        math.radians(_u_turn_deg(registration)), math.sqrt(float(shift.covariance[2, 2]))
    )
    if abs(shift.turn_rad) > SIGMAS * known:
        return (
            f"its lands are turned by {math.degrees(shift.turn_rad):.3f} degrees, the turn is "
            f"known to {math.degrees(known):.3f} (k=1)"
        )
    return ""


def _u_turn_deg(registration: Registration) -> float:
    """Give how well the turn of the boards is known: the worst of them."""
    return max(fit.u_rotation_deg for fit in registration.fits.values())


def _as_registered(
    field: Field,
    registration: Registration,
    to_local: Mapping[int, Affine],
    known: tuple[float, str],
) -> FieldPose:
    u_place, reason = known
    u_turn = _u_turn_deg(registration)
    return FieldPose(field.index, to_local, registration.fits, u_place, u_turn, reason=reason)


def _refined(
    field: Field,
    registration: Registration,
    to_local: Mapping[int, Affine],
    shift: Shift,
    u_camera_mm: float,
) -> FieldPose:
    moved = {index: t.then(shift.transform) for index, t in to_local.items()}
    u = math.sqrt(float(max(shift.covariance[0, 0], shift.covariance[1, 1])))
    return FieldPose(
        field.index,
        moved,
        registration.fits,
        math.hypot(u, u_camera_mm),
        math.degrees(math.sqrt(float(shift.covariance[2, 2]))),
        shift.move_mm,
        math.degrees(shift.turn_rad),
        int(shift.used.sum()),
        refined=True,
    )
