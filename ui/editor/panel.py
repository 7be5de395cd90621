"""The editor: draws its screen, has work done, and hands on what the person wants."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.domain.geometry import Box
from inspector.domain.recipe import Recipe
from ui.editor import edits, work
from ui.editor.frame import EditorFrame
from ui.editor.model import (
    Choice,
    Chosen,
    Edited,
    EditorScreen,
    Event,
    Failed,
    Kind,
    Opened,
    OutlineKept,
    Redone,
    Refused,
    Saved,
    Undone,
    Working,
    after,
)
from ui.editor.new_board import NewBoardDialog
from ui.services import Services
from ui.widgets.pyramid import Pyramid, pyramid_of
from ui.widgets.scene import Tile

if TYPE_CHECKING:
    from inspector.inspection.trial import BoardPicture

T = TypeVar("T")
FOLDER = Qt.ItemDataRole.UserRole


class EditorPanel(QWidget):
    """Tree, board, properties; below them trial, pictures, differences, problems."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        self._services = services
        self._screen = EditorScreen()
        self._known: tuple[Path, ...] = services.recipes
        self._asked = 0  # the newest request counts: an older answer is left out
        self._frame = EditorFrame(
            {
                "open": self._on_open,
                "new": self._on_new,
                "choose": self._on_choose,
                "undo": self.undo,
                "redo": self.redo,
                "add": self.add,
                "copy": self.copy,
                "delete": self.delete,
                "try": self.try_chosen,
                "save": self._on_save,
            }
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)
        self._connect()
        self._list_recipes(services.recipes)
        self._frame.draw(self._screen)

    @property
    def screen_value(self) -> EditorScreen:
        """What is shown."""
        return self._screen

    def take(self, event: Event) -> None:
        """Take an event, in the GUI thread."""
        self._screen = after(self._screen, event)
        self._frame.draw(self._screen)

    def open_recipe(self, folder: Path, *, new: bool = False) -> None:
        """Open a recipe folder; ``new``: it was made a moment ago, and is to be completed."""
        self._list_recipes(self._known, folder)
        self._frame.canvas.show_tiles(())
        self._frame.captures.clear()
        self._frame.properties.know({})
        self._frame.properties.give({})

        def done(opened: Opened) -> None:
            self.take(opened)
            self._frame.inside.draw({})
            self._after_opening(opened.folder, opened.recipe)

        def failed(error: Exception) -> None:
            self.take(Refused(folder, _told(error)))

        self._do(
            self.tr("Reading the recipe"), lambda: work.open_recipe(folder, new=new), done, failed
        )

    def _after_opening(self, folder: Path, recipe: Recipe) -> None:
        def here(take: Callable[[T], None]) -> Callable[[T], None]:
            """Take an answer while this recipe is still the one that is open."""
            return lambda value: take(value) if self._screen.folder == folder else None

        run, record = self._services.run, self._services.record
        give = self._frame.properties.give
        run(lambda: work.packages_of(folder, recipe), here(self._frame.properties.know), _ignore)
        run(
            lambda: work.values_of(record, recipe.product),
            here(give),
            here(lambda error: give({}, _told(error))),
        )
        run(lambda: work.captures_of(recipe.product), here(self._offer_captures), _ignore)

    def _offer_captures(self, folders: tuple[Path, ...]) -> None:
        """List captures, unless the person has chosen some meanwhile."""
        if not self._frame.captures.count():
            self._list_captures(folders)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._screen.folder is None:
            known = self._services.recipes
            self._services.run(lambda: work.recipes_here(known), self._begin, _ignore)

    def _begin(self, folders: tuple[Path, ...]) -> None:
        """Open the first recipe, where nobody has opened one yet."""
        if folders and self._screen.folder is None and not self._screen.busy:
            self._list_recipes(folders)
            self.open_recipe(folders[0])

    # What the person wants

    def undo(self) -> None:
        """One edit back."""
        self.take(Undone())

    def redo(self) -> None:
        """One edit forth."""
        self.take(Redone())

    def add(self, choice: Choice | None = None) -> None:
        """Add another of what is chosen, or of another kind: a part, a fiducial, a mask ..."""
        recipe, seen = self._screen.recipe, self._frame.canvas.view_box()
        if recipe is not None:
            self._take_edit(edits.added(recipe, choice or self._screen.chosen, seen))

    def copy(self) -> None:
        """Place a copy of what is chosen beside it."""
        if self._screen.recipe is not None:
            self._take_edit(edits.copied_beside(self._screen.recipe, self._screen.chosen))

    def delete(self) -> None:
        """Remove what is chosen; undo brings it back."""
        if self._screen.recipe is not None:
            self._take_edit(edits.deleted(self._screen.recipe, self._screen.chosen))

    def push(self, choice: Choice, right_mm: float, up_mm: float) -> None:
        """Move a part or another entry by some mm."""
        if self._screen.recipe is not None:
            self._take_edit(edits.pushed(self._screen.recipe, choice, right_mm, up_mm))

    def lay_over(self, box: Box) -> None:
        """Lay what is chosen over a box that was drawn on the board."""
        if self._screen.recipe is not None:
            self._take_edit(edits.drawn(self._screen.recipe, self._screen.chosen, box))

    def _take_edit(self, edited: Edited | None) -> None:
        if edited is not None:
            self.take(edited)

    def try_chosen(self) -> None:
        """Inspect what is chosen on the capture that is shown."""
        recipe, folder, capture = self._screen.recipe, self._screen.folder, self._frame.capture
        if recipe is None or folder is None or capture is None:
            self.take(Failed(self.tr("no stored capture is shown; choose one first")))
            return
        choice = self._screen.chosen

        def done(trial: work.Trial) -> None:
            self.take(trial.tried)
            self._frame.summary.setText(trial.summary)
            self._frame.inside.draw(trial.pictures)
            if choice.kind is Kind.PART:
                self._frame.inside.choose(choice.name)

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
            self.take(replace(saved, asked=recipe))
            self._frame.notice.setText(self.tr("saved as {0}").format(saved.folder))
            self._list_recipes((*self._known, saved.folder), saved.folder)

        def answered(take: Callable[[], None]) -> None:
            if self._screen.folder == folder:  # whatever was asked for meanwhile
                take()

        self.take(Working(self.tr("Saving")))
        self._services.run(
            lambda: work.save_as_revision(named, folder),
            lambda saved: answered(lambda: done(saved)),
            lambda error: answered(lambda: self.take(Failed(_told(error)))),
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
            self._frame.canvas.show_tiles([Tile(pyramid, picture.box.x_mm, top, picture.mm_per_px)])
            note = self.tr("board not found, shown as commanded: {0}").format(picture.note)
            self.take(Failed(note if picture.note else ""))

        self._do(
            self.tr("Reading the capture"),
            work_it,
            done,
            lambda error: self.take(Failed(_told(error))),
        )

    def _connect(self) -> None:
        self._frame.tree.chosen.connect(lambda choice: self.take(Chosen(choice)))
        canvas, properties = self._frame.canvas, self._frame.properties
        canvas.picked.connect(lambda choice: self.take(Chosen(choice)))
        canvas.pushed.connect(self.push)
        canvas.box_drawn.connect(self.lay_over)
        canvas.drawing.connect(properties.show_drawing)
        self._frame.trial.part_chosen.connect(self._on_part)
        properties.edited.connect(lambda recipe, chosen: self.take(Edited(recipe, chosen)))
        properties.refused.connect(lambda reason: self.take(Failed(reason)))
        properties.way.connect(lambda choice: self.take(Chosen(choice)))
        properties.add_wanted.connect(self.add)
        properties.draw_wanted.connect(lambda on: canvas.draw_box(on=on))
        properties.outline_kept.connect(lambda: self.take(OutlineKept()))
        self._frame.recipes.activated.connect(self._on_recipe)
        self._frame.captures.activated.connect(self._on_capture)

    def _list_recipes(self, folders: tuple[Path, ...], chosen: Path | None = None) -> None:
        now = chosen or self._screen.folder
        self._known = folders
        self._frame.recipes.clear()
        for folder in dict.fromkeys(f for f in (*folders, now) if f is not None):
            self._frame.recipes.addItem(folder.name, str(folder))
            self._frame.recipes.setItemData(
                self._frame.recipes.count() - 1, str(folder), Qt.ItemDataRole.ToolTipRole
            )
        self._frame.recipes.setCurrentIndex(self._frame.recipes.findData(str(now)) if now else -1)

    def _list_captures(self, folders: tuple[Path, ...]) -> None:
        self._frame.captures.clear()
        for folder in folders:
            self._frame.captures.addItem(folder.name, str(folder))
        if folders:
            self.show_capture(folders[0])
        self._frame.enable(self._screen)

    def _on_part(self, refdes: str) -> None:
        self.take(Chosen(Choice(Kind.PART, refdes)))

    def _on_recipe(self) -> None:
        folder = self._frame.recipes.currentData()
        if folder and self._may_leave():
            self.open_recipe(Path(folder))

    def _on_capture(self) -> None:
        if self._frame.capture is not None:
            self.show_capture(self._frame.capture)

    def _on_open(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Recipe folder"))
        if folder and self._may_leave():
            self._list_recipes(self._known, Path(folder))
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
            self._list_recipes(self._known, dialog.made)
            self.open_recipe(dialog.made, new=True)

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
    """Leave it: what only helps may fail, the recipe's own refusal says why."""
    del error
