"""Panels with a bad board: a covered mark skips it, one that cannot be told is never a pass."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from inspector.domain.image import Capture
from inspector.domain.result import Verdict
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.inspection import inspect_panel
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.draw import draw_fields
from inspector.twin.machine import Machine, entocentric
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from inspector.vision.camera_model import machine_to_local, project
from inspector.vision.registration import register

MACHINE = Machine("small", entocentric(1000, 1250, 0.02), 0.02)
SEED, BAD, OTHER = 4, 1, 0
TAKEN_UTC = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@cache
def recipe():
    """The lower half of the panel of `recipes/panel`: two boards, one turned by half a turn."""
    whole = read_recipe(shipped("recipes") / "panel")
    wide, high = 38.0, 18.0
    marks = tuple(
        replace(mark, y_mm=high - 2.0) if mark.y_mm > high else mark
        for mark in whole.panel.fiducials
    )
    panel = replace(
        whole.panel,
        sites=whole.panel.sites[:2],
        outline_mm=((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high)),
        fiducials=marks,
    )
    return replace(whole, panel=panel)


@cache
def drawn():
    """The fields of a panel whose board 1 is not populated and has ink on its mark."""
    design = recipe()
    world = WORLDS["green-hasl"]
    unit = build_unit(design.board, design.panel, world, SEED, (), bad_boards=(BAD,))
    return tuple(draw_fields(unit, MACHINE, SEED))


def inspect(fields, skipped=()):
    infos = tuple(frame.info for one in fields for frame in one.frames)
    capture = Capture("panel", "SN4", recipe().board.side, TAKEN_UTC, infos, skipped_boards=skipped)
    calibration = nominal_calibration_of(MACHINE, SEED)
    return inspect_panel(recipe(), capture, fields, calibration).result


def with_mark(index, color):
    """Give the fields with the mark of a board in another colour: times that of the board."""
    calibration = nominal_calibration_of(MACHINE, SEED)
    places = register(recipe(), drawn(), calibration)
    site = next(s for s in recipe().panel.sites if s.index == index)
    corners = places.fits[index].transform.apply(site.bad_mark.grown(0.05).corners_mm)
    fields = []
    for field in drawn():
        (frame,) = field.frames
        to_local = machine_to_local(frame.info, calibration.stage)
        px = project(calibration.camera, to_local.apply(corners))
        (r0, c0), (r1, c1) = (
            np.rint(px.min(axis=0)).astype(int),
            np.rint(px.max(axis=0)).astype(int),
        )
        pixels = frame.pixels.copy()
        rows, cols = slice(max(0, r0), max(0, r1)), slice(max(0, c0), max(0, c1))
        around = pixels[max(0, r0 - 20) : max(0, r0 - 10), cols].reshape(-1, 3)
        if len(around):
            pixels[rows, cols] = np.clip(np.median(around, axis=0) * color, 0, 255)
        fields.append(replace(field, frames=(replace(frame, pixels=pixels),)))
    return tuple(fields)


def shows_mark(index):
    """Give the field whose middle is nearest to the mark of a board."""
    (site,) = (s for s in recipe().panel.sites if s.index == index)
    place = np.array(site.pose.at(*site.bad_mark.center_mm))
    far = [np.hypot(*(place - one.frames[0].info.center_mm)) for one in drawn()]
    return int(np.argmin(far))


@pytest.fixture(scope="module")
def seen():
    return inspect(drawn())


def test_a_board_with_a_covered_mark_is_skipped(seen):
    bad = seen.boards[BAD]
    assert (bad.index, bad.skipped, bad.verdict, bad.parts) == (BAD, True, None, ())
    assert bad.reason == "its bad mark is covered"


def test_the_other_boards_are_inspected_and_judged_alone(seen):
    other = seen.boards[OTHER]
    assert other.verdict is Verdict.PASS, [p for p in other.parts if p.verdict is not Verdict.PASS]
    assert len(other.parts) == 10
    assert seen.verdict is Verdict.PASS


def test_a_board_whose_mark_cannot_be_told_is_never_a_pass(seen):
    result = inspect(with_mark(OTHER, (1.9, 1.2, 1.0)))
    other = result.boards[OTHER]
    assert other.verdict is Verdict.NOT_INSPECTED
    assert not other.skipped
    assert other.reason == "its bad mark is neither bare nor covered"
    assert {p.refdes: p.verdict for p in other.parts} == {
        p.refdes: p.verdict for p in seen.boards[OTHER].parts
    }, "its parts keep what was measured of them"
    assert result.verdict is Verdict.NOT_INSPECTED


def test_a_good_board_whose_mark_is_covered_is_skipped_and_not_judged():
    result = inspect(with_mark(OTHER, (0.6, 0.6, 0.6)))
    assert result.boards[OTHER].skipped
    assert result.verdict is Verdict.NOT_INSPECTED, "nothing is left that could pass"


def test_a_board_whose_field_with_the_mark_never_came_is_no_pass():
    for lost in range(len(drawn())):
        board = inspect((*drawn()[:lost], *drawn()[lost + 1 :])).boards[OTHER]
        whole = board.verdict is Verdict.PASS and not board.skipped
        assert whole == (lost != shows_mark(OTHER)), board.reason


def test_what_the_line_says_to_skip_is_skipped_whatever_the_mark_says():
    result = inspect(drawn(), skipped=(OTHER,))
    assert result.boards[OTHER].skipped
    assert result.verdict is Verdict.NOT_INSPECTED
