from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import pytest
from annotated_types import Interval, doc
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QSpinBox,
)

from inspector.checks import all_checks
from inspector.checks.body_offset import BodyOffset
from inspector.domain.geometry import Box
from ui.widgets.form import FieldsForm, Said, label_of, unit_of


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Sample:
    size_mm: Annotated[float, Interval(ge=0, le=1), doc("how large")] = 0.25
    tries: Annotated[int, Interval(ge=1, le=9)] = 3
    on: bool = False
    colour: Colour = Colour.RED
    note: str = ""


@pytest.fixture
def form(qtbot):
    form = FieldsForm(Sample())
    qtbot.addWidget(form)
    return form


def test_names_lose_their_unit_which_is_shown_behind_the_number():
    assert (label_of("cap_rim_mm"), unit_of("cap_rim_mm")) == ("cap rim", " mm")
    assert (label_of("sigmas"), unit_of("sigmas")) == ("sigmas", "")


def test_bounds_units_and_help_come_from_the_type(form):
    size = form.findChild(QDoubleSpinBox, "size_mm")
    assert (size.minimum(), size.maximum(), size.value()) == (0, 1, 0.25)
    assert size.suffix() == " mm"
    assert size.toolTip() == size.accessibleDescription() == "how large"
    assert size.accessibleName() == "size"
    assert any("how large" in label.text() for label in form.findChildren(QLabel))


def test_a_change_gives_another_value_and_leaves_the_old_one(form, qtbot):
    old = form.value
    with qtbot.waitSignal(form.changed) as changed:
        form.findChild(QDoubleSpinBox, "size_mm").setValue(0.5)
    assert changed.args == [Sample(size_mm=0.5)]
    assert old == Sample()


def test_each_kind_of_field_has_its_editor(form):
    form.findChild(QSpinBox, "tries").setValue(5)
    form.findChild(QCheckBox, "on").setChecked(True)
    form.findChild(QComboBox, "colour").setCurrentText("blue")
    note = form.findChild(QLineEdit, "note")
    note.setText("seen")
    note.editingFinished.emit()
    assert form.value == Sample(tries=5, on=True, colour=Colour.BLUE, note="seen")


def test_a_number_beyond_its_bounds_is_not_taken(form):
    size = form.findChild(QDoubleSpinBox, "size_mm")
    size.setValue(7.0)
    assert form.value.size_mm == 1.0


@pytest.mark.parametrize("kind", all_checks().values(), ids=lambda kind: kind.name)
def test_every_check_has_a_form_that_says_what_its_fields_are(kind, qtbot):
    check = kind()
    form = FieldsForm(check)
    qtbot.addWidget(form)
    for editor in form.findChildren(QDoubleSpinBox):
        assert editor.accessibleDescription(), editor.objectName()
        assert editor.value() == pytest.approx(getattr(check, editor.objectName()), abs=1e-4)
    assert form.value == check


def test_small_defaults_are_not_rounded_away(qtbot):
    form = FieldsForm(BodyOffset())
    qtbot.addWidget(form)
    assert form.findChild(QDoubleSpinBox, "u_edge_mm").value() == 0.0015


@dataclass(frozen=True, slots=True)
class Place:
    box: Box
    colours: tuple[Colour, ...] = (Colour.RED,)
    depth_mm: float = 0.0
    hidden: str = ""


SAID = Said(
    {"depth_mm": "how deep", "width_mm": "breadth"},
    {"depth_mm": "below the surface"},
    {"depth_mm": (0.0, None), "width_mm": (0.001, None)},
    {"blue": "azure"},
)


@pytest.fixture
def place(qtbot):
    form = FieldsForm(Place(Box(1.0, 2.0, 3.0, 4.0)), hidden=("hidden",), said=SAID)
    qtbot.addWidget(form)
    return form


def test_a_box_is_edited_by_its_own_fields(place, qtbot):
    with qtbot.waitSignal(place.changed) as changed:
        place.findChild(QDoubleSpinBox, "width_mm").setValue(5.0)
    assert changed.args[0].box == Box(1.0, 2.0, 5.0, 4.0)


def test_several_are_ticked_and_keep_the_order_of_their_kind(place):
    place.findChild(QCheckBox, "blue").setChecked(True)
    place.findChild(QCheckBox, "red").setChecked(False)
    place.findChild(QCheckBox, "red").setChecked(True)
    assert place.value.colours == (Colour.RED, Colour.BLUE)


def test_labels_help_bounds_and_words_may_be_said_beside_the_type(place):
    depth = place.findChild(QDoubleSpinBox, "depth_mm")
    assert (depth.accessibleName(), depth.toolTip()) == ("how deep", "below the surface")
    depth.setValue(-1.0)
    assert place.value.depth_mm == 0.0
    assert place.findChild(QDoubleSpinBox, "width_mm").minimum() == 0.001
    assert place.findChild(QCheckBox, "blue").text() == "azure"
    assert place.findChild(QLineEdit, "hidden") is None


def test_a_choice_shows_words_and_gives_values(qtbot):
    form = FieldsForm(Sample(), choices={"colour": ("red", "blue")}, said=SAID)
    qtbot.addWidget(form)
    box = form.findChild(QComboBox, "colour")
    box.setCurrentIndex(box.findText("azure"))
    assert form.value.colour is Colour.BLUE


def test_the_wheel_over_a_field_that_nobody_chose_edits_nothing(qtbot):
    form = FieldsForm(BodyOffset())
    qtbot.addWidget(form)
    form.show()
    edits = []
    form.changed.connect(edits.append)
    at = QPointF(5.0, 5.0)
    for field in (*form.findChildren(QDoubleSpinBox), *form.findChildren(QComboBox)):
        field.clearFocus()
        buttons, held = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        phase = Qt.ScrollPhase.NoScrollPhase
        place = QPointF(field.mapToGlobal(at.toPoint()))
        turned = QWheelEvent(at, place, QPoint(), QPoint(0, 120), buttons, held, phase, False)  # noqa: FBT003
        QApplication.sendEvent(field, turned)
    assert edits == []
    assert form.value == BodyOffset()
