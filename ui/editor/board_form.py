"""The recipe as a whole: stage, class and registration."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inspector.domain.recipe import IpcClass, ProcessStage, Recipe, RegistrationKind
from ui.sentences import spoken
from ui.widgets.form import FieldsForm


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What a form asks of a recipe as a whole."""

    process_stage: ProcessStage
    ipc_class: IpcClass
    registration: RegistrationKind


def with_facts(recipe: Recipe, facts: BoardFacts) -> Recipe:
    """Give a recipe of another stage, class or registration; the class brings its limits along."""
    from inspector.formats.standards import with_standard

    packages = recipe.board.packages
    programs = {
        name: with_standard(program, packages[name], facts.ipc_class)
        if name in packages
        else program
        for name, program in recipe.programs.items()
    }
    return replace(
        recipe,
        process_stage=facts.process_stage,
        ipc_class=facts.ipc_class,
        registration=facts.registration,
        programs=programs,
    )


class BoardForm(QWidget):
    """Size and counts of the board, and what holds for all of it."""

    edited = Signal(object)

    def __init__(self, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(title(f"{recipe.product} {recipe.revision}"))
        board, size = recipe.board, recipe.board.extent
        counts = self.tr("{0} x {1} mm, {2} side, {3} parts, {4} fiducials, {5} board(s)").format(
            f"{size.width_mm:g}",
            f"{size.height_mm:g}",
            spoken(board.side.value),
            len(board.placements),
            len(board.fiducials),
            len(recipe.panel.sites),
        )
        layout.addWidget(small(counts))
        facts = BoardFacts(recipe.process_stage, recipe.ipc_class, recipe.registration)
        helps = {
            "process_stage": self.tr("where in the line the panel is looked at"),
            "ipc_class": self.tr("limits that packages take from the standard"),
            "registration": self.tr("what tells where the panel lies"),
        }
        form = FieldsForm(facts, helps=helps)
        form.changed.connect(lambda new: self.edited.emit(with_facts(recipe, new)))
        layout.addWidget(form)


def title(text: str) -> QLabel:
    """Give a heading."""
    label = QLabel(text)
    label.setProperty("role", "large")
    label.setWordWrap(True)
    return label


def small(text: str) -> QLabel:
    """Give an explanation."""
    label = QLabel(text)
    label.setProperty("role", "small")
    label.setWordWrap(True)
    return label
