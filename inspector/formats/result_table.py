"""A result as CSV and as XML, for programs that want one or the other.

CSV has a line for each defect, and one for each part, surface and board without any, so that
what is absent is never taken for passed. XML has what result/1 has, key by key.
"""

import csv
import io
import math
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from inspector.domain.result import BoardResult, Defect, PanelResult, Verdict
from inspector.formats.result_json import result_data
from inspector.formats.strict import utc_text

COLUMNS = (
    "station",
    "product",
    "serial",
    "side",
    "captured_utc",
    "panel_verdict",
    "board",
    "board_verdict",
    "refdes",
    "verdict",
    "reason",
    "defect",
    "pin",
    "quantity",
    "value",
    "unit",
    "low",
    "high",
    "clause",
)
SKIPPED = "SKIPPED"
"""Stands for the verdict of a board that the line skipped: it has none."""


def result_csv(result: PanelResult) -> str:
    """Give a result as CSV with a header, LF line ends, a point in numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    panel = [
        result.station,
        result.product,
        result.serial,
        result.side.value,
        utc_text(result.captured_utc),
        result.verdict.name,
    ]
    for board in result.boards:
        about = [*panel, board.index, _verdict(board.verdict)]
        writer.writerows([*about, *row] for row in _rows(board))
    if not result.boards:
        writer.writerow([*panel, "", "", "", result.verdict.name, result.reason, *[""] * 8])
    return out.getvalue()


def _rows(board: BoardResult) -> Iterator[list[str]]:
    """Give the lines of a board, from ``refdes`` on."""
    none = [""] * 8
    if not board.parts and not board.surface:
        yield ["", _verdict(board.verdict), board.reason, *none]
    for part in board.parts:
        about = [part.refdes, part.verdict.name, part.reason]
        yield from ([*about, *_defect(defect)] for defect in part.defects)
        if not part.defects:
            yield [*about, *none]
    if board.surface:
        about = ["", board.surface.verdict.name, board.surface.reason]
        found = [defect for region in board.surface.regions for defect in region.defects]
        yield from ([*about, *_defect(defect)] for defect in found)
        if not found:
            yield [*about, *none]


def _defect(defect: Defect) -> list[str]:
    taken, limit = defect.measurement, defect.limit
    return [
        limit.code.value,
        taken.pin,
        taken.quantity,
        _number(taken.value),
        taken.unit,
        _number(limit.low),
        _number(limit.high),
        limit.clause,
    ]


def _verdict(verdict: Verdict | None) -> str:
    return SKIPPED if verdict is None else verdict.name


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else ""


def result_xml(result: PanelResult) -> bytes:
    """Give a result as XML: a key of result/1 is an element, the items of a list are ``item``.

    What is null there is an empty element with ``null="true"``; a letter that XML cannot have is
    the replacement character.
    """
    root = Element("result")
    _fill(root, result_data(result))
    indent(root)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _fill(element: Element, value: Any) -> None:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        for key, inner in value.items():
            _fill(_named(element, str(key)), inner)
    elif isinstance(value, list):
        for inner in value:
            _fill(SubElement(element, "item"), inner)
    elif value is None:
        element.set("null", "true")
    elif isinstance(value, bool):
        element.text = str(value).lower()
    else:
        element.text = "".join(map(_allowed, str(value)))


def _named(element: Element, key: str) -> Element:
    """Give an element of that name, or one with the name as attribute where XML has no such."""
    if key.isidentifier() and key.isascii():
        return SubElement(element, key)
    return SubElement(element, "entry", name="".join(map(_allowed, key)))


def _allowed(letter: str) -> str:
    fine = letter >= " " or letter in "\t\n"
    return letter if fine and letter not in "\ufffe\uffff" and not _half(letter) else "\ufffd"


def _half(letter: str) -> bool:
    return "\ud800" <= letter <= "\udfff"
