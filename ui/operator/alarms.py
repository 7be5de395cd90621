"""Alarms as an operator reads them: what is wrong, what to do, and the particulars below."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.station.alarms import AlarmNumber
from inspector.station.events import Alarm
from ui.operator.model import HALTING
from ui.sentences import spoken
from ui.theme import Tone, colour
from ui.words import alarm_advice, alarm_word

MOST = 3
"""Alarms that are shown at a time, the newest first; the rest is counted."""


class AlarmList(QWidget):
    """The alarms that stand; ``seen`` asks to take one off."""

    seen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alarms")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[object, ...] = ()
        self.setVisible(False)

    def draw(self, alarms: Sequence[Alarm], refusal: str) -> None:
        """Show the alarms; ``refusal`` is why the station could not be opened."""
        if (refusal, *alarms) == self._shown:
            return
        self._shown = (refusal, *alarms)
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()  # at once; it goes when the event loop has a moment
                widget.deleteLater()
        if refusal:
            title = self.tr("The station cannot start")
            advice = self.tr("Mend what is named below, then press Start.")
            self._layout.addWidget(AlarmCard(title, advice, spoken(refusal), bad=True))
        for alarm in list(reversed(alarms))[:MOST]:
            self._layout.addWidget(self._card(alarm))
        left = len(alarms) - MOST
        if left > 0:
            self._layout.addWidget(QLabel(self.tr("and {count} more").format(count=left)))
        self.setVisible(bool(refusal or alarms))

    def _card(self, alarm: Alarm) -> "AlarmCard":
        number = alarm.number
        halting = number in HALTING
        card = AlarmCard(alarm_word(number), alarm_advice(number), spoken(alarm.text), bad=halting)
        if not halting:
            button = QPushButton(self.tr("Seen"))
            button.setObjectName(f"seen_{number.name.lower()}")
            button.setAccessibleName(self.tr("Seen: {alarm}").format(alarm=alarm_word(number)))
            button.setMinimumHeight(44)
            button.clicked.connect(lambda: self._saw(number))
            card.add(button)
        return card

    def _saw(self, number: AlarmNumber) -> None:
        self.seen.emit(number)


class AlarmCard(QFrame):
    """One alarm."""

    def __init__(self, title: str, advice: str, text: str, *, bad: bool) -> None:
        super().__init__()
        self._tone = Tone.BAD if bad else Tone.WARNING
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{advice} {text}")
        head, todo, detail = QLabel(title), QLabel(advice), QLabel(text)
        head.setProperty("role", "large")
        detail.setProperty("role", "small")
        for label in (head, todo, detail):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout()
        column.setSpacing(2)
        for label in (head, todo, detail):
            column.addWidget(label)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 8, 6)
        self._row.addLayout(column, 1)

    def add(self, button: QPushButton) -> None:
        """Put a button at its end."""
        self._row.addWidget(button)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            tone = colour(self._tone)
            back = QColor(tone)
            back.setAlpha(46)
            painter.fillRect(self.rect(), back)
            painter.fillRect(0, 0, 7, self.height(), tone)
            painter.setPen(QPen(tone, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
