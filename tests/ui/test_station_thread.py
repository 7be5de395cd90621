"""The station behind the screens."""

import queue

import pytest

from inspector.assembly import DrawnLine
from inspector.domain.answer import Told
from inspector.domain.result import Verdict
from inspector.station.events import Idle, PanelDone
from ui.station_thread import NotOpened, Opening, StationThread, Wanted


@pytest.fixture
def events():
    return queue.Queue()


def told(events):
    return events.get(timeout=30)


def test_a_station_that_cannot_be_opened_is_told_and_can_be_started_again(events, tmp_path):
    file = tmp_path / "station.toml"
    thread = StationThread(
        Wanted(tmp_path / "record", file, simulated=False),
        events.put,
        lambda _: None,
        lambda _: None,
    )
    for _ in range(2):
        thread.start()
        assert told(events) == Opening()
        refused = told(events)
        assert isinstance(refused, NotOpened)
        assert str(file) in refused.text
        assert thread.close(10.0)


def test_the_product_chosen_is_kept_when_the_station_is_opened_again(events, tmp_path):
    wanted = Wanted(tmp_path / "record", tmp_path / "station.toml", simulated=False)
    thread = StationThread(wanted, events.put, lambda _: None, lambda _: None)
    thread.controls.choose("demo")
    thread.start()
    assert thread.controls.product == "demo"
    assert thread.close(10.0)


def test_a_drawn_line_brings_a_panel_when_the_one_before_has_left():
    brought, passed_on = queue.Queue(), []
    done = PanelDone(1, "SN1", Told(Verdict.PASS, ()))
    with DrawnLine(lambda: brought.put("panel"), 2, 0.0, passed_on.append) as line:
        assert brought.get(timeout=10) == "panel"
        line(Idle())
        assert brought.empty()
        line(done)
        assert brought.get(timeout=10) == "panel"
        line(done)  # there are no more
    assert brought.empty()
    assert passed_on == [Idle(), done, done]
