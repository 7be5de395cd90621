"""A form made from the fields of a frozen dataclass: bounds, units and help come from its types."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
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

from inspector.domain.geometry import Box
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


Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of fields whose types say nothing, each by the field's name.

    Parameters
    ----------
    labels
        What a field is called; else its name without the unit.
    helps
        What it means.
    bounds
        Its least and largest value.
    words
        How values of choices are called, by the value.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """Give what a field is called."""
        return self.labels.get(name, spoken(label_of(name)))

    def word(self, value: str) -> str:
        """Give how a value is called."""
        return self.words.get(value, spoken(value))


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

    Numbers, yes or no, choices, several choices, texts and boxes have editors; other fields are
    shown as they are.

    Parameters
    ----------
    value
        A frozen dataclass.
    choices
        Values to choose from, by field, where any text, or any of its kind, will not do.
    fixed
        Fields that are shown and not edited.
    hidden
        Fields that are neither.
    helps
        What is said of fields whose types say nothing.
    said
        ... with labels, bounds and words besides.
    """

    changed = Signal(object)

    def __init__(  # noqa: PLR0913 - each has a default
        self,
        value: Any,  # noqa: ANN401 - any frozen dataclass
        choices: Mapping[str, tuple[str, ...]] | None = None,
        fixed: tuple[str, ...] = (),
        helps: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
        *,
        hidden: tuple[str, ...] = (),
        said: Said | None = None,
    ) -> None:
        super().__init__(parent)
        self.value = value
        self._choices, self._fixed = choices or {}, fixed
        self._said = said or Said(helps=helps or {})
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        hints = get_type_hints(type(value), include_extras=True)
        guard = _WheelGuard(self)
        for name in (f.name for f in fields(value) if f.name not in hidden):
            editor = self._editor(name, hints[name])
            told = help_of(hints[name]) or self._said.helps.get(name, "")
            editor.setObjectName(name)
            if isinstance(editor, QComboBox | QAbstractSpinBox):
                editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                editor.installEventFilter(guard)
            editor.setAccessibleName(self._said.label(name))
            editor.setAccessibleDescription(told)
            editor.setToolTip(told)
            label = QLabel(self._said.label(name))
            label.setBuddy(editor)
            layout.addRow(label, _with_help(editor, told, self._bounds(name, hints[name])))

    def _bounds(self, name: str, hint: object) -> Bounds:
        return self._said.bounds.get(name) or bounds_of(hint)

    def _editor(self, name: str, hint: object) -> QWidget:
        now, kind = getattr(self.value, name), _plain(hint)
        if name in self._fixed:
            return QLabel(_shown(now))
        if isinstance(kind, type) and issubclass(kind, Enum):
            entries = self._choices.get(name) or tuple(str(entry.value) for entry in kind)
            return self._choice(name, entries, now.value, kind)
        if name in self._choices:
            return self._choice(name, self._choices[name], now, str)
        if kind is bool:
            box = QCheckBox()
            box.setChecked(now)
            box.toggled.connect(lambda on: self._set(name, on))
            return box
        if kind in (int, float):
            return (self._whole if kind is int else self._float)(name, hint, now)
        if kind is str:
            text = QLineEdit(now)
            text.editingFinished.connect(lambda: self._set(name, text.text()))
            return text
        if kind is Box:
            return self._box(name, now)
        several = _several_of(kind)
        return self._several(name, several, now) if several else QLabel(_shown(now))

    def _box(self, name: str, now: Box) -> QWidget:
        form = FieldsForm(now, said=self._said)
        form.changed.connect(lambda box: self._set(name, box))
        return form

    def _several(self, name: str, kind: type[Enum], now: tuple[Enum, ...]) -> QWidget:
        """Give one box to tick for each of a kind; they stay in the kind's order."""
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        ticks = {entry: QCheckBox(self._said.word(str(entry.value))) for entry in kind}

        def taken() -> None:
            self._set(name, tuple(entry for entry, tick in ticks.items() if tick.isChecked()))

        for entry, tick in ticks.items():
            tick.setObjectName(str(entry.value))
            tick.setChecked(entry in now)
            tick.toggled.connect(lambda _on: taken())
            layout.addWidget(tick)
        return page

    def _choice(
        self, name: str, entries: tuple[str, ...], now: str, kind: Callable[[str], object]
    ) -> QComboBox:
        box = QComboBox()
        for entry in entries:
            box.addItem(self._said.word(entry), entry)
        box.setCurrentIndex(box.findData(now))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.currentIndexChanged.connect(lambda _index: self._set(name, kind(box.currentData())))
        return box

    def _whole(self, name: str, hint: object, now: int) -> QSpinBox:
        low, high = self._bounds(name, hint)
        whole = QSpinBox()
        whole.setRange(int(-WHOLE if low is None else low), int(WHOLE if high is None else high))
        whole.setSuffix(unit_of(name))
        whole.setValue(now)
        whole.setKeyboardTracking(False)
        whole.valueChanged.connect(lambda number: self._set(name, number))
        return whole

    def _float(self, name: str, hint: object, now: float) -> QDoubleSpinBox:
        low, high = self._bounds(name, hint)
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


def _with_help(editor: QWidget, told: str, bounds: Bounds) -> QWidget:
    low, high = bounds
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


def _several_of(kind: object) -> type[Enum] | None:
    """Give the kind that a field holds several of: ``tuple[Colour, ...]`` holds colours."""
    inner = get_args(kind)[0] if get_origin(kind) is tuple else None
    return inner if isinstance(inner, type) and issubclass(inner, Enum) else None


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
