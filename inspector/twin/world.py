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

(
    SOLDER,
    SOLDER_DULL,
    SOLDER_GRAINY,
    PASTE,
    END_CAP,
    END_CAP_MATT,
    LEAD_METAL,
    LEAD_GOLD,
    CUT_METAL,
    CERAMIC,
    GLAZE,
    GLAZE_BLUE,
    DIELECTRIC,
    DIELECTRIC_GREY,
    MOULD,
    MOULD_GREY,
    MOULD_GLOSSY,
    TANTALUM,
    PLASTIC_BLACK,
    PLASTIC_BEIGE,
    ALUMINIUM,
    STEEL,
    SILICON,
    GASKET,
    GLASS,
    PRINT,
    LASER,
    MARK,
    BAND,
    INK,
    LABEL,
    FLUX,
    DUST,
    FIBRE,
    COPPER,
    FRACTURE,
    OXIDE,
) = range(7, 44)
"""Materials of bodies and of what lies about, after those of the board itself."""

NAMES: Mapping[str, int] = {
    "outside": OUTSIDE,
    "mask": MASK,
    "mask_on_copper": MASK_ON_COPPER,
    "finish": FINISH,
    "laminate": LAMINATE,
    "silkscreen": SILKSCREEN,
    "hollow": HOLLOW,
    "solder": SOLDER,
    "solder_dull": SOLDER_DULL,
    "solder_grainy": SOLDER_GRAINY,
    "paste": PASTE,
    "end_cap": END_CAP,
    "end_cap_matt": END_CAP_MATT,
    "lead": LEAD_METAL,
    "lead_gold": LEAD_GOLD,
    "cut_metal": CUT_METAL,
    "ceramic": CERAMIC,
    "glaze": GLAZE,
    "glaze_blue": GLAZE_BLUE,
    "dielectric": DIELECTRIC,
    "dielectric_grey": DIELECTRIC_GREY,
    "mould": MOULD,
    "mould_grey": MOULD_GREY,
    "mould_glossy": MOULD_GLOSSY,
    "tantalum": TANTALUM,
    "plastic_black": PLASTIC_BLACK,
    "plastic_beige": PLASTIC_BEIGE,
    "aluminium": ALUMINIUM,
    "steel": STEEL,
    "silicon": SILICON,
    "gasket": GASKET,
    "glass": GLASS,
    "print": PRINT,
    "laser": LASER,
    "mark": MARK,
    "band": BAND,
    "ink": INK,
    "label": LABEL,
    "flux": FLUX,
    "dust": DUST,
    "fibre": FIBRE,
    "copper": COPPER,
    "fracture": FRACTURE,
    "oxide": OXIDE,
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
    lift_part_of_limit: float = 1 / 3
    tilt: float = 0.002
    rough_mm: float = 0.003
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
    projector_gamma: float = 1.0
    projector_defocus_mm: float = 0.0
    projector_defocus_growth: float = 0.0

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
    "solder_dull": metal((0.72, 0.72, 0.73), 0.26, 0.050),
    "solder_grainy": metal((0.66, 0.66, 0.66), 0.24, 0.160),
    "paste": Material((0.30, 0.30, 0.31), (0.20, 0.20, 0.20), 0.45, 0.200, 0.20),
    "end_cap_matt": metal((0.78, 0.76, 0.72), 0.30, 0.100),
    "lead_gold": metal((0.97, 0.76, 0.40), 0.17, 0.050),
    "cut_metal": metal((0.85, 0.48, 0.32), 0.25, 0.080),
    "glaze_blue": coated((0.012, 0.020, 0.060), 0.24, coat=0.045),
    "dielectric_grey": coated((0.21, 0.19, 0.17), 0.45, mottle=0.06),
    "mould_grey": coated((0.040, 0.040, 0.042), 0.34, coat=0.045, mottle=0.12),
    "mould_glossy": coated((0.014, 0.012, 0.012), 0.18, coat=0.060, mottle=0.08),
    "tantalum": coated((0.36, 0.25, 0.05), 0.35, coat=0.04, mottle=0.06),
    "plastic_black": coated((0.016, 0.016, 0.018), 0.30, coat=0.045, mottle=0.06),
    "plastic_beige": coated((0.46, 0.40, 0.28), 0.35, coat=0.04, mottle=0.04),
    "aluminium": metal((0.78, 0.78, 0.80), 0.16, 0.040),
    "steel": metal((0.62, 0.60, 0.56), 0.20, 0.050),
    "silicon": coated((0.030, 0.028, 0.034), 0.14, coat=0.10, mottle=0.03),
    "gasket": coated((0.24, 0.24, 0.25), 0.45, coat=0.10, mottle=0.20),
    "glass": coated((0.30, 0.13, 0.06), 0.10, coat=0.06, mottle=0.05),
    "band": coated((0.012, 0.012, 0.012), 0.4),
    "ink": coated((0.020, 0.020, 0.022), 0.5),
    "label": coated((0.72, 0.72, 0.70), 0.45, mottle=0.02),
    "flux": coated((0.034, 0.090, 0.020), 0.10, coat=0.060, mottle=0.15),
    "dust": coated((0.34, 0.33, 0.31), 0.6, coat=0.01, mottle=0.20),
    "fibre": coated((0.30, 0.30, 0.36), 0.5, coat=0.03, mottle=0.10),
    "copper": metal((0.93, 0.52, 0.34), 0.20, 0.040),
    "fracture": coated((0.55, 0.53, 0.48), 0.6, coat=0.01, mottle=0.20),
    "oxide": Material((0.10, 0.09, 0.08), (0.35, 0.33, 0.30), 0.30, 0.060, 0.20),
}

WORLDS: Mapping[str, World] = {"plain": World("plain", _PLAIN)}
"""By name. Materials are of our own choice, by the look of boards under such a light."""
