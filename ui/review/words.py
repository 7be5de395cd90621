"""What lights are called on the screen."""

from PySide6.QtCore import QCoreApplication


def light_word(name: str) -> str:
    """Give what one light of a picture is called."""
    return {
        "red": QCoreApplication.translate("light", "red, top"),
        "green": QCoreApplication.translate("light", "green, middle"),
        "blue": QCoreApplication.translate("light", "blue, flat"),
    }[name]
