"""A chart as a value: what is drawn, and the same as a table. Nothing here knows how to draw."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Tone = Literal["neutral", "good", "bad", "warning", "pending", "chosen"]

MOST_POINTS = 1600
"""Nobody sees more across a screen: of what is between, the least and the greatest are drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A line through ``x``, ``y`` ``(N,)``, or points only where it has a ``symbol``."""

    name: str
    x: Floats
    y: Floats
    tone: Tone = "pending"
    symbol: str = ""
    width: float = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars of ``height`` ``(N,)`` standing on ``base``."""

    name: str
    x: Floats
    height: Floats
    base: Floats
    tone: Tone
    width: float = 0.8
    pattern: Literal["solid", "hatched", "dotted"] = "solid"
    """Says the same as the tone, to those who do not see it."""


@dataclass(frozen=True, slots=True)
class Level:
    """A line at a value, across the chart or (``upright``) up it."""

    value: float
    text: str
    tone: Tone = "warning"
    upright: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Discs on a board: places ``(N,)`` mm, diameters px, words for those that matter."""

    x: Floats
    y: Floats
    size: Floats
    tone: Tone
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Arrows:
    """Arrows from places ``(N,)`` mm, as long as told, mm of the drawing."""

    x: Floats
    y: Floats
    dx: Floats
    dy: Floats
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Axes:
    """What stands at a chart's edges."""

    x: str = ""
    y: str = ""
    time: bool = False
    """x is seconds since 1970."""
    ticks: tuple[tuple[float, str], ...] = ()
    to_scale: bool = False
    y_range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """One system of axes and what is drawn in it."""

    axes: Axes
    curves: tuple[Curve, ...] = ()
    bars: tuple[Bars, ...] = ()
    levels: tuple[Level, ...] = ()
    spots: tuple[Spots, ...] = ()
    arrows: tuple[Arrows, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One or more plots above each other, a note below, and the table behind them."""

    title: str
    plots: tuple[Plot, ...] = ()
    note: str = ""
    columns: tuple[tuple[str, Sequence[Any] | NDArray[Any]], ...] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.plots


def csv_of(figure: Figure) -> str:
    """Give a figure's table as CSV: comma, point, one header line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in figure.columns])
    columns = [_listed(column) for _, column in figure.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def thinned(x: Floats, y: Floats, most: int = MOST_POINTS) -> tuple[Floats, Floats]:
    """Give a curve of at most so many points that looks the same: each piece's least and greatest.

    ``x``, ``y`` ``(N,)``; x in order.
    """
    pieces = most // 2
    size = math.ceil(len(x) / pieces) if pieces else 0
    if len(x) <= most or not size:
        return x, y
    whole = len(x) // size
    cut = whole * size
    parts = y[:cut].reshape(whole, size)
    starts = np.arange(whole) * size
    places = np.union1d(starts + parts.argmin(axis=1), starts + parts.argmax(axis=1))
    if cut < len(y):
        rest = y[cut:]
        places = np.append(places, cut + np.unique([rest.argmin(), rest.argmax()]))
    return x[places], y[places]


def _listed(column: Sequence[Any] | NDArray[Any]) -> list[Any]:
    if isinstance(column, np.ndarray):
        if column.dtype.kind == "M":
            return [str(value) for value in column.astype("datetime64[ms]")]
        return [f"{v:.9g}" for v in column] if column.dtype.kind == "f" else column.tolist()
    return list(column)
