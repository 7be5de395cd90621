"""The operator screen: read from two metres, used with gloves; it edits nothing."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.result import PanelResult
from inspector.station.alarms import AlarmNumber
from inspector.station.events import Identified, PanelArrived
from ui.operator.alarms import AlarmList
from ui.operator.marks import PanelOutlines, pending_layers, read_outlines, result_layers
from ui.operator.model import OperatorScreen, Reason, after, without_alarm
from ui.operator.signs import SignalTower, Strip, VerdictSign
from ui.operator.texts import Texts
from ui.pictures import PanelPicture
from ui.sentences import spoken
from ui.services import Services
from ui.station_thread import Opened, ScreenEvent
from ui.widgets.scene import Layer
from ui.widgets.viewer import Viewer

MOST_REASONS = 100
"""Reasons that are listed: nobody reads more, and laying out thousands stops the screen."""


class OperatorPanel(QWidget):
    """Verdict, reasons, picture, counters, alarms; buttons that only ask."""

    start_requested = Signal()
    pause_requested = Signal()
    stop_requested = Signal()
    recipe_requested = Signal(str)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("operator")
        self._services = services
        self._texts = Texts()
        self._screen = OperatorScreen()
        self._outlines: dict[str, PanelOutlines] = {}
        self._marked = ""
        self._painted: str | None = None  # serial of the panel whose pictures are wanted
        self._told: tuple[Reason, ...] = ()
        self._build()
        self.draw(self._screen)

    # What happens

    @Slot(object)
    def on_event(self, event: ScreenEvent) -> None:
        """Take an event of the station, in the GUI thread."""
        before = self._screen
        self._screen = after(self._screen, event)
        if isinstance(event, Opened):
            self._read_outlines(event.products)
        if isinstance(event, PanelArrived):
            self._forget()
        if isinstance(event, Identified):
            self._painted = event.serial
        if self._screen.result is not before.result and self._screen.result:
            self._mark_result(self._screen.product, self._screen.result)
        elif self._screen.product != before.product and self._screen.product:
            self._mark_pending(self._screen.product)
        self.draw(self._screen)

    @Slot(object)
    def on_picture(self, picture: PanelPicture) -> None:
        """Show what is there of the panel's picture; one of the panel before comes too late."""
        if picture.serial == self._painted:
            self._viewer.show_tiles(picture.tiles)

    def _forget(self) -> None:
        """Show nothing of the panel before beside what is said of the next."""
        self._marked, self._painted = "", None
        self._viewer.show_tiles(())
        self._viewer.show_layers(())

    def see_alarm(self, number: AlarmNumber) -> None:
        """Take an alarm off that a person has seen."""
        self._screen = without_alarm(self._screen, number)
        self.draw(self._screen)

    # What is shown

    def draw(self, screen: OperatorScreen) -> None:
        """Show a screen, whatever was shown before."""
        texts = self._texts
        self._sign.draw(screen.word, texts.word(screen.word))
        self._serial.setText(texts.panel(screen))
        self._waits.setText(texts.waits(screen))
        self._tower.draw(screen.lamp, texts.lamp(screen))
        self._andon.setText(texts.lamp(screen))
        self._draw_reasons(screen)
        self._alarms.draw(screen.alarms, screen.refusal)
        for name, value in texts.counts(screen).items():
            self._counts[name].setText(value)
        self._strip.draw(screen.strip, texts.strip(screen))
        self._start.setEnabled(screen.can_start)
        self._pause.setEnabled(screen.can_pause)
        self._stop.setEnabled(screen.can_stop)
        self._draw_recipes(screen.products)

    def _draw_reasons(self, screen: OperatorScreen) -> None:
        if screen.reasons is not self._told:
            self._told = screen.reasons
            lines = [self._texts.reason(reason) for reason in screen.reasons[:MOST_REASONS]]
            more = len(screen.reasons) - len(lines)
            if more > 0:
                lines.append(self.tr("and {count} more").format(count=more))
            self._reasons.clear()
            self._reasons.addItems(lines)
        self._reasons.setVisible(bool(screen.reasons))
        self._title.setText(self._texts.reasons_title(screen))

    def _draw_recipes(self, names: tuple[str, ...]) -> None:
        known = [self._recipe.itemData(i) for i in range(1, self._recipe.count())]
        if list(names) != known:
            self._recipe.clear()
            self._recipe.addItem(self.tr("Recipe: by the line or the code"), "")
            for name in names:
                self._recipe.addItem(self.tr("Recipe: {name}").format(name=name), name)
            self._recipe.setEnabled(bool(names))

    # Marks are made by workers: a board has thousands of parts

    def _read_outlines(self, products: tuple[tuple[str, Path], ...]) -> None:
        def read() -> dict[str, PanelOutlines]:
            return {name: read_outlines(folder) for name, folder in products}

        self._services.run(read, self._know, self._nothing)

    def _know(self, outlines: dict[str, PanelOutlines]) -> None:
        self._outlines = outlines
        if self._screen.product and self._screen.result is None:
            self._mark_pending(self._screen.product)

    def _mark_pending(self, product: str) -> None:
        outlines, wanted = self._outlines.get(product), self._screen.serial + "?"
        self._marked = wanted
        self._viewer.show_layers(())
        if outlines:
            self._services.run(
                lambda: pending_layers(outlines),
                lambda made: self._show(wanted, made),
                self._nothing,
            )

    def _mark_result(self, product: str, result: PanelResult) -> None:
        outlines = self._outlines.get(product) or PanelOutlines({}, {})
        wanted = f"{self._screen.sequence}"
        self._marked = wanted
        self._services.run(
            lambda: result_layers(outlines, result),
            lambda made: self._show(wanted, made),
            self._nothing,
        )

    def _show(self, wanted: str, layers: tuple[Layer, ...]) -> None:
        if wanted == self._marked:  # else the next panel has come meanwhile
            self._viewer.show_layers(layers)

    def _nothing(self, error: Exception) -> None:
        """Outlines are an aid for the eye; what is wrong with a recipe the station itself says."""
        self._viewer.say_when_empty(spoken(str(error)))

    # Made once

    def _build(self) -> None:
        self._sign, self._tower, self._strip = VerdictSign(), SignalTower(), Strip()
        self._serial, self._waits = _label("serial", "large"), _label("waits", "")
        self._title, self._andon = _label("reasons_title", "small"), _label("andon", "large")
        self._waits.setWordWrap(True)
        self._andon.setWordWrap(True)
        self._reasons = QListWidget()
        self._reasons.setObjectName("reasons")
        self._reasons.setProperty("big", True)  # noqa: FBT003 - Qt's
        self._reasons.setWordWrap(True)
        self._reasons.setSpacing(3)
        self._reasons.setAccessibleName(self.tr("Why the panel did not pass"))
        kept = self._reasons.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._reasons.setSizePolicy(kept)
        self._alarms = AlarmList()
        self._alarms.seen.connect(self.see_alarm)
        self._viewer = Viewer()
        self._viewer.setObjectName("viewer")
        self._viewer.say_when_empty(self.tr("The picture of the board appears here."))

        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._sign, 3)
        left.addWidget(self._serial)
        left.addWidget(self._waits)
        left.addWidget(self._alarms)
        left.addWidget(self._title)
        left.addWidget(self._reasons, 5)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self._viewer, 1)
        right.addWidget(self._strip)
        right.addLayout(self._counters())
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 4)
        columns.addLayout(right, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.addLayout(columns, 1)
        layout.addLayout(self._buttons())

    def _counters(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        self._counts: dict[str, QLabel] = {}
        for column, (name, title) in enumerate(self._texts.count_titles().items()):
            head, value = QLabel(title), _label(name, "count")
            head.setProperty("role", "small")
            head.setBuddy(value)
            value.setAccessibleName(title)
            grid.addWidget(head, 0, column)
            grid.addWidget(value, 1, column)
            self._counts[name] = value
        return grid

    def _buttons(self) -> QHBoxLayout:
        self._start = _button("start", self.tr("&Start"), self.start_requested)
        self._pause = _button("pause", self.tr("&Pause"), self.pause_requested)
        self._stop = _button("stop", self.tr("S&top"), self.stop_requested)
        self._recipe = QComboBox()
        self._recipe.setObjectName("recipe")
        self._recipe.setProperty("big", True)  # noqa: FBT003 - Qt's
        self._recipe.setAccessibleName(self.tr("Recipe"))
        self._recipe.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._recipe.addItem("")
        self._recipe.activated.connect(
            lambda index: self.recipe_requested.emit(self._recipe.itemData(index) or "")
        )
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self._start, self._pause, self._stop):
            row.addWidget(button)
        row.addWidget(self._recipe)
        row.addStretch(1)
        row.addWidget(self._tower)
        row.addWidget(self._andon)
        return row


def _label(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def _button(name: str, text: str, asks: SignalInstance) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text.replace("&", ""))
    button.setProperty("big", True)  # noqa: FBT003 - Qt's
    button.clicked.connect(asks)
    return button
