"""The limits of a package or of one part, as a table: numbers or formulas, edited in place."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.formula import Formula
from inspector.domain.recipe import Bound, LimitRule
from inspector.domain.result import DefectCode
from ui.quantities import quantity_word
from ui.words import defect_word

LOW, HIGH = 1, 2


def bound_text(bound: Bound | None) -> str:
    """Give a bound as it is written; empty without one."""
    if bound is None:
        return ""
    return bound.text if isinstance(bound, Formula) else f"{bound:.9g}"


def bound_of_text(text: str) -> Bound | None:
    """Read a bound: a number, or a formula over W, P, L, T, H, G; nothing for none.

    Raises
    ------
    ValueError
        If it is neither; in one line.

    Examples
    --------
    >>> bound_of_text("0,25"), bound_of_text(" "), bound_of_text("0.5 * H")
    (0.25, None, Formula(text='0.5 * H'))
    """
    text = text.strip()
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return Formula(text)


class LimitsTable(QWidget):
    """One row a limit; those of the IPC class are shown and not edited."""

    edited = Signal(object)
    """All limits after an edit, a tuple of `LimitRule`."""
    row_chosen = Signal(int)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: tuple[LimitRule, ...] = ()
        self._quantities: tuple[str, ...] = ()
        self._table = QTableWidget(0, 5)
        self._table.setObjectName("limits")
        self._table.setAccessibleName(self.tr("Limits"))
        self._table.setHorizontalHeaderLabels(
            [self.tr("quantity"), self.tr("low"), self.tr("high"), self.tr("defect"),
             self.tr("from")]
        )  # fmt: skip
        self._table.setTabKeyNavigation(False)  # Tab leaves it, the arrows go through it
        self._table.verticalHeader().hide()
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.verticalHeader().setDefaultSectionSize(26)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._table.horizontalHeader().setStretchLastSection(True)
        for column, width in enumerate((112, 76, 76, 96)):
            self._table.setColumnWidth(column, width)
        self._table.itemChanged.connect(self._changed)
        self._table.itemSelectionChanged.connect(self._row_changed)
        self._table.setToolTip(
            self.tr("Numbers, or formulas over W, P, L, T, H, G of the joint; empty: no bound.")
        )
        self._add = QPushButton(self.tr("Add limit"))
        self._add.setObjectName("add_limit")
        self._remove = QPushButton(self.tr("Remove limit"))
        self._remove.setObjectName("remove_limit")
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        title = QLabel(self.tr("Limits"))
        title.setProperty("role", "large")
        buttons = QHBoxLayout()
        for widget in (title, self._add, self._remove):
            buttons.addWidget(widget)
        buttons.insertStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self._table)
        self._filling = False

    @property
    def rule(self) -> LimitRule | None:
        """The limit that is chosen."""
        row = self._table.currentRow()
        return self._rules[row] if 0 <= row < len(self._rules) else None

    def draw(self, rules: Sequence[LimitRule], quantities: Sequence[str]) -> None:
        """Show limits; ``quantities`` are those that something measures."""
        row = self._table.currentRow()
        self._rules, self._quantities = tuple(rules), tuple(quantities)
        self._filling = True
        self._table.setRowCount(len(self._rules))
        for number, rule in enumerate(self._rules):
            self._fill(number, rule)
        self._filling = False
        self._table.setCurrentCell(min(max(row, 0), len(self._rules) - 1), 0)
        self._add.setEnabled(bool(self._quantities))
        self._row_changed()

    def choose(self, quantity: str) -> None:
        """Choose the first limit of a quantity."""
        for number, rule in enumerate(self._rules):
            if rule.quantity == quantity:
                self._table.setCurrentCell(number, 0)
                return

    def set_bound(self, side: str, value: float) -> None:
        """Move a bound of the chosen limit: ``low`` or ``high``."""
        row, rule = self._table.currentRow(), self.rule
        if rule is not None and not rule.standard:
            self._try(row, {side: value})

    def _fill(self, number: int, rule: LimitRule) -> None:
        origin = rule.standard or " ".join(filter(None, (rule.clause, rule.revision)))
        texts = (
            quantity_word(rule.quantity),
            bound_text(rule.low),
            bound_text(rule.high),
            defect_word(rule.code),
            origin or self.tr("this recipe"),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            editable = column in (LOW, HIGH) and not rule.standard
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if editable else flags)
            item.setToolTip(text)
            if rule.standard:
                item.setForeground(QColor("#888888"))
                item.setToolTip(self.tr("Of the recipe's IPC class: not edited here."))
            self._table.setItem(number, column, item)

    def _changed(self, item: QTableWidgetItem) -> None:
        if self._filling or item.column() not in (LOW, HIGH):
            return
        side = "low" if item.column() == LOW else "high"
        try:
            bound = bound_of_text(item.text())
        except ValueError as error:
            self._refuse(item.row(), str(error))
            return
        self._try(item.row(), {side: bound})

    def _try(self, row: int, change: dict[str, Bound | None]) -> None:
        old = self._rules[row]
        try:
            new = replace(old, **change)  # type: ignore[arg-type]
            low, high = new.low, new.high
            if isinstance(low, float) and isinstance(high, float) and low > high:
                raise ValueError(self.tr("low is above high"))
        except ValueError as error:
            self._refuse(row, str(error))
            return
        if new != old:
            self.edited.emit((*self._rules[:row], new, *self._rules[row + 1 :]))

    def _refuse(self, row: int, reason: str) -> None:
        self._filling = True
        self._fill(row, self._rules[row])
        self._filling = False
        self.refused.emit(reason)

    def _row_changed(self) -> None:
        rule = self.rule
        self._remove.setEnabled(rule is not None and not rule.standard)
        if not self._filling:
            self.row_chosen.emit(self._table.currentRow())

    def _on_add(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Add limit"))
        dialog.setLabelText(self.tr("Quantity that is judged:"))
        dialog.setComboBoxItems(list(self._quantities))
        if dialog.exec():
            self.add(dialog.textValue())

    def add(self, quantity: str, code: DefectCode = DefectCode.SHIFTED) -> None:
        """Add a limit on a quantity, wide open at 0 to 1: its numbers are for the person."""
        kind = quantity.removesuffix("_area")
        code = DefectCode(kind) if kind in set(DefectCode) else CODES.get(quantity, code)
        rule = LimitRule(quantity, code, 0.0, 1.0)
        self.edited.emit((*self._rules, rule))

    def _on_remove(self) -> None:
        row = self._table.currentRow()
        self.edited.emit((*self._rules[:row], *self._rules[row + 1 :]))


CODES = {
    "presence": DefectCode.MISSING,
    "body_rotation": DefectCode.SKEWED,
    "body_length": DefectCode.WRONG_PART,
    "body_width": DefectCode.WRONG_PART,
    "body_flanks": DefectCode.BILLBOARD,
    "polarity_score": DefectCode.REVERSED,
    "side_overhang": DefectCode.SIDE_OVERHANG,
    "end_overhang": DefectCode.END_OVERHANG,
    "fillet_height": DefectCode.INSUFFICIENT,
    "fillet_bulge": DefectCode.OPEN,
    "fillet_onset": DefectCode.EXCESS,
    "flat_share": DefectCode.NON_WETTING,
    "bridge_width": DefectCode.BRIDGE,
    **dict.fromkeys(
        ("area", "deviation", "length", "residue_area", "print_area", "beside_area"),
        DefectCode.FOREIGN,
    ),
}
"""What a value outside of a new limit is called first; shifted otherwise."""
