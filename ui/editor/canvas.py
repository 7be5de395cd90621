"""The board in a stored picture with the design laid over it: choose and drag parts there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from inspector.domain.board import Package, Placement
from inspector.domain.geometry import Box, Polygon, rectangle_mm
from inspector.domain.recipe import Recipe

CHOSEN, FAILED, UNSURE, PLAIN = "#F0E442", "#D55E00", "#E69F00", "#56B4E9"
"""Okabe and Ito's colours; a failed part is drawn thick, one not inspected dashed."""
LANDS = "#009E73"
NEAREST, FARTHEST = 0.5, 4000.0
"""Pixels of the screen a mm."""
DRAG_PX = 4.0
GRID_MM = 0.01
STEP = 1.2
LABELS_FROM = 18.0
"""Parts have their names written from so many pixels a mm."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A part as it is drawn: body, lands and pin 1, board mm."""

    refdes: str
    body: Polygon
    lands: tuple[Polygon, ...]
    pin_1: tuple[float, float] | None
    fitted: bool


def outlines_of(recipe: Recipe) -> tuple[Outline, ...]:
    """Give the design of a board as outlines; parts without a package have none."""
    packages = recipe.board.packages
    return tuple(
        _outline(p, packages[p.package]) for p in recipe.board.placements if p.package in packages
    )


def _outline(placement: Placement, package: Package) -> Outline:
    pose = placement.pose
    body = rectangle_mm((0.0, 0.0), (package.body_x_mm, package.body_y_mm), 0.0)
    first = package.terminations[0] if package.terminations else None
    return Outline(
        placement.refdes,
        tuple(pose.at(x, y) for x, y in body),
        tuple(tuple(pose.at(x, y) for x, y in land.box.corners_mm) for land in package.lands),
        pose.at(first.x_mm, first.y_mm) if first else None,
        placement.fitted,
    )


