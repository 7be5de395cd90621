"""The viewer: what is where, to the pixel."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from inspector.domain.geometry import Box
from inspector.formats.recipe import read_recipe
from ui.editor.marks import bodies_mm, body_of
from ui.widgets.drawing import path_of
from ui.widgets.pyramid import pyramid_of
from ui.widgets.scene import Layer, Mark, Style, Tile
from ui.widgets.viewer import Viewer


@pytest.fixture
def viewer(qtbot):
    viewer = Viewer()
    qtbot.addWidget(viewer)
    viewer.resize(400, 300)
    viewer.show()
    return viewer


def color_at(viewer, x_mm, y_mm):
    image = viewer.grab().toImage()
    view = viewer.view_box()
    col = (x_mm - view.x_mm) / view.width_mm * image.width()
    row = (view.y_mm + view.height_mm - y_mm) / view.height_mm * image.height()
    return image.pixelColor(int(col), int(row)).getRgb()[:3]


def quarters():
    """A picture of 4 x 3 mm, red at the lower left, green at the upper right."""
    pixels = np.full((300, 400, 3), 90, np.uint8)
    pixels[150:, :200] = (255, 0, 0)
    pixels[:150, 200:] = (0, 255, 0)
    return Tile(pyramid_of(pixels), left_mm=10.0, top_mm=8.0, mm_per_px=0.01)


def test_a_tile_is_seen_where_it_lies_y_up(viewer):
    viewer.show_tiles([quarters()])
    assert color_at(viewer, 11.0, 5.7) == (255, 0, 0)
    assert color_at(viewer, 13.0, 7.3) == (0, 255, 0)


def test_pixel_to_pixel_shows_every_pixel_as_it_is(viewer):
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 255, (1200, 1600), dtype=np.uint8)
    viewer.show_tiles([Tile(pyramid_of(pixels))])
    viewer.look_at(Box(601.0, -703.0, 400.0, 300.0))
    viewer.zoom_to_pixels()
    image = viewer.grab().toImage()
    view = viewer.view_box()
    left, top = round(view.x_mm), round(-(view.y_mm + view.height_mm))
    shown = [[image.pixelColor(c, r).red() for c in range(5, 395)] for r in range(5, 295)]
    wanted = pixels[top + 5 : top + 295, left + 5 : left + 395]
    assert (np.array(shown) == wanted).mean() > 0.999


def test_zooming_keeps_the_place_under_the_hand(viewer):
    viewer.show_tiles([quarters()])
    at = QPointF(123.0, 45.0)
    before = viewer.place_of(at)
    viewer.zoom(3.7, at)
    after = viewer.place_of(at)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1e-9)


def test_dragging_moves_the_board_and_is_no_click(viewer, qtbot):
    viewer.show_tiles([quarters()])
    clicks = []
    viewer.clicked.connect(lambda x, y: clicks.append((x, y)))
    before = viewer.place_of(QPointF(200, 150))
    qtbot.mousePress(viewer, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    qtbot.mouseMove(viewer, QPoint(160, 130))
    qtbot.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=QPoint(160, 130))
    after = viewer.place_of(QPointF(160, 130))
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1e-9)
    assert clicks == []


def test_a_click_names_the_mark_under_it(viewer, qtbot):
    viewer.show_tiles([quarters()])
    viewer.show_marks([Mark(Box(10.5, 5.5, 0.5, 0.5).corners_mm, Style.FAILED, "R7")])
    viewer.look_at(Box(10.0, 5.0, 4.0, 3.0))
    with qtbot.waitSignal(viewer.chose) as chosen:
        place = QPoint(int(400 * 0.75 / 4), int(300 * (1 - 0.75 / 3)))
        qtbot.mouseClick(viewer, Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["R7"]


def test_a_new_picture_leaves_the_view_where_a_person_put_it(viewer):
    viewer.show_tiles([quarters()])
    viewer.look_at(Box(11.0, 6.0, 0.4, 0.3))
    before = viewer.view_box()
    viewer.show_tiles([quarters(), quarters()])
    assert viewer.view_box() == before
    viewer.fit()
    assert viewer.view_box().width_mm > 4.0


@pytest.mark.parametrize(("key", "grows"), [(Qt.Key.Key_Plus, False), (Qt.Key.Key_Minus, True)])
def test_it_is_zoomed_by_keys(viewer, qtbot, key, grows):
    viewer.show_tiles([quarters()])
    before = viewer.view_box().width_mm
    qtbot.keyClick(viewer, key)
    assert (viewer.view_box().width_mm > before) == grows


def test_an_outline_read_from_a_stream_is_the_one_drawn_corner_by_corner():
    corners = np.random.default_rng(1).uniform(-9, 9, (50, 4, 2))
    drawn = QPainterPath()
    for one in corners.tolist():
        drawn.addPolygon(QPolygonF([QPointF(x, y) for x, y in one]))
        drawn.closeSubpath()
    assert path_of(Layer(Style.LAND, corners, ("",) * 50)) == drawn
    assert path_of(Layer(Style.LAND, np.zeros((0, 4, 2)), ())).isEmpty()


def test_bodies_of_a_board_are_those_of_each_part(small_recipe):
    board = read_recipe(small_recipe).board
    turned = tuple(replace(p, rotation_deg=17.0 * n) for n, p in enumerate(board.placements))
    every = bodies_mm(turned, board.packages)
    for found, placement in zip(every, turned, strict=True):
        one = np.array(body_of(placement, board.packages[placement.package]))
        assert found == pytest.approx(one, abs=1e-9)


def test_a_mark_without_a_name_does_not_hide_the_part_below_it(viewer):
    box = Box(1.0, 1.0, 1.0, 1.0)
    viewer.show_marks(
        [Mark(box.corners_mm, Style.FAILED, "R1"), Mark(box.corners_mm, Style.DEFECT)]
    )
    assert viewer.name_at(QPointF(1.5, 1.5)) == "R1"
