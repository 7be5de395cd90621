"""What a region of a surface is called: residue, scratch, ball beside a part, edge of a part."""

import numpy as np
import pytest

from inspector.checks.surface import BESIDE, RESIDUE, Surface
from inspector.domain.geometry import Box
from inspector.domain.golden import Golden
from inspector.vision.regions import regions_of
from inspector.vision.surface import Raster, Window, compare, envelope_of

PIXEL, SIDE = 0.02, 300
RASTER = Raster(Box(0.0, 0.0, SIDE * PIXEL, SIDE * PIXEL), PIXEL)
MASK = np.full((SIDE, SIDE, 3), (45, 70, 30), np.uint8)
SEEN = np.ones((SIDE, SIDE), bool)
GOLDEN = Golden("ring", PIXEL, RASTER.box, MASK, np.zeros_like(MASK), SEEN, ("good",))
PART = slice(100, 160)
CLEARANCE = slice(90, 170)


def told(*rectangles):
    """Give what the largest region is called, of rectangles (rows, cols, codes more)."""
    wanted, beside = SEEN.copy(), np.zeros_like(SEEN)
    wanted[CLEARANCE, CLEARANCE] = False
    beside[CLEARANCE, CLEARANCE] = True
    beside[PART, PART] = False
    envelope = envelope_of(GOLDEN, wanted, Surface().tolerance, beside)
    codes = MASK.copy()
    for rows, cols, more in rectangles:
        codes[slice(*rows), slice(*cols)] += np.uint8(more)
    found = compare(envelope, codes, SEEN, Window(0, 0, SIDE, SIDE))
    region = regions_of([found], RASTER, 0.1, 0.002)[0]
    return [m.quantity for m in Surface().measure(region, envelope, None)][-1]


def test_a_faint_stain_at_a_part_is_residue():
    assert told(((80, 90), (110, 130), 25)) == RESIDUE


@pytest.mark.parametrize("more", [25, 90])
def test_what_leads_away_from_a_part_is_a_scratch_however_faint(more):
    assert told(((20, 90), (110, 115), more)) == "scratch_area"


def test_a_spot_beside_a_part_is_a_ball():
    assert told(((162, 169), (120, 127), 120)) == "solder_ball_area"


def test_a_strip_along_a_part_is_its_edge():
    assert told(((160, 163), (110, 150), 120)) == BESIDE
