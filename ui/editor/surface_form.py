"""The board between its parts, to be edited: light, parameters of the check, and limits."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from inspector.domain.recipe import LimitRule, Recipe, SurfaceCheck, SurfaceProgram
from ui.editor.board_form import small, title
from ui.editor.judged import Between, JudgedQuantities
from ui.editor.model import EditorScreen, Kind
from ui.editor.said import kind_word, surface_said
from ui.widgets.form import FieldsForm

if TYPE_CHECKING:
    from inspector.store.measured import Values


class SurfaceForm(QWidget):
    """The form of a surface's program; every edit leaves as another recipe."""

    edited = Signal(object)
    refused = Signal(str)

    def __init__(
        self, recipe: Recipe, surface: SurfaceProgram, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._recipe, self._surface, self._quantity = recipe, surface, ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(title(kind_word(Kind.SURFACE)))
        told = " ".join((type(surface.check).__doc__ or "").replace("``", "").split())
        layout.addWidget(small(told))
        shots = tuple(dict.fromkeys((*(shot.name for shot in recipe.shots), surface.shot)))
        self._judging = FieldsForm(
            surface, choices={"shot": shots}, hidden=("check", "limits"), said=surface_said()
        )
        self._judging.changed.connect(self._on_judging)
        self._check = FieldsForm(surface.check)
        self._check.changed.connect(self._on_check)
        self._judged = JudgedQuantities(Between((surface.check,)), None)
        self._judged.draw(surface.limits)
        self._judged.edited.connect(self._on_limits)
        self._judged.refused.connect(self.refused)
        self._judged.quantity_chosen.connect(self._remember)
        layout.addWidget(self._judging)
        layout.addWidget(self._judged)
        layout.addWidget(title(self.tr("Parameters of the check")))
        layout.addWidget(self._check)
        remove = QPushButton(self.tr("Inspect the surface no longer"))
        remove.setObjectName("remove_surface")
        remove.clicked.connect(lambda: self.edited.emit(replace(self._recipe, surface=None)))
        layout.addWidget(remove)

    def give(self, values: "Values", note: str) -> None:
        """Take what the record has measured between parts; ``note`` says why there is nothing."""
        self._judged.give(lambda quantity: values.get(("", quantity), np.zeros(0)), note)

    def take(self, screen: EditorScreen) -> bool:
        """Go on with a screen's recipe; False where its surface is another than is shown here."""
        recipe = screen.recipe
        if recipe is None or screen.chosen.kind is not Kind.SURFACE:
            return False
        if recipe.surface != self._surface:
            return False
        self._recipe = recipe
        return True

    def _remember(self, quantity: str) -> None:
        self._quantity = quantity

    def _on_judging(self, new: SurfaceProgram) -> None:
        uninspected = new.most_uninspected_mm2
        self._set(replace(self._surface, shot=new.shot, most_uninspected_mm2=uninspected))

    def _on_check(self, check: SurfaceCheck) -> None:
        self._set(replace(self._surface, check=check))

    def _on_limits(self, rules: tuple[LimitRule, ...]) -> None:
        self._judged.draw(rules, self._quantity if len(rules) == len(self._surface.limits) else "")
        self._set(replace(self._surface, limits=rules))

    def _set(self, surface: SurfaceProgram) -> None:
        self._surface = surface
        self.edited.emit(replace(self._recipe, surface=surface))
