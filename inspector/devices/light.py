"""What every light does: a controller that gives each shot its light, and says when it cannot.

Calls block, each with a timeout, and raise `DeviceError` naming the controller, the request and the
answer. A light that was lost is looked for again at the next request: what had been set is set
anew, so that no shot is ever taken under a half remembered light.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, Self

from inspector.domain.errors import DeviceError
from inspector.domain.image import Shot

FULL_PERCENT = 100.0


class LightState(StrEnum):
    """What a controller does at the moment; LOST did not answer and is looked for again."""

    CLOSED = "closed"
    OPEN = "open"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class LightInfo:
    """Which controller it is; ``firmware`` as it says itself."""

    name: str
    kind: str
    address: str
    firmware: str = ""


@dataclass(frozen=True, slots=True)
class Flash:
    """How a channel answers the camera's trigger: brightness, length of the flash, and its delay.

    ``pulse_ms`` 0: it is on all the time.
    """

    percent: float
    pulse_ms: float = 0.0
    delay_ms: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.percent <= FULL_PERCENT:
            raise ValueError(f"{self.percent} % of a light: it has 0 to 100 %")
        if not (self.pulse_ms >= 0.0 and self.delay_ms >= 0.0):
            raise ValueError(f"a flash of {self.pulse_ms} ms after {self.delay_ms} ms")
        if not math.isfinite(self.pulse_ms + self.delay_ms):
            raise ValueError("a flash has an end")


DARK = Flash(0.0)


@dataclass(frozen=True, slots=True)
class Wiring:
    """Which channels make which shot: by the shot's name, or ``fringe:east`` for a projector's.

    A channel that a shot does not name is dark in it. Shots whose names differ in nothing but how
    long they are exposed (``ring-short``) have a line each.
    """

    channels: tuple[int, ...]
    shots: Mapping[str, Mapping[int, Flash]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, flashes in self.shots.items():
            unknown = sorted(set(flashes) - set(self.channels))
            if unknown:
                raise ValueError(f"shot {name}: channel {unknown[0]} is not wired")
        frozen = {name: MappingProxyType(dict(flashes)) for name, flashes in self.shots.items()}
        object.__setattr__(self, "shots", MappingProxyType(frozen))

    def flashes(self, shot: Shot) -> Mapping[int, Flash] | None:
        """Give what every channel does in a shot; None of a shot that is not wired."""
        named = self.shots.get(f"{shot.name}:{shot.projector}") or self.shots.get(shot.name)
        if named is None:
            return None
        return {channel: named.get(channel, DARK) for channel in self.channels}


class Light(Protocol):
    """What every light controller does.

    It is a context manager: left, every channel is dark, whatever happened.
    """

    @property
    def info(self) -> LightInfo:
        """Which controller it is."""
        ...

    @property
    def state(self) -> LightState:
        """What it does at the moment."""
        ...

    @property
    def levels(self) -> Mapping[int, Flash]:
        """What each channel was last set to, and acknowledged."""
        ...

    def __enter__(self) -> Self:
        """Open it, every channel dark."""
        ...

    def __exit__(self, *_: object) -> None:
        """Make it dark and close it."""
        ...

    def select(self, shot: Shot) -> None:
        """Prepare the light of a shot; when this returns the next trigger is under it.

        Raises
        ------
        DeviceError
            If the shot is not wired, or the controller does not do it.
        """
        ...

    def set_level(self, channel: int, percent: float) -> None:
        """Set one channel's brightness; whether and how it flashes stays.

        Raises
        ------
        DeviceError
            If there is no such channel or level, or the controller does not do it.
        """
        ...

    def strobe(self, channel: int) -> None:
        """Let one channel flash once now, without the camera: to try the wiring.

        Raises
        ------
        DeviceError
            If the channel is not one that flashes, or the controller does not do it.
        """
        ...


def wired(device: str, wiring: Wiring, shot: Shot) -> Mapping[int, Flash]:
    """Give what every channel does in a shot.

    Raises
    ------
    DeviceError
        If it is not wired.
    """
    flashes = wiring.flashes(shot)
    if flashes is None:
        what = f"{shot.name} {shot.projector}".strip()
        has = ", ".join(sorted(wiring.shots)) or "none"
        raise DeviceError(f"{device}: select {what}: no channel is wired for it; there are {has}")
    return flashes


def with_level(
    device: str, levels: Mapping[int, Flash], channel: int, percent: float
) -> tuple[int, Flash]:
    """Give a channel with another brightness.

    Raises
    ------
    DeviceError
        If there is no such channel or no such brightness.
    """
    request = f"{device}: channel {channel} at {percent:g} %"
    if channel not in levels:
        has = ", ".join(map(str, sorted(levels)))
        raise DeviceError(f"{request}: it has no such channel; there are {has}")
    old = levels[channel]
    try:
        return channel, Flash(percent, old.pulse_ms, old.delay_ms)
    except ValueError as error:
        raise DeviceError(f"{request}: {error}") from error


class SimulatedLight:
    """A controller that does all at once and remembers it: for the drawn world and tests.

    ``unplug`` and ``plug_in`` do what a person would.
    """

    def __init__(self, wiring: Wiring, name: str = "simulated light") -> None:
        self._name, self._wiring = name, wiring
        self._state = LightState.CLOSED
        self._plugged_in = True
        self._levels: dict[int, Flash] = {}
        self._flashed: list[int] = []

    @property
    def info(self) -> LightInfo:
        """Which controller it is."""
        return LightInfo(self._name, "simulated", "none")

    @property
    def state(self) -> LightState:
        """What it does at the moment."""
        return self._state

    @property
    def levels(self) -> Mapping[int, Flash]:
        """What each channel is set to."""
        return MappingProxyType(self._levels)

    @property
    def flashed(self) -> tuple[int, ...]:
        """The channels that flashed by `strobe`, in order."""
        return tuple(self._flashed)

    def __enter__(self) -> Self:
        """Open it, every channel dark."""
        self._levels = dict.fromkeys(self._wiring.channels, DARK)
        self._state = LightState.OPEN
        self._require("open")
        return self

    def __exit__(self, *_: object) -> None:
        """Make it dark and close it."""
        self._levels = dict.fromkeys(self._wiring.channels, DARK)
        self._state = LightState.CLOSED

    def unplug(self) -> None:
        """Pull the cable."""
        self._plugged_in = False

    def plug_in(self) -> None:
        """Put the cable back."""
        self._plugged_in = True

    def select(self, shot: Shot) -> None:
        """Set the light of a shot."""
        flashes = wired(self._name, self._wiring, shot)
        self._require(f"select {shot.name}")
        self._levels.update(flashes)

    def set_level(self, channel: int, percent: float) -> None:
        """Set one channel's brightness."""
        self._require(f"channel {channel} at {percent:g} %")
        key, flash = with_level(self._name, self._levels, channel, percent)
        self._levels[key] = flash

    def strobe(self, channel: int) -> None:
        """Let one channel flash once."""
        self._require(f"strobe {channel}")
        require_flash(self._name, self._levels, channel)
        self._flashed.append(channel)

    def _require(self, request: str) -> None:
        if self._state is LightState.CLOSED:
            raise DeviceError(f"{self._name}: {request}: it is not open; open it")
        self._state = LightState.OPEN if self._plugged_in else LightState.LOST
        if not self._plugged_in:
            raise DeviceError(f"{self._name}: {request}: no answer; look at its cable")


def require_flash(device: str, levels: Mapping[int, Flash], channel: int) -> None:
    """Refuse to let a channel flash that is not there, or is on all the time.

    Raises
    ------
    DeviceError
        If so.
    """
    if levels.get(channel, DARK).pulse_ms <= 0.0:
        cause = "it is not set to flash; select a shot with a pulse on it"
        raise DeviceError(f"{device}: strobe {channel}: {cause}")
