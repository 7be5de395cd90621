"""Bad marks painted through the camera's own projection: bare, covered, or not to be told."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from inspector.domain.board import BoardSite
from inspector.domain.geometry import Affine, Box
from inspector.domain.image import Field, Frame, FrameInfo, FrameStatus, PixelFormat, Shot
from inspector.domain.recipe import RegistrationKind
from inspector.vision.bad_mark import MarkState, fields_of_marks, mark_state
from inspector.vision.camera_model import unproject
from inspector.vision.pose import PoseFit, Registration
from tests.vision.scene import BODY, CALIBRATION, LAND, MASK

CAMERA = CALIBRATION.camera
MARK = Box(1.0, 0.5, 1.5, 1.2)
SITE = BoardSite(0, bad_mark=MARK)
TO_LOCAL = Affine.of(-1.4, -0.8, 3.0)
"""Board mm to field-local mm: the mark lies near the middle of the field."""
PAPER, WHITE_MASK, DULL = (200, 205, 198), (190, 192, 185), (88, 70, 45)
INFO = FrameInfo(0, Shot("ring"), PixelFormat.RGB8, (0.0, 0.0), 0.02)


@cache
def places():
    """Field-local mm of every pixel."""
    px = np.indices((CAMERA.rows, CAMERA.cols)).reshape(2, -1).T
    return unproject(CAMERA, px)


def painted(inks, ground=MASK, to_local=TO_LOCAL, noise=2.0):
    """Give a picture of a board with boxes in their colours, board mm; later ones cover."""
    x, y = to_local.inverse().apply(places()).T
    picture = np.tile(np.float64(ground), (len(x), 1))
    for box, color in inks:
        (cx, cy) = box.center_mm
        inside = (abs(x - cx) <= box.width_mm / 2) & (abs(y - cy) <= box.height_mm / 2)
        picture[inside] = color
    picture += np.random.default_rng(3).normal(0, noise, picture.shape)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8).reshape(CAMERA.rows, CAMERA.cols, 3)


def field(pixels, **changes):
    return Field(0, (Frame(replace(INFO, **changes), pixels),))


def state(inks, ground=MASK, to_local=TO_LOCAL, site=SITE):
    return mark_state(field(painted(inks, ground, to_local)), CALIBRATION, to_local, site)


@pytest.mark.parametrize("turn", [0.0, 3.0, 90.0, 183.0])
def test_bare_metal_is_bare_however_the_board_lies(turn):
    middle = Affine.of(0.0, 0.0, turn).at(*MARK.center_mm)
    lies = Affine.of(0.3 - middle[0], -0.2 - middle[1], turn)
    assert state([(MARK, LAND)], to_local=lies) is MarkState.BARE


@pytest.mark.parametrize("ink", [BODY, (20, 18, 22), MASK, (15, 40, 120)])
def test_ink_covers_it(ink):
    assert state([(MARK, LAND), (MARK.grown(0.1), ink)]) is MarkState.COVERED


def test_a_white_sticker_covers_it():
    assert state([(MARK, LAND), (MARK.grown(0.3), PAPER)]) is MarkState.COVERED


def test_metal_at_the_rim_of_a_sticker_that_is_too_small_does_not_uncover_it():
    assert state([(MARK, LAND), (MARK.grown(-0.15), PAPER)]) is MarkState.COVERED


def test_metal_that_is_hardly_brighter_than_the_board_is_not_clear():
    assert state([(MARK, DULL)]) is MarkState.UNCLEAR


def test_bare_metal_on_a_white_board_is_never_taken_for_covered():
    assert state([(MARK, LAND)], ground=WHITE_MASK) is MarkState.UNCLEAR
    assert state([(MARK, (255, 90, 20))], ground=(110, 140, 90)) is MarkState.BARE
    assert state([(MARK, LAND), (MARK.grown(0.1), BODY)], ground=WHITE_MASK) is MarkState.COVERED


@pytest.mark.parametrize(
    ("gray", "wanted"), [(200, MarkState.BARE), (20, MarkState.COVERED), (75, MarkState.UNCLEAR)]
)
def test_without_colours_brightness_tells(gray, wanted):
    pixels = painted([(MARK, (gray,) * 3)], ground=(48,) * 3)[..., 0]
    mono = field(np.ascontiguousarray(pixels), pixel_format=PixelFormat.MONO8)
    assert mark_state(mono, CALIBRATION, TO_LOCAL, SITE) is wanted


def test_without_a_frame_it_is_not_clear():
    assert mark_state(Field(0, ()), CALIBRATION, TO_LOCAL, SITE) is MarkState.UNCLEAR


@pytest.mark.parametrize("status", [FrameStatus.INCOMPLETE, FrameStatus.LOST])
def test_a_frame_that_did_not_arrive_whole_tells_nothing(status):
    broken = field(painted([(MARK, LAND)]), status=status)
    assert mark_state(broken, CALIBRATION, TO_LOCAL, SITE) is MarkState.UNCLEAR


@pytest.mark.parametrize("off", [(5.5, 0.0), (0.0, 4.4), (40.0, 40.0)])
def test_a_mark_that_is_not_wholly_shown_is_not_clear(off):
    away = TO_LOCAL.then(Affine.of(*off, 0.0))
    assert state([(MARK, LAND)], to_local=away) is MarkState.UNCLEAR


def test_a_board_without_a_mark_is_not_clear():
    assert state([(MARK, LAND)], site=BoardSite(0)) is MarkState.UNCLEAR


def registration(*poses):
    fits = {
        index: PoseFit(pose, np.zeros((6, 6)), (0.0, 0.0), None, 0.0)
        for index, pose in enumerate(poses)
    }
    return Registration(RegistrationKind.FIDUCIALS, fits)


def shown(*centers):
    """Frames of fields whose centres lie there, machine mm; each has two shots."""
    return [
        replace(INFO, field=index, shot=Shot(shot), center_mm=center)
        for index, center in enumerate(centers, 3)
        for shot in ("ring", "white")
    ]


def test_the_field_that_shows_a_mark_farthest_inside_is_taken():
    sites = (SITE, BoardSite(1, 20.0, bad_mark=MARK), BoardSite(2, 40.0))
    poses = registration(Affine.of(0, 0, 0), Affine.of(20, 0, 0), Affine.of(40, 0, 0))
    at = MARK.center_mm
    infos = shown((at[0] + 4, at[1]), (at[0] + 0.5, at[1]), (at[0] + 20, at[1] + 1))
    found = fields_of_marks(sites, poses, infos, CALIBRATION)
    assert found == {0: 4, 1: 5}, "the third board has no mark"


@pytest.mark.parametrize("off", [6.0, 60.0])
def test_a_mark_that_no_field_shows_whole_is_looked_for_and_not_clear(off):
    x, y = MARK.center_mm
    infos = shown((x + 2 * off, y), (x - off, y))
    assert fields_of_marks((SITE,), registration(Affine()), infos, CALIBRATION) == {0: 4}
    away = Affine.of(off - x, -y, 0.0)
    assert state([(MARK, LAND)], to_local=away) is MarkState.UNCLEAR


def test_a_turned_board_has_its_mark_where_it_was_turned_to():
    x, y = MARK.center_mm
    half = registration(Affine.of(30.0, 20.0, 180.0))
    infos = shown((x, y), (30.0 - x, 20.0 - y))
    assert fields_of_marks((SITE,), half, infos, CALIBRATION) == {0: 4}
