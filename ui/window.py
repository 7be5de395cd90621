"""The window: five screens and a bar to go between them; each is made after the window is seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.services import Services


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen: where its panel is, which is imported when it is needed first."""

    name: str
    module: str
    panel: str

    def load(self) -> Callable[[Services], QWidget]:
        """Import the panel's class; slow, for a worker."""
        made: Callable[[Services], QWidget] = getattr(import_module(self.module), self.panel)
        return made


SCREENS = (
    Screen("operator", "ui.operator.panel", "OperatorPanel"),
    Screen("review", "ui.review.panel", "ReviewPanel"),
    Screen("statistics", "ui.statistics.panel", "StatisticsPanel"),
    Screen("editor", "ui.editor.panel", "EditorPanel"),
    Screen("setup", "ui.setup.panel", "SetupPanel"),
)
"""To add a screen: its folder, one line here, its title in `Window.titles`."""


class Window(QWidget):
    """Navigation over the screens. ``made`` is emitted with the name and panel of each new one."""

    made = Signal(str, object)
    closing = Signal()
    theme_toggled = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("window")
        self._services = services
        self._panels: dict[str, QWidget] = {}
        self._loading: set[str] = set()
        self._stack = QStackedWidget()
        self._wait = QLabel()
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wait.setWordWrap(True)
        self._stack.addWidget(self._wait)
        self._notice = QLabel()
        self._notice.setObjectName("notice")
        self._notice.setWordWrap(True)
        self._notice.setTextFormat(Qt.TextFormat.PlainText)
        self._notice.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addWidget(self._notice)
        layout.addWidget(self._stack, 1)
        self.setWindowTitle(self.tr("Inspector"))
        self._wanted = SCREENS[0].name
        self._say(self.tr("One moment"))

    def titles(self) -> Mapping[str, str]:
        """Give the names of the screens in the reader's language."""
        return {
            "operator": self.tr("&Operator"),
            "review": self.tr("&Review"),
            "statistics": self.tr("St&atistics"),
            "editor": self.tr("Re&cipes"),
            "setup": self.tr("Set-&up"),
        }

    def serve(self, services: Services) -> None:
        """Give screens that are made from now on these services."""
        self._services = services

    def panel(self, name: str) -> QWidget | None:
        """Give a screen's panel, None while it was not made."""
        return self._panels.get(name)

    def go(self, name: str) -> None:
        """Show a screen; one that was not made yet is made first."""
        self._wanted = name
        self.say("")
        self._buttons[name].setChecked(True)
        panel = self._panels.get(name)
        if panel is not None:
            self._stack.setCurrentWidget(panel)
            chosen = QApplication.focusWidget()  # a screen may say itself where to begin
            if chosen is None or not panel.isAncestorOf(chosen):
                panel.setFocus()
            return
        self._say(self.tr("One moment"))
        self._stack.setCurrentWidget(self._wait)
        self.prepare(name)

    def prepare(self, name: str) -> None:
        """Make a screen: import it on a worker, then build it."""
        if name in self._loading or name in self._panels:
            return
        self._loading.add(name)
        screen = next(screen for screen in SCREENS if screen.name == name)
        self._services.run(
            screen.load,
            lambda panel: self._make(name, panel),
            lambda error: self._failed(name, error),
        )

    def say(self, text: str) -> None:
        """Show a notice above the screens; empty takes it away."""
        self._notice.setText(text)
        self._notice.setVisible(bool(text))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.hide()
        self.closing.emit()
        event.accept()

    def _make(self, name: str, panel: Callable[[Services], QWidget]) -> None:
        self._loading.discard(name)
        made = panel(self._services)
        self._panels[name] = made
        self._stack.addWidget(made)
        self.made.emit(name, made)
        if self._wanted == name:
            self.go(name)

    def _failed(self, name: str, error: Exception) -> None:
        self._loading.discard(name)
        if self._wanted == name:
            self._say(self.tr("This screen cannot be shown: {why}").format(why=error))

    def _say(self, text: str) -> None:
        self._wait.setText(text)

    def _bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 6, 12, 6)
        group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        titles = self.titles()
        for number, screen in enumerate(SCREENS, 1):
            button = QPushButton(titles[screen.name])
            button.setObjectName(f"go_{screen.name}")
            button.setAccessibleName(titles[screen.name].replace("&", ""))
            button.setProperty("screen", True)  # noqa: FBT003 - Qt's
            button.setCheckable(True)
            button.setToolTip(f"Ctrl+{number}")
            button.clicked.connect(lambda _, name=screen.name: self.go(name))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[screen.name] = button
            key = QAction(self)
            key.setShortcut(QKeySequence(f"Ctrl+{number}"))
            key.triggered.connect(lambda _, name=screen.name: self.go(name))
            self.addAction(key)
        row.addStretch(1)
        if self._services.simulated:
            simulated = QLabel(self.tr("SIMULATED"))
            simulated.setProperty("role", "large")
            row.addWidget(simulated)
        palette = QPushButton(self.tr("Light / dark"))
        palette.setObjectName("palette")
        palette.setProperty("screen", True)  # noqa: FBT003 - Qt's
        palette.clicked.connect(self.theme_toggled)
        row.addWidget(palette)
        return bar
