"""A batch: every capture of an archive, recorded once, in the archive's order.

The record in ``out`` says what is done: a panel is done when its transaction is on the disk.
Everything else in ``out`` is derived from the record and written anew where it is missing or is
not the record's. So a kill at any moment loses at most the panels in work, and ``resume`` inspects
exactly those.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.batch.capture import arrived
from inspector.batch.logged import hand_over
from inspector.batch.workers import Outcome, Task, outcomes
from inspector.domain.errors import InspectorError
from inspector.domain.recipe import Recipe
from inspector.domain.result import PanelResult, Verdict
from inspector.formats.archive import Job, find_captures, fingerprint_of
from inspector.formats.atomic import write_text_atomic
from inspector.formats.recipe import read_recipe

if TYPE_CHECKING:  # a worker needs no database: it starts a second sooner
    from inspector.store.store import Store

Progress = Callable[[int, int, PanelResult], None]
"""Told how many panels of how many are done, and the newest result."""


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One panel of the summary; ``sequence`` finds it in the record; ``nominal``: uncalibrated."""

    source: str
    sequence: int
    serial: str
    verdict: Verdict
    nominal: bool


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
        that holds another panel than the recorded one (serial or time) is, and so is one that was
        refused and has changed since.
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
    require_places(archive, out, resume=resume)
    with Store(out) as store:
        require_same_recipe(store, recipe, out)
        known = _recorded(store, recipe, jobs)
        left = tuple(job for job in jobs if job.source not in known)
        _restore_results(store, out, known, left)
        task = Task(recipe_folder, recipe)
        for outcome in outcomes(task, left, min(workers, max(1, len(left)))):
            known[outcome.job.source] = keep(store, out, outcome)
            if progress:
                progress(len(known), len(jobs), outcome.found.result)
        panels = lines_of(store, [(job.source, known[job.source]) for job in jobs])
        return BatchSummary(panels, len(left))


def require_places(archive: Path, out: Path, *, resume: bool) -> None:
    """Refuse an output folder that lies in the archive, or holds something and is not resumed."""
    if out.resolve().is_relative_to(archive.resolve()):
        raise InspectorError(f"{out}: it lies in the archive; name a folder outside it")
    if not resume and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InspectorError(f"{out}: it is not empty; add --resume or name another folder")


def require_same_recipe(store: "Store", recipe: Recipe, out: Path) -> None:
    """Refuse a record that another recipe has made."""
    others = [sha for sha in store.recipes() if sha != recipe.sha256]
    if others:
        raise InspectorError(
            f"{out}: recorded by another recipe ({others[0][:12]}, this is {recipe.sha256[:12]}); "
            "name another folder, or use `inspector rejudge` for other limits"
        )


def _recorded(store: "Store", recipe: Recipe, jobs: Iterable[Job]) -> dict[str, int]:
    """Give the sequence of each capture that is done, by source: of what lies there now.

    A folder may have held several panels, so its newest record need not be of the one in it.
    """
    found = ((job.source, sequence_of(store, recipe, job)) for job in jobs)
    return {source: sequence for source, sequence in found if sequence is not None}


def sequence_of(store: "Store", recipe: Recipe, job: Job) -> int | None:
    """Give the sequence of what lies in a folder now, None where it is not recorded yet."""
    capture = arrived(recipe, job.folder)
    key = (job.source, capture.serial, capture.captured_utc)
    return store.find(*key) or store.find(*key, fingerprint_of(job.folder))


def keep(store: "Store", out: Path, outcome: Outcome) -> int:
    """Record what came of a capture, then write what is derived from it; give its sequence."""
    found, source = outcome.found, outcome.job.source
    hand_over(outcome.log, found.result.serial)
    sequence = store.record(found.result, found.pictures, source, found.fingerprint)
    _write_derived(store, out, source, sequence)
    return sequence


def _restore_results(
    store: "Store", out: Path, known: Mapping[str, int], left: Iterable[Job]
) -> None:
    """Make the result files those of the record: a kill may have left older ones, or none."""
    for half_written in (out / "results").rglob(".*.part"):
        half_written.unlink()  # a kill left it; what it was to be is in the record
    newest = {source: head.sequence for source, head in store.heads().items() if source}
    stale = {job.source for job in left}
    for source in stale:
        _result_file(out, source).unlink(missing_ok=True)  # it is of another panel
    for source, sequence in {**newest, **known}.items():
        if source not in stale:
            _write_derived(store, out, source, sequence)


def _write_derived(store: "Store", out: Path, source: str, sequence: int) -> None:
    file, text = _result_file(out, source), store.document(sequence)
    if file.is_file() and file.read_bytes() == text.encode():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text_atomic(file, text)


def _result_file(out: Path, source: str) -> Path:
    return out / "results" / f"{source}.json"


def lines_of(store: "Store", panels: Iterable[tuple[str, int]]) -> tuple[PanelLine, ...]:
    """Give the summary of panels by source and sequence."""
    heads = {head.sequence: head for head in store.all_heads()}
    return tuple(
        PanelLine(source, sequence, head.serial, head.verdict, head.nominal)
        for source, sequence in panels
        for head in (heads[sequence],)
    )
