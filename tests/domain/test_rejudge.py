"""Other limits over stored measurements: never over measurements of something else."""

from dataclasses import replace

import pytest

from inspector.checks import Presence
from inspector.domain.board import BoardSite, Mask, Panel
from inspector.domain.errors import ResultError
from inspector.domain.image import Capture, Shot
from inspector.domain.judging import judge_part, masked_parts, panel_of, rejudge
from inspector.domain.measured import measured_sha256
from inspector.domain.recipe import IpcClass, LimitRule
from inspector.domain.result import DefectCode, Measurement, Verdict
from tests.small_board import RES, TAKEN_UTC, limits, recipe

GOOD = {"presence": 0.9, "polarity_score": 0.8, "body_offset_x": 0.01}
MOVED = {**GOOD, "body_offset_x": 0.2}
TWO = Panel((BoardSite(0), BoardSite(1, 30.0)))
# R1 lies at (3.4, 1.4), 1.0 x 0.5 mm and its lands
AROUND_R1 = ((2.0, 0.5), (4.3, 0.5), (4.3, 2.3), (2.0, 2.3))


@pytest.fixture(scope="module")
def wanted():
    return recipe()


def judged(of, placement, values):
    asked = sorted(of.expected_of(placement))
    taken = [Measurement(placement.refdes, q, values.get(q, 0.0), "1", pin) for q, pin in asked]
    return judge_part(of, placement, taken)


def result_of(of, moved=(), reason=""):
    """Give the result of a panel where the parts named, by board and refdes, are moved."""
    parts = {
        (site.index, p.refdes): judged(of, p, MOVED if (site.index, p.refdes) in moved else GOOD)
        for site in of.panel.sites
        for p in of.board.placements
    }
    capture = Capture(of.product, "SN1", of.board.side, TAKEN_UTC, "st1", ())
    return panel_of(of, capture, parts, reason)


def with_board(of, **changes):
    return replace(of, board=replace(of.board, **changes))


def with_program(of, **changes):
    program = replace(of.programs[RES], **changes)
    return replace(of, programs={**of.programs, RES: program})


def other_place(of):
    first, *rest = of.board.placements
    return with_board(of, placements=(replace(first, x_mm=first.x_mm + 3.0), *rest))


def other_package(of):
    package = replace(of.board.packages[RES], body_x_mm=1.2)
    return with_board(of, packages={**of.board.packages, RES: package})


OTHERS = [
    other_place,
    other_package,
    lambda of: with_board(of, placements=of.board.placements[1:]),
    lambda of: with_board(of, fiducials=of.board.fiducials[1:]),
    lambda of: with_program(of, checks=(Presence(),)),
    lambda of: replace(of, shots=(Shot("white"),)),
    lambda of: replace(of, panel=TWO),
]


@pytest.mark.parametrize("other", OTHERS)
def test_a_recipe_that_measures_something_else_is_refused(wanted, other):
    with pytest.raises(ResultError, match=r"SN1: measured_sha256: .* inspect the captures again"):
        rejudge(other(wanted), result_of(wanted))


def test_limits_masks_class_and_the_order_of_placements_measure_nothing_else(wanted):
    for same in (
        with_program(wanted, limits=limits()[:1]),
        with_board(wanted, masks=(Mask(AROUND_R1, "rework", "A. Author"),)),
        replace(wanted, ipc_class=IpcClass.SPACE),
        with_board(wanted, placements=wanted.board.placements[::-1]),
    ):
        assert same != wanted
        assert measured_sha256(same) == measured_sha256(wanted)


