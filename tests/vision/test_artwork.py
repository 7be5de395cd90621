"""What of a region is the board's own: print, copper under the mask; and what is not."""

import numpy as np
import pytest

from inspector.domain.geometry import Box
from inspector.domain.golden import Golden
from inspector.domain.result import DefectCode
from inspector.vision.artwork import artwork_kind, is_print, looks_of
from inspector.vision.regions import regions_of
from inspector.vision.surface import Raster, Tolerance, Window, compare, envelope_of

PIXEL, SIDE = 0.02, 200
RASTER = Raster(Box(0.0, 0.0, SIDE * PIXEL, SIDE * PIXEL), PIXEL)
ALL = np.ones((SIDE, SIDE), bool)
TOLERANCE = Tolerance(edge_mm=0.03, sigmas=4.0, floor=8.0, share=0.05)
MASK, COPPER, PRINT, DUST = (45, 70, 30), (65, 110, 45), (190, 195, 185), (125, 125, 120)


def board():
    """Two traces under green mask, and a legend."""
    picture = np.full((SIDE, SIDE, 3), MASK, np.uint8)
    picture[60:68] = picture[80:88] = COPPER
    picture[130:138, 40:160] = PRINT
    return picture


GOLDEN = Golden("ring", PIXEL, RASTER.box, board(), np.zeros_like(board()), ALL.copy(), ("good",))
LOOKS = looks_of(GOLDEN, ALL)


def region_of(rows, cols, look):
    """Give the region that a rectangle of a look makes on a good board."""
    codes = board()
    codes[slice(*rows), slice(*cols)] = look
    found = compare(envelope_of(GOLDEN, ALL, TOLERANCE), codes, ALL, Window(0, 0, SIDE, SIDE))
    (region,) = regions_of([found], RASTER, 0.1, 0.0)
    return region


def kind_of(region):
    away = envelope_of(GOLDEN, ALL, TOLERANCE).away
    return artwork_kind(region, GOLDEN, away, LOOKS, TOLERANCE.edge_mm / PIXEL)


def test_mask_and_print_are_told_from_the_golden_board():
    assert LOOKS.ground == pytest.approx(MASK, abs=1)
    assert LOOKS.print == pytest.approx(PRINT, abs=2)


@pytest.mark.parametrize(
    ("rows", "cols", "look"),
    [((20, 26), (40, 80), PRINT), ((130, 142), (60, 90), PRINT), ((125, 138), (60, 90), MASK)],
)
def test_print_too_much_or_lacking_is_print(rows, cols, look):
    assert is_print(region_of(rows, cols, look), GOLDEN, LOOKS)


@pytest.mark.parametrize("look", [DUST, COPPER, (255, 120, 60)])
def test_dust_copper_and_metal_are_no_print(look):
    assert not is_print(region_of((20, 32), (40, 52), look), GOLDEN, LOOKS)


def test_copper_is_told_by_what_it_joins_or_cuts():
    assert kind_of(region_of((59, 69), (100, 110), MASK)) is DefectCode.TRACK_OPEN
    assert kind_of(region_of((66, 82), (100, 108), COPPER)) is DefectCode.SHORT
    assert kind_of(region_of((68, 76), (100, 108), COPPER)) is DefectCode.SPUR
    assert kind_of(region_of((92, 100), (100, 108), COPPER)) is DefectCode.SPURIOUS_COPPER


def test_dust_on_a_trace_is_no_copper():
    assert kind_of(region_of((58, 70), (100, 110), DUST)) is None
