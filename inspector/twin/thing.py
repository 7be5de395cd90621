"""What lies on a board and is no part."""

from dataclasses import dataclass

from inspector.twin.artwork import Art
from inspector.twin.body import Body


@dataclass(frozen=True, slots=True)
class Thing:
    """What lies on a board and is no part, and what is wrong with the board itself; board mm.

    Dust, a solder ball or a bridge are bodies; a scratch, flux or a gap in a trace are art.
    ``kind`` names what does no harm: dust, fibre, flux, smear, label, bad mark.
    """

    board_index: int
    bodies: tuple[Body, ...] = ()
    art: tuple[Art, ...] = ()
    kind: str = ""
