"""What a serial port raises that cannot be set up: pyserial lets the terminal's error through."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform == "win32":
    TERMINAL_FAULT: type[Exception] = OSError
else:
    import termios

    TERMINAL_FAULT = termios.error


@contextmanager
def as_os_error() -> Iterator[None]:
    """Raise an OSError where the terminal refuses baud, parity or stop bits."""
    try:
        yield
    except TERMINAL_FAULT as error:
        raise OSError(*error.args) from error
