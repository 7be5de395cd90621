"""What is chosen, to be edited: the board and what lies on it, a part, a package or a check."""

from collections.abc import Mapping
from dataclasses import replace
from getpass import getuser
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.board import Package, Placement
from inspector.domain.recipe import (
    Check,
    LimitRule,
    Program,
    Recipe,
    SurfaceProgram,
)
from inspector.domain.recipe_edit import (
    own_limits,
    placement_of,
    renamed,
    rules_of_part,
    with_check,
    with_limits,
    with_part,
    without_check,
    without_override,
)
from ui.editor.board_form import BoardForm, small, title
from ui.editor.edits import with_package
from ui.editor.heading_form import HeadingForm
from ui.editor.judged import JudgedQuantities
from ui.editor.model import BELOW, GROUPS, Choice, EditorScreen, Kind, Missing
from ui.editor.place_form import PlaceForm
from ui.editor.surface_form import SurfaceForm
from ui.widgets.form import FieldsForm

if TYPE_CHECKING:
    from inspector.store.measured import Values

QUARTER_DEG, WHOLE_TURN_DEG = 90.0, 360.0


class Properties(QScrollArea):
    """The form of what is chosen; every edit leaves as another recipe."""

    edited = Signal(object, object)
    """The recipe, and what is chosen then (None: the same)."""
    refused = Signal(str)
    way = Signal(object)
    """Where the person wants to go, a `Choice`."""
    add_wanted = Signal(object)
    """The `Choice` of whose kind another is wanted."""
    draw_wanted = Signal(bool)
    """Whether the next drag on the board draws what is chosen."""
    outline_kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("properties")
        self.setAccessibleName(self.tr("What is chosen, to be edited"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._recipe: Recipe | None = None
        self._choice = Choice()
        self._known: Mapping[str, type[Check]] = {}
        self._packages: Mapping[str, Package] = {}
        self._values: Values = {}
        self._no_values = ""
        self._judged: JudgedQuantities | None = None
        self._form: FieldsForm | None = None
        self._page: BoardForm | HeadingForm | PlaceForm | SurfaceForm | None = None
        self._missing: tuple[Missing, ...] = ()
        self._old: QWidget | None = None
        self._quantity = ""
        self._who = getuser()
        self._why: QLineEdit | None = None
        self._author: QLineEdit | None = None

    def give(self, values: "Values", note: str = "") -> None:
        """Take what the record has measured; ``note`` says why there is nothing."""
        self._values, self._no_values = values, note
        self._show_histogram()

    def know(self, packages: Mapping[str, Package]) -> None:
        """Take the packages that a part may have."""
        self._packages = packages

    def draw(self, screen: EditorScreen) -> None:
        """Show what is chosen, as the screen has it."""
        same = screen.missing == self._missing or screen.chosen.kind is not Kind.BOARD
        if screen.recipe is self._recipe and screen.chosen == self._choice and same:
            return
        self._missing = screen.missing
        if self._form_has_it(screen) or (self._page is not None and self._page.take(screen)):
            self._recipe = screen.recipe  # the person goes on in the form that made the edit
            return
        at = self.verticalScrollBar().value() if screen.chosen == self._choice else 0
        self._recipe, self._choice = screen.recipe, screen.chosen
        self._known = screen.known
        self._form = self._judged = self._why = self._author = self._page = None
        page = QWidget()
        layout = QVBoxLayout(page)
        if self._recipe is not None:
            self._fill(layout, self._recipe, screen)
        layout.addStretch(1)
        focus = self.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        # the edit may come from a widget of the old page, which must live until it has returned
        self._old = self.takeWidget()
        if self._old is not None:
            self._old.deleteLater()
        self.setWidget(page)
        again = page.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus()
        self.verticalScrollBar().setValue(at)
        self._show_histogram()

    def _form_has_it(self, screen: EditorScreen) -> bool:
        """Whether the form shows what the screen has: then nothing is built anew."""
        form, recipe, choice = self._form, screen.recipe, screen.chosen
        if form is None or recipe is None or self._recipe is None or choice != self._choice:
            return False
        if choice.kind is Kind.CHECK and choice.name in recipe.programs:
            return form.value in recipe.programs[choice.name].checks
        if choice.kind is not Kind.PART:
            return False
        old, new = placement_of(self._recipe, choice.name), placement_of(recipe, choice.name)
        same = (old.package, old.fitted) == (new.package, new.fitted)
        same = same and self._recipe.programs == recipe.programs
        return form.value == new and same and self._recipe.overrides == recipe.overrides

    def show_drawing(self, on: bool) -> None:  # noqa: FBT001 - a signal's
        """Show whether the next drag on the board draws what is chosen."""
        if isinstance(self._page, PlaceForm):
            self._page.show_drawing(on=on)

    def _fill(self, layout: QVBoxLayout, recipe: Recipe, screen: EditorScreen) -> None:
        choice = screen.chosen
        match choice.kind:
            case Kind.BOARD:
                self._board(layout, recipe, screen)
            case Kind.SURFACE if recipe.surface is not None:
                self._surface(layout, recipe, recipe.surface)
            case Kind.PART:
                self._part(layout, recipe, placement_of(recipe, choice.name))
            case Kind.PACKAGE:
                self._package(layout, recipe, choice.name)
            case Kind.CHECK:
                self._check(layout, recipe, choice)
            case kind if kind in GROUPS:
                self._place(layout, recipe, choice)
            case kind if kind in BELOW:
                self._heading(layout, recipe, kind)

    def _board(self, layout: QVBoxLayout, recipe: Recipe, screen: EditorScreen) -> None:
        form = BoardForm(screen, recipe)
        form.edited.connect(self._edited)
        form.refused.connect(self.refused)
        form.way.connect(self.way)
        form.outline_kept.connect(self.outline_kept)
        layout.addWidget(form)
        self._page = form

    def _place(self, layout: QVBoxLayout, recipe: Recipe, choice: Choice) -> None:
        form = PlaceForm(recipe, choice)
        form.edited.connect(self.edited)
        form.refused.connect(self.refused)
        form.draw_wanted.connect(self.draw_wanted)
        layout.addWidget(form)
        self._page = form

    def _heading(self, layout: QVBoxLayout, recipe: Recipe, kind: Kind) -> None:
        form = HeadingForm(recipe, kind)
        form.edited.connect(self._edited)
        form.refused.connect(self.refused)
        form.add_wanted.connect(self.add_wanted)
        layout.addWidget(form)
        self._page = form

    def _surface(self, layout: QVBoxLayout, recipe: Recipe, surface: SurfaceProgram) -> None:
        form = SurfaceForm(recipe, surface)
        form.edited.connect(self._edited)
        form.refused.connect(self.refused)
        layout.addWidget(form)
        self._page = form

    def _edited(self, recipe: Recipe) -> None:
        """Hand on an edit after which the same is chosen."""
        self.edited.emit(recipe, None)

    def _part(self, layout: QVBoxLayout, recipe: Recipe, part: Placement) -> None:
        layout.addWidget(title(part.refdes))
        names = sorted({*recipe.board.packages, *self._packages, part.package})
        form = FieldsForm(
            part,
            choices={"package": tuple(names)},
            helps={
                "x_mm": self.tr("from the board's left edge"),
                "y_mm": self.tr("from its lower edge"),
                "rotation_deg": self.tr("counter-clockwise"),
                "fitted": self.tr("off: the site must be empty"),
            },
        )
        form.changed.connect(lambda new: self._on_part(part.refdes, new))
        layout.addWidget(form)
        self._form = form
        turns = QHBoxLayout()
        for name, text, by in (
            ("turn_left", self.tr("Turn left 90°"), QUARTER_DEG),
            ("turn_right", self.tr("Turn right 90°"), -QUARTER_DEG),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, by=by: self._turn(part.refdes, by))
            turns.addWidget(button)
        layout.addLayout(turns)
        if part.package in recipe.programs:
            self._own_limits(layout, recipe, part)

    def _turn(self, refdes: str, by_deg: float) -> None:
        if self._recipe is not None:
            part = placement_of(self._recipe, refdes)
            turned = (part.rotation_deg + by_deg) % WHOLE_TURN_DEG
            self._on_part(refdes, replace(part, rotation_deg=turned))

    def _on_part(self, old: str, new: Placement) -> None:
        if self._recipe is None:
            return
        recipe = self._recipe
        try:
            if new.refdes != old:
                recipe = renamed(recipe, old, new.refdes.strip())
                new = replace(new, refdes=new.refdes.strip())
        except ValueError as error:
            self.refused.emit(str(error))
            return
        recipe = with_package(with_part(recipe, new), new.package, self._packages)
        self.edited.emit(recipe, Choice(Kind.PART, new.refdes))

    def _own_limits(self, layout: QVBoxLayout, recipe: Recipe, part: Placement) -> None:
        override = recipe.overrides_by_refdes.get(part.refdes)
        text = self.tr("Limits of this part alone") if override else self.tr("As its package")
        layout.addWidget(title(text))
        self._why = QLineEdit(override.reason if override else "")
        self._why.setObjectName("reason")
        self._why.setPlaceholderText(self.tr("Reason for limits of its own"))
        self._why.setAccessibleName(self.tr("Reason for limits of its own"))
        self._author = QLineEdit(override.author if override else self._who)
        self._author.setObjectName("author")
        self._author.setPlaceholderText(self.tr("Author"))
        self._author.setAccessibleName(self.tr("Author"))
        layout.addWidget(self._why)
        layout.addWidget(self._author)
        if override:
            back = QPushButton(self.tr("Judge it as its package again"))
            back.setObjectName("as_package")
            without = without_override(recipe, part.refdes)
            back.clicked.connect(lambda: self.edited.emit(without, None))
            layout.addWidget(back)
        rules = rules_of_part(recipe, part)
        package = recipe.board.packages.get(part.package)
        self._limit_widgets(layout, rules, recipe.program_of(part), package)

    def _package(self, layout: QVBoxLayout, recipe: Recipe, name: str) -> None:
        layout.addWidget(title(name))
        package, program = recipe.board.packages.get(name), recipe.programs.get(name)
        if package is not None:
            size = (package.body_x_mm, package.body_y_mm, package.body_height_mm)
            body = " x ".join(f"{side:g}" for side in size)
            pins = self.tr("{0} terminations").format(len(package.terminations))
            layout.addWidget(small(f"{package.family.value.replace('_', ' ')}, {body} mm, {pins}"))
        if program is None:
            layout.addWidget(QLabel(self.tr("Nothing says how this package is inspected.")))
            if package is not None:
                usual = QPushButton(self.tr("Inspect it as usual for its family"))
                usual.setObjectName("usual")
                usual.clicked.connect(
                    lambda: self._edited(with_package(recipe, name, self._packages))
                )
                layout.addWidget(usual)
            return
        self._add_check(layout, recipe, name, program)
        self._limit_widgets(layout, program.limits, program, package)

    def _add_check(self, layout: QVBoxLayout, recipe: Recipe, name: str, program: Program) -> None:
        used = {check.name for check in program.checks}
        free = sorted(set(self._known) - used - {"empty_site"})
        row, box = QHBoxLayout(), QComboBox()
        box.setObjectName("new_check")
        box.setAccessibleName(self.tr("Check to add"))
        box.addItems(free)
        add = QPushButton(self.tr("Add check"))
        add.setObjectName("add_check")
        add.setEnabled(bool(free))
        add.clicked.connect(
            lambda: self.edited.emit(
                with_check(recipe, name, self._known[box.currentText()]()),
                Choice(Kind.CHECK, name, box.currentText()),
            )
        )
        row.addWidget(box, 1)
        row.addWidget(add)
        layout.addLayout(row)

    def _check(self, layout: QVBoxLayout, recipe: Recipe, choice: Choice) -> None:
        program = recipe.programs[choice.name]
        check = next(c for c in program.checks if c.name == choice.check)
        layout.addWidget(title(f"{choice.check.replace('_', ' ')} · {choice.name}"))
        told = (type(check).__doc__ or "").split("\n\n")
        layout.addWidget(small(" ".join(" ".join(told).replace("``", "").split())))
        form = FieldsForm(check)
        form.changed.connect(self._on_check)
        layout.addWidget(form)
        self._form = form
        layout.addWidget(title(self.tr("It measures")))
        lines = (f"• {q.name} [{q.unit}]: {q.meaning}" for q in check.yields)
        layout.addWidget(small("\n".join(lines)))
        remove = QPushButton(self.tr("Remove check"))
        remove.setToolTip(self.tr("with the limits on what it measures"))
        remove.setObjectName("remove_check")
        remove.clicked.connect(self._on_remove_check)
        layout.addWidget(remove)

    def _on_check(self, check: Check) -> None:
        if self._recipe is not None:
            self.edited.emit(with_check(self._recipe, self._choice.name, check), None)

    def _on_remove_check(self) -> None:
        if self._recipe is not None:
            name = self._choice.name
            edited = without_check(self._recipe, name, self._choice.check)
            self.edited.emit(edited, Choice(Kind.PACKAGE, name))

    def _limit_widgets(
        self,
        layout: QVBoxLayout,
        rules: tuple[LimitRule, ...],
        program: Program,
        package: Package | None,
    ) -> None:
        self._judged = JudgedQuantities(program, package)
        self._judged.draw(rules, self._quantity)
        self._judged.edited.connect(self._on_limits)
        self._judged.refused.connect(self.refused)
        self._judged.quantity_chosen.connect(self._remember)
        layout.addWidget(self._judged)

    def _remember(self, quantity: str) -> None:
        self._quantity = quantity

    def _on_limits(self, rules: tuple[LimitRule, ...]) -> None:
        recipe, choice = self._recipe, self._choice
        if recipe is None:
            return
        if choice.kind is Kind.PACKAGE:
            self.edited.emit(with_limits(recipe, choice.name, rules), None)
            return
        why = self._why.text() if self._why else ""
        who = self._author.text() if self._author else ""
        part = placement_of(recipe, choice.name)
        try:
            self.edited.emit(own_limits(recipe, part, rules, why, who), None)
        except ValueError as error:
            if self._judged:
                self._judged.draw(rules_of_part(recipe, part), self._quantity)
            self.refused.emit(str(error))

    def _show_histogram(self) -> None:
        if isinstance(self._page, SurfaceForm):
            self._page.give(self._values, self._no_values)
        if self._judged is not None:
            self._judged.give(self._stored, self._no_values)

    def _stored(self, quantity: str) -> NDArray[np.float64]:
        if self._recipe is None:
            return np.zeros(0)
        name, kind = self._choice.name, self._choice.kind
        parts = [
            p.refdes
            for p in self._recipe.board.placements
            if (p.refdes == name if kind is Kind.PART else p.package == name)
        ]
        found = [self._values[r, quantity] for r in parts if (r, quantity) in self._values]
        return np.concatenate(found) if found else np.zeros(0)
