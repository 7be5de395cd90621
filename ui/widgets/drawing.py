"""How tiles and marks become what Qt draws."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainterPath, QPen, QTransform

from ui.theme import Tone, colour
from ui.widgets.scene import Layer, Style


def pen_of(style: Style) -> QPen:
    """Give the cosmetic pen of a style: width and dash differ, not colour alone."""
    tone, width, line = {
        Style.PENDING: (Tone.PENDING, 1, Qt.PenStyle.DotLine),
        Style.PASSED: (Tone.NEUTRAL, 1, Qt.PenStyle.SolidLine),
        Style.LAND: (Tone.PENDING, 1, Qt.PenStyle.SolidLine),
        Style.MASK: (Tone.NEUTRAL, 2, Qt.PenStyle.DashDotLine),
        Style.FIDUCIAL: (Tone.PENDING, 2, Qt.PenStyle.SolidLine),
        Style.CODE: (Tone.PENDING, 2, Qt.PenStyle.DashLine),
        Style.NOT_INSPECTED: (Tone.WARNING, 2, Qt.PenStyle.DashLine),
        Style.FAILED: (Tone.BAD, 3, Qt.PenStyle.SolidLine),
        Style.DEFECT: (Tone.BAD, 3, Qt.PenStyle.SolidLine),
        Style.CHOSEN: (Tone.CHOSEN, 3, Qt.PenStyle.SolidLine),
    }[style]
    pen = QPen(QColor("#D8DADD") if style is Style.PASSED else colour(tone), width, line)
    pen.setCosmetic(True)
    return pen


def brush_of(style: Style, scale: float) -> QBrush:
    """Give what fills a style: hatching over a mask, as fine at any scale; nothing else."""
    if style is not Style.MASK:
        return QBrush(Qt.BrushStyle.NoBrush)
    brush = QBrush(colour(Tone.NEUTRAL), Qt.BrushStyle.BDiagPattern)
    brush.setTransform(QTransform.fromScale(1 / scale, 1 / scale))
    return brush


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Wrap rows of an array, which must outlive the image; nothing is copied."""
    rows, cols = pixels.shape[:2]
    mono = pixels.ndim == 2  # noqa: PLR2004 - rows, cols
    kind = QImage.Format.Format_Grayscale8 if mono else QImage.Format.Format_RGB888
    return QImage(pixels.data, cols, rows, pixels.strides[0], kind)


def path_of(layer: Layer) -> QPainterPath:
    """Give the outlines of a layer in mm; made once, drawn by any transform.

    Written as the stream that Qt reads a path from: 5,000 outlines take 1 ms, one by one 30.
    """
    count, corners = layer.corners_mm.shape[:2]
    elements = np.zeros((count, corners + 1), _ELEMENT)
    closed = np.concatenate((layer.corners_mm, layer.corners_mm[:, :1]), axis=1)
    elements["kind"] = 1  # a line to ...
    elements["kind"][:, 0] = 0  # ... but the first: move there
    elements["x"], elements["y"] = closed[..., 0], closed[..., 1]
    head, foot = np.array([elements.size], ">i4"), np.zeros(2, ">i4")
    raw = QByteArray(head.tobytes() + elements.tobytes() + foot.tobytes())
    path = QPainterPath()
    if count:
        QDataStream(raw, QIODevice.OpenModeFlag.ReadOnly) >> path
    return path


_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
