"""Hermes messages as bytes: cut out of a stream, read and written.

A message is one XML document, ``<Hermes Timestamp="..."><Tag .../></Hermes>``, UTF-8, of at most
65,536 bytes, one after another without anything between them. Nothing a peer sends is expanded or
fetched: a document type is refused. What is not known inside a message is ignored, as the standard
asks; an unknown message, or a known one that lacks what it must have, is refused.
"""

import functools
import logging
import math
import re
import types
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, Union, get_args, get_origin, get_type_hints
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from inspector.line import hermes_messages
from inspector.line.hermes_messages import (
    MAX_MESSAGE_BYTES,
    DownstreamConfiguration,
    Features,
    HermesError,
    Message,
    SubBoard,
    UpstreamConfiguration,
    plain,
)

log = logging.getLogger(__name__)

END = re.compile(rb"</Hermes[ \t\r\n]*>")
SPACE = b" \t\r\n\0"
"""What may stand between messages; some machines end each with a NUL."""

LISTED = {
    SubBoard: ("SB", "SubBoard"),
    UpstreamConfiguration: ("UpstreamConfiguration",),
    DownstreamConfiguration: ("DownstreamConfiguration",),
}
"""The elements of a list; the first is written, each is read."""

UNITS = ("_mm_s", "_mm", "_g", "_s")


class Cutter:
    """Cuts the bytes that arrive into messages, whatever the pieces they come in."""

    def __init__(self) -> None:
        self._left = bytearray()
        self._searched = 0

    def take(self, data: bytes) -> list[bytes]:
        """Give the messages that are complete now.

        Raises
        ------
        HermesError
            If a message is longer than the standard allows. Messages before it are lost, and the
            connection is to be closed.
        """
        self._left += data
        messages = []
        while end := END.search(self._left, self._searched):
            message = bytes(self._left[: end.end()]).lstrip(SPACE)
            del self._left[: end.end()]
            self._searched = 0
            _refuse_longer(len(message))
            messages.append(message)
        self._left = self._left.lstrip(SPACE)
        _refuse_longer(len(self._left))
        self._searched = max(0, self._left.rfind(b"<"))  # where the end may have begun
        return messages


def _refuse_longer(size: int) -> None:
    if size > MAX_MESSAGE_BYTES:
        raise HermesError(f"message is longer than {MAX_MESSAGE_BYTES} bytes")


