import pytest

from inspector.domain.result import Verdict
from inspector.line.handshake import Handshake
from inspector.line.plc import LineState, PanelAnswer
from inspector.line.registers import LineSide


@pytest.fixture
def handshake():
    return Handshake("PLC", stale_s=1.0, boards=4)


def answer(sequence, arrival=0):
    return PanelAnswer(sequence, "SN1", Verdict.PASS, (Verdict.PASS,), arrival=arrival)


def shown(handshake):
    return handshake.side.answer.sequence


def test_an_answer_that_stands_in_line_is_not_put_in_it_again(handshake):
    for sequence in (5, 6, 5):
        handshake.answer(answer(sequence))
    assert shown(handshake) == 5
    handshake.heard(LineSide(1, acknowledged=5))
    assert shown(handshake) == 6
    handshake.heard(LineSide(2, acknowledged=6))
    assert not handshake.pending
    assert shown(handshake) == 6  # it stays, the PLC ignores it


def test_what_stands_before_the_acknowledged_one_was_acknowledged_before_a_restart(handshake):
    for sequence in (4, 5, 6):
        handshake.answer(answer(sequence))
    handshake.heard(LineSide(1, acknowledged=5))
    assert handshake.wait_acknowledged(4, 0)
    assert handshake.wait_acknowledged(5, 0)
    assert not handshake.wait_acknowledged(6, 0)
    assert shown(handshake) == 6


def test_a_number_that_nobody_gave_acknowledges_nothing(handshake):
    handshake.answer(answer(5))
    for number in (0, 4, 6, 4_000_000_000):
        handshake.heard(LineSide(1, acknowledged=number))
        assert not handshake.wait_acknowledged(5, 0)


def test_sequences_beyond_32_bits_are_acknowledged_by_their_number_on_the_wire(handshake):
    handshake.answer(answer(2**32))
    handshake.heard(LineSide(1, acknowledged=1))
    assert handshake.wait_acknowledged(2**32, 0)


def test_a_panel_that_was_taken_away_is_not_begun(handshake):
    handshake.heard(LineSide(1, arrival=7, serial="SN7"))
    handshake.heard(LineSide(2, arrival=0))
    assert handshake.wait_arrival(0) is None
    handshake.heard(LineSide(3, arrival=7, serial="SN8"))  # a PLC that counts anew
    assert handshake.wait_arrival(0).serial == "SN8"


def test_a_link_that_breaks_does_not_make_one_arrival_two(handshake):
    handshake.heard(LineSide(1, arrival=7))
    assert handshake.wait_arrival(0).number == 7
    handshake.failed("no answer")
    handshake.heard(LineSide(2, arrival=7))
    assert handshake.wait_arrival(0) is None
    assert handshake.side.arrival_taken == 7


def test_before_the_first_contact_it_is_not_healthy(handshake):
    assert not handshake.health.connected
    assert "no contact yet" in handshake.health.reason
    handshake.heard(LineSide(1))
    assert handshake.health.connected
    handshake.failed("no answer")  # one request that was late stops no line
    assert handshake.health.connected


def test_whoever_writes_is_told_of_every_change(handshake):
    told = []
    handshake.tell_changes_to(lambda: told.append(handshake.side.state))
    handshake.show(LineState.READY, 0)
    handshake.answer(answer(1))
    assert told == [LineState.READY, LineState.READY]
