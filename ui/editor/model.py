"""What the editor shows, as a value. Undo is a list of recipes: each edit makes another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from inspector.domain.board_edit import Group, board_fiducials, names
from inspector.domain.recipe import Check, Recipe, RegistrationKind
from inspector.domain.result import Limit, Measurement, PartResult, Verdict
from inspector.formats.recipe_difference import difference
from inspector.formats.recipe_rules import MARKS_NEEDED, contradictions


class Kind(StrEnum):
    """What is chosen in the tree."""

    BOARD = "board"
    FIDUCIALS = "fiducials"
    FIDUCIAL = "fiducial"
    MASKS = "masks"
    MASK = "mask"
    CODES = "codes"
    CODE = "code"
    SURFACE = "surface"
    PANEL = "panel"
    SITE = "site"
    PANEL_FIDUCIAL = "panel_fiducial"
    PACKAGE = "package"
    CHECK = "check"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the tree: ``name`` of package, part, fiducial, code, mask or site.

    ``check`` is of a package's check. Masks are named by their number, sites by their index.
    """

    kind: Kind = Kind.BOARD
    name: str = ""
    check: str = ""


BOARD = Choice()
NOT_FITTED, OWN_LIMITS, CHECK, NO_PROGRAM = "not fitted", "own limits", "check", "no program"
NOTES = frozenset((NOT_FITTED, OWN_LIMITS, CHECK, NO_PROGRAM))
"""Notes in words; others are values of parts and counts."""
GROUPS = {
    Kind.FIDUCIAL: Group.FIDUCIALS,
    Kind.MASK: Group.MASKS,
    Kind.CODE: Group.CODES,
    Kind.SITE: Group.SITES,
    Kind.PANEL_FIDUCIAL: Group.PANEL_FIDUCIALS,
}
"""Kinds of entry that are edited alike, and where the recipe has them."""
ABOVE = {
    Kind.FIDUCIAL: Kind.FIDUCIALS,
    Kind.MASK: Kind.MASKS,
    Kind.CODE: Kind.CODES,
    Kind.SITE: Kind.PANEL,
    Kind.PANEL_FIDUCIAL: Kind.PANEL,
}
"""Under what an entry of the tree stands."""
BELOW = {
    Kind.FIDUCIALS: Kind.FIDUCIAL,
    Kind.MASKS: Kind.MASK,
    Kind.CODES: Kind.CODE,
    Kind.PANEL: Kind.SITE,
}
"""What is added where a heading of the tree is chosen."""
OF_PANEL = (Kind.PANEL, Kind.SITE, Kind.PANEL_FIDUCIAL)
OF_PARTS = (Kind.PACKAGE, Kind.CHECK, Kind.PART)


class Missing(StrEnum):
    """What a recipe lacks before it can be released."""

    OUTLINE = "outline"
    FIDUCIALS = "fiducials"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of the tree with those below it; ``note`` stands beside its name."""

    choice: Choice
    text: str
    note: str = ""
    below: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One measured quantity of a trial against its limit; without one, nothing was judged."""

    board_index: int
    refdes: str
    measurement: Measurement | None
    limit: Limit | None
    verdict: Verdict | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditorScreen:
    """Everything that can change on the screen.

    ``refused`` says why no recipe is open. ``history`` and ``at``: every recipe since it was
    opened, and which of them is shown. ``changes`` and ``problems`` are those of that one.
    ``fresh``: it was newly made, and its outline is a guess around its parts until someone has
    said that it is right (``outline_kept``) or changed it.
    """

    folder: Path | None = None
    refused: str = ""
    released: Recipe | None = None
    history: tuple[Recipe, ...] = ()
    at: int = 0
    chosen: Choice = BOARD
    changes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    busy: str = ""
    notice: str = ""
    rows: tuple[TrialRow, ...] = ()
    tried: Recipe | None = None
    known: Mapping[str, type[Check]] = field(default_factory=dict)
    fresh: bool = False
    outline_kept: bool = False

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What is still to be done; of the outline only where it was guessed around the parts."""
        recipe, released = self.recipe, self.released
        if recipe is None or released is None:
            return ()
        left = []
        same = recipe.board.outline_mm == released.board.outline_mm
        if self.fresh and same and not self.outline_kept:
            left.append(Missing.OUTLINE)
        by_fiducials = recipe.registration is RegistrationKind.FIDUCIALS
        enough = len(board_fiducials(recipe)) >= MARKS_NEEDED
        if not enough and (self.fresh or by_fiducials):
            left.append(Missing.FIDUCIALS)
        if enough and not by_fiducials:
            left.append(Missing.REGISTRATION)
        return tuple(left)

    @property
    def recipe(self) -> Recipe | None:
        """The recipe that is shown."""
        return self.history[self.at] if self.history else None

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to undo."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit to do again."""
        return self.at + 1 < len(self.history)

    @property
    def stale(self) -> bool:
        """Whether the trial was of another recipe than the one that is shown."""
        return bool(self.rows) and self.tried is not self.recipe


