"""The suspect under every light, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget
from typing_extensions import override

from ui.review.evidence import Light
from ui.review.pictures import PictureView
from ui.review.words import light_word
from ui.theme import Tone, colour

FRAME_PX = 3


class LightView(PictureView):
    """One light, small; a click wants it large."""

    clicked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.chosen = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def minimumSizeHint(self) -> QSize:
        """Give the least at which four stand side by side at 1366 x 768."""
        return QSize(84, 80)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, framed if it is the one that is shown large."""
        super().paintEvent(event)
        if self.chosen:
            with QPainter(self) as p:
                p.setPen(QPen(colour(Tone.CHOSEN), FRAME_PX))
                inset = FRAME_PX // 2
                p.drawRect(self.rect().adjusted(inset, inset, -inset - 1, -inset - 1))


class LightStrip(QScrollArea):
    """Every light but the first, which is the suspect itself; gone where there is no other.

    ``chosen`` tells which one a person clicked, by its place among the lights.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lights")
        self.setAccessibleName(self.tr("Lights"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # letters are decisions
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setWidget(inside)
        self.views: list[LightView] = []

    def draw(self, lights: Sequence[Light], shown: int) -> None:
        """Show lights, and mark the one that is shown large."""
        others = lights[1:]
        for n in range(len(self.views), len(others)):
            view = LightView(self.tr("One light"))
            view.clicked.connect(lambda index=n + 1: self.chosen.emit(index))
            self._row.addWidget(view)
            self.views.append(view)
        for n, view in enumerate(self.views):
            view.setVisible(n < len(others))
            if n < len(others):
                view.chosen = n + 1 == shown
                name = light_word(others[n])
                view.draw(name, others[n].picture)
                view.setToolTip(name)
                if view.chosen:
                    self.ensureWidgetVisible(view)
        self.setVisible(bool(others))

    def wait(self, words: str) -> None:
        """Show words until the lights of the next suspect are there."""
        for view in self.views:
            view.chosen = False
            view.draw("", None, (), words)

    @override
    def sizeHint(self) -> QSize:
        """Give what fits below the suspect at 1366 x 768."""
        return QSize(220, 150)

    @override
    def minimumSizeHint(self) -> QSize:
        """Give the least at which something is seen."""
        return QSize(110, 80)
