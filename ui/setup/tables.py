"""Tables and rows of the set-up screen."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Tone, colour


def table(
    name: str, title: str, heads: tuple[str, ...], widths: tuple[int, ...], stretch: int = -1
) -> QTableWidget:
    """Give an empty table, named and titled, that is read and not edited."""
    made = QTableWidget(0, len(heads))
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setHorizontalHeaderLabels(list(heads))
    made.setTabKeyNavigation(False)  # Tab leaves it, the arrows go through it
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(32)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setWordWrap(False)
    for column, width in enumerate(widths):
        made.setColumnWidth(column, width)
    last = len(heads) - 1 if stretch < 0 else stretch
    made.horizontalHeader().setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)
    return made


def fill(
    table: QTableWidget, rows: Sequence[tuple[str, ...]], tones: Iterable[Tone | None] = ()
) -> bool:
    """Show rows; give whether their number has changed."""
    other = table.rowCount() != len(rows)
    if other:
        table.setRowCount(0)
        table.setRowCount(len(rows))
    colours = list(tones) or [None] * len(rows)
    for number, (row, tone) in enumerate(zip(rows, colours, strict=True)):
        for column, text in enumerate(row):
            item = table.item(number, column)
            if item is None:
                item = QTableWidgetItem()
                table.setItem(number, column, item)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(text)
            # no brush: as the palette has it, which may change between dark and light
            brush = QBrush(colour(tone)) if tone and column == 0 else None
            if item.data(Qt.ItemDataRole.ForegroundRole) != brush:
                item.setData(Qt.ItemDataRole.ForegroundRole, brush)
    return other


def keep(table: QTableWidget, text: str) -> None:
    """Show the rows that have a text in them."""
    wanted = text.strip().lower()
    for row in range(table.rowCount()):
        cells = (table.item(row, column) for column in range(table.columnCount()))
        found = any(wanted in cell.text().lower() for cell in cells if cell)
        table.setRowHidden(row, not found)


def row_of(*widgets: QWidget) -> QWidget:
    """Give widgets beside one another."""
    one = QWidget()
    layout = QHBoxLayout(one)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return one


def page_of(widgets: tuple[QWidget, ...], stretches: tuple[int, ...] = ()) -> QWidget:
    """Give widgets below one another."""
    page = QWidget()
    layout = QVBoxLayout(page)
    for number, widget in enumerate(widgets):
        last = 1 if number == len(widgets) - 1 else 0
        layout.addWidget(widget, stretches[number] if stretches else last)
    return page
