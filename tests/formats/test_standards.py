import shutil
from dataclasses import replace

import pytest

from inspector.domain.board import Land, Mask, Package, Termination, TerminationKind
from inspector.domain.coverage import CoverageState, coverage_of
from inspector.domain.errors import RecipeError
from inspector.domain.recipe import IpcClass, LimitRule, Override
from inspector.domain.result import DefectCode
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.formats.standards import UPGRADES, StandardFile, criteria
from inspector.formats.strict import Source
from inspector.formats.versions import current

KIND = TerminationKind
CHIP, GULL = KIND.CHIP_END, KIND.GULL_WING

# A chip end: W 0.8, P 0.95, L 0.35, H 0.8, G 0.03 mm; a lead: W 0.4, P 0.6, L 1.5, T 0.2, G 0.03 mm
SIZES = {
    "chip": (Termination("1", CHIP, -0.6, 0, 0.35, 0.8, 180, height_mm=0.8, gap_mm=0.03), 0.95),
    "lead": (Termination("1", GULL, -2.6, 0, 1.5, 0.4, 180, thickness_mm=0.2, gap_mm=0.03), 0.6),
    "short lead": (Termination("1", GULL, -2.6, 0, 0.7, 0.4, 180, thickness_mm=0.2), 0.6),
    "wide lead": (Termination("1", GULL, -2.6, 0, 5, 2.4, 180, thickness_mm=0.2), 3.0),
}
KINDS = {CHIP: "chip", GULL: "lead"}


def joint(name, kind=None):
    termination, width = SIZES[name]
    termination = replace(termination, kind=kind or termination.kind)
    land = Land("1", termination.x_mm, 0, 1, width)
    return Package("X", "soic", 1, 1, 1, (termination,), (land,))


def bounds(ipc_class, kind, quantity, name=None):
    (found,) = [
        c for c in criteria(IpcClass(ipc_class)) if (c.kind, c.quantity) == (kind, quantity)
    ]
    if found.rule is None:
        return found.note
    limit = found.rule.resolved(joint(name or KINDS.get(kind, "chip"), kind), "1" if kind else "")
    return limit.low, limit.high


INF = float("inf")
WETTING = "wetting"

TABLE = [
    # every row of the table of acceptance: kind, quantity, joint, class 1, 2, 3, space
    (CHIP, "side_overhang", None, (-INF, 0.5), (-INF, 0.5), (-INF, 0.25), (-INF, 0.25)),
    (CHIP, "end_overhang", None, (-INF, 0), (-INF, 0), (-INF, 0), (-INF, 0)),
    (CHIP, "end_joint_width", None, (0.5, INF), (0.5, INF), (0.75, INF), (0.75, INF)),
    # G + 25 % of 0.8 mm
    (CHIP, "fillet_height", None, WETTING, WETTING, (0.23, INF), (0.23, INF)),
    # 25 % of L
    (CHIP, "end_overlap", None, None, None, (0.0875, INF), (0.0875, INF)),
    (KIND.BOTTOM_ONLY, "side_overhang", None, (-INF, 0.5), (-INF, 0.5), (-INF, 0.25), (-INF, 0.25)),
    (KIND.BOTTOM_ONLY, "end_joint_width", None, (0.5, INF), (0.5, INF), (0.75, INF), (0.75, INF)),
    (KIND.CASTELLATED, "side_overhang", None, (-INF, 0.5), (-INF, 0.5), (-INF, 0.25), (-INF, 0.25)),
    (KIND.CASTELLATED, "end_joint_width", None, (0.5, INF), (0.5, INF), (0.75, INF), (0.75, INF)),
    (GULL, "side_overhang", "lead", (-INF, 0.5), (-INF, 0.5), (-INF, 0.25), (-INF, 0.25)),
    # of 2.4 mm half would be 1.2 mm: 0.5 mm is less
    (GULL, "side_overhang", "wide lead", *[(-INF, 0.5 / 2.4)] * 4),
    (GULL, "end_joint_width", None, (0.5, INF), (0.5, INF), (0.75, INF), (0.75, INF)),
    (GULL, "fillet_height", None, WETTING, (0.13, INF), (0.23, INF), (0.23, INF)),
    # W or 0.5 mm; L = 1.5 >= 3 W: 3 W = 1.2 against 75 % = 1.125, the longer
    (GULL, "side_joint_length", "lead", (0.4, INF), (1.2, INF), (1.2, INF), (1.2, INF)),
    # L = 0.7 < 3 W: all of it
    (GULL, "side_joint_length", "short lead", (0.4, INF), (0.7, INF), (0.7, INF), (0.7, INF)),
    (KIND.NO_LEAD, "side_overhang", None, (-INF, 0.5), (-INF, 0.25), (-INF, 0.25), (-INF, 0.25)),
    (KIND.BALL, "void_share", None, (-INF, 0.3), (-INF, 0.3), (-INF, 0.3), (-INF, 0.1)),
    (CHIP, "billboard_ratio", None, (-INF, 2), (-INF, 2), None, None),
    (None, "solder_ball_clearance", None, *[(0.13, INF)] * 4),
    (GULL, "foot_coplanarity", None, None, None, None, (-INF, 0.26)),
]


