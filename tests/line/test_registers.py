from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import RegisterSettings, WordOrder
from inspector.domain.result import DefectCode, Verdict
from inspector.line.plc import LineState, PanelAnswer
from inspector.line.registers import LineSide, RegisterMap, StationSide, crc16

MAP = RegisterMap(RegisterSettings())
LOW_FIRST = RegisterMap(RegisterSettings(word_order=WordOrder.LOW_FIRST, boards=5))

words = st.integers(0, 0xFFFF)
longs = st.integers(1, 0xFFFF_FFFF)
texts = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=32)
answers = st.builds(
    PanelAnswer,
    sequence=longs,
    serial=texts,
    verdict=st.sampled_from(Verdict),
    boards=st.lists(st.sampled_from([*Verdict, None]), max_size=5).map(tuple),
    defects=words,
    first_code=st.none() | st.sampled_from(DefectCode),
    arrival=words,
)
stations = st.builds(
    StationSide,
    heartbeat=words,
    state=st.sampled_from(LineState),
    alarm=words,
    arrival_taken=words,
    clock_s=longs,
    answer=st.none() | answers,
)
lines = st.builds(
    LineSide,
    heartbeat=words,
    arrival=words,
    acknowledged=longs,
    skipped=st.sets(st.integers(0, 4)).map(sorted).map(tuple),
    serial=texts,
    recipe=texts,
)


@settings(deadline=None)
@given(stations, st.sampled_from([MAP, LOW_FIRST]))
def test_what_the_station_tells_reads_back_equal(side, registers):
    assert registers.station_side(registers.station_words(side)) == side


@settings(deadline=None)
@given(lines, st.sampled_from([MAP, LOW_FIRST]))
def test_what_the_line_tells_reads_back_equal(side, registers):
    assert registers.line_side(registers.line_words(side)) == side


@settings(deadline=None)
@given(st.lists(words, min_size=38, max_size=38))
def test_any_words_of_the_line_can_be_read(given_words):
    assert MAP.line_side(given_words).heartbeat == given_words[0]


@settings(deadline=None)
@given(answers, answers, st.integers(7, 62))
def test_a_half_written_answer_is_no_answer(old, new, until):
    before, after = (
        MAP.station_words(StationSide(1, LineState.BUSY, answer=a)) for a in (old, new)
    )
    torn = after[:until] + before[until:]
    seen = MAP.station_side(torn).answer if torn[7:] not in (before[7:], after[7:]) else None
    assert seen is None


def test_an_answer_lies_where_the_documents_say():
    """By hand from docs/LINE.md, not by our code."""
    answer = PanelAnswer(
        0x0001_0002, "AB1", Verdict.FAIL, (Verdict.PASS, None), 3, DefectCode.BRIDGE, 9
    )
    side = StationSide(77, LineState.READY, 5, 8, 0x6000_0001, answer)
    got = MAP.station_words(side)
    assert got[:16] == (77, 1, 2, 5, 8, 0x6000, 1, 1, 2, 9, 3, 3, 16, 2, 1, 4)
    assert got[16:46] == (0,) * 30
    assert got[46:48] == (0x4142, 0x3100)
    assert got[62] == crc16(got[7:62])
    assert len(got) == 63
    assert LOW_FIRST.station_words(side)[5:9] == (1, 0x6000, 2, 1)


def test_the_crc_is_that_of_modbus():
    # the request 01 03 00 00 00 0A ends in C5 CD on the wire, low byte first
    assert crc16([0x0103, 0x0000, 0x000A]) == 0xCDC5


def test_a_serial_longer_than_its_registers_is_cut_and_letters_beyond_ascii_are_marked():
    line = MAP.line_words(LineSide(1, serial="Ü" + "x" * 40))
    assert MAP.line_side(line).serial == "?" + "x" * 31


def test_more_defects_than_a_register_counts_are_many():
    answer = PanelAnswer(1, "", Verdict.FAIL, (), 70_000)
    words = MAP.station_words(StationSide(1, LineState.READY, answer=answer))
    assert words[11] == 0xFFFF


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"boards": 96}, "127 registers"),
        ({"line_address": 30}, "overlap"),
        ({"line_address": 65_500}, "0 to 65535"),
        ({"text_registers": 60, "boards": 16}, "the line block has 125"),
    ],
)
def test_a_map_that_cannot_be_is_refused_in_one_line(change, words):
    with pytest.raises(DeviceError, match=words) as refused:
        RegisterMap(replace(RegisterSettings(), **change))
    assert "station.toml" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("at", [1, 2])
def test_another_map_or_an_unknown_state_is_no_station(at):
    words = list(MAP.station_words(StationSide(1, LineState.READY)))
    words[at] = 99
    with pytest.raises(ValueError, match="99"):
        MAP.station_side(words)


def test_the_table_has_every_register_once():
    rows = list(MAP.rows())
    covered = [row.address + i for row in rows for i in range(row.count)]
    assert covered == [*range(63), *range(200, 238)]