def test_a_mask_drawn_later_is_named_and_one_taken_away_is_not(wanted):
    masked = with_board(wanted, masks=(Mask(AROUND_R1, "rework; see 7", "A. Author"),))
    assert set(masked_parts(masked)) == {"R1"}
    before = result_of(wanted, moved={(0, "R1")})
    assert before.verdict is Verdict.FAIL
    after = rejudge(masked, before)
    assert after.verdict is Verdict.PASS
    assert after.boards[0].reason == "left out by a mask: R1 (rework, see 7, A. Author)"
    assert rejudge(masked, after) == after
    again = rejudge(wanted, after)
    assert again.boards[0].reason == ""
    assert again.verdict is Verdict.NOT_INSPECTED


def test_the_other_notes_of_a_board_stay(wanted):
    before = result_of(wanted)
    board = replace(before.boards[0], reason="one fiducial was not found")
    masked = with_board(wanted, masks=(Mask(AROUND_R1, "rework", "A. Author"),))
    after = rejudge(masked, replace(before, boards=(board,)))
    told = "one fiducial was not found; left out by a mask: R1 (rework, A. Author)"
    assert after.boards[0].reason == told


def test_a_board_and_a_panel_that_were_worse_than_their_parts_stay_so(wanted):
    before = result_of(wanted)
    board = replace(before.boards[0], verdict=Verdict.NOT_INSPECTED, reason="the belt moved")
    after = rejudge(wanted, replace(before, boards=(board,), verdict=Verdict.NOT_INSPECTED))
    assert (after.boards[0].verdict, after.verdict) == (Verdict.NOT_INSPECTED,) * 2
    assert rejudge(wanted, replace(before, verdict=Verdict.FAIL)).verdict is Verdict.FAIL


def test_a_result_that_does_not_say_what_was_measured_is_judged_with_a_note(wanted):
    old = replace(result_of(wanted), measured_sha256="")
    after = rejudge(wanted, old)
    assert after.verdict is Verdict.PASS
    assert "no measured_sha256" in after.boards[0].reason
    assert rejudge(wanted, after) == after


def test_a_board_that_the_recipe_does_not_have_is_refused_and_never_dropped(wanted):
    two = replace(wanted, panel=TWO)
    old = replace(result_of(two, moved={(1, "R2")}), measured_sha256="")
    assert old.verdict is Verdict.FAIL
    with pytest.raises(ResultError, match="SN1: board 1: is not in the panel of this recipe"):
        rejudge(wanted, old)


def test_a_part_that_the_stored_result_lacks_is_not_inspected(wanted):
    before = result_of(wanted)
    board = replace(before.boards[0], parts=before.boards[0].parts[:-1])
    after = rejudge(wanted, replace(before, boards=(board,)))
    assert after.verdict is Verdict.NOT_INSPECTED
    assert after.boards[0].parts[-1].reason == "it is not in the stored result"


def test_other_limits_decide_anew(wanted):
    before = result_of(wanted, moved={(0, "R1")})
    wide = LimitRule("body_offset_x", DefectCode.SHIFTED, -0.5, 0.5)
    rules = tuple(r for r in limits() if r.quantity != "body_offset_x")
    after = rejudge(with_program(wanted, limits=(*rules, wide)), before)
    assert (before.verdict, after.verdict) == (Verdict.FAIL, Verdict.PASS)
    assert after.measured_sha256 == before.measured_sha256


def test_a_part_is_masked_only_where_all_of_it_lies_in_the_mask(wanted):
    # a U around the middle of R1: its corners are inside, its middle is not
    low, high = ((2.0, 0.5), (4.8, 0.5)), ((4.8, 2.3), (3.6, 2.3))
    u = (*low, *high, (3.6, 1.0), (3.2, 1.0), (3.2, 2.3), (2.0, 2.3))
    assert not masked_parts(with_board(wanted, masks=(Mask(u, "rework", "A. Author"),)))
    # a slit between two corners
    slit = ((2.0, 0.5), (4.8, 0.5), (4.8, 2.3), (3.41, 2.3), (3.4, 1.2), (3.39, 2.3), (2.0, 2.3))
    assert not masked_parts(with_board(wanted, masks=(Mask(slit, "rework", "A. Author"),)))
