"""A site that is to stay empty: bare lands pass, a part on it is called, by any kind of part."""

import math
from dataclasses import replace

import pytest

from inspector.checks.empty_site import EmptySite
from inspector.domain.board import Board, Fiducial, Panel, Placement
from inspector.domain.image import Shot
from inspector.domain.recipe import IpcClass, ProcessStage, Recipe, RegistrationKind
from inspector.domain.result import DefectCode, Verdict
from inspector.formats.default_program import default_empty_site, default_program
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from inspector.inspection import inspect_panel
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.draw import draw_fields
from inspector.twin.machine import Machine, entocentric
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from tests.small_board import TAKEN_UTC

SITES = (
    ("R1", "RESC1005X40N", 2.4, 2.0),
    ("C1", "CAPC1608X90N", 5.0, 2.0),
    ("Q1", "SOT95P237X112-3N", 8.4, 2.6),
    ("B1", "BGA16C40P4X4_160X160X60N", 3.0, 7.6),
    ("D1", "DIOMELF3515N", 6.6, 7.6),
)
KEPT = (("R8", "RESC1608X55N", 2.2, 4.8), ("R9", "RESC1608X55N", 9.6, 5.2))
MACHINE = Machine("small", entocentric(1000, 1250, 0.01), 0.01)


def board(*, fitted):
    """The board as drawn: its empty sites fitted or not."""
    library = read_packages(shipped("recipes") / "library" / "packages.toml")
    placements = [Placement(r, p, x, y, 0.0, "x") for r, p, x, y in KEPT]
    placements += [Placement(r, p, x, y, 0.0, "x", fitted=fitted) for r, p, x, y in SITES]
    marks = tuple(Fiducial(f"F{k}", x, y, 0.8, opening_mm=1.6) for k, (x, y) in enumerate(MARKS))
    outline = ((0.0, 0.0), (11.5, 0.0), (11.5, 9.5), (0.0, 9.5))
    used = {p.package: library[p.package] for p in placements}
    return Board(outline, marks, tuple(placements), used)


MARKS = ((1.0, 1.0), (10.6, 8.6), (1.0, 8.6))


def recipe():
    design = board(fitted=False)
    return Recipe(
        product="small",
        revision="A",
        process_stage=ProcessStage.POST_REFLOW,
        ipc_class=IpcClass.CLASS_3,
        registration=RegistrationKind.FIDUCIALS,
        shots=(Shot("ring"),),
        panel=Panel(),
        board=design,
        programs={n: default_program(p, IpcClass.CLASS_3) for n, p in design.packages.items()},
        empty_site=default_empty_site(),
    )


def inspected(*, fitted, world):
    from inspector.domain.image import Capture

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
    from inspector.domain.judging import asked_parts

    asked = {p.refdes for p in asked_parts(recipe())}
    assert {"R1", "B1"} <= asked
    assert {p.refdes for p in asked_parts(replace(recipe(), empty_site=None))} == {"R8", "R9"}


def test_it_is_not_measured_where_nothing_shows_it():
    import numpy as np

    from inspector.domain.view import View

    library = read_packages(shipped("recipes") / "library" / "packages.toml")
    package = library["RESC1005X40N"]
    dark = np.zeros((80, 120, 3), np.float32)
    view = View(
        Placement("R1", package.name, 0, 0, 0, fitted=False),
        package,
        {"ring": dark},
        np.zeros((80, 120), bool),
        0.01,
        (40.0, 60.0),
    )
    (found,) = EmptySite().measure(view, {})
    assert (found.quantity, found.unit) == ("site_open", "1")
    assert math.isnan(found.value)
