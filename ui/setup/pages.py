"""Pages of the set-up screen that only show: registers, calibration and storage, log, about."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector import __version__
from ui.sentences import spoken
from ui.setup.model import LogLine, Piece, SetupScreen
from ui.setup.tables import fill, keep, row_of, table
from ui.theme import Tone

LEVELS = {"WARNING": Tone.WARNING, "ERROR": Tone.BAD, "CRITICAL": Tone.BAD}


class LightsPage(QWidget):
    """The shots and what lights them; each can be looked at."""

    asked = Signal(str)
    dark_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heads = ("", self.tr("shot"), self.tr("channels"), "")
        widths = (70, 180, 500, 90)
        self._shots = table("shots", self.tr("Shots and their light"), heads, widths, stretch=2)
        self._said = QLabel()
        self._said.setObjectName("light_said")
        self._said.setWordWrap(True)
        dark = QPushButton(self.tr("All dark"))
        dark.setObjectName("dark")
        dark.clicked.connect(self.dark_asked)
        layout = QVBoxLayout(self)
        layout.addWidget(row_of(dark))
        layout.addWidget(self._said)
        layout.addWidget(self._shots, 1)

    def draw(self, screen: SetupScreen) -> None:
        """Show the lights of a screen."""
        rows = [
            ("● " + self.tr("on") if shot == screen.lit else "○", shot, wired)
            for shot, wired in screen.wiring.items()
        ]
        if fill(self._shots, rows):
            for row, shot in enumerate(screen.wiring):
                button = QPushButton(self.tr("Show"))
                button.setObjectName(f"show_{shot}")
                button.setAccessibleName(f"{self.tr('Show')} {shot}")
                button.clicked.connect(lambda _checked=False, name=shot: self.asked.emit(name))
                self._shots.setCellWidget(row, 3, button)
        none = self.tr("No light controller is set up: add [light] to station.toml.")
        self._said.setText(spoken(screen.light_said) or ("" if screen.wiring else none))


class RegistersPage(QWidget):
    """The PLC's registers with what stands in them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heads = (
            self.tr("value"),
            self.tr("name"),
            self.tr("written by"),
            self.tr("address"),
            self.tr("registers"),
            self.tr("meaning"),
        )
        self._rows = table("registers", self.tr("Registers"), heads, (130, 140, 100, 80, 90, 500))
        self._said = QLabel()
        self._said.setObjectName("registers_said")
        self._said.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._said)
        layout.addWidget(self._rows, 1)

    def draw(self, screen: SetupScreen) -> None:
        """Show the registers of a screen."""
        rows = [
            (
                v.value or "-",
                v.name,
                "Inspector" if v.writer == "station" else self.tr("PLC"),
                str(v.address),
                str(v.count),
                v.meaning,
            )
            for v in screen.registers
        ]
        fill(self._rows, rows)
        self._said.setText(spoken(screen.registers_said))


class HealthPage(QWidget):
    """Calibration, disk and memory; what needs something done has a mark and a colour."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heads = (self.tr("what"), self.tr("how it is"))
        self._facts = table("facts", self.tr("Calibration and storage"), heads, (420, 500))
        again = QPushButton(self.tr("Look again"))
        again.setObjectName("facts_again")
        again.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.addWidget(row_of(again))
        layout.addWidget(self._facts, 1)

    def draw(self, screen: SetupScreen) -> None:
        """Show the facts of a screen."""
        rows = [
            (("✓" if f.good else "▲") + f" {spoken(f.name)}", spoken(f.value)) for f in screen.facts
        ]
        fill(self._facts, rows, [None if f.good else Tone.WARNING for f in screen.facts])


class LogPage(QWidget):
    """The newest lines of the log, the newest first."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heads = (self.tr("time, UTC"), self.tr("level"), self.tr("serial"), self.tr("what"))
        self._log: tuple[LogLine, ...] | None = None
        self._lines = table("log", self.tr("Log"), heads, (220, 90, 120, 600))
        self._said = QLabel()
        self._said.setObjectName("log_said")
        self._said.setProperty("role", "small")
        find = QLineEdit()
        find.setObjectName("find_log")
        find.setMinimumWidth(280)
        find.setPlaceholderText(self.tr("Find in the log"))
        find.setAccessibleName(self.tr("Find in the log"))
        find.textChanged.connect(lambda text: keep(self._lines, text))
        again = QPushButton(self.tr("Read again"))
        again.setObjectName("log_again")
        again.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.addWidget(row_of(again, find))
        layout.addWidget(self._said)
        layout.addWidget(self._lines, 1)

    def draw(self, screen: SetupScreen) -> None:
        """Show the log of a screen; hundreds of lines are not laid out for every live picture."""
        if screen.log is self._log and screen.log_said == self._said.text():
            return
        self._log = screen.log
        newest = tuple(reversed(screen.log))
        rows = [(one.at_utc, one.level, one.serial, one.text) for one in newest]
        fill(self._lines, rows, [LEVELS.get(one.level) for one in newest])
        self._said.setText(screen.log_said)


class AboutPage(QWidget):
    """Version, licence, and the packages it stands on with theirs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(f"Inspector {__version__}")
        title.setProperty("role", "large")
        heads = (self.tr("package"), self.tr("version"), self.tr("licence"))
        self._shown: tuple[Piece, ...] | None = None
        self._pieces = table("pieces", self.tr("Installed packages"), heads, (260, 140, 400))
        more = QLabel(self.tr("Apache License 2.0. It stands on these packages:"))
        more.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (title, more):
            layout.addWidget(widget)
        layout.addWidget(self._pieces, 1)

    def draw(self, screen: SetupScreen) -> None:
        """Show the packages of a screen."""
        if screen.pieces is self._shown:
            return
        self._shown = screen.pieces
        fill(self._pieces, [(p.name, p.version, p.licence) for p in screen.pieces])
