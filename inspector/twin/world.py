"""Worlds: named, frozen sets of materials, so that what is tuned in one can be tried in another."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from inspector.twin.kernels.cast import (
    FINISH,
    HOLLOW,
    LAMINATE,
    MASK,
    MASK_ON_COPPER,
    OUTSIDE,
    SILKSCREEN,
)

Tint = tuple[float, float, float]

SOLDER, END_CAP, LEAD_METAL, CERAMIC, GLAZE, DIELECTRIC, MOULD, PRINT, LASER, MARK = range(7, 17)
"""Materials of bodies, after those of the board itself."""

NAMES: Mapping[str, int] = {
    "outside": OUTSIDE,
    "mask": MASK,
    "mask_on_copper": MASK_ON_COPPER,
    "finish": FINISH,
    "laminate": LAMINATE,
    "silkscreen": SILKSCREEN,
    "hollow": HOLLOW,
    "solder": SOLDER,
    "end_cap": END_CAP,
    "lead": LEAD_METAL,
    "ceramic": CERAMIC,
    "glaze": GLAZE,
    "dielectric": DIELECTRIC,
    "mould": MOULD,
    "print": PRINT,
    "laser": LASER,
    "mark": MARK,
}


@dataclass(frozen=True, slots=True)
class Material:
    """A surface: what scatters below (``albedo``) and what mirrors on top (``mirror``).

    ``roughness`` is GGX alpha of the mirror. ``grain`` tilts the normal from place to place (sine,
    1 sigma), ``mottle`` varies the tone (relative, 1 sigma).
    """

    albedo: Tint
    mirror: Tint
    roughness: float
    grain: float = 0.0
    mottle: float = 0.0


def metal(tint: Tint, roughness: float, grain: float) -> Material:
    """Give a surface that only mirrors, in its colour."""
    return Material((0.0, 0.0, 0.0), tint, roughness, grain)


def coated(albedo: Tint, roughness: float, *, coat: float = 0.04, mottle: float = 0.05) -> Material:
    """Give a coloured matt ground under a clear, colourless coat."""
    return Material(albedo, (coat, coat, coat), roughness, 0.0, mottle)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a process varies, 1 sigma unless said; lengths mm, angles deg."""

    place_mm: float = 0.020
    rotation_deg: float = 0.30
    size_part_of_tolerance: float = 1 / 3
    end_cap_mm: float = 0.020
    lead_tip_mm: float = 0.008
    etch_mm: float = 0.008
    mask_shift_mm: float = 0.020
    silk_shift_mm: float = 0.050
    wetting: float = 0.10
    film: float = 0.12
    tone: float = 0.08
    roughness: float = 0.12
    warp_mm: float = 0.100
    stretch: tuple[float, float] = (1e-4, 5e-4)
    shear: float = 5e-5
    panel_shift_mm: float = 0.5
    panel_rotation_deg: float = 0.5

    def still(self) -> "Spread":
        """Give the same process without any variation: for tests against closed formulas."""
        zeros = {f.name: 0.0 for f in fields(self) if f.name != "stretch"}
        return replace(self, stretch=(0.0, 0.0), **zeros)


@dataclass(frozen=True, slots=True)
class World:
    """What boards are made of, and how that varies.

    ``wet_share`` is how far up a termination solder climbs, ``film_mm`` how thick it lies on an
    open land, ``edge_mm`` over which width it rounds off at the land's edge.
    """

    name: str
    materials: Mapping[str, Material]
    spread: Spread = field(default_factory=Spread)
    copper_mm: float = 0.035
    copper_fall_mm: float = 0.06
    opening_mm: float = 0.05
    wet_share: float = 0.46
    film_mm: float = 0.035
    edge_mm: float = 0.10
    noise_pitch_mm: float = 0.008

    @property
    def relief_mm(self) -> NDArray[np.float64]:
        """Height of copper under the mask, and over which width the mask falls off it: ``(2,)``."""
        return np.array((self.copper_mm, self.copper_fall_mm))

    def arrays(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Albedo ``(M, 3)``, mirror ``(M, 3)``, and ``(M, 3)`` roughness, grain, mottle."""
        ordered = [self.materials[name] for name in NAMES]
        albedo = np.array([m.albedo for m in ordered], np.float32)
        mirror = np.array([m.mirror for m in ordered], np.float32)
        rest = np.array([(m.roughness, m.grain, m.mottle) for m in ordered], np.float32)
        return albedo, mirror, rest


_PLAIN: Mapping[str, Material] = {
    "outside": coated((0.004, 0.004, 0.005), 0.5, coat=0.005, mottle=0.0),
    "mask": coated((0.020, 0.078, 0.015), 0.22, coat=0.030, mottle=0.0),
    "mask_on_copper": coated((0.050, 0.240, 0.038), 0.22, coat=0.030, mottle=0.0),
    "finish": metal((0.97, 0.72, 0.36), 0.16, 0.015),
    "laminate": coated((0.10, 0.11, 0.06), 0.5),
    "silkscreen": coated((0.62, 0.66, 0.60), 0.5, mottle=0.12),
    "hollow": coated((0.005, 0.010, 0.005), 0.5, coat=0.01),
    "solder": metal((0.90, 0.90, 0.92), 0.105, 0.030),
    "end_cap": metal((0.84, 0.82, 0.80), 0.23, 0.080),
    "lead": metal((0.90, 0.90, 0.88), 0.17, 0.060),
    "ceramic": coated((0.60, 0.60, 0.58), 0.4),
    "glaze": coated((0.008, 0.005, 0.006), 0.24, coat=0.045),
    "dielectric": coated((0.19, 0.125, 0.080), 0.45, mottle=0.06),
    "mould": coated((0.018, 0.014, 0.014), 0.26, coat=0.055, mottle=0.15),
    "print": coated((0.62, 0.62, 0.60), 0.4),
    "laser": coated((0.17, 0.17, 0.17), 0.5, coat=0.02, mottle=0.10),
    "mark": coated((0.11, 0.11, 0.11), 0.35, coat=0.05),
}

WORLDS: Mapping[str, World] = {"plain": World("plain", _PLAIN)}
"""By name. Materials are of our own choice, by the look of boards under such a light."""
