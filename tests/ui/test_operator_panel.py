"""The operator screen on a screen."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QListWidget, QPushButton, QWidget

from inspector.formats.shipped import shipped
from inspector.station.alarms import AlarmNumber
from inspector.station.events import Alarm, Identified, Idle, PanelArrived, PanelRecorded, Stopped
from tests.ui.panels import BAD, GOOD, UNSEEN, panel
from ui.bridge import StationBridge
from ui.operator.panel import OperatorPanel
from ui.operator.signs import VerdictSign
from ui.pictures import PanelPicture
from ui.station_thread import NotOpened, Opened
from ui.widgets.pyramid import pyramid_of
from ui.widgets.scene import Style, Tile
from ui.widgets.viewer import Viewer
from ui.words import alarm_word


@pytest.fixture
def operator(qtbot, services):
    made = OperatorPanel(services)
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    return made


def text_of(operator, name):
    return operator.findChild(QLabel, name).text()


def test_events_of_the_stations_thread_are_drawn_in_the_gui_thread(qtbot, operator):
    bridge = StationBridge()
    bridge.happened.connect(operator.on_event)
    events = (Idle(), PanelArrived(1, "SN1"), PanelRecorded(1, panel(GOOD, BAD)))
    teller = threading.Thread(target=lambda: [bridge.publish(event) for event in events])
    teller.start()
    teller.join()
    sign = operator.findChild(VerdictSign, "headline")
    qtbot.waitUntil(lambda: sign.text == "FAIL")
    reasons = operator.findChild(QListWidget, "reasons")
    assert (
        reasons.item(0).text()
        == "R2: shifted\nbody offset x 0.25 mm, limit -0.2 to 0.2 mm, 8.3.2 H"
    )
    assert text_of(operator, "failed") == "1"


@pytest.mark.parametrize(
    ("button", "signal"), [("pause", "pause_requested"), ("stop", "stop_requested")]
)
def test_buttons_ask_and_do_nothing_themselves(qtbot, operator, button, signal):
    operator.on_event(Idle())
    before = operator.findChild(VerdictSign, "headline").text
    with qtbot.waitSignal(getattr(operator, signal)):
        qtbot.mouseClick(operator.findChild(QPushButton, button), Qt.MouseButton.LeftButton)
    assert operator.findChild(VerdictSign, "headline").text == before


def test_an_alarm_says_what_to_do_and_goes_when_it_was_seen(qtbot, operator):
    operator.on_event(Idle())
    operator.on_event(Alarm(AlarmNumber.PANEL_LOST, "panel SN7 has gone"))
    words = [label.text() for label in operator.findChild(QWidget, "alarms").findChildren(QLabel)]
    assert "Find the panel and bring it again." in words
    assert "panel SN7 has gone" in words
    seen = operator.findChild(QPushButton, "seen_panel_lost")
    qtbot.mouseClick(seen, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not operator.findChild(QWidget, "alarms").isVisible())


def test_a_lost_camera_is_a_state_with_a_way_out(qtbot, operator):
    operator.on_event(Idle())
    operator.on_event(Alarm(AlarmNumber.DEVICE, "camera cam1: it was unplugged"))
    operator.on_event(Stopped("camera cam1: it was unplugged"))
    assert operator.findChild(VerdictSign, "headline").text == "STOPPED"
    with qtbot.waitSignal(operator.start_requested):
        qtbot.mouseClick(operator.findChild(QPushButton, "start"), Qt.MouseButton.LeftButton)


def test_a_station_that_does_not_open_can_be_started_again(operator):
    operator.on_event(NotOpened("station.toml is not there; make one"))
    words = [label.text() for label in operator.findChild(QWidget, "alarms").findChildren(QLabel)]
    assert "station.toml is not there; make one" in words
    assert operator.findChild(QPushButton, "start").isEnabled()


def test_the_recipe_chosen_is_asked_for(qtbot, operator):
    operator.on_event(Opened((("demo", shipped("recipes") / "demo"),)))
    choice = operator.findChild(QComboBox, "recipe")
    choice.setFocus()
    with qtbot.waitSignal(operator.recipe_requested) as asked:
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert asked.args == ["demo"]


def test_parts_are_marked_as_the_record_says(qtbot, operator):
    operator.on_event(Opened((("demo", shipped("recipes") / "demo"),)))
    qtbot.waitUntil(lambda: bool(operator._outlines), timeout=10_000)
    operator.on_event(PanelArrived(1, "SN1"))
    operator.on_event(Identified("SN1", "demo", 4))
    operator.on_event(PanelRecorded(1, panel(GOOD, BAD, UNSEEN)))

    def styles():
        return {layer.style: layer.names for layer, _, _ in operator._viewer._layers}

    qtbot.waitUntil(lambda: Style.FAILED in styles())
    assert styles()[Style.FAILED] == ("R2",)
    assert styles()[Style.PASSED] == ("R1",)


def test_everything_a_hand_can_reach_has_a_name(operator):
    for widget in operator.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget


def test_nothing_of_the_panel_before_stands_beside_the_next(qtbot, operator):
    viewer = operator.findChild(Viewer, "viewer")
    tile = Tile(pyramid_of(np.zeros((8, 8), np.uint8)))
    for event in (Idle(), PanelArrived(1, "SN1"), Identified("SN1", "demo", 1)):
        operator.on_event(event)
    operator.on_picture(PanelPicture("SN1", (tile,)))
    assert viewer._tiles == (tile,)
    operator.on_event(PanelRecorded(1, panel(BAD)))
    qtbot.waitUntil(lambda: viewer._layers != ())
    operator.on_event(PanelArrived(2, "SN2"))
    assert (viewer._tiles, viewer._layers) == ((), ())
    operator.on_picture(PanelPicture("SN1", (tile, tile)))  # painted late
    assert viewer._tiles == ()


def test_the_same_reason_of_thousands_of_parts_is_one_line(qtbot, operator):
    unseen = [replace(UNSEEN, refdes=f"R{n}") for n in range(5000)]
    operator.on_event(Idle())
    operator.on_event(PanelRecorded(1, panel(*unseen)))
    reasons = operator.findChild(QListWidget, "reasons")
    assert [reasons.item(n).text() for n in range(reasons.count())] == [
        "R0, R1, R2 +4997: not inspected: not measured: body offset x"
    ]


def test_a_thousand_defects_are_counted_and_a_hundred_listed(operator):
    bad = [replace(BAD, refdes=f"R{n}") for n in range(1000)]
    operator.on_event(Idle())
    operator.on_event(PanelRecorded(1, panel(*bad)))
    reasons = operator.findChild(QListWidget, "reasons")
    assert reasons.count() == 101
    assert reasons.item(100).text() == "and 900 more"
    assert text_of(operator, "reasons_title") == "Reasons: 1000"


@pytest.mark.parametrize("number", [one for one in AlarmNumber if one is not AlarmNumber.NONE])
def test_every_alarm_can_be_drawn(operator, number):
    operator.on_event(Alarm(number, "why"))
    assert any(label.text() == alarm_word(number) for label in operator.findChildren(QLabel))
