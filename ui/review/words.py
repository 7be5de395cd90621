"""What lights are called on the screen."""

from PySide6.QtCore import QCoreApplication

from ui.review.evidence import Light

SIDE = "side-"


def light_word(light: Light) -> str:
    """Give what a light is called; a name that is a plant's own stays as it is."""
    if light.colour:
        return {
            "red": QCoreApplication.translate("light", "red, top"),
            "green": QCoreApplication.translate("light", "green, middle"),
            "blue": QCoreApplication.translate("light", "blue, flat"),
        }[light.colour]
    shot = light.shot
    if shot.startswith(SIDE):
        word = QCoreApplication.translate("light", "from the side, %1°")
        return word.replace("%1", shot.removeprefix(SIDE))
    return {
        "": QCoreApplication.translate("light", "light"),
        "ring": QCoreApplication.translate("light", "ring"),
        "ring-short": QCoreApplication.translate("light", "ring, short"),
        "ring-long": QCoreApplication.translate("light", "ring, long"),
        "white": QCoreApplication.translate("light", "white"),
        "coaxial": QCoreApplication.translate("light", "coaxial"),
    }.get(shot, shot)
