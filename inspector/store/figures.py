"""Figures of a history: yields and rates, Pareto, trend, places, and the values of one quantity.

Rates are those of `domain.review`, asked of columns in place of results.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.domain.result import Verdict
from inspector.domain.review import Escape, Rate, Ruling, dpmo
from inspector.store.history import NO_WORD, RULINGS, SKIPPED, VERDICTS, History

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

PASS, NOT_INSPECTED, FAIL = (VERDICTS.index(verdict.name) for verdict in Verdict)
REAL, FALSE_CALL = RULINGS.index(Ruling.CONFIRMED), RULINGS.index(Ruling.FALSE_CALL)


@dataclass(frozen=True, slots=True)
class Site:
    """What the design says of a part: board mm, and how many defects are possible."""

    package: str
    part_number: str
    x_mm: float
    y_mm: float
    rotation_deg: float = 0.0
    terminations: int = 0
    limits: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    """Low and high by quantity and pin."""

    @property
    def opportunities(self) -> int:
        """Component, placement and terminations (IPC-7912A)."""
        return 2 + self.terminations


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The designs that are at hand: sites and outlines by product."""

    sites: Mapping[tuple[str, str], Site] = field(default_factory=dict)
    outlines_mm: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)


class By(StrEnum):
    """What a Pareto counts by."""

    CODE = "code"
    PART = "part"
    PACKAGE = "package"
    PART_NUMBER = "part_number"
    STATION = "station"
    LOT = "lot"
    PRODUCT = "product"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which panels count; empty or None: all. Times are UTC."""

    product: str = ""
    station: str = ""
    lot: str = ""
    since: np.datetime64 | None = None
    until: np.datetime64 | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a selection; see `domain.review` for what each is.

    ``unknown_parts`` are not in any recipe at hand: they have no opportunities and leave the
    figures that need some.
    """

    panels: int
    boards: int
    components: int
    calls: int
    open_calls: int
    first_pass: Rate
    verified: Rate
    not_inspected: Rate
    false_per_component: Rate
    false_per_opportunity: Rate
    escaped: Rate
    dpmo: float
    unknown_parts: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a Pareto: calls by what people said of them."""

    name: str
    confirmed: int
    false_calls: int
    open: int

    @property
    def calls(self) -> int:
        """All of them."""
        return self.confirmed + self.false_calls + self.open


def selected(history: History, which: Filter) -> History:
    """Give the part of a history that a filter lets through."""
    panels = history.panels
    keep = np.ones(len(panels["sequence"]), np.bool_)
    for name in ("product", "station", "lot"):
        text = getattr(which, name)
        if text:
            keep &= panels[name] == history.names[name].number(text)
    if which.since is not None:
        keep &= panels["time"] >= which.since
    if which.until is not None:
        keep &= panels["time"] < which.until
    if keep.all():
        return history
    place = np.cumsum(keep, dtype=np.int32) - 1
    return replace(
        history,
        panels={name: column[keep] for name, column in panels.items()},
        boards=_of(history.boards, keep, place),
        parts=_of(history.parts, keep, place),
        calls=_of(history.calls, keep, place),
        measurements=_of(history.measurements, keep, place),
    )


def summary(history: History, catalogue: Catalogue, escapes: Sequence[Escape] = ()) -> Summary:
    """Give yields and rates."""
    boards, parts, calls = history.boards, history.parts, history.calls
    counted = boards["verdict"] != SKIPPED
    on_parts = calls["refdes"] != history.names["refdes"].number("")
    keys = _part_keys(history, parts)
    false_parts, real_parts = _ruled_parts(history, on_parts)
    is_false = np.isin(keys, false_parts)
    passed = boards["verdict"] == PASS
    cleared = _cleared_boards(history, is_false)
    opportunities, limits, known = _opportunities(history, catalogue)
    looked = parts["verdict"] != NOT_INSPECTED
    # what has no opportunities known here is not counted against those of the others
    countable = on_parts & _known(history, catalogue)
    false_calls = int((countable & (calls["ruling"] == FALSE_CALL)).sum())
    judged = max(int(limits[looked].sum()), false_calls)
    escaped = _escaped(history, escapes)
    real = int((countable & (calls["ruling"] == REAL)).sum())
    real += len(escaped & set(keys[known].tolist()))
    total = int(counted.sum())
    return Summary(
        panels=len(history.panels["sequence"]),
        boards=total,
        components=len(keys),
        calls=int(on_parts.sum()),
        open_calls=int((on_parts & (calls["ruling"] == NO_WORD)).sum()),
        first_pass=Rate(int((passed & counted).sum()), total),
        verified=Rate(int(((passed | cleared) & counted).sum()), total),
        not_inspected=Rate(int((~looked).sum()), len(keys)),
        false_per_component=Rate(int((is_false & (parts["verdict"] == FAIL)).sum()), len(keys)),
        false_per_opportunity=Rate(false_calls, judged),
        escaped=Rate(len(escaped), len(escaped | set(real_parts.tolist()))),
        dpmo=dpmo(real, int(opportunities.sum())),
        unknown_parts=int((~known).sum()),
    )


def pareto(history: History, catalogue: Catalogue, by: By) -> tuple[Bar, ...]:
    """Give the calls by something, most first."""
    calls = history.calls
    names, groups = _groups(history, catalogue, by)
    counts = np.zeros((len(names), 3), np.int64)
    column = np.where(calls["ruling"] == NO_WORD, 2, calls["ruling"])
    np.add.at(counts, (groups, column), 1)
    bars = [
        Bar(name, *(int(n) for n in counts[i])) for i, name in enumerate(names) if counts[i].any()
    ]
    if by is By.HOUR:
        return tuple(sorted(bars, key=lambda bar: bar.name))
    return tuple(sorted(bars, key=lambda bar: (-bar.calls, bar.name)))


def by_site(history: History, catalogue: Catalogue, product: str) -> dict[str, Bar]:
    """Give the calls of each part of a product, every part that the design has."""
    one = selected(history, Filter(product=product))
    bars = {bar.name: bar for bar in pareto(one, catalogue, By.PART)}
    refdes = [name for owner, name in catalogue.sites if owner == product]
    return {name: bars.get(name, Bar(name, 0, 0, 0)) for name in refdes}


def _of(table: Mapping[str, NDArray[Any]], keep: Bools, place: NDArray[np.int32]) -> dict[str, Any]:
    rows = keep[table["panel"]]
    kept = {name: column[rows] for name, column in table.items()}
    return kept | {"panel": place[kept["panel"]]}


def _part_keys(history: History, table: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
    many = len(history.names["refdes"].texts) + 1
    keys: NDArray[np.int64] = _board_keys(history, table) * many + table["refdes"]
    return keys


def _board_keys(history: History, table: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
    boards = history.boards["board"]
    many = int(boards.max()) + 1 if len(boards) else 1
    keys: NDArray[np.int64] = table["panel"].astype(np.int64) * many + table["board"]
    return keys


def _ruled_parts(history: History, on_parts: Bools) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the keys of parts ruled a false call, and of those with a confirmed defect."""
    keys, rulings = _part_keys(history, history.calls), history.calls["ruling"]
    real = np.unique(keys[on_parts & (rulings == REAL)])
    false = np.unique(keys[on_parts & (rulings == FALSE_CALL)])
    return np.setdiff1d(false, real), real


