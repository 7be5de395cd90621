"""Set-up: draws its screen, has devices tried, and shows what the camera sees."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.cli.logs import FILE
from inspector.cli.places import places
from ui.services import Services
from ui.setup import devices, machine
from ui.setup.live import LiveView
from ui.setup.model import (
    Answered,
    Event,
    FactsRead,
    Lit,
    LiveFailed,
    LiveSeen,
    LiveSwitched,
    LogRead,
    PiecesRead,
    RegistersRead,
    SetupScreen,
    State,
    StationRefused,
    Testing,
    after,
)
from ui.theme import Tone, colour

T = TypeVar("T")
REGISTERS_MS = 500
SHAPES = {
    State.UNTRIED: "○",
    State.TESTING: "…",
    State.GOOD: "✓",
    State.BAD: "✕",
    State.ABSENT: "–",
}
TONES = {State.GOOD: Tone.GOOD, State.BAD: Tone.BAD}
LEVELS = {"WARNING": Tone.WARNING, "ERROR": Tone.BAD, "CRITICAL": Tone.BAD}
DEVICES, LIGHTS, PLC, HEALTH, LOG, ABOUT = range(6)


class SetupPanel(QWidget):
    """Devices and live view, lights, PLC, calibration and storage, log, about."""

    closing = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self._services = services
        self._screen = SetupScreen()
        self._camera: devices.LiveCamera | None = None
        self._light: devices.LitLight | None = None
        self._words = {
            State.UNTRIED: self.tr("not tried"),
            State.TESTING: self.tr("being tried"),
            State.GOOD: self.tr("works"),
            State.BAD: self.tr("does not work"),
            State.ABSENT: self.tr("not set up"),
        }
        self._notice = QLabel()
        self._notice.setObjectName("notice")
        self._notice.setWordWrap(True)
        self._notice.setAccessibleName(self.tr("Message"))
        self._tabs = QTabWidget()
        self._tabs.setObjectName("tabs")
        for page, name in (
            (self._devices_page(), self.tr("Devices")),
            (self._lights_page(), self.tr("Lights")),
            (self._plc_page(), self.tr("PLC")),
            (self._health_page(), self.tr("Calibration and storage")),
            (self._log_page(), self.tr("Log")),
            (self._about_page(), self.tr("About")),
        ):
            self._tabs.addTab(page, name)
        self._tabs.currentChanged.connect(self._on_tab)
        layout = QVBoxLayout(self)
        layout.addWidget(self._notice)
        layout.addWidget(self._tabs, 1)
        self._timer = QTimer(self)  # registers are looked at while they are shown
        self._timer.setInterval(REGISTERS_MS)
        self._timer.timeout.connect(self._read_registers)
        self._reading = False
        self.draw(self._screen)

    @property
    def screen_value(self) -> SetupScreen:
        """What is shown."""
        return self._screen

    def take(self, event: Event) -> None:
        """Take an event, in the GUI thread."""
        self._screen = after(self._screen, event)
        self.draw(self._screen)

    def reload(self) -> None:
        """Read station.toml anew."""
        services = self._services

        def done(read: Event) -> None:
            self.take(read)
            self._on_tab(self._tabs.currentIndex())

        self._do(
            lambda: devices.read_setup(
                services.station_file, services.record, simulated=services.simulated
            ),
            done,
            lambda reason: self.take(StationRefused(reason)),
        )

    def try_device(self, key: str) -> None:
        """Try a device; the live view lets go of the camera first."""
        setup, record = self._screen.setup, self._services.record
        if key == "camera" and self._screen.live:
            self.switch_live(on=False)
        if key == "light":
            self.all_dark()
        self.take(Testing(key))
        self._do(
            lambda: devices.try_device(key, setup, record),
            lambda said: self.take(Answered(key, good=True, said=said)),
            lambda reason: self.take(Answered(key, good=False, said=reason)),
        )

    def try_all(self) -> None:
        """Try every device that is set up, one after another."""
        for device in self._screen.devices:
            if device.state is not State.ABSENT:
                self.try_device(device.key)

    def switch_live(self, *, on: bool) -> None:
        """Look through the camera, or let go of it."""
        if on == self._screen.live:
            return
        self.take(LiveSwitched(on))
        if on:
            self._camera = devices.LiveCamera(self._screen.setup)
            self._look(self._camera)
        else:
            self._let_go()

    def _look(self, camera: devices.LiveCamera) -> None:
        def done(picture: devices.LivePicture) -> None:
            if self._camera is camera:
                self._live.show_picture(picture.pixels)
                self.take(LiveSeen(picture.look))
                self._look(camera)
            else:
                self._services.run(camera.close, _nothing, _nothing)

        def failed(reason: str) -> None:
            self._services.run(camera.close, _nothing, _nothing)
            if self._camera is camera:
                self._camera = None
                self.take(LiveFailed(reason))

        self._do(camera.look, done, failed)

    def _let_go(self) -> None:
        self._camera = None  # the picture in work closes it when it has come

    def show_shot(self, shot: str) -> None:
        """Put the light of a shot on, and leave it on."""
        if self._screen.setup is None:
            return
        light = self._light = self._light or devices.LitLight(self._screen.setup)
        self._do(
            lambda: light.show(shot),
            lambda said: self.take(Lit(shot, said)),
            lambda reason: self.take(Lit("", reason)),
        )

    def all_dark(self) -> None:
        """Make every channel dark and let go of the light."""
        light, self._light = self._light, None
        if light is not None:
            self._do(
                light.close,
                lambda _none: self.take(Lit("", "")),
                lambda reason: self.take(Lit("", reason)),
            )

    # Drawing

    def draw(self, screen: SetupScreen) -> None:
        """Show a screen, whatever was shown before."""
        self._notice.setText(f"▲ {screen.refused}" if screen.refused else "")
        self._notice.setVisible(bool(screen.refused))
        self._draw_devices(screen)
        self._live.draw(screen)
        self._draw_lights(screen)
        rows = [
            (
                v.value or "–",
                v.register.name,
                "Inspector" if v.register.writer == "station" else "PLC",
                str(v.register.address),
                str(v.register.count),
                v.register.meaning,
            )
            for v in screen.registers
        ]
        _fill(self._registers, rows)
        self._registers_said.setText(screen.registers_said)
        facts = [(("✓" if f.good else "▲") + f" {f.name}", f.value) for f in screen.facts]
        _fill(self._facts, facts, [None if f.good else Tone.WARNING for f in screen.facts])
        lines = [(one.at_utc, one.level, one.serial, one.text) for one in reversed(screen.log)]
        _fill(self._log, lines, [LEVELS.get(one.level) for one in reversed(screen.log)])
        self._log_said.setText(screen.log_said)
        _fill(self._pieces, [(p.name, p.version, p.licence) for p in screen.pieces])

    def _draw_devices(self, screen: SetupScreen) -> None:
        rows = [
            (f"{SHAPES[d.state]} {self._words[d.state]}", d.name, d.what, d.said)
            for d in screen.devices
        ]
        if _fill(self._devices, rows, [TONES.get(d.state) for d in screen.devices]):
            self._buttons(screen)
        for row, device in enumerate(screen.devices):
            button = self._devices.cellWidget(row, 4)
            if button is not None:
                busy = device.state in (State.TESTING, State.ABSENT)
                button.setEnabled(not busy)

    def _buttons(self, screen: SetupScreen) -> None:
        for row, device in enumerate(screen.devices):
            if isinstance(self._devices.cellWidget(row, 4), QPushButton):
                continue
            button = QPushButton(self.tr("Test"))
            button.setObjectName(f"test_{device.key}")
            button.setAccessibleName(f"{self.tr('Test')} {device.name}")
            button.clicked.connect(lambda _checked=False, key=device.key: self.try_device(key))
            self._devices.setCellWidget(row, 4, button)

    def _draw_lights(self, screen: SetupScreen) -> None:
        rows = [
            ("● " + self.tr("on") if shot == screen.lit else "○", shot, wired)
            for shot, wired in screen.wiring.items()
        ]
        if _fill(self._shots, rows):
            for row, shot in enumerate(screen.wiring):
                button = QPushButton(self.tr("Show"))
                button.setObjectName(f"show_{shot}")
                button.setAccessibleName(f"{self.tr('Show')} {shot}")
                button.clicked.connect(lambda _checked=False, name=shot: self.show_shot(name))
                self._shots.setCellWidget(row, 3, button)
        none = self.tr("No light controller is set up: add [light] to station.toml.")
        self._light_said.setText(screen.light_said or ("" if screen.wiring else none))

    # Pages

    def _devices_page(self) -> QWidget:
        self._devices = _table(
            "devices",
            self.tr("Devices"),
            (self.tr("state"), self.tr("device"), self.tr("which"), self.tr("answer"), ""),
            (140, 110, 190, 340, 84),
            stretch=3,
        )
        self._live = LiveView()
        self._live.switched.connect(lambda on: self.switch_live(on=on))
        every, again = QPushButton(self.tr("Test all")), QPushButton(self.tr("Read station.toml"))
        every.setObjectName("test_all")
        again.setObjectName("reload")
        every.clicked.connect(self.try_all)
        again.clicked.connect(self.reload)
        return _page((_row(every, again), self._devices, self._live), stretches=(0, 2, 3))

    def _lights_page(self) -> QWidget:
        self._shots = _table(
            "shots",
            self.tr("Shots and their light"),
            ("", self.tr("shot"), self.tr("channels"), ""),
            (70, 180, 500, 90),
            stretch=2,
        )
        self._light_said = QLabel()
        self._light_said.setObjectName("light_said")
        self._light_said.setWordWrap(True)
        dark = QPushButton(self.tr("All dark"))
        dark.setObjectName("dark")
        dark.clicked.connect(self.all_dark)
        return _page((_row(dark), self._light_said, self._shots))

    def _plc_page(self) -> QWidget:
        self._registers = _table(
            "registers",
            self.tr("Registers"),
            (
                self.tr("value"),
                self.tr("name"),
                self.tr("written by"),
                self.tr("address"),
                self.tr("registers"),
                self.tr("meaning"),
            ),
            (130, 140, 100, 80, 90, 500),
        )
        self._registers_said = QLabel()
        self._registers_said.setObjectName("registers_said")
        self._registers_said.setWordWrap(True)
        return _page((self._registers_said, self._registers))

    def _health_page(self) -> QWidget:
        self._facts = _table(
            "facts",
            self.tr("Calibration and storage"),
            (self.tr("what"), self.tr("how it is")),
            (420, 500),
        )
        again = QPushButton(self.tr("Look again"))
        again.setObjectName("facts_again")
        again.clicked.connect(self._read_facts)
        return _page((_row(again), self._facts))

    def _log_page(self) -> QWidget:
        self._log = _table(
            "log",
            self.tr("Log"),
            (self.tr("time, UTC"), self.tr("level"), self.tr("serial"), self.tr("what")),
            (220, 90, 120, 600),
        )
        self._log_said = QLabel()
        self._log_said.setObjectName("log_said")
        self._log_said.setProperty("role", "small")
        find = QLineEdit()
        find.setObjectName("find_log")
        find.setPlaceholderText(self.tr("Find in the log"))
        find.setAccessibleName(self.tr("Find in the log"))
        find.textChanged.connect(lambda text: _keep(self._log, text))
        again = QPushButton(self.tr("Read again"))
        again.setObjectName("log_again")
        again.clicked.connect(self._read_log)
        return _page((_row(again, find), self._log_said, self._log))

    def _about_page(self) -> QWidget:
        from inspector import __version__

        title = QLabel(f"Inspector {__version__}")
        title.setProperty("role", "large")
        self._pieces = _table(
            "pieces",
            self.tr("Installed packages"),
            (self.tr("package"), self.tr("version"), self.tr("licence")),
            (260, 140, 400),
        )
        more = QLabel(self.tr("Apache License 2.0. It stands on these packages:"))
        more.setWordWrap(True)
        return _page((title, more, self._pieces))

    # Reading

    def _on_tab(self, index: int) -> None:
        self._timer.stop()
        match index:
            case _ if not self.isVisible():
                return
            case 2:
                self._show_registers()
            case 3:
                self._read_facts()
            case 4:
                self._read_log()
            case 5 if not self._screen.pieces:
                self._do(machine.pieces, lambda read: self.take(PiecesRead(read)), _nothing)

    def _show_registers(self) -> None:
        setup = self._screen.setup
        simulated = self.tr("The PLC is simulated: this is the map, nothing stands in it.")
        none = self.tr("No PLC is set up: this is the map. Add [line.modbus] to station.toml.")
        if setup is None or setup.modbus is None:
            said = simulated if self._services.simulated else none
            self._do(
                lambda: devices.register_map(setup),
                lambda rows: self.take(RegistersRead(rows, said)),
                lambda reason: self.take(RegistersRead((), reason)),
            )
            return
        self._read_registers()
        self._timer.start()

    def _read_registers(self) -> None:
        setup = self._screen.setup
        if self._reading or setup is None:
            return
        self._reading = True

        def done(event: RegistersRead) -> None:
            self._reading = False
            self.take(event)

        self._do(
            lambda: devices.registers_of(setup),
            lambda rows: done(RegistersRead(rows, self.tr("read from {0}").format(_place(setup)))),
            lambda reason: done(RegistersRead(devices.register_map(setup), reason)),
        )

    def _read_facts(self) -> None:
        setup, record = self._screen.setup, self._services.record
        self._do(
            lambda: devices.facts_of(setup, record),
            lambda facts: self.take(FactsRead(facts)),
            _nothing,
        )

    def _read_log(self) -> None:
        file = places().logs / FILE

        def failed(_reason: str) -> None:
            self.take(LogRead((), self.tr("{0} cannot be read, or nothing was logged").format(file)))

        self._do(
            lambda: machine.newest_lines(file),
            lambda lines: self.take(LogRead(lines, str(file))),
            failed,
        )

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._screen.setup is None and not self._screen.devices:
            self.reload()
        self._on_tab(self._tabs.currentIndex())

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        # what nobody looks at is given back: the station may want it
        self._timer.stop()
        self.switch_live(on=False)
        self.all_dark()
        super().hideEvent(event)

    def _do(
        self, function: Callable[[], T], done: Callable[[T], None], failed: Callable[[str], None]
    ) -> None:
        def told(error: Exception) -> None:
            failed(" ".join(str(error).split()) or type(error).__name__)

        self._services.run(function, done, told)


def _place(setup: object) -> str:
    modbus = getattr(setup, "modbus", None)
    return modbus.place if modbus else ""


def _nothing(_value: object) -> None:
    """What need not be told."""


def _table(
    name: str, title: str, heads: tuple[str, ...], widths: tuple[int, ...], stretch: int = -1
) -> QTableWidget:
    table = QTableWidget(0, len(heads))
    table.setObjectName(name)
    table.setAccessibleName(title)
    table.setHorizontalHeaderLabels(list(heads))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(32)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setWordWrap(False)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, width)
    last = len(heads) - 1 if stretch < 0 else stretch
    table.horizontalHeader().setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)
    return table


def _fill(
    table: QTableWidget, rows: list[tuple[str, ...]], tones: Iterable[Tone | None] = ()
) -> bool:
    """Show rows; give whether their number has changed."""
    other = table.rowCount() != len(rows)
    if other:
        table.setRowCount(0)
        table.setRowCount(len(rows))
    colours = list(tones) or [None] * len(rows)
    for number, (row, tone) in enumerate(zip(rows, colours, strict=True)):
        for column, text in enumerate(row):
            item = table.item(number, column)
            if item is None:
                item = QTableWidgetItem()
                table.setItem(number, column, item)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(text)
            plain = table.palette().text()
            item.setForeground(QBrush(colour(tone)) if tone and column == 0 else plain)
    return other


def _keep(table: QTableWidget, text: str) -> None:
    """Show the rows that have a text in them."""
    wanted = text.strip().lower()
    for row in range(table.rowCount()):
        cells = (table.item(row, column) for column in range(table.columnCount()))
        found = any(wanted in cell.text().lower() for cell in cells if cell)
        table.setRowHidden(row, not found)


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row


def _page(widgets: tuple[QWidget, ...], stretches: tuple[int, ...] = ()) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    for number, widget in enumerate(widgets):
        last = 1 if number == len(widgets) - 1 else 0
        layout.addWidget(widget, stretches[number] if stretches else last)
    return page


