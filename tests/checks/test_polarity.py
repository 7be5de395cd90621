"""The mark of pin 1 tells which way round a part lies."""

import math
from dataclasses import replace

import pytest

from inspector.checks.polarity import Polarity
from tests.checks.painting import Soic, draw_chip, draw_soic, measured


def score(view):
    return measured(Polarity(), view)["polarity_score", ""]


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize("dot", [(0.28, 0.28, 0.28), (0.05, 0.05, 0.05), (0.17, 0.16, 0.15)])
def test_the_right_way_round_scores_high_and_reversed_low(dot, text):
    assert score(draw_soic(Soic(0.05, -0.03, 2.0, dot=dot, text=text))) > 0.3
    assert score(draw_soic(Soic(0.05, -0.03, 2.0, dot=dot, text=text, mark_turn=180.0))) < -0.3


def test_without_a_mark_there_is_no_score():
    assert math.isnan(score(draw_soic(Soic(dot=(0.12, 0.11, 0.10)))))


def test_a_missing_part_has_no_score():
    assert math.isnan(score(draw_soic(Soic(present=False))))


def test_a_package_without_a_mark_has_no_score():
    view = draw_soic()
    assert math.isnan(score(replace(view, package=replace(view.package, mark=None))))
    assert math.isnan(score(draw_chip()))


def test_it_yields_what_it_declares():
    taken = list(Polarity().measure(draw_soic(), {}))
    assert [(m.quantity, m.unit) for m in taken] == [(q.name, q.unit) for q in Polarity.yields]
