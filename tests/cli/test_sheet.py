import cv2
import numpy as np
import pytest


@pytest.mark.slow
def test_sheets_show_every_kind_and_lie_beside_real_pictures(inspector, small_recipe, tmp_path):
    photos = tmp_path / "photos"
    photos.mkdir()
    cv2.imwrite(str(photos / "red.png"), np.full((40, 40, 3), (0, 0, 200), np.uint8))
    done = inspector("twin", "sheet", small_recipe, "--out", tmp_path / "out", "--beside", photos)
    assert done.status == 0, done.err
    names = {f.stem for f in (tmp_path / "out").iterdir()}
    assert names == {"families", "defects", "nuisances", "worlds", "lights", "artefacts", "beside"}
    beside = cv2.imread(str(tmp_path / "out" / "beside.png"))
    assert np.any(np.all(beside == (0, 0, 200), -1))


def test_a_folder_without_pictures_is_refused(inspector, small_recipe, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    done = inspector("twin", "sheet", small_recipe, "--out", tmp_path / "o", "--beside", empty)
    assert done.status == 3
    assert "empty" in done.err
    assert done.err.count("\n") == 1
