"""Where the panel and its boards lie in the machine: by fiducials, by content, or as commanded.

What cannot be told for certain is refused with the reason and the number: a board that is measured
from a wrong place is worse than one that is not measured.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import BoardSite, Fiducial, FiducialLevel
from inspector.domain.errors import RegistrationError
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, FrameInfo
from inspector.domain.recipe import Recipe, RegistrationKind
from inspector.domain.station import Calibration
from inspector.vision.camera_model import (
    local_to_machine,
    machine_to_local,
    mm_per_px_at,
    project,
    unproject,
)
from inspector.vision.content import align_by_lands, check_orientation, content_fields
from inspector.vision.fiducial import find_fiducial
from inspector.vision.land_edges import seen_by
from inspector.vision.mark_outline import FiducialFit, FiducialMiss
from inspector.vision.picture import check_size, patch_of, usable_frame
from inspector.vision.pose import (
    SIMILARITY_POINTS,
    PoseFit,
    Registration,
    SeenMark,
    fit_pose,
)
from inspector.vision.refine import refine_field

__all__ = ["Registration", "fiducial_fields", "refine_field", "register"]

Floats = NDArray[np.float64]

MOST_STRETCH = 2e-3
"""Boards stretch by 0.5e-3 in reflow; more is another board, or marks taken for others."""
MOST_SHEAR_RAD = 2e-3
MOST_TURN_DEG = 5.0
"""A conveyor holds a panel straighter than that."""
SIGMAS = 4.0
"""A residual or stretch may exceed its limit by this many standard uncertainties."""
BOARD_U_MM = 0.006
"""Standard uncertainty of a mark's place on its own board: artwork and warp."""
SEARCH_MM = 1.0
"""A panel lies where it is commanded within this, each axis, unless the caller says otherwise."""
WIDER = 3.0
"""So much farther is looked where too few marks are found."""
COMMANDED_TURN_DEG = 1.0
"""... and is turned by no more than this, where nothing is looked for."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A fiducial to be found, with its nominal place in the panel."""

    fiducial: Fiducial
    board_index: int | None
    panel_mm: tuple[float, float]
    rotation_deg: float

    @property
    def label(self) -> str:
        """Name for messages."""
        where = "panel" if self.board_index is None else f"board {self.board_index}"
        return f"{where} fiducial {self.fiducial.name}"


def fiducial_fields(
    recipe: Recipe, infos: Sequence[FrameInfo], calibration: Calibration
) -> tuple[int, ...]:
    """Give the fields that `register` needs, in the order in which they appear.

    Those that hold fiducials, and those with enough lands to tell which way round the board lies;
    without fiducials those with the most lands.

    Parameters
    ----------
    infos
        Frames of the capture; one a field is enough.
    """
    first = _first_infos(infos)
    chosen: set[int] = set()
    if recipe.registration is RegistrationKind.FIDUCIALS:
        for mark in _marks(recipe):
            field = _field_of(mark, first, calibration)
            if field is not None:
                chosen.add(field)
    if recipe.registration is not RegistrationKind.NONE:
        chosen |= content_fields(recipe, first, calibration, frozenset(chosen))
    return tuple(index for index in first if index in chosen)


