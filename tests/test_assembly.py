"""From station.toml to a running station: real drivers, a PLC over Modbus."""

import shutil
from dataclasses import replace
from pathlib import Path

import genicam
import pytest

from inspector.assembly import opened_station, product_of, usable_calibration
from inspector.domain.errors import CalibrationError, DeviceError, RecipeError
from inspector.domain.modbus import ModbusSettings
from inspector.domain.result import Verdict
from inspector.domain.setup import ProductChoice
from inspector.formats.calibration import read_calibration, write_calibration
from inspector.formats.shipped import shipped
from inspector.formats.station_setup import read_station
from inspector.line.simulated_modbus import SimulatedModbusPlc
from inspector.station.controls import Controls
from inspector.station.events import Identified, PanelDone
from tests.running_station import make_home, running

VIKY = Path(genicam.__file__).with_name("viky.cti")
TOML = """format = "station/1"
name = "st1"
calibration = "calibration.json"
record = "record"

[[camera]]
name = "CAM1"
serial = "1"
mm_per_px = 0.01
producer = {producer!r}

[camera.settings]
frame_rate_hz = 200.0

[line.modbus]
port = {port}

[[product]]
recipe = "recipe"
"""


@pytest.fixture
def home(tmp_path, small_recipe, small_captures):
    return make_home(tmp_path, small_recipe, small_captures, nominal=False)


@pytest.fixture
def setup(home):
    def read(port=1502, producer=VIKY):
        text = TOML.format(port=port, producer=str(producer))
        (home / "station.toml").write_text(text, encoding="utf-8")
        return read_station(home / "station.toml", home / "record")

    return read


def until(events, kind):
    while True:
        event = events.get(timeout=60)
        if isinstance(event, kind):
            return event


def test_a_genicam_camera_and_a_plc_over_modbus_make_a_station(setup):
    with (
        SimulatedModbusPlc(ModbusSettings(), free_port=True) as plc,
        running(setup(plc.port)) as events,
    ):
        plc.bring("SN1")
        assert until(events, Identified).serial == "SN1"
        done = until(events, PanelDone)
        assert plc.wait(lambda: len(plc.taken) == 1, 10.0)
    # what that test camera shows is no board
    assert done.told.verdict is Verdict.NOT_INSPECTED
    assert [(a.serial, a.verdict) for a in plc.taken] == [("SN1", Verdict.NOT_INSPECTED)]


def test_a_camera_that_is_not_there_is_told(setup):
    made = setup()
    assert made.camera is not None
    other = replace(made, camera=replace(made.camera, serial="no-such"))
    with pytest.raises(DeviceError, match="no-such"), opened_station(other, Controls(), print):
        pass


def test_a_nominal_calibration_is_refused_where_a_camera_looks(setup, home):
    made = read_calibration(home / "calibration.json")
    write_calibration(replace(made, nominal=True), home / "calibration.json")
    with pytest.raises(CalibrationError, match="this machine was not measured"):
        usable_calibration(setup())


def test_a_recipe_that_needs_a_golden_board_and_has_none_is_refused(home):
    shutil.copytree(shipped("recipes"), home / "recipes")
    folder = home / "recipes" / "mixed"
    shutil.rmtree(folder / "golden")
    with pytest.raises(RecipeError, match=r"no golden board.*inspector golden"):
        product_of(ProductChoice("mixed", folder))
