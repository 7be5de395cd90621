"""The figures that stand above every chart: a number, what it is, and how sure it is."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from inspector.domain.review import Rate
from inspector.store.figures import Summary

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure; ``more`` is its 95 % interval or what it is of."""

    name: str
    value: str
    more: str


def tiles_of(found: Summary) -> tuple[Tile, ...]:
    """Give the figures of a selection as they are read."""
    return (
        Tile(
            translate("statistics", "Boards"),
            f"{found.boards:,}",
            translate("statistics", "%1 panels, %2 components")
            .replace("%1", f"{found.panels:,}")
            .replace("%2", f"{found.components:,}"),
        ),
        _share(translate("statistics", "First-pass yield"), found.first_pass),
        _share(translate("statistics", "After review"), found.verified),
        _ppm(translate("statistics", "False calls, ppm of components"), found.false_per_component),
        _ppm(
            translate("statistics", "False calls, ppm of opportunities"),
            found.false_per_opportunity,
        ),
        _ppm(translate("statistics", "Not inspected, ppm"), found.not_inspected),
        Tile(
            translate("statistics", "DPMO, confirmed"),
            _number(found.dpmo),
            _left_open(found),
        ),
        _share(translate("statistics", "Escaped"), found.escaped),
    )


def _left_open(found: Summary) -> str:
    """Give what the figure of defects does not know yet, or cannot know."""
    told = translate("statistics", "%1 of %2 calls not reviewed")
    told = told.replace("%1", str(found.open_calls)).replace("%2", str(found.calls))
    if not found.unknown_parts:
        return told
    unknown = translate("statistics", "%1 components of no recipe that is known here")
    return f"{told}, {unknown.replace('%1', f'{found.unknown_parts:,}')}"


def _share(name: str, rate: Rate) -> Tile:
    if not rate.total:
        return Tile(name, "-", "")
    low, high = rate.interval()
    return Tile(name, f"{rate.value:.1%}", f"{low:.1%} … {high:.1%}")


def _ppm(name: str, rate: Rate) -> Tile:
    if not rate.total:
        return Tile(name, "-", "")
    low, high = rate.interval()
    return Tile(name, _number(rate.ppm), f"{_number(low * 1e6)} … {_number(high * 1e6)}")


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:,.0f}"
