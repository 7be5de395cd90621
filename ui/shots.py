"""``python -m ui.shots OUT``: the real window, simulated, every screen as a picture.

In every language and size, for people to look at; needs no display.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.app import Desktop

LANGUAGES = ("en", "zh")
SIZES = ((1366, 768), (1920, 1080))
PANELS = 5
"""Inspected before the first picture: the third has a defect, the strip shows something."""
DRAWN_MS = 150
"""What is on the screen already has been drawn anew by then."""
SETTLE_MS = 5000
"""A screen that reads the record has drawn by then."""
LOADED_MS = 300_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; the exit status is not 0 if a screen was not there."""
    parser = argparse.ArgumentParser(prog="python -m ui.shots")
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if asked.language:
        with own_home():
            return _photographed(asked.out, asked.language, asked.theme)
    # one process a language: the words of a screen are chosen when it is made
    status = 0
    for language in LANGUAGES:
        command = [sys.executable, "-m", "ui.shots", str(asked.out), "--language", language]
        status |= subprocess.run([*command, "--theme", asked.theme], check=False).returncode
    return status


@contextmanager
def own_home() -> Iterator[None]:
    """Let the station have a record of its own for a while; its machine code stays where it is."""
    from inspector.formats.places import HOME, places

    os.environ.setdefault("NUMBA_CACHE_DIR", str(places().cache / "numba"))
    before = os.environ.get(HOME)
    with tempfile.TemporaryDirectory(prefix="inspector-desktop-") as home:
        os.environ[HOME] = home
        try:
            yield
        finally:
            del os.environ[HOME]
            if before is not None:
                os.environ[HOME] = before


def _photographed(out: Path, language: str, look: str) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from inspector.station.events import PanelRecorded
    from ui.app import Desktop, parsed

    application = QApplication(sys.argv[:1])
    desktop = Desktop(application, parsed(["--simulated", "--language", language, "--theme", look]))
    session = Session(desktop, out, language)
    desktop.window.resize(*SIZES[0])
    desktop.window.show()
    left = [PANELS]

    def count(event: object) -> None:
        if isinstance(event, PanelRecorded):
            left[0] -= 1
            last = event.result.verdict.name == "FAIL"
            if left[0] <= 0 and last and desktop.station is not None:
                desktop.bridge.happened.disconnect(count)
                QTimer.singleShot(DRAWN_MS, session.begin)

    desktop.bridge.happened.connect(count)
    QTimer.singleShot(0, desktop.begin)
    QTimer.singleShot(LOADED_MS, application.quit)
    application.exec()
    desktop.close()
    sys.stdout.write(json.dumps({"language": language, "pictures": session.taken}) + "\n")
    return 0 if session.whole else 1


class Session:
    """Goes through sizes and screens, one step of the event loop after another."""

    def __init__(self, desktop: "Desktop", out: Path, language: str) -> None:
        self._desktop, self._out, self._language = desktop, out, language
        self._steps: list[tuple[int, Callable[[], None]]] = []
        self.taken: list[str] = []
        self.whole = False

    def begin(self) -> None:
        """Take all pictures, then end the application."""
        from ui.window import SCREENS

        first, *others = (screen.name for screen in SCREENS)  # the verdict does not stay for long
        for size in SIZES:
            self._shoot(size, first, DRAWN_MS)
        if self._desktop.station is not None:
            self._steps.append((DRAWN_MS, self._desktop.station.controls.pause))
        for size in SIZES:
            for name in others:
                self._shoot(size, name, SETTLE_MS)
        self._next()

    def _shoot(self, size: tuple[int, int], name: str, wait_ms: int) -> None:
        self._steps.append((wait_ms, partial(self._go, size, name)))
        self._steps.append((0, partial(self._take, size, name)))

    def _next(self) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        if not self._steps:
            self.whole = True
            QApplication.quit()
            return
        wait_ms, step = self._steps.pop(0)
        step()
        QTimer.singleShot(wait_ms, self._next)

    def _go(self, size: tuple[int, int], name: str) -> None:
        self._desktop.window.resize(*size)
        self._desktop.window.go(name)

    def _take(self, size: tuple[int, int], name: str) -> None:
        file = self._out / f"{name}-{size[0]}x{size[1]}-{self._language}.png"
        self._desktop.window.grab().save(str(file))
        self.taken.append(file.name)


if __name__ == "__main__":
    sys.exit(main())
