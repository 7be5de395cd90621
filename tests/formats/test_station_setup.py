"""station.toml as the setup of a station that is to run."""

from pathlib import Path

import pytest

from inspector.domain.errors import StationError
from inspector.domain.setup import (
    AnswerPolicy,
    ChannelFlash,
    LightSetup,
    Policy,
    ProductChoice,
    ScannerSetup,
)
from inspector.formats.drop_settings import DropSettings
from inspector.formats.station_setup import read_station

SAMPLE = Path(__file__).parents[2] / "docs" / "formats" / "samples" / "station.toml"


@pytest.fixture
def place(tmp_path):
    """Put what the sample names beside it, and give a way to change its text."""
    (tmp_path / "calibration.json").write_text("{}")
    for name in ("amplifier", "supply"):
        (tmp_path / "recipes" / name).mkdir(parents=True)

    def write(old="", new=""):
        text = SAMPLE.read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "station.toml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    return write


def test_the_sample_reads_as_written(place, tmp_path):
    setup = read_station(place(), tmp_path / "elsewhere")
    assert setup.name == "line 2, after the oven"
    assert setup.calibration == tmp_path / "calibration.json"
    assert setup.record == tmp_path / "record"
    assert setup.products == (
        ProductChoice("amplifier", tmp_path / "recipes" / "amplifier", r"AMP\d{6}"),
        ProductChoice("supply-B", tmp_path / "recipes" / "supply", "PSU-.*"),
    )
    assert setup.policy == Policy(answer=AnswerPolicy.VERIFIED, same_defects=3)
    assert setup.camera is not None
    assert (setup.camera.serial, setup.origin_mm) == ("VC1000", (12.0, 8.5))
    ring = (ChannelFlash(1, 80.0, 2.2), ChannelFlash(2, 60.0, 2.2))
    assert setup.light == LightSetup("light", "tcp://192.168.1.20", {"ring": ring})
    assert setup.scanner == ScannerSetup("scanner", "tcp://192.168.1.30:23")
    assert setup.links.modbus is not None
    assert setup.links.modbus.host == "192.168.1.10"
    assert setup.links.drop == DropSettings(str(tmp_path / "results"))


def test_without_a_place_for_the_record_it_is_the_users(place, tmp_path):
    setup = read_station(place('record = "record" ', "#"), tmp_path / "elsewhere")
    assert setup.record == tmp_path / "elsewhere"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('calibration = "calibration.json"', "", "calibration: is missing: no station runs"),
        ('"calibration.json"', '"other.json"', "calibration: 'other.json' is not there"),
        ('"recipes/supply"', '"recipes/none"', r"product\[1\].recipe: 'recipes/none' is not there"),
        ("supply-B", "amplifier", r"product\[1\].name: is 'amplifier', as that of a product"),
        (r"AMP\d{6}", "AMP(", r"product\[0\].codes: .*a regular expression"),
        ('"verified"', '"maybe"', "policy.answer"),
        ("same_defects = 3", "same_defects = -1", "policy.same_defects"),
        (
            "verify_timeout_s",
            "verify_timeout",
            "verify_timeout: has no unit; write verify_timeout_s",
        ),
        ("percent = 80.0", "percent = 180.0", r"light.shot.ring\[0\].percent"),
        ("[[camera]]", "[[camra]]", "camra: is not known here; did you mean camera"),
        ("[scanner]", '[replay]\nfolder = "."\n[scanner]', "there are 2 cameras and replays"),
        ("host = ", "hots = ", "hots: is not known here; did you mean host"),
    ],
)
def test_what_cannot_run_is_refused_in_one_line_at_its_place(place, tmp_path, old, new, words):
    with pytest.raises(StationError, match=words) as told:
        read_station(place(old, new), tmp_path)
    assert "\n" not in str(told.value)
    assert str(told.value).startswith(str(tmp_path / "station.toml"))


def test_a_station_without_a_product_is_refused(place, tmp_path):
    text = SAMPLE.read_text(encoding="utf-8")
    cut = text[: text.index("[[product]]")]
    file = place()
    file.write_text(cut, encoding="utf-8")
    with pytest.raises(StationError, match="product: is missing"):
        read_station(file, tmp_path)


def test_a_camera_without_a_line_is_refused(place, tmp_path):
    text = SAMPLE.read_text(encoding="utf-8")
    before, after = text.split("[line.modbus]")
    file = place()
    file.write_text(before + after[after.index("[[product]]") :], encoding="utf-8")
    with pytest.raises(StationError, match="line: is missing: no panel would ever arrive"):
        read_station(file, tmp_path)