@pytest.mark.parametrize("row", TABLE, ids=[f"{r[0]} {r[1]} {r[2] or ''}" for r in TABLE])
def test_every_row_of_the_table_is_resolved_as_it_says(row):
    kind, quantity, name, *classes = row
    for ipc_class, wanted in zip(("1", "2", "3", "space"), classes, strict=True):
        got = bounds(ipc_class, kind, quantity, name)
        if wanted is None:
            assert isinstance(got, str), (ipc_class, got)
        elif isinstance(wanted, str):
            assert got == wanted
        else:
            assert got == pytest.approx(wanted), ipc_class


@pytest.mark.parametrize("ipc_class", IpcClass)
def test_every_kind_of_termination_has_a_criterion_so_that_none_is_silent(ipc_class):
    kinds = {c.kind for c in criteria(ipc_class)}
    assert set(TerminationKind) <= kinds


@pytest.mark.parametrize("ipc_class", IpcClass)
def test_no_criterion_stands_twice_and_each_names_its_source(ipc_class):
    keys = [(c.kind, c.quantity) for c in criteria(ipc_class)]
    assert len(keys) == len(set(keys))
    for criterion in criteria(ipc_class):
        assert criterion.clause
        assert criterion.revision == "unverified"
        assert criterion.ipc_class is ipc_class
        if not criterion.observable:
            assert criterion.note


def test_space_says_which_source_a_figure_is_from():
    space = {(c.kind, c.quantity): c for c in criteria(IpcClass.SPACE)}
    assert space[CHIP, "side_overhang"].clause.startswith("NASA")
    silent = space[CHIP, "end_overhang"]
    assert silent.rule
    assert silent.rule.standard == "IPC-A-610 class 3"


def test_the_kept_standard_of_version_1_says_what_it_always_said(kept):
    source = Source(kept("standard-1") / "standard.toml", RecipeError)
    table = source.read(StandardFile, current(source, source.toml(), "standard", UPGRADES))
    side, void = table.criterion
    assert table.standard == "House rules"
    assert (side.kinds, side.code) == ((CHIP, GULL), DefectCode.SIDE_OVERHANG)
    assert (side.clause, side.revision, side.verified) == ("4.2", "B", True)
    assert side.classes["1"].high == "min(0.5 * W, 0.5) / W"
    assert (side.classes["3"].low, side.classes["3"].high) == (-1.0, 0.25)
    assert (void.kinds, void.revision, void.hidden) == ((), "unverified", "inside the joint")
    assert void.classes["3"].condition == "wetting"


@pytest.fixture
def demo():
    return read_recipe(shipped("recipes") / "demo")


def states(recipe, package):
    lines = coverage_of(recipe, criteria(recipe.ipc_class))
    return {line.criterion.quantity: line for line in lines if line.package == package}


def test_coverage_says_what_is_inspected_hidden_and_missing(demo):
    chip = states(demo, "RESC1608X55N")
    assert chip["side_overhang"].state is CoverageState.INSPECTED
    assert chip["side_overhang"].check == "body_offset"
    assert chip["end_overlap"].state is CoverageState.NOT_OBSERVABLE
    assert "under the end cap" in chip["end_overlap"].note
    assert chip["fillet_height"].state is CoverageState.MISSING


def test_a_check_of_chip_ends_does_not_cover_leads(demo):
    name = "SOIC127P600X175-8N"
    assert states(demo, name)["side_overhang"].state is CoverageState.INSPECTED  # by lead_offset
    program = demo.programs[name]
    chips = tuple(check for check in program.checks if check.name != "lead_offset")
    without = replace(program, checks=chips, standard=(), limits=())
    soic = states(replace(demo, programs=dict(demo.programs) | {name: without}), name)
    assert soic["side_overhang"].state is CoverageState.MISSING
    assert soic["side_overhang"].note == "no check measures it"


def without_standard(demo, *limits):
    name = "RESC1608X55N"
    program = demo.programs[name]
    own = tuple(r for r in program.limits if not r.standard)
    program = replace(program, standard=(), limits=own + limits)
    return states(replace(demo, programs=dict(demo.programs) | {name: program}), name)