@dataclass(frozen=True, slots=True)
class Opened:
    """A recipe was read; ``known`` are the checks that a recipe may name.

    ``new``: it was made a moment ago, and is to be completed.
    """

    folder: Path
    recipe: Recipe
    known: Mapping[str, type[Check]]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A recipe could not be read; the reason in one line, with its mend."""

    folder: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Edited:
    """Someone has made another recipe of it; ``chosen`` is what to look at then."""

    recipe: Recipe
    chosen: Choice | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """One edit back."""


@dataclass(frozen=True, slots=True)
class Redone:
    """One edit forth."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something of the tree was chosen."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class Working:
    """Something takes a while; what it is."""

    what: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial has ended: its rows, and the recipe that was tried."""

    recipe: Recipe
    rows: tuple[TrialRow, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be done; why, and what to do about it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The recipe was written as a revision, which is now the released one here.

    ``asked`` is what was shown when the person asked for it; they may have edited on since.
    """

    folder: Path
    recipe: Recipe
    asked: Recipe | None = None


@dataclass(frozen=True, slots=True)
class OutlineKept:
    """Someone has said that the outline of a new board is right."""


Event = (
    Opened | Refused | Edited | Undone | Redone | Chosen | Working | Tried | Failed | Saved
    | OutlineKept
)  # fmt: skip


def after(screen: EditorScreen, event: Event) -> EditorScreen:  # noqa: C901 - one line an event
    """Give the screen that follows an event."""
    match event:
        case Opened(folder, recipe, known, new):
            fresh = EditorScreen(folder, released=recipe, history=(recipe,), known=known)
            return _looked_at(replace(fresh, fresh=new))
        case Refused(folder, reason):
            return EditorScreen(folder, refused=reason, known=screen.known)
        case Edited(recipe, chosen):
            return _edited(screen, recipe, chosen)
        case Undone() if screen.can_undo:
            return _looked_at(replace(screen, at=screen.at - 1, notice=""))
        case Redone() if screen.can_redo:
            return _looked_at(replace(screen, at=screen.at + 1, notice=""))
        case Chosen(choice):
            # a row of a trial may be of the surface, or of a part that was deleted since
            there = screen.recipe is not None and is_there(screen.recipe, choice)
            return replace(screen, chosen=choice) if there else screen
        case Working(what):
            return replace(screen, busy=what, notice="")
        case Tried(recipe, rows):
            return replace(screen, busy="", rows=rows, tried=recipe)
        case OutlineKept():
            return replace(screen, outline_kept=True)
        case Failed(reason):
            return replace(screen, busy="", notice=reason)
        case Saved():
            return _saved(screen, event)
    return screen


