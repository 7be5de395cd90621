"""Surfaces that every world starts from: our own choice, by how boards look under our rings."""

from collections.abc import Mapping

from inspector.twin.world import Material, coated, metal

PLAIN: Mapping[str, Material] = {
    "outside": coated((0.004, 0.004, 0.005), 0.5, coat=0.005, mottle=0.0),
    "mask": coated((0.020, 0.078, 0.015), 0.22, coat=0.030, mottle=0.0),
    "mask_on_copper": coated((0.050, 0.240, 0.038), 0.22, coat=0.030, mottle=0.0),
    "finish": metal((0.97, 0.72, 0.36), 0.16, 0.015),
    "laminate": coated((0.130, 0.105, 0.050), 0.5, mottle=0.10),
    "silkscreen": coated((0.62, 0.66, 0.60), 0.5, mottle=0.12),
    "hollow": coated((0.005, 0.010, 0.005), 0.5, coat=0.01),
    "solder": metal((0.90, 0.90, 0.92), 0.105, 0.030),
    "end_cap": metal((0.84, 0.82, 0.80), 0.23, 0.080),
    "lead": metal((0.90, 0.90, 0.88), 0.17, 0.060),
    "ceramic": coated((0.60, 0.60, 0.58), 0.4),
    "glaze": coated((0.008, 0.005, 0.006), 0.24, coat=0.045),
    "dielectric": coated((0.19, 0.125, 0.080), 0.45, mottle=0.06),
    "mould": coated((0.021, 0.017, 0.016), 0.26, coat=0.065, mottle=0.15),
    "print": coated((0.62, 0.62, 0.60), 0.4),
    "laser": coated((0.22, 0.22, 0.21), 0.5, coat=0.02, mottle=0.10),
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


def masked(
    on_laminate: tuple[float, float, float],
    on_copper: tuple[float, float, float],
    roughness: float = 0.22,
    *,
    coat: float = 0.030,
) -> Mapping[str, Material]:
    """Give a solder mask over laminate and over copper, and flux residue on it.

    Residue is a clear, glossy, slightly amber film: it darkens the mask's blue and evens its gloss.
    """
    red, green, blue = on_laminate
    return {
        "mask": coated(on_laminate, roughness, coat=coat, mottle=0.0),
        "mask_on_copper": coated(on_copper, roughness, coat=coat, mottle=0.0),
        "flux": coated((1.2 * red + 0.006, green + 0.003, 0.7 * blue), 0.10, coat=0.060),
    }


def printed(tint: tuple[float, float, float]) -> Mapping[str, Material]:
    """Give silkscreen of a colour."""
    return {"silkscreen": coated(tint, 0.5, mottle=0.12)}
