"""What the camera sees, with histogram, brightness and how well it is in focus."""

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from ui.sentences import spoken
from ui.setup.model import SetupScreen
from ui.theme import Tone, colour
from ui.widgets.pyramid import Pyramid
from ui.widgets.scene import Tile
from ui.widgets.viewer import Viewer

MOST_FULL = 0.02
"""More overexposed samples than that are worth a warning."""


class Histogram(QWidget):
    """Samples by brightness; the brightest bin is drawn in another colour and said in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("live_histogram")
        self.setAccessibleName(self.tr("Histogram of the picture"))
        self.setMinimumSize(180, 70)
        self._counts: tuple[int, ...] = ()

    def draw(self, counts: tuple[int, ...]) -> None:
        """Show counts by brightness, dark at the left."""
        self._counts = counts
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().base())
            if not self._counts or not max(self._counts):
                return
            heights = np.sqrt(np.array(self._counts) / max(self._counts))
            width = self.width() / len(heights)
            for number, share in enumerate(heights):
                last = number == len(heights) - 1
                tone = colour(Tone.BAD if last and share > 0 else Tone.PENDING)
                height = share * self.height()
                bar = QRectF(number * width, self.height() - height, max(1.0, width - 1), height)
                painter.fillRect(bar, QColor(tone))


class LiveView(QWidget):
    """A live picture and its numbers; switching it leaves as a signal."""

    switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewer = Viewer()
        self._viewer.setObjectName("live_picture")
        self._viewer.setAccessibleName(self.tr("Live picture"))
        self._button = QPushButton(self.tr("Live view"))
        self._button.setObjectName("live")
        self._button.setCheckable(True)
        self._button.clicked.connect(self.switched)
        self._histogram = Histogram()
        self._bright, self._sharp, self._said = QLabel(), QLabel(), QLabel()
        self._said.setObjectName("live_said")
        self._said.setWordWrap(True)
        self._focus = QProgressBar()
        self._focus.setObjectName("focus")
        self._focus.setAccessibleName(self.tr("Focus, of the best seen"))
        self._focus.setFormat(self.tr("focus: %p % of the best"))
        side = QVBoxLayout()
        for widget in (
            self._button,
            self._histogram,
            self._bright,
            self._focus,
            self._sharp,
            self._said,
        ):
            side.addWidget(widget)
        side.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._viewer, 1)
        layout.addLayout(side)
        self._size: tuple[int, ...] = ()

    def show_picture(self, pyramid: Pyramid) -> None:
        """Show a picture; the view stays where it was while the size is the same."""
        self._viewer.show_tiles([Tile(pyramid)], keep=pyramid.size_px == self._size)
        self._size = pyramid.size_px

    def draw(self, screen: SetupScreen) -> None:
        """Show the numbers of the newest picture."""
        self._button.setChecked(screen.live)
        self._button.setText(self.tr("Stop live view") if screen.live else self.tr("Live view"))
        self._viewer.say_when_empty(
            spoken(screen.live_said)
            or self.tr("Live view: what the camera sees, to turn lens and lamp by.")
        )
        self._said.setText(f"▲ {spoken(screen.live_said)}" if screen.live_said else "")
        look = screen.look
        self._histogram.draw(look.counts if look else ())
        if look is None:
            for label in (self._bright, self._sharp):
                label.clear()
            self._focus.setValue(0)
            return
        warning = " ▲" if look.full > MOST_FULL else ""
        bright = self.tr("brightness {0}, overexposed {1}")
        self._bright.setText(bright.format(f"{look.brightness:.0%}", f"{look.full:.1%}") + warning)
        self._sharp.setText(self.tr("sharpness {0}").format(f"{look.sharpness:.4g}"))
        self._focus.setValue(round(100 * look.sharpness / look.best) if look.best else 0)
        self._focus.setAlignment(Qt.AlignmentFlag.AlignCenter)
