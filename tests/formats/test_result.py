import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.domain.board import Side
from inspector.domain.errors import ResultError
from inspector.domain.geometry import Affine, Box
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    DefectCode,
    Limit,
    Measurement,
    ModelUsed,
    PanelPose,
    PanelResult,
    PartResult,
    RegionResult,
    SurfaceResult,
    Timing,
    Verdict,
    worst,
)
from inspector.formats.result import (
    read_result,
    result_from_json,
    result_to_json,
    write_result,
)

# exact in binary, so that texts are the same however they are made
numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
positive = st.floats(0, 1e6)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
names = words.filter(bool)
boxes = st.builds(Box, numbers, numbers, positive, positive)


def measurements(refdes):
    # NaN is left to a test of its own: it is equal to nothing
    return st.builds(Measurement, st.just(refdes), names, numbers, words, words, positive)


@st.composite
def limits(draw):
    low, high = sorted((draw(numbers), draw(numbers)))
    low, high = draw(st.sampled_from(((low, high), (-math.inf, high), (low, math.inf))))
    code = draw(st.sampled_from(DefectCode))
    return Limit(draw(names), code, low, high, draw(words), draw(words), "F", formula=draw(words))


@st.composite
def defects(draw, refdes):
    limit = draw(limits())
    taken = Measurement(refdes, limit.quantity, draw(numbers), "mm", limit.pin, draw(positive))
    return Defect(taken, limit, draw(st.none() | boxes))


def few(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


parts = names.flatmap(
    lambda refdes: st.builds(
        PartResult,
        st.just(refdes),
        st.sampled_from(Verdict),
        few(measurements(refdes)),
        few(defects(refdes)),
        words,
    )
)
regions = st.builds(RegionResult, boxes, few(measurements("")), few(defects("")))
surfaces = st.builds(SurfaceResult, st.sampled_from(Verdict), few(regions), positive)
poses = st.builds(
    PanelPose,
    st.builds(Affine, *[numbers] * 6),
    st.none() | positive,
    positive,
    positive,
)
boards = st.builds(
    BoardResult,
    st.integers(0, 9),
    st.just(False),  # noqa: FBT003 - a strategy
    st.sampled_from(Verdict),
    few(parts),
    st.none() | poses,
    st.none() | surfaces,
    words,
) | st.builds(BoardResult, st.integers(0, 9), st.just(True), st.none())  # noqa: FBT003
results = st.builds(
    PanelResult,
    words,
    words,
    st.sampled_from(Side),
    st.sampled_from(Verdict),
    few(boards),
    st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 2)),  # noqa: DTZ001 - naive by contract
    *[words] * 6,
    st.builds(Timing, positive, positive),
    st.builds(Acquisition, *[st.integers(0, 99)] * 6),
    st.dictionaries(names, st.builds(ModelUsed, words, words, words), max_size=2),
    words,
    words,
)


def agreeing(result):
    """Give a result whose levels do not contradict each other."""
    first = BoardResult(99, skipped=True, verdict=None)
    boards = tuple({b.index: of_board(b) for b in (first, *result.boards)}.values())
    least = worst(board.verdict for board in boards)
    return replace(result, boards=boards, verdict=max(least, result.verdict))


def of_board(board):
    if board.verdict is None:
        return board
    named = {
        p.refdes: replace(p, verdict=Verdict.FAIL) if p.defects else p for p in board.parts
    }.values()
    surface = board.surface
    if surface and any(region.defects for region in surface.regions):
        surface = replace(surface, verdict=Verdict.FAIL)
    least = worst([*(p.verdict for p in named), surface.verdict if surface else None])
    verdict = max(least, board.verdict)
    return replace(board, parts=tuple(named), surface=surface, verdict=verdict)


@given(results.map(agreeing))
def test_any_result_reads_back_equal(result):
    text = result_to_json(result)
    assert result_from_json(text, "r.json") == result
    assert result_to_json(result_from_json(text, "r.json")) == text


def small(value=0.2, uncertainty=0.001):
    taken = Measurement("R1", "body_offset_x", value, "mm", "", uncertainty)
    limit = Limit("body_offset_x", DefectCode.SHIFTED, high=0.1)
    part = PartResult("R1", Verdict.FAIL, (taken,), (Defect(taken, limit),))
    board = BoardResult(0, False, Verdict.FAIL, (part,))  # noqa: FBT003
    return PanelResult(
        "demo",
        "SN1",
        Side.TOP,
        Verdict.FAIL,
        (board,),
        datetime(2026, 11, 22, tzinfo=UTC),
        *["x"] * 6,
        Timing(0.5, 0.1),
        Acquisition(4),
    )


def with_part(**changes):
    (board,) = small().boards
    part = replace(board.parts[0], **changes)
    return replace(small(), boards=(replace(board, parts=(part,)),))


def with_board(**changes):
    return replace(small(), boards=(replace(small().boards[0], **changes),))


