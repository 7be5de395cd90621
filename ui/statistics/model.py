"""What the statistics screen shows, as a value. No Qt here: a screen is tested without a window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import numpy as np

from inspector.domain.review import Escape
from inspector.store.curves import quantities
from inspector.store.escapes import Proof
from inspector.store.figures import By, Catalogue, Filter, Summary
from inspector.store.history import History
from ui.statistics.figure import Figure


class Chart(StrEnum):
    """What can be looked at."""

    TREND = "trend"
    PARETO = "pareto"
    RUN = "run"
    XBAR_R = "xbar_r"
    HISTOGRAM = "histogram"
    HEAT = "heat"
    OFFSETS = "offsets"


class Period(StrEnum):
    """How far back panels count, from the newest one on."""

    ALL = "all"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


SPANS = {
    Period.DAY: timedelta(days=1),
    Period.WEEK: timedelta(days=7),
    Period.MONTH: timedelta(days=30),
}
OF_VALUES = (Chart.RUN, Chart.XBAR_R, Chart.HISTOGRAM)
ON_BOARD = (Chart.HEAT, Chart.OFFSETS)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What was read of the record and the recipes."""

    history: History
    catalogue: Catalogue
    escapes: tuple[Escape, ...] = ()
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which panels, which chart, of what."""

    chart: Chart = Chart.TREND
    by: By = By.CODE
    product: str = ""
    station: str = ""
    lot: str = ""
    period: Period = Period.ALL
    quantity: str = ""
    part: str = ""
    subgroup: int = 5


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What came of a question."""

    question: Question
    summary: Summary
    figure: Figure


@dataclass(frozen=True, slots=True, eq=False)
class StatisticsScreen:
    """Everything that can change on the screen.

    ``choices``: what the fields offer, by their names. ``trouble`` says what is wrong and the way
    out; ``told`` what was done last.
    """

    question: Question = Question()
    material: Material | None = None
    answer: Answer | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    busy: bool = True
    progress: tuple[int, int] = (0, 0)
    trouble: str = ""
    told: str = ""

    @property
    def current(self) -> bool:
        """Whether what is drawn answers what is asked."""
        return self.answer is not None and self.answer.question == self.question


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """Record and recipes were read; None: there is no record yet."""

    material: Material | None


@dataclass(frozen=True, slots=True)
class Progress:
    """So many groups of panels of so many are read."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Another question."""

    question: Question


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """A question was answered."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be done; the text says what, why, and the way out."""

    text: str


@dataclass(frozen=True, slots=True)
class Reloading:
    """The record is read again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file was written."""

    text: str


Event = Loaded | Progress | Asked | Answered | Failed | Reloading | Written


def after(screen: StatisticsScreen, event: Event) -> StatisticsScreen:
    """Give the screen that follows an event."""
    match event:
        case Reloading():
            return replace(screen, busy=True)
        case Progress(done, of):
            return replace(screen, progress=(done, of))
        case Loaded(material):
            return _loaded(screen, material)
        case Asked(question):
            return replace(screen, question=_sensible(question, screen.choices), told="")
        case Answered(answer):
            return replace(screen, answer=answer)
        case Failed(text):
            return replace(screen, trouble=text, busy=False)
        case Written(text):
            return replace(screen, told=text, trouble="")


def filter_of(question: Question, material: Material) -> Filter:
    """Give the filter that a question means."""
    since = None
    times = material.history.panels["time"]
    if question.period is not Period.ALL and len(times):
        since = times.max() - np.timedelta64(SPANS[question.period])
    return Filter(question.product, question.station, question.lot, since)


def choices_of(material: Material | None) -> dict[str, tuple[str, ...]]:
    """Give what can be chosen, by the names of the fields."""
    if material is None:
        return {}
    names = material.history.names
    chosen = {
        name: tuple(sorted(text for text in names[name].texts if text))
        for name in ("product", "station", "lot")
    }
    packages = {site.package for site in material.catalogue.sites.values()}
    refdes = [text for text in names["refdes"].texts if text]
    chosen["part"] = (*sorted(packages), *sorted(refdes, key=_natural))
    chosen["quantity"] = quantities(material.history)
    return chosen


def _loaded(screen: StatisticsScreen, material: Material | None) -> StatisticsScreen:
    choices = choices_of(material)
    question = _sensible(screen.question, choices)
    return replace(
        screen,
        material=material,
        choices=choices,
        question=question,
        answer=None if material is None else screen.answer,
        busy=False,
        trouble="",
    )


def _sensible(question: Question, choices: Mapping[str, Sequence[str]]) -> Question:
    """Give a question that can be answered: what a chart needs and nobody chose is chosen."""
    known = choices.get("quantity", ())
    if question.quantity not in known:
        first = next((q for q in known if q.startswith("body_offset")), next(iter(known), ""))
        question = replace(question, quantity=first)
    products = choices.get("product", ())
    if question.chart in ON_BOARD and not question.product and products:
        question = replace(question, product=products[0])
    return question


def _natural(refdes: str) -> tuple[str, int]:
    head = refdes.rstrip("0123456789")
    return head, int(refdes[len(head) :] or 0)


def now_text() -> str:
    """Give the time of a report."""
    return datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