def register(
    recipe: Recipe,
    fields: Sequence[Field],
    calibration: Calibration,
    search_mm: float = SEARCH_MM,
) -> Registration:
    """Find where each board of the panel lies.

    Parameters
    ----------
    fields
        At least those that `fiducial_fields` names.
    search_mm
        How far from its commanded place the panel may lie, each axis.

    Returns
    -------
    Registration
        Board mm to machine mm for every board, with covariance.

    Raises
    ------
    RegistrationError
        With the reason and the number: fiducials not found or ambiguous, an implausible stretch,
        shear, turn or residual, a mirrored or a turned board.
    CalibrationError
        If a frame is not of the calibrated camera's size.

    Notes
    -----
    Two marks: a similarity, nothing left to check but their distance. Three: a similarity with a
    residual. Four and more: an affine transform with a residual.
    """
    if recipe.registration is RegistrationKind.NONE:
        return _as_commanded(recipe, search_mm)
    if placed_by_golden(recipe):
        return replace(
            _as_commanded(recipe, search_mm),
            notes=("placed by its golden board: nothing else tells where it lies",),
        )
    if recipe.registration is RegistrationKind.CONTENT:
        fit = align_by_lands(recipe, fields, calibration)
        check_orientation(recipe, fields, calibration, fit.transform)
        fits = {site.index: _of_site(fit, site) for site in recipe.panel.sites}
        return Registration(RegistrationKind.CONTENT, fits)
    seen, missed = _find_marks(recipe, fields, calibration, search_mm)
    if len(seen) < SIMILARITY_POINTS:
        # a fixture may hold the panel elsewhere; the fit refuses what else may lie there
        seen, missed = _find_marks(recipe, fields, calibration, WIDER * search_mm)
    panel = panel_fit(recipe, seen, missed)
    check_orientation(recipe, fields, calibration, panel.transform)
    fits, notes = _site_fits(recipe, panel, seen)
    return Registration(RegistrationKind.FIDUCIALS, fits, seen, (*missed, *notes))


def placed_by_golden(recipe: Recipe) -> bool:
    """Whether nothing but its golden board tells where a board lies: content without a land."""
    board = recipe.board
    return (
        recipe.registration is RegistrationKind.CONTENT
        and recipe.surface is not None
        and not any(board.package_of(p).lands for p in board.placements)
    )


def _as_commanded(recipe: Recipe, search_mm: float) -> Registration:
    u_place, u_turn = search_mm / math.sqrt(3), math.radians(COMMANDED_TURN_DEG) / math.sqrt(3)
    u_turn_shared = u_turn**2
    covariance = np.diag([0.0, u_turn_shared, u_place**2, u_turn_shared, 0.0, u_place**2])
    fit = PoseFit(Affine(), covariance, (0.0, 0.0), None, 0.0)
    fits = {site.index: _of_site(fit, site) for site in recipe.panel.sites}
    note = "registered as commanded: nothing was looked for"
    return Registration(RegistrationKind.NONE, fits, notes=(note,))


def _of_site(panel: PoseFit, site: BoardSite) -> PoseFit:
    """Give the pose of a board from that of its panel."""
    pose = site.pose
    # (a, b, tx) of panel mm -> (a, b, tx) of board mm: the site's own turn comes first
    ox, oy = pose.inverse().at(*panel.origin_mm)
    turn = np.array([[pose.a, pose.c, 0.0], [pose.b, pose.d, 0.0], [0.0, 0.0, 1.0]])
    both = np.block([[turn, np.zeros((3, 3))], [np.zeros((3, 3)), turn]])
    return replace(
        panel,
        transform=pose.then(panel.transform),
        covariance=both @ panel.covariance @ both.T,
        origin_mm=(ox, oy),
    )


# --- marks --------------------------------------------------------------------------------------


def _marks(recipe: Recipe) -> tuple[_Mark, ...]:
    marks = [
        _Mark(fiducial, None, (fiducial.x_mm, fiducial.y_mm), 0.0)
        for fiducial in recipe.panel.fiducials
    ]
    for site in recipe.panel.sites:
        for fiducial in recipe.board.fiducials:
            if fiducial.level is FiducialLevel.PART:
                continue
            place = site.pose.at(fiducial.x_mm, fiducial.y_mm)
            marks.append(_Mark(fiducial, site.index, place, site.rotation_deg))
    return tuple(marks)


def _first_infos(infos: Sequence[FrameInfo]) -> dict[int, FrameInfo]:
    first: dict[int, FrameInfo] = {}
    for info in infos:
        first.setdefault(info.field, info)
    return first