PART = small().boards[0].parts[0]
SCRATCHED = SurfaceResult(
    Verdict.PASS, (RegionResult(Box(0, 0, 1, 1), PART.measurements, PART.defects),)
)
CONTRADICTIONS = [
    (replace(small(), verdict=Verdict.PASS), "verdict: is PASS, what it stands on is FAIL"),
    (replace(small(), verdict=Verdict.NOT_INSPECTED), "verdict: is NOT_INSPECTED"),
    (replace(small(), boards=()), "boards: holds no board"),
    (replace(small(), boards=small().boards * 2), r"boards\[1\].index: 0 is there twice"),
    (with_board(verdict=Verdict.PASS), r"boards\[0\].verdict: is PASS, what it stands on is FAIL"),
    (with_board(verdict=Verdict.PASS, parts=()), r"boards\[0\].verdict: .* is NOT_INSPECTED"),
    (with_board(parts=(PART, PART)), r"boards\[0\].parts\[1\].refdes: R1 is there twice"),
    (with_board(skipped=True, verdict=None), r"boards\[0\]: a skipped board has results"),
    (with_board(surface=SCRATCHED), r"surface.verdict: is PASS with a defect \(shifted\)"),
    (with_part(verdict=Verdict.PASS), r"parts\[0\].verdict: is PASS with a defect \(shifted\)"),
]


@pytest.mark.parametrize(("result", "message"), CONTRADICTIONS)
def test_a_result_that_contradicts_itself_is_refused(result, message):
    with pytest.raises(ResultError, match=message):
        result_from_json(result_to_json(result), "record 7")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_was_not_measured_is_null_and_reads_back_as_nan(value):
    text = result_to_json(small(value, math.nan))
    (part,) = json.loads(text)["boards"][0]["parts"]
    assert part["measurements"][0]["value"] is None
    assert part["measurements"][0]["uncertainty"] is None
    back = result_from_json(text, "r").boards[0].parts[0].measurements[0]
    assert math.isnan(back.value)
    assert math.isnan(back.uncertainty)


def test_a_bound_that_is_not_there_is_null():
    (part,) = json.loads(result_to_json(small()))["boards"][0]["parts"]
    assert (part["defects"][0]["low"], part["defects"][0]["high"]) == (None, 0.1)


def test_the_kept_result_of_version_1_says_what_it_always_said(kept):
    result = read_result(kept("result-1") / "result.json")
    board, skipped = result.boards
    (part,) = board.parts
    (defect,) = part.defects
    assert result.verdict is Verdict.FAIL
    assert result.timing == Timing(0.41, 0.02)
    assert result.acquisition == Acquisition(13)  # counters that came later are 0
    assert result.models == {"joint": ModelUsed("...", "CPU", "local")}
    assert part.measurements[0] == Measurement("R1", "body_offset_x", 0.213, "mm", "", 0.0008)
    assert (defect.limit.low, defect.limit.high) == (-math.inf, 0.25)
    assert defect.box == Box(11.2, 7.0, 1.6, 0.8)
    assert board.pose
    assert board.pose.transform == Affine.of(0.012, -0.034, 0.02)
    assert board.surface
    assert board.surface.regions[0].defects[0].code is DefectCode.FOREIGN
    assert (skipped.skipped, skipped.verdict) == (True, None)


def test_a_result_is_written_as_a_file_that_reads_back_equal(tmp_path):
    write_result(small(), tmp_path / "r.json")
    assert read_result(tmp_path / "r.json") == small()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"verdict": "FAIL", "reason": "", "captured', '"verdict": "OK", "captured', "verdict"),
        (
            '"value": 0.2, "unit": "mm", "uncertainty": 0.001}]',
            '"value": NaN, "unit": "mm"}]',
            "value",
        ),
        ('"low": null, "high": 0.1', '"low": 0.2, "high": 0.1', r"defects\[0\].*low 0.2"),
        ('"skipped": false', '"skipped": true', "a skipped board has no verdict"),
        ('"delivered": 4', '"delivered": -4', "delivered"),
        ("result/1", "result/2", "newer than this program knows"),
        ('"software"', '"sofware"', "did you mean software"),
    ],
)
def test_a_result_that_is_not_understood_is_refused(old, new, message):
    text = result_to_json(small())
    assert text.count(old) == 1
    with pytest.raises(ResultError, match=message) as refused:
        result_from_json(text.replace(old, new), "record 7")
    assert str(refused.value).startswith("record 7: ")


def test_a_text_cut_short_is_refused(tmp_path):
    (tmp_path / "r.json").write_text(result_to_json(small())[:200])
    with pytest.raises(ResultError, match="is not JSON"):
        read_result(tmp_path / "r.json")


def test_a_measurement_of_another_part_keeps_its_name():
    odd = replace(small().boards[0].parts[0].measurements[0], refdes="R2")
    part = PartResult("R1", Verdict.PASS, (odd,))
    board = BoardResult(0, False, Verdict.PASS, (part,))  # noqa: FBT003
    result = replace(small(), boards=(board,))
    assert result_from_json(result_to_json(result), "r") == result
