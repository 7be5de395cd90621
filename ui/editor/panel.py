"""The editor: draws its screen, has work done, and hands on what the person wants."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.board import Placement
from inspector.domain.recipe import Recipe
from inspector.domain.recipe_edit import (
    copied,
    moved,
    next_name,
    placement_of,
    with_part,
    without_part,
)
from inspector.domain.result import Verdict
from ui.editor import work
from ui.editor.canvas import BoardCanvas
from ui.editor.model import (
    BOARD,
    Choice,
    Chosen,
    Edited,
    EditorScreen,
    Event,
    Failed,
    Kind,
    Redone,
    Refused,
    Saved,
    Undone,
    Working,
    after,
    tree_of,
)
from ui.editor.new_board import NewBoardDialog
from ui.editor.properties import Properties
from ui.editor.tree import RecipeTree
from ui.editor.trial import Inside, TrialTable
from ui.services import Services
from ui.widgets.pyramid import Pyramid, pyramid_of
from ui.widgets.scene import Tile

if TYPE_CHECKING:
    from inspector.inspection.trial import BoardPicture

T = TypeVar("T")
ASIDE_MM = 1.0
"""A copy lies this far beside its part."""
FOLDER = Qt.ItemDataRole.UserRole


class EditorPanel(QWidget):
    """Tree, board, properties; below them trial, pictures, differences, problems."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        self._services = services
        self._screen = EditorScreen()
        self._asked = 0  # the newest request counts: an older answer is left out
        self._tree, self._canvas, self._properties = RecipeTree(), BoardCanvas(), Properties()
        self._trial, self._inside = TrialTable(), Inside()
        self._changes, self._problems = QListWidget(), QListWidget()
        self._recipes, self._captures = QComboBox(), QComboBox()
        self._summary, self._notice = QLabel(), QLabel()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setMaximumWidth(120)
        self._buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self._connect()
        self._list_recipes(services.recipes)
        self.draw(self._screen)

    @property
    def screen_value(self) -> EditorScreen:
        """What is shown."""
        return self._screen

    def take(self, event: Event) -> None:
        """Take an event, in the GUI thread."""
        self._screen = after(self._screen, event)
        self.draw(self._screen)

    def open_recipe(self, folder: Path) -> None:
        """Open a recipe folder."""
        self._list_recipes(self._services.recipes, folder)
        self._canvas.show_tiles(())
        self._captures.clear()
        self._properties.know({})
        self._properties.give({})

        def done(opened: work.Opened) -> None:
            self.take(opened)
            self._inside.draw({})
            self._after_opening(opened.folder, opened.recipe)

        def failed(error: Exception) -> None:
            self.take(Refused(folder, _told(error)))

        self._do(self.tr("Reading the recipe"), lambda: work.open_recipe(folder), done, failed)

    def _after_opening(self, folder: Path, recipe: Recipe) -> None:
        run = self._services.run
        run(lambda: work.packages_of(folder, recipe), self._properties.know, _ignore)
        run(
            lambda: work.values_of(self._services.record, recipe.product),
            self._properties.give,
            lambda error: self._properties.give({}, _told(error)),
        )
        run(lambda: work.captures_of(recipe.product), self._list_captures, _ignore)

    # What the person wants

    def undo(self) -> None:
        """One edit back."""
        self.take(Undone())

    def redo(self) -> None:
        """One edit forth."""
        self.take(Redone())

    def add_part(self) -> None:
        """Place another part in the middle of the board, as the chosen one or its package."""
        recipe = self._screen.recipe
        if recipe is None or not recipe.programs:
            return
        choice = self._screen.chosen
        like = next((p for p in recipe.board.placements if p.refdes == choice.name), None)
        package = like.package if like else choice.name
        if package not in recipe.board.packages:
            package = next(iter(recipe.programs))
        kin = like or next((p for p in recipe.board.placements if p.package == package), None)
        name = next_name(recipe, kin.refdes if kin else "X1")
        x, y = recipe.board.extent.center_mm
        part = Placement(name, package, round(x, 3), round(y, 3), 0.0)
        self.take(Edited(with_part(recipe, part), Choice(Kind.PART, name)))

    def copy_part(self) -> None:
        """Place a copy of the chosen part beside it."""
        recipe, choice = self._screen.recipe, self._screen.chosen
        if recipe is not None and choice.kind is Kind.PART:
            edited, name = copied(recipe, choice.name, (ASIDE_MM, 0.0))
            self.take(Edited(edited, Choice(Kind.PART, name)))

    def delete_part(self) -> None:
        """Remove the chosen part; undo brings it back."""
        recipe, choice = self._screen.recipe, self._screen.chosen
        if recipe is not None and choice.kind is Kind.PART:
            package = placement_of(recipe, choice.name).package
            self.take(Edited(without_part(recipe, choice.name), Choice(Kind.PACKAGE, package)))

    def move_part(self, refdes: str, right_mm: float, up_mm: float) -> None:
        """Move a part by some mm."""
        recipe = self._screen.recipe
        if recipe is not None:
            part = placement_of(recipe, refdes)
            x, y = round(part.x_mm + right_mm, 6), round(part.y_mm + up_mm, 6)
            self.take(Edited(moved(recipe, refdes, x, y), Choice(Kind.PART, refdes)))

    def try_chosen(self) -> None:
        """Inspect what is chosen on the capture that is shown."""
        recipe, folder, capture = self._screen.recipe, self._screen.folder, self._capture
        if recipe is None or folder is None or capture is None:
            self.take(Failed(self.tr("no stored capture is shown; choose one first")))
            return
        choice = self._screen.chosen

        def done(trial: work.Trial) -> None:
            self.take(trial.tried)
            self._summary.setText(trial.summary)
            self._inside.draw(trial.pictures)
            if choice.kind is Kind.PART:
                self._inside.choose(choice.name)

        self._do(
            self.tr("Inspecting"),
            lambda: work.try_recipe(recipe, capture, folder, choice),
            done,
            lambda error: self.take(Failed(_told(error))),
        )

    def save(self, revision: str) -> None:
        """Write the recipe as a new revision beside the released one."""
        recipe, folder = self._screen.recipe, self._screen.folder
        if recipe is None or folder is None:
            return
        named = replace(recipe, revision=revision.strip())

        def done(saved: Saved) -> None:
            self.take(saved)
            self._notice.setText(self.tr("saved as {0}").format(saved.folder))
            self._list_recipes((*self._services.recipes, saved.folder), saved.folder)

        self._do(
            self.tr("Saving"),
            lambda: work.save_as_revision(named, folder),
            done,
            lambda error: self.take(Failed(_told(error))),
        )

    def show_capture(self, folder: Path) -> None:
        """Lay a stored capture under the design."""
        recipe = self._screen.recipe
        if recipe is None:
            return

        def work_it() -> tuple["BoardPicture", Pyramid]:
            picture = work.picture_of(recipe, folder)
            return picture, pyramid_of(picture.pixels)

        def done(made: tuple["BoardPicture", Pyramid]) -> None:
            picture, pyramid = made
            top = picture.box.y_mm + picture.box.height_mm
            self._canvas.show_tiles([Tile(pyramid, picture.box.x_mm, top, picture.mm_per_px)])
            note = self.tr("board not found, shown as commanded: {0}").format(picture.note)
            self.take(Failed(note if picture.note else ""))

        self._do(
            self.tr("Reading the capture"),
            work_it,
            done,
            lambda error: self.take(Failed(_told(error))),
        )

    # Drawing

    def draw(self, screen: EditorScreen) -> None:
        """Show a screen, whatever was shown before."""
        recipe = screen.recipe
        self._tree.draw(tree_of(recipe) if recipe else None, screen.chosen)
        self._properties.draw(screen)
        chosen = _parts_of(recipe, screen.chosen)
        verdicts: dict[str, Verdict] = {}
        for row in () if screen.stale else screen.rows:
            if row.verdict is not None:
                verdicts[row.refdes] = max(row.verdict, verdicts.get(row.refdes, Verdict.PASS))
        self._canvas.draw(recipe, chosen, verdicts)
        if screen.chosen.kind is Kind.PART:
            self._canvas.look_at_part(screen.chosen.name)
            self._inside.choose(screen.chosen.name)
        self._canvas.say_when_empty(screen.refused or self.tr("Choose a recipe."))
        self._trial.draw(screen.rows)
        _fill(self._changes, screen.changes or (self.tr("as released"),) if recipe else ())
        _fill(self._problems, screen.problems)
        self._tabs.setTabText(2, self.tr("Changes ({0})").format(len(screen.changes)))
        self._tabs.setTabText(3, self.tr("Problems ({0})").format(len(screen.problems)))
        self._draw_words(screen)
        self._enable(screen)

    def _draw_words(self, screen: EditorScreen) -> None:
        busy = bool(screen.busy)
        self._busy.setVisible(busy)
        told = screen.refused or screen.notice or (screen.problems[0] if screen.problems else "")
        if screen.stale and not told:
            told = self.tr("the recipe was edited since this trial: run it again")
        self._notice.setText(f"{screen.busy} …" if busy else f"▲ {told}" if told else "")
        self._notice.setToolTip(told)
        if not screen.rows:
            self._summary.clear()

    def _enable(self, screen: EditorScreen) -> None:
        there, part = screen.recipe is not None, screen.chosen.kind is Kind.PART
        states = {
            "undo": screen.can_undo,
            "redo": screen.can_redo,
            "add": there,
            "copy": part,
            "delete": part,
            "try": there and not screen.busy and not screen.problems and self._capture is not None,
            "save": there and bool(screen.changes) and not screen.problems and not screen.busy,
        }
        for name, on in states.items():
            self._buttons[name].setEnabled(on)
        what = {
            Kind.BOARD: self.tr("Test run: board"),
            Kind.PART: self.tr("Test run: part"),
        }.get(screen.chosen.kind, self.tr("Test run: package"))
        self._buttons["try"].setText(what)

    # Making it

    def _lay_out(self) -> None:
        self._recipes.setObjectName("recipes")
        self._recipes.setAccessibleName(self.tr("Recipe"))
        self._captures.setObjectName("captures")
        self._captures.setAccessibleName(self.tr("Stored capture"))
        for box in (self._recipes, self._captures):
            box.setMinimumContentsLength(14)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        top, bar = QHBoxLayout(), QHBoxLayout()
        for label, box in ((self.tr("Recipe"), self._recipes), (self.tr("Capture"), self._captures)):
            name = QLabel(label)
            name.setBuddy(box)
            top.addWidget(name)
            top.addWidget(box, 1)
            if box is self._recipes:
                top.addWidget(self._button("open", self.tr("Open…"), self._on_open))
                top.addWidget(self._button("new", self.tr("New board…"), self._on_new))
        top.addWidget(self._button("choose", self.tr("Choose…"), self._on_choose))
        for name, text, keys, slot in (
            ("undo", self.tr("Undo"), "Ctrl+Z", self.undo),
            ("redo", self.tr("Redo"), "Ctrl+Y", self.redo),
            ("add", self.tr("Add part"), "Ctrl+N", self.add_part),
            ("copy", self.tr("Copy"), "Ctrl+D", self.copy_part),
            ("delete", self.tr("Delete"), "Ctrl+Del", self.delete_part),
            ("try", self.tr("Test run: board"), "F5", self.try_chosen),
            ("save", self.tr("Save as new revision…"), "Ctrl+S", self._on_save),
        ):
            bar.addWidget(self._button(name, text, slot, keys))
        bar.addStretch(1)
        bar.addWidget(self._busy)
        self._notice.setObjectName("notice")
        self._notice.setWordWrap(True)
        self._notice.setAccessibleName(self.tr("Message"))
        self._summary.setObjectName("summary")
        self._summary.setProperty("role", "small")
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(bar)
        layout.addWidget(self._notice)
        layout.addWidget(self._splitters(), 1)

    def _splitters(self) -> QSplitter:
        trial = QWidget()
        inner = QVBoxLayout(trial)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._summary)
        inner.addWidget(self._trial)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("tabs")
        for widget, name in (
            (trial, self.tr("Trial")),
            (self._inside, self.tr("Look inside")),
            (self._changes, self.tr("Changes")),
            (self._problems, self.tr("Problems")),
        ):
            self._tabs.addTab(widget, name)
        self._changes.setObjectName("changes")
        self._changes.setAccessibleName(self.tr("What differs from the released revision"))
        self._problems.setObjectName("problems")
        self._problems.setAccessibleName(self.tr("What contradicts itself"))
        for one in (self._changes, self._problems):
            one.setWordWrap(True)
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.addWidget(self._canvas)
        middle.addWidget(self._tabs)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 2)
        across = QSplitter(Qt.Orientation.Horizontal)
        for widget, stretch in ((self._tree, 2), (middle, 6), (self._properties, 4)):
            across.addWidget(widget)
            across.setStretchFactor(across.count() - 1, stretch)
        self._properties.setMinimumWidth(340)
        across.setSizes([250, 700, 400])
        return across

    def _button(
        self, name: str, text: str, slot: Callable[[], None], keys: str = ""
    ) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked=False: slot())
        if keys:
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False: button.click())
            self.addAction(action)
            button.setToolTip(f"{text} ({keys})")
        self._buttons[name] = button
        return button

    def _connect(self) -> None:
        self._tree.chosen.connect(lambda choice: self.take(Chosen(choice)))
        self._canvas.part_chosen.connect(self._on_part)
        self._trial.part_chosen.connect(self._on_part)
        self._canvas.part_moved.connect(self.move_part)
        self._properties.edited.connect(lambda recipe, chosen: self.take(Edited(recipe, chosen)))
        self._properties.refused.connect(lambda reason: self.take(Failed(reason)))
        self._recipes.activated.connect(self._on_recipe)
        self._captures.activated.connect(self._on_capture)

    @property
    def _capture(self) -> Path | None:
        data = self._captures.currentData(FOLDER)
        return Path(data) if data else None

    def _list_recipes(self, folders: tuple[Path, ...], chosen: Path | None = None) -> None:
        now = chosen or self._screen.folder
        self._recipes.clear()
        for folder in dict.fromkeys(f for f in (*folders, now) if f is not None):
            self._recipes.addItem(folder.name, str(folder))
            self._recipes.setItemData(self._recipes.count() - 1, str(folder), Qt.ItemDataRole.ToolTipRole)
        self._recipes.setCurrentIndex(self._recipes.findData(str(now)) if now else -1)

    def _list_captures(self, folders: tuple[Path, ...]) -> None:
        self._captures.clear()
        for folder in folders:
            self._captures.addItem(folder.name, str(folder))
        if folders:
            self.show_capture(folders[0])
        self._enable(self._screen)

    def _on_part(self, refdes: str) -> None:
        self.take(Chosen(Choice(Kind.PART, refdes)))

    def _on_recipe(self) -> None:
        folder = self._recipes.currentData()
        if folder and self._may_leave():
            self.open_recipe(Path(folder))

    def _on_capture(self) -> None:
        if self._capture is not None:
            self.show_capture(self._capture)

    def _on_open(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Recipe folder"))
        if folder and self._may_leave():
            self._list_recipes(self._services.recipes, Path(folder))
            self.open_recipe(Path(folder))

    def _on_choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Capture, or folder of captures"))
        if folder:
            self._do(
                self.tr("Looking for captures"),
                lambda: work.captures_in(Path(folder)),
                self._list_captures,
                lambda error: self.take(Failed(_told(error))),
            )

    def _on_new(self) -> None:
        if not self._may_leave():
            return
        dialog = NewBoardDialog(self._services, self)
        if dialog.exec() and dialog.made is not None:
            self._list_recipes(self._services.recipes, dialog.made)
            self.open_recipe(dialog.made)

    def _on_save(self) -> None:
        recipe = self._screen.recipe
        if recipe is None:
            return
        lines = "\n".join(f"• {line}" for line in self._screen.changes[:12])
        text = self.tr("Changes:\n{0}\n\nName of the new revision:").format(lines)
        proposed = _next_revision(recipe.revision)
        title = self.tr("Save as new revision")
        revision, wanted = QInputDialog.getText(self, title, text, text=proposed)
        if wanted:
            self.save(revision)

    def _may_leave(self) -> bool:
        if not self._screen.changes or self._screen.recipe is None:
            return True
        asked = QMessageBox.question(
            self,
            self.tr("Unsaved edits"),
            self.tr("Leave {0} edits that are not saved?").format(len(self._screen.changes)),
        )
        return asked is QMessageBox.StandardButton.Yes

    def _do(
        self,
        what: str,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Have work done; only the answer to what was asked last is taken."""
        self._asked += 1
        number = self._asked
        self.take(Working(what))

        def if_wanted(answer: Callable[[], None]) -> None:
            if number == self._asked:
                self.take(Working(""))
                answer()

        self._services.run(
            function,
            lambda value: if_wanted(lambda: done(value)),
            lambda error: if_wanted(lambda: failed(error)),
        )


def _parts_of(recipe: Recipe | None, choice: Choice) -> frozenset[str]:
    if recipe is None or choice == BOARD:
        return frozenset()
    if choice.kind is Kind.PART:
        return frozenset((choice.name,))
    return frozenset(p.refdes for p in recipe.board.placements if p.package == choice.name)


def _fill(widget: QListWidget, lines: tuple[str, ...]) -> None:
    if [widget.item(row).text() for row in range(widget.count())] != list(lines):
        widget.clear()
        widget.addItems(list(lines))


def _next_revision(revision: str) -> str:
    """Give the letter or number after a revision's last one."""
    head, last = revision[:-1], revision[-1:]
    digits = revision[len(revision.rstrip("0123456789")) :]
    if digits:
        return f"{revision.removesuffix(digits)}{int(digits) + 1}"
    following = chr(ord(last) + 1) if last and last not in "Zz" else f"{last}2"
    return f"{head}{following}" if last else "A"


def _told(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _ignore(error: Exception) -> None:
    """What only helps may fail: the recipe's own refusal says why."""
    del error
