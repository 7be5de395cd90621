"""What a trial measured against its limits, and the pictures that its checks looked at."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.domain.result import Verdict
from ui.editor.model import TrialRow
from ui.quantities import quantity_word, unit_word
from ui.sentences import spoken
from ui.theme import Tone, colour
from ui.widgets.pyramid import pyramid_of
from ui.widgets.scene import Tile
from ui.widgets.viewer import Viewer
from ui.words import defect_word, verdict_word

SHAPES = {Verdict.PASS: "✓", Verdict.NOT_INSPECTED: "◆", Verdict.FAIL: "✕"}
TONES = {Verdict.NOT_INSPECTED: Tone.WARNING, Verdict.FAIL: Tone.BAD}
Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()


def texts_of(row: TrialRow) -> tuple[str, ...]:
    """Give a row as it is written: part, quantity, value, limit, verdict, why."""
    m, limit = row.measurement, row.limit
    quantity = m.quantity if m else limit.quantity if limit else ""
    pin = m.pin if m else limit.pin if limit else ""
    value = "-"
    if m is not None and np.isfinite(m.value):
        value = f"{m.value:+.4g} {unit_word(m.unit)}".rstrip()
        if np.isfinite(m.uncertainty):
            value += f" ± {m.uncertainty:.2g}"
    span = ""
    if limit is not None:
        low, high = (f"{b:.4g}" if np.isfinite(b) else "" for b in (limit.low, limit.high))
        span = f"{low} … {high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    place = row.refdes if row.board_index == 0 else f"{row.board_index}: {row.refdes}"
    code = defect_word(limit.code) if limit and row.verdict is Verdict.FAIL else ""
    word = "" if row.verdict is None else f"{SHAPES[row.verdict]} {verdict_word(row.verdict)}"
    return (
        f"{place}.{pin}" if pin else place,
        quantity_word(quantity),
        value,
        span,
        word,
        code or spoken(row.reason),
    )


class RowsModel(QAbstractTableModel):
    """The rows of a trial for Qt: any number of them."""

    def __init__(self, heads: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(heads)
        self._rows: tuple[TrialRow, ...] = ()

    def show(self, rows: tuple[TrialRow, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> TrialRow:
        """Give a row."""
        return self._rows[number]

    @override
    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = TOP) -> int:
        return len(self._heads)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._heads[section]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return texts_of(row)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and row.verdict in TONES:
            return QBrush(colour(TONES[row.verdict]))
        return None


class TrialTable(QTableView):
    """Rows of a trial; the part of the chosen row leaves as a signal."""

    part_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trial")
        self.setAccessibleName(self.tr("Measured values against their limits"))
        heads = (
            self.tr("part"),
            self.tr("quantity"),
            self.tr("measured"),
            self.tr("limit"),
            self.tr("verdict"),
            self.tr("why"),
        )
        self._rows = RowsModel(heads, self)
        self.setModel(self._rows)
        self.setTabKeyNavigation(False)  # Tab leaves it, the arrows go through it
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.horizontalHeader().setStretchLastSection(True)
        for column, width in enumerate((90, 150, 180, 130, 150)):
            self.setColumnWidth(column, width)
        self.clicked.connect(self._on_clicked)
        self._shown: tuple[TrialRow, ...] = ()

    def draw(self, rows: tuple[TrialRow, ...]) -> None:
        """Show rows, whatever was shown before."""
        if rows is not self._shown:
            self._shown = rows
            self._rows.show(rows)

    def _on_clicked(self, index: QModelIndex) -> None:
        self.part_chosen.emit(self._rows.row(index.row()).refdes)


class Inside(QWidget):
    """What the checks of a part looked at: each light, each colour, what of it was seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts, self._names, self._viewer = QComboBox(), QListWidget(), Viewer()
        self._parts.setObjectName("inside_part")
        self._parts.setAccessibleName(self.tr("Part of the trial"))
        self._names.setObjectName("inside_names")
        self._names.setAccessibleName(self.tr("Picture"))
        self._viewer.setObjectName("inside_picture")
        self._viewer.say_when_empty(
            self.tr("Test run a part or a package: here is what its checks look at.")
        )
        self._pictures: Mapping[str, Mapping[str, NDArray[np.uint8]]] = {}
        self._parts.currentTextChanged.connect(self._on_part)
        self._names.currentTextChanged.connect(self._on_name)
        left = QVBoxLayout()
        left.addWidget(self._parts)
        left.addWidget(self._names)
        layout = QHBoxLayout(self)
        layout.addLayout(left, 1)
        layout.addWidget(self._viewer, 3)

    def draw(self, pictures: Mapping[str, Mapping[str, NDArray[np.uint8]]]) -> None:
        """Show the pictures of a trial, by part and name."""
        self._pictures = pictures
        self._parts.clear()
        self._parts.addItems(list(pictures))
        if not pictures:
            self._names.clear()
            self._viewer.show_tiles(())

    def choose(self, refdes: str) -> None:
        """Show the pictures of a part, where it has some."""
        if refdes in self._pictures:
            self._parts.setCurrentText(refdes)

    def _on_part(self, refdes: str) -> None:
        row = max(0, self._names.currentRow())
        self._names.clear()
        self._names.addItems(list(self._pictures.get(refdes, {})))
        self._names.setCurrentRow(min(row, self._names.count() - 1))

    def _on_name(self, name: str) -> None:
        pixels = self._pictures.get(self._parts.currentText(), {}).get(name)
        if pixels is not None:
            self._viewer.show_tiles([Tile(pyramid_of(pixels))], keep=False)
