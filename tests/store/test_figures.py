"""Figures from columns are those that the results give, as `domain.review` defines them."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from inspector.domain.result import (
    BoardResult,
    DefectCode,
    Limit,
    Measurement,
    SurfaceResult,
    Verdict,
    judge,
)
from inspector.domain.review import (
    Escape,
    PartAddress,
    Review,
    Ruling,
    end_item_yield,
    escape_rate,
    false_calls_per_component,
    first_pass_yield,
    first_pass_yield_verified,
    not_inspected_per_component,
    rulings_of,
)
from inspector.store.answers import rule
from inspector.store.curves import offsets, quantities, series, trend
from inspector.store.figures import By, Catalogue, Filter, Site, pareto, selected, summary
from inspector.store.history import read_history, refresh
from inspector.store.store import Store

AT = datetime(2026, 11, 27, 8, tzinfo=UTC)
LIMITS = {("side_overhang", "1"): (-math.inf, 0.25)}
SITES = {
    ("demo", f"R{n}"): Site("RESC" if n < 3 else "CAPC", f"P{n}", n, 2 * n, 90.0 * n, 2, LIMITS)
    for n in range(1, 5)
}
CATALOGUE = Catalogue(SITES, {"demo": ((0, 0), (9, 0), (9, 9), (0, 9))})


def word(serial, refdes, ruling, minute=0):
    at = AT + timedelta(minutes=minute)
    return Review(PartAddress(serial, 0, refdes), DefectCode.SIDE_OVERHANG, ruling, "anna", at, "1")


REVIEWS = {
    1: [word("SN1", "R2", Ruling.FALSE_CALL)],
    2: [word("SN2", "R1", Ruling.FALSE_CALL), word("SN2", "R3", Ruling.CONFIRMED)],
    3: [word("SN3", "R1", Ruling.FALSE_CALL), word("SN3", "R1", Ruling.WITHDRAWN, 1)],
    6: [word("SN6", "R1", Ruling.FALSE_CALL)],
}
ESCAPES = (Escape(PartAddress("SN5", 0, "R3"), DefectCode.OPEN, "ICT", AT),)


@pytest.fixture
def panels(panel):
    made = [
        panel("SN1", (0.1, 0.31, 0.1)),
        panel("SN2", (0.4, 0.1, 0.5), 30),
        panel("SN3", (0.3, math.nan, 0.1), 60),
        panel("SN4", (0.1, math.nan, 0.2), 90),
        panel("SN5", (0.1, 0.2, 0.2), 60 * 30),
        panel("SN6", (0.3, 0.1), 60 * 40),
    ]
    board = replace(made[5].boards[0], surface=SurfaceResult(Verdict.NOT_INSPECTED))
    made[5] = replace(made[5], boards=(board,), station="st2")
    skipped = BoardResult(1, skipped=True, verdict=None)
    made[0] = replace(made[0], boards=(*made[0].boards, skipped))
    return made


@pytest.fixture
def store(tmp_path, panels):
    with Store(tmp_path / "record") as made:
        for n, one in enumerate(panels):
            made.record(one, {}, f"{'lot-a' if n < 3 else 'lot-b'}/{one.serial}")
        for sequence, reviews in REVIEWS.items():
            rule(made, sequence, reviews)
        yield made


@pytest.fixture
def history(store, tmp_path):
    return read_history(store, refresh(store, tmp_path / "tables"))


def test_rates_are_those_of_the_results(history, panels):
    reviews = [one for many in REVIEWS.values() for one in many]
    rulings = rulings_of(reviews)
    found = summary(history, CATALOGUE, ESCAPES)
    assert found.first_pass == first_pass_yield(panels)
    assert found.verified == first_pass_yield_verified(panels, rulings)
    assert found.not_inspected == not_inspected_per_component(panels)
    assert found.false_per_component == false_calls_per_component(panels, rulings)
    assert found.escaped == escape_rate(panels, rulings, ESCAPES)
    assert (found.panels, found.boards, found.components) == (6, 6, 17)
    assert end_item_yield(panels, rulings).count == 5
    # one confirmed and one escaped defect; a chip has four opportunities
    assert found.dpmo == pytest.approx(2e6 / (17 * 4))
    assert (found.calls, found.open_calls, found.unknown_parts) == (5, 1, 0)


def test_what_no_recipe_knows_has_no_opportunities_and_is_counted(history):
    found = summary(history, Catalogue())
    assert math.isnan(found.dpmo)
    assert found.unknown_parts == 17


def test_a_part_that_no_recipe_knows_leaves_defects_and_opportunities(history):
    known = Catalogue({key: site for key, site in CATALOGUE.sites.items() if key[1] == "R1"})
    found, every = summary(history, known, ESCAPES), summary(history, CATALOGUE, ESCAPES)
    of_r1 = sum(bar.confirmed for bar in pareto(history, CATALOGUE, By.PART) if bar.name == "R1")
    escaped = sum(one.part.refdes == "R1" for one in ESCAPES)
    parts = every.components - found.unknown_parts
    assert found.dpmo == pytest.approx(1e6 * (of_r1 + escaped) / (parts * 4))


def test_a_filter_lets_through_what_it_names(history):
    lot = selected(history, Filter(lot="lot-a"))
    assert summary(lot, CATALOGUE).panels == 3
    assert summary(selected(history, Filter(station="st2")), CATALOGUE).components == 2
    until = np.datetime64("2026-11-22T09:00")
    assert summary(selected(history, Filter(until=until)), CATALOGUE).panels == 2
    assert summary(selected(history, Filter(since=until)), CATALOGUE).panels == 4
    assert summary(selected(history, Filter(product="other")), CATALOGUE).boards == 0


def test_calls_are_counted_by_what_is_asked_for(history):
    parts = {bar.name: bar for bar in pareto(history, CATALOGUE, By.PART)}
    assert (parts["R1"].false_calls, parts["R1"].open, parts["R1"].confirmed) == (2, 1, 0)
    assert (parts["R3"].confirmed, parts["R3"].calls) == (1, 1)
    by_package = [(b.name, b.calls) for b in pareto(history, CATALOGUE, By.PACKAGE)]
    assert by_package == [("RESC", 4), ("CAPC", 1)]
    by_lot = [(b.name, b.calls) for b in pareto(history, CATALOGUE, By.LOT)]
    assert by_lot == [("lot-a", 4), ("lot-b", 1)]
    assert [b.name for b in pareto(history, CATALOGUE, By.CODE)] == ["side_overhang"]
    assert pareto(history, CATALOGUE, By.HOUR)[0].name == "2026-11-22 08:00"
    assert {b.name for b in pareto(history, CATALOGUE, By.STATION)} == {"st1", "st2"}


def test_a_trend_counts_boards_by_time(history):
    found = trend(history)
    assert found.step == "m"
    assert (found.boards.sum(), found.passed.sum(), found.calls.sum()) == (6, 1, 5)


def test_the_values_of_a_quantity_come_in_order_with_their_limit(history):
    assert quantities(history) == ("side_overhang",)
    found = series(history, CATALOGUE, "side_overhang", "R2")
    assert found.values.tolist() == [0.31, 0.1, 0.2, 0.1]
    assert (found.not_measured, found.low, found.high) == (2, -math.inf, 0.25)
    assert not found.limits_differ
    assert len(series(history, CATALOGUE, "side_overhang", "CAPC").values) == 5
    other = replace(SITES["demo", "R1"], limits={("side_overhang", "1"): (0.0, 1.0)})
    mixed = Catalogue({**SITES, ("demo", "R1"): other})
    assert series(history, mixed, "side_overhang").limits_differ


def test_tables_are_written_once_and_go_on_with_the_record(store, tmp_path, panel):
    first = refresh(store, tmp_path / "tables")
    written = {p: p.stat().st_mtime_ns for f in first for p in f.iterdir()}
    assert refresh(store, tmp_path / "tables") == first
    assert {p: p.stat().st_mtime_ns for f in first for p in f.iterdir()} == written
    store.record(panel("SN7", (0.1,), 5000), {})
    assert len(read_history(store, refresh(store, tmp_path / "tables")).panels["sequence"]) == 7


def test_an_empty_record_has_figures_of_nothing(tmp_path):
    with Store(tmp_path / "empty") as store:
        history = read_history(store, refresh(store, tmp_path / "tables"))
    found = summary(history, CATALOGUE)
    assert math.isnan(found.first_pass.value)
    assert pareto(history, CATALOGUE, By.CODE) == ()
    assert len(trend(history).time) == 0
    assert offsets(history, CATALOGUE, "demo") == ()


def test_what_is_missing_lies_nowhere(tmp_path, panel):
    """Bare lands give an offset: it is none of the part, which a placer would be corrected by."""
    gone = Limit("presence", DefectCode.MISSING, low=0.45)

    def board(shift, presence):
        offset = [Measurement("R1", f"body_offset_{a}", shift, "mm", "", 0.002) for a in "xy"]
        seen = Measurement("R1", "presence", presence, "1", "", 0.01)
        return judge("R1", [*offset, seen], [gone], [gone.key])

    with Store(tmp_path / "record") as store:
        for n, (shift, presence) in enumerate([(0.02, 0.9), (0.16, 0.3), (0.04, 0.9)]):
            made = panel(f"SN{n}", (0.1,), n)
            part = board(shift, presence)
            one = replace(made.boards[0], parts=(part,), verdict=part.verdict)
            store.record(replace(made, boards=(one,), verdict=part.verdict), {})
        history = read_history(store, refresh(store, tmp_path / "tables"))
    assert series(history, CATALOGUE, "body_offset_x").values.tolist() == [0.02, 0.04]
    (found,) = offsets(history, CATALOGUE, "demo")
    assert found.count == 2
    assert math.hypot(found.dx_mm, found.dy_mm) == pytest.approx(0.03 * math.sqrt(2))
