"""The ring light, and what each material answers to it.

Three rings stand round the optical axis, each a band of elevations over the board. A material's
response to a ring is integrated once over azimuth and elevation (microfacet GGX with Smith's
shadowing for what mirrors, Lambert for what scatters) and kept as a table over tilt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inspector.domain.station import Ring

STEPS = 256
"""Entries of a table, over the sine of the tilt."""

SIDE = "side-"
"""What the name of a view from the side starts with; its azimuth in degrees follows."""

ROUGHNESS = tuple(float(alpha) for alpha in np.geomspace(0.04, 0.8, 40))
"""GGX alphas that a rig's tables are made for."""

_ELEVATIONS, _AZIMUTHS = 12, 48


@dataclass(frozen=True, slots=True)
class Rig:
    """The lamps of a machine.

    ``shots`` says what each channel (red, green, blue) gets of each ring in a shot, crosstalk
    included: three rows of as many numbers as there are rings.
    """

    rings: tuple[Ring, ...]
    shots: Mapping[str, tuple[tuple[float, ...], ...]]

    def emission(self, shot: str) -> NDArray[np.float32]:
        """``(3, R)``; KeyError for a light the rig has not."""
        return np.array(self.shots[shot], np.float32)

    @property
    def bands_deg(self) -> NDArray[np.float32]:
        """``(R, 2)``: elevations from, to."""
        return np.array([(ring.low_deg, ring.high_deg) for ring in self.rings], np.float32)


RING_LIGHT = Rig(
    rings=(
        Ring("red", 62.0, 82.0),
        Ring("green", 38.0, 56.0),
        Ring("blue", 12.0, 28.0),
        Ring("white", 84.0, 90.0),
    ),
    shots={
        # a few per cent of the neighbouring colour get through the sensor's filters
        "ring": ((1.0, 0.03, 0.005, 0.0), (0.02, 1.0, 0.03, 0.0), (0.005, 0.04, 1.0, 0.0)),
        "white": ((0.55, 0.55, 0.55, 0.0),) * 3,
        "coaxial": ((0.0, 0.0, 0.0, 3.0),) * 3,
    },
)
"""Red from 62 to 82 degrees over the board, green 38 to 56, blue 12 to 28; white along the axis."""

LENGTHS: Mapping[str, float] = {"-short": 0.25, "-long": 4.0}
"""Exposures beside the usual one, by what the shot's name ends with."""


def light_of(shot: str) -> tuple[str, float]:
    """Give the light of a shot by its name, and its exposure as a share of the usual.

    A view from the side is taken in white.

    Examples
    --------
    >>> light_of("ring-short"), light_of("side-90")
    (('ring', 0.25), ('white', 1.0))
    """
    if shot.startswith(SIDE):
        return "white", 1.0
    for ending, exposure in LENGTHS.items():
        if shot.endswith(ending):
            return shot.removesuffix(ending), exposure
    return shot, 1.0


def directions(ring: Ring) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sample a ring: ``(L, 3)`` unit vectors towards it and ``(L,)`` solid angles, sr.

    Half of it, at double weight: what lies before and behind the x-z plane is alike.
    """
    edges = np.radians(np.linspace(ring.low_deg, ring.high_deg, _ELEVATIONS + 1))
    elevation = (edges[1:] + edges[:-1]) / 2
    around = np.pi * (np.arange(_AZIMUTHS) + 0.5) / _AZIMUTHS
    e, a = (grid.ravel() for grid in np.meshgrid(elevation, around, indexing="ij"))
    solid = np.repeat((np.sin(edges[1:]) - np.sin(edges[:-1])) * 2 * np.pi / _AZIMUTHS, _AZIMUTHS)
    return np.stack((np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)), -1), solid


def normals() -> NDArray[np.float64]:
    """Give ``(STEPS + 1, 3)``: normals in the x-z plane whose tilt has sines 0 to 1."""
    sine = np.linspace(0.0, 1.0, STEPS + 1)
    return np.stack((sine, np.zeros_like(sine), np.sqrt(1 - sine**2)), -1)


def gloss_table(rings: Sequence[Ring], roughness: Sequence[float]) -> NDArray[np.float32]:
    """Radiance of mirrors of reflectance 1, seen from above, under rings of radiance 1.

    Parameters
    ----------
    rings
        R rings.
    roughness
        GGX alpha of M materials.

    Returns
    -------
    ``(M, R, STEPS + 1)`` float32. The rings stand round the vertical, so tilt alone counts.

    References
    ----------
    .. [1] B. Walter et al., "Microfacet Models for Refraction through Rough Surfaces", EGSR 2007.
    """
    table = np.zeros((len(roughness), len(rings), STEPS + 1))
    n = normals()
    for r, ring in enumerate(rings):
        light, solid = directions(ring)
        half = light + np.array((0.0, 0.0, 1.0))
        half /= np.linalg.norm(half, axis=1, keepdims=True)
        nl, nh = np.clip(n @ light.T, 0.0, 1.0), np.clip(n @ half.T, 0.0, 1.0)
        nv = np.maximum(n[:, 2:], 0.02)
        for m, alpha in enumerate(roughness):
            a2 = alpha**2
            facets = a2 / (np.pi * (nh**2 * (a2 - 1) + 1) ** 2)
            masking = _smith(nl, a2) * _smith(nv, a2)
            table[m, r] = np.sum(np.where(nl > 0, facets * masking / (4 * nv), 0.0) * solid, 1)
    return table.astype(np.float32)


@lru_cache(maxsize=8)
def _gloss_grid(rings: tuple[Ring, ...]) -> NDArray[np.float32]:
    return gloss_table(rings, ROUGHNESS)


def gloss_of(rings: Sequence[Ring], roughness: Sequence[float]) -> NDArray[np.float32]:
    """Give `gloss_table` for any roughness at once: between the steps of `ROUGHNESS`, linear.

    It is within 2 % of the table's largest value of what `gloss_table` gives.
    """
    grid = _gloss_grid(tuple(rings))
    at = np.interp(roughness, ROUGHNESS, np.arange(len(ROUGHNESS)))
    low = np.minimum(at.astype(int), len(ROUGHNESS) - 2)
    part = (at - low)[:, None, None]
    return np.asarray(grid[low] * (1 - part) + grid[low + 1] * part, np.float32)


def matt_table(rings: Sequence[Ring]) -> NDArray[np.float32]:
    """Radiance of a white matt surface under rings of radiance 1: ``(R, STEPS + 1)`` float32."""
    n = normals()
    table = np.zeros((len(rings), STEPS + 1))
    for r, ring in enumerate(rings):
        light, solid = directions(ring)
        table[r] = np.clip(n @ light.T, 0.0, 1.0) @ solid / np.pi
    return table.astype(np.float32)


def _smith(cosine: NDArray[np.float64], a2: float) -> NDArray[np.float64]:
    share: NDArray[np.float64] = 2 * cosine / (cosine + np.sqrt(a2 + (1 - a2) * cosine**2) + 1e-12)
    return share
