"""The station behind the screens: a thread that opens it, runs it, and tells what comes of it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inspector.domain.errors import InspectorError
from inspector.domain.image import Field
from inspector.domain.setup import Policy
from inspector.station.controls import Controls
from inspector.station.events import Event, Identified

log = logging.getLogger(__name__)

MANY = 1_000_000
PAUSE_S = 1.5
"""Between two simulated panels: time to read what was said of the one before."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The station's devices are being opened."""


@dataclass(frozen=True, slots=True)
class Opened:
    """It is open; ``products`` are the names and recipe folders of what it can inspect."""

    products: tuple[tuple[str, Path], ...]


@dataclass(frozen=True, slots=True)
class NotOpened:
    """It could not be opened; ``text`` says why, and what to do about it."""

    text: str


ScreenEvent = Event | Opening | Opened | NotOpened

Tell = Callable[[ScreenEvent], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which station is to run: the simulated one, or as station.toml says."""

    record: Path
    station_file: Path
    simulated: bool


class Loop(Protocol):
    """An open station."""

    def run(self) -> None:
        """Take panels until the controls are closed."""
        ...


class StationThread:
    """Runs one station at a time; commanded from the GUI thread, never waited for but at the end.

    Parameters
    ----------
    wanted
        Which station.
    tell
        Is told every event, on the station's thread.
    begin, watch
        Are told of a new panel and shown its fields, on the station's thread.
    """

    def __init__(
        self,
        wanted: Wanted,
        tell: Tell,
        begin: Callable[[str], None],
        watch: Callable[[Field], None],
    ) -> None:
        self._wanted, self._tell, self._begin, self._watch = wanted, tell, begin, watch
        self._thread: threading.Thread | None = None
        self.controls = Controls()

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Let the station take panels; open it first where it is not open."""
        if self.alive:
            self.controls.start()
            return
        chosen, self.controls = self.controls.product, Controls()
        self.controls.choose(chosen)
        self._thread = threading.Thread(target=self._run, name="station", daemon=True)
        self._thread.start()

    def close(self, timeout_s: float) -> bool:
        """End the station; the panel in work is finished. Give whether it has ended in time."""
        self.controls.close()
        if self._thread is not None:
            self._thread.join(timeout_s)
        return not self.alive

    def _run(self) -> None:
        self._tell(Opening())
        try:
            with self._opened() as station:
                station.run()
        except InspectorError as error:
            log.warning("the station could not be opened: %s", error)
            self._tell(NotOpened(str(error)))
        except Exception as error:  # the station's thread: the border to opening it
            log.exception("the station could not be opened")
            self._tell(NotOpened(f"internal error: {error!r}; please report it with the log"))

    @contextmanager
    def _opened(self) -> Iterator[Loop]:
        from inspector.assembly import DRAWN_PRODUCT, opened_station, simulated_station
        from inspector.formats.shipped import shipped
        from inspector.formats.station_setup import read_station

        wanted = self._wanted
        if wanted.simulated:
            with simulated_station(
                wanted.record, self.controls, self._told, Policy(), MANY, self._watch, PAUSE_S
            ) as station:
                self._tell(Opened(((DRAWN_PRODUCT, shipped("recipes") / DRAWN_PRODUCT),)))
                yield station
            return
        setup = read_station(wanted.station_file, wanted.record)
        with opened_station(setup, self.controls, self._told, self._watch) as station:
            self._tell(Opened(tuple((one.name, one.folder) for one in setup.products)))
            yield station

    def _told(self, event: Event) -> None:
        if isinstance(event, Identified):
            self._begin(event.serial)
        self._tell(event)
