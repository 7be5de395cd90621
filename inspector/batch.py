"""Archives of captures, inspected without a line: spawned processes, one writer, resumable.

The record in ``out`` says what is done: a panel is done when its transaction is on the disk.
Everything else in ``out`` is derived from the record and written anew where it is missing. So a
kill at any moment loses at most the panels in work, and ``resume`` inspects exactly those.
"""

import logging
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from inspector.domain.errors import InspectorError
from inspector.domain.image import Capture
from inspector.domain.judging import Part, panel_not_inspected
from inspector.domain.recipe import Recipe
from inspector.domain.result import PanelResult, Verdict
from inspector.formats.archive import Job, find_captures
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import fields_of, read_capture, require_product
from inspector.formats.picture import encode
from inspector.formats.recipe import read_recipe
from inspector.formats.result import write_result

if TYPE_CHECKING:  # a worker needs no database, its parent no vision: each starts a second sooner
    from inspector.inspection import Inspected
    from inspector.store.store import Store

log = logging.getLogger(__name__)

AHEAD = 2
"""Panels in work or waiting, per worker: enough to keep it busy, few enough to be bounded."""

Progress = Callable[[int, int, PanelResult], None]
"""Told how many panels of how many are done, and the newest result."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker hands over: all plain values, pictures as PNG files."""

    job: Job
    result: PanelResult
    pictures: Mapping[Part, bytes]
    log: tuple[logging.LogRecord, ...]


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One panel of the summary; ``sequence`` finds it in the record."""

    source: str
    sequence: int
    serial: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What came of a batch: one line a capture, in the archive's order; ``inspected`` just now."""

    panels: tuple[PanelLine, ...]
    inspected: int

    @property
    def counts(self) -> dict[Verdict, int]:
        """Panels by verdict."""
        counted = Counter(line.verdict for line in self.panels)
        return {verdict: counted[verdict] for verdict in Verdict}


def inspect_capture(recipe: Recipe, folder: Path, workers: int = 1) -> "Inspected":
    """Read one capture, field by field, and inspect it.

    Raises
    ------
    InspectorError
        If the capture, a frame or its calibration is refused, or is not of the recipe's product.
    """
    import cv2

    from inspector.inspection import field_order, inspect_panel

    cv2.setNumThreads(1)  # its threads gain nothing here and cost CPU; ours go over fields
    capture = read_capture(folder, recipe)
    require_product(capture, recipe, folder)
    calibration = calibration_for(capture, folder)
    order = field_order(recipe, capture, calibration)
    fields = fields_of(capture, folder, order)
    return inspect_panel(recipe, capture, fields, calibration, workers=workers)


def run_batch(
    recipe_folder: Path,
    archive: Path,
    out: Path,
    workers: int = 1,
    resume: bool = False,  # noqa: FBT001, FBT002 - the switch of the command, handed through
    progress: Progress | None = None,
) -> BatchSummary:
    """Inspect every capture of an archive and record it, in the archive's order.

    Parameters
    ----------
    recipe_folder
        The recipe; each worker reads it for itself.
    archive
        See `find_captures`.
    out
        Gets the record (see `Store`) and ``results/<source>.json``.
    workers
        Processes beside this one. Results do not depend on their number, but for times.
    resume
        Go on with a record that is there; panels in it are not inspected again. A capture folder
        that holds another panel than the recorded one (serial or time) is.
    progress
        Called after each panel.

    Raises
    ------
    InspectorError
        If the recipe or the archive is refused, ``out`` lies in it, holds something and ``resume``
        is not set, another recipe's record is there, or the record cannot be written. A capture
        that is broken stops nothing: its panel is recorded as NOT_INSPECTED with the reason.
    """
    from inspector.store.store import Store

    recipe = read_recipe(recipe_folder)
    jobs = find_captures(archive)
    if out.resolve().is_relative_to(archive.resolve()):
        raise InspectorError(f"{out}: it lies in the archive; name a folder outside it")
    if not resume and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InspectorError(f"{out}: it is not empty; add --resume or name another folder")
    with Store(out) as store:
        _same_recipe(store, recipe, out)
        _restore_results(store, out)
        left = tuple(job for job in jobs if not _is_recorded(store, recipe, job))
        done = len(jobs) - len(left)
        for outcome in _outcomes(_Task(recipe_folder, recipe), left, workers):
            hand_over(outcome.log, outcome.result.serial)
            source = outcome.job.source
            store.record(outcome.result, outcome.pictures, source)
            _write_derived(out, source, outcome.result)
            done += 1
            if progress:
                progress(done, len(jobs), outcome.result)
        return BatchSummary(_lines(store, jobs), len(left))


def _same_recipe(store: "Store", recipe: Recipe, out: Path) -> None:
    others = [sha for sha in store.recipes() if sha != recipe.sha256]
    if others:
        raise InspectorError(
            f"{out}: recorded by another recipe ({others[0][:12]}, this is {recipe.sha256[:12]}); "
            "name another folder, or use `inspector rejudge` for other limits"
        )


def _restore_results(store: "Store", out: Path) -> None:
    for half_written in (out / "results").rglob(".*.part"):
        half_written.unlink()  # a kill left it; what it was to be is in the record
    for source, head in store.heads().items():
        if not _result_file(out, source).is_file():
            _write_derived(out, source, store.get(head.sequence).result)


