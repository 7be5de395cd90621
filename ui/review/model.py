"""What the review screen shows, as a value. No Qt here: a screen is tested without a window."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from typing import Literal

from inspector.domain.result import DefectCode
from inspector.domain.review import PartAddress, Review, Ruling
from inspector.store.escapes import Proof
from inspector.store.suspects import Suspect
from ui.review.events import (
    Chosen,
    Decided,
    Decision,
    Event,
    Flipped,
    Kept,
    Key,
    LightChosen,
    LightTurned,
    Loaded,
    LookTurned,
    Mixed,
    Moved,
    Named,
    NotKept,
    Read,
    Undone,
    Unreadable,
)
from ui.review.evidence import Evidence

AHEAD = 4
"""So many suspects are read before their turn: the next one is on the screen at once."""
KEPT = 12
"""Evidence that is kept at hand."""
ONE_KNOWN_IN = 10
"""A known defect among so many suspects, where they are mixed in."""
CODE_KEYS = 9
COMMON = (
    DefectCode.MISSING,
    DefectCode.SHIFTED,
    DefectCode.BRIDGE,
    DefectCode.INSUFFICIENT,
    DefectCode.OPEN,
    DefectCode.TOMBSTONE,
    DefectCode.REVERSED,
    DefectCode.WRONG_PART,
    DefectCode.EXCESS,
)
"""What the number keys offer behind the suspect's own codes."""


class Look(Enum):
    """What is drawn."""

    SUSPECT = auto()
    PANEL = auto()


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that was taken, for going back."""

    suspect: Suspect
    decision: Decision


@dataclass(frozen=True, slots=True)
class ReviewScreen:
    """Everything that can change on the screen.

    ``hint`` asks the person for something, ``trouble`` says what is wrong and the way out.
    ``light`` counts in the evidence's lights; 0: the one that was judged by.
    """

    person: str = ""
    loading: bool = True
    queue: tuple[Suspect, ...] = ()
    at: int = 0
    evidence: Mapping[Key, Evidence] = field(default_factory=dict)
    done: tuple[Done, ...] = ()
    settling: frozenset[Key] = frozenset()
    """Decided, and not yet known to be in the record."""
    golden_shown: bool = False
    light: int = 0
    look: Look = Look.SUSPECT
    mix: bool = False
    known: tuple[Suspect, ...] = ()
    proved: tuple[bool, ...] = ()
    hint: Literal["", "name", "wait"] = ""
    trouble: str = ""
    not_kept: str = ""
    """Why a decision did not get into the record; it is open again."""

    @property
    def suspect(self) -> Suspect | None:
        """The one that is asked about."""
        return self.queue[self.at] if self.queue else None

    @property
    def shown(self) -> Evidence | None:
        """Its evidence, None while it is read."""
        suspect = self.suspect
        return self.evidence.get(suspect.key) if suspect else None

    @property
    def codes(self) -> tuple[DefectCode, ...]:
        """What the keys 1 to 9 stand for: the suspect's own codes first."""
        own = self.suspect.codes if self.suspect else ()
        return tuple(dict.fromkeys((*own, *COMMON)))[:CODE_KEYS]

    @property
    def false_calls(self) -> int:
        """How many were ruled false calls since the screen was opened."""
        real = (one for one in self.done if not one.suspect.known)
        return sum(one.decision.ruling is Ruling.FALSE_CALL for one in real)

    @property
    def defects(self) -> int:
        """How many were confirmed since the screen was opened."""
        real = sum(not one.suspect.known for one in self.done)
        return real - self.false_calls


def after(screen: ReviewScreen, event: Event) -> ReviewScreen:
    """Give the screen that follows an event."""
    match event:
        case Named(person):
            return replace(screen, person=person.strip(), hint="")
        case Loaded() | Read() | Unreadable():
            return _after_reading(screen, event)
        case Decided() | Kept() | NotKept() | Undone():
            return _after_deciding(screen, event)
        case Mixed(on):
            real = tuple(one for one in screen.queue if not one.known)
            return _requeued(replace(screen, mix=on), real)
        case _:
            return _after_looking(screen, event)


