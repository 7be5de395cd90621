"""The headings of the tree: what their entries are for, and the way to add one; the panel."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from inspector.domain.board_edit import arrayed, board_fiducials, with_panel_outline
from inspector.domain.geometry import Box
from inspector.domain.recipe import Recipe
from inspector.formats.recipe_rules import MARKS_NEEDED
from ui.editor.board_form import small, title
from ui.editor.model import BELOW, Choice, EditorScreen, Kind
from ui.editor.said import about, add_word, grid_said, kind_word
from ui.widgets.form import FieldsForm
from ui.widgets.points import PointsTable

RIM_MM = 5.0
"""Rails that a panel's outline is proposed with around its boards."""
GAP_MM = 2.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Boards of a panel in columns and rows."""

    columns: int
    rows: int
    step_x_mm: float
    step_y_mm: float


def grid_of(recipe: Recipe) -> Grid:
    """Give the columns and rows that the boards lie in; one of each where they lie in none."""
    size, sites = recipe.board.extent, recipe.panel.sites
    step = [round(size.width_mm + GAP_MM, 3), round(size.height_mm + GAP_MM, 3)]
    lines = [sorted({round(s.x_mm, 3) for s in sites}), sorted({round(s.y_mm, 3) for s in sites})]
    columns, rows = (len(line) for line in lines)
    if columns * rows != len(sites) or len({s.rotation_deg for s in sites}) != 1:
        return Grid(1, 1, *step)
    for axis, line in enumerate(lines):
        if len(line) > 1:
            step[axis] = round(line[1] - line[0], 3)
    return Grid(columns, rows, *step)


class HeadingForm(QWidget):
    """Says what stands under a heading; adds to it."""

    edited = Signal(object)
    refused = Signal(str)
    add_wanted = Signal(object)
    """The `Choice` of whose kind another is wanted."""

    def __init__(self, recipe: Recipe, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe, self._kind = recipe, kind
        self._corners: PointsTable | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(title(kind_word(kind)))
        self._layout.addWidget(small(about(kind)))
        if kind is Kind.FIDUCIALS:
            have = len(board_fiducials(recipe))
            text = self.tr("{0} there, at least {1} needed.").format(have, MARKS_NEEDED)
            self._layout.addWidget(small(text))
        for below in (BELOW[kind], *((Kind.PANEL_FIDUCIAL,) if kind is Kind.PANEL else ())):
            self._add_button(below)
        if kind is Kind.PANEL:
            self._add_grid()
            self._add_outline()

    def take(self, screen: EditorScreen) -> bool:
        """Go on with a screen's recipe; False where more than the panel's outline is another."""
        recipe = screen.recipe
        if recipe is None or screen.chosen != Choice(self._kind) or self._corners is None:
            return False
        outline = self._recipe.panel.outline_mm
        same = with_panel_outline(recipe, outline) == self._recipe
        if not same or recipe.panel.outline_mm != self._corners.polygon_mm:
            return False
        self._recipe = recipe
        return True

    def _add_button(self, kind: Kind) -> None:
        button = QPushButton(add_word(kind))
        button.setObjectName(f"add_{kind.value}")
        button.clicked.connect(lambda: self.add_wanted.emit(Choice(kind)))
        self._layout.addWidget(button)

    def _add_grid(self) -> None:
        self._layout.addWidget(title(self.tr("Columns and rows")))
        form = FieldsForm(grid_of(self._recipe), said=grid_said())
        lay = QPushButton(self.tr("Lay the boards out so"))
        lay.setObjectName("lay_out")
        lay.setToolTip(self.tr("from where the first board is; the others are replaced"))

        def lay_out() -> None:
            grid: Grid = form.value
            counts, by = (grid.columns, grid.rows), (grid.step_x_mm, grid.step_y_mm)
            self.edited.emit(arrayed(self._recipe, counts, by))

        lay.clicked.connect(lay_out)
        self._layout.addWidget(form)
        self._layout.addWidget(lay)

    def _add_outline(self) -> None:
        self._layout.addWidget(title(self.tr("Outline of the panel")))
        outline = self._recipe.panel.outline_mm
        if outline:
            self._corners = PointsTable(outline)
            self._corners.changed.connect(
                lambda corners: self.edited.emit(with_panel_outline(self._recipe, corners))
            )
            self._corners.refused.connect(self.refused)
            self._layout.addWidget(self._corners)
        around = QPushButton(self.tr("Draw it around the boards, with rails of 5 mm"))
        around.setObjectName("outline_around")
        around.setEnabled(bool(self._recipe.panel.sites))
        around.clicked.connect(self._around)
        self._layout.addWidget(around)

    def _around(self) -> None:
        corners = [
            site.pose.at(x, y)
            for site in self._recipe.panel.sites
            for x, y in self._recipe.board.outline_mm
        ]
        box = Box.around(corners).grown(RIM_MM)
        rounded = tuple((round(x, 3), round(y, 3)) for x, y in box.corners_mm)
        self.edited.emit(with_panel_outline(self._recipe, rounded))
