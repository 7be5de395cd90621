"""Statistical process control: capability of a process, and its chart of means and ranges.

References
----------
.. [1] ISO 22514-2, "Process capability and performance of time-dependent process models", 2017.
.. [2] ISO 7870-2, "Control charts: Shewhart control charts", 2023; A2, D3, D4 and d2.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FACTORS = {
    2: (1.880, 0.0, 3.267, 1.128),
    3: (1.023, 0.0, 2.574, 1.693),
    4: (0.729, 0.0, 2.282, 2.059),
    5: (0.577, 0.0, 2.114, 2.326),
    6: (0.483, 0.0, 2.004, 2.534),
    7: (0.419, 0.076, 1.924, 2.704),
    8: (0.373, 0.136, 1.864, 2.847),
    9: (0.337, 0.184, 1.816, 2.970),
    10: (0.308, 0.223, 1.777, 3.078),
}
"""A2, D3, D4 and d2 by the size of a subgroup [2]_."""

LEAST_VALUES = 2


@dataclass(frozen=True, slots=True)
class Capability:
    """How well a process stays inside its limits; NaN where that cannot be said.

    ``cp``, ``cpk`` from the spread inside subgroups, ``pp``, ``ppk`` from that of all values.
    """

    count: int
    mean: float
    sigma: float
    sigma_within: float
    cp: float
    cpk: float
    pp: float
    ppk: float


@dataclass(frozen=True, slots=True, eq=False)
class XbarR:
    """Means and ranges of subgroups ``(K,)`` float64 with their control limits.

    ``first`` ``(K,)`` is the index of each subgroup's first value.
    """

    size: int
    first: NDArray[np.int64]
    means: Floats
    ranges: Floats
    mean: float
    mean_low: float
    mean_high: float
    range_mean: float
    range_low: float
    range_high: float

    @property
    def outside(self) -> NDArray[np.bool_]:
        """``(K,)``: subgroups whose mean or range lies beyond the control limits."""
        means = (self.means < self.mean_low) | (self.means > self.mean_high)
        return means | (self.ranges < self.range_low) | (self.ranges > self.range_high)


def xbar_r(values: Floats, size: int = 5) -> XbarR:
    """Give the chart of means and ranges of values ``(N,)`` in the order of their making.

    Values that are not finite are left out, and so is a last subgroup that is not whole.

    Raises
    ------
    ValueError
        If the size is not 2 to 10, or there is no whole subgroup.
    """
    if size not in FACTORS:
        raise ValueError(f"subgroups of {size} have no factors; choose 2 to 10")
    places = np.flatnonzero(np.isfinite(values))
    whole = len(places) // size
    if not whole:
        raise ValueError(f"{len(places)} values make no subgroup of {size}")
    places = places[: whole * size]
    groups = values[places].reshape(whole, size)
    a2, d3, d4, _ = FACTORS[size]
    means, ranges = groups.mean(axis=1), np.ptp(groups, axis=1)
    mean, spread = float(means.mean()), float(ranges.mean())
    limits = mean - a2 * spread, mean + a2 * spread
    return XbarR(
        size, places[::size], means, ranges, mean, *limits, spread, d3 * spread, d4 * spread
    )


def capability(
    values: Floats, low: float = -math.inf, high: float = math.inf, size: int = 5
) -> Capability:
    """Hold the spread of values ``(N,)`` against limits.

    One-sided limits give no Cp. Within subgroups the standard deviation is the mean range over d2.

    Examples
    --------
    >>> found = capability(np.array([-1.0, 0.0, 1.0, 0.0, 0.0] * 20), -3.0, 3.0)
    >>> round(found.pp, 2), found.cpk == found.cp
    (1.57, True)
    """
    finite = values[np.isfinite(values)]
    if len(finite) < LEAST_VALUES:
        mean = float(finite.mean()) if len(finite) else math.nan
        return Capability(len(finite), mean, *(math.nan,) * 6)
    mean, sigma = float(finite.mean()), float(finite.std(ddof=1))
    within = math.nan
    if len(finite) >= size:
        within = xbar_r(finite, size).range_mean / FACTORS[size][3]
    return Capability(
        len(finite),
        mean,
        sigma,
        within,
        _two_sided(within, low, high),
        _nearer(mean, within, low, high),
        _two_sided(sigma, low, high),
        _nearer(mean, sigma, low, high),
    )


def _two_sided(sigma: float, low: float, high: float) -> float:
    if not (math.isfinite(low) and math.isfinite(high) and sigma > 0):
        return math.nan
    return (high - low) / (6 * sigma)


def _nearer(mean: float, sigma: float, low: float, high: float) -> float:
    room = min(high - mean, mean - low)
    return room / (3 * sigma) if math.isfinite(room) and sigma > 0 else math.nan