def test_what_no_limit_judges_and_what_a_looser_one_judges_is_not_covered(demo):
    bare = without_standard(demo)["side_overhang"]
    assert (bare.state, bare.note) == (CoverageState.MISSING, "measured, but no limit judges it")
    loose = LimitRule("side_overhang", DefectCode.SIDE_OVERHANG, high=0.4)
    line = without_standard(demo, loose)["side_overhang"]
    assert (line.state, line.note) == (CoverageState.MISSING, "judged, but by a looser limit")
    strict = replace(loose, high=0.2)
    assert without_standard(demo, strict)["side_overhang"].state is CoverageState.INSPECTED


CHIPS = "RESC1608X55N"


def first_chip(demo):
    return next(p for p in demo.board.placements if p.package == CHIPS and p.fitted)


def test_an_override_that_loosens_one_part_leaves_the_criterion_uncovered(demo):
    loose = LimitRule("side_overhang", DefectCode.SIDE_OVERHANG, high=99.0)
    refdes = first_chip(demo).refdes
    changed = replace(demo, overrides=(Override(refdes, (loose,), "why", "who"),))
    line = states(changed, CHIPS)["side_overhang"]
    assert line.state is CoverageState.MISSING
    assert line.note == f"judged, but by a looser limit at {refdes}"
    strict = replace(loose, high=0.1)
    changed = replace(demo, overrides=(Override(refdes, (strict,), "why", "who"),))
    assert states(changed, CHIPS)["side_overhang"].state is CoverageState.INSPECTED


def test_a_condition_that_no_number_states_is_never_covered(demo):
    criterion = states(demo, CHIPS)["side_overhang"].criterion
    wetting = replace(criterion, kind=CHIP, rule=None)
    line = next(x for x in coverage_of(demo, (wetting,)) if x.package == CHIPS)
    assert line.state is CoverageState.MISSING
    assert "no number to hold it against" in line.note


def test_low_and_high_in_two_limits_are_held_together(demo):
    criterion = states(demo, CHIPS)["side_overhang"].criterion
    rule = LimitRule("side_overhang", DefectCode.SIDE_OVERHANG, low=-1.0, high=0.25, kinds=(CHIP,))
    both = replace(criterion, kind=CHIP, rule=rule)
    low = LimitRule("side_overhang", DefectCode.SIDE_OVERHANG, low=-0.5)
    high = LimitRule("side_overhang", DefectCode.SIDE_OVERHANG, high=0.2)
    for rules, state in (((low, high), "inspected"), ((high,), "missing")):
        program = replace(demo.programs[CHIPS], standard=(), limits=rules)
        changed = replace(demo, programs={**demo.programs, CHIPS: program})
        line = next(x for x in coverage_of(changed, (both,)) if x.package == CHIPS)
        assert line.state == state


def test_sites_without_a_part_and_masked_parts_are_named_as_not_covered(demo):
    chip = first_chip(demo)
    around = chip.pose.apply(demo.board.packages[CHIPS].extent.grown(0.1).corners_mm)
    mask = Mask(tuple(map(tuple, around.tolist())), "rework", "A. Author")
    other = next(
        p for p in demo.board.placements if p.package == CHIPS and p.fitted and p is not chip
    )
    placements = tuple(replace(p, fitted=p is not other) for p in demo.board.placements)
    board = replace(demo.board, masks=(mask,), placements=placements)
    empty = [p.refdes for p in placements if p.package == CHIPS and not p.fitted]
    lines = [
        x
        for x in coverage_of(replace(demo, board=board, empty_site=None), ())
        if x.package == CHIPS and x.state is CoverageState.MISSING
    ]
    assert [x.note for x in lines] == [
        f"{', '.join(empty)}: no check looks at it",
        f"{chip.refdes}: the mask leaves it out",
    ]
    seen = [x for x in coverage_of(replace(demo, board=board), ()) if x.package == CHIPS]
    told = {(x.state, x.check, x.note) for x in seen}
    assert (CoverageState.INSPECTED, "empty_site", ", ".join(empty)) in told
    assert (CoverageState.MISSING, "", f"{chip.refdes}: the mask leaves it out") in told


def test_another_class_changes_the_rules_taken_from_the_standard_and_no_other(demo, tmp_path, edit):
    folder = shutil.copytree(shipped("recipes"), tmp_path / "recipes") / "demo"
    edit(folder / "recipe.toml", 'ipc_class = "3"', 'ipc_class = "1"')
    placement = demo.board.placements[0]
    before = {x.key: x.high for x in demo.limits_of(placement)}
    after = {x.key: x.high for x in read_recipe(folder).limits_of(placement)}
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {("side_overhang", "1"), ("side_overhang", "2")}
