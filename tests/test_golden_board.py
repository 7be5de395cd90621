"""The golden board on drawn boards: learned, refused, held against, and what it finds."""

from dataclasses import replace

import pytest

from inspector.checks.surface import Surface
from inspector.domain.board import BoardSite, Panel
from inspector.domain.errors import GoldenError
from inspector.domain.geometry import Box
from inspector.domain.recipe import LimitRule, SurfaceProgram
from inspector.domain.result import Verdict
from inspector.formats.default_program import default_surface
from inspector.formats.golden import read_golden, write_golden
from inspector.inspection import inspect_panel
from inspector.inspection.golden import Good, learn_golden
from inspector.inspection.surface import ready
from inspector.vision.camera_model import machine_to_local, project
from tests.small_board import taken

LIMITS = tuple(LimitRule(rule.quantity, rule.code, high=0.1) for rule in default_surface().limits)
"""Every kind of region has one."""


CRUMB_MM, HALF_PX = (1.0, 5.0), 25


def with_surface(recipe):
    return replace(recipe, surface=SurfaceProgram(Surface(), LIMITS, most_uninspected_mm2=1.0))


def good(seed):
    one = taken((), seed)
    return Good(one.capture, one.fields, one.calibration)


@pytest.fixture(scope="module")
def recipe():
    return with_surface(taken().recipe)


@pytest.fixture(scope="module")
def golden(recipe):
    learned, left_out = learn_golden(recipe, [good(seed) for seed in (31, 32, 33)])
    assert left_out == ()
    return learned


def surface_of(recipe, golden, one):
    result = inspect_panel(
        recipe, one.capture, one.fields, one.calibration, golden=golden and ready(recipe, golden)
    ).result
    return result, result.boards[0].surface


def test_a_good_board_passes(recipe, golden):
    result, surface = surface_of(recipe, golden, taken((), 34))
    assert surface.verdict is Verdict.PASS, [r.measurements for r in surface.regions]
    assert result.golden_sha256 == golden.sha256


def crumb_on(one):
    """Give a capture with a bright crumb of half a millimetre painted on the board."""
    fields = []
    for field in one.fields:
        (frame,) = field.frames
        local = machine_to_local(frame.info, one.calibration.stage).at(*CRUMB_MM)
        row, col = (round(v) for v in project(one.calibration.camera, [local])[0])
        pixels = frame.pixels.copy()
        rows = slice(max(0, row - HALF_PX), max(0, row + HALF_PX))
        pixels[rows, max(0, col - HALF_PX) : max(0, col + HALF_PX)] = 200
        fields.append(replace(field, frames=(replace(frame, pixels=pixels),)))
    return one.with_fields(fields)


def bad(seed):
    one = crumb_on(taken((), seed))
    return Good(one.capture, one.fields, one.calibration)


def test_a_crumb_is_found_where_it_lies(recipe, golden):
    _, surface = surface_of(recipe, golden, crumb_on(taken((), 34)))
    assert surface.verdict is Verdict.FAIL
    (region,) = [region for region in surface.regions if region.defects]
    assert region.box.center_mm == pytest.approx(CRUMB_MM, abs=0.6)  # the board lies off by that
    assert region.measurements[0].value == pytest.approx(0.25, rel=0.5)


def test_without_a_golden_board_nothing_passes(recipe):
    result, surface = surface_of(recipe, None, taken((), 34))
    assert (result.verdict, surface.verdict) == (Verdict.NOT_INSPECTED,) * 2
    assert "no golden board" in surface.reason


def test_a_field_that_never_came_leaves_its_surface_uninspected(recipe, golden):
    one = taken((), 34)
    only = [one.fields[0], one.fields[2]]
    _, surface = surface_of(recipe, golden, one.with_fields(only))
    assert surface.verdict is Verdict.NOT_INSPECTED
    assert surface.uninspected_mm2 > 1.0 or surface.reason


def test_a_bad_board_among_good_ones_is_named(recipe):
    boards = [good(31), good(32), bad(33)]
    with pytest.raises(GoldenError, match=r"disagrees .*SN000033 board 0: .* mm2 at \("):
        learn_golden(recipe, boards)
    learned, left_out = learn_golden(recipe, boards, leave_out=True)
    assert [one.label for one in left_out] == ["SN000033 board 0"]
    assert learned.samples == ("SN000031 board 0", "SN000032 board 0")


def test_two_boards_that_disagree_do_not_tell_which_is_good(recipe):
    with pytest.raises(GoldenError, match="name a third"):
        learn_golden(recipe, [good(31), bad(33)])


def test_it_is_read_as_it_was_written(recipe, golden, tmp_path):
    write_golden(golden, "small", tmp_path)
    again = read_golden(tmp_path, "small")
    assert (again.mean == golden.mean).all()
    assert (again.seen == golden.seen).all()
    assert (again.samples, again.box, again.shot) == (golden.samples, golden.box, golden.shot)
    write_golden(golden, "small", tmp_path)  # in place: the old pictures go
    assert len(list((tmp_path / "golden").iterdir())) == 4


def test_of_another_product_or_torn_it_is_refused(golden, tmp_path):
    write_golden(golden, "small", tmp_path)
    with pytest.raises(GoldenError, match="is of 'small', the recipe of 'other'"):
        read_golden(tmp_path, "other")
    picture = next((tmp_path / "golden").glob("mean-*.png"))
    picture.write_bytes(picture.read_bytes()[:-200])
    with pytest.raises(GoldenError, match="is not the picture that golden"):
        read_golden(tmp_path, "small")


def test_of_another_size_it_is_refused(recipe, golden):
    finer = SurfaceProgram(Surface(mm_per_px=0.05), LIMITS)
    with pytest.raises(GoldenError, match="learn it again"):
        ready(replace(recipe, surface=finer), golden)


def test_boards_of_a_panel_share_what_is_the_same_for_all(recipe, golden):
    sites = tuple(BoardSite(k, 20.0 * k, 0.0) for k in range(4))
    marked = replace(sites[3], bad_mark=Box(CRUMB_MM[0] - 0.4, CRUMB_MM[1] - 0.4, 0.8, 0.8))
    panel = replace(recipe, panel=Panel((*sites[:3], marked)))
    made = ready(panel, golden).envelopes
    assert made[0] is made[1] is made[2]
    assert made[3].wanted.sum() < made[0].wanted.sum()
