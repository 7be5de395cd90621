"""Outlines over the picture."""

import numpy as np
import pytest

from inspector.domain.geometry import Affine, Box
from inspector.formats.shipped import shipped
from tests.ui.panels import BAD, GOOD, panel
from ui.operator.marks import PanelOutlines, pending_layers, read_outlines, result_layers
from ui.widgets.scene import Style

OUTLINES = PanelOutlines(
    {
        "R1": Box(1.0, 2.0, 1.6, 0.8).corners_mm,
        "R2": Box(4.0, 2.0, 1.6, 0.8).corners_mm,
        "R9": Box(7.0, 2.0, 1.6, 0.8).corners_mm,
    },
    {0: Affine()},
)


def test_parts_are_outlined_where_they_were_seen_each_by_its_verdict():
    layers = {layer.style: layer for layer in result_layers(OUTLINES, panel(GOOD, BAD))}
    assert layers[Style.PASSED].names == ("R1",)
    assert layers[Style.FAILED].names == ("R2",)
    # the board lies at (1.0, 0.5)
    assert layers[Style.PASSED].boxes_mm[0] == pytest.approx([2.0, 2.5, 3.6, 3.3])
    assert layers[Style.DEFECT].boxes_mm[0] == pytest.approx([5.0, 2.5, 6.6, 3.3])


def test_a_part_of_which_nothing_is_known_is_drawn_as_not_inspected():
    layers = {layer.style: layer.names for layer in result_layers(OUTLINES, panel(GOOD, BAD))}
    assert layers[Style.NOT_INSPECTED] == ("R9",)


def test_before_the_verdict_no_part_looks_passed():
    (layer,) = pending_layers(OUTLINES)
    assert layer.style is Style.PENDING
    assert set(layer.names) == {"R1", "R2", "R9"}


def test_outlines_of_a_recipe_hold_every_part_where_its_design_has_it():
    outlines = read_outlines(shipped("recipes") / "demo")
    assert len(outlines.parts) == 41
    corners = np.array(list(outlines.parts.values()))
    assert (corners >= 0).all()
    assert (corners <= [30.0, 20.0]).all()