def _after_looking(
    screen: ReviewScreen, event: Moved | Chosen | Flipped | LightTurned | LightChosen | LookTurned
) -> ReviewScreen:
    match event:
        case Moved(by):
            return _at(screen, screen.at + by)
        case Chosen(index):
            return _at(screen, index)
        case Flipped():
            return replace(screen, golden_shown=not screen.golden_shown)
        case LightTurned(by):
            return _under(screen, screen.light + by)
        case LightChosen(index):
            return _under(screen, 0 if index == screen.light else index)
        case LookTurned():
            other = Look.PANEL if screen.look is Look.SUSPECT else Look.SUSPECT
            return replace(screen, look=other)


def _under(screen: ReviewScreen, light: int) -> ReviewScreen:
    lights = len(screen.shown.lights) if screen.shown else 0
    return replace(screen, light=light % lights if lights else 0, golden_shown=False)


def _after_reading(screen: ReviewScreen, event: Loaded | Read | Unreadable) -> ReviewScreen:
    match event:
        case Loaded(queue, known):
            return _requeued(replace(screen, known=known, loading=False, trouble=""), queue)
        case Unreadable(text):
            return replace(screen, loading=False, trouble=text)
        case Read(evidence):
            near = {one.key for one in (*wanted(screen), *screen.queue[:KEPT])}
            rest = [(k, e) for k, e in screen.evidence.items() if k in near][-KEPT:]
            hint = "" if screen.hint == "wait" else screen.hint
            return replace(screen, evidence={**dict(rest), evidence.key: evidence}, hint=hint)


def _after_deciding(screen: ReviewScreen, event: Decided | Kept | NotKept | Undone) -> ReviewScreen:
    match event:
        case Decided(decision):
            return _decided(screen, decision)
        case Kept(key):
            return replace(screen, settling=screen.settling - {key})
        case NotKept(suspect, text):
            done = tuple(one for one in screen.done if one.suspect.key != suspect.key)
            again = _put_back(replace(screen, done=done), suspect)
            return replace(again, not_kept=text, settling=screen.settling - {suspect.key})
        case Undone():
            if not screen.done:
                return screen
            last = screen.done[-1]
            proved = screen.proved[:-1] if last.suspect.known else screen.proved
            settling = screen.settling - {last.suspect.key}
            before = replace(screen, done=screen.done[:-1], proved=proved, settling=settling)
            return _put_back(before, last.suspect)


def may_decide(screen: ReviewScreen) -> bool:
    """Whether a decision counts: by somebody, and of what they see."""
    return bool(screen.person) and screen.shown is not None


def reviews_of(screen: ReviewScreen, decision: Decision, at_utc: datetime) -> tuple[Review, ...]:
    """Give what is to be kept of a decision on the suspect shown: a ruling on each of its defects.

    One of its own codes means: this is real, its others are false calls. Another code means: it is
    defective, but as something else; then all are real and the note says as what.
    """
    suspect = screen.suspect
    if suspect is None or suspect.known:
        return ()
    own = decision.code in suspect.codes
    note = f"is {decision.code.value}" if decision.code and not own else ""
    return tuple(
        Review(
            PartAddress(suspect.serial, suspect.board_index, suspect.refdes),
            defect.code,
            Ruling.FALSE_CALL if own and defect.code is not decision.code else decision.ruling,
            screen.person,
            at_utc,
            defect.pin,
            note,
        )
        for defect in suspect.defects
    )