def _saved(screen: EditorScreen, event: Saved) -> EditorScreen:
    now, recipe = screen.recipe, event.recipe
    if now is not None and event.asked is not None and now is not event.asked:
        now = replace(now, revision=recipe.revision)  # edited since: that is not lost
    else:
        now = recipe
    history = (*screen.history[: screen.at + 1], now)
    kept = Missing.OUTLINE not in screen.missing
    saved = replace(screen, folder=event.folder, released=recipe, busy="", history=history)
    saved = replace(saved, outline_kept=kept)
    return _looked_at(replace(saved, at=len(history) - 1))


def _edited(screen: EditorScreen, recipe: Recipe, chosen: Choice | None) -> EditorScreen:
    if screen.recipe is None or recipe == screen.recipe:
        return replace(screen, notice="")
    history = (*screen.history[: screen.at + 1], recipe)
    chosen = chosen or screen.chosen
    return _looked_at(
        replace(screen, history=history, at=len(history) - 1, chosen=chosen, notice="")
    )


def _looked_at(screen: EditorScreen) -> EditorScreen:
    """Give the screen with what is to be said of its recipe, and a choice that is there."""
    recipe, released = screen.recipe, screen.released
    if recipe is None or released is None:
        return screen
    problems = tuple(_problem(c.file, c.place, c.cause, c.mend) for c in contradictions(recipe))
    chosen = screen.chosen if is_there(recipe, screen.chosen) else BOARD
    changes = difference(released, recipe)
    return replace(screen, changes=changes, problems=problems, chosen=chosen)


def _problem(file: str, place: str, cause: str, mend: str) -> str:
    at = f"{file}: {place}" if place else file
    return f"{at}: {cause}; {mend}"


def is_there(recipe: Recipe, choice: Choice) -> bool:
    """Whether a recipe has what was chosen."""
    match choice.kind:
        case Kind.BOARD | Kind.FIDUCIALS | Kind.MASKS | Kind.CODES | Kind.PANEL:
            return True
        case Kind.SURFACE:
            return recipe.surface is not None
        case Kind.FIDUCIAL | Kind.MASK | Kind.CODE | Kind.SITE | Kind.PANEL_FIDUCIAL:
            return choice.name in names(recipe, GROUPS[choice.kind])
        case Kind.PART:
            return any(p.refdes == choice.name for p in recipe.board.placements)
        case Kind.PACKAGE:
            return choice.name in recipe.programs or choice.name in recipe.board.packages
        case Kind.CHECK:
            program = recipe.programs.get(choice.name)
            return program is not None and any(c.name == choice.check for c in program.checks)


def rows_of(results: tuple[tuple[int, PartResult, tuple[Limit, ...]], ...]) -> tuple[TrialRow, ...]:
    """Give what was measured against the limits: what fails first, then what was not inspected.

    Parameters
    ----------
    results
        By part: index of its board, its result, and its limits.
    """
    rows = [row for one in results for row in _rows(*one)]
    return tuple(sorted(rows, key=_gravity))


def _gravity(row: TrialRow) -> int:
    return 1 if row.verdict is None else -row.verdict


def _rows(index: int, part: PartResult, limits: tuple[Limit, ...]) -> list[TrialRow]:
    measured = {(m.quantity, m.pin): m for m in part.measurements}
    failing = {(d.limit.key, d.limit.code) for d in part.defects}
    rows = []
    for limit in limits:
        m = measured.get(limit.key)
        verdict = Verdict.PASS
        if (limit.key, limit.code) in failing:
            verdict = Verdict.FAIL
        elif m is None or not limit.can_judge(m):
            verdict = Verdict.NOT_INSPECTED
        reason = part.reason if verdict is Verdict.NOT_INSPECTED else ""
        rows.append(TrialRow(index, part.refdes, m, limit, verdict, reason))
    judged = {limit.key for limit in limits}
    rows += [
        TrialRow(index, part.refdes, m, None, None)
        for key, m in measured.items()
        if key not in judged
    ]
    if not rows:
        rows.append(TrialRow(index, part.refdes, None, None, part.verdict, part.reason))
    return rows
