"""A folder into which captures are put by somebody else, each given once as soon as it is whole.

It is looked at again and again: a share on the network tells nobody what happens on it, and one way
that works everywhere is better than two. Nothing is written into it: what was taken already is
asked of the record, so that a restart, also after a kill, takes up exactly what is not in it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.domain.errors import CaptureError, DeviceError, InspectorError
from inspector.domain.image import FrameStatus
from inspector.formats.archive import Job, find_captures, fingerprint_of
from inspector.formats.calibration import read_calibration
from inspector.formats.capture import CAPTURE, read_capture
from inspector.formats.picture import is_whole

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what is looked at stays as it is before something is concluded, s.

    ``look_s`` between two looks; ``quiet_s`` after the last change a capture may be taken if it is
    whole; ``broken_s`` after it, it is taken as it is: it is then refused with the reason, instead
    of never.
    """

    look_s: float = 0.5
    quiet_s: float = 1.0
    broken_s: float = 60.0


USUAL = Patience()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A capture that is not whole yet: what was seen of it, and since when it is so."""

    fingerprint: str
    since_s: float


Stamp = tuple[int, int, int]
"""Of a folder and its capture.json, cheap to look at: changes when it is captured anew."""


class HotFolder:
    """Gives each capture below a folder once, in the order in which they become whole.

    Of several at one look, in the natural order of their names. A capture is whole when
    capture.json and every file that it lists are there and have their ends, and nothing has changed
    for a while: both one that appears under its name at once and one that is copied slowly, in any
    order, are taken whole. A folder with files that never becomes whole is given too, after
    ``broken_s``: it must not vanish from the count. So is a folder of plain photographs, which
    nothing lists.

    Parameters
    ----------
    folder
        Looked at, never written to; lots and days in it are entered.
    taken
        Whether a capture is dealt with already; asked once for each.
    patience
        How long to wait.

    Raises
    ------
    DeviceError
        If there is no such folder.

    Notes
    -----
    One look at 1,000 captures that are dealt with takes 0.1 s of a core (busy, 2026), the first
    judgement of 1,000 small ones 3 s.
    """

    def __init__(
        self, folder: Path, taken: Callable[[Job], bool], patience: Patience = USUAL
    ) -> None:
        if not folder.is_dir():
            raise DeviceError(f"hot folder {folder}: there is no such folder; make or mount it")
        self._folder, self._taken, self._patience = folder, taken, patience
        self._waiting: dict[str, _Waiting] = {}
        self._given: dict[str, Stamp] = {}
        self._broken: dict[str, str] = {}
        self._away = False

    def arrivals(self, stop: threading.Event) -> Iterator[Job | None]:
        """Give captures as they become whole, until told to stop; None after those of one look."""
        while not stop.is_set():
            begun = time.monotonic()
            ready = self.look(begun)
            yield from ready
            if ready:
                yield None
            else:
                # of many thousand captures a look takes its time: it is a quarter of all at most
                stop.wait(max(self._patience.look_s, 3 * (time.monotonic() - begun)))

    def look(self, now_s: float) -> tuple[Job, ...]:
        """Give the captures that have become whole (or never will) since the last look.

        A folder that cannot be looked at, such as a share that is away, has none; that is logged
        once.
        """
        try:
            jobs = self._listed()
        except OSError as error:
            self._tell_away(error)
            return ()
        self._away = False
        there = {job.source for job in jobs}
        self._waiting = {s: seen for s, seen in self._waiting.items() if s in there}
        self._given = {s: stamp for s, stamp in self._given.items() if s in there}
        self._broken = {s: seen for s, seen in self._broken.items() if s in there}
        return tuple(job for job in jobs if self._is_new(job) and self._is_ready(job, now_s))

    def _listed(self) -> tuple[Job, ...]:
        next(self._folder.iterdir(), None)  # raises where the folder is away
        try:
            return find_captures(self._folder)
        except CaptureError:
            return ()  # nothing in it yet

    def _tell_away(self, error: OSError) -> None:
        if not self._away:
            log.warning("hot folder %s: %s; it is tried again", self._folder, error)
        self._away = True

    def _is_new(self, job: Job) -> bool:
        """Whether a capture, as it lies there now, was not given before."""
        if self._given.get(job.source) != _stamp(job.folder):
            return True
        broken = self._broken.get(job.source)
        return broken is not None and broken != fingerprint_of(job.folder)

    def _is_ready(self, job: Job, now_s: float) -> bool:
        """Whether to give a capture now; noted as given if so, or if it is taken already."""
        stamp, seen = _stamp(job.folder), fingerprint_of(job.folder)
        known = self._waiting.get(job.source)
        if known is None or known.fingerprint != seen:
            known = self._waiting[job.source] = _Waiting(seen, now_s)
        quiet_s = now_s - known.since_s
        if quiet_s < self._patience.quiet_s:
            return False
        why = unready(job.folder)
        if why and (quiet_s < self._patience.broken_s or not _holds_files(job.folder)):
            return False
        del self._waiting[job.source]
        self._given[job.source] = stamp
        self._broken.pop(job.source, None)
        if why:
            self._broken[job.source] = seen
        if self._taken(job):
            return False
        if why:
            log.warning("%s has not changed for %.0f s but %s", job.source, quiet_s, why)
        return True


def unready(folder: Path) -> str:
    """Give why a capture is not whole; empty if it is."""
    try:
        capture = read_capture(folder)
        if capture.calibration:
            read_calibration(folder / capture.calibration)
    except InspectorError as error:
        return str(error)
    for info in capture.frames:
        if info.status is FrameStatus.OK and not is_whole(folder / info.file):
            return f"{info.file} is cut short or damaged"
    return ""


def _holds_files(folder: Path) -> bool:
    """Whether there is anything in a folder but folders: an empty one is no broken capture."""
    try:
        return any(path.is_file() for path in folder.iterdir())
    except OSError:
        return False


def _stamp(folder: Path) -> Stamp:
    try:
        listed = (folder / CAPTURE).stat()
        return folder.stat().st_mtime_ns, listed.st_mtime_ns, listed.st_size
    except OSError:
        return 0, 0, 0
