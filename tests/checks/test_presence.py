"""A part is told from bare soldered lands, whatever its colour."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.checks import all_checks
from inspector.checks.presence import Presence
from tests.checks.painting import (
    BLACK,
    BROWN,
    WHITE,
    Chip,
    Look,
    Soic,
    chip_package,
    draw_chip,
    draw_soic,
    measured,
)

LIMIT = 0.5


def presence(view):
    return measured(Presence(), view)["presence", ""]


@pytest.mark.parametrize("body", [BLACK, BROWN, WHITE])
@pytest.mark.parametrize("board", [(0.09, 0.10, 0.02), (0.01, 0.02, 0.05), (0.30, 0.30, 0.28)])
def test_a_chip_is_there_whatever_its_body_and_board(body, board):
    assert presence(draw_chip(Chip(look=Look(body, board=board)))) > LIMIT


@pytest.mark.parametrize(
    "sizes", [(1.0, 0.5, 0.22, 0.35), (1.6, 0.8, 0.3, 0.45), (3.2, 1.6, 0.5, 0.6)]
)
def test_bare_lands_are_no_chip(sizes):
    package = chip_package(*sizes)
    assert presence(draw_chip(Chip(package=package))) > LIMIT
    assert presence(draw_chip(Chip(package=package, present=False))) < 0.4


@pytest.mark.parametrize("chip", [Chip(0.3, -0.25), Chip(turn=10.0), Chip(turn=90.0)])
def test_a_part_out_of_place_is_still_there(chip):
    assert presence(draw_chip(chip)) > LIMIT


def test_a_leaded_part_is_told_from_its_lands():
    assert presence(draw_soic()) > LIMIT
    assert presence(draw_soic(Soic(present=False))) < 0.4


def test_a_part_half_as_wide_is_not_this_part():
    view = draw_chip(Chip(package=chip_package(1.0, 0.25)))
    assert presence(replace(view, package=chip_package())) < LIMIT


def test_what_no_frame_saw_has_no_score():
    view = draw_chip()
    assert math.isnan(presence(replace(view, valid=np.zeros_like(view.valid))))


def test_a_package_without_a_known_look_has_no_score():
    view = draw_chip()
    assert math.isnan(presence(replace(view, package=replace(view.package, terminations=()))))


def test_it_yields_what_it_declares():
    taken = list(Presence().measure(draw_chip(), {}))
    assert [(m.quantity, m.unit) for m in taken] == [(q.name, q.unit) for q in Presence.yields]


def test_every_check_goes_by_its_own_name():
    assert {name: check.name for name, check in all_checks().items()} == {
        name: name for name in all_checks()
    }
