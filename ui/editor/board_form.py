"""The recipe as a whole: stage, class and registration."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.domain.board import Side
from inspector.domain.board_edit import with_outline
from inspector.domain.recipe import IpcClass, ProcessStage, Recipe, RegistrationKind
from ui.editor.model import BOARD, Choice, EditorScreen, Kind, Missing
from ui.editor.said import missing_word, way_word
from ui.widgets.form import FieldsForm, Said
from ui.widgets.points import PointsTable


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
    """What is still to be done, size and counts of the board, what holds for all of it, outline."""

    edited = Signal(object)
    refused = Signal(str)
    way = Signal(object)
    """Where the person wants to go, a `Choice`."""
    outline_kept = Signal()

    def __init__(self, screen: EditorScreen, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe, self._missing = recipe, screen.missing
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(title(f"{recipe.product} {recipe.revision}"))
        self._counts = small("")
        layout.addWidget(self._counts)
        if self._missing:
            layout.addWidget(title(self.tr("Still to be done")))
        for missing in self._missing:
            self._add_missing(layout, missing)
        facts = BoardFacts(recipe.process_stage, recipe.ipc_class, recipe.registration)
        helps = {
            "process_stage": self.tr("where in the line the panel is looked at"),
            "ipc_class": self.tr("limits that packages take from the standard"),
            "registration": self.tr("what tells where the panel lies"),
        }
        labels = {
            "process_stage": self.tr("process stage"),
            "ipc_class": self.tr("IPC class"),
            "registration": self.tr("registration"),
        }
        words = {
            ProcessStage.PRE_REFLOW.value: self.tr("before reflow"),
            ProcessStage.POST_REFLOW.value: self.tr("after reflow"),
            IpcClass.SPACE.value: self.tr("space"),
            RegistrationKind.FIDUCIALS.value: self.tr("fiducials"),
            RegistrationKind.CONTENT.value: self.tr("content"),
            RegistrationKind.NONE.value: self.tr("none"),
        }
        form = FieldsForm(facts, said=Said(labels, helps, words=words))
        form.changed.connect(lambda new: self.edited.emit(with_facts(self._recipe, new)))
        layout.addWidget(form)
        layout.addWidget(title(self.tr("Outline")))
        layout.addWidget(small(self.tr("Corners of the board, in the coordinates of its parts.")))
        self._outline = PointsTable(recipe.board.outline_mm)
        self._outline.changed.connect(
            lambda corners: self.edited.emit(with_outline(self._recipe, corners))
        )
        self._outline.refused.connect(self.refused)
        layout.addWidget(self._outline)
        if recipe.surface is None:
            surface = QPushButton(self.tr("Inspect the surface between the parts, too"))
            surface.setObjectName("add_surface")
            surface.setToolTip(self.tr("It is held against a golden board: inspector golden."))
            surface.clicked.connect(self._add_surface)
            layout.addWidget(surface)
        self._count()

    def take(self, screen: EditorScreen) -> bool:
        """Go on with a screen's recipe; False where more than the outline is another."""
        recipe = screen.recipe
        if recipe is None or screen.chosen != BOARD or screen.missing != self._missing:
            return False
        same = with_outline(recipe, self._recipe.board.outline_mm) == self._recipe
        if not same or recipe.board.outline_mm != self._outline.polygon_mm:
            return False
        self._recipe = recipe
        self._count()
        return True

    def _add_surface(self) -> None:
        from inspector.formats.default_program import default_surface

        self.edited.emit(replace(self._recipe, surface=default_surface()))
        self.way.emit(Choice(Kind.SURFACE))

    def _count(self) -> None:
        recipe = self._recipe
        board, size = recipe.board, recipe.board.extent
        counts = self.tr("{0} x {1} mm, {2} side, {3} parts, {4} fiducials, {5} board(s)").format(
            f"{size.width_mm:g}",
            f"{size.height_mm:g}",
            self.tr("top") if board.side is Side.TOP else self.tr("bottom"),
            len(board.placements),
            len(board.fiducials),
            len(recipe.panel.sites),
        )
        self._counts.setText(counts)

    def _add_missing(self, layout: QVBoxLayout, missing: Missing) -> None:
        said = QLabel(f"▲ {missing_word(missing)}")
        said.setWordWrap(True)
        button = QPushButton(way_word(missing))
        button.setObjectName(f"missing_{missing.value}")
        button.clicked.connect(lambda: self._go(missing))
        layout.addWidget(said)
        layout.addWidget(button)

    def _go(self, missing: Missing) -> None:
        match missing:
            case Missing.OUTLINE:
                self.outline_kept.emit()
            case Missing.REGISTRATION:
                by_fiducials = RegistrationKind.FIDUCIALS
                self.edited.emit(replace(self._recipe, registration=by_fiducials))
            case Missing.FIDUCIALS:
                self.way.emit(Choice(Kind.FIDUCIALS))


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
