"""A site that is to stay empty: bare lands pass, a part on it is called, by any kind of part."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.checks.empty_site import EmptySite
from inspector.domain.board import Board, Fiducial, Placement
from inspector.domain.image import Capture
from inspector.domain.judging import asked_parts
from inspector.domain.recipe import IpcClass
from inspector.domain.result import DefectCode, Verdict
from inspector.domain.view import View
from inspector.formats.default_program import default_empty_site, default_program
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from inspector.inspection import inspect_panel
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.draw import draw_fields
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from inspector.vision.empty_site import open_share
from tests import small_board
from tests.small_board import MACHINE, TAKEN_UTC

SITES = (
    ("R1", "RESC1005X40N", 2.4, 2.0),
    ("C1", "CAPC1608X90N", 5.0, 2.0),
    ("Q1", "SOT95P237X112-3N", 8.4, 2.6),
    ("B1", "BGA16C40P4X4_160X160X60N", 3.0, 7.6),
    ("D1", "DIOMELF3515N", 6.6, 7.6),
)
KEPT = (("R8", "RESC1608X55N", 2.2, 4.8), ("R9", "RESC1608X55N", 9.6, 5.2))
MARKS = ((1.0, 1.0), (10.6, 8.6), (1.0, 8.6))
LIBRARY = shipped("recipes") / "library" / "packages.toml"


def board(*, fitted):
    """The board as drawn: its empty sites fitted or not."""
    library = read_packages(LIBRARY)
    placements = [Placement(r, p, x, y, 0.0, "x") for r, p, x, y in KEPT]
    placements += [Placement(r, p, x, y, 0.0, "x", fitted=fitted) for r, p, x, y in SITES]
    marks = tuple(Fiducial(f"F{k}", x, y, 0.8, opening_mm=1.6) for k, (x, y) in enumerate(MARKS))
    outline = ((0.0, 0.0), (11.5, 0.0), (11.5, 9.5), (0.0, 9.5))
    used = {p.package: library[p.package] for p in placements}
    return Board(outline, marks, tuple(placements), used)


def recipe():
    design = board(fitted=False)
    programs = {n: default_program(p, IpcClass.CLASS_3) for n, p in design.packages.items()}
    small = small_board.recipe()
    return replace(small, board=design, programs=programs, empty_site=default_empty_site())


def inspected(*, fitted, world):
    what = recipe()
    unit = build_unit(board(fitted=fitted), what.panel, WORLDS[world], 3)
    fields = tuple(draw_fields(unit, MACHINE, 3))
    infos = tuple(frame.info for one in fields for frame in one.frames)
    capture = Capture("small", unit.serial, what.board.side, TAKEN_UTC, infos, "st1")
    result = inspect_panel(what, capture, fields, nominal_calibration_of(MACHINE, 3)).result
    return {part.refdes: part for part in result.boards[0].parts}


@pytest.mark.parametrize("world", ["plain", "black-gloss"])
def test_bare_sites_pass_and_every_part_on_one_is_called_extra(world):
    bare = inspected(fitted=False, world=world)
    full = inspected(fitted=True, world=world)
    for refdes, *_ in SITES:
        assert bare[refdes].verdict is Verdict.PASS, bare[refdes]
        assert [d.code for d in full[refdes].defects] == [DefectCode.EXTRA], full[refdes]


def test_without_a_program_for_them_empty_sites_are_not_asked_for():
    asked = {p.refdes for p in asked_parts(recipe())}
    assert {"R1", "B1"} <= asked
    assert {p.refdes for p in asked_parts(replace(recipe(), empty_site=None))} == {"R8", "R9"}


def view(valid):
    """Bare lands of a chip, painted, as far as they are seen."""
    package = read_packages(LIBRARY)["RESC1608X55N"]
    ring, middle = np.full((160, 320, 3), (0.05, 0.1, 0.05), np.float32), (80.0, 160.0)
    for land in package.lands:
        row, col = middle[0] - land.y_mm / 0.01, middle[1] + land.x_mm / 0.01
        high, wide = land.size_y_mm / 0.02, land.size_x_mm / 0.02
        ring[round(row - high) : round(row + high), round(col - wide) : round(col + wide)] = (
            0.9,
            0.3,
            0.2,
        )
    site = Placement("R1", package.name, 0, 0, 0, fitted=False)
    return View(site, package, {"ring": ring}, valid, 0.01, middle)


def test_lands_that_are_painted_bare_are_open_and_what_is_not_shown_is_not_measured():
    every = np.ones((160, 320), bool)
    part = every.copy()
    part[:, :160] = False  # one of the two lands
    half, none = (one for v in (part, ~every) for one in EmptySite().measure(view(v), {}))
    assert (half.quantity, half.unit) == ("site_open", "1")
    assert open_share(view(every)) == 1.0
    assert math.isnan(half.value)
    assert math.isnan(none.value)
