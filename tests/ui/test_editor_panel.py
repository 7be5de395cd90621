"""The editor's behaviour in a window without a screen."""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QTableWidget,
    QTreeWidget,
)

from inspector.batch import inspect_capture, read_asked
from inspector.formats.shipped import shipped
from inspector.store.measured import measured_values
from inspector.store.store import Store
from ui.editor.histogram import LimitHistogram
from ui.editor.model import Choice, Chosen, Kind
from ui.editor.new_board import NewBoardDialog
from ui.editor.panel import EditorPanel

CHIP = "RESC1608X55N"
WAIT_MS = 60_000


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


def choose(panel, kind, name, check=""):
    panel.take(Chosen(Choice(kind, name, check)))


def button(panel, name):
    return panel.findChild(QPushButton, name)


def test_it_opens_the_first_recipe_and_shows_its_tree(panel):
    tree = panel.findChild(QTreeWidget, "tree")
    headings = [tree.topLevelItem(0).child(n).text(0) for n in range(4)]
    assert headings == ["Fiducials", "Masks", "Codes", "Panel"]
    assert tree.topLevelItem(0).childCount() == 4 + 4  # packages
    assert panel.findChild(QComboBox, "recipes").currentText() == "small"


def test_a_check_is_edited_by_its_form_and_undone(panel, qtbot):
    choose(panel, Kind.CHECK, CHIP, "body_offset")
    panel.findChild(QDoubleSpinBox, "min_contrast").setValue(0.3)
    assert panel.screen_value.changes == (f"{CHIP}: body_offset min contrast: 0.15 becomes 0.3",)
    qtbot.mouseClick(button(panel, "undo"), Qt.MouseButton.LeftButton)
    assert panel.screen_value.changes == ()
    assert panel.findChild(QDoubleSpinBox, "min_contrast").value() == 0.15


def test_a_limit_is_edited_in_the_table_and_a_text_that_is_none_is_refused(panel):
    choose(panel, Kind.PACKAGE, CHIP)
    table = panel.findChild(QTableWidget, "limits")
    row = next(r for r in range(table.rowCount()) if table.item(r, 0).text() == "body offset x")
    table.item(row, 2).setText("0.1")
    assert "becomes -0.15 to 0.1, tighter" in panel.screen_value.changes[0]
    table = panel.findChild(QTableWidget, "limits")
    table.item(row, 2).setText("many")
    assert "not known" in panel.findChild(QLabel, "notice").text()
    assert len(panel.screen_value.changes) == 1


def test_limits_of_the_class_are_not_edited(panel):
    choose(panel, Kind.PACKAGE, CHIP)
    table = panel.findChild(QTableWidget, "limits")
    row = next(r for r in range(table.rowCount()) if table.item(r, 0).text() == "side overhang")
    assert not table.item(row, 2).flags() & Qt.ItemFlag.ItemIsEditable


def test_one_part_has_limits_of_its_own_with_reason_and_author(panel):
    choose(panel, Kind.PART, "R1")
    for reason, count in (("", 0), ("glued", 1)):
        panel.findChild(QLineEdit, "reason").setText(reason)
        panel.findChild(QLineEdit, "author").setText("me")
        table = panel.findChild(QTableWidget, "limits")
        row = next(r for r in range(table.rowCount()) if table.item(r, 0).text() == "body offset x")
        table.item(row, 2).setText("0.3")
        assert len(panel.screen_value.recipe.overrides) == count
    override = panel.screen_value.recipe.overrides_by_refdes["R1"]
    assert (override.reason, override.author) == ("glued", "me")
    button(panel, "as_package").click()
    assert panel.screen_value.recipe.overrides == ()


def test_parts_are_added_copied_moved_and_deleted(panel, qtbot):
    choose(panel, Kind.PART, "R1")
    for name in ("copy", "add"):
        button(panel, name).click()
    assert [p.refdes for p in panel.screen_value.recipe.board.placements][-2:] == ["R3", "R4"]
    choose(panel, Kind.PART, "R3")
    panel.findChild(QDoubleSpinBox, "y_mm").setValue(5.0)
    button(panel, "turn_left").click()
    part = next(p for p in panel.screen_value.recipe.board.placements if p.refdes == "R3")
    assert (part.x_mm, part.y_mm, part.rotation_deg) == (4.0, 5.0, 90.0)
    button(panel, "delete").click()
    assert all(p.refdes != "R3" for p in panel.screen_value.recipe.board.placements)


