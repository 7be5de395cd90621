"""The version every file carries: newer is refused, older is upgraded by pure functions."""

from collections.abc import Callable, Mapping
from typing import Any

from inspector.formats.strict import SHOWN, Source

DIGITS = 10
"""What has as many is no version."""

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
"""From the plain data of one version to that of the next; never changes what it is given."""

Upgrades = Mapping[int, Upgrade]
"""By the version they start from."""


def current(
    source: Source, data: dict[str, Any], format_name: str, upgrades: Upgrades
) -> dict[str, Any]:
    """Give the data as the newest version of its format has it, ``format`` included.

    The newest version is one above the last that can be upgraded; without upgrades it is 1.

    Raises
    ------
    FormatError
        If ``format`` is absent, of another kind, or newer than this program knows.
    """
    newest = newest_of(upgrades)
    stated = data.get("format")
    name, _, version = stated.partition("/") if isinstance(stated, str) else ("", "", "")
    number = (
        int(version) if version.isascii() and version.isdigit() and len(version) < DIGITS else 0
    )
    if name != format_name and number > 0:
        cause = f"is {stated!r}: the file is no {format_name}"
        raise source.refusal("format", cause, f"name a {format_name}")
    if name != format_name or number < 1:
        shown = repr(stated if len(str(stated)) <= SHOWN else f"{str(stated)[:SHOWN]}...")
        cause = "is missing" if stated is None else f"is {shown}, not {format_name}"
        raise source.refusal("format", cause, f'write format = "{format_name}/{newest}"')
    if number > newest:
        raise source.refusal(
            "format",
            f"is {stated}, newer than this program knows ({format_name}/{newest})",
            "update Inspector",
        )
    for step in range(number, newest):
        data = upgrades[step](data)
    return {**data, "format": f"{format_name}/{newest}"}


def newest_of(upgrades: Upgrades) -> int:
    """Give the newest version that a chain of upgrades leads to."""
    return max(upgrades, default=0) + 1
