"""Criterion by criterion: what is inspected, by what, and what is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspector.domain.board import Package, TerminationKind
from inspector.domain.recipe import IpcClass, LimitRule, Recipe


class CoverageState(StrEnum):
    """Whether a criterion is looked at."""

    INSPECTED = "inspected"
    NOT_OBSERVABLE = "not_observable"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One acceptance criterion of a standard for one class and one kind of termination.

    ``kind`` None: for the part as a whole. ``rule`` is the limit it asks for, None where it is a
    condition that no number states (``wetting``). ``observable`` False: hidden under a body or
    inside a joint; ``note`` says why.
    """

    name: str
    ipc_class: IpcClass
    kind: TerminationKind | None
    quantity: str
    rule: LimitRule | None
    clause: str
    revision: str
    verified: bool
    observable: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One criterion at one package: its state, and which check sees to it."""

    package: str
    criterion: Criterion
    state: CoverageState
    check: str = ""
    note: str = ""


def coverage_of(recipe: Recipe, criteria: Sequence[Criterion]) -> Iterator[Coverage]:
    """Give one line a package in use and criterion that applies to it.

    A criterion is inspected only where a check of the program measures its quantity *and* a limit
    judges it: a measurement that nothing judges decides nothing.
    """
    used = sorted({p.package for p in recipe.board.placements if p.fitted})
    for name in used:
        package = recipe.board.packages[name]
        for criterion in criteria:
            if _applies(criterion, package):
                yield _line(recipe, name, criterion)


def _applies(criterion: Criterion, package: Package) -> bool:
    kinds = {t.kind for t in package.terminations}
    return criterion.kind is None or criterion.kind in kinds


def _line(recipe: Recipe, package: str, criterion: Criterion) -> Coverage:
    if not criterion.observable:
        return Coverage(package, criterion, CoverageState.NOT_OBSERVABLE, note=criterion.note)
    program = recipe.programs[package]
    by = [
        check.name
        for check in program.checks
        if any(q.name == criterion.quantity for q in check.yields)
    ]
    limits = [r for r in program.limits if r.quantity == criterion.quantity]
    if by and any(_judges(limit, criterion) for limit in limits):
        return Coverage(package, criterion, CoverageState.INSPECTED, by[0])
    note = "measured, but no limit judges it" if by else "no check measures it"
    return Coverage(package, criterion, CoverageState.MISSING, note=note)


def _judges(limit: LimitRule, criterion: Criterion) -> bool:
    return not limit.kinds or criterion.kind is None or criterion.kind in limit.kinds
