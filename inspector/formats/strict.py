"""Reading files strictly: what is not understood is refused, with place, cause and mend."""

import difflib
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from inspector.domain.errors import FormatError

T = TypeVar("T")

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)
"""No unknown key, no text for a number, no NaN; applies at any depth."""

UNITS = ("mm", "deg", "s", "px", "utc", "um", "ms", "db", "c", "ns", "mm2", "rad")
"""What ends the name of a number that has a unit."""

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Text = Annotated[str, Field(min_length=1)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Point = tuple[float, float]


def _as_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("an instant whose UTC is in the years 1 to 9999") from error


Utc = Annotated[AwareDatetime, AfterValidator(_as_utc)]
"""An instant; its offset is read, UTC is kept."""


class FileModel(BaseModel):
    """A table of a file, by its keys."""

    model_config = STRICT

    def full(self) -> dict[str, Any]:
        """Give it as plain data, every key."""
        return self.model_dump(mode="json")

    def lean(self) -> dict[str, Any]:
        """Give it as plain data, without what is as by default."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is being read: it names itself in every refusal, of the type given."""

    file: Path
    error: type[FormatError]

    def refusal(self, place: str, cause: str, mend: str) -> FormatError:
        """Give the error to raise."""
        return self.error(self.file, place, _one_line(cause), _one_line(mend))

    def text(self) -> str:
        """Read the file: UTF-8, with LF line ends.

        Raises
        ------
        FormatError
            If it is not there, cannot be read, or is not UTF-8.
        """
        try:
            return canonical(self.file.read_bytes())
        except OSError as error:
            cause = error.strerror or str(error)
            mend = "name a file that is there and may be read"
            raise self.refusal("", f"cannot be read ({cause})", mend) from error
        except UnicodeDecodeError as error:
            place = f"byte {error.start}"
            raise self.refusal(place, "is not UTF-8", "save it as UTF-8") from error
        except ValueError as error:  # a name that no system can have
            raise self.refusal("", f"cannot be read ({error})", "name a file") from error

    def beside(self, name: str, place: str, mend: str) -> Path:
        """Give a file that a text names, which must lie in the folder of this file or below.

        Raises
        ------
        FormatError
            If it leads out, also by a link, or can be no name.
        """
        root = self.file.parent
        if len(name) > LONGEST_NAME:
            raise self.refusal(place, "is too long for the name of a file", mend)
        try:
            inside = (root / name).resolve().is_relative_to(root.resolve())
            (root / name).is_file()  # asks the system, which may refuse the name
        except (OSError, ValueError, RuntimeError) as error:
            raise self.refusal(place, f"{name!r} can be no file ({error})", mend) from error
        if not inside:
            raise self.refusal(place, f"{name!r} leads out of the folder", mend)
        return root / name

    def toml(self) -> dict[str, Any]:
        """Read the file as TOML."""
        text = self.text()
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            cause = f"is not TOML: {error}"
            if "line" in cause:
                raise self.refusal("", cause, "mend the line named") from error
            lines = text.rstrip().count("\n") + 1
            mend = "the file may be cut short: copy it again"
            raise self.refusal(f"line {lines}", cause, mend) from error
        except (ValueError, RecursionError) as error:
            raise self.refusal("", f"is not TOML: {error}", "mend or copy it again") from error

    def json(self) -> dict[str, Any]:
        """Read the file as one JSON object; see `json_of`."""
        return self.json_of(self.text())

    def json_of(self, text: str) -> dict[str, Any]:
        """Read text as one JSON object; a key given twice is refused."""
        try:
            data = json.loads(text, object_pairs_hook=_object)
        except json.JSONDecodeError as error:
            place = f"line {error.lineno} column {error.colno}"
            mend = "the file may be cut short: copy it again"
            raise self.refusal(place, f"is not JSON ({error.msg})", mend) from error
        except (ValueError, RecursionError) as error:
            raise self.refusal("", f"is not JSON ({error})", "mend or copy it again") from error
        if not isinstance(data, dict):
            raise self.refusal("", "holds no JSON object", "name the right file")
        return data

    def read(self, kind: type[T], data: object, place: str = "") -> T:
        """Read plain data as ``kind``: unknown keys and text for numbers are refused, at any depth.

        Pydantic applies its configuration to a dataclass inside a container only, hence the tuple;
        and only its JSON mode is strict about numbers while it still takes a list for a tuple.
        """
        one = TypeAdapter(
            cast("type[tuple[T]]", tuple.__class_getitem__(kind)),
            config=None if _is_model(kind) else STRICT,
        )
        try:
            return one.validate_json(json.dumps([data], default=_not_json))[0]
        except ValidationError as error:
            schema = one.json_schema()
            raise self._refusal_of(error, schema, place) from error

    def _refusal_of(self, error: ValidationError, schema: dict[str, Any], at: str) -> FormatError:
        # a misspelt key is two errors, the unknown one and the missing one: name the first kind
        first = min(error.errors(include_url=False), key=lambda e: e["type"] not in UNKNOWN)
        unknown = first["type"] in UNKNOWN
        loc = first["loc"]
        steps, nodes = _follow(schema, loc[:-1] if unknown else loc)
        steps += loc[-1:] if unknown else ()
        place = ".".join(filter(None, (at, path_of(steps[1:])))).replace(".[", "[")
        if unknown:
            return self.refusal(place, *_unknown(str(loc[-1]), tuple(_keys(schema, nodes))))
        if first["type"].startswith("missing"):
            return self.refusal(place, "is missing", "add it")
        if first["type"] == "enum" and isinstance(first["input"], str):
            known = str(first.get("ctx", {}).get("expected", ""))
            near = difflib.get_close_matches(first["input"], _names(known), n=1)
            if near:
                return self.refusal(place, f"is {first['input']!r}", f"did you mean {near[0]}?")
        if first["type"] == "string_too_short" and first["input"] == "":
            return self.refusal(place, "is empty", "write a text that is not")
        message = first["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
        given = json.dumps(first["input"], default=str)
        if len(given) > SHOWN:
            given = given[:SHOWN] + "..."
        return self.refusal(place, f"is {given}", f"write {message}")


Node = dict[str, Any]
"""A piece of a JSON Schema."""

UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
LONGEST_NAME = 1024
"""Characters of a path that a file may name; systems bear more, nobody needs it."""
SHOWN = 40
"""Characters of a refused value that a message shows."""


def canonical(data: bytes) -> str:
    """Give text as UTF-8 without a byte-order mark and with LF line ends."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def utc_text(at: datetime) -> str:
    """Give an instant as files have it: UTC with milliseconds, or microseconds where it has them.

    Examples
    --------
    >>> utc_text(datetime(2026, 11, 22, 8, tzinfo=UTC))
    '2026-11-22T08:00:00.000Z'
    """
    digits = "microseconds" if at.microsecond % 1000 else "milliseconds"
    return at.astimezone(UTC).isoformat(timespec=digits).replace("+00:00", "Z")


def path_of(loc: Sequence[str | int]) -> str:
    """Give a place in a file as people write it.

    Examples
    --------
    >>> path_of(["program", "RESC1608X55N", "limit", 0, "low"])
    'program.RESC1608X55N.limit[0].low'
    """
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc]
    return "".join(steps).removeprefix(".")


def _names(listed: str) -> list[str]:
    """Give what pydantic lists as ``'a', 'b' or 'c'``."""
    return [name.strip("' ") for name in listed.replace(" or ", ",").split(",")]


def _unknown(key: str, known: Sequence[str]) -> tuple[str, str]:
    with_unit = [k for k in known if k.startswith(f"{key}_") and k[len(key) + 1 :] in UNITS]
    if with_unit:
        return "has no unit", f"write {' or '.join(with_unit)}"
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return "is not known here", f"did you mean {near[0]}?"
    return "is not known here", f"remove it; known are {', '.join(known) or 'no keys'}"


def _follow(schema: Node, loc: Sequence[str | int]) -> tuple[tuple[str | int, ...], list[Node]]:
    """Follow a place into a schema; a step that only names a choice is left out."""
    nodes: list[Node] = [schema]
    steps: tuple[str | int, ...] = ()
    for step in loc:
        inner = [found for node in nodes for found in _inside(schema, node, step)]
        if inner:
            nodes, steps = inner, (*steps, step)
    return steps, nodes


def _keys(schema: Node, nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        for choice in _choices(schema, node):
            yield from choice.get("properties", {})


def _inside(root: Node, node: Node, step: str | int) -> Iterator[Node]:
    for choice in _choices(root, node):
        if isinstance(step, int):
            fixed = choice.get("prefixItems", [])
            inner = fixed[step] if step < len(fixed) else choice.get("items")
        else:
            inner = choice.get("properties", {}).get(step, choice.get("additionalProperties"))
        if isinstance(inner, dict):
            yield inner


def _choices(root: Node, node: Node) -> Iterator[Node]:
    if "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    for inner in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _choices(root, inner)
    yield node


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"key {twice} is given twice")
    return made


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _not_json(value: object) -> object:
    # a TOML date: no key of any file is one, so it is refused at its place
    return {"date": str(value)}


def _one_line(text: str) -> str:
    return " ".join(text.split())
