"""The log: rotating files of JSON lines, each with the serial of the panel it speaks of."""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

FILE = "inspector.log"
MAX_BYTES = 5_000_000
KEPT = 5


class JsonLines(logging.Formatter):
    """One record a line: time, level, logger, process, serial, message, traceback."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line = {
            "at_utc": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "serial": getattr(record, "serial", ""),
            "message": record.getMessage(),
        }
        if record.exc_info:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


class _File(RotatingFileHandler):
    """The log file: a type of its own, so that `stop_log` finds ours among others."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """Lose a line that cannot be written; the standard's way prints tracebacks at a person."""


class _Nowhere(logging.NullHandler):
    """In its place where it cannot be written."""


def start_log(folder: Path) -> Path | None:
    """Send what Inspector logs to a file in ``folder``.

    Returns
    -------
    The file; None where the folder cannot be written: the log is then lost, the work goes on.
    """
    stop_log()
    logging.getLogger("inspector").setLevel(logging.INFO)
    root = logging.getLogger()  # warnings of other packages are worth a line too
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _File(file, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError:
        root.addHandler(_Nowhere())
        return None
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    return file


def stop_log() -> None:
    """Close what `start_log` opened."""
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        if isinstance(handler, _File | _Nowhere):
            root.removeHandler(handler)
            handler.close()
