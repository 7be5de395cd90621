"""The editor's widgets in their places; draws a screen and decides nothing."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.recipe import Recipe
from inspector.domain.result import Verdict
from ui.editor.canvas import BoardCanvas
from ui.editor.model import (
    BELOW,
    GROUPS,
    OF_PARTS,
    Choice,
    EditorScreen,
    Kind,
    Node,
)
from ui.editor.nodes import same_tree, tree_of
from ui.editor.properties import Properties
from ui.editor.said import add_word, missing_word, worded
from ui.editor.tree import RecipeTree
from ui.editor.trial import Inside, TrialTable
from ui.sentences import spoken

FOLDER = Qt.ItemDataRole.UserRole


class EditorFrame(QWidget):
    """Tree, board, properties; below them trial, pictures, differences, problems.

    ``slots`` are called by the buttons, by their names.
    """

    def __init__(self, slots: dict[str, Callable[[], None]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slots = slots
        self._shown: Recipe | None = None
        self._node: Node | None = None
        self.tree, self.canvas, self.properties = RecipeTree(), BoardCanvas(), Properties()
        self.trial, self.inside = TrialTable(), Inside()
        self._changes, self._problems = QListWidget(), QListWidget()
        self.recipes, self.captures = QComboBox(), QComboBox()
        self.summary, self.notice = QLabel(), QLabel()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setMaximumWidth(120)
        self._buttons: dict[str, QPushButton] = {}
        self._lay_out()

    @property
    def capture(self) -> Path | None:
        """The capture that is shown."""
        data = self.captures.currentData(FOLDER)
        return Path(data) if data else None

    def draw(self, screen: EditorScreen) -> None:
        """Show a screen, whatever was shown before."""
        recipe = screen.recipe
        if recipe is not self._shown:
            old, self._shown = self._shown, recipe
            if recipe is None or old is None or not same_tree(old, recipe):
                self._node = worded(tree_of(recipe)) if recipe else None
        self.tree.draw(self._node, screen.chosen)
        self.properties.draw(screen)
        chosen = _parts_of(recipe, screen.chosen)
        verdicts: dict[str, Verdict] = {}
        for row in () if screen.stale else screen.rows:
            if row.verdict is not None:
                verdicts[row.refdes] = max(row.verdict, verdicts.get(row.refdes, Verdict.PASS))
        self.canvas.draw(recipe, chosen, verdicts, screen.chosen)
        self.canvas.look_at_choice(screen.chosen)
        if screen.chosen.kind is Kind.PART:
            self.inside.choose(screen.chosen.name)
        self.canvas.say_when_empty(spoken(screen.refused) or self.tr("Choose a recipe."))
        self.trial.draw(screen.rows)
        _fill(self._changes, screen.changes or (self.tr("as released"),) if recipe else ())
        _fill(self._problems, screen.problems)
        self.tabs.setTabText(2, self.tr("Changes ({0})").format(len(screen.changes)))
        self.tabs.setTabText(3, self.tr("Problems ({0})").format(len(screen.problems)))
        self._draw_words(screen)
        self.enable(screen)

    def _draw_words(self, screen: EditorScreen) -> None:
        busy = bool(screen.busy)
        self._busy.setVisible(busy)
        told = spoken(
            screen.refused or screen.notice or (screen.problems[0] if screen.problems else "")
        )
        if screen.stale and not told:
            told = self.tr("the recipe was edited since this trial: run it again")
        if screen.fresh and screen.missing and not told:
            left = " ".join(missing_word(missing) for missing in screen.missing)
            told = self.tr("Still to be done (see the board, on top of the tree): {0}").format(left)
        self.notice.setText(f"{screen.busy} …" if busy else f"▲ {told}" if told else "")
        self.notice.setToolTip(told)
        if not screen.rows:
            self.summary.clear()

    def enable(self, screen: EditorScreen) -> None:
        """Enable what can be done."""
        kind, there = screen.chosen.kind, screen.recipe is not None
        part = kind is Kind.PART or kind in GROUPS
        states = {
            "undo": screen.can_undo,
            "redo": screen.can_redo,
            "add": there,
            "copy": part,
            "delete": part,
            "try": there and not screen.busy and not screen.problems and self.capture is not None,
            "save": there and bool(screen.changes) and not screen.problems and not screen.busy,
        }
        for name, on in states.items():
            self._buttons[name].setEnabled(on)
        what = self.tr("Test run: part") if kind is Kind.PART else self.tr("Test run: package")
        board = self.tr("Test run: board")
        self._buttons["try"].setText(what if kind in OF_PARTS else board)
        self._buttons["add"].setText(add_word(BELOW.get(kind, kind)))

    def _lay_out(self) -> None:
        self.recipes.setObjectName("recipes")
        self.recipes.setAccessibleName(self.tr("Recipe"))
        self.captures.setObjectName("captures")
        self.captures.setAccessibleName(self.tr("Stored capture"))
        for box in (self.recipes, self.captures):
            box.setMinimumContentsLength(14)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        top, bar = QHBoxLayout(), QHBoxLayout()
        for label, box in (
            (self.tr("Recipe"), self.recipes),
            (self.tr("Capture"), self.captures),
        ):
            title = QLabel(label)
            title.setBuddy(box)
            top.addWidget(title)
            top.addWidget(box, 1)
            if box is self.recipes:
                top.addWidget(self._button("open", self.tr("Open…")))
                top.addWidget(self._button("new", self.tr("New board…")))
        top.addWidget(self._button("choose", self.tr("Choose…")))
        for name, text, keys in (
            ("undo", self.tr("Undo"), "Ctrl+Z"),
            ("redo", self.tr("Redo"), "Ctrl+Y"),
            ("add", self.tr("Add part"), "Ctrl+N"),
            ("copy", self.tr("Copy"), "Ctrl+D"),
            ("delete", self.tr("Delete"), "Ctrl+Del"),
            ("try", self.tr("Test run: board"), "F5"),
            ("save", self.tr("Save as new revision…"), "Ctrl+S"),
        ):
            bar.addWidget(self._button(name, text, keys))
        bar.addStretch(1)
        bar.addWidget(self._busy)
        self.notice.setObjectName("notice")
        self.notice.setWordWrap(True)
        self.notice.setAccessibleName(self.tr("Message"))
        self.summary.setObjectName("summary")
        self.summary.setProperty("role", "small")
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(bar)
        layout.addWidget(self.notice)
        layout.addWidget(self._splitters(), 1)

    def _splitters(self) -> QSplitter:
        trial = QWidget()
        inner = QVBoxLayout(trial)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.summary)
        inner.addWidget(self.trial)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.setAccessibleName(self.tr("Trial, changes and problems"))
        self.tabs.tabBar().setAccessibleName(self.tr("Trial, changes and problems"))
        for widget, name in (
            (trial, self.tr("Trial")),
            (self.inside, self.tr("Look inside")),
            (self._changes, self.tr("Changes")),
            (self._problems, self.tr("Problems")),
        ):
            self.tabs.addTab(widget, name)
        self._changes.setObjectName("changes")
        self._changes.setAccessibleName(self.tr("What differs from the released revision"))
        self._problems.setObjectName("problems")
        self._problems.setAccessibleName(self.tr("What contradicts itself"))
        for one in (self._changes, self._problems):
            one.setWordWrap(True)
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.addWidget(self.canvas)
        middle.addWidget(self.tabs)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 2)
        across = QSplitter(Qt.Orientation.Horizontal)
        for widget, stretch in ((self.tree, 2), (middle, 6), (self.properties, 4)):
            across.addWidget(widget)
            across.setStretchFactor(across.count() - 1, stretch)
        self.properties.setMinimumWidth(340)
        across.setSizes([250, 700, 400])
        return across

    def _button(self, name: str, text: str, keys: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked=False: self._slots[name]())
        if keys:
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False: button.click())
            self.addAction(action)
            button.setToolTip(f"{text} ({keys})")
        self._buttons[name] = button
        return button


def _parts_of(recipe: Recipe | None, choice: Choice) -> frozenset[str]:
    if recipe is None or choice.kind not in OF_PARTS:
        return frozenset()
    if choice.kind is Kind.PART:
        return frozenset((choice.name,))
    return frozenset(p.refdes for p in recipe.board.placements if p.package == choice.name)


def _fill(widget: QListWidget, lines: tuple[str, ...]) -> None:
    if [widget.item(row).text() for row in range(widget.count())] != list(lines):
        widget.clear()
        widget.addItems(list(lines))
