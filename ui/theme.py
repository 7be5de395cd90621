"""How the desktop looks: Fusion, two palettes, colours that the colour-blind tell apart.

Grey is normal; colour stands for what is not. No meaning hangs on colour alone: every tone has a
shape and a word beside it.

References
----------
.. [1] M. Okabe, K. Ito, "Color Universal Design", 2008.
"""

from enum import StrEnum

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

FONTS = (
    "Segoe UI",
    "Noto Sans",
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)
POINTS = 11


class Tone(StrEnum):
    """What a colour means."""

    GOOD = "good"
    BAD = "bad"
    WARNING = "warning"
    NEUTRAL = "neutral"
    PENDING = "pending"
    CHOSEN = "chosen"


OKABE_ITO = {
    Tone.GOOD: "#009E73",
    Tone.BAD: "#D55E00",
    Tone.WARNING: "#E69F00",
    Tone.NEUTRAL: "#9AA0A6",
    Tone.PENDING: "#56B4E9",
    Tone.CHOSEN: "#F0E442",
}

_DARK = {
    QPalette.ColorRole.Window: "#26282B",
    QPalette.ColorRole.WindowText: "#ECEDEE",
    QPalette.ColorRole.Base: "#1B1D1F",
    QPalette.ColorRole.AlternateBase: "#222427",
    QPalette.ColorRole.Text: "#ECEDEE",
    QPalette.ColorRole.Button: "#3A3D41",
    QPalette.ColorRole.ButtonText: "#F4F5F5",
    QPalette.ColorRole.ToolTipBase: "#3A3D41",
    QPalette.ColorRole.ToolTipText: "#F4F5F5",
    QPalette.ColorRole.PlaceholderText: "#A4A8AD",
    QPalette.ColorRole.Highlight: "#0072B2",
    QPalette.ColorRole.HighlightedText: "#FFFFFF",
    QPalette.ColorRole.Link: "#56B4E9",
    QPalette.ColorRole.Mid: "#505459",
}
_LIGHT = {
    QPalette.ColorRole.Window: "#E9EAEC",
    QPalette.ColorRole.WindowText: "#1B1D1F",
    QPalette.ColorRole.Base: "#FBFBFC",
    QPalette.ColorRole.AlternateBase: "#F0F1F3",
    QPalette.ColorRole.Text: "#1B1D1F",
    QPalette.ColorRole.Button: "#DADCE0",
    QPalette.ColorRole.ButtonText: "#1B1D1F",
    QPalette.ColorRole.ToolTipBase: "#FFFFFF",
    QPalette.ColorRole.ToolTipText: "#1B1D1F",
    QPalette.ColorRole.PlaceholderText: "#5F646A",
    QPalette.ColorRole.Highlight: "#0072B2",
    QPalette.ColorRole.HighlightedText: "#FFFFFF",
    QPalette.ColorRole.Link: "#0072B2",
    QPalette.ColorRole.Mid: "#B4B8BD",
}

SHEET = """
QToolTip { padding: 4px; }
QPushButton { padding: 5px 12px; }
QPushButton[dense="true"] { padding: 5px 6px; text-align: left; }
QPushButton[big="true"] { min-height: 56px; min-width: 92px; padding: 4px 14px; }
QPushButton[big="true"] { font-size: 17px; font-weight: 600; }
QPushButton[screen="true"] { min-height: 38px; padding: 2px 18px; font-size: 15px; }
QPushButton[screen="true"] { border: 2px solid transparent; border-radius: 4px; }
QPushButton[screen="true"]:checked { background: #0072B2; color: white; }
QPushButton[screen="true"]:focus { border: 2px solid palette(link); }
QComboBox[big="true"] { min-height: 46px; font-size: 16px; }
QLabel[role="large"] { font-size: 19px; font-weight: 600; }
QLabel[role="count"] { font-size: 25px; font-weight: 600; }
QLabel[role="small"] { color: palette(placeholder-text); font-size: 13px; }
QListWidget[big="true"] { font-size: 16px; }
"""


def colour(tone: Tone) -> QColor:
    """Give the colour of a tone; it reads on both palettes."""
    return QColor(OKABE_ITO[tone])


def is_dark(widget: QWidget) -> bool:
    """Whether a widget is drawn by the dark palette."""
    return widget.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5  # noqa: PLR2004


def dress(application: QApplication, *, dark: bool) -> None:
    """Give an application its style, palette, font and sheet; also while it runs."""
    application.setStyle("Fusion")
    application.setPalette(_palette(_DARK if dark else _LIGHT))
    font = QFont()
    font.setFamilies(list(FONTS))
    font.setPointSize(POINTS)
    application.setFont(font)
    application.setStyleSheet(SHEET)


def _palette(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    palette = QPalette()
    for role, name in colours.items():
        palette.setColor(role, QColor(name))
    grey = QColor(colours[QPalette.ColorRole.PlaceholderText])
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, grey)
    return palette
