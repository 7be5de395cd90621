"""The corners of a polygon as a table of numbers: edited in place, added, removed."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.geometry import Polygon

CORNERS_NEEDED = 3
ROW_PX, SHOWN = 26, 6
"""Rows of a table, and how many of them are seen at most."""


class PointsTable(QWidget):
    """One row a corner, x and y in mm; a change emits the whole polygon."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, polygon_mm: Polygon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points = polygon_mm
        self._filling = False
        self._table = QTableWidget(0, 2)
        self._table.setObjectName("corners")
        self._table.setAccessibleName(self.tr("Corners"))
        self._table.setToolTip(self.tr("In the order of the edge, mm; F2 edits a number."))
        self._table.setHorizontalHeaderLabels(["x [mm]", "y [mm]"])
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.verticalHeader().setDefaultSectionSize(ROW_PX)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.itemChanged.connect(self._edited)
        self._table.currentCellChanged.connect(lambda *_: self._enable())
        self._add = QPushButton(self.tr("Add corner"))
        self._add.setObjectName("add_corner")
        self._add.setToolTip(self.tr("halfway from the chosen corner to the next one"))
        self._remove = QPushButton(self.tr("Remove corner"))
        self._remove.setObjectName("remove_corner")
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        buttons = QHBoxLayout()
        buttons.addWidget(self._add)
        buttons.addWidget(self._remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._table)
        layout.addLayout(buttons)
        self.draw(polygon_mm)

    @property
    def polygon_mm(self) -> Polygon:
        """The corners that are shown."""
        return self._points

    def draw(self, polygon_mm: Polygon) -> None:
        """Show corners."""
        row = self._table.currentRow()
        self._points, self._filling = polygon_mm, True
        self._table.setRowCount(len(polygon_mm))
        for number, point in enumerate(polygon_mm):
            for column, value in enumerate(point):
                self._item(number, column).setText(f"{value:.9g}")
        self._filling = False
        self._table.setFixedHeight(ROW_PX * (min(max(len(polygon_mm), 2), SHOWN) + 1) + 6)
        self._table.setCurrentCell(min(max(row, 0), len(polygon_mm) - 1), 0)
        self._enable()

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        """Give a cell, which may be the one that is being edited."""
        item = self._table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._table.setItem(row, column, item)
        return item

    def _enable(self) -> None:
        self._remove.setEnabled(len(self._points) > CORNERS_NEEDED)
        self._add.setEnabled(len(self._points) >= CORNERS_NEEDED)

    def _edited(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        number, column, text = item.row(), item.column(), item.text()
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.draw(self._points)
            self.refused.emit(self.tr("{0} is no number of mm").format(text))
            return
        x, y = self._points[number]
        self._set(number, ((value, y) if column == 0 else (x, value),))

    def _on_add(self) -> None:
        number = max(self._table.currentRow(), 0)
        (ax, ay), (bx, by) = self._points[number], self._points[(number + 1) % len(self._points)]
        between = round((ax + bx) / 2, 6), round((ay + by) / 2, 6)
        self._set(number, (self._points[number], between))
        self._table.setCurrentCell(number + 1, 0)

    def _on_remove(self) -> None:
        self._set(max(self._table.currentRow(), 0), ())

    def _set(self, number: int, instead: Polygon) -> None:
        points = (*self._points[:number], *instead, *self._points[number + 1 :])
        if points != self._points:
            self.draw(points)
            self.changed.emit(points)
