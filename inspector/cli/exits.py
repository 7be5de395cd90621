"""Exit statuses, as INTERFACES has them: the same for every command."""

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.domain.result import Verdict


class ExitStatus(IntEnum):
    """What a command says to the shell."""

    PASS = 0
    FAIL = 1
    NOT_INSPECTED = 2
    REFUSED = 3
    INTERNAL = 4
    INTERRUPTED = 130


def status_of(verdicts: "Iterable[Verdict]") -> ExitStatus:
    """Give the status of some panels: FAIL before NOT_INSPECTED before PASS.

    Examples
    --------
    >>> from inspector.domain.result import Verdict
    >>> status_of([Verdict.PASS, Verdict.NOT_INSPECTED]).name
    'NOT_INSPECTED'
    >>> status_of([]).name
    'NOT_INSPECTED'
    """
    from inspector.domain.result import worst

    return ExitStatus[worst(verdicts).name]
