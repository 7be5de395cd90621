from pathlib import Path

import pytest

from inspector.domain.acquisition import CameraSettings, Encoder
from inspector.domain.errors import StationError
from inspector.formats.station_file import read_cameras

KEPT = Path(__file__).with_name("kept") / "station-1" / "station.toml"


def test_the_kept_station_reads_as_written():
    first, lines = read_cameras(KEPT)
    assert (first.name, first.serial, first.producer) == ("CAM1", "VC1000", "inspector_virtual.cti")
    assert (first.mm_per_px, first.z_mm, first.rotation_deg) == (0.012, 1.0, -0.2)
    assert (first.own_process, first.slots) == (True, 24)
    assert first.settings == CameraSettings(
        pixel_format="BayerRG12p",
        width_px=2448,
        height_px=2048,
        exposure_ms=2.5,
        gain_db=3.0,
        black_level=4.0,
        white_balance=(1.6, 1.9),
        trigger="Line0",
        trigger_activation="RisingEdge",
        trigger_delay_us=20.0,
        line_outputs=(("Line1", "ExposureActive"),),
        chunks=("ExposureTime", "Gain"),
        first_frame_id=1,
        nodes=(("DeviceLinkThroughputLimit", 380_000_000), ("ReverseX", True)),
    )
    assert lines.settings == CameraSettings(height_px=8000, encoder=Encoder("Line2", "Line3", 4))
    assert not lines.own_process


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("serial = ", "seriel = ", r"camera\[0\].seriel: is not known here; did you mean serial"),
        (
            "exposure_ms = 2.5",
            'exposure_ms = "2.5"',
            r"settings.exposure_ms: is .2\.5",
        ),
        ("exposure_ms = 2.5", "exposure_ms = nan", "exposure_ms"),
        ("exposure_ms = 2.5", "exposure = 2.5", "exposure: has no unit; write exposure_ms"),
        ("mm_per_px = 0.012", "mm_per_px = 0", r"camera\[0\].mm_per_px"),
        ('name = "LINES"', 'name = "CAM1"', "each name once, CAM1 is given twice"),
        ("divider = 4", "divider = 0", "divider"),
        ("station/1", "station/2", "newer than this program knows"),
        ("ReverseX = true", "ReverseX = [1]", "ReverseX"),
    ],
)
def test_what_is_not_understood_is_refused_at_its_place(tmp_path, old, new, words):
    text = KEPT.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "station.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StationError, match=words):
        read_cameras(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StationError, match=r"station.toml: cannot be read"):
        read_cameras(tmp_path / "station.toml")
