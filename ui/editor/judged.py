"""Limits, and the chosen one of them on the histogram of what was measured."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.domain.board import Package
from inspector.domain.formula import Formula
from inspector.domain.recipe import LimitRule, Program, Quantity, SurfaceCheck
from ui.editor.histogram import LimitHistogram
from ui.editor.limits import LimitsTable
from ui.quantities import quantity_word, unit_word

Stored = Callable[[str], NDArray[np.float64]]
"""Gives what was measured of a quantity."""


@dataclass(frozen=True, slots=True)
class Between:
    """What is measured between the parts, as a program has it for a package."""

    checks: tuple[SurfaceCheck, ...]

    def quantity(self, name: str) -> Quantity | None:
        """Give the quantity of that name, or None."""
        return next((q for c in self.checks for q in c.yields if q.name == name), None)


class JudgedQuantities(QWidget):
    """A table of limits over a histogram; bounds are written there or dragged here."""

    edited = Signal(object)
    refused = Signal(str)
    quantity_chosen = Signal(str)

    def __init__(
        self,
        program: Program | Between,
        package: Package | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._program, self._package = program, package
        self._stored: Stored = lambda _quantity: np.zeros(0)
        self._note = ""
        self._limits, self._histogram = LimitsTable(), LimitHistogram()
        self._limits.setMinimumHeight(230)
        self._limits.edited.connect(self.edited)
        self._limits.refused.connect(self.refused)
        self._limits.row_chosen.connect(lambda _row: self._show())
        self._histogram.bound_dragged.connect(self._limits.set_bound)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._limits)
        layout.addWidget(self._histogram)

    def draw(self, rules: tuple[LimitRule, ...], quantity: str = "") -> None:
        """Show limits, with that of a quantity chosen."""
        names = (q.name for check in self._program.checks for q in check.yields)
        self._limits.draw(rules, tuple(dict.fromkeys(names)))
        if quantity:
            self._limits.choose(quantity)

    def give(self, stored: Stored, note: str) -> None:
        """Take what was measured; ``note`` says why there is nothing."""
        self._stored, self._note = stored, note
        self._show()

    def _show(self) -> None:
        rule = self._limits.rule
        if rule is None:
            self._histogram.draw("", "", np.zeros(0), (None, None))
            return
        self.quantity_chosen.emit(rule.quantity)
        quantity = self._program.quantity(rule.quantity)
        formula = isinstance(rule.low, Formula) or isinstance(rule.high, Formula)
        self._histogram.draw(
            quantity_word(rule.quantity),
            unit_word(quantity.unit) if quantity else "",
            self._stored(rule.quantity),
            self._in_numbers(rule),
            self._note,
            fixed=bool(rule.standard) or formula,
        )

    def _in_numbers(self, rule: LimitRule) -> tuple[float | None, float | None]:
        """Give the bounds at the first joint; none where they cannot be told."""
        quantity = self._program.quantity(rule.quantity)
        if quantity is None or (self._package is None and isinstance(self._program, Program)):
            return None, None
        try:
            limit = (
                rule.of_board()
                if self._package is None
                else rule.resolved(self._package, next(iter(quantity.pins(self._package)), ""))
            )
        except (ValueError, KeyError):
            return None, None
        finite = [bound if np.isfinite(bound) else None for bound in (limit.low, limit.high)]
        return finite[0], finite[1]
