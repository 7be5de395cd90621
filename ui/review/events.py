"""What can happen to the review screen: each event a frozen value."""

from dataclasses import dataclass

from inspector.domain.result import DefectCode
from inspector.domain.review import Ruling
from inspector.store.suspects import Suspect
from ui.review.evidence import Evidence

Key = tuple[int, int, str]
"""Sequence, board index and refdes of a suspect."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of a suspect; ``code`` empty: each of its defects is what it is called."""

    ruling: Ruling
    code: DefectCode | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A person has typed who they are."""

    person: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The queue was read; ``known`` are defects that others confirmed."""

    queue: tuple[Suspect, ...]
    known: tuple[Suspect, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """The evidence of one suspect is there."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The record could not be read; the text says why and the way out."""

    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A person has decided on the suspect that is shown."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision is in the record."""

    key: Key


@dataclass(frozen=True, slots=True)
class NotKept:
    """A decision did not get into the record: the suspect is open again."""

    suspect: Suspect
    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Another suspect is wanted: so many further on, or back."""

    by: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A suspect was chosen from the queue."""

    index: int


@dataclass(frozen=True, slots=True)
class Undone:
    """The last decision is taken back."""


@dataclass(frozen=True, slots=True)
class Flipped:
    """The golden picture takes the suspect's place, or gives it back."""


@dataclass(frozen=True, slots=True)
class LightTurned:
    """Another light is wanted: so many further on, or back."""

    by: int = 1


@dataclass(frozen=True, slots=True)
class LightChosen:
    """A light was chosen by its place among the evidence's; the one that is shown: the first."""

    index: int


@dataclass(frozen=True, slots=True)
class LookTurned:
    """Panel instead of suspect, or back."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Known defects are to be mixed in, or not."""

    on: bool


Event = (
    Named
    | Loaded
    | Read
    | Unreadable
    | Decided
    | Kept
    | NotKept
    | Moved
    | Chosen
    | Undone
    | Flipped
    | LightTurned
    | LightChosen
    | LookTurned
    | Mixed
)
