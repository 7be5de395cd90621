"""What every code reader does: look when it is asked, and say what it has read.

Fixed readers (Cognex, Keyence, Datalogic, Honeywell) take a trigger over TCP or a serial line, and
answer with the code and a line end, or with a word that says that there was none.
"""

from collections.abc import Iterable
from typing import Protocol, Self

from inspector.devices.wire import Wire, WireBrokenError, WireError, WireSilentError, open_wire
from inspector.domain.errors import DeviceError
from inspector.domain.setup import ScannerSetup

TCP_PORT = 23
BAUD = 115200


class Scanner(Protocol):
    """What every code reader does; a context manager."""

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        ...

    def __enter__(self) -> Self:
        """Connect.

        Raises
        ------
        DeviceError
            If it is not there.
        """
        ...

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        ...

    def read(self) -> str:
        """Look once and give the code, empty where there is none.

        Raises
        ------
        DeviceError
            If the reader does not answer: that is not the same as no code.
        """
        ...


class LineScanner:
    """A reader at the end of a TCP connection or a serial line.

    A connection that has gone is made anew once at each request.
    """

    def __init__(self, setup: ScannerSetup) -> None:
        self._setup = setup
        self._wire: Wire | None = None

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return self._setup.name

    def __enter__(self) -> Self:
        """Connect."""
        try:
            self._connected()
        except WireError as error:
            raise self._refusal("connect", error) from error
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def read(self) -> str:
        """Look once."""
        try:
            try:
                said = self._ask()
            except WireBrokenError:
                self.__exit__()
                said = self._ask()
        except WireError as error:
            self.__exit__()  # what comes late must not be the next panel's code
            if not self._setup.no_read and isinstance(error, WireSilentError):
                return ""
            raise self._refusal("read", error) from error
        text = said.decode("utf-8", "replace").removesuffix(self._setup.end).strip()
        return "" if text == self._setup.no_read else text

    def _ask(self) -> bytes:
        setup = self._setup
        wire = self._connected()
        return wire.ask(setup.trigger.encode(), setup.end.encode(), setup.timeout_s)

    def _connected(self) -> Wire:
        if self._wire is None:
            setup = self._setup
            self._wire = open_wire(setup.address, TCP_PORT, BAUD, setup.timeout_s)
        return self._wire

    def _refusal(self, request: str, error: WireError) -> DeviceError:
        place = f"scanner {self._setup.name} at {self._setup.address}"
        return DeviceError(f"{place}: {request}: {error}; look at its cable, power and address")


class SimulatedScanner:
    """A reader that says the codes it was given, one after another; then it reads nothing."""

    def __init__(self, codes: Iterable[str], name: str = "simulated scanner") -> None:
        self._codes, self._name = iter(codes), name
        self._plugged_in = True

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return self._name

    def __enter__(self) -> Self:
        """Connect."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""

    def unplug(self) -> None:
        """Pull the cable."""
        self._plugged_in = False

    def plug_in(self) -> None:
        """Put the cable back."""
        self._plugged_in = True

    def read(self) -> str:
        """Give the next code."""
        if not self._plugged_in:
            raise DeviceError(f"{self._name}: read: no answer; look at its cable")
        return next(self._codes, "")
