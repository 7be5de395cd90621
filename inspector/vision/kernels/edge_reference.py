"""The same as `inspector.vision.kernels.edge` in plain numpy and scipy; slow, for tests."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import erf

from inspector.vision.kernels.edge import REACH_SIGMAS, SIGMA_HIGH, SIGMA_LOW, SMALLEST_REACH


def sample_strips(
    image: NDArray[np.float32],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    shape: tuple[int, int],
    width: float,
    across: int,
) -> NDArray[np.float64]:
    """Give strip means ``(N, M)``, NaN where a strip leaves the image."""
    steps = np.linspace(0.0, 1.0, shape[1])
    run = end - start
    side = np.stack((-run[:, 1], run[:, 0]), axis=1) / np.hypot(run[:, 0], run[:, 1])[:, None]
    total = np.zeros(shape)
    for k in range(across):
        shift = side * (k - (across - 1) / 2) * width / across
        at = start[:, None, :] + run[:, None, :] * steps[None, :, None] + shift[:, None, :]
        total += _cubic(image.astype(np.float64), at)
    return total / across


def _cubic(image: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate by the polynomial through the four nearest rows, then columns."""
    high = np.array(image.shape) - 1
    inside = ((at >= 0) & (at <= high)).all(axis=-1)
    low = np.clip(np.floor(at).astype(int), 0, high - 1)
    nodes = range(-1, 3)
    total = np.zeros(at.shape[:-1])
    for a in nodes:
        for b in nodes:
            near = np.clip(low + np.array((a, b)), 0, high)
            weight = _lagrange(at[..., 0] - low[..., 0], a) * _lagrange(at[..., 1] - low[..., 1], b)
            total += weight * image[near[..., 0], near[..., 1]]
    return np.where(inside, total, np.nan)


def _lagrange(f: NDArray[np.float64], node: int) -> NDArray[np.float64]:
    """Give the polynomial that is 1 at the node and 0 at the other three."""
    others = [other for other in range(-1, 3) if other != node]
    return np.asarray(np.prod([(f - other) / (node - other) for other in others], axis=0))


def fit_step(profile: NDArray[np.float32], sigma: float, at: float) -> tuple[float, float, float]:
    """Give position, contrast and blur of one step near ``at``, by scipy."""
    reach = max(REACH_SIGMAS * sigma, SMALLEST_REACH)
    t = np.arange(profile.size)
    near = np.abs(t - at) <= reach
    t, y = t[near], profile[near].astype(np.float64)

    def miss(p: NDArray[np.float64]) -> NDArray[np.float64]:
        bell = 0.5 * (1 + erf((t - p[2]) / (p[3] * np.sqrt(2))))
        return np.asarray(y - p[0] - p[1] * bell)

    low = (-np.inf, -np.inf, t[0], SIGMA_LOW * sigma)
    high = (np.inf, np.inf, t[-1], SIGMA_HIGH * sigma)
    start = (y[0], y[-1] - y[0], at, sigma)
    found = least_squares(miss, start, bounds=(low, high), xtol=1e-12, ftol=1e-12, gtol=1e-12)
    return float(found.x[2]), float(found.x[1]), float(found.x[3])


def held_at_dip(profiles: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give profiles ``(N, M)`` held at their first dip below half of their inner level."""
    inner = profiles[:, : max(2, profiles.shape[1] // 4)].mean(axis=1, keepdims=True)
    calm = (profiles[:, :-2] + profiles[:, 1:-1] + profiles[:, 2:]) / 3
    below = np.zeros(profiles.shape, np.bool_)
    below[:, 1:-1] = np.logical_or.accumulate(calm < inner / 2, axis=1)
    below[:, -1] = below[:, -2]
    lowest = np.minimum.accumulate(np.where(below, profiles, np.float32(np.inf)), axis=1)
    return np.asarray(np.where(below, lowest, profiles), np.float32)


def line(
    t: NDArray[np.float64], d: NDArray[np.float64], u: NDArray[np.float64]
) -> tuple[float, float]:
    """Give a and b of ``d = a + b t`` by Tukey's biweight from a pair-slope start."""
    half = t.size // 2
    b = float(np.median((d[half:] - d[: t.size - half]) / (t[half:] - t[: t.size - half])))
    a = float(np.median(d - b * t))
    for _ in range(50):
        r = (d - a - b * t) / u
        scale = max(1.4826 * float(np.median(np.abs(r))), 1.0)
        q = np.clip(np.abs(r / (4.685 * scale)), 0, 1)
        b, a = np.polyfit(t, d, 1, w=(1 - q**2) / u)
    return float(a), float(b)
