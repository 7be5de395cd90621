"""Stored measurements of one quantity as a histogram, with the limit that judges them."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

BINS = 60
INSIDE, OUTSIDE, LIMIT = "#56B4E9", "#D55E00", "#E69F00"
NEAR_PX = 7.0
MARGIN = 8
FOOT = 20


def outside(values: NDArray[np.float64], low: float | None, high: float | None) -> int:
    """Give how many values a limit refuses; None is no bound."""
    return int(refused_by(values, low, high).sum())


def refused_by(
    values: NDArray[np.float64], low: float | None, high: float | None
) -> NDArray[np.bool_]:
    """Give which values a limit refuses; None is no bound."""
    below = values < (-math.inf if low is None else low)
    above = values > (math.inf if high is None else high)
    return np.asarray(below | above, np.bool_)


def span_of(
    values: NDArray[np.float64], low: float | None, high: float | None
) -> tuple[float, float]:
    """Give what of the axis is shown: all values and both bounds, with some room."""
    shown = [v for v in (low, high) if v is not None]
    if values.size:
        shown += [float(values.min()), float(values.max())]
    if not shown:
        return 0.0, 1.0
    first, last = min(shown), max(shown)
    room = 0.08 * (last - first) or 0.1 * abs(last) or 0.1
    return first - room, last + room


class LimitHistogram(QWidget):
    """Values in bins, refused ones in another colour and hatched; bounds may be dragged."""

    bound_dragged = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("histogram")
        self.setAccessibleName(self.tr("Stored measurements against the limit"))
        self.setMinimumHeight(140)
        self.setMouseTracking(True)
        self._values = np.zeros(0)
        self._title, self._unit, self._note = "", "", ""
        self._bounds: dict[str, float | None] = {"low": None, "high": None}
        self._fixed = False
        self._dragged = ""
        self._span = (0.0, 1.0)

    def draw(
        self,
        title: str,
        unit: str,
        values: NDArray[np.float64],
        bounds: tuple[float | None, float | None],
        note: str = "",
        *,
        fixed: bool = False,
    ) -> None:
        """Show values and a limit; ``note`` says why there are none; ``fixed``: not dragged."""
        self._title, self._unit, self._values, self._note = title, unit, values, note
        self._bounds = dict(zip(("low", "high"), bounds, strict=True))
        self._fixed = fixed
        self._span = span_of(values, *bounds)
        self.setAccessibleDescription(self.summary)
        self.update()

    @property
    def summary(self) -> str:
        """What the histogram says, in words."""
        if not self._title:
            return self._note
        if not self._values.size:
            return f"{self._title}: {self._note or self.tr('no stored measurement')}"
        refused = outside(self._values, *self._bounds.values())
        told = self.tr("%n value(s)", "", self._values.size)
        return f"{self._title}: {told}, {refused} {self.tr('outside')}"

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            ink = self.palette().windowText().color()
            painter.setPen(ink)
            head = painter.fontMetrics().height() + 4
            line = QRectF(MARGIN, 2, self.width() - 2 * MARGIN, head)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self.summary)
            area = QRectF(
                MARGIN, head + 4, self.width() - 2 * MARGIN, self.height() - head - FOOT - 4
            )
            if not self._title:
                return
            self._paint_bins(painter, area)
            painter.setPen(QPen(ink, 1))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            self._paint_axis(painter, area)
            for bound in self._bounds.values():
                if bound is not None:
                    self._paint_bound(painter, area, bound)

    def _paint_bins(self, painter: QPainter, area: QRectF) -> None:
        if not self._values.size:
            return
        counts, edges = np.histogram(self._values, BINS, self._span)
        tallest = max(1, int(counts.max()))
        refused, _ = np.histogram(
            self._values[refused_by(self._values, *self._bounds.values())], edges
        )
        for count, bad, left, right in zip(counts, refused, edges, edges[1:], strict=False):
            x0, x1 = self._x(area, left), self._x(area, right)
            for number, tone in ((count, INSIDE), (bad, OUTSIDE)):  # the refused in front
                if not number:
                    continue
                height = area.height() * math.sqrt(number / tallest)  # a few far out must be seen
                bar = QRectF(x0, area.bottom() - height, max(1.0, x1 - x0 - 1), height)
                painter.fillRect(bar, QColor(tone))
                if tone is OUTSIDE:
                    painter.fillRect(bar, Qt.BrushStyle.BDiagPattern)

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        left, right = self._span
        for share in (0.0, 0.5, 1.0):
            value = left + share * (right - left)
            text = f"{value:.3g} {self._unit if share == 1.0 else ''}".strip()
            box = QRectF(area.left() + share * area.width() - 60, area.bottom() + 2, 120, FOOT)
            align = Qt.AlignmentFlag.AlignHCenter
            if share == 0.0:
                box.moveLeft(area.left())
                align = Qt.AlignmentFlag.AlignLeft
            elif share == 1.0:
                box.moveRight(area.right())
                align = Qt.AlignmentFlag.AlignRight
            painter.drawText(box, align, text)

    def _paint_bound(self, painter: QPainter, area: QRectF, bound: float) -> None:
        x = self._x(area, bound)
        painter.setPen(
            QPen(QColor(LIMIT), 2, Qt.PenStyle.DashLine if self._fixed else Qt.PenStyle.SolidLine)
        )
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        text = f"{bound:.4g}"
        width = painter.fontMetrics().horizontalAdvance(text) + 4
        left = x + 3 if x + 3 + width < area.right() else x - 3 - width
        painter.drawText(QPointF(left, area.top() + painter.fontMetrics().ascent()), text)

    def _x(self, area: QRectF, value: float) -> float:
        left, right = self._span
        return area.left() + (value - left) / (right - left) * area.width()

    def _at(self, x: float) -> float:
        left, right = self._span
        share = (x - MARGIN) / max(1.0, self.width() - 2 * MARGIN)
        return left + share * (right - left)

    def _side_at(self, x: float) -> str:
        area = QRectF(MARGIN, 0, self.width() - 2 * MARGIN, 1)
        near = {
            side: abs(self._x(area, bound) - x)
            for side, bound in self._bounds.items()
            if bound is not None
        }
        side = min(near, key=near.__getitem__, default="")
        return side if side and near[side] <= NEAR_PX and not self._fixed else ""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged = self._side_at(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self._bounds[self._dragged] = self._rounded(self._at(event.position().x()))
            self.update()
        elif self._side_at(event.position().x()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.unsetCursor()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        side, self._dragged = self._dragged, ""
        bound = self._bounds.get(side)
        if side and bound is not None:
            self.bound_dragged.emit(side, bound)

    def _rounded(self, value: float) -> float:
        width = self._span[1] - self._span[0]
        digits = max(0, 3 - math.floor(math.log10(width))) if width > 0 else 3
        return round(value, digits)
