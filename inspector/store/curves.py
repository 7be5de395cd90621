"""What runs over time or spreads over a board: trend, the values of one quantity, offsets."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.domain.geometry import Affine
from inspector.domain.result import DefectCode
from inspector.store.figures import PASS, Catalogue, Filter, selected
from inspector.store.history import SKIPPED, History

Floats = NDArray[np.float64]

MOST_BINS = 400
STEPS = ("m", "h", "D", "W", "M")
"""Minutes to months: the finest that gives no more bins than a person can see."""


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """Boards by time: ``time`` ``(K,)`` datetime64, the other ``(K,)`` int64."""

    step: str
    time: NDArray[np.datetime64]
    boards: NDArray[np.int64]
    passed: NDArray[np.int64]
    calls: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The values of one quantity in the order of capture; ``values`` ``(N,)``, none NaN.

    ``low`` and ``high`` are infinite where there is no limit; ``limits_differ``: the parts chosen
    have several, so that no one capability can be stated.
    """

    quantity: str
    unit: str
    time: NDArray[np.datetime64]
    values: Floats
    not_measured: int
    low: float = -math.inf
    high: float = math.inf
    limits_differ: bool = False


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a part lies off its place on the average of boards, board axes, mm."""

    refdes: str
    x_mm: float
    y_mm: float
    dx_mm: float
    dy_mm: float
    spread_mm: float
    count: int


def trend(history: History) -> Trend:
    """Give boards, passed boards and calls by time."""
    boards = history.boards
    counted = boards["verdict"] != SKIPPED
    times = history.panels["time"]
    step = next(
        (s for s in STEPS if len(np.unique(times.astype(f"datetime64[{s}]"))) <= MOST_BINS),
        STEPS[-1],
    )
    bins, of = np.unique(times.astype(f"datetime64[{step}]"), return_inverse=True)
    board_bins = of[boards["panel"]] if len(bins) else of
    passed = counted & (boards["verdict"] == PASS)
    call_bins = of[history.calls["panel"]] if len(bins) else of
    return Trend(
        step,
        bins,
        np.bincount(board_bins[counted], minlength=len(bins)),
        np.bincount(board_bins[passed], minlength=len(bins)),
        np.bincount(call_bins, minlength=len(bins)),
    )


def quantities(history: History) -> tuple[str, ...]:
    """Give what was measured, in alphabetic order."""
    return tuple(sorted(text for text in history.names["quantity"].texts if text))


def series(
    history: History, catalogue: Catalogue, quantity: str, part: str = "", pin: str = ""
) -> Series:
    """Give the values of one quantity, of one part or package where one is named, in order of time.

    Parameters
    ----------
    part
        A refdes or a package; empty: all.
    """
    taken, names = history.measurements, history.names
    rows = taken["quantity"] == names["quantity"].number(quantity)
    rows &= _there(history)
    if part:
        chosen = _refdes_of(history, catalogue, part)
        rows &= np.isin(taken["refdes"], chosen)
    if pin:
        rows &= taken["pin"] == names["pin"].number(pin)
    found = np.flatnonzero(rows)
    values = np.asarray(taken["value"][found], np.float64)
    finite = np.isfinite(values)
    panel = taken["panel"][found][finite]
    time = history.panels["time"][panel]
    values = values[finite]
    if len(time) and (time[1:] < time[:-1]).any():
        order = np.argsort(time, kind="stable")
        time, values = time[order], values[order]
    limits = _limits(history, catalogue, found[finite], quantity)
    low, high = next(iter(limits)) if len(limits) == 1 else (-math.inf, math.inf)
    unit = history.units.get(quantity, "")
    missing = int((~finite).sum())
    return Series(quantity, unit, time, values, missing, low, high, len(limits) > 1)


def offsets(history: History, catalogue: Catalogue, product: str) -> tuple[Offset, ...]:
    """Give how far the parts of a product lie off on average, board axes.

    Measured is in the part's own axes; with its rotation it becomes what a placer would correct.
    """
    one = selected(history, Filter(product=product))
    x_of, y_of = _means(one, "body_offset_x"), _means(one, "body_offset_y")
    found = []
    for number, refdes in enumerate(one.names["refdes"].texts):
        site = catalogue.sites.get((product, refdes))
        count = int(min(x_of[2][number], y_of[2][number]))
        if site is None or not count:
            continue
        x, y = float(x_of[0][number]), float(y_of[0][number])
        spread = math.hypot(float(x_of[1][number]), float(y_of[1][number]))
        turn = Affine.of(0.0, 0.0, site.rotation_deg)
        found.append(Offset(refdes, site.x_mm, site.y_mm, *turn.at(x, y), spread, count))
    return tuple(found)


def _means(history: History, quantity: str) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Give mean, standard deviation and count of a quantity by refdes."""
    taken = history.measurements
    rows = taken["quantity"] == history.names["quantity"].number(quantity)
    rows &= np.isfinite(history.values) & _there(history)
    refdes, values = taken["refdes"][rows], history.values[rows]
    many = len(history.names["refdes"].texts)
    counts = np.bincount(refdes, minlength=many)
    share = 1.0 / np.maximum(counts, 1)
    mean = np.bincount(refdes, values, minlength=many) * share
    squares = np.bincount(refdes, values**2, minlength=many) * share
    return mean, np.sqrt(np.maximum(squares - mean**2, 0.0)), counts.astype(np.int64)


def _there(history: History) -> NDArray[np.bool_]:
    """Say of each measurement whether its part was there: what is missing lies nowhere."""
    calls, taken, names = history.calls, history.measurements, history.names
    missing = calls["code"] == names["code"].number(DefectCode.MISSING.value)
    boards = 1 + int(max((a["board"].max() for a in (calls, taken) if len(a["board"])), default=0))
    parts = 1 + len(names["refdes"].texts)

    def keys(columns: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
        place = columns["panel"].astype(np.int64) * boards + columns["board"]
        return np.asarray(place * parts + columns["refdes"], np.int64)

    return ~np.isin(keys(taken), keys(calls)[missing])


def _refdes_of(history: History, catalogue: Catalogue, part: str) -> list[int]:
    names = history.names["refdes"]
    refdes = {r for (_, r), site in catalogue.sites.items() if site.package == part}
    return [n for n, text in enumerate(names.texts) if text == part or text in refdes]


def _limits(
    history: History, catalogue: Catalogue, rows: NDArray[np.int64], quantity: str
) -> set[tuple[float, float]]:
    """Give the limits that apply to some measurements: a million of them have few kinds."""
    taken, names = history.measurements, history.names
    products = len(names["product"].texts) + 1
    pins = len(names["pin"].texts) + 1
    product = history.panels["product"][taken["panel"][rows]].astype(np.int64)
    combined = (taken["refdes"][rows].astype(np.int64) * pins + taken["pin"][rows]) * products
    combined += product
    seen = np.zeros((len(names["refdes"].texts) + 1) * pins * products, np.bool_)
    seen[combined] = True
    limits = set()
    for kind in np.flatnonzero(seen):
        rest, product_number = divmod(int(kind), products)
        refdes, pin = divmod(rest, pins)
        site = catalogue.sites.get(
            (names["product"].texts[product_number], names["refdes"].texts[refdes])
        )
        limit = site.limits.get((quantity, names["pin"].texts[pin])) if site else None
        limits.add(limit or (-math.inf, math.inf))
    return limits
