"""Worker processes: each inspects captures, and may die without harm to the archive."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from inspector.batch.capture import (
    Asked,
    Found,
    found_in,
    read_asked,
    refused_panel,
)
from inspector.batch.logged import gathered
from inspector.domain.errors import InspectorError
from inspector.domain.recipe import Recipe
from inspector.formats.archive import Job, fingerprint_of

log = logging.getLogger(__name__)

AHEAD = 2
"""Panels in work or waiting, per worker: enough to keep it busy, few enough to be bounded."""

MOST = 61 if sys.platform == "win32" else 1024
"""Workers at most: Windows waits for no more than 63 things at once, two of them the pool's."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker hands over."""

    job: Job
    found: Found
    log: tuple[logging.LogRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """By what the captures are inspected; each worker reads the recipe for itself."""

    recipe_folder: Path
    recipe: Recipe


def outcomes(task: Task, jobs: Iterable[Job | None], workers: int) -> Iterator[Outcome]:
    """Give the outcomes in the jobs' order; a worker that dies costs its own panel only.

    Jobs may come as they arise, without end: None among them asks for the outcomes of all that
    came before, ahead of the next job.
    """
    left = iter(jobs)
    while True:
        begun: deque[Job] = deque()
        try:
            for outcome in _pooled(task, _noted(left, begun), workers):
                begun.popleft()
                yield outcome
        except BrokenProcessPool:
            # which of the panels in work it was shows when they go one by one
            yield _alone(task, begun.popleft())
            left = chain(begun, left)
        else:
            return


def _noted(jobs: Iterable[Job | None], begun: deque[Job]) -> Iterator[Job | None]:
    for job in jobs:
        if job is not None:
            begun.append(job)
        yield job


def _pooled(task: Task, jobs: Iterable[Job | None], workers: int) -> Iterator[Outcome]:
    workers = min(workers, MOST)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, begin_worker)
    running: deque[Future[Outcome]] = deque()
    try:
        for job in jobs:
            if job is not None:
                folder, sha256 = task.recipe_folder, task.recipe.sha256
                running.append(pool.submit(_inspect_job, folder, sha256, job))
            while len(running) >= (AHEAD * workers if job is not None else 1):
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _alone(task: Task, job: Job) -> Outcome:
    fingerprint = fingerprint_of(job.folder)
    try:
        (outcome,) = _pooled(task, (job,), 1)
    except BrokenProcessPool:
        log.exception("%s: the process that inspected it died", job.source)
        reason = "the process that inspected it died; its capture may be damaged"
        return Outcome(job, Found(refused_panel(task.recipe, job.folder, reason), {}, fingerprint))
    return outcome


def begin_worker() -> None:
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
    asked = _asked(recipe_folder, sha256)
    with gathered() as records:
        found = found_in(asked, job.folder, job.source)
    return Outcome(job, found, tuple(records))


@lru_cache(maxsize=1)
def _asked(folder: Path, sha256: str) -> Asked:
    """Read the recipe once a process; refused where it is no longer what the batch began with."""
    try:
        asked = read_asked(folder)
    except InspectorError as error:
        # plain: errors with fields of their own do not cross between processes
        raise InspectorError(str(error)) from None
    if asked.recipe.sha256 != sha256:
        raise InspectorError(f"{folder}: it changed while the batch ran; start the batch again")
    return asked