def _cleared_boards(history: History, is_false: Bools) -> Bools:
    """Whether each board failed by nothing but false calls."""
    boards, parts = history.boards, history.parts
    bad = (parts["verdict"] == NOT_INSPECTED) | ((parts["verdict"] == FAIL) & ~is_false)
    keys = _board_keys(history, boards)
    on_parts = _board_keys(history, parts)
    surface = (boards["surface"] == SKIPPED) | (boards["surface"] == PASS)
    cleared: Bools = np.isin(keys, on_parts) & ~np.isin(keys, on_parts[bad]) & surface
    return cleared


def _opportunities(
    history: History, catalogue: Catalogue
) -> tuple[NDArray[np.int64], NDArray[np.int64], Bools]:
    """Give for every part its opportunities, its limits, and whether its design is at hand."""
    kinds, of = _kinds(history, history.parts)
    sites = [catalogue.sites.get(kind) for kind in kinds]
    counts = np.array([site.opportunities if site else 0 for site in sites] or [0], np.int64)
    limits = np.array([len(site.limits) if site else 0 for site in sites] or [0], np.int64)
    known = np.array([site is not None for site in sites] or [False], np.bool_)
    return counts[of], limits[of], known[of]


def _known(history: History, catalogue: Catalogue) -> Bools:
    """Whether the design of each call's part is at hand."""
    kinds, of = _kinds(history, history.calls)
    known = np.array([kind in catalogue.sites for kind in kinds] or [False], np.bool_)
    found: Bools = known[of]
    return found


