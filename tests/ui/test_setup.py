"""Set-up: as a value, and in a window without a screen."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings
from inspector.domain.setup import ChannelFlash, LightSetup, ScannerSetup
from inspector.formats.line_file import Links
from inspector.formats.station_setup import StationSetup
from inspector.line.simulated_modbus import SimulatedModbusPlc
from ui.setup import devices
from ui.setup.machine import disk_of, line_of, memory, newest_lines, pieces
from ui.setup.model import (
    Answered,
    LiveFailed,
    LiveSeen,
    LiveSwitched,
    LogLine,
    Look,
    SetupScreen,
    State,
    StationRead,
    StationRefused,
    Trying,
    after,
    calibration_facts,
    storage_fact,
)
from ui.setup.panel import SetupPanel, _place
from ui.setup.tables import fill, table
from ui.theme import Tone, colour, dress

WAIT_MS = 60_000
NOW = datetime(2026, 11, 27, tzinfo=UTC)
SETUP = StationSetup(
    "st1",
    Path("calibration.json"),
    Path("record"),
    (),
    replay=Path("captures"),
    light=LightSetup("light", "tcp://127.0.0.1:1", {"ring": (ChannelFlash(1, 80.0, 2.2),)}),
    scanner=ScannerSetup("scanner", "tcp://127.0.0.1:1"),
)


def states(screen):
    return {device.key: device.state for device in screen.devices}


def test_a_station_shows_each_device_untried_and_what_it_lacks_as_absent():
    screen = after(SetupScreen(), StationRead(SETUP))
    assert states(screen) == {
        "camera": State.UNTRIED,
        "light": State.UNTRIED,
        "scanner": State.UNTRIED,
        "plc": State.ABSENT,
        "record": State.UNTRIED,
        "calibration": State.UNTRIED,
    }
    assert screen.wiring == {"ring": "1: 80 %, 2.2 ms"}


def test_a_device_is_tried_and_says_what_it_answers():
    screen = after(after(SetupScreen(), StationRead(SETUP)), Trying("light"))
    assert states(screen)["light"] is State.TESTING
    screen = after(screen, Answered("light", good=False, said="light: no answer; cable?"))
    assert states(screen)["light"] is State.BAD
    assert states(screen)["camera"] is State.UNTRIED


def test_a_broken_station_file_leaves_its_reason_and_no_devices():
    screen = after(after(SetupScreen(), StationRead(SETUP)), StationRefused("station.toml: no"))
    assert (screen.refused, screen.devices) == ("station.toml: no", ())
    assert after(screen, StationRead(SETUP)).refused == ""


def test_focus_is_held_against_the_best_that_was_seen():
    screen = after(SetupScreen(), LiveSwitched(on=True))
    for sharpness in (0.2, 0.8, 0.4):
        screen = after(screen, LiveSeen(Look((1,), 0.5, 0.0, sharpness)))
    assert (screen.look.sharpness, screen.look.best) == (0.4, 0.8)
    assert after(after(screen, LiveSwitched(on=False)), LiveSwitched(on=True)).look is None


def test_a_lost_camera_ends_the_live_view_with_the_reason():
    screen = after(after(SetupScreen(), LiveSwitched(on=True)), LiveFailed("CAM1: unplugged"))
    assert (screen.live, screen.live_said) == (False, "CAM1: unplugged")


@pytest.mark.parametrize(
    ("days", "good", "said"),
    [(100, True, ""), (5, False, "5 days left"), (-1, False, "expired")],
)
def test_a_calibration_that_ends_is_told_in_time(days, good, said):
    facts = calibration_facts("me", NOW, NOW + timedelta(days=days), NOW, nominal=False)
    until = next(f for f in facts if f.name == "calibration valid until")
    assert until.good is good
    assert said in until.value


def test_a_disk_that_is_nearly_full_is_told():
    assert storage_fact("disk", 50, 100).good
    full = storage_fact("disk", 4, 100)
    assert not full.good
    assert "make room" in full.value


def test_disk_and_memory_of_this_machine_are_found(tmp_path):
    assert disk_of("disk", tmp_path / "not" / "there").good is not None
    assert "GB" in disk_of("disk", tmp_path).value
    assert "GB" in memory().value


def test_the_log_gives_its_newest_lines_and_shows_broken_ones_as_they_stand(tmp_path):
    file = tmp_path / "inspector.log"
    good = {"at_utc": "2026", "level": "WARNING", "serial": "SN1", "message": "lost"}
    file.write_text(f"{json.dumps(good)}\nhalf a li\n")
    assert newest_lines(file) == (
        LogLine("2026", "WARNING", "SN1", "lost"),
        LogLine("", "", "", "half a li"),
    )
    assert line_of("[1]") == LogLine("", "", "", "[1]")


def test_every_installed_package_has_a_version_and_a_licence_is_told():
    by_name = {piece.name.lower(): piece for piece in pieces()}
    assert by_name["numpy"].version
    assert "BSD" in by_name["numpy"].licence
    assert (
        "LGPL"
        in by_name[
            "pyside6-essentials" if "pyside6-essentials" in by_name else "pyside6_essentials"
        ].licence
    )


@pytest.fixture
def panel(services, qtbot):
    panel = SetupPanel(replace(services, simulated=True))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: bool(panel.screen_value.devices), timeout=WAIT_MS)
    yield panel
    panel.hide()


def test_the_simulated_camera_is_tried_and_looked_through(panel, qtbot):
    panel.findChild(QPushButton, "test_camera").click()
    qtbot.waitUntil(lambda: states(panel.screen_value)["camera"] is State.GOOD, timeout=WAIT_MS)
    assert "1060 x 800 px" in panel.screen_value.devices[0].said
    panel.findChild(QPushButton, "live").click()
    qtbot.waitUntil(lambda: panel.screen_value.look is not None, timeout=WAIT_MS)
    look = panel.screen_value.look
    assert sum(look.counts) == 3 * 1060 * 800 or sum(look.counts) == 1060 * 800
    assert 0.0 < look.brightness < 1.0
    assert panel.findChild(QProgressBar, "focus").value() == 100
    panel.findChild(QPushButton, "live").click()
    assert not panel.screen_value.live


def test_hiding_the_screen_lets_go_of_the_camera(panel, qtbot):
    panel.switch_live(on=True)
    panel.hide()
    assert not panel.screen_value.live


def test_without_station_toml_the_screen_says_what_to_do(services, qtbot):
    panel = SetupPanel(services)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: bool(panel.screen_value.refused), timeout=WAIT_MS)
    assert "station.toml" in panel.findChild(QLabel, "notice").text()
    assert panel.findChild(QPushButton, "reload").isEnabled()


def test_a_device_that_is_away_names_itself_and_the_mend(tmp_path):
    for key in ("light", "scanner"):
        with pytest.raises(DeviceError, match="cable"):
            devices.try_device(key, SETUP, tmp_path)
    with pytest.raises(DeviceError, match="there is no"):
        devices.try_device("plc", SETUP, tmp_path)
    with pytest.raises(DeviceError, match=r"add it to station\.toml"):
        devices.try_device("plc", None, tmp_path)


def test_the_registers_of_the_plc_are_shown_live(panel, qtbot):
    settings = ModbusSettings(timeout_s=2.0)
    with SimulatedModbusPlc(settings, free_port=True) as plc:
        setup = replace(SETUP, links=Links(modbus=replace(settings, port=plc.port)))
        panel.take(StationRead(setup))
        panel.findChild(QTabWidget, "tabs").setCurrentIndex(2)
        qtbot.waitUntil(lambda: "read from" in panel.screen_value.registers_said, timeout=WAIT_MS)
        assert panel.screen_value.registers[0].value.isdecimal()
    qtbot.waitUntil(
        lambda: "PLC at" in panel.findChild(QLabel, "registers_said").text(), timeout=WAIT_MS
    )


def test_the_log_is_searched(panel, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path))
    (tmp_path / "logs").mkdir()
    lines = [{"at_utc": "1", "level": "INFO", "serial": "", "message": m} for m in ("lost", "ok")]
    (tmp_path / "logs" / "inspector.log").write_text("\n".join(map(json.dumps, lines)))
    panel.findChild(QTabWidget, "tabs").setCurrentIndex(4)
    qtbot.waitUntil(lambda: len(panel.screen_value.log) == 2, timeout=WAIT_MS)
    panel.findChild(QLineEdit, "find_log").setText("lost")
    table = panel.findChild(QTableWidget, "log")
    shown = [table.item(r, 3).text() for r in range(2) if not table.isRowHidden(r)]
    assert shown == ["lost"]


def test_a_table_is_read_on_both_palettes(qtbot, qapp):
    rows = table("rows", "rows", ("state", "what"), (80, 80))
    qtbot.addWidget(rows)
    dress(qapp, dark=True)
    fill(rows, [("works", "camera")], [Tone.GOOD])
    dress(qapp, dark=False)
    assert rows.item(0, 0).foreground().color() == colour(Tone.GOOD)
    assert rows.item(0, 1).data(Qt.ItemDataRole.ForegroundRole) is None  # the palette's own


def test_the_registers_say_from_where_they_were_read():
    modbus = ModbusSettings(host="10.0.0.5")
    assert _place(replace(SETUP, links=Links(modbus=modbus))) == modbus.place != ""


def test_nobody_switches_a_light_while_the_station_inspects(services, qtbot):
    panel = SetupPanel(replace(services, inspecting=lambda: True))
    qtbot.addWidget(panel)
    panel.take(StationRead(SETUP))
    panel.try_device("light")
    assert states(panel.screen_value)["light"] is State.BAD
    panel.show_shot("ring")
    assert "press Pause first" in panel.findChild(QLabel, "light_said").text()
    assert panel._light is None


def test_the_camera_is_tried_after_the_live_view_has_let_go_of_it(services, qtbot):
    panel = SetupPanel(replace(services, simulated=True))
    qtbot.addWidget(panel)
    panel.take(StationRead(None, simulated=True))
    panel.switch_live(on=True)
    camera = panel._camera
    panel.try_device("camera")
    assert states(panel.screen_value)["camera"] is State.TESTING
    assert (panel._leaving, panel._camera) == (camera, None)  # its last picture is still in work
    qtbot.waitUntil(lambda: states(panel.screen_value)["camera"] is State.GOOD, timeout=WAIT_MS)
    assert panel._leaving is None
    assert camera._camera is None  # closed


def test_tab_leaves_a_table(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    layout, rows, after = QVBoxLayout(page), table("t", "t", ("a", "b"), (80, 80)), QLineEdit()
    layout.addWidget(rows)
    layout.addWidget(after)
    fill(rows, [("1", "2"), ("3", "4")])
    page.show()
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Tab)
    assert page.focusWidget() is after
