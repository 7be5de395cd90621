"""Gardasoft's RT, TR-RT and VTR light controllers, over serial line or TCP.

Commands are two letters and numbers, ended by a carriage return; what comes back is the command,
what it has to say, and the prompt ``>``, after which the next may be sent. ``Err n`` in between is
a refusal, ``Evt c,e`` a fault of a light that the controller tells by itself.

References
----------
.. [1] Gardasoft, RTxxx LED lighting controllers (RT 20 series), User Manual, sections 12.1 to 12.3:
       TCP port 30313; 115200 baud 8N1; CR, ``>`` and ``;``; RS, RT, TR, GT, VR.
.. [2] Gardasoft, TR-RT LED lighting controllers, User Manual, section 11.1: a connection that is
       idle for 10 s is closed by the controller.
.. [3] Gardasoft, TR-RC1xx, User Manual, sections 10.3.2 and 10.3.3: the command comes back,
       ``<LF><CR>`` before the prompt; the ranges of RS and RT.
.. [4] Gardasoft, VTR1, User Manual, section 10.3: the numbers of ``Err``; 5 is but a warning.
"""

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Self

from inspector.devices.light import (
    DARK,
    Flash,
    LightInfo,
    LightState,
    Wiring,
    require_flash,
    wired,
    with_level,
)
from inspector.devices.wire import Wire, WireBrokenError, WireError, open_wire
from inspector.domain.errors import DeviceError
from inspector.domain.image import Shot

log = logging.getLogger(__name__)

TCP_PORT = 30313
BAUD = 115200
PROMPT = b">"
REFUSALS = {
    1: "a value is out of its range",
    2: "it does not know the command",
    3: "a number is not written as it reads them",
    4: "it wants another number of values",
}
ADJUSTED = 5
"""A warning: a time was out of range, and another was taken instead."""
ERROR, EVENT = re.compile(r"Err\s*(\d+)"), re.compile(r"Evt\s*(\d+)\s*,\s*(\d+)")
FIRMWARE = re.compile(r"\bV\d+")
"""As in ``RT420-20 (HW02) V031``."""


