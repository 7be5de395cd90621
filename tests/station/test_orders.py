"""Orders of a factory system: what each makes of the controls, and what is refused."""

import pytest

from inspector.domain.errors import InspectorError
from inspector.line.station_control import Job
from inspector.station.controls import Controls, Mode
from inspector.station.orders import Orders


@pytest.fixture
def controls():
    return Controls()


@pytest.fixture
def orders(controls):
    return Orders(controls, ("demo",))


def test_a_single_job_takes_one_panel(orders, controls):
    controls.stop()
    orders.start(Job("1", "demo"))
    assert controls.may_take(0)
    controls.begin_panel()
    assert not controls.may_take(0)


def test_a_continuous_job_takes_panels_until_it_is_stopped(orders, controls):
    controls.stop()
    orders.start(Job("1", continuous=True))
    controls.begin_panel()
    assert controls.may_take(0)
    orders.stop("")
    assert (controls.mode, controls.left.is_set()) == (Mode.PAUSED, False)


def test_an_abort_leaves_the_panel_in_work(orders, controls):
    orders.abort("")
    assert (controls.mode, controls.left.is_set()) == (Mode.PAUSED, True)


def test_a_halt_lasts_until_a_reset_which_takes_no_panel_yet(orders, controls):
    orders.halt("")
    assert controls.mode is Mode.STOPPED
    orders.reset("")
    assert controls.mode is Mode.PAUSED
    orders.select_automatic()
    assert controls.mode is Mode.RUNNING


def test_an_emergency_stop_is_left_at_the_station_alone(orders, controls):
    controls.emergency_stop()
    for order in (
        lambda: orders.start(Job("1")),
        lambda: orders.stop(""),
        lambda: orders.abort(""),
        lambda: orders.halt(""),
        lambda: orders.reset(""),
        orders.select_automatic,
    ):
        with pytest.raises(InspectorError, match="start it at the station itself"):
            order()
    assert controls.mode is Mode.EMERGENCY


def test_a_recipe_is_named_only_where_there_is_no_other(orders, controls):
    orders.prepare("demo")
    orders.prepare("")
    with pytest.raises(InspectorError, match="recipe dmeo: is not known; name one of demo"):
        orders.prepare("dmeo")
    two = Orders(controls, ("demo", "other"))
    assert two.recipes() == ("demo", "other")
    controls.stop()
    with pytest.raises(InspectorError, match="the recipe that fits each panel's code"):
        two.start(Job("1", "other"))
    assert controls.mode is Mode.STOPPED
