"""packages.toml: bodies, terminations and lands by IPC-7351 name."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from inspector.domain.board import (
    Family,
    Land,
    LandShape,
    MarkKind,
    Package,
    PolarityMark,
    Termination,
    TerminationKind,
)
from inspector.domain.errors import RecipeError
from inspector.formats.strict import FileModel, NotNegative, Positive, Source, Text
from inspector.formats.toml_edit import edited_toml
from inspector.formats.versions import Upgrades, current, newest_of

UPGRADES: Upgrades = {}


class TerminationTable(FileModel):
    """One termination, package mm at 0 degrees."""

    pin: Text
    kind: TerminationKind
    x_mm: float
    y_mm: float
    length_mm: Positive
    width_mm: Positive
    direction_deg: float
    thickness_mm: NotNegative = 0.0
    height_mm: NotNegative = 0.0
    gap_mm: NotNegative = 0.0


class LandTable(FileModel):
    """One land, package mm at 0 degrees."""

    pin: Text
    x_mm: float
    y_mm: float
    size_x_mm: Positive
    size_y_mm: Positive
    shape: LandShape = LandShape.RECTANGLE
    corner_mm: NotNegative = 0.0


class MarkTable(FileModel):
    """The mark of pin 1."""

    kind: MarkKind
    x_mm: float
    y_mm: float
    size_x_mm: Positive
    size_y_mm: Positive


class PackageTable(FileModel):
    """One package; its name is the key of its table."""

    family: Family
    body_x_mm: Positive
    body_y_mm: Positive
    body_height_mm: Positive
    body_x_tol_mm: NotNegative = 0.0
    body_y_tol_mm: NotNegative = 0.0
    body_height_tol_mm: NotNegative = 0.0
    standoff_mm: NotNegative = 0.0
    symmetry_deg: float = Field(default=360.0, gt=0, le=360)
    mark: MarkTable | None = None
    termination: tuple[TerminationTable, ...]
    land: tuple[LandTable, ...]


class PackagesFile(FileModel):
    """packages.toml; ``alias`` names packages as a CAD program does."""

    format: str
    package: dict[str, PackageTable]
    alias: dict[Text, Text] = Field(default_factory=dict)


def read_packages(file: Path) -> dict[str, Package]:
    """Read a package library.

    Raises
    ------
    RecipeError
        If anything in it is not understood or contradicts itself.
    """
    source = Source(file, RecipeError)
    packages = {name: _package(name, table) for name, table in _read(source).package.items()}
    for package in packages.values():
        for place, cause, mend in _contradictions(package):
            raise source.refusal(f"package.{package.name}{place}", cause, mend)
    return packages


def read_aliases(file: Path) -> dict[str, str]:
    """Read what a CAD program calls the packages of a library: its name to ours.

    Raises
    ------
    RecipeError
        If the library is refused, or an alias leads to no package of it.
    """
    source = Source(file, RecipeError)
    table = _read(source)
    for alias, name in table.alias.items():
        if name not in table.package:
            mend = "name a package of this file"
            raise source.refusal(f"alias.{alias}", f"no package {name}", mend)
    return table.alias


def packages_text(packages: Mapping[str, Package], old: str = "") -> str:
    """Give packages.toml, with the comments and the aliases of the text it replaces."""
    tables = {name: _table(package) for name, package in packages.items()}
    alias = tomllib.loads(old).get("alias", {})
    alias = {cad: name for cad, name in alias.items() if name in packages}
    data = PackagesFile(format=f"packages/{newest_of(UPGRADES)}", package=tables, alias=alias)
    return edited_toml(old, data.full(), data.lean())


def _read(source: Source) -> PackagesFile:
    return source.read(PackagesFile, current(source, source.toml(), "packages", UPGRADES))


SAME = frozenset(PackageTable.model_fields) - {"mark", "termination", "land"}
"""Keys that are called the same in the file and in the noun."""


def _package(name: str, table: PackageTable) -> Package:
    same = {key: getattr(table, key) for key in SAME}
    return Package(
        name=name,
        terminations=tuple(Termination(**dict(t)) for t in table.termination),
        lands=tuple(Land(**dict(land)) for land in table.land),
        mark=PolarityMark(**dict(table.mark)) if table.mark else None,
        **same,
    )


def _table(package: Package) -> PackageTable:
    mark = package.mark
    return PackageTable(
        mark=MarkTable.model_validate(mark, from_attributes=True) if mark else None,
        termination=tuple(
            TerminationTable.model_validate(t, from_attributes=True) for t in package.terminations
        ),
        land=tuple(LandTable.model_validate(land, from_attributes=True) for land in package.lands),
        **{key: getattr(package, key) for key in SAME},
    )


def _contradictions(package: Package) -> Iterator[tuple[str, str, str]]:
    if not package.name:
        yield "", "has no name", "give the package its IPC-7351 name"
    if 360.0 % package.symmetry_deg:
        yield ".symmetry_deg", f"is {package.symmetry_deg:g}", "write a divisor of 360"
    yield from _twice("termination", package.pins)
    yield from _twice("land", [land.pin for land in package.lands])
    for index, land in enumerate(package.lands):
        if land.pin not in package.pins:
            known = ", ".join(package.pins) or "none"
            yield f".land[{index}].pin", f"is {land.pin!r}, no pin of it", f"name one of {known}"


def _twice(table: str, pins: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    for index, pin in enumerate(pins):
        if pin in seen:
            yield f".{table}[{index}].pin", f"names pin {pin} again", "name each pin once"
        seen.add(pin)
