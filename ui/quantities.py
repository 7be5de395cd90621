"""What is measured, in words: quantities by their names in recipes, and their units."""

from PySide6.QtCore import QCoreApplication

UNITS = {"1": "", "mm2": "mm²", "mm3": "mm³", "deg": "°"}
"""What is shown for a unit; others are shown as they are, in every language."""


def quantity_word(name: str) -> str:
    """Give a quantity in words; one of a customer's own check is called as the check calls it."""
    return _words().get(name) or name.replace("_", " ")


def unit_word(unit: str) -> str:
    """Give a unit as it stands behind a number."""
    return UNITS.get(unit, unit)


def _words() -> dict[str, str]:
    return {**_of_parts(), **_of_solder(), **_of_surface()}


def _of_parts() -> dict[str, str]:
    return {
        "presence": QCoreApplication.translate("quantity", "presence"),
        "site_open": QCoreApplication.translate("quantity", "site open"),
        "polarity_score": QCoreApplication.translate("quantity", "polarity score"),
        "body_contrast": QCoreApplication.translate("quantity", "body contrast"),
        "body_offset_x": QCoreApplication.translate("quantity", "body offset x"),
        "body_offset_y": QCoreApplication.translate("quantity", "body offset y"),
        "body_rotation": QCoreApplication.translate("quantity", "body rotation"),
        "body_length": QCoreApplication.translate("quantity", "body length"),
        "body_width": QCoreApplication.translate("quantity", "body width"),
        "body_flanks": QCoreApplication.translate("quantity", "body flanks"),
        "side_overhang": QCoreApplication.translate("quantity", "side overhang"),
        "end_overhang": QCoreApplication.translate("quantity", "end overhang"),
        "toe_overhang": QCoreApplication.translate("quantity", "toe overhang"),
        "lead_offset_x": QCoreApplication.translate("quantity", "lead offset x"),
        "lead_offset_y": QCoreApplication.translate("quantity", "lead offset y"),
        "lead_rotation": QCoreApplication.translate("quantity", "lead rotation"),
        "golden_score": QCoreApplication.translate("quantity", "golden score"),
        "golden_turned": QCoreApplication.translate("quantity", "golden turned"),
        "golden_offset_x": QCoreApplication.translate("quantity", "golden offset x"),
        "golden_offset_y": QCoreApplication.translate("quantity", "golden offset y"),
        "golden_rotation": QCoreApplication.translate("quantity", "golden rotation"),
    }


def _of_solder() -> dict[str, str]:
    return {
        "fillet_height": QCoreApplication.translate("quantity", "fillet height"),
        "fillet_bulge": QCoreApplication.translate("quantity", "fillet bulge"),
        "fillet_onset": QCoreApplication.translate("quantity", "fillet onset"),
        "flat_share": QCoreApplication.translate("quantity", "flat share"),
        "bridge_width": QCoreApplication.translate("quantity", "bridge width"),
    }


def _of_surface() -> dict[str, str]:
    return {
        "area": QCoreApplication.translate("quantity", "area"),
        "deviation": QCoreApplication.translate("quantity", "deviation"),
        "length": QCoreApplication.translate("quantity", "length"),
        "residue_area": QCoreApplication.translate("quantity", "residue area"),
        "print_area": QCoreApplication.translate("quantity", "print area"),
        "beside_area": QCoreApplication.translate("quantity", "beside area"),
        "foreign_area": QCoreApplication.translate("quantity", "foreign area"),
        "solder_ball_area": QCoreApplication.translate("quantity", "solder ball area"),
        "scratch_area": QCoreApplication.translate("quantity", "scratch area"),
        "track_open_area": QCoreApplication.translate("quantity", "track open area"),
        "short_area": QCoreApplication.translate("quantity", "short area"),
        "mouse_bite_area": QCoreApplication.translate("quantity", "mouse bite area"),
        "spur_area": QCoreApplication.translate("quantity", "spur area"),
        "spurious_copper_area": QCoreApplication.translate("quantity", "spurious copper area"),
        "pin_hole_area": QCoreApplication.translate("quantity", "pin hole area"),
    }
