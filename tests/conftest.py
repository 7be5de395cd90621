import os
from dataclasses import replace
from pathlib import Path

import pytest

from inspector.cli.drawing import CodecName, Order, draw_capture
from inspector.domain.board import Fiducial, Placement
from inspector.domain.recipe import Recipe
from inspector.domain.result import DefectCode
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.formats.shipped import shipped
from inspector.twin.defects import DefectRequest
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pictures; a test that needs them is skipped where they are absent."""
    folder = Path(os.environ.get("INSPECTOR_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real pictures in {folder}; INSPECTOR_DATA names another folder")
    return folder


def _small(product: str = "small") -> Recipe:
    """A board of 9 x 7 mm with four parts: one small field, drawn in a second."""
    demo = read_recipe(shipped("recipes") / "demo")
    fiducials = tuple(
        Fiducial(f"F{n}", x, y, 1.0, opening_mm=1.6)
        for n, (x, y) in enumerate([(1, 1), (8, 1), (1, 6)], 1)
    )
    placements = (
        Placement("R1", "RESC1608X55N", 3.0, 2.2, 0),
        Placement("R2", "RESC2012X70N", 6.6, 3.4, 90),
        Placement("C1", "CAPC1608X90N", 3.4, 4.6, 90),
        Placement("C2", "CAPC2012X140N", 5.2, 5.6, 0),
    )
    used = {p.package for p in placements}
    board = replace(
        demo.board,
        outline_mm=((0, 0), (9, 0), (9, 7), (0, 7)),
        fiducials=fiducials,
        placements=placements,
        packages={name: demo.board.packages[name] for name in used},
        alternates=(),
        masks=(),
    )
    programs = {name: demo.programs[name] for name in sorted(used)}
    return replace(demo, product=product, board=board, programs=programs, overrides=())


@pytest.fixture(scope="session")
def small_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a recipe for a small board."""
    folder = tmp_path_factory.mktemp("recipes") / "small"
    write_recipe(_small(), folder)
    return folder


@pytest.fixture(scope="session")
def small_captures(tmp_path_factory: pytest.TempPathFactory, small_recipe: Path) -> Path:
    """An archive of drawn panels: SN000001 is good, SN000002 lacks R2; never written to."""
    archive = tmp_path_factory.mktemp("small")
    machine = Machine("small", entocentric(470, 570, 0.020), 0.020)
    order = Order(WORLDS["plain"], machine, codec=CodecName.PNG)
    recipe = read_recipe(small_recipe)
    draw_capture(recipe, order, 1, archive)
    missing = replace(order, defects=(DefectRequest(DefectCode.MISSING, 1.0, "R2"),))
    draw_capture(recipe, missing, 2, archive)
    return archive
