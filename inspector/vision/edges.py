"""Where a brightness step lies, to a few thousandths of a pixel, and lines and circles of them.

A strip is sampled across an edge and averaged along it; an erf step is fitted to the mean profile.
Unlike correlation this is not moved by uneven light: only the middle of the step counts.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inspector.vision.kernels.edge import ROUNDING, fit_steps, line_weights, sample_strips

Floats = NDArray[np.float64]

LEAST_SNR = 5.0
"""A step counts when its contrast is this many times the profile's rms about the fit."""
LEAST_POINTS = 3
"""What a line or a circle needs."""
UNSTATED_U_PX = 1e-3
"""Taken for points whose uncertainty nobody states: their own scatter then decides."""
CUBIC_NOISE = 0.78
"""Mean share of white noise's variance that survives cubic interpolation along one axis."""
MOST_STEPS = 30
"""Gauss-Newton of a circle that has not settled by then is refused."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgeFits:
    """One erf step a profile; arrays are ``(N,)``.

    Parameters
    ----------
    position_px
        Place of the step, in samples from the profile's first; NaN where there is none.
    contrast
        Last side minus first side, in the picture's units: positive for a rising step.
    sigma_px
        Blur of the step, in samples.
    residual
        Scatter of the profile about the fit, in the picture's units.
    u_px
        Standard uncertainty of the position, in samples, from the median scatter of all profiles of
        the call, or half the profile's own where that is more.
    ok
        Whether the fit settled, inside, with a step that stands out of the scatter.
    """

    position_px: Floats
    contrast: Floats
    sigma_px: Floats
    residual: Floats
    u_px: Floats
    ok: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class EdgePoints:
    """Edges found in a picture: ``(N, 2)`` places (row, col), NaN where there is none.

    ``sigma_px`` is the blur of each step, in pixels of the picture.
    """

    points_px: Floats
    u_px: Floats
    contrast: Floats
    sigma_px: Floats
    ok: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class LineFit:
    """A line ``point + t * direction`` in (row, col), and how well it is known.

    ``u_offset_px`` is the standard uncertainty across the line at ``point`` (the weighted middle of
    the points), ``u_angle_rad`` that of its direction; there they do not correlate. ``weights`` is
    ``(N,)``, 0 for a point that was left out. ``rms_px`` is that of the points kept.
    """

    point_px: tuple[float, float]
    direction: tuple[float, float]
    u_offset_px: float
    u_angle_rad: float
    rms_px: float
    weights: Floats

    def distance_px(self, row: float, col: float) -> float:
        """Give the signed distance of a point, positive to the side of (-direction col, row)."""
        dr, dc = row - self.point_px[0], col - self.point_px[1]
        return dc * self.direction[0] - dr * self.direction[1]

    def cross(self, other: "LineFit") -> tuple[float, float]:
        """Give where two lines meet (row, col); NaN for parallels."""
        (r, c), (dr, dc) = self.point_px, self.direction
        (r2, c2), (er, ec) = other.point_px, other.direction
        det = dr * ec - dc * er
        if abs(det) < np.finfo(float).eps:
            return math.nan, math.nan
        t = ((r2 - r) * ec - (c2 - c) * er) / det
        return r + t * dr, c + t * dc


@dataclass(frozen=True, slots=True, eq=False)
class CircleFit:
    """A circle, the covariance ``(3, 3)`` of (row, col, radius) in px squared, and the weights."""

    row_px: float
    col_px: float
    radius_px: float
    covariance: Floats
    rms_px: float
    weights: Floats


def strip_profiles(
    image: NDArray[np.float32],
    start_px: ArrayLike,
    end_px: ArrayLike,
    width_px: float = 1.0,
    samples: int | None = None,
) -> NDArray[np.float32]:
    """Sample strips, averaged across their width.

    Parameters
    ----------
    image
        ``(H, W)`` float32; NaN where it is not valid.
    start_px, end_px
        ``(N, 2)`` middles (row, col) of the strips' two ends.
    width_px
        Width of a strip; one line is sampled a pixel of it.
    samples
        M, along a strip; default: the longest strip in steps of at most one pixel.

    Returns
    -------
    ``(N, M)`` float32, cubic; NaN where a strip leaves the picture or touches NaN.
    """
    start = np.ascontiguousarray(np.asarray(start_px, np.float64).reshape(-1, 2))
    end = np.ascontiguousarray(np.asarray(end_px, np.float64).reshape(-1, 2))
    if samples is None:
        samples = _samples(start, end)
    out = np.empty((start.shape[0], samples), np.float32)
    widths = np.full(start.shape[0], float(width_px))
    sample_strips(image[..., None], 0, start, end, widths, out)
    return out


def _samples(start: Floats, end: Floats) -> int:
    run = end - start
    longest = float(np.hypot(run[:, 0], run[:, 1]).max(initial=1.0))
    return math.ceil(longest - ROUNDING) + 1


def fit_edges(profiles: NDArray[np.float32], sigma_px: float, polarity: int = 0) -> EdgeFits:
    """Fit one erf step to each profile.

    Parameters
    ----------
    profiles
        ``(N, M)`` float32, at least six samples.
    sigma_px
        Expected blur of a step, in samples (point spread and pixel together, 0.7 to 1 for a sharp
        lens); the fit may take 0.4 to 2.5 times as much.
    polarity
        1: only rising steps, -1: only falling, 0: the steepest of either.

    Notes
    -----
    Bounded Gauss-Newton from the steepest smoothed slope; samples beyond 5 blurs are left out.
    2.3 us a profile of 21 samples, with sampling 2.9 us. On drawn steps of contrast 120 with noise
    3 in every sample the error is 0.055 px rms a profile, and falls with the root of the number of
    lines averaged (`tests/vision/test_edges.py`).
    """
    out = np.empty((profiles.shape[0], 5))
    fit_steps(np.ascontiguousarray(profiles, np.float32), float(sigma_px), polarity, 1.0, out)
    position, contrast, blur, residual, per_noise = out.T.copy()
    with np.errstate(invalid="ignore"):
        ok = np.isfinite(position) & (np.abs(contrast) > LEAST_SNR * residual)
    # a handful of samples knows its noise badly: the call's median, unless a profile is far worse
    noise = np.maximum(np.median(residual[ok]) if ok.any() else np.nan, residual / 2)
    return EdgeFits(position, contrast, blur, residual, per_noise * noise, ok)


def find_edges(
    image: NDArray[np.float32],
    start_px: ArrayLike,
    end_px: ArrayLike,
    sigma_px: float,
    polarity: int = 0,
    width_px: float = 1.0,
) -> EdgePoints:
    """Find one edge a strip; see `strip_profiles` and `fit_edges`.

    Returns
    -------
    Places (row, col) on the strips' middle lines, NaN where no edge counts.

    Notes
    -----
    Strips that overlap share noise: lay them side by side where their uncertainties are to be
    averaged.
    """
    start = np.asarray(start_px, np.float64).reshape(-1, 2)
    end = np.asarray(end_px, np.float64).reshape(-1, 2)
    profiles = strip_profiles(image, start, end, width_px)
    step = np.linalg.norm(end - start, axis=1) / (profiles.shape[1] - 1)
    fits = fit_edges(profiles, sigma_px / float(np.median(step)), polarity)
    # Interpolation averages noise that is white in the picture: what the profiles scatter by is
    # less than what moves the edge, by the cubic's mean share along, and across at the two borders.
    across = max(1, round(width_px))
    u = fits.u_px * step / math.sqrt(CUBIC_NOISE * (across - 1 + CUBIC_NOISE) / across)
    share = np.where(fits.ok, fits.position_px, np.nan) / (profiles.shape[1] - 1)
    points = start + share[:, None] * (end - start)
    u = np.where(fits.ok, u, np.nan)
    return EdgePoints(points, u, fits.contrast, fits.sigma_px * step, fits.ok)


def line_through(points_px: ArrayLike, u_px: ArrayLike | None = None) -> LineFit | None:
    """Fit a straight line robustly.

    Parameters
    ----------
    points_px
        ``(N, 2)`` row, col, in order along the line; rows with NaN are left out.
    u_px
        ``(N,)`` standard uncertainties across the line; without them the scatter tells.

    Returns
    -------
    The line, or None where fewer than three points carry it.

    Notes
    -----
    Median of pair slopes, then Tukey's biweight: up to a third of the points may be wild.
    """
    points = np.asarray(points_px, np.float64).reshape(-1, 2)
    u = np.full(len(points), UNSTATED_U_PX) if u_px is None else np.asarray(u_px, np.float64)
    good = np.isfinite(points).all(axis=1) & np.isfinite(u)
    if good.sum() < LEAST_POINTS:
        return None
    kept, u = points[good], np.maximum(u[good], UNSTATED_U_PX)
    middle = np.median(kept, axis=0)
    half = len(kept) // 2
    along = np.median(kept[half:] - kept[: len(kept) - half], axis=0)
    length = float(np.hypot(*along))
    if length == 0.0:
        return None
    along /= length
    off = kept - middle
    t, d = off @ along, off @ np.array([-along[1], along[0]])
    out, weights = np.empty(6), np.empty(len(kept))
    if not line_weights(t, d, u, out, weights):
        return None
    every = np.zeros(len(points))
    every[good] = weights
    return _line(out, middle, along, every, (d - out[0] - out[1] * t, weights))


def _line(
    out: Floats, middle: Floats, along: Floats, every: Floats, kept: tuple[Floats, Floats]
) -> LineFit:
    a, b, var_a, cov, var_b, _ = out
    across = np.array([-along[1], along[0]])
    # where offset and angle do not correlate: the weighted middle
    t0 = -cov / var_b
    point = middle + t0 * along + (a + b * t0) * across
    direction = (along + b * across) / math.hypot(1.0, b)
    residual, weights = kept
    rms = math.sqrt(float(weights @ residual**2 / weights.sum()))
    return LineFit(
        (float(point[0]), float(point[1])),
        (float(direction[0]), float(direction[1])),
        math.sqrt(max(var_a - cov * cov / var_b, 0.0)),
        math.sqrt(var_b) / (1 + b * b),
        rms,
        every,
    )


def circle_through(points_px: ArrayLike, u_px: ArrayLike | None = None) -> CircleFit | None:
    """Fit a circle robustly.

    Parameters
    ----------
    points_px
        ``(N, 2)`` row, col, in order around the circle; rows with NaN are left out.
    u_px
        ``(N,)`` standard uncertainties along the radius; without them the scatter tells.

    Returns
    -------
    The circle, or None where fewer than three points carry it.

    Notes
    -----
    The circle through three points with the least median residual starts Gauss-Newton with Tukey's
    biweight: 40 % of the points may be wild. 3 ms for 400 points.
    """
    points = np.asarray(points_px, np.float64).reshape(-1, 2)
    u = np.full(len(points), UNSTATED_U_PX) if u_px is None else np.asarray(u_px, np.float64)
    good = np.isfinite(points).all(axis=1) & np.isfinite(u)
    kept, u = points[good], np.maximum(u[good], UNSTATED_U_PX)
    circle = _least_median_circle(kept) if len(kept) >= LEAST_POINTS else None
    if circle is None:
        return None
    found = _refine_circle(kept, u, circle)
    if found is None:
        return None
    circle, covariance, weights, r = found
    every = np.zeros(len(points))
    every[good] = weights
    rms = math.sqrt(float(weights @ r**2 / weights.sum()))
    row, col, radius = (float(v) for v in circle)
    return CircleFit(row, col, radius, covariance, rms, every)


def _refine_circle(
    points: Floats, u: Floats, circle: Floats
) -> tuple[Floats, Floats, Floats, Floats] | None:
    """Give circle, covariance, weights and residuals, or None where too few points carry it."""
    for _ in range(MOST_STEPS):
        found = _circle_step(points, u, circle)
        if found is None:
            return None
        step, covariance, weights, r = found
        circle = circle + step
        if np.abs(step).max() < UNSTATED_U_PX / 10:
            return circle, covariance, weights, r
    return None


def _circle_step(
    points: Floats, u: Floats, circle: Floats
) -> tuple[Floats, Floats, Floats, Floats] | None:
    off = points - circle[:2]
    far = np.hypot(off[:, 0], off[:, 1])
    r = far - circle[2]
    scale = max(1.4826 * float(np.median(np.abs(r / u))), 1.0)
    q = np.clip(np.abs(r / u) / (4.685 * scale), 0.0, 1.0)
    weights = (1 - q**2) ** 2
    jacobian = np.column_stack((off / far[:, None], np.ones(len(r)))) / u[:, None]
    normal = (jacobian * weights[:, None]).T @ jacobian
    if (weights > 0).sum() < LEAST_POINTS or np.linalg.cond(normal) > 1 / np.finfo(float).eps:
        return None
    inverse = np.linalg.inv(normal)
    step = inverse @ (jacobian.T @ (weights * r / u))
    return step, inverse * scale**2, weights, r


def _least_median_circle(points: Floats) -> Floats | None:
    """Give the circle of three evenly spread points that lies best in the middle of all."""
    n = len(points)
    tries = np.unique(np.linspace(0, n - 1, 60).astype(int))
    third = np.stack((tries, tries + n // 3, tries + 2 * n // 3), axis=1) % n
    p = points[third]
    with np.errstate(invalid="ignore", divide="ignore"):
        circles = _circle_of_three(p)
    circles = circles[np.isfinite(circles).all(axis=1)]
    if not len(circles):
        return None
    far = np.linalg.norm(points[None] - circles[:, None, :2], axis=2)
    return np.asarray(circles[np.median(np.abs(far - circles[:, 2:]), axis=1).argmin()])


def _circle_of_three(p: Floats) -> Floats:
    b, c = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    det = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    row = (c[:, 1] * bb - b[:, 1] * cc) / det
    col = (b[:, 0] * cc - c[:, 0] * bb) / det
    return np.column_stack((p[:, 0, 0] + row, p[:, 0, 1] + col, np.hypot(row, col)))
