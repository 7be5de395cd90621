"""What is logged of one panel, kept until its serial is known."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from typing_extensions import override


class _Gatherer(logging.Handler):
    """Keeps records as plain values, which may cross into another process."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record, its text made and its traceback as text."""
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        self.records.append(record)


@contextmanager
def gathered() -> Iterator[list[logging.LogRecord]]:
    """Keep what is logged of one panel, for `hand_over`: its serial is not known yet."""
    gatherer, ours = _Gatherer(), logging.getLogger("inspector")
    before = ours.propagate
    ours.addHandler(gatherer)
    ours.propagate = False
    try:
        yield gatherer.records
    finally:
        ours.removeHandler(gatherer)
        ours.propagate = before


def hand_over(records: Iterable[logging.LogRecord], serial: str) -> None:
    """Log here what was gathered elsewhere, each record with the serial of its panel."""
    for record in records:
        record.__dict__["serial"] = serial
        logging.getLogger(record.name).handle(record)