def test_a_part_is_chosen_and_moved_on_the_board(panel, qtbot):
    canvas = panel._frame.canvas
    at = canvas.point_of("R1").toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert panel.screen_value.chosen == Choice(Kind.PART, "R1")
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert panel.screen_value.changes == ("R1: moved by (+0.01, 0) mm, to (3.01, 2.2) mm",)
    at = canvas.point_of("R1").toPoint()
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(canvas, at + QPoint(30, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(30, 0))
    part = panel.screen_value.recipe.board.placements[0]
    assert part.x_mm > 3.1
    assert part.y_mm == 2.2


def test_a_contradiction_is_shown_and_nothing_can_be_saved(panel):
    panel.push(Choice(Kind.PART, "R1"), 99.0, 0.0)
    assert "R1 lies outside the outline" in panel.findChild(QLabel, "notice").text()
    assert panel.findChild(QListWidget, "problems").count() == 1
    assert not button(panel, "save").isEnabled()
    assert not button(panel, "try").isEnabled()


def test_a_trial_of_a_part_shows_values_against_limits_and_what_was_looked_at(
    panel, small_captures, qtbot
):
    panel._list_captures((small_captures / "SN000002",))
    qtbot.waitUntil(lambda: not panel.screen_value.busy, timeout=WAIT_MS)
    choose(panel, Kind.PART, "R2")
    button(panel, "try").click()
    qtbot.waitUntil(lambda: bool(panel.screen_value.rows), timeout=WAIT_MS)
    assert panel.findChild(QLabel, "summary").text() == "1 FAIL"
    rows = panel.findChild(QTableView, "trial").model()
    first = [rows.data(rows.index(0, column)) for column in range(rows.columnCount())]
    assert first[0].startswith("R2")
    assert first[4] == "✕ FAIL"
    names = panel.findChild(QListWidget, "inside_names")
    assert "ring" in [names.item(n).text() for n in range(names.count())]
    panel.push(Choice(Kind.PART, "R2"), 0.01, 0.0)
    assert "edited since this trial" in panel.findChild(QLabel, "notice").text()


def test_a_new_revision_is_saved_beside_the_old_one(panel, recipe, qtbot):
    panel.push(Choice(Kind.PART, "R1"), 0.1, 0.0)
    panel.save("B2")
    qtbot.waitUntil(lambda: not panel.screen_value.changes, timeout=WAIT_MS)
    assert panel.screen_value.folder.name == "small-B2"
    assert panel.screen_value.recipe.revision == "B2"
    assert panel.findChild(QComboBox, "recipes").currentText() == "small-B2"


def test_a_broken_recipe_is_a_state_with_the_reason_and_a_way_out(panel, recipe, qtbot):
    broken = shutil.copytree(recipe, recipe.with_name("broken"))
    (broken / "recipe.toml").write_text('format = "recipe/1"\nproduct = 3\n')
    panel.open_recipe(broken)
    qtbot.waitUntil(lambda: bool(panel.screen_value.refused), timeout=WAIT_MS)
    assert "recipe.toml" in panel.findChild(QLabel, "notice").text()
    assert button(panel, "open").isEnabled()
    panel.open_recipe(recipe)
    qtbot.waitUntil(lambda: panel.screen_value.recipe is not None, timeout=WAIT_MS)
    assert panel.screen_value.refused == ""


def test_stored_measurements_stand_under_the_limit(services, recipe, small_captures, qtbot):
    with Store(services.record) as store:
        for serial in ("SN000001", "SN000002"):
            store.record(inspect_capture(read_asked(recipe), small_captures / serial).result, {})
    values = measured_values(services.record, "small")
    assert len(values["R1", "body_offset_x"]) == 2
    assert len(measured_values(services.record, "other")) == 0
    panel = EditorPanel(replace(services, recipes=(recipe,)))
    qtbot.addWidget(panel)
    panel.open_recipe(recipe)
    qtbot.waitUntil(lambda: panel.screen_value.recipe is not None, timeout=WAIT_MS)
    choose(panel, Kind.PART, "R1")
    qtbot.waitUntil(lambda: "2 value" in panel.findChild(LimitHistogram).summary, timeout=WAIT_MS)
    assert panel.findChild(LimitHistogram).summary == "presence: 2 value(s), 0 outside"


def test_without_a_record_the_histogram_says_so(panel, qtbot):
    choose(panel, Kind.PART, "R1")
    qtbot.waitUntil(
        lambda: "there is no record here" in panel.findChild(LimitHistogram).summary,
        timeout=WAIT_MS,
    )


POSITIONS = """Ref,Val,Package,PosX,PosY,Rot,Side
"R1","10k","RESC1608X55N",10.0,10.0,0.0,top
"R2","10k","{package}",14.0,10.0,90.0,top
"""


def test_a_new_board_is_made_of_positions_and_a_library_or_the_reason_is_said(
    services, tmp_path, qtbot
):
    dialog = NewBoardDialog(services)
    qtbot.addWidget(dialog)
    file = tmp_path / "pos.csv"
    dialog.make()
    assert "name both files" in dialog.findChild(QLabel, "reason").text()
    dialog.positions.setText(str(file))
    dialog.packages.setText(str(shipped("recipes") / "library" / "packages.toml"))
    dialog.folder.setText(str(tmp_path / "fresh"))
    file.write_text(POSITIONS.format(package="UNKNOWN"))
    dialog.make()
    reason = dialog.findChild(QLabel, "reason")
    qtbot.waitUntil(lambda: "no package UNKNOWN" in reason.text(), timeout=WAIT_MS)
    file.write_text(POSITIONS.format(package="RESC1608X55N"))
    dialog.make()
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=WAIT_MS)
    assert (dialog.made / "placements.csv").is_file()


