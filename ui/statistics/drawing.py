"""Draws figures with pyqtgraph, and nothing else: a figure says what, this file how."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from ui.statistics.figure import Arrows, Bars, Curve, Figure, Level, Plot, Spots
from ui.theme import Tone, colour

HEAD_PX = 14
SCALE = 2
"""Exported pictures are so many times as fine as the screen."""
PATTERNS = {
    "solid": Qt.BrushStyle.SolidPattern,
    "hatched": Qt.BrushStyle.BDiagPattern,
    "dotted": Qt.BrushStyle.Dense5Pattern,
}
HALF_HOUR_S = 1800.0
FINE = 500
"""Curves of fewer points are smoothed: more would take longer than anybody waits."""


class Drawing(pg.GraphicsLayoutWidget):  # type: ignore[misc] # pyqtgraph has no types
    """Plots above each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(QSize(240, 200))

    def draw(self, figure: Figure) -> None:
        """Show a figure in the colours of the palette."""
        self.clear()
        palette = self.palette()
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        text = palette.color(QPalette.ColorRole.Text)
        first = None
        for row, plot in enumerate(figure.plots):
            axes = {"bottom": pg.DateAxisItem(utcOffset=None)} if plot.axes.time else {}
            item = self.addPlot(row=row, col=0, axisItems=axes)
            self._dress(item, plot, text)
            self._contents(item, plot, text)
            if first is None:
                first = item
            elif len(figure.plots) > 1:
                item.setXLink(first)

    def picture(self) -> QImage:
        """Give what is shown as a picture, twice as fine as the screen."""
        size = self.viewport().size()
        image = QImage(size * SCALE, QImage.Format.Format_RGB32)
        image.fill(self.palette().color(QPalette.ColorRole.Base))
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.render(painter, QRectF(image.rect()), self.viewport().rect())
        return image

    def _contents(self, item: pg.PlotItem, plot: Plot, text: QColor) -> None:
        for level in plot.levels:
            self._level(item, level, text)
        for bars in plot.bars:
            self._bars(item, bars)
        for spots in plot.spots:
            self._spots(item, spots, text)
        for arrows in plot.arrows:
            self._arrows(item, arrows, text)
        for curve in plot.curves:
            self._curve(item, curve)
        moments = {float(x) for curve in plot.curves for x in curve.x[:2]}
        if plot.axes.time and len(moments) == 1:  # else its axis would count milliseconds
            (at,) = moments
            item.setXRange(at - HALF_HOUR_S, at + HALF_HOUR_S, padding=0)

    def _dress(self, item: pg.PlotItem, plot: Plot, text: QColor) -> None:
        item.setMenuEnabled(False)
        item.hideButtons()
        item.showGrid(x=not plot.axes.to_scale, y=not plot.axes.to_scale, alpha=0.15)
        for name, label in (("bottom", plot.axes.x), ("left", plot.axes.y)):
            axis = item.getAxis(name)
            axis.setPen(text)
            axis.setTextPen(text)
            axis.enableAutoSIPrefix(enable=False)
            if label:
                item.setLabel(name, label, color=text)
        if plot.axes.ticks:
            axis = item.getAxis("bottom")
            axis.setTicks([list(plot.axes.ticks)])
            item.setXRange(-0.6, len(plot.axes.ticks) - 0.4, padding=0)
        if plot.axes.y_range:
            item.setYRange(*plot.axes.y_range, padding=0)
        if plot.axes.to_scale:
            item.setAspectLocked(True)
        if len(plot.bars) > 1:
            item.addLegend(offset=(-8, 4), labelTextColor=text)

    def _curve(self, item: pg.PlotItem, curve: Curve) -> None:
        tone = colour(Tone(curve.tone))
        pen = pg.mkPen(tone, width=curve.width) if curve.width else None
        item.plot(
            curve.x,
            curve.y,
            pen=pen,
            symbol=curve.symbol or None,
            symbolSize=7,
            symbolBrush=tone,
            symbolPen=None,
            antialias=len(curve.x) < FINE,
        )

    def _bars(self, item: pg.PlotItem, bars: Bars) -> None:
        tone = colour(Tone(bars.tone))
        look = {"brush": QBrush(tone, PATTERNS[bars.pattern]), "pen": pg.mkPen(tone)}
        some = bars.height > 0
        drawn = pg.BarGraphItem(
            x=bars.x[some], height=bars.height[some], y0=bars.base[some], width=bars.width, **look
        )
        item.addItem(drawn)
        if item.legend is not None:
            item.legend.addItem(pg.BarGraphItem(**look, **_NO_BARS), bars.name)

    def _level(self, item: pg.PlotItem, level: Level, text: QColor) -> None:
        tone = colour(Tone(level.tone))
        pen = pg.mkPen(tone, width=1.5, style=pg.QtCore.Qt.PenStyle.DashLine)
        angle = 90 if level.upright else 0
        label = f"{level.text} {level.value:.4g}"
        options = {
            "position": 0.95 if level.upright else 0.0,
            "color": text,
            "fill": self.palette().color(QPalette.ColorRole.Base),
            "anchors": [(0.5, 0.0), (0.5, 1.0)] if level.upright else [(0.0, 0.0), (0.0, 1.0)],
        }
        line = pg.InfiniteLine(level.value, angle, pen, label=label, labelOpts=options)
        line.setZValue(10)  # its words stay readable over the curve
        item.addItem(line)

    def _spots(self, item: pg.PlotItem, spots: Spots, text: QColor) -> None:
        tone = colour(Tone(spots.tone))
        tone.setAlpha(190)
        item.addItem(
            pg.ScatterPlotItem(spots.x, spots.y, size=spots.size, brush=tone, pen=pg.mkPen(text))
        )
        for x, y, words in zip(spots.x, spots.y, spots.texts, strict=False):
            self._words(item, (x, y), words, text)

    def _arrows(self, item: pg.PlotItem, arrows: Arrows, text: QColor) -> None:
        tone = colour(Tone.PENDING)
        tips_x, tips_y = arrows.x + arrows.dx, arrows.y + arrows.dy
        item.addItem(pg.ScatterPlotItem(arrows.x, arrows.y, size=5, brush=text, pen=None))
        x = np.column_stack((arrows.x, tips_x)).ravel()
        y = np.column_stack((arrows.y, tips_y)).ravel()
        item.plot(x, y, connect="pairs", pen=pg.mkPen(tone, width=2))
        angles = 180.0 - np.degrees(np.arctan2(arrows.dy, arrows.dx))
        for i in np.flatnonzero(np.hypot(arrows.dx, arrows.dy)):
            head = pg.ArrowItem(angle=angles[i], headLen=HEAD_PX, brush=tone, pen=None)
            head.setPos(tips_x[i], tips_y[i])
            item.addItem(head)
        for x_mm, y_mm, words in zip(tips_x, tips_y, arrows.texts, strict=False):
            self._words(item, (x_mm, y_mm), words, text)

    def _words(
        self, item: pg.PlotItem, place: tuple[float, float], words: str, text: QColor
    ) -> None:
        if words:
            drawn = pg.TextItem(words, color=text, anchor=(0, 1))
            drawn.setPos(*place)
            item.addItem(drawn)


_NO_BARS = {"x": [0.0], "height": [0.0], "width": 0.0}


def png_of(image: QImage) -> bytes:
    """Give a picture as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # the stubs say bytes, Qt wants text
    return bytes(buffer.data().data())


def paper() -> QPalette:
    """Give the palette of what is printed: dark on white, whatever the screen has."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#FFFFFF"))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        palette.setColor(role, QColor("#1B1D1F"))
    return palette
