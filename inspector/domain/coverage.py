"""Criterion by criterion: what is inspected, by what, and what is not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspector.domain.board import Package, Placement, TerminationKind
from inspector.domain.judging import asked_parts, masked_parts
from inspector.domain.recipe import IpcClass, LimitRule, Quantity, Recipe
from inspector.domain.result import NAMED, Limit


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
    termination *and* a limit at least as strict judges it at every part that is asked for: a
    measurement that nothing judges decides nothing, and an override of one part that is looser
    than the criterion leaves it uncovered. A condition that no number states is never covered. Two
    more lines a package name what is not looked at: parts inside a mask, and sites without a part.
    """
    asked: dict[str, list[Placement]] = {}
    for placement in asked_parts(recipe):
        if not placement.fitted:
            continue
        asked.setdefault(placement.package, []).append(placement)
    for name in sorted({p.package for p in recipe.board.placements}):
        package = recipe.board.packages[name]
        judged = _judged(recipe, asked.get(name, ()))
        for criterion in criteria:
            if judged and _applies(criterion, package):
                yield _line(recipe, package, criterion, judged)
        yield from _unseen(recipe, name)


def _judged(recipe: Recipe, placements: Sequence[Placement]) -> dict[str, tuple[Limit, ...]]:
    """Give the limits of the parts of a package: of each with an override, and of one without."""
    overridden = [p for p in placements if p.refdes in recipe.overrides_by_refdes]
    plain = [p for p in placements if p.refdes not in recipe.overrides_by_refdes][:1]
    limits = {"": recipe.limits_of(plain[0])} if plain else {}
    return limits | {p.refdes: recipe.limits_of(p) for p in overridden}


def _unseen(recipe: Recipe, package: str) -> Iterator[Coverage]:
    of_it = [p for p in recipe.board.placements if p.package == package]
    masked = masked_parts(recipe)
    empty = [p.refdes for p in of_it if not p.fitted and p.refdes not in masked]
    hidden = [p.refdes for p in of_it if p.refdes in masked]
    seen_to = recipe.empty_site.checks[0].name if recipe.empty_site else ""
    for name, parts, why, check in (
        ("site without a part stays empty", empty, "no check looks at it", seen_to),
        ("part inside a mask", hidden, "the mask leaves it out", ""),
    ):
        if parts:
            more = len(parts) - NAMED
            shown = ", ".join(parts[:NAMED]) + (f" and {more} more" if more > 0 else "")
            criterion = Criterion(name, recipe.ipc_class, None, "", None, "", "", verified=False)
            state = CoverageState.INSPECTED if check else CoverageState.MISSING
            note = shown if check else f"{shown}: {why}"
            yield Coverage(package, criterion, state, check, note)


def _applies(criterion: Criterion, package: Package) -> bool:
    kinds = {t.kind for t in package.terminations}
    return criterion.kind is None or criterion.kind in kinds


def _line(
    recipe: Recipe, package: Package, criterion: Criterion, judged: Mapping[str, tuple[Limit, ...]]
) -> Coverage:
    if not criterion.observable:
        return Coverage(package.name, criterion, CoverageState.NOT_OBSERVABLE, note=criterion.note)
    by = [
        (check.name, quantity)
        for check in recipe.programs[package.name].checks
        for quantity in check.yields
        if quantity.name == criterion.quantity and _measured_at(quantity, criterion.kind)
    ]
    if not by:
        note = "no check measures it"
        return Coverage(package.name, criterion, CoverageState.MISSING, note=note)
    name, quantity = by[0]
    for refdes, limits in judged.items():
        lack = _lack(limits, criterion, quantity, package)
        if lack:
            note = f"{lack} at {refdes}" if refdes else lack
            return Coverage(package.name, criterion, CoverageState.MISSING, note=note)
    return Coverage(package.name, criterion, CoverageState.INSPECTED, name)


def _measured_at(quantity: Quantity, kind: TerminationKind | None) -> bool:
    return not quantity.kinds or kind is None or kind in quantity.kinds


def _lack(
    limits: Sequence[Limit], criterion: Criterion, quantity: Quantity, package: Package
) -> str:
    """Give what the limits of a part lack to see to a criterion; empty where they do."""
    pins = [
        pin
        for pin in quantity.pins(package)
        if not pin or criterion.kind in (None, package.termination(pin).kind)
    ]
    for pin in pins:
        own = [limit for limit in limits if limit.key == (quantity.name, pin)]
        if not own:
            return "measured, but no limit judges it"
        if criterion.rule is None:
            return "measured, but there is no number to hold it against"
        # a formula of the criterion is about a joint, also where the quantity is of the part
        joints = [pin] if pin else _joints(criterion, package)
        asked = [criterion.rule.resolved(package, joint) for joint in joints]
        low, high = max(limit.low for limit in own), min(limit.high for limit in own)
        if any(low < one.low or high > one.high for one in asked):
            return "judged, but by a looser limit"
    return "" if pins else "no check measures it"


def _joints(criterion: Criterion, package: Package) -> list[str]:
    return [t.pin for t in package.terminations if t.kind is criterion.kind] or [""]
