"""Archives of captures, inspected without a line: spawned processes, one writer, resumable."""

from inspector.batch.capture import Asked, inspect_capture, pictures_of, read_asked, refused_panel
from inspector.batch.logged import gathered, hand_over
from inspector.batch.run import BatchSummary, PanelLine, run_batch

__all__ = [
    "Asked",
    "BatchSummary",
    "PanelLine",
    "gathered",
    "hand_over",
    "inspect_capture",
    "pictures_of",
    "read_asked",
    "refused_panel",
    "run_batch",
]
