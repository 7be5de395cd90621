"""From a question to its answer: figures as values, in the language of the screen."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from inspector.domain.result import DefectCode
from inspector.domain.spc import FACTORS, Capability, capability, xbar_r
from inspector.store.curves import Series, offsets, series, trend
from inspector.store.figures import Bar, By, Catalogue, by_site, pareto, selected, summary
from inspector.store.history import History
from ui.quantities import quantity_word, unit_word
from ui.statistics.figure import Arrows, Axes, Bars, Curve, Figure, Level, Plot, Spots, thinned
from ui.statistics.model import Answer, Chart, Material, Question, filter_of
from ui.words import defect_word

MOST_BARS = 20
BINS = 60
NAMED = 12
"""Parts whose names stand on a board's drawing: those with most calls."""
BIGGEST_PX = 44.0
LONGEST_SHARE = 0.12
"""Of the board: the longest offset is drawn so long."""

Floats = NDArray[np.float64]
Columns = tuple[tuple[str, Sequence[Any] | NDArray[Any]], ...]
translate = QCoreApplication.translate


def answer(question: Question, material: Material) -> Answer:
    """Answer a question; takes well under a second for a million measurements."""
    history = selected(material.history, filter_of(question, material))
    figures = summary(history, material.catalogue, material.escapes)
    figure = FIGURES[question.chart](question, history, material.catalogue)
    return Answer(question, figures, figure)


def _trend(question: Question, history: History, catalogue: Catalogue) -> Figure:
    del question, catalogue
    found = trend(history)
    if not len(found.time):
        return Figure(translate("statistics", "Yield over time"))
    x = _seconds(found.time)
    share = 100.0 * found.passed / np.maximum(found.boards, 1)
    per_board = found.calls / np.maximum(found.boards, 1)
    of_yield = translate("statistics", "first-pass yield, %")
    of_calls = translate("statistics", "calls a board")
    return Figure(
        translate("statistics", "Yield over time"),
        (
            Plot(
                Axes("", of_yield, time=True, y_range=(0.0, 104.0)),
                (Curve(of_yield, x, share, "good", "o"),),
                levels=(Level(100.0 * found.passed.sum() / max(found.boards.sum(), 1), "Ø"),),
            ),
            Plot(Axes("", of_calls, time=True), (Curve(of_calls, x, per_board, "bad", "t"),)),
        ),
        columns=(
            ("time_utc", found.time),
            ("boards", found.boards),
            ("passed", found.passed),
            ("calls", found.calls),
        ),
    )


def _pareto(question: Question, history: History, catalogue: Catalogue) -> Figure:
    bars = pareto(history, catalogue, question.by)
    if question.by is By.HOUR:
        bars = tuple(replace(bar, name=_local(bar.name)) for bar in bars)
    title = translate("statistics", "Calls, most first")
    if not bars:
        return Figure(title, note=_no_calls())
    shown = bars[:MOST_BARS] if question.by is not By.HOUR else bars[-MOST_BARS:]
    x = np.arange(len(shown), dtype=np.float64)
    real, false, left = (
        np.array([getattr(bar, name) for bar in shown], np.float64)
        for name in ("confirmed", "false_calls", "open")
    )
    nothing = np.zeros(len(shown))
    stacks = (
        Bars(translate("statistics", "defects"), x, real, nothing, "bad"),
        Bars(translate("statistics", "false calls"), x, false, real, "pending", pattern="hatched"),
        Bars(
            translate("statistics", "not reviewed"),
            x,
            left,
            real + false,
            "neutral",
            pattern="dotted",
        ),
    )
    ticks = tuple((float(i), _short(_spoken(question.by, bar.name))) for i, bar in enumerate(shown))
    total = sum(bar.calls for bar in bars)
    share = np.cumsum(real + false + left) / max(total, 1) * 100
    curve = Curve(translate("statistics", "share of all, %"), x, share, "chosen", "o")
    calls = translate("statistics", "calls")
    plots: tuple[Plot, ...] = (Plot(Axes("", calls, ticks=ticks), bars=stacks),)
    if question.by is not By.HOUR:
        plots += (Plot(Axes("", curve.name, ticks=ticks, y_range=(0.0, 104.0)), (curve,)),)
    more = len(bars) - len(shown)
    note = translate("statistics", "%1 more are in the table (CSV)")
    return Figure(
        title,
        plots,
        note.replace("%1", str(more)) if more else "",
        _bar_columns(bars),
    )


