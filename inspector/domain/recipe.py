"""How a product is inspected: checks and limits by package, and what they must measure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Board, Package, Panel, Placement, Termination, TerminationKind
from inspector.domain.code import Code
from inspector.domain.formula import Formula
from inspector.domain.image import Shot
from inspector.domain.result import DefectCode, Limit, Measurement
from inspector.domain.view import View

PROGRAMS = 1024
"""Programs whose limits are remembered in numbers: resolving them takes longer than judging."""


class ProcessStage(StrEnum):
    """Where in the line the panel is looked at."""

    PRE_REFLOW = "pre_reflow"
    POST_REFLOW = "post_reflow"


class IpcClass(StrEnum):
    """Product classes of IPC-A-610, and space."""

    CLASS_1 = "1"
    CLASS_2 = "2"
    CLASS_3 = "3"
    SPACE = "space"


class RegistrationKind(StrEnum):
    """What tells where the panel lies."""

    FIDUCIALS = "fiducials"
    CONTENT = "content"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a check measures: name, unit, meaning, and whether once a part or once a joint.

    ``kinds`` names the terminations it exists at; empty means all.
    """

    name: str
    unit: str
    meaning: str
    per_joint: bool = False
    kinds: tuple[TerminationKind, ...] = ()

    def pins(self, package: Package) -> tuple[str, ...]:
        """Give the pins it is measured at: ``("",)`` for the part as a whole."""
        if not self.per_joint:
            return ("",)
        return tuple(t.pin for t in package.terminations if not self.kinds or t.kind in self.kinds)


Answers = Mapping[str, NDArray[np.float32]]
"""Each model's answer to one part's crops: ``(crops, outputs)``; NaN where late or failed."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A picture for a network: ``(H, W, C)`` uint8 for the model named."""

    model: str
    pixels: NDArray[np.uint8]


@runtime_checkable
class Check(Protocol):
    """What measures; a frozen dataclass whose fields are its parameters."""

    name: ClassVar[str]
    yields: ClassVar[tuple[Quantity, ...]]

    def measure(self, view: View, answers: Answers) -> Iterator[Measurement]:
        """Yield what it declares, NaN where it could not be measured; decides nothing."""
        ...


@runtime_checkable
class NeedsModel(Protocol):
    """A check that asks a network: its crops, pure, come before ``measure``."""

    def crops(self, view: View) -> Sequence[Crop]:
        """Give the pictures to be asked about."""
        ...


Bound = float | Formula


@dataclass(frozen=True, slots=True)
class LimitRule:
    """A limit as the recipe has it: numbers or formulas, before it meets a joint.

    ``kinds`` restricts it to some terminations (limits of a standard speak of one kind each).
    ``standard`` names the set it was taken from; empty for the recipe's own.
    """

    quantity: str
    code: DefectCode
    low: Bound | None = None
    high: Bound | None = None
    clause: str = ""
    revision: str = ""
    verified: bool = False
    kinds: tuple[TerminationKind, ...] = ()
    standard: str = ""

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError(f"{self.quantity}: a limit needs low or high")
        for bound in (self.low, self.high):
            if isinstance(bound, float | int) and not math.isfinite(bound):
                raise ValueError(f"{self.quantity}: {bound} bounds nothing")

    def resolved(self, package: Package, pin: str) -> Limit:
        """Give the limit in numbers for one pin, or for the whole part (``""``).

        Raises
        ------
        ValueError
            If a formula needs a size that the joint does not state, or the bounds cross.
        """
        return self._in_numbers(sizes_of_joint(package, pin) if pin else {}, pin)

    def of_board(self) -> Limit:
        """Give the limit in numbers where it belongs to no part.

        Raises
        ------
        ValueError
            If it is a formula, which needs a joint, or the bounds cross.
        """
        return self._in_numbers({}, "")

    def _in_numbers(self, sizes: Mapping[str, float], pin: str) -> Limit:
        texts = [b.text for b in (self.low, self.high) if isinstance(b, Formula)]
        return Limit(
            self.quantity,
            self.code,
            -math.inf if self.low is None else _number(self.low, sizes),
            math.inf if self.high is None else _number(self.high, sizes),
            pin,
            self.clause,
            self.revision,
            self.verified,
            "; ".join(texts),
        )


def _number(bound: Bound, sizes_mm: Mapping[str, float]) -> float:
    return bound.value(sizes_mm) if isinstance(bound, Formula) else float(bound)


def sizes_of_joint(package: Package, pin: str) -> dict[str, float]:
    """Give W, L, T, H, G of a termination and P of its land, mm; what is not stated is left out."""
    termination = package.termination(pin)
    sizes = {
        "W": termination.width_mm,
        "L": termination.length_mm,
        "T": termination.thickness_mm,
        "H": termination.height_mm,
    }
    sizes = {name: size for name, size in sizes.items() if size > 0}
    sizes["G"] = termination.gap_mm
    width = land_width_mm(package, termination)
    if width is not None:
        sizes["P"] = width
    return sizes


