"""Results as files in a folder: a share that a factory system reads.

A file appears whole or not at all. While the folder is away or full, results wait and are tried
again, in order. The folder itself is never made: where a share is not mounted, its mount point
would fill the station's own disk.
"""

import hashlib
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Self

from inspector.domain.errors import WriteError
from inspector.domain.result import PanelResult
from inspector.formats.atomic import write_bytes_atomic
from inspector.formats.drop_settings import DropSettings, FileFormat
from inspector.formats.result import result_to_json
from inspector.formats.result_table import result_csv, result_xml
from inspector.line.outbox import Outbox
from inspector.line.sink import SinkHealth

log = logging.getLogger(__name__)

WRITERS: dict[FileFormat, Callable[[PanelResult], bytes]] = {
    "json": lambda result: result_to_json(result).encode(),
    "csv": lambda result: result_csv(result).encode("utf-8-sig"),  # as spreadsheets want it
    "xml": result_xml,
}
LONGEST = 60
"""Characters that a name has of a serial."""


class FileDrop:
    """A `ResultSink` that writes a file, or several, a panel."""

    def __init__(self, settings: DropSettings) -> None:
        self._folder = Path(settings.folder)
        self._formats = settings.formats
        self._outbox = Outbox(
            self.name,
            self._write,
            most_waiting=settings.most_waiting,
            retry_s=settings.retry_s,
        )

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return f"drop {self._folder}"

    @property
    def health(self) -> SinkHealth:
        """How it is at the moment."""
        return self._outbox.health

    def __enter__(self) -> Self:
        """Start."""
        self._outbox.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Write what waits, and stop."""
        self._outbox.stop()

    def publish(self, result: PanelResult) -> bool:
        """Have a result written, or say that there is no room; returns at once."""
        return self._outbox.put(result)

    def _write(self, result: PanelResult) -> None:
        if not self._folder.is_dir():
            raise WriteError(f"{self._folder}: is not there; mount the share or make the folder")
        name = file_name(result)
        for kind in self._formats:
            write_bytes_atomic(self._folder / f"{name}.{kind}", WRITERS[kind](result))


def file_name(result: PanelResult) -> str:
    """Give the name of a panel's files, without suffix: when, which, which side, which station.

    The same panel gives the same name, two panels never do: a serial that cannot be part of a name
    is told apart by its hash.
    """
    at = f"{result.captured_utc:%Y%m%dT%H%M%S.%f}"
    names = (at, _plain(result.serial), result.side.value, _plain(result.station))
    return "_".join(filter(None, names))


def _plain(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9.-]", "-", text)[:LONGEST]
    if plain == text:
        return plain
    return f"{plain}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"
