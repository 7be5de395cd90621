"""From the counters of a camera to those that are stored with an inspection."""

from dataclasses import replace

from inspector.devices.camera import Counters
from inspector.domain.result import PanelResult


def with_counters(result: PanelResult, before: Counters, after: Counters) -> PanelResult:
    """Give the result with what the camera counted while its panel was taken.

    Delivered and incomplete stay what inspection saw. The camera knows more of gaps: numbers left
    out before the first frame, or after the last.

    Parameters
    ----------
    before, after
        The camera's counters when its `grab` was called, and when the last field had come.
    """
    seen = result.acquisition
    acquisition = replace(
        seen,
        id_gaps=max(seen.id_gaps, after.id_gaps - before.id_gaps),
        underrun=after.underrun - before.underrun,
        ring_drops=after.ring_drops - before.ring_drops,
        reconnects=after.reconnects - before.reconnects,
    )
    return replace(result, acquisition=acquisition)
