"""Set-up: draws its screen, has devices tried, and shows what the camera sees."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.formats.places import places
from inspector.formats.station_setup import StationSetup
from ui.sentences import spoken
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
    Trying,
    after,
)
from ui.setup.pages import AboutPage, HealthPage, LightsPage, LogPage, RegistersPage
from ui.setup.tables import fill, page_of, row_of, table
from ui.theme import Tone

T = TypeVar("T")
REGISTERS_MS = 500
LOG = "inspector.log"
SHAPES = {
    State.UNTRIED: "○",
    State.TESTING: "…",
    State.GOOD: "✓",
    State.BAD: "✕",
    State.ABSENT: "-",
}
TONES = {State.GOOD: Tone.GOOD, State.BAD: Tone.BAD}


class SetupPanel(QWidget):
    """Devices and live view, lights, PLC, calibration and storage, log, about."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self._services = services
        self._screen = SetupScreen()
        self._camera: devices.LiveCamera | None = None
        self._leaving: devices.LiveCamera | None = None
        self._after_live: Callable[[], None] | None = None
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
        self._plc, self._health, self._log = RegistersPage(), HealthPage(), LogPage()
        self._about, self._lights = AboutPage(), LightsPage()
        self._lights.asked.connect(self.show_shot)
        self._lights.dark_asked.connect(self.all_dark)
        self._health.asked.connect(self._read_facts)
        self._log.asked.connect(self._read_log)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("tabs")
        self._tabs.setAccessibleName(self.tr("Set-up"))
        self._tabs.tabBar().setAccessibleName(self.tr("Set-up"))
        for page, name in (
            (self._devices_page(), self.tr("Devices")),
            (self._lights, self.tr("Lights")),
            (self._plc, self.tr("PLC")),
            (self._health, self.tr("Calibration and storage")),
            (self._log, self.tr("Log")),
            (self._about, self.tr("About")),
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
        if key == "light" and self._services.inspecting():
            self.take(Answered(key, good=False, said=self._hands_off()))
            return
        self.take(Trying(key))
        if key == "camera":
            self.switch_live(on=False)
            if self._leaving is not None:  # tried when the last live picture has come
                self._after_live = lambda: self.try_device(key)
                return
        if key == "light":
            self.all_dark()
        self._do(
            lambda: devices.try_device(key, setup, record),
            lambda said: self.take(Answered(key, good=True, said=said)),
            lambda reason: self.take(Answered(key, good=False, said=reason)),
        )

    def _hands_off(self) -> str:
        return self.tr("The station is inspecting and needs its lights: press Pause first.")

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
                self._live.show_picture(picture.pyramid)
                self.take(LiveSeen(picture.look))
                self._look(camera)
            else:
                self._services.run(camera.close, self._left, self._left)

        def failed(reason: str) -> None:
            self._services.run(camera.close, self._left, self._left)
            if self._camera is camera:
                self._camera = None
                self.take(LiveFailed(reason))

        self._do(camera.look, done, failed)

    def _let_go(self) -> None:
        self._leaving, self._camera = self._camera, None  # closed when the picture in work is there

    def _left(self, _answer: object) -> None:
        """Go on with what waited for the camera of the live view to be closed."""
        self._leaving = None
        then, self._after_live = self._after_live, None
        if then is not None:
            then()

    def show_shot(self, shot: str) -> None:
        """Put the light of a shot on, and leave it on."""
        if self._screen.setup is None:
            return
        if self._services.inspecting():
            self.take(Lit("", self._hands_off()))
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
        self._notice.setText(f"▲ {spoken(screen.refused)}" if screen.refused else "")
        self._notice.setVisible(bool(screen.refused))
        self._draw_devices(screen)
        self._live.draw(screen)
        for page in (self._lights, self._plc, self._health, self._log, self._about):
            page.draw(screen)

    def _draw_devices(self, screen: SetupScreen) -> None:
        rows = [
            (
                f"{SHAPES[d.state]} {self._words[d.state]}",
                spoken(d.name),
                spoken(d.what),
                spoken(d.said),
            )
            for d in screen.devices
        ]
        if fill(self._devices, rows, [TONES.get(d.state) for d in screen.devices]):
            self._buttons(screen)
        self._devices.resizeRowsToContents()
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
            button.setAccessibleName(f"{self.tr('Test')} {spoken(device.name)}")
            button.clicked.connect(lambda _checked=False, key=device.key: self.try_device(key))
            self._devices.setCellWidget(row, 4, button)

    # Pages

    def _devices_page(self) -> QWidget:
        self._devices = table(
            "devices",
            self.tr("Devices"),
            (self.tr("state"), self.tr("device"), self.tr("which"), self.tr("answer"), ""),
            (140, 110, 190, 340, 84),
            stretch=3,
        )
        self._devices.setWordWrap(True)  # what a device answers is read whole
        self._live = LiveView()
        self._live.switched.connect(lambda on: self.switch_live(on=on))
        every, again = QPushButton(self.tr("Test all")), QPushButton(self.tr("Read station.toml"))
        every.setObjectName("test_all")
        again.setObjectName("reload")
        every.clicked.connect(self.try_all)
        again.clicked.connect(self.reload)
        return page_of((row_of(every, again), self._devices, self._live), stretches=(0, 2, 3))

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
        if setup is None or setup.links.modbus is None:
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
        file = places().logs / LOG

        def failed(_reason: str) -> None:
            self.take(
                LogRead((), self.tr("{0} cannot be read, or nothing was logged").format(file))
            )

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


def _place(setup: StationSetup) -> str:
    modbus = setup.links.modbus
    return modbus.place if modbus else ""


def _nothing(_value: object) -> None:
    """Leave it: it need not be told."""
