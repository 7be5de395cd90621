"""The drawing benchmark measures what it says."""

import json

import pytest

from inspector.bench.drawing import GOALS_S


@pytest.mark.slow
def test_what_is_drawn_is_timed_beside_its_goal(inspector):
    timed = {
        t["what"]: t
        for t in json.loads(inspector("bench", "drawing", "--repeats", 1, "--json").out)
    }
    assert {name: timed[name]["goal_s"] for name in GOALS_S} == GOALS_S
    assert all(0 < t["least_s"] <= t["median_s"] <= t["most_s"] for t in timed.values())
    # twelve more frames take longer, one part is less than a field
    assert timed["ring and 12 fringes"]["median_s"] > timed["ring"]["median_s"]
    assert timed["part"]["median_s"] < timed["ring"]["median_s"]
