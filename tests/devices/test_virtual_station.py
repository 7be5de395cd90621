"""The drawn world behind a GenICam camera: what it sees, panel after panel."""

import numpy as np

from inspector.devices.plan import plan_fields
from inspector.devices.simulated import DrawnPanels, SimulatedCamera
from inspector.devices.virtual_station import DrawnStationCamera
from inspector.formats.recipe import read_recipe
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS
from tests.devices.virtual_client import BUILDS

pytestmark = BUILDS

SMALL = Machine("small", entocentric(240, 320, 0.020), 0.020)


def test_it_sees_the_panels_that_the_camera_in_process_sees(small_recipe):
    panels = DrawnPanels(read_recipe(small_recipe), WORLDS["plain"])
    with DrawnStationCamera(panels, SMALL) as live, SimulatedCamera(panels, SMALL) as drawn:
        assert (live.optics, live.pictures) == (drawn.optics, drawn.pictures)
        plan = plan_fields(panels.recipe, live.optics, live.pictures)[:2]
        seen = []
        for _ in range(2):
            assert live.upcoming_serial == drawn.upcoming_serial
            for one, own in zip(live.grab(plan), drawn.grab(plan), strict=True):
                assert one.index == own.index
                off = one.frames[0].pixels.astype(int) - own.frames[0].pixels
                assert np.abs(off).max() <= 1  # rounded at another depth
                assert one.frames[0].info.center_mm == own.frames[0].info.center_mm
                seen.append(one.frames[0].pixels)
        assert live.counters.delivered == 4
        assert np.abs(seen[0].astype(int) - seen[2]).max() > 20  # another panel
