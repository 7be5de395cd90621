"""Which field answers for which square of a board: also for those that the rim cuts off."""

import numpy as np

from inspector.domain.geometry import Affine, Box
from inspector.domain.image import FrameInfo, PixelFormat, Shot
from inspector.domain.recipe import RegistrationKind
from inspector.vision.camera_model import unproject
from inspector.vision.pose import PoseFit, Registration
from inspector.vision.surface import Raster, Window
from inspector.vision.surface_area import NOBODY, shares_of
from tests.vision.scene import CALIBRATION

PIXEL = 0.02
CAMERA = CALIBRATION.camera
INFO = FrameInfo(0, Shot("ring"), PixelFormat.RGB8, (0.0, 0.0), PIXEL)


def shares(box):
    fit = PoseFit(Affine(), np.zeros((6, 6)), (0.0, 0.0), None, 0.0)
    registration = Registration(RegistrationKind.NONE, {0: fit})
    return shares_of(registration, [INFO], CALIBRATION, Raster(box, PIXEL))


def half_shown_mm():
    """Give half the width that the one field shows, on the board's plane."""
    left, right = unproject(CAMERA, [(240.0, 0.0), (240.0, CAMERA.cols - 1.0)], 0.0)[:, 0]
    return float(abs(right - left) / 2)


def test_a_square_that_the_rim_cuts_off_is_answered_for_where_its_own_middle_is_shown():
    whole = int(2 * half_shown_mm()) - 1
    width, right = whole + 0.3, half_shown_mm() - 0.1
    box = Box(right - width, -1.0, width, 2.0)  # a whole last square would end outside
    found = shares(box)
    owners = found.owners[0]
    assert owners.shape[1] == whole + 1
    assert (owners[:, -1] == 0).all()
    rows, cols = Raster(box, PIXEL).shape
    assert found.of(0, 0, Window(0, 0, rows, cols))[:, -1].all()


def test_what_no_field_shows_is_nobodys():
    owners = shares(Box(-1.0, -1.0, half_shown_mm() + 6.0, 2.0)).owners[0]
    assert (owners[:, 0] == 0).all()
    assert (owners[:, -1] == NOBODY).all()
