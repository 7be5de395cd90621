"""Bare copper: each of the six defects by what it joins or cuts."""

import numpy as np
import pytest

from inspector.domain.geometry import Box
from inspector.domain.golden import Golden
from inspector.vision.copper import copper_kind, copper_of
from inspector.vision.regions import regions_of
from inspector.vision.surface import Raster, Tolerance, Window, compare, envelope_of

SIDE = 160
RASTER = Raster(Box(0.0, 0.0, SIDE, SIDE), 1.0)
ALL = np.ones((SIDE, SIDE), bool)
EDGE = 2.0


def tracks(*, bright):
    """Two tracks and a pour."""
    copper = np.zeros((SIDE, SIDE), bool)
    copper[30:44] = copper[70:84] = copper[110:150, 20:140] = True
    return np.where(copper == bright, np.uint8(230), np.uint8(20))[..., None]


def kind_of(change, bright):
    plain = tracks(bright=bright)
    golden = Golden("white", 1.0, RASTER.box, plain, np.zeros_like(plain), ALL.copy(), ("good",))
    tested = plain.copy()
    rows, cols, more = change
    tested[rows, cols] = 230 if more == bright else 20
    envelope = envelope_of(golden, ALL, Tolerance(EDGE, 4.0, 30.0, 0.05))
    piece = compare(envelope, tested, ALL, Window(0, 0, SIDE, SIDE))
    (region,) = regions_of([piece], RASTER, 4.0, 4.0)
    found_more = (region.brighter > 0.5) is bright
    return copper_kind(region, copper_of(golden, bright=bright), EDGE, more=found_more).value


@pytest.mark.parametrize("bright", [True, False])
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ((slice(28, 46), slice(60, 70), False), "track_open"),
        ((slice(40, 74), slice(60, 70), True), "short"),
        ((slice(28, 37), slice(60, 72), False), "mouse_bite"),
        ((slice(82, 94), slice(60, 70), True), "spur"),
        ((slice(52, 62), slice(60, 70), True), "spurious_copper"),
        ((slice(125, 134), slice(60, 70), False), "pin_hole"),
    ],
)
def test_each_kind_is_told(change, kind, bright):
    assert kind_of(change, bright) == kind
