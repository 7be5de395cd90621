"""Codes asked for by a recipe: one that is not read, or reads wrong, is never passed over."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import zxingcpp

from inspector.domain.board import BoardSite, Panel
from inspector.domain.code import Code, CodeLevel, Symbology
from inspector.domain.geometry import Box
from inspector.domain.image import Field
from inspector.domain.judging import rejudge
from inspector.domain.recipe import LimitRule
from inspector.domain.result import DefectCode, Verdict
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.formats.report import ReportPanel, write_report
from inspector.formats.result import result_from_json, result_to_json
from inspector.inspection import inspect_panel
from inspector.inspection.codes import wanted_codes
from inspector.inspection.fields import Job, inspect_field
from inspector.inspection.fields import Panel as SeenPanel
from inspector.neural.model import Models
from inspector.vision.camera_model import machine_to_local, project
from inspector.vision.registration import register
from tests.small_board import RES, taken

PLACE, MODULE_MM = (0.9, 4.2), 0.1
BOX = Box(0.7, 4.0, 1.8, 1.8)
SN = Code("SN", BOX, symbologies=(Symbology.DATA_MATRIX,))


def inspect(one):
    return inspect_panel(one.recipe, one.capture, one.fields, one.calibration).result


@pytest.fixture(scope="module")
def good():
    return taken()


@pytest.fixture(scope="module")
def pose(good):
    return inspect(good).boards[0].pose.transform


def printed(one, pose, text, place=PLACE):
    """Print a Data Matrix on a board that was taken: by the camera's own projection."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    modules = np.array(zxingcpp.write_barcode_to_image(code, scale=1))
    rows, cols = modules.shape
    fields = []
    for field in one.fields:
        (frame,) = field.frames
        pixels = frame.pixels.copy()
        to_local = pose.then(machine_to_local(frame.info, one.calibration.stage))
        for r, c in np.ndindex(rows, cols):
            x, y = place[0] + c * MODULE_MM, place[1] + (rows - r) * MODULE_MM
            corners = Box(x, y - MODULE_MM, MODULE_MM, MODULE_MM).corners_mm
            px = project(one.calibration.camera, to_local.apply(corners))
            level = 180 if modules[r, c] else 12
            cv2.fillPoly(pixels, [np.rint(px[:, ::-1] * 16).astype(np.int32)], [level] * 3, shift=4)
        fields.append(Field(field.index, (replace(frame, pixels=pixels),)))
    return one.with_fields(fields)


def asking(one, *codes, **changes):
    return replace(one, recipe=replace(one.recipe, codes=codes, **changes))


def test_a_code_is_read_where_it_lies_and_the_board_passes(good, pose):
    result = inspect(asking(printed(good, pose, "SN-0042"), SN))
    (code,) = result.boards[0].codes
    assert (code.text, code.symbology, code.reason) == ("SN-0042", Symbology.DATA_MATRIX, "")
    assert code.box.center_mm == pytest.approx((PLACE[0] + 0.7, PLACE[1] + 0.7), abs=0.06)
    assert result.boards[0].verdict is Verdict.PASS


def test_a_board_without_the_code_is_not_inspected_and_says_which(good):
    result = inspect(asking(good, SN))
    assert result.verdict is Verdict.NOT_INSPECTED
    assert "code SN was not read: nothing that can be read is there" in (result.boards[0].reason)


def test_a_text_that_does_not_fit_the_pattern_is_refused_and_kept(good, pose):
    result = inspect(asking(printed(good, pose, "XX-7"), replace(SN, pattern=r"SN-\d{4}")))
    assert result.verdict is Verdict.NOT_INSPECTED
    assert result.boards[0].codes[0].text == "XX-7"
    assert "does not match" in result.boards[0].reason


def test_a_serial_is_held_against_the_captures(good, pose):
    serial = replace(SN, is_serial=True)
    same = inspect(asking(printed(good, pose, good.capture.serial), serial))
    assert same.verdict is Verdict.PASS
    other = inspect(asking(printed(good, pose, "SN-OTHER"), serial))
    assert other.verdict is Verdict.NOT_INSPECTED
    assert f"it says 'SN-OTHER', the capture {good.capture.serial!r}" in other.boards[0].reason


