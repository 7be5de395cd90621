"""What station.toml says of results as files, the table ``[line.drop]``."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MinLen

from inspector.formats.strict import Source

FileFormat = Literal["json", "csv", "xml"]


@dataclass(frozen=True, slots=True)
class DropSettings:
    """What station.toml says in ``[line.drop]``: where results go as files, and as which."""

    folder: Annotated[str, MinLen(1)]
    formats: Annotated[tuple[FileFormat, ...], MinLen(1)] = ("json",)
    most_waiting: Annotated[int, Ge(1), Le(100_000)] = 1000
    retry_s: Annotated[float, Ge(0.01), Le(60.0)] = 2.0


def read_drop(source: Source, table: dict[str, Any]) -> DropSettings:
    """Read the table ``[line.drop]`` of a station file.

    Raises
    ------
    FormatError
        Of the source's type, naming the key, if it is not understood.
    """
    return source.read(DropSettings, table, "line.drop")
