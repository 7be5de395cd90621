"""A window system without a screen, and services over a folder of the test."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from ui.bridge import Workers
from ui.services import Services


@pytest.fixture
def services(tmp_path, qtbot):
    workers = Workers()
    yield Services(
        record=tmp_path / "record",
        recipes=(),
        station_file=tmp_path / "station.toml",
        run=workers.run,
        rule=lambda sequence, reviews: None,
    )
    workers.close()


@pytest.fixture(scope="session")
def qapp_args():
    return ["inspector-station"]
