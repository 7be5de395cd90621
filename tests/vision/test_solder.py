"""Slopes ahead of a termination: what they tell, and that what is not seen tells nothing."""

import math

import numpy as np
import pytest

from inspector.vision.solder import LEAST_ONSET_MM, LINES, STEEP_DEG, STEP_MM, Toe


def toe(slopes):
    """The same slopes, from the land's end on, on every line."""
    column = np.asarray(slopes, float)[:, None]
    return Toe(np.repeat(column, LINES, axis=1), len(column) * STEP_MM)


BULGE = [3.0] * 10 + [STEEP_DEG] * 14
HOLLOW = np.linspace(3.0, 57.0, 24)


def test_a_bulge_stands_up_out_of_the_flat_and_a_hollow_fillet_does_not():
    assert toe(BULGE).onset_deg == pytest.approx(3.0, abs=0.1)
    steep = np.where(HOLLOW > 28.0, STEEP_DEG, HOLLOW)
    assert toe(steep).onset_deg == pytest.approx(28.0, abs=2.0)
    assert toe(HOLLOW).onset_deg == STEEP_DEG  # nothing gets dark


def test_where_half_of_the_lines_are_not_seen_no_onset_is_told():
    seen = toe(BULGE)
    for lines in (4, 5, 9):
        seen.tilts_deg[6, :lines] = math.nan
        assert math.isnan(seen.onset_deg) == (lines > 4)


def test_a_land_too_short_to_show_a_bulge_tells_no_onset():
    shortest = round(LEAST_ONSET_MM / STEP_MM)
    assert math.isnan(toe([3.0] * 5 + [STEEP_DEG] * (shortest - 6)).onset_deg)
    assert toe([3.0] * 5 + [STEEP_DEG] * (shortest - 5)).onset_deg == pytest.approx(3.0)
