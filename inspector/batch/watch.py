"""A batch without an end: captures are inspected as they appear in a hot folder."""

import errno
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from inspector.batch.run import (
    BatchSummary,
    keep,
    lines_of,
    require_places,
    require_same_recipe,
    sequence_of,
)
from inspector.batch.workers import Task, outcomes
from inspector.devices.hot_folder import USUAL, HotFolder, Patience
from inspector.domain.errors import WriteError
from inspector.domain.result import PanelResult
from inspector.formats.archive import Job
from inspector.formats.recipe import read_recipe
from inspector.store.store import Store

Told = Callable[[str, PanelResult], None]
"""Told of each panel that was recorded: its folder relative to the one watched, its result."""


class Watch:
    """Inspects what appears in a folder, until told to stop.

    The record says what is done: what is in it is not inspected again, after a kill neither.

    Parameters
    ----------
    recipe_folder
        The recipe; each worker reads it for itself.
    folder
        See `HotFolder`.
    out
        Gets the record and ``results/<source>.json``, as of `run_batch`.
    done
        Where captures are moved once they are recorded; None: they stay where they are.
    """

    def __init__(
        self,
        recipe_folder: Path,
        folder: Path,
        out: Path,
        done: Path | None = None,
        patience: Patience = USUAL,
    ) -> None:
        self._task = Task(recipe_folder, read_recipe(recipe_folder))
        self._folder, self._out, self._done = folder, out, done
        self._patience = patience

    def run(
        self,
        stop: threading.Event,
        workers: int = 1,
        told: Told | None = None,
        *,
        resume: bool = False,
    ) -> BatchSummary:
        """Inspect and record until ``stop`` is set; what is in work by then is still recorded.

        Returns
        -------
        The panels that were inspected since it began.

        Raises
        ------
        InspectorError
            As `run_batch` does, and if there is no such folder, or a capture cannot be moved.
        """
        require_places(self._folder, self._out, resume=resume)
        if self._done is not None:
            require_places(self._folder, self._done, resume=True)
        with Store(self._out) as store:
            require_same_recipe(store, self._task.recipe, self._out)
            hot = HotFolder(self._folder, lambda job: self._recorded(store, job), self._patience)
            panels: list[tuple[str, int]] = []
            for outcome in outcomes(self._task, _until(stop, hot), workers):
                sequence = keep(store, self._out, outcome)
                self._put_away(outcome.job, sequence)
                panels.append((outcome.job.source, sequence))
                if told:
                    told(outcome.job.source, outcome.found.result)
            return BatchSummary(lines_of(store, panels), len(panels))

    def _recorded(self, store: Store, job: Job) -> bool:
        sequence = sequence_of(store, self._task.recipe, job)
        if sequence is not None:
            self._put_away(job, sequence)  # a kill came between its record and its move
        return sequence is not None

    def _put_away(self, job: Job, sequence: int) -> None:
        if self._done is None:
            return
        to = self._done / job.source
        if to.exists():
            to = to.with_name(f"{to.name}-{sequence}")
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            _move(job.folder, to)
        except OSError as error:
            cause = error.strerror or error
            raise WriteError(f"{job.folder}: cannot be moved to {to} ({cause}); mend it") from error


def _move(folder: Path, to: Path) -> None:
    """Move a capture; at each instant, also of a kill, it is whole in one of both places or gone.

    Half of one must not lie in the hot folder: it would be taken for another, broken panel.
    """
    try:
        folder.rename(to)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy, gone = to.with_name(f".{to.name}.part"), folder.with_name(f".{folder.name}.moved")
        for left in (copy, gone):  # by a kill
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(folder, copy)
        copy.rename(to)
        folder.rename(gone)  # whose name begins with a dot is no capture
        shutil.rmtree(gone)


def _until(stop: threading.Event, hot: HotFolder) -> Iterator[Job | None]:
    """Give what arrives, but nothing more once it is to stop."""
    for job in hot.arrivals(stop):
        if stop.is_set():
            return
        yield job
