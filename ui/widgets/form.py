"""A form made from the fields of a frozen dataclass: bounds, units and help come from its types."""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from enum import Enum
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from annotated_types import DocInfo, Interval
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.sentences import spoken

UNITS = {
    "mm": " mm", "mm2": " mm²", "deg": "°", "s": " s", "ms": " ms", "px": " px", "percent": " %",
}  # fmt: skip
"""Shown behind a number, by how its name ends."""
DECIMALS = 4
FARTHEST = 1e6
WHOLE = 2**31 - 1
STEPS = 100
"""Steps of the arrows between the bounds of a field."""


def unit_of(name: str) -> str:
    """Give the unit that a name ends with, as it is shown; empty without one."""
    return UNITS.get(name.rpartition("_")[2], "")


def label_of(name: str) -> str:
    """Give a name as people read it: without its unit, with blanks."""
    head, _, tail = name.rpartition("_")
    return (head if head and tail in UNITS else name).replace("_", " ")


def bounds_of(hint: object) -> tuple[float | None, float | None]:
    """Give the least and the largest value that a type's notes allow, None where there is none."""
    for note in _notes(hint):
        if isinstance(note, Interval):
            low = note.ge if note.ge is not None else note.gt
            high = note.le if note.le is not None else note.lt
            return _number(low), _number(high)
    return None, None


def help_of(hint: object) -> str:
    """Give what a type's notes say of a field."""
    return next((n.documentation for n in _notes(hint) if isinstance(n, DocInfo)), "")


class _WheelGuard(QObject):
    """Lets the wheel scroll the page: over a field that nobody has chosen it edits nothing."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        field = watched if isinstance(watched, QWidget) else None
        if event.type() is QEvent.Type.Wheel and field is not None and not field.hasFocus():
            event.ignore()  # the page above takes it
            return True
        return False


class FieldsForm(QWidget):
    """One row a field; a change emits a new value, the old one stays as it was.

    Numbers, yes or no, choices and texts have editors; other fields are shown as they are.

    Parameters
    ----------
    value
        A frozen dataclass.
    choices
        Texts to choose from, by field, where any text will not do.
    fixed
        Fields that are shown and not edited.
    helps
        What is said of fields whose types say nothing.
    """

    changed = Signal(object)

    def __init__(
        self,
        value: Any,  # noqa: ANN401 - any frozen dataclass
        choices: Mapping[str, tuple[str, ...]] | None = None,
        fixed: tuple[str, ...] = (),
        helps: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.value = value
        self._choices, self._fixed = choices or {}, fixed
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        hints = get_type_hints(type(value), include_extras=True)
        guard = _WheelGuard(self)
        for name in (f.name for f in fields(value)):
            editor = self._editor(name, hints[name])
            told = help_of(hints[name]) or (helps or {}).get(name, "")
            editor.setObjectName(name)
            if isinstance(editor, QComboBox | QAbstractSpinBox):
                editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                editor.installEventFilter(guard)
            editor.setAccessibleName(spoken(label_of(name)))
            editor.setAccessibleDescription(told)
            editor.setToolTip(told)
            label = QLabel(spoken(label_of(name)))
            label.setBuddy(editor)
            layout.addRow(label, _with_help(editor, told, hints[name]))

    def _editor(self, name: str, hint: object) -> QWidget:
        now, kind = getattr(self.value, name), _plain(hint)
        if name in self._fixed:
            return QLabel(_shown(now))
        if name in self._choices:
            return self._choice(name, self._choices[name], now, str)
        if kind is bool:
            box = QCheckBox()
            box.setChecked(now)
            box.toggled.connect(lambda on: self._set(name, on))
            return box
        if isinstance(kind, type) and issubclass(kind, Enum):
            entries = tuple(str(entry.value) for entry in kind)
            return self._choice(name, entries, now.value, kind)
        if kind is int:
            return self._whole(name, hint, now)
        if kind is float:
            return self._float(name, hint, now)
        if kind is str:
            text = QLineEdit(now)
            text.editingFinished.connect(lambda: self._set(name, text.text()))
            return text
        return QLabel(_shown(now))

    def _choice(
        self, name: str, entries: tuple[str, ...], now: str, kind: Callable[[str], object]
    ) -> QComboBox:
        box = QComboBox()
        for entry in entries:
            box.addItem(spoken(entry), entry)
        box.setCurrentIndex(box.findData(now))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.currentIndexChanged.connect(lambda at: self._set(name, kind(box.itemData(at))))
        return box

    def _whole(self, name: str, hint: object, now: int) -> QSpinBox:
        low, high = bounds_of(hint)
        whole = QSpinBox()
        whole.setRange(int(-WHOLE if low is None else low), int(WHOLE if high is None else high))
        whole.setSuffix(unit_of(name))
        whole.setValue(now)
        whole.setKeyboardTracking(False)
        whole.valueChanged.connect(lambda number: self._set(name, number))
        return whole

    def _float(self, name: str, hint: object, now: float) -> QDoubleSpinBox:
        low, high = bounds_of(hint)
        number = QDoubleSpinBox()
        number.setDecimals(DECIMALS)  # before the range, which is rounded to it
        number.setRange(-FARTHEST if low is None else low, FARTHEST if high is None else high)
        number.setSingleStep(_step(low, high))
        number.setSuffix(unit_of(name))
        number.setValue(now)
        number.setKeyboardTracking(False)  # an edit is done when the person says so
        number.valueChanged.connect(lambda value: self._set(name, value))
        return number

    def _set(self, name: str, value: object) -> None:
        if getattr(self.value, name) == value:
            return
        self.value = replace(self.value, **{name: value})
        self.changed.emit(self.value)


def _with_help(editor: QWidget, told: str, hint: object) -> QWidget:
    low, high = bounds_of(hint)
    span = "" if low is None or high is None else f"{low:g} … {high:g}"
    text = " · ".join(filter(None, (told, span)))
    if not text:
        return editor
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 4)
    layout.setSpacing(1)
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", "small")
    layout.addWidget(editor)
    layout.addWidget(label)
    return both


def _notes(hint: object) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def _plain(hint: object) -> object:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _number(bound: object) -> float | None:
    return float(bound) if isinstance(bound, int | float) and math.isfinite(bound) else None


def _step(low: float | None, high: float | None) -> float:
    if low is None or high is None or high - low >= STEPS:
        return 0.1
    return float(10.0 ** math.floor(math.log10((high - low) / STEPS) + 0.5))


def _shown(value: object) -> str:
    if value is None or isinstance(value, NoneType) or value == "":
        return "-"
    return str(value.value) if isinstance(value, Enum) else str(value)
