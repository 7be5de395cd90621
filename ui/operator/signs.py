"""Signs that are read from two metres: the word with its shape, the signal tower, the strip."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from inspector.domain.result import Verdict
from ui.operator.model import Lamp, Passage, Word
from ui.theme import Tone, colour

TONES = {
    Word.PASS: Tone.GOOD,
    Word.FAIL: Tone.BAD,
    Word.NOT_INSPECTED: Tone.WARNING,
    Word.STOPPED: Tone.WARNING,
    Word.EMERGENCY: Tone.BAD,
}
"""The rest is neutral: grey."""
VERDICT_TONES = {
    Verdict.PASS: Tone.GOOD,
    Verdict.FAIL: Tone.BAD,
    Verdict.NOT_INSPECTED: Tone.WARNING,
}


_DOTS = tuple(((x, 0.5), (x, 0.501)) for x in (0.15, 0.5, 0.85))
_SQUARE = (((0.15, 0.15), (0.85, 0.15), (0.85, 0.85), (0.15, 0.85), (0.15, 0.15)),)
STROKES: dict[Word, tuple[tuple[tuple[float, float], ...], ...]] = {
    Word.PASS: (((0.08, 0.55), (0.38, 0.85), (0.92, 0.18)),),
    Word.FAIL: (((0.12, 0.12), (0.88, 0.88)), ((0.88, 0.12), (0.12, 0.88))),
    Word.NOT_INSPECTED: (
        ((0.5, 0.04), (0.98, 0.94), (0.02, 0.94), (0.5, 0.04)),
        ((0.5, 0.38), (0.5, 0.62)),
        ((0.5, 0.79), (0.5, 0.791)),
    ),
    Word.INSPECTING: (((0.65, 0.65), (0.94, 0.94)),),
    Word.PAUSED: (((0.32, 0.15), (0.32, 0.85)), ((0.68, 0.15), (0.68, 0.85))),
    Word.STOPPED: _SQUARE,
    Word.EMERGENCY: _SQUARE,
    Word.OFF: _SQUARE,
    Word.STARTING: _DOTS,
    Word.WAITING: _DOTS,
}
"""The shape of each word, lines in a unit square, y downwards."""


class VerdictSign(QWidget):
    """The one large word with its shape: a tick, a cross, a question mark in a triangle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("headline")
        self.setMinimumHeight(110)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._word, self.text = Word.OFF, ""

    def draw(self, word: Word, text: str) -> None:
        """Show a word; ``text`` is how it is called."""
        if (word, text) != (self._word, self.text):
            self._word, self.text = word, text
            self.setAccessibleName(text)
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, 150)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tone = TONES.get(self._word)
        back = colour(tone) if tone else self.palette().color(QPalette.ColorRole.Mid)
        dark = self._word in (Word.NOT_INSPECTED, Word.STOPPED)
        ink = QColor("#000000") if dark else QColor("#FFFFFF")
        if tone is None:
            ink = self.palette().color(QPalette.ColorRole.WindowText)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(back)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
            size = min(self.height() * 0.62, self.width() * 0.2)
            sign = QRectF(size * 0.25, (self.height() - size) / 2, size, size)
            draw_shape(painter, self._word, sign, ink)
            room = QRectF(self.rect()).adjusted(sign.right() + size * 0.2, 4, -size * 0.2, -4)
            painter.setFont(_fitting(self.font(), self.text, room))
            painter.setPen(ink)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, int(flags), self.text)


def draw_shape(painter: QPainter, word: Word, box: QRectF, ink: QColor) -> None:
    """Draw the shape that goes with a word."""
    width = box.width() * 0.11
    pen = QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height())

    for line in STROKES.get(word, ()):
        painter.drawPolyline(QPolygonF([at(x, y) for x, y in line]))
    if word is Word.INSPECTING:
        painter.drawEllipse(at(0.42, 0.42), box.width() * 0.3, box.height() * 0.3)


class SignalTower(QWidget):
    """Red, yellow, green: the lit one is large, filled and named by the text beside it."""

    ORDER = ((Lamp.RED, Tone.BAD), (Lamp.YELLOW, Tone.CHOSEN), (Lamp.GREEN, Tone.GOOD))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tower")
        self.setFixedSize(112, 52)
        self._lamp = Lamp.NONE

    def draw(self, lamp: Lamp, text: str) -> None:
        """Light a lamp; ``text`` says it in words."""
        self._lamp = lamp
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, (lamp, tone) in enumerate(self.ORDER):
                lit = lamp is self._lamp
                middle = QPointF(20 + 36 * number, 26)
                line = self.palette().color(QPalette.ColorRole.PlaceholderText)
                painter.setPen(QPen(line, 1.5))
                painter.setBrush(colour(tone) if lit else Qt.BrushStyle.NoBrush)
                radius = 17.0 if lit else 9.0
                corner = QPointF(radius, radius)
                if lamp is Lamp.RED:
                    painter.drawRect(QRectF(middle - corner, middle + corner))
                elif lamp is Lamp.YELLOW:
                    up = QPointF(0, -radius)
                    down = radius * 0.8
                    corners = [middle + up, middle + QPointF(radius, down)]
                    painter.drawPolygon(QPolygonF([*corners, middle + QPointF(-radius, down)]))
                else:
                    painter.drawEllipse(middle, radius, radius)


class Strip(QWidget):
    """The last panels, the newest at the right: height and colour say the verdict.

    Passed panels stand low, others high; one that was only a false call is hollow.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._panels: tuple[Passage, ...] = ()

    def draw(self, panels: Sequence[Passage], text: str) -> None:
        """Show these panels; ``text`` says them in words."""
        self.setAccessibleName(text)
        self.setToolTip(text)
        if tuple(panels) != self._panels:
            self._panels = tuple(panels)
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        step = 13.0
        with QPainter(self) as painter:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            painter.drawLine(0, self.height() - 2, self.width(), self.height() - 2)
            for back, panel in enumerate(reversed(self._panels)):
                x = self.width() - (back + 1) * step
                if x < 0:
                    break
                tone = colour(VERDICT_TONES[panel.verdict])
                height = 14.0 if panel.verdict is Verdict.PASS else self.height() - 8.0
                box = QRectF(x + 1, self.height() - 3 - height, step - 3, height)
                painter.setPen(QPen(tone, 1.5))
                dense = Qt.BrushStyle.SolidPattern
                if panel.false_call:
                    dense = Qt.BrushStyle.NoBrush
                elif panel.verdict is Verdict.NOT_INSPECTED:
                    dense = Qt.BrushStyle.BDiagPattern
                painter.setBrush(dense)
                if dense is not Qt.BrushStyle.NoBrush:
                    brush = painter.brush()
                    brush.setColor(tone)
                    painter.setBrush(brush)
                painter.drawRect(box)


def _fitting(font: QFont, text: str, room: QRectF) -> QFont:
    """Give the font as large as the text fits into its room."""
    large = QFont(font)
    large.setBold(True)
    large.setPixelSize(100)
    taken = QFontMetricsF(large).size(0, text)
    scale = min(room.width() / max(1.0, taken.width()), room.height() / max(1.0, taken.height()))
    large.setPixelSize(max(12, int(100 * scale * 0.95)))
    return large