def message_to_bytes(message: Message) -> bytes:
    """Write a message with the time of now.

    A control character, as GS in a GS1 code, is written as its picture (U+241D); SubBoards are left
    out where the message would be too long with them: FailedBoard stands for them.

    Raises
    ------
    HermesError
        If it would be longer than the standard allows.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
    root = Element("Hermes", {"Timestamp": now})
    inside = SubElement(root, type(message).__name__)
    _fill(inside, message)
    data: bytes = tostring(root, encoding="unicode").encode()
    boards = inside.find("SubBoards")
    if len(data) > MAX_MESSAGE_BYTES and boards is not None:
        inside.remove(boards)
        log.warning("%s is too long: sent without its %d SubBoards", inside.tag, len(boards))
        data = tostring(root, encoding="unicode").encode()
    _refuse_longer(len(data))
    return data


def message_from_bytes(data: bytes) -> Message:
    """Read one message.

    Raises
    ------
    HermesError
        If it is no XML, no message of Hermes, not a known one, or lacks what it must have.
    """
    try:
        root = fromstring(data.decode("utf-8-sig"), forbid_dtd=True)
    except UnicodeDecodeError as error:
        raise HermesError("message is not UTF-8") from error
    except DefusedXmlException as error:
        raise HermesError("message has a document type") from error
    except (ParseError, ValueError) as error:
        raise HermesError(f"message is not XML: {plain(str(error))}") from error
    if root.tag != "Hermes" or len(root) != 1:
        raise HermesError("message is not <Hermes> around one element")
    kind = _kinds().get(root[0].tag)
    if kind is None:
        raise HermesError(f"message {plain(root[0].tag)} is not known")
    made: Message = _read(root[0], kind)
    return made


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    attribute: str
    kind: Any
    listed: bool
    required: bool


@functools.cache
def _kinds() -> dict[str, Any]:
    return {kind.__name__: kind for kind in get_args(hermes_messages.Message)}


@functools.cache
def _fields(kind: Any) -> tuple[_Field, ...]:  # noqa: ANN401 - a class
    hints = get_type_hints(kind)
    return tuple(
        _Field(
            field.name,
            _attribute(field.name),
            _plain(hints[field.name]),
            get_origin(hints[field.name]) is tuple,
            field.default is MISSING,
        )
        for field in fields(kind)
    )


def _attribute(name: str) -> str:
    for unit in UNITS:
        name = name.removesuffix(unit)
    return "".join(word.capitalize() for word in name.split("_"))


def _plain(hint: Any) -> Any:  # noqa: ANN401 - a type
    """Give the type of what is there, without None or the tuple around it."""
    if get_origin(hint) in (Union, types.UnionType, tuple):
        return next(kind for kind in get_args(hint) if kind not in (types.NoneType, Ellipsis))
    return hint


def _fill(element: Element, value: Any) -> None:  # noqa: ANN401 - any of the dataclasses
    kind: Any = type(value)
    for field in _fields(kind):
        given = getattr(value, field.name)
        if given is None or given == ():
            continue
        if field.listed:
            inner = SubElement(element, field.attribute)
            for item in given:
                _fill(SubElement(inner, LISTED[field.kind][0]), item)
        elif isinstance(given, Features):
            inner = SubElement(element, field.attribute)
            for name in sorted(given.names):
                SubElement(inner, name)
        else:
            element.set(field.attribute, _text(given))


def _text(value: Any) -> str:  # noqa: ANN401 - text, number or enum
    if isinstance(value, IntEnum):
        return str(int(value))
    return f"{value:.10g}" if isinstance(value, float) else "".join(map(_allowed, str(value)))


def _allowed(letter: str) -> str:
    """Give a letter, or what stands for one that XML 1.0 cannot have."""
    if letter < " " and letter not in "\t\n\r":
        return chr(0x2400 + ord(letter))
    return "\ufffd" if "\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff" else letter


def _read(element: Element, kind: Any) -> Any:  # noqa: ANN401 - any of the dataclasses
    found: dict[str, Any] = {}
    for field in _fields(kind):
        if field.listed:
            found[field.name] = _read_list(element, field)
        elif field.kind is Features:
            found[field.name] = _read_features(element, field)
        elif (text := element.get(field.attribute)) is not None:
            found[field.name] = _value(text, field, element.tag)
        elif field.required:
            raise HermesError(f"{element.tag} lacks {field.attribute}")
    return kind(**found)


def _read_list(element: Element, field: _Field) -> tuple[Any, ...]:
    inner = element.find(field.attribute)
    names = LISTED[field.kind]
    items = list(inner) if inner is not None else []
    return tuple(_read(item, field.kind) for item in items if item.tag in names)


def _read_features(element: Element, field: _Field) -> Features:
    inner = element.find(field.attribute)
    return Features(frozenset(item.tag for item in inner) if inner is not None else frozenset())


def _value(text: str, field: _Field, tag: str) -> Any:  # noqa: ANN401 - as the field has it
    if field.kind is str:
        return text
    try:
        value = field.kind(text) if field.kind is float else field.kind(_whole(text))
    except ValueError as error:
        raise HermesError(f"{tag} has {field.attribute}={plain(text)!r}") from error
    if isinstance(value, float) and not math.isfinite(value):
        raise HermesError(f"{tag} has {field.attribute}={plain(text)!r}")
    return value


def _whole(text: str) -> int:
    if len(text) > 10:  # noqa: PLR2004 - digits of the largest number of 32 bits
        raise ValueError(text)
    return int(text)
