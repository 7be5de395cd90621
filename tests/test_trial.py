from dataclasses import replace

import numpy as np
import pytest

from inspector.batch import inspect_capture, read_asked
from inspector.domain.recipe_edit import moved
from inspector.domain.result import Verdict
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import read_capture, read_field
from inspector.formats.recipe import read_recipe
from inspector.inspection.trial import Stored, board_picture, try_parts


def stored(recipe, folder):
    capture = read_capture(folder, recipe)
    return Stored(
        capture, lambda k: read_field(capture, folder, k), calibration_for(capture, folder)
    )


@pytest.fixture(scope="module")
def recipe(small_recipe):
    return read_recipe(small_recipe)


@pytest.mark.parametrize("serial", ["SN000001", "SN000002"])
def test_a_part_that_is_tried_gets_what_the_whole_inspection_gives_it(
    recipe, small_recipe, small_captures, serial
):
    folder = small_captures / serial
    whole = inspect_capture(read_asked(small_recipe), folder).result
    parts = {p.refdes: p for board in whole.boards for p in board.parts}
    for tried in try_parts(recipe, stored(recipe, folder), {"R2", "C1"}):
        assert repr(tried.result) == repr(parts[tried.part[1]])
    assert parts["R2"].verdict is (Verdict.PASS if serial == "SN000001" else Verdict.FAIL)


def test_a_trial_shows_what_the_checks_looked_at(recipe, small_captures):
    (tried,) = try_parts(recipe, stored(recipe, small_captures / "SN000001"), {"R1"})
    rows, cols = tried.view.valid.shape
    assert tried.pictures["ring"].shape == (rows, cols, 3)
    assert (tried.pictures["ring: flat (red)"] == tried.pictures["ring"][..., 0]).all()


def test_a_part_that_was_moved_away_is_measured_where_it_lies(recipe, small_captures):
    edited = moved(recipe, "R1", 3.1, 2.2)
    (tried,) = try_parts(edited, stored(edited, small_captures / "SN000001"), {"R1"})
    before = try_parts(recipe, stored(recipe, small_captures / "SN000001"), {"R1"})[0]
    offset = [
        next(m.value for m in t.result.measurements if m.quantity == "body_offset_x")
        for t in (before, tried)
    ]
    assert offset[1] - offset[0] == pytest.approx(-0.1, abs=0.005)


def test_a_board_that_cannot_be_found_is_not_inspected_and_says_so(recipe, small_captures):
    marks = tuple(replace(f, x_mm=f.x_mm / 2 + 2) for f in recipe.board.fiducials)
    lost = replace(recipe, board=replace(recipe.board, fiducials=marks))
    one = stored(lost, small_captures / "SN000001")
    (tried,) = try_parts(lost, one, {"R1"})
    assert tried.result.verdict is Verdict.NOT_INSPECTED
    assert tried.result.reason
    assert board_picture(lost, one).note


def test_the_picture_of_a_board_shows_it_where_the_design_says(recipe, small_captures):
    picture = board_picture(recipe, stored(recipe, small_captures / "SN000001"))
    assert picture.note == ""
    box, scale = picture.box, picture.mm_per_px
    assert picture.pixels.shape[:2] == (round(box.height_mm / scale), round(box.width_mm / scale))

    def red(x_mm, y_mm):
        row = int((box.y_mm + box.height_mm - y_mm) / scale)
        col = int((x_mm - box.x_mm) / scale)
        return np.asarray(picture.pixels[row - 3 : row + 4, col - 3 : col + 4, 0], float).mean()

    # bare copper shines red under the flat light, the mask around it does not
    for mark in recipe.board.fiducials:
        assert red(mark.x_mm, mark.y_mm) > 2 * red(mark.x_mm + 0.65, mark.y_mm)
