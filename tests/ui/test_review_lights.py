"""A suspect under every light: what is laid out, and what is seen of it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from inspector.domain.golden import Golden
from inspector.domain.result import Measurement
from inspector.formats.picture import encode
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.store.store import Store
from inspector.store.suspects import Case, case_of, suspects
from inspector.vision.beside import golden_picture
from inspector.vision.cut import MARGIN_MM
from tests.store.conftest import panel  # noqa: F401 - a fixture
from ui.review.evidence import Known, evidence_of
from ui.review.panel import ReviewPanel

ROWS, COLS = 20, 30
RING = np.zeros((ROWS, COLS, 3), np.uint8) + np.uint8((200, 120, 40))
WHITE = np.full((ROWS, COLS, 3), 90, np.uint8)
COAXIAL = np.full((ROWS, COLS), 150, np.uint8)


def pngs(**pictures):
    return {name: encode(picture, "png") for name, picture in pictures.items()}


@pytest.fixture
def case(tmp_path, panel):  # noqa: F811
    with Store(tmp_path / "record") as store:
        store.record(panel(), {})
        return case_of(store, suspects(store)[0])


def lights(case: Case, pictures):
    evidence = evidence_of(replace(case, pictures=pictures), None)
    return [(light.shot, light.colour, light.picture) for light in evidence.lights]


def test_lights_come_as_they_were_shot_then_the_colours_of_the_ring(case):
    found = lights(case, pngs(ring=RING, white=WHITE, coaxial=COAXIAL, **{"ring-short": WHITE}))
    told = [(shot, colour) for shot, colour, _ in found]
    colours = [("ring", "red"), ("ring", "green"), ("ring", "blue")]
    assert told == [("ring", ""), ("white", ""), ("coaxial", ""), ("ring-short", ""), *colours]
    for (_, _, got), want in zip(found, (RING, WHITE, COAXIAL), strict=False):
        assert np.array_equal(got, want)
    assert [int(got.mean()) for _, colour, got in found if colour] == [200, 120, 40]


def test_a_light_that_is_no_ring_has_no_colours_of_its_own(case):
    assert [colour for _, colour, _ in lights(case, pngs(white=WHITE))] == [""]
    assert lights(case, {}) == []


def test_what_the_machine_could_not_measure_of_a_suspect_is_said(case):
    assert evidence_of(case, None).unmeasured == ""
    unseen = [
        Measurement(case.part.refdes, name, math.nan, "mm", pin)
        for name, pin in (("body_offset_x", ""), ("side_overhang", "2"))
    ]
    part = replace(case.part, measurements=(*case.part.measurements, *unseen))
    told = evidence_of(replace(case, part=part), None).unmeasured
    assert told == "not measured: body_offset_x, side_overhang.2"


def test_a_record_of_before_shows_what_it_showed(case):
    found = lights(case, {"": encode(RING, "png")})
    assert [colour for _, colour, _ in found] == ["", "red", "green", "blue"]


def test_the_difference_is_to_the_light_that_the_golden_board_was_learned_in(case):
    recipe = read_recipe(shipped("recipes") / "mixed")
    placement = next(p for p in recipe.board.placements if p.refdes == "R2")
    package, extent = recipe.board.package_of(placement), recipe.board.extent
    rows, cols = int(extent.height_mm / 0.02), int(extent.width_mm / 0.02)
    codes = np.random.default_rng(1).integers(60, 200, (rows, cols, 3), dtype=np.uint8)
    known = np.ones((rows, cols), np.bool_)
    golden = Golden("white", 0.02, extent, codes, np.zeros_like(codes), known, ("good",))
    box = package.extent.grown(MARGIN_MM)
    shape = round(box.height_mm / 0.02), round(box.width_mm / 0.02)
    alike = golden_picture(golden, placement, package, shape)
    dark = np.zeros_like(alike)
    dark[: shape[0] // 2] = 250

    def coloured(**pictures):
        one = replace(case, pictures=pngs(**pictures))
        apart = evidence_of(one, Known(recipe, golden)).difference.astype(int)
        return (apart.max(axis=2) - apart.min(axis=2)).max()

    assert coloured(ring=dark, white=alike) < 5
    assert coloured(ring=alike, white=dark) > 60


@pytest.fixture
def opened(services, panel, qtbot):  # noqa: F811
    def make(**pictures):
        with Store(services.record) as store:
            store.record(panel(), {(0, "R2"): pngs(**pictures)})
        made = ReviewPanel(services)
        qtbot.addWidget(made)
        made.resize(1366, 768)
        made.show()
        qtbot.waitUntil(lambda: made.screen_shown.shown is not None, timeout=20000)
        return made

    return make


def seen(view):
    """Give title and middle colour of a picture as it is drawn, off its marks."""
    middle = view.grab().toImage().pixelColor(view.width() // 2, view.height() // 2)
    return view.accessibleDescription(), (middle.red(), middle.green(), middle.blue())


def test_a_key_shows_one_light_after_another_in_large(opened, qtbot):
    made = opened(ring=RING, white=WHITE, coaxial=COAXIAL)
    large, strip = made._middle.suspect, made._middle.lights
    assert seen(large) == ("Suspect: ring", (200, 120, 40))
    assert strip.isVisible()
    small = [seen(view) for view in strip.views]
    assert small[0] == ("white", (90, 90, 90))
    assert small[1] == ("coaxial", (150, 150, 150))
    assert small[2] == ("red, top", (200, 200, 200))
    qtbot.keyClick(made, Qt.Key.Key_L)
    assert seen(large) == ("Suspect: white", (90, 90, 90))
    assert [view.chosen for view in strip.views] == [True, False, False, False, False]
    qtbot.keyClick(made, Qt.Key.Key_L)
    assert seen(large) == ("Suspect: coaxial", (150, 150, 150))
    qtbot.keyClick(made, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert seen(large)[0] == "Suspect: white"
    qtbot.mouseClick(strip.views[1], Qt.MouseButton.LeftButton)
    assert seen(large)[0] == "Suspect: coaxial"
    qtbot.mouseClick(strip.views[1], Qt.MouseButton.LeftButton)
    assert seen(large) == ("Suspect: ring", (200, 120, 40))


def test_every_light_says_to_a_screen_reader_what_it_is(opened):
    made = opened(ring=RING, white=WHITE)
    told = [view.accessibleDescription() for view in made._middle.lights.views]
    assert told[0] == "white"
    assert len(set(told)) == len(told) == 4
    assert made._middle.lights.accessibleName()


def test_with_one_light_nothing_empty_is_on_the_screen(opened, qtbot):
    made = opened(white=WHITE)
    strip, suspect = made._middle.lights, made._middle.suspect
    assert not strip.isVisible()
    assert not made.findChild(QPushButton, "light").isEnabled()
    qtbot.waitUntil(lambda: suspect.height() > 0.9 * made._middle.pages.height())  # its room too
    assert seen(suspect) == ("Suspect", (90, 90, 90))


def test_a_ring_light_alone_shows_its_colours(opened):
    made = opened(ring=RING)
    views = [view for view in made._middle.lights.views if view.isVisible()]
    assert [view.accessibleDescription() for view in views] == [
        "red, top",
        "green, middle",
        "blue, flat",
    ]
