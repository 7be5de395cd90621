"""Fiducials, masks, codes, surface, outline and panel in the editor's window, without a screen."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTreeWidget,
)

from inspector.batch import inspect_capture, read_asked
from inspector.domain.board import BoardSite, FiducialShape
from inspector.domain.code import Symbology
from inspector.domain.recipe import RegistrationKind
from inspector.domain.result import DefectCode
from inspector.formats.default_program import default_surface
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.formats.shipped import shipped
from ui.editor.histogram import LimitHistogram
from ui.editor.judged import JudgedQuantities
from ui.editor.model import Choice, Chosen, Edited, Kind, Missing
from ui.editor.new_board import make_board
from ui.editor.panel import EditorPanel

WAIT_MS = 60_000
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def recipe(small_recipe, tmp_path):
    return shutil.copytree(small_recipe, tmp_path / "small")


@pytest.fixture
def panel(services, recipe, qtbot):
    panel = EditorPanel(replace(services, recipes=(recipe,)))
    qtbot.addWidget(panel)
    panel.resize(1366, 768)
    panel.show()
    qtbot.waitUntil(lambda: panel.screen_value.recipe is not None, timeout=WAIT_MS)
    return panel


def choose(panel, kind, name=""):
    panel.take(Chosen(Choice(kind, name)))


def button(panel, name):
    return panel.findChild(QPushButton, name)


def board(panel):
    return panel.screen_value.recipe.board


def drag(qtbot, canvas, start, end):
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, (start + end) / 2)
    qtbot.mouseMove(canvas, end)
    qtbot.mouseRelease(canvas, LEFT, pos=end)


def items(tree):
    top = tree.topLevelItem(0)
    return {top.child(n).text(0): top.child(n) for n in range(top.childCount())}


def test_a_fiducial_is_edited_by_its_form_and_the_form_stays(panel):
    choose(panel, Kind.FIDUCIAL, "F2")
    size = panel.findChild(QDoubleSpinBox, "size_mm")
    assert (size.suffix(), size.minimum()) == (" mm", 0.001)
    size.setValue(1.4)
    assert panel.findChild(QDoubleSpinBox, "size_mm") is size
    panel.findChild(QDoubleSpinBox, "x_mm").setValue(7.5)
    assert panel.screen_value.changes == (
        "fiducial F2: moved by (-0.5, 0) mm, to (7.5, 1) mm",
        "fiducial F2: size mm: 1 becomes 1.4",
    )
    button(panel, "undo").click()
    button(panel, "undo").click()
    assert panel.screen_value.changes == ()
    assert panel.findChild(QDoubleSpinBox, "size_mm").value() == 1.0


def test_fields_of_a_shape_come_with_the_shape(panel):
    choose(panel, Kind.FIDUCIAL, "F1")
    assert panel.findChild(QDoubleSpinBox, "arm_mm") is None
    box = panel.findChild(QComboBox, "shape")
    box.setCurrentIndex(box.findData("cross"))
    assert board(panel).fiducials[0].shape is FiducialShape.CROSS
    panel.findChild(QDoubleSpinBox, "arm_mm").setValue(0.3)
    assert board(panel).fiducials[0].arm_mm == 0.3


def test_a_fiducial_is_renamed_but_not_as_another_one(panel, qtbot):
    choose(panel, Kind.FIDUCIAL, "F1")
    line = panel.findChild(QLineEdit, "name")
    line.setText("F2")
    line.editingFinished.emit()
    assert "name it as no other" in panel.findChild(QLabel, "notice").text()
    assert panel.findChild(QLineEdit, "name").text() == "F1"
    line = panel.findChild(QLineEdit, "name")
    line.setText("FID1")
    line.editingFinished.emit()
    assert panel.screen_value.chosen == Choice(Kind.FIDUCIAL, "FID1")
    assert panel.screen_value.changes == ("fiducial F1: is called FID1 now",)


def test_the_buttons_and_keys_are_of_what_is_chosen(panel, qtbot):
    choose(panel, Kind.FIDUCIALS)
    assert button(panel, "add").text() == "Add fiducial"
    assert not button(panel, "delete").isEnabled()
    qtbot.keyClick(panel._frame.canvas, Qt.Key.Key_N, CTRL)
    assert panel.screen_value.chosen == Choice(Kind.FIDUCIAL, "F4")
    qtbot.keyClick(panel._frame.canvas, Qt.Key.Key_D, CTRL)
    assert panel.screen_value.chosen == Choice(Kind.FIDUCIAL, "F5")
    qtbot.keyClick(panel._frame.canvas, Qt.Key.Key_Delete, CTRL)
    assert panel.screen_value.chosen == Choice(Kind.FIDUCIALS)
    assert [f.name for f in board(panel).fiducials] == ["F1", "F2", "F3", "F4"]
    for kind, text in (
        (Kind.MASKS, "Add mask"),
        (Kind.CODES, "Add code"),
        (Kind.BOARD, "Add part"),
    ):
        choose(panel, kind)
        assert button(panel, "add").text() == text
    assert "Test run: board" in button(panel, "try").text()


@pytest.mark.parametrize("kind", [Kind.FIDUCIAL, Kind.MASK, Kind.CODE])
def test_what_lies_on_the_board_is_clicked_dragged_and_moved_by_keys(panel, qtbot, kind):
    panel.add(Choice(kind))
    choice, canvas = panel.screen_value.chosen, panel._frame.canvas
    choose(panel, Kind.BOARD)
    at = canvas.point_of(choice.name, kind).toPoint()
    qtbot.mouseClick(canvas, LEFT, pos=at)
    assert panel.screen_value.chosen == choice
    before = canvas._box()
    qtbot.keyClick(canvas, Qt.Key.Key_Right, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, CTRL)
    after = canvas._box()
    assert after.x_mm - before.x_mm == pytest.approx(0.1, abs=1e-6)
    assert after.y_mm - before.y_mm == pytest.approx(-0.01, abs=1e-6)
    at = canvas.point_of(choice.name, kind).toPoint()
    drag(qtbot, canvas, at, at + QPoint(0, -40))
    assert canvas._box().y_mm > after.y_mm + 0.1
    assert canvas._box().x_mm == after.x_mm
    assert panel.screen_value.chosen == choice


def test_a_mask_is_drawn_on_the_board_with_reason_and_author_before_it_is_saved(panel, qtbot):
    choose(panel, Kind.MASKS)
    button(panel, "add_mask").click()
    assert "nobody could tell why" in panel.findChild(QLabel, "notice").text()
    assert not button(panel, "save").isEnabled()
    canvas, draw = panel._frame.canvas, button(panel, "draw")
    draw.click()
    assert draw.isChecked()
    start, end = (canvas.point_at(*p).toPoint() for p in ((4.0, 2.0), (6.0, 5.0)))
    drag(qtbot, canvas, start, end)
    corners = board(panel).masks[0].polygon_mm
    assert corners[0] == pytest.approx((4.0, 2.0), abs=0.05)
    assert corners[2] == pytest.approx((6.0, 5.0), abs=0.05)
    assert not button(panel, "draw").isChecked()
    for name, text in (("reason", "label"), ("author", "me")):
        line = panel.findChild(QLineEdit, name)
        line.setText(text)
        line.editingFinished.emit()
    assert button(panel, "save").isEnabled()
    assert panel.screen_value.changes[0].startswith('mask "label": added at (')
    text = panel.findChild(QTreeWidget, "tree").currentItem().text(0)
    assert text == "1: label"


def test_drawing_ends_by_escape_by_another_choice_and_changes_nothing(panel, qtbot):
    choose(panel, Kind.FIDUCIAL, "F1")
    canvas = panel._frame.canvas
    button(panel, "draw").click()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not button(panel, "draw").isChecked()
    button(panel, "draw").click()
    choose(panel, Kind.FIDUCIAL, "F2")
    assert not button(panel, "draw").isChecked()
    here = canvas.point_at(5.0, 5.0).toPoint()
    button(panel, "draw").click()
    qtbot.mouseClick(canvas, LEFT, pos=here)  # no box at all
    assert panel.screen_value.changes == ()


def test_a_fiducial_that_is_drawn_is_as_large_as_what_was_drawn_around(panel, qtbot):
    choose(panel, Kind.FIDUCIAL, "F1")
    canvas = panel._frame.canvas
    button(panel, "draw").click()
    drag(qtbot, canvas, canvas.point_at(1.2, 0.4).toPoint(), canvas.point_at(2.4, 1.6).toPoint())
    mark = board(panel).fiducials[0]
    assert (mark.x_mm, mark.y_mm) == pytest.approx((1.8, 1.0), abs=0.05)
    assert mark.size_mm == pytest.approx(1.2, abs=0.05)


def test_corners_of_a_mask_are_edited_as_numbers(panel):
    choose(panel, Kind.MASKS)
    button(panel, "add_mask").click()
    corners = panel.findChild(QTableWidget, "corners")
    corners.item(0, 0).setText("0.5")
    assert board(panel).masks[0].polygon_mm[0][0] == 0.5
    corners.item(0, 0).setText("left")
    assert "is no number of mm" in panel.findChild(QLabel, "notice").text()
    button(panel, "add_corner").click()
    assert len(board(panel).masks[0].polygon_mm) == 5
    assert panel.findChild(QTableWidget, "corners") is corners


def test_a_code_has_place_kinds_and_pattern_and_a_pattern_that_is_none_is_a_problem(panel):
    choose(panel, Kind.CODES)
    button(panel, "add_code").click()
    panel.findChild(QDoubleSpinBox, "width_mm").setValue(3.0)
    for kind in Symbology:
        if kind is not Symbology.DATA_MATRIX:
            panel.findChild(QCheckBox, kind.value).setChecked(False)
    panel.findChild(QCheckBox, "is_serial").setChecked(True)
    line = panel.findChild(QLineEdit, "pattern")
    line.setText("SN[0-9")
    line.editingFinished.emit()
    (code,) = panel.screen_value.recipe.codes
    assert (code.box.width_mm, code.symbologies) == (3.0, (Symbology.DATA_MATRIX,))
    assert code.is_serial
    assert "no regular expression" in panel.findChild(QListWidget, "problems").item(0).text()


def test_the_outline_is_edited_in_the_boards_form(panel):
    choose(panel, Kind.BOARD)
    corners = panel.findChild(QTableWidget, "corners")
    for row in (1, 2):
        corners.item(row, 0).setText("10")
    assert board(panel).outline_mm == ((0, 0), (10.0, 0.0), (10.0, 7.0), (0, 7))
    assert panel.findChild(QTableWidget, "corners") is corners
    corners.item(1, 0).setText("5")
    assert any("outside the outline" in p for p in panel.screen_value.problems)


def test_boards_are_laid_out_in_a_panel_with_outline_fiducial_and_bad_marks(panel):
    choose(panel, Kind.PANEL)
    panel.findChild(QSpinBox, "columns").setValue(2)
    button(panel, "lay_out").click()
    assert panel.screen_value.recipe.panel.sites[1] == BoardSite(1, 11.0, 0.0)
    button(panel, "outline_around").click()
    outline = panel.screen_value.recipe.panel.outline_mm
    assert outline == ((-5.0, -5.0), (25.0, -5.0), (25.0, 12.0), (-5.0, 12.0))
    button(panel, "add_panel_fiducial").click()
    assert panel.screen_value.chosen == Choice(Kind.PANEL_FIDUCIAL, "P1")
    choose(panel, Kind.SITE, "1")
    panel.findChild(QCheckBox, "bad_mark").setChecked(True)
    panel.findChild(QDoubleSpinBox, "x_mm").setValue(12.0)
    site = panel.screen_value.recipe.panel.sites[1]
    assert site.bad_mark is not None
    assert site.x_mm == 12.0
    assert panel.screen_value.problems == ()
    seen = panel._frame.canvas.view_box()
    assert seen.width_mm >= 30.0  # the whole panel is in sight
    choose(panel, Kind.BOARD)
    assert panel._frame.canvas.view_box().width_mm < 30.0


def test_a_site_cannot_have_the_number_of_another(panel):
    choose(panel, Kind.PANEL)
    button(panel, "add_site").click()
    panel.findChild(QSpinBox, "index").setValue(0)
    assert "name it as no other" in panel.findChild(QLabel, "notice").text()
    assert panel.findChild(QSpinBox, "index").value() == 1


def test_the_surface_has_its_parameters_and_limits(panel):
    recipe = replace(panel.screen_value.recipe, surface=default_surface())
    panel.take(Edited(recipe, Choice(Kind.SURFACE)))
    count = len(recipe.surface.limits)
    panel.findChild(QDoubleSpinBox, "sigmas").setValue(5.0)
    panel.findChild(QDoubleSpinBox, "most_uninspected_mm2").setValue(3.0)
    table = panel.findChild(QTableWidget, "limits")
    table.item(0, 2).setText("0.02")
    surface = panel.screen_value.recipe.surface
    assert (surface.check.sigmas, surface.most_uninspected_mm2) == (5.0, 3.0)
    assert (surface.limits[0].high, len(surface.limits)) == (0.02, count)
    assert panel.findChild(QTableWidget, "limits") is table
    panel.findChild(JudgedQuantities)._limits.add("scratch_area")
    added = panel.screen_value.recipe.surface.limits[-1]
    assert (added.quantity, added.code) == ("scratch_area", DefectCode.SCRATCH)
    for _ in range(4):
        button(panel, "undo").click()
    assert panel.screen_value.recipe.surface == recipe.surface
    assert panel.findChild(QDoubleSpinBox, "sigmas").value() == 4.0


def test_what_was_measured_between_the_parts_stands_under_the_surfaces_limits(panel):
    panel._frame.properties.give({("", "foreign_area"): np.array([0.004, 0.02, 0.003])})
    recipe = replace(panel.screen_value.recipe, surface=default_surface())
    panel.take(Edited(recipe, Choice(Kind.SURFACE)))
    assert panel.findChild(LimitHistogram).summary == "foreign area: 3 value(s), 1 outside"


def test_the_surface_is_added_and_removed_again(panel):
    choose(panel, Kind.BOARD)
    button(panel, "add_surface").click()
    assert panel.screen_value.chosen == Choice(Kind.SURFACE)
    assert panel.screen_value.recipe.surface == default_surface()
    assert "Surface" in items(panel.findChild(QTreeWidget, "tree"))
    assert panel.screen_value.problems == ()
    button(panel, "remove_surface").click()
    assert panel.screen_value.recipe.surface is None
    assert panel.screen_value.chosen == Choice()
    assert "Surface" not in items(panel.findChild(QTreeWidget, "tree"))


def test_a_board_can_be_tried_with_its_fiducials_chosen(panel, small_captures, qtbot):
    panel._list_captures((small_captures / "SN000002",))
    qtbot.waitUntil(lambda: not panel.screen_value.busy, timeout=WAIT_MS)
    choose(panel, Kind.FIDUCIALS)
    button(panel, "try").click()
    qtbot.waitUntil(lambda: bool(panel.screen_value.rows), timeout=WAIT_MS)
    assert "FAIL" in panel.findChild(QLabel, "summary").text()


POSITIONS = """Ref,Val,Package,PosX,PosY,Rot,Side
"R1","10k","RESC1608X55N",3.0,2.2,0.0,top
"R2","10k","RESC2012X70N",6.6,3.4,90.0,top
"C1","10k","CAPC1608X90N",3.4,4.6,90.0,top
"C2","10k","CAPC2012X140N",5.2,5.6,0.0,top
"""


def test_a_board_from_a_centroid_file_is_finished_in_the_editor_and_inspects(
    panel, tmp_path, small_captures, qtbot
):
    """From a file without fiducials and outline to a revision by which a drawn board is judged."""
    from inspector.domain.board import Side
    from inspector.domain.recipe import IpcClass

    file = tmp_path / "pos.csv"
    file.write_text(POSITIONS)
    library = shipped("recipes") / "library" / "packages.toml"
    folder = make_board(file, library, tmp_path / "fresh", Side.TOP, IpcClass.CLASS_3)
    panel.open_recipe(folder, new=True)
    qtbot.waitUntil(lambda: panel.screen_value.folder == folder, timeout=WAIT_MS)
    assert panel.screen_value.missing == (Missing.OUTLINE, Missing.FIDUCIALS)
    assert "Still to be done" in panel.findChild(QLabel, "notice").text()
    # the guess begins 3 mm beside the parts: what is drawn at (1, 1) lies there elsewhere
    first = next(p for p in board(panel).placements if p.refdes == "R1")
    dx, dy = first.x_mm - 3.0, first.y_mm - 2.2
    corners = panel.findChild(QTableWidget, "corners")
    for row, (x, y) in enumerate(((0, 0), (9, 0), (9, 7), (0, 7))):
        corners.item(row, 0).setText(f"{x + dx:.6g}")
        corners.item(row, 1).setText(f"{y + dy:.6g}")
    assert panel.screen_value.missing == (Missing.FIDUCIALS,)
    button(panel, "missing_fiducials").click()
    assert panel.screen_value.chosen == Choice(Kind.FIDUCIALS)
    for x, y in ((1, 1), (8, 1), (1, 6)):
        button(panel, "add").click()
        for name, value in (("x_mm", x + dx), ("y_mm", y + dy), ("opening_mm", 1.6)):
            panel.findChild(QDoubleSpinBox, name).setValue(value)
    choose(panel, Kind.BOARD)
    button(panel, "missing_registration").click()
    recipe = panel.screen_value.recipe
    assert recipe.registration is RegistrationKind.FIDUCIALS
    assert (panel.screen_value.missing, panel.screen_value.problems) == ((), ())
    panel.save("A")
    qtbot.waitUntil(lambda: panel.screen_value.folder != folder, timeout=WAIT_MS)
    made = read_recipe(panel.screen_value.folder)
    # drawn boards are of the product "small"
    write_recipe(replace(made, product="small"), tmp_path / "small-made")
    asked = read_asked(tmp_path / "small-made")
    result = inspect_capture(asked, small_captures / "SN000002").result
    verdicts = {part.refdes: part.verdict.name for part in result.boards[0].parts}
    assert verdicts == {"R1": "PASS", "R2": "FAIL", "C1": "PASS", "C2": "PASS"}  # R2 is missing
    assert result.boards[0].pose.residual_mm < 0.01  # of three fiducials


def test_every_control_of_the_new_forms_has_an_accessible_name(panel):
    recipe = replace(panel.screen_value.recipe, surface=default_surface())
    panel.take(Edited(recipe))
    for kind in (Kind.MASK, Kind.CODE, Kind.PANEL_FIDUCIAL):
        panel.add(Choice(kind))
    chosen = (
        Choice(), Choice(Kind.FIDUCIALS), Choice(Kind.FIDUCIAL, "F1"), Choice(Kind.MASK, "1"),
        Choice(Kind.CODE, "CODE1"), Choice(Kind.SURFACE), Choice(Kind.PANEL),
        Choice(Kind.SITE, "0"), Choice(Kind.PANEL_FIDUCIAL, "P1"),
    )  # fmt: skip
    kinds = (QPushButton, QComboBox, QLineEdit, QDoubleSpinBox, QSpinBox, QCheckBox, QTableWidget)
    for choice in chosen:
        panel.take(Chosen(choice))
        page = panel._frame.properties.widget()
        for widget in (w for kind in kinds for w in page.findChildren(kind)):
            if not widget.objectName().startswith("qt_"):
                said = widget.accessibleName() or getattr(widget, "text", str)()
                assert said, (choice, type(widget).__name__, widget.objectName())
