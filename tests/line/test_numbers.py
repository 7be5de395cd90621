"""PLC programs are written against these numbers: a change here breaks machines in the field."""

from inspector.domain.result import DefectCode, Verdict
from inspector.line.numbers import DEFECT_NUMBERS, SKIPPED, STATE_NUMBERS, VERDICT_NUMBERS
from inspector.line.plc import LineState

FROZEN = """missing extra wrong_part wrong_rotation reversed flipped shifted skewed side_overhang
end_overhang tombstone billboard damaged lifted_lead coplanarity bridge insufficient excess open
non_wetting dewetted disturbed blowhole solder_ball foreign scratch track_open short mouse_bite spur
spurious_copper pin_hole"""
"""In the order of their numbers, from 1: append only."""


def test_the_number_of_a_defect_never_changes():
    frozen = {name: number for number, name in enumerate(FROZEN.split(), 1)}
    numbers = {str(code): number for code, number in DEFECT_NUMBERS.items()}
    assert {name: numbers[name] for name in frozen} == frozen


def test_every_defect_has_a_number_of_its_own():
    assert set(DEFECT_NUMBERS) == set(DefectCode)
    assert sorted(DEFECT_NUMBERS.values()) == list(range(1, len(DefectCode) + 1))


def test_the_number_of_a_verdict_never_changes_and_nothing_is_not_a_pass():
    assert (VERDICT_NUMBERS[Verdict.PASS], SKIPPED) == (1, 4)
    assert (VERDICT_NUMBERS[Verdict.NOT_INSPECTED], VERDICT_NUMBERS[Verdict.FAIL]) == (2, 3)
    assert set(VERDICT_NUMBERS) == set(Verdict)


def test_the_number_of_a_state_never_changes():
    frozen = "starting ready busy waiting paused stopped alarm emergency"
    assert {str(s): n for s, n in STATE_NUMBERS.items()} == {
        name: number for number, name in enumerate(frozen.split(), 1)
    }
    assert set(STATE_NUMBERS) == set(LineState)