class BoardCanvas(QWidget):
    """A board's picture and its parts; wheel zooms, dragging moves picture or chosen part.

    With the keyboard: plus and minus zoom, arrows pan, Ctrl and arrows move the chosen part by
    0.01 mm (with Shift 0.1 mm), 0 shows the whole board.
    """

    part_chosen = Signal(str)
    part_moved = Signal(str, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Board"))
        self.setToolTip(
            self.tr("Wheel: zoom. Drag: pan, or move the chosen part. Ctrl+arrows: move it finely.")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self._image, self._pixels = QImage(), np.zeros((0, 0, 3), np.uint8)
        self._shown = Box(0.0, 0.0, 10.0, 10.0)  # what of the board the picture shows
        self._board: Polygon = ()
        self._outlines: tuple[Outline, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._states: dict[str, str] = {}
        self._scale, self._middle = 10.0, (5.0, 5.0)
        self._whole = True  # the whole board is shown, whatever the size
        self._pressed: QPointF | None = None
        self._grabbed, self._shift = "", (0.0, 0.0)

    def show_picture(self, pixels: NDArray[np.uint8], box: Box) -> None:
        """Lay a picture ``(H, W, 3)`` under the design; ``box`` is what of the board it shows."""
        self._pixels = np.ascontiguousarray(pixels)  # QImage does not keep it alive
        rows, cols = self._pixels.shape[:2]
        data = self._pixels.data
        self._image = QImage(data, cols, rows, 3 * cols, QImage.Format.Format_RGB888)
        self._shown = box
        self.update()

    def clear_picture(self) -> None:
        """Show the design alone."""
        self._image, self._pixels = QImage(), np.zeros((0, 0, 3), np.uint8)
        self.update()

    def draw(
        self,
        outlines: Sequence[Outline],
        board: Polygon,
        chosen: frozenset[str],
        states: dict[str, str],
    ) -> None:
        """Show the design; ``states`` are ``fail`` and ``unsure`` by part."""
        new_board = board != self._board
        self._outlines, self._board = tuple(outlines), board
        self._chosen, self._states = chosen, states
        if new_board:
            self.show_whole()
        self.update()

    def show_whole(self) -> None:
        """Show the whole board."""
        self._whole = True
        self._fit()
        self.update()

    def look_at(self, refdes: str) -> None:
        """Bring a part into the middle where it is not in sight."""
        outline = next((o for o in self._outlines if o.refdes == refdes), None)
        if outline is None:
            return
        box = Box.around(outline.body)
        at = self._to_screen(*box.center_mm)
        if not self.rect().adjusted(20, 20, -20, -20).contains(at.toPoint()):
            self._middle, self._whole = box.center_mm, False
            self.update()

    def place_of(self, refdes: str) -> QPointF:
        """Give where a part is on the widget: for tests and tool tips."""
        outline = next(o for o in self._outlines if o.refdes == refdes)
        return self._to_screen(*Box.around(outline.body).center_mm)

    def _fit(self) -> None:
        if not self._board:
            return
        box = Box.around(self._board)
        across = self.width() / max(box.width_mm, 1e-6), self.height() / max(box.height_mm, 1e-6)
        self._scale = max(NEAREST, 0.96 * min(across))
        self._middle = box.center_mm

    def _to_screen(self, x_mm: float, y_mm: float) -> QPointF:
        x = self.width() / 2 + (x_mm - self._middle[0]) * self._scale
        y = self.height() / 2 - (y_mm - self._middle[1]) * self._scale
        return QPointF(x, y)

    def _to_board(self, point: QPointF) -> tuple[float, float]:
        x = self._middle[0] + (point.x() - self.width() / 2) / self._scale
        y = self._middle[1] - (point.y() - self.height() / 2) / self._scale
        return x, y

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._whole:
            self._fit()
        super().resizeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor("#26282b"))
            if not self._image.isNull():
                low = self._to_screen(self._shown.x_mm, self._shown.y_mm + self._shown.height_mm)
                size = self._shown.width_mm * self._scale, self._shown.height_mm * self._scale
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                whole = QRectF(0, 0, self._image.width(), self._image.height())
                painter.drawImage(QRectF(low.x(), low.y(), *size), self._image, whole)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor("#bbbbbb"), 1))
            painter.drawPolygon(self._polygon(self._board))
            for outline in self._outlines:
                self._paint_part(painter, outline)

    def _paint_part(self, painter: QPainter, outline: Outline) -> None:
        chosen = outline.refdes in self._chosen
        shift = self._shift if outline.refdes == self._grabbed else (0.0, 0.0)
        body = self._polygon(outline.body, shift)
        if not self.rect().adjusted(-40, -40, 40, 40).intersects(body.boundingRect().toRect()):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen:
            painter.setPen(QPen(QColor(LANDS), 1))
            for land in outline.lands:
                painter.drawPolygon(self._polygon(land, shift))
        state = self._states.get(outline.refdes, "")
        color = {"fail": FAILED, "unsure": UNSURE}.get(state, CHOSEN if chosen else PLAIN)
        pen = QPen(QColor(color), 3.0 if state == "fail" or chosen else 1.2)
        if state == "unsure" or not outline.fitted:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPolygon(body)
        if outline.pin_1 is not None and (chosen or self._scale >= LABELS_FROM):
            x, y = outline.pin_1
            painter.setBrush(QColor(color))
            painter.drawEllipse(self._to_screen(x + shift[0], y + shift[1]), 2.5, 2.5)
        if chosen or state or self._scale >= LABELS_FROM:
            self._write(painter, outline.refdes, body.boundingRect(), color)

    def _write(self, painter: QPainter, text: str, around: QRectF, color: str) -> None:
        metrics = painter.fontMetrics()
        box = QRectF(metrics.boundingRect(text)).adjusted(-3, -1, 3, 1)
        box.moveCenter(QPointF(around.center().x(), around.top() - box.height() / 2 - 2))
        painter.fillRect(box, QColor(0, 0, 0, 150))
        painter.setPen(QColor(color))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _polygon(self, corners: Polygon, shift: tuple[float, float] = (0.0, 0.0)) -> QPolygonF:
        return QPolygonF([self._to_screen(x + shift[0], y + shift[1]) for x, y in corners])

    def _part_at(self, point: QPointF) -> str:
        hits = [
            o
            for o in self._outlines
            if self._polygon(o.body).containsPoint(point, Qt.FillRule.OddEvenFill)
        ]
        return min(hits, key=_size, default=None).refdes if hits else ""  # type: ignore[union-attr]

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._shift = event.position(), (0.0, 0.0)
        under = self._part_at(event.position())
        self._grabbed = under if under in self._chosen and len(self._chosen) == 1 else ""

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if self._grabbed:
            self._shift = by.x() / self._scale, -by.y() / self._scale
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._middle = (
                self._middle[0] - by.x() / self._scale,
                self._middle[1] + by.y() / self._scale,
            )
            self._pressed, self._whole = event.position(), False
            self._dragged = True
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, grabbed, shift = self._pressed, self._grabbed, self._shift
        self._pressed, self._grabbed, self._shift = None, "", (0.0, 0.0)
        far = max(map(abs, shift)) * self._scale > DRAG_PX
        if grabbed and far:
            self._move(grabbed, shift)
        elif pressed is not None and (event.position() - pressed).manhattanLength() < DRAG_PX:
            under = self._part_at(event.position())
            if under:
                self.part_chosen.emit(under)
        self.update()

    def _move(self, refdes: str, by_mm: tuple[float, float]) -> None:
        by = tuple(round(step / GRID_MM) * GRID_MM for step in by_mm)
        self.part_moved.emit(refdes, by[0], by[1])

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        self._zoom(STEP**turns, event.position())
        event.accept()

    def _zoom(self, factor: float, about: QPointF) -> None:
        x, y = self._to_board(about)
        scale = min(FARTHEST, max(NEAREST, self._scale * factor))
        self._middle = (
            x + (self._middle[0] - x) * self._scale / scale,
            y + (self._middle[1] - y) * self._scale / scale,
        )
        self._scale, self._whole = scale, False
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrows = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        key = Qt.Key(event.key())
        if key in arrows and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            finely = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = GRID_MM if finely else 10 * GRID_MM
            for refdes in self._chosen if len(self._chosen) == 1 else ():
                self._move(refdes, (arrows[key][0] * step, arrows[key][1] * step))
        elif key in arrows:
            x, y = arrows[key]
            self._middle = self._middle[0] + 40 * x / self._scale, self._middle[1] + 40 * y / self._scale
            self._whole = False
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal):
            self._zoom(1 / STEP if key is Qt.Key.Key_Minus else STEP, QPointF(self.rect().center()))
        elif key is Qt.Key.Key_0:
            self.show_whole()
        else:
            super().keyPressEvent(event)
            return
        self.update()


def _size(outline: Outline) -> float:
    box = Box.around(outline.body)
    return box.width_mm * box.height_mm
