"""The register map with what stands in it at the moment, for a person to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.domain.modbus import ModbusSettings, WordOrder
from inspector.line.registers import BITS, Register, RegisterMap, text_of


@dataclass(frozen=True, slots=True)
class RegisterValue:
    """An entry of the map; ``value`` is empty where nothing was read."""

    register: Register
    value: str = ""


def register_values(
    settings: ModbusSettings, station: Sequence[int] = (), line: Sequence[int] = ()
) -> tuple[RegisterValue, ...]:
    """Give every entry with its value; without words, the map alone.

    Raises
    ------
    DeviceError
        If the blocks do not fit into their places.
    """
    rows = tuple(RegisterMap(settings.registers).rows())
    return tuple(_values(rows, {"station": station, "line": line}, settings))


def read_values(settings: ModbusSettings) -> tuple[RegisterValue, ...]:
    """Read the registers once, over a connection of its own.

    Raises
    ------
    DeviceError
        If the other side does not answer.
    """
    from inspector.line.modbus_client import read_blocks

    return register_values(settings, *read_blocks(settings))


def _values(
    rows: Sequence[Register], words: dict[str, Sequence[int]], settings: ModbusSettings
) -> Iterator[RegisterValue]:
    starts = {
        "station": settings.registers.station_address,
        "line": settings.registers.line_address,
    }
    for row in rows:
        first = row.address - starts[row.writer]
        own = tuple(words[row.writer][first : first + row.count])
        yield RegisterValue(row, _text(row.kind, own, settings.registers.word_order) if own else "")


def _text(kind: str, words: tuple[int, ...], order: WordOrder) -> str:
    if kind == "u32":
        high, low = words if order is WordOrder.HIGH_FIRST else words[::-1]
        return str(high << BITS | low)
    if kind == "text":
        return text_of(words)
    if kind in ("boards", "bits"):
        return " ".join(map(str, words)).rstrip("0 ") or "0"
    return str(words[0])
