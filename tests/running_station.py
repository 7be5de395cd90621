"""A station of its own folder, as station.toml makes it, running on a thread."""

import queue
import shutil
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inspector.assembly import opened_station
from inspector.formats.calibration import read_calibration, write_calibration
from inspector.station.controls import Controls


def make_home(home, recipe, captures, **changed):
    """Put a recipe, captures and a calibration that is valid today into a folder; give it."""
    shutil.copytree(recipe, home / "recipe")
    shutil.copytree(captures, home / "captures")
    made = read_calibration(captures / "SN000001" / "calibration.json")
    now = datetime.now(UTC)
    valid = replace(made, made_utc=now, valid_until_utc=now + timedelta(days=1), **changed)
    write_calibration(valid, home / "calibration.json")
    return home


@contextmanager
def running(setup, controls=None):
    """Run the station; give the queue of its events. An error in it fails the test."""
    events, controls, failed = queue.Queue(), controls or Controls(), []

    def life():
        try:
            with opened_station(setup, controls, events.put) as station:
                station.run()
        except Exception as error:
            failed.append(error)
            raise

    thread = threading.Thread(target=life)
    thread.start()
    try:
        yield events
    finally:
        controls.close()
        thread.join(60)
    assert not thread.is_alive()
    assert failed == []
