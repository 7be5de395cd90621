"""The application around the screens: whose record they show, and where rulings go."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from inspector.domain.result import DefectCode
from inspector.domain.review import PartAddress, Review, Ruling
from inspector.formats.places import HOME
from inspector.store.answers import reviews_of
from inspector.store.store import Store
from tests.formats.test_station_setup import place  # noqa: F401 - a fixture
from tests.store.conftest import panel  # noqa: F401 - a fixture
from tests.ui.panels import NOW
from ui.app import Desktop, found, parsed
from ui.station_thread import StationThread, Wanted


def test_the_screens_show_the_record_and_the_recipes_of_the_station(services, place, tmp_path):  # noqa: F811
    told = found(replace(services, station_file=place()))
    assert told.record == tmp_path / "record"
    assert told.recipes == (tmp_path / "recipes" / "amplifier", tmp_path / "recipes" / "supply")


@pytest.mark.parametrize("simulated", [True, False])
def test_without_a_station_file_the_shipped_recipes_are_known(services, simulated):
    told = found(replace(services, simulated=simulated))
    assert told.record == services.record
    assert "demo" in {folder.name for folder in told.recipes}


@pytest.fixture
def desktop(monkeypatch, tmp_path, qapp):
    monkeypatch.setenv(HOME, str(tmp_path))
    made = Desktop(QApplication.instance(), parsed([]))
    yield made
    made.close()


def test_a_ruling_lies_in_the_record_before_it_counts_as_kept(desktop, panel, tmp_path):  # noqa: F811
    record = desktop.services.record
    with Store(record) as store:
        sequence = store.record(panel("SN1", (0.1, 0.4), 1), {})
    # a station that cannot be opened takes no rulings
    desktop.station = StationThread(
        Wanted(record, tmp_path / "no.toml", simulated=False),
        lambda _: None,
        lambda _: None,
        lambda _: None,
    )
    desktop.station.start()
    part = PartAddress("SN1", 0, "R2")
    desktop.rule(sequence, [Review(part, DefectCode.SHIFTED, Ruling.CONFIRMED, "anna", NOW)])
    with Store(record, "read") as store:
        (kept,) = reviews_of(store, sequence)
    assert (kept.by, kept.ruling) == ("anna", Ruling.CONFIRMED)


def test_a_ruling_beside_a_running_writer_is_kept_too(desktop, panel):  # noqa: F811
    with Store(desktop.services.record) as store:
        sequence = store.record(panel("SN1", (0.1, 0.4), 1), {})
        part = PartAddress("SN1", 0, "R2")
        desktop.rule(sequence, [Review(part, DefectCode.SHIFTED, Ruling.FALSE_CALL, "b", NOW)])
        assert [one.ruling for one in reviews_of(store, sequence)] == [Ruling.FALSE_CALL]
