"""Kept crops of drawn boards (seed 6 of the small board): what is measured of them stays.

The truth beside each is the drawn world's own; the crops went through registration and cutting, so
their places carry that error too: 6 um are allowed.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from inspector.checks import BodyOffset, Polarity, Presence
from inspector.domain.board import Placement
from inspector.domain.view import Rays, View
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from tests.checks.painting import measured

FOLDER = Path(__file__).parent / "golden"


def kept(refdes, package, center_px, slopes):
    library = read_packages(shipped("recipes") / "library" / "packages.toml")
    picture = cv2.imread(str(FOLDER / f"{refdes}.png"))[..., ::-1].astype(np.float32) / 255
    rays = Rays(*slopes, u_slope=0.002)
    valid = np.ones(picture.shape[:2], bool)
    placement = Placement(refdes, package, 0.0, 0.0, 0.0)
    return View(placement, library[package], {"ring": picture}, valid, 0.01, center_px, rays=rays)


def test_a_resistor_lies_where_it_was_drawn():
    view = kept("R1", "RESC1005X40N", (72.5, 118.5), (-0.013965, -0.015889, 0.007929))
    got = measured(BodyOffset(), view)
    assert got["body_offset_x", ""] == pytest.approx(-0.0305, abs=0.006)
    assert got["body_offset_y", ""] == pytest.approx(-0.0011, abs=0.006)
    assert got["body_rotation", ""] == pytest.approx(0.12, abs=0.2)
    assert measured(Presence(), view)["presence", ""] > 0.8


def test_bare_lands_between_two_strokes_of_print_are_no_resistor():
    # the strokes lie where the caps of a part turned by a quarter would
    view = kept("R2", "RESC1005X40N", (72.5, 118.5), (-0.015883, 0.01953, 0.007929))
    assert measured(Presence(), view)["presence", ""] < 0.2
    assert np.isnan(measured(BodyOffset(), view)["body_offset_x", ""])


def test_a_reversed_soic_is_reversed():
    view = kept("U1", "SOIC127P600X175-8N", (285.5, 385.5), (0.006633, -0.003105, 0.007929))
    assert measured(Polarity(), view)["polarity_score", ""] < -0.5
    got = measured(BodyOffset(), view)
    assert got["body_offset_x", ""] == pytest.approx(0.0236, abs=0.008)
    assert got["body_offset_y", ""] == pytest.approx(-0.0021, abs=0.008)
