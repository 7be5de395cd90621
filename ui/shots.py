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
SCALES = (1, 2)
"""100 % in every size; 200 % on the larger one: the smaller has no room for it."""
PANELS = 5
"""Inspected before the first picture: the third has a defect, the strip shows something."""
DRAWN_MS = 150
"""What is on the screen already has been drawn anew by then."""
SETTLE_MS = 5000
"""A screen that reads the record has drawn by then."""
PATIENCE = 6
"""How often a screen that still reads is waited for once more, on a busy machine."""
LOADED_MS = 300_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; the exit status is not 0 if a screen was not there."""
    parser = argparse.ArgumentParser(prog="python -m ui.shots")
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--scale", type=int, choices=SCALES)
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if asked.language and asked.scale:
        os.environ["QT_SCALE_FACTOR"] = str(asked.scale)
        with own_home():
            return _photographed(asked.out, asked.language, asked.theme, asked.scale)
    # one process a language and scale: both are chosen when the application begins
    status = 0
    for language in (asked.language,) if asked.language else LANGUAGES:
        for scale in (asked.scale,) if asked.scale else SCALES:
            command = [sys.executable, "-m", "ui.shots", str(asked.out), "--language", language]
            more = ["--theme", asked.theme, "--scale", str(scale)]
            status |= subprocess.run([*command, *more], check=False).returncode
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


def _photographed(out: Path, language: str, look: str, scale: int) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from inspector.station.events import PanelRecorded
    from ui.app import Desktop, parsed

    application = QApplication(sys.argv[:1])
    desktop = Desktop(application, parsed(["--simulated", "--language", language, "--theme", look]))
    session = Session(desktop, out, language, scale)
    desktop.window.resize(*session.sizes[0])
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
    told = {"language": language, "scale": scale, "pictures": session.taken, "cut": session.cut}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if session.whole and not session.cut else 1


def _reading(panel: object) -> bool:
    """Whether a screen still waits for what it is to show."""
    screen = getattr(panel, "screen_shown", None) or getattr(panel, "screen_value", None)
    missing = (getattr(screen, name, "") for name in ("shown", "answer"))
    return bool(getattr(screen, "busy", "")) or any(one is None for one in missing)


class Session:
    """Goes through sizes and screens, one step of the event loop after another."""

    def __init__(self, desktop: "Desktop", out: Path, language: str, scale: int) -> None:
        self._desktop, self._out, self._language, self._scale = desktop, out, language, scale
        self.sizes = SIZES if scale == 1 else SIZES[-1:]
        self._steps: list[tuple[int, Callable[[], None]]] = []
        self.taken: list[str] = []
        self._patience = PATIENCE
        self.whole = False
        self.cut: list[str] = []
        """Screens that need more room than the display has."""

    def begin(self) -> None:
        """Take all pictures, then end the application."""
        from ui.window import SCREENS

        first, *others = (screen.name for screen in SCREENS)  # the verdict does not stay for long
        for size in self.sizes:
            self._shoot(size, first, DRAWN_MS)
        if self._desktop.station is not None:
            self._steps.append((DRAWN_MS, self._desktop.station.controls.pause))
        for size in self.sizes:
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
        self._desktop.window.resize(*(side // self._scale for side in size))
        self._desktop.window.go(name)

    def _wait(self, size: tuple[int, int], name: str) -> None:
        self._steps.insert(0, (0, partial(self._take, size, name)))

    def _take(self, size: tuple[int, int], name: str) -> None:
        if self._patience and _reading(self._desktop.window.panel(name)):
            self._patience -= 1
            self._steps.insert(0, (SETTLE_MS, partial(self._wait, size, name)))
            return
        self._patience = PATIENCE
        at = "" if self._scale == 1 else f"-at-{100 * self._scale}"
        file = self._out / f"{name}-{size[0]}x{size[1]}{at}-{self._language}.png"
        picture = self._desktop.window.grab()
        picture.save(str(file))
        self.taken.append(file.name)
        if picture.width() > size[0] or picture.height() > size[1]:
            self.cut.append(f"{file.name}: {picture.width()} x {picture.height()}")


if __name__ == "__main__":
    sys.exit(main())
