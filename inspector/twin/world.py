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
    """How a process varies, 1 sigma unless said; lengths mm, angles deg.

    What is normal is held at three sigma, which are the limits of the process. By what varies:

    - a part: ``place_mm``, ``rotation_deg``, ``size_part_of_tolerance``, ``end_cap_mm``,
      ``lead_tip_mm``, ``lift_part_of_limit``, ``tilt`` (mm per mm), ``rough_mm`` (of its edges);
    - the board: ``etch_mm`` (lands grow by it), ``mask_shift_mm`` and ``silk_shift_mm`` on each
      axis, ``warp_mm`` (most), ``stretch`` (least and most share), ``shear``;
    - where the panel lies: ``panel_shift_mm``, ``panel_rotation_deg`` (most);
    - solder: ``wetting``, ``film`` (share of the usual);
    - a lot: ``tone`` (of every material's colour), ``roughness`` (of its gloss), ``second_source``
      (share of part numbers that come from another than the usual supplier);
    - light: ``lamp_drift`` (share, each ring of each unit by itself), ``ambient`` and ``exposure``
      (share of the world's own, each unit by itself);
    - what lies about, on average: ``dust_per_cm2``, ``fibres_per_cm2`` of board; ``flux_share`` of
      parts with residue around their joints, ``smear_share`` of parts with smeared silkscreen
      beside them, ``label_share`` of boards with a label stuck on where there is room.
    """

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
    second_source: float = 0.0
    lamp_drift: float = 0.0
    ambient: float = 0.0
    exposure: float = 0.0
    dust_per_cm2: float = 0.0
    fibres_per_cm2: float = 0.0
    flux_share: float = 0.0
    smear_share: float = 0.0
    label_share: float = 0.0

    def still(self) -> "Spread":
        """Give the same process without any variation: for tests against closed formulas."""
        zeros = {f.name: 0.0 for f in fields(self) if f.name != "stretch"}
        return replace(self, stretch=(0.0, 0.0), **zeros)


@dataclass(frozen=True, slots=True)
class World:
    """What boards are made of, how that varies, and in what light they are looked at.

    Parameters
    ----------
    materials
        By the names of ``NAMES``, every one.
    held_out
        No tuning may look at it: it tells how well what was tuned elsewhere does here.
    copper_mm, copper_fall_mm, opening_mm
        How thick copper is under the mask, over which width the mask falls off it, and by how much
        an opening in the mask is larger than its land on each side.
    wet_share, film_mm, edge_mm
        How far up a termination solder climbs (share of it), how thick it lies on an open land, and
        over which width it rounds off at the land's edge.
    paste_mm
        How thick paste is printed.
    noise_pitch_mm
        Over which grain and mottle vary.
    ambient
        Colourless light from everywhere, as a share of the lamps' radiance.
    exposure
        Factor on the exposure that was set up; above 1 more of the bright is saturated.
    projector_gamma, projector_defocus_mm, projector_defocus_growth
        Of the projectors: the power from what is asked to what is shone, the blur of their stripes
        (1 sigma), and by how much that grows, mm per mm off their focus.
    lot_size
        Units, one after another by seed, that share a lot of materials and parts.
    """

    name: str
    materials: Mapping[str, Material]
    spread: Spread = field(default_factory=Spread)
    held_out: bool = False
    copper_mm: float = 0.035
    copper_fall_mm: float = 0.06
    opening_mm: float = 0.05
    wet_share: float = 0.46
    film_mm: float = 0.035
    edge_mm: float = 0.10
    paste_mm: float = 0.12
    noise_pitch_mm: float = 0.008
    ambient: float = 0.0
    exposure: float = 1.0
    projector_gamma: float = 1.0
    projector_defocus_mm: float = 0.0
    projector_defocus_growth: float = 0.0
    lot_size: int = 20

    def lot_of(self, seed: int) -> int:
        """Give the number of the lot that a unit belongs to."""
        return seed // self.lot_size

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
