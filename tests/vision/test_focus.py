import cv2
import numpy as np
import pytest

from inspector.vision.focus import look


@pytest.fixture(scope="module")
def scene():
    rng = np.random.default_rng(3)
    picture = np.full((300, 400), 60, np.uint8)
    for _ in range(60):
        row, col, size = rng.integers(0, (300, 400, 40))
        cv2.rectangle(picture, (int(col), int(row)), (int(col + size), int(row + size)), 180, -1)
    return picture


def test_sharpness_falls_with_every_step_out_of_focus_and_not_with_the_light(scene):
    blurred = [cv2.GaussianBlur(scene, (0, 0), sigma) for sigma in (0.7, 1.5, 3.0, 6.0)]
    values = [look(picture, 255).sharpness for picture in (scene, *blurred)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 3 * values[-1]
    dimmer = look((scene // 2).astype(np.uint8), 255).sharpness
    assert dimmer == pytest.approx(values[0], rel=0.02)
    deeper = look(scene.astype(np.uint16) * 16, 4095).sharpness
    assert deeper == pytest.approx(values[0], rel=0.001)


def test_a_mosaic_of_one_grey_is_not_sharp():
    mosaic = np.tile(np.array([[200, 90], [90, 40]], np.uint8), (50, 50))
    assert look(mosaic, 255).sharpness == 0.0


def test_brightness_and_overexposure_are_fractions():
    picture = np.full((10, 10), 51, np.uint8)
    picture[:5, :2] = 255
    seen = look(picture, 255)
    assert seen.brightness == pytest.approx(0.9 * 0.2 + 0.1)
    assert seen.full == pytest.approx(0.1)
    assert look(np.dstack([picture] * 3), 255).full == pytest.approx(0.1)


def test_what_is_too_small_has_no_sharpness():
    assert np.isnan(look(np.zeros((2, 9), np.uint8), 255).sharpness)
