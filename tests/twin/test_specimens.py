"""A part by itself is the same picture as in its field."""

from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.board import BoardSite, Panel
from inspector.domain.image import Shot
from inspector.twin.draw import draw_fields
from inspector.twin.machine import MACHINES
from inspector.twin.specimens import draw_specimens, window_of
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from tests.twin.design import board

QUIET = replace(
    MACHINES["entocentric-3mp"],
    sensor=replace(MACHINES["entocentric-3mp"].sensor, noise=False, falloff=0.0),
    stage_sigma_mm=0.0,
)


@pytest.mark.parametrize("turn_deg", [0.0, 180.0])
def test_a_part_by_itself_is_the_middle_of_a_field_over_it(turn_deg):
    design = board()
    panel = Panel((BoardSite(0, 21.0, 17.0, turn_deg),))
    unit = build_unit(design, panel, WORLDS["plain"], 3)
    upright = replace(unit, pose=panel.sites[0].pose.inverse())
    chosen = {s.placement.refdes: s for s in draw_specimens(unit, QUIET, 1)}
    assert set(chosen) == {p.refdes for p in design.placements}
    for placement in design.placements[:2]:
        place = placement.x_mm, placement.y_mm
        [field] = draw_fields(upright, QUIET, 1, centres_mm=[place])
        whole = field.frames[0].pixels.astype(float)
        crop = chosen[placement.refdes].pixels.astype(float)
        up, left = ((a - b) // 2 for a, b in zip(whole.shape[:2], crop.shape[:2], strict=True))
        same = whole[up : up + crop.shape[0], left : left + crop.shape[1]]
        # rays of pixels that hold an edge fall elsewhere in them, all else is the same
        inner = np.abs(same - crop)[2:-2, 2:-2]
        assert np.mean(inner) < 0.3
        assert np.quantile(inner, 0.95) <= 1.0
        assert np.quantile(inner, 0.99) < 6.0
        assert np.corrcoef(same[2:-2, 2:-2].ravel(), crop[2:-2, 2:-2].ravel())[0, 1] > 0.998


def test_a_window_is_the_middle_of_the_camera():
    for name in ("entocentric-3mp", "telecentric-3mp"):
        window = window_of(MACHINES[name], (3.0, 2.0))
        assert (window.camera.rows, window.camera.cols) == (200, 300)
        assert window_of(MACHINES[name], (90.0, 90.0)).camera.rows == 1536


def test_the_same_seed_gives_the_same_pixels_and_noise_is_its_own():
    unit = build_unit(board(), Panel(), WORLDS["plain"], 3)
    machine = MACHINES["telecentric-3mp"]
    one, two = (list(draw_specimens(unit, machine, 5, Shot("white"))) for _ in range(2))
    other = list(draw_specimens(unit, machine, 6, Shot("white")))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(one, two, strict=True))
    assert not any(np.array_equal(a.pixels, b.pixels) for a, b in zip(one, other, strict=True))
