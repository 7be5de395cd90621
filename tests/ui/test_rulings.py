"""Rulings of a desktop whose station does not run."""

from datetime import UTC, datetime

from inspector.domain.result import DefectCode
from inspector.domain.review import PartAddress, Review, Ruling
from inspector.store.answers import reviews_of
from inspector.store.store import Store
from tests.store.conftest import panel  # noqa: F401 - a fixture
from ui.app import Desktop, parsed


def test_they_are_kept_beside_a_station_that_runs_in_another_process(
    qapp,
    panel,  # noqa: F811 - the fixture
    tmp_path,
    monkeypatch,
):
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path))
    desktop = Desktop(qapp, parsed([]))
    part, at = PartAddress("SN1", 0, "R2"), datetime(2026, 11, 27, tzinfo=UTC)
    review = Review(part, DefectCode.SIDE_OVERHANG, Ruling.FALSE_CALL, "anna", at, "1")
    try:
        with Store(desktop.services.record) as writer:
            writer.record(panel("SN1"), {})
            desktop.rule(1, [review])
            assert reviews_of(writer, 1) == (review,)
    finally:
        desktop.close()
