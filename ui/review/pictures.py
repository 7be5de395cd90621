"""Widgets that draw: one picture, fitted, with marks; one board with its parts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from inspector.domain.result import Verdict
from ui.review.evidence import Evidence, Site
from ui.theme import Tone, colour

Picture = NDArray[np.uint8]
MARGIN = 4
PAD = 4.0
"""Marks lie so far outside what they mark, px of the screen."""
BIGGEST = 12.0
"""A small picture is not blown up farther: its pixels would say nothing more."""


def _image_of(picture: Picture) -> QImage:
    pixels = np.ascontiguousarray(picture)
    rows, cols, depth = *picture.shape[:2], pixels[0, 0].size
    kind = QImage.Format.Format_RGB888 if depth > 1 else QImage.Format.Format_Grayscale8
    # a copy: the array may go before the image does
    return QImage(pixels.data, cols, rows, depth * cols, kind).copy()


class PictureView(QWidget):
    """A picture as large as the room for it, its name above, marks over it; or words instead."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._picture: Picture | None = None
        self._marks: Sequence[tuple[float, float, float, float]] = ()
        self._title, self._words = name, ""
        self._small = False
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def draw(
        self,
        title: str,
        picture: Picture | None,
        marks: Sequence[tuple[float, float, float, float]] = (),
        words: str = "",
    ) -> None:
        """Show a picture ``(H, W, 3)`` RGB or ``(H, W)``, uint8; ``words`` where there is none."""
        self._title, self._words, self._marks = title, words, marks
        if picture is not self._picture:
            self._picture = picture
            self._image = None if picture is None else _image_of(picture)
        self.setAccessibleDescription(words or title)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Give what fits beside others at 1366 x 768."""
        return QSize(220, 150)

    @override
    def minimumSizeHint(self) -> QSize:
        """Give the least at which something is seen."""
        return QSize(110, 80)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, picture and marks."""
        del event
        with QPainter(self) as p:
            head = p.fontMetrics().height() + MARGIN
            frame = QRectF(self.rect())
            p.fillRect(frame, self.palette().color(QPalette.ColorRole.Base))
            p.setPen(self.palette().color(QPalette.ColorRole.Text))
            top = QRectF(MARGIN, 0, frame.width() - 2 * MARGIN, head)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            title = p.fontMetrics().elidedText(
                self._title, Qt.TextElideMode.ElideRight, int(top.width())
            )
            p.drawText(top, left, title)
            room = frame.adjusted(MARGIN, head, -MARGIN, -MARGIN)
            if self._image is None:
                p.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
                centre = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                p.drawText(room, centre, self._words)
                return
            self._paint_image(p, room, self._image)

    def _paint_image(self, p: QPainter, room: QRectF, image: QImage) -> None:
        scale = min(room.width() / image.width(), room.height() / image.height(), BIGGEST)
        width, height = image.width() * scale, image.height() * scale
        x = room.center().x() - width / 2
        y = room.center().y() - height / 2
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        p.drawImage(QRectF(x, y, width, height), image, QRectF(image.rect()))
        for outer, pen_width in ((QColor("#000000"), 4.0), (colour(Tone.CHOSEN), 2.0)):
            p.setPen(QPen(outer, pen_width))
            for left, top, wide, high in self._marks:
                box = QRectF(x + left * scale, y + top * scale, wide * scale, high * scale)
                p.drawRect(box.adjusted(-PAD, -PAD, PAD, PAD).intersected(room))


class BoardView(QWidget):
    """The board as a drawing: every part by its verdict, the one asked about pointed at."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evidence: Evidence | None = None
        self._words = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def draw(self, evidence: Evidence | None, words: str = "") -> None:
        """Show the board of some evidence; ``words`` where it has no drawing."""
        self._evidence, self._words = evidence, words
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Give what fits beside others at 1366 x 768."""
        return QSize(220, 150)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw outline, parts and the pointer."""
        del event
        with QPainter(self) as p:
            room = QRectF(self.rect())
            p.fillRect(room, self.palette().color(QPalette.ColorRole.Base))
            one = self._evidence
            if one is None or not one.outline_mm:
                p.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
                centre = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                p.drawText(room.adjusted(MARGIN, 0, -MARGIN, 0), centre, self._words)
                return
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            outline = QPolygonF([QPointF(x, y) for x, y in one.outline_mm])
            box = outline.boundingRect()
            wide, high = room.width() - 20, room.height() - 20
            scale = min(wide / max(box.width(), 1e-6), high / max(box.height(), 1e-6))
            place = QTransform.fromTranslate(room.center().x(), room.center().y())
            place.scale(scale, -scale)
            place.translate(-box.center().x(), -box.center().y())
            p.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1.5))
            p.drawPolygon(place.map(outline))
            for site in one.sites:
                self._paint_site(p, place, site, chosen=site.refdes == one.key[2])

    def _paint_site(self, p: QPainter, place: QTransform, site: Site, *, chosen: bool) -> None:
        shape = place.map(QPolygonF([QPointF(x, y) for x, y in site.corners_mm]))
        text = self.palette().color(QPalette.ColorRole.Text)
        if site.verdict is Verdict.FAIL:
            p.setPen(QPen(colour(Tone.BAD), 2))
            p.setBrush(QBrush(colour(Tone.BAD), Qt.BrushStyle.Dense4Pattern))
        elif site.verdict is Verdict.NOT_INSPECTED:
            p.setPen(QPen(colour(Tone.WARNING), 2, Qt.PenStyle.DashLine))
            p.setBrush(Qt.BrushStyle.NoBrush)
        else:
            style = Qt.PenStyle.SolidLine if site.verdict is not None else Qt.PenStyle.DotLine
            p.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1, style))
            p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawPolygon(shape)
        if not chosen:
            return
        p.setBrush(Qt.BrushStyle.NoBrush)
        middle, radius = shape.boundingRect().center(), 16.0
        p.setPen(QPen(text, 3))
        p.drawEllipse(middle, radius, radius)
        p.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), middle.y() - radius))
        p.drawLine(QPointF(0, middle.y()), QPointF(middle.x() - radius, middle.y()))
        p.drawText(QPointF(middle.x() + radius + 4, middle.y() - 6), site.refdes)
