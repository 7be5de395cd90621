from dataclasses import replace

from inspector.devices.camera import Counters
from inspector.devices.counted import with_counters
from inspector.domain.judging import panel_not_inspected
from inspector.domain.result import Acquisition
from inspector.formats.result import result_from_json, result_to_json
from tests.small_board import recipe, taken

BEFORE = Counters(delivered=40, incomplete=1, id_gaps=3, underrun=1, ring_drops=2, reconnects=1)
AFTER = Counters(delivered=47, incomplete=2, id_gaps=5, underrun=4, ring_drops=2, reconnects=2)


def seen(acquisition):
    """Give a result whose inspection has counted that."""
    result = panel_not_inspected(recipe(), replace(taken().capture, frames=()), "of a test")
    return replace(result, acquisition=acquisition)


def test_what_only_the_driver_knows_is_added_for_this_panel_alone():
    result = with_counters(seen(Acquisition(7, incomplete=1, id_gaps=0)), BEFORE, AFTER)
    assert result.acquisition == Acquisition(
        delivered=7, incomplete=1, id_gaps=2, underrun=3, ring_drops=0, reconnects=1
    )
    assert result_from_json(result_to_json(result), "r") == result


def test_gaps_that_inspection_saw_are_not_taken_back():
    result = with_counters(seen(Acquisition(7, id_gaps=4)), BEFORE, AFTER)
    assert result.acquisition.id_gaps == 4
