"""The board in a stored picture with the design laid over it: parts are chosen and moved there."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from inspector.domain.board import Package, Placement
from inspector.domain.geometry import Box, Polygon, rectangle_mm
from inspector.domain.recipe import Recipe
from inspector.domain.result import Verdict
from ui.widgets.scene import Layer, Mark, Style, in_order, layers_of
from ui.widgets.viewer import Viewer

GRID_MM = 0.01
"""A part is put to hundredths of a mm: finer than any mounter."""
COARSE = 10
DRAG_PX = 4.0
PIN_MM = 0.15
AROUND = 6.0
"""A chosen part is looked at with so many times its size around it."""

STYLES = {
    Verdict.FAIL: Style.FAILED,
    Verdict.NOT_INSPECTED: Style.NOT_INSPECTED,
    Verdict.PASS: Style.PASSED,
}


def layers_of_design(
    recipe: Recipe,
    chosen: frozenset[str],
    verdicts: Mapping[str, Verdict],
    shift: tuple[str, tuple[float, float]] = ("", (0.0, 0.0)),
) -> tuple[Layer, ...]:
    """Give the design as layers: bodies by what a trial says of them, lands of what is chosen.

    Parameters
    ----------
    shift
        A part that is being dragged, and by how far, mm.
    """
    packages = recipe.board.packages
    drawn = [p for p in recipe.board.placements if p.package in packages]
    corners = bodies_mm(drawn, packages)
    by_style: dict[Style, list[int]] = {}
    marks = [Mark(recipe.board.outline_mm, Style.LAND)]
    for row, placement in enumerate(drawn):
        by = shift[1] if placement.refdes == shift[0] else (0.0, 0.0)
        if placement.refdes in chosen:
            marks += _lands(placement, packages[placement.package], by)
            style = Style.CHOSEN
        elif placement.refdes in verdicts:
            style = STYLES[verdicts[placement.refdes]]
        else:
            style = Style.PENDING if not placement.fitted else Style.LAND
        by_style.setdefault(style, []).append(row)
        if placement.refdes == shift[0]:
            corners[row] += by
    bodies = (
        Layer(style, corners[rows], tuple(drawn[row].refdes for row in rows))
        for style, rows in by_style.items()
    )
    return in_order((*layers_of(marks), *bodies))


def bodies_mm(
    placements: Sequence[Placement], packages: Mapping[str, Package]
) -> NDArray[np.float64]:
    """Give the corners of bodies, ``(N, 4, 2)`` board mm, all at once: a board has thousands."""
    placed = np.array([(p.x_mm, p.y_mm, p.rotation_deg) for p in placements]).reshape(-1, 3)
    sizes = {name: (one.body_x_mm, one.body_y_mm) for name, one in packages.items()}
    half = np.array([sizes[p.package] for p in placements]).reshape(-1, 2) / 2
    turn = np.radians(placed[:, 2, None])
    x, y = half[:, :1] * (-1, 1, 1, -1), half[:, 1:] * (-1, -1, 1, 1)
    turned = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    return np.asarray(np.stack(turned, axis=-1) + placed[:, None, :2], np.float64)


def body_of(placement: Placement, package: Package) -> Polygon:
    """Give the corners of a body, board mm."""
    pose = placement.pose
    corners = rectangle_mm((0.0, 0.0), (package.body_x_mm, package.body_y_mm), 0.0)
    return tuple(pose.at(x, y) for x, y in corners)


def _lands(placement: Placement, package: Package, by: tuple[float, float]) -> Iterator[Mark]:
    pose = placement.pose
    for land in package.lands:
        corners = tuple(pose.at(x, y) for x, y in land.box.corners_mm)
        yield Mark(_moved(corners, by), Style.LAND)
    if package.terminations:
        first = package.terminations[0]
        pin = rectangle_mm((first.x_mm, first.y_mm), (PIN_MM, PIN_MM), 45.0)
        yield Mark(_moved(tuple(pose.at(x, y) for x, y in pin), by), Style.CHOSEN)


def _moved(corners: Polygon, by: tuple[float, float]) -> Polygon:
    return tuple((x + by[0], y + by[1]) for x, y in corners)


class BoardCanvas(Viewer):
    """A viewer whose chosen part can be dragged, or moved by Ctrl and arrows (Shift: farther)."""

    part_chosen = Signal(str)
    part_moved = Signal(str, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Board with the design laid over it"))
        self.setToolTip(
            self.tr(
                "Wheel: zoom. Drag: pan, or move the chosen part. Ctrl+arrows move it by 0.01 mm, "
                "with Shift by 0.1 mm. 0: whole board."
            )
        )
        self._recipe: Recipe | None = None
        self._chosen: frozenset[str] = frozenset()
        self._verdicts: Mapping[str, Verdict] = {}
        self._grabbed: tuple[str, QPointF] | None = None
        self.chose.connect(self._on_chose)

    def draw(
        self, recipe: Recipe | None, chosen: frozenset[str], verdicts: Mapping[str, Verdict]
    ) -> None:
        """Show the design of a recipe; ``verdicts`` are a trial's, by part."""
        if recipe is self._recipe and (chosen, verdicts) == (self._chosen, self._verdicts):
            return
        self._recipe, self._chosen, self._verdicts = recipe, chosen, verdicts
        self._show()

    def look_at_part(self, refdes: str) -> None:
        """Bring a part in sight where it is not, or is too small to be seen."""
        box = self._box_of(refdes)
        if box is None:
            return
        seen, (x, y) = self.view_box(), box.center_mm
        inside = (
            seen.x_mm < x < seen.x_mm + seen.width_mm and seen.y_mm < y < seen.y_mm + seen.height_mm
        )
        size = max(box.width_mm, box.height_mm)
        if not inside:
            self.look_at(box.grown(AROUND * size / 2))

    def point_of(self, refdes: str) -> QPointF:
        """Give where on the widget the middle of a part is."""
        box = self._box_of(refdes)
        if box is None:
            raise KeyError(refdes)
        seen, (x, y) = self.view_box(), box.center_mm
        return QPointF(
            (x - seen.x_mm) / seen.width_mm * self.width(),
            (seen.y_mm + seen.height_mm - y) / seen.height_mm * self.height(),
        )

    def _box_of(self, refdes: str) -> Box | None:
        if self._recipe is None:
            return None
        board = self._recipe.board
        part = next((p for p in board.placements if p.refdes == refdes), None)
        package = board.packages.get(part.package) if part else None
        return Box.around(body_of(part, package)) if part and package else None

    def _show(self, shift: tuple[str, tuple[float, float]] = ("", (0.0, 0.0))) -> None:
        if self._recipe is None:
            self.show_layers(())
        else:
            layers = layers_of_design(self._recipe, self._chosen, self._verdicts, shift)
            self.show_layers(layers)

    def _on_chose(self, name: str) -> None:
        if self._recipe and any(p.refdes == name for p in self._recipe.board.placements):
            self.part_chosen.emit(name)

    @property
    def _one(self) -> str:
        """The one part that is chosen, or none."""
        return next(iter(self._chosen)) if len(self._chosen) == 1 else ""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, box = self.place_of(event.position()), self._box_of(self._one)
        if box is not None and _holds(box, place):
            self._grabbed = (self._one, event.position())
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            super().mouseMoveEvent(event)
        else:
            self._show((self._grabbed[0], self._dragged_by(event.position())))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grabbed = self._grabbed
        if grabbed and (event.position() - grabbed[1]).manhattanLength() > DRAG_PX:
            by = self._dragged_by(event.position())
            self._grabbed, self._pressed = None, None
            self._show()
            self._move(grabbed[0], by)
            return
        self._grabbed = None
        super().mouseReleaseEvent(event)

    def _dragged_by(self, at: QPointF) -> tuple[float, float]:
        if self._grabbed is None:
            return 0.0, 0.0
        here, there = self.place_of(at), self.place_of(self._grabbed[1])
        return here.x() - there.x(), here.y() - there.y()

    def _move(self, refdes: str, by_mm: tuple[float, float]) -> None:
        right, up = (round(round(step / GRID_MM) * GRID_MM, 6) for step in by_mm)
        self.part_moved.emit(refdes, right, up)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrows = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        arrow = arrows.get(Qt.Key(event.key()))
        if arrow and self._one and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            coarse = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = GRID_MM * (COARSE if coarse else 1)
            self._move(self._one, (arrow[0] * step, arrow[1] * step))
        else:
            super().keyPressEvent(event)


def _holds(box: Box, place: QPointF) -> bool:
    across = box.x_mm <= place.x() <= box.x_mm + box.width_mm
    return across and box.y_mm <= place.y() <= box.y_mm + box.height_mm
