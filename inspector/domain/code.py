"""Codes on a panel: which are asked for, and what was read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspector.domain.geometry import Box


class Symbology(StrEnum):
    """Kinds of code that are read."""

    DATA_MATRIX = "data_matrix"
    QR = "qr"
    MICRO_QR = "micro_qr"
    CODE_128 = "code_128"
    CODE_39 = "code_39"


class CodeLevel(StrEnum):
    """What a code belongs to: the panel, or each board of it."""

    PANEL = "panel"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that must be read for what carries it to pass.

    Parameters
    ----------
    name
        By which results and reasons call it, as ``SN``.
    box
        Where it is looked for, quiet zone included and as wide as it may shift: panel mm at panel
        level, board mm of every board at board level.
    symbologies
        Kinds that are looked for; fewer are faster and cannot be mistaken for another.
    pattern
        A regular expression that the whole text must match; empty: any text.
    is_serial
        The text is the serial of what travels: it must equal the one that the capture states. Of a
        panel of several boards only a code of the panel can be that; the boards' own codes are kept
        in the result.
    """

    name: str
    box: Box
    level: CodeLevel = CodeLevel.BOARD
    symbologies: tuple[Symbology, ...] = tuple(Symbology)
    pattern: str = ""
    is_serial: bool = False

    def refusal_of(self, text: str) -> str:
        """Give why a text cannot be this code's, empty if it can."""
        if self.pattern and not re.fullmatch(self.pattern, text):
            return f"{text!r} does not match {self.pattern!r}"
        return ""


@dataclass(frozen=True, slots=True)
class CodeResult:
    """What was read of one code; ``text`` is None where nothing was, or nothing that fits.

    ``box`` is where it was found, mm as the recipe's box; ``reason`` says what is wrong, empty if
    nothing is. A text that was read but refused is kept, with the reason.
    """

    name: str
    text: str | None
    symbology: Symbology | None = None
    box: Box | None = None
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether it was read and is what was asked for."""
        return self.text is not None and not self.reason


def reason_of_codes(codes: Sequence[CodeResult]) -> str:
    """Give why codes keep the board or panel that carries them from passing, empty if not.

    Examples
    --------
    >>> reason_of_codes([CodeResult("SN", None, reason="no field shows it")])
    'code SN was not read: no field shows it'
    """
    told = []
    for code in codes:
        if code.text is None:
            told.append(f"code {code.name} was not read: {code.reason}")
        elif code.reason:
            told.append(f"code {code.name} is refused: {code.reason}")
    return "; ".join(told)
