"""The corners of a polygon as a table."""

import pytest
from PySide6.QtWidgets import QPushButton, QTableWidget

from ui.widgets.points import PointsTable

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))


@pytest.fixture
def points(qtbot):
    made = PointsTable(SQUARE)
    qtbot.addWidget(made)
    return made


def test_a_number_is_edited_in_place(points, qtbot):
    with qtbot.waitSignal(points.changed) as changed:
        points.findChild(QTableWidget, "corners").item(1, 0).setText("5,5")
    assert changed.args == [((0.0, 0.0), (5.5, 0.0), (4.0, 3.0), (0.0, 3.0))]


@pytest.mark.parametrize("text", ["", "wide", "nan", "inf"])
def test_what_is_no_number_is_refused_and_put_back(points, qtbot, text):
    table = points.findChild(QTableWidget, "corners")
    with qtbot.waitSignal(points.refused), qtbot.assertNotEmitted(points.changed):
        table.item(1, 0).setText(text)
    assert table.item(1, 0).text() == "4"


def test_a_corner_is_added_halfway_and_removed_but_never_below_three(points):
    table = points.findChild(QTableWidget, "corners")
    table.setCurrentCell(1, 0)
    points.findChild(QPushButton, "add_corner").click()
    assert points.polygon_mm[2] == (4.0, 1.5)
    remove = points.findChild(QPushButton, "remove_corner")
    for count in (4, 3):
        remove.click()
        assert len(points.polygon_mm) == count
    assert not remove.isEnabled()
