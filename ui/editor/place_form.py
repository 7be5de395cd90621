"""A fiducial, mask, code or board of the panel, to be edited: its fields, corners, and drawing."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.board import (
    BoardSite,
    Fiducial,
    FiducialLevel,
    FiducialShape,
    Mask,
)
from inspector.domain.board_edit import Entry, entry_of, exchanged
from inspector.domain.code import Code
from inspector.domain.geometry import Box
from inspector.domain.recipe import Recipe
from ui.editor.board_form import small, title
from ui.editor.model import GROUPS, Choice, EditorScreen, Kind
from ui.editor.said import kind_word, said_of
from ui.widgets.form import FieldsForm
from ui.widgets.points import PointsTable

DRAWN = (Kind.FIDUCIAL, Kind.MASK, Kind.CODE)
BAD_MARK_MM = 1.5
"""Side of a bad mark that is new, mm; it begins so far from the outline's lower left corner."""


class PlaceForm(QWidget):
    """The form of one entry; every edit leaves as another recipe."""

    edited = Signal(object, object)
    """The recipe, and what is chosen then."""
    refused = Signal(str)
    draw_wanted = Signal(bool)
    """Whether the next drag on the board draws this entry."""

    def __init__(self, recipe: Recipe, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe, self._choice = recipe, choice
        self._entry = entry_of(recipe, GROUPS[choice.kind], choice.name)
        self._corners: PointsTable | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(title(f"{kind_word(choice.kind)} {choice.name}"))
        self._form = FieldsForm(
            self._entry,
            choices=self._choices(),
            hidden=_hidden(self._entry),
            said=said_of(choice.kind),
        )
        self._form.changed.connect(self._changed)
        layout.addWidget(self._form)
        if isinstance(self._entry, Mask):
            self._add_corners(layout, self._entry)
        if isinstance(self._entry, BoardSite):
            self._add_bad_mark(layout, self._entry)
        if choice.kind in DRAWN:
            self._add_drawing(layout)

    def take(self, screen: EditorScreen) -> bool:
        """Go on with a screen's recipe; False where it has another entry than is shown here."""
        recipe = screen.recipe
        if recipe is None or screen.chosen != self._choice:
            return False
        if entry_of(recipe, GROUPS[self._choice.kind], self._choice.name) != self._entry:
            return False
        self._recipe = recipe
        return True

    def show_drawing(self, *, on: bool) -> None:
        """Show whether the next drag draws."""
        button = self.findChild(QPushButton, "draw")
        if button is not None:
            button.setChecked(on)

    def _choices(self) -> dict[str, tuple[str, ...]]:
        if self._choice.kind is not Kind.FIDUCIAL or not isinstance(self._entry, Fiducial):
            return {}
        parts = sorted({p.refdes for p in self._recipe.board.placements} | {self._entry.refdes})
        levels = (FiducialLevel.BOARD, FiducialLevel.PART, self._entry.level)
        return {"level": tuple(dict.fromkeys(x.value for x in levels)), "refdes": tuple(parts)}

    def _add_corners(self, layout: QVBoxLayout, mask: Mask) -> None:
        label = QLabel(self.tr("Corners"))
        self._corners = PointsTable(mask.polygon_mm)
        self._corners.changed.connect(
            lambda corners: self._changed(replace(self._form.value, polygon_mm=corners))
        )
        self._corners.refused.connect(self.refused)
        layout.addWidget(label)
        layout.addWidget(self._corners)

    def _add_bad_mark(self, layout: QVBoxLayout, site: BoardSite) -> None:
        tick = QCheckBox(self.tr("A bad mark says that this board is skipped"))
        tick.setObjectName("bad_mark")
        tick.setChecked(site.bad_mark is not None)
        tick.toggled.connect(self._on_bad_mark)
        layout.addWidget(tick)
        if site.bad_mark is not None:
            layout.addWidget(small(self.tr("Where it is, on the board:")))
            form = FieldsForm(site.bad_mark, said=said_of(Kind.BOARD))
            form.setObjectName("bad_mark_box")
            form.changed.connect(lambda box: self._changed(replace(self._form.value, bad_mark=box)))
            layout.addWidget(form)

    def _on_bad_mark(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        box = self._recipe.board.extent
        x, y = box.x_mm + BAD_MARK_MM, box.y_mm + BAD_MARK_MM
        mark = Box(x, y, BAD_MARK_MM, BAD_MARK_MM) if on else None
        self._changed(replace(self._form.value, bad_mark=mark))

    def _add_drawing(self, layout: QVBoxLayout) -> None:
        draw = QPushButton(self.tr("Draw it on the board"))
        draw.setObjectName("draw")
        draw.setCheckable(True)
        draw.setToolTip(self.tr("The next drag on the board draws a box around it; Esc ends that."))
        draw.toggled.connect(self.draw_wanted)
        layout.addWidget(draw)
        layout.addWidget(
            small(self.tr("Or drag it there, or move it by Ctrl and arrows on the board."))
        )

    def _changed(self, entry: Entry) -> None:
        if isinstance(entry, Fiducial | Code):
            entry = replace(entry, name=entry.name.strip())
        if isinstance(entry, Fiducial) and entry.level is not FiducialLevel.PART:
            entry = replace(entry, refdes="")
        group = GROUPS[self._choice.kind]
        try:
            recipe, name = exchanged(self._recipe, group, self._choice.name, entry)
        except ValueError as error:
            self._put_back()
            self.refused.emit(str(error))
            return
        if _hidden(entry) == _hidden(self._entry) and _parts(entry) == _parts(self._entry):
            self._form.value = self._entry = entry  # the person goes on in this form
        self.edited.emit(recipe, Choice(self._choice.kind, name))

    def _put_back(self) -> None:
        """Show the name that it has, in place of one that it cannot have."""
        self._form.value = self._entry
        line = self._form.findChild(QLineEdit, "name")
        if line is not None and isinstance(self._entry, Fiducial | Code):
            line.setText(self._entry.name)
        number = self._form.findChild(QSpinBox, "index")
        if number is not None and isinstance(self._entry, BoardSite):
            number.setValue(self._entry.index)


def _hidden(entry: Entry) -> tuple[str, ...]:
    """Give the fields that are not in the form: elsewhere on the page, or not of this shape."""
    match entry:
        case Mask():
            return ("polygon_mm",)
        case BoardSite():
            return ("bad_mark",)
        case Fiducial():
            needless = {
                "size_y_mm": entry.shape is not FiducialShape.RECTANGLE,
                "arm_mm": entry.shape is not FiducialShape.CROSS,
                "refdes": entry.level is not FiducialLevel.PART,
                "level": entry.level is FiducialLevel.PANEL,
            }
            return tuple(name for name, out in needless.items() if out)
        case _:
            return ()


def _parts(entry: Entry) -> bool:
    """Whether there is something on the page that another value of the entry has not."""
    return isinstance(entry, BoardSite) and entry.bad_mark is not None
