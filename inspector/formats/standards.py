"""Acceptance criteria of IPC-A-610 class 1, 2, 3 and of space, as data."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from inspector.domain.board import Package, TerminationKind
from inspector.domain.coverage import Criterion
from inspector.domain.errors import RecipeError
from inspector.domain.formula import Formula
from inspector.domain.recipe import IpcClass, LimitRule, Program
from inspector.domain.result import DefectCode
from inspector.formats.strict import FileModel, Source, Text
from inspector.formats.versions import Upgrades, current

UPGRADES: Upgrades = {}
FOLDER = Path(__file__).with_name("standards")


class Acceptance(FileModel):
    """What one class asks for: a bound, or a condition that no number states."""

    low: float | str | None = None
    high: float | str | None = None
    condition: str = ""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        bounds = (self.low, self.high) != (None, None)
        if bounds == bool(self.condition):
            raise ValueError("either low or high, or condition")
        return self


class CriterionTable(FileModel):
    """One row of a standard, for all its classes; ``hidden`` says why it cannot be seen."""

    name: Text
    kinds: tuple[TerminationKind, ...]
    quantity: Text
    code: DefectCode
    clause: Text
    revision: Text = "unverified"
    verified: bool
    classes: dict[Literal["1", "2", "3", "space"], Acceptance] = Field(alias="class")
    hidden: str = ""


class StandardFile(FileModel):
    """A file of ``formats/standards/``."""

    format: str
    standard: Text
    criterion: tuple[CriterionTable, ...]


@cache
def criteria(ipc_class: IpcClass) -> tuple[Criterion, ...]:
    """Give every criterion of a class, one a kind of termination.

    Space is class 3 with what NASA's workmanship book says instead.
    """
    ipc = FOLDER / "ipc_a_610.toml"
    if ipc_class is not IpcClass.SPACE:
        return tuple(_criteria(ipc, ipc_class, ipc_class))
    space = tuple(_criteria(FOLDER / "nasa_workmanship.toml", IpcClass.SPACE, IpcClass.SPACE))
    replaced = {(c.kind, c.quantity) for c in space}
    class_3 = _criteria(ipc, IpcClass.CLASS_3, IpcClass.SPACE)
    return space + tuple(c for c in class_3 if (c.kind, c.quantity) not in replaced)


def standard_rules(
    package: Package, ipc_class: IpcClass, quantities: tuple[str, ...]
) -> tuple[LimitRule, ...]:
    """Give the rules that a class has for some quantities at the terminations of a package."""
    kinds = {t.kind for t in package.terminations}
    return tuple(
        criterion.rule
        for criterion in criteria(ipc_class)
        if criterion.rule
        and criterion.quantity in quantities
        and (criterion.kind is None or criterion.kind in kinds)
    )


def with_standard(program: Program, package: Package, ipc_class: IpcClass) -> Program:
    """Give the program with the rules of a class for the quantities in ``program.standard``."""
    own = tuple(rule for rule in program.limits if not rule.standard)
    return replace(program, limits=own + standard_rules(package, ipc_class, program.standard))


def bound_of(value: float | str | None) -> float | Formula | None:
    """Give a bound as the noun has it: text is a formula.

    Raises
    ------
    ValueError
        If the text is a number in quotes, or no formula over the sizes of a joint.
    """
    if not isinstance(value, str):
        return value
    formula = Formula(value)
    if not formula.names:
        raise ValueError(f"{value!r} is text; write the number without quotes")
    return formula


def _criteria(file: Path, stated: IpcClass, ipc_class: IpcClass) -> Iterator[Criterion]:
    source = Source(file, RecipeError)
    standard = source.read(StandardFile, current(source, source.toml(), "standard", UPGRADES))
    for table in standard.criterion:
        acceptance = table.classes.get(stated.value)
        if acceptance is None:
            continue
        for kind in table.kinds or (None,):
            rule = None
            if not acceptance.condition:
                rule = LimitRule(
                    table.quantity,
                    table.code,
                    bound_of(acceptance.low),
                    bound_of(acceptance.high),
                    table.clause,
                    table.revision,
                    table.verified,
                    (kind,) if kind else (),
                    f"{standard.standard} class {stated.value}",
                )
            yield Criterion(
                table.name,
                ipc_class,
                kind,
                table.quantity,
                rule,
                table.clause,
                table.revision,
                table.verified,
                not table.hidden,
                table.hidden or acceptance.condition,
            )
