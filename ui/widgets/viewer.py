"""The picture viewer: boards of hundreds of megapixels, panned and zoomed to the pixel.

Only what is on the screen is drawn, from the level of the pyramid that fits; marks are drawn over
it in one pass. Lengths are mm, x right, y up, as everywhere outside `vision`.
"""

from collections.abc import Iterable, Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from inspector.domain.geometry import Box
from ui.widgets.drawing import brush_of, image_of, path_of, pen_of
from ui.widgets.scene import Layer, Mark, Style, Tile, extent_of, layers_of

STEP = 1.25
"""One notch of the wheel, one press of a key."""
CLOSEST_PX = 64.0
"""A picture pixel is never shown larger than this."""
NAME_ROOM = 1.6
"""Parts that are in order are named where they are so much wider than their name."""
NAMED = 60
"""Names are written where at most so many marks of a style are on the screen."""
READABLE_PX = 7.0
"""A mark smaller than this on the screen is drawn as a dot of this size or left unnamed."""
QUIET = (Style.PASSED, Style.PENDING, Style.LAND, Style.MASK, Style.FIDUCIAL, Style.CODE)
"""Styles whose names are written only where there is room for them."""
CLICK_PX = 4
PANS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
ZOOMS: dict[int, float] = {
    Qt.Key.Key_Plus: STEP,
    Qt.Key.Key_Equal: STEP,
    Qt.Key.Key_Minus: 1 / STEP,
}


