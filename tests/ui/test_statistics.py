"""Statistics: the screen as a value, charts as values, and files that are written."""

import csv
import math
import time
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from inspector.domain.result import DefectCode
from inspector.domain.review import Escape, PartAddress, Review, Ruling
from inspector.formats.shipped import shipped
from inspector.store.answers import rule
from inspector.store.curves import Series
from inspector.store.escapes import escapes
from inspector.store.figures import By, Catalogue, Site
from inspector.store.store import Store
from tests.store.conftest import panel  # noqa: F401 - a fixture
from ui.statistics.charts import answer, histogram_of
from ui.statistics.drawing import Drawing
from ui.statistics.figure import Axes, Curve, Figure, Plot, csv_of, thinned
from ui.statistics.model import (
    Answered,
    Asked,
    Chart,
    Failed,
    Loaded,
    Period,
    Question,
    StatisticsScreen,
    after,
    filter_of,
)
from ui.statistics.panel import StatisticsPanel
from ui.statistics.work import read_catalogue, read_material

LIMITS = {("side_overhang", "1"): (-1.0, 0.25)}
SITES = {("demo", f"R{n}"): Site("RESC", "P", n, n, 0.0, 2, LIMITS) for n in (1, 2)}
CATALOGUE = Catalogue(SITES, {"demo": ((0, 0), (4, 0), (4, 4), (0, 4))})
AT = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def record(services, panel):  # noqa: F811
    chance = np.random.default_rng(1)
    with Store(services.record) as store:
        for n in range(40):
            values = tuple(chance.normal(0.15, 0.06, 2))
            store.record(panel(f"SN{n}", values, 60 * n), {}, f"lot{n % 2}/SN{n}")
        part = PartAddress("SN1", 0, "R1")
        code = DefectCode.SIDE_OVERHANG
        rule(store, 2, [Review(part, code, Ruling.FALSE_CALL, "anna", AT, "1")])
    return services.record


@pytest.fixture
def material(record):
    read = read_material(record, (), lambda done, of: None)
    return replace(read, catalogue=CATALOGUE)


def test_every_chart_of_a_record_is_drawn_from_its_numbers(material):
    made = {}
    for chart in Chart:
        question = Question(chart, quantity="side_overhang", product="demo")
        made[chart] = answer(question, material).figure
    values = [v for v in material.history.values.tolist() if np.isfinite(v)]
    assert sorted(float(t) for t in column(made[Chart.RUN], 1)) == pytest.approx(sorted(values))
    assert sum(int(n) for n in column(made[Chart.HISTOGRAM], 2)) == 80
    beyond = sum(bars.height.sum() for bars in made[Chart.HISTOGRAM].plots[0].bars[1:])
    assert beyond == pytest.approx(sum(v > 0.25 for v in values), abs=3)  # by whole bins
    assert "Cpk" in made[Chart.HISTOGRAM].note
    assert len(column(made[Chart.XBAR_R], 0)) == 16
    assert sum(int(n) for n in column(made[Chart.TREND], 1)) == 40
    assert made[Chart.HEAT].plots[0].curves
    assert made[Chart.OFFSETS].empty  # no offsets were measured


def column(figure, number):
    rows = list(csv.reader(csv_of(figure).splitlines()))
    return [row[number] for row in rows[1:]]


def test_a_pareto_stands_on_what_people_said(material):
    figure = answer(Question(Chart.PARETO, By.LOT), material).figure
    heights = {bars.name: bars.height.sum() for bars in figure.plots[0].bars}
    calls = sum(heights.values())
    assert calls == len(material.history.calls["panel"])
    assert csv_of(figure).splitlines()[0] == "name,defects,false_calls,not_reviewed"


def test_filters_narrow_what_is_asked(material):
    one = answer(Question(lot="lot0"), material)
    assert one.summary.panels == 20
    day = replace(Question(), period=Period.DAY)
    assert answer(day, material).summary.panels == 25  # one an hour, both ends
    assert filter_of(Question(), material).since is None


def test_nothing_selected_is_a_chart_that_says_so(material):
    for chart in Chart:
        question = Question(chart, product="other", quantity="side_overhang")
        figure = answer(question, material).figure
        assert figure.empty
        assert figure.note or chart is Chart.TREND


def test_a_thinned_curve_keeps_every_peak():
    y = np.zeros(1_000_003)
    y[[5, 777_777, 1_000_002]] = 1, -3, 9
    x, thin = thinned(np.arange(len(y), dtype=float), y)
    assert len(thin) <= 1610
    assert (thin.min(), thin.max()) == (-3, 9)
    assert 5.0 in x
    assert (np.diff(x) > 0).all()
    short = np.arange(10.0)
    assert thinned(short, short)[0] is short


def test_a_table_has_times_and_numbers_a_machine_reads():
    time = np.array(["2026-11-27T08:00:00"], "datetime64[us]")
    figure = Figure("x", columns=(("time_utc", time), ("value", np.array([0.1])), ("n", ("a,b",))))
    assert csv_of(figure) == 'time_utc,value,n\n2026-11-27T08:00:00.000,0.1,"a,b"\n'