def test_every_control_has_an_accessible_name(panel):
    choose(panel, Kind.PART, "R1")
    kinds = (QPushButton, QComboBox, QLineEdit, QDoubleSpinBox, QTableView, QTreeWidget)
    for widget in (w for kind in kinds for w in panel.findChildren(kind)):
        if widget.objectName().startswith("qt_"):
            continue
        said = widget.accessibleName() or getattr(widget, "text", str)()
        assert said, (type(widget).__name__, widget.objectName())


def test_what_is_edited_while_a_revision_is_written_is_not_lost(panel, recipe, qtbot):
    panel.push(Choice(Kind.PART, "R1"), 0.1, 0.0)
    panel.save("B")
    panel.push(Choice(Kind.PART, "R1"), 0.1, 0.0)  # before the answer is there
    panel._do("something", lambda: None, lambda _: None, lambda _: None)  # and other work is asked
    qtbot.waitUntil(lambda: panel.screen_value.folder != recipe, timeout=WAIT_MS)
    shown, released = panel.screen_value.recipe, panel.screen_value.released
    assert (released.revision, shown.revision) == ("B", "B")
    assert released.board.placements[0].x_mm == pytest.approx(3.1)
    assert shown.board.placements[0].x_mm == pytest.approx(3.2)
    assert panel.screen_value.changes


def test_a_row_of_a_trial_that_is_no_part_of_the_recipe_chooses_nothing(panel):
    choose(panel, Kind.PART, "R1")
    for name in ("surface", "R99"):
        panel._on_part(name)
        assert panel.screen_value.chosen == Choice(Kind.PART, "R1")


def test_an_edit_leaves_the_rest_of_the_tree_as_it_is(panel):
    board = panel.findChild(QTreeWidget, "tree").topLevelItem(0)
    branches = [board.child(n) for n in range(board.childCount())]
    chip = next(branch for branch in branches if branch.text(0) == CHIP)

    def parts():
        below = [chip.child(n) for n in range(chip.childCount())]
        return {item.text(0): item for item in below if item.text(0).startswith("R")}

    before = parts()
    panel.push(Choice(Kind.PART, "R1"), 0.1, 0.0)
    assert parts()["R1"] is before["R1"]  # only its place has changed
    choose(panel, Kind.PART, "R1")
    panel.copy()
    assert [board.child(n) for n in range(board.childCount())] == branches
    assert list(parts()) == [*before, "R3"]
    assert panel.findChild(QTreeWidget, "tree").currentItem().text(0) == "R3"
    panel.undo()
    assert list(parts()) == list(before)