def _write_derived(out: Path, source: str, result: PanelResult) -> None:
    file = _result_file(out, source)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_result(result, file)


def _result_file(out: Path, source: str) -> Path:
    return out / "results" / f"{source}.json"


def _is_recorded(store: "Store", recipe: Recipe, job: Job) -> bool:
    try:
        capture = read_capture(job.folder, recipe)
    except InspectorError:
        return store.has(job.source, "", _changed_utc(job.folder))
    return store.has(job.source, capture.serial, capture.captured_utc)


def _lines(store: "Store", jobs: tuple[Job, ...]) -> tuple[PanelLine, ...]:
    heads = store.heads()
    return tuple(
        PanelLine(job.source, head.sequence, head.serial, head.verdict)
        for job in jobs
        for head in (heads[job.source],)
    )


@dataclass(frozen=True, slots=True)
class _Task:
    recipe_folder: Path
    recipe: Recipe


def _outcomes(task: _Task, jobs: tuple[Job, ...], workers: int) -> Iterator[Outcome]:
    """Give the outcomes in the jobs' order; a worker that dies costs its own panel only."""
    waiting = deque(jobs)
    while waiting:
        try:
            for outcome in _pooled(task, tuple(waiting), workers):
                waiting.popleft()
                yield outcome
        except BrokenProcessPool:
            # which of the panels in work it was shows when they go one by one
            yield _alone(task, waiting.popleft())


def _pooled(task: _Task, jobs: tuple[Job, ...], workers: int) -> Iterator[Outcome]:
    pool = ProcessPoolExecutor(
        min(workers, len(jobs)), multiprocessing.get_context("spawn"), _begin_worker
    )
    running: deque[Future[Outcome]] = deque()
    try:
        for job in jobs:
            folder, sha256 = task.recipe_folder, task.recipe.sha256
            running.append(pool.submit(_inspect_job, folder, sha256, job))
            if len(running) >= AHEAD * workers:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _alone(task: _Task, job: Job) -> Outcome:
    try:
        (outcome,) = _pooled(task, (job,), 1)
    except BrokenProcessPool:
        log.exception("%s: the process that inspected it died", job.source)
        reason = "the process that inspected it died; its capture may be damaged"
        return Outcome(job, _refused(task.recipe, job, reason), {}, ())
    return outcome


def _begin_worker() -> None:
    """Make the process a worker: Ctrl-C is the parent's business, its death is ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("inspector").setLevel(logging.INFO)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # else a killed parent leaves its workers waiting for ever


def _inspect_job(recipe_folder: Path, sha256: str, job: Job) -> Outcome:
    recipe = _recipe(recipe_folder, sha256)
    with gathered() as records:
        result, pictures = _inspected(recipe, job)
    return Outcome(job, result, pictures, tuple(records))


def _inspected(recipe: Recipe, job: Job) -> tuple[PanelResult, dict[Part, bytes]]:
    try:
        inspected = inspect_capture(recipe, job.folder)
        return inspected.result, pictures_of(inspected)
    except InspectorError as error:
        log.warning("%s: %s", job.source, error)
        return _refused(recipe, job, str(error)), {}
    except Exception as error:  # the border to one board: the archive goes on
        log.exception("%s could not be inspected", job.source)
        return _refused(recipe, job, f"internal error: {error!r}"), {}


def pictures_of(inspected: "Inspected") -> dict[Part, bytes]:
    """Give the pictures of the parts that did not pass as PNG files."""
    return {key: encode(picture, "png") for key, picture in sorted(inspected.pictures.items())}


@lru_cache(maxsize=1)
def _recipe(folder: Path, sha256: str) -> Recipe:
    """Read the recipe once a process; refused where it is no longer what the batch began with."""
    try:
        recipe = read_recipe(folder)
    except InspectorError as error:
        # plain: errors with fields of their own do not cross between processes
        raise InspectorError(str(error)) from None
    if recipe.sha256 != sha256:
        raise InspectorError(f"{folder}: it changed while the batch ran; start the batch again")
    return recipe


def _refused(recipe: Recipe, job: Job, reason: str) -> PanelResult:
    try:
        capture = read_capture(job.folder, recipe)
    except InspectorError:
        capture = Capture(recipe.product, "", recipe.board.side, _changed_utc(job.folder), ())
    return panel_not_inspected(recipe, capture, reason)


def _changed_utc(folder: Path) -> datetime:
    """Give the folder's own time, for a capture that does not tell when it was taken."""
    return datetime.fromtimestamp(int(folder.stat().st_mtime), UTC)


class _Gatherer(logging.Handler):
    """Keeps records as plain values, which may cross into another process."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record, its text made and its traceback as text."""
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        self.records.append(record)


@contextmanager
def gathered() -> Iterator[list[logging.LogRecord]]:
    """Keep what is logged of one panel, for `hand_over`: its serial is not known yet."""
    gatherer, ours = _Gatherer(), logging.getLogger("inspector")
    before = ours.propagate
    ours.addHandler(gatherer)
    ours.propagate = False
    try:
        yield gatherer.records
    finally:
        ours.removeHandler(gatherer)
        ours.propagate = before


def hand_over(records: Iterable[logging.LogRecord], serial: str) -> None:
    """Log here what was gathered elsewhere, each record with the serial of its panel."""
    for record in records:
        record.__dict__["serial"] = serial
        logging.getLogger(record.name).handle(record)