class Viewer(QWidget):
    """Shows tiles and marks; wheel or +/- zooms, a drag or arrows pan, 0 fits, 1 is 1:1.

    ``clicked`` gives the place in mm; ``chose`` the name of the mark clicked on; ``moved`` says
    that another part is seen (two viewers can be kept together by ``look_at``).
    """

    clicked = Signal(float, float)
    chose = Signal(str)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Picture of the board"))
        self._tiles: tuple[Tile, ...] = ()
        self._layers: tuple[tuple[Layer, QPainterPath, NDArray[np.float64]], ...] = ()
        self._center = QPointF(0.0, 0.0)
        self._scale = 1.0  # screen pixels (device-independent) a mm
        self._fitted = True
        self._pressed: QPointF | None = None
        self._dragged = False
        self._empty = ""

    # What is shown

    def show_tiles(self, tiles: Sequence[Tile], *, keep: bool = True) -> None:
        """Show these pictures; the view stays where it is unless it was fitted, or not ``keep``."""
        self._tiles = tuple(tiles)
        self._fitted = self._fitted or not keep
        self._refit()

    def show_marks(self, marks: Iterable[Mark]) -> None:
        """Show these outlines over the pictures."""
        self.show_layers(layers_of(marks))

    def show_layers(self, layers: Sequence[Layer]) -> None:
        """Show marks that were sorted before, on another thread where there are thousands."""
        self._layers = tuple((one, path_of(one), one.boxes_mm) for one in layers)
        if not self._tiles:
            self._refit()
        self.update()

    def say_when_empty(self, text: str) -> None:
        """Say this while there is neither picture nor mark."""
        self._empty = text
        self.update()

    # Where it looks

    def fit(self) -> None:
        """Show everything."""
        self._fitted = True
        self._refit()

    def look_at(self, box: Box) -> None:
        """Show this part of the plane as large as it fits."""
        if not (box.width_mm > 0 and box.height_mm > 0) or self.width() < 1 or self.height() < 1:
            return
        self._fitted = False
        self._frame(box)

    def view_box(self) -> Box:
        """Give the part of the plane that is seen."""
        width, height = self.width() / self._scale, self.height() / self._scale
        return Box(self._center.x() - width / 2, self._center.y() - height / 2, width, height)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Make everything larger by a factor, the place under ``at`` (widget px) staying there."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        fixed = self.place_of(at)
        low, high = self._bounds()
        self._scale = min(max(self._scale * factor, low), high)
        now = self.place_of(at)
        self._center += fixed - now
        self._moved()

    def pan(self, right_px: float, down_px: float) -> None:
        """Move what is seen by so many screen pixels."""
        self._center += QPointF(-right_px / self._scale, down_px / self._scale)
        self._moved()

    def zoom_to_pixels(self) -> None:
        """Show one picture pixel as one screen pixel."""
        if self._tiles:
            ratio = self.devicePixelRatioF()
            self.zoom(1.0 / (self._tiles[0].mm_per_px * ratio) / self._scale)

    def place_of(self, at: QPointF) -> QPointF:
        """Give the place in mm under a point of the widget."""
        dx, dy = at.x() - self.width() / 2, at.y() - self.height() / 2
        return QPointF(self._center.x() + dx / self._scale, self._center.y() - dy / self._scale)

    # Drawing

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            background = QColor("#141517")
            painter.fillRect(self.rect(), background)
            for tile in self._tiles:
                self._draw_tile(painter, tile)
            self._draw_marks(painter)
            if not self._tiles and not self._layers and self._empty:
                painter.setPen(QColor("#C9CCD0"))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._empty)
            if self.hasFocus():
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _draw_tile(self, painter: QPainter, tile: Tile) -> None:
        seen, ratio = self.view_box(), self.devicePixelRatioF()
        zoom = self._scale * tile.mm_per_px * ratio
        number = tile.pyramid.level_for(zoom)
        level = tile.pyramid.levels[number]
        rows, cols = level.shape[:2]
        width, height = tile.pyramid.size_px
        mm_x, mm_y = tile.mm_per_px * width / cols, tile.mm_per_px * height / rows
        c0 = max(0, int((seen.x_mm - tile.left_mm) / mm_x) - 1)
        c1 = min(cols, int((seen.x_mm + seen.width_mm - tile.left_mm) / mm_x) + 2)
        r0 = max(0, int((tile.top_mm - seen.y_mm - seen.height_mm) / mm_y) - 1)
        r1 = min(rows, int((tile.top_mm - seen.y_mm) / mm_y) + 2)
        if c0 >= c1 or r0 >= r1:
            return
        target = self._on_screen(
            Box(
                tile.left_mm + c0 * mm_x,
                tile.top_mm - r1 * mm_y,
                (c1 - c0) * mm_x,
                (r1 - r0) * mm_y,
            )
        )
        smooth = zoom * (width / cols) < 1.5  # noqa: PLR2004 - larger: one sees pixels, as asked
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        image = image_of(level[r0:r1])  # whole rows: the array is not copied
        painter.drawImage(target, image, QRectF(c0, 0, c1 - c0, r1 - r0))

    def _draw_marks(self, painter: QPainter) -> None:
        seen = self.view_box()
        for layer, path, boxes in self._layers:
            inside = (
                (boxes[:, 0] <= seen.x_mm + seen.width_mm)
                & (boxes[:, 2] >= seen.x_mm)
                & (boxes[:, 1] <= seen.y_mm + seen.height_mm)
                & (boxes[:, 3] >= seen.y_mm)
            )
            count = int(inside.sum())
            if not count:
                continue
            painter.setPen(pen_of(layer.style))
            painter.setBrush(brush_of(layer.style, self._scale))
            if layer.style is Style.DEFECT:
                self._draw_corners(painter, boxes[inside])
            else:
                self._draw_outlines(painter, layer, path, inside)
            if count <= NAMED:
                self._draw_names(painter, layer, boxes, inside)

    def _draw_outlines(
        self, painter: QPainter, layer: Layer, path: QPainterPath, inside: NDArray[np.bool_]
    ) -> None:
        if 2 * int(inside.sum()) < len(inside):
            path = path_of(Layer(layer.style, layer.corners_mm[inside], ()))
        painter.save()
        painter.setTransform(self._to_screen(), combine=True)
        painter.drawPath(path)
        painter.restore()

    def _draw_corners(self, painter: QPainter, boxes: NDArray[np.float64]) -> None:
        """Draw brackets around defects, never smaller than can be seen from a distance."""
        for x0, y0, x1, y1 in boxes:
            rect = self._on_screen(Box(x0, y0, x1 - x0, y1 - y0))
            grow = max(6.0, (22.0 - rect.width()) / 2), max(6.0, (22.0 - rect.height()) / 2)
            rect.adjust(-grow[0], -grow[1], grow[0], grow[1])
            arm = min(rect.width(), rect.height()) * 0.3
            for corner, across, down in (
                (rect.topLeft(), arm, arm),
                (rect.topRight(), -arm, arm),
                (rect.bottomLeft(), arm, -arm),
                (rect.bottomRight(), -arm, -arm),
            ):
                painter.drawLine(corner, corner + QPointF(across, 0))
                painter.drawLine(corner, corner + QPointF(0, down))

    def _draw_names(
        self,
        painter: QPainter,
        layer: Layer,
        boxes: NDArray[np.float64],
        inside: NDArray[np.bool_],
    ) -> None:
        font = QFont(self.font())
        font.setBold(layer.style in (Style.FAILED, Style.DEFECT))
        painter.setFont(font)
        quiet = layer.style in QUIET
        metrics = painter.fontMetrics()
        for index in np.flatnonzero(inside):
            name = layer.names[index] if layer.names else ""
            x0, y0, x1, y1 = boxes[index]
            rect = self._on_screen(Box(x0, y0, x1 - x0, y1 - y0))
            if not name or (quiet and rect.width() < NAME_ROOM * metrics.horizontalAdvance(name)):
                continue
            at = QPointF(rect.center().x() - metrics.horizontalAdvance(name) / 2, rect.top() - 9)
            back = QRectF(metrics.boundingRect(name)).translated(at).adjusted(-3, -1, 3, 1)
            painter.fillRect(back, QColor(0, 0, 0, 170))
            painter.drawText(at, name)

    # Hands

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = event.position(), False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if self._dragged or moved.manhattanLength() > CLICK_PX:
            self._dragged, self._pressed = True, event.position()
            self.pan(moved.x(), moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragged:
            place = self.place_of(event.position())
            self.clicked.emit(place.x(), place.y())
            name = self.name_at(place)
            if name:
                self.chose.emit(name)
        self._pressed = None

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoom(STEP**3, event.position())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, step = event.key(), min(self.width(), self.height()) / 8
        if key in PANS:
            right, down = PANS[key]
            self.pan(right * step, down * step)
        elif key in ZOOMS:
            self.zoom(ZOOMS[key])
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key == Qt.Key.Key_1:
            self.zoom_to_pixels()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def name_at(self, place: QPointF) -> str:
        """Give the name of the topmost mark there that has one, or nothing."""
        x, y = place.x(), place.y()
        for layer, _, boxes in reversed(self._layers):
            hit = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
            names = (layer.names[row] for row in reversed(np.flatnonzero(hit).tolist()))
            found = next(filter(None, names), "") if layer.names else ""
            if found:
                return found
        return ""

    # Inside

    def _moved(self) -> None:
        self._fitted = False
        self.update()
        self.moved.emit()

    def _refit(self) -> None:
        extent = extent_of(self._tiles, [layer for layer, _, _ in self._layers])
        if self._fitted and extent and self.width() > 1 and self.height() > 1:
            self._frame(extent)
            self._fitted = True
        self.update()

    def _frame(self, box: Box) -> None:
        x, y = box.center_mm
        self._center = QPointF(x, y)
        scale = min(self.width() / box.width_mm, self.height() / box.height_mm) * 0.98
        self._scale = scale if isfinite(scale) and scale > 0 else 1.0
        self.update()
        self.moved.emit()

    def _bounds(self) -> tuple[float, float]:
        extent = extent_of(self._tiles, [layer for layer, _, _ in self._layers])
        if extent is None:
            return self._scale, self._scale
        whole = min(self.width() / extent.width_mm, self.height() / extent.height_mm)
        finest = min((tile.mm_per_px for tile in self._tiles), default=0.01)
        return whole / 4, max(whole, CLOSEST_PX / finest)

    def _to_screen(self) -> QTransform:
        middle_x, middle_y, scale = self.width() / 2, self.height() / 2, self._scale
        return QTransform(
            scale,
            0,
            0,
            -scale,
            middle_x - self._center.x() * scale,
            middle_y + self._center.y() * scale,
        )

    def _on_screen(self, box: Box) -> QRectF:
        left = self.width() / 2 + (box.x_mm - self._center.x()) * self._scale
        top = self.height() / 2 - (box.y_mm + box.height_mm - self._center.y()) * self._scale
        return QRectF(left, top, box.width_mm * self._scale, box.height_mm * self._scale)
