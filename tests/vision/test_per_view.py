"""What is kept of a view goes with it."""

import gc
import weakref
from dataclasses import replace

import numpy as np

from inspector.vision.body import plane
from inspector.vision.lands import brightest
from inspector.vision.per_view import per_view
from tests.checks.painting import draw_chip


def test_a_view_is_looked_at_once_for_each_question():
    asked = []

    @per_view
    def ask(view, channel):
        asked.append(channel)
        return view.ring[..., channel].mean()

    first, second = replace(draw_chip()), replace(draw_chip())
    assert ask(first, 0) == ask(first, 0)
    ask(first, 1)
    ask(second, 0)
    assert asked == [0, 1, 0]


def test_nothing_that_is_kept_outlives_its_view():
    view = replace(draw_chip())  # the painter keeps its own
    kept = weakref.ref(plane(view, 0)), weakref.ref(brightest(view)), weakref.ref(view)
    assert all(one() is not None for one in kept)
    assert np.isfinite(brightest(view)).any()
    del view
    gc.collect()
    assert [one() for one in kept] == [None, None, None]
