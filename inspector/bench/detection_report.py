"""What a detection run says: by code and magnitude, and what was called falsely, with intervals."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from inspector.bench.detection import (
    HEIGHT,
    MARKING,
    NETWORK,
    BoardOutcome,
    Built,
    Called,
)
from inspector.domain.result import DefectCode, Verdict
from inspector.domain.review import Rate

RESAMPLED = 2000
"""Bootstrap samples of boards: the third digit of an interval does not change with more."""
PERCENTILES = (2.5, 97.5)
PER_MILLION = 1e6
WORST = 10


@dataclass(frozen=True, slots=True)
class CodeRow:
    """Defects of one code and magnitude: built in, failed (with the right code), and not passed."""

    code: DefectCode
    magnitude: float
    built: int
    failed: int
    named: int
    not_inspected: int

    @property
    def found(self) -> Rate:
        """Failed of built in."""
        return Rate(self.failed, self.built)


@dataclass(frozen=True, slots=True)
class CallRate:
    """Something per million components, and its 95 % interval over boards."""

    count: int
    ppm: float
    low_ppm: float
    high_ppm: float


@dataclass(frozen=True, slots=True)
class DetectionReport:
    """All figures of a run (*simulated*)."""

    boards: int
    good_boards: int
    good_passed: int
    components: int
    rows: tuple[CodeRow, ...]
    false_calls: CallRate
    not_inspected: CallRate
    both: CallRate
    missed: tuple[Built, ...]
    called: tuple[Called, ...]

    def to_data(self) -> dict[str, Any]:
        """Give the figures as plain data."""
        return {
            "simulated": True,
            "boards": self.boards,
            "good_boards": self.good_boards,
            "good_boards_passed": self.good_passed,
            "components_without_defect": self.components,
            "codes": [
                {
                    "code": row.code.value,
                    "magnitude": row.magnitude,
                    "needs": needs(row.code),
                    "built": row.built,
                    "failed": row.failed,
                    "named": row.named,
                    "not_inspected": row.not_inspected,
                }
                for row in self.rows
            ],
            **{
                name: {"count": rate.count, "ppm": rate.ppm, "95%": [rate.low_ppm, rate.high_ppm]}
                for name, rate in (
                    ("false_calls", self.false_calls),
                    ("not_inspected", self.not_inspected),
                    ("false_calls_and_not_inspected", self.both),
                )
            },
            "missed": [_told(b) for b in self.missed],
            "called": [
                {"what": c.what, "verdict": c.verdict.name, "reason": c.reason, **_at(c)}
                for c in self.called
            ],
        }


def needs(code: DefectCode) -> str:
    """Give what a code needs beside colour pictures and measures, empty if nothing."""
    for name, codes in (("height", HEIGHT), ("marking", MARKING), ("networks", NETWORK)):
        if code in codes:
            return name
    return ""


def report_of(outcomes: Sequence[BoardOutcome]) -> DetectionReport:
    """Give the figures of a run; what was missed comes with the gravest (largest) first."""
    built = [b for outcome in outcomes for b in outcome.built]
    called = [c for outcome in outcomes for c in outcome.called]
    good = [outcome for outcome in outcomes if not outcome.built]
    return DetectionReport(
        boards=len(outcomes),
        good_boards=len(good),
        good_passed=sum(not outcome.called for outcome in good),
        components=sum(outcome.components for outcome in outcomes),
        rows=tuple(_rows(built)),
        false_calls=_rate(outcomes, lambda c: c.verdict is Verdict.FAIL),
        not_inspected=_rate(outcomes, lambda c: c.verdict is Verdict.NOT_INSPECTED),
        both=_rate(outcomes, lambda _: True),
        missed=tuple(sorted((b for b in built if b.verdict is not Verdict.FAIL), key=_magnitude)),
        called=tuple(sorted(called, key=_excess)),
    )


def _magnitude(one: Built) -> tuple[str, float]:
    return one.code.value, -one.magnitude


def _excess(one: Called) -> float:
    return -one.excess


def _rows(built: Iterable[Built]) -> Iterable[CodeRow]:
    groups: dict[tuple[DefectCode, float], list[Built]] = {}
    for one in built:
        groups.setdefault((one.code, one.magnitude), []).append(one)
    for code in DefectCode:
        for magnitude in sorted(m for c, m in groups if c is code):
            group = groups[code, magnitude]
            failed = [b for b in group if b.verdict is Verdict.FAIL]
            named = sum(code in b.said for b in failed)
            unseen = sum(b.verdict is Verdict.NOT_INSPECTED for b in group)
            yield CodeRow(code, magnitude, len(group), len(failed), named, unseen)


def _rate(outcomes: Sequence[BoardOutcome], counts: Callable[[Called], bool]) -> CallRate:
    """Give calls per million components; the interval is over boards: they are what is drawn."""
    calls = np.array([sum(map(counts, outcome.called)) for outcome in outcomes], np.float64)
    components = np.array([outcome.components for outcome in outcomes], np.float64)
    total = float(components.sum())
    if not total:
        return CallRate(0, np.nan, np.nan, np.nan)
    count = int(calls.sum())
    if not count:
        high = Rate(0, int(total)).interval()[1]
        return CallRate(0, 0.0, 0.0, high * PER_MILLION)
    chosen = np.random.default_rng(1).integers(len(outcomes), size=(RESAMPLED, len(outcomes)))
    rates = calls[chosen].sum(axis=1) / components[chosen].sum(axis=1)
    low, high = (float(v) * PER_MILLION for v in np.percentile(rates, PERCENTILES))
    return CallRate(count, count / total * PER_MILLION, low, high)


def _told(one: Built) -> dict[str, Any]:
    return {
        "code": one.code.value,
        "magnitude": one.magnitude,
        "package": one.package,
        "verdict": one.verdict.name,
        "said": [code.value for code in one.said],
        **_at(one),
    }


def _at(one: Built | Called) -> dict[str, Any]:
    box = one.place.box
    return {
        "world": one.place.world,
        "seed": one.place.seed,
        "where": one.place.where,
        "box_mm": [box.x_mm, box.y_mm, box.width_mm, box.height_mm],
    }
