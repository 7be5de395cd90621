import json

import pytest

from inspector.formats.capture import read_capture, read_field


def test_a_capture_of_an_artefact_has_its_certificate_its_truth_and_no_calibration(
    inspector, tmp_path
):
    done = inspector(
        "twin", "artefact", "dots", "--height", 0, "--height", 1.5, "--places", 2,
        "--shots", "white,ring", "--machine", "telecentric-3mp",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert done.status == 0, done.err
    folders = sorted((tmp_path / "out").iterdir())
    assert [f.name for f in folders] == ["dots-0001-z0", "dots-0001-z1.5"]
    capture = read_capture(folders[1])
    assert capture.calibration == ""
    assert len(capture.field_indices) == 4
    assert len(read_field(capture, folders[1], 0).frames) == 2
    paper = json.loads((folders[1] / "artefact.json").read_text())
    truth = json.loads((folders[1] / "truth.json").read_text())
    assert paper["height_mm"] == 1.5
    assert 0 < abs(truth["height_mm"] - 1.5) <= 3 * paper["u_height_mm"]
    assert [m["name"] for m in paper["marks"]] == [m["name"] for m in truth["marks"]]
    assert "true" not in json.dumps(paper)
    assert len(truth["places_mm"]) == 4


def test_an_artefact_that_is_none_is_refused(inspector, tmp_path):
    done = inspector("twin", "artefact", "ruler", "--out", tmp_path)
    assert done.status == 3
    assert "dots, charuco, plane, steps, grey, colour" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("height", ["nan", "inf", "-3"])
def test_a_height_that_no_table_has_is_refused(inspector, tmp_path, height):
    done = inspector("twin", "artefact", "dots", "--height", height, "--out", tmp_path / "out")
    assert done.status == 3
    assert "write -2 to 20 mm" in done.err
    assert done.err.count("\n") == 1
