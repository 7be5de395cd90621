"""What needs no loop: choosing a product, streaks, the queue of events, answers after rulings."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inspector.domain.answer import told_of
from inspector.domain.board import Side
from inspector.domain.code import CodeResult
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    DefectCode,
    Limit,
    Measurement,
    PanelResult,
    PartResult,
    SurfaceResult,
    Timing,
    Verdict,
)
from inspector.domain.review import PartAddress, Review, Ruling
from inspector.station.alarms import AlarmNumber
from inspector.station.events import Alarm, Idle, Stopped
from inspector.station.mailbox import EventQueue
from inspector.station.products import Product, UnknownProductError, choose
from inspector.station.streaks import Streaks

LIMIT = Limit("presence", DefectCode.MISSING, low=0.5)
AT = datetime(2026, 11, 27, 8, tzinfo=UTC)


def part(refdes, verdict=Verdict.PASS):
    if verdict is not Verdict.FAIL:
        return PartResult(refdes, verdict)
    defect = Defect(Measurement(refdes, "presence", 0.1, "1"), LIMIT)
    return PartResult(refdes, verdict, (), (defect,))


def board(*parts, index=0, **more):
    verdict = max((p.verdict for p in parts), default=None)
    return BoardResult(index, verdict is None, verdict, parts, **more)


def panel(*boards, **more):
    verdict = max((b.verdict for b in boards if b.verdict is not None), default=Verdict.PASS)
    made = PanelResult(
        "p",
        "S",
        Side.TOP,
        verdict,
        boards,
        AT,
        "",
        "",
        "",
        "",
        "",
        "",
        Timing(0, 0),
        Acquisition(0),
    )
    return replace(made, **more)


def false_call(refdes, board_index=0, ruling=Ruling.FALSE_CALL, second=0):
    at = AT.replace(second=second)
    return Review(PartAddress("S", board_index, refdes), DefectCode.MISSING, ruling, "anna", at)


FAIL, PASS, SILENT = Verdict.FAIL, Verdict.PASS, Verdict.NOT_INSPECTED


def test_a_board_passes_when_every_defect_on_it_was_a_false_call():
    result = panel(board(part("R1", FAIL), part("R2", FAIL)))
    one = told_of(result, [false_call("R1")])
    assert (one.verdict, one.defects) == (FAIL, 1)
    both = told_of(result, [false_call("R1"), false_call("R2")])
    assert (both.verdict, both.boards, both.defects) == (PASS, (PASS,), 0)


def test_the_last_word_on_a_defect_counts():
    result = panel(board(part("R1", FAIL)))
    changed = [false_call("R1"), false_call("R1", ruling=Ruling.CONFIRMED, second=1)]
    assert told_of(result, changed).verdict is FAIL
    assert told_of(result, changed[::-1]).verdict is FAIL


@pytest.mark.parametrize(
    "result",
    [
        panel(board(part("R1", FAIL), part("R2", SILENT))),
        panel(board(part("R1", FAIL), codes=(CodeResult("SN", None, reason="dirt"),))),
        panel(board(part("R1", FAIL)), codes=(CodeResult("SN", None, reason="dirt"),)),
        panel(board(part("R1", FAIL)), reason="something about all of it"),
        panel(board(part("R1", FAIL), surface=SurfaceResult(SILENT, (), 3.0, "dark"))),
        panel(board(part("R1", FAIL), reason="its bad mark is neither bare nor covered")),
    ],
    ids=["a part", "a code", "a code of the panel", "the panel", "the surface", "the mark"],
)
def test_no_ruling_makes_a_pass_of_what_was_not_inspected(result):
    told = told_of(result, [false_call("R1")])
    assert told.verdict is SILENT
    assert told.defects == 0


def test_a_ruling_on_a_part_without_a_defect_changes_nothing():
    result = panel(board(part("R1", SILENT)))
    assert told_of(result, [false_call("R1")]) == told_of(result)


def test_boards_are_told_one_by_one_and_skipped_ones_as_none():
    result = panel(board(part("R1", FAIL)), board(index=1), board(part("R1", FAIL), index=2))
    told = told_of(result, [false_call("R1", 2)])
    assert told.boards == (FAIL, None, PASS)
    assert (told.verdict, told.defects, told.first_code) == (FAIL, 1, DefectCode.MISSING)


def test_the_line_asks_first_then_the_code_decides(recipe):
    a, b = Product("a", recipe, codes=r"A\d+"), Product("b", recipe, codes=r"B\d+")
    assert choose((a, b), "", "B12") is b
    assert choose((a, b), "a", "A1") is a
    assert choose((a, b), "a", "") is a
    for asked, code in [("", "C1"), ("", ""), ("c", "A1"), ("a", "B1"), ("", "A1x")]:
        with pytest.raises(UnknownProductError):
            choose((a, b), asked, code)
    anything = Product("any", recipe)
    assert choose((a, anything), "", "C1") is anything


def test_a_streak_is_of_one_part_and_one_code_board_after_board():
    bad, good = panel(board(part("R1", FAIL))), panel(board(part("R1")))
    silent = panel(board(part("R1", SILENT)))
    two = Streaks().after(bad).after(bad)
    assert two.reached(3) is None
    assert two.after(bad).reached(3) == (("R1", DefectCode.MISSING), 3)
    assert two.after(good).after(bad).reached(2) is None
    assert two.after(silent).after(bad).reached(3) is not None
    assert two.after(bad).reached(0) is None


def test_boards_of_one_panel_follow_one_another():
    bad = panel(*(board(part("R1", FAIL), index=k) for k in range(3)))
    assert Streaks().after(bad).reached(3) is not None
    skipped = panel(board(part("R1", FAIL)), board(index=1), board(part("R1", FAIL), index=2))
    assert Streaks().after(skipped).reached(2) is not None


def test_events_that_nobody_took_are_counted_and_told():
    queue = EventQueue(most=2)
    for n in range(5):
        queue.publish(Stopped(str(n)))
    assert queue.lost == 3
    assert [queue.take(0), queue.take(0), queue.take(0)] == [Stopped("0"), Stopped("1"), None]
    queue.publish(Idle())
    alarm = queue.take(0)
    assert isinstance(alarm, Alarm)
    assert alarm.number is AlarmNumber.EVENTS_LOST
    assert alarm.text.startswith("3 events")
    assert queue.take(0) == Idle()
