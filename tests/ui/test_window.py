"""The window: screens are made off the first paint, and one that cannot be made says why."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from inspector.formats.shipped import shipped
from ui.window import SCREENS, Screen, Window


@pytest.fixture
def window(qtbot, services):
    recipes = (shipped("recipes") / "demo",)
    made = Window(replace(services, recipes=recipes, simulated=True))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.name)
def test_every_screen_opens_over_an_empty_record_and_fits(qtbot, window, screen):
    window.go(screen.name)
    qtbot.waitUntil(lambda: window.panel(screen.name) is not None, timeout=20_000)
    panel = window.panel(screen.name)
    assert panel.isVisible()
    assert panel.objectName() == screen.name
    needed = window.minimumSizeHint()
    assert needed.width() <= 1366
    assert needed.height() <= 768


def test_a_key_goes_to_its_screen(qtbot, window):
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.panel("operator") is not None, timeout=20_000)
    assert window.findChild(QPushButton, "go_operator").isChecked()


def test_a_screen_that_cannot_be_made_says_why(qtbot, window, monkeypatch):
    broken = (Screen("operator", "ui.no_such_module", "Panel"),)
    monkeypatch.setattr("ui.window.SCREENS", broken)
    window.go("operator")
    qtbot.waitUntil(
        lambda: any("no_such_module" in label.text() for label in window.findChildren(QLabel)),
        timeout=20_000,
    )


def test_a_notice_stands_above_every_screen_until_it_is_taken_away(window):
    window.say("Something went wrong")
    notice = window.findChild(QLabel, "notice")
    assert (notice.text(), notice.isVisible()) == ("Something went wrong", True)
    window.say("")
    assert not notice.isVisible()


def letters(panel, window):
    """Give the keys that Alt goes with, of the bar and of a screen."""
    buttons = window.findChildren(QPushButton)
    bar = [b for b in buttons if b.objectName().startswith("go_")]
    texts = [b.text() for b in (*bar, *panel.findChildren(QPushButton))]
    return [found.upper() for text in texts for found in re.findall(r"&(\w)", text)]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_no_key_means_two_things(qtbot, window, screen):
    window.go(screen.name)
    qtbot.waitUntil(lambda: window.panel(screen.name) is not None, timeout=20_000)
    panel = window.panel(screen.name)
    found = letters(panel, window)
    assert len(found) == len(set(found))
    of_window = {action.shortcut().toString() for action in window.actions()}
    of_screen = {a.shortcut().toString() for a in panel.findChildren(QAction)} | {"F5"}
    assert not of_window & of_screen


def test_f5_reads_again_and_leaves_no_screen(qtbot, window):
    window.go("review")
    qtbot.waitUntil(lambda: window.panel("review") is not None, timeout=20_000)
    qtbot.keyClick(window.panel("review"), Qt.Key.Key_F5)
    assert window.findChild(QPushButton, "go_review").isChecked()


def test_a_screen_that_says_where_to_begin_begins_there(qtbot, window):
    qtbot.waitExposed(window)
    window.activateWindow()
    window.go("review")
    qtbot.waitUntil(lambda: window.panel("review") is not None, timeout=20_000)
    name = window.panel("review").findChild(QLineEdit, "person")
    qtbot.waitUntil(name.hasFocus, timeout=5000)
    window.go("statistics")
    qtbot.waitUntil(lambda: window.panel("statistics") is not None, timeout=20_000)
    window.go("review")
    qtbot.waitUntil(name.hasFocus, timeout=5000)
