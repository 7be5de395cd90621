"""The review screen as a value: what a key does, what is kept, what comes next."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from inspector.domain.answer import DefectKey
from inspector.domain.result import DefectCode
from inspector.domain.review import Ruling
from inspector.store.suspects import Suspect
from ui.review.events import (
    Decided,
    Decision,
    Flipped,
    Kept,
    LightChosen,
    LightTurned,
    Loaded,
    Mixed,
    Moved,
    Named,
    NotKept,
    Read,
    Undone,
    Unreadable,
)
from ui.review.evidence import Evidence, Light
from ui.review.model import (
    ReviewScreen,
    after,
    proof_of,
    reviews_of,
    wanted,
    withdrawal_of,
)

AT = datetime(2026, 11, 27, tzinfo=UTC)
REAL, FALSE = Decision(Ruling.CONFIRMED), Decision(Ruling.FALSE_CALL)
SKEWED, MISSING = DefectCode.SKEWED, DefectCode.MISSING


def suspect(sequence, refdes="R1", codes=(SKEWED,), **more):
    keys = tuple(DefectKey(0, refdes, "1", code) for code in codes)
    return Suspect(sequence, "demo", "", f"SN{sequence}", AT, 0, refdes, keys, **more)


def screen(*queue, person="anna", shown=True):
    made = after(after(ReviewScreen(), Loaded(queue)), Named(person))
    for one in queue if shown else ():
        made = after(made, Read(Evidence(one.key, ())))
    return made


def test_a_decision_brings_the_next_suspect_and_what_is_wanted_beside_it():
    first = screen(*(suspect(n) for n in range(1, 9)))
    next_one = after(first, Decided(REAL))
    assert next_one.suspect.sequence == 2
    assert next_one.shown is not None
    assert (next_one.defects, next_one.false_calls) == (1, 0)
    assert [one.sequence for one in wanted(next_one)][:4] == [2, 3, 4, 5]


def test_nobody_decides_without_a_name_or_on_what_is_not_shown():
    nameless = after(screen(suspect(1), person=" "), Decided(FALSE))
    assert (nameless.suspect.sequence, nameless.hint, nameless.done) == (1, "name", ())
    unseen = after(screen(suspect(1), shown=False), Decided(FALSE))
    assert (unseen.suspect.sequence, unseen.hint, unseen.done) == (1, "wait", ())


def test_a_ruling_stands_for_each_defect_of_the_part():
    one = screen(suspect(1, codes=(SKEWED, MISSING)))
    kept = reviews_of(one, FALSE, AT)
    assert [(r.code, r.ruling, r.by, r.pin) for r in kept] == [
        (SKEWED, Ruling.FALSE_CALL, "anna", "1"),
        (MISSING, Ruling.FALSE_CALL, "anna", "1"),
    ]


def test_one_of_its_codes_confirms_that_and_clears_the_others():
    kept = reviews_of(
        screen(suspect(1, codes=(SKEWED, MISSING))), Decision(Ruling.CONFIRMED, MISSING), AT
    )
    assert {r.code: r.ruling for r in kept} == {
        SKEWED: Ruling.FALSE_CALL,
        MISSING: Ruling.CONFIRMED,
    }


def test_another_code_never_clears_the_part():
    kept = reviews_of(
        screen(suspect(1, codes=(SKEWED, MISSING))), Decision(Ruling.CONFIRMED, DefectCode.OPEN), AT
    )
    assert {r.ruling for r in kept} == {Ruling.CONFIRMED}
    assert {r.note for r in kept} == {"is open"}


def test_number_keys_offer_the_own_codes_first_and_each_once():
    codes = screen(suspect(1, codes=(DefectCode.BRIDGE, SKEWED))).codes
    assert codes[:2] == (DefectCode.BRIDGE, SKEWED)
    assert len(codes) == len(set(codes)) == 9


def test_taking_back_withdraws_the_ruling_and_asks_again():
    decided = after(screen(suspect(1), suspect(2)), Decided(FALSE))
    assert {r.ruling for r in withdrawal_of(decided, AT)} == {Ruling.WITHDRAWN}
    again = after(decided, Undone())
    assert (again.suspect.sequence, again.done) == (1, ())
    # the record is read before the withdrawal lies in it
    assert after(again, Loaded((suspect(2),))).suspect.sequence == 1
    assert after(ReviewScreen(), Undone()) == ReviewScreen()


def test_what_was_decided_is_not_asked_again_while_it_is_written():
    decided = after(screen(suspect(1), suspect(2)), Decided(FALSE))
    again = after(decided, Loaded((suspect(1), suspect(2), suspect(3))))
    assert [one.sequence for one in again.queue] == [2, 3]
    assert after(decided, Kept((1, 0, "R1"))).settling == frozenset()


def test_a_decision_that_was_not_kept_is_open_again_and_says_why():
    decided = after(screen(suspect(1), suspect(2)), Decided(REAL))
    failed = after(decided, NotKept(suspect(1), "disk is full"))
    assert {one.sequence for one in failed.queue} == {1, 2}
    assert (failed.defects, failed.not_kept) == (0, "disk is full")
    assert after(failed, Loaded((suspect(1), suspect(2)))).not_kept == "disk is full"


def test_what_the_line_waits_for_comes_before_what_was_next():
    two = screen(suspect(1), suspect(2))
    waiting = suspect(9, waiting=True)
    reloaded = after(two, Loaded((waiting, suspect(1), suspect(2))))
    assert reloaded.suspect.sequence == 1  # it is being looked at
    reloaded = after(reloaded, Read(Evidence(waiting.key, ())))
    assert after(reloaded, Decided(REAL)).suspect.sequence == 9


def test_known_defects_are_hidden_among_the_others_only_if_wanted():
    queue = tuple(suspect(n) for n in range(1, 60))
    known = tuple(suspect(n, "C1", known=True) for n in range(100, 120))
    plain = after(screen(shown=False), Loaded(queue, known))
    assert not any(one.known for one in plain.queue)
    mixed = after(plain, Mixed(on=True))
    assert 2 <= sum(one.known for one in mixed.queue) <= 15
    assert after(mixed, Loaded(queue, known)).queue == mixed.queue
    assert after(mixed, Mixed(on=False)).queue == plain.queue


def test_a_known_defect_proves_something_and_is_never_ruled_on():
    one = screen(suspect(5, known=True))
    assert reviews_of(one, FALSE, AT) == ()
    assert not proof_of(one, FALSE, AT).found
    assert proof_of(one, REAL, AT).found
    missed = after(one, Decided(FALSE))
    assert (missed.proved, missed.false_calls) == ((False,), 0)
    assert withdrawal_of(missed, AT) == ()
    assert after(missed, Undone()).proved == ()


def test_moving_goes_round_and_shows_the_suspect_first():
    flipped = after(screen(suspect(1), suspect(2)), Flipped())
    moved = after(flipped, Moved(-1))
    assert (moved.suspect.sequence, moved.golden_shown) == (2, False)
    assert after(moved, Moved(1)).suspect.sequence == 1


def under(*names):
    """Give a screen with one suspect under so many lights."""
    grey = np.zeros((2, 2), np.uint8)
    lights = tuple(Light(name, "", grey) for name in names)
    return after(screen(suspect(1), suspect(2)), Read(Evidence(suspect(1).key, (), lights)))


def test_lights_go_round_both_ways_and_the_next_suspect_is_seen_as_it_was_judged():
    one = under("ring", "white", "coaxial")
    seen = [one]
    for _ in range(3):
        seen.append(after(seen[-1], LightTurned()))
    assert [s.light for s in seen] == [0, 1, 2, 0]
    assert after(one, LightTurned(-1)).light == 2
    assert after(seen[1], Moved(1)).light == 0
    assert after(under("ring"), LightTurned()).light == 0
    assert after(screen(suspect(1)), LightTurned()).light == 0


def test_a_light_that_is_chosen_again_gives_way_to_the_first():
    chosen = after(after(under("ring", "white", "coaxial"), Flipped()), LightChosen(2))
    assert (chosen.light, chosen.golden_shown) == (2, False), "it was asked for: it is seen"
    assert after(chosen, LightChosen(1)).light == 1
    assert after(chosen, LightChosen(2)).light == 0


def test_a_record_that_cannot_be_read_is_a_state_with_a_way_out():
    lost = after(screen(suspect(1)), Unreadable("gone; put it back"))
    assert lost.trouble == "gone; put it back"
    assert after(lost, Loaded((suspect(1),))).trouble == ""


def test_evidence_at_hand_is_bounded():
    made = screen(*(suspect(n) for n in range(1, 80)))
    assert len(made.evidence) <= 13
    assert replace(made, at=0).shown is not None