def _kinds(
    history: History, table: Mapping[str, NDArray[Any]]
) -> tuple[list[tuple[str, str]], NDArray[np.int64]]:
    """Give the (product, refdes) that there are, and which of them each row is."""
    many = len(history.names["refdes"].texts) + 1
    product = history.panels["product"][table["panel"]].astype(np.int64)
    combined = product * many + table["refdes"]
    highest = many * (len(history.names["product"].texts) + 1)
    seen = np.zeros(highest, np.bool_)  # faster than sorting a million rows
    seen[combined] = True
    found = np.flatnonzero(seen)
    place = np.zeros(highest, np.int64)
    place[found] = np.arange(len(found))
    products, refdes = history.names["product"].texts, history.names["refdes"].texts
    kinds = [(products[int(k) // many], refdes[int(k) % many]) for k in found]
    return kinds, place[combined]


def _groups(history: History, catalogue: Catalogue, by: By) -> tuple[list[str], NDArray[np.int64]]:
    calls = history.calls
    if by is By.CODE:
        return list(history.names["code"].texts), calls["code"].astype(np.int64)
    if by is By.HOUR:
        hours = history.panels["time"][calls["panel"]].astype("datetime64[h]")
        found, of = np.unique(hours, return_inverse=True)
        return [str(hour).replace("T", " ") + ":00" for hour in found], of
    if by in (By.STATION, By.LOT, By.PRODUCT):
        texts = list(history.names[by.value].texts)
        return texts, history.panels[by.value][calls["panel"]].astype(np.int64)
    kinds, of = _kinds(history, calls)
    names = [_name(catalogue, by, kind) for kind in kinds]
    known = list(dict.fromkeys(names))
    place = np.array([known.index(name) for name in names] or [0], np.int64)
    return known, place[of]


def _name(catalogue: Catalogue, by: By, kind: tuple[str, str]) -> str:
    if by is By.PART:
        return kind[1]
    site = catalogue.sites.get(kind)
    if site is None:
        return ""
    return site.package if by is By.PACKAGE else site.part_number


def _escaped(history: History, escapes: Sequence[Escape]) -> set[int]:
    """Give the keys of the parts in the selection that passed and were found bad later."""
    serials = {text: i for i, text in enumerate(history.names["serial"].texts)}
    refdes = {text: i for i, text in enumerate(history.names["refdes"].texts)}
    wanted = {
        (serials.get(e.part.serial), e.part.board_index, refdes.get(e.part.refdes)) for e in escapes
    }
    serial_of = history.panels["serial"][history.parts["panel"]]
    keys = _part_keys(history, history.parts)
    found: set[int] = set()
    for serial, board, part in wanted:
        if serial is not None and part is not None:
            rows = serial_of == serial
            rows = rows & (history.parts["board"] == board) & (history.parts["refdes"] == part)
            found |= set(keys[rows][:1].tolist())
    return found