def _field_of(mark: _Mark, infos: Mapping[int, FrameInfo], calibration: Calibration) -> int | None:
    """Give the field in which a mark lies farthest from the border, None if in none."""
    camera = calibration.camera
    best, at = 0.0, None
    for index, info in infos.items():
        local = machine_to_local(info, calibration.stage).apply([mark.panel_mm])
        if not seen_by(camera, local)[0]:
            continue
        row, col = project(camera, local)[0]
        inside = min(row, col, camera.rows - 1 - row, camera.cols - 1 - col)
        if inside > best:
            best, at = float(inside), index
    return at


def _find_marks(
    recipe: Recipe, fields: Sequence[Field], calibration: Calibration, search_mm: float
) -> tuple[tuple[SeenMark, ...], tuple[str, ...]]:
    by_index = {field.index: field for field in fields}
    infos = _first_infos([field.frames[0].info for field in fields])
    seen: list[SeenMark] = []
    missed: list[str] = []
    for mark in _marks(recipe):
        index = _field_of(mark, infos, calibration)
        if index is None:
            missed.append(f"{mark.label} lies in no field")
            continue
        found = _find_mark(mark, by_index[index], calibration, search_mm)
        if isinstance(found, FiducialMiss):
            missed.append(f"{mark.label} was not found: {found.reason}")
        else:
            seen.append(found)
    return tuple(seen), tuple(missed)


def _find_mark(
    mark: _Mark, field: Field, calibration: Calibration, search_mm: float
) -> SeenMark | FiducialMiss:
    frame, camera = usable_frame(field), calibration.camera
    if frame is None:
        return FiducialMiss(f"field {field.index} has no whole frame")
    check_size(frame, camera)
    to_local = machine_to_local(frame.info, calibration.stage)
    local = to_local.at(*mark.panel_mm)
    scale = mm_per_px_at(camera, *local)
    row, col = (float(v) for v in project(camera, [local])[0])
    half = (search_mm + max(mark.fiducial.size_mm, mark.fiducial.size_y_mm)) / scale
    patch = patch_of(frame, (row - half, col - half), (row + half, col + half))
    if patch is None:
        return FiducialMiss("its place lies outside the field")
    at = (row - patch.row0, col - patch.col0)
    turn = mark.rotation_deg - frame.info.rotation_deg
    fit: FiducialFit | FiducialMiss = FiducialMiss("")
    for plane in patch.planes:
        fit = find_fiducial(plane, at, mark.fiducial, 1 / scale, search_mm / scale, turn)
        if isinstance(fit, FiducialFit):
            break
    if isinstance(fit, FiducialMiss):
        return fit
    place = unproject(camera, [(fit.row_px + patch.row0, fit.col_px + patch.col0)], 0.0)[0]
    machine = local_to_machine(frame.info, calibration.stage).at(float(place[0]), float(place[1]))
    u = math.hypot(fit.u_px * scale, calibration.uncertainty.place_mm)
    shared = calibration.stage.u_place_mm
    return SeenMark(
        mark.fiducial.name, mark.fiducial.level, mark.board_index, mark.panel_mm, machine, u,
        shared, field.index, fit.support,
    )  # fmt: skip


# --- poses --------------------------------------------------------------------------------------


def panel_fit(recipe: Recipe, seen: Sequence[SeenMark], missed: Sequence[str]) -> PoseFit:
    """Give panel mm to machine mm from the panel's own marks, else from those of all its boards.

    Raises
    ------
    RegistrationError
        If fewer than two were found, or they lie as no board of this product can have them.
    """
    own = [mark for mark in seen if mark.board_index is None]
    marks = own if recipe.panel.fiducials else list(seen)
    if len(marks) < SIMILARITY_POINTS:
        count = len(recipe.panel.fiducials) or len(recipe.board.fiducials) * len(recipe.panel.sites)
        why = "; ".join(missed) or "the recipe has too few"
        raise RegistrationError(
            f"{len(marks)} of {count} fiducials found, two are needed: {why}; "
            "look whether the panel is in place and is the recipe's product"
        )
    fit = _fit(marks, [mark.nominal_mm for mark in marks])
    _refuse_implausible(fit, marks, "panel")
    return fit