def _run(question: Question, history: History, catalogue: Catalogue) -> Figure:
    one = series(history, catalogue, question.quantity, question.part)
    title = _named(question)
    if not len(one.values):
        return Figure(title, note=_no_values(one))
    x, y = thinned(_seconds(one.time), one.values)
    plot = Plot(
        Axes("", _with_unit(one), time=True),
        (Curve(title, x, y, "pending", "" if len(one.values) > 200 else "o"),),  # noqa: PLR2004
        levels=_limit_levels(one),
    )
    return Figure(title, (plot,), _note(one), _value_columns(one))


def _xbar_r(question: Question, history: History, catalogue: Catalogue) -> Figure:
    one = series(history, catalogue, question.quantity, question.part)
    title = _named(question)
    size = question.subgroup if question.subgroup in FACTORS else 5
    if len(one.values) < size:
        return Figure(title, note=_no_values(one))
    chart = xbar_r(one.values, size)
    number = np.arange(len(chart.means), dtype=np.float64) + 1
    outside = chart.outside
    word = translate("statistics", "subgroup")
    means = translate("statistics", "mean") + f", {_unit(one)}"
    ranges = translate("statistics", "range") + f", {_unit(one)}"
    plots = []
    for name, values, limits in (
        (means, chart.means, (chart.mean_low, chart.mean, chart.mean_high)),
        (ranges, chart.ranges, (chart.range_low, chart.range_mean, chart.range_high)),
    ):
        beyond = (values < limits[0]) | (values > limits[2])
        far = Curve(
            translate("statistics", "beyond the control limits"),
            *thinned(number[beyond], values[beyond]),
            "bad",
            "d",
            0.0,
        )
        levels = (
            Level(limits[0], translate("statistics", "LCL"), "warning"),
            Level(limits[1], "Ø", "good"),
            Level(limits[2], translate("statistics", "UCL"), "warning"),
        )
        line = Curve(name, *thinned(number, values), "pending")
        plots.append(Plot(Axes(word, name), (line, far), levels=levels))
    note = translate("statistics", "%1 of %2 subgroups of %3 beyond the control limits")
    note = note.replace("%1", str(int(outside.sum()))).replace("%2", str(len(outside)))
    columns = (("subgroup", number), ("mean", chart.means), ("range", chart.ranges))
    return Figure(title, tuple(plots), note.replace("%3", str(size)), columns)


def _histogram(question: Question, history: History, catalogue: Catalogue) -> Figure:
    one = series(history, catalogue, question.quantity, question.part)
    title = _named(question)
    return histogram_of(one, title) if len(one.values) else Figure(title, note=_no_values(one))


