import json
import logging
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from inspector.domain.errors import CalibrationError, CaptureError
from inspector.domain.station import Artefact, Entocentric, Telecentric, nominal_calibration
from inspector.formats.calibration import (
    calibration_for,
    read_calibration,
    write_calibration,
)
from inspector.formats.capture import read_capture

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_the_kept_calibration_of_version_1_says_what_it_always_said(kept):
    calibration = read_calibration(kept("calibration-1") / "calibration.json")
    camera = calibration.camera
    assert isinstance(camera, Entocentric)
    assert (camera.rows, camera.cols, camera.fy_px, camera.k1) == (3, 4, 20001.5, -0.01)
    assert calibration.z_range_mm == (-0.5, math.inf)
    assert calibration.made_utc == datetime(2026, 11, 1, 7, tzinfo=UTC)
    assert calibration.artefact == Artefact("dot plate", "DP-7", "2026-0815", 0.0003)
    assert calibration.light
    assert calibration.light.crosstalk[0] == (1.0, 0.02, 0.0)
    phase = calibration.projectors[0].reference_phase
    assert phase is not None
    assert phase.shape == (1, 3, 4)
    assert phase[0, 2, 3] == 1.0
    assert not phase.flags.writeable


def test_a_calibration_reads_back_equal(kept, tmp_path):
    read = read_calibration(kept("calibration-1") / "calibration.json")
    write_calibration(read, tmp_path / "c.json")
    back = read_calibration(tmp_path / "c.json")
    assert np.array_equal(back.projectors[0].reference_phase, read.projectors[0].reference_phase)
    assert replace(back, projectors=(), sha256="") == replace(read, projectors=(), sha256="")
    assert [(p.name, p.periods_mm, p.height_per_rad_mm) for p in back.projectors] == [
        (p.name, p.periods_mm, p.height_per_rad_mm) for p in read.projectors
    ]
    assert len(back.sha256) == 64


def test_the_nominal_calibration_reads_back_equal_but_for_the_uncertainty_nobody_stated(tmp_path):
    nominal = nominal_calibration(30, 40, 0.01, AT)
    write_calibration(nominal, tmp_path / "c.json")
    back = read_calibration(tmp_path / "c.json")
    assert math.isnan(back.artefact.u_mm)
    known = Artefact("none", "", "", 0.0)
    assert replace(back, artefact=known, sha256="") == replace(nominal, artefact=known)


def test_a_calibration_edited_after_it_was_made_is_refused(tmp_path, edit):
    write_calibration(nominal_calibration(30, 40, 0.01, AT), tmp_path / "c.json")
    edit(tmp_path / "c.json", '"place_mm": 0.02', '"place_mm": 0.002')
    with pytest.raises(CalibrationError, match="sha256: is not that of what stands here"):
        read_calibration(tmp_path / "c.json")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"camera_name": "CAM1",', "", "camera_name: is missing"),
        ('"model": "entocentric"', '"model": "fisheye"', "camera"),
        ('"fx_px": 20000.0', '"fx": 20000.0', "write fx_px"),
        ('"scale": 0.00001', '"scale": NaN', "uncertainty.scale"),
        ('"scale": 0.00001', '"scale": -1', "uncertainty.scale"),
        ('"rows": 3', '"rows": "3"', "rows"),
        ("2027-05-01T00:00:00Z", "2026-05-01T00:00:00Z", "valid_until_utc: is not after"),
        ("2027-05-01T00:00:00Z", "2027-05-01T00:00:00", "valid_until_utc"),
        ("[[0.1, 0.0, 0.0, 0.0, 0.0, 0.0]]", "[[0.1]]", "write 6 numbers for each of 1"),
        ("east.npy", "../east.npy", "leads out of the folder"),
        ("east.npy", "west.npy", "reference_phase_file: cannot be read"),
        ("east.npy", "calibration.json", "reference_phase_file: cannot be read"),
        ("calibration/1", "calibration/2", "newer than this program knows"),
    ],
)
def test_a_calibration_that_is_not_understood_is_refused(kept, edit, old, new, message):
    file = kept("calibration-1") / "calibration.json"
    edit(file, old, new)
    with pytest.raises(CalibrationError, match=message) as refused:
        read_calibration(file)
    assert str(refused.value).startswith(str(file))
    assert "\n" not in str(refused.value)


def test_a_reference_phase_of_another_shape_is_refused(kept):
    folder = kept("calibration-1")
    np.save(folder / "east.npy", np.zeros((2, 3, 4), np.float32))
    with pytest.raises(CalibrationError, match=r"store float32 \(1, H, W\)"):
        read_calibration(folder / "calibration.json")


def test_a_capture_names_its_calibration(kept):
    folder, calibration = kept("capture-1"), kept("calibration-1")
    for file in calibration.iterdir():
        file.rename(folder / file.name)
    found = calibration_for(read_capture(folder), folder)
    assert found.camera_name == "CAM1"
    assert not found.nominal


def test_a_capture_without_a_calibration_gets_the_nominal_one_and_a_warning(kept, edit, caplog):
    folder = kept("capture-1")
    edit(folder / "capture.json", '"calibration": "calibration.json"', '"calibration": ""')
    with caplog.at_level(logging.WARNING):
        found = calibration_for(read_capture(folder), folder)
    assert found.nominal
    assert isinstance(found.camera, Telecentric)
    assert (found.camera.rows, found.camera.cols, found.camera.mm_per_px) == (3, 4, 0.01)
    assert found.uncertainty.place_mm >= 0.02
    assert "SN000017: no calibration" in caplog.text
    assert not found.expired(AT + timedelta(days=36500))


def test_a_calibration_that_is_missing_outside_or_of_another_camera_is_refused(kept, edit):
    folder, calibration = kept("capture-1"), kept("calibration-1")
    with pytest.raises(
        CalibrationError, match=r"calibration\.json: is not there; copy the capture again"
    ):
        calibration_for(read_capture(folder), folder)
    data = json.loads((calibration / "calibration.json").read_text())
    data["camera"]["rows"] = 30
    data["projectors"] = []
    (folder / "calibration.json").write_text(json.dumps(data))
    with pytest.raises(CalibrationError, match="is for 30 x 4 pixels, the pictures have 3 x 4"):
        calibration_for(read_capture(folder), folder)
    edit(folder / "capture.json", '"calibration.json"', '"../calibration-1/calibration.json"')
    with pytest.raises(CaptureError, match="leads out of the folder"):
        calibration_for(read_capture(folder), folder)
