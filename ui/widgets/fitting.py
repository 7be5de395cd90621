"""A button that may be narrower than its words: it then writes them narrower, too."""

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from typing_extensions import override

NARROWEST = 62
"""Percent of the width that letters have; below it nobody reads them."""
EDGE_PX = 26


class FittingButton(QPushButton):
    """Takes whatever width it is given."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        font = self.font()
        font.setStretch(100)
        needed = QFontMetrics(font).horizontalAdvance(self.text())
        room = max(1, self.width() - EDGE_PX)
        if needed > room:
            font.setStretch(max(NARROWEST, 100 * room // needed))
        if font.stretch() != self.font().stretch():
            self.setFont(font)