def histogram_of(one: Series, title: str) -> Figure:
    """Give the histogram of one quantity, one value at least, with what lies beyond its limits."""
    found = capability(one.values, one.low, one.high)
    counts, edges = np.histogram(one.values, BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    width = float(edges[1] - edges[0])
    good = one.values[(one.values >= one.low) & (one.values <= one.high)]
    inside = np.histogram(good, edges)[0]  # value by value: a limit may lie within a bin
    values = translate("statistics", "values")
    stacks = (
        Bars(values, middles, _floats(inside), np.zeros(BINS), "pending", width * 0.92),
        Bars(
            translate("statistics", "beyond the limit"),
            middles,
            _floats(counts - inside),
            _floats(inside),
            "bad",
            width * 0.92,
            "hatched",
        ),
    )
    levels = tuple(Level(lv.value, lv.text, lv.tone, upright=True) for lv in _limit_levels(one))
    plot = Plot(Axes(_with_unit(one), values), bars=stacks, levels=levels)
    note = "   ".join(filter(None, (_capability(found, one), _note(one))))
    return Figure(
        title,
        (plot,),
        note,
        (("from", edges[:-1]), ("to", edges[1:]), ("count", counts), ("beyond", counts - inside)),
    )


def _heat(question: Question, history: History, catalogue: Catalogue) -> Figure:
    title = translate("statistics", "Calls on the board")
    bars = by_site(history, catalogue, question.product)
    if not bars:
        return Figure(title, note=_no_design())
    sites = {name: catalogue.sites[question.product, name] for name in bars}
    counts = np.array([bar.calls for bar in bars.values()], np.float64)
    x = np.array([site.x_mm for site in sites.values()])
    y = np.array([site.y_mm for site in sites.values()])
    most = sorted(bars.values(), key=lambda bar: -bar.calls)[:NAMED]
    named = {bar.name for bar in most if bar.calls}
    texts = tuple(f"{n} {bar.calls}" if n in named else "" for n, bar in bars.items())
    size = 5.0 + BIGGEST_PX * np.sqrt(counts / max(counts.max(), 1.0))
    hit = counts > 0
    spots = (
        Spots(x[~hit], y[~hit], size[~hit], "neutral"),
        Spots(
            x[hit], y[hit], size[hit], "bad", tuple(t for t, h in zip(texts, hit, strict=True) if h)
        ),
    )
    plot = Plot(_board_axes(), _outline(catalogue, question.product), spots=spots)
    note = translate("statistics", "The area of a disc is the number of calls.")
    return Figure(
        title, (plot,), note, (("x_mm", x), ("y_mm", y), *_bar_columns(tuple(bars.values())))
    )


def _offsets(question: Question, history: History, catalogue: Catalogue) -> Figure:
    title = translate("statistics", "Mean offset of each part")
    found = offsets(history, catalogue, question.product)
    if not found:
        return Figure(title, note=_no_design())
    columns: dict[str, Floats] = {
        name: np.array([getattr(one, name) for one in found], np.float64)
        for name in ("x_mm", "y_mm", "dx_mm", "dy_mm", "spread_mm", "count")
    }
    lengths = np.hypot(columns["dx_mm"], columns["dy_mm"])
    outline = catalogue.outlines_mm.get(question.product, ())
    reach = max((max(c) - min(c) for c in zip(*outline, strict=True)), default=10.0)
    factor = LONGEST_SHARE * reach / max(float(lengths.max()), 1e-9)
    longest = np.argsort(-lengths)[:NAMED]
    texts = tuple(
        f"{one.refdes} {1000 * length:.0f} µm" if i in longest else ""
        for i, (one, length) in enumerate(zip(found, lengths, strict=True))
    )
    arrows = Arrows(
        columns["x_mm"],
        columns["y_mm"],
        columns["dx_mm"] * factor,
        columns["dy_mm"] * factor,
        texts,
    )
    plot = Plot(_board_axes(), _outline(catalogue, question.product), arrows=(arrows,))
    mean_x, mean_y = (float(np.median(columns[name])) * 1000 for name in ("dx_mm", "dy_mm"))
    note = translate(
        "statistics", "Median of all parts: x %1 µm, y %2 µm. Arrows are drawn %3 times as long."
    )
    note = note.replace("%1", f"{mean_x:+.1f}").replace("%2", f"{mean_y:+.1f}")
    table: Columns = (("refdes", tuple(one.refdes for one in found)), *columns.items())
    return Figure(title, (plot,), note.replace("%3", f"{factor:.0f}"), table)


FIGURES: Mapping[Chart, Callable[[Question, History, Catalogue], Figure]] = {
    Chart.TREND: _trend,
    Chart.PARETO: _pareto,
    Chart.RUN: _run,
    Chart.XBAR_R: _xbar_r,
    Chart.HISTOGRAM: _histogram,
    Chart.HEAT: _heat,
    Chart.OFFSETS: _offsets,
}


def _floats(counts: NDArray[np.integer[Any]]) -> Floats:
    return counts.astype(np.float64)


def _seconds(time: NDArray[np.datetime64]) -> Floats:
    return time.astype("datetime64[us]").astype(np.int64) / 1e6


def _bar_columns(bars: tuple[Bar, ...]) -> tuple[tuple[str, tuple[object, ...]], ...]:
    return (
        ("name", tuple(bar.name for bar in bars)),
        ("defects", tuple(bar.confirmed for bar in bars)),
        ("false_calls", tuple(bar.false_calls for bar in bars)),
        ("not_reviewed", tuple(bar.open for bar in bars)),
    )


def _value_columns(one: Series) -> tuple[tuple[str, NDArray[np.generic]], ...]:
    return (("time_utc", one.time), (f"{one.quantity}_{one.unit}", one.values))


def _limit_levels(one: Series) -> tuple[Level, ...]:
    low = translate("statistics", "lower limit")
    high = translate("statistics", "upper limit")
    both = ((one.low, low), (one.high, high))
    return tuple(Level(value, text, "bad") for value, text in both if math.isfinite(value))


def _capability(found: Capability, one: Series) -> str:
    parts = [f"n {found.count}", f"Ø {found.mean:.4g}", f"s {found.sigma:.3g} {_unit(one)}"]
    for name in ("cp", "cpk", "pp", "ppk"):
        value = getattr(found, name)
        if math.isfinite(value):
            parts.append(f"{name.capitalize()} {value:.2f}")
    return "   ".join(parts)


def _note(one: Series) -> str:
    notes = []
    if one.limits_differ:
        notes.append(
            translate(
                "statistics", "These parts have different limits: choose one package or part."
            )
        )
    if one.not_measured:
        text = translate("statistics", "%1 were not measured.")
        notes.append(text.replace("%1", str(one.not_measured)))
    return " ".join(notes)


def _named(question: Question) -> str:
    name = quantity_word(question.quantity)
    return f"{name}, {question.part}" if question.part else name


def _unit(one: Series) -> str:
    return unit_word(one.unit)


def _with_unit(one: Series) -> str:
    return ", ".join(filter(None, (quantity_word(one.quantity), _unit(one))))


def _spoken(by: By, name: str) -> str:
    return defect_word(DefectCode(name)) if by is By.CODE and name else name or "-"


def _local(hour: str) -> str:
    """Give an hour of the record, UTC, as the clock on the wall has it: as all axes of time."""
    at = datetime.fromisoformat(hour).replace(tzinfo=UTC).astimezone()
    return at.strftime("%Y-%m-%d %H:%M")


def _short(name: str) -> str:
    return name.replace("_", " ") if len(name) <= 16 else name[:15] + "…"  # noqa: PLR2004


def _board_axes() -> Axes:
    return Axes("mm", "mm", to_scale=True)


def _outline(catalogue: Catalogue, product: str) -> tuple[Curve, ...]:
    outline = catalogue.outlines_mm.get(product, ())
    if not outline:
        return ()
    closed = np.array([*outline, outline[0]], np.float64)
    return (Curve("", closed[:, 0], closed[:, 1], "neutral"),)


def _no_calls() -> str:
    return translate("statistics", "No calls in this selection.")


def _no_values(one: Series) -> str:
    text = translate("statistics", "Too few values in this selection.")
    return " ".join(filter(None, (text, _note(one))))


def _no_design() -> str:
    return translate(
        "statistics", "The recipe of this product is not known here: its parts have no places."
    )
