"""A picture laid onto its golden board: moved, stretched, or another board."""

import cv2
import numpy as np
import pytest

from inspector.domain.errors import RegistrationError
from inspector.vision.golden_align import corners_in, lay

ROWS, COLS, STEP = 360, 420, 16
ALL = np.ones((ROWS, COLS), bool)


def drawn(seed=1):
    """Tracks and pads of a bare board, black on white."""
    rng = np.random.default_rng(seed)
    picture = np.full((ROWS, COLS), 255, np.uint8)
    for _ in range(40):
        x, y = rng.integers(20, COLS - 60), rng.integers(20, ROWS - 60)
        w, h = rng.integers(8, 50, 2)
        cv2.rectangle(picture, (int(x), int(y)), (int(x + w), int(y + h)), 0, -1)
    return picture[..., None]


def moved(picture, matrix):
    out = cv2.warpAffine(picture[..., 0], matrix, (COLS, ROWS), borderValue=255)
    return out[..., None]


@pytest.mark.parametrize("shift", [(0.4, -0.3), (3.7, 5.2), (-9.5, 8.0)])
def test_a_shift_is_found(shift):
    matrix = np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]])
    laid = lay(corners_in(drawn(), ALL), moved(drawn(), matrix), STEP)
    middle = laid.shifts[2:-2, 2:-2].reshape(-1, 2)
    assert np.abs(middle - (shift[1], shift[0])).max() < 0.35
    assert laid.residual_px < 0.5


def test_a_stretch_is_followed_to_the_rim():
    matrix = np.array([[1.01, 0.002, 1.0], [-0.002, 0.995, -2.0]])
    laid = lay(corners_in(drawn(), ALL), moved(drawn(), matrix), STEP)
    y, x = np.mgrid[2 : laid.shifts.shape[0] - 3, 2 : laid.shifts.shape[1] - 3] * float(STEP)
    there = np.stack((x, y, np.ones_like(x)), axis=-1) @ matrix.T
    off = laid.shifts[2:-3, 2:-3] - np.stack((there[..., 1] - y, there[..., 0] - x), axis=-1)
    assert np.abs(off).max() < 0.6
    assert laid.scale == pytest.approx(np.sqrt(1.01 * 0.995), abs=0.002)


def test_another_board_is_refused_with_a_number():
    with pytest.raises(RegistrationError, match=r"fits it by -?\d\.\d\d, 0\.1 is needed"):
        lay(corners_in(drawn(1), ALL), drawn(2), STEP)


def test_where_an_empty_board_lies_makes_no_difference():
    empty = np.full((ROWS, COLS, 1), 255, np.uint8)
    assert lay(corners_in(empty, ALL), empty, STEP).farthest_px == 0.0


def tracks():
    """Straight tracks only: along them any shift fits."""
    picture = np.full((ROWS, COLS, 1), 255, np.uint8)
    picture[:, 60:110] = picture[:, 180:230] = picture[:, 300:350] = 0
    return picture


def test_straight_tracks_that_lie_in_place_stay_there_whatever_is_on_them():
    tested = tracks()
    tested[100:112, 80:92] = 255
    tested[200:208, 140:150] = 0
    laid = lay(corners_in(tracks(), ALL), tested, STEP)
    assert laid.farthest_px < 1.0


def test_a_crumb_on_an_empty_board_does_not_move_it():
    empty = np.full((ROWS, COLS, 1), 255, np.uint8)
    tested = empty.copy()
    tested[100:112, 80:92] = 0
    seen = ALL.copy()
    seen[-16:], seen[:, -16:] = False, False
    shown = np.where(seen[..., None], empty, 0).astype(np.uint8)
    assert lay(corners_in(shown, seen), tested, STEP).farthest_px == 0.0