class GardasoftLight:
    """A Gardasoft controller.

    A connection that has gone (the controller closes one that is idle for 10 s) is made anew at the
    next request, every channel set as before; a controller that does not answer is LOST, and is
    looked for at each request.

    Parameters
    ----------
    address
        ``tcp://HOST`` or ``tcp://HOST:PORT`` (30313 unless said), or a serial port
        (``COM3``, ``/dev/ttyUSB0``).
    wiring
        Which channels make which shot.
    name
        What errors call it; empty: its address.
    timeout_s
        How long an answer may take.
    """

    def __init__(
        self, address: str, wiring: Wiring, *, name: str = "", timeout_s: float = 1.0
    ) -> None:
        self._address, self._wiring = address, wiring
        self._name = name or f"light {address}"
        self._timeout_s = timeout_s
        self._wire: Wire | None = None
        self._state = LightState.CLOSED
        self._firmware, self._echoes = "", False
        self._levels = dict.fromkeys(wiring.channels, DARK)

    @property
    def info(self) -> LightInfo:
        """Which controller it is, and what it says of itself."""
        return LightInfo(self._name, "gardasoft", self._address, self._firmware)

    @property
    def state(self) -> LightState:
        """What it does at the moment."""
        return self._state

    @property
    def levels(self) -> Mapping[int, Flash]:
        """What each channel was last set to, and acknowledged."""
        return MappingProxyType(self._levels)

    def __enter__(self) -> Self:
        """Connect, and make every channel dark."""
        self._levels = dict.fromkeys(self._wiring.channels, DARK)
        self._state = LightState.OPEN
        try:
            self._connect()
        except DeviceError:
            self._hang_up(LightState.CLOSED)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Make every channel dark, if it still answers, and hang up."""
        if self._wire is not None:
            with suppress(DeviceError):  # what is lost is dark, or nothing can be done about it
                self._ask(line_of(dict.fromkeys(self._wiring.channels, DARK)))
        self._hang_up(LightState.CLOSED)

    def select(self, shot: Shot) -> None:
        """Set every channel as a shot wants it, in one line.

        Also those that should be so already: one that lost its power meanwhile has forgotten it.
        """
        flashes = wired(self._name, self._wiring, shot)
        self._set(f"select {shot.name}", flashes)

    def set_level(self, channel: int, percent: float) -> None:
        """Set one channel's brightness; whether and how it flashes stays."""
        key, flash = with_level(self._name, self._levels, channel, percent)
        self._set(f"channel {channel} at {percent:g} %", {key: flash})

    def strobe(self, channel: int) -> None:
        """Let one channel flash once: TR simulates its trigger."""
        require_flash(self._name, self._levels, channel)
        self._request(f"strobe {channel}", f"TR{channel}")

    def _set(self, request: str, flashes: Mapping[int, Flash]) -> None:
        self._request(request, line_of(flashes))
        self._levels.update(flashes)

    def _request(self, request: str, line: str) -> None:
        """Send a line; where the other end has hung up since the last, once more on a new one."""
        if self._state is LightState.CLOSED:
            raise DeviceError(f"{self._name}: {request}: it is not open; open it")
        if self._wire is None:
            self._connect()
        try:
            self._ask(line)
        except DeviceError as error:
            if not isinstance(error.__cause__, WireBrokenError):
                raise
            self._connect()
            self._ask(line)

    def _connect(self) -> None:
        """Connect and set everything: a controller that was away may have forgotten it."""
        try:
            self._wire = open_wire(self._address, TCP_PORT, BAUD, self._timeout_s)
        except WireError as error:
            self._hang_up(LightState.LOST)
            raise DeviceError(
                f"{self._name}: connect to {self._address}: {error}; look at its cable and power"
            ) from error
        self._state = LightState.OPEN
        self._echoes = False
        said = self._ask("VR")
        self._echoes = said.startswith("VR")
        self._firmware = said.removeprefix("VR").strip()
        if not FIRMWARE.search(self._firmware):
            self._hang_up(LightState.LOST)
            cause = f"{said!r} is no firmware of a Gardasoft controller"
            raise DeviceError(f"{self._name}: VR: {cause}; look at the address")
        self._ask("GT0")  # faults are asked for, so that none comes in the middle of an answer
        self._ask(line_of(self._levels))

    def _ask(self, line: str) -> str:
        """Send a line of commands and give what came back, without the prompt.

        Raises
        ------
        DeviceError
            If one of them is refused, or no answer comes in time; it is LOST then.
        """
        if self._wire is None:
            raise DeviceError(f"{self._name}: {line}: it is not connected; look at its cable")
        try:
            answer = self._wire.ask(f"{line}\r".encode("ascii"), PROMPT, self._timeout_s)
            text = answer.decode("ascii", "replace").removesuffix(">").strip()
            if self._echoes and not text.startswith(line.partition(";")[0]):
                raise WireError(f"{text[:40]!r} answers something else")
        except WireError as error:
            # what comes later would be taken for the answer of the next line
            self._hang_up(LightState.LOST)
            cause = f"{error}; look at its cable and power"
            raise DeviceError(f"{self._name}: {line}: {cause}") from error
        self._refuse(line, text)
        return text

    def _refuse(self, line: str, text: str) -> None:
        """Raise DeviceError if an answer is a refusal; log what else it tells."""
        for channel, event in EVENT.findall(text):
            log.warning("%s: channel %s tells of event %s", self._name, channel, event)
        for found in ERROR.finditer(text):
            command = ([line, *text[: found.start()].split()])[-1]
            number = int(found[1])
            if number == ADJUSTED:
                log.warning("%s: %s: a time was out of range and changed", self._name, command)
                continue
            cause = REFUSALS.get(number, "the controller's manual says what that is")
            said = f"Err {number}: {cause}; mend the wiring's values"
            raise DeviceError(f"{self._name}: {command}: {said}")

    def _hang_up(self, state: LightState) -> None:
        wire, self._wire = self._wire, None
        self._state = state
        if wire is not None:
            wire.close()


def line_of(flashes: Mapping[int, Flash]) -> str:
    """Give the one line that sets channels.

    Examples
    --------
    >>> line_of({1: Flash(50.0), 2: DARK})
    'RS1,50;RS2,0'
    """
    return ";".join(command_of(channel, flash) for channel, flash in flashes.items())


def command_of(channel: int, flash: Flash) -> str:
    """Give the command that sets a channel.

    Examples
    --------
    >>> command_of(2, Flash(40.0))
    'RS2,40'
    >>> command_of(1, Flash(75.5, pulse_ms=0.25, delay_ms=0.02))
    'RT1,0.25,0.02,75.5'
    """
    if flash.pulse_ms > 0.0:
        return f"RT{channel},{flash.pulse_ms:.6g},{flash.delay_ms:.6g},{flash.percent:.6g}"
    return f"RS{channel},{flash.percent:.6g}"
