"""The desktop application: ``inspector-station``.

What is heavy is imported after the window is seen; the station runs on a thread of its own.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from inspector.formats.log_file import start_log, stop_log
from inspector.formats.places import places
from ui import theme
from ui.bridge import StationBridge, Workers
from ui.services import Services
from ui.window import SCREENS, Window

if TYPE_CHECKING:
    from inspector.domain.review import Review
    from ui.pictures import Painter
    from ui.station_thread import StationThread

log = logging.getLogger(__name__)

LANGUAGES = ("en", "zh")
TRANSLATIONS = Path(__file__).parent / "translations"
SWITCH_S = 0.0005
"""Threads take turns ten times as often as Python has it: the screen waits behind several."""
LAST_PANEL_S = 30.0
"""How long the panel in work may take to end when the window is closed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the desktop until its window is closed; the exit status."""
    asked = parsed(arguments)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    start_log(places().logs)
    desktop = Desktop(application, asked)
    sys.excepthook = desktop.unexpected
    desktop.window.showMaximized()
    QTimer.singleShot(0, desktop.begin)
    status = application.exec()
    desktop.close()
    stop_log()
    return status


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="inspector-station", description="The inspection station with its screens."
    )
    parser.add_argument(
        "--simulated",
        action="store_true",
        help="a drawn camera, a simulated line: needs nothing",
    )
    parser.add_argument("--language", choices=LANGUAGES, help="as the system says otherwise")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--screen", choices=[screen.name for screen in SCREENS], default="operator")
    return parser.parse_args(arguments)


class Desktop(QObject):
    """Everything of the application, wired: window, workers, station."""

    def __init__(self, application: QApplication, asked: argparse.Namespace) -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_S)
        self._application, self._asked = application, asked
        self._dark = asked.theme == "dark"
        self._translator = translated(application, asked.language or system_language())
        theme.dress(application, dark=self._dark)
        own = places()
        self.bridge, self.workers = StationBridge(self), Workers(self)
        self.services = Services(
            record=own.data / ("simulated" if asked.simulated else "record"),
            recipes=(),
            station_file=own.station,
            run=self.workers.run,
            rule=self.rule,
            simulated=asked.simulated,
            inspecting=self.inspecting,
        )
        self.station: StationThread | None = None
        self._painter: Painter | None = None
        self.window = self._made_window()

    def begin(self) -> None:
        """Go on once the window is seen: load what is heavy, then the first screen."""
        self.workers.run(self._loaded, self._opened, self._failed)

    def close(self) -> None:
        """End the station, then everything else; the panel in work is finished."""
        if self.station is not None and not self.station.close(LAST_PANEL_S):
            log.warning("the station has not ended within %g s", LAST_PANEL_S)
        if self._painter is not None:
            self._painter.close()
        self.workers.close()

    def inspecting(self) -> bool:
        """Whether the station takes panels now."""
        from inspector.station.controls import Mode

        station = self.station
        return bool(station and station.alive and station.controls.mode is Mode.RUNNING)

    def rule(self, sequence: int, reviews: "Sequence[Review]") -> None:
        """Write rulings into the record, and wake a station that waits for them.

        Written here, not by the station: what its loop has not taken when it ends would be lost,
        and what it cannot write nobody would be told.
        """
        from inspector.store.answers import rule
        from inspector.store.store import Store

        with Store(self.services.record, "rule") as store:
            rule(store, sequence, reviews)
        if self.station is not None:
            self.station.controls.rule(sequence, ())

    def unexpected(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Take an exception that nobody caught: into the log, and one line above the screens."""
        log.error("unexpected", exc_info=(kind, error, trace))
        self.window.say(
            self.tr("Something went wrong on this screen: {why}. Inspection goes on.").format(
                why=error or kind.__name__
            )
        )

    def _made_window(self) -> Window:
        window = Window(self.services)
        window.made.connect(self._wire)
        window.closing.connect(self._application.quit)
        window.theme_toggled.connect(self._toggle_theme)
        return window

    def _loaded(self) -> "Services":
        """Import what the station and the first screen need, and find its record; on a worker."""
        import ui.operator.panel
        import ui.pictures
        import ui.station_thread  # noqa: F401 - for the GUI thread, which finds it loaded

        return found(self.services)

    def _opened(self, services: "Services") -> None:
        from ui.pictures import Painter
        from ui.station_thread import StationThread, Wanted

        self.services = services
        self.window.serve(self.services)
        self._painter = Painter(self.bridge.show)
        wanted = Wanted(services.record, services.station_file, self._asked.simulated)
        self.station = StationThread(
            wanted, self.bridge.publish, self._painter.begin, self._painter.watch
        )
        self.window.go("operator")
        if self._asked.screen != "operator":
            self.window.go(self._asked.screen)

    def _failed(self, error: Exception) -> None:
        log.error("the screens could not be loaded", exc_info=error)
        self.window.say(self.tr("The program is not whole: {why}").format(why=error))

    def _wire(self, name: str, panel: QWidget) -> None:
        """Connect a new screen with the station: what it tells, and what the person asks."""
        for signal, slot in (
            (self.bridge.happened, "on_event"),
            (self.bridge.pictured, "on_picture"),
        ):
            if hasattr(panel, slot):
                signal.connect(getattr(panel, slot))
        if name == "operator":
            self._wire_operator(panel)

    def _wire_operator(self, panel: QWidget) -> None:
        from ui.operator.panel import OperatorPanel

        assert isinstance(panel, OperatorPanel)
        assert self.station is not None
        station = self.station
        panel.start_requested.connect(station.start)
        panel.pause_requested.connect(lambda: station.controls.pause())
        panel.stop_requested.connect(lambda: station.controls.stop())
        panel.recipe_requested.connect(lambda product: station.controls.choose(product))
        if self._asked.simulated:
            station.start()

    def _toggle_theme(self) -> None:
        self._dark = not self._dark
        theme.dress(self._application, dark=self._dark)


def found(services: Services) -> Services:
    """Give the surroundings with the record and the recipes that station.toml names.

    Where it names none, is not there or is refused (the station says why when it is started):
    the record as it is, and the recipes that are shipped.
    """
    from inspector.domain.errors import InspectorError
    from inspector.formats.shipped import shipped
    from inspector.formats.station_setup import read_station

    recipes = tuple(sorted(one.parent for one in shipped("recipes").glob("*/recipe.toml")))
    if not services.simulated:
        try:
            setup = read_station(services.station_file, services.record)
        except InspectorError as error:
            log.info("station.toml: %s", error)
        else:
            own = tuple(dict.fromkeys(one.folder for one in setup.products))
            return replace(services, record=setup.record, recipes=own or recipes)
    return replace(services, recipes=recipes)


def system_language() -> str:
    """Give the language of the system if we speak it, else English."""
    return "zh" if QLocale.system().language() is QLocale.Language.Chinese else "en"


def translated(application: QApplication, language: str) -> QTranslator | None:
    """Let an application speak a language; English is what the source speaks."""
    if language == "en":
        return None
    translator = QTranslator(application)
    translator.load(f"inspector_{language}", str(TRANSLATIONS))
    application.installTranslator(translator)
    of_qt = QTranslator(application)  # OK, Cancel and the dialogs of files
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if of_qt.load(QLocale(QLocale.Language.Chinese, QLocale.Country.China), "qtbase", "_", folder):
        application.installTranslator(of_qt)
    return translator
