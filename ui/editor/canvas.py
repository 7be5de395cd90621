"""The board in a stored picture with the design laid over it: chosen, moved and drawn there."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from inspector.domain.geometry import Box
from inspector.domain.recipe import Recipe
from inspector.domain.result import Verdict
from ui.editor.marks import STILL, Step, box_of, hit, layers_of_design, panel_box
from ui.editor.model import BOARD, OF_PANEL, Choice, Kind
from ui.widgets.scene import Mark, Style, layers_of
from ui.widgets.viewer import Viewer

GRID_MM = 0.01
"""What is moved or drawn is put to hundredths of a mm: finer than any mounter."""
COARSE = 10
DRAG_PX = 4.0
AROUND = 6.0
"""A chosen part is looked at with so many times its size around it."""


class BoardCanvas(Viewer):
    """A viewer where what is chosen can be dragged, or moved by Ctrl and arrows (Shift: farther).

    While `draw_box` is on, a drag draws a box instead.
    """

    picked = Signal(object)
    """Something of the design was clicked on: its `Choice`."""
    pushed = Signal(object, float, float)
    """What is chosen was moved: its `Choice`, mm to the right and up."""
    box_drawn = Signal(object)
    """A `Box` of the board was drawn."""
    drawing = Signal(bool)
    """Whether a drag draws a box now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Board with the design laid over it"))
        self.setToolTip(
            self.tr(
                "Wheel: zoom. Drag: pan, or move what is chosen. Ctrl+arrows move it by 0.01 mm, "
                "with Shift by 0.1 mm. 0: whole board."
            )
        )
        self._recipe: Recipe | None = None
        self._chosen: frozenset[str] = frozenset()
        self._choice = BOARD
        self._verdicts: Mapping[str, Verdict] = {}
        self._grabbed: QPointF | None = None
        self._drawing, self._corner = False, QPointF()
        self.clicked.connect(self._on_clicked)

    def draw(
        self,
        recipe: Recipe | None,
        chosen: frozenset[str],
        verdicts: Mapping[str, Verdict],
        choice: Choice = BOARD,
    ) -> None:
        """Show the design of a recipe; ``verdicts`` are a trial's, by part."""
        same = (chosen, verdicts, choice) == (self._chosen, self._verdicts, self._choice)
        if recipe is self._recipe and same:
            return
        around, before = choice.kind in OF_PANEL, self._choice.kind in OF_PANEL
        panel = self._recipe.panel if self._recipe and before else None
        if choice != self._choice:
            self.draw_box(on=False)
        self._recipe, self._chosen, self._verdicts = recipe, chosen, verdicts
        self._choice = choice
        self._show()
        if around and recipe is not None and recipe.panel != panel:
            self.look_at(panel_box(recipe))
        elif before and not around:
            self.fit()

    def draw_box(self, *, on: bool) -> None:
        """Let the next drag draw a box, or not any more."""
        if on != self._drawing:
            self._drawing, self._grabbed = on, None
            self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
            self._show()
            self.drawing.emit(on)

    def look_at_choice(self, choice: Choice) -> None:
        """Bring what is chosen in sight where it is not."""
        box = box_of(self._recipe, choice) if self._recipe else None
        if box is None:
            return
        seen, (x, y) = self.view_box(), box.center_mm
        if not seen.contains(x, y):
            size = max(box.width_mm, box.height_mm)
            self.look_at(box.grown(AROUND * size / 2))

    def point_of(self, name: str, kind: Kind = Kind.PART) -> QPointF:
        """Give where on the widget the middle of a part or of another kind of entry is."""
        box = box_of(self._recipe, Choice(kind, name)) if self._recipe else None
        if box is None:
            raise KeyError(name)
        return self.point_at(*box.center_mm)

    def point_at(self, x_mm: float, y_mm: float) -> QPointF:
        """Give where on the widget a place of the board is."""
        seen = self.view_box()
        return QPointF(
            (x_mm - seen.x_mm) / seen.width_mm * self.width(),
            (seen.y_mm + seen.height_mm - y_mm) / seen.height_mm * self.height(),
        )

    def _show(self, by: Step = STILL, box: Box | None = None) -> None:
        if self._recipe is None:
            self.show_layers(())
            return
        drawn = () if box is None else (Mark(box.corners_mm, Style.CHOSEN),)
        what = (self._recipe, self._chosen, self._verdicts, self._choice, by)
        self.show_layers((*layers_of_design(*what), *layers_of(drawn)))

    def _on_clicked(self, x_mm: float, y_mm: float) -> None:
        if self._recipe is not None:
            found = hit(self._recipe, (x_mm, y_mm))
            if found is not None:
                self.picked.emit(found)

    def _box(self) -> Box | None:
        """Give the box around what is chosen and can be moved here."""
        return box_of(self._recipe, self._choice) if self._recipe else None

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, box = self.place_of(event.position()), self._box()
        if self._drawing:
            self._corner, self._grabbed = place, event.position()
            return
        if box is not None and box.contains(place.x(), place.y()):
            self._grabbed = event.position()
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            super().mouseMoveEvent(event)
        elif self._drawing:
            self._show(box=self._drawn(event.position()))
        else:
            self._show(self._dragged_by(event.position()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grabbed = self._grabbed
        far = grabbed and (event.position() - grabbed).manhattanLength() > DRAG_PX
        if self._drawing and grabbed is not None:
            box = self._drawn(event.position())
            self._grabbed = None
            if far and box.width_mm > 0 and box.height_mm > 0:
                self.draw_box(on=False)
                self.box_drawn.emit(box)
            return
        if grabbed is not None and far:
            by = self._dragged_by(event.position())
            self._grabbed, self._pressed = None, None
            self._show()
            self._move(by)
            return
        self._grabbed = None
        super().mouseReleaseEvent(event)

    def _drawn(self, at: QPointF) -> Box:
        here, there = self.place_of(at), self._corner
        ends = [(_on_grid(p.x()), _on_grid(p.y())) for p in (here, there)]
        box = Box.around(ends)
        return Box(box.x_mm, box.y_mm, _on_grid(box.width_mm), _on_grid(box.height_mm))

    def _dragged_by(self, at: QPointF) -> Step:
        if self._grabbed is None:
            return STILL
        here, there = self.place_of(at), self.place_of(self._grabbed)
        return here.x() - there.x(), here.y() - there.y()

    def _move(self, by_mm: Step) -> None:
        right, up = (_on_grid(step) for step in by_mm)
        self.pushed.emit(self._choice, right, up)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrows = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        arrow = arrows.get(Qt.Key(event.key()))
        movable = self._box() is not None
        if arrow and movable and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            coarse = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = GRID_MM * (COARSE if coarse else 1)
            self._move((arrow[0] * step, arrow[1] * step))
        elif event.key() == Qt.Key.Key_Escape and self._drawing:
            self.draw_box(on=False)
        else:
            super().keyPressEvent(event)


def _on_grid(length_mm: float) -> float:
    return round(round(length_mm / GRID_MM) * GRID_MM, 6)