def _fit(marks: Sequence[SeenMark], nominal_mm: Sequence[tuple[float, float]]) -> PoseFit:
    return fit_pose(
        np.array(nominal_mm), np.array([mark.found_mm for mark in marks]), _covariance(marks)
    )


def _covariance(marks: Sequence[SeenMark]) -> Floats:
    n = len(marks)
    covariance = np.zeros((2 * n, 2 * n))
    for i, one in enumerate(marks):
        for j, other in enumerate(marks):
            shared = one.u_shared_mm**2 if one.field == other.field else 0.0
            own = one.u_mm**2 + BOARD_U_MM**2 if i == j else 0.0
            covariance[2 * i, 2 * j] = covariance[2 * i + 1, 2 * j + 1] = shared + own
    return covariance


def _refuse_implausible(fit: PoseFit, marks: Sequence[SeenMark], what: str) -> None:
    """Raise RegistrationError for a transform that no board of this product can have."""
    transform = fit.transform
    if transform.determinant <= 0:
        raise RegistrationError(
            f"the {what}'s fiducials are mirrored: is this the side the recipe was made for?"
        )
    limit = SIGMAS * fit.expected_mm
    if fit.residual_mm is not None and fit.residual_mm > limit:
        raise RegistrationError(
            f"the {what}'s fiducials miss their places by {fit.residual_mm:.4f} mm rms, more than "
            f"{limit:.4f}: one of them is another mark, or the board is bent"
        )
    spread = np.ptp([mark.nominal_mm for mark in marks], axis=0).max()
    u = math.sqrt(float(np.diag(_covariance(marks)).mean()))
    slack = SIGMAS * u / max(float(spread), np.finfo(float).tiny)
    for stretch in transform.stretches:
        if abs(stretch - 1) > MOST_STRETCH + slack:
            raise RegistrationError(
                f"the {what}'s fiducials lie {stretch:.5f} times their nominal distance apart, "
                f"more than {MOST_STRETCH + slack:.1e} off: other marks were taken, or it is "
                "another product or the scale of the calibration is wrong"
            )
    skew = transform.a * transform.b + transform.c * transform.d
    if abs(skew) > MOST_SHEAR_RAD + slack:
        raise RegistrationError(
            f"the {what}'s fiducials are sheared by {skew:.2e} rad, more than "
            f"{MOST_SHEAR_RAD + slack:.1e}: one of them is another mark"
        )
    if abs(transform.rotation_deg) > MOST_TURN_DEG:
        raise RegistrationError(
            f"the {what} is turned by {transform.rotation_deg:.2f} degrees, more than "
            f"{MOST_TURN_DEG:g}: put it in straight"
        )


def _site_fits(
    recipe: Recipe, panel: PoseFit, seen: Sequence[SeenMark]
) -> tuple[dict[int, PoseFit], tuple[str, ...]]:
    """Give each board's own pose: by its own marks where it has them, else by the panel's."""
    fits: dict[int, PoseFit] = {}
    notes: list[str] = []
    for site in recipe.panel.sites:
        own = [mark for mark in seen if mark.board_index == site.index]
        if len(own) < SIMILARITY_POINTS:
            fits[site.index] = _of_site(panel, site)
            if recipe.board.fiducials:
                notes.append(f"board {site.index} is placed by the panel: {len(own)} of its marks")
            continue
        back = site.pose.inverse()
        fit = _fit(own, [back.at(*mark.nominal_mm) for mark in own])
        _refuse_implausible(_in_panel(fit, site), own, f"board {site.index}")
        fits[site.index] = fit
    return fits, tuple(notes)


def _in_panel(fit: PoseFit, site: BoardSite) -> PoseFit:
    """Give the board's pose without the site's own turn, for holding it against the panel."""
    return replace(fit, transform=site.pose.inverse().then(fit.transform))
