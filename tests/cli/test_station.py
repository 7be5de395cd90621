"""``inspector station``: a desk with recorded captures and a simulated PLC."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from inspector.formats.calibration import read_calibration, write_calibration

TOML = """format = "station/1"
name = "desk"
calibration = "calibration.json"
record = "record"

[replay]
folder = "captures"

[[product]]
recipe = "recipe"
codes = 'SN\\d+'
"""


@pytest.fixture
def home(tmp_path, small_recipe, small_captures):
    folder = tmp_path / "home"
    shutil.copytree(small_recipe, folder / "recipe")
    shutil.copytree(small_captures, folder / "captures")
    made = read_calibration(small_captures / "SN000001" / "calibration.json")
    write_calibration(made, folder / "calibration.json")
    (folder / "station.toml").write_text(TOML, encoding="utf-8")
    return folder


def test_it_inspects_what_the_line_brings_and_says_so(inspector, home):
    done = inspector("station", "run", "--panels", 2, "--json")
    assert done.status == 0, done.err
    events = [json.loads(line) for line in done.out.splitlines()]
    told = [(e["serial"], e["verdict"]) for e in events if e["event"] == "PanelDone"]
    assert told == [("SN000001", "PASS"), ("SN000002", "FAIL")]
    assert events[-1] == {"event": "Ended"}
    status = inspector("station", "status", "--json").json
    assert status["panels"] == {"FAIL": 1, "PASS": 1}
    assert (status["newest"], status["answers"], status["lost"]) == ("SN000002", [], [])
    assert status["writer"] == ""
    words = inspector("station", "status").out
    assert "2 panels: 1 FAIL, 1 PASS; newest SN000002" in words


def test_a_capture_that_is_replayed_once_more_is_inspected_once_more(inspector, home):
    shutil.rmtree(home / "captures" / "SN000002")
    for panels in (1, 2):
        assert inspector("station", "run", "--panels", 1).status == 0
        assert inspector("station", "status", "--json").json["panels"] == {"PASS": panels}


def test_for_people_it_prints_a_line_a_panel_with_its_reasons(inspector, home):
    done = inspector("station", "run", "--panels", 2)
    assert done.status == 0
    assert "1  SN000001             PASS" in done.out
    assert "R2 missing" in done.out


def test_an_alarm_that_stops_it_is_told_and_its_status_says_so(inspector, home):
    text = TOML + "\n[policy]\nsame_defects = 1\n"
    (home / "station.toml").write_text(text, encoding="utf-8")
    done = inspector("station", "run")
    assert done.status == 3
    assert "alarm 9: R2 missing on 1 boards in a row" in done.err


def test_a_calibration_that_has_expired_is_refused(inspector, home):
    made = read_calibration(home / "calibration.json")
    old = replace(made, valid_until_utc=made.made_utc + timedelta(days=1))
    write_calibration(old, home / "calibration.json")
    done = inspector("station", "run")
    assert done.status == 3
    assert "valid_until_utc: was valid until" in done.err
    assert "calibrate the station again" in done.err


def test_a_place_without_a_station_file_is_told(inspector, tmp_path):
    done = inspector("station", "run")
    assert done.status == 3
    assert "station.toml: cannot be read" in done.err


def test_the_status_of_a_station_that_never_ran_is_told(inspector, home):
    done = inspector("station", "status")
    assert done.status == 3
    assert "there is no record here" in done.err


def test_a_genicam_camera_is_asked_for_with_the_simulated_line_alone(inspector, home):
    done = inspector("station", "run", "--genicam")
    assert done.status == 3
    assert "--genicam goes with --simulated" in done.err
