"""What the core says in sentences, in the language of the screen.

Reasons, refusals and particulars of alarms come from the core as one English line. A line is taken
apart at "; " and each piece is held against the patterns of `ui.sentence_table`; what none of them
knows stays as it is, so that nothing is lost. Where the core gives values in place of a line, a
screen builds the sentence from those: see `ui.words`.
"""

import re

from PySide6.QtCore import QCoreApplication

from ui.quantities import quantity_word
from ui.sentence_table import OF_OTHERS, OF_SCREENS, TEMPLATES

_HOLE = re.compile(r"\{(\w+)\}")
_MORE = re.compile(r"(.+) and (\d+) more")
_UNSURE = " (too uncertain for its limit)"


def _pattern(template: str) -> re.Pattern[str]:
    """Give what finds a template's values in a sentence; each name stands once in a template."""
    pieces = _HOLE.split(template)
    texts = (
        re.escape(piece) if n % 2 == 0 else f"(?P<{piece}>.+?)" for n, piece in enumerate(pieces)
    )
    return re.compile("".join(texts))


_KNOWN = tuple((_pattern(str(one)), str(one)) for one in (*TEMPLATES, *OF_SCREENS, *OF_OTHERS))


def spoken(text: str) -> str:
    """Give a sentence of the core in the language of the screen; what is not known stays as it is.

    Examples
    --------
    >>> spoken("not measured: body_offset_x, side_overhang.2; some customer's words")
    "not measured: body offset x, side overhang 2; some customer's words"
    """
    joint = QCoreApplication.translate("core", "; ")
    return joint.join(_piece(piece) for piece in text.split("; "))


def _piece(text: str) -> str:
    for pattern, template in _KNOWN:
        found = pattern.fullmatch(text)
        if found:
            said = QCoreApplication.translate("core", template)
            return said.format(**{k: _value(k, v) for k, v in found.groupdict().items()})
    place, colon, rest = text.partition(": ")
    if not colon:
        return text
    return QCoreApplication.translate("core", "{place}: {what}").format(
        place=_piece(place), what=_piece(rest)
    )


def _value(name: str, text: str) -> str:
    match name:
        case "quantities":
            return _quantities(text)
        case "why":
            return _piece(text)
        case _:
            return text


def _quantities(text: str) -> str:
    """Give names of quantities in words: ``side_overhang.2`` is that of pin 2."""
    more = _MORE.fullmatch(text)
    names = (more[1] if more else text).split(", ")
    listed = QCoreApplication.translate("core", ", ").join(_quantity(name) for name in names)
    if not more:
        return listed
    several = QCoreApplication.translate("core", "{names} and {count} more")
    return several.format(names=listed, count=more[2])


def _quantity(text: str) -> str:
    name, _, pin = text.removesuffix(_UNSURE).partition(".")
    words = f"{quantity_word(name)} {pin}".rstrip()
    if not text.endswith(_UNSURE):
        return words
    unsure = QCoreApplication.translate("core", "{name} (too uncertain for its limit)")
    return unsure.format(name=words)
