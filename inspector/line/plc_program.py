"""The program of a PLC with a conveyor, a scan at a time, as docs/LINE.md tells it in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from inspector.line.plc import Arrived, LineState, PanelAnswer
from inspector.line.registers import (
    WORD,
    LineSide,
    RegisterMap,
    StationSide,
    Words,
    wire_sequence,
)


@dataclass(frozen=True, slots=True)
class Retained:
    """What the PLC keeps over power-off."""

    arrival: int = 0
    acknowledged: int = 0


class PlcProgram:
    """Brings panels, takes each answer once, acknowledges it.

    ``took`` gets each answer that is taken, before it is acknowledged; ``say`` hears in one line
    what happens.
    """

    def __init__(
        self,
        registers: RegisterMap,
        retained: Retained,
        took: Callable[[PanelAnswer], None],
        say: Callable[[str], None],
    ) -> None:
        self._map = registers
        self._say = say
        self._line = LineSide(0, 0, retained.acknowledged)
        self._last_arrival = retained.arrival
        self._station: StationSide | None = None
        self._told: object = None
        self._took = took

    @property
    def retained(self) -> Retained:
        """What is kept when the power goes."""
        return Retained(self._last_arrival, self._line.acknowledged)

    @property
    def panel_in_place(self) -> bool:
        """Whether a panel waits for its answer."""
        return self._line.arrival != 0

    @property
    def station(self) -> StationSide | None:
        """What the station showed in the last scan, None if nothing that can be understood."""
        return self._station

    @property
    def station_ready(self) -> bool:
        """Whether the station shows that a panel may be brought."""
        return self._station is not None and self._station.state is LineState.READY

    def bring(self, panel: Arrived) -> None:
        """Bring a panel in place; its ``number`` is not looked at, the PLC counts itself."""
        self._last_arrival = self._last_arrival % WORD + 1
        self._line = replace(
            self._line,
            arrival=self._last_arrival,
            serial=panel.serial,
            recipe=panel.recipe,
            skipped=panel.skipped,
        )
        self._say(f"arrival {self._last_arrival}: {panel.serial or 'no serial'} is in place")

    def scan(self, words: Sequence[int]) -> Words:
        """Read the station block, give the line block."""
        self._line = replace(self._line, heartbeat=self._line.heartbeat % WORD + 1)
        try:
            self._station = self._map.station_side(words)
        except ValueError:  # nothing was written yet, or nonsense
            self._station = None
        else:
            self._take(self._station)
        return self._map.line_words(self._line)

    def _take(self, station: StationSide) -> None:
        if (station.state, station.alarm) != self._told:
            self._told = (station.state, station.alarm)
            alarm = f", alarm {station.alarm}" if station.alarm else ""
            self._say(f"station: {station.state}{alarm}")
        answer = station.answer
        if answer is None or wire_sequence(answer.sequence) == self._line.acknowledged:
            return
        self._took(answer)
        leaves = answer.arrival in (0, self._line.arrival)
        self._line = replace(
            self._line,
            acknowledged=wire_sequence(answer.sequence),
            arrival=0 if leaves else self._line.arrival,
        )
        boards = " ".join("SKIPPED" if v is None else v.name for v in answer.boards)
        code = f", first {answer.first_code}" if answer.first_code else ""
        self._say(
            f"answer {answer.sequence}: {answer.serial or 'no serial'} {answer.verdict.name} "
            f"({boards}), {answer.defects} defects{code}"
        )
