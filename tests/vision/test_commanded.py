"""Where a panel is expected: at the machine's zero, or in the middle of its fields."""

from datetime import UTC, datetime

import numpy as np
import pytest

from inspector.domain.board import Board, Panel
from inspector.domain.geometry import Box
from inspector.domain.image import Field, Frame, FrameInfo, PixelFormat, Shot
from inspector.domain.recipe import IpcClass, ProcessStage, Recipe, RegistrationKind
from inspector.domain.station import nominal_calibration
from inspector.vision.commanded import commanded_origin, field_brought

RING = Shot("ring")
CAMERA = nominal_calibration(1001, 1201, 0.01, datetime(2026, 1, 1, tzinfo=UTC))  # 12 x 10 mm
RECIPE = Recipe(
    "p", "A", ProcessStage.POST_REFLOW, IpcClass.CLASS_3, RegistrationKind.FIDUCIALS, (RING,),
    Panel(), Board(Box(0, 0, 20, 9).corners_mm, (), (), {}), {},
)  # fmt: skip


def at(*centers_mm):
    return [FrameInfo(k, RING, PixelFormat.MONO8, xy, 0.01) for k, xy in enumerate(centers_mm)]


def test_fields_over_the_panel_at_zero_leave_it_there():
    assert commanded_origin(RECIPE, at((5.5, 4.5), (14.5, 4.5)), CAMERA) == (0.0, 0.0)


def test_one_field_of_a_panel_at_zero_leaves_it_there():
    assert commanded_origin(RECIPE, at((14.5, 4.5)), CAMERA) == (0.0, 0.0)


def test_fields_elsewhere_have_the_panel_in_their_middle():
    # the fields' middle is (204.5, -97): the panel's (10, 4.5) must lie there
    got = commanded_origin(RECIPE, at((200.0, -97.0), (209.0, -97.0)), CAMERA)
    assert got == pytest.approx((194.5, -101.5))


def test_a_picture_with_its_zero_in_the_middle_has_the_panel_in_the_middle():
    got = commanded_origin(RECIPE, at((-4.5, 0.0), (4.5, 0.0)), CAMERA)
    assert got == pytest.approx((-10.0, -4.5))


def test_a_field_is_moved_and_its_pixels_are_the_same():
    frame = Frame(at((200.0, -97.0))[0], np.zeros((2, 2), np.uint8))
    moved = field_brought(Field(0, (frame,)), (194.5, -101.5))
    assert moved.frames[0].info.center_mm == (5.5, 4.5)
    assert moved.frames[0].pixels is frame.pixels
