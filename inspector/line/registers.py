"""The register map: what the station and the PLC tell each other, as words at fixed places.

Two blocks of holding registers, each written by one side only: the *station* block by Inspector,
the *line* block by the PLC. Both are states, not messages: to write a block again changes nothing,
so that what was lost is simply written again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import RegisterSettings, WordOrder
from inspector.domain.result import Verdict
from inspector.line.numbers import DEFECT_NUMBERS, SKIPPED, STATE_NUMBERS, VERDICT_NUMBERS
from inspector.line.plc import LineState, PanelAnswer

MAP_VERSION = 1
WORD = 0xFFFF
SEQUENCES = 0xFFFF_FFFF
"""Sequence numbers on the wire: 1 to this, then 1 again; 0 means none."""
MOST_WRITTEN = 123
"""Registers that one Modbus request can write (function 16)."""
BITS = 16

Words = tuple[int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StationSide:
    """What Inspector tells: its heartbeat and state, and the answer that stands at the moment."""

    heartbeat: int
    state: LineState
    alarm: int = 0
    arrival_taken: int = 0
    clock_s: int = 0
    answer: PanelAnswer | None = None


@dataclass(frozen=True, slots=True)
class LineSide:
    """What the PLC tells: heartbeat, the panel in place (0: none) and what it has acknowledged."""

    heartbeat: int
    arrival: int = 0
    acknowledged: int = 0
    skipped: tuple[int, ...] = ()
    serial: str = ""
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """One entry of the map: ``writer`` is station or line; ``address`` counts from 0."""

    writer: str
    address: int
    count: int
    name: str
    kind: str
    meaning: str


_STATES = ", ".join(f"{number} {state}" for state, number in STATE_NUMBERS.items())
_VERDICTS = "1 PASS, 2 NOT INSPECTED, 3 FAIL"

STATION = (
    ("heartbeat", "u16", "counts up at least every heartbeat_s; one that stands still: stop"),
    ("map_version", "u16", f"{MAP_VERSION}; another number is another map: stop"),
    ("state", "u16", f"{_STATES}; bring a panel at {STATE_NUMBERS[LineState.READY]} only"),
    ("alarm", "u16", "number of the alarm, 0 none"),
    ("arrival_taken", "u16", "number of the last arrival that Inspector has begun"),
    ("clock", "u32", "seconds since 1970-01-01 UTC"),
    ("sequence", "u32", "number of the answer; 0 none yet. First register of the checked block"),
    ("arrival", "u16", "number of the arrival that is answered, 0 unknown"),
    ("verdict", "u16", f"of the panel: {_VERDICTS}, 0 none"),
    ("defects", "u16", "number of defects, 65535 for that many and more"),
    ("first_code", "u16", "number of the first defect's code, 0 none"),
    ("board_count", "u16", "boards on the panel"),
    ("boards", "boards", f"of each board in order: {_VERDICTS}, {SKIPPED} SKIPPED, 0 no board"),
    ("board_id", "text", "serial of the panel, ASCII, two letters a register, the first high"),
    ("crc", "u16", "CRC-16/MODBUS over all registers from sequence to board_id"),
)
LINE = (
    ("heartbeat", "u16", "counts up at least every 100 ms; one that stands still stops Inspector"),
    ("arrival", "u16", "number of the panel in place (65535, then 1); 0 none. Written last"),
    ("acknowledged", "u32", "sequence of the answer that was taken last; kept over power-off"),
    ("skip", "bits", "boards not to inspect: bit 0 of the first register is board 0"),
    ("serial", "text", "serial of the panel, empty if the line does not know it"),
    ("recipe", "text", "recipe that is asked for, empty for Inspector's own choice"),
)


@dataclass(frozen=True, slots=True)
class RegisterMap:
    """The two blocks at their places.

    Raises
    ------
    DeviceError
        If a block does not fit into one request, or the two overlap.
    """

    settings: RegisterSettings

    def __post_init__(self) -> None:
        given = self.settings
        for words, where in ((self.station_count, "station"), (self.line_count, "line")):
            if words > MOST_WRITTEN:
                raise DeviceError(
                    f"Modbus registers: the {where} block has {words} registers, one request holds "
                    f"{MOST_WRITTEN}; lower boards or text_registers in station.toml"
                )
        blocks = sorted(
            (
                (given.station_address, given.station_address + self.station_count),
                (given.line_address, given.line_address + self.line_count),
            )
        )
        if blocks[0][1] > blocks[1][0] or blocks[1][1] > WORD + 1:
            spans = " and ".join(f"{first} to {end - 1}" for first, end in blocks)
            raise DeviceError(
                f"Modbus registers: the blocks {spans} overlap or leave 0 to {WORD}; "
                "change station_address or line_address in station.toml"
            )

    @property
    def station_count(self) -> int:
        """Registers of the station block."""
        return sum(self._count(kind) for _, kind, _ in STATION)

    @property
    def line_count(self) -> int:
        """Registers of the line block."""
        return sum(self._count(kind) for _, kind, _ in LINE)

    def rows(self) -> Iterator[Register]:
        """Give every entry in order, for a person."""
        blocks = (
            ("station", self.settings.station_address, STATION),
            ("line", self.settings.line_address, LINE),
        )
        for writer, start, entries in blocks:
            at = start
            for name, kind, meaning in entries:
                count = self._count(kind)
                yield Register(writer, at, count, name, kind, meaning)
                at += count

    def station_words(self, side: StationSide) -> Words:
        """Give the station block as words."""
        answer = self._answer_words(side.answer)
        values: dict[str, Words] = {
            "heartbeat": (side.heartbeat & WORD,),
            "map_version": (MAP_VERSION,),
            "state": (STATE_NUMBERS[side.state],),
            "alarm": (side.alarm & WORD,),
            "arrival_taken": (side.arrival_taken & WORD,),
            "clock": self._u32(side.clock_s & SEQUENCES),
            **answer,
        }
        return _laid(STATION, values)

    def station_side(self, words: Sequence[int]) -> StationSide:
        """Read the station block, as the PLC does.

        Raises
        ------
        ValueError
            If it is of another map or holds a number without meaning. An answer with a wrong CRC is
            no error: it is still being written, and there is no answer yet.
        """
        got = self._cut(STATION, words)
        if got["map_version"] != (MAP_VERSION,):
            raise ValueError(f"map version {got['map_version'][0]}")
        return StationSide(
            heartbeat=got["heartbeat"][0],
            state=_name_of(STATE_NUMBERS, got["state"][0]),
            alarm=got["alarm"][0],
            arrival_taken=got["arrival_taken"][0],
            clock_s=self._number(got["clock"]),
            answer=self._answer(got),
        )

    def line_words(self, side: LineSide) -> Words:
        """Give the line block as words."""
        return _laid(
            LINE,
            {
                "heartbeat": (side.heartbeat & WORD,),
                "arrival": (side.arrival & WORD,),
                "acknowledged": self._u32(side.acknowledged),
                "skip": self._bits(side.skipped),
                "serial": self._text(side.serial),
                "recipe": self._text(side.recipe),
            },
        )

    def line_side(self, words: Sequence[int]) -> LineSide:
        """Read the line block; any words have a meaning."""
        got = self._cut(LINE, words)
        mask = sum(word << (BITS * index) for index, word in enumerate(got["skip"]))
        return LineSide(
            heartbeat=got["heartbeat"][0],
            arrival=got["arrival"][0],
            acknowledged=self._number(got["acknowledged"]),
            skipped=tuple(i for i in range(self.settings.boards) if mask >> i & 1),
            serial=text_of(got["serial"]),
            recipe=text_of(got["recipe"]),
        )

    def _answer_words(self, answer: PanelAnswer | None) -> dict[str, Words]:
        boards = answer.boards if answer else ()
        verdicts = [SKIPPED if v is None else VERDICT_NUMBERS[v] for v in boards]
        first = answer.first_code if answer else None
        values: dict[str, Words] = {
            "sequence": self._u32(wire_sequence(answer.sequence) if answer else 0),
            "arrival": (answer.arrival & WORD if answer else 0,),
            "verdict": (VERDICT_NUMBERS[answer.verdict] if answer else 0,),
            "defects": (min(answer.defects, WORD) if answer else 0,),
            "first_code": (DEFECT_NUMBERS[first] if first else 0,),
            "board_count": (len(boards),),
            "boards": _filled(verdicts, self.settings.boards),
            "board_id": self._text(answer.serial if answer else ""),
        }
        return {**values, "crc": (crc16(sum(values.values(), ())),)}

    def _answer(self, got: Mapping[str, Words]) -> PanelAnswer | None:
        names = [name for name, _, _ in STATION]
        checked = names[names.index("sequence") : names.index("crc")]
        if crc16(sum((got[name] for name in checked), ())) != got["crc"][0]:
            return None
        sequence = self._number(got["sequence"])
        if not sequence:
            return None
        code = got["first_code"][0]
        return PanelAnswer(
            sequence=sequence,
            serial=text_of(got["board_id"]),
            verdict=_name_of(VERDICT_NUMBERS, got["verdict"][0]),
            boards=tuple(_board(word) for word in got["boards"][: got["board_count"][0]]),
            defects=got["defects"][0],
            first_code=_name_of(DEFECT_NUMBERS, code) if code else None,
            arrival=got["arrival"][0],
        )

    def _count(self, kind: str) -> int:
        return {
            "u16": 1,
            "u32": 2,
            "text": self.settings.text_registers,
            "boards": self.settings.boards,
            "bits": -(-self.settings.boards // BITS),
        }[kind]

    def _cut(
        self, entries: Sequence[tuple[str, str, str]], words: Sequence[int]
    ) -> dict[str, Words]:
        ends = [0]
        for _, kind, _ in entries:
            ends.append(ends[-1] + self._count(kind))
        if len(words) != ends[-1]:
            raise ValueError(f"{len(words)} registers, not {ends[-1]}")
        names = [name for name, _, _ in entries]
        return {
            name: tuple(words[first:end])
            for name, (first, end) in zip(names, pairwise(ends), strict=True)
        }

    def _u32(self, number: int) -> Words:
        halves = (number >> BITS & WORD, number & WORD)
        return halves if self.settings.word_order is WordOrder.HIGH_FIRST else halves[::-1]

    def _number(self, words: Words) -> int:
        high, low = words if self.settings.word_order is WordOrder.HIGH_FIRST else words[::-1]
        return high << BITS | low

    def _text(self, text: str) -> Words:
        room = 2 * self.settings.text_registers
        data = text.encode("ascii", "replace")[:room].ljust(room, b"\0")
        return tuple(int.from_bytes(data[i : i + 2], "big") for i in range(0, room, 2))

    def _bits(self, indices: Sequence[int]) -> Words:
        mask = sum(1 << i for i in set(indices) if i < self.settings.boards)
        return tuple(mask >> BITS * i & WORD for i in range(self._count("bits")))


def wire_sequence(sequence: int) -> int:
    """Give a record's sequence as the wire has it: 32 bits, 0 left out.

    Examples
    --------
    >>> wire_sequence(17), wire_sequence(2**32 - 1), wire_sequence(2**32)
    (17, 4294967295, 1)
    """
    return (sequence - 1) % SEQUENCES + 1


def crc16(words: Sequence[int]) -> int:
    """Give the CRC-16/MODBUS of registers, the high byte of each first.

    Examples
    --------
    >>> hex(crc16([0x3132, 0x3334, 0x3536, 0x3738]))  # of "12345678"
    '0x37dd'
    """
    crc = WORD
    for word in words:
        for byte in (word >> 8, word & 0xFF):
            crc ^= byte
            for _ in range(8):
                crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def text_of(words: Sequence[int]) -> str:
    """Give the text in registers: up to the first NUL, blanks stripped; no letter: a question mark.

    Examples
    --------
    >>> text_of([0x534E, 0x3120, 0])
    'SN1'
    """
    data = b"".join(word.to_bytes(2, "big") for word in words).split(b"\0")[0]
    return "".join(chr(b) if 0x20 <= b < 0x7F else "?" for b in data).strip()  # noqa: PLR2004 - ASCII


def _laid(entries: Sequence[tuple[str, str, str]], values: Mapping[str, Words]) -> Words:
    return tuple(word for name, _, _ in entries for word in values[name])


def _filled(words: Sequence[int], count: int) -> Words:
    return (*words, *(0,) * (count - len(words)))[:count]


def _board(number: int) -> Verdict | None:
    return None if number == SKIPPED else _name_of(VERDICT_NUMBERS, number)


def _name_of(numbers: Mapping[T, int], number: int) -> T:
    for name, known in numbers.items():
        if known == number:
            return name
    raise ValueError(f"number {number} has no meaning")