def withdrawal_of(screen: ReviewScreen, at_utc: datetime) -> tuple[Review, ...]:
    """Give what takes the last decision back; nothing where that was on a known defect."""
    if not screen.done or screen.done[-1].suspect.known:
        return ()
    suspect = screen.done[-1].suspect
    address = PartAddress(suspect.serial, suspect.board_index, suspect.refdes)
    return tuple(
        Review(address, defect.code, Ruling.WITHDRAWN, screen.person, at_utc, defect.pin)
        for defect in suspect.defects
    )


def proof_of(screen: ReviewScreen, decision: Decision, at_utc: datetime) -> Proof | None:
    """Give what a decision on a known defect proves of the person; None for a real suspect."""
    one = screen.suspect
    if one is None or not one.known:
        return None
    found = decision.ruling is Ruling.CONFIRMED
    return Proof(one.sequence, one.board_index, one.refdes, found, screen.person, at_utc)


def wanted(screen: ReviewScreen) -> tuple[Suspect, ...]:
    """Give the suspects whose evidence is to be at hand, the one that is shown first."""
    if not screen.queue:
        return ()
    ahead = [screen.queue[(screen.at + n) % len(screen.queue)] for n in range(AHEAD + 1)]
    nearby = (*ahead, screen.queue[0], screen.queue[screen.at - 1])
    return tuple(dict.fromkeys(nearby))


def _decided(screen: ReviewScreen, decision: Decision) -> ReviewScreen:
    suspect = screen.suspect
    if suspect is None:
        return screen
    if not may_decide(screen):
        return replace(screen, hint="name" if not screen.person else "wait")
    rest = tuple(one for one in screen.queue if one.key != suspect.key)
    proved = screen.proved
    if suspect.known:
        proved = (*proved, decision.ruling is Ruling.CONFIRMED)
    ahead = _at(replace(screen, queue=rest), screen.at)
    if rest and rest[0].waiting and not rest[ahead.at].waiting:
        ahead = _at(ahead, 0)  # the line waits
    return replace(
        ahead,
        done=(*screen.done, Done(suspect, decision)),
        settling=screen.settling | {suspect.key},
        proved=proved,
        not_kept="",
        look=Look.SUSPECT,
    )


def _at(screen: ReviewScreen, index: int) -> ReviewScreen:
    at = index % len(screen.queue) if screen.queue else 0
    return replace(screen, at=at, golden_shown=False, light=0, hint="")


def _put_back(screen: ReviewScreen, suspect: Suspect) -> ReviewScreen:
    rest = tuple(one for one in screen.queue if one.key != suspect.key)
    at = min(screen.at, len(rest))
    return _at(replace(screen, queue=(*rest[:at], suspect, *rest[at:])), at)


def _requeued(screen: ReviewScreen, found: Sequence[Suspect]) -> ReviewScreen:
    """Give the screen with another queue; what is asked about stays where it is, if it is open."""
    taken = {one.suspect.key for one in screen.done} | screen.settling
    queue = [one for one in found if one.key not in taken]
    if screen.mix:
        queue = _mixed(queue, [one for one in screen.known if one.key not in taken])
    shown = screen.suspect
    if shown and shown.key not in taken and shown.key not in {one.key for one in queue}:
        queue.insert(min(screen.at, len(queue)), shown)  # read before its withdrawal lay there
    at = next((i for i, one in enumerate(queue) if shown and one.key == shown.key), 0)
    changed = replace(screen, queue=tuple(queue), at=at)
    return changed if shown and queue and queue[at].key == shown.key else _at(changed, at)


def _mixed(queue: Sequence[Suspect], known: Sequence[Suspect]) -> list[Suspect]:
    """Put a known defect among every ten suspects, at places nobody can foresee.

    The same queue is mixed in the same way, so that reading it again moves nothing.
    """
    left = sorted(known, key=lambda one: random.Random(repr(one.key)).random())
    mixed: list[Suspect] = []
    for one in queue:
        share = 1 / (ONE_KNOWN_IN - 1)
        if left and not one.waiting and random.Random(f"at {one.key}").random() < share:
            mixed.append(left.pop())
        mixed.append(one)
    return mixed