def test_the_screen_chooses_what_a_chart_needs(material):
    screen = after(StatisticsScreen(), Loaded(material))
    assert screen.question.quantity == "side_overhang"
    assert screen.choices["lot"] == ("lot0", "lot1")
    assert screen.choices["part"] == ("RESC", "R1", "R2")
    asked = after(screen, Asked(replace(screen.question, chart=Chart.HEAT)))
    assert asked.question.product == "demo"
    assert not asked.current
    answered = after(asked, Answered(answer(asked.question, material)))
    assert answered.current


def test_trouble_stays_until_the_record_is_read_again(material):
    failed = after(StatisticsScreen(), Failed("locked; end the other one"))
    assert (failed.trouble, failed.busy) == ("locked; end the other one", False)
    assert after(failed, Loaded(material)).trouble == ""


def test_designs_know_terminations_and_limits():
    known = read_catalogue((shipped("recipes") / "demo", shipped("recipes") / "nothing"))
    site = known.sites["demo", "R1"]
    assert site.opportunities == 4
    assert any(quantity == "body_offset_x" for quantity, _ in site.limits)


@pytest.fixture
def opened(services, record, qtbot):
    made = StatisticsPanel(replace(services, recipes=(shipped("recipes") / "demo",)))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: made.screen_shown.current, timeout=30000)
    return made


def test_charts_are_chosen_drawn_and_written(opened, tmp_path, qtbot):
    controls = opened.controls
    controls.charts.setCurrentRow(list(Chart).index(Chart.PARETO))
    qtbot.waitUntil(lambda: opened.screen_shown.current)
    assert opened.screen_shown.question.chart is Chart.PARETO
    controls.lot.setCurrentIndex(1)
    qtbot.waitUntil(lambda: opened.screen_shown.current)
    assert opened.screen_shown.answer.summary.panels == 20
    for save, name in (
        (opened.save_csv, "a.csv"),
        (opened.save_png, "a.png"),
        (opened.save_report, "a.html"),
    ):
        save(tmp_path / name)
        qtbot.waitUntil(lambda name=name: name in opened.screen_shown.told, timeout=30000)
    assert (tmp_path / "a.csv").read_text().startswith("name,")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    report = (tmp_path / "a.html").read_text()
    assert report.count("<img") == len(Chart)
    assert "lot0" in report


def test_a_file_that_cannot_be_written_is_told(opened, tmp_path, qtbot):
    opened.save_csv(tmp_path / "nowhere" / "a.csv")
    qtbot.waitUntil(lambda: bool(opened.screen_shown.trouble))
    assert "nowhere" in opened.screen_shown.trouble


def test_an_escaped_defect_is_kept_and_counted(opened, record, qtbot):
    passed = next(
        n for n in range(40) if opened.screen_shown.material.history.parts["verdict"][2 * n] == 0
    )
    found = Escape(PartAddress(f"SN{passed}", 0, "R1"), DefectCode.OPEN, "ICT", AT)
    opened.keep_escape(found)
    qtbot.waitUntil(
        lambda: bool(opened.screen_shown.material.escapes) and opened.screen_shown.current
    )
    with Store(record, "read") as store:
        assert escapes(store) == (found,)
    qtbot.waitUntil(lambda: opened.screen_shown.answer.summary.escaped.count == 1)


def test_without_a_record_it_says_what_to_do(services, qtbot):
    made = StatisticsPanel(services)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.screen_shown.busy, timeout=30000)
    assert made.findChild(object, "state").text()
    made.ask(Question(Chart.HEAT))


def test_a_bar_that_a_limit_cuts_is_red_by_what_lies_beyond():
    values = np.concatenate((np.linspace(0.0, 1.0, 601), [1.0]))
    one = Series("presence", "1", np.zeros(602, "datetime64[us]"), values, 0, -math.inf, 0.9951)
    figure = histogram_of(one, "presence")
    inside, beyond = figure.plots[0].bars
    assert beyond.height.sum() == (values > 0.9951).sum() == 4
    assert inside.height.sum() == 598
    assert dict(figure.columns)["count"].sum() == 602
    assert dict(figure.columns)["beyond"].sum() == 4


def test_hours_are_those_of_the_clock_on_the_wall(material, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        asked = Question(chart=Chart.PARETO, by=By.HOUR)
        figure = answer(asked, material).figure
        history = material.history
        first = history.panels["time"][history.calls["panel"]].min().astype("datetime64[h]")
        wanted = str(first + np.timedelta64(8, "h")).replace("T", " ") + ":00"
        assert dict(figure.columns)["name"][0] == wanted
        assert figure.plots[0].axes.ticks[0][1] == wanted
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_single_moment_stands_among_minutes(qtbot):
    one = Curve("yield", np.array([1.76e9]), np.array([60.0]), symbol="o")
    drawing = Drawing()
    qtbot.addWidget(drawing)
    drawing.draw(Figure("yield", (Plot(Axes(time=True), (one,)),)))
    (low, high), _ = drawing.getItem(0, 0).viewRange()
    assert (low, high) == pytest.approx((1.76e9 - 1800, 1.76e9 + 1800))


def test_a_chart_of_before_is_not_saved_as_the_one_that_is_asked_for(opened, tmp_path):
    opened._happen(Asked(replace(opened.screen_shown.question, chart=Chart.PARETO)))
    assert not opened.controls.png.isEnabled()
    assert not opened.controls.csv.isEnabled()
    opened.save_csv(tmp_path / "wrong.csv")
    opened.save_png(tmp_path / "wrong.png")
    assert list(tmp_path.glob("wrong*")) == []
