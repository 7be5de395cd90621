"""Whatever recipe there is: what is written reads back equal."""

import random
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from inspector.checks import BUILT_IN
from inspector.domain.board import (
    Alternate,
    Board,
    BoardSite,
    Family,
    Fiducial,
    FiducialShape,
    Land,
    LandShape,
    MarkKind,
    Mask,
    Package,
    Panel,
    Placement,
    PolarityMark,
    Side,
    Termination,
    TerminationKind,
)
from inspector.domain.formula import Formula
from inspector.domain.geometry import Box
from inspector.domain.image import Shot
from inspector.domain.recipe import (
    IpcClass,
    LimitRule,
    ModelReference,
    Override,
    ProcessStage,
    Program,
    Recipe,
    RegistrationKind,
)
from inspector.domain.result import DefectCode
from inspector.formats.recipe import read_recipe, write_recipe
from inspector.formats.standards import with_standard

OUTLINE = ((0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 200.0))
PANEL = ((-1e18, -1e18), (1e18, -1e18), (1e18, 1e18), (-1e18, 1e18))
LETTERS = "abAB019 .,;:#\"'\\[]{}=-_µΩ\t√\U0001f600\u2028\x0b"
SHOTS = (Shot("ring"), Shot("white"), Shot("side-90"), Shot("fringe", "north", 0.7, 1, 4))


class Some:
    """Draws nouns at random, with the oddest texts and numbers a file may hold."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def of(self, kind):
        return self.random.choice(tuple(kind))

    def size(self) -> float:
        return self.of((0.01, 1e-5, 1.0, 7, self.random.uniform(0.01, 9)))

    def place(self) -> float:
        return self.of((0.0, -0.0, 3.0, -1e-17, 1e16, self.random.uniform(-5, 5)))

    def words(self) -> str:
        text = "".join(self.random.choices(LETTERS, k=self.random.randrange(7)))
        return text.replace("\x0b", "")  # TOML has no such sign, and no CAD has

    def name(self) -> str:
        return self.of('ABx€"') + self.words()

    def few(self, make, key=lambda made: made, least=0):
        made = [make() for _ in range(self.random.randrange(least, 4))]
        return tuple({key(m): m for m in made}.values())

    def maybe(self, make):
        return make() if self.random.random() < 0.5 else None


def package(some: Some) -> Package:
    ends = some.few(
        lambda: Termination(
            some.name(),
            some.of(TerminationKind),
            some.place(),
            some.place(),
            some.size(),
            some.size(),
            some.of((0.0, 90.0, 45.5)),
            gap_mm=some.of((0.0, 0.03)),
        ),
        lambda t: t.pin,
        least=1,
    )
    return Package(
        some.name(),
        some.of(Family),
        some.size(),
        some.size(),
        some.size(),
        ends,
        tuple(
            Land(t.pin, t.x_mm, t.y_mm, some.size(), some.size(), some.of(LandShape))
            for t in ends[:2]
        ),
        body_x_tol_mm=some.of((0.0, 0.1)),
        symmetry_deg=some.of((90.0, 180.0, 360.0)),
        mark=some.maybe(lambda: PolarityMark(some.of(MarkKind), 0.0, some.place(), 0.5, 0.4)),
    )


def rule(some: Some) -> LimitRule:
    high = some.size()
    return LimitRule(
        some.of(("presence", "body_offset_x", "body_rotation")),
        some.of(DefectCode),
        some.maybe(lambda: high - some.size()),
        high,
        some.words(),
        some.words(),
        some.of((True, False)),
    )


def program(some: Some, of: Package) -> Program:
    chips = [t for t in of.terminations if t.kind is TerminationKind.CHIP_END]
    formula = LimitRule("side_overhang", DefectCode.SIDE_OVERHANG, high=Formula("0.25 * W + G"))
    only_chips = len(chips) == len(of.terminations)
    return Program(
        tuple(check() for check in BUILT_IN),
        some.few(lambda: rule(some)) + ((formula,) if chips else ()),
        ("side_overhang",) if only_chips else (),
    )


def board(some: Some) -> Board:
    packages = {p.name: p for p in some.few(lambda: package(some), least=1)}
    placements = some.few(
        lambda: Placement(
            some.name(),
            some.of(packages),
            some.random.uniform(0, 300),
            some.of((0, 200, 1.5)),
            some.place(),
            some.words(),
            some.words(),
            some.of((True, False)),
        ),
        lambda p: p.refdes,
        least=1,
    )
    return Board(
        OUTLINE,
        tuple(
            Fiducial(f"F{i}{some.words()}", 10.0 * i, 5.0, some.size(), some.of(FiducialShape))
            for i in range(some.of((2, 3)))
        ),
        placements,
        packages,
        some.few(
            lambda: Alternate(
                some.of(placements).refdes,
                some.name(),
                some.maybe(some.size),
                some.words(),
                some.words(),
            ),
            lambda a: (a.refdes, a.part_number),
        ),
        some.few(lambda: Mask(((0.0, 0.0), (1.0, some.place()), (2, 3)), some.name(), "me")),
        some.of(Side),
    )


def any_recipe(seed: int) -> Recipe:
    some = Some(seed)
    of = board(some)
    recipe = Recipe(
        some.name(),
        some.words(),
        some.of(ProcessStage),
        some.of(IpcClass),
        some.of(RegistrationKind),
        some.few(lambda: some.of(SHOTS), least=1),
        Panel(
            some.few(
                lambda: BoardSite(
                    some.random.randrange(9),
                    some.place(),
                    some.random.uniform(-5, 5),  # no two boards lie at one place
                    some.of((0.0, 180.0)),
                    some.maybe(lambda: Box(0.0, some.random.uniform(0, 5), 1.0, some.size())),
                ),
                lambda site: site.index,
                least=1,
            ),
            some.of(((), PANEL)),
        ),
        of,
        {name: program(some, p) for name, p in of.packages.items()},
        some.few(
            lambda: Override(
                some.of(of.placements).refdes, some.few(lambda: rule(some)), some.name(), "me"
            ),
            lambda o: o.refdes,
        ),
        tuple(ModelReference(name, "0" * 64) for name in sorted(set(some.few(some.name)))),
        some.maybe(some.size),
    )
    programs = {
        name: with_standard(made, of.packages[name], recipe.ipc_class)
        for name, made in recipe.programs.items()
    }
    return replace(recipe, programs=programs)


seeds = st.integers(0, 2**32)
quick = settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.generate))


def same(read: Recipe, written: Recipe) -> bool:
    return replace(read, sha256="") == written


@given(seeds)
@quick
def test_any_recipe_reads_back_equal(seed):
    recipe = any_recipe(seed)
    with tempfile.TemporaryDirectory() as folder:
        write_recipe(recipe, Path(folder))
        assert same(read_recipe(Path(folder)), recipe)


@given(seeds, seeds)
@example(183, 911)  # models in another order than before
@quick
def test_any_recipe_written_over_another_reads_back_equal(first, second):
    with tempfile.TemporaryDirectory() as folder:
        write_recipe(any_recipe(first), Path(folder))
        write_recipe(any_recipe(second), Path(folder))
        assert same(read_recipe(Path(folder)), any_recipe(second))
