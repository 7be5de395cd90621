"""What lights are called on the screen."""

from PySide6.QtCore import QCoreApplication

from ui.review.evidence import Light

SIDE = "side-"


def light_word(light: Light, *, alone: bool) -> str:
    """Give what a light is called; ``alone``: there is one shot, a colour needs not say whose."""
    if not light.colour:
        return shot_word(light.shot)
    colour = {
        "red": QCoreApplication.translate("light", "red, top"),
        "green": QCoreApplication.translate("light", "green, middle"),
        "blue": QCoreApplication.translate("light", "blue, flat"),
    }[light.colour]
    return colour if alone else f"{shot_word(light.shot)}: {colour}"


def shot_word(shot: str) -> str:
    """Give what the light of a shot is called; a name that is a plant's own stays as it is."""
    if shot.startswith(SIDE):
        word = QCoreApplication.translate("light", "from the side, %1°")
        return word.replace("%1", shot.removeprefix(SIDE))
    return {
        "": QCoreApplication.translate("light", "light"),
        "ring": QCoreApplication.translate("light", "ring light"),
        "ring-short": QCoreApplication.translate("light", "ring, short"),
        "ring-long": QCoreApplication.translate("light", "ring, long"),
        "white": QCoreApplication.translate("light", "white light"),
        "coaxial": QCoreApplication.translate("light", "coaxial light"),
    }.get(shot, shot)