def land_width_mm(package: Package, termination: Termination) -> float | None:
    """Give P: the land's size across the termination's direction, None without a land."""
    land = package.land(termination.pin)
    if land is None:
        return None
    across = math.radians(termination.direction_deg)
    # lands lie along the axes: the nearer axis decides
    return land.size_y_mm if abs(math.cos(across)) >= abs(math.sin(across)) else land.size_x_mm


@dataclass(frozen=True, slots=True)
class Program:
    """How one package is inspected: checks, and limits on what they measure.

    ``standard`` lists the quantities whose limits come from the set of the recipe's IPC class;
    their rules are already among ``limits``.
    """

    checks: tuple[Check, ...]
    limits: tuple[LimitRule, ...]
    standard: tuple[str, ...] = ()

    def quantity(self, name: str) -> Quantity | None:
        """Give the quantity of that name that the checks measure, or None.

        Two checks may measure it at different kinds of terminations: then it exists at both.
        """
        found = [q for check in self.checks for q in check.yields if q.name == name]
        if not found:
            return None
        everywhere = any(not q.kinds for q in found)
        kinds = dict.fromkeys(kind for q in found for kind in q.kinds)
        return replace(found[0], kinds=() if everywhere else tuple(kinds))


@runtime_checkable
class SurfaceCheck(Protocol):
    """What measures the board between its parts; a frozen dataclass like any check.

    ``harmless`` are quantities of regions that need no limit.
    """

    name: ClassVar[str]
    yields: ClassVar[tuple[Quantity, ...]]
    harmless: ClassVar[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SurfaceProgram:
    """How the board between its parts is inspected: held against a golden board.

    ``shot`` names the light it is looked at in. More than ``most_uninspected_mm2`` of a board that
    could not be looked at makes it NOT_INSPECTED; a rim of the board is cut off by most fields.
    """

    check: SurfaceCheck
    limits: tuple[LimitRule, ...]
    shot: str = "ring"
    most_uninspected_mm2: float = 0.0


@dataclass(frozen=True, slots=True)
class Override:
    """What one part is judged by instead: rules replace those of the same quantity and pin."""

    refdes: str
    limits: tuple[LimitRule, ...]
    reason: str
    author: str


@dataclass(frozen=True, slots=True)
class ModelReference:
    """A network by name and hash; one that does not match is refused."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a product is inspected at a process stage; portable between stations.

    ``empty_site`` is the program of sites that are not fitted; None: they are not looked at.
    """

    product: str
    revision: str
    process_stage: ProcessStage
    ipc_class: IpcClass
    registration: RegistrationKind
    shots: tuple[Shot, ...]
    panel: Panel
    board: Board
    programs: Mapping[str, Program]
    overrides: tuple[Override, ...] = ()
    models: tuple[ModelReference, ...] = ()
    mm_per_px: float | None = None
    sha256: str = ""
    surface: SurfaceProgram | None = None
    empty_site: Program | None = None
    codes: tuple[Code, ...] = ()
    overrides_by_refdes: Mapping[str, Override] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides_by_refdes", {o.refdes: o for o in self.overrides})

    def program_of(self, placement: Placement) -> Program:
        """Give the program of a part's package, or of sites left empty; KeyError without one."""
        if not placement.fitted and self.empty_site is not None:
            return self.empty_site
        return self.programs[placement.package]

    def limits_of(self, placement: Placement) -> tuple[Limit, ...]:
        """Give every limit of a part, resolved per joint, overrides applied.

        A limit whose quantity no check yields applies to the part as a whole: it stays unmet, so
        the part is never passed.
        """
        program, package = self.program_of(placement), self.board.package_of(placement)
        limits = _resolved(program.limits, program, package)
        override = self.overrides_by_refdes.get(placement.refdes)
        if override is None:
            return limits
        # joint by joint: an override for chip ends leaves the leads as strict as they were
        instead = _resolved(override.limits, program, package)
        replaced = {limit.key for limit in instead}
        return tuple(limit for limit in limits if limit.key not in replaced) + instead

    def expected_of(self, placement: Placement) -> frozenset[tuple[str, str]]:
        """Give every (quantity, pin) that must be measured for the part to pass."""
        return frozenset(limit.key for limit in self.limits_of(placement))


@lru_cache(maxsize=PROGRAMS)
def _resolved(
    rules: tuple[LimitRule, ...], program: Program, package: Package
) -> tuple[Limit, ...]:
    return tuple(
        rule.resolved(package, pin)
        for rule in rules
        for pin in _pins(rule, program.quantity(rule.quantity), package)
    )


def _pins(rule: LimitRule, quantity: Quantity | None, package: Package) -> tuple[str, ...]:
    pins = quantity.pins(package) if quantity else ("",)
    if not rule.kinds or pins == ("",):
        return pins
    return tuple(pin for pin in pins if package.termination(pin).kind in rule.kinds)
