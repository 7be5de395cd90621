"""Where a board lies, from points whose places are known in both: transform and covariance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import FiducialLevel
from inspector.domain.geometry import Affine
from inspector.domain.recipe import RegistrationKind
from inspector.domain.result import PanelPose

Floats = NDArray[np.float64]

AFFINE_POINTS = 4
"""From this many points on shear and two stretches are fitted, and one is left to check them."""
SIMILARITY_POINTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class PoseFit:
    """A transform and how well it is known.

    ``covariance`` is ``(6, 6)`` of (a, b, tx, c, d, ty) about ``origin_mm`` in the source plane:
    ``x' = a (x - ox) + b (y - oy) + tx``. ``residual_mm`` is the rms of the points about it, per
    point and freedom taken into account, None where nothing is left to check.
    ``expected_mm`` is what their own uncertainties would make of it.
    """

    transform: Affine
    covariance: Floats
    origin_mm: tuple[float, float]
    residual_mm: float | None
    expected_mm: float

    def u_place_mm(self, x_mm: float, y_mm: float) -> float:
        """Give the standard uncertainty of a place, each axis (the worse of the two)."""
        basis = np.array([x_mm - self.origin_mm[0], y_mm - self.origin_mm[1], 1.0])
        u_x = basis @ self.covariance[:3, :3] @ basis
        u_y = basis @ self.covariance[3:, 3:] @ basis
        return math.sqrt(max(float(u_x), float(u_y), 0.0))

    @property
    def u_rotation_deg(self) -> float:
        """Give the standard uncertainty of the turn."""
        # rotation = (c - b) / 2 for a transform near a turn; in its own axes that is general
        t = self.transform
        turn = math.atan2(t.c - t.b, t.a + t.d)
        size = math.hypot(t.c - t.b, t.a + t.d)
        cos, sin = math.cos(turn), math.sin(turn)
        slope = np.array([-sin, -cos, 0.0, cos, -sin, 0.0]) / size
        return math.degrees(math.sqrt(max(float(slope @ self.covariance @ slope), 0.0)))


def fit_pose(source_mm: Floats, target_mm: Floats, covariance: Floats) -> PoseFit:
    """Fit a similarity (2 or 3 points) or an affine transform (4 or more), by all that is known.

    Parameters
    ----------
    source_mm, target_mm
        ``(N, 2)``, N >= 2; a mirrored similarity is never given.
    covariance
        ``(2 N, 2 N)`` of the targets (x0, y0, x1, y1, ...), mm squared: points seen in one field
        share that field's error of place.
    """
    origin = source_mm.mean(axis=0)
    design = _design(source_mm - origin, affine=len(source_mm) >= AFFINE_POINTS)
    weight = np.linalg.inv(covariance)
    normal = design.T @ weight @ design
    inverse = np.linalg.inv(normal)
    parameters = inverse @ (design.T @ weight @ target_mm.ravel())
    spread = _to_affine(affine=design.shape[1] == 6)  # noqa: PLR2004 - of an affine transform
    a, b, tx, c, d, ty = (float(v) for v in spread @ parameters)
    ox, oy = (float(v) for v in origin)
    moved = Affine(a, b, tx - a * ox - b * oy, c, d, ty - c * ox - d * oy)
    miss = target_mm.ravel() - design @ parameters
    free = len(miss) - design.shape[1]
    hat = design @ inverse @ design.T @ weight
    left = np.eye(len(miss)) - hat
    expected = math.sqrt(float(np.trace(left @ covariance @ left.T)) / free) if free > 0 else 0.0
    residual = math.sqrt(float(miss @ miss) / free) if free > 0 else None
    # points that scatter more than they say know the pose less than they say
    excess = max(1.0, residual / expected) ** 2 if residual is not None and expected > 0 else 1.0
    return PoseFit(
        moved,
        spread @ inverse @ spread.T * excess,
        (ox, oy),
        residual,
        expected,
    )


def _design(points: Floats, *, affine: bool) -> Floats:
    n = len(points)
    x, y = points.T
    zero, one = np.zeros(n), np.ones(n)
    if affine:
        rows = ((x, y, one, zero, zero, zero), (zero, zero, zero, x, y, one))
    else:
        rows = ((x, -y, one, zero), (y, x, zero, one))  # type: ignore[assignment]
    design = np.empty((2 * n, len(rows[0])))
    design[0::2], design[1::2] = (np.column_stack(row) for row in rows)
    return design


def _to_affine(*, affine: bool) -> Floats:
    """Give the matrix that takes the fitted parameters to (a, b, tx, c, d, ty)."""
    if affine:
        return np.eye(6)
    return np.array(
        [[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]],
        np.float64,
    )


@dataclass(frozen=True, slots=True)
class SeenMark:
    """A fiducial that was found: its place in machine mm and its standard uncertainty, each axis.

    ``board_index`` is None for a mark of the panel. ``u_shared_mm`` is the part that all marks of
    the same field have in common.
    """

    name: str
    level: FiducialLevel
    board_index: int | None
    nominal_mm: tuple[float, float]
    found_mm: tuple[float, float]
    u_mm: float
    u_shared_mm: float
    field: int
    support: float


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """Where each board of the panel lies in the machine.

    ``fits`` by board index: board mm to machine mm. ``notes`` say what a person should know:
    a mark that was not found, a board placed by the panel's marks alone.
    """

    kind: RegistrationKind
    fits: Mapping[int, PoseFit]
    marks: tuple[SeenMark, ...] = ()
    notes: tuple[str, ...] = ()

    def pose(self, board_index: int, center_mm: tuple[float, float]) -> PanelPose:
        """Give the pose of a board as the result keeps it; ``center_mm`` its middle, board mm."""
        fit = self.fits[board_index]
        return PanelPose(
            fit.transform, fit.residual_mm, fit.u_place_mm(*center_mm), fit.u_rotation_deg
        )


@dataclass(frozen=True, slots=True, eq=False)
class FieldPose:
    """Where the boards lie in one field: ``to_local`` by board index, board mm to field-local mm.

    ``moved_mm`` and ``turned_deg`` are what the field's own lands added to the registration;
    without enough of them (``lands`` counts the edges that were used) they are 0, ``reason`` says
    why, and the uncertainty is the stage's.
    """

    field: int
    to_local: Mapping[int, Affine]
    fits: Mapping[int, PoseFit]
    u_place_mm: float
    u_rotation_deg: float
    moved_mm: tuple[float, float] = (0.0, 0.0)
    turned_deg: float = 0.0
    lands: int = 0
    refined: bool = False
    reason: str = ""

    def u_place_at(self, board_index: int, x_mm: float, y_mm: float) -> float:
        """Give the standard uncertainty of a place of a board, each axis."""
        if self.refined:
            return self.u_place_mm
        return math.hypot(self.u_place_mm, self.fits[board_index].u_place_mm(x_mm, y_mm))
