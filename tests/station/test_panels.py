"""Panels of several boards: an answer for each, none for what is skipped."""

from dataclasses import replace

import pytest

from inspector.domain.board import BoardSite
from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode, Verdict
from inspector.station.events import PanelDone
from inspector.station.products import Product
from inspector.twin.defects import DefectRequest
from inspector.twin.machine import Machine, entocentric

WIDE = Machine("wide", entocentric(470, 1100, 0.020), 0.020)
"""Sees both boards at once."""
MISSING = DefectRequest(DefectCode.MISSING, 1.0, "R2", board_index=1)


@pytest.fixture
def twins(recipe):
    """A panel of two small boards side by side, each with a place for a bad mark."""
    mark = Box(6.6, 0.6, 1.0, 1.0)
    sites = (BoardSite(0, bad_mark=mark), BoardSite(1, x_mm=10.0, bad_mark=mark))
    outline = ((0.0, 0.0), (19.0, 0.0), (19.0, 7.0), (0.0, 7.0))
    return replace(recipe, panel=replace(recipe.panel, sites=sites, outline_mm=outline))


@pytest.fixture
def run_twins(run, twins):
    def running(defects=(MISSING,), **more):
        product = Product("twins", twins)
        return run(machine=WIDE, drawn=twins, products=(product,), defects=(defects,), **more)

    return running


def test_each_board_has_its_own_verdict(run_twins, line):
    with run_twins() as station:
        line.bring("SN1")
        told = station.until(PanelDone).told
    assert told.verdict is Verdict.FAIL
    assert told.boards == (Verdict.PASS, Verdict.FAIL)
    assert [a.boards for _, a in line.journal] == [(Verdict.PASS, Verdict.FAIL)]


def test_a_board_that_the_line_skips_is_not_answered(run_twins, line, record):
    with run_twins() as station:
        line.bring("SN1", skipped=(1,))
        told = station.until(PanelDone).told
    assert told.verdict is Verdict.PASS
    assert told.boards == (Verdict.PASS, None)
    with record() as store:
        assert [b.skipped for b in store.get(1).result.boards] == [False, True]


def test_a_board_whose_bad_mark_is_covered_is_not_answered(run_twins, line, record):
    with run_twins((), bad_boards=(1,)) as station:
        line.bring("SN1")
        told = station.until(PanelDone).told
    assert told.boards == (Verdict.PASS, None)
    with record() as store:
        assert store.get(1).result.boards[1].reason == "its bad mark is covered"