def test_two_codes_that_both_fit_are_not_guessed_between(good, pose):
    two = printed(printed(good, pose, "SN-1"), pose, "SN-2", (0.9, 5.8))
    wide = replace(SN, box=Box(0.7, 4.0, 1.8, 3.4))
    result = inspect(asking(two, wide))
    assert result.verdict is Verdict.NOT_INSPECTED
    assert "several lie there: 'SN-1', 'SN-2'" in result.boards[0].reason


def test_a_code_of_the_panel_is_found_by_the_panels_own_coordinates(good, pose):
    site = BoardSite(0, 2.0, 3.0)
    code = replace(SN, level=CodeLevel.PANEL, box=Box(BOX.x_mm + 2.0, BOX.y_mm + 3.0, 1.8, 1.8))
    one = printed(good, pose, "P-9")
    infos = [replace(f.info, center_mm=_moved(f.info)) for x in one.fields for f in x.frames]
    fields = [
        Field(x.index, (replace(x.frames[0], info=info),))
        for x, info in zip(one.fields, infos, strict=True)
    ]
    one = asking(one.with_fields(fields), code, panel=Panel((site,)))
    result = inspect(one)
    assert result.codes[0].text == "P-9"
    assert result.verdict is Verdict.PASS
    blank = inspect(asking(one, replace(code, box=Box(9.0, 11.5, 1.0, 1.0)), panel=Panel((site,))))
    assert blank.verdict is Verdict.NOT_INSPECTED
    assert "code SN was not read" in blank.reason


def _moved(info):
    return info.center_mm[0] + 2.0, info.center_mm[1] + 3.0


def test_a_field_that_shows_another_place_says_so_of_the_code_in_it(good, pose):
    one = asking(printed(good, pose, "SN-1"), SN)
    registration = register(one.recipe, one.fields, one.calibration)
    codes = wanted_codes(one.recipe, registration, one.capture.frames, one.calibration)
    panel = SeenPanel(one.recipe, one.calibration, Models(), registration, {}, codes=codes)
    (field,) = (f for f in one.fields if f.index == codes[0].field)
    (frame,) = field.frames
    x, y = frame.info.center_mm
    off = Field(field.index, (replace(frame, info=replace(frame.info, center_mm=(x + 0.3, y))),))
    for shown, text in ((field, "SN-1"), (off, None)):
        (code,) = inspect_field(panel, Job((), (shown,), alone=True)).codes.values()
        assert code.text == text
        assert ("another place or board is shown" in code.reason) is (text is None)


def test_looser_limits_do_not_make_a_pass_of_a_board_whose_code_was_not_read(good):
    strict = (LimitRule("presence", DefectCode.MISSING, low=2.0),)
    programs = good.recipe.programs
    harsh = {**programs, RES: replace(programs[RES], limits=strict)}
    failed = inspect(asking(good, SN, programs=harsh))
    assert failed.verdict is Verdict.FAIL
    again = rejudge(asking(good, SN).recipe, failed)
    assert all(part.verdict is Verdict.PASS for part in again.boards[0].parts)
    assert again.verdict is Verdict.NOT_INSPECTED


def test_a_stored_result_that_lacks_a_code_of_the_recipe_does_not_pass_when_judged_anew(good):
    before = replace(inspect(good), measured_sha256="")  # of a version that read no codes
    assert before.verdict is Verdict.PASS
    assert rejudge(good.recipe, before).verdict is Verdict.PASS
    for code in (SN, replace(SN, level=CodeLevel.PANEL)):
        assert rejudge(asking(good, code).recipe, before).verdict is Verdict.NOT_INSPECTED


def test_the_report_tells_what_was_read_control_characters_spelt_out(good, pose, tmp_path):
    one = asking(printed(good, pose, "SN\x1d7"), SN)
    write_report([ReportPanel(inspect(one), {})], one.recipe, tmp_path / "report.html")
    assert "Code SN: <b>SN&lt;1D&gt;7</b> (data matrix)" in (tmp_path / "report.html").read_text()


def test_recipe_and_result_keep_codes(good, pose, tmp_path):
    one = asking(printed(good, pose, "SN-3"), replace(SN, pattern="SN-.*", is_serial=False))
    write_recipe(one.recipe, tmp_path / "r")
    assert read_recipe(tmp_path / "r").codes == one.recipe.codes
    result = inspect(one)
    assert result_from_json(result_to_json(result), "x").boards[0].codes == result.boards[0].codes
