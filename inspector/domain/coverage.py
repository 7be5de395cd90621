"""Criterion by criterion: what is inspected, by what, and what is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspector.domain.board import Package, TerminationKind
from inspector.domain.recipe import IpcClass, LimitRule, Quantity, Recipe


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

    A criterion is inspected only where a check of the program measures its quantity at that kind of
    termination *and* a limit at least as strict judges it: a measurement that nothing judges
    decides nothing.
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
        for quantity in check.yields
        if quantity.name == criterion.quantity and _measured_at(quantity, criterion.kind)
    ]
    limits = [
        rule
        for rule in program.limits
        if rule.quantity == criterion.quantity and _judges(rule, criterion)
    ]
    if not by:
        return Coverage(package, criterion, CoverageState.MISSING, note="no check measures it")
    if not limits:
        note = "measured, but no limit judges it"
        return Coverage(package, criterion, CoverageState.MISSING, note=note)
    if not any(_as_strict(rule, criterion, recipe.board.packages[package]) for rule in limits):
        note = "judged, but by a looser limit"
        return Coverage(package, criterion, CoverageState.MISSING, note=note)
    return Coverage(package, criterion, CoverageState.INSPECTED, by[0])


def _measured_at(quantity: Quantity, kind: TerminationKind | None) -> bool:
    return not quantity.kinds or kind is None or kind in quantity.kinds


def _judges(limit: LimitRule, criterion: Criterion) -> bool:
    return not limit.kinds or criterion.kind is None or criterion.kind in limit.kinds


def _as_strict(limit: LimitRule, criterion: Criterion, package: Package) -> bool:
    """Whether a limit allows nothing that the criterion, where it has a number, refuses."""
    if criterion.rule is None:
        return True
    pins = [t.pin for t in package.terminations if t.kind is criterion.kind] or [""]
    for pin in pins:
        own, asked = limit.resolved(package, pin), criterion.rule.resolved(package, pin)
        if own.low < asked.low or own.high > asked.high:
            return False
    return True
