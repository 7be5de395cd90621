"""The invented copper: everywhere where there is room, nowhere where there is none."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.board import Board, Panel
from inspector.domain.image import PixelFormat
from inspector.twin.copper import VIA_MM, copper_of
from inspector.twin.draw import draw_fields
from inspector.twin.machine import Machine, Sensor, entocentric
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from tests.twin.design import board


def bare(wide=30.0, high=20.0):
    """Give a board with nothing on it."""
    outline = ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
    return Board(outline, (), (), {})


def sampled(trace):
    """Give places along a trace, a hundredth of a millimetre apart."""
    pieces = [
        np.linspace(a, b, max(int(math.dist(a, b) / 0.01), 1) + 1)
        for a, b in itertools.pairwise(trace.points_mm)
    ]
    return np.concatenate(pieces)


@pytest.mark.parametrize("design", [board(), bare()], ids=["with parts", "bare"])
def test_no_trace_touches_another(design):
    copper = copper_of(design, None)
    assert len(copper.traces) > 8
    lines = [(sampled(t), t.width_mm) for t in copper.traces]
    for (a, wide_a), (b, wide_b) in itertools.combinations(lines, 2):
        apart = np.hypot(*(a[::3, None] - b[None, ::3]).transpose(2, 0, 1)).min()
        assert apart > (wide_a + wide_b) / 2 + 0.05
    for via, other in itertools.combinations(copper.vias, 2):
        assert math.dist((via.x_mm, via.y_mm), (other.x_mm, other.y_mm)) > VIA_MM


def test_traces_of_a_bus_keep_their_gap_across_the_bend():
    traces = copper_of(bare(), None).traces
    pairs = [
        (a, b) for a, b in itertools.pairwise(traces)
        if a.gap_mm and (a.gap_mm, a.width_mm) == (b.gap_mm, b.width_mm)
    ]  # fmt: skip
    assert len(pairs) > 5
    for a, b in pairs:
        apart = np.hypot(*(sampled(a)[:, None] - sampled(b)[None]).transpose(2, 0, 1)).min(1)
        middle = apart[len(apart) // 3 : -len(apart) // 3]
        pitch = a.gap_mm + a.width_mm
        assert middle.min() == pytest.approx(pitch, abs=0.002)
        assert middle.max() < 1.09 * pitch  # the outer knee of a bend is farther by 1 / cos 22.5


def test_a_board_without_parts_is_drawn():
    sensor = Sensor(PixelFormat.RGB8, noise=False)
    machine = Machine("coarse", entocentric(352, 512, 0.04), 0.04, sensor)
    world = WORLDS["plain"]
    unit = build_unit(bare(), Panel(), replace(world, spread=world.spread.still()), 3)
    [field] = draw_fields(unit, machine, 1, centres_mm=[(10.0, 8.0)])
    picture = field.frames[0].pixels.astype(float)
    # copper under the mask is seen: two tones of mask
    green = picture[100:250, 100:400, 1]
    assert np.quantile(green, 0.95) > 1.5 * np.quantile(green, 0.3)
